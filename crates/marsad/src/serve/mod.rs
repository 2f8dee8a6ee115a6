//! The observatory on the web: `marsad serve`.
//!
//! Takes an archive, gives pages in Arabic and English, an API and feeds, from one process without any other service.
//! What all pages share is computed once for each state of the archive ([`view`]) and kept by [`app`]; a request reads
//! from the archive only what its own page shows, on a small pool of readers. Pages are rendered from `templates/`
//! with escaping; drawings are SVG ([`draw`]). People, reviews and logs are the [`desk`]'s; [`guard`] stands before
//! everything.

pub mod api;
pub mod app;
pub mod ask;
pub mod assets;
pub mod desk;
pub mod draw;
pub mod fault;
pub mod filter;
pub mod guard;
pub mod lang;
pub mod live;
pub mod pages;
pub mod redact;
pub mod view;

pub use app::{App, Settings};

use axum::Router;
use std::sync::Arc;

/// All routes with all guards.
pub fn router(app: &Arc<App>) -> Router {
    let inner = Router::new()
        .merge(pages::routes())
        .merge(api::routes())
        .merge(live::routes())
        .merge(assets::routes())
        .fallback(|| async { fault::Fault::missing("page") })
        .with_state(Arc::clone(app));
    guard::around(inner, app)
}
