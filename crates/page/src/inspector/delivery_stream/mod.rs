//! A delivery stream: its buffers, a form to put a record, what is under way with its retries, its errors, and what it
//! wrote.

mod put;

use super::{Lab, head};
use crate::lab::{Dialog, Selection};
use crate::widgets::{confirm, copyable, facts, section};
use leptos::prelude::*;
use queuelab::call::Call;
use queuelab::firehose::api::{
    DeleteDeliveryStream, Request, StartDeliveryStreamEncryption, StopDeliveryStreamEncryption,
};
use queuelab::firehose::{EncryptionStatus, Source, Stream, StreamId};
use queuelab::session::Session;
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::buckets::{latest, size};
use queuelab_view::delivery_streams::{
    Gauge, backup_of, bucket_of, destination_word, gauges, log_lines, metrics, source_lines, story, under_way,
};
use queuelab_view::describe::{instant, number};

/// So many errors and objects are listed.
const SHOWN_MAX: usize = 20;

/// Reads a stream and listens; the value of nothing once it is gone.
fn with_stream<R: Default>(lab: Lab, id: u32, read: impl FnOnce(&Stream, &Session) -> R) -> R {
    lab.with(|session| {
        session.cloud().firehose().stream(StreamId(id)).map_or_else(R::default, |stream| read(stream, session))
    })
}

fn name_of(lab: Lab, id: u32) -> String {
    lab.peek(|session| session.cloud().firehose().stream(StreamId(id)).map(|stream| stream.key.name.to_string()))
        .unwrap_or_default()
}

/// The panel.
pub fn panel(lab: Lab, id: u32) -> AnyView {
    let name = move || with_stream(lab, id, |stream, _| stream.key.name.to_string());
    let delete = confirm(
        t!("Delete delivery stream"),
        move || {
            let held = with_stream(lab, id, |stream, _| stream.held().0);
            t!("It goes with the {held} records that it has not delivered: nothing is flushed.", held = number(held))
        },
        move || {
            let wish = DeleteDeliveryStream { delivery_stream_name: name_of(lab, id), allow_force_delete: Some(true) };
            lab.try_call(Call::Firehose(Request::from(wish)));
        },
    );
    let putting = put::Putting::new();
    let is_read = with_stream(lab, id, |stream, _| matches!(stream.source, Source::Kinesis(..)));
    view! {
        {head(lab, || t!("Delivery stream").to_owned(), name)}
        <p class="story">{move || with_stream(lab, id, |stream, session| story(session.cloud(), stream))}</p>
        {counts(lab, id)}
        <div class="actions">
            <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::DeliveryStream(Some(id))))>{t!("Edit…")}</button>
            {delete}
        </div>
        {section(t!("Buffers"), true, move || buffers(lab, id))}
        {(!is_read).then(|| section(t!("Put a record"), true, move || putting.view(lab, id)))}
        {is_read.then(|| section(t!("Its source"), true, move || source(lab, id)))}
        {section(t!("Under way"), true, move || travelling(lab, id))}
        {section(t!("What it wrote"), true, move || objects(lab, id))}
        {super::chaos::part(lab, NodeId::DeliveryStream(id))}
        {section(t!("Connect to…"), false, move || super::connect::of(lab, NodeId::DeliveryStream(id)))}
        {section(t!("Errors"), false, move || errors(lab, id))}
        {section(t!("Metrics"), false, move || facts(move || with_stream(lab, id, |stream, session| metrics(stream, session.now()))))}
        {section(t!("Settings and names"), false, move || settings(lab, id))}
    }
    .into_any()
}

fn counts(lab: Lab, id: u32) -> AnyView {
    let tile = move |name: &'static str, read: fn(&Stream) -> u64| {
        view! { <div><dt>{name}</dt><dd class="mono">{move || number(with_stream(lab, id, |stream, _| read(stream)))}</dd></div> }
    };
    view! {
        <dl class="tiles">
            {tile(t!("came in"), |stream| stream.totals.incoming)}
            {tile(t!("in hand"), |stream| stream.held().0)}
            {tile(t!("delivered"), |stream| stream.totals.delivered)}
            {tile(t!("dropped"), |stream| stream.totals.dropped)}
            {tile(t!("failed"), |stream| stream.totals.failed)}
            {tile(t!("lost"), |stream| stream.totals.lost)}
        </dl>
    }
    .into_any()
}

