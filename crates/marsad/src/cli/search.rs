//! `marsad search`: words, phrases and conditions over an archive.

use super::archive_options::ArchiveOptions;
use super::filter_options::FilterOptions;
use super::show::claim;
use super::{Exit, Stop};
use crate::archive::{Archive, Error, Hit, Query};
use clap::Args;
use serde_json::json;
use std::io::{IsTerminal, Write};

/// What to look for.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    filter: FilterOptions,
    /// Hits a page
    #[arg(long, default_value_t = 10, value_name = "N")]
    limit: usize,
    /// Page, from 1
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    page: u64,
    /// Print one JSON object a hit
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    archive: ArchiveOptions,
}

impl Options {
    fn query(&self) -> Result<Query, Error> {
        if self.limit > 10_000 {
            return Err(Error::Query("a page holds at most 10,000 hits".into()));
        }
        Ok(Query { offset: (self.page as usize - 1).saturating_mul(self.limit), limit: self.limit, ..self.filter.query()? })
    }
}

/// Runs the command.
pub fn run(o: &Options) -> Result<Exit, Stop> {
    let query = o.query()?;
    let archive = o.archive.reader()?;
    let hits = archive.search(&query)?;
    let on_claims = query.filter.on_claims();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let paint = std::io::stdout().is_terminal();
    for h in &hits {
        if o.json { writeln!(out, "{}", object(h))? } else { print(h, on_claims, paint, &mut out)? }
    }
    out.flush()?;
    if archive.search_was_cut() {
        super::complain(
            &"the conditions reject most of what the words lead to: older hits may be missing; narrow the dates, or use export",
        );
    }
    if hits.is_empty() && !o.json {
        super::complain(&"nothing found");
    }
    Ok(Exit::Fine)
}

fn object(h: &Hit) -> serde_json::Value {
    let r = &h.version.report;
    json!({
        "id": h.version.document.to_string(), "version": h.version.id.to_string(), "ref": r.reference, "title": r.title, "source": r.source,
        "published": r.published, "url": r.url, "current": h.current, "copies": h.copies, "score": (h.score * 1e4).round() / 1e4,
        "snippet": h.snippet, "highlights": h.snippet_marks, "marks": h.marks, "claims": h.claims,
    })
}

fn print(h: &Hit, claims: bool, paint: bool, out: &mut impl Write) -> std::io::Result<()> {
    let r = &h.version.report;
    writeln!(
        out,
        "{}  {}  \u{2068}{}\u{2069}{}",
        &h.version.document.to_string()[..12],
        r.published.get(..10).unwrap_or("no date   "),
        r.source,
        if h.current { "" } else { "  (old version)" }
    )?;
    writeln!(out, "  \u{2068}{}\u{2069}", r.title)?;
    let (open, close) = if paint { ("\x1b[1;33m", "\x1b[0m") } else { ("[", "]") };
    let mut marked = String::new();
    for (i, c) in h.snippet.chars().enumerate() {
        if h.snippet_marks.iter().any(|m| m.0 as usize == i) {
            marked.push_str(open);
        }
        marked.push(c);
        if h.snippet_marks.iter().any(|m| m.1 as usize == i + 1) {
            marked.push_str(close);
        }
    }
    writeln!(out, "  \u{2068}{marked}\u{2069}")?;
    if claims {
        for c in h.claims.iter().take(5) {
            writeln!(out, "    {}", claim(c))?;
        }
    }
    if h.copies > 0 {
        writeln!(out, "  {} more in its cluster of copies", h.copies)?;
    }
    writeln!(out)
}
