//! One claim: its words, its parts, why it was read so, what people decided about it.

use super::cards::{self, ClaimCard, IncidentCard};
use super::page::{Page, show};
use super::review::{HistoryRow, history_rows};
use crate::archive::sqlite::Current;
use crate::serve::app::App;
use crate::serve::ask::Ask;
use crate::serve::fault::Fault;
use crate::serve::redact::redact;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::Value;
use std::sync::Arc;

#[derive(Debug, Template)]
#[template(path = "claim.html")]
struct ClaimPage {
    p: Page,
    card: ClaimCard,
    rule: String,
    plover: String,
    lexicon: String,
    incident: Option<IncidentCard>,
    history: Vec<HistoryRow>,
    rejected: bool,
}

/// A claim's report, and the claim as people corrected it. A rejected one is given as the machine read it.
pub async fn find(app: &Arc<App>, id: &str, see: bool) -> Result<(Current, Value, Value), Fault> {
    let view = app.view();
    let known = view.claim(id).map(|c| view.documents[c.doc as usize].number);
    let asked = id.to_owned();
    let found = app
        .read(move |a| {
            use crate::archive::Archive;
            match known {
                Some(n) => a.coded_version(n),
                // rejected, or of an older version or coding
                None if asked.len() == 16 => match a.show(&asked)?.first() {
                    Some(s) => a.coded_version(s.version.number),
                    None => Ok(None),
                },
                None => Ok(None),
            }
        })
        .await?;
    let mut c = found.ok_or_else(|| Fault::missing(id))?;
    if !see {
        redact(&mut c);
    }
    let machine = c.coded["claims"].as_array().into_iter().flatten().find(|v| v["id"] == id).cloned().ok_or_else(|| Fault::missing(id))?;
    let mut corrected = machine.clone();
    app.overlay().correct(&mut corrected);
    Ok((c, machine, corrected))
}

/// `/L/claims/ID`.
pub async fn page(State(app): State<Arc<App>>, ask: Ask, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Fault> {
    let s = ask.speech;
    let view = app.view();
    let (c, _, claim) = find(&app, &id, ask.may_see(&app)).await?;
    let history = history_rows(&s, app.desk.history_of(&id)?);
    let card = cards::claim(&app, &view, &s, &c, &claim);
    let title = format!("{} · {}", card.kind, crate::serve::lang::short(claim["trigger"]["text"].as_str().unwrap_or_default(), 60));
    show(
        &ClaimPage {
            rule: claim["rule"].as_str().unwrap_or_default().to_owned(),
            plover: claim["plover"].as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(" · "),
            lexicon: format!("{:016x}", c.lexicon),
            incident: view.claim(&id).and_then(|b| b.incident).map(|n| cards::incident(&app, &view, &s, n)),
            rejected: claim["reviewed"] == "rejected",
            history,
            card,
            p: Page::new(&app, &ask, "claim", &title),
        },
        &headers,
    )
}
