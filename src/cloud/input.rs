//! What comes into a lab from outside. A lab's seed and its inputs rebuild everything in it.

use super::OwnLimit;
use super::chaos::{Setting, Switch};
use super::deliveries::Fault;
use crate::actors::ActorConfig;
use crate::base::{AccountId, ActorId, Arn, Caller, RequestId};
use crate::call::Call;
use crate::endpoints::{Behaviour, Kind};
use crate::limits::LimitSet;
use crate::notifiers::Trigger;
use crate::sns::{self, api::Subscribe};
use crate::sqs::Chance;
use serde::{Deserialize, Serialize};

/// Something done to a lab.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[allow(clippy::large_enum_variant, reason = "nearly all inputs are calls, and a box for each would cost more")]
pub enum Input {
    /// A call by a person or a script.
    Call {
        /// Who calls.
        #[serde(default)]
        caller: Caller,
        /// What.
        call: Call,
    },
    /// Very many subscribe to a topic, each by a call of its own, until one is refused.
    SubscribeMany {
        /// Who calls.
        #[serde(default)]
        caller: Caller,
        /// What; `{n}` in the endpoint stands for the number of the call, from 1.
        request: Box<Subscribe>,
        /// How many; at most [`super::CROWD_MAX`] are taken.
        count: u32,
    },
    /// The caller of a request that waits has gone away. An actor's own requests end with the actor only.
    Cancel(RequestId),
    /// A new producer or consumer.
    AddActor(ActorConfig),
    /// Another configuration for one.
    SetActor(ActorId, ActorConfig),
    /// An end to one.
    RemoveActor(ActorId),
    /// A crash of one.
    Crash(ActorId),
    /// An endpoint of a topic's subscriptions begins to misbehave, or ceases to.
    Fault {
        /// As the subscription names it.
        endpoint: String,
        /// How; none ends it.
        fault: Option<Fault>,
    },
    /// Something is broken on purpose, or mended.
    Chaos {
        /// What, and where.
        switch: Switch,
        /// How the switch is set.
        setting: Setting,
    },
    /// An HTTP endpoint, inbox, phone or device behaves in another way.
    Endpoint {
        /// Which kind.
        kind: Kind,
        /// Which, as subscriptions name it.
        address: String,
        /// How; none forgets it with all that it kept.
        behaviour: Option<Behaviour>,
    },
    /// A service outside of the lab tells a topic what it does.
    Trigger {
        /// What it does.
        trigger: Trigger,
        /// Whom it tells.
        topic: Arn,
    },
    /// A phone answers STOP to the text messages of an account.
    OptOut {
        /// The account that wrote.
        account: AccountId,
        /// The phone.
        number: String,
    },
    /// An account enters the SMS sandbox, or leaves it.
    SmsSandbox {
        /// Which.
        account: AccountId,
        /// Whether it is inside then.
        inside: bool,
    },
    /// Another set of limits.
    Limits(LimitSet),
    /// Figures that are not AWS's, or are to be AWS's again: all of these, or none where one cannot be.
    OwnLimits(Vec<OwnLimit>),
    /// Other dials.
    Dials(Dials),
}

/// What is left to chance, and how long a call is under way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Dials {
    /// What SQS leaves to chance.
    pub chance: Chance,
    /// What SNS leaves to chance.
    pub deliveries: sns::Chance,
    /// How long calls are under way.
    pub latency: Latency,
}

/// How long an actor's call takes to its service, and the answer back: each drawn anew between both, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Latency {
    /// At least.
    pub min_ms: u64,
    /// At most.
    pub max_ms: u64,
}

impl Default for Latency {
    /// Publishing and receiving take less than ten milliseconds there and back.
    fn default() -> Self {
        Self { min_ms: 2, max_ms: 4 }
    }
}
