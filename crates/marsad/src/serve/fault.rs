//! What can go wrong with a request. Pages tell it in the reader's language, the API as `application/problem+json`;
//! [`super::guard`] decides which, since it knows the address.

use super::filter::Wrong;
use crate::archive;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// A failure with what is told about it.
#[derive(Debug, Clone)]
pub struct Fault {
    /// HTTP status.
    pub status: StatusCode,
    /// Label of what is told: `fault.KEY`.
    pub key: &'static str,
    /// What exactly: a parameter, an id. Never what the machine said inside.
    pub about: String,
}

impl Fault {
    /// With this status.
    #[must_use]
    pub fn new(status: StatusCode, key: &'static str, about: impl Into<String>) -> Self {
        Self { status, key, about: about.into() }
    }
    /// There is no such page, claim, incident.
    #[must_use]
    pub fn missing(what: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "missing", what)
    }
    /// The request cannot be understood.
    #[must_use]
    pub fn wrong(about: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "wrong", about)
    }
    /// A bug or a broken archive.
    #[must_use]
    pub fn inside() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "inside", "")
    }
}

impl From<Wrong> for Fault {
    fn from(w: Wrong) -> Self {
        Self::wrong(format!("{}: {}", w.0, w.1))
    }
}

impl From<archive::Error> for Fault {
    fn from(e: archive::Error) -> Self {
        match e {
            archive::Error::Query(q) => Self::wrong(q),
            archive::Error::Busy(_) => Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", ""),
            e => {
                super::app::complain(&e);
                Self::inside()
            }
        }
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(e: rusqlite::Error) -> Self {
        archive::Error::sql("serving a page")(e).into()
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut r = self.status.into_response();
        r.extensions_mut().insert(self);
        r
    }
}