/// Each buffer with how full it is by size and by time; whichever is full first empties it.
fn buffers(lab: Lab, id: u32) -> AnyView {
    let all = Memo::new(move |_| with_stream(lab, id, |stream, session| gauges(stream, session.now())));
    let meter = |word: &'static str, share: f64, text: String, is_first: bool| {
        view! {
            <div class="meter-line" class:first=is_first>
                <span>{word}</span>
                <meter min="0" max="1" value=share.to_string()>{text.clone()}</meter>
                <span class="mono">{text}</span>
            </div>
        }
    };
    let one = move |gauge: Gauge| {
        let by_size = gauge.by_size > gauge.by_time;
        view! {
            <li>
                <p><b>{gauge.name.clone()}</b>{t!(": {records} records", records = number(gauge.records))}</p>
                {meter(t!("size"), gauge.by_size, gauge.size_words(), by_size)}
                {meter(t!("time"), gauge.by_time, gauge.time_words(), !by_size)}
            </li>
        }
    };
    view! {
        <Show when=move || all.with(Vec::is_empty)>
            <p class="muted">{t!("All buffers are empty. The time begins with the first record; without one there is no object.")}</p>
        </Show>
        <ul class="subscriptions">{move || all.get().into_iter().take(SHOWN_MAX).map(one).collect_view()}</ul>
    }
    .into_any()
}

