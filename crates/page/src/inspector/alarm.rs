//! An alarm: its state with the reason, the points behind it, its history, and what can be done to it.

use super::{Lab, head};
use crate::alarms::not_let_in;
use crate::form::Form;
use crate::lab::Dialog;
use crate::widgets::{confirm, copyable, facts, section};
use leptos::prelude::*;
use queuelab::cloudwatch::alarm::{Alarm, State};
use queuelab::cloudwatch::api::{DeleteAlarms, DisableAlarmActions, EnableAlarmActions, Request, SetAlarmState};
use queuelab::session::Session;
use queuelab::t;
use queuelab_view::alarm_plot::{Plot, SIZE, condition, missing_words, plot, watched};
use queuelab_view::alarms::alarm as find;
use queuelab_view::describe::instant;

/// So many items of the history are shown.
const HISTORY_MAX: usize = 20;

/// Reads an alarm and listens; the value of nothing once it is gone.
fn with_alarm<R: Default>(lab: Lab, id: u32, read: impl FnOnce(&Alarm, &Session) -> R) -> R {
    lab.with(|session| find(session.cloud(), id).map_or_else(R::default, |alarm| read(alarm, session)))
}

fn name_of(lab: Lab, id: u32) -> String {
    lab.peek(|session| find(session.cloud(), id).map(|alarm| alarm.key.name.to_string())).unwrap_or_default()
}

/// The panel.
pub fn panel(lab: Lab, id: u32) -> AnyView {
    let delete = confirm(
        t!("Delete alarm"),
        move || t!("It watches and tells nothing any more. Its history stays for thirty days.").to_owned(),
        move || {
            let request: Request = DeleteAlarms { alarm_names: vec![name_of(lab, id)] }.into();
            lab.try_call(request);
        },
    );
    let asked = move || {
        with_alarm(lab, id, |alarm, _| {
            let actions = State::ALL.iter().flat_map(|state| alarm.rule.actions(*state));
            Some((alarm.key.arn(), actions.map(ToString::to_string).collect()))
        })
    };
    let arn = with_alarm(lab, id, |alarm, _| alarm.key.arn().to_string());
    view! {
        {head(lab, || t!("CloudWatch alarm").to_owned(), move || with_alarm(lab, id, |alarm, _| alarm.key.name.to_string()))}
        {state(lab, id)}
        {not_let_in(lab, asked)}
        <div class="actions">
            <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::Alarm(Some(id))))>{t!("Edit…")}</button>
            {delete}
        </div>
        {actions_enabled(lab, id)}
        {section(t!("Last evaluation"), true, move || evaluation(lab, id))}
        {section(t!("Rule"), true, move || rule(lab, id))}
        {section(t!("Set the state by hand"), false, move || by_hand(lab, id))}
        {section(t!("Connect to…"), false, move || super::connect::of(lab, queuelab_view::NodeId::Alarm(id)))}
        {section(t!("Alarm history"), false, move || history(lab, id))}
        {copyable(t!("ARN"), arn)}
    }
    .into_any()
}

/// The state, since when, and why.
fn state(lab: Lab, id: u32) -> AnyView {
    let now = Memo::new(move |_| {
        with_alarm(lab, id, |alarm, session| {
            let since = instant(alarm.transitioned, session.now());
            Some((alarm.state, since, alarm.reason.to_string()))
        })
    });
    let shown = move || {
        now.get().map(|(state, since, reason)| {
            let class = match state {
                State::Ok => "alarm-state is-ok",
                State::Alarm => "alarm-state is-alarm",
                State::InsufficientData => "alarm-state",
            };
            view! {
                <p class=class><b>{state.name()}</b>" "<span class="muted">{t!("since")}" "{since}</span></p>
                <p>{reason}</p>
            }
        })
    };
    view! { <div>{shown}</div> }.into_any()
}

fn actions_enabled(lab: Lab, id: u32) -> AnyView {
    let enabled = Memo::new(move |_| with_alarm(lab, id, |alarm, _| alarm.rule.actions_enabled));
    let set = move |event| {
        let alarm_names = vec![name_of(lab, id)];
        let request: Request = if event_target_checked(&event) {
            EnableAlarmActions { alarm_names }.into()
        } else {
            DisableAlarmActions { alarm_names }.into()
        };
        lab.try_call(request);
    };
    view! {
        <label class="check"><input type="checkbox" prop:checked=move || enabled.get() on:change=set />{t!("Actions enabled")}</label>
    }
    .into_any()
}

/// The points of the last evaluation as a picture, with a table of the same.
fn evaluation(lab: Lab, id: u32) -> AnyView {
    let plotted = Memo::new(move |_| with_alarm(lab, id, |alarm, session| plot(alarm, session.cloud().epoch())));
    let shown = move || {
        let plot = plotted.get();
        if plot.rows.is_empty() {
            return view! { <p class="muted">{t!("It was not evaluated yet.")}</p> }.into_any();
        }
        picture(plot)
    };
    view! { <div>{shown}</div> }.into_any()
}

