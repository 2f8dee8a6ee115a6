//! From a report to all that is written for it: done by many threads, so that the one writer only writes.

use super::carried::Carried;
use super::custody::{Hash, sha256};
use super::pack::{Dictionaries, Kind, Packer, strip};
use super::record::{Id, Report, Version};
use super::sketch::{self, Sketch};
use super::{Error, terms};
use marsad_core::extract::coder::Coder;
use marsad_core::json;
use marsad_core::record::{Coded, PlaceRef};
use marsad_core::text::{Text, TokenKind, fold, word_hash};
use serde_json::Value;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Marks the terms that are not words: filters and words of the title.
pub const FACET: char = '=';
/// Marks a word of the title.
pub const TITLE: char = '^';

/// A coding, ready to be written.
#[derive(Debug, Clone, Default)]
pub struct Coding {
    /// Hash of lexicon and data.
    pub lexicon: u64,
    /// The stripped JSON of claims and entities, packed.
    pub packed: Vec<u8>,
    /// SHA-256 of it before packing.
    pub hash: Hash,
    /// Number of claims.
    pub claims: u32,
    /// Places that it names.
    pub places: Vec<PlaceRef>,
    /// For the roll-up: claim type and country of each claim.
    pub counts: Vec<(String, String)>,
    /// The program that made it and when, if that was not this one now.
    pub made: Option<(String, i64)>,
}

/// A report, ready to be written.
#[derive(Debug, Clone, Default)]
pub struct Prepared {
    /// Its document.
    pub document: Id,
    /// Its version.
    pub id: Id,
    /// What was captured; `raw` and `text` are taken out.
    pub report: Report,
    /// Raw bytes, packed; empty where they are not kept.
    pub raw: Vec<u8>,
    /// SHA-256 of the raw bytes.
    pub raw_hash: Hash,
    /// Length of the raw bytes.
    pub raw_size: u64,
    /// Head line and text, packed.
    pub body: Vec<u8>,
    /// SHA-256 of it before packing.
    pub body_hash: Hash,
    /// The coding.
    pub coding: Coding,
    /// Later codings that came along from another archive, oldest first.
    pub later: Vec<Coding>,
    /// Search terms, each once, with a space between.
    pub terms: String,
    /// Fingerprint.
    pub sketch: Sketch,
    /// Day of publication from 1970, if it can be believed.
    pub day: Option<i32>,
    /// Held already: nothing else is filled in.
    pub known: bool,
    /// Head and text, and the stripped coding, before packing: samples for a dictionary, where one is to be made.
    pub samples: Option<(Vec<u8>, Vec<u8>)>,
    /// If the coder failed on it: how.
    pub fault: Option<String>,
}

/// A held version with a new coding.
#[derive(Debug, Clone, Default)]
pub struct Recoded {
    /// The version's number.
    pub version: i64,
    /// The coding.
    pub coding: Coding,
    /// All its search terms.
    pub terms: String,
    /// Day of publication.
    pub day: Option<i32>,
}

/// Head line, line feed, text.
#[must_use]
pub fn body(report: &Report) -> Vec<u8> {
    format!("{}\n{}", report.head(), report.text).into_bytes()
}

/// Splits a body into head and text.
///
/// # Errors
/// If it is not a body.
pub fn split_body(bytes: Vec<u8>) -> Result<(Value, String), Error> {
    let damaged = || Error::Damaged("a stored text cannot be read".into());
    let text = String::from_utf8(bytes).map_err(|_| damaged())?;
    let (head, text) = text.split_once('\n').ok_or_else(damaged)?;
    Ok((serde_json::from_str(head).map_err(|_| damaged())?, text.to_owned()))
}

/// Prepares reports with one coder. One a thread.
#[derive(Debug)]
pub struct Preparer {
    coder: Coder,
    packer: Packer,
    seen: HashSet<u64, BuildHasherDefault<Hashed>>,
}

/// Keys that are hashes already.
#[derive(Debug, Default, Clone, Copy)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*b);
        }
    }
    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

impl Preparer {
    /// Over this coder.
    #[must_use]
    pub fn new(coder: Coder) -> Self {
        Self { coder, packer: Packer::default(), seen: HashSet::default() }
    }

