//! A bucket: what is in it, whom it tells of changes, and what can be done to it.

use super::{Lab, head};
use crate::form::Form;
use crate::host;
use crate::lab::Dialog;
use crate::widgets::{confirm, copyable, facts, section};
use leptos::prelude::*;
use queuelab::s3::api::{DeleteBucket, DeleteObject, PutBucketVersioning, Request, VersioningConfiguration};
use queuelab::s3::bucket::Versioning;
use queuelab::s3::object::Body;
use queuelab::s3::{Bucket, BucketId};
use queuelab::session::Session;
use queuelab::t;
use queuelab_view::access::Guarded;
use queuelab_view::buckets::{RuleLine, rules, size};
use queuelab_view::describe::{instant, number};
use queuelab_view::forms::bucket::{emptying, put_object};

/// So many objects are listed.
const SHOWN_MAX: usize = 50;
/// Fields beside which a refusal can stand.
const FIELDS: [&str; 2] = ["key", "SimulatedSize"];

/// Reads a bucket and listens; the value of nothing once it is gone.
fn with_bucket<R: Default>(lab: Lab, id: u32, read: impl FnOnce(&Bucket, &Session) -> R) -> R {
    lab.with(|session| {
        session.cloud().s3().bucket_of(BucketId(id)).map_or_else(R::default, |bucket| read(bucket, session))
    })
}

/// The bucket's name; empty once it is gone.
fn name_of(lab: Lab, id: u32) -> String {
    lab.peek(|session| session.cloud().s3().bucket_of(BucketId(id)).map(|bucket| bucket.name.to_string()))
        .unwrap_or_default()
}

/// The panel.
pub fn panel(lab: Lab, id: u32) -> AnyView {
    let name = move || with_bucket(lab, id, |bucket, _| bucket.name.to_string());
    let held = move || with_bucket(lab, id, |bucket, _| bucket.totals.objects);
    let empty = confirm(
        t!("Empty"),
        move || t!("This deletes {held} objects with all their versions for good.", held = number(held())),
        move || {
            let found = |session: &Session| session.cloud().s3().bucket_of(BucketId(id)).map(emptying);
            for request in lab.peek(found).unwrap_or_default() {
                if !lab.try_call(Request::from(request)) {
                    return;
                }
            }
        },
    );
    let delete = confirm(
        t!("Delete bucket"),
        || t!("The bucket goes with its rules. S3 refuses this for a bucket that is not empty.").to_owned(),
        move || {
            lab.try_call(Request::from(DeleteBucket { bucket: name_of(lab, id) }));
        },
    );
    view! {
        {head(lab, || t!("Bucket").to_owned(), name)}
        {counts(lab, id)}
        <div class="actions">
            <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::Notifications(id)))>{t!("Notifications…")}</button>
            {empty}
            {delete}
        </div>
        {section(t!("Put an object"), true, move || put(lab, id))}
        {section(t!("Objects"), true, move || objects(lab, id))}
        {section(t!("Whom it tells"), true, move || told(lab, id))}
        {section(t!("Connect to…"), false, move || super::connect::of(lab, queuelab_view::NodeId::Bucket(id)))}
        {section(t!("Access"), false, move || crate::access::panel(lab, Guarded::Bucket(id)))}
        {section(t!("Settings and names"), false, move || settings(lab, id))}
    }
    .into_any()
}

fn counts(lab: Lab, id: u32) -> AnyView {
    let tile = move |name: &'static str, read: fn(&Bucket) -> String| {
        view! { <div><dt>{name}</dt><dd class="mono">{move || with_bucket(lab, id, |bucket, _| read(bucket))}</dd></div> }
    };
    view! {
        <dl class="tiles">
            {tile(t!("objects"), |bucket| number(bucket.totals.objects))}
            {tile(t!("rules"), |bucket| number(bucket.notification.rules.len() as u64))}
            {tile(t!("told"), |bucket| number(bucket.totals.notified))}
        </dl>
        <p class="muted">{move || with_bucket(lab, id, |bucket, _| t!("{bytes} in all versions", bytes = size(bucket.totals.bytes)))}</p>
    }
    .into_any()
}

/// The form that puts an object.
fn put(lab: Lab, id: u32) -> AnyView {
    let values = [
        ("key", "photos/me.jpg".to_owned()),
        ("content", "text".to_owned()),
        ("body", "hello".to_owned()),
        ("SimulatedSize", "1,024".to_owned()),
    ];
    let form = Form::new(values.into(), &FIELDS);
    let done = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        done.set(String::new());
        let request = match put_object(&name_of(lab, id), &form.values()) {
            Ok(request) => request,
            Err(problem) => return form.problem.set(Some(problem)),
        };
        let key = request.key.clone();
        match lab.call(Request::from(request)) {
            Ok(_) => {
                form.problem.set(None);
                done.set(t!("{key} was put.", key));
            }
            Err(error) => form.refuse(&error),
        }
    };
    let is_text = Memo::new(move |_| form.is("content", "text"));
    let inside = move || {
        if is_text.get() {
            form.area("body", t!("Text"), "", 2)
        } else {
            form.number(
                "SimulatedSize",
                t!("Size"),
                t!("MB; the lab keeps the number and no bytes. At most 5,120 in one request"),
            )
        }
    };
    let contents =
        vec![("text".to_owned(), t!("a text").to_owned()), ("size".to_owned(), t!("nothing but a size").to_owned())];
    view! {
        <form on:submit=submit>
            {form.told_at_top()}
            {form.text("key", t!("Key"), t!("The object's name, 1 to 1,024 bytes"))}
            {form.choice("content", t!("It holds"), "", contents)}
            {inside}
            <button type="submit" class="primary">{t!("Put object")}</button>
            <p class="hint" role="status">{move || done.get()}</p>
        </form>
    }
    .into_any()
}

