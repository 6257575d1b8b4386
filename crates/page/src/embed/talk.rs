//! The frame and the document around it: orders are carried out, and what happens is reported. Only that document is heard,
//! only from the origin in the frame's address, and only with its nonce.

use super::Frame;
use crate::host;
use crate::lab::Lab;
use crate::stage::View;
use leptos::prelude::*;
use queuelab::clock::Instant;
use queuelab::session::{Session, link};
use queuelab_view::describe;
use queuelab_view::embed::{Order, PROTOCOL, Question, Report, Told, Wish, read};
use queuelab_view::playback::Command;

/// So many events are reported at once; of more the latest.
const EVENTS_MAX: usize = 200;

/// Who is spoken with. Nobody, where the address names no origin.
#[derive(Clone, Copy)]
pub struct Talk {
    with: StoredValue<(String, String)>,
    /// Whether each event is reported.
    events: RwSignal<bool>,
}

impl Talk {
    /// With whom the address names.
    pub fn new(wish: &Wish) -> Self {
        Self { with: StoredValue::new((wish.origin.clone(), wish.nonce.clone())), events: RwSignal::new(false) }
    }

    fn is_possible(self) -> bool {
        self.with.with_value(|(origin, nonce)| !origin.is_empty() && !nonce.is_empty())
    }

    /// Says something.
    pub fn say(self, report: &Report) {
        if !self.is_possible() {
            return;
        }
        let Ok(serde_json::Value::Object(mut message)) = serde_json::to_value(report) else { return };
        self.with.with_value(|(origin, nonce)| {
            message.insert("queuelab".to_owned(), PROTOCOL.into());
            message.insert("nonce".to_owned(), nonce.as_str().into());
            host::post(origin, &serde_json::Value::Object(message).to_string());
        });
    }
}

/// From now on listens, and reports what changes.
pub fn report(frame: Frame, stage: View) {
    let (lab, talk) = (frame.lab, frame.talk);
    if !talk.is_possible() {
        return;
    }
    let (origin, nonce) = talk.with.get_value();
    host::on_message(origin, move |text| match read(&text, &nonce) {
        Some(Ok(order)) => follow(frame, order),
        Some(Err(message)) => talk.say(&Report::Error { message }),
        None => {}
    });
    Effect::new(move |_| {
        lab.runs.track();
        talk.say(&Report::Ready { title: lab.title.get() });
    });
    let height = Memo::new(move |_| stage.ideal_height().map(f64::round));
    Effect::new(move |_| {
        if let Some(height) = height.get() {
            talk.say(&Report::Resize { height });
        }
    });
    let time = Memo::new(move |_| time(lab));
    Effect::new(move |_| talk.say(&time.get()));
    let goals = Memo::new(move |_| frame.goals.told());
    Effect::new(move |before: Option<Vec<Told>>| {
        let now = goals.get();
        for (index, goal) in now.iter().enumerate() {
            if before.as_ref().and_then(|before| before.get(index)) != Some(goal) {
                talk.say(&Report::Goal { index, goal: goal.clone() });
            }
        }
        now
    });
    report_events(lab, talk);
}

/// Reports events from the moment in which somebody wants them. Those of a past that was gone back to come again.
fn report_events(lab: Lab, talk: Talk) {
    Effect::new(move |before: Option<Option<u64>>| {
        if !talk.events.get() {
            return None;
        }
        lab.with(|session: &Session| {
            let next = session.cloud().next_seq();
            let from = before.flatten().unwrap_or(next).min(next);
            let skipped = usize::try_from(next - from).unwrap_or(usize::MAX).saturating_sub(EVENTS_MAX);
            for event in session.events_since(from).skip(skipped) {
                let text = describe::sentence(session.cloud(), event);
                talk.say(&Report::Event { seq: event.seq, at: event.at.as_millis(), text });
            }
            Some(next)
        })
    });
}

fn time(lab: Lab) -> Report {
    let playing = lab.playback.with(|playback| playback.playing);
    lab.with(|session| Report::Time {
        now: session.now().as_millis(),
        end: session.end().as_millis(),
        next: session.next_step_at().map(Instant::as_millis),
        playing,
    })
}

fn follow(frame: Frame, order: Order) {
    let (lab, talk) = (frame.lab, frame.talk);
    match order {
        Order::Play => lab.command(Command::Play),
        Order::Pause => lab.command(Command::Pause),
        Order::Seek(at) => lab.seek(Instant::from_millis(at)),
        Order::Step { count, back: true } => lab.steps_back(count),
        Order::Step { count, back: false } => lab.steps_forward(count),
        Order::Set { speed, pacing, theme, tokens, events } => {
            if let Some(speed) = speed {
                lab.command(Command::Speed(speed));
            }
            if let Some(pacing) = pacing {
                lab.command(Command::Pace(pacing));
            }
            for (name, value) in tokens {
                host::set_root_property(&format!("--{name}"), Some(value));
            }
            // It looks anew also after other properties alone.
            frame.look.set(theme.unwrap_or_else(|| frame.look.get_untracked()));
            if let Some(events) = events {
                talk.events.set(events);
            }
        }
        Order::LoadScenario(text) => frame.open_scenario(&text),
        Order::LoadState(text) => lab.with_engine(move |engine| frame.open_link(engine, &text, &Wish::default())),
        Order::Query(id, question) => {
            let value = untrack(|| answer(frame, question));
            talk.say(&Report::Answer { id, value });
        }
    }
}

fn answer(frame: Frame, question: Question) -> serde_json::Value {
    let lab = frame.lab;
    let value = match question {
        Question::Time => serde_json::to_value(time(lab)),
        Question::Digest => Ok(lab.peek(|session| format!("{:016x}", session.digest())).into()),
        Question::State => Ok(lab.peek(link::of).into()),
        Question::Goals => serde_json::to_value(frame.goals.told()),
    };
    value.unwrap_or_default()
}
