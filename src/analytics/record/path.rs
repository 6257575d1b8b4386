//! Paths into JSON: `$`, `.name`, `['name']` and `[0:]`, which is every element of an array.

/// So many steps may a path have. This lab's own limit.
const STEPS_MAX: usize = 32;

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// A member of an object.
    Member(String),
    /// All elements of an array.
    Elements,
}

/// A path from the root of a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// Reads a path.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let bad = |why: &str| format!("'{text}' is no path: {why}");
        let mut rest = text.strip_prefix('$').ok_or_else(|| bad("it begins with $"))?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            if steps.len() == STEPS_MAX {
                return Err(bad("it is too long"));
            }
            if let Some(after) = rest.strip_prefix("[0:]") {
                steps.push(Step::Elements);
                rest = after;
            } else if let Some((name, after)) = rest.strip_prefix("['").and_then(|rest| rest.split_once("']")) {
                steps.push(Step::Member(name.to_owned()));
                rest = after;
            } else if let Some(after) = rest.strip_prefix('.') {
                let end = after.find(['.', '[']).unwrap_or(after.len());
                let (name, after) = after.split_at(end);
                if name.is_empty() {
                    return Err(bad("a name is missing behind a point"));
                }
                steps.push(Step::Member(name.to_owned()));
                rest = after;
            } else {
                return Err(bad("behind $ stand .name, ['name'] and [0:]; other indexes are not supported"));
            }
        }
        let path = Self(steps);
        // An array at the end is one value; another one before it would be two.
        let inner = path.0.iter().rev().skip(1).filter(|step| **step == Step::Elements).count();
        let last = usize::from(path.0.last() == Some(&Step::Elements));
        if inner > 1 || (inner == 1 && last == 1) {
            return Err(bad("only one array of a path can be taken apart"));
        }
        Ok(path)
    }

    /// The path to the array that it takes apart: one with something behind it.
    pub fn array(&self) -> Option<Self> {
        let place = self.0.iter().position(|step| *step == Step::Elements)?;
        (place + 1 < self.0.len()).then(|| Self(self.0.iter().take(place).cloned().collect()))
    }

    /// What follows a beginning that it shares with another path.
    pub fn behind(&self, start: &Self) -> Option<Self> {
        self.0.strip_prefix(start.0.as_slice()).map(|rest| Self(rest.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_and_others_say_why_not() {
        let member = |name: &str| Step::Member(name.to_owned());
        assert_eq!(Path::read("$").unwrap().0, []);
        let path = Path::read("$.a['b c'].d").unwrap();
        assert_eq!((path.0.as_slice(), path.array()), (&[member("a"), member("b c"), member("d")][..], None));
        let path = Path::read("$.orders[0:].id").unwrap();
        assert_eq!(path.array(), Some(Path(vec![member("orders")])));
        assert_eq!(Path::read("$.orders[0:]").unwrap().array(), None);
        assert_eq!(path.behind(&Path::read("$.orders[0:]").unwrap()), Some(Path(vec![member("id")])));
        for bad in ["", "a", "$a", "$.", "$..a", "$.a[1]", "$.a[", "$.a[0:].b[0:].c", "$.a[0:].b[0:]"] {
            assert!(Path::read(bad).is_err(), "{bad}");
        }
    }
}
