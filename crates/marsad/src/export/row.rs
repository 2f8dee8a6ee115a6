//! One claim as a row: what all tables have in common.

use crate::archive::sqlite::Match;
use marsad_core::lexicon::{Actor, ClaimType, Lexicon};
use marsad_core::text::{CodePoints, Text};
use serde_json::Value;
use std::collections::HashMap;

/// Names and crosswalks that the lexicon knows.
#[derive(Debug)]
pub struct Names<'l> {
    actors: HashMap<&'l str, &'l Actor>,
    types: HashMap<&'l str, &'l ClaimType>,
}

impl<'l> Names<'l> {
    /// Of this lexicon.
    #[must_use]
    pub fn new(lexicon: &'l Lexicon) -> Self {
        Self {
            actors: lexicon.actors.iter().map(|a| (a.id.as_str(), a)).collect(),
            types: lexicon.ontology.types.iter().map(|t| (t.id.as_str(), t)).collect(),
        }
    }
    /// An actor by id.
    #[must_use]
    pub fn actor(&self, id: &str) -> Option<&'l Actor> {
        self.actors.get(id).copied()
    }
    /// A claim type by id.
    #[must_use]
    pub fn claim_type(&self, id: &str) -> Option<&'l ClaimType> {
        self.types.get(id).copied()
    }
}

/// A claim with its document.
#[derive(Debug, Clone)]
pub struct Row<'r> {
    /// The version that it stands in.
    pub found: &'r Match,
    /// The claim.
    pub claim: &'r Value,
    /// Names and crosswalks.
    pub names: &'r Names<'r>,
    /// The sentence of its trigger, on one line.
    pub quote: String,
    /// Code points of the sentence in the text.
    pub quote_at: (u64, u64),
    /// Number of the sentence.
    pub sentence: usize,
    /// For an act of violence: the claim of deaths that stands nearest in its sentence.
    pub deaths: Option<&'r Value>,
    /// For a claim of deaths: the act of violence that it belongs to, in the same sentence.
    pub act: Option<&'r Value>,
}

/// The rows of a document, a claim each.
pub fn rows<'r>(found: &'r Match, names: &'r Names<'r>) -> Vec<Row<'r>> {
    if found.claims.is_empty() {
        return Vec::new();
    }
    let text = &found.version.report.text;
    let cut = Text::new(text);
    let points = CodePoints::new(text);
    let sentences: Vec<(u64, u64, &str)> = cut
        .sentences
        .iter()
        .map(|s| {
            let span = cut.span(s.from as usize, s.to as usize);
            (u64::from(points.at(span.start)), u64::from(points.at(span.end)), span.of(text))
        })
        .collect();
    let sentence_of = |c: &Value| {
        let at = trigger(c);
        sentences.partition_point(|s| s.1 <= at).min(sentences.len().saturating_sub(1))
    };
    let mut out: Vec<Row<'r>> = found
        .claims
        .iter()
        .map(|claim| {
            let sentence = sentence_of(claim);
            let (start, end, words) = sentences.get(sentence).copied().unwrap_or_default();
            Row {
                found,
                claim,
                names,
                quote: words.split_whitespace().collect::<Vec<_>>().join(" "),
                quote_at: (start, end),
                sentence,
                deaths: None,
                act: None,
            }
        })
        .collect();
    // «five were killed in the shelling»: two claims, one event in the layouts of event data
    for d in (0..out.len()).filter(|i| kind(out[*i].claim) == "harm.killed").collect::<Vec<_>>() {
        let nearest = (0..out.len())
            .filter(|i| kind(out[*i].claim).starts_with("violence.") && out[*i].sentence == out[d].sentence && out[*i].deaths.is_none())
            .min_by_key(|i| trigger(out[*i].claim).abs_diff(trigger(out[d].claim)));
        if let Some(v) = nearest {
            out[v].deaths = Some(out[d].claim);
            out[d].act = Some(out[v].claim);
        }
    }
    out
}

fn trigger(c: &Value) -> u64 {
    c["trigger"]["start"].as_u64().unwrap_or(0)
}

fn kind(c: &Value) -> &str {
    c["type"].as_str().unwrap_or_default()
}

