//! The calls of the lab and what they would cost.

use crate::cloud::{Cost, PRICES_OF, UNIT_BYTES, total};
use crate::ui::lab::Lab;
use crate::ui::widgets::facts;
use crate::view::describe::number;
use leptos::prelude::*;

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
                ("Calls", number(meter.total_calls())),
                ("Empty receives", number(meter.empty_receives)),
                ("Billed requests, standard", number(meter.standard)),
                ("Billed requests, FIFO", number(meter.fifo)),
                ("Billed requests, topics", number(meter.sns)),
                ("Requests to KMS", number(meter.kms)),
            ]
        })
    };
    let costs = Memo::new(move |_| lab.with(|session| session.cloud().costs(session.now())));
    let cost = |cost: Cost| {
        view! {
            <tr>
                <th scope="row">{cost.what}</th>
                <td class="mono">{amount(cost.amount)}</td>
                <td>{cost.price.map_or_else(|| cost.unit.to_owned(), |price| format!("{} at {price} USD", cost.unit))}</td>
                <td class="mono">{cost.usd().map_or_else(|| "not priced".to_owned(), |usd| format!("{usd:.6}"))}</td>
                <td>{cost.free.unwrap_or("–")}</td>
            </tr>
        }
    };
    let note = format!(
        "Prices of {PRICES_OF}. What is free in each month is not taken off. What has no price here AWS bills by country, by \
         size or not at all: it is counted. Each {} KB of a request to a queue or topic, or of its answer, is one billed \
         request; empty receives are billed too. Shards, consumers and on-demand streams cost by the hour whether they are \
         used or not; here by the millisecond.",
        UNIT_BYTES / 1_024
    );
    view! {
        <div class="calls" tabindex="0" role="group" aria-label="Calls">
            <table class="plain-table">
                <caption>"API calls since the beginning"</caption>
                <thead><tr><th scope="col">"Operation"</th><th scope="col">"Calls"</th><th scope="col">"Errors"</th></tr></thead>
                <tbody>{move || rows.get().into_iter().map(row).collect_view()}</tbody>
            </table>
            <div>
                {facts(sums)}
                <div class="wide-table" tabindex="0" role="group" aria-label="What it would cost">
                    <table class="plain-table">
                        <caption>"What it would cost"</caption>
                        <thead>
                            <tr>
                                <th scope="col">"What"</th><th scope="col">"Amount"</th><th scope="col">"Unit"</th>
                                <th scope="col">"USD"</th><th scope="col">"Free each month"</th>
                            </tr>
                        </thead>
                        <tbody>{move || costs.get().into_iter().map(cost).collect_view()}</tbody>
                        <tfoot>
                            <tr>
                                <th scope="row" colspan="3">"Together, of what has a price"</th>
                                <td class="mono">{move || format!("{:.6}", total(&costs.get()))}</td>
                                <td></td>
                            </tr>
                        </tfoot>
                    </table>
                </div>
                <p class="hint">{note}</p>
            </div>
        </div>
    }
    .into_any()
}

/// An amount with as many decimals as it takes to see something.
fn amount(amount: f64) -> String {
    if amount >= 1.0 { format!("{amount:.3}") } else { format!("{amount:.6}") }
}
