//! Pollers against a queue that hands out what it is told to.

use super::*;
use crate::lambda::mappings::source::Source;
use crate::limits::LimitSet;

/// Pollers, the time there, and what they have ordered.
struct Bench {
    pollers: Pollers,
    now: Instant,
    orders: Vec<Order>,
    made: u64,
}

fn settings(change: impl FnOnce(&mut Settings)) -> Settings {
    let source = Source::of("arn:aws:sqs:us-east-1:000000000000:q".parse().unwrap()).unwrap();
    let mut settings = Settings::of(&source);
    change(&mut settings);
    settings
}

impl Bench {
    fn new(change: impl FnOnce(&mut Settings)) -> Self {
        Self::under(&LambdaLimits::of(LimitSet::Now), change)
    }

    fn under(limits: &LambdaLimits, change: impl FnOnce(&mut Settings)) -> Self {
        let mut pollers = Pollers::default();
        let orders = pollers.start(Instant::ZERO, &settings(change), limits);
        Self { pollers, now: Instant::ZERO, orders, made: 0 }
    }

    fn items(&mut self, count: usize, group: Option<&str>, size: usize) -> Vec<Item> {
        let mut item = || {
            self.made += 1;
            let (id, data) = (format!("m{}", self.made), "x".repeat(size));
            Item {
                handle: format!("h{}", self.made).into(),
                group: group.map(Into::into),
                record: format!("{{\"messageId\":\"{id}\",\"body\":\"{data}\"}}").into(),
                id: id.into(),
                data: data.into(),
            }
        };
        (0..count).map(|_| item()).collect()
    }

    /// Takes the orders out, the receives as `(poll, max, wait)`.
    fn receives(&mut self) -> Vec<(u64, usize, u64)> {
        let receive = |order: &Order| match order {
            Order::Receive { poll, max, wait_secs } => Some((*poll, *max, *wait_secs)),
            _ => None,
        };
        let found = self.orders.iter().filter_map(receive).collect();
        self.orders.retain(|order| receive(order).is_none());
        found
    }

    fn invokes(&mut self) -> Vec<(u64, usize)> {
        let invoke = |order: &Order| match order {
            Order::Invoke { process, records, .. } => Some((*process, *records)),
            _ => None,
        };
        let found = self.orders.iter().filter_map(invoke).collect();
        self.orders.retain(|order| invoke(order).is_none());
        found
    }

    fn deletes(&mut self) -> Vec<String> {
        let mut handles = Vec::new();
        self.orders.retain(|order| match order {
            Order::Delete { handles: some } => {
                assert!(some.len() <= 10, "one call deletes ten");
                handles.extend(some.iter().map(ToString::to_string));
                false
            }
            _ => true,
        });
        handles
    }

    fn give(&mut self, poll: u64, items: Vec<Item>) {
        let orders = self.pollers.received(self.now, poll, items);
        self.orders.extend(orders);
    }

    fn end(&mut self, process: u64, outcome: &Outcome) {
        let orders = self.pollers.ended(self.now, process, outcome);
        self.orders.extend(orders);
    }

    /// Time passes, and what falls due on the way happens.
    fn until(&mut self, millis: u64) {
        let end = Instant::from_millis(millis);
        while let Some(due) = self.pollers.next_due().filter(|due| *due <= end) {
            self.now = due;
            let orders = self.pollers.wake(due);
            self.orders.extend(orders);
        }
        self.now = end;
    }
}

#[test]
fn an_idle_mapping_has_five_long_polls_and_no_timer_and_after_five_minutes_two() {
    let mut bench = Bench::new(|_| {});
    for round in 0..20 {
        let polls = bench.receives();
        let expected = if round < 16 { 5 } else { 2 };
        assert_eq!(
            (polls.len(), bench.pollers.allowed()),
            (usize::try_from(expected).unwrap(), expected),
            "round {round}"
        );
        assert!(polls.iter().all(|(_, max, wait)| (*max, *wait) == (10, 20)));
        assert_eq!(bench.pollers.next_due(), None, "nothing but the polls will wake it");
        bench.until(bench.now.as_millis() + 20_000);
        for (poll, ..) in polls {
            bench.give(poll, Vec::new());
        }
    }
    // A message wakes it up.
    let polls = bench.receives();
    let items = bench.items(1, None, 1);
    bench.give(polls[0].0, items);
    assert_eq!((bench.pollers.allowed(), bench.invokes().len(), bench.receives().len()), (5, 1, 3));
}

