//! The farther part of a lab: all services but SQS, and what comes into a lab for them, behind one table of functions.
//!
//! A page can draw a lab of queues and actors before it has all of the engine's code. With the feature `split` the table
//! is therefore empty until [`complete`] fills it, and whoever makes such a build calls that before anything else than
//! queues and actors comes into a lab. In every other build the table is full from the beginning.

use super::encryption::{Need, Refusal};
use super::gate::{Admission, Ask};
use super::{Cloud, Input, Latency, Parcel, Submitted, Timer};
use crate::actors::{Actor, ActorConfig, ActorEvent, Tag};
use crate::base::{ActorId, Caller, RequestId};
use crate::call::{Call, CallError, CallResult, Reply};
use crate::clock::Instant;
use crate::dynamodb::DynamoDb;
use crate::iam::Iam;
use crate::kinesis::Kinesis;
use crate::kinesis::api::SubscribeToShardEvent;
use crate::kms::{self, Kms};
use crate::lambda::Lambda;
use crate::s3::{self, S3};
use crate::sns::{self, Sns};
use std::sync::Arc;

type WakeActor = fn(&mut Actor, Instant, &mut Vec<(Tag, Call)>, &mut Vec<ActorEvent>);
type AnswerActor = fn(&mut Actor, Instant, Tag, &CallResult, &mut Vec<(Tag, Call)>, &mut Vec<ActorEvent>);
type CrashActor = fn(&mut Actor, Instant, &mut Vec<ActorEvent>);
type CarryOut = fn(&mut Cloud, &Caller, RequestId, &Call) -> Result<Option<CallResult>, Refusal>;
type AfterDisturbed = fn(&mut Cloud, ActorId, Vec<(Tag, Call)>, Vec<ActorEvent>);
type Subscribed = fn(&mut Cloud, ActorId, Tag, &Call, &CallResult, Instant);
type Judge = for<'a> fn(&'a Cloud, &'a Caller, &'a Call, Option<Vec<Ask<'a>>>) -> Admission;

/// The functions through which alone the nearer part enters the farther one.
pub struct Far {
    pub(super) judge: Judge,
    pub(super) prepare: fn(&mut Cloud, &Caller, &Call),
    pub(super) unlock: fn(&mut Cloud, &Caller, &Call, Option<Need>) -> Result<(), Refusal>,
    pub(super) carry_out: CarryOut,
    pub(super) wake: fn(&mut Cloud, Timer),
    pub(super) apply: fn(&mut Cloud, &Input) -> Submitted,
    pub(super) wake_actor: WakeActor,
    pub(super) answer_actor: AnswerActor,
    pub(super) crash_actor: CrashActor,
    pub(super) polled: fn(&mut Cloud, RequestId, Arc<CallResult>),
    pub(super) subscribed: Subscribed,
    pub(super) push_arrives: fn(&mut Cloud, ActorId, Tag, Option<&SubscribeToShardEvent>),
    pub(super) hang_up: fn(&mut Cloud, ActorId),
    pub(super) let_go: fn(&mut Cloud, ActorId),
    pub(super) disturb: fn(&mut Cloud, Parcel) -> Option<Parcel>,
    pub(super) after_disturbed: AfterDisturbed,
    pub(super) stands_still: fn(&Cloud, ActorId) -> bool,
    pub(super) latency_of: fn(&Cloud, ActorId) -> Latency,
    pub(super) throttle: fn(&Cloud, &Caller, &Call) -> Option<(CallError, u64)>,
    pub(super) forget_actor: fn(&mut Cloud, ActorId),
    pub(super) keep_own_limits: fn(&mut Cloud),
}

