//! What all answers share: JSON with an ETag, pages by key.

use crate::serve::fault::Fault;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

/// Things a page without a wish.
const SIZE: usize = 50;
/// The most that may be wished for.
pub const MOST: usize = 500;

/// The part of a query that pages.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Paged {
    /// The key of the last thing of the page before.
    pub after: String,
    /// How many.
    pub limit: String,
}

impl Paged {
    /// How many things.
    ///
    /// # Errors
    /// If it is no number from 1 to `most`.
    pub fn size(&self, most: usize) -> Result<usize, Fault> {
        if self.limit.is_empty() {
            return Ok(SIZE.min(most));
        }
        self.limit.parse().ok().filter(|n| (1..=most).contains(n)).ok_or_else(|| Fault::wrong(format!("limit: a number from 1 to {most}")))
    }
}

/// An answer; nothing but its tag for who has it already.
#[must_use]
pub fn tagged(headers: &HeaderMap, media: &'static str, body: String) -> Response {
    let tag = format!("\"{:016x}\"", marsad_core::text::word_hash(&body));
    let known = headers.get(IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    if known.is_some_and(|k| k.split(',').any(|t| t.trim().trim_start_matches("W/") == tag || t.trim() == "*")) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response();
    }
    ([(CONTENT_TYPE, media.to_owned()), (ETAG, tag)], body).into_response()
}

/// A JSON answer.
#[must_use]
pub fn json_of(headers: &HeaderMap, v: &Value) -> Response {
    tagged(headers, "application/json", v.to_string())
}

/// A page of a list, with the key that the next begins after.
#[must_use]
pub fn list(headers: &HeaderMap, items: Vec<Value>, next: Option<String>) -> Response {
    json_of(headers, &json!({"items": items, "next": next}))
}
