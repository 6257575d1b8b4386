//! Tables of DynamoDB as lines of text: what happened in them, and what they hold.

use crate::cloud::Cloud;
use crate::dynamodb::api::Item;
use crate::dynamodb::{AttributeValue, DynamoDbEvent, Table, TableId};
use std::fmt::Write as _;

/// Of more items only the first are listed.
const ITEMS_MAX: usize = 50;

/// An event.
pub(super) fn line(cloud: &Cloud, event: &DynamoDbEvent) -> String {
    let name = |id: &TableId| {
        cloud.dynamodb().table(*id).map_or_else(|| format!("table {}", id.0), |table| table.key.name.to_string())
    };
    match event {
        DynamoDbEvent::TableCreated(id) => format!("TableCreated {}", name(id)),
        DynamoDbEvent::TableActive(id) => format!("TableActive {}", name(id)),
        DynamoDbEvent::TableDeleting(id) => format!("TableDeleting {}", name(id)),
        DynamoDbEvent::TableDeleted(_, name) => format!("TableDeleted {name}"),
        DynamoDbEvent::ItemWritten { table, item, operation } => {
            format!("ItemWritten {} {} by {operation}", name(table), item.shown())
        }
        DynamoDbEvent::ItemDeleted { table, item } => format!("ItemDeleted {} {}", name(table), item.shown()),
        DynamoDbEvent::ConditionFailed { table, item } => {
            format!("ConditionFailed {} {}", name(table), item.shown())
        }
        DynamoDbEvent::Throttled(id) => format!("Throttled {}", name(id)),
    }
}

/// A table: its state, its key and its items.
pub(super) fn table(table: &Table) -> Vec<String> {
    let key: Vec<&str> = table.schema.names().map(|name| &**name).collect();
    let t = &table.totals;
    let reads = format!("{}{}", t.read_halves / 2, if t.read_halves.is_multiple_of(2) { "" } else { ".5" });
    let mut lines = vec![format!(
        "{}: {}, key {}, {} items, {reads} read units, {} write units, {} conditions failed, {} throttled",
        table.key.name,
        table.status.name(),
        key.join("+"),
        table.items.len(),
        t.write_units,
        t.conditions_failed,
        t.throttled
    )];
    for index in &table.indexes {
        let key: Vec<&str> = index.schema.names().map(|name| &**name).collect();
        lines.push(format!("  index {} by {}", index.name, key.join("+")));
    }
    lines.extend(table.items.values().take(ITEMS_MAX).map(|item| format!("  {}", shown(item))));
    if let Some(more) = table.items.len().checked_sub(ITEMS_MAX).filter(|more| *more > 0) {
        lines.push(format!("  and {more} more"));
    }
    lines
}

fn shown(item: &Item) -> String {
    serde_json::to_string(item).unwrap_or_default()
}

/// The columns of a lease in the order in which they are told; those of hash keys and pending checkpoints are left out.
const COLUMNS: [(&str, &str); 9] = [
    ("leaseOwner", "owner"),
    ("leaseCounter", "counter"),
    ("checkpoint", "checkpoint"),
    ("checkpointSubSequenceNumber", "sub"),
    ("ownerSwitchesSinceCheckpoint", "switches"),
    ("checkpointOwner", "checkpoint owner"),
    ("throughputKBps", "KBps"),
    ("parentShardId", "parents"),
    ("childShardIds", "children"),
];

/// The lease table of an application, a lease a line.
pub(super) fn leases(table: &Table) -> Vec<String> {
    let mut lines = vec![format!("{}: {}, {} rows", table.key.name, table.status.name(), table.items.len())];
    for item in table.items.values() {
        let text = |name: &str| item.get(name).and_then(AttributeValue::as_text);
        let mut line = format!("  {}:", text("leaseKey").unwrap_or_default());
        if let Some(kind) = text("entityType").filter(|kind| *kind != "LEASE") {
            let _ = write!(line, " {kind}");
        }
        for (column, word) in COLUMNS {
            let Some(value) = item.get(column).and_then(plain) else { continue };
            let _ = write!(line, " {word} {value},");
        }
        lines.push(line.trim_end_matches([',', ':']).to_owned());
    }
    lines
}

/// A value without its type; nothing for a zero that says nothing.
fn plain(value: &AttributeValue) -> Option<String> {
    match value {
        AttributeValue::S(text) => Some(text.clone()),
        AttributeValue::N(number) => Some(number.to_string()),
        AttributeValue::Ss(all) => {
            let names: Vec<&str> = all.iter().map(|name| name.trim_start_matches("shardId-00000000000")).collect();
            Some(names.join("+"))
        }
        _ => None,
    }
}
