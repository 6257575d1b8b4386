//! What each operation takes.

use crate::base::wire::{is_default, requests, write};
use crate::cloudwatch::number::Number;
use crate::cloudwatch::time::Timestamp;

requests! {
    /// Deletes alarms; their history stays.
    DeleteAlarms {
        /// At most a hundred.
        alarm_names: Vec<String>,
    }
    /// What happened to alarms, also to deleted ones.
    DescribeAlarmHistory {
        /// Only of this one.
        alarm_name: Option<String>,
        /// `MetricAlarm`, `CompositeAlarm` or both; without any, of metric alarms.
        alarm_types: Vec<String>,
        /// `ConfigurationUpdate`, `StateUpdate` or `Action`.
        history_item_type: Option<String>,
        /// From then on.
        start_date: Option<Timestamp>,
        /// Until then.
        end_date: Option<Timestamp>,
        /// 1 to 100, otherwise 100.
        max_records: Option<i64>,
        /// From the page before.
        next_token: Option<String>,
        /// `TimestampDescending`, which is the default, or `TimestampAscending`.
        scan_by: Option<String>,
    }
    /// The alarms of the account in the Region.
    DescribeAlarms {
        /// These; at most a hundred.
        alarm_names: Vec<String>,
        /// Those whose names begin so; not together with names.
        alarm_name_prefix: Option<String>,
        /// `MetricAlarm`, `CompositeAlarm` or both; without any, metric alarms.
        alarm_types: Vec<String>,
        /// Those in that state.
        state_value: Option<String>,
        /// Those with an action that begins so.
        action_prefix: Option<String>,
        /// 1 to 100, otherwise 50.
        max_records: Option<i64>,
        /// From the page before.
        next_token: Option<String>,
    }
    /// From now on the actions of these alarms are not carried out.
    DisableAlarmActions {
        /// At most a hundred.
        alarm_names: Vec<String>,
    }
    /// From now on they are again.
    EnableAlarmActions {
        /// At most a hundred.
        alarm_names: Vec<String>,
    }
    /// Figures of a metric, a period each.
    GetMetricStatistics {
        /// As it was put, or `AWS/…`.
        namespace: String,
        /// As it was put.
        metric_name: String,
        /// All of them, as they were put.
        dimensions: Vec<Dimension>,
        /// The beginning.
        start_time: Option<Timestamp>,
        /// The end, which does not belong to it.
        end_time: Option<Timestamp>,
        /// Seconds: 1, 5, 10, 20, 30 or multiples of 60.
        period: Option<i64>,
        /// `Average`, `Maximum`, `Minimum`, `SampleCount`, `Sum`.
        statistics: Vec<String>,
        /// Percentiles such as `p95`; at most ten, and not together with statistics.
        extended_statistics: Vec<String>,
        /// Only values of this unit.
        unit: Option<String>,
    }
    /// Metrics with values in the last two weeks.
    ListMetrics {
        /// Only of this namespace.
        namespace: Option<String>,
        /// Only of this name.
        metric_name: Option<String>,
        /// Only with these dimensions; at most ten.
        dimensions: Vec<DimensionFilter>,
        /// From the page before.
        next_token: Option<String>,
        /// `PT3H`: only with values in the last three hours.
        recently_active: Option<String>,
    }
    /// The tags of an alarm.
    ListTagsForResource {
        /// The alarm.
        resource_arn as "ResourceARN": String,
    }
    /// Makes an alarm of a metric, or changes one and keeps its state.
    PutMetricAlarm {
        /// 1 to 255 characters.
        alarm_name: String,
        /// At most 1,024 characters.
        alarm_description: Option<String>,
        /// Whether actions are carried out; they are unless told otherwise.
        actions_enabled: Option<bool>,
        /// ARNs for becoming OK; at most five.
        ok_actions as "OKActions": Vec<String>,
        /// ARNs for becoming ALARM; at most five.
        alarm_actions: Vec<String>,
        /// ARNs for becoming INSUFFICIENT_DATA; at most five.
        insufficient_data_actions: Vec<String>,
        /// The metric's name.
        metric_name: Option<String>,
        /// The metric's namespace.
        namespace: Option<String>,
        /// `Average`, `Maximum`, `Minimum`, `SampleCount` or `Sum`.
        statistic: Option<String>,
        /// `p0` to `p100`, instead of a statistic.
        extended_statistic: Option<String>,
        /// The metric's dimensions; at most thirty.
        dimensions: Vec<Dimension>,
        /// Seconds: 10, 20, 30 or a multiple of 60.
        period: Option<i64>,
        /// Only values of this unit.
        unit: Option<String>,
        /// N: how many periods are looked at.
        evaluation_periods: Option<i64>,
        /// M: how many of them must be beyond the threshold, if not all.
        datapoints_to_alarm: Option<i64>,
        /// The threshold.
        threshold: Option<Number>,
        /// Such as `GreaterThanThreshold`.
        comparison_operator: Option<String>,
        /// `breaching`, `notBreaching`, `ignore` or `missing`, which is the default.
        treat_missing_data: Option<String>,
        /// Of percentiles: `evaluate` or `ignore`.
        evaluate_low_sample_count_percentile: Option<String>,
        /// Of anomaly detection, which the lab does not have.
        threshold_metric_id: Option<String>,
        /// At most fifty; only read when the alarm is made.
        tags: Vec<Tag>,
    }
    /// Puts values of metrics.
    PutMetricData {
        /// 1 to 255 characters that do not begin with a colon or `AWS/`.
        namespace: String,
        /// At most a thousand.
        metric_data: Vec<MetricDatum>,
    }
    /// Puts an alarm into a state until its next evaluation.
    SetAlarmState {
        /// The alarm.
        alarm_name: String,
        /// `OK`, `ALARM` or `INSUFFICIENT_DATA`.
        state_value: String,
        /// At most 1,023 characters.
        state_reason: Option<String>,
        /// JSON of at most 4,000 characters.
        state_reason_data: Option<String>,
    }
    /// Adds tags, or changes their values.
    TagResource {
        /// The alarm.
        resource_arn as "ResourceARN": String,
        /// The tags.
        tags: Vec<Tag>,
    }
    /// Takes tags away.
    UntagResource {
        /// The alarm.
        resource_arn as "ResourceARN": String,
        /// Keys.
        tag_keys: Vec<String>,
    }
    /// A name and a value that belong to what a metric is.
    Dimension {
        /// 1 to 255 characters that do not begin with a colon.
        name: String,
        /// 1 to 1,024 characters.
        value: String,
    }
    /// Which dimensions are listed.
    DimensionFilter {
        /// With this name.
        name: String,
        /// And with this value.
        value: Option<String>,
    }
    /// Values of one metric at one time; one of `value`, `statistic_values` and `values`.
    MetricDatum {
        /// The metric's name.
        metric_name: String,
        /// At most thirty.
        dimensions: Vec<Dimension>,
        /// When, if not now: at most two weeks ago and two hours ahead.
        timestamp: Option<Timestamp>,
        /// One value.
        value: Option<Number>,
        /// Values added up.
        statistic_values: Option<StatisticSet>,
        /// At most 150 values.
        values: Vec<Number>,
        /// How often each of them came, if not once.
        counts: Vec<Number>,
        /// The unit, if there is one.
        unit: Option<String>,
        /// 1 to keep seconds, 60 for minutes.
        storage_resolution: Option<i64>,
    }
    /// Values added up.
    StatisticSet {
        /// How many.
        sample_count: Option<Number>,
        /// All together.
        sum: Option<Number>,
        /// The least.
        minimum: Option<Number>,
        /// The greatest.
        maximum: Option<Number>,
    }
    /// A key and a value.
    Tag {
        /// 1 to 128 characters.
        key: String,
        /// 0 to 256 characters.
        value: String,
    }
}
