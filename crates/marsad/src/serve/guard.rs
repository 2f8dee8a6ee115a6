//! What stands before and behind every request: limits, headers, log-in where reading needs one, faults told so that
//! a person or a program can read them, and the check that a form came from one of our pages.

use super::app::{App, lock};
use super::ask::Ask;
use super::fault::Fault;
use super::lang::Digits;
use super::pages::page::Page;
use askama::Template;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, FromRequestParts, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_NONE_MATCH, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// Bytes of a form.
const FORM: usize = 256 << 10;
/// No page may take longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Everything that a browser may load: nothing inline, nothing from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(&str, &str); 7] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()"),
];

/// Requests that are left, by address, key or name.
#[derive(Debug, Default)]
pub struct Limits(Mutex<HashMap<String, (f64, Instant)>>);

impl Limits {
    /// Takes one of `rate` requests a minute; at most a minute's worth at once. Else after how many seconds again.
    ///
    /// # Errors
    /// Seconds to wait.
    pub fn take(&self, who: &str, rate: u32) -> Result<(), u64> {
        if rate == 0 {
            return Ok(());
        }
        let (most, a_second) = (f64::from(rate), f64::from(rate) / 60.0);
        let mut all = lock(&self.0);
        if all.len() > 50_000 {
            all.retain(|_, (_, at)| at.elapsed() < Duration::from_secs(60));
        }
        let (left, at) = all.entry(who.to_owned()).or_insert((most, Instant::now()));
        *left = (*left + at.elapsed().as_secs_f64() * a_second).min(most);
        *at = Instant::now();
        if *left < 1.0 {
            return Err(((1.0 - *left) / a_second).ceil() as u64);
        }
        *left -= 1.0;
        Ok(())
    }
}

/// The address that asks: behind a stated proxy the last that it added, else that of the connection.
#[must_use]
pub fn peer(connection: Option<&ConnectInfo<SocketAddr>>, headers: &HeaderMap, proxied: bool) -> String {
    let forwarded = headers.get_all("x-forwarded-for").iter().next_back().and_then(|v| v.to_str().ok());
    let forwarded = forwarded.and_then(|v| v.rsplit(',').next()).and_then(|v| v.trim().parse::<IpAddr>().ok());
    match (forwarded.filter(|_| proxied), connection) {
        (Some(ip), _) => ip.to_string(),
        (None, Some(c)) => c.0.ip().to_canonical().to_string(),
        (None, None) => String::new(),
    }
}

/// Whether a form was sent by a page of ours: browsers tell where it came from.
///
/// # Errors
/// 403.
pub fn same_site(headers: &HeaderMap) -> Result<(), Fault> {
    let refused = || Fault::new(StatusCode::FORBIDDEN, "forged", "");
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    match (text("sec-fetch-site"), text("origin"), text("host")) {
        (Some("same-origin" | "none"), _, _) => Ok(()),
        (Some(_), _, _) => Err(refused()),
        (None, Some(origin), Some(host)) if origin.split_once("://").is_some_and(|(_, o)| o == host) => Ok(()),
        (None, Some(_), _) => Err(refused()),
        // no browser: the token alone decides
        (None, None, _) => Ok(()),
    }
}

/// Whether a form carries the token of its session.
///
/// # Errors
/// 403.
pub fn token(sent: &str, kept: &str) -> Result<(), Fault> {
    if super::desk::people::same(sent, kept) && !kept.is_empty() { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "forged", "")) }
}

