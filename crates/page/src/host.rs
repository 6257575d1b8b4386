//! The one place that asks the browser for anything: frames, the time, storage, chance, files, the window.

use leptos::prelude::*;
use queuelab::t;
use std::sync::atomic::{AtomicBool, Ordering};
use wasm_bindgen::prelude::*;

fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// Milliseconds on a clock that only moves forward; for the pace of the picture, never for the lab.
pub fn millis() -> f64 {
    window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// The day, counted since 1970; for what is learnt again after some days, never for the lab.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "days since 1970")]
#[allow(clippy::disallowed_methods, reason = "the host's time enters here")]
pub fn day() -> u64 {
    (js_sys::Date::now() / 86_400_000.0) as u64
}

/// Calls each second, as long as whoever asks is there.
pub fn each_second(call: impl Fn() + 'static) {
    // Without a clock nothing ends in time, and all goes on.
    if let Ok(handle) = set_interval_with_handle(call, core::time::Duration::from_secs(1)) {
        on_cleanup(move || handle.clear());
    }
}

/// Calls once before the next frame.
pub fn next_frame(call: impl FnOnce() + 'static) {
    request_animation_frame(call);
}

/// A seed for a new lab. The lab itself never asks for chance.
pub fn fresh_seed() -> u64 {
    // Seeds are shown, typed and said aloud: six digits are enough.
    let mut bytes = [0_u8; 4];
    let drawn = getrandom::fill(&mut bytes).is_ok();
    if drawn { u64::from(u32::from_le_bytes(bytes)) % 1_000_000 } else { 1 }
}

/// Whether this is a frame: something that nobody's work is kept for.
static KEEPS_NOTHING: AtomicBool = AtomicBool::new(false);

/// From now on nothing is stored, and nothing found: a lab in somebody else's document must not take the place of the
/// reader's own, which is stored under the same host.
pub fn keep_nothing() {
    KEEPS_NOTHING.store(true, Ordering::Relaxed);
}

fn storage() -> Option<web_sys::Storage> {
    if KEEPS_NOTHING.load(Ordering::Relaxed) { None } else { window()?.local_storage().ok()? }
}

/// What was stored under a key, if the browser lets us.
pub fn stored(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Stores a text; false when the browser refuses, as in private windows or when it is full.
pub fn store(key: &str, text: &str) -> bool {
    // What is not meant to be kept is not missing.
    KEEPS_NOTHING.load(Ordering::Relaxed) || storage().is_some_and(|storage| storage.set_item(key, text).is_ok())
}

/// Holds while the reader asks for less motion.
pub const REDUCED_MOTION: &str = "(prefers-reduced-motion: reduce)";
/// Takes away what was stored under a key; false when the browser refuses.
pub fn forget(key: &str) -> bool {
    storage().is_some_and(|storage| storage.remove_item(key).is_ok())
}

/// Whether the reader asked for less motion.
pub fn reduced_motion() -> bool {
    matches(REDUCED_MOTION)
}

/// Whether a media query holds.
pub fn matches(query: &str) -> bool {
    window().and_then(|window| window.match_media(query).ok().flatten()).is_some_and(|list| list.matches())
}

/// Calls whenever a media query begins or ceases to hold.
pub fn on_media(query: &str, call: impl Fn() + 'static) {
    if let Some(list) = window().and_then(|window| window.match_media(query).ok().flatten()) {
        let closure = Closure::<dyn Fn()>::new(call);
        list.set_onchange(Some(closure.as_ref().unchecked_ref()));
        // The page listens as long as it lives.
        closure.forget();
        std::mem::forget(list);
    }
}

/// Calls whenever an element becomes larger or smaller, as long as whoever asks is there.
pub fn on_resize(element: &web_sys::Element, call: impl Fn() + 'static) {
    let closure = Closure::<dyn Fn()>::new(call);
    let Ok(observer) = web_sys::ResizeObserver::new(closure.as_ref().unchecked_ref()) else { return };
    observer.observe(element);
    let kept = StoredValue::new_local((observer, closure));
    on_cleanup(move || {
        kept.try_update_value(|(observer, _)| observer.disconnect());
    });
}

/// The `<html>` element, which carries the theme.
pub fn root() -> Option<web_sys::Element> {
    window()?.document()?.document_element()
}

/// The value of a custom property of the theme.
pub fn css_property(name: &str) -> String {
    root()
        .and_then(|root| window()?.get_computed_style(&root).ok().flatten())
        .and_then(|style| style.get_property_value(name).ok())
        .map(|value| value.trim().to_owned())
        .unwrap_or_default()
}

/// Sets a custom property of the theme, or takes it away.
pub fn set_root_property(name: &str, value: Option<String>) {
    let Some(style) = root().and_then(|root| root.dyn_into::<web_sys::HtmlElement>().ok()).map(|root| root.style())
    else {
        return;
    };
    let _ = match value {
        Some(value) => style.set_property(name, &value),
        None => style.remove_property(name).map(|_| ()),
    };
}

/// Sets an attribute of the `<html>` element, or takes it away.
pub fn set_root_attribute(name: &str, value: Option<&str>) {
    if let Some(root) = root() {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}

/// The width and height of the window, in CSS pixels.
pub fn window_size() -> (f64, f64) {
    let read = |value: Result<JsValue, JsValue>| value.ok().and_then(|value| value.as_f64()).unwrap_or(1_000.0);
    window().map_or((1_000.0, 1_000.0), |window| (read(window.inner_width()), read(window.inner_height())))
}

/// Lets an element have all that the pointer does until it is released.
pub fn capture(event: &web_sys::PointerEvent) {
    if let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) {
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// How many device pixels a CSS pixel has, at most two: more costs and nobody sees it.
pub fn pixel_ratio() -> f64 {
    window().map_or(1.0, |window| window.device_pixel_ratio()).clamp(1.0, 2.0)
}

/// Moves the keyboard's focus to the element of that id.
pub fn focus(id: &str) {
    let element = window().and_then(|window| window.document()).and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element {
        // SVG elements take the focus too, but only the HTML interface names the method here.
        let _ = element.unchecked_into::<web_sys::HtmlElement>().focus();
    }
}

/// Scrolls as little as is needed for the element of that id to be seen within its list.
pub fn show(id: &str) {
    let element = window().and_then(|window| window.document()).and_then(|document| document.get_element_by_id(id));
    let Some(element) = element else { return };
    let Some(list) = element.parent_element() else { return };
    let (own, around) = (element.get_bounding_client_rect(), list.get_bounding_client_rect());
    #[allow(clippy::cast_possible_truncation, reason = "pixels")]
    if own.top() < around.top() {
        list.set_scroll_top(list.scroll_top() - (around.top() - own.top()).ceil() as i32);
    } else if own.bottom() > around.bottom() {
        list.set_scroll_top(list.scroll_top() + (own.bottom() - around.bottom()).ceil() as i32);
    }
}

/// Calls with all elements that a selector finds.
pub fn for_each(selector: &str, call: impl Fn(&web_sys::Element)) {
    let found = window().and_then(|window| window.document()?.query_selector_all(selector).ok());
    let Some(found) = found else { return };
    for index in 0..found.length() {
        if let Some(element) = found.item(index).and_then(|node| node.dyn_into::<web_sys::Element>().ok()) {
            call(&element);
        }
    }
}

/// Scrolls all elements that a selector finds to their beginning.
pub fn to_top(selector: &str) {
    for_each(selector, |element| element.set_scroll_top(0));
}

/// The texts of another language that came with the page; taken once.
pub fn take_texts() -> Option<String> {
    let holder = find("#texts")?;
    holder.remove();
    holder.text_content()
}

/// What stands after the `#` of the page's address.
pub fn fragment() -> String {
    let hash = window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// The page's address without what stands after the `#`.
pub fn address() -> String {
    let whole = window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    whole.split('#').next().unwrap_or_default().to_owned()
}

/// Takes away what stands after the `#` of the page's address, so that loading the page again does not do it again.
pub fn forget_fragment() {
    let history = window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address()));
    }
}

/// Calls whenever another text stands after the `#` of the page's address.
pub fn on_fragment(call: impl Fn() + 'static) {
    let Some(window) = window() else { return };
    let closure = Closure::<dyn Fn()>::new(call);
    let _ = window.add_event_listener_with_callback("hashchange", closure.as_ref().unchecked_ref());
    // The page listens as long as it lives.
    closure.forget();
}

/// Whether the page stands in somebody else's document: it has an address of its own, `e.html`, or `e` where the host
/// leaves endings out. `www/boot.js` knows it too.
pub fn is_frame() -> bool {
    let path = window().and_then(|window| window.location().pathname().ok()).unwrap_or_default();
    matches!(path.rsplit('/').next(), Some("e" | "e.html"))
}

/// The address of the page that a frame is part of.
pub fn home() -> String {
    let address = address();
    let folder = address.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{folder}/")
}

/// Has the link of that id lead to an address.
pub fn aim(id: &str, address: &str) {
    let link = window().and_then(|window| window.document()?.get_element_by_id(id));
    if let Some(link) = link {
        let _ = link.set_attribute("href", address);
    }
}

/// Calls with each message of the document around this one, as JSON, if that is from the given origin.
pub fn on_message(origin: String, call: impl Fn(String) + 'static) {
    let Some(window) = window() else { return };
    let closure = Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
        let parent = self::window().and_then(|window| window.parent().ok().flatten());
        let is_parent = event
            .source()
            .is_some_and(|source| parent.is_some_and(|parent| js_sys::Object::is(source.as_ref(), parent.as_ref())));
        if is_parent
            && event.origin() == origin
            && let Ok(text) = js_sys::JSON::stringify(&event.data())
            && let Some(text) = text.as_string()
        {
            call(text);
        }
    });
    let _ = window.add_event_listener_with_callback("message", closure.as_ref().unchecked_ref());
    // The page listens as long as it lives.
    closure.forget();
}

