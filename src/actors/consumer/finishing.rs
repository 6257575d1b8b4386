//! The call that ends a consumer's work on a message, which its SDK tries again: three attempts, with growing waits.

use super::{Consumer, Phase};
use crate::actors::writer::backoff::{self, Trouble};
use crate::actors::{ActorCx, ActorEvent, Tag};
use crate::call::{Call, CallError, CallResult};
use crate::clock::{Duration, Instant};
use crate::sqs::ErrorCode;

/// Attempts of the standard retry mode, the first one included.
const ATTEMPTS: u32 = 3;

/// A delete, or the giving back of a message.
#[derive(Clone, Debug, Hash)]
pub(super) struct Finishing {
    call: Call,
    /// Attempts before this one.
    tries: u32,
    /// When it is tried again; none while an answer is awaited.
    pub(super) again: Option<Instant>,
    /// The error of the attempt before, where no answer came.
    lost: Option<&'static str>,
}

impl Consumer {
    pub(super) fn begin_finishing(&mut self, cx: &mut ActorCx<'_>, call: Call) {
        self.phase = Phase::Finishing;
        self.finishing = Some(Box::new(Finishing { call: call.clone(), tries: 0, again: None, lost: None }));
        cx.calls.push((Tag::Finish, call));
    }

    /// It was answered, or was not: it goes on, or tries again after a while.
    pub(super) fn finished(&mut self, cx: &mut ActorCx<'_>, result: &CallResult) {
        let trouble = match result {
            Err(CallError::Network(_)) => Trouble::Other,
            Err(CallError::Sqs(error)) if error.code == ErrorCode::RequestThrottled => Trouble::Throttled,
            _ => return self.next(cx),
        };
        let Some(finishing) = self.finishing.as_mut().filter(|finishing| finishing.tries + 1 < ATTEMPTS) else {
            if let Err(error @ CallError::Network(_)) = result {
                cx.events.push(ActorEvent::GaveUp { code: error.code() });
            }
            return self.next(cx);
        };
        finishing.again = Some(cx.now.after(backoff::wait(cx.rng, trouble, finishing.tries)));
        finishing.tries += 1;
        finishing.lost = match result {
            Err(error @ CallError::Network(_)) => Some(error.code()),
            _ => None,
        };
    }

    fn next(&mut self, cx: &mut ActorCx<'_>) {
        self.finishing = None;
        self.next_job(cx);
    }

    /// Makes the call anew when its time has come.
    pub(super) fn finish_again(&mut self, cx: &mut ActorCx<'_>) {
        let Some(finishing) = self.finishing.as_mut().filter(|one| one.again.is_some_and(|at| at <= cx.now)) else {
            return;
        };
        finishing.again = None;
        if let Some(code) = finishing.lost {
            let (operation, attempt) = (finishing.call.operation(), finishing.tries + 1);
            cx.events.push(ActorEvent::Retries { operation, attempt, code, tag: Tag::Finish });
        }
        cx.calls.push((Tag::Finish, finishing.call.clone()));
    }

    /// Its clock stood still for so long since `from`.
    pub(in crate::actors) fn stood_still(&mut self, from: Instant, span: Duration) {
        if let Phase::Working { since, until } = &mut self.phase
            && *until > from
        {
            (*since, *until) = (since.after(span), until.after(span));
        }
    }
}
