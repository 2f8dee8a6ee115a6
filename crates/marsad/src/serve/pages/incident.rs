//! One incident: figures by source with their chains, what disagrees, where, which reports, the very words.

use super::cards::{self, ClaimCard, DocCard};
use super::page::{Page, show};
use crate::archive::sqlite::Current;
use crate::serve::app::App;
use crate::serve::ask::Ask;
use crate::serve::draw::chain::{Graph, Way, graph};
use crate::serve::draw::chart::{Chart, Item, chart};
use crate::serve::draw::map::{Arrow, Dot, Map, map};
use crate::serve::fault::Fault;
use crate::serve::lang::{Lang, Speech, short};
use crate::serve::redact::redact;
use crate::serve::view::{View, moves};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use marsad_core::reconcile::Incident;
use marsad_core::reconcile::figures::Counted;
use marsad_core::record::RoleKind;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Reports whose words are shown.
const QUOTED: usize = 12;
/// Claims quoted of each.
const EACH: usize = 3;

/// A row of the figures.
#[derive(Debug)]
struct FigureRow {
    n: usize,
    measure: String,
    amount: String,
    words: String,
    chain: Vec<String>,
    outlet: String,
    doc: String,
    claim: String,
    when: String,
    note: String,
}

/// Low, best and high.
#[derive(Debug)]
struct BoundsRow {
    measure: String,
    measure_id: String,
    class_id: String,
    low: String,
    best: String,
    high: String,
    roots: String,
    rule: String,
    reason: String,
}

#[derive(Debug, Template)]
#[template(path = "incident.html")]
struct IncidentPage {
    p: Page,
    card: cards::IncidentCard,
    reason: (String, Vec<String>),
    credibility: String,
    figures: Vec<FigureRow>,
    bounds: Vec<BoundsRow>,
    charts: Vec<Chart>,
    graph: Graph,
    map: Map,
    movements: Vec<(String, String)>,
    conflicts: Vec<(String, String, Vec<String>)>,
    contradictions: Vec<(String, Vec<(String, String)>)>,
    roots: Vec<(String, String, bool)>,
    reports: Vec<DocCard>,
    evidence: Vec<ClaimCard>,
    more: usize,
    near: Vec<cards::IncidentCard>,
    members: Vec<(String, String)>,
}

/// «Killed (civilians)».
#[must_use]
pub fn figure_label(s: &Speech, measure: &str, class: &str) -> String {
    if class.is_empty() || class == "person" {
        s.word("measure", measure).to_owned()
    } else {
        format!("{} ({})", s.word("measure", measure), s.word("class", class))
    }
}

/// The way of each figure from its root to the report that prints it.
#[must_use]
pub fn ways(view: &View, s: &Speech, i: &Incident) -> Vec<Way> {
    i.figures
        .iter()
        .enumerate()
        .map(|(n, f)| Way {
            n,
            links: f.chain.iter().rev().cloned().collect(),
            outlet: view.named(&f.document).map_or_else(String::new, |d| view.outlet(d).to_owned()),
            amount: format!("{} {}", s.amount(f.low, f.high, f.exactness.name()), figure_label(s, f.measure, &f.class)),
            to: format!("/{}/claims/{}", s.lang.code(), f.claim),
        })
        .collect()
}

fn row(view: &View, s: &Speech, n: usize, f: &Counted) -> FigureRow {
    let d = view.named(&f.document);
    let mut notes: Vec<String> = Vec::new();
    if let Some(r) = f.replaced_by {
        notes.push(format!("{} {}", s.t("figure.replaced"), s.len(r + 1)));
    }
    if let Some(w) = f.part_of {
        notes.push(format!("{} {}", s.t(if f.fits { "figure.part" } else { "figure.unfit" }), s.len(w + 1)));
    }
    FigureRow {
        n,
        measure: figure_label(s, f.measure, &f.class),
        amount: s.amount(f.low, f.high, f.exactness.name()),
        words: short(&f.words, 160),
        chain: f.chain.iter().map(|c| short(c, 120)).collect(),
        outlet: d.map_or_else(String::new, |d| short(view.outlet(d), 80)),
        doc: d.map_or_else(String::new, |d| d.id.to_string()),
        claim: f.claim.clone(),
        when: s.moment(&f.as_of),
        note: notes.join(s.t("list.comma")),
    }
}

