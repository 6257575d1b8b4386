//! The form of a consumer.

use super::{Shell, first_queue, form as frame, queue_options};
use crate::form::Form;
use crate::lab::{Lab, Selection};
use leptos::prelude::*;
use queuelab::actors::{ActorConfig, ConsumerConfig};
use queuelab::base::ActorId;
use queuelab::cloud::{Input, Submitted};
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::forms::actors::{consumer, consumer_values};

/// The form.
pub fn view(lab: Lab, shell: Shell, id: Option<u32>) -> AnyView {
    let known =
        id.and_then(|id| lab.peek(|session| session.cloud().actor(ActorId(id)).map(queuelab::actors::Actor::config)));
    let config = match known {
        Some(ActorConfig::Consumer(config)) => config,
        _ => ConsumerConfig { queue: first_queue(lab), ..ConsumerConfig::default() },
    };
    let form = Form::new(consumer_values(&config), &[]);
    let leave = [
        ("leave", t!("leaves it to the visibility timeout")),
        ("release", t!("releases it at once (visibility timeout 0)")),
    ];
    let leave = leave.map(|(value, word)| (value.to_owned(), word.to_owned())).to_vec();
    let fields = view! {
        <div class="pairs">
            {form.text("name", t!("Name"), "")}
            {form.choice("queue", t!("Queue"), t!("Where it receives from"), queue_options(lab, t!("none yet")))}
        </div>
        <fieldset>
            <legend>{t!("Polling")}</legend>
            <div class="pairs">
                {form.number("max", t!("Messages a poll"), t!("1 to 10; AWS refuses anything else"))}
                {form.number("wait", t!("Wait of a poll"), t!("Seconds, 0 to 20; empty for the queue's own"))}
                {form.number("visibility", t!("Visibility timeout"), t!("Seconds; empty for the queue's own"))}
                {form.number("pause", t!("Pause after an empty poll"), t!("Seconds"))}
            </div>
        </fieldset>
        <fieldset>
            <legend>{t!("Work")}</legend>
            <div class="pairs">
                {form.number("work_from", t!("Work takes at least"), t!("Seconds a message"))}
                {form.number("work_to", t!("Work takes at most"), t!("Seconds a message"))}
                {form.number("heartbeat", t!("Heartbeat every"), t!("Seconds; keeps its messages hidden while it works. Empty for none"))}
            </div>
        </fieldset>
        <fieldset>
            <legend>{t!("What goes wrong")}</legend>
            <div class="pairs">
                {form.number("fail", t!("Work fails"), t!("% of messages"))}
                {form.choice("on_failure", t!("After a failure it"), "", leave)}
                {form.text("poison", t!("Poison word"), t!("Messages with this text always fail; empty for none"))}
                {form.number("forget", t!("Forgets to delete"), t!("% of messages; they come back"))}
                {form.number("crash", t!("Crashes at work"), t!("% of messages"))}
                {form.number("crash_secs", t!("Is back after"), t!("Seconds"))}
            </div>
        </fieldset>
        {extended(form)}
        {form.check("running", t!("Running"), t!("It polls as soon as it has a queue"))}
    }
    .into_any();
    let submit = move || match consumer(&form.values()) {
        Ok(config) => done(lab, shell, id, ActorConfig::Consumer(config)),
        Err(problem) => form.problem.set(Some(problem)),
    };
    frame(shell, form, if id.is_some() { t!("Save") } else { t!("Add consumer") }, fields, submit)
}

/// The extended client, and what it does about payloads.
fn extended(form: Form) -> AnyView {
    let is_on = Memo::new(move |_| form.is("extended", "true"));
    let settings = move || {
        is_on.get().then(|| {
            view! {
                {form.check("cleanup", t!("Deleting a message deletes its payload"), t!("The payload goes first"))}
                {form.check("ignore_not_found", t!("A missing payload is passed over"), t!("Its message is deleted; otherwise the whole receive fails, again and again"))}
            }
        })
    };
    view! {
        <fieldset>
            <legend>{t!("Extended client")}</legend>
            {form.check("extended", t!("Payloads come from their bucket"), t!("Without it, the consumer sees the pointer in place of the text"))}
            {settings}
        </fieldset>
    }
    .into_any()
}

/// Adds or changes an actor, selects it, and closes.
pub fn done(lab: Lab, shell: Shell, id: Option<u32>, config: ActorConfig) {
    let submitted = match id {
        Some(id) => lab.submit(Input::SetActor(ActorId(id), config)),
        None => lab.submit(Input::AddActor(config)),
    };
    let id = if let Submitted::Added(ActorId(id)) = submitted { Some(id) } else { id };
    lab.selection.set(id.map(|id| Selection::Node(NodeId::Actor(id))));
    shell.close();
}
