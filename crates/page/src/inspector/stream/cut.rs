//! Where a shard is cut: a handle on its range of hash keys, with the keys that it gets marked there, and what the cut
//! would separate.

use super::{Lab, with_stream};
use crate::form::Form;
use crate::lab::Cutting;
use crate::streams;
use leptos::prelude::*;
use queuelab::kinesis::hash::HashKey;
use queuelab::kinesis::shard::{Shard, ShardId};
use queuelab::kinesis::stream::StreamId;
use queuelab::t;
use queuelab_view::stream_panel::{Cut, KeyMark, MIDDLE, cut_at, key_marks, place_of, what_a_cut_separates};

/// The form of the cut through one stream's shards. Where it lies is in the store, as the stage moves it too; the text
/// of the form says it exactly.
#[derive(Clone, Copy)]
pub struct CutForm {
    lab: Lab,
    id: u32,
    form: Form,
}

const FIELDS: [&str; 1] = ["NewStartingHashKey"];

impl CutForm {
    /// The form; no shard is cut yet, or that which the stage has just been pressed at.
    pub fn new(lab: Lab, id: u32) -> Self {
        let this = Self { lab, id, form: Form::new([].into(), &FIELDS) };
        let text = this.form.at("NewStartingHashKey");
        Effect::new(move |_| {
            let Some(Cutting { key, .. }) = this.cutting() else { return };
            this.form.problem.set(None);
            if text.with_untracked(|text| HashKey::parse(text.trim())) != Some(key) {
                text.set(key.to_string());
            }
        });
        // What is typed moves the cut, too.
        Effect::new(move |_| {
            if let Some(key) = text.with(|text| HashKey::parse(text.trim())) {
                lab.cutting.update(|cutting| {
                    if let Some(cutting) = cutting.as_mut().filter(|cutting| cutting.stream == id) {
                        cutting.key = key;
                    }
                });
            }
        });
        on_cleanup(move || {
            if untrack(|| this.cutting()).is_some() {
                lab.cutting.set(None);
            }
        });
        this
    }

    fn cutting(self) -> Option<Cutting> {
        self.lab.cutting.get().filter(|cutting| cutting.stream == self.id)
    }

    /// Begins with the middle of a shard.
    pub fn open(self, shard: u32) {
        let key = self.lab.peek(|session| {
            session
                .cloud()
                .kinesis()
                .stream(StreamId(self.id))?
                .shard(ShardId(shard))
                .map(|shard| cut_at(shard, MIDDLE))
        });
        self.lab.cutting.set(key.map(|key| Cutting { stream: self.id, shard, key }));
    }

    fn move_to(self, at: u64) {
        if let Some(cutting) = untrack(|| self.cutting()) {
            let key = untrack(|| self.with_shard(|shard| Some(cut_at(shard, at)))).unwrap_or(cutting.key);
            self.lab.cutting.set(Some(Cutting { key, ..cutting }));
        }
    }

    fn with_shard<R: Default>(self, read: impl FnOnce(&Shard) -> R) -> R {
        let Some(Cutting { shard, .. }) = self.cutting() else { return R::default() };
        with_stream(self.lab, self.id, |stream, _| stream.shard(ShardId(shard)).map_or_else(R::default, read))
    }

    fn split(self, shard: u32) {
        let key = untrack(|| self.form.at("NewStartingHashKey").get()).trim().to_owned();
        if let Err(error) = streams::split(self.lab, self.id, shard, key) {
            self.form.refuse(&error);
        }
    }

    /// The handle; nothing while no shard is to be cut.
    pub fn view(self) -> AnyView {
        let shard = Memo::new(move |_| self.cutting().map(|cutting| cutting.shard));
        let inside = move || shard.get().map(|shard| untrack(|| self.inside(shard)));
        view! { {inside} }.into_any()
    }

    fn inside(self, number: u32) -> AnyView {
        let marks = Memo::new(move |_| self.with_shard(key_marks));
        let at = Memo::new(move |_| {
            self.cutting().map_or(MIDDLE, |cutting| self.with_shard(|shard| place_of(shard, cutting.key)))
        });
        let text = self.form.at("NewStartingHashKey");
        let counted = Memo::new(move |_| {
            let cut = HashKey::parse(text.with(|text| text.trim().to_owned()).as_str());
            self.with_shard(|shard| cut.map(|cut| what_a_cut_separates(shard, cut)))
        });
        let told = move || match counted.get() {
            Some(Cut { below: 0, above: 0 }) => {
                t!("No record has come yet that would say what the cut separates.").to_owned()
            }
            Some(Cut { below, above }) => {
                let all = below + above;
                let share = |part: u64| format!("{} %", part * 100 / all.max(1));
                t!(
                    "Of its newest {all} records {below} would go below the cut and {above} above it.",
                    all,
                    below = share(below),
                    above = share(above)
                )
            }
            None => t!("A hash key is a decimal number.").to_owned(),
        };
        // It stands below all shards: whoever asked for it is led there.
        let element = NodeRef::<leptos::html::Form>::new();
        element.on_load(|form| form.scroll_into_view());
        view! {
            <form class="cut" node_ref=element on:submit=move |event| { event.prevent_default(); self.split(number); }>
                <h4>{t!("Split shard {number}", number)}</h4>
                <p class="hint">{t!("Drag the cut, here or on the stage. Each line is a partition key among the newest records, as long as it has records.")}</p>
                <svg class="keys" viewBox="0 0 1000 40" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="track" y="34" width="1000" height="6" />
                    {move || marks.get().iter().map(needle).collect_view()}
                    <line class="knife" x1=move || at.get() / 1_000 x2=move || at.get() / 1_000 y1="0" y2="40" />
                </svg>
                <input type="range" min="1000" max="999000" step="1000" aria-label=t!("Where to cut") aria-valuetext=told
                    prop:value=move || at.get().to_string()
                    on:input=move |event| self.move_to(event_target_value(&event).parse().unwrap_or(MIDDLE)) />
                <p aria-live="polite">{told}</p>
                {self.form.told_at_top()}
                {self.form.text("NewStartingHashKey", t!("First hash key of the upper shard"), t!("More than one above the shard's first, and below its last"))}
                <div class="actions">
                    <button type="submit" class="primary small">{t!("Split")}</button>
                    <button type="button" class="small" on:click=move |_| self.move_to(MIDDLE)>{t!("Middle")}</button>
                    <button type="button" class="small" on:click=move |_| self.lab.cutting.set(None)>{t!("Cancel")}</button>
                </div>
            </form>
        }
        .into_any()
    }
}

fn needle(mark: &KeyMark) -> impl IntoView + use<> {
    let x = mark.at / 1_000;
    let height = 8 + mark.records.min(24);
    view! { <line class="needle" x1=x x2=x y1=34 - height y2="34"><title>{t!("{mark}: {records} records", mark = mark.key, records = mark.records)}</title></line> }
}