fn charts(view: &View, s: &Speech, i: &Incident) -> Vec<Chart> {
    i.bounds
        .iter()
        .filter_map(|b| {
            let items: Vec<Item> = i
                .figures
                .iter()
                .enumerate()
                .filter(|(_, f)| (f.measure, &f.class) == (b.measure, &b.class) && f.low.or(f.high).is_some())
                .take(24)
                .map(|(n, f)| Item {
                    n,
                    low: f.low,
                    high: f.high,
                    who: short(if f.root.is_empty() { view.named(&f.document).map_or("", |d| view.outlet(d)) } else { &f.root }, 48),
                    amount: s.amount(f.low, f.high, f.exactness.name()),
                    faint: f.replaced_by.is_some() || f.part_of.is_some(),
                })
                .collect();
            (items.len() > 1)
                .then(|| chart(&figure_label(s, b.measure, &b.class), &items, [b.low, b.best, b.high], s.lang == Lang::Ar, |v| s.n(v)))
        })
        .take(6)
        .collect()
}

/// Places of claims, and movements from origin by way of others to destination.
pub fn places_and_arrows(s: &Speech, claims: &[Value]) -> (Vec<(Value, RoleKind, Vec<String>)>, Vec<Arrow>) {
    let mut places: Vec<(Value, RoleKind, Vec<String>)> = Vec::new();
    let mut arrows: Vec<Arrow> = Vec::new();
    for c in claims {
        let id = c["id"].as_str().unwrap_or_default();
        let mut stops: Vec<(RoleKind, f64, f64, String)> = Vec::new();
        for p in c["places"].as_array().into_iter().flatten() {
            let Some(role) = p["role"].as_str().and_then(RoleKind::from_name) else { continue };
            let place = &p["place"];
            let (Some(lat), Some(lon)) = (place["lat"].as_f64(), place["lon"].as_f64()) else { continue };
            match places.iter_mut().find(|x| x.0["id"] == place["id"] && x.1 == role) {
                Some(x) => x.2.push(id.to_owned()),
                None => places.push((place.clone(), role, vec![id.to_owned()])),
            }
            let name = if s.lang == Lang::En { &place["en"] } else { &place["name"] };
            stops.push((role, lon, lat, name.as_str().unwrap_or_default().to_owned()));
        }
        stops.retain(|x| moves(x.0));
        stops.sort_by_key(|x| x.0);
        let ways = stops.iter().map(|x| x.0).collect::<BTreeSet<_>>().len();
        if ways > 1 {
            let arrow = Arrow {
                points: stops.iter().map(|x| (x.1, x.2)).collect(),
                label: stops.iter().map(|x| x.3.as_str()).collect::<Vec<_>>().join(if s.lang == Lang::Ar { " ← " } else { " → " }),
                to: format!("/{}/claims/{id}", s.lang.code()),
            };
            if !arrows.iter().any(|a| a.points == arrow.points) {
                arrows.push(arrow);
            }
        }
    }
    (places, arrows)
}

