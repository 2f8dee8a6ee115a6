//! `marsad verify`: proves the archive row by row, and names the first row that does not hold.

use super::archive_options::{ArchiveOptions, Ticker, stop};
use super::{Exit, Stop};
use crate::archive::intake::Progress;
use clap::Args;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// What to prove.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    archive: ArchiveOptions,
    /// A chain value noted after an earlier proof: it must still be in the log
    #[arg(long, value_name = "HASH")]
    head: Option<String>,
    /// Print the outcome as a JSON object
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(o: &Options) -> Result<Exit, Stop> {
    let begun = Instant::now();
    let archive = o.archive.reader()?;
    let progress = Arc::new(Progress::default());
    let ended = stop();
    let ticker = Ticker::start(&progress);
    let proof = archive.verify(o.head.as_deref(), &mut |done, all| {
        progress.done.store(done as u64, Ordering::Relaxed);
        progress.bytes.store(done as u64, Ordering::Relaxed);
        progress.total.store(all as u64, Ordering::Relaxed);
        !ended.load(Ordering::Relaxed)
    })?;
    drop(ticker);
    let mut out = std::io::stdout().lock();
    let seconds = begun.elapsed().as_secs_f64();
    if o.json {
        let broken = proof.broken.as_ref().map(|b| serde_json::json!({"row": b.row, "what": b.what}));
        writeln!(
            out,
            "{}",
            serde_json::json!({"ok": proof.broken.is_none(), "rows": proof.rows, "head": proof.head, "broken": broken, "seconds": (seconds * 1000.0).round() / 1000.0})
        )?;
    } else {
        match &proof.broken {
            None => writeln!(
                out,
                "{} rows hold; {:.1} s, {:.0}/s\nhead {}",
                proof.rows,
                seconds,
                proof.rows as f64 / seconds.max(0.001),
                proof.head
            )?,
            Some(b) => writeln!(out, "broken at row {}: {}\n{} rows before it hold", b.row, b.what, proof.rows.min(b.row))?,
        }
    }
    Ok(if proof.broken.is_none() { Exit::Fine } else { Exit::Faults })
}
