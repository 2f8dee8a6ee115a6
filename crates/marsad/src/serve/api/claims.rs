//! `/claims`.

use super::documents::{brief, ready};
use super::reply::{MOST, Paged, json_of, list};
use crate::serve::app::App;
use crate::serve::ask::Ask;
use crate::serve::fault::Fault;
use crate::serve::filter::places_named;
use crate::serve::pages::find_claim;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// Conditions on claims.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    r#type: String,
    actor: String,
    place: String,
    source: String,
    status: String,
    from: String,
    to: String,
    confidence: String,
    incident: String,
}

/// A claim with its document and incident.
fn told(claim: &Value, document: Value, incident: Option<&str>) -> Value {
    let mut v = claim.clone();
    if let Some(m) = v.as_object_mut() {
        m.insert("document".into(), document);
        m.insert("incident".into(), incident.into());
    }
    v
}

/// `GET /claims`.
pub async fn claims(
    State(app): State<Arc<App>>,
    ask: Ask,
    Query(q): Query<Which>,
    Query(paged): Query<Paged>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (view, size) = (app.view(), paged.size(MOST)?);
    let day = |t: &str, last| -> Result<Option<i32>, Fault> {
        if t.is_empty() { Ok(None) } else { Ok(Some(crate::archive::query::day(t, last)?)) }
    };
    let (from, to) = (day(&q.from, false)?, day(&q.to, true)?);
    let least: f32 = if q.confidence.is_empty() { 0.0 } else { q.confidence.parse().map_err(|_| Fault::wrong("confidence: 0 to 1"))? };
    let start = match paged.after.as_str() {
        "" => 0,
        a => view.claim_number(a).ok_or_else(|| Fault::wrong("after: the id of a claim"))? + 1,
    };
    let none = |given: &str, found: Option<u32>| if given.is_empty() { None } else { Some(found.unwrap_or(u32::MAX)) };
    let (actor, source) = (none(&q.actor, view.actor(&q.actor)), none(&q.source, view.source(&q.source)));
    let incident = none(&q.incident, view.incident(&q.incident));
    let places = (!q.place.is_empty()).then(|| places_named(&view, &q.place));
    let kind = |k: &str| q.r#type.is_empty() || k == q.r#type || k.strip_prefix(q.r#type.as_str()).is_some_and(|r| r.starts_with('.'));
    let kinds: Vec<bool> = view.kinds.iter().map(|k| kind(k)).collect();
    let fits = |n: u32| {
        let c = &view.claims[n as usize];
        let d = &view.documents[c.doc as usize];
        kinds.get(usize::from(c.kind)).copied().unwrap_or(false)
            && (q.status.is_empty() || c.status.name() == q.status)
            && c.confidence >= least
            && actor.is_none_or(|a| c.actors.binary_search(&a).is_ok())
            && places.as_ref().is_none_or(|p| p.iter().any(|p| c.places.binary_search(p).is_ok()))
            && source.is_none_or(|s| d.source == s)
            && incident.is_none_or(|i| c.incident == Some(i))
            && from.is_none_or(|f| d.day >= f)
            && to.is_none_or(|t| d.day <= t && d.day > 0)
    };
    let mut found: Vec<u32> = (start..view.claims.len() as u32).filter(|n| fits(*n)).take(size + 1).collect();
    let more = found.len() > size;
    found.truncate(size);
    let next = found.last().filter(|_| more).map(|n| view.claims[*n as usize].id.to_string());
    let mut numbers: Vec<i64> = found.iter().map(|n| view.documents[view.claims[*n as usize].doc as usize].number).collect();
    numbers.dedup();
    let held = app
        .read(move |a| {
            let mut out = HashMap::new();
            for n in &numbers {
                if let Some(c) = a.coded_version(*n)? {
                    out.insert(*n, c);
                }
            }
            Ok(out)
        })
        .await?;
    let held: HashMap<i64, _> = held.into_iter().map(|(n, c)| (n, ready(&app, &ask, c))).collect();
    let items = found
        .iter()
        .filter_map(|n| {
            let b = &view.claims[*n as usize];
            let d = &view.documents[b.doc as usize];
            let c = held.get(&d.number)?.coded["claims"].as_array()?.iter().find(|c| c["id"] == b.id.as_ref())?;
            Some(told(c, brief(&view, d), b.incident.map(|i| view.incidents[i as usize].id.as_str())))
        })
        .collect();
    Ok(list(&headers, items, next))
}

/// `GET /claims/{id}`.
pub async fn claim(State(app): State<Arc<App>>, ask: Ask, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Fault> {
    let view = app.view();
    let (c, _, claim) = find_claim(&app, &id, ask.may_see(&app)).await?;
    let document = view.document(c.version.document).map_or(Value::Null, |n| brief(&view, &view.documents[n as usize]));
    let incident = view.claim(&id).and_then(|b| b.incident).map(|n| view.incidents[n as usize].id.as_str());
    let mut v = told(&claim, document, incident);
    if let Some(m) = v.as_object_mut() {
        m.insert("lexicon".into(), format!("{:016x}", c.lexicon).into());
        let history: Vec<Value> = app
            .desk
            .history_of(&id)?
            .into_iter()
            .map(|r| json!({"n": r.number, "at": super::documents::time(r.at), "act": r.act.name(), "undone": r.undone, "undoes": r.undoes, "body": r.body}))
            .collect();
        m.insert("history".into(), history.into());
    }
    Ok(json_of(&headers, &v))
}
