//! When objects expire by themselves.
//!
//! An object expires at the first midnight UTC after it has become as old as the rule says. Where several rules match,
//! the first to come counts. Source: "Managing the lifecycle of objects" and "Lifecycle configuration elements" in the
//! Amazon S3 user guide. Nothing here knows what lies in a bucket.

use super::api::{LifecycleExpiration, LifecycleRule, LifecycleRuleFilter};
use super::limits::{LIFECYCLE_RULES_MAX, RULE_ID_MAX};
use super::{Result, S3Error};
use crate::clock::{Epoch, Instant};

const DAY_MILLIS: u64 = 86_400_000;

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    /// Its id, unique in the bucket.
    pub id: String,
    /// Whether it is in force.
    pub is_enabled: bool,
    /// Which keys it is about: all that begin so.
    pub prefix: String,
    /// Whether the prefix stood outside of a filter, as older configurations have it.
    pub is_legacy: bool,
    /// After how many days objects expire.
    pub days: u64,
}

/// The rules of a bucket.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lifecycle {
    /// In the order given.
    pub rules: Vec<Rule>,
}

impl Lifecycle {
    /// Reads a configuration; `draw` makes an id for the rule of that place.
    ///
    /// # Errors
    /// `MalformedXML` for elements that lack or stand twice, `InvalidArgument` for a bad value, `InvalidRequest` for a
    /// rule without an action.
    pub(super) fn read(given: &[LifecycleRule], draw: impl Fn(u64) -> String) -> Result<Self> {
        if given.is_empty() || given.len() > LIFECYCLE_RULES_MAX {
            return Err(S3Error::malformed());
        }
        let mut rules: Vec<Rule> = Vec::with_capacity(given.len());
        for (rule, number) in given.iter().zip(0..) {
            let rule = Rule::read(rule, || draw(number))?;
            if rules.iter().any(|earlier| earlier.id == rule.id) {
                let sentence = "Rule ID must be unique. Found same ID for more than one rule";
                return Err(S3Error::argument(sentence, "ID", rule.id));
            }
            rules.push(rule);
        }
        Ok(Self { rules })
    }

    /// The rules as an answer shows them.
    pub(super) fn write(&self) -> Vec<LifecycleRule> {
        self.rules.iter().map(Rule::write).collect()
    }

    /// When what was put under a key at that time expires.
    pub fn expires(&self, key: &str, modified: Instant, epoch: Epoch) -> Option<Instant> {
        let matching = self.rules.iter().filter(|rule| rule.is_enabled && key.starts_with(&rule.prefix));
        let days = matching.map(|rule| rule.days).min()?;
        let age = epoch.unix_millis(modified).checked_add(days.checked_mul(DAY_MILLIS)?)?;
        Some(midnight_after(age, epoch))
    }
}

/// The first midnight UTC after an instant.
pub(super) fn next_midnight(now: Instant, epoch: Epoch) -> Instant {
    midnight_after(epoch.unix_millis(now), epoch)
}

fn midnight_after(unix_millis: u64, epoch: Epoch) -> Instant {
    let midnight = (unix_millis / DAY_MILLIS + 1).saturating_mul(DAY_MILLIS);
    Instant::from_millis(midnight.saturating_sub(epoch.unix_millis(Instant::ZERO)))
}

impl Rule {
    fn read(given: &LifecycleRule, draw: impl FnOnce() -> String) -> Result<Self> {
        let id = given.id.clone().filter(|id| !id.is_empty()).unwrap_or_else(draw);
        if id.chars().count() > RULE_ID_MAX {
            let sentence = format!("ID length should not exceed allowed limit of {RULE_ID_MAX}");
            return Err(S3Error::argument(sentence, "ID", id));
        }
        let is_enabled = match given.status.as_str() {
            "Enabled" => true,
            "Disabled" => false,
            _ => return Err(S3Error::malformed()),
        };
        let (prefix, is_legacy) = match (&given.filter, &given.prefix) {
            (Some(filter), None) => (filter.prefix.clone().unwrap_or_default(), false),
            (None, Some(prefix)) => (prefix.clone(), true),
            _ => return Err(S3Error::malformed()),
        };
        let Some(expiration) = &given.expiration else {
            return Err(S3Error::request("At least one action needs to be specified in a rule"));
        };
        let given = expiration.days.ok_or_else(S3Error::malformed)?;
        // As many as AWS takes: a whole number of 32 bits.
        let days = u64::try_from(given).ok().filter(|days| (1..=2_147_483_647).contains(days)).ok_or_else(|| {
            let sentence = "'Days' for Expiration action must be a positive integer";
            S3Error::argument(sentence, "Days", given.to_string())
        })?;
        Ok(Self { id, is_enabled, prefix, is_legacy, days })
    }

