//! What a frame and the document around it say to each other: flat JSON objects with the version of the protocol, the
//! frame's nonce and a `type`. `www/queue-lab.d.ts` declares the same for those who write programs.

use super::wish::{self, Look};
use crate::playback::Pacing;
use queuelab::t;
use serde::{Deserialize, Serialize};

/// The version of the protocol.
pub const PROTOCOL: u32 = 1;
/// A longer message is not looked at: it has room for the largest scenario file.
pub const MESSAGE_MAX: usize = 2_000_000;
/// The latest instant that can be gone to: a year.
const AT_MAX: u64 = 366 * 86_400_000;
/// Steps at once.
const STEPS_MAX: u32 = 1_000;

/// What the document asks of the frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// To play.
    Play,
    /// To pause.
    Pause,
    /// To go to an instant, in milliseconds.
    Seek(u64),
    /// So many steps on, or back.
    Step {
        /// How many.
        count: u32,
        /// Whether backwards.
        back: bool,
    },
    /// Other settings; what is not named stays.
    Set {
        /// The speed.
        speed: Option<f64>,
        /// What the present moves by.
        pacing: Option<Pacing>,
        /// Which colours.
        theme: Option<Look>,
        /// Custom properties of the theme, by name.
        tokens: Vec<(String, String)>,
        /// Whether each event is reported.
        events: Option<bool>,
    },
    /// To show another lab: the text of a scenario file.
    LoadScenario(String),
    /// To show the run of a link.
    LoadState(String),
    /// To say something, with the number of the question.
    Query(u64, Question),
}

/// What can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Question {
    /// Where the run is in time.
    Time,
    /// The digest of all state.
    Digest,
    /// The run as a link.
    State,
    /// How the goals stand.
    Goals,
}

/// A goal as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Its text.
    pub text: String,
    /// Whether it is reached.
    pub reached: bool,
    /// What is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
}

/// What the frame says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Report {
    /// A lab is on the stage.
    Ready {
        /// What it is called.
        title: String,
    },
    /// The height at which the lab is as wide as its frame, in pixels.
    Resize {
        /// The height.
        height: f64,
    },
    /// Where the run is.
    Time {
        /// The present, in milliseconds.
        now: u64,
        /// The end of the run so far.
        end: u64,
        /// When something happens next.
        #[serde(skip_serializing_if = "Option::is_none")]
        next: Option<u64>,
        /// Whether it plays.
        playing: bool,
    },
    /// Something happened.
    Event {
        /// Its number.
        seq: u64,
        /// When, in milliseconds.
        at: u64,
        /// As a sentence.
        text: String,
    },
    /// A goal has been reached, or is no longer.
    Goal {
        /// Which.
        index: usize,
        /// As it stands.
        #[serde(flatten)]
        goal: Told,
    },
    /// An answer.
    Answer {
        /// The number of the question.
        id: u64,
        /// What was asked.
        value: serde_json::Value,
    },
    /// Something could not be done.
    Error {
        /// Why.
        message: String,
    },
}

/// A message as it comes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    queuelab: u32,
    nonce: String,
    #[serde(rename = "type")]
    kind: String,
    at: Option<f64>,
    by: Option<f64>,
    speed: Option<f64>,
    pacing: Option<String>,
    theme: Option<String>,
    tokens: Option<std::collections::BTreeMap<String, String>>,
    events: Option<bool>,
    scenario: Option<String>,
    state: Option<String>,
    id: Option<u64>,
    what: Option<Question>,
}

/// The custom properties that a document may hand over.
const TOKENS: [&str; 14] = [
    "page",
    "panel",
    "lane",
    "ink",
    "muted",
    "line",
    "grid",
    "accent",
    "on-accent",
    "selected",
    "ok",
    "warn",
    "bad",
    "sans",
];