fn drawn(s: &Speech, claims: &[Value]) -> (Map, Vec<(String, String)>) {
    let (places, arrows) = places_and_arrows(s, claims);
    let dots: Vec<Dot> = places
        .iter()
        .map(|(p, role, claims)| {
            let name = if s.lang == Lang::En { &p["en"] } else { &p["name"] };
            let fuzzy = p["where_prec"].as_u64().unwrap_or(1) > 1;
            Dot {
                lon: p["lon"].as_f64().unwrap_or(0.0),
                lat: p["lat"].as_f64().unwrap_or(0.0),
                km: if fuzzy { p["radius_km"].as_f64().unwrap_or(0.0) } else { 0.0 },
                count: 1,
                label: format!("{} ({})", name.as_str().unwrap_or_default(), s.word("role", role.name())),
                to: format!("/{}/claims/{}", s.lang.code(), claims.first().map_or("", String::as_str)),
                class: format!("dot role-{}", role.name()),
            }
        })
        .collect();
    let told = arrows.iter().map(|a| (a.label.clone(), a.to.clone())).collect();
    (map(&dots, &arrows, false), told)
}

/// The reports of an incident with their claims, corrected, and hidden where they must be; at most `most`.
pub async fn reports_of(app: &Arc<App>, view: &View, n: u32, most: usize, see: bool) -> Result<Vec<Current>, Fault> {
    let numbers: Vec<i64> = view.rows[n as usize].docs.iter().take(most).map(|d| view.documents[*d as usize].number).collect();
    let overlay = app.overlay();
    app.read(move |a| {
        let mut out = Vec::with_capacity(numbers.len());
        for n in &numbers {
            if let Some(mut c) = a.coded_version(*n)? {
                overlay.apply(&mut c.coded);
                if !see {
                    redact(&mut c);
                }
                out.push(c);
            }
        }
        Ok(out)
    })
    .await
}

