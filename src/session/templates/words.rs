//! What the page and its links call the templates, and what each of them shows.

use super::Template;
use crate::key;

impl Template {
    /// The name in links.
    pub const fn key(self) -> &'static str {
        match self {
            Self::SlowConsumer => "slow-consumer",
            Self::WorkQueue => "work-queue",
            Self::DelayQueue => "delay-queue",
            Self::FifoOrders => "fifo-orders",
            Self::PoisonMessage => "poison-message",
            Self::FanOut => "fan-out",
            Self::FilteredFanOut => "filtered-fan-out",
            Self::FifoFanOut => "fifo-fan-out",
            Self::AlarmToEmail => "alarm-to-email",
            Self::CrossAccount => "cross-account-send",
            Self::S3ToQueues => "s3-to-queues",
            Self::LargePayloads => "large-payloads",
            Self::HundredTrucks => "hundred-trucks",
            Self::HotShard => "hot-shard",
            Self::Resharding => "resharding",
            Self::ThreeWays => "three-ways",
            Self::WorkerDies => "worker-dies",
            Self::FanOutReaders => "classic-and-enhanced-fan-out",
            Self::PoisonRecord => "poison-record",
            Self::FirehoseToBucket => "firehose-to-bucket",
            Self::ClicksSql => "sql-over-clicks",
            Self::Empty => "empty",
        }
    }

    /// The name on the page.
    pub const fn title(self) -> &'static str {
        match self {
            Self::SlowConsumer => key!("Visibility timeout"),
            Self::WorkQueue => key!("Work queue with three workers"),
            Self::DelayQueue => key!("Delay queue and message timers"),
            Self::FifoOrders => key!("FIFO orders per customer"),
            Self::PoisonMessage => key!("Poison message and DLQ"),
            Self::FanOut => key!("Fan-out to three queues"),
            Self::FilteredFanOut => key!("Filtered fan-out"),
            Self::FifoFanOut => key!("FIFO fan-out"),
            Self::AlarmToEmail => key!("Alarm to e-mail"),
            Self::CrossAccount => key!("Cross-account send"),
            Self::S3ToQueues => key!("S3 to many queues"),
            Self::LargePayloads => key!("Large payloads through S3"),
            Self::HundredTrucks => key!("100 trucks on 5 shards"),
            Self::HotShard => key!("Hot shard and its remedies"),
            Self::Resharding => key!("Split and merge shards"),
            Self::ThreeWays => key!("100 trucks three ways"),
            Self::WorkerDies => key!("A worker dies"),
            Self::FanOutReaders => key!("Classic against enhanced fan-out"),
            Self::PoisonRecord => key!("A poison record"),
            Self::FirehoseToBucket => key!("Firehose to a bucket"),
            Self::ClicksSql => key!("SQL over clicks"),
            Self::Empty => key!("Empty lab"),
        }
    }

    /// What to look at.
    pub const fn story(self) -> &'static str {
        match self {
            Self::SlowConsumer => {
                key!(
                    "One consumer needs 14 s for a message, but the visibility timeout is 10 s. Watch the ring drain: the \
                 message comes back and is processed twice."
                )
            }
            Self::WorkQueue => {
                key!(
                    "A photo comes in each second, and a worker needs about three for one. Three workers share the queue: each \
                 photo goes to one of them, and the queue stays short. Take one away and watch the backlog grow."
                )
            }
            Self::DelayQueue => {
                key!(
                    "The queue holds each confirmation back for 15 s, so that an order can be cancelled meanwhile. After 6 s \
                 somebody sends a password reset with a delay of 0, and after 10 s a question with one of 60 s: a message's own \
                 timer counts more than the queue's."
                )
            }
            Self::FifoOrders => {
                key!(
                    "Orders of four customers, one message group each. While a message of a group is in flight the group is \
                 locked; the other groups go on."
                )
            }
            Self::PoisonMessage => {
                key!(
                    "Every fifth message makes its consumer fail. After three receives the next one moves it to the \
                 dead-letter queue, from where you can redrive it."
                )
            }
            Self::FanOut => {
                key!(
                    "One order is published once, and each of three queues gets a copy of its own. The policy of “audit” does \
                 not allow the topic: its copies are lost without a retry, until you add the statement."
                )
            }
            Self::FilteredFanOut => {
                key!(
                    "Events of three kinds go to one topic. Each subscription has a filter policy: copies that do not match \
                 fade at its gate, and the log says which key was in the way."
                )
            }
            Self::FifoFanOut => {
                key!(
                    "A FIFO topic keeps the order of each customer and drops duplicates, for a FIFO queue; the standard queue \
                 beside it gets the same messages without that promise."
                )
            }
            Self::AlarmToEmail => {
                key!(
                    "Jobs come in faster than one consumer can work. Once more than ten wait for two minutes, a CloudWatch alarm \
                 tells the topic “ops”, which writes an e-mail and a text message; when the queue is short again, it says so."
                )
            }
            Self::CrossAccount => {
                key!(
                    "The queue “orders” belongs to account 000000000000, the users ann and bob to account 111122223333. Ann's send \
                 is refused after 2 s; after 4 s the queue's policy allows her account, and she gets through. Bob does not: \
                 across accounts his own account must allow it as well."
                )
            }
            Self::S3ToQueues => {
                key!(
                    "A bucket can tell only one destination of the same change, so it tells a topic, and the topic copies to \
                 many queues. Five photos are put in the first five seconds. The policy of “resize” does not allow the \
                 topic: its copies are lost, until you add the statement."
                )
            }
            Self::LargePayloads => {
                key!(
                    "A scan has 20 MB, a message at most 1 MiB. The extended client of “scanner” puts each scan into a bucket and \
                 sends a pointer; that of “archive” fetches it, works, and deletes the object, then the message. “old reader” \
                 knows nothing of this: it takes the pointer for the text, and leaves the object behind."
                )
            }
            Self::Empty => key!("Add a queue, then a producer and a consumer, and connect them."),
            _ => self.story_of_streams(),
        }
    }

    /// The same of labs of streams.
    const fn story_of_streams(self) -> &'static str {
        match self {
            Self::HundredTrucks => {
                key!(
                    "Each truck's name is its partition key, and the MD5 of the name decides the shard: 20, 19, 19, 24 and 18 trucks, \
                 not 20 each. What one truck reports stays in order; five shards can be worked through at once."
                )
            }
            Self::HotShard => {
                key!(
                    "Two busy trucks report 1,200 times every two seconds, and both belong to shard 0, which takes 1,000 records a \
                 second: what comes at once beyond that is refused, and lost here. Three remedies, each a producer to run \
                 instead or a thing to do: back off and try again, spread over more keys, or split the shard between the two \
                 trucks. A fourth: pack many records into one."
                )
            }
            Self::Resharding => {
                key!(
                    "After ten seconds shard 0 is split in the middle: it closes, keeps its records, and two new shards take its \
                 place. Its reader goes on to them only when it has read all of it. After a minute two neighbours are merged."
                )
            }
            Self::WorkerDies => {
                key!(
                    "Two workers of the Kinesis Client Library share four shards by leases in a DynamoDB table: B joins and steals one \
                 lease every 20 s until each has two. After 90 s A crashes. Its leases are not renewed any more and expire after \
                 10 s; B looks at the table every 20 s, takes them, and begins each shard at its last checkpoint, so that some \
                 records are processed twice."
                )
            }
            Self::ThreeWays => {
                key!(
                    "The same hundred trucks report to a FIFO queue, to a standard queue and to a stream of five shards, and a \
                 function works through each. Open “Side by side” below: how many work at once, what stays in order, what is \
                 left afterwards, counted in this run."
                )
            }
            Self::FanOutReaders => {
                key!(
                    "Six readers get every record of one shard. The three at the top ask five times a second each, but a shard \
                 answers five calls a second for all together: they are throttled, and records wait. The three below have \
                 enhanced fan-out: records are pushed to each of them after about 70 ms, whoever else reads. Compare “Put to \
                 done”, and “Throttled”."
                )
            }
            Self::PoisonRecord => {
                key!(
                    "A function works through orders, shard by shard. One order of customer_3 makes it fail. Its batch is tried again \
                 and again, and everything behind it in that shard waits; the other shard goes on. After a minute the mapping \
                 is told to bisect failed batches and to give up after two retries: the bad record alone goes to the queue \
                 “failed”, and the rest follows."
                )
            }
            Self::FirehoseToBucket => {
                key!(
                    "Firehose reads the stream once a second, has a function drop the visits of robots, and writes the rest into the \
                 bucket when its buffer has 1 MiB or is 60 s old, whichever comes first: watch both bars. What the function \
                 cannot read lands under failed/. “alerts” works through the same stream: code of one's own, within a second."
                )
            }
            Self::ClicksSql => {
                key!(
                    "An application of Kinesis Data Analytics reads the clicks once a second. Every ten seconds it writes one row \
                 for each page into “counts”, on which “dashboard” works; a sliding window beside it answers each click. \
                 Select “click-sql” to see the rows and to change the SQL."
                )
            }
            _ => "",
        }
    }
}
