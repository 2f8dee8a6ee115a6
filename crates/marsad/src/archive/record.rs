//! What goes into the archive and what comes out.

use super::carried::Carried;
use jiff::civil::{Date, date};
use marsad_core::record::Document;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::fmt;

/// The first 128 bits of a SHA-256: names a document or a version by what it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Id(pub [u8; 16]);

impl Id {
    /// The id of these parts, each preceded by its length, so that no two lists of parts agree.
    #[must_use]
    pub fn of(parts: &[&str]) -> Self {
        let mut h = Sha256::new();
        for p in parts {
            h.update((p.len() as u64).to_le_bytes());
            h.update(p.as_bytes());
        }
        let mut id = [0; 16];
        id.copy_from_slice(&h.finalize()[..16]);
        Self(id)
    }

    /// From a blob of 16 bytes.
    #[must_use]
    pub fn from_slice(b: &[u8]) -> Option<Self> {
        b.try_into().ok().map(Self)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// When, from where and how a report was captured.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capture {
    /// Seconds since 1970, UTC.
    pub at: i64,
    /// The file, address or crawl that it was read from.
    pub origin: String,
    /// For a member of a larger file: its first byte there.
    pub offset: Option<u64>,
    /// For a member of a larger file: its bytes there.
    pub length: Option<u64>,
    /// HTTP status.
    pub status: Option<u16>,
    /// HTTP headers as received, one a line.
    pub headers: String,
    /// Name and version of what captured it.
    pub tool: String,
}

/// A report as it was brought in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The bytes as captured.
    pub raw: Vec<u8>,
    /// Their media type, empty if unknown.
    pub media: String,
    /// Title, empty if there is none.
    pub title: String,
    /// The text that all spans index: title, line feed, main text.
    pub text: String,
    /// ISO date or date and time as the source gave it; empty if unknown.
    pub published: String,
    /// Outlet or feed.
    pub source: String,
    /// Address, empty if unknown.
    pub url: String,
    /// Author line, empty if unknown.
    pub byline: String,
    /// Language code, empty if unknown.
    pub language: String,
    /// The source's own id.
    pub reference: String,
    /// How it was captured.
    pub capture: Capture,
    /// What it brings along from another archive.
    pub carried: Option<Box<Carried>>,
}

impl Report {
    /// The document that it is a version of: its address, else its source and reference, else its text.
    #[must_use]
    pub fn document_id(&self) -> Id {
        match address(&self.url) {
            Some(u) => Id::of(&["address", &u]),
            None if !self.reference.is_empty() => Id::of(&["reference", &self.source, &self.reference]),
            None => Id::of(&["text", &self.source, &self.title, &self.text]),
        }
    }

    /// The version: document, title, text and date. What differs in none of them is the same report.
    #[must_use]
    pub fn version_id(&self, document: Id) -> Id {
        Id::of(&["version", &document.to_string(), &self.title, &self.text, &self.published])
    }

    /// Joins the title to the text where it does not begin with it.
    #[must_use]
    pub fn joined(mut self) -> Self {
        if !self.title.is_empty() && !self.text.starts_with(&self.title) {
            self.text = format!("{}\n{}", self.title, self.text);
        }
        self
    }

    /// What the coder takes: a document named by its version, so that claim ids name words that never change.
    #[must_use]
    pub fn document(&self, version: Id) -> Document {
        Document {
            id: version.to_string(),
            title: self.title.clone(),
            published: self.published.clone(),
            source: self.source.clone(),
            url: self.url.clone(),
            text: self.text.clone(),
        }
    }

    /// The day of publication, if it is given and not after the capture: counted from 1970.
    #[must_use]
    pub fn day(&self) -> Option<i32> {
        let day = days(self.published.get(..10)?)?;
        (i64::from(day) <= self.capture.at / 86_400 + 1 || self.capture.at == 0).then_some(day)
    }

    /// All but raw bytes, text and the capture's numbers, for the stored body.
    #[must_use]
    pub fn head(&self) -> Value {
        let mut m = Map::new();
        for (k, v) in [
            ("title", &self.title),
            ("published", &self.published),
            ("source", &self.source),
            ("url", &self.url),
            ("byline", &self.byline),
            ("language", &self.language),
            ("ref", &self.reference),
            ("media", &self.media),
            ("headers", &self.capture.headers),
        ] {
            if !v.is_empty() {
                m.insert(k.into(), v.as_str().into());
            }
        }
        m.into()
    }

    /// The report from its stored head and text.
    #[must_use]
    pub fn from_parts(head: &Value, text: String, capture: Capture) -> Self {
        let s = |k: &str| head.get(k).and_then(Value::as_str).unwrap_or_default().to_owned();
        Self {
            raw: Vec::new(),
            media: s("media"),
            title: s("title"),
            text,
            published: s("published"),
            source: s("source"),
            url: s("url"),
            byline: s("byline"),
            language: s("language"),
            reference: s("ref"),
            capture: Capture { headers: s("headers"), ..capture },
            carried: None,
        }
    }
}

