//! `/export`: what matches, in the formats of other tools, written as it is read.

use crate::archive::Query as Question;
use crate::export::{ExportError, Format, Step, export as write, export_these};
use crate::serve::app::App;
use crate::serve::ask::Ask;
use crate::serve::fault::Fault;
use crate::serve::filter::Filter;
use crate::serve::pages::Asked;
use crate::serve::redact;
use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::collections::HashSet;
use std::io::Write;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// Bytes that are sent at once.
const CHUNK: usize = 64 << 10;

/// Format, and of what.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct How {
    format: String,
    of: String,
}

/// What is written goes to the reader; who waits for a slow one is the thread that reads the archive.
struct Pipe {
    held: Vec<u8>,
    to: mpsc::Sender<std::io::Result<Bytes>>,
}

impl Pipe {
    fn send(&mut self) -> std::io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let gone = |_| std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        self.to.blocking_send(Ok(std::mem::take(&mut self.held).into())).map_err(gone)
    }
}

impl Write for Pipe {
    fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
        self.held.extend_from_slice(buf);
        if self.held.len() >= CHUNK {
            self.send()?;
        }
        Ok(buf.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        self.send()
    }
}

/// The other end.
struct Chunks(mpsc::Receiver<std::io::Result<Bytes>>);

impl futures_core::Stream for Chunks {
    type Item = std::io::Result<Bytes>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(cx)
    }
}

/// `GET /export`. `of=incidents` (default): claims of the incidents that match; all claims where nothing is asked.
/// `of=reports`: claims of the reports that match, asked as in search.
pub async fn export(
    State(app): State<Arc<App>>,
    ask: Ask,
    Query(how): Query<How>,
    Query(filter): Query<Filter>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let name = if how.format.is_empty() { "jsonl" } else { &how.format };
    let known = || Format::ALL.map(Format::name).join(", ");
    let format = Format::from_name(name).ok_or_else(|| Fault::wrong(format!("format: one of {}", known())))?;
    let see = ask.may_see(&app);
    // the native format is the evidence itself
    if format == Format::Jsonl && !see {
        return Err(Fault::new(StatusCode::FORBIDDEN, "role", "reviewer"));
    }
    let view = app.view();
    let (question, only): (Question, Option<(Vec<i64>, HashSet<String>)>) = match how.of.as_str() {
        "" | "incidents" if filter.is_empty() => (Question::default(), None),
        "" | "incidents" => {
            let found = app.find(&view, &filter)?;
            let (mut versions, mut claims) = (Vec::new(), HashSet::new());
            for n in found.iter() {
                claims.extend(view.incidents[*n as usize].claims.iter().map(|c| c.claim.clone()));
                versions.extend(view.rows[*n as usize].docs.iter().map(|d| view.documents[*d as usize].number));
            }
            versions.sort_unstable();
            versions.dedup();
            (Question::default(), Some((versions, claims)))
        }
        "reports" => (asked.question(0, usize::MAX)?, None),
        _ => return Err(Fault::wrong("of: incidents or reports")),
    };
    app.desk.note(ask.visitor.as_ref().map_or("", |v| v.name.as_str()), "export", name, &ask.peer)?;
    let (to, from) = mpsc::channel(4);
    let (own, overlay) = (Arc::clone(&app), app.overlay());
    tokio::task::spawn_blocking(move || {
        let mut pipe = Pipe { held: Vec::with_capacity(CHUNK), to: to.clone() };
        let done = (|| -> Result<(), ExportError> {
            let archive = crate::archive::sqlite::SqliteArchive::reader(&own.settings.archive)?;
            let mut each = |m: &mut crate::archive::sqlite::Match| {
                if let Some((_, claims)) = &only {
                    m.claims.retain(|c| c["id"].as_str().is_some_and(|id| claims.contains(id)));
                }
                for list in [&mut m.claims, &mut m.all_claims] {
                    overlay.list(list);
                }
                if !see && let Ok(Some(c)) = archive.coded_version(m.version.number) {
                    redact::hide_match(m, &redact::names(&c.coded));
                }
                Step::Write
            };
            match &only {
                Some((versions, _)) => export_these(&archive, &own.knowledge.lexicon, versions, format, &mut pipe, &mut each)?,
                None => write(&archive, &own.knowledge.lexicon, &question, format, &mut pipe, &mut each)?,
            };
            pipe.flush()?;
            Ok(())
        })();
        match done {
            Ok(()) => {}
            Err(ExportError::Write(e)) if e.kind() == std::io::ErrorKind::BrokenPipe => {}
            Err(e) => {
                crate::serve::app::complain(&e);
                // the answer is cut, so that nobody takes half for the whole
                let _ = to.blocking_send(Err(std::io::Error::other("the export failed")));
            }
        }
    });
    let head =
        [(CONTENT_TYPE, format.media().to_owned()), (CONTENT_DISPOSITION, format!("attachment; filename=\"marsad.{}\"", format.ending()))];
    Ok((head, Body::from_stream(Chunks(from))).into_response())
}
