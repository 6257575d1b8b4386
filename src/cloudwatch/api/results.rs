//! What each operation answers.

use super::{Dimension, Tag};
use crate::base::wire::results;
use crate::cloudwatch::number::Number;
use std::collections::BTreeMap;

results! {
    /// Nothing but success.
    Empty {}
    /// An alarm of a metric.
    MetricAlarm {
        /// Its name.
        alarm_name: String,
        /// Its ARN.
        alarm_arn: String,
        /// What it is for.
        #[serde(skip_serializing_if = "Option::is_none")] alarm_description: Option<String>,
        /// When it was last put.
        alarm_configuration_updated_timestamp: String,
        /// Whether actions are carried out.
        actions_enabled: bool,
        /// ARNs for becoming OK.
        #[serde(rename = "OKActions")] ok_actions: Vec<String>,
        /// ARNs for becoming ALARM.
        alarm_actions: Vec<String>,
        /// ARNs for becoming INSUFFICIENT_DATA.
        insufficient_data_actions: Vec<String>,
        /// The state.
        state_value: String,
        /// Why.
        state_reason: String,
        /// The same as JSON.
        #[serde(skip_serializing_if = "Option::is_none")] state_reason_data: Option<String>,
        /// When state or reason were last set.
        state_updated_timestamp: String,
        /// The metric's name.
        metric_name: String,
        /// The metric's namespace.
        namespace: String,
        /// One of the five.
        #[serde(skip_serializing_if = "Option::is_none")] statistic: Option<String>,
        /// Or a percentile.
        #[serde(skip_serializing_if = "Option::is_none")] extended_statistic: Option<String>,
        /// The metric's dimensions.
        dimensions: Vec<Dimension>,
        /// Seconds.
        period: u64,
        /// Only values of this unit.
        #[serde(skip_serializing_if = "Option::is_none")] unit: Option<String>,
        /// N.
        evaluation_periods: u32,
        /// M, where it was given.
        #[serde(skip_serializing_if = "Option::is_none")] datapoints_to_alarm: Option<u32>,
        /// The threshold.
        threshold: Number,
        /// The comparison.
        comparison_operator: String,
        /// As it was given.
        #[serde(skip_serializing_if = "Option::is_none")] treat_missing_data: Option<String>,
        /// As it was given.
        #[serde(skip_serializing_if = "Option::is_none")] evaluate_low_sample_count_percentile: Option<String>,
        /// When the state was last another one than before.
        state_transitioned_timestamp: String,
    }
    /// The answer to `DescribeAlarms`.
    DescribeAlarmsResult {
        /// Always none: the lab has no composite alarms.
        composite_alarms: Vec<MetricAlarm>,
        /// A page.
        metric_alarms: Vec<MetricAlarm>,
        /// For the next page.
        #[serde(skip_serializing_if = "Option::is_none")] next_token: Option<String>,
    }
    /// Something that happened to an alarm.
    AlarmHistoryItem {
        /// Which.
        alarm_name: String,
        /// `MetricAlarm`.
        alarm_type: String,
        /// When.
        timestamp: String,
        /// `ConfigurationUpdate`, `StateUpdate` or `Action`.
        history_item_type: String,
        /// In a sentence.
        history_summary: String,
        /// As JSON.
        history_data: String,
    }
    /// The answer to `DescribeAlarmHistory`.
    DescribeAlarmHistoryResult {
        /// A page.
        alarm_history_items: Vec<AlarmHistoryItem>,
        /// For the next page.
        #[serde(skip_serializing_if = "Option::is_none")] next_token: Option<String>,
    }
    /// A metric in a list.
    ListedMetric {
        /// Its namespace.
        namespace: String,
        /// Its name.
        metric_name: String,
        /// Its dimensions.
        dimensions: Vec<Dimension>,
    }
    /// The answer to `ListMetrics`.
    ListMetricsResult {
        /// A page.
        metrics: Vec<ListedMetric>,
        /// For the next page.
        #[serde(skip_serializing_if = "Option::is_none")] next_token: Option<String>,
    }
    /// A period of a metric.
    Datapoint {
        /// Its beginning.
        timestamp: String,
        /// How many values.
        #[serde(skip_serializing_if = "Option::is_none")] sample_count: Option<Number>,
        /// Their mean.
        #[serde(skip_serializing_if = "Option::is_none")] average: Option<Number>,
        /// All together.
        #[serde(skip_serializing_if = "Option::is_none")] sum: Option<Number>,
        /// The least.
        #[serde(skip_serializing_if = "Option::is_none")] minimum: Option<Number>,
        /// The greatest.
        #[serde(skip_serializing_if = "Option::is_none")] maximum: Option<Number>,
        /// The unit.
        unit: String,
        /// Percentiles by name.
        #[serde(skip_serializing_if = "BTreeMap::is_empty")] extended_statistics: BTreeMap<String, Number>,
    }
    /// The answer to `GetMetricStatistics`.
    GetMetricStatisticsResult {
        /// The metric's name.
        label: String,
        /// Periods with values, the oldest first.
        datapoints: Vec<Datapoint>,
    }
    /// The answer to `ListTagsForResource`.
    ListTagsResult {
        /// In the order of their keys.
        tags: Vec<Tag>,
    }
}
