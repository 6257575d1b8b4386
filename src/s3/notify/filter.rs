//! Which keys a notification rule is about: a prefix, a suffix, both or neither.
//!
//! Source: "Configuring event notifications using object key name filtering" in the Amazon S3 user guide. It knows no
//! events and no destinations.

use crate::s3::api::{FilterRule, NotificationFilter, S3KeyFilter};
use crate::s3::limits::FILTER_BYTES_MAX;
use crate::s3::name::percent_decoded;
use crate::s3::{Result, S3Error};

/// A filter. What is absent matches every key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// As given, for the answer.
    given: [Option<String>; 2],
    /// How keys begin.
    prefix: String,
    /// How keys end.
    suffix: String,
}

/// The two names, as answers write them.
const NAMES: [&str; 2] = ["Prefix", "Suffix"];

impl Filter {
    /// The filter of a prefix and a suffix. Special characters may be given as `%XX`, as the guide asks for.
    pub fn new(prefix: Option<&str>, suffix: Option<&str>) -> Self {
        let decoded = |text: Option<&str>| text.map(percent_decoded).unwrap_or_default();
        let given = [prefix, suffix].map(|text| text.map(str::to_owned));
        Self { given, prefix: decoded(prefix), suffix: decoded(suffix) }
    }

    /// Reads a filter.
    ///
    /// # Errors
    /// `InvalidArgument` for another name, one that stands twice, and a value that is empty or too long.
    pub(super) fn read(given: Option<&NotificationFilter>) -> Result<Self> {
        let rules = given.and_then(|filter| filter.key.as_ref()).map_or(&[][..], |key| key.filter_rules.as_slice());
        let (mut prefix, mut suffix) = (None, None);
        for rule in rules {
            let (slot, name) = if rule.name.eq_ignore_ascii_case("prefix") {
                (&mut prefix, "prefix")
            } else if rule.name.eq_ignore_ascii_case("suffix") {
                (&mut suffix, "suffix")
            } else {
                let sentence = "filter rule name must be either prefix or suffix";
                return Err(S3Error::argument(sentence, "FilterRule.Name", rule.name.as_str()));
            };
            if slot.is_some() {
                let sentence = format!("Cannot specify more than one {name} rule in a filter.");
                return Err(S3Error::argument(sentence, "FilterRule.Name", rule.name.as_str()));
            }
            if rule.value.is_empty() {
                return Err(S3Error::argument("filter value cannot be empty", "FilterRule.Value", ""));
            }
            if rule.value.len() > FILTER_BYTES_MAX {
                let sentence =
                    format!("Size of filter rule value cannot exceed {FILTER_BYTES_MAX} bytes in UTF-8 representation");
                return Err(S3Error::argument(sentence, "FilterRule.Value", rule.value.as_str()));
            }
            *slot = Some(rule.value.as_str());
        }
        Ok(Self::new(prefix, suffix))
    }

    /// The filter as an answer shows it.
    pub(super) fn write(&self) -> Option<NotificationFilter> {
        let rules = NAMES.into_iter().zip(&self.given).filter_map(|(name, value)| {
            value.as_ref().map(|value| FilterRule { name: name.to_owned(), value: value.clone() })
        });
        let filter_rules: Vec<_> = rules.collect();
        (!filter_rules.is_empty()).then_some(NotificationFilter { key: Some(S3KeyFilter { filter_rules }) })
    }

    /// The prefix as it was given.
    pub fn prefix(&self) -> Option<&str> {
        self.given.first().and_then(Option::as_deref)
    }

    /// The suffix as it was given.
    pub fn suffix(&self) -> Option<&str> {
        self.given.last().and_then(Option::as_deref)
    }

    /// Whether it matches every key.
    pub fn is_all(&self) -> bool {
        self.prefix.is_empty() && self.suffix.is_empty()
    }

    /// Whether a key begins and ends as the filter asks for.
    pub fn matches(&self, key: &str) -> bool {
        key.starts_with(&self.prefix) && key.ends_with(&self.suffix)
    }

    /// Whether some key is matched by both: one prefix begins with the other, and one suffix ends with the other.
    ///
    /// If so, the longer prefix followed by the longer suffix is such a key; if not, no key can begin with both, or end
    /// with both.
    pub fn overlaps(&self, other: &Self) -> bool {
        let prefixes = self.prefix.starts_with(&other.prefix) || other.prefix.starts_with(&self.prefix);
        let suffixes = self.suffix.ends_with(&other.suffix) || other.suffix.ends_with(&self.suffix);
        prefixes && suffixes
    }
}
