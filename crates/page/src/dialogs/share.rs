//! The run as a link: all that is needed to play it again stands in the address itself, and nothing is sent anywhere.

use crate::host;
use crate::lab::{Dialog, Lab};
use crate::live;
use leptos::{html, prelude::*};
use queuelab::session::{Session, link};
use queuelab::t;

/// Longer addresses are cut off by some programs that pass them on.
const LONG: usize = 6_000;

/// The dialog.
pub fn view(lab: Lab) -> AnyView {
    let address = lab.peek(|session| format!("{}#{}", host::address(), link::of(session)));
    let (at, inputs) = lab.peek(|session: &Session| (session.now(), session.timeline().inputs() as u64));
    let length = address.chars().count();
    let field = NodeRef::<html::Textarea>::new();
    let copied = RwSignal::new(None::<bool>);
    let copy = {
        let address = address.clone();
        move |_| {
            if let Some(field) = field.get_untracked() {
                field.select();
            }
            host::copy_text(&address, move |done| copied.set(Some(done)));
        }
    };
    let said = move || match copied.get() {
        None => "",
        Some(true) => t!("Copied."),
        Some(false) => t!("The clipboard is out of reach here. The link is selected: copy it with the keyboard."),
    };
    let is_long = (length > LONG).then(|| {
        view! {
            <p class="warn">
                {t!("Some programs cut off links of this length. A file is safer.")}" "
                <button type="button" class="small" on:click=move |_| lab.keep_as_file()>{t!("Save as a file")}</button>
            </p>
        }
    });
    let count = match inputs {
        1 => t!("1 action").to_owned(),
        count => t!("{count} actions", count),
    };
    view! {
        <div class="fields share">
            <p>{t!("Whoever opens this link sees this run at {at} s, can play it, go back and change it. It has the seed, what was built and {count}; nothing is sent to a server.", at, count)}</p>
            <label for="share-link">{t!("Link")}</label>
            <textarea id="share-link" class="share-link" readonly rows="5" spellcheck="false" node_ref=field prop:value=address></textarea>
            <p class="share-row">
                <button type="button" class="primary" on:click=copy>{t!("Copy the link")}</button>
                <span class="muted">{t!("{length} characters", length)}</span>
            </p>
            <p class="muted" role="status">{live::text(said)}</p>
            {is_long}
            <p class="share-row">
                <button type="button" on:click=move |_| lab.dialog.set(Some(Dialog::Embed))>{t!("Embed in a document…")}</button>
                <span class="muted">{t!("A live lab in docs, a blog or slides")}</span>
            </p>
            <p class="muted">{t!("Only the branch on the stage is in the link. A file has all of them.")}</p>
        </div>
    }
    .into_any()
}