/// The farther part.
pub static FAR: Far = Far {
    judge: Cloud::judge,
    prepare: Cloud::prepare,
    unlock: Cloud::unlock_with,
    carry_out: Cloud::carry_out,
    wake: Cloud::wake_far,
    apply: Cloud::apply_far,
    wake_actor: Actor::wake_far,
    answer_actor: Actor::answer_far,
    crash_actor: Actor::crash_far,
    polled: Cloud::poll_answered,
    subscribed: Cloud::subscribed,
    push_arrives: Cloud::push_arrives,
    hang_up: Cloud::hang_up,
    let_go: Cloud::let_go,
    disturb: Cloud::disturb,
    after_disturbed: Cloud::after_disturbed,
    stands_still: Cloud::stands_still,
    latency_of: Cloud::latency_of,
    throttle: Cloud::throttle,
    forget_actor: Cloud::forget_actor,
    keep_own_limits: Cloud::keep_own_limits,
};

#[cfg(not(feature = "split"))]
mod table {
    use super::{FAR, Far};

    /// Nothing is missing in this build.
    pub const fn complete(_: &'static Far) {}

    pub fn far() -> &'static Far {
        &FAR
    }
}

#[cfg(feature = "split")]
mod table {
    use super::Far;
    use std::sync::OnceLock;

    static TABLE: OnceLock<&'static Far> = OnceLock::new();

    /// Fills the table.
    pub fn complete(far: &'static Far) {
        TABLE.get_or_init(|| far);
    }

    pub fn far() -> &'static Far {
        match TABLE.get() {
            Some(far) => far,
            None => unreachable!("who divides the engine completes it before a lab has more than queues and actors"),
        }
    }
}

pub use table::complete;
pub(super) use table::far;

/// Whether an actor calls nothing but queues.
fn is_near_actor(config: &ActorConfig) -> bool {
    match config {
        ActorConfig::Producer(producer) => {
            producer.extended.is_none() && producer.queue.as_ref().is_none_or(|target| target.service == "sqs")
        }
        ActorConfig::Consumer(consumer) => consumer.extended.is_none(),
        ActorConfig::Writer(_) | ActorConfig::Reader(_) | ActorConfig::Agent(_) | ActorConfig::Kcl(_) => false,
    }
}

impl Input {
    /// Whether the nearer part of the engine is enough for it.
    pub fn is_near(&self) -> bool {
        match self {
            Self::Call { call, .. } => matches!(call, Call::Sqs(_)),
            Self::AddActor(config) | Self::SetActor(_, config) => is_near_actor(config),
            Self::Cancel(_) | Self::RemoveActor(_) | Self::Crash(_) | Self::Limits(_) | Self::Dials(_) => true,
            Self::SubscribeMany { .. }
            | Self::Fault { .. }
            | Self::Chaos { .. }
            | Self::Endpoint { .. }
            | Self::Trigger { .. }
            | Self::OptOut { .. }
            | Self::SmsSandbox { .. }
            | Self::OwnLimits(_) => false,
        }
    }
}

impl Cloud {
    /// Keys of AWS's own come into being when they are first asked about.
    fn prepare(&mut self, caller: &Caller, call: &Call) {
        self.meter.count_far(caller, call);
        if let Call::Kms(kms::api::Request::DescribeKey(asked)) = call {
            let (account, region) = (caller.account, caller.region);
            self.act(caller, RequestId(0), |kms: &mut Kms, cx| kms.ensure_managed(cx, &asked.key_id, account, region));
        }
    }

