//! Reports, actors, places and sources: lists, and a page for each.

use super::cards::{self, ClaimCard, DocCard, IncidentCard, part};
use super::incidents::drawn_map;
use super::page::{Page, Paging, show};
use crate::serve::app::App;
use crate::serve::ask::Ask;
use crate::serve::draw::map::Map;
use crate::serve::fault::Fault;
use crate::serve::lang::{Lang, Speech, short};
use crate::serve::redact::redact;
use crate::serve::view::{Named, View};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use marsad_core::reconcile::telling::iso;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;

/// Things a page.
const SIZE: usize = 50;

/// A name in a list: address, name, the name in the other script, what is known of it, counts.
#[derive(Debug)]
struct NameRow {
    to: String,
    name: String,
    other: String,
    note: String,
    incidents: String,
    claims: String,
}

#[derive(Debug, Template)]
#[template(path = "names.html")]
struct NamesPage {
    p: Page,
    list: Vec<NameRow>,
    paging: Paging,
    q: String,
    path: String,
}

#[derive(Debug, Template)]
#[template(path = "reports.html")]
struct ReportsPage {
    p: Page,
    list: Vec<DocCard>,
    paging: Paging,
    found: String,
    problem: String,
    source: String,
    from: String,
    to: String,
}

#[derive(Debug, Template)]
#[template(path = "actor.html")]
struct ActorPage {
    p: Page,
    name: String,
    other: String,
    facts: Vec<(String, String)>,
    incidents: Vec<IncidentCard>,
    all: String,
    all_to: String,
    claims: Vec<ClaimCard>,
    query: String,
    map: Map,
}

/// An interval of control.
#[derive(Debug)]
struct Held {
    who: String,
    to: String,
    when: String,
    roots: String,
    claim: String,
    x: String,
    w: String,
    open: bool,
}

#[derive(Debug, Template)]
#[template(path = "place.html")]
struct PlacePage {
    p: Page,
    name: String,
    other: String,
    facts: Vec<(String, String)>,
    control: Vec<Held>,
    incidents: Vec<IncidentCard>,
    all: String,
    all_to: String,
    claims: Vec<ClaimCard>,
    query: String,
    map: Map,
}

#[derive(Debug, Template)]
#[template(path = "source.html")]
struct SourcePage {
    p: Page,
    name: String,
    facts: Vec<(String, String)>,
    agreement: Vec<(String, String, String)>,
    shared: String,
    reports: Vec<DocCard>,
    all_to: String,
    incidents: Vec<IncidentCard>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    q: String,
    page: String,
    source: String,
    from: String,
    to: String,
}

fn counts(s: &Speech, n: &Named) -> (String, String) {
    (s.count(n.incidents.len(), "incident"), s.count(n.claims.len(), "claim"))
}

fn list_page(
    app: &App,
    ask: &Ask,
    kind: &'static str,
    q: ListQuery,
    mut rows: Vec<(usize, NameRow)>,
    headers: &HeaderMap,
) -> Result<Response, Fault> {
    let s = ask.speech;
    let asked = marsad_core::text::fold(q.q.trim()).to_lowercase();
    if !asked.is_empty() {
        rows.retain(|(_, r)| [&r.name, &r.other].iter().any(|n| marsad_core::text::fold(n).to_lowercase().contains(&asked)));
    }
    rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.to.cmp(&b.1.to)));
    let path = format!("/{}/{kind}", s.lang.code());
    let paging = Paging::new(rows.len(), SIZE, &q.page, |n| format!("{path}?q={}&page={n}", part(&q.q)));
    let from = (paging.page - 1) * SIZE;
    let list = rows.into_iter().skip(from).take(SIZE).map(|r| r.1).collect();
    show(&NamesPage { list, paging, q: q.q, path, p: Page::new(app, ask, kind, s.t(kind)) }, headers)
}

/// `/L/actors`.
pub async fn actors(State(app): State<Arc<App>>, ask: Ask, Query(q): Query<ListQuery>, headers: HeaderMap) -> Result<Response, Fault> {
    let (s, view) = (ask.speech, app.view());
    let back = Speech { lang: s.lang.other(), ..s };
    let rows = view
        .actors
        .iter()
        .map(|a| {
            let (incidents, claims) = counts(&s, a);
            let known = app.actors.get(&a.id).and_then(|n| app.knowledge.lexicon.actors.get(*n));
            let row = NameRow {
                to: format!("/{}/actors/{}", s.lang.code(), part(&a.id)),
                name: cards::actor_name(&app, &s, &a.id),
                other: cards::actor_name(&app, &back, &a.id),
                note: known.map_or_else(String::new, |k| s.word("actor", &k.kind).to_owned()),
                incidents,
                claims,
            };
            (a.claims.len(), row)
        })
        .collect();
    list_page(&app, &ask, "actors", q, rows, &headers)
}

