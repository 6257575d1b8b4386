//! The console's poll for messages, and what can be done to those received.

use super::{Lab, url_of, with_queue};
use crate::form::Form;
use crate::lab::Selection;
use leptos::prelude::*;
use queuelab::base::{Caller, RequestId};
use queuelab::call::{CallError, CallResult, Reply};
use queuelab::clock::Instant;
use queuelab::cloud::{Input, Submitted};
use queuelab::session::Session;
use queuelab::sqs::api::{self, ChangeMessageVisibility, DeleteMessage, ReceivedMessage};
use queuelab::sqs::handle::ReceiptHandle;
use queuelab::sqs::message::State;
use queuelab::sqs::queue::QueueId;
use queuelab::t;
use queuelab_view::describe::{self, instant};
use queuelab_view::forms::message::{RECEIVE_FIELDS, receive};
use queuelab_view::forms::{Problem, Values};
use queuelab_view::tokens::MessageId;

/// So many received messages are listed.
const LISTED_MAX: usize = 30;

/// A received message with what its actions answered. Its signals are shared, not owned by what made them: that is
/// whichever part of the page the poll was asked for from.
#[derive(Clone)]
struct Got {
    message: ReceivedMessage,
    number: Option<u64>,
    error: ArcRwSignal<Option<String>>,
    hide: ArcRwSignal<String>,
}

/// What is typed for the next poll, and what came of the polls before.
#[derive(Clone, Copy)]
pub struct Receiving {
    form: Form,
    got: RwSignal<Vec<Got>>,
    waits: RwSignal<Option<RequestId>>,
    told: RwSignal<String>,
}

impl Receiving {
    /// The form with short polls of one message. Listens for answers to polls that wait.
    pub fn new(lab: Lab, queue: u32) -> Self {
        let values: Values = [("MaxNumberOfMessages", "1".to_owned()), ("WaitTimeSeconds", "0".to_owned())].into();
        let receiving = Self {
            form: Form::new(values, &RECEIVE_FIELDS),
            got: RwSignal::new(Vec::new()),
            waits: RwSignal::new(None),
            told: RwSignal::new(String::new()),
        };
        Effect::new(move |_| {
            let answer = lab.answers.with(|answers| {
                let waits = receiving.waits.get()?;
                answers.iter().rfind(|(request, _)| *request == waits).map(|(_, result)| result.clone())
            });
            if let Some(result) = answer {
                receiving.waits.set(None);
                receiving.take(lab, queue, &result);
            }
        });
        receiving
    }

    fn poll(self, lab: Lab, queue: u32) {
        let request = match receive(url_of(lab, queue), &self.form.values()) {
            Ok(request) => request,
            Err(problem) => return self.form.problem.set(Some(problem)),
        };
        self.form.problem.set(None);
        self.told.set(String::new());
        match lab.submit(Input::Call { caller: Caller::default(), call: request.into() }) {
            Submitted::Done(result) => self.take(lab, queue, &result),
            Submitted::Waiting(request) => self.waits.set(Some(request)),
            _ => {}
        }
    }

    fn take(self, lab: Lab, queue: u32, result: &CallResult) {
        match result {
            Ok(Reply::Sqs(api::Reply::ReceiveMessage(reply))) => {
                let missed = lab.peek(|session| {
                    session.cloud().sqs().queue(QueueId(queue)).is_some_and(|queue| queue.counts.visible > 0)
                });
                self.told.set(match (reply.messages.len(), missed) {
                    (0, true) => {
                        t!("The answer is empty although messages are visible: the servers asked had none, or \
                                  their groups are blocked. Poll again.")
                        .to_owned()
                    }
                    (0, false) => t!("The answer is empty. An empty receive is billed like any other.").to_owned(),
                    (1, _) => t!("1 message received.").to_owned(),
                    (count, _) => t!("{count} messages received.", count),
                });
                let new = reply.messages.iter().cloned().map(|message| Got {
                    number: lab.peek(|session| number_of(session, message.receipt_handle)),
                    message,
                    error: ArcRwSignal::new(None),
                    hide: ArcRwSignal::new("30".to_owned()),
                });
                let new: Vec<Got> = new.collect();
                self.got.update(|got| {
                    got.splice(0..0, new);
                    got.truncate(LISTED_MAX);
                });
            }
            Ok(_) => {}
            Err(error) => self.form.refuse(error),
        }
    }

