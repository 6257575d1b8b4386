//! Text messages to phones: how a text is written for the network, and how it is cut into parts.
//!
//! Source: "Publishing SMS messages" in the SNS developer guide (140 bytes a part; 1,600 characters a message; parts end
//! between words) and the default alphabet with its extension table in 3GPP TS 23.038, section 6.2.1.

/// The most characters of one message.
pub const CHARACTERS_MAX: usize = 1_600;
/// Characters of a topic's display name that stand before its messages.
pub const SENDER_CHARACTERS: usize = 10;

/// The default alphabet: one unit each.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§\
                     ¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// The extension table: an escape and a second unit.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// How the characters of a message are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Seven bits a character of the GSM alphabet; two units for those of its extension table.
    Gsm7,
    /// Eight bits a character.
    Ascii,
    /// Sixteen bits; two units for characters beyond the basic plane, such as emoji.
    Ucs2,
}

impl Encoding {
    /// The smallest encoding for a text.
    pub fn of(text: &str) -> Self {
        if text.chars().all(|c| BASIC.contains(c) || EXTENSION.contains(c)) {
            Self::Gsm7
        } else if text.is_ascii() {
            Self::Ascii
        } else {
            Self::Ucs2
        }
    }

    /// Units that fit into the 140 bytes of a part.
    pub const fn units_max(self) -> usize {
        match self {
            Self::Gsm7 => 160,
            Self::Ascii => 140,
            Self::Ucs2 => 70,
        }
    }

    /// Units of a character.
    pub fn units_of(self, character: char) -> usize {
        match self {
            Self::Gsm7 if EXTENSION.contains(character) => 2,
            Self::Gsm7 | Self::Ascii => 1,
            Self::Ucs2 => character.len_utf16(),
        }
    }
}

/// A text of more than 1,600 characters, which no phone gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("the text has {0} characters, and at most 1600 are sent")]
pub struct TooLong(pub usize);

/// The text as it reaches a phone: behind the first ten characters of the topic's display name, where it has one.
pub fn with_sender(display_name: &str, text: &str) -> String {
    let sender: String = display_name.chars().take(SENDER_CHARACTERS).collect();
    if sender.is_empty() { text.to_owned() } else { format!("{sender}> {text}") }
}

/// The parts in which a text is sent, cut between words; a word that is longer than a part is cut inside. The white space
/// at a cut is dropped.
///
/// # Errors
/// More than 1,600 characters.
pub fn sms_parts(text: &str) -> Result<Vec<String>, TooLong> {
    let characters = text.chars().count();
    if characters > CHARACTERS_MAX {
        return Err(TooLong(characters));
    }
    let encoding = Encoding::of(text);
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(fits) = bytes_that_fit(rest, encoding) {
        let (head, tail) = rest.split_at_checked(fits).unwrap_or((rest, ""));
        let cut = if tail.starts_with(char::is_whitespace) {
            fits
        } else {
            head.rfind(char::is_whitespace).filter(|at| *at > 0).unwrap_or(fits)
        };
        let (part, after) = rest.split_at_checked(cut).unwrap_or((rest, ""));
        let part = part.trim_end();
        if !part.is_empty() {
            parts.push(part.to_owned());
        }
        rest = after.trim_start();
    }
    if !rest.is_empty() || parts.is_empty() {
        parts.push(rest.to_owned());
    }
    Ok(parts)
}

/// How many bytes at the front of a text fill a part; none when all of it fits.
fn bytes_that_fit(text: &str, encoding: Encoding) -> Option<usize> {
    let mut units = 0;
    for (at, character) in text.char_indices() {
        units += encoding.units_of(character);
        if units > encoding.units_max() {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(text: &str) -> Vec<usize> {
        sms_parts(text).unwrap().iter().map(|part| part.chars().count()).collect()
    }

    #[test]
    fn the_alphabet_is_complete() {
        // 128 places but the escape to the extension table.
        assert_eq!(BASIC.chars().count(), 127);
        let mut all: Vec<char> = BASIC.chars().chain(EXTENSION.chars()).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 137);
        for (text, encoding) in [
            ("Hello {world} ~ 5 €", Encoding::Gsm7),
            ("ÄÖÜ äöü ñ à Ç", Encoding::Gsm7),
            ("a `quoted` word", Encoding::Ascii),
            ("tab\there", Encoding::Ascii),
            ("ç", Encoding::Ucs2),
            ("日本", Encoding::Ucs2),
            ("🎈", Encoding::Ucs2),
            ("", Encoding::Gsm7),
        ] {
            assert_eq!(Encoding::of(text), encoding, "{text}");
        }
    }

    #[test]
    fn parts_hold_160_or_140_or_70_characters() {
        for (text, expected) in [
            (String::new(), vec![0]),
            ("a".repeat(160), vec![160]),
            ("a".repeat(161), vec![160, 1]),
            // An extended character takes two units.
            ("€".repeat(80), vec![80]),
            ("€".repeat(81), vec![80, 1]),
            ("`".repeat(140), vec![140]),
            ("`".repeat(141), vec![140, 1]),
            ("ç".repeat(70), vec![70]),
            ("ç".repeat(71), vec![70, 1]),
            // A pair of surrogates is never cut.
            ("🎈".repeat(35), vec![35]),
            ("🎈".repeat(36), vec![35, 1]),
            ("a".repeat(1_600), vec![160; 10]),
        ] {
            assert_eq!(lengths(&text), expected, "{} characters", text.chars().count());
        }
        assert_eq!(sms_parts(&"a".repeat(1_601)), Err(TooLong(1_601)));
        assert_eq!(TooLong(1_601).to_string(), "the text has 1601 characters, and at most 1600 are sent");
    }

    #[test]
    fn cuts_stand_between_words() {
        let exact = format!("{} {}", "a".repeat(160), "b".repeat(10));
        assert_eq!(sms_parts(&exact).unwrap(), ["a".repeat(160), "b".repeat(10)]);
        let moved = format!("{} {}", "a".repeat(150), "b".repeat(20));
        assert_eq!(sms_parts(&moved).unwrap(), ["a".repeat(150), "b".repeat(20)]);
        let long = format!("x {}", "b".repeat(200));
        assert_eq!(sms_parts(&long).unwrap(), ["x".to_owned(), "b".repeat(160), "b".repeat(40)]);
        assert_eq!(sms_parts(&" ".repeat(200)).unwrap(), [""]);
        let lead = format!(" {}", "a".repeat(200));
        assert_eq!(lengths(&lead), [160, 41]);
        let words = "word ".repeat(60);
        let joined = sms_parts(words.trim_end()).unwrap().join(" ");
        assert_eq!(joined, words.trim_end());
    }

    #[test]
    fn the_sender_is_ten_characters_of_the_display_name() {
        assert_eq!(with_sender("Order service", "paid"), "Order serv> paid");
        assert_eq!(with_sender("", "paid"), "paid");
        assert_eq!(with_sender("ÄÖÜäöüßéèçà", "x"), "ÄÖÜäöüßéèç> x");
    }
}
