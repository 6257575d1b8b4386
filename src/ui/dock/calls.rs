//! The calls of the lab and what they would cost.

use crate::cloud::{SNS_USD_PER_MILLION, UNIT_BYTES, USD_PER_MILLION};
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
                ("Price", format!("{:.6} USD", meter.usd())),
            ]
        })
    };
    let (standard, fifo) = USD_PER_MILLION;
    let note = format!(
        "Prices of us-east-1 as published in November 2026: {standard:.2} USD a million requests on standard queues, \
         {fifo:.2} USD on FIFO queues, {SNS_USD_PER_MILLION:.2} USD on topics, without the free first million each month. Each {} KB of a request or answer is \
         one billed request; empty receives are billed too.",
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
                <p class="hint">{note}</p>
            </div>
        </div>
    }
    .into_any()
}
