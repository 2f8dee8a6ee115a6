//! `marsad ingest`: brings reports in, codes them and keeps them.

use super::archive_options::{ArchiveOptions, IntakeOptions, Ticker, tell};
use super::gather::{self, FetchOptions};
use super::{Exit, Stop};
use crate::archive::sqlite::SqliteArchive;
use clap::Args;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// What to bring in, and how.
#[derive(Debug, Args)]
pub struct Options {
    /// Files (JSON, JSONL, CSV, text, pages, feeds, WARC, WACZ; plain or .gz), folders, addresses of feeds or pages, or - for standard input
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<String>,
    /// Print the outcome as a JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    archive: ArchiveOptions,
    #[command(flatten)]
    intake: IntakeOptions,
    #[command(flatten)]
    fetch: FetchOptions,
}

/// Runs the command.
pub fn run(o: &Options) -> Result<Exit, Stop> {
    let begun = Instant::now();
    let mut archive = o.archive.writer()?;
    let intake = o.intake.intake()?;
    let polite = o.fetch.polite().map_err(|e| Stop::Usage(e.to_string()))?;
    intake.progress.total.store(gather::size(&o.sources), Ordering::Relaxed);
    let ticker = Ticker::start(&intake.progress);
    let visits = Mutex::new(Vec::new());
    let held = SqliteArchive::reader(&o.archive.archive).ok();
    let files = gather::Files { at: gather::now(), progress: &intake.progress };
    let summary = {
        let visits = &visits;
        let (polite, files) = (&polite, &files);
        intake.run(&mut archive, move |send| {
            for s in &o.sources {
                let goes_on = if gather::is_address(s) {
                    let state = held.as_ref().and_then(|h| h.feed(s).ok()).unwrap_or_default();
                    let mut goes_on = true;
                    let visit = gather::fetch(s, "", state, polite, held.as_ref(), o.fetch.again, &mut |i| {
                        goes_on = send(i);
                        goes_on
                    });
                    if let Ok(mut v) = visits.lock() {
                        v.push(visit);
                    }
                    goes_on
                } else {
                    files.each(Path::new(s), send)
                };
                if !goes_on {
                    break;
                }
            }
        })?
    };
    drop(ticker);
    for v in visits.into_inner().unwrap_or_default() {
        if let Some(mut state) = v.state {
            if summary.interrupted {
                (state.etag, state.modified) = (String::new(), String::new());
            }
            archive.set_feed(&v.url, &state)?;
        }
    }
    tell(&summary, o.json, begun)?;
    Ok(if summary.problems > 0 { Exit::Unreadable } else { Exit::Fine })
}
