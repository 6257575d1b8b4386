//! The form of a new bucket.

use super::{Shell, form as frame};
use crate::form::Form;
use crate::lab::{Lab, Selection};
use leptos::prelude::*;
use queuelab::s3::api::{CreateBucket, PutBucketVersioning, Request, VersioningConfiguration};
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::forms::Problem;

/// The form.
pub fn create(lab: Lab, shell: Shell) -> AnyView {
    let form = Form::new([("bucket", String::new())].into(), &[]);
    let fields = view! {
        {form.text(
            "bucket",
            t!("Name"),
            t!("3 to 63 of a–z 0–9 - and ., beginning and ending with a letter or digit; no bucket of anybody else in AWS has it"),
        )}
        {form.check("versioning", t!("Keep older versions"), t!("Versioning: a put adds a version, and a delete only puts a delete marker on top"))}
        <p class="hint">{t!("An object in the lab has a few bytes of text, or just a size. Whom the bucket tells of changes is set afterwards.")}</p>
    }
    .into_any();
    let submit = move || {
        let bucket = untrack(|| form.at("bucket").get()).trim().to_owned();
        let request: Request = CreateBucket { bucket: bucket.clone(), ..CreateBucket::default() }.into();
        if let Err(error) = lab.call(request) {
            // All that can be wrong is the name.
            let text = format!("{}: {}", error.code(), error.message());
            return form.problem.set(Some(Problem::at("bucket", text)));
        }
        if untrack(|| form.is("versioning", "true")) {
            let versioning_configuration = Some(VersioningConfiguration { status: Some("Enabled".to_owned()) });
            let request: Request = PutBucketVersioning { bucket: bucket.clone(), versioning_configuration }.into();
            lab.try_call(request);
        }
        let id = lab.peek(|session| session.cloud().s3().bucket(&bucket).map(|bucket| bucket.id.0));
        lab.selection.set(id.map(|id| Selection::Node(NodeId::Bucket(id))));
        shell.close();
    };
    frame(shell, form, t!("Create bucket"), fields, submit)
}
