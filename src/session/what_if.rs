//! The same run with one setting changed: same seed, same script, another value.
//!
//! A setting is whatever the inputs of a run say of a queue or an actor, and how the lab began. Changing one changes the
//! inputs that say it, from the beginning on, and nothing else. This module knows inputs and runs; what came of them is
//! for others to compare.

use super::{Logged, SavedRun, Session};
use crate::base::ActorId;
use crate::call::Call;
use crate::cloud::Input;
use crate::limits::LimitSet;
use crate::sqs::api::{Request, SetQueueAttributes};
use serde_json::Value;
use std::sync::Arc;

/// What is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// The seed, which decides all chance.
    Seed,
    /// Today's figures or those of exam notes, from the beginning on.
    Limits,
    /// How long calls of actors are under way: the least and the most, in milliseconds, with a hyphen between.
    Latency,
    /// An attribute of a queue, by the queue's name and AWS's name of the attribute.
    Queue(String, String),
    /// A field of an actor's configuration, by the place of the actor in the order of adding, and the names on the way to
    /// the field.
    Actor(u32, Vec<String>),
}

/// A setting with the value that it has in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knob {
    /// Which.
    pub setting: Setting,
    /// What it belongs to: the name of a queue or an actor; empty for the lab.
    pub of: String,
    /// What it is called.
    pub name: String,
    /// Its value as text.
    pub value: String,
}

/// Attributes of a queue that can be changed although no input names them, with AWS's default.
const ATTRIBUTES: [(&str, &str); 5] = [
    ("VisibilityTimeout", "30"),
    ("DelaySeconds", "0"),
    ("ReceiveMessageWaitTimeSeconds", "0"),
    ("MessageRetentionPeriod", "345600"),
    ("MaximumMessageSize", "1048576"),
];

/// What can be changed in a run, in the order of its inputs.
pub fn knobs(session: &Session) -> Vec<Knob> {
    let start = session.start();
    let latency = start.dials.latency;
    let lab = |setting, name: &str, value: String| Knob { setting, of: String::new(), name: name.to_owned(), value };
    let mut knobs = vec![
        lab(Setting::Seed, "seed", start.seed.to_string()),
        lab(Setting::Limits, "limits", start.limits.word().to_owned()),
        lab(Setting::Latency, "latency in ms", format!("{}-{}", latency.min_ms, latency.max_ms)),
    ];
    let mut added = 0;
    for logged in session.timeline().log() {
        match &*logged.input {
            Input::Call { call: Call::Sqs(Request::CreateQueue(request)), .. } => {
                let named = request.attributes.iter().filter(|(name, _)| *name != "FifoQueue" && *name != "Policy");
                let named: Vec<(&str, &str)> = named.map(|(name, value)| (name.as_str(), value.as_str())).collect();
                let others = ATTRIBUTES.into_iter().filter(|(name, _)| named.iter().all(|(known, _)| known != name));
                for (name, value) in named.iter().copied().chain(others) {
                    let setting = Setting::Queue(request.queue_name.clone(), name.to_owned());
                    knobs.push(Knob {
                        setting,
                        of: request.queue_name.clone(),
                        name: name.to_owned(),
                        value: value.to_owned(),
                    });
                }
            }
            Input::AddActor(config) => {
                added += 1;
                let Ok(Value::Object(tagged)) = serde_json::to_value(config) else { continue };
                for (kind, fields) in &tagged {
                    let mut path = vec![kind.clone()];
                    fields_of(fields, &mut path, &mut |path, value| {
                        let setting = Setting::Actor(added, path.to_vec());
                        let name = words(path.get(1..).unwrap_or_default());
                        knobs.push(Knob { setting, of: config.name().to_owned(), name, value });
                    });
                }
            }
            _ => {}
        }
    }
    knobs
}

