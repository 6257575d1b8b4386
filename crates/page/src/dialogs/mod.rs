//! Dialogs: one at a time, native and modal. Escape closes, and the focus goes back to where it was.

mod agent;
mod alarm;
mod application;
mod bucket;
mod consumer;
mod delivery_stream;
mod denial;
mod embed;
mod fidelity;
mod function;
mod gallery;
mod help;
mod key_choice;
mod keys;
mod learn;
mod limits;
mod mapping;
mod notifications;
mod people;
mod policy;
mod producer;
mod queue;
mod reader;
mod settings;
mod share;
mod stream;
mod topic;
mod topic_edit;
mod trigger;
mod until;
mod what_if;
mod worker;
mod writer;

use queuelab::t;
pub use what_if::{begin as compare, other_side};

use super::form::Form;
use super::host;
use super::lab::{Dialog, Lab, use_lab};
use leptos::html;
use leptos::prelude::*;
use queuelab::base::Arn;
use queuelab_view::geometry::in_reading_order;

/// The open dialog, if one is.
#[component]
pub fn Dialogs() -> impl IntoView {
    let lab = use_lab();
    let open = Memo::new(move |_| lab.dialog.get());
    move || {
        let dialog = open.get()?;
        Some(match lab.later.forms.get() {
            Some(forms) => untrack(|| (forms.dialog)(lab, &dialog)),
            None => not_yet(lab),
        })
    }
}

/// Shown while the forms are not here. What was asked for is opened when they come, unless it is taken back.
fn not_yet(lab: Lab) -> AnyView {
    view! {
        <div class="notices">
            {lab.later.forms.instead()}
            <div class="notice">
                <button type="button" class="small" on:click=move |_| lab.dialog.set(None)>{t!("Not now")}</button>
            </div>
        </div>
    }
    .into_any()
}

/// A dialog in the making: how it is closed. The browser gives the focus back when the element itself is closed.
#[derive(Clone, Copy)]
struct Shell {
    element: NodeRef<html::Dialog>,
}

impl Shell {
    fn close(self) {
        if let Some(element) = self.element.get_untracked() {
            element.close();
        }
    }
}

/// A dialog, open; the one way into the forms.
pub fn shell(lab: Lab, dialog: &Dialog) -> AnyView {
    let element = NodeRef::<html::Dialog>::new();
    let shell = Shell { element };
    element.on_load(|element| {
        // It fails only for an element that is open already.
        let _ = element.show_modal();
    });
    // One dialog may take the place of another, that was scrolled down to the button for it.
    host::next_frame(|| host::to_top(".dialog, .dialog .fields"));
    let (title, inside) = match dialog {
        Dialog::CreateQueue => (t!("Create queue"), queue::create(lab, shell)),
        Dialog::CreateTopic => (t!("Create topic"), topic::create(lab, shell)),
        Dialog::CreateStream => (t!("Create stream"), stream::create(lab, shell)),
        Dialog::DeliveryStream(id) => (
            if id.is_some() { t!("Edit delivery stream") } else { t!("Create delivery stream") },
            delivery_stream::view(lab, shell, *id),
        ),
        Dialog::CreateApplication => (t!("Create SQL application"), application::create(lab, shell)),
        Dialog::AddOutput(id) => (t!("Add an output"), application::add_output(lab, shell, *id)),
        Dialog::EditInput(id) => (t!("Update the input"), application::edit_input(lab, shell, *id)),
        Dialog::AddTable(id) => (t!("Add a reference table"), application::add_table(lab, shell, *id)),
        Dialog::CreateBucket => (t!("Create bucket"), bucket::create(lab, shell)),
        Dialog::Notifications(id) => (t!("Event notifications"), notifications::view(lab, shell, *id)),
        Dialog::Function(id) => {
            (if id.is_some() { t!("Edit function") } else { t!("Create function") }, function::view(lab, shell, *id))
        }
        Dialog::Mapping(function, id) => (
            if id.is_some() { t!("Edit event source") } else { t!("Add an event source") },
            mapping::view(lab, shell, *function, *id),
        ),
        Dialog::EditQueue(id) => (t!("Edit queue"), queue::edit(lab, shell, *id)),
        Dialog::Producer(id) => {
            (if id.is_some() { t!("Edit producer") } else { t!("Add producer") }, producer::view(lab, shell, *id))
        }
        Dialog::Consumer(id) => {
            (if id.is_some() { t!("Edit consumer") } else { t!("Add consumer") }, consumer::view(lab, shell, *id))
        }
        Dialog::Writer(id) => (
            if id.is_some() { t!("Edit producer of records") } else { t!("Add producer of records") },
            writer::view(lab, shell, *id),
        ),
        Dialog::Reader(id) => (
            if id.is_some() { t!("Edit stream reader") } else { t!("Add stream reader") },
            reader::view(lab, shell, *id),
        ),
        Dialog::Agent(id) => (
            if id.is_some() { t!("Edit Kinesis Agent") } else { t!("Add Kinesis Agent") },
            agent::view(lab, shell, *id),
        ),
        Dialog::EditTopic(id) => (t!("Edit topic"), topic_edit::view(lab, shell, *id)),
        Dialog::Keys => (t!("Keys"), keys::view(lab)),
        Dialog::Policy(of) => (t!("Access policy"), policy::view(lab, shell, of.clone())),
        Dialog::Alarm(id) => {
            (if id.is_some() { t!("Edit alarm") } else { t!("Add alarm") }, alarm::view(lab, shell, *id))
        }
        Dialog::AlarmOn(on) => (t!("Add alarm"), alarm::on(lab, shell, on)),
        Dialog::Workers(stream) => (t!("Add workers"), worker::view(lab, shell, None, stream.clone())),
        Dialog::Worker(id) => (t!("Edit worker"), worker::view(lab, shell, Some(*id), None)),
        Dialog::Trigger => (t!("Other AWS service"), trigger::view(lab, shell)),
        Dialog::People => (t!("Users and roles"), people::view(lab)),
        Dialog::Denial(denial) => (t!("Why it was refused"), denial::view(lab, shell, denial)),
        Dialog::Until => (t!("Run until"), until::view(lab, shell)),
        Dialog::WhatIf => (t!("What if…"), what_if::view(lab, shell)),
        Dialog::Settings => (t!("Settings"), settings::view(lab, shell)),
        Dialog::Gallery => (t!("Gallery of labs"), gallery::view(lab, shell)),
        Dialog::Learn => (t!("Learn"), learn::view(lab, shell)),
        Dialog::Share => (t!("Share this run"), share::view(lab)),
        Dialog::Embed => (t!("Embed this run"), embed::view(lab)),
        Dialog::Help => (t!("Help"), help::view(lab)),
        Dialog::Fidelity => (t!("What is simulated, and how well"), fidelity::view(lab)),
        Dialog::Limits => (t!("Limits and defaults"), limits::view(lab)),
    };
    view! {
        <dialog class="dialog" node_ref=element aria-labelledby="dialog-title" on:close=move |_| lab.dialog.set(None)
            on:keydown=|event| event.stop_propagation()>
            <header class="panel-head">
                <h2 id="dialog-title">{title}</h2>
                <button type="button" class="quiet small" aria-label=t!("Close") on:click=move |_| shell.close()>"✕"</button>
            </header>
            {inside}
        </dialog>
    }
    .into_any()
}

