//! The form of a delivery stream: from where, by which ways and where to.

use super::{Shell, bucket_options, form as frame};
use crate::form::Form;
use crate::lab::{Lab, Selection};
use leptos::prelude::*;
use queuelab::call::Call;
use queuelab::firehose::{DestinationKind, StreamId};
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::forms::delivery_stream::{FIELDS, KINDS, backups, create, kind_named, update, values};

/// What the bytes of a destination's objects or requests can be compressed by.
const COMPRESSIONS: [&str; 5] = ["UNCOMPRESSED", "GZIP", "ZIP", "Snappy", "HADOOP_SNAPPY"];

type Options = Vec<(String, String)>;

fn options(all: &[(&str, &str)]) -> Options {
    all.iter().map(|(value, word)| ((*value).to_owned(), queuelab::text::of(word).to_owned())).collect()
}

/// The form of a new stream, or of one that is there.
pub fn view(lab: Lab, shell: Shell, id: Option<u32>) -> AnyView {
    let caller = lab.caller.get_untracked();
    let typed = lab.peek(|session| {
        let cloud = session.cloud();
        values(cloud, &caller, id.and_then(|id| cloud.firehose().stream(StreamId(id))))
    });
    let form = Form::new(typed, &FIELDS);
    let kind = Memo::new(move |_| form.at("destination").with(|word| kind_named(word)));
    let kinds = KINDS.iter().map(|(_, word, text)| ((*word).to_owned(), (*text).to_owned())).collect();
    let fields = view! {
        {id.is_none().then(|| source(lab, form))}
        <fieldset>
            <legend>{t!("Destination")}</legend>
            {form.choice("destination", t!("Where records go"), "", kinds)}
            {move || destination(form, kind.get())}
            {bucket(lab, form, kind)}
            {form.text("roleARN", t!("Role"), t!("As whom Firehose reads, invokes and writes: the ARN of a role"))}
        </fieldset>
        {buffering(form, kind)}
        {processing(lab, form, kind)}
        {backup(lab, form, kind)}
        {id.is_none().then(|| encryption(form))}
    }
    .into_any();
    let submit = move || save(lab, shell, form, id);
    frame(shell, form, if id.is_some() { t!("Save") } else { t!("Create delivery stream") }, fields, submit)
}

fn save(lab: Lab, shell: Shell, form: Form, id: Option<u32>) {
    let typed = form.values();
    let wish = match id {
        None => create(&typed).map(queuelab::firehose::api::Request::from).map(Some),
        Some(id) => lab.peek(|session| {
            let stream = session.cloud().firehose().stream(StreamId(id));
            stream.map(|stream| update(&typed, stream)).transpose().map(|wish| wish.map(Into::into))
        }),
    };
    let wish = match wish {
        Ok(Some(wish)) => wish,
        // The stream went away while somebody typed.
        Ok(None) => return shell.close(),
        Err(problem) => return form.problem.set(Some(problem)),
    };
    if let Err(error) = lab.call(Call::Firehose(wish)) {
        return form.refuse(&error);
    }
    if id.is_none() {
        let newest = lab.peek(|session| session.cloud().firehose().streams().next_back().map(|made| made.id.0));
        lab.selection.set(newest.map(|id| Selection::Node(NodeId::DeliveryStream(id))));
    }
    shell.close();
}

fn source(lab: Lab, form: Form) -> AnyView {
    let streams: Options = lab.peek(|session| {
        let streams = session.cloud().kinesis().streams();
        streams.map(|stream| (stream.key.arn().to_string(), stream.key.name.to_string())).collect()
    });
    let is_empty = streams.is_empty();
    let is_read = Memo::new(move |_| form.is("source", "kinesis"));
    let stream = move || {
        is_read.get().then(|| {
            if is_empty {
                form.text("kinesisStreamARN", t!("Its ARN"), t!("The lab has no data stream yet"))
            } else {
                form.choice(
                    "kinesisStreamARN",
                    t!("Data stream"),
                    t!("Read once a second and shard, from now on"),
                    streams.clone(),
                )
            }
        })
    };
    view! {
        {form.text("deliveryStreamName", t!("Name"), t!("1 to 64 of A–Z a–z 0–9 _ . and -"))}
        {form.radio("source", t!("Source"), &[
            ("direct", t!("Direct PUT"), t!("Producers and topics put records into it; what cannot be delivered is kept for a day")),
            ("kinesis", t!("A Kinesis data stream"), t!("It reads the stream; what cannot be delivered stays there")),
        ])}
        {stream}
    }
    .into_any()
}

