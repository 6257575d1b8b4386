//! Lays out what was written over lines: what fits stays on one, what does not is indented.

/// Text with places where a line may end.
#[derive(Clone, Debug)]
pub enum Tree {
    /// A text without such places.
    Leaf(String),
    /// Items between brackets: `head(`, items with commas, `)`.
    List {
        /// What opens it, with what stands before.
        open: String,
        /// The items.
        items: Vec<Self>,
        /// What closes it.
        close: &'static str,
        /// What stands inside of the brackets when it is on one line: nothing, or a space.
        pad: &'static str,
    },
    /// A text, and what follows it without a place for a line's end.
    Pair(String, Box<Self>),
    /// Calls one after the other: `head.a(…).b(…)`.
    Chain(String, Vec<Self>),
}

/// How wide a line may be.
const WIDTH: usize = 88;

impl Tree {
    /// On lines, with so many spaces for a level.
    pub fn lines(&self, step: usize) -> String {
        let mut text = String::new();
        self.put(&mut text, 0, step, 0);
        text
    }

    fn flat(&self, text: &mut String) {
        match self {
            Self::Leaf(leaf) => text.push_str(leaf),
            Self::List { open, items, close, pad } => {
                text.push_str(open);
                let pad = if items.is_empty() { "" } else { pad };
                text.push_str(pad);
                for (number, item) in items.iter().enumerate() {
                    if number > 0 {
                        text.push_str(", ");
                    }
                    item.flat(text);
                }
                text.push_str(pad);
                text.push_str(close);
            }
            Self::Pair(head, rest) => {
                text.push_str(head);
                rest.flat(text);
            }
            Self::Chain(head, links) => {
                text.push_str(head);
                for link in links {
                    link.flat(text);
                }
            }
        }
    }

    /// `behind` letters follow on the same line.
    fn put(&self, text: &mut String, indent: usize, step: usize, behind: usize) {
        let mut flat = String::new();
        self.flat(&mut flat);
        let line_start = text.rfind('\n').map_or(0, |at| at + 1);
        let column = text.get(line_start..).map_or(0, |line| line.chars().count());
        let is_leaf = matches!(self, Self::Leaf(_));
        if is_leaf || column + flat.chars().count() + behind <= WIDTH {
            text.push_str(&flat);
            return;
        }
        let inner = indent + step;
        match self {
            Self::Leaf(_) => {}
            Self::List { open, items, close, .. } => {
                text.push_str(open);
                for item in items {
                    new_line(text, inner);
                    item.put(text, inner, step, 1);
                    text.push(',');
                }
                new_line(text, indent);
                text.push_str(close);
            }
            Self::Pair(head, rest) => {
                text.push_str(head);
                rest.put(text, indent, step, behind);
            }
            Self::Chain(head, links) => {
                text.push_str(head);
                for link in links {
                    new_line(text, inner);
                    link.put(text, inner, step, 1);
                }
            }
        }
    }
}

fn new_line(text: &mut String, indent: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n(' ', indent));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_on_a_line_and_what_does_not_is_indented() {
        let list = |items: usize| Tree::List {
            open: "f(".to_owned(),
            items: (0..items).map(|item| Tree::Leaf(format!("{item:0>20}"))).collect(),
            close: ")",
            pad: "",
        };
        assert_eq!(list(2).lines(4), "f(00000000000000000000, 00000000000000000001)");
        assert_eq!(list(0).lines(4), "f()");
        let broken = Tree::Chain("a".to_owned(), vec![Tree::Pair(".b".to_owned(), Box::new(list(5)))]).lines(2);
        let expected = "a\n  .bf(\n    00000000000000000000,\n    00000000000000000001,\n    00000000000000000002,\n    \
                        00000000000000000003,\n    00000000000000000004,\n  )";
        assert_eq!(broken, expected);
    }
}
