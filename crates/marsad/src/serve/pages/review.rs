//! Review: the queue, the form of one claim, decisions on incidents, history and undo, gold files.

use super::cards::{self, ClaimCard};
use super::correct::{self, Row};
use super::incidents::{Choice, choices};
use super::page::{Page, Paging, show};
use super::text::{Piece, pieces, spans};
use crate::archive::sqlite::Decided;
use crate::serve::app::App;
use crate::serve::ask::Ask;
use crate::serve::desk::gold as gold_file;
use crate::serve::desk::overlay::Standing;
use crate::serve::desk::people::Role;
use crate::serve::desk::reviews::{Act, Review};
use crate::serve::fault::Fault;
use crate::serve::guard;
use crate::serve::lang::{Speech, short};
use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Claims of the queue a page.
const SIZE: usize = 20;

/// A row of a history.
#[derive(Debug)]
pub struct HistoryRow {
    /// See the template.
    pub number: i64,
    /// claim or incident.
    pub of: &'static str,
    /// See the template.
    pub when: String,
    /// See the template.
    pub who: String,
    /// See the template.
    pub act: String,
    /// See the template.
    pub subject: String,
    /// See the template.
    pub what: String,
    /// See the template.
    pub note: String,
    /// See the template.
    pub undone: bool,
    /// See the template.
    pub can_undo: bool,
}

/// Rows as they are shown.
pub(super) fn history_rows(s: &Speech, list: Vec<Review>) -> Vec<HistoryRow> {
    list.into_iter()
        .map(|r| {
            let what = match r.act {
                Act::Correct => {
                    let fields: Vec<&str> = r.body["fields"].as_object().into_iter().flatten().map(|(k, _)| s.word("field", k)).collect();
                    fields.join(s.t("list.comma"))
                }
                Act::Undo => r.undoes.map_or_else(String::new, |n| s.n(n as f64)),
                _ => String::new(),
            };
            HistoryRow {
                number: r.number,
                when: s.moment(&jiff::Timestamp::from_second(r.at).map(|t| t.to_string()).unwrap_or_default()),
                who: short(&r.who, 60),
                act: s.word("act", r.act.name()).to_owned(),
                subject: r.subject,
                of: "claim",
                what,
                note: short(&r.note, 300),
                undone: r.undone,
                can_undo: !r.undone && r.act != Act::Undo,
            }
        })
        .collect()
}

/// Decisions on incidents as they are shown.
pub(super) fn incident_rows(s: &Speech, list: Vec<Decided>) -> Vec<HistoryRow> {
    let undone: BTreeSet<i64> = list.iter().filter_map(|d| d.undoes).collect();
    list.into_iter()
        .map(|d| {
            let b = &d.body;
            let what = match (d.act.as_str(), d.undoes) {
                ("bounds", _) => {
                    let n = |k: &str| b[k].as_f64().map_or_else(|| "–".to_owned(), |x| s.n(x));
                    let label = super::figure_label(s, b["measure"].as_str().unwrap_or_default(), b["class"].as_str().unwrap_or_default());
                    format!("{label}{} {} · {} · {}", s.t("colon"), n("low"), n("best"), n("high"))
                }
                (_, Some(n)) => s.n(n as f64),
                _ => String::new(),
            };
            let subject = [&b["claim"], &b["together"][0], &b["apart"][0]].into_iter().find_map(Value::as_str).unwrap_or_default();
            HistoryRow {
                number: d.number,
                of: "incident",
                when: s.moment(&jiff::Timestamp::from_second(d.at).map(|t| t.to_string()).unwrap_or_default()),
                who: short(&d.who, 60),
                act: s.word("act", &d.act).to_owned(),
                subject: subject.to_owned(),
                what,
                note: short(&d.reason, 300),
                undone: undone.contains(&d.number),
                can_undo: d.undoes.is_none() && !undone.contains(&d.number),
            }
        })
        .collect()
}