/// Calls for each number, text and switch inside of a value; names and queues are not settings.
fn fields_of(value: &Value, path: &mut Vec<String>, found: &mut impl FnMut(&[String], String)) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if path.len() == 1 && ["name", "queue", "stream"].contains(&name.as_str()) {
                    continue;
                }
                path.push(name.clone());
                fields_of(value, path, found);
                path.pop();
            }
        }
        Value::Null => found(path, "none".to_owned()),
        Value::String(text) => found(path, text.clone()),
        Value::Array(values) if values.iter().all(|value| value.is_number() || value.is_string()) => {
            found(path, Value::Array(values.clone()).to_string());
        }
        Value::Bool(_) | Value::Number(_) => found(path, value.to_string()),
        Value::Array(_) => {}
    }
}

/// `workMs` as `work ms`.
fn words(path: &[String]) -> String {
    let mut text = String::new();
    for name in path {
        if !text.is_empty() {
            text.push_str(", ");
        }
        for c in name.chars() {
            if c.is_ascii_uppercase() {
                text.push(' ');
            }
            text.push(if c == '_' { ' ' } else { c.to_ascii_lowercase() });
        }
    }
    text
}

/// The run of a session with a setting changed, at its beginning.
///
/// # Errors
/// Why the value does not fit, in words of AWS where it is AWS that refuses it.
pub fn changed(session: &Session, setting: &Setting, value: &str) -> Result<SavedRun, String> {
    let value = value.trim();
    let mut start = session.start().clone();
    let mut log: Vec<Logged> = session.timeline().log().cloned().collect();
    match setting {
        Setting::Seed => {
            start.seed = value.parse().map_err(|_| "A seed is a whole number.".to_owned())?;
        }
        Setting::Limits => {
            start.limits = match value {
                "now" => LimitSet::Now,
                "then" => LimitSet::Then,
                _ => return Err("Limits are 'now' or 'then'.".to_owned()),
            };
        }
        Setting::Latency => {
            let (least, most) = value.split_once('-').unwrap_or((value, value));
            let read = |text: &str| text.trim().parse::<u64>().ok().filter(|millis| *millis <= 600_000);
            let both = read(least).zip(read(most)).filter(|(least, most)| least <= most);
            let (min_ms, max_ms) = both.ok_or("Latency is a span in milliseconds, such as 2-4, of at most 600000.")?;
            start.dials.latency = crate::cloud::Latency { min_ms, max_ms };
        }
        Setting::Queue(queue, attribute) => {
            check_attribute(session, queue, attribute, value)?;
            for logged in &mut log {
                logged.input = with_attribute(&logged.input, queue, (attribute, value));
            }
        }
        Setting::Actor(number, path) => change_actor(&mut log, *number, path, value)?,
    }
    Ok(SavedRun::new(start, log))
}

/// Lets AWS look at the value, on a copy of the lab.
fn check_attribute(session: &Session, queue: &str, attribute: &str, value: &str) -> Result<(), String> {
    let mut cloud = session.cloud().clone();
    let found = cloud.sqs().queues().find(|one| &*one.key.name == queue).map(|queue| queue.key.url());
    let queue_url = found.ok_or_else(|| format!("There is no queue {queue} at the present."))?;
    let attributes = [(attribute.to_owned(), value.to_owned())].into();
    match cloud.call(SetQueueAttributes { queue_url, attributes }) {
        crate::cloud::Submitted::Done(Err(error)) => Err(format!("{}: {}", error.code(), error.message())),
        _ => Ok(()),
    }
}

fn with_attribute(input: &Arc<Input>, queue: &str, (name, value): (&str, &str)) -> Arc<Input> {
    let Input::Call { caller, call: Call::Sqs(request) } = &**input else { return input.clone() };
    let changed = match request {
        Request::CreateQueue(create) if create.queue_name == queue => {
            let mut create = create.clone();
            create.attributes.insert(name.to_owned(), value.to_owned());
            Request::CreateQueue(create)
        }
        // Whoever sets it later sets the other value too.
        Request::SetQueueAttributes(set)
            if set.queue_url.rsplit('/').next() == Some(queue) && set.attributes.contains_key(name) =>
        {
            let mut set = set.clone();
            set.attributes.insert(name.to_owned(), value.to_owned());
            Request::SetQueueAttributes(set)
        }
        _ => return input.clone(),
    };
    Arc::new(Input::Call { caller: caller.clone(), call: Call::Sqs(changed) })
}

