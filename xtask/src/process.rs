//! Child processes that cannot outlive this one or hang it: each has a time limit and a process group of its own,
//! and the whole group ends with the child, with the limit, or with an interrupt of this program.

use crate::timing::{Stopwatch, for_people};
use anyhow::{Context, Result, bail};
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// The children that run at this moment, by process id, which is also the id of their group.
static RUNNING: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// How often a running child is looked at.
const POLL: Duration = Duration::from_millis(20);
/// How long output is still collected after a child has ended; something that it left behind may hold the pipe.
const AFTERGLOW: Duration = Duration::from_secs(2);
/// How long a group may tidy up (a browser removes its profile) before it is killed.
const GRACE: Duration = Duration::from_secs(2);

/// A command to run.
#[derive(Debug)]
pub struct Job {
    name: String,
    command: Command,
    limit: Duration,
}

/// What a finished command said.
#[derive(Debug)]
pub struct Output {
    /// Whether it ended with 0, within its limit.
    pub ok: bool,
    /// Whether it was ended because of its limit.
    pub too_late: bool,
    /// Its standard output, and for [`Job::quiet`] its standard error after it.
    pub text: String,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// With 0.
    Well,
    /// With anything else.
    Badly,
    /// It had to be ended.
    TooLate,
}

impl End {
    fn with(self, text: String) -> Output {
        Output { ok: self == Self::Well, too_late: self == Self::TooLate, text }
    }
}

impl Output {
    /// The text, or an error that ends with the last line that was printed.
    pub fn text_if_ok(self, failure: &str) -> Result<String> {
        if self.ok {
            return Ok(self.text);
        }
        let last = self.text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it printed nothing");
        bail!("{failure}: {}", last.trim())
    }
}

impl Job {
    /// A program and its arguments, with half an hour to run.
    pub fn new<A: AsRef<OsStr>>(program: impl AsRef<OsStr>, arguments: impl IntoIterator<Item = A>) -> Self {
        let mut command = Command::new(&program);
        command.args(arguments).stdin(Stdio::null());
        let name = Path::new(&program).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Self { name, command, limit: Duration::from_mins(30) }
    }

    /// Adds arguments.
    pub fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets a variable of the environment.
    pub fn env(mut self, key: &str, value: impl Into<OsString>) -> Self {
        self.command.env(key, value.into());
        self
    }

    /// Takes a variable out of the environment.
    pub fn without_env(mut self, key: &str) -> Self {
        self.command.env_remove(key);
        self
    }

    /// Sets the working directory.
    pub fn folder(mut self, path: &Path) -> Self {
        self.command.current_dir(path);
        self
    }

    /// Sets the time after which it is ended.
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Runs with the terminal as its output; says whether it succeeded.
    pub fn show(mut self) -> Result<bool> {
        self.command.stdout(Stdio::inherit()).stderr(Stdio::inherit());
        let child = self.spawn()?;
        Ok(self.finish(child, &[], |_| ())? == End::Well)
    }

    /// Runs, passing standard output on line by line and keeping a copy.
    pub fn listen(self) -> Result<Output> {
        self.hear(|line| print!("{line}"))
    }

    /// Runs with standard error on the terminal, and keeps standard output to itself.
    pub fn collect(self) -> Result<Output> {
        self.hear(|_| ())
    }

    fn hear(mut self, mut pass_on: impl FnMut(&str)) -> Result<Output> {
        self.command.stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = self.spawn()?;
        let lines = child.stdout.take().map(read_lines);
        let mut text = String::new();
        let end = self.finish(child, lines.as_slice(), |line| {
            pass_on(line);
            text.push_str(line);
        })?;
        Ok(end.with(text))
    }

    /// Runs without showing anything and keeps both outputs.
    pub fn quiet(mut self) -> Result<Output> {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.spawn()?;
        let lines: Vec<_> =
            [child.stdout.take().map(read_lines), child.stderr.take().map(read_lines)].into_iter().flatten().collect();
        let mut text = String::new();
        let end = self.finish(child, &lines, |line| text.push_str(line))?;
        Ok(end.with(text))
    }

    fn spawn(&mut self) -> Result<Child> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut self.command, 0);
        let child = self.command.spawn().with_context(|| format!("`{}` could not be started", self.name))?;
        with_running(|running| running.push(child.id()));
        Ok(child)
    }

    fn finish(&self, mut child: Child, outputs: &[Receiver<String>], mut on_line: impl FnMut(&str)) -> Result<End> {
        let clock = Stopwatch::start();
        let status = loop {
            for output in outputs {
                for line in output.try_iter() {
                    on_line(&line);
                }
            }
            if let Some(status) = child.try_wait()? {
                break Some(status);
            }
            if clock.elapsed() > self.limit {
                break None;
            }
            crate::timing::pause(POLL);
        };
        end_group(&mut child);
        with_running(|running| running.retain(|id| *id != child.id()));
        let after = Stopwatch::start();
        for output in outputs {
            drain(output, after, &mut on_line);
        }
        Ok(match status {
            Some(status) if status.success() => End::Well,
            Some(_) => End::Badly,
            None => {
                eprintln!("xtask: `{}` was ended after its limit of {}", self.name, for_people(self.limit));
                End::TooLate
            }
        })
    }
}

