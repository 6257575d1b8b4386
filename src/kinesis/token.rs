//! Iterators and tokens for the next page: texts that only the service can make, and that are good for five minutes.
//!
//! In AWS they are encrypted. Here they are sealed: nobody can make one up, but what stands in them is no secret.

use super::shard::ShardId;
use super::stream::StreamId;
use super::{ErrorCode, Kinesis, KinesisError, Result};
use crate::base::digest::StableHasher;
use crate::clock::{Epoch, Instant};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::hash::Hasher;

/// With these bytes every iterator of AWS begins.
const HEAD: [u8; 8] = [0, 0, 0, 0, 0, 0, 0, 1];
const SEAL: usize = 8;

/// Where an iterator stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub stream: StreamId,
    pub shard: ShardId,
    /// The count of the first record that it gives, or of one before it.
    pub count: u64,
    pub issued: Instant,
}

impl Kinesis {
    fn seal(&self, text: &str) -> u64 {
        let mut hasher = StableHasher::default();
        hasher.write_u64(self.secret);
        hasher.write(text.as_bytes());
        crate::base::mix(self.secret, hasher.finish()).0
    }

    /// A text that [`Kinesis::opened`] gives back.
    pub(super) fn sealed(&self, text: &str) -> String {
        let mut bytes = HEAD.to_vec();
        bytes.extend(self.seal(text).to_be_bytes());
        bytes.extend(text.as_bytes());
        STANDARD.encode(bytes)
    }

    /// What was wrapped up; none for anything else.
    pub(super) fn opened(&self, token: &str) -> Option<String> {
        // AWS also takes one that still stands in quotation marks.
        let token = token.strip_prefix('"').and_then(|token| token.strip_suffix('"')).unwrap_or(token);
        let bytes = STANDARD.decode(token).ok()?;
        let rest = bytes.strip_prefix(&HEAD)?;
        let (seal, text) = rest.split_at_checked(SEAL)?;
        let text = String::from_utf8(text.to_vec()).ok()?;
        (seal == self.seal(&text).to_be_bytes()).then_some(text)
    }

    /// An iterator, which is another one each time.
    pub(super) fn iterator(&mut self, position: Position) -> String {
        self.drawn += 1;
        let Position { stream, shard, count, issued } = position;
        let name = self.stream(stream).map_or("", |stream| &*stream.key.name);
        self.sealed(&format!("i/{}/{}/{count}/{}/{}/{name}", stream.0, shard.0, issued.as_millis(), self.drawn))
    }

    /// The stream of an iterator, whatever its age.
    pub(super) fn stream_of_iterator(&self, iterator: &str) -> Option<StreamId> {
        let text = self.opened(iterator)?;
        text.strip_prefix("i/")?.split('/').next()?.parse().ok().map(StreamId)
    }

    /// Where an iterator stands, and the name of its stream.
    ///
    /// # Errors
    /// `InvalidArgumentException` for another text, `ExpiredIteratorException` after five minutes.
    pub(super) fn position(&self, iterator: &str, now: Instant, epoch: Epoch) -> Result<(Position, String)> {
        let bad = || KinesisError::argument("Invalid ShardIterator.");
        let text = self.opened(iterator).ok_or_else(bad)?;
        let rest = text.strip_prefix("i/").ok_or_else(bad)?;
        let (numbers, name) = rest.rsplit_once('/').ok_or_else(bad)?;
        let numbers: Vec<u64> = numbers.split('/').map_while(|number| number.parse().ok()).collect();
        let [stream, shard, count, issued, _] = numbers.as_slice() else { return Err(bad()) };
        let narrow = |number: &u64| u32::try_from(*number).map_err(|_| bad());
        let issued = Instant::from_millis(*issued);
        if now.since(issued) > self.limits.token_life {
            let (made, is) = (spoken(issued, epoch), spoken(now, epoch));
            let tolerated = self.limits.token_life.as_millis();
            return Err(KinesisError::new(
                ErrorCode::ExpiredIterator,
                format!(
                    "Iterator expired. The iterator was created at time {made} while right now it is {is} which is \
                     further in the future than the tolerated delay of {tolerated} milliseconds."
                ),
            ));
        }
        let (stream, shard) = (StreamId(narrow(stream)?), ShardId(narrow(shard)?));
        Ok((Position { stream, shard, count: *count, issued }, name.to_owned()))
    }

