//! One file for each operation, or for the single and the batch form of one.
//!
//! Every action checks its whole request first; after the first change nothing can fail.

mod add_permission;
mod batch;
mod change_message_visibility;
mod create_queue;
mod dead_letter;
mod delete_message;
mod delete_queue;
mod get_queue_attributes;
mod get_queue_url;
mod list_dead_letter_source_queues;
mod list_queues;
mod move_tasks;
mod purge_queue;
mod receive_message;
mod received;
mod remove_permission;
mod send_message;
mod set_queue_attributes;
mod tags;
mod take_messages;
#[cfg(test)]
mod testing;
mod time;

pub use move_tasks::{MoveStatus, MoveTask, MoveTasks};

use super::api::{Empty, Reply, Request};
use super::{Cx, Outcome, Result, Sqs};

impl Sqs {
    /// Carries out a request. A refused one changes nothing.
    pub fn handle(&mut self, cx: &mut Cx<'_>, request: &Request) -> Outcome {
        let done = |result: Result<Reply>| Outcome::Done(result);
        let empty = |result: Result<()>, reply: fn(Empty) -> Reply| done(result.map(|()| reply(Empty {})));
        match request {
            Request::AddPermission(r) => empty(self.add_permission(cx, r), Reply::AddPermission),
            Request::CancelMessageMoveTask(r) => {
                done(self.cancel_message_move_task(cx, r).map(Reply::CancelMessageMoveTask))
            }
            Request::ChangeMessageVisibility(r) => {
                empty(self.change_message_visibility(cx, r), Reply::ChangeMessageVisibility)
            }
            Request::ChangeMessageVisibilityBatch(r) => {
                done(self.change_message_visibility_batch(cx, r).map(Reply::ChangeMessageVisibilityBatch))
            }
            Request::CreateQueue(r) => done(self.create_queue(cx, r).map(Reply::CreateQueue)),
            Request::DeleteMessage(r) => empty(self.delete_message(cx, r), Reply::DeleteMessage),
            Request::DeleteMessageBatch(r) => done(self.delete_message_batch(cx, r).map(Reply::DeleteMessageBatch)),
            Request::DeleteQueue(r) => empty(self.delete_queue(cx, r), Reply::DeleteQueue),
            Request::GetQueueAttributes(r) => done(self.get_queue_attributes(cx, r).map(Reply::GetQueueAttributes)),
            Request::GetQueueUrl(r) => done(self.get_queue_url(cx, r).map(Reply::GetQueueUrl)),
            Request::ListDeadLetterSourceQueues(r) => {
                done(self.list_dead_letter_source_queues(cx, r).map(Reply::ListDeadLetterSourceQueues))
            }
            Request::ListMessageMoveTasks(r) => {
                done(self.list_message_move_tasks(cx, r).map(Reply::ListMessageMoveTasks))
            }
            Request::ListQueues(r) => done(self.list_queues(cx, r).map(Reply::ListQueues)),
            Request::ListQueueTags(r) => done(self.list_queue_tags(cx, r).map(Reply::ListQueueTags)),
            Request::PurgeQueue(r) => empty(self.purge_queue(cx, r), Reply::PurgeQueue),
            Request::ReceiveMessage(r) => self.receive_message(cx, r),
            Request::RemovePermission(r) => empty(self.remove_permission(cx, r), Reply::RemovePermission),
            Request::SendMessage(r) => done(self.send_message(cx, r).map(Reply::SendMessage)),
            Request::SendMessageBatch(r) => done(self.send_message_batch(cx, r).map(Reply::SendMessageBatch)),
            Request::SetQueueAttributes(r) => empty(self.set_queue_attributes(cx, r), Reply::SetQueueAttributes),
            Request::StartMessageMoveTask(r) => {
                done(self.start_message_move_task(cx, r).map(Reply::StartMessageMoveTask))
            }
            Request::TagQueue(r) => empty(self.tag_queue(cx, r), Reply::TagQueue),
            Request::UntagQueue(r) => empty(self.untag_queue(cx, r), Reply::UntagQueue),
        }
    }
}
