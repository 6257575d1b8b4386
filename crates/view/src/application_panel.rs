//! An application in the inspector: how it stands in a sentence, its in-application streams as rows, and what it reads and
//! where its rows go.

use super::describe::{number, span};
use queuelab::analytics::api::{Input, Output, ReferenceDataSource};
use queuelab::analytics::service::{Managed, PartId, SourceKind, Status};
use queuelab::analytics::{Application, Family, Row, StreamKind, StreamView, text_of};
use queuelab::clock::Duration;
use queuelab::cloud::{Cloud, KPU_USD_PER_HOUR};
use queuelab::t;

/// So many of the newest rows are shown.
const ROWS_MAX: usize = 20;
/// So many of the newest problems are shown.
const LOG_MAX: usize = 8;

/// A row of an in-application stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownRow {
    /// Its number in the stream.
    pub number: u64,
    /// Its ROWTIME as a time of the lab.
    pub time: String,
    /// Its values.
    pub values: Vec<String>,
}

/// An in-application stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownStream {
    /// Its name.
    pub name: String,
    /// What it is, and how many rows it has had.
    pub words: String,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Columns that hold numbers.
    pub numbers: Vec<String>,
    /// Columns that hold texts.
    pub texts: Vec<String>,
    /// The newest rows, the newest first.
    pub rows: Vec<ShownRow>,
}

/// A part that can be taken away: an output, a reference table, or a function before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPart {
    /// Its id.
    pub id: String,
    /// What it is, and how far it has come.
    pub words: String,
}

/// How an application stands.
pub fn story(managed: &Managed) -> String {
    if let Some(why) = managed.problems.values().next() {
        return t!("It tries again every second: {why}", why);
    }
    match managed.status {
        Status::Ready => match managed.stopped {
            Some(_) => {
                t!("It does not run. What its windows held is gone; it can go on where it stopped reading.").to_owned()
            }
            None => t!("It does not run yet. Start it to read its source.").to_owned(),
        },
        Status::Starting => t!("It is being started: no record is read yet.").to_owned(),
        Status::Updating => t!("It is being updated: it reads nothing, and its windows begin anew.").to_owned(),
        Status::Stopping => t!("It is being stopped.").to_owned(),
        Status::Deleting => t!("It is being deleted.").to_owned(),
        Status::Running => {
            let behind = managed.millis_behind().unwrap_or_default();
            let due = managed.engine().and_then(Application::next_due);
            let due = due.map_or_else(String::new, |due| t!(" The next window closes at {due}.", due));
            if behind > 0 {
                let behind = span(Duration::from_millis(behind));
                t!("It reads its source, and is {behind} behind the newest record.{due}", behind, due)
            } else {
                t!("It reads its source every second, up to the newest record.{due}", due)
            }
        }
    }
}

/// Names and counters.
pub fn facts(cloud: &Cloud, managed: &Managed) -> Vec<(&'static str, String)> {
    let totals = &managed.totals;
    let mut rows = vec![
        (t!("Status"), managed.status.name().to_owned()),
        (t!("Version"), managed.version.to_string()),
        (t!("Records read"), number(totals.records)),
        (t!("Rows delivered"), number(totals.delivered)),
    ];
    if totals.processed + totals.dropped + totals.failed > 0 {
        let words = t!(
            "{processed} ok, {dropped} dropped, {failed} failed",
            processed = totals.processed,
            dropped = totals.dropped,
            failed = totals.failed
        );
        rows.push((t!("Function before"), words));
    }
    if totals.retries + totals.discarded > 0 {
        rows.push((t!("Failed attempts, rows thrown away"), format!("{}, {}", totals.retries, totals.discarded)));
    }
    let running = managed.run.as_deref().map_or(0, |run| {
        cloud.now().since(run.usage.counted).as_millis() * u64::from(run.usage.kpus) * u64::from(run.engine.is_some())
    });
    #[allow(clippy::cast_precision_loss, reason = "a price for people")]
    let hours = (totals.kpu_millis + running) as f64 / 3_600_000.0;
    rows.push((
        t!("KPU hours"),
        t!(
            "{hours}, {usd} USD as it was",
            hours = format_args!("{:.3}", hours),
            usd = format_args!("{:.4}", hours * KPU_USD_PER_HOUR)
        ),
    ));
    rows
}