fn destination(form: Form, kind: DestinationKind) -> AnyView {
    let text = move |name, label, hint: &'static str| form.text(name, label, hint);
    match kind {
        DestinationKind::S3 => ().into_any(),
        DestinationKind::Http => view! {
            {text("url", "URL", t!("https://… ; select the endpoint on the stage to have it misbehave"))}
            {text("endpointName", t!("Its name"), t!("Optional"))}
            {text("accessKey", t!("Access key"), t!("Optional: sent with every request"))}
            {form.choice("contentEncoding", t!("Requests are compressed"), "", options(&[("NONE", t!("no")), ("GZIP", "GZIP")]))}
        }
        .into_any(),
        DestinationKind::Redshift => view! {
            {text("clusterJDBCURL", t!("Cluster"), "jdbc:redshift://….redshift.amazonaws.com:5439/database")}
            {text("dataTableName", t!("Table"), "")}
            {text("copyOptions", t!("Options of COPY"), "")}
            <div class="pairs">{text("username", t!("User"), "")}{text("password", t!("Password"), t!("At least 6 characters"))}</div>
        }
        .into_any(),
        DestinationKind::OpenSearch | DestinationKind::Elasticsearch | DestinationKind::Serverless => {
            let rotation = (kind != DestinationKind::Serverless).then(|| {
                let all = ["NoRotation", "OneHour", "OneDay", "OneWeek", "OneMonth"].map(|name| (name, name));
                form.choice("indexRotationPeriod", t!("A new index"), "", options(&all))
            });
            view! {
                {text("clusterEndpoint", t!("Endpoint"), t!("https://… , or the ARN of a domain"))}
                {text("indexName", t!("Index"), "")}
                {rotation}
            }
            .into_any()
        }
        DestinationKind::Splunk => view! {
            {text("hECEndpoint", t!("HEC endpoint"), "https://…")}
            {form.choice("hECEndpointType", t!("Its type"), "", options(&[("Raw", "Raw"), ("Event", "Event")]))}
            {text("hECToken", t!("Token"), "")}
            {form.number("hECAcknowledgmentTimeoutInSeconds", t!("Acknowledgement timeout"), t!("180 to 600 seconds"))}
        }
        .into_any(),
        DestinationKind::Snowflake => view! {
            {text("accountUrl", t!("Account"), "https://….snowflakecomputing.com")}
            <div class="pairs">
                {text("database", t!("Database"), "")}{text("schema", t!("Schema"), "")}{text("table", t!("Table"), "")}{text("username", t!("User"), "")}
            </div>
            {form.area("privateKey", t!("Private key"), t!("In base64, 256 to 4,096 characters"), 2)}
        }
        .into_any(),
        DestinationKind::Iceberg => view! {
            {text("catalogARN", t!("Catalog"), t!("The ARN of a Glue catalog"))}
            <div class="pairs">{text("database", t!("Database"), "")}{text("table", t!("Table"), "")}</div>
        }
        .into_any(),
    }
}

fn bucket(lab: Lab, form: Form, kind: Memo<DestinationKind>) -> AnyView {
    let buckets = bucket_options(lab);
    let is_s3 = Memo::new(move |_| kind.get() == DestinationKind::S3);
    let label = move || {
        let buckets = buckets.clone();
        if is_s3.get() {
            form.choice("bucketARN", t!("Bucket"), "", buckets)
        } else {
            let hint = t!("What failed goes there; on the way to Redshift everything does");
            form.choice("bucketARN", t!("Bucket beside it"), hint, buckets)
        }
    };
    let more = move || {
        is_s3.get().then(|| {
            view! {
                <div class="pairs">
                    {form.text("fileExtension", t!("File extension"), t!("Optional, such as .json"))}
                    {form.text("customTimeZone", t!("Time zone"), t!("Of the dates in keys, such as UTC or Europe/Berlin"))}
                </div>
            }
            .into_any()
        })
    };
    let compressions = COMPRESSIONS.map(|name| (name, name));
    view! {
        {label}
        {form.text("prefix", t!("Prefix"), t!("Such as data/ or year=!{timestamp:yyyy}/; without an expression yyyy/MM/dd/HH/ follows"))}
        {form.text("errorOutputPrefix", t!("Error output prefix"), t!("Where failed records go; !{firehose:error-output-type} tells why"))}
        {form.choice("compressionFormat", t!("Compression"), "", options(&compressions))}
        {more}
    }
    .into_any()
}

fn buffering(form: Form, kind: Memo<DestinationKind>) -> AnyView {
    let is_retried = move || {
        (kind.get() != DestinationKind::S3 || form.is("dynamicPartitioning", "true")).then(|| {
            form.number(
                "durationInSeconds",
                t!("Tried again for"),
                t!("0 to 7,200 seconds; then records go to the bucket"),
            )
        })
    };
    view! {
        <fieldset>
            <legend>{t!("Buffer")}</legend>
            <p class="hint">{t!("It is emptied when it has its size or its time, whichever comes first.")}</p>
            <div class="pairs">
                {form.number("sizeInMBs", t!("Size"), t!("MiB: 1 to 128; 64 or more with conversion or partitioning; other destinations take less"))}
                {form.number("intervalInSeconds", t!("Interval"), t!("0 to 900 seconds; classic notes say 60 at least"))}
            </div>
            {is_retried}
        </fieldset>
    }
    .into_any()
}

