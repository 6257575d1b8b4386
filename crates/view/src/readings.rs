//! How far readers of a stream are: event source mappings, and everybody else who has a place in a shard.
//!
//! A reader has no record in its hands for others: it has a place, and everything behind that place is its lag.

use super::NodeId;
use queuelab::actors::Role;
use queuelab::actors::kcl::Checkpoint;
use queuelab::analytics::service::Position as Place;
use queuelab::cloud::Cloud;
use queuelab::kinesis::sequence::SequenceNumber;
use queuelab::kinesis::shard::{Shard, ShardId};
use queuelab::kinesis::stream::Stream;
use queuelab::lambda::mappings::stream::Position;

/// A reader at its place in a shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The number of the shard.
    pub shard: u32,
    /// The node that it is, or belongs to.
    pub node: NodeId,
    /// Its name.
    pub name: String,
    /// The place of the record that it will get, or work on, next.
    pub place: u64,
    /// How many records it has before it.
    pub behind: u64,
    /// For how long the oldest of them has been there, in milliseconds.
    pub behind_ms: u64,
}

impl Reading {
    /// A reader at that place of a shard; places of records that have gone by age are moved on.
    pub fn new(cloud: &Cloud, shard: &Shard, node: NodeId, name: String, place: u64) -> Self {
        let place = place.clamp(shard.records.front(), shard.records.next());
        let oldest = shard.records.get(place).map(|record| cloud.now().since(record.arrived).as_millis());
        let behind = shard.records.next() - place;
        Self { shard: shard.id.0, node, name, place, behind, behind_ms: oldest.unwrap_or(0) }
    }
}

/// All readers of a stream, in the order of their nodes, each shard in turn.
pub fn of(cloud: &Cloud, stream: &Stream) -> Vec<Reading> {
    let mut readings = mappings(cloud, stream);
    readings.extend(readers(cloud, stream));
    readings.extend(workers(cloud, stream));
    readings.extend(applications(cloud, stream));
    readings.sort_by(|a, b| (a.shard, a.node, &a.name).cmp(&(b.shard, b.node, &b.name)));
    readings
}

fn mappings(cloud: &Cloud, stream: &Stream) -> Vec<Reading> {
    let lambda = cloud.lambda();
    let mut readings = Vec::new();
    for mapping in lambda.mappings() {
        let is_here = cloud.kinesis().find_arn(&mapping.source.arn) == Some(stream.id);
        let Some(function) = lambda.function_of(mapping).filter(|_| is_here) else { continue };
        for (id, reader) in mapping.shards().readers() {
            let Some(shard) = ShardId::parse(id).and_then(|id| stream.shard(id)) else { continue };
            let place = match reader.checkpoint() {
                Position::TrimHorizon => shard.records.front(),
                Position::Latest => shard.records.next(),
                Position::Since(at) => shard.place_at(at),
                Position::AtTimestamp(secs) => {
                    let at =
                        queuelab::base::Timestamp(secs.unsigned_abs().saturating_mul(1_000)).instant(cloud.epoch());
                    shard.place_at(at)
                }
                Position::After(sequence) => place_after(shard, &sequence),
            };
            let name = function.key.name.to_string();
            readings.push(Reading::new(cloud, shard, NodeId::Function(function.id.0), name, place));
        }
    }
    readings
}

/// Hand-written readers: behind the last record that each has worked on.
fn readers(cloud: &Cloud, stream: &Stream) -> Vec<Reading> {
    let mut readings = Vec::new();
    for actor in cloud.actors() {
        let Role::Reader(reader) = &actor.role else { continue };
        let is_here = reader.config.stream.as_ref().and_then(|arn| cloud.kinesis().find_arn(arn)) == Some(stream.id);
        for read in reader.shards.values().filter(|_| is_here) {
            let (Some(done), Some(shard)) = (&read.done, stream.shard(ShardId(read.number()))) else { continue };
            let node = NodeId::Actor(actor.id.0);
            readings.push(Reading::new(cloud, shard, node, actor.name().to_owned(), place_after(shard, done)));
        }
    }
    readings
}

/// Workers of the Kinesis Client Library: each at its place in the shards that it holds.
fn workers(cloud: &Cloud, stream: &Stream) -> Vec<Reading> {
    let mut readings = Vec::new();
    for (id, kcl) in super::leases::workers_of(cloud, &stream.key.arn()) {
        for (number, held) in &kcl.held {
            let Some(shard) = stream.shard(*number) else { continue };
            let place = match (held.position, held.lease.checkpoint) {
                (_, Checkpoint::ShardEnd) => continue,
                (Some(position), _) => shard.records.partition_point(|record| record.count <= position.sequence.count),
                (None, Checkpoint::Latest) => shard.records.next(),
                (None, _) => shard.records.front(),
            };
            let name = kcl.config.name.clone();
            readings.push(Reading::new(cloud, shard, NodeId::Actor(id.0), name, place));
        }
    }
    readings
}

/// Running applications: behind the last record that went in.
fn applications(cloud: &Cloud, stream: &Stream) -> Vec<Reading> {
    let arn = stream.key.arn().to_string();
    let mut readings = Vec::new();
    for managed in cloud.analytics().all() {
        let reads =
            managed.setup.inputs.iter().any(|(_, input)| input.source().is_ok_and(|(_, source)| source.arn() == arn));
        let Some(run) = managed.run.as_deref().filter(|_| reads) else { continue };
        for (id, read) in run.reading.shards().filter(|(_, read)| !read.is_done) {
            let Some(shard) = ShardId::parse(id).and_then(|id| stream.shard(id)) else { continue };
            let place = match &read.from {
                Place::TrimHorizon => shard.records.front(),
                Place::At(at) => shard.place_at(*at),
                Place::After(sequence) => place_after(shard, sequence),
            };
            let (node, name) = (NodeId::Application(managed.id.0), managed.key.name.to_string());
            readings.push(Reading::new(cloud, shard, node, name, place));
        }
    }
    readings
}

/// The place of the record that comes after a sequence number.
pub fn place_after(shard: &Shard, sequence: &str) -> u64 {
    let count = SequenceNumber::parse(sequence).map_or(0, |number| number.count);
    shard.records.partition_point(|record| record.count <= count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use queuelab::clock::Duration;
    use queuelab::kinesis::stream::StreamId;
    use queuelab::session::templates::Template;

    #[test]
    fn a_function_goes_on_with_the_shards_that_a_split_and_a_merge_have_made() {
        let mut session = Template::Resharding.session();
        session.seek(session.now().after(Duration::from_secs(100)));
        let stream = session.cloud().kinesis().stream(StreamId(0)).unwrap();
        let readings = of(session.cloud(), stream);
        assert!(readings.iter().any(|reading| reading.shard == 4), "{readings:?}");
    }
}
