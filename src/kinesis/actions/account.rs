//! `DescribeLimits`, `DescribeAccountSettings` and `UpdateAccountSettings`.

use crate::base::{AccountId, Region, Timestamp};
use crate::clock::{Duration, Instant};
use crate::kinesis::api::{
    AccountSettingsResult, DescribeAccountSettings, DescribeLimits, DescribeLimitsResult,
    MinimumThroughputBillingCommitment, UpdateAccountSettings,
};
use crate::kinesis::check::Checks;
use crate::kinesis::stream::{Mode, StreamKey};
use crate::kinesis::{Commitment, Cx, Kinesis, KinesisError, Result};

/// For so long an account is bound at least.
const BOUND: Duration = Duration::from_secs(86_400);

impl Commitment {
    /// Its state: given up early, it holds until its first day is over.
    fn status(self, now: Instant) -> &'static str {
        match (self.started, self.ends_at) {
            (Some(_), None) => "ENABLED",
            (Some(_), Some(ends)) if now < ends => "ENABLED_UNTIL_EARLIEST_ALLOWED_END",
            _ => "DISABLED",
        }
    }
}

impl Kinesis {
    /// Whether an account has committed itself to a minimum of throughput.
    pub(super) fn is_committed(&self, account: AccountId, region: Region, now: Instant) -> bool {
        self.commitments.get(&(account, region)).is_some_and(|found| found.status(now) != "DISABLED")
    }

    pub(super) fn check_commitment(&self, account: AccountId, region: Region, now: Instant) -> Result<()> {
        if self.is_committed(account, region, now) {
            return Ok(());
        }
        let sentence = "Warm throughput needs the account's MinimumThroughputBillingCommitment to be ENABLED.";
        Err(KinesisError::validation(sentence))
    }

    pub(super) fn describe_limits(&self, cx: &Cx<'_>, _: &DescribeLimits) -> DescribeLimitsResult {
        let key = StreamKey { account: cx.caller.account, region: cx.caller.region, name: "".into() };
        let on_demand = self.streams_beside(&key).filter(|stream| stream.mode == Mode::OnDemand).count();
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        DescribeLimitsResult {
            shard_limit: i64::from(self.limits.shards),
            open_shard_count: i64::from(self.open_shards(&key)),
            on_demand_stream_count: count(on_demand),
            on_demand_stream_count_limit: count(self.limits.on_demand_streams),
        }
    }

    pub(super) fn describe_account_settings(&self, cx: &Cx<'_>, _: &DescribeAccountSettings) -> AccountSettingsResult {
        let found = self.commitments.get(&(cx.caller.account, cx.caller.region)).copied().unwrap_or_default();
        let time = |at: Instant| Timestamp::of(at, cx.epoch);
        AccountSettingsResult {
            minimum_throughput_billing_commitment: MinimumThroughputBillingCommitment {
                status: found.status(cx.now).to_owned(),
                started_at: found.started.map(time),
                ended_at: found.ended.or(found.ends_at.filter(|ends| *ends <= cx.now)).map(time),
                earliest_allowed_end_at: found.started.map(|started| time(started.after(BOUND))),
            },
        }
    }

    pub(super) fn update_account_settings(
        &mut self,
        cx: &Cx<'_>,
        request: &UpdateAccountSettings,
    ) -> Result<AccountSettingsResult> {
        let wanted = request.minimum_throughput_billing_commitment.as_ref();
        let status = wanted.and_then(|wanted| wanted.status.as_deref());
        let mut checks = Checks::default();
        checks.required(wanted, "minimumThroughputBillingCommitment");
        if wanted.is_some() {
            checks.required(status.as_ref(), "minimumThroughputBillingCommitment.status");
            checks.one_of(status, "minimumThroughputBillingCommitment.status", &["ENABLED", "DISABLED"]);
        }
        checks.finish()?;
        let place = (cx.caller.account, cx.caller.region);
        let was = self.commitments.get(&place).copied().unwrap_or_default();
        let is_on = was.status(cx.now) != "DISABLED";
        let next = match (status, is_on, was.started) {
            (Some("ENABLED"), true, _) => Commitment { ends_at: None, ..was },
            (Some("ENABLED"), false, _) => Commitment { started: Some(cx.now), ended: None, ends_at: None },
            (_, true, Some(started)) if cx.now < started.after(BOUND) => {
                Commitment { ends_at: Some(started.after(BOUND)), ..was }
            }
            (_, true, _) => Commitment { started: None, ended: Some(cx.now), ends_at: None },
            _ => was,
        };
        self.commitments.insert(place, next);
        Ok(self.describe_account_settings(cx, &DescribeAccountSettings::default()))
    }
}