fn picture(plot: Plot) -> AnyView {
    let (width, height) = SIZE;
    let gap = |(x, wide): (f64, f64)| view! { <rect class="gap" x=x y="0" width=wide height=height /> };
    // What is beyond the threshold is a square, so that the colour does not say it alone.
    let mark = |mark: queuelab_view::alarm_plot::Mark| {
        if mark.beyond {
            view! { <rect class="beyond" x=mark.x - 4.0 y=mark.y - 4.0 width="8" height="8" /> }.into_any()
        } else {
            view! { <circle class="within" cx=mark.x cy=mark.y r="4" /> }.into_any()
        }
    };
    let row = |row: queuelab_view::alarm_plot::Row| {
        view! { <tr><th scope="row">{row.start}</th><td>{row.value}</td><td>{row.word}</td></tr> }
    };
    view! {
        <svg class="alarm-plot" viewBox=format!("0 0 {width} {height}") role="img" aria-label=plot.words.clone()>
            {plot.gaps.into_iter().map(gap).collect_view()}
            <line class="threshold" x1="0" x2=width y1=plot.threshold y2=plot.threshold />
            <path class="values" d=plot.path />
            {plot.marks.into_iter().map(mark).collect_view()}
        </svg>
        <p class="hint">{t!("Dashed: the threshold. Squares are beyond it, discs within; grey stretches have no data. The top is")}" "{plot.top}"."</p>
        <details class="filter">
            <summary>{t!("As a table")}</summary>
            <div class="wide-table" tabindex="0" role="group" aria-label=t!("Points of the last evaluation")>
                <table class="plain-table">
                    <caption class="sr">{t!("Points of the last evaluation, the oldest first")}</caption>
                    <thead><tr><th scope="col">{t!("Begins at (s)")}</th><th scope="col">{t!("Value")}</th><th scope="col">{t!("Is")}</th></tr></thead>
                    <tbody>{plot.rows.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

fn rule(lab: Lab, id: u32) -> AnyView {
    let shown = move || {
        with_alarm(lab, id, |alarm, session| {
            let rule = &alarm.rule;
            let told = |state: State| {
                let names: Vec<&str> = rule.actions(state).iter().filter_map(|arn| arn.rsplit(':').next()).collect();
                if names.is_empty() { t!("nobody").to_owned() } else { names.join(", ") }
            };
            let mut rows = vec![
                (t!("Watches"), watched(rule)),
                (t!("ALARM when"), condition(rule)),
                (t!("A period without data counts as"), missing_words(rule.terms.missing).to_owned()),
                (t!("Tells on ALARM"), told(State::Alarm)),
                (t!("Tells on OK"), told(State::Ok)),
                (t!("Tells on INSUFFICIENT_DATA"), told(State::InsufficientData)),
                (t!("Last changed"), instant(alarm.configured, session.now())),
            ];
            rows.extend(rule.description.as_ref().map(|text| (t!("Description"), text.to_string())));
            rows
        })
    };
    facts(shown)
}

/// `SetAlarmState`: lasts until the next evaluation.
fn by_hand(lab: Lab, id: u32) -> AnyView {
    let values = [("state", State::Alarm.name().to_owned()), ("stateReason", t!("Testing the alarm").to_owned())];
    let form = Form::new(values.into(), &["stateReason"]);
    let set = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = |name| untrack(|| form.at(name).get());
        let request: Request = SetAlarmState {
            alarm_name: name_of(lab, id),
            state_value: text("state"),
            state_reason: Some(text("stateReason")),
            state_reason_data: None,
        }
        .into();
        match lab.call(request) {
            Ok(_) => form.problem.set(None),
            Err(error) => form.refuse(&error),
        }
    };
    let states = State::ALL.map(|state| (state.name().to_owned(), state.name().to_owned())).to_vec();
    view! {
        <form on:submit=set>
            {form.told_at_top()}
            {form.choice("state", t!("State"), "", states)}
            {form.text("stateReason", t!("Reason"), t!("Its actions are carried out; the next evaluation sets the state that it finds."))}
            <button type="submit">{t!("Set the state")}</button>
        </form>
    }
    .into_any()
}

fn history(lab: Lab, id: u32) -> AnyView {
    let items = Memo::new(move |_| {
        with_alarm(lab, id, |alarm, session| {
            let items = session.cloud().cloudwatch().history(&alarm.key, session.now()).rev().take(HISTORY_MAX);
            let one = |item: &queuelab::cloudwatch::history::Item| {
                (item.number, item.at.to_string(), item.summary.to_string())
            };
            items.map(one).collect::<Vec<_>>()
        })
    });
    let row = |(_, at, summary): (u64, String, String)| view! { <li><span class="mono">{at}</span>" "{summary}</li> };
    view! {
        <p class="hint">{t!("The newest 20 items, the newest first.")}</p>
        <ol class="alarm-history"><For each=move || items.get() key=|(number, ..)| *number children=row /></ol>
    }
    .into_any()
}
