//! The subscriptions of a topic: what became of each one's copies, its settings, and what is in its way.

use super::filter::Filtered;
use super::topic::{arn, with_topic};
use super::{Lab, filter, pending, retries};
use crate::form::Form;
use crate::lab::Dialog;
use crate::topics;
use leptos::prelude::*;
use queuelab::cloud::{Fault, Input};
use queuelab::session::Session;
use queuelab::sns::api::{SetSubscriptionAttributes, Subscribe, Unsubscribe};
use queuelab::sns::subscription::{Protocol, Subscription, SubscriptionId};
use queuelab::t;
use queuelab_view::access::barrier;
use queuelab_view::describe::number;
use queuelab_view::forms::subscription::crowd;
use queuelab_view::topics::endpoint_name;

/// So many are listed.
const SHOWN_MAX: usize = 100;

/// One subscription as the list shows it.
#[derive(Clone, PartialEq)]
struct Line {
    id: u32,
    arn: String,
    name: String,
    endpoint: String,
    protocol: Protocol,
    pending: bool,
    /// Ended by its link; SNS keeps it for a while.
    cancelled: bool,
    raw: bool,
    filter: String,
    body_scope: bool,
    counts: String,
    /// Why the last copy that did not arrive was lost.
    trouble: Option<String>,
    /// The queue whose policy does not let the topic in, and which statement came nearest.
    barred: Option<(u32, String)>,
    fault: Option<Fault>,
}

fn line(session: &Session, subscription: &Subscription) -> Line {
    let totals = subscription.totals;
    let mut counts = t!("{delivered} delivered", delivered = number(totals.delivered));
    for (count, word) in [
        (totals.filtered, t!("filtered out")),
        (totals.retries, t!("retries")),
        (totals.dead_lettered, t!("in the DLQ")),
        (totals.lost, t!("lost")),
    ] {
        if count > 0 {
            counts = format!("{counts}, {} {word}", number(count));
        }
    }
    let queue = subscription.queue().and_then(|arn| session.cloud().sqs().find_arn(&arn));
    let queue = queue.and_then(|id| session.cloud().sqs().queue(id));
    let topic = subscription.topic_key.arn();
    let barred = queue.and_then(|queue| Some((queue.id.0, barrier(session.cloud(), &topic, queue)?.sentence)));
    let fault = session.cloud().faults().find(|(endpoint, _)| **endpoint == *subscription.endpoint);
    Line {
        id: subscription.id.0,
        arn: subscription.arn(),
        name: endpoint_name(subscription),
        endpoint: subscription.endpoint.to_string(),
        protocol: subscription.protocol,
        pending: !subscription.confirmed && !subscription.cancelled,
        cancelled: subscription.cancelled,
        raw: subscription.settings.raw,
        filter: subscription.settings.filter.as_ref().map(|filter| filter.compact().to_owned()).unwrap_or_default(),
        body_scope: subscription.settings.scope == queuelab::sns::filter::Scope::MessageBody,
        counts,
        trouble: subscription.last_trouble.as_deref().map(str::to_owned),
        barred,
        fault: fault.map(|(_, fault)| fault),
    }
}

/// What a subscription has come to.
fn state(line: &Line) -> String {
    match line {
        Line { pending: true, .. } => t!("pending confirmation").to_owned(),
        Line { cancelled: true, counts, .. } => t!("deleted by its link, can be restored; {counts}", counts),
        _ => line.counts.clone(),
    }
}

/// The list, and the form of a new subscription.
pub fn view(lab: Lab, topic: u32) -> AnyView {
    let lines = Memo::new(move |_| {
        with_topic(lab, topic, |topic, session| {
            let all = session.cloud().sns().subscriptions_of(topic).take(SHOWN_MAX);
            all.map(|subscription| line(session, subscription)).collect::<Vec<_>>()
        })
    });
    let arns = Memo::new(move |_| lines.with(|lines| lines.iter().map(|line| line.arn.clone()).collect::<Vec<_>>()));
    let one = move |arn: String| {
        let key = arn.clone();
        let line = Memo::new(move |_| lines.with(|lines| lines.iter().find(|line| line.arn == key).cloned()));
        card(lab, topic, &arn, line)
    };
    let more = move || {
        let count = with_topic(lab, topic, |topic, _| topic.subscriptions.len());
        (count > SHOWN_MAX as u64).then(|| t!("The first {SHOWN_MAX} of {count}.", SHOWN_MAX, count = number(count)))
    };
    view! {
        <Show when=move || lines.with(Vec::is_empty)>
            <p class="muted">{t!("Nobody has subscribed: a message that is published now is gone.")}</p>
        </Show>
        <ul class="subscriptions"><For each=move || arns.get() key=Clone::clone children=one /></ul>
        <p class="muted">{more}</p>
        {add(lab, topic)}
    }
    .into_any()
}