fn limited(app: &App, r: &Request) -> Result<(), Fault> {
    let headers = r.headers();
    let path = r.uri().path();
    if path.starts_with("/static/") {
        return Ok(());
    }
    let too_many = |wait: u64| Fault::new(StatusCode::TOO_MANY_REQUESTS, "rate", wait.to_string());
    let key = headers.get("authorization").and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer "));
    if let Some(key) = key.filter(|_| path.starts_with("/api/")) {
        let (name, rate) = app.desk.key(key).ok_or_else(|| Fault::new(StatusCode::UNAUTHORIZED, "key", ""))?;
        return app.limits.take(&format!("key {name}"), rate).map_err(too_many);
    }
    let peer = peer(r.extensions().get(), headers, app.settings.behind_proxy);
    let loopback = peer.parse::<IpAddr>().map_or(true, |ip| ip.is_loopback());
    if !loopback {
        app.limits.take(&peer, app.settings.rate).map_err(too_many)?;
    }
    if app.settings.closed {
        let open = path == "/" || path.ends_with("/login") || path.ends_with("/digits") || path == "/healthz";
        let logged_in = super::ask::cookie(headers, super::desk::people::COOKIE).is_some_and(|t| app.desk.visitor(t).is_some());
        if !open && !logged_in {
            return Err(Fault::new(StatusCode::UNAUTHORIZED, "login", ""));
        }
    }
    Ok(())
}

/// Pages as strangers see them, kept while nothing changes: by address and digits.
#[derive(Debug, Default)]
pub struct Shown(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    state: (i64, i64, i64),
    bytes: usize,
    pages: HashMap<(String, Digits), (HeaderValue, Bytes)>,
}

/// Bytes of pages that are kept.
const KEPT: usize = 128 << 20;

impl Shown {
    fn get(&self, state: (i64, i64, i64), key: &(String, Digits)) -> Option<(HeaderValue, Bytes)> {
        let kept = lock(&self.0);
        if kept.state == state { kept.pages.get(key).cloned() } else { None }
    }

    fn keep(&self, state: (i64, i64, i64), key: (String, Digits), tag: HeaderValue, body: Bytes) {
        let mut kept = lock(&self.0);
        if kept.state != state || kept.bytes + body.len() > KEPT {
            *kept = Kept { state, ..Kept::default() };
        }
        kept.bytes += body.len() + key.0.len() + 200;
        kept.pages.insert(key, (tag, body));
    }
}