fn processing(lab: Lab, form: Form, kind: Memo<DestinationKind>) -> AnyView {
    let functions: Options = lab.peek(|session| {
        let functions = session.cloud().lambda().functions();
        let named = functions.map(|function| (function.arn().to_string(), function.key.name.to_string()));
        std::iter::once((String::new(), t!("none").to_owned())).chain(named).collect()
    });
    let has_function = Memo::new(move |_| !form.at("LambdaArn").with(String::is_empty));
    let function = move || {
        has_function.get().then(|| {
            view! {
                <div class="pairs">
                    {form.number("BufferSizeInMBs", t!("Its batch"), t!("0.2 to 3 MB"))}
                    {form.number("BufferIntervalInSeconds", t!("or after"), t!("0 to 900 seconds"))}
                    {form.number("NumberOfRetries", t!("Retries"), t!("0 to 300, when it fails as a whole"))}
                </div>
            }
            .into_any()
        })
    };
    let parts =
        options(&[("", t!("no")), ("JSON", t!("JSON documents")), ("DELIMITED", t!("parts between delimiters"))]);
    let delimiter = move || {
        form.is("SubRecordType", "DELIMITED")
            .then(|| form.text("Delimiter", t!("Delimiter"), t!("In base64, or quoted as the API wants it")))
    };
    let conversion = move || (kind.get() == DestinationKind::S3).then(|| conversion(form));
    view! {
        <fieldset>
            <legend>{t!("On the way")}</legend>
            {form.choice("LambdaArn", t!("Function that changes records"), t!("It answers each Ok, Dropped or ProcessingFailed"), functions)}
            {function}
            {form.choice("SubRecordType", t!("Records are taken apart"), t!("De-aggregation; those of the producer library always are"), parts)}
            {delimiter}
            {form.check("AppendDelimiterToRecord", t!("A new line after each record"), t!("Otherwise records stand in an object one after the other, with nothing between them"))}
            {conversion}
        </fieldset>
    }
    .into_any()
}

fn conversion(form: Form) -> AnyView {
    let formats = options(&[("", t!("no")), ("Parquet", "Parquet"), ("ORC", "ORC")]);
    let is_on = Memo::new(move |_| !form.at("conversion").with(String::is_empty));
    let more = move || {
        is_on.get().then(|| {
            let readers = options(&[("OpenX", t!("OpenX JSON")), ("Hive", t!("Hive JSON"))]);
            view! {
                {form.area("Columns", t!("Columns"), t!("Name and type of Hive, such as: id int, what string. They stand for a table of AWS Glue"), 2)}
                {form.choice("deserializer", t!("Read by"), "", readers)}
            }
            .into_any()
        })
    };
    let is_partitioned = Memo::new(move |_| form.is("dynamicPartitioning", "true"));
    let query = move || {
        is_partitioned.get().then(|| {
            form.text("MetadataExtractionQuery", t!("Keys by JQ"), t!("Such as {customer: .customer.id}, for !{partitionKeyFromQuery:customer} in the prefix; empty where the function answers keys"))
        })
    };
    view! {
        {form.choice("conversion", t!("Format conversion"), t!("JSON becomes columns; the bucket's compression has to be UNCOMPRESSED"), formats)}
        {more}
        {form.check("dynamicPartitioning", t!("Dynamic partitioning"), t!("A buffer and a prefix for each set of keys; decided when the stream is made"))}
        {query}
    }
    .into_any()
}

fn backup(lab: Lab, form: Form, kind: Memo<DestinationKind>) -> AnyView {
    let buckets = bucket_options(lab);
    let mode = move || {
        form.choice(
            "S3BackupMode",
            t!("Kept in a bucket"),
            t!("What was once asked for in full stays"),
            options(backups(kind.get())),
        )
    };
    let has_own = Memo::new(move |_| {
        form.is("S3BackupMode", "Enabled") && matches!(kind.get(), DestinationKind::S3 | DestinationKind::Redshift)
    });
    let own = move || {
        let buckets = buckets.clone();
        has_own.get().then(|| {
            form.choice("backupBucket", t!("Bucket for what came in"), t!("As it came, before any function"), buckets)
        })
    };
    view! { <fieldset><legend>{t!("Backup")}</legend>{mode}{own}</fieldset> }.into_any()
}

fn encryption(form: Form) -> AnyView {
    let direct = Memo::new(move |_| form.is("source", "direct"));
    let has_key = Memo::new(move |_| form.is("encryption", "customer"));
    let inside = move || {
        if !direct.get() {
            return view! { <p class="hint">{t!("What comes from a data stream is encrypted as that is.")}</p> }
                .into_any();
        }
        let kinds = options(&[
            ("none", t!("no")),
            ("owned", t!("with a key of Firehose")),
            ("customer", t!("with a key of yours")),
        ]);
        let key = move || has_key.get().then(|| form.text("keyARN", t!("Key"), t!("The ARN of a key of KMS")));
        view! { {form.choice("encryption", t!("Encrypted at rest"), "", kinds)} {key} }.into_any()
    };
    view! { <fieldset><legend>{t!("Encryption")}</legend>{inside}</fieldset> }.into_any()
}