/// Sends JSON to the document around this one, if that is from the given origin.
pub fn post(origin: &str, text: &str) {
    let parent = window().and_then(|window| window.parent().ok().flatten());
    if let (Some(parent), Ok(value)) = (parent, js_sys::JSON::parse(text)) {
        let _ = parent.post_message(&value, origin);
    }
}

/// Loads the page again.
pub fn reload() {
    let _ = window().map(|window| window.location().reload());
}

fn find(selector: &str) -> Option<web_sys::Element> {
    window()?.document()?.query_selector(selector).ok()?
}

/// Moves the keyboard's focus to the first element that a selector finds, and opens what it is folded into; false when
/// there is none.
pub fn focus_in(selector: &str) -> bool {
    find(selector).is_some_and(|element| {
        unfold(&element);
        element.unchecked_into::<web_sys::HtmlElement>().focus().is_ok()
    })
}

/// Presses the first button that a selector finds; false when there is none.
pub fn press(selector: &str) -> bool {
    find(selector).is_some_and(|element| {
        unfold(&element);
        let button = element.unchecked_into::<web_sys::HtmlElement>();
        button.click();
        button.focus().is_ok()
    })
}

/// The same in the inspector, of the button of a key.
pub fn press_key(key: &str) -> bool {
    press(&format!(".inspector [data-key='{key}']"))
}

