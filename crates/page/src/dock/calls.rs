//! The calls of the lab and what they would cost.

use crate::lab::Lab;
use crate::widgets::facts;
use leptos::prelude::*;
use queuelab::cloud::{Cost, PRICES_OF, UNIT_BYTES, total};
use queuelab::{t, text};
use queuelab_view::describe::number;

/// The panel.
pub fn view(lab: Lab) -> AnyView {
    let rows = Memo::new(move |_| {
        lab.with(|session| {
            let calls = session.cloud().meter().calls.iter();
            calls.map(|(operation, (calls, errors))| (*operation, *calls, *errors)).collect::<Vec<_>>()
        })
    });
    let row = |(operation, calls, errors): (&'static str, u64, u64)| {
        view! {
            <tr>
                <th scope="row">{operation}</th>
                <td class="mono">{number(calls)}</td>
                <td class="mono" class:some=move || errors != 0>{number(errors)}</td>
            </tr>
        }
    };
    let sums = move || {
        lab.with(|session| {
            let meter = session.cloud().meter();
            vec![
                (t!("Calls"), number(meter.total_calls())),
                (t!("Empty receives"), number(meter.empty_receives)),
                (t!("Billed requests, standard"), number(meter.standard)),
                (t!("Billed requests, FIFO"), number(meter.fifo)),
                (t!("Billed requests, topics"), number(meter.sns)),
                (t!("Requests to KMS"), number(meter.kms)),
            ]
        })
    };
    let costs = Memo::new(move |_| lab.with(|session| session.cloud().costs(session.now())));
    let cost = |cost: Cost| {
        view! {
            <tr>
                <th scope="row">{text::of(cost.what)}</th>
                <td class="mono">{amount(cost.amount)}</td>
                <td>{cost.price.map_or_else(|| text::of(cost.unit).to_owned(), |price| t!("{unit} at {price} USD", unit = text::of(cost.unit), price))}</td>
                <td class="mono">{cost.usd().map_or_else(|| t!("not priced").to_owned(), |usd| format!("{usd:.6}"))}</td>
                <td>{cost.free.map_or("–", text::of)}</td>
            </tr>
        }
    };
    view! {
        <div class="calls" tabindex="0" role="group" aria-label=t!("Calls")>
            <table class="plain-table">
                <caption>{t!("API calls since the beginning")}</caption>
                <thead><tr><th scope="col">{t!("Operation")}</th><th scope="col">{t!("Calls")}</th><th scope="col">{t!("Errors")}</th></tr></thead>
                <tbody>{move || rows.get().into_iter().map(row).collect_view()}</tbody>
            </table>
            <div>
                {facts(sums)}
                <div class="wide-table" tabindex="0" role="group" aria-label=t!("What it would cost")>
                    <table class="plain-table">
                        <caption>{t!("What it would cost")}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{t!("What")}</th><th scope="col">{t!("Amount")}</th><th scope="col">{t!("Unit")}</th>
                                <th scope="col">"USD"</th><th scope="col">{t!("Free each month")}</th>
                            </tr>
                        </thead>
                        <tbody>{move || costs.get().into_iter().map(cost).collect_view()}</tbody>
                        <tfoot>
                            <tr>
                                <th scope="row" colspan="3">{t!("Together, of what has a price")}</th>
                                <td class="mono">{move || format!("{:.6}", total(&costs.get()))}</td>
                                <td></td>
                            </tr>
                        </tfoot>
                    </table>
                </div>
                <p class="hint">{note()}</p>
            </div>
        </div>
    }
    .into_any()
}

/// An amount with as many decimals as it takes to see something.
fn amount(amount: f64) -> String {
    if amount >= 1.0 { format!("{amount:.3}") } else { format!("{amount:.6}") }
}

/// What the prices do not tell by themselves.
fn note() -> String {
    t!(
        "Prices of {date}. What is free in each month is not taken off. What has no price here AWS bills by country, by \
         size or not at all: it is counted. Each {size} KB of a request to a queue or topic, or of its answer, is one billed \
         request; empty receives are billed too. Shards, consumers and on-demand streams cost by the hour whether they are \
         used or not; here by the millisecond.",
        date = text::of(PRICES_OF),
        size = UNIT_BYTES / 1_024
    )
}