/// Reads a message. Nothing when it is none of ours, as other programs speak to the same window.
///
/// # Errors
/// Why a message with the frame's nonce cannot be followed.
pub fn read(text: &str, nonce: &str) -> Option<Result<Order, String>> {
    if nonce.is_empty() || text.len() > MESSAGE_MAX {
        return None;
    }
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    if value.get("nonce").and_then(serde_json::Value::as_str) != Some(nonce) || value.get("queuelab").is_none() {
        return None;
    }
    let raw = serde_json::from_value::<Raw>(value).map_err(|error| error.to_string());
    Some(raw.and_then(|raw| {
        debug_assert_eq!(raw.nonce, nonce, "compared above");
        if raw.queuelab == PROTOCOL {
            raw.order()
        } else {
            Err(t!("this frame speaks version {version} of the protocol", version = PROTOCOL))
        }
    }))
}

impl Raw {
    fn order(self) -> Result<Order, String> {
        let missing = |name: &str| t!("“{name}” is missing, or not as it should be", name);
        Ok(match self.kind.as_str() {
            "play" => Order::Play,
            "pause" => Order::Pause,
            "seek" => Order::Seek(self.at.and_then(whole).filter(|at| *at <= AT_MAX).ok_or_else(|| missing("at"))?),
            "step" => {
                let by = self.by.unwrap_or(1.0);
                let count = whole(by.abs()).and_then(|count| u32::try_from(count).ok());
                let count = count.filter(|count| (1..=STEPS_MAX).contains(count)).ok_or_else(|| missing("by"))?;
                Order::Step { count, back: by < 0.0 }
            }
            "set" => self.settings().map_err(missing)?,
            "load" => match (self.scenario, self.state) {
                (Some(scenario), None) => Order::LoadScenario(scenario),
                (None, Some(state)) => Order::LoadState(state),
                _ => return Err(missing("scenario")),
            },
            "query" => Order::Query(self.id.ok_or_else(|| missing("id"))?, self.what.ok_or_else(|| missing("what"))?),
            _ => return Err(t!("there is no message of this type").to_owned()),
        })
    }

    fn settings(self) -> Result<Order, &'static str> {
        let find = |text: Option<String>| text.map(|text| wish::pacing(&text).ok_or("pacing")).transpose();
        let tokens: Vec<_> = self.tokens.unwrap_or_default().into_iter().collect();
        if !tokens.iter().all(|(name, value)| TOKENS.contains(&name.as_str()) && is_plain(name, value)) {
            return Err("tokens");
        }
        Ok(Order::Set {
            speed: self.speed.map(|speed| wish::speed(&speed.to_string()).ok_or("speed")).transpose()?,
            pacing: find(self.pacing)?,
            theme: self.theme.map(|name| Look::find(&name).ok_or("theme")).transpose()?,
            tokens,
            events: self.events,
        })
    }
}

