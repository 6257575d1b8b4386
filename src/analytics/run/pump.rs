//! The nodes of one pump: rows go through them in order, and windows close by the clock.

use super::super::error::Fault;
use super::super::eval::{Scope, eval};
use super::super::plan::{self, Pipeline, Port, Project};
use super::super::value::{Row, Value};
use super::group::GroupState;
use super::join::{JoinState, with_table};
use super::over::OverState;
use super::top::TopState;
use super::{Due, Work};
use std::collections::VecDeque;

/// The state of a pump.
#[derive(Clone, Debug, Hash)]
pub struct PumpState {
    /// Whether it takes rows.
    pub is_running: bool,
    nodes: Vec<NodeState>,
}

#[derive(Clone, Debug, Hash)]
enum NodeState {
    None,
    /// The ROWTIME of the last row that a query gave a time of its own.
    Time(i64),
    Group(GroupState),
    Over(OverState),
    Join(JoinState),
    Top(TopState),
}

impl PumpState {
    /// A pump that has seen nothing.
    pub fn new(pipeline: &Pipeline, is_running: bool) -> Self {
        let nodes = pipeline.nodes.iter().map(|node| match &node.work {
            plan::Work::Group(_) => NodeState::Group(GroupState::default()),
            plan::Work::Over(_) => NodeState::Over(OverState::default()),
            plan::Work::JoinStreams(_) => NodeState::Join(JoinState::default()),
            plan::Work::TopItems(_) => NodeState::Top(TopState::default()),
            plan::Work::Project(project) if project.time.is_some() => NodeState::Time(i64::MIN),
            _ => NodeState::None,
        });
        Self { is_running, nodes: nodes.collect() }
    }

    /// Takes a row of a stream in. What comes out is left in `work`.
    pub fn push(&mut self, pipeline: &Pipeline, port: Port, row: &Row, work: &mut Work<'_>) {
        self.run(pipeline, VecDeque::from([(port, row.clone())]), work);
    }

    /// The node that does something next by itself.
    pub fn due(&self) -> Option<(Due, usize)> {
        let nodes = self.nodes.iter().enumerate();
        let due = nodes.filter_map(|(index, node)| {
            let due = match node {
                NodeState::Group(group) => group.due(),
                NodeState::Over(over) => over.due(),
                NodeState::Top(top) => top.due(),
                _ => None,
            };
            due.map(|due| (due, index))
        });
        due.min()
    }

    /// Lets a node do what is due.
    pub fn fire(&mut self, pipeline: &Pipeline, index: usize, due: Due, work: &mut Work<'_>) {
        let (Some(node), Some(state)) = (pipeline.nodes.get(index), self.nodes.get_mut(index)) else { return };
        let outside = std::mem::take(&mut work.rows);
        match (&node.work, state) {
            (plan::Work::Group(group), NodeState::Group(state)) => state.close(group, due.time, work),
            (plan::Work::Over(over), NodeState::Over(state)) => state.flush(over, due.fires, work),
            (plan::Work::TopItems(top), NodeState::Top(state)) => state.close(top, due.time, work),
            _ => {}
        }
        let rows = std::mem::replace(&mut work.rows, outside);
        match node.next {
            Some(next) => self.run(pipeline, rows.into_iter().map(|row| (next, row)).collect(), work),
            None => work.rows.extend(rows),
        }
    }

    fn run(&mut self, pipeline: &Pipeline, mut open: VecDeque<(Port, Row)>, work: &mut Work<'_>) {
        while let Some((port, row)) = open.pop_front() {
            let (Some(node), Some(state)) = (pipeline.nodes.get(port.node), self.nodes.get_mut(port.node)) else {
                continue;
            };
            let outside = std::mem::take(&mut work.rows);
            step(&node.work, state, port.is_right, &row, work);
            let rows = std::mem::replace(&mut work.rows, outside);
            match node.next {
                Some(next) => open.extend(rows.into_iter().map(|row| (next, row))),
                None => work.rows.extend(rows),
            }
        }
    }

    /// How many groups are open, and how many rows windows hold.
    pub fn held(&self) -> u64 {
        let held = self.nodes.iter().map(|node| match node {
            NodeState::Group(group) => group.len() as u64,
            NodeState::Over(over) => over.len(),
            NodeState::Join(join) => join.len(),
            NodeState::Top(top) => top.len() as u64,
            NodeState::None | NodeState::Time(_) => 0,
        });
        held.sum()
    }
}

fn step(node: &plan::Work, state: &mut NodeState, is_right: bool, row: &Row, work: &mut Work<'_>) {
    match (node, state) {
        (plan::Work::Filter(filter), _) => {
            let passes = eval(filter, Scope { values: &row.values, now: work.now });
            if work.keep(passes, row) == Some(Value::Bool(true)) {
                work.rows.push(row.clone());
            }
        }
        (plan::Work::Project(project), state) => {
            let made = made(project, row, work.now);
            let made = made.and_then(|made| in_order(made, state));
            if let Some(made) = work.keep(made, row) {
                work.rows.push(made);
            }
        }
        (plan::Work::Group(group), NodeState::Group(state)) => state.push(group, row, work),
        (plan::Work::Over(over), NodeState::Over(state)) => state.push(over, row, work),
        (plan::Work::JoinTable(join), _) => with_table(join, row, work),
        (plan::Work::JoinStreams(join), NodeState::Join(state)) => state.push(join, is_right, row, work),
        (plan::Work::TopItems(top), NodeState::Top(state)) => state.push(top, row, work),
        _ => {}
    }
}

fn made(project: &Project, row: &Row, now: i64) -> Result<Row, Fault> {
    let scope = Scope { values: &row.values, now };
    let values = project.items.iter().map(|item| eval(item, scope)).collect::<Result<Vec<Value>, Fault>>()?;
    let time = match &project.time {
        None => row.time,
        Some(time) => match eval(time, scope)? {
            Value::Timestamp(time) => time,
            _ => return Err(Fault::out_of_order("ROWTIME must not be NULL")),
        },
    };
    Ok(Row::new(time, values))
}

/// A row with a time of its own must not go back behind the one before it.
fn in_order(row: Row, state: &mut NodeState) -> Result<Row, Fault> {
    if let NodeState::Time(last) = state {
        if row.time < *last {
            return Err(Fault::out_of_order("ROWTIME would go back behind that of the row before"));
        }
        *last = row.time;
    }
    Ok(row)
}
