//! Settings of the lab: which limits are in force, how often what AWS leaves to chance happens, latency, and the seed.

use super::{Shell, form as frame};
use crate::form::Form;
use crate::host;
use crate::lab::{Dialog, Lab};
use leptos::prelude::*;
use queuelab::cloud::{Dials, Input, Latency};
use queuelab::limits::{LimitSet, SqsLimits};
use queuelab::sns;
use queuelab::sqs::{Chance, SERVERS};
use queuelab::{key, t, text};
use queuelab_view::describe::number;
use queuelab_view::forms::{Problem, Values, text, whole};

/// How often, in parts per million, with its words.
const CHANCES: [(u32, &str); 7] = [
    (0, key!("never")),
    (10, key!("1 in 100,000")),
    (1_000, key!("1 in 1,000")),
    (10_000, key!("1 in 100")),
    (100_000, key!("1 in 10")),
    (500_000, key!("1 in 2")),
    (1_000_000, key!("always")),
];

fn dial_of(ppm: u32) -> String {
    CHANCES.iter().rposition(|(at, _)| *at <= ppm).unwrap_or(0).to_string()
}

/// By how many percent retries come later than planned.
const JITTERS: [u32; 6] = [0, 10, 25, 50, 75, 100];

fn jitter_words(at: usize) -> String {
    match JITTERS.get(at) {
        None | Some(0) => t!("none").to_owned(),
        Some(percent) => t!("up to {percent} % later", percent),
    }
}

fn words(at: usize) -> String {
    CHANCES.get(at).map_or("", |(_, word)| text::of(word)).to_owned()
}

fn servers(at: usize) -> String {
    t!("{at} of {SERVERS}", at = at + 1, SERVERS)
}

/// What differs between the two sets of limits.
fn differences() -> Vec<(&'static str, String, String)> {
    let (now, then) = (SqsLimits::of(LimitSet::Now), SqsLimits::of(LimitSet::Then));
    let bytes = |limits: &SqsLimits| t!("{size} KiB", size = number(limits.message_bytes_max.unsigned_abs() / 1_024));
    let yes = |is: bool| if is { t!("yes") } else { t!("no") }.to_owned();
    vec![
        (t!("Largest message and batch"), bytes(&now), bytes(&then)),
        (t!("In flight, FIFO queue"), number(now.in_flight_fifo), number(then.in_flight_fifo)),
        (t!("Backlog that a FIFO receive looks through"), number(now.fifo_scan), number(then.fifo_scan)),
        (t!("Message groups on standard queues (fair queues)"), yes(now.fair_queues), yes(then.fair_queues)),
        (t!("New queues encrypted with SSE-SQS"), yes(now.managed_sse_default), yes(then.managed_sse_default)),
    ]
}

/// The form.
pub fn view(lab: Lab, shell: Shell) -> AnyView {
    let (limits, dials, seed) =
        lab.peek(|session| (session.cloud().limits(), session.cloud().dials().clone(), session.start().seed));
    let Dials { chance, deliveries, latency } = dials.clone();
    let values: Values = [
        ("limits", if limits == LimitSet::Then { "then" } else { "now" }.to_owned()),
        ("receive", dial_of(chance.duplicate_at_receive)),
        ("delete", dial_of(chance.duplicate_at_delete)),
        ("reorder", dial_of(chance.reorder)),
        ("servers", chance.servers_asked.clamp(1, SERVERS).saturating_sub(1).to_string()),
        ("answers", dial_of(deliveries.lost_answers)),
        ("jitter", JITTERS.iter().rposition(|at| *at <= deliveries.jitter_percent).unwrap_or(0).to_string()),
        ("min", latency.min_ms.to_string()),
        ("max", latency.max_ms.to_string()),
        ("seed", seed.to_string()),
    ]
    .into();
    let before = values.clone();
    let form = Form::new(values, &[]);
    let fields = view! {
        {limit_fields(form)}
        {sheet_link(lab, form, before.clone())}
        <fieldset>
            <legend>{t!("Chance")}</legend>
            <p class="hint">{t!("AWS gives no figures for these; every draw comes from the seed, so a run is always the same.")}</p>
            {form.dial("receive", t!("Delivered twice: the receive does not hide it"), CHANCES.len() - 1, words)}
            {form.dial("delete", t!("Delivered twice: the delete is lost"), CHANCES.len() - 1, words)}
            {form.dial("reorder", t!("Out of order on standard queues"), CHANCES.len() - 1, words)}
            {form.dial("servers", t!("Servers that a short poll asks"), SERVERS as usize - 1, servers)}
            {form.dial("answers", t!("Delivered twice: a topic does not hear that its copy was taken"), CHANCES.len() - 1, words)}
            {form.dial("jitter", t!("Jitter of a topic's retries"), JITTERS.len() - 1, jitter_words)}
        </fieldset>
        <fieldset>
            <legend>{t!("Latency of actors' calls, each way")}</legend>
            <div class="pairs">
                {form.number("min", t!("At least"), t!("Milliseconds"))}
                {form.number("max", t!("At most"), t!("Milliseconds"))}
            </div>
        </fieldset>
        {seed_fields(lab, shell, form)}
    }
    .into_any();
    let submit = move || {
        let values = form.values();
        match chosen(&values, &before, &dials) {
            Ok(next) => {
                let set = if text(&values, "limits") == "then" { LimitSet::Then } else { LimitSet::Now };
                if set != limits {
                    lab.submit(Input::Limits(set));
                }
                if next != dials {
                    lab.submit(Input::Dials(next));
                }
                shell.close();
            }
            Err(problem) => form.problem.set(Some(problem)),
        }
    };
    frame(shell, form, t!("Apply"), fields, submit)
}

