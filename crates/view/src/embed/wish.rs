//! What the address of an embedded lab asks for, after its `#`: `scenario=fan-out&controls=full&start=12s`.

use crate::playback::{Pacing, SPEEDS};
use queuelab::base::percent;
use queuelab::clock::Duration;
use queuelab::session::templates::Template;
use queuelab::t;
use std::collections::BTreeSet;

/// Longer addresses are refused.
pub const WISH_MAX: usize = 120_000;
/// Characters of a caption.
const CAPTION_MAX: usize = 200;
/// Characters of a level's name, of a nonce and of an origin.
const WORD_MAX: usize = 200;

/// What is on the stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// The document around it says so later.
    #[default]
    Later,
    /// A ready-made lab.
    Template(Template),
    /// A run in a link, `v1.…`.
    Link(String),
    /// A level by its name, `standard/first-receive`.
    Lesson(String),
}

/// How much of the transport there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Controls {
    /// None at all.
    None,
    /// Play, steps and the ruler.
    #[default]
    Mini,
    /// All.
    Full,
}

/// What stands around the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Panel {
    /// The log and the tables.
    Log,
    /// What is selected.
    Inspector,
    /// What can be added.
    Palette,
}

/// Which colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// As the system has it.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Look {
    /// What they are called in addresses, in messages and where they are kept.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// By name.
    pub fn find(name: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark].into_iter().find(|look| look.name() == name)
    }
}

/// What an address asks for. Without a wish: paused, only looked at, with the small transport.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wish {
    /// What is on the stage.
    pub source: Source,
    /// Which colours.
    pub look: Look,
    /// How much of the transport there is.
    pub controls: Controls,
    /// What stands around the stage.
    pub panels: BTreeSet<Panel>,
    /// Whether the reader may change the lab.
    pub editable: bool,
    /// Whether it plays at once.
    pub autoplay: bool,
    /// Where the run begins to be seen.
    pub start: Option<Duration>,
    /// Logical time in multiples of real time.
    pub speed: Option<f64>,
    /// What the present moves by.
    pub pacing: Option<Pacing>,
    /// Another seed than the lab's own.
    pub seed: Option<u64>,
    /// What stands below the stage.
    pub caption: String,
    /// What each message must carry; without it none is taken.
    pub nonce: String,
    /// The origin of the document around, the only one that messages are taken from and sent to.
    pub origin: String,
}

impl Wish {
    /// Reads what stands after the `#`.
    ///
    /// # Errors
    /// What is not understood, as a sentence.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = text.trim_start_matches('#');
        if text.len() > WISH_MAX {
            return Err(t!("the address is longer than {max} characters", max = WISH_MAX));
        }
        let mut wish = Self::default();
        let mut seen = BTreeSet::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if !seen.insert(name) {
                return Err(t!("“{name}” is given twice", name));
            }
            let value = decoded(value).ok_or_else(|| t!("“{name}” is no text", name))?;
            wish.take(name, value)?;
        }
        // A level is there to be worked on.
        wish.editable |= matches!(wish.source, Source::Lesson(_));
        Ok(wish)
    }

    fn take(&mut self, name: &str, value: String) -> Result<(), String> {
        let unknown = {
            let value = excerpt(&value);
            move || t!("“{value}” is not a value of “{name}”", value, name)
        };
        match name {
            "scenario" => self.show(Source::Template(Template::find(&value).ok_or_else(unknown)?))?,
            "state" => self.show(Source::Link(value))?,
            "lesson" if is_level(&value) => self.show(Source::Lesson(value))?,
            "theme" => self.look = Look::find(&value).ok_or_else(unknown)?,
            // The page's start script has taken it already.
            "lang" => {}
            "controls" => {
                self.controls = match value.as_str() {
                    "none" => Controls::None,
                    "mini" => Controls::Mini,
                    "full" => Controls::Full,
                    _ => return Err(unknown()),
                };
            }
            "panels" => {
                let panel = |word: &str| match word {
                    "log" => Ok(Panel::Log),
                    "inspector" => Ok(Panel::Inspector),
                    "palette" => Ok(Panel::Palette),
                    _ => Err(unknown()),
                };
                let words = value.split([' ', ',']).filter(|word| !word.is_empty());
                self.panels = words.map(panel).collect::<Result<_, _>>()?;
            }
            "editable" => self.editable = switch(&value).ok_or_else(unknown)?,
            "autoplay" => self.autoplay = switch(&value).ok_or_else(unknown)?,
            "start" => self.start = Some(value.parse().map_err(|_| unknown())?),
            "speed" => self.speed = Some(speed(&value).ok_or_else(unknown)?),
            "pacing" => self.pacing = Some(pacing(&value).ok_or_else(unknown)?),
            "seed" => self.seed = Some(value.parse().map_err(|_| unknown())?),
            "caption" if value.chars().count() <= CAPTION_MAX => self.caption = value,
            "nonce" if is_word(&value) => self.nonce = value,
            "origin" if is_origin(&value) => self.origin = value,
            "lesson" | "caption" | "nonce" | "origin" => return Err(unknown()),
            _ => return Err(t!("“{name}” is not known here", name = excerpt(name))),
        }
        Ok(())
    }

    fn show(&mut self, source: Source) -> Result<(), String> {
        if self.source != Source::Later {
            return Err(t!("it can show one of a scenario, a state and a lesson").to_owned());
        }
        self.source = source;
        Ok(())
    }
}

