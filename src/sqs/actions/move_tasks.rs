//! `StartMessageMoveTask`, `ListMessageMoveTasks`, `CancelMessageMoveTask`, and the tasks' own work.
//!
//! A task moves the messages that its dead-letter queue held when it began, one after another at its rate, each as a new
//! message. It stops by itself: what arrives later stays.

use crate::base::collections::SortedMap;
use crate::base::{Arn, digest};
use crate::clock::{Duration, Instant};
use crate::sqs::api::*;
use crate::sqs::message::{Extras, Message, MessageCore, State};
use crate::sqs::queue::{Order, Queue, QueueId, Remembered};
use crate::sqs::{Cx, ErrorCode, MessageRef, Result, Sqs, SqsError, SqsEvent, Timer};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::sync::Arc;

/// All move tasks of a lab, by number.
#[derive(Clone, Debug, Default, Hash)]
pub struct MoveTasks {
    last: u64,
    tasks: SortedMap<u64, MoveTask>,
}

/// One move task.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MoveTask {
    /// The dead-letter queue.
    pub source: QueueId,
    source_arn: Arn,
    /// Where to; each message's own source when absent.
    pub destination: Option<Arn>,
    rate: Option<i64>,
    /// How it stands.
    pub status: MoveStatus,
    /// Messages moved until now.
    pub moved: u64,
    /// Messages there when it began.
    pub to_move: u64,
    /// When it began.
    pub started: Instant,
    failure: Option<String>,
    /// Messages from this number on came after it began.
    end: u64,
    /// Moves tried, which sets the pace.
    tried: u64,
}

/// How a move task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MoveStatus {
    /// It moves messages, or waits for one that is in flight.
    Running,
    /// It has moved all that it could.
    Completed,
    /// It was told to stop and will at its next step.
    Cancelling,
    /// It was told to stop and did.
    Cancelled,
    /// It could not go on.
    Failed,
}

impl MoveTask {
    /// Messages a second, where a rate was given.
    pub const fn rate(&self) -> Option<i64> {
        self.rate
    }

    /// Why it failed.
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }
}

impl MoveStatus {
    /// AWS's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Completed => "COMPLETED",
            Self::Cancelling => "CANCELLING",
            Self::Cancelled => "CANCELLED",
            Self::Failed => "FAILED",
        }
    }

    const fn is_active(self) -> bool {
        matches!(self, Self::Running | Self::Cancelling)
    }
}

/// The pace when none is given, in messages a second: the most that may be given.
const RATE_DEFAULT: u64 = 500;
/// How often a task looks again at a group that is blocked.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

impl Sqs {
    pub(super) fn start_message_move_task(
        &mut self,
        cx: &mut Cx<'_>,
        request: &StartMessageMoveTask,
    ) -> Result<StartMessageMoveTaskResult> {
        let source_arn = parse_arn(&request.source_arn, "SourceArn")?;
        let most = self.limits.move_rate_max;
        if request.max_number_of_messages_per_second.is_some_and(|rate| !(1..=most).contains(&rate)) {
            return Err(SqsError::invalid(format!(
                "Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must enter a number that's \
                 between 1 and {most}."
            )));
        }
        let source = self.find_arn(&source_arn).ok_or_else(|| no_resource("SourceArn"))?;
        if !self.queues().any(|queue| queue.attributes.redrive.as_ref().is_some_and(|to| to.target == source_arn)) {
            return Err(SqsError::invalid("Source queue must be configured as a Dead Letter Queue."));
        }
        let queue = self.queue(source).ok_or_else(|| no_resource("SourceArn"))?;
        let destination = self.check_destination(request, &source_arn, queue)?;
        let active = || self.moves.tasks.values().filter(|task| task.status.is_active());
        if active().any(|task| task.source == source) {
            return Err(SqsError::invalid(
                "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
            ));
        }
        if active().filter(|task| task.source_arn.account == source_arn.account).count() >= self.limits.move_tasks_max {
            let text = format!("Maximum number of active message move tasks is {}.", self.limits.move_tasks_max);
            return Err(SqsError::new(ErrorCode::OverLimit, text));
        }
        let (to_move, end) = (queue.counts.visible, queue.slots.next());

        self.moves.last += 1;
        let id = self.moves.last;
        let task = MoveTask {
            source,
            source_arn: source_arn.clone(),
            destination,
            rate: request.max_number_of_messages_per_second,
            status: MoveStatus::Running,
            moved: 0,
            to_move,
            started: cx.now,
            failure: None,
            end,
            tried: 0,
        };
        self.moves.tasks.insert(id, task);
        cx.emit(None, SqsEvent::MoveStarted { source, task: id });
        cx.set_timer(Timer::MoveTask(id), Some(cx.now));
        Ok(StartMessageMoveTaskResult { task_handle: self.task_handle(id, &source_arn) })
    }

