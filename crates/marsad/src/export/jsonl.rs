//! The native format: one version of a document a line, with everything that the archive holds of it, so that
//! `marsad ingest` of the lines makes the same archive elsewhere ([`read`](crate::read) is the way back).
//!
//! Offsets are Unicode code points of `text`. `history` holds earlier codings, oldest first. `raw` holds the bytes as
//! captured, in base 64, where the archive keeps them.

use super::row::Row;
use super::{ExportError, Sink};
use crate::archive::custody::hex;
use crate::archive::sqlite::{Match, SqliteArchive};
use crate::archive::{Archive, Stored};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use std::io::Write;

/// What the first key of every line holds: the format's name and version.
pub const FORMAT: &str = "document/1";

/// Lines that are being written.
pub struct Lines<'w> {
    archive: &'w SqliteArchive,
    out: &'w mut dyn Write,
}

impl<'w> Lines<'w> {
    /// No line yet.
    pub fn new(archive: &'w SqliteArchive, out: &'w mut dyn Write) -> Self {
        Self { archive, out }
    }
}

/// A coding: its lexicon, program and time, and what it made.
fn coding((lexicon, tool, at, coded): &(u64, String, i64, Value)) -> Map<String, Value> {
    let mut m = Map::new();
    m.insert("lexicon".into(), format!("{lexicon:016x}").into());
    m.insert("tool".into(), tool.as_str().into());
    m.insert("coded".into(), (*at).into());
    m.insert("claims".into(), coded["claims"].clone());
    m.insert("entities".into(), coded["entities"].clone());
    m
}

/// A version as a line's object.
#[must_use]
pub fn line(s: &Stored, raw: Option<&[u8]>) -> Value {
    let (v, r, c) = (&s.version, &s.version.report, &s.version.report.capture);
    let mut m = Map::new();
    m.insert("marsad".into(), FORMAT.into());
    m.insert("id".into(), v.document.to_string().into());
    m.insert("version".into(), v.id.to_string().into());
    m.insert("ref".into(), r.reference.as_str().into());
    for (k, x) in [
        ("title", &r.title),
        ("published", &r.published),
        ("source", &r.source),
        ("url", &r.url),
        ("byline", &r.byline),
        ("language", &r.language),
        ("text", &r.text),
    ] {
        m.insert(k.into(), x.as_str().into());
    }
    m.insert(
        "capture".into(),
        json!({"at": c.at, "origin": c.origin, "offset": c.offset, "length": c.length, "status": c.status, "headers": c.headers, "tool": c.tool, "media": r.media, "raw_sha256": hex(&v.raw_sha256), "raw_size": v.raw_size}),
    );
    if let Some(newest) = s.codings.first() {
        m.extend(coding(newest));
    }
    let older: Vec<Value> = s.codings.iter().skip(1).rev().map(|c| coding(c).into()).collect();
    if !older.is_empty() {
        m.insert("history".into(), older.into());
    }
    if let Some(raw) = raw {
        m.insert("raw".into(), STANDARD.encode(raw).into());
    }
    m.into()
}

impl Sink for Lines<'_> {
    fn document(&mut self, found: &Match, _: &[Row<'_>]) -> Result<u64, ExportError> {
        let stored = self.archive.with_codings(found.version.clone())?;
        let raw = self.archive.raw(found.version.number)?;
        serde_json::to_writer(&mut *self.out, &line(&stored, raw.as_deref())).map_err(std::io::Error::from)?;
        self.out.write_all(b"\n")?;
        Ok(1)
    }

    fn end(&mut self) -> Result<(), ExportError> {
        Ok(())
    }
}