/// The page that a stranger asks for: from what is kept, or made anew and kept.
async fn shown(app: &App, ask: &Ask, r: Request, next: Next) -> Response {
    let page = r.method() == Method::GET && ask.visitor.is_none() && (ask.here.starts_with("/ar/") || ask.here.starts_with("/en/"));
    if !page || ask.here.len() > 2000 {
        return next.run(r).await;
    }
    let view = app.view().stamp;
    let (state, key) = ((view.0, view.1, app.overlay().rows), (ask.here.clone(), ask.speech.digits));
    let held = r.headers().get(IF_NONE_MATCH).cloned();
    let answer = |tag: HeaderValue, body: Bytes| {
        if held.is_some_and(|h| h == tag) {
            return (StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response();
        }
        ([(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")), (ETAG, tag)], body).into_response()
    };
    if let Some((tag, body)) = app.shown.get(state, &key) {
        return answer(tag, body);
    }
    let response = next.run(r).await;
    let Some(tag) = response.headers().get(ETAG).filter(|_| response.status() == StatusCode::OK).cloned() else { return response };
    let (parts, body) = response.into_parts();
    match axum::body::to_bytes(body, KEPT / 8).await {
        Ok(body) => {
            app.shown.keep(state, key, tag, body.clone());
            Response::from_parts(parts, Body::from(body))
        }
        Err(_) => Fault::inside().into_response(),
    }
}

async fn guard(State(app): State<Arc<App>>, r: Request, next: Next) -> Response {
    let api = r.uri().path().starts_with("/api/");
    let here = r.uri().path().to_owned();
    let (mut parts, body) = r.into_parts();
    let Ok(ask) = Ask::from_request_parts(&mut parts, &app).await;
    let r = Request::from_parts(parts, body);
    let response = match limited(&app, &r) {
        Ok(()) if here == "/live" => next.run(r).await,
        Ok(()) => match tokio::time::timeout(PATIENCE, shown(&app, &ask, r, next)).await {
            Ok(response) => response,
            Err(_) => Fault::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "").into_response(),
        },
        Err(f) => f.into_response(),
    };
    let mut response = match response.extensions().get::<Fault>().cloned() {
        Some(f) => told(&app, &f, api, &ask),
        // what axum itself refuses: a form that cannot be read, a method that is not there
        None if (response.status().is_client_error() || response.status().is_server_error()) && !is_page(&response) => {
            let (status, key) = match response.status() {
                s @ StatusCode::METHOD_NOT_ALLOWED => (s, "method"),
                s @ StatusCode::PAYLOAD_TOO_LARGE => (s, "large"),
                s if s.is_server_error() => (s, "inside"),
                s => (s, "wrong"),
            };
            let allow = response.headers().get("allow").cloned();
            let mut r = told(&app, &Fault::new(status, key, ""), api, &ask);
            if let Some(a) = allow {
                r.headers_mut().insert("allow", a);
            }
            r
        }
        None => response,
    };
    let headers = response.headers_mut();
    for (k, v) in HEADERS {
        headers.insert(HeaderName::from_static(k), HeaderValue::from_static(v));
    }
    if app.settings.tls {
        headers.insert("strict-transport-security", HeaderValue::from_static("max-age=31536000"));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    response
}

/// Whether a response is a page that tells by itself what is wrong.
fn is_page(r: &Response) -> bool {
    r.headers().get(CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html"))
}

fn told(app: &App, f: &Fault, api: bool, ask: &Ask) -> Response {
    let mut response = if api {
        let body = serde_json::json!({
            "type": format!("about:blank#{}", f.key), "title": super::lang::Speech::default().word("fault", f.key), "status": f.status.as_u16(), "detail": f.about,
        });
        (f.status, [(CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
    } else {
        let page = Page::new(app, ask, "fault", ask.speech.word("fault", f.key));
        let html = super::pages::FaultPage {
            why: page.s.word("fault", f.key).to_owned(),
            about: f.about.clone(),
            login: f.key == "login",
            p: page,
        }
        .render();
        (f.status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html.unwrap_or_else(|_| f.status.to_string())).into_response()
    };
    if f.key == "rate"
        && let Ok(v) = HeaderValue::from_str(&f.about)
    {
        response.headers_mut().insert(RETRY_AFTER, v);
    }
    if f.key == "key" {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// Puts all guards around the routes.
pub fn around(inner: Router, app: &Arc<App>) -> Router {
    inner
        .layer(DefaultBodyLimit::max(FORM))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| -> Response<Body> {
            super::app::complain(&"a page failed: this is a bug");
            Fault::inside().into_response()
        }))
        .layer(from_fn_with_state(Arc::clone(app), guard))
        .layer(CompressionLayer::new().gzip(true).quality(CompressionLevel::Fastest))
}

#[cfg(test)]
mod tests {
    use super::{Limits, peer, same_site};
    use axum::http::HeaderMap;

    #[test]
    fn a_minute_holds_so_many_requests() {
        let l = Limits::default();
        assert!((0..60).all(|_| l.take("a", 60).is_ok()));
        assert!(l.take("a", 60).is_err_and(|s| s == 1));
        assert!(l.take("b", 60).is_ok() && l.take("a", 0).is_ok());
    }

    #[test]
    fn forms_of_other_sites_are_refused() {
        let of = |pairs: &[(&'static str, &'static str)]| {
            let mut h = HeaderMap::new();
            for (k, v) in pairs {
                h.insert(*k, v.parse().expect("a header"));
            }
            same_site(&h).is_ok()
        };
        assert!(of(&[("sec-fetch-site", "same-origin")]) && of(&[("origin", "https://a.example"), ("host", "a.example")]));
        assert!(!of(&[("sec-fetch-site", "cross-site")]) && !of(&[("origin", "https://b.example"), ("host", "a.example")]));
        assert!(!of(&[("origin", "null"), ("host", "a.example")]));
    }

    #[test]
    fn forwarded_addresses_are_believed_behind_a_stated_proxy_only() {
        let mut h = HeaderMap::new();
        h.insert("x-forwarded-for", "1.2.3.4, 5.6.7.8".parse().expect("a header"));
        assert_eq!((peer(None, &h, true), peer(None, &h, false)), ("5.6.7.8".to_owned(), String::new()));
    }
}
