//! The tables by which calls are written in other languages, held against what the services read.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use queuelab::code::model::Service;

/// What a service learns to read has to be in its table too. Requests are declared by a macro, one member a line.
#[test]
fn the_tables_have_every_member_that_requests_declare() {
    fn pascal(field: &str) -> String {
        field.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
    }
    for service in &Service::ALL {
        let folder = match service.name {
            "iam" => "src/iam/api.rs".to_owned(),
            "analytics" => "src/analytics/service/api".to_owned(),
            name => format!("src/{name}/api"),
        };
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let files = match std::fs::read_dir(&path) {
            Ok(entries) => entries.map(|entry| entry.unwrap().path()).collect(),
            Err(_) => vec![path],
        };
        let mut count = 0;
        for file in files {
            let text = std::fs::read_to_string(file).unwrap();
            for block in text.split("\nrequests! {").skip(1) {
                let block = block.split("\n}").next().unwrap();
                for line in block.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
                    let Some((field, _)) = line.split_once(": ").or_else(|| line.split_once(":\n")) else { continue };
                    let name = match field.split_once(" as \"") {
                        Some((_, name)) => name.split('"').next().unwrap().to_owned(),
                        None => pascal(field),
                    };
                    let stands = [' ', '\n'].iter().any(|before| {
                        [":", "!:", "~:"]
                            .iter()
                            .any(|after| service.table().contains(&format!("{before}{name}{after}")))
                    });
                    assert!(stands, "{}: {name}", service.name);
                    count += 1;
                }
            }
        }
        assert!(count > 5, "{} declares {count} members", service.name);
    }
}