fn card(lab: Lab, topic: u32, arn: &str, line: Memo<Option<Line>>) -> AnyView {
    let read = move |get: fn(&Line) -> String| move || line.with(|line| line.as_ref().map(get));
    let unsubscribe = {
        let subscription_arn = arn.to_owned();
        move |_| {
            lab.try_call(Unsubscribe { subscription_arn: subscription_arn.clone() });
        }
    };
    let set_raw = {
        let arn = arn.to_owned();
        move |event| set(lab, &arn, "RawMessageDelivery", &event_target_checked(&event).to_string())
    };
    let set_down = move |event| {
        let fault = event_target_checked(&event).then_some(Fault::Down);
        if let Some(endpoint) = line.with_untracked(|line| line.as_ref().map(|line| line.endpoint.clone())) {
            lab.submit(Input::Fault { endpoint, fault });
        }
    };
    let barred = move || {
        let (queue, sentence) = line.with(|line| line.as_ref().and_then(|line| line.barred.clone()))?;
        let allow = move |_| {
            if let Some(arn) = topics::arn_of(lab, topic) {
                topics::allow(lab, &arn, queue);
            }
        };
        Some(view! {
            <p class="barred">
                {t!("Every copy is lost without a retry: the queue does not let the topic in. {sentence} ", sentence)}
                <button type="button" class="small" on:click=allow>{t!("Add the statement")}</button>
            </p>
        })
    };
    let filtered = line.with_untracked(|line| Filtered {
        arn: arn.to_owned(),
        topic,
        policy: line.as_ref().map(|line| line.filter.clone()).unwrap_or_default(),
        body_scope: line.as_ref().is_some_and(|line| line.body_scope),
    });
    let read_filter = move || line.with(|line| line.as_ref().map(|line| line.filter.clone()).unwrap_or_default());
    let waits = Memo::new(move |_| line.with(|line| line.as_ref().filter(|line| line.pending).map(|line| line.id)));
    let confirm = move || waits.get().map(|id| pending::view(lab, self::arn(lab, topic), id));
    // A policy that is in the way is told above, with its remedy; what else went wrong stands here.
    let trouble = move || {
        let why =
            line.with(|line| line.as_ref().filter(|line| line.barred.is_none()).and_then(|line| line.trouble.clone()))?;
        let explain = move |_| {
            let id = line.with_untracked(|line| line.as_ref().map(|line| line.id));
            match id.and_then(|id| lab.peek(|session| queuelab_view::topics::last_denial(session, SubscriptionId(id))))
            {
                Some(denial) => lab.dialog.set(Some(Dialog::Denial(denial))),
                None => {
                    lab.notify(t!("No permission was in the way: the reason is what the endpoint answered."), false);
                }
            }
        };
        Some(view! {
            <p class="barred">
                {t!("The last copy that did not arrive: {why} ", why)}
                <button type="button" class="small" on:click=explain>{t!("Why?")}</button>
            </p>
        })
    };
    let raw = Memo::new(move |_| line.with(|line| line.as_ref().is_some_and(|line| line.raw)));
    let takes_raw = line.with_untracked(|line| line.as_ref().is_some_and(|line| line.protocol.takes_raw()));
    let down = Memo::new(move |_| line.with(|line| line.as_ref().is_some_and(|line| line.fault.is_some())));
    view! {
        <li>
            <p><b>{read(|line| line.name.clone())}</b>" "<span class="muted">{read(|line| line.protocol.name().to_owned())}</span></p>
            <p class="muted">{read(state)}</p>
            {barred}
            {trouble}
            {takes_raw.then(|| view! {
                <label class="check"><input type="checkbox" prop:checked=move || raw.get() on:change=set_raw />{t!("Raw message delivery")}</label>
            })}
            <label class="check"><input type="checkbox" prop:checked=move || down.get() on:change=set_down />{t!("Out of reach")}</label>
            {confirm}
            {retries::of_subscription(lab, arn)}
            {filter::view(lab, &filtered, read_filter)}
            <button type="button" class="small" on:click=unsubscribe>{t!("Unsubscribe")}</button>
        </li>
    }
    .into_any()
}

fn set(lab: Lab, arn: &str, name: &str, value: &str) {
    lab.try_call(SetSubscriptionAttributes {
        subscription_arn: arn.to_owned(),
        attribute_name: name.to_owned(),
        attribute_value: Some(value.to_owned()),
    });
}

/// The form of a new subscription.
fn add(lab: Lab, topic: u32) -> AnyView {
    let values = [("protocol", "sqs".to_owned()), ("Endpoint", String::new()), ("count", "1".to_owned())];
    let form = Form::new(values.into(), &["Endpoint"]);
    let subscribe = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = |name| untrack(|| form.at(name).get());
        let (protocol, endpoint) = (text("protocol"), text("Endpoint"));
        // A queue of the lab can be named without its ARN, and is let in by its policy.
        let queue = lab.peek(|session| {
            let named = |queue: &&queuelab::sqs::queue::Queue| {
                *queue.key.name == *endpoint || queue.key.arn().to_string() == endpoint
            };
            session.cloud().sqs().queues().find(named).map(|queue| queue.id.0)
        });
        if let (Some(queue), "sqs") = (queue, protocol.as_str()) {
            form.problem.set(None);
            topics::subscribe_queue(lab, topic, queue);
            return;
        }
        let request =
            Subscribe { topic_arn: arn(lab, topic), protocol, endpoint: Some(endpoint), ..Subscribe::default() };
        let outcome = match crowd(&form.values()) {
            Ok(1) => lab.call(request),
            Ok(count) => lab.subscribe_many(request, count),
            Err(problem) => return form.problem.set(Some(problem)),
        };
        match outcome {
            Ok(_) => form.problem.set(None),
            Err(error) => form.refuse(&error),
        }
    };
    let protocols = Protocol::ALL.map(|protocol| (protocol.name().to_owned(), protocol.name().to_owned())).to_vec();
    view! {
        <form on:submit=subscribe>
            {form.told_at_top()}
            <div class="pairs">
                {form.choice("protocol", t!("Protocol"), "", protocols)}
                {form.text("Endpoint", t!("Endpoint"), t!("A queue's name, an ARN, a URL, an address or a number"))}
                {form.number("count", t!("How many"), t!("At most 100,000; {n} in the endpoint is the number of each, as in +15550100{n}"))}
            </div>
            <button type="submit">{t!("Subscribe")}</button>
        </form>
    }
    .into_any()
}
