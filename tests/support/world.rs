//! The system under test: a lab with its history, and what was learnt of it.

use super::acts::{Act, Known};
use queuelab::base::RequestId;
use queuelab::call::{CallResult, Reply};
use queuelab::clock::{Duration, Instant};
use queuelab::cloud::{Dials, Event, Input, Submitted};
use queuelab::limits::LimitSet;
use queuelab::session::{Session, Start};
use queuelab::sqs::api::{self, Request};

/// No act takes more steps than this; what is not reached is left for later.
const STEPS_MAX: u64 = 2_000;
/// Handles and waits that are remembered.
const KNOWN_MAX: usize = 64;

/// A lab to act on.
pub struct World {
    /// The lab.
    pub session: Session,
    /// What was learnt.
    pub known: Known,
    /// Answers that came late, to receives that had to wait.
    pub answers: Vec<(RequestId, std::sync::Arc<CallResult>)>,
}

impl World {
    /// A lab at its beginning.
    pub fn new(seed: u64, dials: Dials) -> Self {
        let session = Session::new(Start { seed, limits: LimitSet::Now, dials });
        Self { session, known: Known::default(), answers: Vec::new() }
    }

    /// Does it. A submitted input's answer comes back.
    pub fn perform(&mut self, act: &Act) -> Option<Submitted> {
        let submitted = match act {
            Act::Do(input) => Some(self.submit(input)),
            Act::Many(input, times) => {
                for _ in 1..*times {
                    self.submit(input);
                }
                Some(self.submit(input))
            }
            Act::Advance(millis) => {
                let to = self.session.now().after(Duration::from_millis(*millis));
                self.session.seek_within(to, STEPS_MAX);
                None
            }
            Act::Undo => self.only(Session::undo),
            Act::Redo => self.only(Session::redo),
            Act::Back(steps) => self.only(|session| (0..*steps).all(|_| session.step_back())),
            Act::Forward(steps) => self.only(|session| {
                // A lab with actors in it goes on for ever; one without ends.
                (0..*steps).all(|_| session.step_forward())
            }),
            Act::Seek(place) => {
                let to = self.session.end().as_millis() / 1_000 * place;
                self.session.seek_within(Instant::from_millis(to), STEPS_MAX);
                None
            }
            Act::Branch(number) => {
                let ids: Vec<u32> = self.session.branches().0.iter().map(|branch| branch.id).collect();
                if let Some(id) = number.checked_rem(ids.len() as u64) {
                    self.session.switch_branch(ids[usize::try_from(id).unwrap()]);
                }
                None
            }
        };
        let answers = self.session.take_answers();
        for (_, answer) in &answers {
            self.learn(answer, "");
        }
        self.answers.extend(answers);
        self.known.streams.now = self.session.now();
        submitted
    }

    fn only<T>(&mut self, act: impl FnOnce(&mut Session) -> T) -> Option<Submitted> {
        act(&mut self.session);
        None
    }

    fn submit(&mut self, input: &Input) -> Submitted {
        let submitted = self.session.submit(input.clone());
        let queue = match input {
            Input::Call { call: queuelab::call::Call::Sqs(request), .. } => Request::queue_url(request),
            _ => None,
        };
        let stream = match input {
            Input::Call { call: queuelab::call::Call::Kinesis(request), .. } => {
                request.stream().and_then(|named| named.name)
            }
            _ => None,
        };
        if let Submitted::Done(Ok(reply)) = &submitted {
            self.known.streams.learn(reply, stream);
        }
        match &submitted {
            Submitted::Done(result) => self.learn(result, queue.unwrap_or_default()),
            Submitted::Waiting(request) => remember(&mut self.known.waits, *request),
            Submitted::Added(_) => self.known.actors += 1,
            Submitted::Changed | Submitted::NotFound | Submitted::Refused(_) => {}
        }
        submitted
    }

    /// Remembers handles. A late answer does not name its queue, but each handle does.
    fn learn(&mut self, result: &CallResult, queue: &str) {
        match result {
            Ok(Reply::Sqs(api::Reply::ReceiveMessage(reply))) => {
                for message in &reply.messages {
                    let id = message.receipt_handle.queue;
                    let named = self.session.cloud().sqs().queue(id).map(|queue| queue.key.name.to_string());
                    let queue = named.unwrap_or_else(|| queue.to_owned());
                    remember(&mut self.known.handles, (queue, message.receipt_handle));
                }
            }
            Ok(Reply::Sqs(api::Reply::StartMessageMoveTask(reply))) => {
                remember(&mut self.known.tasks, reply.task_handle.clone());
            }
            _ => {}
        }
    }

    /// Events from a number on, as far as the present.
    pub fn events_from(&self, seq: u64) -> impl Iterator<Item = &Event> {
        (seq..self.session.cloud().next_seq()).filter_map(|seq| self.session.event(seq))
    }
}

fn remember<T>(list: &mut Vec<T>, item: T) {
    list.push(item);
    if list.len() > KNOWN_MAX {
        list.remove(0);
    }
}
