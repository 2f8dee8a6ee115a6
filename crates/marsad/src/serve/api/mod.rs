//! The API under `/api/v1`: what the pages show, for programs. Every route stands in [`table`], from which both the
//! router and the description are made, so that neither can hold what the other lacks.

mod claims;
mod documents;
mod export;
mod feeds;
mod incidents;
mod names;
mod openapi;
mod reply;
mod schema;
mod table;

pub use openapi::describe;

use crate::serve::app::App;
use axum::Router;
use std::sync::Arc;

/// `/api/v1/…`
pub fn routes() -> Router<Arc<App>> {
    table::ROUTES.iter().fold(Router::new(), |r, route| r.route(&format!("/api/v1{}", route.path), (route.serve)()))
}
