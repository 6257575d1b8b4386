//! How true the simulation is to AWS: each claim with what shows it. The page and `FIDELITY.md` are made from these tables.
//!
//! That every transcript and test that is named is there, and that every transcript is named, `crates/view/tests/fidelity.rs` checks. The
//! tables know nothing of a lab.

use queuelab::{key, t, text};

mod absent;
mod modelled;
mod simplified;

/// What claims are about, in the order of the page.
pub mod area {
    use queuelab::key;

    macro_rules! areas {
        ($($name:ident = $word:expr),* $(,)?) => {
            $(#[doc = "One of [`ALL`], in the words of the page."] pub const $name: &str = $word;)*
            /// All of them.
            pub const ALL: &[&str] = &[$($name),*];
        };
    }

    areas! {
        SQS = "SQS",
        SNS = "SNS",
        STREAMS = key!("Kinesis Data Streams"),
        KCL = key!("Kinesis Client Library"),
        LAMBDA = "Lambda",
        FIREHOSE = "Firehose",
        SQL = key!("SQL on streams"),
        DYNAMODB = "DynamoDB",
        S3 = "S3",
        KMS = "KMS",
        CLOUDWATCH = "CloudWatch",
        PERMISSIONS = key!("Permissions"),
        LAB = key!("The lab"),
    }
}

/// How true something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// As AWS does it.
    Modelled,
    /// More simply.
    Simplified,
    /// Not at all.
    Absent,
}

impl Kind {
    /// All of them with their words.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Modelled, key!("modelled")), (Self::Simplified, key!("simplified")), (Self::Absent, key!("absent"))];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Modelled => "modelled",
            Self::Simplified => "simplified",
            Self::Absent => "absent",
        }
    }

    /// Its mark in a box of 16 by 16, as lines: a tick, a wave, a ring with a stroke through it.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Modelled => "M2.5 8.5L6.5 12.5L13.5 4",
            Self::Simplified => "M2 9.5C4 4.5 6.5 4.5 8 8S12 11.5 14 6.5",
            Self::Absent => "M8 2.5A5.5 5.5 0 1 1 8 13.5A5.5 5.5 0 1 1 8 2.5M4 12L12 4",
        }
    }
}

/// What shows a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Transcripts in `tests/transcripts`: a folder with its `/`, a file without its ending, or a beginning with `*`.
    Transcripts(&'static str),
    /// The tests of a module of the sources, or one test, by its path in the crate.
    Tests(&'static str),
    /// A test program in `tests`, without its ending.
    Suite(&'static str),
}

impl Shown {
    /// Its name for people: a path below `tests/transcripts`, or that of a module.
    pub fn name(self) -> String {
        match self {
            Self::Transcripts(path) | Self::Tests(path) => path.to_owned(),
            Self::Suite(name) => format!("tests/{name}.rs"),
        }
    }
}

/// A claim about the simulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What it is about; one of [`area::ALL`].
    pub area: &'static str,
    /// How true it is.
    pub kind: Kind,
    /// What.
    pub what: &'static str,
    /// What the simulation does instead, where it does something more simply.
    pub here: &'static str,
    /// What AWS does there, where that is known; for what is absent, why it is.
    pub aside: &'static str,
    /// What shows it.
    pub shown_by: &'static [Shown],
}

const fn modelled(area: &'static str, what: &'static str, shown_by: &'static [Shown]) -> Claim {
    Claim { area, kind: Kind::Modelled, what, here: "", aside: "", shown_by }
}

const fn simplified(
    area: &'static str,
    what: &'static str,
    here: &'static str,
    in_aws: &'static str,
    shown_by: &'static [Shown],
) -> Claim {
    Claim { area, kind: Kind::Simplified, what, here, aside: in_aws, shown_by }
}

const fn absent(area: &'static str, what: &'static str, because: &'static str) -> Claim {
    Claim { area, kind: Kind::Absent, what, here: "", aside: because, shown_by: &[] }
}

/// All claims: what is modelled, what is simplified, what is absent; each by area.
pub fn claims() -> impl Iterator<Item = &'static Claim> {
    [modelled::CLAIMS, simplified::CLAIMS, absent::CLAIMS].into_iter().flatten()
}