/// `/L/incidents/ID`.
pub async fn page(State(app): State<Arc<App>>, ask: Ask, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Fault> {
    let view = app.view();
    let s = ask.speech;
    // a claim's id leads to its incident: that stays when an incident's own id changes
    let n = view.incident(&id).or_else(|| view.claim(&id)?.incident).ok_or_else(|| Fault::missing(id))?;
    let i = &view.incidents[n as usize];
    let held = reports_of(&app, &view, n, 40, ask.may_see(&app)).await?;
    let ids: BTreeSet<&str> = i.claims.iter().map(|c| c.claim.as_str()).collect();
    let own = |c: &Current| -> Vec<Value> {
        c.coded["claims"].as_array().into_iter().flatten().filter(|v| v["id"].as_str().is_some_and(|x| ids.contains(x))).cloned().collect()
    };
    let claims: Vec<Value> = held.iter().flat_map(own).collect();
    let mut evidence = Vec::new();
    for c in held.iter().take(QUOTED) {
        let mut list = own(c);
        list.sort_by(|a, b| b["confidence"].as_f64().unwrap_or(0.0).total_cmp(&a["confidence"].as_f64().unwrap_or(0.0)));
        evidence.extend(list.iter().take(EACH).map(|v| cards::claim(&app, &view, &s, c, v)));
    }
    let (map, movements) = drawn(&s, &claims);
    let side = |k: usize| {
        i.figures.get(k).map_or_else(String::new, |f| {
            let who = if f.root.is_empty() { view.named(&f.document).map_or("", |d| view.outlet(d)) } else { &f.root };
            format!("{} {} ({})", s.amount(f.low, f.high, f.exactness.name()), figure_label(&s, f.measure, &f.class), short(who, 80))
        })
    };
    let reports: Vec<DocCard> = view.rows[n as usize]
        .docs
        .iter()
        .take(100)
        .map(|d| {
            let doc = &view.documents[*d as usize];
            let mut card = cards::doc(&view, &s, doc);
            let leads = i.leads.contains(&doc.name);
            let why: BTreeSet<&str> = i.claims.iter().filter(|c| c.document == doc.name).flat_map(|c| c.why.iter().map(|w| w.0)).collect();
            card.note = s.t(if leads { "leads" } else { "mentions" }).to_owned();
            if !why.is_empty() {
                let words: Vec<&str> = why.into_iter().map(|w| s.word("why", w)).collect();
                card.note.push_str(&format!(" · {}{} {}", s.t("joined"), s.t("colon"), words.join(s.t("list.comma"))));
            }
            card
        })
        .collect();
    let card = cards::incident(&app, &view, &s, n);
    let title = format!("{} · {} · {}", card.kind, if card.place.is_empty() { s.t("unplaced") } else { &card.place }, card.when);
    let shown = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), |x| s.n(x));
    let near = if ask.must_be(crate::serve::desk::people::Role::Reviewer).is_ok() { neighbours(&view, n) } else { Vec::new() };
    show(
        &IncidentPage {
            reason: reason(&s, i),
            credibility: s.n(i.grade.credibility()),
            figures: i.figures.iter().enumerate().take(200).map(|(n, f)| row(&view, &s, n, f)).collect(),
            bounds: i
                .bounds
                .iter()
                .map(|b| BoundsRow {
                    measure: figure_label(&s, b.measure, &b.class),
                    measure_id: b.measure.to_owned(),
                    class_id: b.class.clone(),
                    low: shown(b.low),
                    best: shown(b.best),
                    high: shown(b.high),
                    roots: s.count(b.roots, "root"),
                    rule: s.word("rule", b.rule).to_owned(),
                    reason: short(&b.reason, 200),
                })
                .collect(),
            charts: charts(&view, &s, i),
            graph: graph(&ways(&view, &s, i), s.lang == Lang::Ar),
            map,
            movements,
            conflicts: i
                .conflicts
                .iter()
                .take(40)
                .map(|c| {
                    let derived = c.derived.iter().map(|d| format!("{} {}", s.n(d.value), s.word("class", &d.class))).collect();
                    (s.word("scope", c.scope.name()).to_owned(), format!("{} ⟷ {}", side(c.figures.0), side(c.figures.1)), derived)
                })
                .collect(),
            contradictions: i
                .contradictions
                .iter()
                .map(|c| {
                    let versions = c.versions.iter().take(12).map(|v| (short(&v.says, 120), short(&v.roots.join("، "), 200))).collect();
                    (s.word("matter", c.matter.name()).to_owned(), versions)
                })
                .collect(),
            roots: i.roots.iter().take(40).map(|r| (short(&r.name, 120), s.count(r.documents.len(), "report"), r.outlet)).collect(),
            more: view.rows[n as usize].docs.len().saturating_sub(reports.len()),
            reports,
            evidence,
            near: near.into_iter().map(|n| cards::incident(&app, &view, &s, n)).collect(),
            members: i
                .claims
                .iter()
                .skip(1)
                .take(60)
                .map(|c| {
                    let doc = view.named(&c.document).map_or("", |d| d.title.as_str());
                    (c.claim.clone(), format!("{} · {}", app.kinds.label(s.lang, &c.kind), short(doc, 60)))
                })
                .collect(),
            card,
            p: Page::new(&app, &ask, "incident", &title),
        },
        &headers,
    )
}

/// Why it has its grade: how many independent roots, and the names of some.
fn reason(s: &Speech, i: &Incident) -> (String, Vec<String>) {
    let named: Vec<&str> = i.roots.iter().filter(|r| !r.outlet).map(|r| r.name.as_str()).collect();
    let all: Vec<&str> = if named.is_empty() { i.roots.iter().map(|r| r.name.as_str()).collect() } else { named };
    let words = s.word("reason", i.grade.name());
    if all.is_empty() {
        return (words.to_owned(), Vec::new());
    }
    let some = all.iter().take(3).map(|n| short(n, 80)).collect();
    (format!("{words} {}{}", s.count(all.len(), "root"), s.t("colon")), some)
}

/// Incidents at the same place within a week: what a reviewer may join.
fn neighbours(view: &View, n: u32) -> Vec<u32> {
    let i = &view.incidents[n as usize];
    let Some(p) = view.rows[n as usize].place else { return Vec::new() };
    view.places[p as usize]
        .1
        .incidents
        .iter()
        .copied()
        .filter(|m| *m != n && (view.incidents[*m as usize].days.0 - i.days.0).abs() <= 7)
        .take(12)
        .collect()
}