/// A speed within what the transport has.
pub(super) fn speed(text: &str) -> Option<f64> {
    text.parse().ok().filter(|speed| (SPEEDS.0..=SPEEDS.1).contains(speed))
}

pub(super) fn pacing(text: &str) -> Option<Pacing> {
    [("time", Pacing::Time), ("event", Pacing::Event)].into_iter().find_map(|(name, it)| (name == text).then_some(it))
}

/// An attribute without a value is on.
fn switch(text: &str) -> Option<bool> {
    match text {
        "" | "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// The name of a file of a level, which can lead nowhere else.
fn is_level(text: &str) -> bool {
    let is_name = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte == b'-' || byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    text.len() <= WORD_MAX && text.split_once('/').is_some_and(|(track, name)| is_name(track) && is_name(name))
}

fn is_word(text: &str) -> bool {
    (1..=WORD_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// `null` is the origin of a document from a file, to which nothing can be sent by name.
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    text.len() <= WORD_MAX && host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@', '*']))
}

fn excerpt(text: &str) -> String {
    text.chars().take(60).collect()
}

/// As an address has it: a plus is a space.
fn decoded(text: &str) -> Option<String> {
    percent::decoded(&text.replace('+', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_it_wants() {
        assert_eq!(Wish::read("").unwrap(), Wish::default());
        let wish = Wish::read(
            "#scenario=fan-out&theme=dark&controls=full&panels=log,inspector&editable&autoplay=true&start=12s&speed=4\
             &pacing=event&seed=7&caption=One%20publish&nonce=a-1&origin=https%3A%2F%2Fdocs.example%3A8443&lang=de",
        )
        .unwrap();
        let Source::Template(template) = wish.source else { panic!("{wish:?}") };
        assert_eq!(template.key(), "fan-out");
        assert_eq!((wish.look, wish.controls), (Look::Dark, Controls::Full));
        assert_eq!(wish.panels, BTreeSet::from([Panel::Log, Panel::Inspector]));
        assert!(wish.editable && wish.autoplay);
        assert_eq!((wish.start, wish.speed, wish.seed), (Some(Duration::from_secs(12)), Some(4.0), Some(7)));
        assert_eq!((wish.pacing, wish.caption.as_str()), (Some(Pacing::Event), "One publish"));
        assert_eq!((wish.nonce.as_str(), wish.origin.as_str()), ("a-1", "https://docs.example:8443"));
        assert!(Wish::read("lesson=standard/first-receive").unwrap().editable, "a level is there to be worked on");
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_name() {
        let table = [
            ("scenario=zeppelin", "“zeppelin” is not a value of “scenario”"),
            ("colour=red", "“colour” is not known here"),
            ("theme=dark&theme=light", "“theme” is given twice"),
            ("scenario=fan-out&state=v1.abc", "it can show one of a scenario, a state and a lesson"),
            ("speed=0", "“0” is not a value of “speed”"),
            ("speed=NaN", "“NaN” is not a value of “speed”"),
            ("start=soon", "“soon” is not a value of “start”"),
            ("seed=-1", "“-1” is not a value of “seed”"),
            ("panels=log,crown", "“log,crown” is not a value of “panels”"),
            ("editable=maybe", "“maybe” is not a value of “editable”"),
            ("lesson=../../secret", "“../../secret” is not a value of “lesson”"),
            ("lesson=standard/a/b", "“standard/a/b” is not a value of “lesson”"),
            ("origin=*", "“*” is not a value of “origin”"),
            ("origin=https://a.example/path", "“https://a.example/path” is not a value of “origin”"),
            ("caption=%ff", "“caption” is no text"),
        ];
        for (text, expected) in table {
            assert_eq!(Wish::read(text).unwrap_err(), expected, "{text}");
        }
        assert!(Wish::read(&"a".repeat(WISH_MAX + 1)).unwrap_err().contains("longer than"));
        assert!(Wish::read(&format!("caption={}", "x".repeat(201))).is_err());
    }
}
