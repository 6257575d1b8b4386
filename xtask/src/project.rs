//! Where things are: the repository, the target directory that cargo uses, and what this tool keeps in it.

use crate::process::Job;
use anyhow::{Context, Result};
use serde_json::Value;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The repository and its build folders.
#[derive(Debug)]
pub struct Project {
    root: PathBuf,
    target: PathBuf,
}

impl Project {
    /// Asks cargo, which knows every way in which a target directory can be set.
    pub fn find() -> Result<Self> {
        let answer = Job::new(cargo(), ["metadata", "--no-deps", "--format-version", "1"])
            .limit(Duration::from_mins(2))
            .quiet()?
            .text_if_ok("`cargo metadata` failed")?;
        let metadata: Value = serde_json::from_str(&answer).context("`cargo metadata` printed something unexpected")?;
        let path = |key: &str| {
            metadata
                .get(key)
                .and_then(Value::as_str)
                .map(PathBuf::from)
                .with_context(|| format!("cargo knows no {key}"))
        };
        Ok(Self { root: path("workspace_root")?, target: path("target_directory")? })
    }

    /// The top of the repository.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Cargo's target directory.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Where tools are installed that the machine does not have.
    pub fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// What this tool remembers between two runs.
    pub fn memory(&self) -> Result<PathBuf> {
        let path = self.target.join("xtask");
        fs::create_dir_all(&path).with_context(|| format!("could not make {}", path.display()))?;
        Ok(path)
    }

    /// The search path for children: what npm and this tool have installed, then the user's own.
    pub fn search_path(&self) -> Result<OsString> {
        let own = [self.root.join("node_modules").join(".bin"), self.tools().join("bin")];
        let inherited = env::var_os("PATH").unwrap_or_default();
        env::join_paths(own.into_iter().chain(env::split_paths(&inherited)))
            .context("a folder on PATH has a name that PATH cannot hold")
    }

    /// A cargo command, run at the top of the repository with [`Self::search_path`].
    pub fn cargo<const N: usize>(&self, arguments: [&str; N]) -> Result<Job> {
        Ok(Job::new(cargo(), arguments).folder(&self.root).env("PATH", self.search_path()?))
    }

    /// Another program's command, as [`Self::cargo`].
    pub fn program<const N: usize>(&self, name: &str, arguments: [&str; N]) -> Result<Job> {
        Ok(Job::new(name, arguments).folder(&self.root).env("PATH", self.search_path()?))
    }
}

/// The cargo that started this program, so that the same toolchain does everything.
fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The first program of this name on the user's own PATH.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&file)).find(|path| path.is_file())
}
