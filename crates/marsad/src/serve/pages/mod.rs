//! The pages: one file a subject; each handler gathers what its template shows.

mod account;
mod browse;
mod cards;
mod claim;
mod correct;
mod incident;
mod incidents;
mod overview;
pub mod page;
mod report;
mod review;
mod search;
pub mod text;

pub use cards::{actor_name, incident as incident_card, part, place_name};
pub use claim::find as find_claim;
pub use incident::{figure_label, places_and_arrows, reports_of, ways};
pub use search::Asked;

use super::app::App;
use super::ask::Ask;
use super::fault::Fault;
use super::lang::{Digits, Lang};
use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use page::Page;
use serde::Deserialize;
use std::sync::Arc;

/// A page that says what went wrong.
#[derive(Debug, Template)]
#[template(path = "fault.html")]
pub struct FaultPage {
    /// The frame.
    pub p: Page,
    /// What went wrong, in the page's language.
    pub why: String,
    /// About what.
    pub about: String,
    /// Whether logging in would help.
    pub login: bool,
}

/// About the method and its known faults.
#[derive(Debug, Template)]
#[template(path = "method.html")]
struct MethodPage {
    p: Page,
    lexicon: String,
    version: &'static str,
}

async fn home(headers: HeaderMap) -> Redirect {
    let lang = headers.get("accept-language").and_then(|v| v.to_str().ok()).map_or(Lang::En, Lang::accepted);
    Redirect::temporary(&format!("/{}/", lang.code()))
}

#[derive(Debug, Deserialize)]
struct DigitsQuery {
    #[serde(default)]
    to: String,
    #[serde(default)]
    back: String,
}

/// An address of this site, or the beginning: never another site's.
fn own(back: &str, lang: Lang) -> String {
    let fine = back.starts_with(&format!("/{}/", lang.code())) && !back.starts_with("//") && !back.contains(['\\', '\n', '\r']);
    if fine { back.to_owned() } else { format!("/{}/", lang.code()) }
}

async fn digits(ask: Ask, Query(q): Query<DigitsQuery>) -> Response {
    let to = Digits::from_name(&q.to).name();
    let cookie = format!("digits={to}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
    ([(SET_COOKIE, cookie)], Redirect::to(&own(&q.back, ask.speech.lang))).into_response()
}

async fn method(axum::extract::State(app): axum::extract::State<Arc<App>>, ask: Ask, headers: HeaderMap) -> Result<Response, Fault> {
    let p = Page::new(&app, &ask, "method", ask.speech.t("method"));
    let lexicon = format!("{:016x}", app.knowledge.lexicon.hash);
    page::show(&MethodPage { p, lexicon, version: crate::archive::sqlite::TOOL }, &headers)
}

/// All pages, in both languages.
pub fn routes() -> Router<Arc<App>> {
    let one = || {
        Router::new()
            .route("/", get(overview::page))
            .route("/incidents", get(incidents::page))
            .route("/incidents/{id}", get(incident::page))
            .route("/incidents/{id}/decide", post(review::decide_incident))
            .route("/reports", get(browse::reports))
            .route("/reports/{id}", get(report::page))
            .route("/claims/{id}", get(claim::page))
            .route("/actors", get(browse::actors))
            .route("/actors/{id}", get(browse::actor))
            .route("/places", get(browse::places))
            .route("/places/{id}", get(browse::place))
            .route("/sources", get(browse::sources))
            .route("/sources/{name}", get(browse::source))
            .route("/search", get(search::page))
            .route("/review", get(review::queue))
            .route("/review/gold", get(review::gold))
            .route("/review/{id}", get(review::form).post(review::decide))
            .route("/history", get(review::history))
            .route("/history/undo", post(review::undo))
            .route("/method", get(method))
            .route("/login", get(account::form).post(account::log_in))
            .route("/logout", post(account::log_out))
            .route("/account", get(account::page))
            .route("/digits", get(digits))
    };
    Router::new()
        .route("/", get(home))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/ar", get(|| async { Redirect::permanent("/ar/") }))
        .route("/en", get(|| async { Redirect::permanent("/en/") }))
        .nest("/ar/", one())
        .nest("/en/", one())
}

#[cfg(test)]
mod tests {
    use super::{Lang, own};

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(own("/en/incidents?page=2", Lang::En), "/en/incidents?page=2");
        for bad in ["https://evil.example/", "//evil.example/", "/ar/x", "/en/\\evil", ""] {
            assert_eq!(own(bad, Lang::En), "/en/", "{bad}");
        }
    }
}