    fn check_destination(
        &self,
        request: &StartMessageMoveTask,
        source_arn: &Arn,
        source: &Queue,
    ) -> Result<Option<Arn>> {
        if request.destination_arn.is_empty() {
            return Ok(None);
        }
        let arn = parse_arn(&request.destination_arn, "DestinationArn")?;
        if arn == *source_arn {
            return Err(SqsError::invalid("Source queue arn and destination queue arn cannot be the same."));
        }
        let queue = self.find_arn(&arn).and_then(|id| self.queue(id)).ok_or_else(|| no_resource("DestinationArn"))?;
        if queue.is_fifo() != source.is_fifo() {
            return Err(SqsError::invalid("The source queue and destination queue must be of the same queue type."));
        }
        Ok(Some(arn))
    }

    pub(super) fn list_message_move_tasks(
        &mut self,
        cx: &mut Cx<'_>,
        request: &ListMessageMoveTasks,
    ) -> Result<ListMessageMoveTasksResult> {
        let arn = parse_arn(&request.source_arn, "SourceArn")?;
        let max = request.max_results.unwrap_or(1);
        let Some(max) = usize::try_from(max).ok().filter(|max| (1..=10).contains(max)) else {
            return Err(SqsError::invalid_value(max, "MaxResults", "Must be between 1 and 10, if provided."));
        };
        self.find_arn(&arn).ok_or_else(|| no_resource("SourceArn"))?;
        let results = self
            .moves
            .tasks
            .iter()
            .rev()
            .filter(|(_, task)| task.source_arn == arn)
            .take(max)
            .map(|(id, task)| ListMessageMoveTasksResultEntry {
                task_handle: (task.status == MoveStatus::Running).then(|| self.task_handle(*id, &arn)),
                status: task.status.name(),
                source_arn: arn.to_string(),
                destination_arn: task.destination.as_ref().map(Arn::to_string),
                max_number_of_messages_per_second: task.rate,
                approximate_number_of_messages_moved: task.moved,
                approximate_number_of_messages_to_move: task.to_move,
                failure_reason: task.failure.clone(),
                started_timestamp: cx.epoch.unix_millis(task.started),
            })
            .collect();
        Ok(ListMessageMoveTasksResult { results })
    }

    pub(super) fn cancel_message_move_task(
        &mut self,
        cx: &mut Cx<'_>,
        request: &CancelMessageMoveTask,
    ) -> Result<CancelMessageMoveTaskResult> {
        if request.task_handle.is_empty() {
            return Err(SqsError::missing("TaskHandle"));
        }
        let (wanted, arn) = parse_handle(&request.task_handle)
            .ok_or_else(|| SqsError::invalid("Value for parameter TaskHandle is invalid."))?;
        self.find_arn(&arn).ok_or_else(|| no_resource("SourceArn"))?;
        let found = self.moves.tasks.iter().find(|(id, task)| task.source_arn == arn && self.task_id(**id) == wanted);
        let Some((id, _)) = found else {
            return Err(SqsError::new(ErrorCode::ResourceNotFound, "Task does not exist."));
        };
        let id = *id;
        let Some(task) = self.moves.tasks.get_mut(&id).filter(|task| task.status == MoveStatus::Running) else {
            return Err(SqsError::invalid("Only active tasks can be cancelled."));
        };
        task.status = MoveStatus::Cancelling;
        let moved = task.moved;
        cx.set_timer(Timer::MoveTask(id), Some(cx.now.after(Duration::from_millis(1))));
        Ok(CancelMessageMoveTaskResult { approximate_number_of_messages_moved: moved })
    }

