//! Where a shard is cut: a handle on its range of hash keys, with the keys that it gets marked there, and what the cut
//! would separate.

use super::{Lab, arn, with_stream};
use crate::kinesis::api::SplitShard;
use crate::kinesis::hash::HashKey;
use crate::kinesis::shard::{Shard, ShardId};
use crate::ui::form::Form;
use crate::ui::streams;
use crate::view::stream_panel::{Cut, KeyMark, cut_at, key_marks, what_a_cut_separates};
use leptos::prelude::*;

/// Which shard is about to be cut.
#[derive(Clone, Copy)]
pub struct Cutting {
    shard: RwSignal<Option<u32>>,
    /// Where, in parts per million of its range; the text beside it says it exactly.
    at: RwSignal<u64>,
    form: Form,
}

const FIELDS: [&str; 1] = ["NewStartingHashKey"];

impl Cutting {
    /// No shard yet.
    pub fn new() -> Self {
        Self { shard: RwSignal::new(None), at: RwSignal::new(500_000), form: Form::new([].into(), &FIELDS) }
    }

    /// Begins with the middle of a shard.
    pub fn open(self, lab: Lab, id: u32, number: u32) {
        self.shard.set(Some(number));
        self.form.problem.set(None);
        self.move_to(lab, id, 500_000);
    }

    fn move_to(self, lab: Lab, id: u32, ppm: u64) {
        self.at.set(ppm);
        let key = untrack(|| self.with_shard(lab, id, |shard| cut_at(shard, ppm).to_string()));
        self.form.at("NewStartingHashKey").set(key);
    }

    fn with_shard<R: Default>(self, lab: Lab, id: u32, read: impl FnOnce(&Shard) -> R) -> R {
        let Some(number) = self.shard.get() else { return R::default() };
        with_stream(lab, id, |stream, _| stream.shard(ShardId(number)).map_or_else(R::default, read))
    }

    fn split(self, lab: Lab, id: u32) {
        let Some(number) = self.shard.get_untracked() else { return };
        let request = SplitShard {
            stream_arn: Some(arn(lab, id)),
            shard_to_split: Some(ShardId(number).to_string()),
            new_starting_hash_key: Some(untrack(|| self.form.at("NewStartingHashKey").get()).trim().to_owned()),
            ..SplitShard::default()
        };
        match streams::call(lab, request) {
            Ok(_) => {
                self.shard.set(None);
                lab.notify(
                    format!("Shard {number} is being divided; it goes on taking records until that is done."),
                    false,
                );
            }
            Err(error) => self.form.refuse(&error),
        }
    }

    /// The handle; nothing while no shard is to be cut.
    pub fn view(self, lab: Lab, id: u32) -> AnyView {
        let inside = move || self.shard.get().map(|number| untrack(|| self.inside(lab, id, number)));
        view! { {inside} }.into_any()
    }

    fn inside(self, lab: Lab, id: u32, number: u32) -> AnyView {
        let marks = Memo::new(move |_| self.with_shard(lab, id, key_marks));
        let text = self.form.at("NewStartingHashKey");
        let counted = Memo::new(move |_| {
            let cut = HashKey::parse(text.with(|text| text.trim().to_owned()).as_str());
            self.with_shard(lab, id, |shard| cut.map(|cut| what_a_cut_separates(shard, cut)))
        });
        let told = move || match counted.get() {
            Some(Cut { below: 0, above: 0 }) => {
                "No record has come yet that would say what the cut separates.".to_owned()
            }
            Some(Cut { below, above }) => {
                let all = below + above;
                let share = |part: u64| format!("{} %", part * 100 / all.max(1));
                format!(
                    "Of its newest {all} records {} would go below the cut and {} above it.",
                    share(below),
                    share(above)
                )
            }
            None => "A hash key is a decimal number.".to_owned(),
        };
        // It stands below all shards: whoever asked for it is led there.
        let element = NodeRef::<leptos::html::Form>::new();
        element.on_load(|form| form.scroll_into_view());
        view! {
            <form class="cut" node_ref=element on:submit=move |event| { event.prevent_default(); self.split(lab, id); }>
                <h4>{format!("Split shard {number}")}</h4>
                <p class="hint">"Drag the cut. Each line is a partition key among the newest records, as long as it has records."</p>
                <svg class="keys" viewBox="0 0 1000 40" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="track" y="34" width="1000" height="6" />
                    {move || marks.get().iter().map(needle).collect_view()}
                    <line class="knife" x1=move || self.at.get() / 1_000 x2=move || self.at.get() / 1_000 y1="0" y2="40" />
                </svg>
                <input type="range" min="1000" max="999000" step="1000" aria-label="Where to cut" aria-valuetext=told
                    prop:value=move || self.at.get().to_string()
                    on:input=move |event| self.move_to(lab, id, event_target_value(&event).parse().unwrap_or(500_000)) />
                <p aria-live="polite">{told}</p>
                {self.form.told_at_top()}
                {self.form.text("NewStartingHashKey", "First hash key of the upper shard", "More than one above the shard's first, and below its last")}
                <div class="actions">
                    <button type="submit" class="primary small">"Split"</button>
                    <button type="button" class="small" on:click=move |_| self.move_to(lab, id, 500_000)>"Middle"</button>
                    <button type="button" class="small" on:click=move |_| self.shard.set(None)>"Cancel"</button>
                </div>
            </form>
        }
        .into_any()
    }
}

fn needle(mark: &KeyMark) -> impl IntoView + use<> {
    let x = mark.at / 1_000;
    let height = 8 + mark.records.min(24);
    view! { <line class="needle" x1=x x2=x y1=34 - height y2="34"><title>{format!("{}: {} records", mark.key, mark.records)}</title></line> }
}