    fn write(&self) -> LifecycleRule {
        let prefix = Some(self.prefix.clone());
        let (filter, prefix) =
            if self.is_legacy { (None, prefix) } else { (Some(LifecycleRuleFilter { prefix }), None) };
        LifecycleRule {
            id: Some(self.id.clone()),
            status: if self.is_enabled { "Enabled" } else { "Disabled" }.to_owned(),
            filter,
            prefix,
            expiration: Some(LifecycleExpiration { days: i64::try_from(self.days).ok() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(prefix: &str, days: i64) -> LifecycleRule {
        LifecycleRule {
            status: "Enabled".into(),
            filter: Some(LifecycleRuleFilter { prefix: Some(prefix.into()) }),
            expiration: Some(LifecycleExpiration { days: Some(days) }),
            ..LifecycleRule::default()
        }
    }

    fn read(rules: &[LifecycleRule]) -> Result<Lifecycle> {
        Lifecycle::read(rules, |number| format!("rule-{number}"))
    }

    #[test]
    fn objects_expire_at_the_midnight_after_their_days() {
        let lifecycle = read(&[rule("", 3), rule("logs/", 1)]).unwrap();
        let at = |hours: u64| Instant::from_millis(hours * 3_600_000);
        // The guide's own example: put at 10:30 of the 15th, three days, gone at midnight of the 19th.
        let put = at(10).after(crate::clock::Duration::from_secs(1800));
        assert_eq!(lifecycle.expires("a", put, Epoch::DEFAULT), Some(at(4 * 24)));
        assert_eq!(lifecycle.expires("logs/a", put, Epoch::DEFAULT), Some(at(2 * 24)), "the sooner rule counts");
        assert_eq!(lifecycle.expires("a", at(24), Epoch::DEFAULT), Some(at(5 * 24)), "midnight itself is not after");
        // A lab that begins at six in the evening has its midnights six hours later.
        let evening = Epoch::from_unix_millis(Epoch::DEFAULT.unix_millis(at(18)));
        assert_eq!(lifecycle.expires("logs/a", at(0), evening), Some(at(6 + 24)));
        let disabled = LifecycleRule { status: "Disabled".into(), ..rule("", 1) };
        assert_eq!(read(&[disabled]).unwrap().expires("a", put, Epoch::DEFAULT), None);
    }

    #[test]
    fn rules_read_back_as_they_were_given() {
        let legacy = LifecycleRule { filter: None, prefix: Some("old/".into()), id: Some("x".into()), ..rule("", 7) };
        let lifecycle = read(&[rule("a/", 1), legacy.clone()]).unwrap();
        assert_eq!(lifecycle.write(), [LifecycleRule { id: Some("rule-0".into()), ..rule("a/", 1) }, legacy]);
    }

    #[test]
    fn bad_rules_are_refused() {
        let code = |rules: &[LifecycleRule]| read(rules).unwrap_err().code.names().0;
        assert_eq!(code(&[]), "MalformedXML");
        assert_eq!(code(&[LifecycleRule { status: "enabled".into(), ..rule("", 1) }]), "MalformedXML");
        assert_eq!(code(&[LifecycleRule { filter: None, ..rule("", 1) }]), "MalformedXML");
        assert_eq!(code(&[LifecycleRule { prefix: Some(String::new()), ..rule("", 1) }]), "MalformedXML");
        assert_eq!(code(&[LifecycleRule { expiration: None, ..rule("", 1) }]), "InvalidRequest");
        let none = Some(LifecycleExpiration { days: None });
        assert_eq!(code(&[LifecycleRule { expiration: none, ..rule("", 1) }]), "MalformedXML");
        for days in [0, -1, i64::MAX] {
            let error = read(&[rule("", days)]).unwrap_err();
            assert_eq!(error.message, "'Days' for Expiration action must be a positive integer");
            assert_eq!(error.details[1].1, days.to_string());
        }
        let named = |id: &str| LifecycleRule { id: Some(id.into()), ..rule("", 1) };
        assert_eq!(code(&[named("a"), named("a")]), "InvalidArgument");
        assert_eq!(code(&[named(&"a".repeat(256))]), "InvalidArgument");
        assert_eq!(code(&vec![rule("", 1); 1001]), "MalformedXML");
    }
}
