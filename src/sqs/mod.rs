//! Amazon SQS: all 23 operations on standard, FIFO and fair queues.
//!
//! [`Sqs`] is the service of a whole lab, with the queues of every account and Region. A request is checked in full before
//! anything changes, so a refused one changes nothing. The module knows no other service, no actor and no picture.

pub mod actions;
pub mod api;
pub mod attributes;
mod chance;
pub mod content;
mod disturbed;
mod error;
mod event;
pub mod handle;
pub mod message;
pub mod metrics;
mod policy;
pub mod queue;
mod waiting;

pub use chance::{Chance, SERVERS};
pub use error::{ErrorCode, Result, SqsError};
pub use event::{MessageRef, SqsEvent, VisibleBecause};
pub use waiting::{CheckedReceive, SystemNames, Waiter};

use crate::base::collections::SortedMap;
use crate::base::{AccountId, Arn, Bucket, Caller, Region, RequestId, Service};
use crate::clock::Instant;
use crate::limits::SqsLimits;
use chance::Draws;
use message::MessageNumber;
use queue::{Queue, QueueId, QueueKey};
use std::sync::Arc;
use uuid::Uuid;

/// The context in which SQS acts.
pub type Cx<'a> = crate::base::Cx<'a, Sqs>;

/// What SQS wakes up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A message of the queue becomes visible, or expires.
    Messages(QueueId),
    /// A waiting receive has waited long enough.
    Wait(QueueId, RequestId),
    /// A move task has something to do.
    MoveTask(u64),
}

/// What a request comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer.
    Done(Result<api::Reply>),
    /// A receive that waits; it is answered later.
    Waiting,
}

/// The service.
#[derive(Clone, Debug, Hash)]
pub struct Sqs {
    /// Limits and defaults in force.
    pub limits: SqsLimits,
    /// What is left to chance.
    pub chance: Chance,
    draws: Draws,
    forced: disturbed::Forced,
    /// Queues by number; a deleted one leaves a gap.
    queues: Vec<Option<Arc<Queue>>>,
    names: SortedMap<(AccountId, Region), SortedMap<Arc<str>, QueueId>>,
    /// When a queue of that name was deleted last, for a minute.
    deleted: SortedMap<QueueKey, Instant>,
    /// The number of the next message.
    next_message: u64,
    /// Tagging calls of each account.
    tag_calls: SortedMap<AccountId, Bucket>,
    moves: actions::MoveTasks,
}

impl Service for Sqs {
    type Event = SqsEvent;
    type Timer = Timer;
    type Answer = Result<api::Reply>;
    type Outgoing = std::convert::Infallible;
}

impl Sqs {
    /// The service without queues.
    pub fn new(limits: SqsLimits, chance: Chance, seed: u64) -> Self {
        Self {
            limits,
            chance,
            draws: Draws::new(seed),
            forced: disturbed::Forced::default(),
            queues: Vec::new(),
            names: SortedMap::default(),
            deleted: SortedMap::default(),
            next_message: 1,
            tag_calls: SortedMap::default(),
            moves: actions::MoveTasks::default(),
        }
    }

    /// The queue of that number.
    pub fn queue(&self, id: QueueId) -> Option<&Queue> {
        self.queues.get(id.0 as usize)?.as_deref()
    }

    fn queue_mut(&mut self, id: QueueId) -> Option<&mut Queue> {
        self.queues.get_mut(id.0 as usize)?.as_mut().map(Arc::make_mut)
    }

    /// All queues in the order in which they were made.
    pub fn queues(&self) -> impl DoubleEndedIterator<Item = &Queue> {
        self.queues.iter().filter_map(Option::as_deref)
    }

    /// The number of the queue of that name.
    pub fn find(&self, account: AccountId, region: Region, name: &str) -> Option<QueueId> {
        self.names.get(&(account, region))?.get(name).copied()
    }

    /// The number of the queue with that ARN.
    pub fn find_arn(&self, arn: &Arn) -> Option<QueueId> {
        if arn.service != "sqs" {
            return None;
        }
        self.find(arn.account.parse().ok()?, arn.region.parse().ok()?, &arn.resource)
    }

    /// The queue that a `QueueUrl` names: any URL that ends in `/ACCOUNT/NAME`, or the bare name of an own queue.
    ///
    /// # Errors
    /// `MissingParameter` for an empty text, `InvalidAddress` for a URL of another form, `QueueDoesNotExist`.
    pub fn resolve(&self, url: &str, caller: &Caller) -> Result<QueueId> {
        if url.is_empty() {
            return Err(SqsError::missing("QueueUrl"));
        }
        let (account, name) = match url.trim_end_matches('/').rsplit_once('/') {
            None => (caller.account, url),
            Some((head, name)) => {
                let account = head.rsplit_once('/').map_or(head, |(_, account)| account);
                let account = account.parse().map_err(|_| {
                    SqsError::new(
                        ErrorCode::InvalidAddress,
                        format!("The address {url} is not valid for this endpoint."),
                    )
                })?;
                (account, name)
            }
        };
        let region = region_of(url).unwrap_or(caller.region);
        self.find(account, region, name).ok_or_else(SqsError::no_such_queue)
    }

    /// The id of a message, as AWS shows it: a random-looking UUID that the lab's seed and the number decide.
    pub fn message_id(&self, number: MessageNumber) -> Uuid {
        let (high, low) = crate::base::mix(self.draws.ids, number.0);
        uuid::Builder::from_random_bytes(((u128::from(high) << 64) | u128::from(low)).to_be_bytes()).into_uuid()
    }

    /// Puts other limits in force; queues keep the values that they were made with.
    pub fn change_limits(&mut self, limits: SqsLimits) {
        self.limits = limits;
        for queue in self.queues.iter_mut().flatten() {
            if let Some(order) = Arc::make_mut(queue).fifo_mut() {
                order.forget_horizon();
            }
        }
    }

    fn number_message(&mut self) -> MessageNumber {
        let number = MessageNumber(self.next_message);
        self.next_message += 1;
        number
    }
}

/// The Region that a queue URL of AWS's own form names.
fn region_of(url: &str) -> Option<Region> {
    let (_scheme, rest) = url.split_once(':')?;
    let host = rest.strip_prefix("//")?.split('/').next()?;
    host.strip_prefix("sqs.")?.strip_suffix(".amazonaws.com")?.parse().ok()
}
