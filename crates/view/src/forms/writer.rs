//! The form of a producer of records: keys, pace, and the client that puts them.

use super::actors::{name, natural, percent_of};
use super::{Problem, Values, fraction, fraction_text, on, optional, text, whole};
use queuelab::actors::WriterConfig;
use queuelab::actors::writer::kpl::Kpl;
use queuelab::actors::writer::{Client, Keys, Sdk};
use queuelab::t;

const SECOND: u64 = 1_000;
/// The largest burst of records.
const BURST_MAX: i64 = 5_000;
/// Of one record.
const BYTES_MAX: i64 = 10_485_760;

/// The fields.
pub fn values(config: &WriterConfig) -> Values {
    let (is_kpl, sdk, kpl) = match &config.client {
        Client::Sdk(sdk) => (false, sdk.clone(), Kpl::default()),
        Client::Kpl(kpl) => (true, Sdk::default(), kpl.clone()),
    };
    let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
    [
        ("name", config.name.clone()),
        ("stream", config.stream.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("client", if is_kpl { "kpl" } else { "sdk" }.to_owned()),
        ("keys", config.keys.pattern.clone()),
        ("count", config.keys.count.to_string()),
        ("random", config.keys.random.to_string()),
        ("hot", config.keys.hot_percent.to_string()),
        ("body", config.body.clone()),
        ("bytes", number(config.bytes.map(u64::from))),
        ("total", number(config.total)),
        ("every", fraction_text(config.every_ms, SECOND)),
        ("jitter", fraction_text(config.jitter_ms, SECOND)),
        ("burst", config.burst.to_string()),
        ("batch", sdk.batch.to_string()),
        ("attempts", sdk.attempts.to_string()),
        ("resend", sdk.resend.to_string()),
        ("aggregation", kpl.aggregation_enabled.to_string()),
        ("buffered", kpl.record_max_buffered_time.to_string()),
        ("aggregate_bytes", kpl.aggregation_max_size.to_string()),
        ("ttl", kpl.record_ttl.to_string()),
        ("rate", kpl.rate_limit.to_string()),
        ("fail_if_throttled", kpl.fail_if_throttled.to_string()),
        ("running", config.running.to_string()),
    ]
    .into()
}

/// The configuration that the fields stand for.
///
/// # Errors
/// The first problem.
pub fn config(values: &Values) -> Result<WriterConfig, Problem> {
    let burst = whole(values, "burst")?;
    if !(1..=BURST_MAX).contains(&burst) {
        return Err(Problem::at("burst", t!("A burst is 1 to 5,000 records.")));
    }
    let every_ms = fraction(values, "every", SECOND)?;
    if every_ms == 0 {
        return Err(Problem::at("every", t!("At least 0.001 s lie between two bursts.")));
    }
    let bytes = optional(values, "bytes")?;
    if bytes.is_some_and(|bytes| !(0..=BYTES_MAX).contains(&bytes)) {
        return Err(Problem::at("bytes", t!("A record has at most 10,485,760 bytes; most streams take 1,048,576.")));
    }
    let keys = Keys {
        pattern: text(values, "keys").to_owned(),
        count: natural("count", whole(values, "count")?)?.max(1),
        random: on(values, "random"),
        hot_percent: percent_of(values, "hot")?,
    };
    if keys.pattern.is_empty() {
        return Err(Problem::at("keys", t!("A partition key has at least one character.")));
    }
    Ok(WriterConfig {
        name: name(values)?,
        stream: text(values, "stream").parse().ok(),
        client: if text(values, "client") == "kpl" { Client::Kpl(kpl(values)?) } else { Client::Sdk(sdk(values)?) },
        keys,
        body: text(values, "body").to_owned(),
        bytes: bytes.and_then(|bytes| u32::try_from(bytes).ok()),
        every_ms,
        jitter_ms: fraction(values, "jitter", SECOND)?,
        burst: u32::try_from(burst).unwrap_or(1),
        total: optional(values, "total")?.map(|total| natural("total", total)).transpose()?,
        running: on(values, "running"),
    })
}

fn sdk(values: &Values) -> Result<Sdk, Problem> {
    let attempts = small(values, "attempts")?;
    if attempts == 0 {
        return Err(Problem::at("attempts", t!("A call is tried at least once.")));
    }
    Ok(Sdk { batch: on(values, "batch"), attempts, resend: on(values, "resend") })
}

fn kpl(values: &Values) -> Result<Kpl, Problem> {
    Ok(Kpl {
        aggregation_enabled: on(values, "aggregation"),
        record_max_buffered_time: natural("buffered", whole(values, "buffered")?)?,
        aggregation_max_size: aggregate_bytes(values)?,
        record_ttl: natural("ttl", whole(values, "ttl")?)?,
        rate_limit: small(values, "rate")?.into(),
        fail_if_throttled: on(values, "fail_if_throttled"),
    })
}

/// The library's own range.
fn aggregate_bytes(values: &Values) -> Result<usize, Problem> {
    let bytes =
        usize::try_from(whole(values, "aggregate_bytes")?).ok().filter(|bytes| (64..=10_485_760).contains(bytes));
    bytes.ok_or_else(|| Problem::at("aggregate_bytes", t!("A packed record has 64 to 10,485,760 bytes.")))
}

fn small(values: &Values, field: &'static str) -> Result<u32, Problem> {
    let number = natural(field, whole(values, field)?)?;
    u32::try_from(number).map_err(|_| Problem::at(field, t!("This is too large.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_producer_of_records_comes_back_as_it_was() {
        let one = WriterConfig::default();
        let other = WriterConfig {
            stream: Some("arn:aws:kinesis:us-east-1:000000000000:stream/s".parse().unwrap()),
            client: Client::Kpl(Kpl { record_ttl: 500, fail_if_throttled: true, ..Kpl::default() }),
            keys: Keys { pattern: "k".to_owned(), count: 1, random: true, hot_percent: 90 },
            bytes: Some(1_000),
            total: Some(7),
            jitter_ms: 5,
            running: false,
            ..WriterConfig::default()
        };
        let sdk = Client::Sdk(Sdk { batch: false, attempts: 1, resend: false });
        for one in [one.clone(), other, WriterConfig { client: sdk, ..one }] {
            assert_eq!(config(&values(&one)).as_ref(), Ok(&one));
        }
    }

    #[test]
    fn what_makes_no_sense_is_told_beside_its_field() {
        let wrong = |client: &str, field: &'static str, text: &str| {
            let mut values = values(&WriterConfig::default());
            values.extend([("client", client.to_owned()), (field, text.to_owned())]);
            config(&values).unwrap_err().field
        };
        for (client, field, text) in [
            ("sdk", "name", ""),
            ("sdk", "burst", "5001"),
            ("sdk", "every", "0"),
            ("sdk", "bytes", "10485761"),
            ("sdk", "keys", ""),
            ("sdk", "hot", "101"),
            ("sdk", "attempts", "0"),
            ("kpl", "aggregate_bytes", "63"),
            ("kpl", "ttl", "-1"),
        ] {
            assert_eq!(wrong(client, field, text), Some(field));
        }
    }
}