#[derive(Debug, Template)]
#[template(path = "queue.html")]
struct QueuePage {
    p: Page,
    list: Vec<(ClaimCard, String)>,
    paging: Paging,
    open: String,
    once: String,
    second: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct QueueQuery {
    page: String,
    show: String,
}

/// `/L/review`.
pub async fn queue(State(app): State<Arc<App>>, ask: Ask, Query(q): Query<QueueQuery>, headers: HeaderMap) -> Result<Response, Fault> {
    let me = ask.must_be(Role::Reviewer)?.name.clone();
    let (s, view, overlay) = (ask.speech, app.view(), app.overlay());
    let second = q.show == "second";
    let standing = |c: u32| overlay.standing(&view.claims[c as usize].id);
    let list: Vec<u32> = if second {
        let mine: BTreeSet<String> = app.desk.standing()?.into_iter().filter(|r| r.who == me).map(|r| r.subject).collect();
        let mut l: Vec<u32> = overlay
            .claims
            .iter()
            .filter(|(id, c)| c.0 == Standing::Once && !mine.contains(*id))
            .filter_map(|(id, _)| view.claim_number(id))
            .collect();
        l.sort_unstable();
        l
    } else {
        view.queue.iter().copied().filter(|c| standing(*c) == Standing::Open).collect()
    };
    let code = s.lang.code();
    let show_what = if second { "second" } else { "" };
    let paging = Paging::new(list.len(), SIZE, &q.page, |n| format!("/{code}/review?show={show_what}&page={n}"));
    let wanted: Vec<(i64, String)> = paging
        .of(&list, SIZE)
        .iter()
        .map(|c| {
            let b = &view.claims[*c as usize];
            (view.documents[b.doc as usize].number, b.id.to_string())
        })
        .collect();
    let applied = Arc::clone(&overlay);
    let held = app
        .read(move |a| {
            let mut out = Vec::new();
            for (n, id) in &wanted {
                if let Some(mut c) = a.coded_version(*n)? {
                    applied.apply(&mut c.coded);
                    out.push((c, id.clone()));
                }
            }
            Ok(out)
        })
        .await?;
    let cards = held
        .iter()
        .filter_map(|(c, id)| {
            let v = c.coded["claims"].as_array()?.iter().find(|v| v["id"] == id.as_str())?;
            let b = view.claim(id)?;
            let reports = b.incident.map_or(1, |i| view.rows[i as usize].docs.len());
            Some((cards::claim(&app, &view, &s, c, v), s.count(reports, "report")))
        })
        .collect();
    let once = overlay.claims.values().filter(|c| c.0 == Standing::Once).count();
    show(
        &QueuePage {
            list: cards,
            open: s.count(view.queue.iter().filter(|c| standing(**c) == Standing::Open).count(), "claim"),
            once: s.count(once, "claim"),
            paging,
            second,
            p: Page::new(&app, &ask, "queue", s.t("queue")),
        },
        &headers,
    )
}

#[derive(Debug, Template)]
#[template(path = "review.html")]
struct ReviewPage {
    p: Page,
    card: ClaimCard,
    text: Vec<Piece>,
    types: Vec<Choice>,
    statuses: Vec<Choice>,
    rows: Vec<Row>,
    history: Vec<HistoryRow>,
    next: String,
    problem: String,
    rejected: bool,
}

/// `/L/review/CLAIM`.
pub async fn form(State(app): State<Arc<App>>, ask: Ask, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Fault> {
    ask.must_be(Role::Reviewer)?;
    let page = review_page(&app, &ask, &id, String::new()).await?;
    show(&page, &headers)
}

async fn review_page(app: &Arc<App>, ask: &Ask, id: &str, problem: String) -> Result<ReviewPage, Fault> {
    let (s, view) = (ask.speech, app.view());
    let (c, _, claim) = super::claim::find(app, id, true).await?;
    let overlay = app.overlay();
    let next = view.queue.iter().map(|n| &view.claims[*n as usize].id).find(|n| n.as_ref() != id && overlay.standing(n) == Standing::Open);
    let mut types: Vec<Choice> = app
        .knowledge
        .lexicon
        .ontology
        .types
        .iter()
        .map(|t| {
            (t.id.clone(), format!("{} · {}", s.word("family", t.family()), app.kinds.label(s.lang, &t.id)), claim["type"] == t.id.as_str())
        })
        .collect();
    types.sort_by(|a, b| a.0.cmp(&b.0));
    let card = cards::claim(app, &view, &s, &c, &claim);
    let title = format!("{}{} {}", s.t("review"), s.t("colon"), card.kind);
    Ok(ReviewPage {
        text: pieces(&c.version.report.text, &spans(&claim), 0, usize::MAX),
        types,
        statuses: choices(&s, "status", &["asserted", "planned", "denied", "possible"], claim["status"].as_str().unwrap_or_default()),
        rows: correct::rows(&s, &claim),
        history: history_rows(&s, app.desk.history_of(id)?),
        next: next.map_or_else(String::new, |n| n.to_string()),
        rejected: claim["reviewed"] == "rejected",
        problem,
        card,
        p: Page::new(app, ask, "review", &title),
    })
}

/// A form as it was sent: the last of equal names counts.
type Sent = Vec<(String, String)>;

fn checked(ask: &Ask, headers: &HeaderMap, sent: &Sent) -> Result<(crate::serve::desk::people::Visitor, BTreeMap<String, String>), Fault> {
    let who = ask.must_be(Role::Reviewer)?.clone();
    guard::same_site(headers)?;
    let form: BTreeMap<String, String> = sent.iter().cloned().collect();
    guard::token(form.get("csrf").map_or("", String::as_str), &who.csrf)?;
    Ok((who, form))
}

/// A person's own words: no longer than a note.
fn note(form: &BTreeMap<String, String>) -> String {
    form.get("note").map_or_else(String::new, |n| n.trim().chars().take(2000).collect())
}

/// `POST /L/review/CLAIM`: accept, correct, reject.
pub async fn decide(
    State(app): State<Arc<App>>,
    ask: Ask,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Result<Response, Fault> {
    let (who, form) = checked(&ask, &headers, &sent)?;
    let act = form.get("act").and_then(|a| Act::from_name(a)).filter(|a| matches!(a, Act::Accept | Act::Correct | Act::Reject));
    let act = act.ok_or_else(|| Fault::wrong("act: accept, correct or reject"))?;
    let (c, _, claim) = super::claim::find(&app, &id, true).await?;
    let body = if act == Act::Correct {
        match correct::read(&form, &claim, &c.version.report.text, &app.knowledge.lexicon.ontology) {
            Ok(fields) if fields.is_empty() => Err(ask.speech.t("review.nothing").to_owned()),
            Ok(fields) => Ok(json!({"fields": fields})),
            Err(w) => Err(format!("{}{} {}", ask.speech.word("wrong", w.0), ask.speech.t("colon"), short(&w.1, 200))),
        }
    } else {
        Ok(json!({}))
    };
    let body = match body {
        Ok(b) => b,
        Err(problem) => {
            let page = review_page(&app, &ask, &id, problem).await?;
            let html = page.render().map_err(|_| Fault::inside())?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response());
        }
    };
    app.desk.decide(&who, act, &id, Some(c.version.number), &body, &note(&form))?;
    app.desk.note(&who.name, act.name(), &id, &ask.peer)?;
    app.refresh_soon().await;
    let to = match form.get("then").filter(|n| n.len() == 16 && n.bytes().all(|b| b.is_ascii_hexdigit())) {
        Some(next) => format!("/{}/review/{next}", ask.speech.lang.code()),
        None => format!("/{}/claims/{}", ask.speech.lang.code(), cards::part(&id)),
    };
    Ok(Redirect::to(&to).into_response())
}

/// `POST /L/incidents/ID/decide`: merge, split, bounds.
pub async fn decide_incident(
    State(app): State<Arc<App>>,
    ask: Ask,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Result<Response, Fault> {
    let (who, form) = checked(&ask, &headers, &sent)?;
    let view = app.view();
    let get = |k: &str| form.get(k).map_or("", |v| v.trim());
    let n = view.incident(&id).or_else(|| view.claim(&id)?.incident).ok_or_else(|| Fault::missing(id))?;
    let i = &view.incidents[n as usize];
    let first = i.claims.first().map(|c| c.claim.clone()).ok_or_else(Fault::inside)?;
    let (act, body) = match get("act") {
        "merge" => {
            let other = view.incident(get("other")).and_then(|m| view.incidents[m as usize].claims.first()).map(|c| c.claim.clone());
            let other = other.filter(|o| *o != first).ok_or_else(|| Fault::wrong("other: the id of another incident"))?;
            ("merge", json!({"together": [first, other]}))
        }
        "split" => {
            let claim = get("claim");
            if claim == first || !i.claims.iter().any(|c| c.claim == claim) {
                return Err(Fault::wrong("claim: one of this incident, not its first"));
            }
            let rest: Vec<&str> = i.claims.iter().map(|c| c.claim.as_str()).filter(|c| *c != claim).collect();
            ("split", json!({"apart": [claim], "from": rest}))
        }
        "bounds" => {
            let number = |k: &'static str| match get(k) {
                "" => Ok(Value::Null),
                t => correct::number(t).map(Value::from).ok_or_else(|| Fault::wrong(format!("{k}: a number"))),
            };
            let (low, best, high) = (number("low")?, number("best")?, number("high")?);
            if !i.bounds.iter().any(|b| b.measure == get("measure") && b.class == get("class")) {
                return Err(Fault::wrong("measure and class: of a figure of this incident"));
            }
            if note(&form).is_empty() {
                return Err(Fault::wrong("note: why"));
            }
            ("bounds", json!({"claim": first, "measure": get("measure"), "class": get("class"), "low": low, "best": best, "high": high}))
        }
        _ => return Err(Fault::wrong("act: merge, split or bounds")),
    };
    app.desk.decide_incident(&who, act, &body, &note(&form), None)?;
    app.desk.note(&who.name, act, &first, &ask.peer)?;
    app.refresh_soon().await;
    Ok(Redirect::to(&format!("/{}/incidents/{first}", ask.speech.lang.code())).into_response())
}

#[derive(Debug, Template)]
#[template(path = "history.html")]
struct HistoryPage {
    p: Page,
    list: Vec<HistoryRow>,
    incidents: Vec<HistoryRow>,
    after: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct HistoryQuery {
    before: String,
}

/// `/L/history`.
pub async fn history(State(app): State<Arc<App>>, ask: Ask, Query(q): Query<HistoryQuery>, headers: HeaderMap) -> Result<Response, Fault> {
    ask.must_be(Role::Reviewer)?;
    let list = app.desk.history(q.before.parse().unwrap_or(i64::MAX), 51)?;
    let after = list.get(50).and_then(|_| list.get(49)).map(|r| format!("/{}/history?before={}", ask.speech.lang.code(), r.number));
    let list = history_rows(&ask.speech, list.into_iter().take(50).collect());
    let incidents =
        if q.before.is_empty() { incident_rows(&ask.speech, app.desk.decided()?.into_iter().take(200).collect()) } else { Vec::new() };
    show(&HistoryPage { list, incidents, after, p: Page::new(&app, &ask, "history", ask.speech.t("history")) }, &headers)
}

/// `POST /L/history/undo`.
pub async fn undo(State(app): State<Arc<App>>, ask: Ask, headers: HeaderMap, Form(sent): Form<Sent>) -> Result<Response, Fault> {
    let (who, form) = checked(&ask, &headers, &sent)?;
    let n: i64 = form.get("number").and_then(|n| n.parse().ok()).ok_or_else(|| Fault::wrong("number"))?;
    let code = ask.speech.lang.code();
    let to = if form.get("of").is_some_and(|o| o == "incident") {
        if !app.desk.decided()?.iter().any(|d| d.number == n) {
            return Err(Fault::missing(n.to_string()));
        }
        app.desk.decide_incident(&who, "undo", &Value::Null, &note(&form), Some(n))?;
        format!("/{code}/history")
    } else {
        let claim = app.desk.undo(&who, n, &note(&form))?.ok_or_else(|| Fault::missing(n.to_string()))?;
        format!("/{code}/claims/{claim}")
    };
    app.desk.note(&who.name, "undo", &n.to_string(), &ask.peer)?;
    app.refresh_soon().await;
    Ok(Redirect::to(&to).into_response())
}

/// `/L/review/gold`: reviewed reports as gold, a line each.
pub async fn gold(State(app): State<Arc<App>>, ask: Ask) -> Result<Response, Fault> {
    let who = ask.must_be(Role::Reviewer)?.clone();
    let (view, overlay) = (app.view(), app.overlay());
    let reviewed = app.desk.standing()?;
    let numbers: BTreeSet<i64> = reviewed
        .iter()
        .filter(|r| matches!(r.act, Act::Accept | Act::Correct | Act::Reject))
        .filter_map(|r| r.version)
        .filter(|n| view.documents.binary_search_by_key(n, |d| d.number).is_ok())
        .collect();
    let out = app
        .read(move |a| {
            let mut out = String::new();
            for n in &numbers {
                let Some(mut c) = a.coded_version(*n)? else { continue };
                // whole reports only: what nobody looked at is no gold
                let all = c.coded["claims"]
                    .as_array()
                    .is_some_and(|l| l.iter().all(|v| v["id"].as_str().is_some_and(|id| overlay.standing(id) != Standing::Open)));
                if all {
                    overlay.apply(&mut c.coded);
                    out.push_str(&gold_file::file(&c).to_string());
                    out.push('\n');
                }
            }
            Ok(out)
        })
        .await?;
    app.desk.note(&who.name, "gold", "", &ask.peer)?;
    let head = [(CONTENT_TYPE, "application/x-ndjson; charset=utf-8"), (CONTENT_DISPOSITION, "attachment; filename=\"gold.jsonl\"")];
    Ok((head, out).into_response())
}
