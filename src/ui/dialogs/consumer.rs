//! The form of a consumer.

use super::{Shell, first_queue, form as frame, queue_options};
use crate::actors::{ActorConfig, ConsumerConfig};
use crate::base::ActorId;
use crate::cloud::{Input, Submitted};
use crate::ui::form::Form;
use crate::ui::lab::{Lab, Selection};
use crate::view::NodeId;
use crate::view::forms::actors::{consumer, consumer_values};
use leptos::prelude::*;

/// The form.
pub fn view(lab: Lab, shell: Shell, id: Option<u32>) -> AnyView {
    let known =
        id.and_then(|id| lab.peek(|session| session.cloud().actor(ActorId(id)).map(crate::actors::Actor::config)));
    let config = match known {
        Some(ActorConfig::Consumer(config)) => config,
        _ => ConsumerConfig { queue: first_queue(lab), ..ConsumerConfig::default() },
    };
    let form = Form::new(consumer_values(&config), &[]);
    let leave =
        [("leave", "leaves it to the visibility timeout"), ("release", "releases it at once (visibility timeout 0)")];
    let leave = leave.map(|(value, word)| (value.to_owned(), word.to_owned())).to_vec();
    let fields = view! {
        <div class="pairs">
            {form.text("name", "Name", "")}
            {form.choice("queue", "Queue", "Where it receives from", queue_options(lab, "none yet"))}
        </div>
        <fieldset>
            <legend>"Polling"</legend>
            <div class="pairs">
                {form.number("max", "Messages a poll", "1 to 10; AWS refuses anything else")}
                {form.number("wait", "Wait of a poll", "Seconds, 0 to 20; empty for the queue's own")}
                {form.number("visibility", "Visibility timeout", "Seconds; empty for the queue's own")}
                {form.number("pause", "Pause after an empty poll", "Seconds")}
            </div>
        </fieldset>
        <fieldset>
            <legend>"Work"</legend>
            <div class="pairs">
                {form.number("work_from", "Work takes at least", "Seconds a message")}
                {form.number("work_to", "Work takes at most", "Seconds a message")}
                {form.number("heartbeat", "Heartbeat every", "Seconds; keeps its messages hidden while it works. Empty for none")}
            </div>
        </fieldset>
        <fieldset>
            <legend>"What goes wrong"</legend>
            <div class="pairs">
                {form.number("fail", "Work fails", "% of messages")}
                {form.choice("on_failure", "After a failure it", "", leave)}
                {form.text("poison", "Poison word", "Messages with this text always fail; empty for none")}
                {form.number("forget", "Forgets to delete", "% of messages; they come back")}
                {form.number("crash", "Crashes at work", "% of messages")}
                {form.number("crash_secs", "Is back after", "Seconds")}
            </div>
        </fieldset>
        {extended(form)}
        {form.check("running", "Running", "It polls as soon as it has a queue")}
    }
    .into_any();
    let submit = move || match consumer(&form.values()) {
        Ok(config) => done(lab, shell, id, ActorConfig::Consumer(config)),
        Err(problem) => form.problem.set(Some(problem)),
    };
    frame(shell, form, if id.is_some() { "Save" } else { "Add consumer" }, fields, submit)
}

/// The extended client, and what it does about payloads.
fn extended(form: Form) -> AnyView {
    let is_on = Memo::new(move |_| form.is("extended", "true"));
    let settings = move || {
        is_on.get().then(|| {
            view! {
                {form.check("cleanup", "Deleting a message deletes its payload", "The payload goes first")}
                {form.check("ignore_not_found", "A missing payload is passed over", "Its message is deleted; otherwise the whole receive fails, again and again")}
            }
        })
    };
    view! {
        <fieldset>
            <legend>"Extended client"</legend>
            {form.check("extended", "Payloads come from their bucket", "Without it, the consumer sees the pointer in place of the text")}
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