    /// The tasks of a dead-letter queue, the newest first.
    pub fn move_tasks(&self, source: QueueId) -> impl Iterator<Item = (u64, &MoveTask)> {
        self.moves.tasks.iter().rev().filter(move |(_, task)| task.source == source).map(|(id, task)| (*id, task))
    }

    /// The task's handle, as `StartMessageMoveTask` answered it.
    pub fn task_handle(&self, task: u64, source: &Arn) -> String {
        STANDARD.encode(format!(r#"{{"taskId":"{}","sourceArn":"{source}"}}"#, self.task_id(task)))
    }

    fn task_id(&self, task: u64) -> String {
        let (high, low) = crate::base::mix(self.draws.ids ^ digest::of(&"move task"), task);
        uuid::Builder::from_random_bytes(((u128::from(high) << 64) | u128::from(low)).to_be_bytes())
            .into_uuid()
            .to_string()
    }

    /// Moves the next message of a task, and says when to come back.
    pub(super) fn move_some(&mut self, cx: &mut Cx<'_>, id: u64) {
        let Some(task) = self.moves.tasks.get(&id).cloned() else { return };
        if task.status == MoveStatus::Cancelling {
            return self.end_task(cx, id, MoveStatus::Cancelled, None);
        }
        if cx.now >= task.started.after(Duration::from_secs(self.limits.move_task_secs_max)) {
            return self.end_task(
                cx,
                id,
                MoveStatus::Failed,
                Some("The task ran for longer than 36 hours.".to_owned()),
            );
        }
        let Some(queue) = self.queue(task.source) else {
            return self.end_task(cx, id, MoveStatus::Failed, Some(gone_reason()));
        };
        let Some(slot) = next_to_move(queue, task.end) else {
            let blocked = queue.is_fifo() && queue.messages().next().is_some_and(|(slot, _)| slot < task.end);
            if blocked {
                cx.set_timer(Timer::MoveTask(id), Some(cx.now.after(LOOK_AGAIN)));
            } else {
                self.end_task(cx, id, MoveStatus::Completed, None);
            }
            return;
        };
        match self.destination_of(&task, slot) {
            Ok(destination) => {
                let arrived = self.move_one(cx, (task.source, slot), destination, id);
                if let Some(task) = self.moves.tasks.get_mut(&id) {
                    task.moved += u64::from(arrived);
                    task.tried += 1;
                    let rate = task.rate.and_then(|rate| u64::try_from(rate).ok()).unwrap_or(RATE_DEFAULT);
                    let due = task.started.after(Duration::from_millis(task.tried * 1000 / rate));
                    cx.set_timer(Timer::MoveTask(id), Some(due.max(cx.now)));
                }
            }
            Err(reason) => self.end_task(cx, id, MoveStatus::Failed, Some(reason)),
        }
    }

    fn end_task(&mut self, cx: &mut Cx<'_>, id: u64, status: MoveStatus, failure: Option<String>) {
        let Some(task) = self.moves.tasks.get_mut(&id) else { return };
        task.status = status;
        task.failure = failure;
        let (source, moved) = (task.source, task.moved);
        cx.emit(None, SqsEvent::MoveEnded { source, task: id, status: status.name(), moved });
    }

    /// Where a message of the task goes, or why it can go nowhere.
    fn destination_of(&self, task: &MoveTask, slot: u64) -> std::result::Result<QueueId, String> {
        let own_source = || {
            let message = self.queue(task.source)?.message(slot)?;
            message.core.dead_letter()?.source.parse::<Arn>().ok()
        };
        let arn = match &task.destination {
            Some(arn) => arn.clone(),
            None => own_source().ok_or("CouldNotDetermineMessageSource")?,
        };
        self.find_arn(&arn).ok_or_else(gone_reason)
    }

    /// Moves one message as a new one; false when the destination remembers it and it goes nowhere.
    fn move_one(&mut self, cx: &mut Cx<'_>, (source, slot): (QueueId, u64), destination: QueueId, task: u64) -> bool {
        let Some(queue) = self.queue_mut(source) else { return false };
        let Some(old) = queue.take(slot) else { return false };
        queue.metrics.flow.moved_out += 1;
        if let Some(order) = queue.fifo_mut() {
            order.passed(slot);
        }
        let arrived = self.arrive(cx, (source, slot), destination, task, &old);
        self.settle(cx, source);
        self.settle(cx, destination);
        arrived
    }

    fn arrive(
        &mut self,
        cx: &mut Cx<'_>,
        (source, source_slot): (QueueId, u64),
        destination: QueueId,
        task: u64,
        old: &Message,
    ) -> bool {
        let interval = Duration::from_secs(self.limits.dedup_secs);
        let old_id: Arc<str> = self.message_id(old.core.number).to_string().into();
        let number = self.number_message();
        let Some(queue) = self.queue_mut(destination) else { return false };
        let mut extras =
            Extras { dead_letter: None, sent: None, ..old.core.extras.as_deref().cloned().unwrap_or_default() };
        match &mut queue.order {
            Order::Fifo(order) => {
                let group = extras.group.clone().unwrap_or_default();
                if order.dedup.find(&group, &old_id, cx.now, interval).is_some() {
                    cx.emit(Some(old.last_event), SqsEvent::MoveDeduplicated { source, source_slot, task });
                    return false;
                }
                let sequence = order.next_sequence();
                order.dedup.remember(&group, &old_id, Remembered { number, sequence, sent: cx.now }, interval);
                extras.sequence = Some(sequence);
                extras.dedup = Some(old_id);
            }
            Order::Standard(order) => {
                if let Some(group) = &extras.group {
                    order.arrived(group);
                }
            }
        }
        let plain = extras == Extras::default();
        let extras = (!plain).then(|| Box::new(extras));
        let core = Arc::new(MessageCore { number, body: old.core.body.clone(), extras });
        queue.metrics.flow.moved_in += 1;
        let slot = queue.add(Message::new(core.clone(), cx.now));
        let message = MessageRef { queue: destination, slot, core };
        let event = cx.emit(Some(old.last_event), SqsEvent::Moved { source, source_slot, task, message });
        queue.update(slot, |message| message.last_event = event);
        true
    }
}

/// The message that a task moves next: the oldest visible one, on FIFO at the head of its group.
fn next_to_move(queue: &Queue, end: u64) -> Option<u64> {
    let first = match &queue.order {
        Order::Standard(_) => {
            queue.messages().find(|(_, message)| message.state == State::Visible).map(|(slot, _)| slot)
        }
        Order::Fifo(order) => order.free_groups().map(|(head, _)| head).min(),
    };
    first.filter(|slot| *slot < end)
}

fn gone_reason() -> String {
    ErrorCode::QueueDoesNotExist.query_code().to_owned()
}

fn no_resource(parameter: &str) -> SqsError {
    let text = format!("The resource that you specified for the {parameter} parameter doesn't exist.");
    SqsError::new(ErrorCode::ResourceNotFound, text)
}

fn parse_arn(text: &str, parameter: &str) -> Result<Arn> {
    if text.is_empty() {
        return Err(SqsError::missing(parameter));
    }
    text.parse().map_err(|_| {
        SqsError::invalid(format!(
            "You must use this format to specify the {parameter}: \
             arn:<partition>:<service>:<region>:<account-id>:<resource-id>"
        ))
    })
}

/// The task's id and its source, out of a handle.
fn parse_handle(text: &str) -> Option<(String, Arn)> {
    let json: serde_json::Value = serde_json::from_slice(&STANDARD.decode(text).ok()?).ok()?;
    let id = json.get("taskId")?.as_str()?.to_owned();
    Some((id, json.get("sourceArn")?.as_str()?.parse().ok()?))
}