#[test]
fn it_grows_by_three_hundred_a_minute_to_its_ceiling_and_comes_back() {
    for (set, after_a_minute, ceiling) in [(LimitSet::Now, 5 + 300, 1_250), (LimitSet::Then, 5 + 60, 1_000)] {
        let mut bench = Bench::under(&LambdaLimits::of(set), |_| {});
        let mut seen = Vec::new();
        for minute in 0..=20 {
            for second in 0..60 {
                bench.until(minute * 60_000 + second * 1_000);
                // All find something, and no run ends.
                loop {
                    let polls = bench.receives();
                    if polls.is_empty() {
                        break;
                    }
                    for (poll, ..) in polls {
                        let items = bench.items(10, None, 1);
                        bench.give(poll, items);
                    }
                }
            }
            seen.push(bench.pollers.allowed());
        }
        assert!(seen[0].abs_diff(after_a_minute) <= 5, "{seen:?}");
        assert_eq!((seen[20], bench.pollers.invoking()), (ceiling, ceiling));
        // The runs end, and the polls that follow find nothing.
        for (process, _) in bench.invokes() {
            bench.end(process, &Outcome::Success);
        }
        assert_eq!(bench.pollers.polling(), ceiling);
        bench.until(22 * 60_000);
        for (poll, ..) in bench.receives() {
            bench.give(poll, Vec::new());
        }
        assert_eq!((bench.pollers.allowed(), bench.pollers.polling()), (5, 5));
        assert_eq!(bench.pollers.next_due(), None);
    }
}

#[test]
fn few_messages_are_no_reason_to_grow() {
    let mut bench = Bench::new(|_| {});
    let mut polls: std::collections::VecDeque<u64> = bench.receives().into_iter().map(|(poll, ..)| poll).collect();
    for second in 1..60 {
        // One message a second for whoever waits longest, and a run that takes half of it.
        bench.until(second * 1_000);
        let items = bench.items(1, None, 1);
        bench.give(polls.pop_front().unwrap(), items);
        let (process, _) = bench.invokes()[0];
        bench.until(second * 1_000 + 500);
        bench.end(process, &Outcome::Success);
        polls.extend(bench.receives().into_iter().map(|(poll, ..)| poll));
        assert_eq!((bench.pollers.allowed(), polls.len()), (5, 5), "second {second}");
    }
    assert_eq!(bench.deletes().len(), 59);
}

#[test]
fn maximum_concurrency_is_the_end_and_keeps_its_five() {
    let mut bench = Bench::new(|settings| settings.concurrency_max = Some(2));
    for (poll, ..) in bench.receives() {
        let items = bench.items(10, None, 1);
        bench.give(poll, items);
    }
    bench.until(120_000);
    assert_eq!((bench.pollers.allowed(), bench.invokes().len(), bench.receives().len()), (2, 2, 0));
}

#[test]
fn pollers_of_its_own_stand_for_ten_invocations_each() {
    let mut bench = Bench::new(|settings| settings.pollers = Some((2, 200)));
    let polls = bench.receives();
    assert_eq!((bench.pollers.allowed(), polls.len()), (20, 2));
    // A full poll makes room for the next one; twenty a second between both.
    for (poll, ..) in polls {
        let items = bench.items(10, None, 1);
        bench.give(poll, items);
    }
    for at in (0..2_000).step_by(10) {
        bench.until(at);
        for (poll, ..) in bench.receives() {
            let items = bench.items(10, None, 1);
            bench.give(poll, items);
        }
    }
    let after_two_seconds = bench.invokes().len();
    assert!((36..=42).contains(&after_two_seconds), "{after_two_seconds}");
    assert_eq!(bench.pollers.allowed(), 36, "16.67 more a second, once");
}

#[test]
fn a_batch_goes_when_it_is_full_or_its_window_is_over() {
    let mut bench = Bench::new(|settings| (settings.batch_size, settings.window_secs) = (25, 30));
    let (poll, max, wait) = bench.receives()[0];
    assert_eq!((max, wait), (10, 20));
    bench.until(1_000);
    let items = bench.items(10, None, 1);
    bench.give(poll, items);
    assert_eq!(bench.receives(), [(poll, 10, 20)], "the same process gathers on");
    let items = bench.items(10, None, 1);
    bench.give(poll, items);
    assert_eq!(bench.receives(), [(poll, 5, 20)], "no more than the batch has room for");
    let items = bench.items(5, None, 1);
    bench.give(poll, items);
    assert_eq!(bench.invokes(), [(poll, 25)]);

    // Another one is let go when the time is over, with what it has.
    let other = poll + 1;
    let items = bench.items(3, None, 1);
    bench.give(other, items);
    assert_eq!(bench.receives(), [(other, 10, 20)]);
    bench.until(21_000);
    bench.give(other, Vec::new());
    assert_eq!(
        bench.receives().into_iter().find(|(poll, ..)| *poll == other),
        Some((other, 10, 10)),
        "up to the window"
    );
    bench.until(31_000);
    bench.give(other, Vec::new());
    assert_eq!(bench.invokes(), [(other, 3)]);
}

#[test]
fn with_few_messages_a_short_window_may_last_as_long_as_a_poll() {
    let mut bench = Bench::new(|settings| settings.window_secs = 5);
    let (poll, ..) = bench.receives()[0];
    let items = bench.items(1, None, 1);
    bench.give(poll, items);
    assert_eq!(bench.receives(), [(poll, 9, 20)]);
    bench.until(20_000);
    bench.give(poll, Vec::new());
    assert_eq!(bench.invokes(), [(poll, 1)]);
}

