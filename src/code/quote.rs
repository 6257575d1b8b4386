//! Texts as the shell and the languages of the SDKs write them.

use std::fmt::Write as _;

/// Whether the shell takes the text for one word without quotation marks.
pub fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-./:@%+=,".contains(&byte))
        && !text.starts_with('=')
}

/// A word of a POSIX shell: in single quotation marks, unless it needs none.
pub fn shell(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// A text of Python.
pub fn python(text: &str) -> String {
    quoted(text, |quoted, c| match u32::from(c) {
        code @ ..0x100 => push(quoted, format_args!("\\x{code:02x}")),
        code @ ..0x1_0000 => push(quoted, format_args!("\\u{code:04x}")),
        code => push(quoted, format_args!("\\U{code:08x}")),
    })
}

/// A text of Rust.
pub fn rust(text: &str) -> String {
    quoted(text, |quoted, c| push(quoted, format_args!("\\u{{{:x}}}", u32::from(c))))
}

/// A text of JavaScript, which writes it as Rust does.
pub fn javascript(text: &str) -> String {
    rust(text)
}

/// A text in quotation marks, in which each language writes what cannot be seen in its own way.
fn quoted(text: &str, hidden: impl Fn(&mut String, char)) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if is_hidden(c) => hidden(&mut quoted, c),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Bytes as Python and Rust write them: `b"…"`.
pub fn bytes(bytes: &[u8]) -> String {
    let mut quoted = String::with_capacity(bytes.len() + 3);
    quoted.push_str("b\"");
    for byte in bytes {
        match byte {
            b'"' => quoted.push_str("\\\""),
            b'\\' => quoted.push_str("\\\\"),
            b'\n' => quoted.push_str("\\n"),
            b'\r' => quoted.push_str("\\r"),
            b'\t' => quoted.push_str("\\t"),
            b' '..=b'~' => quoted.push(char::from(*byte)),
            byte => push(&mut quoted, format_args!("\\x{byte:02x}")),
        }
    }
    quoted.push('"');
    quoted
}

/// What nobody could tell from its neighbours on a screen, or what would turn the text's direction around.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
        || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FFF0}'..='\u{FFFB}' | '\u{FFFE}'..='\u{FFFF}')
}

fn push(text: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing into a text cannot fail.
    let _ = text.write_fmt(what);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_as_each_language_wants_them() {
        let text = "it's \"a\\b\"\n\t\0\u{85}é\u{202E}😀";
        assert_eq!(shell(text), "'it'\\''s \"a\\b\"\n\t\0\u{85}é\u{202E}😀'");
        assert_eq!(python(text), r#""it's \"a\\b\"\n\t\x00\x85é\u202e😀""#);
        assert_eq!(rust(text), r#""it's \"a\\b\"\n\t\u{0}\u{85}é\u{202e}😀""#);
        assert_eq!(javascript(text), r#""it's \"a\\b\"\n\t\u{0}\u{85}é\u{202e}😀""#);
        assert_eq!(bytes(b"a\"\\\n\x00\xFF"), r#"b"a\"\\\n\x00\xff""#);
        assert_eq!(shell("plain-1.fifo"), "plain-1.fifo");
        assert_eq!(shell(""), "''");
        assert_eq!(shell("~"), "'~'");
    }
}
