//! Amazon SNS: topics, subscriptions, phones, devices of mobile push, and the delivery of every copy.
//!
//! [`Sns`] is the service of a whole lab, with the topics of every account and Region. A request is checked in full before
//! anything changes, so a refused one changes nothing. What has to be carried to a queue or another endpoint is handed to
//! whoever runs the service ([`Outgoing`]), who says how it was taken ([`Sns::settle`]); the module knows no other
//! service, no actor and no picture.

mod actions;
pub mod api;
pub mod archive;
mod chance;
pub mod content;
mod delivery;
mod error;
mod event;
mod fan_out;
pub mod filter;
mod lambda_event;
pub mod notification;
mod pace;
pub mod push;
mod recipient;
pub mod retry;
pub mod sms;
mod status_log;
pub mod subscription;
pub mod topic;

pub use actions::ENTRIES_MAX;
pub use chance::Chance;
pub use delivery::{Answer, Delivery, Kind, Outgoing, State};
pub use error::{ErrorCode, Result, SnsError};
pub use event::SnsEvent;
pub use recipient::{DirectTotals, Recipient};
pub use status_log::StatusRecord;

use crate::base::collections::{ChunkDeque, OrdMap, SortedMap};
use crate::base::{AccountId, Arn, Bucket, RangeSet, Region, Rng, Service};
use crate::limits::SnsLimits;
use push::Push;
use sms::Sms;
use std::collections::VecDeque;
use std::sync::Arc;
use subscription::{Protocol, Subscription, SubscriptionId};
use topic::{Topic, TopicId};
use uuid::Uuid;

/// The context in which SNS acts.
pub type Cx<'a> = crate::base::Cx<'a, Sns>;

/// What SNS wakes up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A copy is tried again.
    Retry(u64),
    /// The next subscriptions of a publish are due, by its event.
    FanOut(u64),
    /// The next messages of a replay are due.
    Replay(SubscriptionId),
    /// A subscription has been pending for too long.
    Pending(SubscriptionId),
    /// The subscriptions of a deleted topic are forgotten.
    Orphans(TopicId),
}

/// Copies that wait behind an earlier one, by subscription and message group.
type Lanes = SortedMap<(SubscriptionId, Arc<str>), VecDeque<u64>>;
/// What two subscriptions cannot have in common.
type Place = (TopicId, Protocol, Arc<str>);

/// The service.
#[derive(Clone, Debug, Hash)]
pub struct Sns {
    /// Limits and defaults in force.
    pub limits: SnsLimits,
    /// What is left to chance.
    pub chance: Chance,
    draws: chance::Draws,
    /// Decides ids.
    ids: u64,
    drawn: u64,
    /// Topics by number; a deleted one leaves a gap.
    topics: Vec<Option<Arc<Topic>>>,
    names: SortedMap<(AccountId, Region), SortedMap<Arc<str>, TopicId>>,
    /// Subscriptions by number; an ended one leaves a gap.
    subscriptions: ChunkDeque<Option<Arc<Subscription>>>,
    places: OrdMap<Place, SubscriptionId>,
    /// The subscriptions of deleted topics, which still answer for a while.
    orphans: SortedMap<TopicId, RangeSet>,
    next_message: u64,
    next_delivery: u64,
    deliveries: OrdMap<u64, Delivery>,
    lanes: Lanes,
    /// Messages a second of FIFO topics, as a whole and by group.
    throughput: SortedMap<(TopicId, actions::Part), Bucket>,
    push: Push,
    sms: Sms,
    /// Publishes that have not reached all subscriptions yet, by event.
    fan_outs: SortedMap<u64, fan_out::FanOut>,
    /// Copies that were taken, of topics that are gone too, in the order of [`subscription::Protocol::ALL`].
    taken: [u64; 9],
}

impl Service for Sns {
    type Event = SnsEvent;
    type Timer = Timer;
    type Answer = std::convert::Infallible;
    type Outgoing = Outgoing;
}

impl Sns {
    /// The service without topics.
    pub fn new(limits: SnsLimits, chance: Chance, seed: u64) -> Self {
        Self {
            limits,
            chance,
            draws: chance::Draws::new(seed),
            ids: Rng::fork(seed, "sns/id").next_u64(),
            drawn: 0,
            topics: Vec::new(),
            names: SortedMap::default(),
            subscriptions: ChunkDeque::default(),
            places: OrdMap::new(),
            orphans: SortedMap::default(),
            next_message: 1,
            next_delivery: 1,
            deliveries: OrdMap::new(),
            lanes: SortedMap::default(),
            throughput: SortedMap::default(),
            push: Push::default(),
            sms: Sms::default(),
            fan_outs: SortedMap::default(),
            taken: [0; 9],
        }
    }

    /// The topic of that number.
    pub fn topic(&self, id: TopicId) -> Option<&Topic> {
        self.topics.get(id.0 as usize)?.as_deref()
    }

    fn topic_mut(&mut self, id: TopicId) -> Option<&mut Topic> {
        self.topics.get_mut(id.0 as usize)?.as_mut().map(Arc::make_mut)
    }

