//! What a mapping reads from, as far as an ARN tells. Whether it is there is for others to say.

use crate::base::Arn;
use std::fmt;

/// The kind of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceKind {
    /// A queue.
    Queue {
        /// Whether it is a FIFO queue.
        fifo: bool,
    },
    /// A stream, read as by any consumer.
    Stream,
    /// A consumer of a stream with throughput of its own.
    Consumer,
}

/// What a mapping reads from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Source {
    /// Its ARN.
    pub arn: Arn,
    /// Its kind.
    pub kind: SourceKind,
}

impl Source {
    /// The source that an ARN names, if mappings know its kind.
    pub fn of(arn: Arn) -> Option<Self> {
        let kind = match arn.service.as_str() {
            "sqs" => SourceKind::Queue { fifo: arn.resource.ends_with(".fifo") },
            "kinesis" => {
                let mut steps = arn.resource.split('/');
                let name = (steps.next(), steps.next()).1.filter(|name| !name.is_empty())?;
                match (arn.resource.strip_prefix("stream/"), steps.next(), steps.next()) {
                    (Some(rest), None, _) if rest == name => SourceKind::Stream,
                    (Some(_), Some("consumer"), Some(consumer)) if consumer.contains(':') => SourceKind::Consumer,
                    _ => return None,
                }
            }
            _ => return None,
        };
        Some(Self { arn, kind })
    }

    /// Whether it is a stream or a consumer of one.
    pub const fn is_stream(&self) -> bool {
        matches!(self.kind, SourceKind::Stream | SourceKind::Consumer)
    }

    /// Whether it is a FIFO queue.
    pub const fn is_fifo(&self) -> bool {
        matches!(self.kind, SourceKind::Queue { fifo: true })
    }

    /// The ARN of the stream itself; none of a queue.
    pub fn stream_arn(&self) -> Option<Arn> {
        let resource = self.arn.resource.split("/consumer/").next()?.to_owned();
        self.is_stream().then(|| Arn { resource, ..self.arn.clone() })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.arn.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_tells_the_kind() {
        let kind = |text: &str| Source::of(text.parse().unwrap()).map(|source| source.kind);
        let start = "arn:aws:kinesis:us-east-1:000000000000:";
        for (text, expected) in [
            ("arn:aws:sqs:us-east-1:000000000000:q".to_owned(), Some(SourceKind::Queue { fifo: false })),
            ("arn:aws:sqs:us-east-1:000000000000:q.fifo".to_owned(), Some(SourceKind::Queue { fifo: true })),
            (format!("{start}stream/s"), Some(SourceKind::Stream)),
            (format!("{start}stream/s/consumer/c:1"), Some(SourceKind::Consumer)),
            (format!("{start}stream/"), None),
            (format!("{start}stream/s/other/c:1"), None),
            (format!("{start}table/s"), None),
            ("arn:aws:sns:us-east-1:000000000000:t".to_owned(), None),
        ] {
            assert_eq!(kind(&text), expected, "{text}");
        }
        let consumer = Source::of(format!("{start}stream/s/consumer/c:1").parse().unwrap()).unwrap();
        assert_eq!(consumer.stream_arn().unwrap().to_string(), format!("{start}stream/s"));
    }
}
