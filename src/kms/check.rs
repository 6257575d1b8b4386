//! Checks of single members of a request, with the sentences of the service model.

use super::api::Tag;
use super::{ErrorCode, KmsError, Result};
use crate::base::collections::SortedMap;
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Refuses a text of too many or too few characters.
pub(super) fn length(text: &str, member: &str, min: usize, max: usize) -> Result<()> {
    let count = text.chars().count();
    // The whole of a long text would make a long sentence.
    let quoted = || format!("'{}'", text.chars().take(300).collect::<String>());
    if count < min {
        let rule = format_args!("must have length greater than or equal to {min}");
        return Err(KmsError::constraint(quoted(), member, rule));
    }
    if count > max {
        return Err(KmsError::constraint(
            quoted(),
            member,
            format_args!("must have length less than or equal to {max}"),
        ));
    }
    Ok(())
}

/// Refuses too many or too few bytes.
pub(super) fn bytes(given: &[u8], member: &str, max: usize) -> Result<()> {
    if given.is_empty() {
        return Err(KmsError::constraint("", member, "must have length greater than or equal to 1"));
    }
    if given.len() > max {
        return Err(KmsError::constraint("", member, format_args!("must have length less than or equal to {max}")));
    }
    Ok(())
}

/// Refuses a number out of its range; answers the number.
pub(super) fn number(given: i64, member: &str, max: usize) -> Result<usize> {
    if given < 1 {
        return Err(KmsError::constraint(
            format_args!("'{given}'"),
            member,
            "must have value greater than or equal to 1",
        ));
    }
    match usize::try_from(given) {
        Ok(number) if number <= max => Ok(number),
        _ => Err(KmsError::constraint(
            format_args!("'{given}'"),
            member,
            format_args!("must have value less than or equal to {max}"),
        )),
    }
}

/// Refuses a text that is none of those that the service model lists.
pub(super) fn one_of(text: &str, member: &str, all: &[&str]) -> Result<()> {
    if all.contains(&text) {
        return Ok(());
    }
    let rule = format_args!("must satisfy enum value set: [{}]", all.join(", "));
    Err(KmsError::constraint(format_args!("'{text}'"), member, rule))
}

/// Refuses tags of the wrong form; answers them by key.
pub(super) fn tags(tags: &[Tag], max: usize) -> Result<SortedMap<String, String>> {
    let mut checked = SortedMap::default();
    for (index, tag) in tags.iter().enumerate() {
        let place = |member: &str| format!("tags.{}.member.{member}", index + 1);
        length(&tag.tag_key, &place("tagKey"), 1, 128)?;
        length(&tag.tag_value, &place("tagValue"), 0, 256)?;
        if tag.tag_key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:")) {
            return Err(KmsError::new(ErrorCode::Tag, "Tags beginning with aws: are reserved"));
        }
        if checked.insert(tag.tag_key.clone(), tag.tag_value.clone()).is_some() {
            return Err(KmsError::new(ErrorCode::Tag, "Duplicate tag keys"));
        }
    }
    if tags.len() > max {
        return Err(KmsError::new(ErrorCode::Tag, "Too many tags"));
    }
    Ok(checked)
}

/// What is asked of a list.
#[derive(Clone, Copy)]
pub(super) struct Paging<'a> {
    pub limit: Option<i64>,
    pub marker: Option<&'a str>,
    /// The size of a page when the request does not say, and the most.
    pub sizes: (usize, usize),
}

/// A page and the marker of the next one.
pub(super) type Page<T> = (Vec<T>, Option<String>);

/// A page of entries that stand in the order of their names. A marker holds the last name of the page before, so that
/// entries may come and go between two pages.
pub(super) fn page<T>(all: impl Iterator<Item = (String, T)>, paging: Paging<'_>) -> Result<Page<T>> {
    let (usual, most) = paging.sizes;
    let limit = paging.limit.map_or(Ok(usual), |limit| number(limit, "limit", most))?;
    let after = paging.marker.map(read_marker).transpose()?;
    let mut found: Vec<(String, T)> =
        all.filter(|(name, _)| after.as_ref().is_none_or(|after| name > after)).take(limit + 1).collect();
    let more = found.len() > limit;
    found.truncate(limit);
    let marker = found.last().filter(|_| more).map(|(name, _)| STANDARD.encode(format!("{MARKER}{name}")));
    Ok((found.into_iter().map(|(_, entry)| entry).collect(), marker))
}

/// Where every marker begins.
const MARKER: &str = "after:";

fn read_marker(text: &str) -> Result<String> {
    length(text, "marker", 1, 1_024)?;
    let bytes = STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let name = bytes.as_deref().and_then(|text| text.strip_prefix(MARKER)).map(str::to_owned);
    name.ok_or_else(|| KmsError::new(ErrorCode::InvalidMarker, "Could not deserialize marker"))
}
