//! The page's components in a real browser: mounted once, used as a person would use them.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

fn document() -> web_sys::Document {
    web_sys::window().unwrap().document().unwrap()
}

fn all(selector: &str) -> Vec<HtmlElement> {
    let found = document().query_selector_all(selector).unwrap();
    (0..found.length()).map(|index| found.item(index).unwrap().unchecked_into()).collect()
}

fn button(name: &str) -> HtmlElement {
    let is_named = |element: &HtmlElement| {
        element.get_attribute("aria-label").as_deref() == Some(name) || element.text_content().as_deref() == Some(name)
    };
    all("button").into_iter().find(is_named).unwrap_or_else(|| panic!("no button {name}"))
}

/// Lets effects run and a frame pass.
async fn settle() {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        web_sys::window().unwrap().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 120).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

fn clock() -> String {
    document().query_selector(".clock .now").unwrap().unwrap().text_content().unwrap()
}

#[wasm_bindgen_test]
async fn the_page_mounts_steps_and_goes_back() {
    queuelab_page::mount();
    settle().await;
    assert_eq!(all(".node").len(), 4, "a producer, a queue and two consumers");

    // The first lab plays by itself.
    if all("button").iter().any(|element| element.text_content().as_deref() == Some("Pause")) {
        button("Pause").click();
    }
    button("Back to the beginning").click();
    settle().await;
    assert_eq!(clock(), "0.000 s");

    for _ in 0..12 {
        button("Step forward").click();
    }
    settle().await;
    let later = clock();
    assert_ne!(later, "0.000 s");
    button("Step back").click();
    button("Step forward").click();
    settle().await;
    assert_eq!(clock(), later, "back and forward again");

    button("Undo").click();
    settle().await;
    assert_eq!(all(".node").len(), 3, "the last consumer was never added");
    button("Redo").click();
    settle().await;
    assert_eq!(all(".node").len(), 4);
}
