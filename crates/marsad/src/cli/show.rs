//! `marsad show`: a document with its versions, capture records, claims and their history.

use super::archive_options::ArchiveOptions;
use super::{Exit, Stop};
use crate::archive::custody::hex;
use crate::archive::record::iso_time as time;
use crate::archive::{Archive, Stored};
use clap::Args;
use serde_json::{Value, json};
use std::io::Write;

/// What to show.
#[derive(Debug, Args)]
pub struct Options {
    /// Id of a document, version or claim (six letters do), an address, or the source's own id
    #[arg(value_name = "ID")]
    id: String,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    /// Write the newest version's raw bytes as they were captured
    #[arg(long, conflicts_with = "json")]
    raw: bool,
    #[command(flatten)]
    archive: ArchiveOptions,
}

/// Runs the command.
pub fn run(o: &Options) -> Result<Exit, Stop> {
    let archive = o.archive.reader()?;
    let found = archive.show(&o.id)?;
    let Some(newest) = found.first() else { return Err(Stop::Usage(format!("nothing in the archive is called {:?}", o.id))) };
    let mut out = std::io::stdout().lock();
    if o.raw {
        let raw = archive.raw(newest.version.number)?.ok_or_else(|| Stop::Usage("its raw bytes are not kept".into()))?;
        out.write_all(&raw)?;
    } else if o.json {
        let d = json!({"id": newest.version.document.to_string(), "versions": found.iter().map(version).collect::<Vec<_>>()});
        writeln!(out, "{d}")?;
    } else {
        for s in &found {
            print(s, &mut out)?;
        }
    }
    Ok(Exit::Fine)
}

fn version(s: &Stored) -> Value {
    let (v, r, c) = (&s.version, &s.version.report, &s.version.report.capture);
    let newest = s.codings.first();
    json!({
        "version": v.id.to_string(), "number": v.number, "current": s.current, "title": r.title, "published": r.published,
        "published_doubtful": !r.published.is_empty() && r.day().is_none(),
        "source": r.source, "url": r.url, "byline": r.byline, "language": r.language, "ref": r.reference, "text": r.text,
        "cluster": s.cluster, "copy_of": s.copy_of.map(|(id, share)| json!({"version": id.to_string(), "share": share})),
        "capture": {"at": time(c.at), "origin": c.origin, "offset": c.offset, "length": c.length, "status": c.status, "headers": c.headers, "tool": c.tool, "media": r.media, "raw_sha256": hex(&v.raw_sha256)},
        "claims": newest.map(|n| n.3["claims"].clone()), "entities": newest.map(|n| n.3["entities"].clone()),
        "codings": s.codings.iter().map(|(lexicon, tool, at, v)| json!({"lexicon": format!("{lexicon:016x}"), "tool": tool, "at": time(*at), "claims": v["claims"]})).collect::<Vec<_>>(),
    })
}

fn print(s: &Stored, out: &mut impl Write) -> std::io::Result<()> {
    let (v, r, c) = (&s.version, &s.version.report, &s.version.report.capture);
    writeln!(out, "document  {}\nversion   {}{}", v.document, v.id, if s.current { "" } else { "  (a later one is held)" })?;
    for (k, x) in [
        ("title", &r.title),
        ("published", &r.published),
        ("source", &r.source),
        ("byline", &r.byline),
        ("url", &r.url),
        ("ref", &r.reference),
    ] {
        if !x.is_empty() {
            writeln!(out, "{k:<10}\u{2068}{x}\u{2069}")?;
        }
    }
    writeln!(out, "captured  {} from {}{}", time(c.at), c.origin, c.status.map(|s| format!(", status {s}")).unwrap_or_default())?;
    writeln!(out, "raw       sha256 {}", hex(&v.raw_sha256))?;
    if let Some((of, share)) = s.copy_of {
        writeln!(out, "copy of   {of} ({:.0} % of the shorter text)", share * 100.0)?;
    }
    writeln!(out, "\n{}\n", r.text)?;
    for (n, (lexicon, tool, at, coded)) in s.codings.iter().enumerate() {
        let claims = coded["claims"].as_array().map_or(&[][..], Vec::as_slice);
        writeln!(
            out,
            "{} claims by lexicon {lexicon:016x}, {tool}, {}{}",
            claims.len(),
            time(*at),
            if n == 0 { "" } else { " (history)" }
        )?;
        for c in claims.iter().filter(|_| n == 0) {
            writeln!(out, "  {}", claim(c))?;
        }
    }
    writeln!(out)
}

/// A claim in one line.
pub fn claim(c: &Value) -> String {
    let words = |list: &str| {
        c[list]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|x| x["text"].as_str())
            .map(|t| format!("\u{2068}{t}\u{2069}"))
            .collect::<Vec<_>>()
            .join(" · ")
    };
    let mut out = format!(
        "{} {} \u{2068}{}\u{2069}",
        c["id"].as_str().unwrap_or_default(),
        c["type"].as_str().unwrap_or_default(),
        c["trigger"]["text"].as_str().unwrap_or_default()
    );
    for (label, list) in [("who", "roles"), ("where", "places"), ("figures", "figures"), ("says", "attribution")] {
        let w = words(list);
        if !w.is_empty() {
            out.push_str(&format!(" | {label}: {w}"));
        }
    }
    out
}