/// `/L/places`.
pub async fn places(State(app): State<Arc<App>>, ask: Ask, Query(q): Query<ListQuery>, headers: HeaderMap) -> Result<Response, Fault> {
    let (s, view) = (ask.speech, app.view());
    let back = Speech { lang: s.lang.other(), ..s };
    let rows = view
        .places
        .iter()
        .map(|(p, n)| {
            let (incidents, claims) = counts(&s, n);
            let row = NameRow {
                to: format!("/{}/places/{}", s.lang.code(), part(&p.id)),
                name: cards::place_name(&s, p),
                other: cards::place_name(&back, p),
                note: country(&app, &s, &p.country),
                incidents,
                claims,
            };
            (n.claims.len(), row)
        })
        .collect();
    list_page(&app, &ask, "places", q, rows, &headers)
}

/// `/L/sources`.
pub async fn sources(State(app): State<Arc<App>>, ask: Ask, Query(q): Query<ListQuery>, headers: HeaderMap) -> Result<Response, Fault> {
    let (s, view) = (ask.speech, app.view());
    let rows = view
        .sources
        .iter()
        .map(|n| {
            let (incidents, claims) = counts(&s, n);
            let known = app.outlets.get(&n.id);
            let row = NameRow {
                to: cards::source_address(&s, &n.id),
                name: if n.id.is_empty() { s.t("source.none").to_owned() } else { short(&n.id, 120) },
                other: known.map_or_else(String::new, |k| k.en.clone()),
                note: s.count(n.docs.len(), "report"),
                incidents,
                claims,
            };
            (n.docs.len(), row)
        })
        .collect();
    list_page(&app, &ask, "sources", q, rows, &headers)
}

/// A country's name by its two letters, from the gazetteer.
pub(super) fn country(app: &App, s: &Speech, code: &str) -> String {
    static NAMES: std::sync::OnceLock<HashMap<String, [String; 2]>> = std::sync::OnceLock::new();
    let names = NAMES.get_or_init(|| {
        app.knowledge
            .lexicon
            .places
            .iter()
            .filter(|p| p.class == "country")
            .map(|p| (p.country.clone(), [p.en.clone(), p.ar.first().cloned().unwrap_or_default()]))
            .collect()
    });
    names.get(code).map_or_else(|| code.to_owned(), |n| n[usize::from(s.lang == Lang::Ar)].clone())
}

/// The newest claims of a list, with their words.
async fn claims_of(app: &Arc<App>, ask: &Ask, view: &View, list: &[u32], most: usize) -> Result<Vec<ClaimCard>, Fault> {
    let mut chosen: Vec<u32> = list.to_vec();
    chosen.sort_by_key(|c| {
        let b = &view.claims[*c as usize];
        (std::cmp::Reverse(view.documents[b.doc as usize].day), *c)
    });
    chosen.truncate(most);
    let wanted: Vec<(i64, String)> = chosen
        .iter()
        .map(|c| {
            let b = &view.claims[*c as usize];
            (view.documents[b.doc as usize].number, b.id.to_string())
        })
        .collect();
    let (overlay, see) = (app.overlay(), ask.may_see(app));
    let held = app
        .read(move |a| {
            let mut out: HashMap<i64, crate::archive::sqlite::Current> = HashMap::new();
            for (n, _) in &wanted {
                if !out.contains_key(n)
                    && let Some(mut c) = a.coded_version(*n)?
                {
                    overlay.apply(&mut c.coded);
                    if !see {
                        redact(&mut c);
                    }
                    out.insert(*n, c);
                }
            }
            Ok(wanted.iter().filter_map(|(n, id)| Some((out.get(n)?.clone(), id.clone()))).collect::<Vec<_>>())
        })
        .await?;
    Ok(held
        .iter()
        .filter_map(|(c, id)| {
            let v = c.coded["claims"].as_array()?.iter().find(|v| v["id"] == id.as_str())?;
            Some(cards::claim(app, view, &ask.speech, c, v))
        })
        .collect())
}

/// Incidents of a name: the newest, and how many there are.
fn incidents_of(app: &App, view: &View, s: &Speech, n: &Named, most: usize) -> Vec<IncidentCard> {
    n.incidents.iter().rev().take(most).map(|n| cards::incident(app, view, s, *n)).collect()
}

