//! Copies that wait to be tried again: a bar with the phases of their schedule, and the same in words.

use super::Lab;
use leptos::prelude::*;
use queuelab::t;
use queuelab_view::describe::instant;
use queuelab_view::retries::{Segment, Stretch, Timeline, Waiting, bar, stretch_words, waiting};

/// The width of the bar's picture.
const WIDTH: f64 = 280.0;
/// So many copies of a subscription are shown.
const SHOWN_OF_SUBSCRIPTION: usize = 2;

/// The copies that are read, each with its bar. Listens.
pub fn view(lab: Lab, read: impl Fn() -> Vec<Waiting> + Send + Sync + 'static) -> AnyView {
    let all = Memo::new(move |_| read());
    let ids = Memo::new(move |_| all.with(|all| all.iter().map(|waiting| waiting.delivery).collect::<Vec<_>>()));
    let one = move |id: u64| {
        let found = Memo::new(move |_| all.with(|all| all.iter().find(|waiting| waiting.delivery == id).cloned()));
        card(lab, found)
    };
    view! { <ul class="retries"><For each=move || ids.get() key=|id| *id children=one /></ul> }.into_any()
}

fn card(lab: Lab, found: Memo<Option<Waiting>>) -> AnyView {
    let words = move || {
        found.with(|found| {
            found.as_ref().map(|waiting| {
                let whom = if waiting.to_dlq { t!(" for the dead-letter queue") } else { "" };
                format!("{}{whom}: {}.", waiting.name, waiting.timeline.words)
            })
        })
    };
    // The words change with every moment, the bar only with an attempt.
    let timeline = Memo::new(move |_| {
        let read = |waiting: &Waiting| Timeline { words: String::new(), ..waiting.timeline.clone() };
        found.with(|found| found.as_ref().map(read))
    });
    view! {
        <li>
            <p class="hint">{words}</p>
            {move || timeline.get().map(|timeline| picture(lab, &timeline))}
        </li>
    }
    .into_any()
}

fn picture(lab: Lab, timeline: &Timeline) -> AnyView {
    let part = |Segment { x, width, done }: Segment| {
        view! {
            <rect class="left" x=x y="0" width=width height="10" />
            <rect class="done" x=x y="0" width=done height="10" />
        }
    };
    let row = |stretch: &Stretch| {
        let (name, done, when) = stretch_words(stretch);
        view! { <tr><th scope="row">{name}</th><td>{done}</td><td>{when}</td></tr> }
    };
    let (next, end) = (timeline.next, timeline.end);
    let ends = move || {
        lab.with(|session| {
            t!("Next {next}, last {last}", next = instant(next, session.now()), last = instant(end, session.now()))
        })
    };
    view! {
        <svg class="retry-bar" viewBox=format!("0 0 {WIDTH} 10") preserveAspectRatio="none" aria-hidden="true">
            {bar(timeline, WIDTH).into_iter().map(part).collect_view()}
        </svg>
        <details class="filter">
            <summary>{t!("Phases of its retries")}</summary>
            <div class="wide-table" tabindex="0" role="group" aria-label=t!("Phases of its retries")>
                <table class="plain-table">
                    <caption class="sr">{t!("Phases of its retries")}</caption>
                    <thead><tr><th scope="col">{t!("Phase")}</th><th scope="col">{t!("Failed")}</th><th scope="col">{t!("At (s)")}</th></tr></thead>
                    <tbody>{timeline.stretches.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            <p class="hint">{ends}{t!(". As if every attempt but the next fails at once.")}</p>
        </details>
    }
    .into_any()
}

/// The copies of a subscription that wait; nothing is looked for while none is being retried. Listens.
pub fn of_subscription(lab: Lab, arn: &str) -> AnyView {
    let arn = arn.to_owned();
    view(lab, move || {
        lab.with(|session| {
            let cloud = session.cloud();
            let Some(id) = cloud.sns().find_subscription(&arn).filter(|it| it.totals.retries > 0).map(|it| it.id)
            else {
                return Vec::new();
            };
            waiting(cloud, SHOWN_OF_SUBSCRIPTION, |to| to.subscription() == Some(id))
        })
    })
}
