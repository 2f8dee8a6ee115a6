//! New reports without a reload: server-sent events.

use super::app::App;
use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// A stream of changes.
struct Changes(Pin<Box<dyn Future<Output = Option<(Event, tokio::sync::watch::Receiver<super::app::Change>)>> + Send>>);

fn next(mut r: tokio::sync::watch::Receiver<super::app::Change>) -> Changes {
    Changes(Box::pin(async move {
        r.changed().await.ok()?;
        let c = *r.borrow_and_update();
        let data = serde_json::json!({"reports": c.reports, "incidents": c.incidents, "stamp": c.stamp});
        Some((Event::default().event("change").id(c.stamp.to_string()).data(data.to_string()), r))
    }))
}

impl futures_core::Stream for Changes {
    type Item = Result<Event, Infallible>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.0.as_mut().poll(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Ready(Some((event, r))) => {
                *self = next(r);
                Poll::Ready(Some(Ok(event)))
            }
        }
    }
}

async fn live(State(app): State<Arc<App>>) -> impl IntoResponse {
    Sse::new(next(app.change.subscribe())).keep_alive(KeepAlive::default())
}

/// `/live`.
pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/live", get(live))
}
