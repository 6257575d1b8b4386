//! `DescribeAlarmHistory`.

use super::check;
use crate::cloudwatch::alarm::AlarmKey;
use crate::cloudwatch::api::{AlarmHistoryItem, DescribeAlarmHistory, DescribeAlarmHistoryResult};
use crate::cloudwatch::history::{Item, ItemType};
use crate::cloudwatch::time::Timestamp;
use crate::cloudwatch::{CloudWatch, CloudWatchError, Cx, Result};

impl CloudWatch {
    pub(super) fn describe_alarm_history(
        &self,
        cx: &Cx<'_>,
        request: &DescribeAlarmHistory,
    ) -> Result<DescribeAlarmHistoryResult> {
        if let Some(name) = &request.alarm_name {
            check::length(name, "alarmName", 1, 255)?;
        }
        let size = check::page_size(request.max_records, 100)?;
        let has_metric = check::wants_metric_alarms(&request.alarm_types)?;
        let names = ItemType::ALL.map(ItemType::name);
        let known = |text: &str| ItemType::ALL.into_iter().find(|kind| kind.name() == text);
        let asked = request.history_item_type.as_deref();
        let kind = asked.map(|text| check::one_of(text, "historyItemType", known(text), &names)).transpose()?;
        let is_ascending = match request.scan_by.as_deref() {
            None | Some("TimestampDescending") => false,
            Some("TimestampAscending") => true,
            Some(other) => {
                check::one_of(other, "scanBy", None, &["TimestampDescending", "TimestampAscending"])?;
                false
            }
        };
        let from = moment(request.start_date.as_ref(), "StartDate")?.unwrap_or(0);
        let to = moment(request.end_date.as_ref(), "EndDate")?.unwrap_or(u64::MAX);
        if from > to {
            return Err(CloudWatchError::value("The parameter StartDate must be less than the parameter EndDate."));
        }
        let is_own = |key: &&AlarmKey| {
            has_metric
                && key.account == cx.caller.account
                && key.region == cx.caller.region
                && request.alarm_name.as_deref().is_none_or(|name| name == &*key.name)
        };
        let keys = self.history.keys().filter(is_own);
        let items = keys.flat_map(|key| self.history.of(key, cx.now).map(move |item| (key, item)));
        let is_wanted = |(_, item): &(&AlarmKey, &Item)| {
            kind.is_none_or(|kind| item.kind == kind) && (from..=to).contains(&cx.epoch.unix_millis(item.at))
        };
        let mut found: Vec<(&AlarmKey, &Item)> = items.filter(is_wanted).collect();
        found.sort_unstable_by_key(|(_, item)| item.number);
        if !is_ascending {
            found.reverse();
        }
        let (found, next_token) = check::page(found.into_iter(), request.next_token.as_deref(), size)?;
        let shown = |(key, item): (&AlarmKey, &Item)| AlarmHistoryItem {
            alarm_name: key.name.to_string(),
            alarm_type: "MetricAlarm".to_owned(),
            timestamp: cx.epoch.iso(item.at),
            history_item_type: item.kind.name().to_owned(),
            history_summary: item.summary.to_string(),
            history_data: item.data.to_string(),
        };
        Ok(DescribeAlarmHistoryResult { alarm_history_items: found.into_iter().map(shown).collect(), next_token })
    }
}

/// Milliseconds since 1970 of a time that can be absent.
fn moment(time: Option<&Timestamp>, parameter: &str) -> Result<Option<u64>> {
    let read = |time: &Timestamp| {
        let bad = || CloudWatchError::value(format!("The parameter {parameter} must be a valid timestamp."));
        time.unix_millis().ok_or_else(bad)
    };
    time.map(read).transpose()
}
