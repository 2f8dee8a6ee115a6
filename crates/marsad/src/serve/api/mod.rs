//! The API.
use crate::serve::app::App;
use axum::Router;
use std::sync::Arc;

/// `/api/v1/…`
pub fn routes() -> Router<Arc<App>> {
    Router::new()
}