/// The objects, each with a button that deletes it.
fn objects(lab: Lab, id: u32) -> AnyView {
    let rows = Memo::new(move |_| {
        with_bucket(lab, id, |bucket, _| {
            let row = |key: &str, version: &queuelab::s3::object::Version| {
                let older = bucket.versions(key).len().saturating_sub(1);
                let older = if older > 0 { t!(", {older} older", older = number(older as u64)) } else { String::new() };
                (key.to_owned(), format!("{}{older}", size(version.size())))
            };
            let row = |key: &str, version: &queuelab::s3::object::Version, object: &queuelab::s3::object::Object| {
                let (key, text) = row(key, version);
                (key, text, matches!(object.body, Body::Kept(_)))
            };
            bucket.objects().take(SHOWN_MAX).map(|(key, version, object)| row(key, version, object)).collect::<Vec<_>>()
        })
    });
    let line = move |(key, text, is_kept): (String, String, bool)| {
        let label = t!("Delete {key}", key);
        let fetch = is_kept.then(|| {
            let (label, key) = (t!("Download {key}", key), key.clone());
            let download = move |_| {
                let bytes = lab.peek(|session| {
                    let bucket = session.cloud().s3().bucket_of(BucketId(id))?;
                    let found = bucket.objects().find(|(known, ..)| ***known == *key);
                    found.map(|(_, _, object)| object.body.bytes().clone())
                });
                if let Some(bytes) = bytes {
                    host::download_bytes(key.rsplit('/').next().unwrap_or(&key), &bytes);
                }
            };
            view! { <button type="button" class="small" aria-label=label on:click=download>{t!("Download")}</button> }
        });
        let delete = {
            let key = key.clone();
            move |_| {
                let request = DeleteObject { bucket: name_of(lab, id), key: key.clone(), ..DeleteObject::default() };
                lab.try_call(Request::from(request));
            }
        };
        view! {
            <li>
                <span>{key}<span class="hint">{text}</span></span>
                {fetch}
                <button type="button" class="small" aria-label=label on:click=delete>{t!("Delete")}</button>
            </li>
        }
    };
    let more = move || {
        let count = with_bucket(lab, id, |bucket, _| bucket.totals.objects);
        (count > SHOWN_MAX as u64).then(|| t!("The first {SHOWN_MAX} of {count}.", SHOWN_MAX, count = number(count)))
    };
    view! {
        <Show when=move || rows.with(Vec::is_empty)><p class="muted">{t!("There is no object in it.")}</p></Show>
        <ul class="targets"><For each=move || rows.get() key=Clone::clone children=line /></ul>
        <p class="muted">{more}</p>
    }
    .into_any()
}

/// The rules, with how often each told somebody.
fn told(lab: Lab, id: u32) -> AnyView {
    let lines = Memo::new(move |_| with_bucket(lab, id, |bucket, _| rules(bucket)));
    let line = |line: RuleLine| {
        view! {
            <li>
                <p><b>{line.id}</b></p>
                <p>{line.what}</p>
                <p class="muted">{line.told}</p>
            </li>
        }
    };
    view! {
        <Show when=move || lines.with(Vec::is_empty)>
            <p class="muted">{t!("No rules: whatever changes in the bucket, nobody is told.")}</p>
        </Show>
        <ul class="subscriptions">{move || lines.get().into_iter().map(line).collect_view()}</ul>
    }
    .into_any()
}

fn settings(lab: Lab, id: u32) -> AnyView {
    let arn = with_bucket(lab, id, |bucket, _| bucket.arn().to_string());
    let versioned = Memo::new(move |_| with_bucket(lab, id, |bucket, _| bucket.versioning == Versioning::Enabled));
    let set = move |event| {
        let status = if event_target_checked(&event) { "Enabled" } else { "Suspended" };
        let versioning_configuration = Some(VersioningConfiguration { status: Some(status.to_owned()) });
        lab.try_call(Request::from(PutBucketVersioning { bucket: name_of(lab, id), versioning_configuration }));
    };
    let shown = move || {
        with_bucket(lab, id, |bucket, session| {
            let versioning = match bucket.versioning {
                Versioning::Unversioned => t!("never enabled"),
                Versioning::Enabled => "Enabled",
                Versioning::Suspended => "Suspended",
            };
            vec![
                (t!("Region"), bucket.region.name().to_owned()),
                (t!("Owner"), bucket.owner.to_string()),
                (t!("Created"), instant(bucket.created, session.now())),
                (t!("Versioning"), versioning.to_owned()),
                (t!("Objects put or copied"), number(bucket.totals.created)),
                (t!("Deletions"), number(bucket.totals.removed)),
                (t!("Deletions by lifecycle rules"), number(bucket.totals.expired)),
            ]
        })
    };
    view! {
        {copyable(t!("ARN"), arn)}
        <label class="check"><input type="checkbox" prop:checked=move || versioned.get() on:change=set />{t!("Keep older versions")}</label>
        {facts(shown)}
    }
    .into_any()
}
