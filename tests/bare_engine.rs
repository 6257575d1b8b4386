//! The engine alone, built for WebAssembly, asks its host for nothing.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![cfg(not(target_arch = "wasm32"))]

use std::path::Path;
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";

/// Builds the module in a folder of its own, so that no other build is waited for.
fn module() -> Vec<u8> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bare");
    let status = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--offline",
            "--no-default-features",
            "--example",
            "bare_engine",
            "--target",
            TARGET,
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("CARGO_TARGET_DIR", &folder)
        .env_remove("RUSTFLAGS")
        .status()
        .unwrap();
    assert!(status.success(), "the engine does not build for {TARGET}; is it installed? rustup target add {TARGET}");
    std::fs::read(folder.join(TARGET).join("debug/examples/bare_engine.wasm")).unwrap()
}

/// A number in LEB128, and the bytes after it.
fn leb128(bytes: &[u8]) -> (usize, &[u8]) {
    let mut value = 0;
    for (index, byte) in bytes.iter().enumerate() {
        value |= usize::from(byte & 0x7F) << (7 * index);
        if byte & 0x80 == 0 {
            return (value, bytes.get(index + 1..).unwrap());
        }
    }
    panic!("the module ends in the middle of a number");
}

/// How many things the module imports: the count at the head of section 2.
fn imports(module: &[u8]) -> usize {
    assert_eq!(module.get(..4), Some(b"\0asm".as_slice()));
    let mut rest = module.get(8..).unwrap();
    while let Some((kind, after)) = rest.split_first() {
        let (len, body) = leb128(after);
        if *kind == 2 {
            return leb128(body).0;
        }
        rest = body.get(len..).unwrap();
    }
    0
}

#[test]
fn the_engine_in_wasm_imports_nothing() {
    assert_eq!(imports(&module()), 0);
}
