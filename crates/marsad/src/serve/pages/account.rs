//! Logging in and out.

use super::page::{Page, show};
use crate::serve::app::App;
use crate::serve::ask::{Ask, cookie};
use crate::serve::desk::people::{COOKIE, Role, SESSION, random};
use crate::serve::fault::Fault;
use crate::serve::guard;
use askama::Template;
use axum::extract::{Form, State};
use axum::http::header::{CONTENT_TYPE, HeaderValue, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;

/// The cookie that a log-in form is bound to.
const FORM: &str = "marsad-form";
/// Log-ins a minute from one address, and to one name.
const TRIES: u32 = 8;

#[derive(Debug, Template)]
#[template(path = "login.html")]
struct LoginPage {
    p: Page,
    token: String,
    problem: String,
}

#[derive(Debug, Template)]
#[template(path = "account.html")]
struct AccountPage {
    p: Page,
    role: String,
    noted: Vec<(String, String, String, String, String)>,
    people: Vec<(String, String, bool)>,
}

/// What a log-in sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    name: String,
    password: String,
    csrf: String,
}

fn secure(app: &App) -> &'static str {
    if app.settings.tls || app.settings.behind_proxy { "; Secure" } else { "" }
}

fn login_page(app: &App, ask: &Ask, status: StatusCode, problem: &str) -> Result<Response, Fault> {
    let token = random(16)?;
    let set = format!("{FORM}={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=3600{}", secure(app));
    let page = LoginPage { p: Page::new(app, ask, "login", ask.speech.t("login")), token, problem: problem.to_owned() };
    let html = page.render().map_err(|_| Fault::inside())?;
    let head = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (SET_COOKIE, HeaderValue::from_str(&set).map_err(|_| Fault::inside())?),
    ];
    Ok((status, head, html).into_response())
}

/// `/L/login`.
pub async fn form(State(app): State<Arc<App>>, ask: Ask) -> Result<Response, Fault> {
    login_page(&app, &ask, StatusCode::OK, "")
}

/// `POST /L/login`.
pub async fn log_in(State(app): State<Arc<App>>, ask: Ask, headers: HeaderMap, Form(sent): Form<Sent>) -> Result<Response, Fault> {
    guard::same_site(&headers)?;
    guard::token(&sent.csrf, cookie(&headers, FORM).unwrap_or_default())?;
    let name: String = sent.name.trim().chars().take(80).collect();
    for who in [format!("login from {}", ask.peer), format!("login as {name}")] {
        if let Err(wait) = app.limits.take(&who, TRIES) {
            app.desk.note(&name, "login refused", "too many tries", &ask.peer)?;
            return Err(Fault::new(StatusCode::TOO_MANY_REQUESTS, "rate", wait.to_string()));
        }
    }
    let (at, asked) = (Arc::clone(&app), name.clone());
    let token = tokio::task::spawn_blocking(move || at.desk.log_in(&asked, &sent.password)).await.map_err(|_| Fault::inside())??;
    let Some(token) = token else {
        app.desk.note(&name, "login failed", "", &ask.peer)?;
        return login_page(&app, &ask, StatusCode::UNAUTHORIZED, ask.speech.t("login.wrong"));
    };
    app.desk.note(&name, "login", "", &ask.peer)?;
    let set = format!("{COOKIE}={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age={SESSION}{}", secure(&app));
    Ok(([(SET_COOKIE, set)], Redirect::to(&format!("/{}/", ask.speech.lang.code()))).into_response())
}

/// `POST /L/logout`.
pub async fn log_out(State(app): State<Arc<App>>, ask: Ask, headers: HeaderMap, Form(sent): Form<Sent>) -> Result<Response, Fault> {
    guard::same_site(&headers)?;
    if let Some(v) = &ask.visitor {
        guard::token(&sent.csrf, &v.csrf)?;
        app.desk.log_out(cookie(&headers, COOKIE).unwrap_or_default())?;
        app.desk.note(&v.name, "logout", "", &ask.peer)?;
    }
    let set = format!("{COOKIE}=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0{}", secure(&app));
    Ok(([(SET_COOKIE, set)], Redirect::to(&format!("/{}/", ask.speech.lang.code()))).into_response())
}

/// `/L/account`: who one is; for admins people and the audit log.
pub async fn page(State(app): State<Arc<App>>, ask: Ask, headers: HeaderMap) -> Result<Response, Fault> {
    let me = ask.must_be(Role::Reader)?;
    let s = ask.speech;
    let admin = me.role >= Role::Admin;
    let time = |at: i64| jiff::Timestamp::from_second(at).map(|t| t.to_string()).unwrap_or_default();
    let short = |t: String| crate::serve::lang::short(&t, 120);
    let noted = if admin { app.desk.noted(100)? } else { Vec::new() };
    let people = if admin { app.desk.people()? } else { Vec::new() };
    show(
        &AccountPage {
            role: s.word("user", me.role.name()).to_owned(),
            noted: noted.into_iter().map(|n| (time(n.at), short(n.who), n.what, short(n.about), n.peer)).collect(),
            people: people.into_iter().map(|p| (short(p.name), s.word("user", p.role.name()).to_owned(), p.ended.is_some())).collect(),
            p: Page::new(&app, &ask, "account", s.t("account")),
        },
        &headers,
    )
}
