//! The lines of HTML that put a lab into somebody else's document. Only what differs from the defaults is written.

use super::wish::Wish;
use queuelab::base::percent;
use std::fmt::Write as _;

/// What is chosen for an embedded lab, as its attributes are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The address of the page, with a slash at its end.
    pub home: String,
    /// A ready-made lab by its key; empty where a run is shown.
    pub scenario: String,
    /// A run as a link.
    pub state: String,
    /// How much of the transport there is.
    pub controls: String,
    /// Which colours.
    pub theme: String,
    /// The speed.
    pub speed: String,
    /// Its height in pixels.
    pub height: String,
    /// What stands below it.
    pub caption: String,
    /// Whether it plays at once.
    pub autoplay: bool,
    /// Whether the reader may change it.
    pub editable: bool,
    /// Whether the log is there.
    pub log: bool,
    /// Whether the inspector is there.
    pub inspector: bool,
}

impl Default for Snippet {
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            home: String::new(),
            scenario: String::new(),
            state: String::new(),
            controls: text("mini"),
            theme: text("auto"),
            speed: text("1"),
            height: text("420"),
            caption: String::new(),
            autoplay: false,
            editable: false,
            log: false,
            inspector: false,
        }
    }
}

impl Snippet {
    /// What is asked for beyond the defaults, by attribute.
    fn attributes(&self) -> Vec<(&'static str, String)> {
        let panels = [(self.editable, "palette"), (self.log, "log"), (self.inspector, "inspector")];
        let panels: Vec<&str> = panels.into_iter().filter_map(|(is_there, name)| is_there.then_some(name)).collect();
        let given = |text: &str, default: &str| if text == default { String::new() } else { text.to_owned() };
        let mut all = vec![
            ("scenario", self.scenario.clone()),
            ("state", self.state.clone()),
            ("controls", given(&self.controls, "mini")),
            ("theme", given(&self.theme, "auto")),
            ("speed", given(&self.speed, "1")),
            ("panels", panels.join(" ")),
            ("caption", self.caption.clone()),
        ];
        all.retain(|(_, value)| !value.is_empty());
        let switches = [("autoplay", self.autoplay), ("editable", self.editable)];
        all.extend(switches.into_iter().filter(|(_, is_on)| *is_on).map(|(name, _)| (name, String::new())));
        all
    }

    /// What stands after the `#` of the frame's address.
    pub fn wish(&self) -> String {
        let pair = |(name, value): (&str, String)| {
            if value.is_empty() {
                name.to_owned()
            } else {
                format!("{name}={}", percent::encoded(&value, percent::UNRESERVED))
            }
        };
        let text = self.attributes().into_iter().map(pair).collect::<Vec<_>>().join("&");
        debug_assert!(Wish::read(&text).is_ok() || self.caption.chars().count() > 200, "{text}");
        text
    }

    /// The element and its script, with a link where scripts do not run.
    pub fn element(&self) -> String {
        let mut text = format!("<script src=\"{}queue-lab.js\"></script>\n<queue-lab", escaped(&self.home));
        for (name, value) in self.attributes() {
            // Writing to a string cannot fail.
            let _ = if value.is_empty() {
                write!(text, " {name}")
            } else {
                write!(text, " {name}=\"{}\"", escaped(&value))
            };
        }
        if self.height != "420" {
            let _ = write!(text, " height=\"{}\"", escaped(&self.height));
        }
        let link = if self.state.is_empty() { self.home.clone() } else { format!("{}#{}", self.home, self.state) };
        let _ = write!(text, ">\n  <a href=\"{}\">{}</a>\n</queue-lab>", escaped(&link), escaped(&self.name()));
        text
    }

    /// A plain frame.
    pub fn frame(&self) -> String {
        format!(
            "<iframe src=\"{}e.html#{}\" title=\"{}\" width=\"100%\" height=\"{}\" loading=\"lazy\"></iframe>",
            escaped(&self.home),
            escaped(&self.wish()),
            escaped(&self.name()),
            escaped(&self.height),
        )
    }

    fn name(&self) -> String {
        if self.caption.is_empty() { "Queuelab".to_owned() } else { self.caption.clone() }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::super::{Panel, Source};
    use super::*;

    fn sample() -> Snippet {
        Snippet {
            home: "https://labs.example/q/".to_owned(),
            scenario: "fan-out".to_owned(),
            caption: "A \"hot\" <shard> & more".to_owned(),
            ..Snippet::default()
        }
    }

    #[test]
    fn the_lines_say_only_what_differs() {
        assert_eq!(
            sample().element(),
            "<script src=\"https://labs.example/q/queue-lab.js\"></script>\n\
             <queue-lab scenario=\"fan-out\" caption=\"A &quot;hot&quot; &lt;shard&gt; &amp; more\">\n  \
             <a href=\"https://labs.example/q/\">A &quot;hot&quot; &lt;shard&gt; &amp; more</a>\n</queue-lab>"
        );
        let all = Snippet {
            controls: "full".to_owned(),
            theme: "dark".to_owned(),
            speed: "5".to_owned(),
            height: "560".to_owned(),
            autoplay: true,
            editable: true,
            log: true,
            inspector: true,
            ..sample()
        };
        for part in [
            " controls=\"full\"",
            " theme=\"dark\"",
            " speed=\"5\"",
            " panels=\"palette log inspector\"",
            " autoplay",
            " editable",
            " height=\"560\"",
        ] {
            assert!(all.element().contains(part), "{part}: {}", all.element());
        }
        assert!(
            all.frame().starts_with("<iframe src=\"https://labs.example/q/e.html#scenario=fan-out&amp;controls=full")
        );
    }

    #[test]
    fn the_frame_understands_what_is_written() {
        let wish = Wish::read(&Snippet { autoplay: true, log: true, ..sample() }.wish()).unwrap();
        assert!(matches!(wish.source, Source::Template(_)));
        assert_eq!(wish.caption, "A \"hot\" <shard> & more");
        assert!(wish.autoplay && !wish.editable && wish.panels.contains(&Panel::Log));
    }
}
