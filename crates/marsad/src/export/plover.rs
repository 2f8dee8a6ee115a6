//! PLOVER events (0.8) as JSON, one a line: a claim whose type maps to several event types gives several. Modes are
//! given as the crosswalk's candidates; one is named only where there is no other.

use super::cell::Cell;
use super::columns::{chain, root};
use super::row::{Row, list};
use super::{ExportError, Sink};
use crate::archive::sqlite::Match;
use serde_json::{Value, json};
use std::io::Write;

/// Events that are being written.
pub struct Lines<'w> {
    out: &'w mut dyn Write,
}

impl<'w> Lines<'w> {
    /// No line yet.
    pub fn new(out: &'w mut dyn Write) -> Self {
        Self { out }
    }
}

fn party(r: &Row<'_>, role: &str) -> Value {
    let (words, actor) = r.party(role);
    if words.is_empty() {
        return Value::Null;
    }
    match actor {
        Some(a) => json!({"text": words, "id": a.id, "name": a.en, "kind": a.kind, "country": a.country, "code": a.code}),
        None => json!({"text": words}),
    }
}

fn event(r: &Row<'_>, kind: &str) -> Value {
    let modes: Vec<&str> = r.names.claim_type(r.kind()).map(|t| t.mode.iter().map(String::as_str).collect()).unwrap_or_default();
    let (from, to, prec, told) = r.dates();
    let v = &r.found.version;
    let place = r.place();
    let count = |measure: &str| {
        list(r.claim, "figures")
            .iter()
            .find(|f| f["measure"].as_str() == Some(measure))
            .map(|f| json!({"low": f["low"], "high": f["high"], "exactness": f["exactness"]}))
    };
    json!({
        "event_id": format!("{}-{kind}", r.claim["id"].as_str().unwrap_or_default()),
        "type": kind,
        "mode": if modes.len() == 1 { json!(modes[0]) } else { Value::Null },
        "modes": modes,
        "date": from, "date_end": to, "date_prec": prec, "date_told": told,
        "actor": party(r, "agent"), "recipient": party(r, "target"),
        "location": if place.is_null() { Value::Null } else { json!({"text": place["text"], "id": place["place"]["id"], "name": place["place"]["en"], "country": place["place"]["country"], "latitude": place["place"]["lat"], "longitude": place["place"]["lon"], "radius_km": place["place"]["radius_km"], "where_prec": place["place"]["where_prec"]}) },
        "dead": r.dead().map(|f| json!({"low": f["low"], "high": f["high"], "exactness": f["exactness"]})), "injured": count("injured"),
        "status": r.claim["status"], "confidence": r.claim["confidence"],
        "source": {"outlet": v.report.source, "chain": chain(r), "root": root(r)["text"], "root_kind": root(r)["kind"]},
        "publication_date": v.report.published, "url": v.report.url, "language": v.report.language, "headline": v.report.title,
        "quote": {"text": r.quote, "start": r.quote_at.0, "end": r.quote_at.1}, "trigger": r.claim["trigger"],
        "claim": r.claim["id"], "claim_type": r.claim["type"], "document": v.document.to_string(), "version": v.id.to_string(),
        "rule": r.claim["rule"], "lexicon": Cell::text(format!("{:016x}", r.found.lexicon)).json(), "coder": r.found.tool,
    })
}

impl Sink for Lines<'_> {
    fn document(&mut self, _: &Match, rows: &[Row<'_>]) -> Result<u64, ExportError> {
        let mut n = 0;
        for r in rows {
            for kind in list(r.claim, "plover").iter().filter_map(Value::as_str) {
                writeln!(self.out, "{}", event(r, kind))?;
                n += 1;
            }
        }
        Ok(n)
    }

    fn end(&mut self) -> Result<(), ExportError> {
        Ok(())
    }
}
