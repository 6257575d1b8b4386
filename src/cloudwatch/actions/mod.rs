//! The operations, one file for those that belong together.

mod alarms;
mod check;
mod histories;
mod put_alarm;
mod put_data;
mod statistics;
mod tags;

use super::api::{Empty, Reply, Request};
use super::{CloudWatch, Cx, Result, Source};

impl CloudWatch {
    /// Carries out a request. A refused one changes nothing. `source` tells what metrics of AWS come to.
    ///
    /// # Errors
    /// As the operation says.
    pub fn handle(&mut self, cx: &mut Cx<'_>, request: &Request, source: Source<'_>) -> Result<Reply> {
        let empty = |result: Result<()>, reply: fn(Empty) -> Reply| result.map(|()| reply(Empty {}));
        match request {
            Request::DeleteAlarms(r) => empty(self.delete_alarms(cx, r), Reply::DeleteAlarms),
            Request::DescribeAlarmHistory(r) => self.describe_alarm_history(cx, r).map(Reply::DescribeAlarmHistory),
            Request::DescribeAlarms(r) => self.describe_alarms(cx, r).map(Reply::DescribeAlarms),
            Request::DisableAlarmActions(r) => {
                empty(self.enable_actions(cx, &r.alarm_names, false), Reply::DisableAlarmActions)
            }
            Request::EnableAlarmActions(r) => {
                empty(self.enable_actions(cx, &r.alarm_names, true), Reply::EnableAlarmActions)
            }
            Request::GetMetricStatistics(r) => {
                self.get_metric_statistics(cx, r, source).map(Reply::GetMetricStatistics)
            }
            Request::ListMetrics(r) => self.list_metrics(cx, r).map(Reply::ListMetrics),
            Request::ListTagsForResource(r) => self.list_tags_for_resource(cx, r).map(Reply::ListTagsForResource),
            Request::PutMetricAlarm(r) => empty(self.put_metric_alarm(cx, r), Reply::PutMetricAlarm),
            Request::PutMetricData(r) => empty(self.put_metric_data(cx, r), Reply::PutMetricData),
            Request::SetAlarmState(r) => empty(self.set_alarm_state(cx, r), Reply::SetAlarmState),
            Request::TagResource(r) => empty(self.tag_resource(cx, r), Reply::TagResource),
            Request::UntagResource(r) => empty(self.untag_resource(cx, r), Reply::UntagResource),
        }
    }
}