fn drain(output: &Receiver<String>, after: Stopwatch, on_line: &mut impl FnMut(&str)) {
    loop {
        match output.recv_timeout(after.left_of(AFTERGLOW)) {
            Ok(line) => on_line(&line),
            Err(RecvTimeoutError::Disconnected | RecvTimeoutError::Timeout) => return,
        }
    }
}

/// Reads on a thread of its own, because a pipe that somebody left open would block for ever.
fn read_lines(pipe: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut reader = BufReader::new(pipe);
        let mut bytes = Vec::new();
        while matches!(reader.read_until(b'\n', &mut bytes), Ok(read) if read > 0) {
            if sender.send(String::from_utf8_lossy(&bytes).into_owned()).is_err() {
                return;
            }
            bytes.clear();
        }
    });
    receiver
}

/// Ends what is left of a child's group: asks first, then insists.
fn end_group(child: &mut Child) {
    if !signal_group(child.id(), Signal::Ask) {
        return;
    }
    let clock = Stopwatch::start();
    while clock.elapsed() < GRACE {
        let ended = matches!(child.try_wait(), Ok(Some(_)));
        if ended && !signal_group(child.id(), Signal::Probe) {
            return;
        }
        crate::timing::pause(POLL);
    }
    signal_group(child.id(), Signal::Kill);
    // Without process groups the child alone can be ended; waiting also removes it from the process table.
    let _ = child.kill();
    let _ = child.wait();
}

#[derive(Clone, Copy)]
enum Signal {
    Probe,
    Ask,
    Kill,
}

/// Says whether there was still a process in the group.
#[cfg(unix)]
fn signal_group(id: u32, signal: Signal) -> bool {
    use rustix::process::{Pid, Signal as Unix, kill_process_group, test_kill_process_group};
    let Some(group) = i32::try_from(id).ok().and_then(Pid::from_raw) else { return false };
    match signal {
        Signal::Probe => test_kill_process_group(group).is_ok(),
        Signal::Ask => kill_process_group(group, Unix::TERM).is_ok(),
        Signal::Kill => kill_process_group(group, Unix::KILL).is_ok(),
    }
}

#[cfg(not(unix))]
fn signal_group(_: u32, signal: Signal) -> bool {
    matches!(signal, Signal::Ask)
}

fn with_running<T>(change: impl FnOnce(&mut Vec<u32>) -> T) -> T {
    change(&mut RUNNING.lock().unwrap_or_else(PoisonError::into_inner))
}

/// On Ctrl-C and on a request to end: end the children, then this program.
pub fn end_children_on_interrupt() -> Result<()> {
    ctrlc::set_handler(|| {
        eprintln!("xtask: interrupted");
        with_running(|running| {
            for id in running.iter() {
                signal_group(*id, Signal::Ask);
            }
            if !running.is_empty() {
                crate::timing::pause(GRACE);
            }
            for id in running.iter() {
                signal_group(*id, Signal::Kill);
            }
            std::process::exit(130)
        });
    })
    .context("the handler for interrupts could not be set")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn output_is_collected_and_failure_is_told() {
        let output = Job::new("sh", ["-c", "echo one; echo two >&2; exit 3"]).quiet().unwrap();
        assert!(!output.ok);
        assert!(output.text.contains("one\n") && output.text.contains("two\n"), "{}", output.text);
        assert_eq!(output.text_if_ok("no").unwrap_err().to_string(), "no: two");
    }

    #[test]
    fn a_child_that_hangs_is_ended_with_what_it_started() {
        let clock = Stopwatch::start();
        let job = Job::new("sh", ["-c", "sleep 60 & echo $!; sleep 60"]).limit(Duration::from_millis(300));
        let output = job.quiet().unwrap();
        assert!(!output.ok && clock.elapsed() < Duration::from_secs(10));
        let grandchild: u32 = output.text.trim().parse().unwrap();
        let raw = rustix::process::Pid::from_raw(i32::try_from(grandchild).unwrap()).unwrap();
        // An ended process that nobody has waited for still answers; only a living one has a state other than Z.
        let stat = std::fs::read_to_string(format!("/proc/{grandchild}/stat")).unwrap_or_default();
        assert!(rustix::process::test_kill_process(raw).is_err() || stat.is_empty() || stat.contains(") Z"), "{stat}");
    }

    #[test]
    fn a_missing_program_is_one_sentence() {
        let error = Job::new("no-such-program-here", [""; 0]).quiet().unwrap_err();
        assert!(format!("{error:#}").starts_with("`no-such-program-here` could not be started"));
    }
}