/// A colour, or names of fonts: nothing that fetches something or refers to something else.
fn is_plain(name: &str, value: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || " #%.,()/-_'\"".contains(c);
    let calls = value.to_ascii_lowercase();
    let functions = ["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "oklab(", "lab(", "lch(", "hwb("];
    let opened = calls.matches('(').count();
    let known: usize = functions.iter().map(|function| calls.matches(function).count()).sum();
    let is_font = name == "sans";
    (1..=120).contains(&value.len())
        && value.chars().all(allowed)
        && (opened == 0 || !is_font && opened == 1 && known >= 1)
}

fn whole(value: f64) -> Option<u64> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked in the same breath")]
    ((0.0..=9_007_199_254_740_991.0).contains(&value) && value.fract() == 0.0).then_some(value as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(rest: &str) -> Result<Order, String> {
        read(&format!(r#"{{"queuelab":1,"nonce":"n",{rest}}}"#), "n").expect("it is ours")
    }

    #[test]
    fn orders_are_understood() {
        assert_eq!(order(r#""type":"play""#), Ok(Order::Play));
        assert_eq!(order(r#""type":"seek","at":12000"#), Ok(Order::Seek(12_000)));
        assert_eq!(order(r#""type":"step""#), Ok(Order::Step { count: 1, back: false }));
        assert_eq!(order(r#""type":"step","by":-3"#), Ok(Order::Step { count: 3, back: true }));
        assert_eq!(order(r#""type":"query","id":4,"what":"digest""#), Ok(Order::Query(4, Question::Digest)));
        assert_eq!(order(r#""type":"load","state":"v1.x""#), Ok(Order::LoadState("v1.x".to_owned())));
        let set = order(r##""type":"set","speed":2,"theme":"dark","tokens":{"accent":"#0a4fd6","page":"rgb(1 2 3)"}"##);
        let Ok(Order::Set { speed, theme, tokens, pacing, events }) = set else { panic!("{set:?}") };
        assert_eq!((speed, theme, pacing, events, tokens.len()), (Some(2.0), Some(Look::Dark), None, None, 2));
    }

    #[test]
    fn strangers_are_not_heard_and_nonsense_is_answered() {
        let strange =
            [r#"{"type":"play"}"#, r#"{"queuelab":1,"nonce":"m","type":"play"}"#, "null", "[1", "\"hello\"", ""];
        for text in strange {
            assert_eq!(read(text, "n"), None, "{text}");
        }
        assert_eq!(read(r#"{"queuelab":1,"nonce":"","type":"play"}"#, ""), None, "without a nonce nobody is heard");
        let bad = [
            r#""type":"dance""#,
            r#""type":"seek""#,
            r#""type":"seek","at":-1"#,
            r#""type":"seek","at":1e300"#,
            r#""type":"seek","at":0.5"#,
            r#""type":"step","by":0"#,
            r#""type":"step","by":100000"#,
            r#""type":"set","speed":0"#,
            r#""type":"set","theme":"pink""#,
            r#""type":"set","tokens":{"accent":"url(https://a.example)"}"#,
            r#""type":"set","tokens":{"accent":"var(--x)"}"#,
            r#""type":"set","tokens":{"width":"1px"}"#,
            r#""type":"load""#,
            r#""type":"load","state":"a","scenario":"b""#,
            r#""type":"query","id":1"#,
            r#""type":"query","id":1,"what":"password""#,
            r#""type":"play","extra":1"#,
            r#""type":7"#,
        ];
        for text in bad {
            assert!(order(text).is_err(), "{text}");
        }
        let newer = read(r#"{"queuelab":2,"nonce":"n","type":"play"}"#, "n");
        assert_eq!(newer, Some(Err("this frame speaks version 1 of the protocol".to_owned())));
        assert_eq!(read(&format!(r#"{{"nonce":"n","queuelab":1,"type":"{}"}}"#, "x".repeat(MESSAGE_MAX)), "n"), None);
    }

    /// Every change of up to four bytes of sound messages either does nothing, is refused, or is an order within bounds.
    #[test]
    fn ten_thousand_damaged_messages_break_nothing() {
        let sound = [
            r#"{"queuelab":1,"nonce":"n","type":"seek","at":12000}"#,
            r##"{"queuelab":1,"nonce":"n","type":"set","speed":2,"tokens":{"accent":"#0a4fd6"}}"##,
            r#"{"queuelab":1,"nonce":"n","type":"step","by":-3}"#,
            r#"{"queuelab":1,"nonce":"n","type":"query","id":4,"what":"goals"}"#,
        ];
        let mut chance: u64 = 42;
        let mut draw = |below: usize| {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(chance >> 33).unwrap() % below
        };
        let (mut taken, mut refused) = (0, 0);
        for round in 0..10_000 {
            let mut bytes = sound[round % sound.len()].as_bytes().to_vec();
            for _ in 0..=draw(4) {
                let (at, to) = (draw(bytes.len()), draw(256));
                bytes[at] = u8::try_from(to).unwrap();
            }
            match read(&String::from_utf8_lossy(&bytes), "n") {
                Some(Ok(Order::Seek(at))) => assert!(at <= AT_MAX),
                Some(Ok(Order::Step { count, .. })) => assert!((1..=STEPS_MAX).contains(&count)),
                Some(Ok(_)) => taken += 1,
                Some(Err(reason)) => {
                    assert!(!reason.is_empty());
                    refused += 1;
                }
                None => {}
            }
        }
        assert!(taken > 0 && refused > 0, "{taken} {refused}");
    }
}
