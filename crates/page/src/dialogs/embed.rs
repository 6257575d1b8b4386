//! The run as a lab in somebody else's document: what it shows is chosen here, seen at once, and copied as lines of HTML.

use crate::host;
use crate::lab::Lab;
use crate::live;
use leptos::{html, prelude::*};
use queuelab::session::link;
use queuelab::session::templates::Template;
use queuelab::{key, t, text};
use queuelab_view::embed::Snippet;

/// Heights to choose from, in pixels.
const HEIGHTS: [&str; 4] = ["320", "420", "560", "720"];
const SPEEDS: [&str; 5] = ["0.5", "1", "2", "5", "20"];

/// What is to be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// The element with its script.
    Element,
    /// A plain frame, where scripts are not allowed.
    Frame,
}

/// The dialog.
pub fn view(lab: Lab) -> AnyView {
    let snippet = RwSignal::new(Snippet { home: host::home(), ..source(lab) });
    let form = RwSignal::new(Form::Element);
    let lines = Memo::new(move |_| {
        snippet.with(|snippet| if form.get() == Form::Element { snippet.element() } else { snippet.frame() })
    });
    let preview = move || snippet.with(|snippet| format!("e.html#{}", snippet.wish()));
    let field = NodeRef::<html::Textarea>::new();
    let copied = RwSignal::new(None::<bool>);
    let copy = move |_| {
        if let Some(field) = field.get_untracked() {
            field.select();
        }
        host::copy_text(&lines.get_untracked(), move |done| copied.set(Some(done)));
    };
    let said = move || match copied.get() {
        None => "",
        Some(true) => t!("Copied."),
        Some(false) => t!("The clipboard is out of reach here. The lines are selected: copy them with the keyboard."),
    };
    let forms = [(Form::Element, key!("Element and script")), (Form::Frame, key!("Plain frame"))].map(|(one, name)| {
        view! {
            <button type="button" class="small" aria-pressed=live::yes_or_no(move || form.get() == one) on:click=move |_| form.set(one)>{text::of(name)}</button>
        }
    });
    view! {
        <div class="fields share embed-builder">
            <p>{t!("The reader sees this run, can play it and go back in it. It comes from the host of this page, and nothing of it is sent anywhere.")}</p>
            {choices(snippet)}
            <iframe class="embed-preview" title=t!("Preview") src=preview></iframe>
            <p class="share-row">
                <label for="embed-lines">{t!("Lines to copy")}</label>
                <span class="lesson-ways" role="group" aria-label=t!("Form")>{forms.collect_view()}</span>
            </p>
            <textarea id="embed-lines" class="share-link" readonly rows="5" spellcheck="false" node_ref=field prop:value=move || lines.get()></textarea>
            <p class="share-row">
                <button type="button" class="primary" on:click=copy>{t!("Copy the lines")}</button>
                <span class="muted" role="status">{live::text(said)}</span>
            </p>
            <p class="muted">
                {t!("A document with a policy of its own has to allow this host for scripts, frames and images.")}" "
                <a href="demos.html" target="_blank" rel="noopener">{t!("Examples")}</a>
            </p>
        </div>
    }
    .into_any()
}

/// A ready-made lab that nobody has changed goes by its name, any other run as a link.
fn source(lab: Lab) -> Snippet {
    let title = lab.title.get_untracked();
    let template = Template::ALL.into_iter().find(|template| template.title() == title);
    let is_own = untrack(|| lab.later.engine.get()).is_none_or(|engine| lab.is_own(engine));
    let (scenario, state) = match template.filter(|_| !is_own) {
        Some(template) => (template.key().to_owned(), String::new()),
        None => (String::new(), lab.peek(link::of)),
    };
    Snippet { scenario, state, caption: text::of(&title).to_owned(), ..Snippet::default() }
}

/// What can be chosen.
fn choices(snippet: RwSignal<Snippet>) -> AnyView {
    let select = move |name: &'static str,
                       options: &[(&'static str, String)],
                       at: &str,
                       set: fn(&mut Snippet, String)| {
        let at = at.to_owned();
        let options = options
            .iter()
            .map(|(value, word)| view! { <option value=*value selected=*value == at>{word.clone()}</option> })
            .collect_view();
        view! {
            <label>
                {name}" "
                <select on:change=move |event| snippet.update(|snippet| set(snippet, event_target_value(&event)))>{options}</select>
            </label>
        }
    };
    let check = move |name: &'static str, set: fn(&mut Snippet, bool)| {
        view! {
            <label class="check">
                <input type="checkbox" on:change=move |event| snippet.update(|snippet| set(snippet, event_target_checked(&event))) />
                {name}
            </label>
        }
    };
    let plain = |values: &[&'static str], unit: &str| -> Vec<_> {
        values.iter().map(|value| (*value, format!("{value}{unit}"))).collect()
    };
    let controls = [("none", t!("none")), ("mini", t!("small")), ("full", t!("all"))].map(|(v, w)| (v, w.to_owned()));
    let themes = [("auto", t!("auto")), ("light", t!("light")), ("dark", t!("dark"))].map(|(v, w)| (v, w.to_owned()));
    view! {
        <div class="embed-choices">
            {select(t!("Controls"), &controls, "mini", |snippet, value| snippet.controls = value)}
            {select(t!("Colours"), &themes, "auto", |snippet, value| snippet.theme = value)}
            {select(t!("Speed"), &plain(&SPEEDS, "×"), "1", |snippet, value| snippet.speed = value)}
            {select(t!("Height"), &plain(&HEIGHTS, " px"), "420", |snippet, value| snippet.height = value)}
            <label class="embed-caption">
                {t!("Caption")}" "
                <input type="text" maxlength="200" prop:value=move || snippet.with(|snippet| snippet.caption.clone()) on:input=move |event| snippet.update(|snippet| snippet.caption = event_target_value(&event)) />
            </label>
            {check(t!("Plays at once"), |snippet, on| snippet.autoplay = on)}
            {check(t!("May be changed"), |snippet, on| snippet.editable = on)}
            {check(t!("With the log"), |snippet, on| snippet.log = on)}
            {check(t!("With the inspector"), |snippet, on| snippet.inspector = on)}
        </div>
    }
    .into_any()
}
