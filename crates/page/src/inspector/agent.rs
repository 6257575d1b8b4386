//! A Kinesis Agent in the inspector: lines that are written to its file.

use super::Lab;
use crate::form::Form;
use leptos::prelude::*;
use queuelab::actors::{Actor, ActorConfig};
use queuelab::base::ActorId;
use queuelab::cloud::Input;
use queuelab::t;
use queuelab_view::forms::agent::appended;

/// A form that writes lines to the end of the file.
pub fn append(lab: Lab, id: u32) -> AnyView {
    let form = Form::new([("lines", String::new())].into(), &[]);
    let write = move |_| {
        let lines = form.at("lines");
        let typed = lines.get_untracked();
        let config = lab.peek(|session| session.cloud().actor(ActorId(id)).map(Actor::config));
        let Some(ActorConfig::Agent(mut config)) = config.filter(|_| !typed.is_empty()) else { return };
        config.content = appended(&config.content, &typed);
        lab.submit(Input::SetActor(ActorId(id), ActorConfig::Agent(config)));
        lines.set(String::new());
    };
    view! {
        {form.area("lines", t!("Lines"), t!("Each is a record, unless the agent puts several together"), 3)}
        <div class="actions"><button type="button" on:click=write>{t!("Append")}</button></div>
    }
    .into_any()
}
