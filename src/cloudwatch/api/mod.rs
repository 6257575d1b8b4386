//! The operations of CloudWatch as data: requests and results with AWS's own names.
//!
//! Requests keep what the caller wrote, however wrong; the actions check it. Times in results are ISO 8601.
#![allow(
    clippy::large_enum_variant,
    reason = "an alarm has many parameters, and requests are not kept in large numbers"
)]

mod requests;
mod results;

use crate::base::wire::operations;

pub use requests::*;
pub use results::*;

operations! {
    DeleteAlarms => Empty,
    DescribeAlarmHistory => DescribeAlarmHistoryResult,
    DescribeAlarms => DescribeAlarmsResult,
    DisableAlarmActions => Empty,
    EnableAlarmActions => Empty,
    GetMetricStatistics => GetMetricStatisticsResult,
    ListMetrics => ListMetricsResult,
    ListTagsForResource => ListTagsResult,
    PutMetricAlarm => Empty,
    PutMetricData => Empty,
    SetAlarmState => Empty,
    TagResource => Empty,
    UntagResource => Empty,
}

impl Request {
    /// The names of the alarms that the request is about, for the operations that name some; tags name them by ARN.
    pub fn alarm_names(&self) -> &[String] {
        match self {
            Self::DeleteAlarms(r) => &r.alarm_names,
            Self::DescribeAlarms(r) => &r.alarm_names,
            Self::DisableAlarmActions(r) => &r.alarm_names,
            Self::EnableAlarmActions(r) => &r.alarm_names,
            Self::PutMetricAlarm(r) => std::slice::from_ref(&r.alarm_name),
            Self::SetAlarmState(r) => std::slice::from_ref(&r.alarm_name),
            Self::DescribeAlarmHistory(r) => r.alarm_name.as_slice(),
            Self::GetMetricStatistics(_)
            | Self::ListMetrics(_)
            | Self::ListTagsForResource(_)
            | Self::PutMetricData(_)
            | Self::TagResource(_)
            | Self::UntagResource(_) => &[],
        }
    }
}
