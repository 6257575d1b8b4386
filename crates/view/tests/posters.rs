//! The still pictures of ready-made labs, which an embedded lab shows before it is loaded: `www/posters/*.svg` are what the
//! gallery's pictures say.
//!
//! `QUEUELAB_BLESS=1 cargo test --package queuelab-view --test posters` writes them anew.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use queuelab::session::templates::Template;
use queuelab_view::gallery::{Marks, Picture, STEPS_MAX, begins, picture};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../www/posters");
/// Colours that can be told from white and from black.
const LINE: &str = "#7a8796";

fn colour(tag: &str) -> &'static str {
    match tag {
        "DL" => "#836dbc",
        "VI" | "RE" => "#3f7fe0",
        "IF" => "#c77a1e",
        "OK" => "#2a9d80",
        "DQ" => "#d0433a",
        "DU" => "#b8449c",
        _ => LINE,
    }
}

fn svg(picture: &Picture) -> String {
    let mut text = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{}\">\n", picture.view_box);
    let mut path = |d: &str, paint: &str| {
        if !d.is_empty() {
            writeln!(text, "<path {paint} d=\"{d}\"/>").unwrap();
        }
    };
    path(&picture.links, &format!("fill=\"none\" stroke=\"{LINE}\" stroke-width=\"2\""));
    path(&picture.trays, &format!("fill=\"{LINE}\" fill-opacity=\"0.12\" stroke=\"{LINE}\" stroke-width=\"3\""));
    path(&picture.others, &format!("fill=\"{LINE}\" fill-opacity=\"0.25\" stroke=\"{LINE}\" stroke-width=\"2\""));
    for Marks { tag, filled, stroked, cut } in &picture.marks {
        let colour = colour(tag);
        path(filled, &format!("fill=\"{colour}\""));
        path(stroked, &format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\""));
        path(cut, "fill=\"none\" stroke=\"#ffffff\" stroke-width=\"1.5\"");
    }
    text + "</svg>\n"
}

#[test]
fn every_ready_made_lab_has_its_poster() {
    let bless = std::env::var_os("QUEUELAB_BLESS").is_some();
    if bless {
        fs::create_dir_all(FOLDER).unwrap();
    }
    let mut expected = BTreeSet::new();
    for template in Template::ALL {
        let mut session = template.session();
        session.seek_within(begins(&template.run()), STEPS_MAX);
        let name = format!("{}.svg", template.key());
        let file = Path::new(FOLDER).join(&name);
        let text = svg(&picture(&session, false));
        assert!(text.len() < 60_000, "{name} weighs {} bytes", text.len());
        if bless {
            fs::write(&file, &text).unwrap();
        }
        assert_eq!(
            fs::read_to_string(&file).unwrap_or_default(),
            text,
            "{name} is stale: QUEUELAB_BLESS=1 writes it anew"
        );
        expected.insert(name);
    }
    let found = fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(found.collect::<BTreeSet<_>>(), expected);
}
