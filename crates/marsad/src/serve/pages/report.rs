//! One report: its text with every claim's spans marked, copies, versions, and how it was captured.

use super::cards::{self, ClaimCard, DocCard};
use super::page::{Page, show};
use super::text::{Piece, pieces, spans};
use crate::archive::custody::{Act, hex};
use crate::archive::sqlite::Current;
use crate::archive::{Archive, Stored};
use crate::serve::app::App;
use crate::serve::ask::Ask;
use crate::serve::fault::Fault;
use crate::serve::lang::{safe, short};
use crate::serve::redact::redact;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;

/// A version in the list of versions.
#[derive(Debug)]
struct VersionRow {
    id: String,
    when: String,
    current: bool,
    shown: bool,
}

/// A row of the custody log.
#[derive(Debug)]
struct Kept {
    row: String,
    when: String,
    act: String,
    digest: String,
    chain: String,
}

#[derive(Debug, Template)]
#[template(path = "report.html")]
struct ReportPage {
    p: Page,
    card: DocCard,
    url: String,
    byline: String,
    text: Vec<Piece>,
    claims: Vec<ClaimCard>,
    copies: Vec<DocCard>,
    versions: Vec<VersionRow>,
    custody: Vec<Kept>,
    capture: Vec<(String, String)>,
    old: bool,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct VersionQuery {
    #[serde(default)]
    version: String,
}

/// Only addresses of the web become links.
fn link(url: &str) -> String {
    if url.starts_with("https://") || url.starts_with("http://") { safe(url) } else { String::new() }
}

fn time(at: i64) -> String {
    jiff::Timestamp::from_second(at).map(|t| t.to_string()).unwrap_or_default()
}

/// `/L/reports/DOC`.
pub async fn page(
    State(app): State<Arc<App>>,
    ask: Ask,
    Path(id): Path<String>,
    Query(q): Query<VersionQuery>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let view = app.view();
    let s = ask.speech;
    let overlay = app.overlay();
    let asked = id.clone();
    let (stored, others, kept) = app
        .read(move |a| {
            let found = a.show(&asked)?;
            let n = found.first().map_or(0, |f| f.version.number);
            Ok((found, a.copies_of(n)?, a.custody_of(n)?))
        })
        .await?;
    let chosen = if q.version.is_empty() { stored.first() } else { stored.iter().find(|v| v.version.id.to_string() == q.version) };
    let Some(Stored { version, codings, current, copy_of, .. }) = chosen else { return Err(Fault::missing(id)) };
    let mut c = Current {
        version: version.clone(),
        lexicon: codings.first().map_or(0, |c| c.0),
        coded: codings.first().map_or(serde_json::Value::Null, |c| c.3.clone()),
    };
    overlay.apply(&mut c.coded);
    if !ask.may_see(&app) {
        redact(&mut c);
    }
    let r = &c.version.report;
    let list = c.coded["claims"].as_array().map_or(&[][..], Vec::as_slice);
    let marks: Vec<_> = list.iter().flat_map(spans).collect();
    let own = view.document(version.document).map(|d| &view.documents[d as usize]);
    let mut card = own.map_or_else(DocCard::default, |d| cards::doc(&view, &s, d));
    card.title = short(if r.title.is_empty() { r.text.lines().next().unwrap_or("") } else { &r.title }, 300);
    card.when = s.moment(&r.published);
    card.id = version.document.to_string();
    card.source = short(&r.source, 80);
    let by_number = |n: &i64| view.documents.binary_search_by_key(n, |d| d.number).ok().map(|i| &view.documents[i]);
    let copies: Vec<DocCard> = others.iter().filter_map(by_number).map(|d| cards::doc(&view, &s, d)).collect();
    let cap = &r.capture;
    let mut capture = vec![
        (s.t("capture.at").to_owned(), time(cap.at)),
        (s.t("capture.origin").to_owned(), short(&cap.origin, 300)),
        (s.t("capture.tool").to_owned(), cap.tool.clone()),
        (s.t("capture.sha256").to_owned(), hex(&c.version.raw_sha256)),
        (s.t("capture.lexicon").to_owned(), format!("{:016x}", c.lexicon)),
    ];
    if let Some(status) = cap.status {
        capture.push((s.t("capture.status").to_owned(), status.to_string()));
    }
    if let Some((of, share)) = copy_of {
        capture.push((s.t("capture.copy").to_owned(), format!("{of} ({})", s.percent(f64::from(*share)))));
    }
    let title = card.title.clone();
    show(
        &ReportPage {
            url: link(&r.url),
            byline: short(&r.byline, 120),
            text: pieces(&r.text, &marks, 0, usize::MAX),
            claims: list.iter().map(|v| cards::claim(&app, &view, &s, &c, v)).collect(),
            copies,
            versions: stored
                .iter()
                .map(|v| VersionRow {
                    id: v.version.id.to_string(),
                    when: s.moment(&time(v.version.report.capture.at)),
                    current: v.current,
                    shown: v.version.id == version.id,
                })
                .collect(),
            custody: kept
                .into_iter()
                .map(|(row, at, act, digest, chain)| Kept {
                    row: s.n(row as f64),
                    when: time(at),
                    act: s.word("act", Act::from_number(act).map_or("", Act::name)).to_owned(),
                    digest: hex(&digest),
                    chain: hex(&chain),
                })
                .collect(),
            capture,
            old: !current,
            card,
            p: Page::new(&app, &ask, "report", &title),
        },
        &headers,
    )
}
