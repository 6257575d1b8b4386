//! The form of a delivery stream: its source, its destination with everything that belongs to it, and the requests that
//! the fields stand for.

mod document;
mod read;

use queuelab::key;
pub use read::values;

use super::{Problem, Values, on, text};
use document::document;
use queuelab::firehose::api::*;
use queuelab::firehose::{DestinationKind, Stream};
use serde_json::{Value, json};

/// Fields beside which a refusal can stand, as its sentence names them.
pub const FIELDS: [&str; 40] = [
    "deliveryStreamName",
    "kinesisStreamARN",
    "KinesisStreamSourceConfiguration",
    "bucketARN",
    "sizeInMBs",
    "intervalInSeconds",
    "errorOutputPrefix",
    "ErrorOutputPrefix",
    "prefix",
    "Prefix",
    "fileExtension",
    "FileExtension",
    "customTimeZone",
    "CustomTimeZone",
    "compressionFormat",
    "CompressionFormat",
    "LambdaArn",
    "BufferSizeInMBs",
    "BufferIntervalInSeconds",
    "NumberOfRetries",
    "MetadataExtractionQuery",
    "Delimiter",
    "Columns",
    "durationInSeconds",
    "S3BackupMode",
    "S3BackupConfiguration",
    "url",
    "accessKey",
    "clusterJDBCURL",
    "dataTableName",
    "username",
    "password",
    "clusterEndpoint",
    "indexName",
    "hECEndpoint",
    "hECAcknowledgmentTimeoutInSeconds",
    "accountUrl",
    "catalogARN",
    "keyARN",
    "roleARN",
];

/// The kinds of destinations with the words of the page.
pub const KINDS: [(DestinationKind, &str, &str); 9] = [
    (DestinationKind::S3, "s3", key!("Amazon S3")),
    (DestinationKind::Http, "http", key!("HTTP endpoint (Datadog, New Relic, MongoDB and others, too)")),
    (DestinationKind::Redshift, "redshift", key!("Amazon Redshift, by way of S3")),
    (DestinationKind::OpenSearch, "opensearch", key!("Amazon OpenSearch Service")),
    (DestinationKind::Serverless, "serverless", key!("Amazon OpenSearch Serverless")),
    (DestinationKind::Elasticsearch, "elasticsearch", key!("Elasticsearch, the older name of OpenSearch")),
    (DestinationKind::Splunk, "splunk", "Splunk"),
    (DestinationKind::Snowflake, "snowflake", "Snowflake"),
    (DestinationKind::Iceberg, "iceberg", key!("Apache Iceberg tables")),
];

/// The kind that was chosen.
pub fn kind_of(values: &Values) -> DestinationKind {
    kind_named(text(values, "destination"))
}

/// The kind of that word.
pub fn kind_named(word: &str) -> DestinationKind {
    KINDS.iter().find(|(_, name, _)| *name == word).map_or(DestinationKind::S3, |(kind, ..)| *kind)
}

/// How the fields offer to be kept in a bucket what came in or what failed: values and words.
pub const fn backups(kind: DestinationKind) -> &'static [(&'static str, &'static str)] {
    match kind {
        DestinationKind::S3 | DestinationKind::Redshift => {
            &[("Disabled", key!("nothing but what failed")), ("Enabled", key!("everything that came in, too"))]
        }
        DestinationKind::OpenSearch | DestinationKind::Elasticsearch | DestinationKind::Serverless => {
            &[("FailedDocumentsOnly", key!("documents that failed")), ("AllDocuments", key!("all documents"))]
        }
        DestinationKind::Splunk => {
            &[("FailedEventsOnly", key!("events that failed")), ("AllEvents", key!("all events"))]
        }
        DestinationKind::Http | DestinationKind::Snowflake => {
            &[("FailedDataOnly", key!("what failed")), ("AllData", key!("everything"))]
        }
        DestinationKind::Iceberg => &[("FailedDataOnly", key!("what failed"))],
    }
}

/// The request that makes a stream.
///
/// # Errors
/// What is no number, or no list of columns.
pub fn create(values: &Values) -> Result<CreateDeliveryStream, Problem> {
    let (kind, wish) = (kind_of(values), document(values, None)?);
    let wish = Value::Object(wish);
    let is_read = text(values, "source") == "kinesis";
    let source = json!({ "KinesisStreamARN": text(values, "kinesisStreamARN"), "RoleARN": text(values, "roleARN") });
    let mut request = CreateDeliveryStream {
        delivery_stream_name: text(values, "deliveryStreamName").trim().to_owned(),
        delivery_stream_type: Some(if is_read { "KinesisStreamAsSource" } else { "DirectPut" }.to_owned()),
        kinesis_stream_source_configuration: is_read.then(|| Box::new(KinesisStreamSourceConfiguration(source))),
        delivery_stream_encryption_configuration_input: encryption(values)
            .map(|wish| Box::new(DeliveryStreamEncryptionConfigurationInput(wish))),
        ..CreateDeliveryStream::default()
    };
    /// Puts the document where its kind has it.
    macro_rules! put {
        ($($kind:ident $field:ident $name:ident),* $(,)?) => {
            match kind { $(DestinationKind::$kind => request.$field = Some(Box::new($name(wish))),)* }
        };
    }
    put!(
        S3 extended_s3_destination_configuration ExtendedS3DestinationConfiguration,
        Redshift redshift_destination_configuration RedshiftDestinationConfiguration,
        Elasticsearch elasticsearch_destination_configuration ElasticsearchDestinationConfiguration,
        OpenSearch amazonopensearchservice_destination_configuration AmazonopensearchserviceDestinationConfiguration,
        Serverless amazon_open_search_serverless_destination_configuration
            AmazonOpenSearchServerlessDestinationConfiguration,
        Splunk splunk_destination_configuration SplunkDestinationConfiguration,
        Http http_endpoint_destination_configuration HttpEndpointDestinationConfiguration,
        Snowflake snowflake_destination_configuration SnowflakeDestinationConfiguration,
        Iceberg iceberg_destination_configuration IcebergDestinationConfiguration,
    );
    Ok(request)
}

