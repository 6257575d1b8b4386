//! A dead-letter queue's redrive: where to, how fast, and how its move tasks stand.

use super::{Lab, with_queue};
use crate::form::Form;
use crate::lab::Selection;
use leptos::prelude::*;
use queuelab::session::Session;
use queuelab::sqs::actions::{MoveStatus, MoveTask};
use queuelab::sqs::api::{CancelMessageMoveTask, StartMessageMoveTask};
use queuelab::sqs::queue::{Queue, QueueId};
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::describe::{instant, number};
use queuelab_view::forms::{Values, optional, text};

const FIELDS: [&str; 2] = ["MaxNumberOfMessagesPerSecond", "DestinationArn"];
/// So many move tasks are listed, as many as AWS answers.
const TASKS_MAX: usize = 10;

/// The queues that have this one as their dead-letter queue.
pub fn sources(session: &Session, queue: &Queue) -> Vec<(u32, String)> {
    let arn = queue.key.arn();
    let is_source = |other: &&Queue| other.attributes.redrive.as_ref().is_some_and(|policy| policy.target == arn);
    session.cloud().sqs().queues().filter(is_source).map(|other| (other.id.0, other.key.name.to_string())).collect()
}

/// One task as the list shows it.
#[derive(Clone, PartialEq)]
struct Task {
    id: u64,
    status: MoveStatus,
    moved: u64,
    to_move: u64,
    text: String,
    handle: String,
}

fn task(session: &Session, queue: &Queue, (id, task): (u64, &MoveTask)) -> Task {
    let to = task.destination.as_ref().map_or(t!("their sources"), |arn| arn.resource.as_str());
    let rate = task.rate().map_or_else(|| t!("system optimised").to_owned(), |rate| t!("{rate} a second", rate));
    let failure = task.failure().map(|reason| format!("; {reason}")).unwrap_or_default();
    Task {
        id,
        status: task.status,
        moved: task.moved,
        to_move: task.to_move,
        text: t!(
            "to {to}, {rate}, started {now}{failure}",
            to,
            rate,
            now = instant(task.started, session.now()),
            failure
        ),
        handle: session.cloud().sqs().task_handle(id, &queue.key.arn()),
    }
}

/// The section of a queue that is some queue's dead-letter queue.
pub fn view(lab: Lab, id: u32) -> AnyView {
    let values: Values = [("MaxNumberOfMessagesPerSecond", String::new()), ("DestinationArn", String::new())].into();
    let form = Form::new(values, &FIELDS);
    let (arn, mut destinations) = with_queue(lab, id, |queue, session| {
        let others =
            session.cloud().sqs().queues().filter(|other| other.id != queue.id && other.is_fifo() == queue.is_fifo());
        let options = others.map(|other| (other.key.arn().to_string(), other.key.name.to_string())).collect::<Vec<_>>();
        (queue.key.arn().to_string(), options)
    });
    destinations.insert(0, (String::new(), t!("back to their source queues").to_owned()));
    let start = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let values = form.values();
        match optional(&values, "MaxNumberOfMessagesPerSecond") {
            Ok(rate) => {
                let request = StartMessageMoveTask {
                    source_arn: arn.clone(),
                    destination_arn: text(&values, "DestinationArn").to_owned(),
                    max_number_of_messages_per_second: rate,
                };
                match lab.call(request) {
                    Ok(_) => form.problem.set(None),
                    Err(error) => form.refuse(&error),
                }
            }
            Err(problem) => form.problem.set(Some(problem)),
        }
    };
    let tasks = Memo::new(move |_| {
        with_queue(lab, id, |queue, session| {
            let tasks = session.cloud().sqs().move_tasks(QueueId(id)).take(TASKS_MAX);
            tasks.map(|found| task(session, queue, found)).collect::<Vec<_>>()
        })
    });
    let row = move |task: Task| {
        let handle = task.handle;
        let cancel = move |_| {
            lab.try_call(CancelMessageMoveTask { task_handle: handle.clone() });
        };
        let label = t!(
            "Task {id}: {moved} of {all} moved",
            id = task.id,
            moved = number(task.moved),
            all = number(task.to_move)
        );
        view! {
            <li class="card">
                <p><b>{task.status.name()}</b>" – "{t!("{moved} of {all} moved", moved = number(task.moved), all = number(task.to_move))}</p>
                <progress max=task.to_move.max(1).to_string() value=task.moved.to_string() aria-label=label></progress>
                <p class="muted">{task.text}</p>
                {(task.status == MoveStatus::Running).then(|| view! { <button type="button" on:click=cancel>{t!("Cancel the redrive")}</button> })}
            </li>
        }
    };
    let source_list = move || {
        let source = |(id, name): (u32, String)| {
            view! {
                <li><button type="button" class="link" on:click=move |_| lab.selection.set(Some(Selection::Node(NodeId::Queue(id))))>{name}</button></li>
            }
        };
        with_queue(lab, id, |queue, session| sources(session, queue)).into_iter().map(source).collect_view()
    };
    view! {
        <p class="muted">{t!("Dead-letter queue of:")}</p>
        <ul class="inline">{source_list}</ul>
        <form on:submit=start>
            {form.told_at_top()}
            {form.choice("DestinationArn", t!("Move messages"), t!("Each becomes a new message with a new id."), destinations)}
            {form.number("MaxNumberOfMessagesPerSecond", t!("Velocity"), t!("Messages a second, 1 to 500; empty for system optimised."))}
            <button type="submit" class="primary">{t!("Start DLQ redrive")}</button>
        </form>
        <ul class="got">{move || tasks.get().into_iter().map(row).collect_view()}</ul>
    }
    .into_any()
}
