//! Links of runs, of each version, and of what is none.

use super::*;
use crate::base::Rng;
use crate::clock::Duration;
use crate::session::templates::Template;

/// Long enough for something to have happened.
fn run_of(template: Template) -> SavedRun {
    let mut session = template.session();
    session.seek(session.now().after(Duration::from_secs(20)));
    SavedRun { branches: Vec::new(), ..session.save() }
}

#[test]
fn a_run_goes_through_a_link_and_comes_out_as_it_was() {
    for template in Template::ALL {
        let run = run_of(template);
        let text = write(&run);
        assert_eq!(read(&text), Ok(run.clone()), "{template:?}");
        assert_eq!(read(&format!("#{text}")), Ok(run));
        assert!(is_meant(&text) && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)));
        assert!(text.len() <= 400, "{template:?}: {} characters", text.len());
    }
}

#[test]
fn links_of_each_version_are_read_for_ever() {
    let run = read(include_str!("v1.link").trim()).unwrap();
    assert_eq!(run.write(), include_str!("v1.json").trim());
    // The same in WebAssembly: `tests/wasm_engine.rs`.
    assert_eq!(Session::load(run, u64::MAX).digest().to_string(), include_str!("v1.digest").trim());
}

#[test]
fn what_is_no_link_is_told_apart() {
    assert_eq!(read(""), Err(BadLink::Other));
    assert_eq!(read("learn/standard"), Err(BadLink::Other));
    assert_eq!(read("v2.AAAA"), Err(BadLink::Newer));
    assert_eq!(read("v1."), Err(BadLink::Damaged));
    assert_eq!(read("v1.%%%"), Err(BadLink::Damaged));
    assert_eq!(read(&format!("v1.{}", "A".repeat(CHARS_MAX))), Err(BadLink::TooLong));
    assert!(!is_meant("v.x") && !is_meant("learn") && is_meant("#v17.x"));
    let text = write(&run_of(Template::FanOut));
    assert_eq!(read(&text[..text.len() - 6]), Err(BadLink::Damaged), "cut off");
    let mut bytes = vec![0; SUM];
    put_length(&mut bytes, BYTES_MAX + 1);
    assert_eq!(read(&format!("{V1}{}", URL_SAFE_NO_PAD.encode(&bytes))), Err(BadLink::TooLong));
    // Well made, and no run.
    let json = b"{\"version\":1}";
    let mut bytes = sum(json).to_vec();
    put_length(&mut bytes, json.len());
    bytes.extend(deflate(json));
    assert!(matches!(read(&format!("{V1}{}", URL_SAFE_NO_PAD.encode(bytes))), Err(BadLink::Run(BadRun::Form(_)))));
}

#[test]
fn ten_thousand_damaged_links_are_refused_or_read() {
    let links: Vec<String> = [Template::SlowConsumer, Template::FanOut].map(|template| write(&run_of(template))).into();
    let mut rng = Rng::fork(1, "links");
    let pick = |rng: &mut Rng, below: usize| usize::try_from(rng.below(below as u64)).unwrap();
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.#%{\xc3";
    for round in 0..10_000 {
        let mut bytes = if round % 3 == 0 {
            let deflated: Vec<u8> = (0..pick(&mut rng, 80)).map(|_| u8::try_from(rng.below(256)).unwrap()).collect();
            format!("{V1}{}", URL_SAFE_NO_PAD.encode(deflated)).into_bytes()
        } else {
            links[pick(&mut rng, links.len())].clone().into_bytes()
        };
        for _ in 0..=rng.below(4) {
            let at = pick(&mut rng, bytes.len());
            match rng.below(4) {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, alphabet[pick(&mut rng, alphabet.len())]),
                2 => {
                    bytes.remove(at);
                }
                _ => bytes[at] = alphabet[pick(&mut rng, alphabet.len())],
            }
            if bytes.is_empty() {
                bytes.push(b'v');
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Ok(run) = read(&text) {
            assert!(read(&write(&run)).is_ok(), "{text}");
        }
    }
}