    fn cancel(self, lab: Lab) {
        if let Some(request) = self.waits.get_untracked() {
            self.waits.set(None);
            lab.submit(Input::Cancel(request));
        }
    }

    /// The form, and the list below it.
    pub fn view(self, lab: Lab, queue: u32) -> AnyView {
        let form = self.form;
        let own = with_queue(lab, queue, |queue, _| (queue.attributes.wait_secs, queue.attributes.visibility_secs));
        // A wait that was undone, or lies in another branch, is no longer among those of the queue.
        let until = move || {
            let request = self.waits.get()?;
            with_queue(lab, queue, |queue, session| {
                let waiter = queue.waiters().find(|waiter| waiter.request == request)?;
                Some(instant(waiter.until, session.now()))
            })
        };
        let waiting = move || {
            until().map(|until| {
                view! {
                    <div class="waits">
                        <p>{t!("The poll waits for messages until")}" "<span class="mono">{until}</span>{t!(". Play, or send a message.")}</p>
                        <button type="button" on:click=move |_| self.cancel(lab)>{t!("Stop waiting")}</button>
                    </div>
                }
            })
        };
        let entry = move |got: Got| entry(lab, queue, self, got);
        view! {
            <form on:submit=move |event| {
                event.prevent_default();
                if untrack(until).is_none() {
                    self.poll(lab, queue);
                }
            }>
                {form.told_at_top()}
                <div class="pairs">
                    {form.number("MaxNumberOfMessages", t!("Max messages"), t!("1 to 10"))}
                    {form.number("WaitTimeSeconds", t!("Wait"), t!("Seconds, 0 to 20; empty: the queue's own, {own}", own = own.0))}
                    {form.number("VisibilityTimeout", t!("Hide for"), t!("Seconds, 0 to 43,200; empty: the queue's own, {own}", own = own.1))}
                </div>
                <p class="hint">{t!("A poll is a real ReceiveMessage: it hides messages and adds to their receive count.")}</p>
                // Not `disabled`, which would take the focus away from whoever has just pressed it.
                <button type="submit" class="primary" data-key="r" aria-disabled=move || until().is_some().then_some("true")>{t!("Poll for messages")}</button>
                <div role="status">
                    {waiting}
                    <p class="result">{move || self.told.get()}</p>
                </div>
            </form>
            <ul class="got">
                <For each=move || self.got.get() key=|got| got.message.receipt_handle children=entry />
            </ul>
            <Show when=move || self.got.with(|got| !got.is_empty())>
                <button type="button" class="small" on:click=move |_| self.got.set(Vec::new())>{t!("Clear this list")}</button>
            </Show>
        }
        .into_any()
    }
}

fn number_of(session: &Session, handle: ReceiptHandle) -> Option<u64> {
    Some(session.cloud().sqs().queue(handle.queue)?.message(handle.message)?.core.number.0)
}

/// How a received message stands now.
fn standing(session: &Session, handle: ReceiptHandle) -> String {
    let Some(message) = session.cloud().sqs().queue(handle.queue).and_then(|queue| queue.message(handle.message))
    else {
        return t!("no longer in the queue").to_owned();
    };
    match message.state {
        State::InFlight if message.receives == handle.receive => {
            t!("in flight until {now}", now = instant(message.until, session.now()))
        }
        State::InFlight => {
            t!("received again since, the {receives} time", receives = describe::ordinal(message.receives))
        }
        State::Visible => t!("visible again: this handle is of a receive that is over").to_owned(),
        State::Delayed => t!("delayed").to_owned(),
    }
}

