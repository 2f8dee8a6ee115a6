//! Style, scripts, fonts and base maps: what the front-end's build made, else the small set that pages need.

use super::app::App;
use super::fault::Fault;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::{Arc, OnceLock};

/// `web/dist`, where it was built.
#[derive(rust_embed::RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Built;

/// What is there without it.
#[derive(rust_embed::RustEmbed)]
#[folder = "static"]
struct Plain;

fn file(name: &str) -> Option<rust_embed::EmbeddedFile> {
    Built::get(name).or_else(|| Plain::get(name))
}

fn tag(f: &rust_embed::EmbeddedFile) -> String {
    f.metadata.sha256_hash()[..8].iter().map(|b| format!("{b:02x}")).collect()
}

/// Hash of style and scripts, for addresses that may be kept for ever; whether there are scripts.
#[must_use]
pub fn built() -> (&'static str, bool) {
    static HASH: OnceLock<(String, bool)> = OnceLock::new();
    let (hash, scripts) = HASH.get_or_init(|| {
        let all: String = ["app.css", "app.js", "map.js"].iter().filter_map(|n| file(n)).map(|f| tag(&f)).collect();
        let short = crate::archive::custody::hex(&crate::archive::custody::sha256(all.as_bytes())[..6]);
        (short, file("app.js").is_some())
    });
    (hash, *scripts)
}

const fn media(name: &str) -> &'static str {
    let b = name.as_bytes();
    let mut dot = b.len();
    while dot > 0 && b[dot - 1] != b'.' {
        dot -= 1;
    }
    let (_, ext) = b.split_at(dot);
    match ext {
        b"css" => "text/css; charset=utf-8",
        b"js" => "text/javascript; charset=utf-8",
        b"json" | b"map" => "application/json",
        b"geojson" => "application/geo+json",
        b"svg" => "image/svg+xml",
        b"png" => "image/png",
        b"ico" => "image/x-icon",
        b"woff2" => "font/woff2",
        b"woff" => "font/woff",
        b"txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

async fn asset(Path(name): Path<String>, RawQuery(query): RawQuery, headers: HeaderMap) -> Result<Response, Fault> {
    let f = file(&name).ok_or_else(|| Fault::missing(name.clone()))?;
    let tag = format!("\"{}\"", tag(&f));
    let keep = if query.is_some_and(|q| q.starts_with("v=")) { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    let head = [(CONTENT_TYPE, media(&name).to_owned()), (CACHE_CONTROL, keep.to_owned()), (ETAG, tag.clone())];
    if headers.get(IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, head).into_response());
    }
    Ok((head, Body::from(f.data.into_owned())).into_response())
}

/// `/static/…`
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/static/{*name}", get(asset))
}
