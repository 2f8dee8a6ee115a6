//! `/actors`, `/places` and `/sources`.

use super::reply::{MOST, Paged, json_of, list};
use crate::serve::app::App;
use crate::serve::fault::Fault;
use crate::serve::view::{Named, View};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use marsad_core::reconcile::json;
use marsad_core::text::fold;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    q: String,
}

fn actor_of(app: &App, n: &Named) -> Value {
    let a = app.actors.get(&n.id).and_then(|n| app.knowledge.lexicon.actors.get(*n));
    json!({
        "id": n.id, "name": a.map_or(n.id.as_str(), |a| &a.name), "en": a.map_or("", |a| &a.en), "kind": a.map_or("", |a| &a.kind),
        "country": a.map_or("", |a| &a.country), "incidents": n.incidents.len(), "claims": n.claims.len(),
    })
}

fn place_of(view: &View, n: usize) -> Value {
    let (p, named) = &view.places[n];
    json!({
        "id": p.id, "name": p.name, "en": p.en, "lat": p.lat, "lon": p.lon, "country": p.country, "radius_km": p.radius_km,
        "where_prec": p.where_prec, "incidents": named.incidents.len(), "claims": named.claims.len(),
    })
}

/// A page of named things, by id.
fn page(mut all: Vec<Value>, q: &Which, paged: &Paged, headers: &HeaderMap) -> Result<Response, Fault> {
    let size = paged.size(MOST)?;
    let asked = fold(q.q.trim()).to_lowercase();
    all.retain(|v| {
        asked.is_empty() || ["name", "en", "id"].iter().any(|k| v[*k].as_str().is_some_and(|n| fold(n).to_lowercase().contains(&asked)))
    });
    all.sort_by(|a, b| a["id"].as_str().cmp(&b["id"].as_str()));
    let start = all.partition_point(|v| v["id"].as_str().unwrap_or_default() <= paged.after.as_str() && !paged.after.is_empty());
    let more = all.len() > start + size;
    let items: Vec<Value> = all.into_iter().skip(start).take(size).collect();
    let next = items.last().filter(|_| more).and_then(|v| v["id"].as_str().map(str::to_owned));
    Ok(list(headers, items, next))
}

/// `GET /actors`.
pub async fn actors(
    State(app): State<Arc<App>>,
    Query(q): Query<Which>,
    Query(paged): Query<Paged>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    page(app.view().actors.iter().map(|a| actor_of(&app, a)).collect(), &q, &paged, &headers)
}

/// `GET /actors/{id}`.
pub async fn actor(State(app): State<Arc<App>>, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Fault> {
    let view = app.view();
    let n = view.actor(&id).ok_or_else(|| Fault::missing(id))?;
    let mut v = actor_of(&app, &view.actors[n as usize]);
    v["newest_incidents"] = newest(&view, &view.actors[n as usize]);
    Ok(json_of(&headers, &v))
}

fn newest(view: &View, n: &Named) -> Value {
    n.incidents.iter().rev().take(100).map(|i| view.incidents[*i as usize].id.as_str()).collect()
}

/// `GET /places`.
pub async fn places(
    State(app): State<Arc<App>>,
    Query(q): Query<Which>,
    Query(paged): Query<Paged>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let view = app.view();
    page((0..view.places.len()).map(|n| place_of(&view, n)).collect(), &q, &paged, &headers)
}

/// `GET /places/{id}`: with who is said to have held it.
pub async fn place(State(app): State<Arc<App>>, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Fault> {
    let view = app.view();
    let n = view.place(&id).ok_or_else(|| Fault::missing(id.clone()))?;
    let mut v = place_of(&view, n as usize);
    v["newest_incidents"] = newest(&view, &view.places[n as usize].1);
    v["control"] = view.control.iter().filter(|c| c.place.as_ref().is_some_and(|p| p.id == id)).map(json::standing).collect();
    Ok(json_of(&headers, &v))
}

/// `GET /sources`.
pub async fn sources(
    State(app): State<Arc<App>>,
    Query(q): Query<Which>,
    Query(paged): Query<Paged>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let all = app
        .view()
        .sources
        .iter()
        .map(|s| {
            let known = app.outlets.get(&s.id);
            json!({
                "id": s.id, "name": s.id, "en": known.map_or("", |k| &k.en), "kind": known.map_or("", |k| &k.kind),
                "reliability": known.map_or("F", |k| &k.reliability), "documents": s.docs.len(), "claims": s.claims.len(), "incidents": s.incidents.len(),
            })
        })
        .collect();
    page(all, &q, &paged, &headers)
}