    /// All that is written for a report. `keep_raw` false keeps the hash of the raw bytes only.
    ///
    /// # Errors
    /// If compression fails.
    pub fn prepare(&mut self, mut report: Report, dictionaries: &Dictionaries, keep_raw: bool) -> Result<Prepared, Error> {
        let document = report.document_id();
        let id = report.version_id(document);
        let raw = std::mem::take(&mut report.raw);
        let body = body(&report);
        let day = report.day();
        let carried = report.carried.take().filter(|c| !c.codings.is_empty());
        let (coding, later, stripped, fault) = match &carried {
            Some(c) => self.carried(c, &report.text, dictionaries)?,
            None => {
                let (coding, stripped, fault) = self.coding(&report, id, dictionaries)?;
                (coding, Vec::new(), stripped, fault)
            }
        };
        let terms = self.terms(&report, id, &stripped, day);
        let text = &self.coder.work.sheet.text;
        let from = if report.text.starts_with(&report.title) {
            text.tokens.iter().take_while(|t| (t.start as usize) < report.title.len()).count()
        } else {
            0
        };
        let sketch = sketch::sketch(text, from);
        let (raw_hash, raw_size, has_raw) = match &carried {
            Some(c) => (c.raw_sha256, c.raw_size, c.has_raw),
            None => (sha256(&raw), raw.len() as u64, true),
        };
        Ok(Prepared {
            raw_hash,
            raw_size,
            raw: if keep_raw && has_raw { self.packer.pack(dictionaries, Kind::Text, &raw)? } else { Vec::new() },
            body_hash: sha256(&body),
            body: self.packer.pack(dictionaries, Kind::Text, &body)?,
            samples: (dictionaries.newest(Kind::Text) == 0).then(|| (body, stripped.to_string().into_bytes())),
            coding,
            later,
            terms,
            sketch,
            day,
            known: false,
            fault,
            document,
            id,
            report: Report { text: String::new(), ..report },
        })
    }

    /// A new coding of a held version.
    ///
    /// # Errors
    /// If compression fails.
    pub fn recode(&mut self, v: &Version, dictionaries: &Dictionaries) -> Result<Recoded, Error> {
        let day = v.report.day();
        let (coding, stripped, _) = self.coding(&v.report, v.id, dictionaries)?;
        let terms = self.terms(&v.report, v.id, &stripped, day);
        Ok(Recoded { version: v.number, coding, terms, day })
    }

    /// A coding by this program, with the stripped JSON that it is stored as.
    fn coding(&mut self, report: &Report, id: Id, dictionaries: &Dictionaries) -> Result<(Coding, Value, Option<String>), Error> {
        let document = report.document(id);
        let lexicon = self.coder.knowledge().lexicon.hash;
        // a fault of the coder on one report must not end the capture of all others
        let coded = catch_unwind(AssertUnwindSafe(|| self.coder.code(&document)));
        let (coded, fault) = match coded {
            Ok(c) => (c, None),
            Err(_) => {
                self.coder = Coder::new(self.coder.knowledge().clone());
                self.coder.work.sheet.text.read(&document.text);
                (Coded::default(), Some(format!("the coder failed on version {id}; it is kept without claims")))
            }
        };
        let stripped = strip(json::document(&document, &coded, lexicon));
        Ok((self.packed(&stripped, lexicon, None, dictionaries)?, stripped, fault))
    }

    /// The codings that a report brings along: the first, the later ones, and the stripped JSON of the newest.
    fn carried(
        &mut self,
        c: &Carried,
        text: &str,
        dictionaries: &Dictionaries,
    ) -> Result<(Coding, Vec<Coding>, Value, Option<String>), Error> {
        self.coder.work.sheet.text.read(text);
        let mut all = Vec::with_capacity(c.codings.len());
        for k in &c.codings {
            all.push(self.packed(&k.stripped, k.lexicon, Some((k.tool.clone(), k.at)), dictionaries)?);
        }
        let newest = c.codings.last().map(|k| k.stripped.clone()).unwrap_or_default();
        let later = all.split_off(1.min(all.len()));
        Ok((all.pop().unwrap_or_default(), later, newest, None))
    }

    /// A coding as it is written.
    fn packed(
        &mut self,
        stripped: &Value,
        lexicon: u64,
        made: Option<(String, i64)>,
        dictionaries: &Dictionaries,
    ) -> Result<Coding, Error> {
        let bytes = stripped.to_string().into_bytes();
        let claims = list(stripped, "claims");
        let mut places: Vec<PlaceRef> = Vec::new();
        let mut counts = Vec::with_capacity(claims.len());
        for c in claims {
            let mut country = String::new();
            for p in list(c, "places").iter().filter_map(place) {
                if country.is_empty() {
                    country.clone_from(&p.country);
                }
                if !places.iter().any(|q| q.id == p.id) {
                    places.push(p);
                }
            }
            counts.push((word(c, "type").to_owned(), country));
        }
        Ok(Coding {
            lexicon,
            hash: sha256(&bytes),
            packed: self.packer.pack(dictionaries, Kind::Claims, &bytes)?,
            claims: claims.len() as u32,
            places,
            counts,
            made,
        })
    }