/// An address in the form that decides whether two are the same page: no fragment, no tracking parameters,
/// no default port, host in lower case. `None` for what does not name a page (a bare host, a relative path).
#[must_use]
pub fn address(url: &str) -> Option<String> {
    let mut u = url::Url::parse(url.trim()).ok()?;
    if !matches!(u.scheme(), "http" | "https") || (u.path().len() <= 1 && u.query().is_none()) {
        return None;
    }
    u.set_fragment(None);
    let kept: Vec<(String, String)> =
        u.query_pairs().filter(|(k, _)| !is_tracking(k)).map(|(k, v)| (k.into_owned(), v.into_owned())).collect();
    if u.query().is_some() {
        if kept.is_empty() {
            u.set_query(None);
        } else {
            u.query_pairs_mut().clear().extend_pairs(kept);
        }
    }
    // one outlet, one page: http and https are the same document
    let s = u.as_str().split_once("://").map_or(u.as_str(), |(_, rest)| rest);
    Some(s.strip_suffix('/').unwrap_or(s).to_owned())
}

fn is_tracking(key: &str) -> bool {
    key.starts_with("utm_") || matches!(key, "fbclid" | "gclid" | "igshid" | "mc_cid" | "mc_eid" | "ocid" | "at_medium" | "at_campaign")
}

/// Days from 1970 to an ISO date.
#[must_use]
pub fn days(iso: &str) -> Option<i32> {
    let d: Date = iso.parse().ok()?;
    date(1970, 1, 1).until(d).ok().map(|s| s.get_days())
}

/// The ISO date of a day counted from 1970.
#[must_use]
pub fn iso_day(day: i32) -> String {
    let span = jiff::Span::new().try_days(day).ok();
    span.and_then(|s| date(1970, 1, 1).checked_add(s).ok()).map(|d| d.to_string()).unwrap_or_default()
}

/// Seconds since 1970 as ISO date and time, UTC.
#[must_use]
pub fn iso_time(at: i64) -> String {
    jiff::Timestamp::from_second(at).map(|t| t.to_string()).unwrap_or_default()
}

/// What became of a report that was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// A document that was not held.
    New,
    /// A new version of a document that was held.
    Changed,
    /// Held already: nothing was written.
    Known,
}

/// A stored version with its capture record.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Version {
    /// Its number in the archive, in the order of capture.
    pub number: i64,
    /// Its document.
    pub document: Id,
    /// Its own id.
    pub id: Id,
    /// The version before it, if any.
    pub before: Option<i64>,
    /// SHA-256 of the raw bytes.
    pub raw_sha256: Vec<u8>,
    /// Number of the raw bytes.
    pub raw_size: u64,
    /// Title, text and capture record; `raw` is empty.
    pub report: Report,
}

/// A version with its claims and what is known around it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stored {
    /// The version.
    pub version: Version,
    /// Whether no later version is held.
    pub current: bool,
    /// Number of the first version of its cluster of copies.
    pub cluster: i64,
    /// The version that it copies, and the share of its words that it shares, 0 to 1.
    pub copy_of: Option<(Id, f32)>,
    /// Codings, newest first: lexicon hash, tool, when, and the document with claims and entities.
    pub codings: Vec<(u64, String, i64, Value)>,
}

/// Counts of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stats {
    /// Documents.
    pub documents: u64,
    /// Versions.
    pub versions: u64,
    /// Clusters of copies.
    pub clusters: u64,
    /// Claims of the newest coding of each version.
    pub claims: u64,
    /// Codings, old ones too.
    pub codings: u64,
    /// Rows of the custody log.
    pub log: u64,
    /// Distinct places.
    pub places: u64,
    /// Sources with their versions, most first.
    pub sources: Vec<(String, u64)>,
    /// Claim types with their claims, most first.
    pub types: Vec<(String, i64)>,
    /// Bytes of the file.
    pub bytes: u64,
    /// Of those, bytes of raw captures.
    pub raw_bytes: u64,
}

#[cfg(test)]
mod tests {
    use super::{Report, address};

    #[test]
    fn an_address_is_one_page() {
        assert_eq!(address("https://Example.org/a/?utm_source=x#top").as_deref(), Some("example.org/a"));
        assert_eq!(address("http://example.org:80/a?id=3&fbclid=9").as_deref(), Some("example.org/a?id=3"));
        assert_eq!(address("https://example.org/"), None);
        assert_eq!(address("notes.txt"), None);
    }

    #[test]
    fn ids_come_from_content() {
        let r = Report { title: "عنوان".into(), text: "نص".into(), reference: "7".into(), ..Report::default() };
        let changed = Report { text: "نص آخر".into(), ..r.clone() };
        let d = r.document_id();
        assert_eq!(d, changed.document_id());
        assert_ne!(r.version_id(d), changed.version_id(d));
    }
}
