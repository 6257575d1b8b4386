//! How many tests passed and failed, read from what the test programs print.

/// Tests that passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Ran and passed.
    pub passed: u64,
    /// Ran and failed, or could not run.
    pub failed: u64,
}

impl Counts {
    /// One thing that went wrong.
    pub const FAILURE: Self = Self { passed: 0, failed: 1 };

    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// How the programs of a suite tell how its tests went.
#[derive(Debug, Clone, Copy)]
pub struct Report {
    /// How many passed and failed.
    pub counts: fn(&str) -> Counts,
    /// The names of those that failed.
    pub failed: fn(&str) -> Vec<String>,
}

/// As Rust's test harness and wasm-bindgen's.
pub const RUST: Report = Report { counts: of_rust, failed: failed_of_rust };
/// As Node's test runner in the TAP format.
pub const TAP: Report = Report { counts: of_tap, failed: failed_of_tap };

/// From the `test result:` lines that Rust's test harness and wasm-bindgen's print, one for each test program.
fn of_rust(text: &str) -> Counts {
    let before =
        |line: &str, word: &str| -> Option<u64> { line.split(word).next()?.split_whitespace().last()?.parse().ok() };
    text.lines()
        .filter(|line| line.trim_start().starts_with("test result:"))
        .filter_map(|line| Some(Counts { passed: before(line, " passed")?, failed: before(line, " failed")? }))
        .fold(Counts::default(), Counts::and)
}

/// From the lines `test NAME ... FAILED`; a test may print something between, but not the name twice in a line.
fn failed_of_rust(text: &str) -> Vec<String> {
    let name = |line: &str| {
        let (name, outcome) = line.trim().strip_prefix("test ")?.split_once(" ... ")?;
        outcome.contains("FAIL").then(|| name.to_owned())
    };
    text.lines().filter_map(name).collect()
}

/// From the lines `not ok N - NAME`.
fn failed_of_tap(text: &str) -> Vec<String> {
    let name = |line: &str| Some(line.trim().strip_prefix("not ok ")?.split_once(" - ")?.1.to_owned());
    text.lines().filter_map(name).collect()
}

/// From the totals at the end of what Node's test runner prints in the TAP format. What a test itself prints can look
/// the same, therefore the last line of each kind counts. A test that was cancelled or took too long has failed.
fn of_tap(text: &str) -> Counts {
    let total = |name: &str| -> u64 {
        let number = text.lines().rev().find_map(|line| line.strip_prefix("# ")?.strip_prefix(name)?.strip_prefix(' '));
        number.and_then(|number| number.trim().parse().ok()).unwrap_or_default()
    };
    Counts { passed: total("pass"), failed: total("fail") + total("cancelled") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_results_are_added_up() {
        let text = "running 3 tests\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            noise: 5 passed\n\
            test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out\n";
        assert_eq!(of_rust(text), Counts { passed: 13, failed: 2 });
        let text = "test one::fails ... FAILED\ntest two ... ok\ntest three ... \u{1b}[31mFAILED\u{1b}[0m\n";
        assert_eq!(failed_of_rust(text), ["one::fails", "three"]);
    }

    #[test]
    fn results_in_colour_and_from_wasm_are_read() {
        let text =
            "test result: \u{1b}[32mok\u{1b}[0m. 4 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.03s\n";
        assert_eq!(of_rust(text), Counts { passed: 4, failed: 0 });
        assert_eq!(of_rust("no tests to run!\n"), Counts::default());
    }

    #[test]
    fn tap_totals_are_read_from_the_end() {
        let text = "TAP version 13\n# pass 99\nok 1 - opens\n1..1\n# tests 3\n# suites 0\n# pass 1\n# fail 1\n\
            # cancelled 1\n# skipped 0\n# todo 0\n# duration_ms 12.5\n";
        assert_eq!(of_tap(text), Counts { passed: 1, failed: 2 });
        assert_eq!(failed_of_tap("ok 1 - opens\nnot ok 2 - closes, at last\n"), ["closes, at last"]);
        assert_eq!(of_tap("SyntaxError\n"), Counts::default());
    }
}
