//! What the commands that touch an archive share: where it is, a clean end, and a line that shows how far they are.

use crate::archive::intake::{Intake, Progress, Summary};
use crate::archive::sqlite::SqliteArchive;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Which archive.
#[derive(Debug, Args)]
pub struct ArchiveOptions {
    /// The archive's file
    #[arg(long, value_name = "PATH", env = "MARSAD_ARCHIVE", default_value = "marsad.db")]
    pub archive: PathBuf,
}

impl ArchiveOptions {
    /// Opens it to write; it is made if it is not there.
    pub fn writer(&self) -> Result<SqliteArchive, crate::archive::Error> {
        // from here on an interrupt ends cleanly
        stop();
        SqliteArchive::open(&self.archive)
    }
    /// Opens it to read.
    pub fn reader(&self) -> Result<SqliteArchive, crate::archive::Error> {
        SqliteArchive::reader(&self.archive)
    }
}

/// How reports are brought in.
#[derive(Debug, Args)]
pub struct IntakeOptions {
    /// Coder threads; 0 for as many as there are processors
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub threads: usize,
    /// Keep only the hash of the raw bytes
    #[arg(long)]
    pub no_raw: bool,
    #[command(flatten)]
    pub data: super::DataOptions,
}

impl IntakeOptions {
    /// An intake with these options.
    pub fn intake(&self) -> Result<Intake, crate::data::DataError> {
        Ok(Intake {
            knowledge: Arc::new(self.data.knowledge()?),
            threads: self.threads(),
            keep_raw: !self.no_raw,
            stop: stop(),
            progress: Arc::new(Progress::default()),
        })
    }
    /// Coder threads.
    pub fn threads(&self) -> usize {
        if self.threads == 0 { std::thread::available_parallelism().map_or(2, usize::from) } else { self.threads }
    }
}

/// Set by Ctrl-C: work ends cleanly between two reports. A second Ctrl-C ends it at once.
pub fn stop() -> Arc<AtomicBool> {
    static STOP: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    Arc::clone(STOP.get_or_init(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&flag);
        let _ = ctrlc::set_handler(move || {
            if seen.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        });
        flag
    }))
}

/// A line on standard error, where that is a terminal: how many are done, how fast, how long still.
pub struct Ticker {
    bar: ProgressBar,
    end: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Ticker {
    /// Shows `progress` until it is dropped.
    pub fn start(progress: &Arc<Progress>) -> Self {
        let bar = if std::io::stderr().is_terminal() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        if let Ok(s) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(s);
        }
        let end = Arc::new(AtomicBool::new(false));
        let (own, seen, progress, begun) = (bar.clone(), Arc::clone(&end), Arc::clone(progress), Instant::now());
        let thread = std::thread::spawn(move || {
            while !seen.load(Ordering::Relaxed) {
                std::thread::park_timeout(Duration::from_millis(250));
                let (done, bytes) = (progress.done.load(Ordering::Relaxed), progress.bytes.load(Ordering::Relaxed));
                let total = progress.total.load(Ordering::Relaxed);
                let seconds = begun.elapsed().as_secs_f64();
                let left = if total > bytes && bytes > 0 {
                    format!(", {} left", span(seconds * (total - bytes) as f64 / bytes as f64))
                } else {
                    String::new()
                };
                own.set_message(format!("{done} done, {:.0}/s{left}", done as f64 / seconds.max(0.001)));
                own.tick();
            }
        });
        Self { bar, end, thread: Some(thread) }
    }
}

/// A time for people: `42 s`, `7 min`, `3 h 20 min`.
fn span(seconds: f64) -> String {
    match seconds.max(0.0) as u64 {
        s @ 0..100 => format!("{s} s"),
        s @ 100..6000 => format!("{} min", s.div_ceil(60)),
        s => format!("{} h {} min", s / 3600, s % 3600 / 60),
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.end.store(true, Ordering::Relaxed);
        if let Some(t) = self.thread.take() {
            t.thread().unpark();
            let _ = t.join();
        }
        self.bar.finish_and_clear();
    }
}

/// Tells what came of an intake: a line for people, an object for scripts; problems go to standard error.
pub fn tell(s: &Summary, json: bool, begun: Instant) -> std::io::Result<()> {
    use std::io::Write;
    for p in &s.told {
        super::complain(p);
    }
    if s.problems > s.told.len() as u64 {
        super::complain(&format!("and {} more problems", s.problems - s.told.len() as u64));
    }
    let seconds = begun.elapsed().as_secs_f64();
    let mut out = std::io::stdout().lock();
    if json {
        let v = serde_json::json!({"read": s.read, "new": s.new, "changed": s.changed, "known": s.known, "problems": s.problems, "interrupted": s.interrupted, "seconds": (seconds * 1000.0).round() / 1000.0});
        return writeln!(out, "{v}");
    }
    let ended = if s.interrupted { "; ended early, run it again for the rest" } else { "" };
    writeln!(
        out,
        "{} read: {} new, {} changed, {} known, {} with problems; {seconds:.1} s, {:.0}/s{ended}",
        s.read,
        s.new,
        s.changed,
        s.known,
        s.problems,
        s.read as f64 / seconds.max(0.001)
    )
}
