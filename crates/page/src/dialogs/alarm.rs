//! The form of a CloudWatch alarm: what it watches, when it changes its state, and whom it tells.

use super::{Shell, form as frame};
use crate::alarms::not_let_in;
use crate::form::Form;
use crate::lab::{Lab, Selection};
use leptos::prelude::*;
use queuelab::cloudwatch::{Alarm, Metric, api};
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::alarms::alarm as find;
use queuelab_view::forms::Values;
use queuelab_view::forms::alarm::{self as fields, FIELDS, Options};

/// The form, of a new alarm or of one by number.
pub fn view(lab: Lab, shell: Shell, id: Option<u32>) -> AnyView {
    let caller = lab.caller.get_untracked();
    let alarm: Option<Alarm> = lab.peek(|session| id.and_then(|id| find(session.cloud(), id)).cloned());
    let values = lab.peek(|session| fields::values(session.cloud(), &caller, alarm.as_ref()));
    of(lab, shell, id, alarm, values)
}

/// The form of a new alarm on a metric, by a statistic.
pub fn on(lab: Lab, shell: Shell, (metric, statistic): &(Metric, String)) -> AnyView {
    let caller = lab.caller.get_untracked();
    let values = lab.peek(|session| {
        let known = fields::values_on(session.cloud(), &caller, metric, statistic);
        known.unwrap_or_else(|| fields::values(session.cloud(), &caller, None))
    });
    of(lab, shell, None, None, values)
}

fn of(lab: Lab, shell: Shell, id: Option<u32>, alarm: Option<Alarm>, values: Values) -> AnyView {
    let caller = lab.caller.get_untracked();
    let form = Form::new(values, &FIELDS);
    let (watchable, tellable) = lab.peek(|session| {
        let cloud = session.cloud();
        (fields::watchable(cloud, &caller, alarm.as_ref()), fields::tellable(cloud, &caller, alarm.as_ref()))
    });
    let name_hint = if id.is_some() {
        t!("Another name makes another alarm; this one stays.")
    } else {
        t!("1 to 255 characters, one of its kind in the account and Region")
    };
    let inside = view! {
        {form.text("AlarmName", t!("Name"), name_hint)}
        {form.text("description", t!("Description"), t!("Optional; stands in the messages that it sends"))}
        <h3>{t!("What it watches")}</h3>
        {watched(form, watchable)}
        <h3>{t!("When it is in ALARM")}</h3>
        {condition(form, alarm.as_ref())}
        <h3>{t!("Whom it tells when its state changes")}</h3>
        {told(lab, form, &tellable)}
    }
    .into_any();
    let submit = move || {
        let asked = match fields::request(&form.values(), alarm.as_ref()) {
            Ok(asked) => asked,
            Err(problem) => return form.problem.set(Some(problem)),
        };
        let name = asked.alarm_name.clone();
        let request: api::Request = asked.into();
        match lab.call(request) {
            Ok(_) => {
                let caller = lab.caller.get_untracked();
                let made = lab.peek(|session| {
                    let alarms = session.cloud().cloudwatch();
                    alarms.alarm(caller.account, caller.region, &name).map(|alarm| alarm.number)
                });
                lab.selection.set(made.map(|number| Selection::Node(NodeId::Alarm(number))));
                shell.close();
            }
            Err(error) => form.problem.set(Some(fields::problem(&error))),
        }
    };
    frame(shell, form, if id.is_some() { t!("Save alarm") } else { t!("Create alarm") }, inside, submit)
}

/// What is watched, and its metrics, which depend on that.
fn watched(form: Form, watchable: Options) -> AnyView {
    let is_empty = watchable.is_empty();
    let metrics = Memo::new(move |_| fields::metrics_of(&form.at("watch").get()));
    let metric = move || {
        let metrics = metrics.get();
        // What another alarm watches has metrics of its own, which stay.
        if metrics.is_empty() {
            return None;
        }
        // What is chosen for a queue means nothing for a topic.
        let chosen = form.at("metric");
        if let Some(first) = metrics.first()
            && !metrics.contains(&chosen.get_untracked().as_str())
        {
            chosen.set((*first).to_owned());
        }
        let options = metrics.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect();
        Some(form.choice(
            "metric",
            t!("Metric"),
            t!("As AWS publishes it; an idle queue ceases to after six hours."),
            options,
        ))
    };
    if is_empty {
        return view! { <p class="hint">{t!("There is nothing to watch yet: add a queue, a topic, a stream or a function first.")}</p> }.into_any();
    }
    view! { {form.choice("watch", t!("What is watched"), t!("Shards are offered when enhanced monitoring measures them."), watchable)} {metric} }.into_any()
}

fn condition(form: Form, alarm: Option<&Alarm>) -> AnyView {
    view! {
        <div class="pairs">
            {form.choice("statistic", t!("Statistic"), t!("What becomes of the values of a period"), fields::statistics(alarm))}
            {form.choice("Period", t!("Period"), t!("Shorter than a minute is looked at every 10 seconds"), fields::periods(alarm))}
            {form.choice("comparison", t!("Is"), "", fields::comparisons())}
            {form.number("Threshold", t!("Threshold"), t!("Any number"))}
            {form.number("DatapointsToAlarm", t!("M: periods beyond the threshold"), t!("Optional: without it all of them"))}
            {form.number("EvaluationPeriods", t!("N: periods that are looked at"), t!("The newest ones"))}
        </div>
        {form.choice("missing", t!("A period without data counts as"), "TreatMissingData", fields::missings())}
    }
    .into_any()
}

/// The topics for the three states, and what keeps CloudWatch from telling them.
fn told(lab: Lab, form: Form, tellable: &Options) -> AnyView {
    let label = [t!("On ALARM"), t!("On OK"), t!("On INSUFFICIENT_DATA")];
    let choices =
        fields::TELLS.iter().zip(label).map(|((_, field), label)| form.choice(field, label, "", tellable.clone()));
    let asked = move || {
        let name = form.at("AlarmName").get();
        let topics = fields::TELLS.iter().map(|(_, field)| form.at(field).get()).filter(|topic| !topic.is_empty());
        let alarm = lab.caller.with(|caller| fields::arn_of(caller, &name));
        (!name.trim().is_empty()).then(|| (alarm, topics.collect()))
    };
    view! {
        <div class="pairs">{choices.collect_view()}</div>
        <p class="hint">{t!("A topic is only told if its policy lets cloudwatch.amazonaws.com publish.")}</p>
        {not_let_in(lab, asked)}
    }
    .into_any()
}