/// The frame of a form in a dialog: its fields, and the buttons at its foot. What is wrong is scrolled into view, since
/// the field that it belongs to may be far up.
fn form(shell: Shell, form: Form, verb: &'static str, fields: AnyView, submit: impl Fn() + 'static) -> AnyView {
    let element = NodeRef::<html::Form>::new();
    Effect::new(move |_| {
        if form.problem.with(Option::is_some)
            && let Some(element) = element.get()
            && let Ok(Some(wrong)) = element.query_selector("[aria-invalid='true'], .wrong:not(:empty)")
        {
            wrong.scroll_into_view();
        }
    });
    view! {
        <form class="dialog-form" novalidate node_ref=element on:submit=move |event| { event.prevent_default(); submit(); }>
            <div class="fields">
                {form.told_at_top()}
                {fields}
            </div>
            <footer class="dialog-foot">
                <button type="button" on:click=move |_| shell.close()>{t!("Cancel")}</button>
                <button type="submit" class="primary">{verb}</button>
            </footer>
        </form>
    }
    .into_any()
}

/// The queues to choose from, by ARN.
fn queue_options(lab: Lab, none: &str) -> Vec<(String, String)> {
    let mut options = vec![(String::new(), none.to_owned())];
    lab.peek(|session| {
        let queues = session.cloud().sqs().queues();
        options.extend(queues.map(|queue| (queue.key.arn().to_string(), queue.key.name.to_string())));
    });
    options
}

/// The streams to choose from, by ARN, and the delivery streams where they are wanted.
fn stream_options(lab: Lab, with_deliveries: bool) -> Vec<(String, String)> {
    let mut options = vec![(String::new(), t!("none yet").to_owned())];
    lab.peek(|session| {
        let cloud = session.cloud();
        let streams = cloud.kinesis().streams();
        options
            .extend(streams.map(|stream| (stream.key.arn().to_string(), t!("stream {name}", name = stream.key.name))));
        let deliveries = cloud.firehose().streams().filter(|_| with_deliveries);
        options.extend(
            deliveries
                .map(|stream| (stream.key.arn().to_string(), t!("delivery stream {name}", name = stream.key.name))),
        );
    });
    options
}

/// The stream that a new actor is offered: the only one, or the first.
fn only_stream(lab: Lab) -> Option<Arn> {
    lab.peek(|session| session.cloud().kinesis().streams().next().map(|stream| stream.key.arn()))
}

/// The buckets to choose from, by name.
fn bucket_options(lab: Lab) -> Vec<(String, String)> {
    lab.peek(|session| {
        let mut names: Vec<String> = session.cloud().s3().buckets().map(|bucket| bucket.name.to_string()).collect();
        names.sort_unstable();
        let none = if names.is_empty() { t!("none yet: create one first") } else { t!("choose one") };
        let first = (String::new(), none.to_owned());
        std::iter::once(first).chain(names.into_iter().map(|name| (name.clone(), name))).collect()
    })
}

/// The queue that a new actor is offered: the first in reading order, so that it is no dead-letter queue.
fn first_queue(lab: Lab) -> Option<Arn> {
    lab.peek(|session| in_reading_order(session.cloud()).first().map(|queue| queue.key.arn()))
}