#[test]
fn an_event_has_six_megabytes_at_most_and_the_rest_follows() {
    let mut bench = Bench::new(|_| {});
    let (poll, ..) = bench.receives()[0];
    let items = bench.items(10, None, 1_048_000);
    bench.give(poll, items);
    assert_eq!(bench.invokes(), [(poll, 6)]);
    bench.end(poll, &Outcome::Success);
    assert_eq!(bench.deletes(), ["h1", "h2", "h3", "h4", "h5", "h6"]);
    assert_eq!(bench.invokes(), [(poll, 4)]);
    bench.end(poll, &Outcome::Failure);
    assert_eq!((bench.deletes().len(), bench.pollers.in_hand()), (0, 0));
    let totals = bench.pollers.totals;
    assert_eq!((totals.received, totals.succeeded, totals.failed, totals.batches), (10, 6, 4, 2));
}

#[test]
fn of_a_group_nothing_follows_what_failed() {
    let mut bench = Bench::new(|_| {});
    let (poll, ..) = bench.receives()[0];
    let mut items = bench.items(7, Some("a"), 1_048_000);
    items.extend(bench.items(3, Some("b"), 10));
    bench.give(poll, items);
    assert_eq!(bench.invokes(), [(poll, 6)]);
    bench.end(poll, &Outcome::Partial(vec![2, 3, 4, 5]));
    assert_eq!(bench.deletes(), ["h1", "h2"]);
    assert_eq!(bench.invokes(), [(poll, 3)], "those of the other group");
    assert_eq!(bench.pollers.totals.let_go, 1, "and one of the first waits until its timeout is over");
}

#[test]
fn what_passes_no_filter_is_deleted_unseen() {
    let mut bench = Bench::new(|settings| {
        let pattern = Some(r#"{"body":[{"prefix":"xx"}]}"#.to_owned());
        let filters = vec![crate::lambda::api::Filter { pattern }];
        settings.filters = Filters::read(&crate::lambda::api::FilterCriteria { filters }).unwrap();
    });
    let polls = bench.receives();
    let mut items = bench.items(1, None, 1);
    items.extend(bench.items(1, None, 2));
    bench.give(polls[0].0, items);
    assert_eq!((bench.deletes(), bench.invokes()), (vec!["h1".to_owned()], vec![(polls[0].0, 1)]));
    let items = bench.items(2, None, 1);
    bench.give(polls[1].0, items);
    assert_eq!((bench.deletes().len(), bench.invokes().len(), bench.receives().len()), (2, 0, 1), "it polls again");
    assert_eq!(bench.pollers.totals.filtered, 3);
}

#[test]
fn who_is_throttled_or_refused_rests_for_longer_each_time() {
    let mut bench = Bench::new(|settings| settings.concurrency_max = Some(2));
    let mut waits = Vec::new();
    for _ in 0..8 {
        let (poll, ..) = bench.receives()[0];
        let from = bench.now;
        let orders = bench.pollers.refused(from, poll);
        assert!(orders.is_empty());
        bench.until(bench.pollers.next_due().unwrap().as_millis());
        waits.push(bench.now.since(from).as_secs());
    }
    assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);

    let mut bench = Bench::new(|_| {});
    let (poll, ..) = bench.receives()[0];
    let items = bench.items(10, None, 1);
    bench.give(poll, items);
    bench.end(poll, &Outcome::Throttled);
    assert_eq!((bench.deletes().len(), bench.pollers.totals.throttled), (0, 10), "nothing is deleted");
    assert_eq!(bench.pollers.next_due(), Some(Instant::from_millis(1_000)));
}

#[test]
fn stopped_it_polls_no_more_and_sees_the_rest_to_its_end() {
    let mut bench = Bench::new(|settings| (settings.batch_size, settings.window_secs) = (100, 60));
    let polls = bench.receives();
    let items = bench.items(4, None, 1);
    bench.give(polls[0].0, items);
    bench.receives();
    let orders = bench.pollers.stop();
    bench.orders.extend(orders);
    let abandoned = bench.orders.iter().filter(|order| matches!(order, Order::Abandon { .. })).count();
    assert_eq!(abandoned, 5);
    assert!(polls.iter().all(|(poll, ..)| bench.pollers.expects(*poll) && !bench.pollers.wants(*poll)));
    // Three were called off in time, one was on its way already.
    let late = bench.items(1, None, 1);
    bench.give(polls[1].0, late);
    for (poll, ..) in polls.iter().filter(|(poll, ..)| *poll != polls[1].0) {
        bench.give(*poll, Vec::new());
    }
    assert_eq!(bench.invokes(), [(polls[1].0, 1), (polls[0].0, 4)], "what was gathered is not left lying");
    assert!(!bench.pollers.is_empty() && bench.receives().is_empty());
    bench.end(polls[0].0, &Outcome::Success);
    bench.end(polls[1].0, &Outcome::Throttled);
    assert_eq!(bench.deletes().len(), 4);
    assert!(bench.pollers.is_empty() && bench.pollers.next_due().is_none());
}
