//! The call log: who called what, from where, and how it ended.

use crate::lab::{Dialog, Lab};
use leptos::prelude::*;
use queuelab::cloud::{Denial, EventKind, Record, Route};
use queuelab::iam::name_of;
use queuelab::session::Session;
use queuelab::t;
use std::sync::Arc;

/// So many of the newest are shown.
const SHOWN_MAX: usize = 100;

#[derive(Clone, PartialEq)]
struct Line {
    at: String,
    who: String,
    route: String,
    what: String,
    resource: String,
    outcome: &'static str,
    is_data: bool,
    event: u64,
    denial: Option<Arc<Denial>>,
}

fn line(session: &Session, record: &Record) -> Line {
    let route = match record.route() {
        Route::Internet(None) => t!("internet").to_owned(),
        Route::Internet(Some(address)) => t!("internet, {address}", address),
        Route::VpcEndpoint(endpoint) => t!("VPC endpoint {endpoint}", endpoint),
        Route::Service => t!("within AWS").to_owned(),
    };
    let denial = record.error.and_then(|_| session.event(record.event)).and_then(|event| match &event.kind {
        EventKind::Refused { denial, .. } => denial.clone(),
        _ => None,
    });
    Line {
        at: record.at.to_string(),
        who: short(record),
        route,
        what: format!("{}:{}", record.service, record.operation),
        resource: record.resource.rsplit(['/', ':']).next().unwrap_or_default().to_owned(),
        outcome: record.error.unwrap_or("ok"),
        is_data: record.is_data,
        event: record.event,
        denial,
    }
}

/// The caller without what every ARN begins with; of another account with its number.
fn short(record: &Record) -> String {
    let caller = &record.caller;
    let name = name_of(caller);
    let name = name.rsplit(':').next().unwrap_or_default();
    if caller.account == queuelab::base::AccountId::DEFAULT {
        name.to_owned()
    } else {
        format!("{}: {name}", caller.account)
    }
}

/// The panel.
pub fn view(lab: Lab) -> AnyView {
    let lines = Memo::new(move |_| {
        lab.with(|session| {
            let newest = session.cloud().trail().rev().take(SHOWN_MAX);
            newest.map(|record| line(session, record)).collect::<Vec<_>>()
        })
    });
    let row = move |line: Line| {
        let Line { at, who, route, what, resource, outcome, is_data, event, denial } = line;
        let failed = outcome != "ok";
        let why = denial.map(|denial| {
            view! {
                <button type="button" class="small" on:click=move |_| lab.dialog.set(Some(Dialog::Denial(denial.clone())))>{t!("Why?")}</button>
            }
        });
        view! {
            <tr>
                <th scope="row"><button type="button" class="quiet mono" title=t!("Go to this call") on:click=move |_| lab.seek_event(event)>{at}</button></th>
                <td>{who}</td>
                <td>{route}</td>
                <td class="mono">{what}</td>
                <td class="mono">{resource}</td>
                <td class:some=failed>{outcome}" "{why}</td>
                <td class="muted">{if is_data { t!("data") } else { t!("management") }}</td>
            </tr>
        }
    };
    view! {
        <div class="calls trail" tabindex="0" role="group" aria-label=t!("Call log")>
            <div class="wide-table">
                <table class="plain-table words">
                    <caption>{t!("Call log, the newest first: what CloudTrail would record. Data events only when a trail asks for them.")}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t!("Time")}</th><th scope="col">{t!("Who")}</th><th scope="col">{t!("From")}</th><th scope="col">{t!("Call")}</th>
                            <th scope="col">{t!("On what")}</th><th scope="col">{t!("Outcome")}</th><th scope="col">{t!("Event")}</th>
                        </tr>
                    </thead>
                    <tbody>{move || lines.get().into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </div>
    }
    .into_any()
}
