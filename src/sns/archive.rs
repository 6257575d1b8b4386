//! What a FIFO topic keeps, and sends again to a subscription that asks for it.
//!
//! "Message archiving and replay for FIFO topics" in the SNS developer guide. Where AWS says nothing the lab chooses: a
//! replay begins one second after it was asked for, and a topic has at most ten at once.

use super::fan_out::Judge;
use super::notification::Notification;
use super::subscription::SubscriptionId;
use super::topic::{Topic, TopicId};
use super::{Cx, ErrorCode, Result, Sns, SnsError, SnsEvent, Timer};
use crate::base::collections::ChunkDeque;
use crate::clock::{Duration, Epoch, Instant};
use serde_json::Value;
use std::sync::Arc;

/// From asking for a replay to its first message.
const PENDING: Duration = Duration::from_secs(1);
/// So many replays of a topic run at once.
pub const REPLAYS_MAX: usize = 10;
/// So many messages are sent again in one go.
const PORTION: usize = 100;

/// The archive of a topic.
#[derive(Clone, Debug, Hash)]
pub struct Archive {
    /// How many days a message is kept.
    pub days: u64,
    /// Since when messages are kept.
    since: Instant,
    messages: ChunkDeque<Arc<Notification>>,
}

/// Where a replay stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReplayStatus {
    /// It will begin.
    Pending,
    /// Messages are sent again.
    InProgress,
    /// All that was asked for has been sent.
    Completed,
    /// The archive is gone.
    Failed,
}

/// A replay that a subscription has asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Replay {
    /// The policy as it was given.
    pub text: Arc<str>,
    /// From then on, inclusive.
    start: Instant,
    /// Up to then, exclusive; none for the present.
    end: Option<Instant>,
    /// The number of the next message of the archive.
    next: u64,
    /// Where it stands.
    pub status: ReplayStatus,
    /// Whether the subscription gets nothing new, as what it asked for has an end.
    pub is_paused: bool,
}

impl ReplayStatus {
    /// AWS's words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::InProgress => "In progress",
            Self::Completed => "Completed",
            Self::Failed => "Failed",
        }
    }
}

impl Archive {
    pub(super) fn new(days: u64, now: Instant) -> Self {
        Self { days, since: now, messages: ChunkDeque::default() }
    }

    /// From when on everything is there.
    pub fn beginning(&self, now: Instant) -> Instant {
        self.since.max(now.before(Duration::from_secs(self.days.saturating_mul(86_400))))
    }

    /// How many messages it keeps.
    pub fn len(&self) -> u64 {
        self.messages.next() - self.messages.front()
    }

    /// Whether it keeps none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Another number of days: fewer let go at once of what is older; more bring nothing back.
    pub(super) fn keep_for(&mut self, days: u64, now: Instant) {
        self.expire(now);
        // What was let go of under the old number of days stays away.
        self.since = self.beginning(now);
        self.days = days;
        self.expire(now);
    }

    pub(super) fn add(&mut self, message: Arc<Notification>, now: Instant) {
        self.expire(now);
        self.messages.push(message);
    }

    fn expire(&mut self, now: Instant) {
        let beginning = self.beginning(now);
        self.messages.pop_while(|message| message.published < beginning);
    }
}

/// The days of an archive policy; none for `{}`, which takes the archive away.
///
/// # Errors
/// The text behind `Invalid parameter: `.
pub(super) fn days_of(text: &str) -> std::result::Result<Option<u64>, String> {
    let bad = |reason: &str| format!("ArchivePolicy: {reason}");
    let value: Value = serde_json::from_str(text).map_err(|_| bad("failed to parse JSON."))?;
    let fields = value.as_object().ok_or_else(|| bad("must be a JSON object."))?;
    if fields.is_empty() {
        return Ok(None);
    }
    let period = fields.get("MessageRetentionPeriod").filter(|_| fields.len() == 1);
    let period = period.ok_or_else(|| bad("must have MessageRetentionPeriod, and nothing else."))?;
    let days = period.as_u64().or_else(|| period.as_str()?.parse().ok());
    let days = days.filter(|days| (1..=365).contains(days));
    days.map(Some).ok_or_else(|| bad("MessageRetentionPeriod must be a number of days between 1 and 365."))
}

