//! Metrics that can be measured for each shard, as bits.

use super::api::EnhancedMetrics;

/// Their names, in alphabetical order.
pub const METRICS: [&str; 7] = [
    "IncomingBytes",
    "IncomingRecords",
    "IteratorAgeMilliseconds",
    "OutgoingBytes",
    "OutgoingRecords",
    "ReadProvisionedThroughputExceeded",
    "WriteProvisionedThroughputExceeded",
];
/// All of them.
pub(super) const EVERY: &str = "ALL";

/// The bits of some names, of which `ALL` is every one.
pub(super) fn bits<'a>(names: impl IntoIterator<Item = &'a str>) -> u8 {
    names.into_iter().fold(0, |bits, name| {
        let own = METRICS.iter().position(|metric| *metric == name).map_or(0, |place| 1 << place);
        bits | if name == EVERY { (1 << METRICS.len()) - 1 } else { own }
    })
}

/// The names of some bits.
pub(super) fn names(bits: u8) -> Vec<String> {
    let named = METRICS.iter().enumerate().filter(|(place, _)| bits & (1 << place) != 0);
    named.map(|(_, name)| (*name).to_owned()).collect()
}

/// As descriptions show them.
pub(super) fn shown(bits: u8) -> Vec<EnhancedMetrics> {
    vec![EnhancedMetrics { shard_level_metrics: names(bits) }]
}
