//! Nothing selected: what this lab shows, what the marks mean, and what to try.

use super::Lab;
use crate::comparison::table;
use crate::live;
use crate::widgets::{glyph, section};
use leptos::prelude::*;
use queuelab::session::templates::Template;
use queuelab::{key, t, text};
use queuelab_view::tokens::Look;

/// The same for SQL over clicks.
const SQL_TRIES: [&str; 5] = [
    key!("Press play. The application starts after 10 s; select “click-sql” and watch rows come out every 10 s."),
    key!(
        "Choose LAST_MINUTE as the in-application stream: a sliding window answers each click, and draws a curve for each page."
    ),
    key!("Take “Stagger window” from the examples and save it: the windows open with the first click of a page."),
    key!("Misspell a column: the line is marked, and below stands the column of the text that is wrong."),
    key!("Select “counts”: the rows lie there as records, and “dashboard” works on them."),
];

/// What to try next in a template.
#[allow(clippy::too_many_lines, reason = "a table of texts")]
const fn tries(template: Template) -> &'static [&'static str] {
    match template {
        Template::SlowConsumer => &[
            key!("Press play and watch m-1 come back after 10 s."),
            key!("Select the queue jobs, choose Edit… and set the visibility timeout to 20 seconds."),
            key!("Edit the slow encoder and give it a heartbeat every 5 s instead."),
        ],
        Template::WorkQueue => &[
            key!("Press play: each photo goes to one worker, whichever asks first. Nothing decides who that is."),
            key!(
                "Select worker 2, open Break something and stop its clock: watch “visible” grow, and the age of the oldest."
            ),
            key!("Add a consumer: it begins with the queue that is there. How long until the backlog is gone?"),
        ],
        Template::DelayQueue => &[
            key!("Press play: a ring fills while a message is delayed. Select one and read when it becomes visible."),
            key!("Find the password reset: its own timer of 0 counts more than the 15 s of the queue."),
            key!("Edit the queue and set DelaySeconds to 0: messages that wait already go on waiting, as on AWS."),
        ],
        Template::FifoOrders => &[
            key!("Play until a lane is locked, then select a blocked message and read why."),
            key!("Send an order of group ann twice with one deduplication id."),
            key!("Crash till 1 while it works and see which group waits."),
        ],
        Template::PoisonMessage => &[
            key!("Play until the first message is in orders-dlq."),
            key!("Select it there and read why it was moved."),
            key!("Give billing another poison word, then start a redrive of orders-dlq."),
        ],
        Template::FanOut => &[
            key!("Press play: one publish becomes three copies. Select the topic to see what became of each."),
            key!(
                "Two queues fill; “audit” loses its copies. In the topic's subscriptions, add the statement that is missing."
            ),
            key!("Tick “Out of reach” at one subscription and watch its copies being tried again."),
        ],
        Template::FilteredFanOut => &[
            key!("Press play: copies that do not match fade at the gate of their subscription."),
            key!("Open the log: “filtered” lines say which key was in the way."),
            key!("Select the topic and change a filter policy while the lab runs."),
        ],
        Template::FifoFanOut => &[
            key!("Press play, and compare the two queues: lanes with locks in one, none in the other."),
            key!("Select the topic and publish the same message twice: the second is dropped."),
            key!("Make the FIFO queue's subscription unreachable: later messages of a group wait behind the first."),
        ],
        Template::AlarmToEmail => &[
            key!("Choose “Next alarm state”: after two minutes the alarm goes to ALARM. Select it to read the reason."),
            key!(
                "Step on a little and select ops@example.com: the mail is in its inbox. The phone got a text message."
            ),
            key!(
                "Let nobody answer at the inbox, set the alarm's state by hand, and watch the mail being tried again."
            ),
        ],
        Template::CrossAccount => &[
            key!("Press play: ann is refused, the policy is set, ann gets through, bob does not. The log says why."),
            key!(
                "Act as user ann (at the top), select the queue orders and send a message by hand; then the same as user bob."
            ),
            key!("Select the queue, choose Access, Edit policy…, and keep account 111122223333 out again."),
            key!(
                "Act as root again, choose Access, Users and roles…, and write bob a policy that allows sqs:SendMessage; then send as him."
            ),
        ],
        Template::S3ToQueues => &[
            key!(
                "Press play: S3's test message comes first, then five photos, one a second. Select a message and read what S3 writes."
            ),
            key!("Select the topic: the copies for “resize” are lost. Add the statement that is missing."),
            key!(
                "Select the bucket and put photos/me.jpg: now both queues get their copy. A key that ends in .png is told to nobody."
            ),
            key!(
                "Open “Notifications…” there and add a second rule for the same event type: S3 refuses rules that overlap."
            ),
        ],
        Template::LargePayloads => &[
            key!(
                "Press play: each scan goes into the bucket first, then its pointer into the queue. Select a message and read the pointer."
            ),
            key!(
                "Select the bucket: the scans that “archive” handled are gone, those that “old reader” took lie there for ever."
            ),
            key!(
                "Delete an object whose message still waits: “archive” fails on it, again and again. Edit it and let it pass over missing payloads."
            ),
            key!("Edit “scanner” and switch the extended client off: SQS refuses the scans, they are too large."),
        ],
        Template::Empty => &[
            key!("Create a queue, then add a producer and a consumer."),
            key!("Select the queue and send a message by hand."),
            key!("Create a second queue and connect it as dead-letter queue."),
        ],
        _ => of_streams(template),
    }
}

