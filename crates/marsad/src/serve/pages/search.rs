//! Search in the reports: words in any spelling, phrases in quotes, conditions on claims.

use super::cards::{self, DocCard};
use super::incidents::{Choice, PageQuery, choices, types};
use super::page::{Page, show};
use super::text::{Marked, Piece, pieces};
use crate::archive::query::day;
use crate::archive::terms::Words;
use crate::archive::{Archive, Filter as Conditions, Query as Question};
use crate::serve::app::App;
use crate::serve::ask::Ask;
use crate::serve::fault::Fault;
use crate::serve::redact;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;

/// Hits a page.
const SIZE: usize = 20;

/// What is asked, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Words.
    pub q: String,
    /// Claim type or family.
    pub r#type: String,
    /// Place.
    pub place: String,
    /// Country of a place.
    pub country: String,
    /// Actor.
    pub actor: String,
    /// Outlet.
    pub source: String,
    /// Published from.
    pub from: String,
    /// Published until.
    pub to: String,
    /// Status.
    pub status: String,
    /// A figure such as killed>=10.
    pub figure: String,
}

impl Asked {
    /// As the archive takes it.
    ///
    /// # Errors
    /// Which part cannot be understood.
    pub fn question(&self, offset: usize, limit: usize) -> Result<Question, Fault> {
        let plain = |s: &str| s.chars().filter(|c| !c.is_control()).collect::<String>();
        let some = |s: &String| Some(plain(s.trim()).chars().take(400).collect::<String>()).filter(|s| !s.is_empty());
        let one = |s: &String, last| some(s).map(|s| day(&s, last)).transpose();
        Ok(Question {
            words: Words::parse(&plain(&self.q).chars().take(2000).collect::<String>()),
            filter: Conditions {
                types: some(&self.r#type).into_iter().collect(),
                actor: some(&self.actor),
                place: some(&self.place),
                country: some(&self.country),
                published: (one(&self.from, false)?, one(&self.to, true)?),
                source: some(&self.source),
                status: some(&self.status),
                figure: some(&self.figure).map(|f| f.parse()).transpose().map_err(Fault::wrong)?,
                ..Conditions::default()
            },
            offset,
            limit,
        })
    }
    fn parts(&self) -> Vec<(&'static str, &str)> {
        [
            ("q", &self.q),
            ("type", &self.r#type),
            ("place", &self.place),
            ("country", &self.country),
            ("actor", &self.actor),
            ("source", &self.source),
            ("from", &self.from),
            ("to", &self.to),
            ("status", &self.status),
            ("figure", &self.figure),
        ]
        .into_iter()
        .filter(|p| !p.1.is_empty())
        .map(|(k, v)| (k, v.as_str()))
        .collect()
    }
}

/// A hit.
#[derive(Debug)]
struct HitCard {
    doc: DocCard,
    snippet: Vec<Piece>,
    claims: Vec<(String, String)>,
    copies: String,
    old: bool,
}

#[derive(Debug, Template)]
#[template(path = "search.html")]
struct SearchPage {
    p: Page,
    asked: Asked,
    types: Vec<Choice>,
    statuses: Vec<Choice>,
    hits: Vec<HitCard>,
    empty: bool,
    problem: String,
    before: Option<String>,
    after: Option<String>,
    incidents: Vec<cards::IncidentCard>,
}

/// `/L/search`.
pub async fn page(
    State(app): State<Arc<App>>,
    ask: Ask,
    Query(asked): Query<Asked>,
    Query(q): Query<PageQuery>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let s = ask.speech;
    let view = app.view();
    let n = q.page.parse::<usize>().unwrap_or(1).clamp(1, 50);
    let given = asked.parts();
    let address = |n: usize| {
        let mut u = url::form_urlencoded::Serializer::new(String::new());
        u.extend_pairs(&given).append_pair("page", &n.to_string());
        format!("/{}/search?{}", s.lang.code(), u.finish())
    };
    let (mut hits, mut problem) = (Vec::new(), String::new());
    if !given.is_empty() {
        match asked.question((n - 1) * SIZE, SIZE + 1) {
            Ok(question) => {
                hits = app
                    .read(move |a| {
                        let hits = a.search(&question)?;
                        hits.into_iter()
                            .map(|h| Ok((a.coded_version(h.version.number)?.map(|c| redact::names(&c.coded)).unwrap_or_default(), h)))
                            .collect::<Result<Vec<_>, crate::archive::Error>>()
                    })
                    .await?;
            }
            Err(f) => problem = f.about,
        }
    }
    let more = hits.len() > SIZE;
    let see = ask.may_see(&app);
    let on_claims = given.iter().any(|(k, _)| !matches!(*k, "q" | "source" | "from" | "to"));
    let cards = hits
        .into_iter()
        .take(SIZE)
        .map(|(names, h)| {
            let r = &h.version.report;
            let hide = |t: &str| if see { t.to_owned() } else { redact::hide(t, &names) };
            let mut doc =
                view.document(h.version.document).map_or_else(DocCard::default, |d| cards::doc(&view, &s, &view.documents[d as usize]));
            doc.id = h.version.document.to_string();
            doc.title = crate::serve::lang::short(&hide(if r.title.is_empty() { &r.text } else { &r.title }), 180);
            doc.when = s.moment(&r.published);
            let marks: Vec<Marked> = h
                .snippet_marks
                .iter()
                .map(|(a, b)| Marked { start: *a as usize, end: *b as usize, role: "trigger".into(), claim: String::new() })
                .collect();
            HitCard {
                snippet: pieces(&hide(&h.snippet), &marks, 0, 900),
                claims: if on_claims {
                    h.claims
                        .iter()
                        .take(4)
                        .map(|c| {
                            let kind = app.kinds.label(s.lang, c["type"].as_str().unwrap_or_default());
                            let words = hide(c["trigger"]["text"].as_str().unwrap_or_default());
                            (
                                c["id"].as_str().unwrap_or_default().to_owned(),
                                format!("{kind}{} {}", s.t("colon"), crate::serve::lang::short(&words, 60)),
                            )
                        })
                        .collect()
                } else {
                    Vec::new()
                },
                copies: if h.copies > 0 { s.count(h.copies as usize, "copy") } else { String::new() },
                old: !h.current,
                doc,
            }
        })
        .collect::<Vec<_>>();
    let incidents = if asked.q.trim().is_empty() || n > 1 {
        Vec::new()
    } else {
        let words: String = asked.q.chars().filter(|c| !matches!(c, '"' | '«' | '»')).take(200).collect();
        let f = crate::serve::filter::Filter { q: words, sort: "reports".into(), ..Default::default() };
        app.find(&view, &f)?.iter().take(4).map(|n| cards::incident(&app, &view, &s, *n)).collect()
    };
    let title = if asked.q.is_empty() { s.t("search").to_owned() } else { format!("{} · {}", asked.q, s.t("search")) };
    show(
        &SearchPage {
            types: types(&app, &view, &s, &asked.r#type),
            statuses: choices(&s, "status", &["asserted", "planned", "denied", "possible"], &asked.status),
            empty: given.is_empty(),
            before: (n > 1).then(|| address(n - 1)),
            after: more.then(|| address(n + 1)),
            hits: cards,
            problem,
            incidents,
            p: Page::new(&app, &ask, "search", &title),
            asked,
        },
        &headers,
    )
}