fn entry(lab: Lab, queue: u32, receiving: Receiving, got: Got) -> AnyView {
    let Got { message, number, error, hide } = got;
    // The row's own handles, which go with it; the signals stay as long as the message is listed.
    let (error, hide) = (RwSignal::from(error), RwSignal::from(hide));
    let handle = message.receipt_handle;
    let attribute = |name: &str| message.attributes.get(name).cloned().unwrap_or_default();
    let told = move |result: Result<_, CallError>| match result {
        Ok(_) => {
            error.set(None);
            true
        }
        Err(refusal) => {
            error.set(Some(format!("{}: {}", refusal.code(), refusal.message())));
            false
        }
    };
    let delete = move |_| {
        let request = DeleteMessage { queue_url: url_of(lab, queue), receipt_handle: handle.into() };
        if told(lab.call(request)) {
            receiving.got.update(|got| got.retain(|got| got.message.receipt_handle != handle));
        }
    };
    let change = move |_| {
        let values: Values = [("secs", hide.get_untracked())].into();
        match queuelab_view::forms::whole(&values, "secs") {
            Ok(secs) => {
                let visibility_timeout = Some(secs);
                let queue_url = url_of(lab, queue);
                told(lab.call(ChangeMessageVisibility {
                    queue_url,
                    receipt_handle: handle.into(),
                    visibility_timeout,
                }));
            }
            Err(Problem { text, .. }) => error.set(Some(text)),
        }
    };
    let sent = attribute("SentTimestamp").parse::<u64>().ok().map(|millis| {
        let epoch = lab.peek(|session| session.cloud().epoch().unix_millis(Instant::ZERO));
        Instant::from_millis(millis.saturating_sub(epoch)).to_string()
    });
    let mut rows: Vec<(String, String)> = vec![
        ("MessageId".to_owned(), message.message_id.to_string()),
        ("ReceiptHandle".to_owned(), handle.to_string()),
        ("MD5OfBody".to_owned(), message.body.md5_hex()),
    ];
    rows.extend(message.attributes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    rows.extend(message.message_attributes.iter().map(|(name, value)| {
        (format!("{name} ({})", value.data_type), String::from_utf8_lossy(value.bytes()).into_owned())
    }));
    let row = |(name, value): (String, String)| view! { <div><dt>{name}</dt><dd class="mono">{value}</dd></div> };
    let name = number.map_or_else(|| t!("message").to_owned(), |number| format!("m-{number}"));
    let id = MessageId { queue: handle.queue.0, slot: handle.message };
    view! {
        <li class="card">
            <p class="got-head">
                <button type="button" class="link" on:click=move |_| lab.selection.set(Some(Selection::Message(id)))>{name.clone()}</button>
                <span class="muted">{t!("received ×{attribute}, sent at {sent}", attribute = attribute("ApproximateReceiveCount"), sent = sent.unwrap_or_default())}</span>
            </p>
            <pre class="body" tabindex="0" aria-label=t!("Body")>{message.body.as_str().to_owned()}</pre>
            <p class="muted">{move || lab.with(|session| standing(session, handle))}</p>
            <div class="actions">
                <button type="button" aria-label=t!("Delete {name}", name) on:click=delete>{t!("Delete")}</button>
                <span class="with-number">
                    <button type="button" aria-label=t!("Hide for so long: {name}", name) on:click=change>{t!("Hide for")}</button>
                    <input class="number" inputmode="numeric" autocomplete="off" aria-label=t!("Seconds from now; 0 releases it")
                        prop:value=move || hide.get() on:input=move |event| hide.set(event_target_value(&event)) />
                    " s"
                </span>
            </div>
            <p class="wrong" role="alert">{move || error.get()}</p>
            <details>
                <summary>{t!("Details")}</summary>
                <dl class="facts tall">{rows.into_iter().map(row).collect_view()}</dl>
            </details>
        </li>
    }
    .into_any()
}
