//! What is set of a stream: retention, mode, the size of records, their distribution, warm throughput.

use super::streams::{STRATEGIES, only_on_demand, warm_of};
use super::{note_done, within_a_day};
use crate::kinesis::api::{
    DecreaseStreamRetentionPeriod, IncreaseStreamRetentionPeriod, Named, UpdateMaxRecordSize, UpdateStreamMode,
    UpdateStreamRecordDistributionStrategy, UpdateStreamWarmThroughput, UpdateStreamWarmThroughputResult,
};
use crate::kinesis::check::Checks;
use crate::kinesis::stream::{Change, Distribution, Mode, StreamId};
use crate::kinesis::{Cx, Kinesis, KinesisError, KinesisEvent, Result};

/// MiB a second that a stream can be kept ready for: 10 GiB.
pub(super) const WARM_MAX: i64 = 10_240;

impl Kinesis {
    pub(super) fn increase_retention(
        &mut self,
        cx: &mut Cx<'_>,
        request: &IncreaseStreamRetentionPeriod,
    ) -> Result<()> {
        let named = Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() };
        self.set_retention(cx, named, request.retention_period_hours, true)
    }

    pub(super) fn decrease_retention(
        &mut self,
        cx: &mut Cx<'_>,
        request: &DecreaseStreamRetentionPeriod,
    ) -> Result<()> {
        let named = Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() };
        self.set_retention(cx, named, request.retention_period_hours, false)
    }

    fn set_retention(&mut self, cx: &mut Cx<'_>, named: Named<'_>, hours: Option<i64>, longer: bool) -> Result<()> {
        let mut checks = Checks::default();
        checks.required(hours.as_ref(), "retentionPeriodHours");
        checks.stream(named);
        checks.finish()?;
        let stream = self.resolve_idle(cx.caller, named)?;
        let (least, most) = self.limits.retention_hours;
        let hours = hours.unwrap_or_default();
        if hours < i64::from(least) {
            return Err(KinesisError::argument(format!(
                "Minimum allowed retention period is {least} hours. Requested retention period ({hours} hours) is too short."
            )));
        }
        let Some(wanted) = u32::try_from(hours).ok().filter(|hours| *hours <= most) else {
            return Err(KinesisError::argument(format!(
                "Maximum allowed retention period is {most} hours. Requested retention period ({hours} hours) is too long."
            )));
        };
        let existing = stream.retention_hours;
        let wrong_way = if longer { wanted < existing } else { wanted > existing };
        if wrong_way {
            let (comparison, other) =
                if longer { ("shorter", "DecreaseRetentionPeriod") } else { ("longer", "IncreaseRetentionPeriod") };
            return Err(KinesisError::argument(format!(
                "Requested retention period ({wanted} hours) for stream {} can not be {comparison} than existing retention \
                 period ({existing} hours). Use {other} API.",
                stream.key.name
            )));
        }
        let id = stream.id;
        self.settle_bill(cx.now, id);
        self.change_stream(cx, id, "RetentionPeriodHours", |stream| stream.retention_hours = wanted);
        // What is too old now goes at once.
        self.sweep(cx, id);
        self.plan_sweep(cx, id);
        Ok(())
    }

    pub(super) fn change_stream(
        &mut self,
        cx: &mut Cx<'_>,
        id: StreamId,
        what: &'static str,
        change: impl FnOnce(&mut crate::kinesis::stream::Stream),
    ) {
        if let Some(stream) = self.stream_mut(id) {
            change(stream);
            cx.emit(None, KinesisEvent::StreamChanged(id, what));
        }
    }

    pub(super) fn update_stream_mode(&mut self, cx: &mut Cx<'_>, request: &UpdateStreamMode) -> Result<()> {
        let named = Named { name: None, arn: request.stream_arn.as_deref() };
        let mut checks = Checks::default();
        checks.required(request.stream_mode_details.as_ref(), "streamModeDetails");
        checks.mode(request.stream_mode_details.as_ref());
        checks.required(request.stream_arn.as_ref(), "streamARN");
        checks.stream(named);
        checks.range(request.warm_throughput_mi_bps, "warmThroughputMiBps", (0, WARM_MAX));
        checks.finish()?;
        let stream = self.resolve_idle(cx.caller, named)?;
        let wanted = request.stream_mode_details.as_ref().and_then(|details| details.stream_mode.as_deref());
        let Some(mode) = wanted.and_then(Mode::parse) else { return Ok(()) };
        let most = self.limits.daily.1;
        if stream.mode == mode {
            let sentence = format!(
                "Stream {} under account {} is already in {} mode.",
                stream.key.name,
                stream.key.account,
                mode.name()
            );
            return Err(KinesisError::argument(sentence));
        }
        if mode == Mode::OnDemand && self.limits.on_demand_streams == 0 {
            return Err(KinesisError::argument("On-demand streams are not among the limits that are in force."));
        }
        if within_a_day(&stream.daily.modes, cx.now) >= most {
            return Err(KinesisError::limit(format!(
                "The mode of a stream can be changed {most} times in 24 hours. Stream {} under account {} has reached that.",
                stream.key.name, stream.key.account
            )));
        }
        match mode {
            Mode::OnDemand => self.check_on_demand(&stream.key)?,
            Mode::Provisioned => {
                let open = u32::try_from(stream.open_shards().count()).unwrap_or(u32::MAX);
                self.check_shards(&stream.key, open)?;
            }
        }
        if mode == Mode::Provisioned && stream.distribution == Distribution::Auto {
            return Err(only_on_demand("RecordDistributionStrategy AUTO"));
        }
        if request.warm_throughput_mi_bps.is_some_and(|mib| mib > 0) && mode == Mode::Provisioned {
            return Err(only_on_demand("WarmThroughputMiBps"));
        }
        if request.warm_throughput_mi_bps.is_some_and(|mib| mib > 0) {
            self.check_commitment(stream.key.account, stream.key.region, cx.now)?;
        }
        let id = stream.id;
        let warm = request.warm_throughput_mi_bps.map_or(0, i64::unsigned_abs);
        if let Some(stream) = self.stream_mut(id) {
            note_done(&mut stream.daily.modes, cx.now, most);
            stream.warm_mib = warm;
        }
        self.begin_change(cx, id, Change::Mode(mode));
        Ok(())
    }

    pub(super) fn update_max_record_size(&mut self, cx: &mut Cx<'_>, request: &UpdateMaxRecordSize) -> Result<()> {
        let named = Named { name: None, arn: request.stream_arn.as_deref() };
        let mut checks = Checks::default();
        checks.required(request.max_record_size_in_ki_b.as_ref(), "maxRecordSizeInKiB");
        let kib = (i64::from(self.limits.record_kib), i64::from(self.limits.record_kib_max));
        checks.range(request.max_record_size_in_ki_b, "maxRecordSizeInKiB", kib);
        checks.stream(named);
        checks.finish()?;
        let id = self.resolve_idle(cx.caller, named)?.id;
        let wanted = request.max_record_size_in_ki_b.and_then(|kib| u32::try_from(kib).ok());
        self.begin_change(cx, id, Change::RecordSize(wanted.unwrap_or(self.limits.record_kib)));
        Ok(())
    }

    pub(super) fn update_distribution(
        &mut self,
        cx: &mut Cx<'_>,
        request: &UpdateStreamRecordDistributionStrategy,
    ) -> Result<()> {
        let named = Named { name: None, arn: request.stream_arn.as_deref() };
        let mut checks = Checks::default();
        let strategy = request.record_distribution_strategy.as_deref();
        checks.required(request.record_distribution_strategy.as_ref(), "recordDistributionStrategy");
        checks.one_of(strategy, "recordDistributionStrategy", &STRATEGIES);
        checks.required(request.stream_arn.as_ref(), "streamARN");
        checks.stream(named);
        checks.finish()?;
        let stream = self.resolve_idle(cx.caller, named)?;
        let wanted = strategy.and_then(Distribution::parse).unwrap_or_default();
        if stream.mode == Mode::Provisioned && wanted == Distribution::Auto {
            return Err(only_on_demand("RecordDistributionStrategy AUTO"));
        }
        // New records go by it at once; those that are there stay where they are.
        let id = stream.id;
        self.change_stream(cx, id, "RecordDistributionStrategy", |stream| stream.distribution = wanted);
        Ok(())
    }

    pub(super) fn update_warm_throughput(
        &mut self,
        cx: &mut Cx<'_>,
        request: &UpdateStreamWarmThroughput,
    ) -> Result<UpdateStreamWarmThroughputResult> {
        let named = Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() };
        let mut checks = Checks::default();
        checks.stream(named);
        checks.required(request.warm_throughput_mi_bps.as_ref(), "warmThroughputMiBps");
        checks.range(request.warm_throughput_mi_bps, "warmThroughputMiBps", (0, WARM_MAX));
        checks.finish()?;
        let stream = self.resolve_idle(cx.caller, named)?;
        if stream.mode == Mode::Provisioned {
            return Err(only_on_demand("WarmThroughputMiBps"));
        }
        self.check_commitment(stream.key.account, stream.key.region, cx.now)?;
        let (id, mib) = (stream.id, request.warm_throughput_mi_bps.map_or(0, i64::unsigned_abs));
        let (name, arn, mut warm) = (stream.key.name.to_string(), stream.key.arn().to_string(), warm_of(stream));
        warm.target_mi_bps = i64::try_from(mib).unwrap_or(i64::MAX);
        self.begin_change(cx, id, Change::WarmThroughput(mib));
        Ok(UpdateStreamWarmThroughputResult { stream_arn: arn, stream_name: name, warm_throughput: warm })
    }
}