    /// Words of text and title and the facets, each once.
    fn terms(&mut self, report: &Report, id: Id, stripped: &Value, day: Option<i32>) -> String {
        // the coder has cut this very text into tokens
        let text = &self.coder.work.sheet.text;
        let seen = &mut self.seen;
        seen.clear();
        let mut out = String::with_capacity(report.text.len());
        let mut add = |marks: &str, s: &str| {
            // the index's tokenizer parts at ASCII marks, so that only letters and digits may pass
            if seen.insert(word_hash(s) ^ word_hash(marks)) {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(marks);
                out.push_str(s);
            }
        };
        let title_end = if report.text.starts_with(&report.title) { report.title.len() } else { 0 };
        let tokens = &text.tokens;
        terms::each_stem(text, |i, s| {
            add("", s);
            if (tokens[i].start as usize) < title_end {
                add("^", s);
            }
        });
        if title_end == 0 && !report.title.is_empty() {
            let t = Text::new(&report.title);
            terms::each_stem(&t, |_, s| {
                add("", s);
                add("^", s);
            });
        }
        facets(report, id, stripped, day, &mut add);
        out
    }
}

/// The facet of a reference.
#[must_use]
pub fn reference_facet(reference: &str) -> String {
    format!("=r:{:012x}", word_hash(reference) >> 16)
}

/// The facet of a source: its folded name without spaces.
#[must_use]
pub fn source_facet(source: &str) -> String {
    let mut s = String::from("=o:");
    s.extend(fold(source).chars().filter(|c| c.is_alphanumeric()));
    s
}

fn facets(report: &Report, id: Id, stripped: &Value, day: Option<i32>, add: &mut impl FnMut(&str, &str)) {
    // the first letters of a version's and a claim's id and the hash of a reference lead to the report
    add("=v:", &id.to_string()[..8]);
    if !report.reference.is_empty() {
        add(&reference_facet(&report.reference), "");
    }
    if !report.source.is_empty() {
        add(&source_facet(&report.source), "");
    }
    if let Some(day) = day {
        let date = super::record::iso_day(day);
        add("=y:", &date[..4.min(date.len())]);
        add("=m:", &date[..7.min(date.len())]);
    }
    for c in list(stripped, "claims") {
        let (id, kind) = (word(c, "id"), word(c, "type"));
        add("=k:", id.get(..8).unwrap_or(id));
        add("=t:", kind);
        add("=f:", kind.split('.').next().unwrap_or(kind));
        add("=s:", word(c, "status"));
        for f in list(c, "figures") {
            add("=n:", word(f, "measure"));
        }
        for a in list(c, "roles").iter().chain(list(c, "attribution")).filter_map(|f| f["actor"].as_str()) {
            add("=a:", a);
        }
        for p in list(c, "places").iter().filter_map(place) {
            add("=p:", &p.id);
            add("=g:", &cell(p.lat, p.lon));
            if !p.country.is_empty() {
                add("=c:", &p.country.to_lowercase());
            }
        }
    }
}

fn list<'v>(v: &'v Value, key: &str) -> &'v [Value] {
    v[key].as_array().map_or(&[], Vec::as_slice)
}

fn word<'v>(v: &'v Value, key: &str) -> &'v str {
    v[key].as_str().unwrap_or_default()
}

/// The gazetteer's place of a place phrase, where it was resolved.
fn place(f: &Value) -> Option<PlaceRef> {
    let p = &f["place"];
    Some(PlaceRef {
        id: p["id"].as_str()?.to_owned(),
        name: word(p, "name").to_owned(),
        en: word(p, "en").to_owned(),
        lat: p["lat"].as_f64()?,
        lon: p["lon"].as_f64()?,
        country: word(p, "country").to_owned(),
        radius_km: p["radius_km"].as_f64().unwrap_or(0.0) as f32,
        where_prec: p["where_prec"].as_u64().and_then(|n| u8::try_from(n).ok()).unwrap_or(0),
    })
}

/// The cell of one degree that holds a point.
#[must_use]
pub fn cell(lat: f64, lon: f64) -> String {
    format!("{}.{}", (lat + 90.0).floor() as i32, (lon + 180.0).floor() as i32)
}

/// Whether a token counts as a word for search.
#[must_use]
pub const fn is_word(k: TokenKind) -> bool {
    matches!(k, TokenKind::Word | TokenKind::Number)
}
