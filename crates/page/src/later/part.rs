//! A part of the page that is fetched after it has been drawn. It knows nothing of what is in the part.

use leptos::prelude::*;
use queuelab::t;
use std::pin::Pin;
use std::sync::OnceLock;

/// The network did not give it.
#[derive(Clone, Copy, Debug)]
pub struct Missing;

impl From<leptos::wasm_split::SplitLoaderError> for Missing {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// How a part is asked for.
pub type Fetch<T> = fn() -> Pin<Box<dyn Future<Output = Result<T, Missing>>>>;

/// How far fetching has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Progress {
    /// Nobody has asked yet.
    Unasked,
    Coming,
    Here,
    Missing,
}

/// A part: functions of the page that are there once they have been fetched.
pub struct Part<T: 'static> {
    progress: RwSignal<Progress>,
    functions: &'static OnceLock<T>,
    fetch: Fetch<T>,
}

impl<T> Clone for Part<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Part<T> {}

impl<T: Send + Sync> Part<T> {
    /// A part that nobody has asked for yet.
    pub fn new(functions: &'static OnceLock<T>, fetch: Fetch<T>) -> Self {
        Self { progress: RwSignal::new(Progress::Unasked), functions, fetch }
    }

    /// The functions, if they are here; listens for their arrival.
    pub fn get(self) -> Option<&'static T> {
        self.progress.track();
        self.functions.get()
    }

    /// Waits until they are here, or have not come. All who ask while they are on their way wait for the same.
    pub async fn fetch(self) -> Option<&'static T> {
        if self.functions.get().is_none() {
            self.reach(Progress::Coming);
            let fetched = (self.fetch)().await;
            if let Ok(functions) = fetched {
                self.functions.get_or_init(|| functions);
            }
            self.reach(if self.functions.get().is_some() { Progress::Here } else { Progress::Missing });
        }
        self.functions.get()
    }

    fn reach(self, progress: Progress) {
        if self.progress.get_untracked() != progress {
            self.progress.set(progress);
        }
    }

    /// The same, without waiting.
    pub fn want(self) {
        leptos::task::spawn_local(async move {
            self.fetch().await;
        });
    }

    /// What is shown until the functions are here: that they are coming, or that they did not come, with a button that
    /// asks for them again. Whoever shows it wants them.
    pub fn instead(self) -> AnyView {
        if untrack(|| self.progress.get()) == Progress::Unasked {
            self.want();
        }
        stand_in(self.progress, Box::new(move || self.want()))
    }
}

fn stand_in(progress: RwSignal<Progress>, again: Box<dyn Fn() + Send + Sync>) -> AnyView {
    let again = StoredValue::new(again);
    let shown = move || {
        if progress.get() == Progress::Missing {
            view! {
                <div class="notice error" role="alert">
                    <p>{t!("This part of the page could not be loaded. Check the connection; nothing of your work is lost.")}</p>
                    <button type="button" class="small" on:click=move |_| again.with_value(|again| again())>{t!("Try again")}</button>
                </div>
            }
            .into_any()
        } else {
            view! { <p class="muted later" role="status">{t!("Loading…")}</p> }.into_any()
        }
    };
    view! { {shown} }.into_any()
}
