//! `EnableEnhancedMonitoring` and `DisableEnhancedMonitoring`.

use crate::kinesis::api::{DisableEnhancedMonitoring, EnableEnhancedMonitoring, EnhancedMonitoringResult, Named};
use crate::kinesis::check::Checks;
use crate::kinesis::monitoring::{EVERY, METRICS, bits, names};
use crate::kinesis::{Cx, Kinesis, Result};

impl Kinesis {
    pub(super) fn enable_enhanced_monitoring(
        &mut self,
        cx: &mut Cx<'_>,
        request: &EnableEnhancedMonitoring,
    ) -> Result<EnhancedMonitoringResult> {
        let named = Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() };
        self.set_monitoring(cx, named, request.shard_level_metrics.as_deref(), |old, given| old | given)
    }

    pub(super) fn disable_enhanced_monitoring(
        &mut self,
        cx: &mut Cx<'_>,
        request: &DisableEnhancedMonitoring,
    ) -> Result<EnhancedMonitoringResult> {
        let named = Named { name: request.stream_name.as_deref(), arn: request.stream_arn.as_deref() };
        self.set_monitoring(cx, named, request.shard_level_metrics.as_deref(), |old, given| old & !given)
    }

    fn set_monitoring(
        &mut self,
        cx: &mut Cx<'_>,
        named: Named<'_>,
        metrics: Option<&[String]>,
        change: fn(u8, u8) -> u8,
    ) -> Result<EnhancedMonitoringResult> {
        let mut checks = Checks::default();
        checks.required(metrics.as_ref(), "shardLevelMetrics");
        if let Some(metrics) = metrics {
            checks.length(&format!("[{}]", metrics.join(", ")), metrics.len(), "shardLevelMetrics", (1, METRICS.len()));
            let mut words = METRICS.to_vec();
            words.push(EVERY);
            for (index, metric) in metrics.iter().enumerate() {
                checks.one_of(Some(metric), &format!("shardLevelMetrics.{}.member", index + 1), &words);
            }
        }
        checks.stream(named);
        checks.finish()?;
        let stream = self.resolve_idle(cx.caller, named)?;
        let (id, before) = (stream.id, stream.enhanced_metrics);
        let (name, arn) = (stream.key.name.to_string(), stream.key.arn().to_string());
        let after = change(before, bits(metrics.unwrap_or_default().iter().map(String::as_str)));
        self.change_stream(cx, id, "EnhancedMonitoring", |stream| stream.enhanced_metrics = after);
        Ok(EnhancedMonitoringResult {
            stream_name: name,
            current_shard_level_metrics: names(before),
            desired_shard_level_metrics: names(after),
            stream_arn: arn,
        })
    }
}
