//! `/incidents` with their map, timeline and figures.

use super::reply::{MOST, Paged, json_of, list, tagged};
use crate::serve::app::App;
use crate::serve::ask::Ask;
use crate::serve::fault::Fault;
use crate::serve::filter::Filter;
use crate::serve::lang::{Lang, Speech};
use crate::serve::pages::{figure_label, place_name, places_and_arrows, reports_of};
use crate::serve::view::View;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use marsad_core::reconcile::json;
use marsad_core::reconcile::telling::iso;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Points of a map.
const POINTS: usize = 5000;

/// The language of labels.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Labels {
    lang: String,
}

impl Labels {
    /// How labels speak; English without a wish.
    ///
    /// # Errors
    /// If it is neither ar nor en.
    pub fn speech(&self) -> Result<Speech, Fault> {
        let lang =
            if self.lang.is_empty() { Lang::En } else { Lang::from_code(&self.lang).ok_or_else(|| Fault::wrong("lang: ar or en"))? };
        Ok(Speech { lang, ..Speech::default() })
    }
}

/// An incident whose documents are named by their ids in the archive.
#[must_use]
pub fn whole(view: &View, n: u32) -> Value {
    let mut v = json::incident(&view.incidents[n as usize]);
    let id = |name: &Value| name.as_str().and_then(|n| view.named(n)).map_or_else(|| name.clone(), |d| d.id.to_string().into());
    let names = |list: &mut Value| list.as_array_mut().into_iter().flatten().for_each(|x| *x = id(x));
    names(&mut v["documents"]);
    names(&mut v["leads"]);
    for list in ["roots", "figures", "claims"] {
        for x in v[list].as_array_mut().into_iter().flatten() {
            match list {
                "roots" => names(&mut x["documents"]),
                _ => x["document"] = id(&x["document"]),
            }
            if list == "claims" {
                x["joined_to"] = id(&x["joined_to"]);
            }
        }
    }
    v
}

/// An incident in a list: without its claims and roots.
fn brief(view: &View, n: u32) -> Value {
    let mut v = whole(view, n);
    let title = view.documents.get(view.rows[n as usize].doc as usize).map_or("", |d| d.title.as_str());
    if let Some(m) = v.as_object_mut() {
        for k in ["claims", "roots", "figures", "conflicts", "contradictions"] {
            m.shift_remove(k);
        }
        m.insert("title".into(), title.into());
    }
    v
}

fn number(view: &View, id: &str) -> Result<u32, Fault> {
    view.incident(id).or_else(|| view.claim(id)?.incident).ok_or_else(|| Fault::missing(id))
}

/// `GET /incidents`.
pub async fn incidents(
    State(app): State<Arc<App>>,
    Query(filter): Query<Filter>,
    Query(paged): Query<Paged>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (view, size) = (app.view(), paged.size(MOST)?);
    let found = app.find(&view, &filter)?;
    let start = match paged.after.as_str() {
        "" => 0,
        a => {
            let n = view.incident(a).ok_or_else(|| Fault::wrong("after: the id of an incident"))?;
            found.iter().position(|m| *m == n).map_or(found.len(), |p| p + 1)
        }
    };
    let page = &found[start..(start + size).min(found.len())];
    let next = page.last().filter(|_| start + size < found.len()).map(|n| view.incidents[*n as usize].id.clone());
    Ok(list(&headers, page.iter().map(|n| brief(&view, *n)).collect(), next))
}

/// `GET /incidents/{id}`, and `.geojson` behind the id for its map.
pub async fn incident(
    State(app): State<Arc<App>>,
    ask: Ask,
    Path(id): Path<String>,
    Query(labels): Query<Labels>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let view = app.view();
    if let Some(id) = id.strip_suffix(".geojson") {
        return map_of(&app, &view, &ask, number(&view, id)?, &labels.speech()?, &headers).await;
    }
    Ok(json_of(&headers, &whole(&view, number(&view, &id)?)))
}

async fn map_of(app: &Arc<App>, view: &View, ask: &Ask, n: u32, s: &Speech, headers: &HeaderMap) -> Result<Response, Fault> {
    let i = &view.incidents[n as usize];
    let ids: BTreeSet<&str> = i.claims.iter().map(|c| c.claim.as_str()).collect();
    let held = reports_of(app, view, n, 40, ask.may_see(app)).await?;
    let claims: Vec<Value> = held
        .iter()
        .flat_map(|c| c.coded["claims"].as_array().into_iter().flatten())
        .filter(|c| c["id"].as_str().is_some_and(|x| ids.contains(x)))
        .cloned()
        .collect();
    let (places, arrows) = places_and_arrows(s, &claims);
    let mut features = Vec::new();
    for (p, role, claims) in places {
        let name = if s.lang == Lang::En { &p["en"] } else { &p["name"] };
        features.push(json!({
            "type": "Feature", "geometry": {"type": "Point", "coordinates": [p["lon"], p["lat"]]},
            "properties": {"kind": "place", "role": role.name(), "role_label": s.word("role", role.name()), "label": name, "id": p["id"],
                "radius_km": p["radius_km"], "where_prec": p["where_prec"],
                "url": format!("/{}/claims/{}", s.lang.code(), claims.first().map_or("", String::as_str)), "claims": claims},
        }));
    }
    for a in arrows {
        let line: Vec<[f64; 2]> = a.points.iter().map(|p| [p.0, p.1]).collect();
        let claim = a.to.rsplit('/').next().unwrap_or_default().to_owned();
        features.push(json!({
            "type": "Feature", "geometry": {"type": "LineString", "coordinates": line},
            "properties": {"kind": "movement", "label": a.label, "claim": claim, "url": a.to},
        }));
    }
    Ok(tagged(headers, "application/geo+json", json!({"type": "FeatureCollection", "features": features}).to_string()))
}

