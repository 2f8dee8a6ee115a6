//! `/documents` and `/search`.

use super::reply::{MOST, Paged, json_of, list};
use crate::archive::Archive;
use crate::archive::sqlite::Current;
use crate::serve::app::App;
use crate::serve::ask::Ask;
use crate::serve::fault::Fault;
use crate::serve::pages::Asked;
use crate::serve::redact;
use crate::serve::view::{Doc, View};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// A document in a list.
#[must_use]
pub fn brief(view: &View, d: &Doc) -> Value {
    json!({
        "id": d.id.to_string(), "title": d.title, "source": view.outlet(d), "published": d.published,
        "captured": time(d.captured), "claims": d.claims.1 - d.claims.0,
    })
}

/// An instant as RFC 3339.
#[must_use]
pub fn time(at: i64) -> String {
    jiff::Timestamp::from_second(at).map(|t| t.to_string()).unwrap_or_default()
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    source: String,
    from: String,
    to: String,
}

/// `GET /documents`.
pub async fn documents(
    State(app): State<Arc<App>>,
    Query(q): Query<Which>,
    Query(paged): Query<Paged>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (view, size) = (app.view(), paged.size(MOST)?);
    let day = |t: &str, last| -> Result<Option<i32>, Fault> {
        if t.is_empty() { Ok(None) } else { Ok(Some(crate::archive::query::day(t, last)?)) }
    };
    let (from, to) = (day(&q.from, false)?, day(&q.to, true)?);
    let start = after_document(&view, &paged.after)?;
    let source = if q.source.is_empty() { None } else { Some(view.source(&q.source).unwrap_or(u32::MAX)) };
    let mut found = view.documents[start..]
        .iter()
        .filter(|d| source.is_none_or(|s| d.source == s) && from.is_none_or(|f| d.day >= f) && to.is_none_or(|t| d.day <= t && d.day > 0));
    let items: Vec<Value> = found.by_ref().take(size).map(|d| brief(&view, d)).collect();
    let next = found.next().and(items.last()).and_then(|v| v["id"].as_str().map(str::to_owned));
    Ok(list(&headers, items, next))
}

/// The place behind a document in the order of capture.
fn after_document(view: &View, after: &str) -> Result<usize, Fault> {
    if after.is_empty() {
        return Ok(0);
    }
    id_of(after).and_then(|id| view.document(id)).map(|n| n as usize + 1).ok_or_else(|| Fault::wrong("after: the id of a document"))
}

/// A document's id from its 32 digits.
pub(super) fn id_of(s: &str) -> Option<crate::archive::Id> {
    if s.len() != 32 || !s.is_ascii() {
        return None;
    }
    let bytes: Vec<u8> = (0..16).map(|i| u8::from_str_radix(&s[2 * i..2 * i + 2], 16).ok()).collect::<Option<_>>()?;
    crate::archive::Id::from_slice(&bytes)
}

/// `GET /documents/{id}`.
pub async fn document(State(app): State<Arc<App>>, ask: Ask, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Fault> {
    let view = app.view();
    let n = id_of(&id).and_then(|i| view.document(i)).ok_or_else(|| Fault::missing(id))?;
    let d = &view.documents[n as usize];
    let number = d.number;
    let c = app.read(move |a| a.coded_version(number)).await?.ok_or_else(Fault::inside)?;
    let c = ready(&app, &ask, c);
    let r = &c.version.report;
    let mut v = brief(&view, d);
    if let Some(m) = v.as_object_mut() {
        for (k, x) in [
            ("title", &r.title),
            ("url", &r.url),
            ("byline", &r.byline),
            ("language", &r.language),
            ("ref", &r.reference),
            ("text", &r.text),
        ] {
            m.insert(k.into(), x.as_str().into());
        }
        m.insert("version".into(), c.version.id.to_string().into());
        m.insert("lexicon".into(), format!("{:016x}", c.lexicon).into());
        m.insert("raw_sha256".into(), crate::archive::custody::hex(&c.version.raw_sha256).into());
        m.insert("origin".into(), r.capture.origin.as_str().into());
        m.insert("claims".into(), c.coded["claims"].clone());
        m.insert("entities".into(), c.coded["entities"].clone());
    }
    Ok(json_of(&headers, &v))
}

/// A version as this visitor may see it: corrected, and with names hidden where they must be.
#[must_use]
pub fn ready(app: &App, ask: &Ask, mut c: Current) -> Current {
    app.overlay().apply(&mut c.coded);
    if !ask.may_see(app) {
        redact::redact(&mut c);
    }
    c
}

/// `GET /search`.
pub async fn search(
    State(app): State<Arc<App>>,
    ask: Ask,
    Query(asked): Query<Asked>,
    Query(paged): Query<Paged>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let size = paged.size(100)?;
    let offset: usize =
        if paged.after.is_empty() { 0 } else { paged.after.parse().map_err(|_| Fault::wrong("after: as given by next"))? };
    if offset > 2000 {
        return Err(Fault::wrong("after: search gives the best 2,000; filter more, or take documents or an export"));
    }
    let question = asked.question(offset, size + 1)?;
    let see = ask.may_see(&app);
    let mut hits = app
        .read(move |a| {
            let mut out = Vec::new();
            for h in a.search(&question)? {
                let names =
                    if see { Vec::new() } else { a.coded_version(h.version.number)?.map(|c| redact::names(&c.coded)).unwrap_or_default() };
                out.push((h, names));
            }
            Ok(out)
        })
        .await?;
    let next = (hits.len() > size).then(|| (offset + size).to_string());
    hits.truncate(size);
    let items = hits
        .into_iter()
        .map(|(h, names)| {
            let r = &h.version.report;
            let mut v = json!({
                "id": h.version.document.to_string(), "version": h.version.id.to_string(), "title": r.title, "source": r.source,
                "published": r.published, "current": h.current, "copies": h.copies, "score": (h.score * 1e4).round() / 1e4,
                "snippet": h.snippet, "highlights": h.snippet_marks, "claims": h.claims,
            });
            redact::hide_all(&mut v, &names);
            v
        })
        .collect();
    Ok(list(&headers, items, next))
}