/// The same of labs with streams.
#[allow(clippy::too_many_lines, reason = "a table of texts")]
const fn of_streams(template: Template) -> &'static [&'static str] {
    match template {
        Template::HundredTrucks => &[
            key!(
                "Press play: each record goes to the axis at the left, at the height of its key's MD5, and into the shard that owns it."
            ),
            key!(
                "Select the stream and type truck_1 and truck_2 as partition keys: both belong to shard 1. Try other names."
            ),
            key!("Choose Split… at shard 1: the middle does not part truck_1 and truck_2. Drag the cut until it does."),
            key!(
                "The flag in each lane shows how far “tracker” is. Edit the function, make it slower, and watch the flags fall behind."
            ),
        ],
        Template::HotShard => &[
            key!(
                "Press play: the upper gauge of shard 0 turns red, and triangles go back to the producer. Select it: “Given up on” counts."
            ),
            key!(
                "Pause it and run “with backoff”: still refused at first, but tried again after 1, 2, 4 s with full jitter, and nothing is lost."
            ),
            key!("Run “500 trucks” instead: their keys spread over both shards, and nothing is refused."),
            key!(
                "Run “two busy trucks” again and split shard 0 where the cut parts the two: each has a shard of its own."
            ),
            key!(
                "Run “packed by KPL”: 1,200 small records become a few large ones, and the limit of 1,000 is far away."
            ),
        ],
        Template::Resharding => &[
            key!(
                "Press play and wait for the split at 31 s: the closed shard keeps its records, and two lanes grow in its place."
            ),
            key!(
                "Watch the flag of “meter”: it stays in shard 0 until it has read its end, then it is in shards 2 and 3."
            ),
            key!("Select the stream and merge shards by hand; what is not a neighbour is not offered."),
        ],
        Template::ClicksSql => &SQL_TRIES,
        Template::ThreeWays => &[
            key!(
                "Press play and open “Side by side” below: the FIFO queue and the stream do nothing out of order, the standard queue does."
            ),
            key!("Compare “At once at most”: one for each group, one for each shard, no limit."),
            key!(
                "Edit the event source of “by-shard” and let it have 10 batches of a shard at once: 50, and each truck stays in order."
            ),
            key!("Let the functions take longer (Edit…): which of the three falls behind first?"),
        ],
        Template::FanOutReaders => &[
            key!(
                "Press play. Select “classic 1” and then “enhanced 1”: compare how late they are, and how often they were throttled."
            ),
            key!(
                "Edit the classic readers so that each asks again after 1 s: nothing is throttled, but records take up to a second."
            ),
            key!("Pause two of the classic readers: the one that is left is read within 200 ms."),
            key!("Replay: edit a reader, let it begin with a time of the lab, and save."),
        ],
        Template::WorkerDies => &[
            key!(
                "Select A or B and watch the leaseCounter of each lease count on, and those of A stand still after 90 s."
            ),
            key!(
                "Before A dies, edit both and set the failover time to 3 s: leases expire sooner, and are looked at more often."
            ),
            key!(
                "Press “Shut down” instead of “Crash”: it gives its leases back with a last checkpoint, and nothing is done twice."
            ),
        ],
        Template::PoisonRecord => &[
            key!(
                "Press play: after 20 s one order makes the function fail. Its shard stands still, the flag stays; the other shard goes on."
            ),
            key!("Select the function and look at its event source: the same batch is tried again and again."),
            key!(
                "At 1 min 21 s the mapping is told to bisect and to retry twice. Its next attempt is at about 1 min 48 s, as each wait is twice the one before: watch the batch being divided, and the shard going on."
            ),
            key!(
                "Select the queue “failed”: the message names the record by its sequence number. The record itself is still in the stream."
            ),
        ],
        Template::FirehoseToBucket => &[
            key!(
                "Press play: the delivery stream reads both shards once a second. Its two bars show the buffer filling by size and by time."
            ),
            key!(
                "Watch a portion go to the bucket after about a minute: the time was over first. Double the pace of “customer”, and the size is first."
            ),
            key!(
                "Select the bucket: objects below visits/ and failed/processing-failed/. Download one; it is a real gzip file."
            ),
            key!(
                "Edit the function “clean” and let it fail: after three more attempts a whole batch goes to the error output."
            ),
            key!(
                "Compare with “alerts”, which has each visit within a second and may read it again: Firehose takes its minute, keeps nothing, and needs no code."
            ),
        ],
        _ => &[],
    }
}

/// The panel.
pub fn panel(lab: Lab) -> AnyView {
    let template = move || Template::ALL.into_iter().find(|template| template.title() == lab.title.get());
    let story = move || match template() {
        Some(template) => text::of(template.story()).to_owned(),
        None => t!("A lab of your own. Select a node or a message to see everything about it.").to_owned(),
    };
    let next = move || {
        let tries = tries(template().unwrap_or(Template::Empty));
        tries.iter().map(|text| view! { <li>{text::of(text)}</li> }).collect_view()
    };
    let legend = || {
        let row = |look: Look| {
            view! {
                <li>
                    {glyph(look)}
                    <b class="mono">{look.tag()}</b>
                    <span><b>{look.word()}</b>" – "{look.meaning()}</span>
                </li>
            }
        };
        view! { <ul class="legend">{Look::ALL.map(row).collect_view()}</ul> }.into_any()
    };
    let differences = move || lab.comparison.get().map(|comparison| untrack(|| table(lab, comparison)));
    view! {
        {live::part(differences)}
        <header class="panel-head">
            <div>
                <p class="muted">{t!("What am I looking at?")}</p>
                <h2>{move || text::of(&lab.title.get()).to_owned()}</h2>
            </div>
        </header>
        <p class="story">{story}</p>
        <h3>{t!("Try next")}</h3>
        <ol class="tries">{next}</ol>
        {section(t!("What the marks mean"), true, legend)}
        <p class="muted hint">{t!("Select a node or a message on the stage, or a row of the tables below, to see everything about it.")}</p>
    }
    .into_any()
}