    /// Lets a service that answers at once carry a call out, when those that it would ask have said yes.
    fn carry_out(&mut self, caller: &Caller, request: RequestId, call: &Call) -> Result<Option<CallResult>, Refusal> {
        let result = match call {
            // Queues are near; one of their receives may wait.
            Call::Sqs(_) => return Ok(None),
            Call::Lambda(call) => {
                self.check_source(caller, call)?;
                return Ok(self.call_lambda(caller, request, call));
            }
            Call::Analytics(call) => return self.call_analytics(caller, request, call),
            Call::Firehose(call) => return self.call_firehose(caller, request, call).map(|result| Some(Ok(result))),
            Call::Sns(call) => {
                let result = self.act(caller, request, |sns: &mut Sns, cx| sns.handle(cx, call));
                if let (Ok(_), sns::api::Request::Subscribe(wish)) = (&result, call) {
                    self.meet(&wish.protocol, wish.endpoint.as_deref().unwrap_or_default());
                }
                result.map(Reply::Sns).map_err(CallError::Sns)
            }
            Call::Kms(call) => {
                let result = self.act(caller, request, |kms: &mut Kms, cx| kms.handle(cx, call));
                result.map(Reply::Kms).map_err(CallError::Kms)
            }
            Call::CloudWatch(call) => {
                let result = self.call_cloudwatch(caller, request, call);
                result.map(Reply::CloudWatch).map_err(CallError::CloudWatch)
            }
            Call::S3(call) => {
                if let s3::api::Request::PutBucketNotificationConfiguration(wish) = call {
                    self.check_destinations(wish).map_err(|(error, why)| (CallError::S3(error), why))?;
                }
                let result = self.act(caller, request, |s3: &mut S3, cx| s3.handle(cx, call));
                result.map(Reply::S3).map_err(CallError::S3)
            }
            Call::Kinesis(call) => {
                let result = self.act(caller, request, |kinesis: &mut Kinesis, cx| kinesis.handle(cx, call));
                result.map(Reply::Kinesis).map_err(CallError::Kinesis)
            }
            Call::DynamoDb(call) => {
                let result = self.act(caller, request, |dynamodb: &mut DynamoDb, cx| dynamodb.handle(cx, call));
                self.meter.dynamodb = self.dynamodb.billed;
                result.map(Reply::DynamoDb).map_err(CallError::DynamoDb)
            }
            Call::Iam(call) => {
                let result = self.act(caller, request, |iam: &mut Iam, cx| iam.handle(cx, call));
                result.map(Reply::Iam).map_err(CallError::Iam)
            }
        };
        Ok(Some(result))
    }

    fn wake_far(&mut self, timer: Timer) {
        match timer {
            Timer::Sns(timer) => self.act_by_clock(|sns: &mut Sns, cx| sns.wake(cx, timer)),
            Timer::Iam(timer) => match timer {},
            Timer::CloudWatch(timer) => self.wake_alarms(timer),
            Timer::Lambda(timer) => self.act_by_clock(|lambda: &mut Lambda, cx| lambda.wake(cx, timer)),
            Timer::Kinesis(timer) => self.act_by_clock(|kinesis: &mut Kinesis, cx| kinesis.wake(cx, timer)),
            Timer::DynamoDb(timer) => self.act_by_clock(|dynamodb: &mut DynamoDb, cx| dynamodb.wake(cx, timer)),
            Timer::S3(timer) => self.wake_s3(timer),
            Timer::Firehose(timer) => self.wake_firehose(timer),
            Timer::Analytics(timer) => self.wake_analytics(timer),
            Timer::Shipment(id) => self.land(id),
            Timer::Errand(id) => self.run_errand(id),
            Timer::Haul(id) => self.haul_arrives(id),
            Timer::Push(id) => self.mapping_gets(id),
            Timer::Kms(timer) => self.act_by_clock(|kms: &mut Kms, cx| kms.wake(cx, timer)),
            Timer::Flight(id) => self.arrive(id),
            Timer::Sqs(_) | Timer::Actor(_) | Timer::Parcel(_) => {}
        }
    }

    fn apply_far(&mut self, input: &Input) -> Submitted {
        match input {
            Input::SubscribeMany { caller, request, count } => self.subscribe_many(caller, request, *count),
            Input::Fault { endpoint, fault } => self.set_fault(endpoint, *fault),
            Input::Chaos { switch, setting } => self.set_chaos(switch, *setting),
            Input::Endpoint { kind, address, behaviour } => self.set_endpoint(*kind, address, behaviour.as_ref()),
            Input::Trigger { trigger, topic } => self.trigger(trigger, topic),
            Input::OptOut { account, number } => self.change_sns(|sns, cx| sns.opt_out(cx, *account, number)),
            Input::OwnLimits(changes) => self.set_own_limits(changes),
            Input::SmsSandbox { account, inside } => self.change_sns(|sns, cx| sns.set_sandbox(cx, *account, *inside)),
            _ => Submitted::NotFound,
        }
    }
}