/// Reads a replay policy; none for `{}`, which ends the replay.
fn replay_of(text: &str, epoch: Epoch) -> std::result::Result<Option<Replay>, String> {
    let bad = |reason: &str| format!("ReplayPolicy: {reason}");
    let value: Value = serde_json::from_str(text).map_err(|_| bad("failed to parse JSON."))?;
    let fields = value.as_object().ok_or_else(|| bad("must be a JSON object."))?;
    if fields.is_empty() {
        return Ok(None);
    }
    if fields.get("PointType").and_then(Value::as_str) != Some("Timestamp") {
        return Err(bad("PointType must be Timestamp."));
    }
    let point = |name: &str| match fields.get(name) {
        None => Ok(None),
        Some(value) => {
            let millis = value.as_str().and_then(crate::base::calendar::parse);
            let instant = millis.map(|millis| instant(millis, epoch));
            instant.map(Some).ok_or_else(|| bad(&format!("{name} must be a date and time in ISO 8601.")))
        }
    };
    let start = point("StartingPoint")?.ok_or_else(|| bad("StartingPoint is required."))?;
    let end = point("EndingPoint")?;
    if end.is_some_and(|end| end <= start) {
        return Err(bad("EndingPoint must be later than StartingPoint."));
    }
    let status = ReplayStatus::Pending;
    Ok(Some(Replay { text: text.into(), start, end, next: 0, status, is_paused: false }))
}

/// A time of the calendar in the lab; what was before the lab is its beginning.
fn instant(unix_millis: i64, epoch: Epoch) -> Instant {
    let began = epoch.unix_millis(Instant::ZERO);
    Instant::from_millis(u64::try_from(unix_millis).unwrap_or(0).saturating_sub(began))
}

impl Sns {
    /// Puts an archive policy that was checked in force.
    pub(super) fn set_archive(&mut self, cx: &Cx<'_>, id: TopicId, text: &str) {
        let days = days_of(text).ok().flatten();
        let Some(topic) = self.topic_mut(id) else { return };
        match (&mut topic.archive, days) {
            (archive, None) => *archive = None,
            (Some(archive), Some(days)) => archive.keep_for(days, cx.now),
            (archive, Some(days)) => *archive = Some(Box::new(Archive::new(days, cx.now))),
        }
    }

    /// Sets the replay of a subscription, or ends it.
    ///
    /// # Errors
    /// `InvalidParameter` for a policy that does not fit, `ReplayLimitExceeded` for too many at once.
    pub(super) fn set_replay(&mut self, cx: &mut Cx<'_>, id: SubscriptionId, text: &str) -> Result<()> {
        let Some(subscription) = self.subscription(id) else { return Err(SnsError::no_such_subscription()) };
        let topic = self.topic(subscription.topic).ok_or_else(SnsError::no_such_topic)?;
        let replay = self.check_replay(cx, topic, Some(id), text)?;
        let due = replay.is_some().then(|| cx.now.after(PENDING));
        if let Some(subscription) = self.subscription_mut(id) {
            subscription.replay = replay.map(Box::new);
        }
        cx.set_timer(Timer::Replay(id), due);
        cx.emit(None, SnsEvent::SubscriptionChanged { subscription: id, what: "ReplayPolicy".into() });
        Ok(())
    }

