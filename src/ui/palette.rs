//! The column at the left: what can be added, and what each mark on the stage means.

use super::lab::{Dialog, use_lab};
use super::stage;
use crate::actors::{ActorConfig, ConsumerConfig, ProducerConfig};
use crate::base::Arn;
use crate::session::Session;
use leptos::prelude::*;

/// The palette.
#[component]
pub fn Palette() -> impl IntoView {
    let lab = use_lab();
    // A new actor is connected with the only queue there is; with more, the reader chooses.
    let producer = move |_| {
        let (queue, number) = lab.peek(|session| (only_queue(session), session.cloud().actors().count() + 1));
        let config = ProducerConfig { name: format!("producer {number}"), queue, ..ProducerConfig::default() };
        stage::add_actor(lab, ActorConfig::Producer(config));
    };
    let consumer = move |_| {
        let (queue, number) = lab.peek(|session| (only_queue(session), session.cloud().actors().count() + 1));
        let config = ConsumerConfig { name: format!("consumer {number}"), queue, ..ConsumerConfig::default() };
        stage::add_actor(lab, ActorConfig::Consumer(config));
    };
    let workers = move |_| lab.dialog.set(Some(Dialog::Workers(lab.peek(only_stream))));
    view! {
        <nav class="palette" aria-label="Add to the lab">
            <h2>"Add"</h2>
            <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::CreateQueue))>
                <svg viewBox="0 0 20 14" width="20" height="14" aria-hidden="true"><path d="M19 1H4Q1 1 1 4V10Q1 13 4 13H19" /></svg>
                "Queue"
            </button>
            <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::CreateTopic))>
                <svg viewBox="0 0 20 14" width="20" height="14" aria-hidden="true"><path d="M5 1H15L19 7L15 13H5L1 7Z" /></svg>
                "Topic"
            </button>
            <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::CreateStream))>
                <svg viewBox="0 0 20 14" width="20" height="14" aria-hidden="true"><path d="M1 1H19V13H1ZM1 5H19M1 9H19M5 1V13" /></svg>
                "Stream"
            </button>
            <button type="button" aria-label="Delivery stream" on:click=move |_| lab.dialog.set(Some(Dialog::DeliveryStream(None)))>
                <svg viewBox="0 0 20 14" width="20" height="14" aria-hidden="true"><path d="M1 1H13V4H19V10H13V13H1ZM4 10V7M7 10V4" /></svg>
                <span>"Delivery"<span class="wide">" stream"</span></span>
            </button>
            <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::CreateBucket))>
                <svg viewBox="0 0 20 14" width="20" height="14" aria-hidden="true"><path d="M2 2H18L15 13H5Z M3.4 6H16.6" /></svg>
                "Bucket"
            </button>
            <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::Function(None)))>
                <svg viewBox="0 0 20 14" width="20" height="14" aria-hidden="true"><path d="M7 1Q4 1 4 4V5Q4 7 2 7Q4 7 4 9V10Q4 13 7 13M13 1Q16 1 16 4V5Q16 7 18 7Q16 7 16 9V10Q16 13 13 13" /></svg>
                "Function"
            </button>
            <button type="button" on:click=producer>
                <svg viewBox="0 0 20 14" width="20" height="14" aria-hidden="true"><rect x="1" y="2" width="18" height="10" rx="5" /></svg>
                "Producer"
            </button>
            <button type="button" on:click=consumer>
                <svg viewBox="0 0 20 14" width="20" height="14" aria-hidden="true"><rect x="3" y="1" width="14" height="12" rx="3" /></svg>
                "Consumer"
            </button>
            <button type="button" on:click=workers>
                <svg viewBox="0 0 20 14" width="20" height="14" aria-hidden="true"><path d="M5 1H9V7H5ZM11 7H15V13H11ZM1 13V9H9V13ZM11 5V1H19V5Z" /></svg>
                <span><span class="wide">"KCL "</span>"workers"</span>
            </button>
            <button type="button" aria-label="Stream producer" on:click=move |_| lab.dialog.set(Some(Dialog::Writer(None)))>
                <svg viewBox="0 0 20 14" width="20" height="14" aria-hidden="true"><path d="M2 4H9V10H2ZM11 7H19M15 3L19 7L15 11" /></svg>
                <span>"Stream "<span class="wide">"producer"</span></span>
            </button>
            <button type="button" aria-label="Stream reader" on:click=move |_| lab.dialog.set(Some(Dialog::Reader(None)))>
                <svg viewBox="0 0 20 14" width="20" height="14" aria-hidden="true"><path d="M11 4H18V10H11ZM1 7H9M5 3L9 7L5 11" /></svg>
                <span>"Reader"</span>
            </button>
            <button type="button" aria-label="Kinesis Agent" on:click=move |_| lab.dialog.set(Some(Dialog::Agent(None)))>
                <svg viewBox="0 0 20 14" width="20" height="14" aria-hidden="true"><path d="M2 1H9L12 4V13H2ZM4 6H9M4 9H9M14 9H19M16 6L19 9L16 12" /></svg>
                <span><span class="wide">"Kinesis "</span>"Agent"</span>
            </button>
            <button type="button" aria-label="Messages from a file" on:click=move |_| lab.dialog.set(Some(Dialog::Producer(None)))>
                <svg viewBox="0 0 20 14" width="20" height="14" aria-hidden="true"><path d="M5 1H13L16 4V13H5ZM8 7H13M8 10H13" /></svg>
                <span><span class="wide">"Messages from a "</span>"file"</span>
            </button>
            <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::Alarm(None)))>
                <svg viewBox="0 0 20 14" width="20" height="14" aria-hidden="true"><path d="M1 4H19M2 12L7 10L11 6L14 2L18 1" /></svg>
                "Alarm"
            </button>
            <button type="button" aria-label="Other AWS service" on:click=move |_| lab.dialog.set(Some(Dialog::Trigger))>
                <svg viewBox="0 0 20 14" width="20" height="14" aria-hidden="true"><path d="M2 3H8V9H2ZM11 7H19M15 3L19 7L15 11" /></svg>
                <span>"Other"<span class="wide">" AWS service"</span></span>
            </button>
            <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::Keys))>
                <svg viewBox="0 0 20 14" width="20" height="14" aria-hidden="true"><path d="M9 7A4 4 0 1 1 1 7A4 4 0 1 1 9 7H19V11M15 7V10" /></svg>
                "Keys"
            </button>
            <p class="muted hint">"Drag from the dot of a node to another node to connect them, or use “Connect” in the inspector."</p>
        </nav>
    }
}

fn only_queue(session: &Session) -> Option<Arn> {
    let mut queues = session.cloud().sqs().queues();
    let first = queues.next()?;
    // Of a queue and its dead-letter queue, the first in reading order is the one that is meant.
    let main = crate::view::geometry::in_reading_order(session.cloud()).into_iter().next().unwrap_or(first);
    Some(main.key.arn())
}

fn only_stream(session: &Session) -> Option<Arn> {
    session.cloud().kinesis().streams().next().map(|stream| stream.key.arn())
}
