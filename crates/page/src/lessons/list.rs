//! The list of levels, fetched, and the way through it.

use queuelab_lessons::List;

/// Fetches it.
pub async fn fetch() -> Result<List, String> {
    super::read("list", List::read).await
}

/// The level after one, as `track/name`; none after the last.
pub fn after(list: &List, file: &str) -> Option<String> {
    let mut all = list
        .tracks
        .iter()
        .flat_map(|track| track.levels.iter().map(move |level| format!("{}/{}", track.track, level.name)));
    all.find(|name| name == file)?;
    all.next()
}