fn lines(lines: Vec<String>, none: &'static str) -> AnyView {
    if lines.is_empty() {
        return view! { <p class="muted">{none}</p> }.into_any();
    }
    view! { <ul class="plain">{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> }.into_any()
}

fn source(lab: Lab, id: u32) -> AnyView {
    let all = Memo::new(move |_| with_stream(lab, id, |stream, session| source_lines(stream, session.now())));
    let select = move |_| {
        let found = lab.peek(|session| {
            let stream = session.cloud().firehose().stream(StreamId(id))?;
            let Source::Kinesis(arn, _) = &stream.source else { return None };
            queuelab_view::geometry::node_of_arn(session.cloud(), &arn.parse().ok()?)
        });
        if let Some(node) = found {
            lab.selection.set(Some(Selection::Node(node)));
        }
    };
    view! {
        {move || lines(all.get(), t!("No shard was found yet."))}
        <button type="button" class="small" on:click=select>{t!("Show the data stream")}</button>
    }
    .into_any()
}

fn travelling(lab: Lab, id: u32) -> AnyView {
    let all = Memo::new(move |_| with_stream(lab, id, |stream, session| under_way(stream, session.now())));
    let line = |(text, is_bad): (String, bool)| view! { <li class:some=is_bad>{text}</li> };
    view! {
        <Show when=move || all.with(Vec::is_empty)><p class="muted">{t!("Nothing is under way.")}</p></Show>
        <ul class="plain">{move || all.get().into_iter().map(line).collect_view()}</ul>
    }
    .into_any()
}

/// The newest objects of its buckets, which the bucket's own panel has in full.
fn objects(lab: Lab, id: u32) -> AnyView {
    let all = Memo::new(move |_| {
        with_stream(lab, id, |stream, session| {
            let cloud = session.cloud();
            let buckets = [bucket_of(cloud, stream), backup_of(cloud, stream)].into_iter().flatten();
            let mut seen = Vec::new();
            for bucket in buckets.filter_map(|id| cloud.s3().bucket_of(id)) {
                if seen.iter().all(|(id, ..): &(u32, String, Vec<(String, u64)>)| *id != bucket.id.0) {
                    seen.push((bucket.id.0, bucket.name.to_string(), latest(bucket, SHOWN_MAX)));
                }
            }
            seen
        })
    });
    let one = move |(bucket, name, objects): (u32, String, Vec<(String, u64)>)| {
        let open = move |_| lab.selection.set(Some(Selection::Node(NodeId::Bucket(bucket))));
        let line = |(key, bytes): (String, u64)| view! { <li><span class="mono">{key}</span><span class="hint">{size(bytes)}</span></li> };
        view! {
            <li>
                <p><b>{name}</b>" "<button type="button" class="small" on:click=open>{t!("Open the bucket")}</button></p>
                <ul class="plain">{objects.into_iter().map(line).collect_view()}</ul>
            </li>
        }
    };
    view! {
        <Show when=move || all.with(Vec::is_empty)><p class="muted">{t!("The lab has no bucket of that name.")}</p></Show>
        <ul class="subscriptions">{move || all.get().into_iter().map(one).collect_view()}</ul>
    }
    .into_any()
}

fn errors(lab: Lab, id: u32) -> AnyView {
    let all = Memo::new(move |_| with_stream(lab, id, |stream, session| log_lines(stream, session.now(), SHOWN_MAX)));
    let line = |(at, code, why): (String, String, String)| {
        view! { <li><p><b class="mono">{code}</b></p><p>{why}</p><p class="muted">{at}</p></li> }
    };
    view! {
        <p class="hint">{t!("What a stream writes into CloudWatch Logs, the newest first.")}</p>
        <Show when=move || all.with(Vec::is_empty)><p class="muted">{t!("No error yet.")}</p></Show>
        <ul class="subscriptions">{move || all.get().into_iter().map(line).collect_view()}</ul>
    }
    .into_any()
}

fn settings(lab: Lab, id: u32) -> AnyView {
    let arn = with_stream(lab, id, |stream, _| stream.key.arn().to_string());
    let shown = move || {
        with_stream(lab, id, |stream, session| {
            let (plan, now) = (&stream.destination.plan, session.now());
            let source = match &stream.source {
                Source::Kinesis(arn, _) => arn.to_string(),
                other => other.name().to_owned(),
            };
            let function = plan.processing.lambda.as_ref().map_or(t!("none"), |function| &*function.arn);
            vec![
                (t!("Status"), stream.status.name().to_owned()),
                (t!("Source"), source),
                (t!("Destination"), destination_word(stream.destination.kind).to_owned()),
                (t!("Version"), stream.version.to_string()),
                (
                    t!("Buffer"),
                    t!("{size} or {seconds} s", size = size(plan.hints.size), seconds = plan.hints.interval.as_secs()),
                ),
                (t!("Bucket"), plan.bucket.bucket.to_string()),
                (t!("Function"), function.to_owned()),
                (t!("Dynamic partitioning"), if plan.partitioned { t!("yes") } else { t!("no") }.to_owned()),
                (t!("Encryption"), stream.encryption.status.name().to_owned()),
                (t!("Acts as"), plan.role.to_string()),
                (t!("Created"), instant(stream.created, now)),
            ]
        })
    };
    let is_direct = with_stream(lab, id, |stream, _| matches!(stream.source, Source::DirectPut(_)));
    let encrypted = Memo::new(move |_| {
        with_stream(lab, id, |stream, _| {
            !matches!(stream.encryption.status, EncryptionStatus::Disabled | EncryptionStatus::EnablingFailed)
        })
    });
    let encrypt = move |_| {
        let delivery_stream_name = name_of(lab, id);
        let wish: Request = if encrypted.get_untracked() {
            StopDeliveryStreamEncryption { delivery_stream_name }.into()
        } else {
            StartDeliveryStreamEncryption { delivery_stream_name, ..StartDeliveryStreamEncryption::default() }.into()
        };
        lab.try_call(Call::Firehose(wish));
    };
    let encryption = is_direct.then(|| {
        let word = move || if encrypted.get() { t!("Stop encryption") } else { t!("Encrypt with a key of Firehose") };
        view! { <button type="button" class="small" on:click=encrypt>{word}</button> }
    });
    view! { {copyable(t!("ARN"), arn)} {facts(shown)} {encryption} }.into_any()
}