/// Moves the focus to the first field of the form whose button has that key; false when there is none.
pub fn focus_form(key: &str) -> bool {
    let form = find(&format!(".inspector [data-key='{key}']")).and_then(|button| button.closest("form").ok().flatten());
    let field = form.and_then(|form| {
        unfold(&form);
        form.query_selector("textarea, input, select").ok().flatten()
    });
    field.is_some_and(|field| field.unchecked_into::<web_sys::HtmlElement>().focus().is_ok())
}

/// Opens what an element is folded into.
fn unfold(element: &web_sys::Element) {
    if let Ok(Some(fold)) = element.closest("details") {
        let _ = fold.set_attribute("open", "");
    }
}

/// Whether the tab is hidden.
pub fn hidden() -> bool {
    window().and_then(|window| window.document()).is_some_and(|document| document.hidden())
}

/// Calls whenever the tab is hidden, as it is before it is closed.
pub fn on_hidden(call: impl Fn() + 'static) {
    let Some(document) = window().and_then(|window| window.document()) else { return };
    let closure = Closure::<dyn Fn()>::new(move || {
        if hidden() {
            call();
        }
    });
    let _ = document.add_event_listener_with_callback("visibilitychange", closure.as_ref().unchecked_ref());
    // The page listens as long as it lives.
    closure.forget();
}

