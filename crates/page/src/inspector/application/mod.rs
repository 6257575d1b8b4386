//! An application: its SQL with what is wrong in it, run and stop, and beside it what comes out, as rows and as a picture.

mod editor;
mod outputs;
mod rows;

use super::{Lab, head};
use crate::form::Form;
use crate::live;
use crate::widgets::{confirm, copyable, facts, section};
use leptos::prelude::*;
use queuelab::analytics::api::{
    DeleteApplication, InputConfiguration, InputStartingPositionConfiguration, Request, StartApplication,
    StopApplication,
};
use queuelab::analytics::service::{ApplicationId, Managed, Status};
use queuelab::base::Timestamp;
use queuelab::session::Session;
use queuelab::t;
use queuelab_view::application_panel;

/// Reads an application and listens; the value of nothing once it is gone.
fn with_application<R: Default>(lab: Lab, id: u32, read: impl FnOnce(&Managed, &Session) -> R) -> R {
    lab.with(|session| read_in(session, id, read))
}

/// The same without listening.
fn peek_application<R: Default>(lab: Lab, id: u32, read: impl FnOnce(&Managed, &Session) -> R) -> R {
    lab.peek(|session| read_in(session, id, read))
}

fn read_in<R: Default>(session: &Session, id: u32, read: impl FnOnce(&Managed, &Session) -> R) -> R {
    session.cloud().analytics().managed(ApplicationId(id)).map_or_else(R::default, |managed| read(managed, session))
}

/// Its name and version, as requests that change it need them.
fn named(lab: Lab, id: u32) -> (String, Option<i64>) {
    peek_application(lab, id, |managed, _| (managed.key.name.to_string(), i64::try_from(managed.version).ok()))
}

/// The panel.
pub fn panel(lab: Lab, id: u32) -> AnyView {
    let name = move || with_application(lab, id, |managed, _| managed.key.name.to_string());
    let delete = confirm(
        t!("Delete application"),
        move || t!("It stops, and goes with its code and everything in its windows.").to_owned(),
        move || {
            let request: Request = peek_application(lab, id, |managed, session| DeleteApplication {
                application_name: managed.key.name.to_string(),
                create_timestamp: Some(Timestamp::of(managed.created, session.cloud().epoch())),
            })
            .into();
            lab.try_call(request);
        },
    );
    let arn = peek_application(lab, id, |managed, _| managed.key.arn().to_string());
    view! {
        {head(lab, || t!("SQL application").to_owned(), name)}
        <p class="story">{live::text(move || with_application(lab, id, |managed, _| application_panel::story(managed)))}</p>
        {run(lab, id)}
        {section(t!("SQL"), true, move || view! {
            {editor::view(lab, id)}
            <p class="hint">{t!("The tab “SQL” below the stage has more room for it, with what comes out beside.")}</p>
        }.into_any())}
        {section(t!("What comes out"), true, move || rows::view(lab, id))}
        {section(t!("Input and outputs"), true, move || outputs::view(lab, id))}
        {section(t!("Connect to…"), false, move || super::connect::of(lab, queuelab_view::NodeId::Application(id)))}
        {section(t!("Problems"), false, move || problems(lab, id))}
        {section(t!("Counters and names"), false, move || view! {
            {copyable(t!("ARN"), arn.clone())}
            {facts(move || with_application(lab, id, |managed, session| application_panel::facts(session.cloud(), managed)))}
        }.into_any())}
        {section(t!("What became of the service"), false, fate)}
        <div class="actions">{delete}</div>
    }
    .into_any()
}

/// The SQL, and beside it what comes out; for a place with more room than the panel has.
pub fn sql_and_rows(lab: Lab, id: u32) -> AnyView {
    view! {
        <div class="sql-desk">
            <div>
                <h3>{live::text(move || with_application(lab, id, |managed, _| t!("SQL of {name}", name = managed.key.name)))}</h3>
                {editor::view(lab, id)}
            </div>
            <div>
                <h3>{t!("What comes out")}</h3>
                {rows::view(lab, id)}
            </div>
        </div>
    }
    .into_any()
}

/// Where reading begins, and the buttons that start and stop it.
fn run(lab: Lab, id: u32) -> AnyView {
    let form = Form::new([("position", "NOW".to_owned())].into(), &[]);
    let status = Memo::new(move |_| with_application(lab, id, |managed, _| Some(managed.status)));
    let start = move |_| {
        let position = untrack(|| form.at("position").get());
        let request: Request = peek_application(lab, id, |managed, _| StartApplication {
            application_name: managed.key.name.to_string(),
            input_configurations: Some(
                managed
                    .setup
                    .inputs
                    .iter()
                    .map(|(part, _)| InputConfiguration {
                        id: Some(part.to_string()),
                        input_starting_position_configuration: Some(InputStartingPositionConfiguration {
                            input_starting_position: Some(position.clone()),
                        }),
                    })
                    .collect(),
            ),
        })
        .into();
        lab.try_call(request);
    };
    let stop = move |_| {
        let request: Request = StopApplication { application_name: named(lab, id).0 }.into();
        lab.try_call(request);
    };
    let positions = [
        ("NOW", t!("with what comes from now on")),
        ("TRIM_HORIZON", t!("with the oldest record")),
        ("LAST_STOPPED_POINT", t!("where it was stopped")),
    ];
    let positions = positions.map(|(value, word)| (value.to_owned(), word.to_owned())).to_vec();
    let is = move |wanted: Status| status.get() == Some(wanted);
    view! {
        {form.choice("position", t!("Reading begins"), t!("When it is started"), positions)}
        <div class="actions">
            <button type="button" class="primary" disabled=move || !is(Status::Ready) on:click=start>{t!("Run")}</button>
            <button type="button" disabled=move || !is(Status::Running) on:click=stop>{t!("Stop")}</button>
        </div>
    }
    .into_any()
}

/// What its log stream would have.
fn problems(lab: Lab, id: u32) -> AnyView {
    let entries = Memo::new(move |_| with_application(lab, id, |managed, _| application_panel::log(managed)));
    let shown = move || {
        let entries = entries.get();
        if entries.is_empty() {
            return Some(view! { <p class="muted">{t!("None so far.")}</p> }.into_any());
        }
        let row = |(at, message): (String, String)| view! { <li><span class="mono">{at}</span>" "{message}</li> };
        Some(view! { <ol class="alarm-history">{entries.into_iter().map(row).collect_view()}</ol> }.into_any())
    };
    live::part(shown)
}

/// AWS ended it; the idea goes on elsewhere.
fn fate() -> AnyView {
    view! {
        <p>
            {t!("This was Kinesis Data Analytics for SQL. AWS let nobody make new applications from 15 October 2025 on, and deleted \
             those that were left from 27 January 2026 on. The lab keeps it, because exams and older notes still ask for it.")}
        </p>
        <p>
            {t!("Its successor is Amazon Managed Service for Apache Flink, with Studio notebooks for SQL: TUMBLE, HOP, SESSION and \
             CUMULATE windows, watermarks for the time of events, and state that survives a restart.")}
        </p>
    }
    .into_any()
}
