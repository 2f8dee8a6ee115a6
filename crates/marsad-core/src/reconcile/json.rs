//! Incidents and standing facts as JSON.

use super::figures::{Bounds, Conflict, Counted};
use super::incident::{Contradiction, Incident};
use super::standing::Standing;
use super::telling::iso;
use crate::record::PlaceRef;
use serde_json::{Value, json};

fn number(x: Option<f64>) -> Value {
    match x {
        None => Value::Null,
        Some(x) if x.fract() == 0.0 && x.abs() < 9e15 => json!(x as i64),
        Some(x) => json!(x),
    }
}

fn place(p: &PlaceRef) -> Value {
    json!({"id": p.id, "name": p.name, "en": p.en, "lat": p.lat, "lon": p.lon, "country": p.country, "where_prec": p.where_prec})
}

fn figure(n: usize, f: &Counted) -> Value {
    let mut v = json!({
        "n": n, "measure": f.measure, "class": f.class, "low": number(f.low), "high": number(f.high), "exactness": f.exactness.name(),
        "text": f.words, "root": f.root, "chain": f.chain, "as_of": f.as_of, "document": f.document, "claim": f.claim,
    });
    if let Some(o) = v.as_object_mut() {
        if let Some(r) = f.replaced_by {
            o.insert("replaced_by".into(), r.into());
        }
        if let Some(w) = f.part_of {
            o.insert("part_of".into(), w.into());
            o.insert("fits".into(), f.fits.into());
        }
    }
    v
}

fn conflict(c: &Conflict) -> Value {
    let derived: Vec<Value> = c
        .derived
        .iter()
        .map(|d| json!({"value": number(Some(d.value)), "class": d.class, "whole": d.from.0, "part": d.from.1, "derived": true}))
        .collect();
    json!({"measure": c.measure, "scope": c.scope.name(), "figures": [c.figures.0, c.figures.1], "derived": derived})
}

fn bounds(b: &Bounds) -> Value {
    let mut v = json!({"measure": b.measure, "class": b.class, "low": number(b.low), "best": number(b.best), "high": number(b.high), "roots": b.roots, "rule": b.rule});
    if let Some(o) = v.as_object_mut().filter(|_| !b.reason.is_empty()) {
        o.insert("reason".into(), b.reason.as_str().into());
    }
    v
}

fn contradiction(c: &Contradiction) -> Value {
    let versions: Vec<Value> = c.versions.iter().map(|v| json!({"says": v.says, "roots": v.roots, "claims": v.claims})).collect();
    json!({"matter": c.matter.name(), "versions": versions})
}

/// One incident.
#[must_use]
pub fn incident(i: &Incident) -> Value {
    json!({
        "id": i.id,
        "type": i.kind,
        "place": i.place.as_ref().map(place),
        "from": iso(i.days.0),
        "to": iso(i.days.1),
        "documents": i.documents,
        "leads": i.leads,
        "grade": i.grade.name(),
        "credibility": i.grade.credibility(),
        "reason": i.reason,
        "roots": i.roots.iter().map(|r| json!({"name": r.name, "report_itself": r.outlet, "documents": r.documents})).collect::<Vec<_>>(),
        "figures": i.figures.iter().enumerate().map(|(n, f)| figure(n, f)).collect::<Vec<_>>(),
        "bounds": i.bounds.iter().map(bounds).collect::<Vec<_>>(),
        "conflicts": i.conflicts.iter().map(conflict).collect::<Vec<_>>(),
        "contradictions": i.contradictions.iter().map(contradiction).collect::<Vec<_>>(),
        "claims": i.claims.iter().map(|c| json!({
            "id": c.claim, "document": c.document, "type": c.kind, "joined_to": c.to,
            "why": c.why.iter().map(|(n, w)| json!({"what": n, "weight": (f64::from(*w) * 100.0).round() / 100.0})).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

/// One standing fact.
#[must_use]
pub fn standing(s: &Standing) -> Value {
    json!({
        "kind": s.kind, "who": s.who, "words": s.words, "whom": s.whom, "place": s.place.as_ref().map(place),
        "from": iso(s.from), "to": s.to.map(iso), "seen": iso(s.seen), "roots": s.roots, "claims": s.claims,
    })
}
