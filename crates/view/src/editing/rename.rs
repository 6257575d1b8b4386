//! Names of copies, and what becomes of texts that name the originals.

use serde_json::Value;

/// Texts in whose place others stand from now on. Each is replaced as a whole only: `orders` in an ARN is not a part of
/// `orders-dlq`.
#[derive(Clone, Debug, Default)]
pub(super) struct Renames {
    /// Longest first, so that a part never goes before the whole.
    texts: Vec<(String, String)>,
    /// Names that count where a member holds nothing but a name.
    names: Vec<(String, String)>,
}

/// Members that hold a bare name: the bucket of an extended client, and the value of a metric's dimension.
const BARE: [&str; 3] = ["bucket", "value", "Value"];

impl Renames {
    /// A text that stands for itself wherever it occurs, such as an ARN.
    pub(super) fn text(&mut self, old: String, new: String) {
        self.texts.push((old, new));
        self.texts.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
    }

    /// A name, which only counts where nothing else can stand.
    pub(super) fn name(&mut self, old: String, new: String) {
        self.names.push((old, new));
    }

    /// A document in which everything has its new name.
    pub(super) fn apply(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.in_text(text),
            Value::Array(list) => list.iter_mut().for_each(|value| self.apply(value)),
            Value::Object(members) => {
                for (member, value) in members.iter_mut() {
                    match value {
                        Value::String(text) if BARE.contains(&member.as_str()) => *text = self.bare(text),
                        value => self.apply(value),
                    }
                }
            }
            _ => {}
        }
    }

    fn bare(&self, text: &str) -> String {
        let found = self.names.iter().find(|(old, _)| old == text);
        found.map_or_else(|| self.in_text(text), |(_, new)| new.clone())
    }

    fn in_text(&self, text: &str) -> String {
        let mut done = String::with_capacity(text.len());
        let mut rest = text;
        let mut before = None;
        while let Some(first) = rest.chars().next() {
            let found = self
                .texts
                .iter()
                .find(|(old, _)| rest.strip_prefix(old.as_str()).is_some_and(|after| !goes_on(after.chars().next())));
            if let Some((old, new)) = found.filter(|_| !goes_on(before)) {
                done.push_str(new);
                rest = rest.get(old.len()..).unwrap_or_default();
                before = new.chars().next_back();
            } else {
                done.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
                before = Some(first);
            }
        }
        done
    }
}

/// Whether a name goes on with that character.
fn goes_on(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// What a copy is called: the first name that is free.
pub(super) fn free_name(old: &str, is_free: impl Fn(&str) -> bool) -> String {
    let (stem, end) = old.strip_suffix(".fifo").map_or((old, ""), |stem| (stem, ".fifo"));
    // A copy of a copy is another copy of the first.
    let stem = match stem.rsplit_once("-copy") {
        Some((first, number)) if number.is_empty() || number.strip_prefix('-').is_some_and(is_number) => first,
        _ => stem,
    };
    let first = std::iter::once(format!("{stem}-copy{end}"));
    let mut names = first.chain((2_u32..).map(|number| format!("{stem}-copy-{number}{end}")));
    names.find(|name| is_free(name)).unwrap_or_default()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_numbered_and_keep_their_ending() {
        let taken = ["a-copy", "b.fifo", "b-copy.fifo", "b-copy-2.fifo"];
        let free = |name: &str| !taken.contains(&name);
        assert_eq!(free_name("a", free), "a-copy-2");
        assert_eq!(free_name("a-copy", free), "a-copy-2");
        assert_eq!(free_name("b.fifo", free), "b-copy-3.fifo");
        assert_eq!(free_name("b-copy-2.fifo", free), "b-copy-3.fifo");
        assert_eq!(free_name("a-copyist", free), "a-copyist-copy");
    }

    #[test]
    fn names_are_replaced_as_a_whole_wherever_they_stand() {
        let mut renames = Renames::default();
        renames.text("arn:aws:sqs:r:1:orders".to_owned(), "arn:aws:sqs:r:1:orders-copy".to_owned());
        renames.name("orders".to_owned(), "orders-copy".to_owned());
        let mut value = serde_json::json!({
            "policy": r#"{"Resource":"arn:aws:sqs:r:1:orders","Other":"arn:aws:sqs:r:1:orders-dlq"}"#,
            "list": ["arn:aws:sqs:r:1:orders", "arn:aws:sqs:r:1:orders.fifo", "orders"],
            "bucket": "orders",
            "body": "orders",
        });
        renames.apply(&mut value);
        assert_eq!(
            value,
            serde_json::json!({
                "policy": r#"{"Resource":"arn:aws:sqs:r:1:orders-copy","Other":"arn:aws:sqs:r:1:orders-dlq"}"#,
                "list": ["arn:aws:sqs:r:1:orders-copy", "arn:aws:sqs:r:1:orders.fifo", "orders"],
                "bucket": "orders-copy",
                "body": "orders",
            })
        );
    }
}