impl Claim {
    /// Whether it is of a kind, if one is asked for, and has all the words that are looked for.
    pub fn matches(&self, kind: Option<Kind>, looked_for: &str) -> bool {
        if kind.is_some_and(|kind| kind != self.kind) {
            return false;
        }
        let mut text = [self.area, self.kind.word(), self.what, self.here, self.aside].map(text::of).join(" ");
        for shown in self.shown_by {
            text.push(' ');
            text.push_str(&shown.name());
        }
        let text = text.to_lowercase();
        looked_for.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }

    /// What it says besides what it is about.
    pub fn says(&self) -> Vec<(&'static str, &'static str)> {
        let lines = match self.kind {
            Kind::Modelled => [("", ""), ("", "")],
            Kind::Simplified => [(t!("Here"), self.here), (t!("In AWS"), self.aside)],
            Kind::Absent => [("", ""), (t!("Because"), self.aside)],
        };
        lines.into_iter().filter(|(_, text)| !text.is_empty()).collect()
    }
}

/// Claims of a kind with these words, by area; areas without any are left out.
pub fn found(kind: Option<Kind>, looked_for: &str) -> Vec<(&'static str, Vec<&'static Claim>)> {
    let of_area = |area: &'static str| {
        let all = claims().filter(|claim| claim.area == area && claim.matches(kind, looked_for));
        (area, all.collect::<Vec<_>>())
    };
    area::ALL.iter().copied().map(of_area).filter(|(_, claims)| !claims.is_empty()).collect()
}

/// A text in which some words stand between backquotes, as pieces; true for those.
pub fn pieces(text: &str) -> Vec<(&str, bool)> {
    let pieces = text.split('`').enumerate().map(|(index, piece)| (piece, index % 2 == 1));
    pieces.filter(|(piece, _)| !piece.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_stand_by_area_and_each_area_is_known() {
        for kind in [Kind::Modelled, Kind::Simplified, Kind::Absent] {
            let places: Vec<_> = claims()
                .filter(|claim| claim.kind == kind)
                .map(|claim| area::ALL.iter().position(|area| *area == claim.area).unwrap())
                .collect();
            assert!(places.is_sorted(), "{kind:?}: {places:?}");
        }
    }

    #[test]
    fn what_is_modelled_is_shown_and_what_is_absent_has_a_reason() {
        for claim in claims() {
            match claim.kind {
                Kind::Modelled => assert!(!claim.shown_by.is_empty(), "{}", claim.what),
                Kind::Simplified => assert!(!claim.here.is_empty(), "{}", claim.what),
                Kind::Absent => assert!(!claim.aside.is_empty(), "{}", claim.what),
            }
            assert!(!claim.what.ends_with('.') && claim.what.matches('`').count() % 2 == 0, "{}", claim.what);
        }
    }

    #[test]
    fn claims_are_found_by_words_by_kind_and_by_what_shows_them() {
        let all: usize = found(None, "").iter().map(|(_, claims)| claims.len()).sum();
        assert_eq!(all, claims().count());
        let jitter = found(Some(Kind::Simplified), "JITTER retries");
        assert_eq!(jitter.iter().map(|(area, claims)| (*area, claims.len())).collect::<Vec<_>>(), [("SNS", 1)]);
        assert!(found(Some(Kind::Absent), "jitter retries").is_empty());
        assert_eq!(found(None, "sqs/fair/ noisy").len(), 1);
    }

    #[test]
    fn backquotes_set_words_apart() {
        assert_eq!(pieces("`Success` of a `x`"), [("Success", true), (" of a ", false), ("x", true)]);
        assert_eq!(pieces("plain"), [("plain", false)]);
    }
}
