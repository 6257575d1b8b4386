//! Which line of a JSON document a path leads to. The document is known to be well-formed.

/// The line, from 1, of the value at a path such as `goals[2].when`; that of the innermost part of it that is there.
pub fn line_of(text: &str, path: &str) -> usize {
    let mut reader = Reader { bytes: text.as_bytes(), at: 0 };
    reader.blank();
    let mut found = reader.at;
    for step in steps(path) {
        let entered = match step {
            Step::Field(name) => reader.field(name),
            Step::Element(index) => reader.element(index),
        };
        if !entered {
            break;
        }
        found = reader.at;
    }
    1 + text.as_bytes().iter().take(found).filter(|byte| **byte == b'\n').count()
}

enum Step<'a> {
    Field(&'a str),
    Element(usize),
}

fn steps(path: &str) -> impl Iterator<Item = Step<'_>> {
    path.split(['.', '[']).filter(|step| !step.is_empty()).map(|step| {
        let index = step.strip_suffix(']').and_then(|index| index.parse().ok());
        index.map_or(Step::Field(step), Step::Element)
    })
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blank(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Past what separates one thing from the next.
    fn pass(&mut self, mark: u8) -> bool {
        self.blank();
        let is_there = self.peek() == Some(mark);
        if is_there {
            self.at += 1;
            self.blank();
        }
        is_there
    }

    /// Past a string; what stands between its quotation marks.
    fn string(&mut self) -> &[u8] {
        let from = self.at + 1;
        self.at = from;
        while let Some(byte) = self.peek() {
            if byte == b'"' {
                break;
            }
            self.at += if byte == b'\\' { 2 } else { 1 };
        }
        let until = self.at.min(self.bytes.len());
        self.at += 1;
        self.bytes.get(from..until).unwrap_or_default()
    }

    /// Past a value, whatever it is.
    fn value(&mut self) {
        let mut depth = 0_usize;
        loop {
            self.blank();
            match self.peek() {
                None => return,
                Some(b'"') => {
                    self.string();
                }
                Some(b'{' | b'[') => {
                    self.at += 1;
                    depth += 1;
                    continue;
                }
                Some(b'}' | b']') => {
                    if depth == 0 {
                        return;
                    }
                    self.at += 1;
                    depth -= 1;
                }
                Some(b',' | b':') if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                Some(_) => {
                    while self.peek().is_some_and(|byte| !b",:]}\"".contains(&byte) && !byte.is_ascii_whitespace()) {
                        self.at += 1;
                    }
                }
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// Into the value of a field of the object that stands here.
    fn field(&mut self, name: &str) -> bool {
        if !self.pass(b'{') {
            return false;
        }
        while self.peek() == Some(b'"') {
            let is_it = self.string() == name.as_bytes();
            self.pass(b':');
            if is_it {
                return true;
            }
            self.value();
            self.pass(b',');
        }
        false
    }

    /// Into an element of the array that stands here.
    fn element(&mut self, index: usize) -> bool {
        if !self.pass(b'[') {
            return false;
        }
        for _ in 0..index {
            self.value();
            if !self.pass(b',') {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_the_line_of_its_value() {
        let text = "{\n \"title\": \"a \\\" b, c: {\",\n \"start\": {\"seed\": 1,\n  \"dials\": [[], {}, -1.5e3, null]},\n \
                    \"script\":\n [ \"one\",\n\n\"two\" , \"three\"\n]\n}";
        for (path, line) in [
            ("", 1),
            ("title", 2),
            ("start", 3),
            ("start.seed", 3),
            ("start.dials", 4),
            ("start.dials[2]", 4),
            ("script", 6),
            ("script[0]", 6),
            ("script[1]", 8),
            ("script[2]", 8),
            ("script[7]", 6),
            ("nothing", 1),
        ] {
            assert_eq!(line_of(text, path), line, "{path}");
        }
    }

    #[test]
    fn no_text_and_no_path_makes_it_stumble() {
        let mut rng = crate::base::Rng::fork(1, "locate");
        let pieces = ["{", "}", "[", "]", "\"", "\\", ",", ":", "a", " ", "\n", "1", "é"];
        let paths = ["a", "a[0]", "[1]", "a.a[2].a", "", "..[", "[x]"];
        for _ in 0..20_000 {
            let draw = |rng: &mut crate::base::Rng, below: usize| usize::try_from(rng.below(below as u64)).unwrap();
            let count = draw(&mut rng, 12);
            let text: String = (0..count).map(|_| pieces[draw(&mut rng, pieces.len())]).collect();
            line_of(&text, paths[draw(&mut rng, paths.len())]);
        }
    }
}