    /// Reads a replay policy for a topic; none where it ends a replay.
    pub(super) fn check_replay(
        &self,
        cx: &Cx<'_>,
        topic: &Topic,
        of: Option<SubscriptionId>,
        text: &str,
    ) -> Result<Option<Replay>> {
        if text.is_empty() {
            return Ok(None);
        }
        if !topic.is_fifo() {
            return Err(SnsError::invalid("AttributeName"));
        }
        let Some(replay) = replay_of(text, cx.epoch).map_err(SnsError::invalid)? else { return Ok(None) };
        let Some(archive) = &topic.archive else {
            return Err(SnsError::invalid("ReplayPolicy: the topic has no archive."));
        };
        if replay.start < archive.beginning(cx.now) {
            return Err(SnsError::invalid("ReplayPolicy: StartingPoint is before the beginning of the archive."));
        }
        if self.replays_of(topic, of) >= REPLAYS_MAX {
            let sentence = format!("Replay limit exceeded for topic {}", topic.key.arn());
            return Err(SnsError::new(ErrorCode::ReplayLimitExceeded, sentence));
        }
        Ok(Some(replay))
    }

    /// Replays of a topic that have not come to their end, but that of one subscription.
    fn replays_of(&self, topic: &Topic, but: Option<SubscriptionId>) -> usize {
        let runs = |status| matches!(status, ReplayStatus::Pending | ReplayStatus::InProgress);
        let others = self.subscriptions_of(topic).filter(|subscription| Some(subscription.id) != but);
        others.filter_map(|subscription| subscription.replay.as_ref()).filter(|replay| runs(replay.status)).count()
    }

    /// Sends the next messages of a replay again.
    pub(super) fn replay(&mut self, cx: &mut Cx<'_>, id: SubscriptionId) {
        let Some(subscription) = self.subscriptions.get(u64::from(id.0)).cloned().flatten() else { return };
        let Some(mut replay) = subscription.replay.as_deref().cloned() else { return };
        let archive = self.topic(subscription.topic).and_then(|topic| topic.archive.as_ref());
        let Some(archive) = archive else {
            replay.status = ReplayStatus::Failed;
            return self.put_replay(id, replay);
        };
        replay.status = ReplayStatus::InProgress;
        let last = archive.messages.next();
        let wanted = |message: &Arc<Notification>| {
            message.published >= replay.start && replay.end.is_none_or(|end| message.published < end)
        };
        let from = replay.next.max(archive.messages.front());
        let to = last.min(from + PORTION as u64);
        let portion: Vec<Arc<Notification>> =
            (from..to).filter_map(|number| archive.messages.get(number)).filter(|one| wanted(one)).cloned().collect();
        // The archive reaches beyond the end that was asked for: what comes later is not wanted.
        let newest = last.checked_sub(1).and_then(|number| archive.messages.get(number));
        let reaches_beyond = replay.end.is_some_and(|end| newest.is_some_and(|newest| newest.published >= end));
        replay.next = to;
        if to == last {
            replay.status = ReplayStatus::Completed;
            replay.is_paused = reaches_beyond;
        }
        let goes_on = to < last;
        self.put_replay(id, replay);
        for message in portion {
            self.send_again(cx, id, &message);
        }
        cx.set_timer(Timer::Replay(id), goes_on.then_some(cx.now));
    }

    fn put_replay(&mut self, id: SubscriptionId, replay: Replay) {
        if let Some(subscription) = self.subscription_mut(id) {
            subscription.replay = Some(Box::new(replay));
        }
    }

    /// The filter policy of today decides about a message of the past.
    fn send_again(&mut self, cx: &mut Cx<'_>, id: SubscriptionId, message: &Arc<Notification>) {
        let Some(subscription) = self.subscriptions.get(u64::from(id.0)).cloned().flatten() else { return };
        let why = Judge::of(message).refusal(&subscription);
        if let Some(topic) = self.topic_mut(subscription.topic) {
            topic.totals.copies += 1;
            topic.totals.replayed += 1;
            topic.totals.filtered += u64::from(why.is_some());
        }
        let event = cx.emit(None, SnsEvent::Replayed { subscription: id, message: message.clone() });
        match why {
            None => self.begin(cx, &subscription, message, event, true),
            Some(why) => {
                if let Some(subscription) = self.subscription_mut(id) {
                    subscription.totals.filtered += 1;
                }
                cx.emit(Some(event), SnsEvent::FilteredOut { subscription: id, message: message.clone(), why });
            }
        }
    }
}