/// `/L/actors/ID`.
pub async fn actor(State(app): State<Arc<App>>, ask: Ask, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Fault> {
    let (s, view) = (ask.speech, app.view());
    let n = view.actor(&id).ok_or_else(|| Fault::missing(id.clone()))?;
    let named = &view.actors[n as usize];
    let back = Speech { lang: s.lang.other(), ..s };
    let mut facts = Vec::new();
    if let Some(a) = app.actors.get(&id).and_then(|n| app.knowledge.lexicon.actors.get(*n)) {
        facts.push((s.t("actor.kind").to_owned(), s.word("actor", &a.kind).to_owned()));
        if !a.country.is_empty() {
            facts.push((s.t("actor.country").to_owned(), country(&app, &s, &a.country)));
        }
    }
    let name = cards::actor_name(&app, &s, &id);
    let shown: Vec<u32> = named.incidents.iter().rev().take(200).copied().collect();
    show(
        &ActorPage {
            other: cards::actor_name(&app, &back, &id),
            facts,
            incidents: incidents_of(&app, &view, &s, named, 12),
            all: s.count(named.incidents.len(), "incident"),
            all_to: format!("/{}/incidents?actor={}", s.lang.code(), part(&id)),
            claims: claims_of(&app, &ask, &view, &named.claims, 8).await?,
            query: format!("actor={}", part(&id)),
            map: drawn_map(&app, &view, &s, &shown),
            p: Page::new(&app, &ask, "actor", &name),
            name,
        },
        &headers,
    )
}

/// `/L/places/ID`.
pub async fn place(State(app): State<Arc<App>>, ask: Ask, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Fault> {
    let (s, view) = (ask.speech, app.view());
    let n = view.place(&id).ok_or_else(|| Fault::missing(id.clone()))?;
    let (p, named) = &view.places[n as usize];
    let back = Speech { lang: s.lang.other(), ..s };
    let held: Vec<_> = view.control.iter().filter(|c| c.place.as_ref().is_some_and(|q| q.id == id)).collect();
    let first = held.iter().map(|h| h.from).min().unwrap_or(0);
    let last = held.iter().map(|h| h.to.unwrap_or(h.seen).max(h.seen)).max().unwrap_or(1).max(first + 1);
    let at = |d: i32| f64::from(d - first) / f64::from(last - first) * 600.0 + 20.0;
    let control = held
        .iter()
        .map(|h| {
            let (a, b) = (at(h.from), at(h.to.unwrap_or(h.seen)).max(at(h.from) + 6.0));
            let known = app.actors.contains_key(&h.who);
            Held {
                who: if known { cards::actor_name(&app, &s, &h.who) } else { short(&h.words, 80) },
                to: if known { format!("/{}/actors/{}", s.lang.code(), part(&h.who)) } else { String::new() },
                when: match h.to {
                    Some(t) => s.days(&iso(h.from), &iso(t)),
                    None => format!("{} – … ({} {})", s.date(&iso(h.from)), s.t("control.seen"), s.date(&iso(h.seen))),
                },
                roots: short(&h.roots.join("، "), 200),
                claim: h.claims.first().cloned().unwrap_or_default(),
                x: crate::serve::draw::px(if s.lang == Lang::Ar { 640.0 - b } else { a }),
                w: crate::serve::draw::px(b - a),
                open: h.to.is_none(),
            }
        })
        .collect();
    let mut facts = vec![(s.t("place.country").to_owned(), country(&app, &s, &p.country))];
    facts.push((s.t("place.point").to_owned(), format!("{:.4}, {:.4}", p.lat, p.lon)));
    facts.push((s.t("place.precision").to_owned(), s.word("where_prec", &p.where_prec.to_string()).to_owned()));
    facts.push((s.t("place.id").to_owned(), p.id.clone()));
    let name = cards::place_name(&s, p);
    let dot = crate::serve::draw::map::Dot {
        lon: p.lon,
        lat: p.lat,
        km: f64::from(p.radius_km),
        count: 1,
        label: name.clone(),
        to: format!("/{}/incidents?place={}", s.lang.code(), part(&id)),
        class: "dot".into(),
    };
    show(
        &PlacePage {
            other: cards::place_name(&back, p),
            facts,
            control,
            incidents: incidents_of(&app, &view, &s, named, 15),
            all: s.count(named.incidents.len(), "incident"),
            all_to: format!("/{}/incidents?place={}", s.lang.code(), part(&id)),
            claims: claims_of(&app, &ask, &view, &named.claims, 6).await?,
            query: format!("place={}", part(&id)),
            map: crate::serve::draw::map::map(&[dot], &[], false),
            p: Page::new(&app, &ask, "place", &name),
            name,
        },
        &headers,
    )
}

/// `/L/sources/NAME`.
pub async fn source(State(app): State<Arc<App>>, ask: Ask, Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Fault> {
    let (s, view) = (ask.speech, app.view());
    let n = view.source(&name).ok_or_else(|| Fault::missing(name.clone()))?;
    let named = &view.sources[n as usize];
    let mut facts = vec![
        (s.t("reports").to_owned(), s.len(named.docs.len())),
        (s.t("claims").to_owned(), s.len(named.claims.len())),
        (s.t("incidents").to_owned(), s.len(named.incidents.len())),
    ];
    if let Some(k) = app.outlets.get(&name) {
        facts.push((s.t("source.kind").to_owned(), s.word("outlet", &k.kind).to_owned()));
        facts.push((s.t("source.grade").to_owned(), s.word("reliability", &k.reliability).to_owned()));
        facts.push((s.t("source.country").to_owned(), country(&app, &s, &k.country)));
    }
    // with whom it tells of the same events
    let (mut others, mut shared): (HashMap<u32, usize>, usize) = (HashMap::new(), 0);
    for i in named.incidents.iter().take(20_000) {
        let mut seen: Vec<u32> =
            view.rows[*i as usize].docs.iter().map(|d| view.documents[*d as usize].source).filter(|o| *o != n).collect();
        seen.sort_unstable();
        seen.dedup();
        shared += usize::from(!seen.is_empty());
        for o in seen {
            *others.entry(o).or_default() += 1;
        }
    }
    let mut agreement: Vec<(u32, usize)> = others.into_iter().collect();
    agreement.sort_by_key(|(o, c)| (std::cmp::Reverse(*c), *o));
    let mut docs: Vec<u32> = named.docs.clone();
    docs.sort_by_key(|d| (std::cmp::Reverse(view.documents[*d as usize].day), *d));
    show(
        &SourcePage {
            facts,
            shared: format!("{} ({})", s.count(shared, "incident"), s.percent(shared as f64 / named.incidents.len().max(1) as f64)),
            agreement: agreement
                .into_iter()
                .take(12)
                .map(|(o, c)| {
                    let id = &view.sources[o as usize].id;
                    (short(id, 80), cards::source_address(&s, id), s.count(c, "incident"))
                })
                .collect(),
            reports: docs.iter().take(15).map(|d| cards::doc(&view, &s, &view.documents[*d as usize])).collect(),
            all_to: format!("/{}/reports?source={}", s.lang.code(), part(&name)),
            incidents: incidents_of(&app, &view, &s, named, 8),
            p: Page::new(&app, &ask, "source", &name),
            name: short(&name, 120),
        },
        &headers,
    )
}

/// `/L/reports`.
pub async fn reports(State(app): State<Arc<App>>, ask: Ask, Query(q): Query<ListQuery>, headers: HeaderMap) -> Result<Response, Fault> {
    let (s, view) = (ask.speech, app.view());
    let day = |t: &str, last| -> Result<Option<i32>, Fault> {
        if t.is_empty() { Ok(None) } else { Ok(Some(crate::archive::query::day(t, last)?)) }
    };
    let (bounds, problem) = match (day(&q.from, false), day(&q.to, true)) {
        (Ok(a), Ok(b)) => ((a, b), String::new()),
        (Err(f), _) | (_, Err(f)) => ((None, None), f.about),
    };
    let mut docs: Vec<u32> = match (q.source.is_empty(), view.source(&q.source)) {
        (true, _) => (0..view.documents.len() as u32).collect(),
        (false, Some(n)) => view.sources[n as usize].docs.clone(),
        (false, None) => Vec::new(),
    };
    docs.retain(|d| {
        let day = view.documents[*d as usize].day;
        bounds.0.is_none_or(|a| day >= a) && bounds.1.is_none_or(|b| day <= b)
    });
    docs.sort_by_key(|d| (std::cmp::Reverse(view.documents[*d as usize].day), std::cmp::Reverse(*d)));
    let code = s.lang.code();
    let paging = Paging::new(docs.len(), SIZE, &q.page, |n| {
        format!("/{code}/reports?source={}&from={}&to={}&page={n}", part(&q.source), part(&q.from), part(&q.to))
    });
    show(
        &ReportsPage {
            list: paging.of(&docs, SIZE).iter().map(|d| cards::doc(&view, &s, &view.documents[*d as usize])).collect(),
            found: s.count(docs.len(), "report"),
            paging,
            problem,
            source: q.source,
            from: q.from,
            to: q.to,
            p: Page::new(&app, &ask, "reports", s.t("reports")),
        },
        &headers,
    )
}
