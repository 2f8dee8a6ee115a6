//! Incidents as list, map and timeline, filtered together.

use super::cards::{self, IncidentCard};
use super::page::{Page, Paging, show};
use crate::serve::app::App;
use crate::serve::ask::Ask;
use crate::serve::draw::map::{Dot, Map, map};
use crate::serve::draw::timeline::{Timeline, timeline};
use crate::serve::fault::Fault;
use crate::serve::filter::Filter;
use crate::serve::lang::{Lang, Speech};
use crate::serve::view::{Found, View};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;

/// Incidents a page.
const SIZE: usize = 25;

#[derive(Debug, Default, Deserialize)]
pub(super) struct PageQuery {
    #[serde(default)]
    pub page: String,
}

/// A choice of a form: value, words, whether chosen.
pub(super) type Choice = (String, String, bool);

#[derive(Debug, Template)]
#[template(path = "incidents.html")]
struct Incidents {
    p: Page,
    filter: Filter,
    types: Vec<Choice>,
    grades: Vec<Choice>,
    sorts: Vec<Choice>,
    chosen: Vec<(String, String, String)>,
    list: Vec<IncidentCard>,
    paging: Paging,
    found: String,
    map: Map,
    timeline: Timeline,
    query: String,
    problem: String,
}

/// All claim types that the archive has, families first, for a form.
pub(super) fn types(app: &App, view: &View, s: &Speech, chosen: &str) -> Vec<Choice> {
    let mut kinds: Vec<&str> = view.kinds.iter().map(String::as_str).collect();
    kinds.sort_unstable();
    let mut out: Vec<Choice> = Vec::new();
    let mut family = "";
    for k in kinds {
        let f = k.split('.').next().unwrap_or(k);
        if f != family {
            family = f;
            out.push((f.to_owned(), s.word("family", f).to_owned(), f == chosen));
        }
        out.push((k.to_owned(), format!("— {}", app.kinds.label(s.lang, k)), k == chosen));
    }
    out
}

pub(super) fn choices(s: &Speech, group: &str, words: &[&str], chosen: &str) -> Vec<Choice> {
    words.iter().map(|w| ((*w).to_owned(), s.word(group, w).to_owned(), *w == chosen)).collect()
}

/// The map of some incidents.
pub(super) fn drawn_map(app: &App, view: &View, s: &Speech, found: &[u32]) -> Map {
    let dots: Vec<Dot> = found
        .iter()
        .filter_map(|n| {
            let i = &view.incidents[*n as usize];
            let p = i.place.as_ref()?;
            Some(Dot {
                lon: p.lon,
                lat: p.lat,
                km: if p.where_prec > 1 { f64::from(p.radius_km) } else { 0.0 },
                count: 1,
                label: format!("{} · {} · {}", cards::place_name(s, p), app.kinds.label(s.lang, &i.kind), cards::days(s, i)),
                to: format!("/{}/incidents?place={}", s.lang.code(), cards::part(&p.id)),
                class: format!("dot {}", i.grade.name()),
            })
        })
        .collect();
    map(&dots, &[], true)
}

/// The timeline of some incidents.
pub(super) fn drawn_timeline(s: &Speech, found: &Found, filter: &Filter) -> Timeline {
    let counted = &found.bins;
    let most = 200;
    let skip = counted.len().saturating_sub(most);
    let list: Vec<(String, String, u32, String)> = counted
        .iter()
        .skip(skip)
        .map(|(k, n)| {
            let (n, when) = (*n, s.date(k));
            let to = format!("/{}/incidents?{}", s.lang.code(), filter.query(&[("from", k), ("to", k)]));
            (format!("{when}{} {}", s.t("colon"), s.count(n as usize, "incident")), to, n, when)
        })
        .collect();
    timeline(&list, s.lang == Lang::Ar)
}

/// `/L/incidents`.
pub async fn page(
    State(app): State<Arc<App>>,
    ask: Ask,
    Query(filter): Query<Filter>,
    Query(q): Query<PageQuery>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let view = app.view();
    let s = ask.speech;
    let (found, problem) = match app.find(&view, &filter) {
        Ok(f) => (f, String::new()),
        Err(f) if f.status.is_client_error() => (Arc::default(), f.about),
        Err(f) => return Err(f),
    };
    let code = s.lang.code();
    let paging = Paging::new(found.len(), SIZE, &q.page, |n| format!("/{code}/incidents?{}", filter.query(&[("page", &n.to_string())])));
    let mut chosen = Vec::new();
    for (k, v) in filter.parts() {
        let words = match k {
            "type" => {
                if v.contains('.') {
                    app.kinds.label(s.lang, v).to_owned()
                } else {
                    s.word("family", v).to_owned()
                }
            }
            "grade" => s.word("grade", v).to_owned(),
            "place" => view.place(v).map_or_else(|| v.to_owned(), |n| cards::place_name(&s, &view.places[n as usize].0)),
            "actor" => cards::actor_name(&app, &s, v),
            "from" | "to" => s.date(v),
            "sort" => continue,
            _ => v.to_owned(),
        };
        chosen.push((
            s.t(key(k)).to_owned(),
            crate::serve::lang::short(&words, 80),
            format!("/{code}/incidents?{}", filter.query(&[(k, "")])),
        ));
    }
    let mut p = Page::new(&app, &ask, "incidents", s.t("incidents"));
    p.feed = Some(filter.query(&[]));
    show(
        &Incidents {
            types: types(&app, &view, &s, &filter.r#type),
            grades: choices(&s, "grade", &["confirmed", "single_root", "contested", "denied", "unasserted"], &filter.grade),
            sorts: choices(&s, "sort", &["new", "old", "reports", "added"], &filter.sort),
            chosen,
            list: paging.of(&found, SIZE).iter().map(|n| cards::incident(&app, &view, &s, *n)).collect(),
            found: s.count(found.len(), "incident"),
            map: drawn_map(&app, &view, &s, &found[..found.len().min(300)]),
            timeline: drawn_timeline(&s, &found, &filter),
            query: filter.query(&[]),
            paging,
            problem,
            filter,
            p,
        },
        &headers,
    )
}

/// The label of a filter's part.
fn key(part: &str) -> &'static str {
    match part {
        "type" => "filter.type",
        "place" => "filter.place",
        "country" => "filter.country",
        "actor" => "filter.actor",
        "source" => "filter.source",
        "from" => "filter.from",
        "to" => "filter.to",
        "grade" => "filter.grade",
        "least" => "filter.least",
        "bbox" => "filter.bbox",
        _ => "filter.q",
    }
}