/// `GET /incidents/{id}/figures`.
pub async fn figures_of(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(labels): Query<Labels>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (view, s) = (app.view(), labels.speech()?);
    let mut v = whole(&view, number(&view, &id)?);
    let mut out = Map::new();
    for f in v["figures"].as_array_mut().into_iter().flatten() {
        labelled(&view, &s, f);
    }
    for k in ["figures", "bounds", "conflicts"] {
        out.insert(k.into(), v[k].take());
    }
    Ok(json_of(&headers, &out.into()))
}

/// A figure with what a drawing tells beside it.
fn labelled(view: &View, s: &Speech, f: &mut Value) {
    let text = |k: &str| f[k].as_str().unwrap_or_default();
    let label = format!(
        "{} {}",
        s.amount(f["low"].as_f64(), f["high"].as_f64(), text("exactness")),
        figure_label(s, text("measure"), text("class"))
    );
    let outlet = super::documents::id_of(text("document"))
        .and_then(|i| view.document(i))
        .map(|n| view.outlet(&view.documents[n as usize]).to_owned());
    let url = format!("/{}/claims/{}", s.lang.code(), text("claim"));
    if let Some(m) = f.as_object_mut() {
        m.insert("label".into(), label.into());
        m.insert("outlet".into(), outlet.into());
        m.insert("url".into(), url.into());
    }
}

/// `GET /figures`: all figures of the incidents that match.
pub async fn figures(
    State(app): State<Arc<App>>,
    Query(filter): Query<Filter>,
    Query(paged): Query<Paged>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (view, size) = (app.view(), paged.size(MOST)?);
    let found = app.find(&view, &filter)?;
    let wrong = || Fault::wrong("after: as given by next");
    let (start, mut skip) = match paged.after.split_once(':') {
        None if paged.after.is_empty() => (0, 0),
        None => return Err(wrong()),
        Some((id, n)) => {
            let at = view.incident(id).ok_or_else(wrong)?;
            (found.iter().position(|m| *m == at).ok_or_else(wrong)?, n.parse::<usize>().map_err(|_| wrong())?.saturating_add(1))
        }
    };
    let (mut items, mut next): (Vec<Value>, Option<String>) = (Vec::new(), None);
    'all: for n in &found[start..] {
        let i = &view.incidents[*n as usize];
        if i.figures.len() > skip {
            let mut v = whole(&view, *n);
            for f in v["figures"].as_array_mut().into_iter().flatten().skip(skip) {
                if items.len() == size {
                    next = items.last().map(|l| format!("{}:{}", l["incident"].as_str().unwrap_or_default(), l["n"]));
                    break 'all;
                }
                f["incident"] = i.id.as_str().into();
                f["type"] = i.kind.as_str().into();
                f["from"] = iso(i.days.0).into();
                f["to"] = iso(i.days.1).into();
                f["place"] = i.place.as_ref().map(|p| p.id.as_str()).into();
                items.push(f.take());
            }
        }
        skip = 0;
    }
    Ok(list(&headers, items, next))
}

/// `GET /incidents.geojson`.
pub async fn geojson(
    State(app): State<Arc<App>>,
    Query(filter): Query<Filter>,
    Query(labels): Query<Labels>,
    Query(paged): Query<Paged>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (view, s) = (app.view(), labels.speech()?);
    let most = if paged.limit.is_empty() { POINTS } else { paged.size(POINTS)? };
    let found = app.find(&view, &filter)?;
    let features: Vec<Value> = found
        .iter()
        .filter_map(|n| {
            let (i, r) = (&view.incidents[*n as usize], &view.rows[*n as usize]);
            let p = i.place.as_ref()?;
            Some(json!({
                "type": "Feature", "id": i.id, "geometry": {"type": "Point", "coordinates": [p.lon, p.lat]},
                "properties": {
                    "id": i.id, "type": i.kind, "type_label": app.kinds.label(s.lang, &i.kind),
                    "label": view.documents.get(r.doc as usize).map_or_else(String::new, |d| crate::serve::lang::short(&d.title, 120)),
                    "place": place_name(&s, p), "from": iso(i.days.0), "to": iso(i.days.1), "grade": i.grade.name(),
                    "reports": r.docs.len(), "leads": i.leads.len(), "radius_km": p.radius_km, "where_prec": p.where_prec,
                    "url": format!("/{}/incidents/{}", s.lang.code(), i.id),
                },
            }))
        })
        .take(most)
        .collect();
    Ok(tagged(&headers, "application/geo+json", json!({"type": "FeatureCollection", "features": features}).to_string()))
}

/// `GET /incidents/timeline`.
pub async fn timeline(
    State(app): State<Arc<App>>,
    Query(filter): Query<Filter>,
    Query(labels): Query<Labels>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (view, s) = (app.view(), labels.speech()?);
    let found = app.find(&view, &filter)?;
    let list: Vec<Value> = found
        .bins
        .iter()
        .map(|(k, n)| {
            let bounds = |last| crate::archive::query::day(k, last).map(crate::archive::record::iso_day).unwrap_or_default();
            json!({
                "from": bounds(false), "to": bounds(true), "incidents": n, "label": s.date(k),
                "url": format!("/{}/incidents?{}", s.lang.code(), filter.query(&[("from", k), ("to", k)])),
            })
        })
        .collect();
    Ok(json_of(&headers, &json!({"unit": found.unit, "bins": list})))
}