    /// All topics in the order in which they were made.
    pub fn topics(&self) -> impl DoubleEndedIterator<Item = &Topic> {
        self.topics.iter().filter_map(Option::as_deref)
    }

    /// The number of the topic of that name.
    pub fn find(&self, account: AccountId, region: Region, name: &str) -> Option<TopicId> {
        self.names.get(&(account, region))?.get(name).copied()
    }

    /// The number of the topic with that ARN.
    pub fn find_arn(&self, arn: &Arn) -> Option<TopicId> {
        if arn.service != "sns" {
            return None;
        }
        self.find(arn.account.parse().ok()?, arn.region.parse().ok()?, &arn.resource)
    }

    /// The subscription of that number.
    pub fn subscription(&self, id: SubscriptionId) -> Option<&Subscription> {
        self.subscriptions.get(u64::from(id.0))?.as_deref()
    }

    fn subscription_mut(&mut self, id: SubscriptionId) -> Option<&mut Subscription> {
        self.subscriptions.get_mut(u64::from(id.0))?.as_mut().map(Arc::make_mut)
    }

    /// The subscriptions of a topic in the order in which they were made, confirmed or pending.
    pub fn subscriptions_of(&self, topic: &Topic) -> impl Iterator<Item = &Subscription> {
        let id = |number: u64| u32::try_from(number).ok().map(SubscriptionId);
        topic.subscriptions.iter().filter_map(move |number| self.subscription(id(number)?))
    }

    /// The subscription with that ARN.
    pub fn find_subscription(&self, arn: &str) -> Option<&Subscription> {
        let (_, uuid) = arn.rsplit_once(':')?;
        let uuid: Uuid = uuid.parse().ok()?;
        self.subscription(SubscriptionId(self.number_in(uuid))).filter(|found| found.arn() == arn)
    }

    /// Copies that have not come to their end, by number.
    pub fn deliveries(&self) -> impl Iterator<Item = (u64, &Delivery)> {
        self.deliveries.iter().map(|(id, delivery)| (*id, delivery))
    }

    /// The copy of that number, as long as it has not come to its end.
    pub fn delivery(&self, id: u64) -> Option<&Delivery> {
        self.deliveries.get(&id)
    }

    /// Apps that are registered with push services, with their devices.
    pub const fn push(&self) -> &Push {
        &self.push
    }

    /// Text messages.
    pub const fn sms(&self) -> &Sms {
        &self.sms
    }

    /// A UUID that the lab's seed and a count decide.
    fn draw_id(&mut self) -> Uuid {
        self.drawn += 1;
        let (high, low) = crate::base::mix(self.ids, self.drawn);
        uuid::Builder::from_random_bytes(((u128::from(high) << 64) | u128::from(low)).to_be_bytes()).into_uuid()
    }

    /// A UUID that hides a number, so that no index of all of them is needed.
    fn id_of_number(&self, number: u32) -> Uuid {
        let (high, low) = crate::base::mix(self.ids, u64::from(number) | (1 << 63));
        let mut bytes = ((u128::from(high) << 64) | u128::from(low)).to_be_bytes();
        for (byte, hidden) in bytes.iter_mut().skip(12).zip((number ^ self.veil()).to_be_bytes()) {
            *byte = hidden;
        }
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    fn number_in(&self, id: Uuid) -> u32 {
        let hidden = id.as_bytes().iter().skip(12).fold(0, |number: u32, byte| (number << 8) | u32::from(*byte));
        hidden ^ self.veil()
    }

    const fn veil(&self) -> u32 {
        (self.ids >> 32) as u32
    }

    /// Puts other limits in force; whatever exists keeps the values that it was made with.
    pub fn change_limits(&mut self, limits: SnsLimits) {
        self.limits = limits;
    }

    /// The topic that an ARN names.
    ///
    /// # Errors
    /// `InvalidParameter` for another form or another Region, `NotFound` for a topic that is not there.
    pub fn resolve(&self, text: &str, parameter: &str, region: Region) -> Result<TopicId> {
        let arn = parse_arn(text, parameter)?;
        if arn.region != region.name() || arn.service != "sns" {
            return Err(SnsError::invalid(parameter));
        }
        if arn.resource.contains(':') {
            return Err(SnsError::invalid(parameter));
        }
        self.find_arn(&arn).ok_or_else(SnsError::no_such_topic)
    }
}

/// An ARN, or AWS's sentence about what is wrong with it.
pub(crate) fn parse_arn(text: &str, parameter: &str) -> Result<Arn> {
    if text.is_empty() {
        return Err(SnsError::invalid(format_args!("{parameter} Reason: no value for required parameter")));
    }
    let parts = text.split(':').count();
    if parts < 6 {
        return Err(SnsError::invalid(format_args!(
            "{parameter} Reason: An ARN must have at least 6 elements, not {parts}"
        )));
    }
    text.parse().map_err(|_| SnsError::invalid(parameter))
}
