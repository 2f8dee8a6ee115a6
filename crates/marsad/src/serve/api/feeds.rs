//! Any filter of incidents as an Atom and a JSON feed.

use super::incidents::Labels;
use super::reply::tagged;
use crate::serve::app::App;
use crate::serve::fault::Fault;
use crate::serve::filter::Filter;
use crate::serve::lang::{Speech, safe};
use crate::serve::view::View;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::Arc;

/// Entries of a feed.
const MOST: usize = 50;

/// An entry.
#[derive(Debug)]
struct Entry {
    id: String,
    title: String,
    when: String,
    to: String,
    kind: String,
    text: String,
}

#[derive(Debug, Template)]
#[template(path = "feed.xml")]
struct Atom {
    lang: &'static str,
    title: &'static str,
    home: String,
    own: String,
    updated: String,
    entries: Vec<Entry>,
}

/// Where this site is, as the reader called it.
fn home(app: &App, headers: &HeaderMap) -> String {
    let host = headers.get("host").and_then(|h| h.to_str().ok()).unwrap_or("127.0.0.1:7460");
    let plain = host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-' | '[' | ']'));
    let scheme = if app.settings.tls || app.settings.behind_proxy { "https" } else { "http" };
    format!("{scheme}://{}", if plain { host } else { "127.0.0.1" })
}

fn entries(app: &App, view: &View, s: &Speech, filter: &Filter, home: &str) -> Result<Vec<Entry>, Fault> {
    let found =
        app.find(view, &Filter { sort: if filter.sort.is_empty() { "added".into() } else { filter.sort.clone() }, ..filter.clone() })?;
    Ok(found
        .iter()
        .take(MOST)
        .map(|n| {
            let c = crate::serve::pages::incident_card(app, view, s, *n);
            let figures = c.figures.join(" · ");
            Entry {
                to: format!("{home}/{}/incidents/{}", s.lang.code(), c.id),
                title: xml(&c.title),
                when: super::documents::time(view.rows[*n as usize].newest),
                text: xml(&[c.kind.as_str(), &c.place, &c.when, &c.grade_label, &c.reports, &figures]
                    .into_iter()
                    .filter(|t| !t.is_empty())
                    .collect::<Vec<_>>()
                    .join(" · ")),
                kind: view.incidents[*n as usize].kind.clone(),
                id: c.id,
            }
        })
        .collect())
}

/// Letters that XML allows.
fn xml(s: &str) -> String {
    safe(s).chars().filter(|c| !matches!(c, '\u{FFFE}' | '\u{FFFF}')).collect()
}

/// `GET /incidents.atom`.
pub async fn atom(
    State(app): State<Arc<App>>,
    Query(filter): Query<Filter>,
    Query(labels): Query<Labels>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (view, s, home) = (app.view(), labels.speech()?, home(&app, &headers));
    let entries = entries(&app, &view, &s, &filter, &home)?;
    let feed = Atom {
        lang: s.lang.code(),
        title: s.t("site"),
        own: format!("{home}/api/v1/incidents.atom?{}", filter.query(&[])),
        updated: entries.iter().map(|e| e.when.clone()).max().unwrap_or_else(|| super::documents::time(0)),
        home,
        entries,
    };
    Ok(tagged(&headers, "application/atom+xml; charset=utf-8", feed.render().map_err(|_| Fault::inside())?))
}

/// `GET /incidents.feed.json`.
pub async fn feed(
    State(app): State<Arc<App>>,
    Query(filter): Query<Filter>,
    Query(labels): Query<Labels>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (view, s, home) = (app.view(), labels.speech()?, home(&app, &headers));
    let items: Vec<Value> = entries(&app, &view, &s, &filter, &home)?
        .into_iter()
        .map(|e| json!({"id": e.id, "url": e.to, "title": e.title, "content_text": e.text, "date_modified": e.when, "tags": [e.kind]}))
        .collect();
    let v = json!({
        "version": "https://jsonfeed.org/version/1.1", "title": s.t("site"), "language": s.lang.code(), "home_page_url": format!("{home}/{}/", s.lang.code()),
        "feed_url": format!("{home}/api/v1/incidents.feed.json?{}", filter.query(&[])), "items": items,
    });
    Ok(tagged(&headers, "application/feed+json", v.to_string()))
}
