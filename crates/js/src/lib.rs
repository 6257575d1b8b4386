//! The lab for JavaScript: one class, AWS's own parameter names, errors whose name is AWS's code.
//!
//! Conversions only; whatever is decided is decided below. Times are milliseconds since the lab began, as numbers.
#![cfg(target_arch = "wasm32")]

use queuelab::base::{Caller, RequestId};
use queuelab::call::{Call, CallResult};
use queuelab::clock::Instant;
use queuelab::cloud::{Input, Submitted};
use queuelab::limits::LimitSet;
use queuelab::session::{SavedRun, Session, Start};
use queuelab_view::describe;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A run that takes more steps than this is left where it got to, so that a foreign text cannot stop a page for ever.
const LOAD_STEPS_MAX: u64 = 2_000_000;

/// A lab with its history.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Lab {
    session: Session,
}

/// A receive that waits: `{ waiting: number }`.
#[derive(Serialize)]
struct Waiting {
    waiting: u64,
}

/// An answer to a receive that waited.
#[derive(Serialize)]
struct Answer<'a> {
    request: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'a queuelab::call::Reply>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Refusal<'a>>,
}

/// A refusal as data: AWS's code and sentence.
#[derive(Serialize)]
struct Refusal<'a> {
    name: &'static str,
    message: &'a str,
}

/// An event as a sentence.
#[derive(Serialize)]
struct Told {
    seq: u64,
    at: u64,
    after: Option<u64>,
    text: String,
}

#[wasm_bindgen]
impl Lab {
    /// An empty lab. The seed, a whole number, decides everything that is left to chance; `limits` is "now" or "then".
    #[wasm_bindgen(constructor)]
    #[allow(clippy::needless_pass_by_value, reason = "JavaScript hands texts over")]
    pub fn new(seed: Option<f64>, limits: Option<String>) -> Result<Lab, JsError> {
        let limits = match limits.as_deref() {
            None | Some("now") => LimitSet::Now,
            Some("then") => LimitSet::Then,
            Some(other) => return Err(JsError::new(&format!("limits are \"now\" or \"then\", not \"{other}\""))),
        };
        let start = Start { seed: seed.map_or(Ok(1), whole)?, limits, ..Start::default() };
        Ok(Self { session: Session::new(start) })
    }

    /// The lab that a saved run leads to.
    #[wasm_bindgen(js_name = fromRun)]
    pub fn from_run(text: &str) -> Result<Lab, JsError> {
        let run = SavedRun::read(text)?;
        Ok(Self { session: Session::load(run, LOAD_STEPS_MAX) })
    }

    /// Calls an SQS operation with AWS's parameter names; answers what AWS answers. A receive that has to wait answers
    /// `{ waiting: number }`; its messages come with `takeAnswers`.
    ///
    /// # Errors
    /// An `Error` whose `name` is AWS's code and whose `message` is AWS's sentence.
    pub fn call(&mut self, operation: &str, parameters: JsValue) -> Result<JsValue, JsValue> {
        let given = if parameters.is_undefined() || parameters.is_null() {
            serde_json::Map::new()
        } else {
            serde_wasm_bindgen::from_value(parameters).map_err(|error| JsError::new(&error.to_string()))?
        };
        let mut object = serde_json::Map::new();
        object.insert("Service".to_owned(), "sqs".into());
        object.insert("Operation".to_owned(), operation.into());
        object.extend(given);
        let call: Call = serde_json::from_value(serde_json::Value::Object(object))
            .map_err(|error| named("InvalidRequest", &error.to_string()))?;
        match self.session.submit(Input::Call { caller: Caller::default(), call }) {
            Submitted::Done(result) => answer(&result),
            Submitted::Waiting(RequestId(waiting)) => to_js(&Waiting { waiting }),
            _ => Ok(JsValue::UNDEFINED),
        }
    }