/// What it reads.
pub fn source(managed: &Managed) -> String {
    let Some((_, input)) = managed.setup.inputs.first() else { return t!("Nothing: it has no input.").to_owned() };
    let Ok((kind, source)) = input.source() else { return String::new() };
    let name = source.arn().rsplit('/').next().unwrap_or_default();
    let what = match kind {
        SourceKind::Stream => t!("stream"),
        SourceKind::DeliveryStream => t!("delivery stream"),
    };
    let prefix = input.name_prefix.as_deref().unwrap_or_default();
    t!("The {what} {name}, as {prefix}_001", what, name, prefix)
}

/// The function that looks at records before they become rows, with the id of the input.
pub fn before(managed: &Managed) -> Vec<ShownPart> {
    let one = |(id, input): &(PartId, Input)| {
        let name = input.processor()?.arn().rsplit(':').next().unwrap_or_default().to_owned();
        Some(ShownPart { id: id.to_string(), words: t!("The function {name} sees its records first", name) })
    };
    managed.setup.inputs.iter().filter_map(one).collect()
}

/// Reference tables.
pub fn tables(managed: &Managed) -> Vec<ShownPart> {
    let one = |(id, table): &(PartId, ReferenceDataSource)| {
        let object = table.s3_reference_data_source.clone().unwrap_or_default();
        let bucket = object.bucket_arn.as_deref().unwrap_or_default().rsplit(':').next().unwrap_or_default().to_owned();
        let (name, key) = (table.table_name.as_deref().unwrap_or_default(), object.file_key.unwrap_or_default());
        ShownPart { id: id.to_string(), words: t!("{name}: {key} of bucket {bucket}", name, key, bucket) }
    };
    managed.setup.tables.iter().map(one).collect()
}

/// Where rows go.
pub fn outputs(managed: &Managed) -> Vec<ShownPart> {
    let one = |(id, output): &(PartId, Output)| {
        let (_, target) = output.target().ok()?;
        let to = target.arn().rsplit([':', '/']).next().unwrap_or_default();
        let delivery = managed.run.as_deref().and_then(|run| run.outputs.get(id));
        let counts = delivery.map_or_else(String::new, |delivery| {
            t!(
                ": {delivered} there, {backlog} waiting",
                delivered = number(delivery.delivered),
                backlog = number(delivery.backlog())
            )
        });
        let words = t!("{name} to {to}{counts}", name = output.name.as_deref().unwrap_or_default(), to, counts);
        Some(ShownPart { id: id.to_string(), words })
    };
    managed.setup.outputs.iter().filter_map(one).collect()
}

/// The newest problems, the newest first.
pub fn log(managed: &Managed) -> Vec<(String, String)> {
    managed.log.iter().rev().take(LOG_MAX).map(|(_, entry)| (entry.at.to_string(), entry.message.to_string())).collect()
}

/// The in-application streams of a running application: what its code makes first, then its input and its errors.
pub fn streams(managed: &Managed) -> Vec<ShownStream> {
    let Some(engine) = managed.engine() else { return Vec::new() };
    let mut found: Vec<(u8, ShownStream)> = engine.streams().map(|stream| shown(engine, &stream)).collect();
    found.sort_by_key(|(order, _)| *order);
    found.into_iter().map(|(_, stream)| stream).collect()
}

fn shown(engine: &Application, stream: &StreamView<'_>) -> (u8, ShownStream) {
    let (order, what) = match stream.kind {
        StreamKind::Created => (0, t!("made by the code")),
        StreamKind::Source => (1, t!("what is read")),
        StreamKind::Errors => (2, t!("rows that could not be worked on")),
    };
    let columns = || stream.columns.iter().enumerate().filter(|(_, column)| !column.is_hidden);
    let of = |is_it: fn(Family) -> bool| {
        columns().filter(|(_, column)| is_it(column.kind.family())).map(|(_, column)| column.name.to_string()).collect()
    };
    let row = |(number, row): (u64, &Row)| ShownRow {
        number,
        time: engine.instant_of(row.time).to_string(),
        values: columns()
            .map(|(place, column)| row.values.get(place).map_or_else(String::new, |value| text_of(value, column.kind)))
            .collect(),
    };
    let shown = ShownStream {
        name: stream.name.to_owned(),
        words: t!("{what}, {rows} rows", what, rows = number(stream.rows.count())),
        columns: columns().map(|(_, column)| column.name.to_string()).collect(),
        numbers: of(Family::is_number),
        texts: of(|family| family == Family::Text),
        rows: stream.rows.rows().rev().take(ROWS_MAX).map(row).collect(),
    };
    (order, shown)
}