fn change_actor(log: &mut [Logged], number: u32, path: &[String], value: &str) -> Result<(), String> {
    let mut added = 0;
    for logged in log {
        let config = match &*logged.input {
            Input::AddActor(config) => {
                added += 1;
                if added != number {
                    continue;
                }
                config
            }
            Input::SetActor(id, config) if id.0 == number => config,
            _ => continue,
        };
        let mut json = serde_json::to_value(config).map_err(|error| error.to_string())?;
        let mut field = &mut json;
        for name in path {
            field = field.get_mut(name.as_str()).ok_or("This actor has no such setting any more.")?;
        }
        *field = as_json(field, value);
        let config = serde_json::from_value(json).map_err(|error| format!("'{value}' does not fit: {error}."))?;
        logged.input = Arc::new(match &*logged.input {
            Input::SetActor(..) => Input::SetActor(ActorId(number), config),
            _ => Input::AddActor(config),
        });
    }
    Ok(())
}

/// A text as the kind of value that stood there.
fn as_json(old: &Value, text: &str) -> Value {
    match old {
        Value::String(_) => Value::String(text.to_owned()),
        _ if text == "none" => Value::Null,
        _ => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Instant;
    use crate::session::templates::Template;

    fn knob(session: &Session, of: &str, name: &str) -> Knob {
        let found = knobs(session).into_iter().find(|knob| knob.of == of && knob.name == name);
        found.unwrap_or_else(|| panic!("{name} of {of}"))
    }

    fn received(session: &Session) -> u64 {
        session.cloud().sqs().queues().map(|queue| queue.metrics.totals.received).sum()
    }

    #[test]
    fn every_setting_of_every_template_can_be_given_the_value_that_it_has() {
        for template in Template::ALL {
            let session = template.session();
            for knob in knobs(&session) {
                let run = changed(&session, &knob.setting, &knob.value);
                let run = run.unwrap_or_else(|error| panic!("{template:?}, {knob:?}: {error}"));
                let is_attribute = matches!(knob.setting, Setting::Queue(..));
                // An attribute that stood nowhere stands there then, with AWS's default.
                assert!(is_attribute || run.log == template.run().log, "{template:?}, {knob:?}");
            }
        }
    }

    #[test]
    fn a_longer_visibility_timeout_spares_the_duplicates() {
        let mut short = Template::SlowConsumer.session();
        let knob = knob(&short, "jobs", "VisibilityTimeout");
        assert_eq!(knob.value, "10");
        let mut long = Session::load(changed(&short, &knob.setting, "60").unwrap(), u64::MAX);
        let at = Instant::from_millis(90_000);
        short.seek(at);
        long.seek(at);
        assert_eq!(received(&long), long.cloud().sqs().queues().next().unwrap().metrics.totals.sent);
        assert!(received(&short) > received(&long));
    }

    #[test]
    fn what_does_not_fit_is_said_and_changes_nothing() {
        let session = Template::SlowConsumer.session();
        let refused = |of: &str, name: &str, value: &str| {
            changed(&session, &knob(&session, of, name).setting, value).unwrap_err()
        };
        assert!(refused("jobs", "VisibilityTimeout", "43201").starts_with("InvalidAttributeValue"));
        assert!(refused("slow encoder", "work ms", "long").starts_with("'long' does not fit"));
        assert_eq!(refused("", "seed", "x"), "A seed is a whole number.");
        assert!(refused("", "latency in ms", "5-2").starts_with("Latency is"));
        assert_eq!(refused("", "limits", "soon"), "Limits are 'now' or 'then'.");
    }
}
