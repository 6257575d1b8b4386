//! "Break something": the switches of what is selected, each with what will be seen.

use super::Lab;
use crate::live;
use crate::widgets::{fresh_id, section};
use leptos::prelude::*;
use queuelab::cloud::{Input, Setting, Switch};
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::chaos::{Knob, Offer, first, offers, read};

/// The part of a panel that holds the switches.
pub fn part(lab: Lab, id: NodeId) -> AnyView {
    section(t!("Break something"), false, move || switches(lab, id))
}

fn switches(lab: Lab, id: NodeId) -> AnyView {
    let all = Memo::new(move |_| lab.with(|session| offers(session.cloud(), id)));
    let keys = Memo::new(move |_| all.with(|all| all.iter().map(|offer| offer.switch.clone()).collect::<Vec<_>>()));
    // Made once for each switch: what it is doing changes while somebody types in its field.
    let one = move |switch: Switch| {
        let offer = Memo::new(move |_| all.with(|all| all.iter().find(|offer| offer.switch == switch).cloned()));
        row(lab, offer)
    };
    view! {
        <p class="hint">{t!("Each of these is an event of the lab: it can be undone, replayed and shared, and “Why?” names it.")}</p>
        <ul class="switches">{live::part(move || {
            Some(keys.get().into_iter().map(one).collect_view().into_any())
        })}</ul>
        {live::part(move || keys.with(Vec::is_empty).then(|| view! { <p class="muted">{t!("There is nothing here to break.")}</p> }.into_any()))}
    }
    .into_any()
}

fn row(lab: Lab, offer: Memo<Option<Offer>>) -> AnyView {
    let Some(Offer { switch, label, hint, knob, .. }) = offer.get_untracked() else { return ().into_any() };
    let typed = RwSignal::new(offered(knob));
    let problem = RwSignal::new(None::<String>);
    let switch = StoredValue::new(switch);
    let set = move |setting: Setting| {
        let switch = switch.get_value();
        match lab.peek(|session| session.cloud().check_chaos(&switch, setting)) {
            Ok(()) => {
                problem.set(None);
                lab.submit(Input::Chaos { switch, setting });
            }
            Err(why) => problem.set(Some(why)),
        }
    };
    let throw = move || match read(knob, &typed.get_untracked()) {
        Ok(setting) => set(setting),
        Err(why) => problem.set(Some(why)),
    };
    let is_on = Memo::new(move |_| offer.with(|offer| offer.as_ref().is_some_and(|offer| offer.now.is_some())));
    let now = move || offer.with(|offer| offer.as_ref().and_then(|offer| offer.now.clone()));
    // Of those with a figure the refusal is told when it is typed.
    let refusal = move || offer.with(|offer| offer.as_ref().and_then(|offer| offer.refusal.clone()));
    let (hint_id, problem_id) = (fresh_id("hint"), fresh_id("problem"));
    let described = format!("{hint_id} {problem_id}");
    let field = unit(knob).map(|unit| field(typed, &label, unit, &problem_id, problem));
    let press = move |_| if is_on.get_untracked() { set(Setting::Off) } else { throw() };
    let word = move || match (is_on.get(), knob) {
        (true, _) => t!("Stop"),
        (false, Knob::Once) => t!("Do it"),
        (false, Knob::Toggle) => t!("Break"),
        (false, _) => t!("Go"),
    };
    let name = label.clone();
    let name = move || format!("{}: {name}", word());
    let button = if knob == Knob::Once {
        view! { <button type="button" class="small" aria-label=name aria-describedby=described on:click=press>{word}</button> }.into_any()
    } else {
        let pressed = live::yes_or_no(move || is_on.get());
        view! {
            <button type="button" class="small" aria-label=name aria-describedby=described aria-pressed=pressed on:click=press>
                {word}
            </button>
        }
        .into_any()
    };
    view! {
        <li class:broken=move || is_on.get()>
            <div class="switch-head"><b>{label}</b>{field}{button}</div>
            <p class="hint" id=hint_id>{hint}</p>
            <p class="switch-now" role="status">{live::maybe(now)}</p>
            <p class="problem" id=problem_id role="alert">{live::maybe(move || problem.get())}</p>
            {live::part(move || refusal().map(|why| view! { <p class="muted">{why}</p> }.into_any()))}
        </li>
    }
    .into_any()
}

/// The field for a figure.
fn field(
    typed: RwSignal<String>,
    label: &str,
    unit: &'static str,
    problem_id: &str,
    problem: RwSignal<Option<String>>,
) -> AnyView {
    let name = format!("{label}: {unit}");
    let problem_id = problem_id.to_owned();
    view! {
        <input class="mono" type="text" inputmode="numeric" size="7" aria-label=name aria-describedby=problem_id
            aria-invalid=live::yes_or_no(move || problem.with(Option::is_some))
            prop:value=move || typed.get() on:input=move |event| typed.set(event_target_value(&event)) />
        <span class="muted">{unit}</span>
    }
    .into_any()
}

/// What is in the field at first.
fn offered(knob: Knob) -> String {
    match first(knob) {
        Setting::Next(count) => count.to_string(),
        Setting::Times(times) => times.to_string(),
        Setting::Longer(latency) => format!("{}..{}", latency.min_ms, latency.max_ms),
        Setting::On | Setting::Off => String::new(),
    }
}

/// What the figure counts; none where there is none.
fn unit(knob: Knob) -> Option<&'static str> {
    match knob {
        Knob::Once | Knob::Toggle => None,
        Knob::Count(_) => Some(t!("of them")),
        Knob::Factor(_) => Some(t!("times")),
        Knob::Span(..) => Some("ms"),
    }
}