    /// Answers to receives that waited, since the last time: `{ request, result }`, or `{ request, error }` with the
    /// `name` and `message` of a refusal.
    #[wasm_bindgen(js_name = takeAnswers)]
    pub fn take_answers(&mut self) -> Result<JsValue, JsValue> {
        let answers = self.session.take_answers();
        let shown: Vec<Answer<'_>> = answers
            .iter()
            .map(|(RequestId(request), result)| Answer {
                request: *request,
                result: (**result).as_ref().ok(),
                error: (**result).as_ref().err().map(|error| Refusal { name: error.code(), message: error.message() }),
            })
            .collect();
        to_js(&shown)
    }

    /// Does something else to the lab: a saved run's input, such as `{ addActor: { producer: { … } } }`.
    pub fn input(&mut self, input: JsValue) -> Result<(), JsValue> {
        let value: serde_json::Value =
            serde_wasm_bindgen::from_value(input).map_err(|error| JsError::new(&error.to_string()))?;
        let input: Input = serde_json::from_value(value).map_err(|error| named("InvalidInput", &error.to_string()))?;
        self.session.submit(input);
        Ok(())
    }

    /// Moves time on by so many milliseconds.
    pub fn advance(&mut self, millis: f64) -> Result<(), JsError> {
        let to = self.session.now().after(queuelab::clock::Duration::from_millis(whole(millis)?));
        self.session.seek(to);
        Ok(())
    }

    /// Moves time to an instant, forwards or backwards.
    pub fn seek(&mut self, millis: f64) -> Result<(), JsError> {
        self.session.seek(Instant::from_millis(whole(millis)?));
        Ok(())
    }

    /// One step forwards; false when nothing will happen.
    #[wasm_bindgen(js_name = stepForward)]
    pub fn step_forward(&mut self) -> bool {
        self.session.step_forward()
    }

    /// One step backwards; false at the beginning.
    #[wasm_bindgen(js_name = stepBack)]
    pub fn step_back(&mut self) -> bool {
        self.session.step_back()
    }

    /// The present, in milliseconds.
    pub fn now(&self) -> f64 {
        number(self.session.now().as_millis())
    }

    /// When something happens next, in milliseconds; undefined when nothing will.
    #[wasm_bindgen(js_name = nextDue)]
    pub fn next_due(&self) -> Option<f64> {
        self.session.next_step_at().map(|at| number(at.as_millis()))
    }

    /// The digest of all state: sixteen hexadecimal digits, equal on every host.
    pub fn digest(&self) -> String {
        format!("{:016x}", self.session.digest())
    }

    /// Events up to the present from a number on, as `{ seq, at, after, text }`.
    pub fn events(&self, from: f64) -> Result<JsValue, JsValue> {
        let cloud = self.session.cloud();
        let told: Vec<Told> = self
            .session
            .events_since(whole(from)?)
            .map(|event| Told {
                seq: event.seq,
                at: event.at.as_millis(),
                after: event.after,
                text: describe::sentence(cloud, event),
            })
            .collect();
        to_js(&told)
    }

    /// The run as text, to keep.
    pub fn save(&self) -> String {
        self.session.save().write()
    }
}

fn answer(result: &CallResult) -> Result<JsValue, JsValue> {
    match result {
        Ok(reply) => to_js(reply),
        Err(error) => Err(named(error.code(), error.message())),
    }
}

/// An `Error` with a name of its own.
fn named(name: &str, message: &str) -> JsValue {
    let error = js_sys::Error::new(message);
    error.set_name(name);
    error.into()
}

/// Plain objects rather than maps, as an SDK answers.
fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).map_err(Into::into)
}

/// A number of JavaScript as a whole one.
fn whole(value: f64) -> Result<u64, JsError> {
    const MOST: f64 = 9_007_199_254_740_991.0;
    if value.fract() == 0.0 && (0.0..=MOST).contains(&value) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just above")]
        Ok(value as u64)
    } else {
        Err(JsError::new(&format!("{value} is not a whole number from 0 to 2^53 - 1")))
    }
}

fn number(millis: u64) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "285,000 years fit exactly")]
    let number = millis as f64;
    number
}
