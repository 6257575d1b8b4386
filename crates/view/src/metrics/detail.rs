//! One metric in full: its values, its large picture, what it means, and whether an alarm can watch it.

use super::{Board, LARGE, Meaning, Pin, Plot, change, groups, meaning, picture, reads_as, told, unit_of, usual};
use crate::NodeId;
use crate::forms::alarm::values_on;
use queuelab::base::Caller;
use queuelab::cloudwatch::Metric;
use queuelab::cloudwatch::metric::Statistic;
use queuelab::session::Session;
use queuelab::t;

/// One metric in full.
#[derive(Clone, Debug, PartialEq)]
pub struct Detail {
    /// Where it is on the stage.
    pub node: NodeId,
    /// Namespace and dimensions.
    pub address: String,
    /// The unit, as CloudWatch names it.
    pub unit: &'static str,
    /// Values with what they stand for.
    pub values: Vec<(&'static str, String)>,
    /// What of each period is drawn.
    pub statistic: Statistic,
    /// The picture.
    pub plot: Plot,
    /// How many periods are still to be worked out.
    pub missing: usize,
    /// What it means.
    pub meaning: Meaning,
    /// Why the reader's alarms cannot watch it.
    pub barred: Option<&'static str>,
}

/// A metric of a lab in full; nothing where the lab has it no more.
pub fn detail(
    session: &Session,
    board: &Board,
    pin: Option<&Pin>,
    (metric, statistic): (&Metric, Option<Statistic>),
    caller: &Caller,
) -> Option<Detail> {
    let cloud = session.cloud();
    let has = |group: &super::Group| {
        let is_own = group.metric(&metric.name) == *metric;
        is_own && group.metrics.contains(&&*metric.name)
    };
    let group = groups(cloud).find(has)?;
    let now = cloud.latest_value_of(metric);
    let statistic = statistic.unwrap_or_else(|| usual(&metric.name));
    let mut values = vec![(t!("Now"), format!("{} ({})", told(metric, now), reads_as(metric, now)))];
    if let Some(pin) = pin {
        let was = pin.value(metric);
        values.push((t!("Was"), t!("{was} (at {at})", was = told(metric, was), at = pin.at)));
        values.push((t!("Difference"), change(metric, was, now)));
    }
    let can_alarm = values_on(cloud, caller, metric, statistic.names().0).is_some();
    Some(Detail {
        node: group.node,
        address: group.address(),
        unit: unit_of(metric),
        values,
        statistic,
        plot: picture(session, board, metric, statistic, LARGE),
        missing: board.course(metric).missing,
        meaning: meaning(&metric.namespace, &metric.name),
        barred: (!can_alarm)
            .then_some(t!("An alarm is made in the account and Region of what it watches: act as somebody there.")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::alarm::request;
    use crate::metrics::Range;
    use queuelab::base::{AccountId, Region};
    use queuelab::clock::Instant;
    use queuelab::session::templates::Template;

    fn metric(name: &str) -> Metric {
        let dimensions = vec![("QueueName".into(), "jobs".into())];
        let (account, region) = (AccountId::DEFAULT, Region::DEFAULT);
        Metric { account, region, namespace: "AWS/SQS".into(), name: name.into(), dimensions }
    }

    #[test]
    fn a_metric_in_full_and_the_alarm_on_it() {
        let mut session = Template::AlarmToEmail.session();
        session.seek(Instant::from_millis(60_000));
        let pin = Pin::of(&session);
        session.seek(Instant::from_millis(180_000));
        let (metric, mut board, caller) =
            (metric("ApproximateAgeOfOldestMessage"), Board::default(), Caller::default());
        board.want(&session, Range::Run, vec![metric.clone()]);
        assert!(board.go_on(&session, &mut || true));
        let found = detail(&session, &board, Some(&pin), (&metric, None), &caller).unwrap();
        assert_eq!((found.unit, found.statistic, found.barred), ("Seconds", Statistic::Maximum, None));
        assert_eq!(found.values.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["Now", "Was", "Difference"]);
        assert!(found.values[0].1.ends_with(" s (as it stands)"), "{:?}", found.values);
        assert_eq!((found.plot.rows.len(), found.missing), (3, 0));
        let stranger = Caller { account: AccountId::new(7).unwrap(), ..Caller::default() };
        assert!(detail(&session, &board, None, (&metric, None), &stranger).unwrap().barred.is_some());

        let mut values = values_on(session.cloud(), &caller, &metric, "Maximum").unwrap();
        values.insert("AlarmName", "old".to_owned());
        let asked = request(&values, None).unwrap();
        assert_eq!(asked.metric_name.as_deref(), Some("ApproximateAgeOfOldestMessage"));
        assert_eq!((asked.statistic.as_deref(), asked.dimensions[0].value.as_str()), (Some("Maximum"), "jobs"));
    }

    #[test]
    fn what_is_not_there_has_no_detail() {
        let session = Template::AlarmToEmail.session();
        let board = Board::default();
        let at = |metric: &Metric| detail(&session, &board, None, (metric, None), &Caller::default()).is_some();
        assert!(at(&metric("NumberOfMessagesSent")));
        assert!(!at(&metric("NumberOfDeduplicatedSentMessages")), "of FIFO queues");
        assert!(!at(&Metric {
            dimensions: vec![("QueueName".into(), "gone".into())],
            ..metric("NumberOfMessagesSent")
        }));
    }
}
