//! Statements into pipelines: what each pump does with a row, one node after another.
//!
//! It knows streams and tables by their columns, and no rows. Whatever it lets through can be run.

mod expression;
mod from;
mod functions;
mod grouped;
mod operator;
pub mod program;
pub mod scope;
mod select;
pub mod typed;
mod windowed;

pub use program::PumpPlan;

use super::eval::aggregate;
use super::sql::ast::Frame;
use super::types::{SqlType, Unit};
use super::value::Value;
use typed::Expr;

/// The number of a stream in a program.
pub type StreamId = usize;
/// The number of a table in a program.
pub type TableId = usize;

/// Where a row goes: a node, and which of its two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Port {
    /// The node's index.
    pub node: usize,
    /// Whether it is the right side of a join.
    pub is_right: bool,
}

/// A step in the work of a pump.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it does.
    pub work: Work,
    /// Where its rows go; nowhere for those that the pump writes.
    pub next: Option<Port>,
}

/// The work of a pump.
#[derive(Clone, Debug, Default)]
pub struct Pipeline {
    /// All nodes; a row goes to nodes with higher numbers only.
    pub nodes: Vec<Node>,
    /// Which streams are read, and where their rows enter.
    pub sources: Vec<(StreamId, Port)>,
}

/// What a node does with a row.
#[derive(Clone, Debug)]
pub enum Work {
    /// Lets a row through when the condition holds.
    Filter(Expr),
    /// Makes another row of it.
    Project(Project),
    /// Gathers rows until a window closes.
    Group(Group),
    /// Adds to a row what windows that end with it come to.
    Over(Over),
    /// Puts rows of a table beside a row.
    JoinTable(JoinTable),
    /// Puts rows of two streams beside each other.
    JoinStreams(JoinStreams),
    /// Counts the values of a column until a window closes.
    TopItems(TopItems),
}

/// Another row made of a row.
#[derive(Clone, Debug)]
pub struct Project {
    /// Its values.
    pub items: Vec<Expr>,
    /// Its ROWTIME, where it is not that of the row.
    pub time: Option<Expr>,
}

/// When a group is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closing {
    /// When the time has passed the ends of these, the first of them: windows of all groups together.
    Tumbling(Vec<Tumble>),
    /// So many milliseconds after its first row.
    Stagger(i64),
    /// So many milliseconds after its last row.
    Session(i64),
}

/// A window on ROWTIME.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tumble {
    /// Windows of so many milliseconds, counted from an instant.
    Step(i64, i64),
    /// Windows of the calendar.
    Unit(Unit),
}

/// Rows gathered by keys. What comes out are the keys and then the aggregates.
#[derive(Clone, Debug)]
pub struct Group {
    /// What is equal within a group.
    pub keys: Vec<Expr>,
    /// What is worked out for it.
    pub aggregates: Vec<AggregateCall>,
    /// When it is complete.
    pub closing: Closing,
}

/// A call of an aggregate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AggregateCall {
    /// Which one.
    pub kind: aggregate::Kind,
    /// Whether equal values count once.
    pub is_distinct: bool,
    /// What it gets from a row.
    pub argument: Expr,
}

/// Calls with windows. What comes out are the row's values and then those of the calls.
#[derive(Clone, Debug)]
pub struct Over {
    /// The windows.
    pub windows: Vec<OverWindow>,
    /// The calls.
    pub calls: Vec<OverCall>,
}

/// A window that ends with each row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverWindow {
    /// Only rows with the same values here are in it.
    pub partition: Vec<Expr>,
    /// How far back it reaches.
    pub frame: Frame,
}

/// A call with a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverCall {
    /// The window's index.
    pub window: usize,
    /// What is worked out.
    pub function: OverFunction,
    /// What it gets from each row of the window.
    pub argument: Expr,
}

/// What is worked out over a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OverFunction {
    /// An aggregate, and whether equal values count once.
    Aggregate(aggregate::Kind, bool),
    /// The value so many rows earlier in the window, else that one.
    Lag(usize, Value),
}

/// A row beside the rows of a table.
#[derive(Clone, Debug)]
pub struct JoinTable {
    /// The table.
    pub table: TableId,
    /// Whether the table's values come first.
    pub is_first: bool,
    /// The condition over both.
    pub on: Expr,
    /// How many values to fill up with NULL when nothing matches; nothing comes out then when it is absent.
    pub nulls: Option<usize>,
}

/// Rows of two streams.
#[derive(Clone, Debug)]
pub struct JoinStreams {
    /// How far back rows of the left and of the right side are kept; a side without a window has its arriving row alone.
    pub frames: [Option<Frame>; 2],
    /// The condition over both.
    pub on: Expr,
}

/// The most frequent values of a column.
#[derive(Clone, Debug)]
pub struct TopItems {
    /// The values, as texts.
    pub item: Expr,
    /// How many come out of a window.
    pub count: usize,
    /// The length of a window in milliseconds.
    pub length: i64,
}

/// The longest text of an item that TOP_K_ITEMS_TUMBLING gives.
pub const ITEM_TYPE: SqlType = SqlType::VarChar(1_024);

impl Pipeline {
    /// Adds a node; answers its index.
    pub(super) fn add(&mut self, work: Work) -> usize {
        self.nodes.push(Node { work, next: None });
        self.nodes.len() - 1
    }

    /// Lets the rows of a producer go to a node.
    pub(super) fn connect(&mut self, producers: &[Producer], port: Port) {
        for producer in producers {
            match producer {
                Producer::Stream(id) => self.sources.push((*id, port)),
                Producer::Node(node) => {
                    if let Some(node) = self.nodes.get_mut(*node) {
                        node.next = Some(port);
                    }
                }
            }
        }
    }

    /// Adds a node behind these producers.
    pub(super) fn follow(&mut self, producers: &[Producer], work: Work) -> Vec<Producer> {
        let node = self.add(work);
        self.connect(producers, Port { node, is_right: false });
        vec![Producer::Node(node)]
    }
}

/// Where rows come from while a pipeline is built.
#[derive(Clone, Copy, Debug)]
pub(super) enum Producer {
    /// A stream.
    Stream(StreamId),
    /// A node.
    Node(usize),
}
