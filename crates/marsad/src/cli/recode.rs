//! `marsad recode`: codes an archive's reports anew; what is coded by the present data already is left alone, so
//! that it goes on where it was ended.

use super::archive_options::{ArchiveOptions, IntakeOptions, Ticker};
use super::{Exit, Stop};
use crate::archive::prepare::{Preparer, Recoded};
use crate::archive::sqlite::TOOL;
use crate::archive::{Archive, Error, Version};
use clap::Args;
use marsad_core::extract::coder::Coder;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Versions of one transaction.
const BATCH: usize = 2048;

/// What to code anew.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    archive: ArchiveOptions,
    #[command(flatten)]
    intake: IntakeOptions,
    /// Print the outcome as a JSON object
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(o: &Options) -> Result<Exit, Stop> {
    let begun = Instant::now();
    o.archive.reader()?;
    let mut archive = o.archive.writer()?;
    let intake = o.intake.intake()?;
    let lexicon = intake.knowledge.lexicon.hash;
    intake.progress.total.store(archive.stale_count(lexicon, TOOL)?, Ordering::Relaxed);
    let ticker = Ticker::start(&intake.progress);
    let mut preparers: Vec<Preparer> = (0..intake.threads).map(|_| Preparer::new(Coder::new(Arc::clone(&intake.knowledge)))).collect();
    let (mut after, mut done) = (0, 0);
    while !intake.stop.load(Ordering::Relaxed) {
        let batch = archive.stale(after, lexicon, TOOL, BATCH)?;
        let Some(last) = batch.last() else { break };
        after = last.number;
        let n = batch.len() as u64;
        done += archive.recode(code(&batch, &mut preparers, archive.dictionaries())?)?;
        intake.progress.done.fetch_add(n, Ordering::Relaxed);
        intake.progress.bytes.fetch_add(n, Ordering::Relaxed);
    }
    drop(ticker);
    let interrupted = intake.stop.load(Ordering::Relaxed);
    let seconds = begun.elapsed().as_secs_f64();
    let mut out = std::io::stdout().lock();
    if o.json {
        writeln!(
            out,
            "{}",
            serde_json::json!({"recoded": done, "lexicon": format!("{lexicon:016x}"), "interrupted": interrupted, "seconds": (seconds * 1000.0).round() / 1000.0})
        )?;
    } else {
        writeln!(
            out,
            "{done} recoded by lexicon {lexicon:016x}; {seconds:.1} s{}",
            if interrupted { "; ended early, run it again for the rest" } else { "" }
        )?;
    }
    Ok(Exit::Fine)
}

/// Codes a batch on all threads, in order.
fn code(batch: &[Version], preparers: &mut [Preparer], dictionaries: &crate::archive::pack::Dictionaries) -> Result<Vec<Recoded>, Error> {
    let share = batch.len().div_ceil(preparers.len().max(1)).max(1);
    std::thread::scope(|scope| {
        let running: Vec<_> = batch
            .chunks(share)
            .zip(preparers.iter_mut())
            .map(|(part, p)| scope.spawn(move || part.iter().map(|v| p.recode(v, dictionaries)).collect::<Result<Vec<_>, Error>>()))
            .collect();
        let mut out = Vec::with_capacity(batch.len());
        for r in running {
            out.extend(r.join().map_err(|_| Error::Damaged("a coder thread failed".into()))??);
        }
        Ok(out)
    })
}