    /// What a token for the next page says, of a list of one kind.
    ///
    /// # Errors
    /// `InvalidArgumentException` for another text, `ExpiredNextTokenException` after five minutes.
    pub(super) fn page(&self, kind: &str, token: &str, now: Instant) -> Result<String> {
        let bad = || KinesisError::argument("NextToken is invalid.");
        let text = self.opened(token).ok_or_else(bad)?;
        let (found, rest) = text.split_once('/').ok_or_else(bad)?;
        let (issued, rest) = rest.split_once('/').ok_or_else(bad)?;
        let issued = issued.parse().map(Instant::from_millis).map_err(|_| bad())?;
        if found != kind {
            return Err(bad());
        }
        if now.since(issued) > self.limits.token_life {
            return Err(KinesisError::new(
                ErrorCode::ExpiredNextToken,
                "The pagination token passed to the operation has expired.",
            ));
        }
        Ok(rest.to_owned())
    }

    /// A token for the next page.
    pub(super) fn page_token(&self, kind: &str, now: Instant, rest: &str) -> String {
        self.sealed(&format!("{kind}/{}/{rest}", now.as_millis()))
    }
}

/// `Thu Jan 01 00:00:00 UTC 2026`.
fn spoken(at: Instant, epoch: Epoch) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let days = epoch.unix_secs(at) / 86_400;
    let day = DAYS.get(usize::try_from(days % 7).unwrap_or(0)).copied().unwrap_or_default();
    let iso = epoch.iso(at);
    let part = |range: std::ops::Range<usize>| iso.get(range).unwrap_or_default();
    let month = part(5..7).parse::<usize>().ok().and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    let month = month.copied().unwrap_or_default();
    format!("{day} {month} {} {} UTC {}", part(8..10), part(11..19), part(0..4))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Duration;
    use crate::limits::{KinesisLimits, LimitSet};

    fn service() -> Kinesis {
        Kinesis::new(KinesisLimits::of(LimitSet::Now), 1)
    }

    #[test]
    fn an_iterator_is_good_for_five_minutes() {
        let mut kinesis = service();
        let issued = Instant::from_millis(1_000);
        let position = Position { stream: StreamId(3), shard: ShardId(7), count: 42, issued };
        let token = kinesis.iterator(position);
        assert_ne!(token, kinesis.iterator(position), "another one each time");
        let at = |millis| kinesis.position(&token, issued.after(Duration::from_millis(millis)), Epoch::DEFAULT);
        assert_eq!(at(300_000).unwrap(), (position, String::new()));
        let error = at(300_001).unwrap_err();
        assert_eq!(error.code, ErrorCode::ExpiredIterator);
        assert!(error.message.contains("created at time Thu Jan 01 00:00:01 UTC 2026 while"), "{}", error.message);
        assert_eq!(kinesis.position(&format!("\"{token}\""), issued, Epoch::DEFAULT).unwrap().0, position);
    }

    #[test]
    fn nobody_can_make_one_up() {
        let kinesis = service();
        let good = kinesis.sealed("i/0/0/0/0/1/s");
        let other = Kinesis::new(KinesisLimits::of(LimitSet::Now), 2).sealed("i/0/0/0/0/1/s");
        for text in ["", "x", "AAAAAAAAAAE=", &other, &good[..good.len() - 4], &kinesis.sealed("p/0/0")] {
            assert!(kinesis.position(text, Instant::ZERO, Epoch::DEFAULT).is_err(), "{text}");
        }
        assert!(kinesis.page("p", &kinesis.sealed("p/0/x"), Instant::ZERO).is_ok());
        assert!(kinesis.page("q", &kinesis.sealed("p/0/x"), Instant::ZERO).is_err());
    }
}