/// The dials as they stand in the form. One that was not touched keeps its exact figure.
fn chosen(values: &Values, before: &Values, old: &Dials) -> Result<Dials, Problem> {
    let at = |field: &str| text(values, field).parse::<usize>().unwrap_or(0);
    let dial = |field: &'static str, old: u32| {
        let same = values.get(field) == before.get(field);
        if same { old } else { CHANCES.get(at(field)).map_or(old, |(ppm, _)| *ppm) }
    };
    let millis = |field: &'static str| {
        u64::try_from(whole(values, field)?).map_err(|_| Problem::at(field, t!("This cannot be less than 0.")))
    };
    let latency = Latency { min_ms: millis("min")?, max_ms: millis("max")? };
    if latency.min_ms > latency.max_ms {
        return Err(Problem::at("max", t!("The most cannot be less than the least.")));
    }
    let chance = Chance {
        duplicate_at_receive: dial("receive", old.chance.duplicate_at_receive),
        duplicate_at_delete: dial("delete", old.chance.duplicate_at_delete),
        reorder: dial("reorder", old.chance.reorder),
        servers_asked: u32::try_from(at("servers") + 1).unwrap_or(SERVERS),
    };
    let same_jitter = values.get("jitter") == before.get("jitter");
    let deliveries = sns::Chance {
        jitter_percent: JITTERS
            .get(at("jitter"))
            .copied()
            .filter(|_| !same_jitter)
            .unwrap_or(old.deliveries.jitter_percent),
        lost_answers: dial("answers", old.deliveries.lost_answers),
    };
    Ok(Dials { chance, deliveries, latency })
}

fn limit_fields(form: Form) -> AnyView {
    let row = |(name, now, then): (&'static str, String, String)| {
        view! { <tr><th scope="row">{name}</th><td>{now}</td><td>{then}</td></tr> }
    };
    view! {
        {form.radio("limits", t!("Limits in force"), &[
            ("now", t!("now"), t!("What AWS does today")),
            ("then", t!("then"), t!("What study notes and older courses teach")),
        ])}
        <table class="plain-table">
            <caption>{t!("What differs; queues keep the values that they were made with")}</caption>
            <thead><tr><th scope="col">{t!("Limit")}</th><th scope="col">{t!("now")}</th><th scope="col">{t!("then")}</th></tr></thead>
            <tbody>{differences().into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// The way to the sheet of limits. What was changed here and not applied would be lost by it.
fn sheet_link(lab: Lab, form: Form, before: Values) -> AnyView {
    let open = move |_| {
        if form.values() == before {
            lab.dialog.set(Some(Dialog::Limits));
        } else {
            form.problem.set(Some(Problem {
                field: None,
                text: t!("Apply or cancel what you changed here first; then the sheet of limits can be opened.")
                    .to_owned(),
            }));
        }
    };
    view! {
        <div class="actions"><button type="button" on:click=open>{t!("All limits, and own values…")}</button></div>
    }
    .into_any()
}

fn seed_fields(lab: Lab, shell: Shell, form: Form) -> AnyView {
    let again = move |seed: u64| {
        let mut run = lab.peek(queuelab::session::Session::save);
        run.start.seed = seed;
        run.at = queuelab::clock::Instant::ZERO;
        let title = lab.title.get_untracked();
        lab.open(&title, run);
        shell.close();
    };
    let with_this = move |_| match text(&form.values(), "seed").trim().parse() {
        Ok(seed) => again(seed),
        Err(_) => form.problem.set(Some(Problem::at("seed", t!("A seed is a whole number.")))),
    };
    view! {
        <fieldset>
            <legend>{t!("Seed")}</legend>
            {form.number("seed", t!("Seed"), t!("Decides all chance: the same seed and the same inputs give the same run"))}
            <div class="actions">
                <button type="button" on:click=with_this>{t!("Start again with this seed")}</button>
                <button type="button" on:click=move |_| again(host::fresh_seed())>{t!("Start again with a fresh seed")}</button>
            </div>
        </fieldset>
    }
    .into_any()
}
