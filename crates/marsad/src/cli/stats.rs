//! `marsad stats`: counts what an archive holds.

use super::archive_options::ArchiveOptions;
use super::{Exit, Stop};
use crate::archive::Archive;
use clap::Args;
use serde_json::{Map, Value, json};
use std::io::Write;

/// What to count.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    archive: ArchiveOptions,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(o: &Options) -> Result<Exit, Stop> {
    let archive = o.archive.reader()?;
    let s = archive.stats()?;
    let head = archive.log_head()?;
    let mut out = std::io::stdout().lock();
    if o.json {
        let pairs = |list: Vec<(String, Value)>| Value::from(list.into_iter().collect::<Map<_, _>>());
        let v = json!({
            "documents": s.documents, "versions": s.versions, "clusters": s.clusters, "claims": s.claims, "codings": s.codings,
            "log": s.log, "head": head.map(|h| h.1), "places": s.places, "bytes": s.bytes, "raw_bytes": s.raw_bytes,
            "sources": pairs(s.sources.into_iter().map(|(k, n)| (k, n.into())).collect()),
            "types": pairs(s.types.into_iter().map(|(k, n)| (k, n.into())).collect()),
        });
        writeln!(out, "{v}")?;
        return Ok(Exit::Fine);
    }
    let mb = |n: u64| n as f64 / 1e6;
    for (name, n) in [
        ("documents", s.documents),
        ("versions", s.versions),
        ("clusters", s.clusters),
        ("claims", s.claims),
        ("codings", s.codings),
        ("log rows", s.log),
        ("places", s.places),
    ] {
        writeln!(out, "{name:<12}{n:>12}")?;
    }
    writeln!(out, "{:<12}{:>10.1} MB, of that raw {:.1} MB", "size", mb(s.bytes), mb(s.raw_bytes))?;
    for (title, list) in [
        ("sources", s.sources.iter().map(|(k, n)| (k, *n as i64)).collect::<Vec<_>>()),
        ("types", s.types.iter().map(|(k, n)| (k, *n)).collect()),
    ] {
        writeln!(out, "\n{title}")?;
        for (k, n) in list.iter().take(25) {
            writeln!(out, "{n:>12}  {}", if k.is_empty() { "(unknown)" } else { k })?;
        }
    }
    Ok(Exit::Fine)
}