/// The request that changes the destination of a stream.
///
/// # Errors
/// As [`create`].
pub fn update(values: &Values, stream: &Stream) -> Result<UpdateDestination, Problem> {
    let kind = kind_of(values);
    let mut wish = document(values, Some(stream))?;
    for (old, new) in [("S3Configuration", "S3Update"), ("S3BackupConfiguration", "S3BackupUpdate")] {
        if let Some(inner) = wish.remove(old) {
            wish.insert(new.to_owned(), inner);
        }
    }
    let is_search =
        matches!(kind, DestinationKind::OpenSearch | DestinationKind::Elasticsearch | DestinationKind::Serverless);
    if is_search {
        // What is backed up is said once and for all.
        wish.remove("S3BackupMode");
    }
    let wish = Value::Object(wish);
    let mut request = UpdateDestination {
        delivery_stream_name: stream.key.name.to_string(),
        current_delivery_stream_version_id: stream.version.to_string(),
        destination_id: DESTINATION_ID.to_owned(),
        ..UpdateDestination::default()
    };
    /// Puts the document where its kind has it.
    macro_rules! put {
        ($($kind:ident $field:ident $name:ident),* $(,)?) => {
            match kind { $(DestinationKind::$kind => request.$field = Some(Box::new($name(wish))),)* }
        };
    }
    put!(
        S3 extended_s3_destination_update ExtendedS3DestinationUpdate,
        Redshift redshift_destination_update RedshiftDestinationUpdate,
        Elasticsearch elasticsearch_destination_update ElasticsearchDestinationUpdate,
        OpenSearch amazonopensearchservice_destination_update AmazonopensearchserviceDestinationUpdate,
        Serverless amazon_open_search_serverless_destination_update AmazonOpenSearchServerlessDestinationUpdate,
        Splunk splunk_destination_update SplunkDestinationUpdate,
        Http http_endpoint_destination_update HttpEndpointDestinationUpdate,
        Snowflake snowflake_destination_update SnowflakeDestinationUpdate,
        Iceberg iceberg_destination_update IcebergDestinationUpdate,
    );
    Ok(request)
}

/// The one destination that a stream has.
const DESTINATION_ID: &str = "destinationId-000000000001";

fn encryption(values: &Values) -> Option<Value> {
    match text(values, "encryption") {
        "owned" => Some(json!({ "KeyType": "AWS_OWNED_CMK" })),
        "customer" => Some(json!({ "KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": text(values, "keyARN").trim() })),
        _ => None,
    }
}

