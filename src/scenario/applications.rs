//! `show application`: an application with its shards, its in-application streams and its outputs, as lines of text.

use crate::analytics::service::{Managed, Position};
use crate::analytics::{StreamKind, StreamView, text_of};

/// Of more rows only the newest are listed.
const ROWS_MAX: usize = 30;
/// Of more problems only the newest are listed.
const LOG_MAX: usize = 10;

/// Its state and counts, then what it reads, what came out, and where that went.
pub(super) fn application(managed: &Managed) -> Vec<String> {
    let t = managed.totals;
    let mut lines = vec![
        format!("{}: {}, version {}", managed.key.name, managed.status.name(), managed.version),
        format!(
            "  {} records of {} bytes came in: {} processed, {} dropped, {} failed; {} rows delivered, {} retries, {} \
             discarded",
            t.records, t.bytes, t.processed, t.dropped, t.failed, t.delivered, t.retries, t.discarded
        ),
    ];
    if let Some(run) = managed.run.as_deref() {
        lines.push(format!("  {} KPU, {} ms behind", run.usage.kpus, run.reading.behind().as_millis()));
        for (id, shard) in run.reading.shards() {
            let place = match &shard.from {
                Position::TrimHorizon => "from its beginning".to_owned(),
                Position::At(at) => format!("from {at}"),
                Position::After(sequence) => format!("after {sequence}"),
            };
            let end = if shard.is_done { ", done" } else { "" };
            let waits = shard.batch.as_ref().map_or_else(String::new, |batch| {
                format!(", {} with the function at attempt {}", batch.items.len(), batch.attempt)
            });
            lines.push(format!("  {id}: {place}{end}{waits}"));
        }
    }
    if let Some(engine) = managed.engine() {
        for stream in engine.streams() {
            lines.push(format!("  {}: {} rows", stream.name, stream.rows.count()));
            if stream.kind != StreamKind::Source {
                lines.extend(
                    rows(&stream).into_iter().map(|(time, row)| format!("    at {} {row}", engine.instant_of(time))),
                );
            }
        }
    }
    for (id, output) in &managed.setup.outputs {
        let Ok((_, target)) = output.target() else { continue };
        let delivery = managed.run.as_deref().and_then(|run| run.outputs.get(id));
        let (delivered, waiting) = delivery.map_or((0, 0), |delivery| (delivery.delivered, delivery.backlog()));
        let name = output.name.as_deref().unwrap_or_default();
        lines.push(format!("  output {id} {name} to {}: {delivered} delivered, {waiting} waiting", target.arn()));
    }
    let log: Vec<String> =
        managed.log.iter().map(|(_, entry)| format!("  log {} {}", entry.at, entry.message)).collect();
    lines.extend(log.into_iter().rev().take(LOG_MAX).rev());
    lines
}

/// The newest rows with their ROWTIME; columns that `*` shows, with commas between them.
fn rows(stream: &StreamView<'_>) -> Vec<(i64, String)> {
    let line = |row: &crate::analytics::Row| {
        let shown = stream.columns.iter().zip(row.values.iter()).filter(|(column, _)| !column.is_hidden);
        let values: Vec<String> = shown.map(|(column, value)| text_of(value, column.kind)).collect();
        (row.time, values.join(","))
    };
    let newest: Vec<(i64, String)> = stream.rows.rows().rev().take(ROWS_MAX).map(|(_, row)| line(row)).collect();
    newest.into_iter().rev().collect()
}
