//! The form of a new stream.

use super::{Problem, Values, optional, text};
use queuelab::kinesis::api::{CreateStream, StreamModeDetails};

/// Fields beside which a refusal can stand, as its sentence names them.
pub const FIELDS: [&str; 4] = ["streamName", "ShardCount", "shardCount", "maxRecordSizeInKiB"];

/// The form as it is offered.
pub fn values() -> Values {
    [("streamName", String::new()), ("mode", "PROVISIONED".to_owned()), ("shardCount", "2".to_owned())].into()
}

/// The request of what was typed. Whatever AWS would refuse is left for it to refuse.
///
/// # Errors
/// A problem beside a field that is no number.
pub fn request(values: &Values) -> Result<CreateStream, Problem> {
    let mode = text(values, "mode");
    let shard_count = if mode == "PROVISIONED" { optional(values, "shardCount")? } else { None };
    Ok(CreateStream {
        stream_name: Some(text(values, "streamName").trim().to_owned()),
        shard_count,
        stream_mode_details: Some(StreamModeDetails { stream_mode: Some(mode.to_owned()) }),
        max_record_size_in_ki_b: optional(values, "maxRecordSizeInKiB")?,
        ..CreateStream::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_asked_for_in_one_mode_only() {
        let mut values = values();
        values.insert("streamName", " trucks ".to_owned());
        let made = request(&values).unwrap();
        assert_eq!((made.stream_name.as_deref(), made.shard_count), (Some("trucks"), Some(2)));
        values.insert("mode", "ON_DEMAND".to_owned());
        assert_eq!(request(&values).unwrap().shard_count, None);
        values.insert("maxRecordSizeInKiB", "big".to_owned());
        assert_eq!(request(&values).unwrap_err().field, Some("maxRecordSizeInKiB"));
    }
}