/// The first participant or place of a role.
#[must_use]
pub fn filler<'v>(claim: &'v Value, role: &str) -> &'v Value {
    list(claim, if matches!(role, "agent" | "target" | "instrument") { "roles" } else { "places" })
        .iter()
        .find(|f| f["role"].as_str() == Some(role))
        .unwrap_or(&Value::Null)
}

/// A list of a claim.
#[must_use]
pub fn list<'v>(claim: &'v Value, key: &str) -> &'v [Value] {
    claim[key].as_array().map_or(&[], Vec::as_slice)
}

/// A point on the map: degrees north and east.
pub type Point = (f64, f64);

/// The point of a place that was resolved.
#[must_use]
pub fn point(place: &Value) -> Option<Point> {
    Some((place["place"]["lat"].as_f64()?, place["place"]["lon"].as_f64()?))
}

impl<'r> Row<'r> {
    /// Its claim type's id.
    #[must_use]
    pub fn kind(&self) -> &'r str {
        kind(self.claim)
    }

    /// The place that stands for the claim: where it happened, else where it leads, else where it comes from; of the
    /// claims of its event, its own first.
    #[must_use]
    pub fn place(&self) -> &'r Value {
        [Some(self.claim), self.act, self.deaths]
            .into_iter()
            .flatten()
            .flat_map(|c| ["at", "destination", "origin", "via"].map(|r| filler(c, r)))
            .find(|p| point(p).is_some())
            .unwrap_or_else(|| list(self.claim, "places").first().unwrap_or(&Value::Null))
    }

    /// Its way over the map, where it tells one: origin, places on the way, destination.
    #[must_use]
    pub fn way(&self) -> Vec<Point> {
        let places = list(self.claim, "places");
        ["origin", "via", "destination"]
            .iter()
            .flat_map(|r| places.iter().filter(move |p| p["role"].as_str() == Some(r)).filter_map(point))
            .collect()
    }

    /// First and last day that are told (or the day of publication), and UCDP's `date_prec`; whether they are told.
    #[must_use]
    pub fn dates(&self) -> (String, String, u8, bool) {
        let told = [Some(self.claim), self.act, self.deaths].into_iter().flatten().map(|c| &c["time"]).find(|t| t.is_object());
        let published = self.found.version.report.published.get(..10).unwrap_or_default().to_owned();
        if let Some(t) = told {
            let end = |k: &str, last| t[k].as_str().and_then(|d| whole_day(d, last));
            let (from, to) = (end("from", false), end("to", true));
            let prec = t["date_prec"].as_u64().and_then(|n| u8::try_from(n).ok()).unwrap_or(5);
            match (from, to) {
                (Some(f), Some(t)) => return (f, t, prec, true),
                // told with one open end: as of the day of publication
                (Some(f), None) => return (f, published, 5, true),
                (None, Some(t)) => return (t.clone(), t, 5, true),
                (None, None) => {}
            }
        }
        (published.clone(), published, 5, false)
    }

    /// An actor of the lexicon that fills a role in the claim or in those of its event, with the words.
    #[must_use]
    pub fn party(&self, role: &str) -> (&'r str, Option<&'r Actor>) {
        let filled = [Some(self.claim), self.act, self.deaths].into_iter().flatten().map(|c| filler(c, role)).find(|f| f.is_object());
        let Some(f) = filled else { return ("", None) };
        (f["text"].as_str().unwrap_or_default(), f["actor"].as_str().and_then(|a| self.names.actor(a)))
    }

    /// The figure of deaths of a claim of deaths or of an act with deaths.
    #[must_use]
    pub fn dead(&self) -> Option<&'r Value> {
        let of = if self.kind() == "harm.killed" { Some(self.claim) } else { self.deaths }?;
        list(of, "figures").iter().find(|f| f["measure"].as_str() == Some("killed"))
    }
}

/// The first or last day of an ISO date, month or year.
fn whole_day(iso: &str, last: bool) -> Option<String> {
    let day = crate::archive::query::day(iso.get(..10).unwrap_or(iso), last).ok()?;
    Some(crate::archive::record::iso_day(day))
}
