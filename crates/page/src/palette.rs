//! The column at the left: what can be added to the lab, in groups.

use super::lab::{Carried, Dialog, Lab, use_lab};
use super::stage;
use leptos::{ev, prelude::*};
use queuelab::actors::{ActorConfig, ConsumerConfig, ProducerConfig};
use queuelab::base::Arn;
use queuelab::session::Session;
use queuelab::{key, t, text};

/// Something that can be added: what comes before the word that a narrow screen shows, that word, and what comes behind
/// it; its mark in a box of 20 by 14; and what happens.
struct Entry {
    name: (&'static str, &'static str, &'static str),
    mark: &'static str,
    act: fn(Lab),
}

const SERVICES: [Entry; 7] = [
    Entry {
        name: ("", key!("Queue"), ""),
        mark: "M19 1H4Q1 1 1 4V10Q1 13 4 13H19",
        act: |lab| open(lab, Dialog::CreateQueue),
    },
    Entry {
        name: ("", key!("Topic"), ""),
        mark: "M5 1H15L19 7L15 13H5L1 7Z",
        act: |lab| open(lab, Dialog::CreateTopic),
    },
    Entry {
        name: ("", key!("Stream"), ""),
        mark: "M1 1H19V13H1ZM1 5H19M1 9H19M5 1V13",
        act: |lab| open(lab, Dialog::CreateStream),
    },
    Entry {
        name: ("", key!("Delivery"), key!(" stream")),
        mark: "M1 1H13V4H19V10H13V13H1ZM4 10V7M7 10V4",
        act: |lab| open(lab, Dialog::DeliveryStream(None)),
    },
    Entry {
        name: ("", key!("SQL"), key!(" application")),
        mark: "M1 1H19V13H1ZM1 5H19M7 5V13M13 5V13",
        act: |lab| open(lab, Dialog::CreateApplication),
    },
    Entry {
        name: ("", key!("Bucket"), ""),
        mark: "M2 2H18L15 13H5ZM3.4 6H16.6",
        act: |lab| open(lab, Dialog::CreateBucket),
    },
    Entry {
        name: ("", key!("Function"), ""),
        mark: "M7 1Q4 1 4 4V5Q4 7 2 7Q4 7 4 9V10Q4 13 7 13M13 1Q16 1 16 4V5Q16 7 18 7Q16 7 16 9V10Q16 13 13 13",
        act: |lab| open(lab, Dialog::Function(None)),
    },
];

const PROGRAMS: [Entry; 7] = [
    Entry { name: ("", key!("Producer"), ""), mark: "M6 2H14A5 5 0 0 1 14 12H6A5 5 0 0 1 6 2", act: producer },
    Entry {
        name: ("", key!("Consumer"), ""),
        mark: "M6 1H14Q17 1 17 4V10Q17 13 14 13H6Q3 13 3 10V4Q3 1 6 1",
        act: consumer,
    },
    Entry {
        name: (key!("Messages from a "), key!("file"), ""),
        mark: "M5 1H13L16 4V13H5ZM8 7H13M8 10H13",
        act: |lab| open(lab, Dialog::Producer(None)),
    },
    Entry {
        name: ("", key!("Stream producer"), ""),
        mark: "M2 4H9V10H2ZM11 7H19M15 3L19 7L15 11",
        act: |lab| open(lab, Dialog::Writer(None)),
    },
    Entry {
        name: ("", key!("Stream reader"), ""),
        mark: "M11 4H18V10H11ZM1 7H9M5 3L9 7L5 11",
        act: |lab| open(lab, Dialog::Reader(None)),
    },
    Entry {
        name: ("", key!("KCL workers"), ""),
        mark: "M5 1H9V7H5ZM11 7H15V13H11ZM1 13V9H9V13ZM11 5V1H19V5Z",
        act: |lab| open(lab, Dialog::Workers(lab.peek(only_stream))),
    },
    Entry {
        name: (key!("Kinesis "), key!("Agent"), ""),
        mark: "M2 1H9L12 4V13H2ZM4 6H9M4 9H9M14 9H19M16 6L19 9L16 12",
        act: |lab| open(lab, Dialog::Agent(None)),
    },
];

const AROUND: [Entry; 3] = [
    Entry {
        name: ("", key!("Alarm"), ""),
        mark: "M1 4H19M2 12L7 10L11 6L14 2L18 1",
        act: |lab| open(lab, Dialog::Alarm(None)),
    },
    Entry {
        name: ("", key!("Other"), key!(" AWS service")),
        mark: "M2 3H8V9H2ZM11 7H19M15 3L19 7L15 11",
        act: |lab| open(lab, Dialog::Trigger),
    },
    Entry {
        name: ("", key!("Keys"), ""),
        mark: "M9 7A4 4 0 1 1 1 7A4 4 0 1 1 9 7H19V11M15 7V10",
        act: |lab| open(lab, Dialog::Keys),
    },
];

fn open(lab: Lab, dialog: Dialog) {
    lab.dialog.set(Some(dialog));
}

/// A new actor is connected with the only queue there is; with more, the reader chooses.
fn producer(lab: Lab) {
    let (queue, number) = lab.peek(|session| (only_queue(session), session.cloud().actors().count() + 1));
    let config = ProducerConfig { name: t!("producer {number}", number), queue, ..ProducerConfig::default() };
    stage::add_actor(lab, ActorConfig::Producer(config));
}

fn consumer(lab: Lab) {
    let (queue, number) = lab.peek(|session| (only_queue(session), session.cloud().actors().count() + 1));
    let config = ConsumerConfig { name: t!("consumer {number}", number), queue, ..ConsumerConfig::default() };
    stage::add_actor(lab, ActorConfig::Consumer(config));
}

/// The palette.
#[component]
pub fn Palette() -> impl IntoView {
    let lab = use_lab();
    view! {
        <nav class="palette" aria-label=t!("Add to the lab")>
            <h2>{t!("Add a service")}</h2>
            {group(lab, &SERVICES)}
            <h2>{t!("Add a program")}</h2>
            {group(lab, &PROGRAMS)}
            <h2>{t!("Around them")}</h2>
            {group(lab, &AROUND)}
            <p class="muted hint">{t!("Drag an entry to its place on the stage, or choose it. Drag from the dot of a node to another node to connect them, or use “Connect”.")}</p>
        </nav>
    }
}

fn group(lab: Lab, entries: &'static [Entry]) -> AnyView {
    let button = |entry: &'static Entry| {
        let (before, word, behind) = entry.name;
        let [before, word, behind] = [before, word, behind].map(text::of);
        let carry = move |event: ev::PointerEvent| {
            let from = (f64::from(event.client_x()), f64::from(event.client_y()));
            lab.hands.carried.set((event.button() == 0).then_some(Carried { act: entry.act, name: word, from }));
        };
        view! {
            <button type="button" aria-label=format!("{before}{word}{behind}") on:pointerdown=carry on:click=move |_| (entry.act)(lab)>
                <svg viewBox="0 0 20 14" width="20" height="14" aria-hidden="true"><path d=entry.mark /></svg>
                <span><span class="wide">{before}</span>{word}<span class="wide">{behind}</span></span>
            </button>
        }
    };
    entries.iter().map(button).collect_view().into_any()
}

fn only_queue(session: &Session) -> Option<Arn> {
    let mut queues = session.cloud().sqs().queues();
    let first = queues.next()?;
    // Of a queue and its dead-letter queue, the first in reading order is the one that is meant.
    let main = queuelab_view::geometry::in_reading_order(session.cloud()).into_iter().next().unwrap_or(first);
    Some(main.key.arn())
}

fn only_stream(session: &Session) -> Option<Arn> {
    session.cloud().kinesis().streams().next().map(|stream| stream.key.arn())
}