/// Whether a switch of the form is on.
fn is_on(values: &Values, field: &str) -> bool {
    on(values, field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::base::Caller;
    use queuelab::scenario::{Runner, Script, quiet_start};
    use queuelab::session::Session;

    const LAB: &str = "call s3 CreateBucket Bucket=lake
        call s3 CreateBucket Bucket=copies
        call kinesis CreateStream StreamName=clicks ShardCount=1
        call lambda CreateFunction FunctionName=f Role=arn:aws:iam::000000000000:role/f
        advance 20s";

    fn lab() -> Session {
        let mut session = Session::new(quiet_start());
        let mut runner = Runner::default();
        for (_, command) in &Script::parse(LAB).unwrap().commands {
            runner.run(&mut session, command).unwrap();
        }
        session
    }

    fn call(session: &mut Session, request: impl Into<Request>) -> Result<(), String> {
        let call = queuelab::call::Call::Firehose(request.into());
        match session.submit(queuelab::cloud::Input::Call { caller: Caller::default(), call }) {
            queuelab::cloud::Submitted::Done(Ok(_)) => Ok(()),
            queuelab::cloud::Submitted::Done(Err(error)) => Err(error.message().to_owned()),
            other => panic!("{other:?}"),
        }
    }

    fn fresh(session: &Session, changes: &[(&'static str, &str)]) -> Values {
        let mut typed = values(session.cloud(), &Caller::default(), None);
        typed.extend(changes.iter().map(|(field, text)| (*field, (*text).to_owned())));
        // Each kind of destination has its own words for the same.
        let modes = backups(kind_of(&typed));
        if modes.iter().all(|(mode, _)| *mode != text(&typed, "S3BackupMode")) {
            typed.insert("S3BackupMode", modes[0].0.to_owned());
        }
        typed
    }

    fn wait(session: &mut Session) {
        let to = session.now().after(queuelab::clock::Duration::from_secs(31));
        session.seek(to);
    }

    /// Makes a stream, reads it into the fields again, and changes it to the same.
    fn round_trip(changes: &[(&'static str, &str)]) -> Values {
        let mut session = lab();
        let typed = fresh(&session, changes);
        call(&mut session, create(&typed).unwrap()).unwrap_or_else(|error| panic!("{changes:?}: {error}"));
        wait(&mut session);
        let stream = session.cloud().firehose().streams().next().unwrap().clone();
        let back = values(session.cloud(), &Caller::default(), Some(&stream));
        for (field, text) in &typed {
            assert_eq!(back.get(field).map(String::as_str), Some(text.as_str()), "{field} of {changes:?}");
        }
        call(&mut session, update(&back, &stream).unwrap()).unwrap_or_else(|error| panic!("{changes:?}: {error}"));
        let after = session.cloud().firehose().streams().next().unwrap();
        assert_eq!((after.version, after.destination.plan.clone()), (2, stream.destination.plan.clone()));
        back
    }

    const NAME: (&str, &str) = ("deliveryStreamName", "orders");
    const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:f";

    #[test]
    fn what_was_made_comes_back_as_the_same_fields_for_every_kind_of_destination() {
        round_trip(&[NAME]);
        for (destination, more) in [
            ("http", [("url", "https://example.com/in"), ("S3BackupMode", "AllData")]),
            (
                "redshift",
                [
                    ("clusterJDBCURL", "jdbc:redshift://c.abc.us-east-1.redshift.amazonaws.com:5439/db"),
                    ("dataTableName", "sales"),
                ],
            ),
            ("opensearch", [("clusterEndpoint", "https://search.example.com"), ("indexName", "logs")]),
            ("elasticsearch", [("clusterEndpoint", "https://search.example.com"), ("indexName", "logs")]),
            ("serverless", [("clusterEndpoint", "https://search.example.com"), ("indexName", "logs")]),
            ("splunk", [("hECEndpoint", "https://splunk.example.com"), ("hECEndpointType", "Event")]),
            ("snowflake", [("accountUrl", "https://a.snowflakecomputing.com"), ("table", "T")]),
            ("iceberg", [("database", "shop"), ("table", "orders")]),
        ] {
            let [first, second] = more;
            round_trip(&[NAME, ("destination", destination), first, second]);
        }
    }

    #[test]
    fn processors_conversion_partitions_and_backups_come_back_too() {
        round_trip(&[
            NAME,
            ("source", "kinesis"),
            ("LambdaArn", FUNCTION),
            ("BufferIntervalInSeconds", "5"),
            ("AppendDelimiterToRecord", "true"),
            ("compressionFormat", "GZIP"),
            ("prefix", "out/"),
            ("errorOutputPrefix", "bad/"),
            ("S3BackupMode", "Enabled"),
            ("backupBucket", "copies"),
        ]);
        round_trip(&[
            NAME,
            ("sizeInMBs", "64"),
            ("dynamicPartitioning", "true"),
            ("MetadataExtractionQuery", "{c: .customer}"),
            ("prefix", "c=!{partitionKeyFromQuery:c}/"),
            ("errorOutputPrefix", "bad/"),
        ]);
        round_trip(&[
            NAME,
            ("sizeInMBs", "64"),
            ("conversion", "Parquet"),
            ("Columns", "id int, what string, parts array<struct<a:int,b:string>>"),
        ]);
        round_trip(&[NAME, ("encryption", "owned")]);
    }

    #[test]
    fn refusals_stand_beside_their_fields_and_nonsense_is_told() {
        let mut session = lab();
        for (changes, field) in [
            ([NAME, ("intervalInSeconds", "901")], "intervalInSeconds"),
            ([NAME, ("prefix", "!{timestamp:yyyy}/")], "ErrorOutputPrefix"),
            ([NAME, ("deliveryStreamName", "a b")], "deliveryStreamName"),
        ] {
            let typed = fresh(&session, &changes);
            let call = queuelab::call::Call::Firehose(create(&typed).unwrap().into());
            let input = queuelab::cloud::Input::Call { caller: Caller::default(), call };
            let queuelab::cloud::Submitted::Done(Err(error)) = session.submit(input) else { panic!("{changes:?}") };
            assert_eq!(Problem::of(&error, &FIELDS).field, Some(field), "{error:?}");
        }
        let wrong = |changes: &[(&'static str, &str)]| create(&fresh(&session, changes)).unwrap_err().field;
        assert_eq!(wrong(&[NAME, ("sizeInMBs", "much")]), Some("sizeInMBs"));
        assert_eq!(wrong(&[NAME, ("conversion", "ORC"), ("Columns", "id")]), Some("Columns"));
    }
}
