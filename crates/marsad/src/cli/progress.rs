//! A progress bar on standard error, where that is a terminal and the work is long.

use crate::archive::intake;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What takes less time than this shows no bar.
const PATIENCE: Duration = Duration::from_millis(800);

/// Bytes read out of bytes to read.
pub struct Progress {
    bar: ProgressBar,
    begun: Instant,
    /// Whether the bar is still to be shown.
    due: AtomicBool,
    /// Who else is told of the bytes.
    told: Option<Arc<intake::Progress>>,
}

impl Progress {
    /// No bar: the bytes are counted for a line that another part of the program shows.
    pub fn counting_for(told: Arc<intake::Progress>) -> Self {
        Self { bar: ProgressBar::hidden(), begun: Instant::now(), due: AtomicBool::new(false), told: Some(told) }
    }

    /// A bar for `total` bytes, 0 if unknown. It is shown only where it disturbs nobody: on a terminal that
    /// does not show the results at the same time.
    pub fn new(total: u64) -> Self {
        let bar = if total == 0 { ProgressBar::no_length() } else { ProgressBar::new(total) };
        bar.set_draw_target(ProgressDrawTarget::hidden());
        let template =
            if total == 0 { "{spinner} {bytes} read, {bytes_per_sec}" } else { "{wide_bar} {bytes} of {total_bytes}, {eta} left" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let wanted = std::io::stderr().is_terminal() && !std::io::stdout().is_terminal();
        Self { bar, begun: Instant::now(), due: AtomicBool::new(wanted), told: None }
    }

    fn add(&self, bytes: u64) {
        if self.due.load(Ordering::Relaxed) && self.begun.elapsed() > PATIENCE && self.due.swap(false, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        if let Some(t) = &self.told {
            t.bytes.fetch_add(bytes, Ordering::Relaxed);
            return;
        }
        self.bar.inc(bytes);
    }

    /// Writes something else to standard error without breaking the bar.
    pub fn aside(&self, write: impl FnOnce()) {
        self.bar.suspend(write);
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.due.store(false, Ordering::Relaxed);
        self.bar.finish_and_clear();
    }

    /// Counts what is read from `inner`.
    pub const fn counting<R: Read>(&self, inner: R) -> Counting<'_, R> {
        Counting { inner, progress: self }
    }
}

/// A reader whose bytes are counted.
pub struct Counting<'p, R> {
    inner: R,
    progress: &'p Progress,
}

impl<R: Read> Read for Counting<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.progress.add(n as u64);
        Ok(n)
    }
}
