//! The form of a new subscription: how many subscribe at once. What one is, SNS checks.

use super::{Problem, Values, text, whole};
use queuelab::cloud::{CROWD_MAX, NUMBER};
use queuelab::t;

/// How many subscribe; each needs an endpoint of its own.
///
/// # Errors
/// A number out of range, or an endpoint that would be the same for all.
pub fn crowd(values: &Values) -> Result<u32, Problem> {
    let count = u32::try_from(whole(values, "count")?).ok().filter(|count| (1..=CROWD_MAX).contains(count));
    let count = count.ok_or_else(|| Problem::at("count", t!("From 1 to 100,000 subscribe at once.")))?;
    if count > 1 && !text(values, "Endpoint").contains(NUMBER) {
        let told = t!("Put {n} where the number of each subscriber goes, as in +15550100{n} or reader{n}@example.com.");
        return Err(Problem::at("Endpoint", told));
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_needs_a_number_in_its_endpoint() {
        let read = |endpoint: &str, count: &str| {
            crowd(&[("Endpoint", endpoint.to_owned()), ("count", count.to_owned())].into())
                .map_err(|problem| problem.field)
        };
        assert_eq!(read("q", "1"), Ok(1));
        assert_eq!(read("+15550100{n}", "100000"), Ok(100_000));
        assert_eq!(read("+15550100", "2"), Err(Some("Endpoint")));
        for bad in ["0", "-1", "100001", "many", ""] {
            assert_eq!(read("+15550100{n}", bad), Err(Some("count")), "{bad}");
        }
    }
}