/// Fetches a text that lies beside the page, and hands it on, or why it could not be had.
pub async fn fetch_text(path: &str) -> Result<String, String> {
    let failed = |_: JsValue| t!("the network did not give it").to_owned();
    let window = window().ok_or_else(|| failed(JsValue::NULL))?;
    let response = wasm_bindgen_futures::JsFuture::from(window.fetch_with_str(path)).await.map_err(failed)?;
    let response: web_sys::Response = response.dyn_into().map_err(failed)?;
    if !response.ok() {
        return Err(t!("the server answered {status}", status = response.status()));
    }
    let text = wasm_bindgen_futures::JsFuture::from(response.text().map_err(failed)?).await.map_err(failed)?;
    text.as_string().ok_or_else(|| failed(JsValue::NULL))
}

/// Reads a file that somebody chose as text, and hands it on.
pub fn read_text(file: &web_sys::File, done: impl FnOnce(Result<String, String>) + 'static) {
    let promise = file.text();
    leptos::task::spawn_local(async move {
        let text = wasm_bindgen_futures::JsFuture::from(promise).await;
        done(match text {
            Ok(value) => value.as_string().ok_or_else(|| t!("the file is not text").to_owned()),
            Err(_) => Err(t!("the file could not be read").to_owned()),
        });
    });
}

/// Puts a text on the clipboard, and tells whether it is there: a browser may ask first, and refuse.
pub fn copy_text(text: &str, done: impl FnOnce(bool) + 'static) {
    let clipboard = window().map(|window| window.navigator().clipboard());
    // Only pages from a safe origin have a clipboard.
    let Some(clipboard) = clipboard.filter(|clipboard| !clipboard.is_undefined()) else { return done(false) };
    let promise = clipboard.write_text(text);
    leptos::task::spawn_local(async move {
        done(wasm_bindgen_futures::JsFuture::from(promise).await.is_ok());
    });
}

/// Offers a text as a file to keep.
pub fn download(name: &str, text: &str) {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    if let Ok(blob) = web_sys::Blob::new_with_str_sequence(&parts) {
        offer(name, &blob);
    }
}

/// Offers bytes as a file to keep.
pub fn download_bytes(name: &str, bytes: &[u8]) {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    if let Ok(blob) = web_sys::Blob::new_with_u8_array_sequence(&parts) {
        offer(name, &blob);
    }
}

fn offer(name: &str, blob: &web_sys::Blob) {
    let Some(document) = window().and_then(|window| window.document()) else { return };
    let Ok(url) = web_sys::Url::create_object_url_with_blob(blob) else { return };
    if let Some(link) = document.create_element("a").ok().and_then(|e| e.dyn_into::<web_sys::HtmlAnchorElement>().ok())
    {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // Some browsers only begin to read after the click has been dealt with.
    let forget = move || {
        let _ = web_sys::Url::revoke_object_url(&url);
    };
    set_timeout(forget, core::time::Duration::from_secs(30));
}
