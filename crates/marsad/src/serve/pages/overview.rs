//! The first page: what is new, where, and whose figures changed.

use super::cards::{self, IncidentCard};
use super::incidents::{drawn_map, drawn_timeline};
use super::page::{Page, show};
use crate::serve::app::App;
use crate::serve::ask::Ask;
use crate::serve::draw::map::Map;
use crate::serve::draw::timeline::Timeline;
use crate::serve::fault::Fault;
use crate::serve::filter::Filter;
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use marsad_core::reconcile::figures::Counted;
use std::sync::Arc;

/// A figure that a later one of the same root replaced.
#[derive(Debug)]
struct Changed {
    incident: String,
    title: String,
    measure: String,
    before: String,
    after: String,
    root: String,
    when: String,
}

#[derive(Debug, Template)]
#[template(path = "overview.html")]
struct Overview {
    p: Page,
    reports: String,
    claims: String,
    incidents: String,
    sources: String,
    newest: Vec<IncidentCard>,
    borne: Vec<IncidentCard>,
    changed: Vec<Changed>,
    map: Map,
    timeline: Timeline,
    query: String,
}

/// The first page.
pub async fn page(State(app): State<Arc<App>>, ask: Ask, headers: HeaderMap) -> Result<Response, Fault> {
    let view = app.view();
    let s = ask.speech;
    let newest = app.find(&view, &Filter { sort: "added".into(), ..Filter::default() })?;
    let borne = app.find(&view, &Filter { sort: "reports".into(), least: "2".into(), ..Filter::default() })?;
    let all = app.find(&view, &Filter::default())?;
    // the map shows what happened last, and what most reports tell of
    let shown: Vec<u32> = borne.iter().take(120).chain(all.iter().take(80)).copied().collect();
    let mut p = Page::new(&app, &ask, "overview", s.t("overview"));
    p.feed = Some(String::new());
    let mut changed = Vec::new();
    for n in borne.iter().chain(newest.iter()).take(2000) {
        let i = &view.incidents[*n as usize];
        for f in &i.figures {
            if let Some(after) = f.replaced_by.and_then(|r| i.figures.get(r)) {
                changed.push((after.as_of.clone(), *n, f.clone(), after.clone()));
            }
        }
    }
    changed.sort_by(|a, b| (&b.0, a.1).cmp(&(&a.0, b.1)));
    changed.dedup_by(|a, b| a.1 == b.1 && a.3.root_key == b.3.root_key && a.3.measure == b.3.measure);
    let amount = |f: &Counted| s.amount(f.low, f.high, f.exactness.name());
    let changed = changed
        .into_iter()
        .take(6)
        .map(|(as_of, n, before, after)| {
            let c = cards::incident(&app, &view, &s, n);
            Changed {
                incident: c.id,
                title: c.title,
                measure: s.word("measure", before.measure).to_owned(),
                before: amount(&before),
                after: amount(&after),
                root: crate::serve::lang::short(&after.root, 80),
                when: s.moment(&as_of),
            }
        })
        .collect();
    let list = |l: &[u32], most: usize| l.iter().take(most).map(|n| cards::incident(&app, &view, &s, *n)).collect();
    show(
        &Overview {
            reports: s.count(view.documents.len(), "report"),
            claims: s.count(view.claims.len(), "claim"),
            incidents: s.count(view.incidents.len(), "incident"),
            sources: s.count(view.sources.len(), "source"),
            newest: list(&newest, 8),
            borne: list(&borne, 8),
            changed,
            map: drawn_map(&app, &view, &s, &shown),
            timeline: drawn_timeline(&s, &all, &Filter::default()),
            query: "limit=2000".into(),
            p,
        },
        &headers,
    )
}
