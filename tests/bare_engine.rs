//! The engine alone, built for WebAssembly, asks its host for nothing; where there is Node, it comes to the same digests
//! as natively.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![cfg(not(target_arch = "wasm32"))]

use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";

/// Builds the module among all other artifacts, so that dependencies are compiled for this target only once.
fn module() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "queuelab", "--example", "bare_engine", "--target", TARGET])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("CARGO_TARGET_DIR", folder)
        .env_remove("RUSTFLAGS")
        .status()
        .unwrap();
    assert!(status.success(), "the engine does not build for {TARGET}; is it installed? rustup target add {TARGET}");
    folder.join(TARGET).join("debug/examples/bare_engine.wasm")
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

/// Every third lab, as an unoptimised module takes its time.
fn digests_in_node(module: &Path) -> Option<String> {
    const PROGRAM: &str = "const bytes = require('fs').readFileSync(process.argv[1]);\n\
        WebAssembly.instantiate(bytes, {}).then(({ instance }) => {\n\
          for (let i = 0n; i < 20n; i += 3n)\n\
            console.log(BigInt.asUintN(64, instance.exports.run(i)).toString(16).padStart(16, '0'));\n\
        });";
    let ran = Command::new("node").args(["-e", PROGRAM]).arg(module).output().ok()?;
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    Some(String::from_utf8_lossy(&ran.stdout).into_owned())
}

#[test]
fn the_engine_in_wasm_imports_nothing_and_runs_as_natively() {
    let module = module();
    assert_eq!(imports(&std::fs::read(&module).unwrap()), 0);
    let Some(digests) = digests_in_node(&module) else {
        eprintln!("there is no Node, so that the digests were not compared");
        return;
    };
    let native: Vec<&str> = include_str!("digests.txt").lines().step_by(3).collect();
    assert_eq!(digests.lines().collect::<Vec<_>>(), native);
}
