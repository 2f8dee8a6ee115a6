//! `marsad watch`: visits feeds again and again, each when it is due; those that fail are left alone for longer.

use super::archive_options::{ArchiveOptions, IntakeOptions, stop, tell};
use super::gather::{self, FetchOptions, Visit};
use super::{Exit, Stop, complain};
use crate::archive::sqlite::{FeedState, SqliteArchive};
use crate::fetch::sources::{self, Source};
use clap::Args;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A feed that fails is asked again after a day at the latest.
const LONGEST: i64 = 24 * 3600;

/// Which feeds, how often.
#[derive(Debug, Args)]
pub struct Options {
    /// Sources by id, or addresses of feeds; all known sources if none is given
    #[arg(value_name = "SOURCE")]
    sources: Vec<String>,
    /// Minutes between two visits to a feed
    #[arg(long, default_value_t = 15.0, value_name = "MINUTES")]
    every: f64,
    /// Visit what is due once, and end
    #[arg(long)]
    once: bool,
    /// A folder of source files instead of those inside the program
    #[arg(long, value_name = "DIR")]
    sources_dir: Option<PathBuf>,
    /// Feeds visited at the same time
    #[arg(long, default_value_t = 8, value_name = "N")]
    side_by_side: usize,
    /// Print each round's outcome as a JSON object
    #[arg(long)]
    json: bool,
    /// Show the archive on the web meanwhile; new reports appear without a reload
    #[arg(long)]
    serve: bool,
    #[command(flatten)]
    listen: super::serve::ListenOptions,
    #[command(flatten)]
    archive: ArchiveOptions,
    #[command(flatten)]
    intake: IntakeOptions,
    #[command(flatten)]
    fetch: FetchOptions,
}

/// The feeds that are meant: (address, outlet's name).
fn feeds(o: &Options) -> Result<Vec<(String, String)>, Stop> {
    let known = sources::all(o.sources_dir.as_deref()).map_err(Stop::Usage)?;
    let pair = |s: &Source| (s.feed.clone(), s.name.clone());
    if o.sources.is_empty() {
        return Ok(known.iter().map(pair).collect());
    }
    o.sources
        .iter()
        .map(|asked| match known.iter().find(|s| s.id == *asked) {
            Some(s) => Ok(pair(s)),
            None if gather::is_address(asked) => Ok((asked.clone(), String::new())),
            None => Err(Stop::Usage(format!("{asked:?} is neither a known source nor an address"))),
        })
        .collect()
}

/// When a feed is due again: after `every` seconds, twice as long for each failure in a row, and not before the
/// server wants it.
fn due(state: &FeedState, every: i64) -> i64 {
    let wait = every.saturating_mul(1_i64 << state.failures.min(12)).clamp(1, LONGEST.max(every));
    state.visited + wait.max(i64::try_from(state.retry_after).unwrap_or(LONGEST).min(LONGEST))
}

/// Runs the command.
pub fn run(o: &Options) -> Result<Exit, Stop> {
    let mut archive = o.archive.writer()?;
    let server = if o.serve { Some(super::serve::Server::start(&o.listen, &o.archive, &o.intake.data)?) } else { None };
    let watched = watch(o, &mut archive);
    if let Some(s) = server {
        s.end();
    }
    watched
}

fn watch(o: &Options, archive: &mut SqliteArchive) -> Result<Exit, Stop> {
    let intake = o.intake.intake()?;
    let polite = o.fetch.polite().map_err(|e| Stop::Usage(e.to_string()))?;
    let feeds = feeds(o)?;
    let every = (o.every * 60.0).max(0.0) as i64;
    let ended = stop();
    loop {
        let begun = Instant::now();
        let mut now_due = Vec::new();
        for (url, name) in &feeds {
            let state = archive.feed(url)?;
            if state.due <= gather::now() {
                now_due.push((url.clone(), name.clone(), state));
            }
        }
        if !now_due.is_empty() {
            let (visits, next) = (Mutex::new(Vec::<Visit>::new()), AtomicUsize::new(0));
            let path = &o.archive.archive;
            let summary = {
                let (visits, next, now_due, polite) = (&visits, &next, &now_due, &polite);
                intake.run(archive, move |send| {
                    let send = Mutex::new(send);
                    std::thread::scope(|scope| {
                        for _ in 0..o.side_by_side.clamp(1, now_due.len()) {
                            scope.spawn(|| {
                                let held = SqliteArchive::reader(path).ok();
                                while let Some((url, name, state)) = now_due.get(next.fetch_add(1, Ordering::Relaxed)) {
                                    let mut give = |item| (send.lock().unwrap_or_else(PoisonError::into_inner))(item);
                                    let visit = gather::fetch(url, name, state.clone(), polite, held.as_ref(), o.fetch.again, &mut give);
                                    visits.lock().unwrap_or_else(PoisonError::into_inner).push(visit);
                                }
                            });
                        }
                    });
                })?
            };
            for v in visits.into_inner().unwrap_or_else(PoisonError::into_inner) {
                let mut state = v.state.unwrap_or_else(|| FeedState { visited: gather::now(), ..FeedState::default() });
                state.due = due(&state, every);
                if summary.interrupted {
                    (state.etag, state.modified, state.due) = (String::new(), String::new(), 0);
                }
                archive.set_feed(&v.url, &state)?;
            }
            tell(&summary, o.json, begun)?;
        }
        if o.once || ended.load(Ordering::Relaxed) {
            return Ok(Exit::Fine);
        }
        let mut earliest = i64::MAX;
        for (url, _) in &feeds {
            earliest = earliest.min(archive.feed(url)?.due);
        }
        while gather::now() < earliest {
            if ended.load(Ordering::Relaxed) {
                complain(&"ended");
                return Ok(Exit::Fine);
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FeedState, LONGEST, due};

    #[test]
    fn failures_are_left_alone_for_longer() {
        let after = |failures| due(&FeedState { failures, visited: 0, ..FeedState::default() }, 900);
        assert_eq!([after(0), after(1), after(3)], [900, 1800, 7200]);
        assert_eq!(after(40), LONGEST);
        assert_eq!(due(&FeedState { failures: 1, retry_after: 7000, ..FeedState::default() }, 900), 7000);
    }
}
