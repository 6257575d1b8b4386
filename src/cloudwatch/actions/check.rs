//! Checks that several operations share, with AWS's sentences.

use crate::cloudwatch::api::Dimension;
use crate::cloudwatch::metric::{Metric, UNITS};
use crate::cloudwatch::{CloudWatchError, Cx, ErrorCode, Result};
use std::sync::Arc;

/// Dimensions of a metric at most.
pub(super) const DIMENSIONS: usize = 30;

/// Refuses a text of the wrong length; counts characters.
pub(super) fn length(text: &str, member: &str, least: usize, most: usize) -> Result<()> {
    let count = text.chars().count();
    let rule = |how: &str, bound| format!("Member must have length {how} than or equal to {bound}");
    if count < least {
        return Err(CloudWatchError::constraint(text, member, rule("greater", least)));
    }
    if count > most {
        return Err(CloudWatchError::constraint(text, member, rule("less", most)));
    }
    Ok(())
}

/// Refuses a name that is none of those that there are.
pub(super) fn one_of<T>(text: &str, member: &str, found: Option<T>, names: &[&str]) -> Result<T> {
    found.ok_or_else(|| {
        let rule = format!("Member must satisfy enum value set: [{}]", names.join(", "));
        CloudWatchError::constraint(text, member, rule)
    })
}

/// The unit of that name.
pub(super) fn unit(text: &str) -> Result<&'static str> {
    one_of(text, "unit", UNITS.into_iter().find(|unit| *unit == text), &UNITS)
}

/// The namespace and name of a metric: neither empty, nor longer than 255, nor beginning with a colon.
fn metric_part(text: &str, member: &str) -> Result<()> {
    length(text, member, 1, 255)?;
    if text.starts_with(':') {
        return Err(CloudWatchError::constraint(
            text,
            member,
            "Member must satisfy regular expression pattern: [^:].*",
        ));
    }
    Ok(())
}

/// The metric that a request names.
pub(super) fn metric(cx: &Cx<'_>, namespace: &str, name: &str, dimensions: &[Dimension]) -> Result<Metric> {
    metric_part(namespace, "namespace")?;
    length(name, "metricName", 1, 255)?;
    Ok(Metric {
        account: cx.caller.account,
        region: cx.caller.region,
        namespace: namespace.into(),
        name: name.into(),
        dimensions: self::dimensions(dimensions)?,
    })
}

/// Dimensions in the order of their names.
fn dimensions(given: &[Dimension]) -> Result<Vec<(Arc<str>, Arc<str>)>> {
    if given.len() > DIMENSIONS {
        let message = format!("The collection Dimensions must not have a size greater than {DIMENSIONS}.");
        return Err(CloudWatchError::value(message));
    }
    let mut all = Vec::with_capacity(given.len());
    for dimension in given {
        metric_part(&dimension.name, "dimensions.member.name")?;
        length(&dimension.value, "dimensions.member.value", 1, 1_024)?;
        all.push((Arc::from(dimension.name.as_str()), Arc::from(dimension.value.as_str())));
    }
    all.sort_unstable();
    let names = all.iter().map(|(name, _)| name);
    if names.clone().zip(names.skip(1)).any(|(one, next)| one == next) {
        return Err(CloudWatchError::value("No two dimensions of a metric can have the same name."));
    }
    Ok(all)
}

/// Refuses more alarm names than a request can have.
pub(super) fn alarm_names(names: &[String]) -> Result<()> {
    if names.len() > 100 {
        let rule = "Member must have length less than or equal to 100";
        return Err(CloudWatchError::constraint(format_args!("[{}]", names.join(", ")), "alarmNames", rule));
    }
    names.iter().try_for_each(|name| length(name, "alarmNames.member", 1, 255))
}

/// How many entries a page has.
pub(super) fn page_size(asked: Option<i64>, otherwise: usize) -> Result<usize> {
    let Some(asked) = asked else { return Ok(otherwise) };
    let rule = |how: &str, bound| format!("Member must have value {how} than or equal to {bound}");
    match asked {
        ..1 => Err(CloudWatchError::constraint(asked, "maxRecords", rule("greater", 1))),
        101.. => Err(CloudWatchError::constraint(asked, "maxRecords", rule("less", 100))),
        _ => Ok(usize::try_from(asked).unwrap_or(otherwise)),
    }
}

/// A page of a list that begins behind the number that a token gives, and the token of the next one.
pub(super) fn page<T>(
    all: impl Iterator<Item = T>,
    token: Option<&str>,
    size: usize,
) -> Result<(Vec<T>, Option<String>)> {
    let bad = || CloudWatchError::new(ErrorCode::InvalidNextToken, "Invalid nextToken provided.");
    let from: usize = match token {
        Some(token) => token.strip_prefix("page-").and_then(|n| n.parse().ok()).ok_or_else(bad)?,
        None => 0,
    };
    let mut found: Vec<T> = all.skip(from).take(size + 1).collect();
    let more = found.len() > size;
    found.truncate(size);
    Ok((found, more.then(|| format!("page-{}", from.saturating_add(size)))))
}

/// Whether metric alarms are among the types that a request asks for.
pub(super) fn wants_metric_alarms(types: &[String]) -> Result<bool> {
    const TYPES: [&str; 2] = ["CompositeAlarm", "MetricAlarm"];
    for name in types {
        one_of(name, "alarmTypes", TYPES.into_iter().find(|known| known == name), &TYPES)?;
    }
    Ok(types.is_empty() || types.iter().any(|name| name == "MetricAlarm"))
}
