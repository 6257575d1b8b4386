//! Services outside of the lab that tell a topic what they do: Auto Scaling and CloudFormation.

use super::{Shell, form as frame};
use crate::form::Form;
use crate::lab::{Lab, Selection};
use leptos::prelude::*;
use queuelab::cloud::{Input, Submitted};
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::forms::{Problem, trigger as fields};

/// The form.
pub fn view(lab: Lab, shell: Shell) -> AnyView {
    let topics: Vec<(String, String)> = lab.peek(|session| {
        let topics = session.cloud().sns().topics().filter(|topic| !topic.is_fifo());
        topics.map(|topic| (topic.key.arn().to_string(), topic.key.name.to_string())).collect()
    });
    let first = topics.first().map(|(arn, _)| arn.clone()).unwrap_or_default();
    let has_topic = !topics.is_empty();
    let form = Form::new(fields::values(first), &[]);
    let is_group = Memo::new(move |_| form.is("service", "autoscaling"));
    let inside = move || if is_group.get() { group(form) } else { stack(form) };
    let whom = if has_topic {
        form.choice(
            "topic",
            t!("Tells the topic"),
            t!("Within the topic's account no policy has to name the service."),
            topics,
        )
    } else {
        view! { <p class="hint">{t!("There is no standard topic to tell yet: add one first.")}</p> }.into_any()
    };
    let content = view! {
        <p class="muted">{t!("Neither service is simulated. You say what one of them has done; the topic gets the message that AWS would send.")}</p>
        {form.radio("service", t!("Service"), &[
            ("autoscaling", t!("EC2 Auto Scaling"), t!("A group of instances grew or shrank")),
            ("cloudformation", "CloudFormation", t!("A stack, or a resource of it, came to a status")),
        ])}
        {inside}
        {whom}
    }
    .into_any();
    let submit = move || {
        let trigger = match fields::trigger(&form.values()) {
            Ok(trigger) => trigger,
            Err(problem) => return form.problem.set(Some(problem)),
        };
        let Ok(topic) = untrack(|| form.at("topic").get()).parse() else {
            let text = t!("Choose a topic to tell.").to_owned();
            return form.problem.set(Some(Problem { field: None, text }));
        };
        let id = lab.peek(|session| session.cloud().sns().find_arn(&topic));
        if lab.submit(Input::Trigger { trigger, topic }) == Submitted::Changed {
            lab.selection.set(id.map(|id| Selection::Node(NodeId::Topic(id.0))));
            shell.close();
        } else {
            let text = t!("The topic is not there any more.").to_owned();
            form.problem.set(Some(Problem { field: None, text }));
        }
    };
    frame(shell, form, t!("Tell the topic"), content, submit)
}

fn group(form: Form) -> AnyView {
    view! {
        {form.text("group", t!("Group"), t!("1 to 255 printable characters without a colon"))}
        {form.choice("what", t!("What happened"), "", fields::group_events())}
        {form.text("instance", t!("Instance"), t!("Optional: i- and 8 or 17 hexadecimal digits; otherwise one is made up"))}
    }
    .into_any()
}

fn stack(form: Form) -> AnyView {
    let has_resource = Memo::new(move |_| form.at("logicalId").with(|id| !id.trim().is_empty()));
    let resource = move || {
        has_resource.get().then(|| {
            view! {
                {form.text("resourceType", t!("Type of the resource"), t!("Such as AWS::SQS::Queue"))}
                {form.text("physicalId", t!("Physical ID"), t!("Optional: its name in its service"))}
            }
        })
    };
    view! {
        {form.text("stack", t!("Stack"), t!("A letter and up to 127 letters, digits and hyphens"))}
        {form.choice("status", t!("Status"), "", fields::statuses())}
        {form.text("logicalId", t!("Resource"), t!("Optional: its logical ID in the template; without it the stack itself is meant"))}
        {resource}
        {form.text("reason", t!("Reason"), t!("Optional, on one line"))}
    }
    .into_any()
}
