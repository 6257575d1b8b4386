//! A lab of SQL on a stream: clicks on pages, counted in tumbling windows and averaged in sliding ones, whose rows go into
//! another stream on which a function works.

use super::super::SavedRun;
use super::call;
use super::trucks::{function, mapping, opened, stream, stream_arn, writer};
use crate::actors::writer::{Keys, WriterConfig};
use crate::analytics::api::{
    CreateApplication, DestinationSchema, Input as Source, InputConfiguration, InputStartingPositionConfiguration,
    JSONMappingParameters, MappingParameters, Output, RecordColumn, RecordFormat, Request, Resource, SourceSchema,
    StartApplication,
};
use crate::cloud::Input;

/// The role of the application; IAM does not know it, so it may do everything until somebody makes it.
const ROLE: &str = "arn:aws:iam::000000000000:role/click-sql";
/// Two pumps: one row for each page every ten seconds, and one for each click.
const CODE: &str = r"CREATE OR REPLACE STREAM OUT_STREAM (
  PAGE VARCHAR(16), CLICKS BIGINT, SLOWEST INTEGER);
-- Tumbling: each click counts once, every 10 s.
CREATE OR REPLACE PUMP TEN_SECONDS AS
INSERT INTO OUT_STREAM
SELECT STREAM PAGE, COUNT(*), MAX(MS)
FROM SOURCE_SQL_STREAM_001
GROUP BY PAGE,
  STEP(SOURCE_SQL_STREAM_001.ROWTIME BY INTERVAL '10' SECOND);

CREATE OR REPLACE STREAM LAST_MINUTE (
  PAGE VARCHAR(16), CLICKS BIGINT, MEAN DOUBLE);
-- Sliding: a row for each click, over the minute before it.
CREATE OR REPLACE PUMP MINUTE_BACK AS
INSERT INTO LAST_MINUTE
SELECT STREAM PAGE, COUNT(*) OVER W, AVG(MS) OVER W
FROM SOURCE_SQL_STREAM_001
WINDOW W AS (
  PARTITION BY PAGE
  RANGE INTERVAL '60' SECOND PRECEDING);
";

fn resource(stream: &str) -> Resource {
    Resource { resource_arn: Some(stream_arn(stream).to_string()), role_arn: Some(ROLE.to_owned()) }
}

/// Records such as `{"page":"page_7","ms":7}`.
fn schema() -> SourceSchema {
    let column = |name: &str, path: &str, kind: &str| RecordColumn {
        name: Some(name.to_owned()),
        mapping: Some(path.to_owned()),
        sql_type: Some(kind.to_owned()),
    };
    let parameters = JSONMappingParameters { record_row_path: Some("$".to_owned()) };
    SourceSchema {
        record_format: Some(RecordFormat {
            record_format_type: Some("JSON".to_owned()),
            mapping_parameters: Some(MappingParameters {
                json_mapping_parameters: Some(parameters),
                ..MappingParameters::default()
            }),
        }),
        record_encoding: Some("UTF-8".to_owned()),
        record_columns: Some(vec![column("PAGE", "$.page", "VARCHAR(16)"), column("MS", "$.ms", "INTEGER")]),
    }
}

fn application() -> Input {
    call(Request::from(CreateApplication {
        application_name: "click-sql".to_owned(),
        inputs: Some(vec![Source {
            name_prefix: Some("SOURCE_SQL_STREAM".to_owned()),
            kinesis_streams_input: Some(resource("clicks")),
            input_schema: Some(schema()),
            ..Source::default()
        }]),
        outputs: Some(vec![Output {
            name: Some("OUT_STREAM".to_owned()),
            kinesis_streams_output: Some(resource("counts")),
            destination_schema: Some(DestinationSchema { record_format_type: Some("JSON".to_owned()) }),
            ..Output::default()
        }]),
        application_code: Some(CODE.to_owned()),
        ..CreateApplication::default()
    }))
}

fn start() -> Input {
    let position = InputStartingPositionConfiguration { input_starting_position: Some("NOW".to_owned()) };
    call(Request::from(StartApplication {
        application_name: "click-sql".to_owned(),
        input_configurations: Some(vec![InputConfiguration {
            id: Some("1.1".to_owned()),
            input_starting_position_configuration: Some(position),
        }]),
    }))
}

/// Clicks on five pages, four a second, one page more often than the others.
pub(super) fn run() -> SavedRun {
    let clicks = writer(WriterConfig {
        name: "visitors".to_owned(),
        stream: Some(stream_arn("clicks")),
        keys: Keys { pattern: "page_{k}".to_owned(), count: 5, random: true, hot_percent: 40 },
        body: r#"{"page":"{key}","ms":{n}}"#.to_owned(),
        every_ms: 250,
        burst: 1,
        ..WriterConfig::default()
    });
    opened(
        vec![stream("clicks", 2), stream("counts", 1), function("dashboard", 100), application()],
        vec![(0, start()), (0, mapping("counts", "dashboard")), (0, clicks)],
    )
}

#[cfg(test)]
mod tests {
    use crate::analytics::service::ApplicationId;
    use crate::clock::Duration;
    use crate::session::templates::Template;

    #[test]
    fn every_click_is_counted_once_in_a_tumbling_window_and_the_function_has_the_rows() {
        let mut session = Template::ClicksSql.session();
        session.seek(session.now().after(Duration::from_secs(65)));
        let managed = session.cloud().analytics().managed(ApplicationId(0)).unwrap();
        let engine = managed.engine().unwrap();
        let rows =
            |name: &str| engine.stream(name).unwrap().rows.rows().map(|(_, row)| row.clone()).collect::<Vec<_>>();
        let read = engine.stream("SOURCE_SQL_STREAM_001").unwrap().rows.count();
        let last = rows("OUT_STREAM").last().unwrap().time;
        let counted: i64 = rows("OUT_STREAM").iter().filter_map(|row| row.values[1].as_int()).sum();
        let closed = rows("SOURCE_SQL_STREAM_001").iter().filter(|row| row.time < last).count();
        assert_eq!(usize::try_from(counted), Ok(closed), "of {read} clicks those whose windows are closed");
        assert_eq!(rows("LAST_MINUTE").len() as u64, read, "a sliding window answers each");
        assert!(managed.totals.delivered > 20 && managed.problems.is_empty());
        assert!(session.cloud().lambda().functions().next().unwrap().totals.invocations > 3);
    }
}
