//! The command line: what may be asked for, and the sentence for everything else.

use crate::site::Profile;
use anyhow::{Context, Result, bail};

/// Shown for `cargo xtask help`.
pub const USAGE: &str = "\
cargo xtask serve [--release] [--port 8080]   build the page, serve it on this machine, rebuild on change
cargo xtask build                             make the release site in dist/ and check its size
cargo xtask test [--native]                   every check and test; --native leaves out WebAssembly and browsers
cargo xtask texts                             collect the texts of the page into locales/ and say what is not translated
cargo xtask bench                             time the engine and the page, and list the sizes
cargo xtask screenshots                       photograph every route into tests/e2e/out/";

const PORT_DEFAULT: u16 = 8080;

/// One parsed command line.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub enum Command {
    /// Print [`USAGE`].
    Help,
    /// Build, serve, and rebuild on change.
    Serve {
        /// How to compile.
        profile: Profile,
        /// The port on 127.0.0.1.
        port: u16,
    },
    /// Make the release site.
    Build,
    /// Run the suites.
    Test {
        /// Only what needs neither WebAssembly nor a browser.
        native_only: bool,
    },
    /// Collect the texts.
    Texts,
    /// Run the benchmarks.
    Bench,
    /// Photograph the page.
    Screenshots,
}

/// Reads the arguments after the program's name.
pub fn parse(arguments: impl Iterator<Item = String>) -> Result<Command> {
    let mut rest = arguments;
    let Some(name) = rest.next() else { return Ok(Command::Help) };
    match name.as_str() {
        "help" | "--help" | "-h" => Ok(Command::Help),
        "serve" => serve(rest),
        "build" => no_more(rest, Command::Build),
        "test" => test(rest),
        "texts" => no_more(rest, Command::Texts),
        "bench" => no_more(rest, Command::Bench),
        "screenshots" => no_more(rest, Command::Screenshots),
        other => bail!("there is no command `{other}`; `cargo xtask help` lists them"),
    }
}

fn serve(mut rest: impl Iterator<Item = String>) -> Result<Command> {
    let (mut profile, mut port) = (Profile::Debug, PORT_DEFAULT);
    while let Some(flag) = rest.next() {
        match flag.as_str() {
            "--release" => profile = Profile::Release,
            "--port" => {
                let value = rest.next().context("--port needs a number after it")?;
                port = value.parse().with_context(|| format!("`{value}` is not a port number"))?;
            }
            other => return unknown(other),
        }
    }
    Ok(Command::Serve { profile, port })
}

fn test(rest: impl Iterator<Item = String>) -> Result<Command> {
    let mut native_only = false;
    for flag in rest {
        match flag.as_str() {
            "--native" => native_only = true,
            other => return unknown(other),
        }
    }
    Ok(Command::Test { native_only })
}

fn no_more(mut rest: impl Iterator<Item = String>, command: Command) -> Result<Command> {
    rest.next().map_or(Ok(command), |flag| unknown(&flag))
}

fn unknown(flag: &str) -> Result<Command> {
    bail!("`{flag}` is not known here; `cargo xtask help` lists the options")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn reads_each_command() {
        let table = [
            ("", Command::Help),
            ("help", Command::Help),
            ("serve", Command::Serve { profile: Profile::Debug, port: 8080 }),
            ("serve --port 9 --release", Command::Serve { profile: Profile::Release, port: 9 }),
            ("build", Command::Build),
            ("test", Command::Test { native_only: false }),
            ("test --native", Command::Test { native_only: true }),
            ("texts", Command::Texts),
            ("bench", Command::Bench),
            ("screenshots", Command::Screenshots),
        ];
        for (line, expected) in table {
            assert_eq!(parsed(line).unwrap(), expected, "{line}");
        }
    }

    #[test]
    fn names_what_it_does_not_know() {
        for (line, part) in [
            ("fly", "`fly`"),
            ("build --fast", "`--fast`"),
            ("test x", "`x`"),
            ("serve --port", "--port needs"),
            ("serve --port many", "`many`"),
            ("serve --port 70000", "`70000`"),
        ] {
            let error = format!("{:#}", parsed(line).unwrap_err());
            assert!(error.contains(part), "{line}: {error}");
        }
    }
}
