//! The pages and the API, asked as a browser and a program ask, without a socket.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic)]

mod api;
mod hostile;
mod pages;
mod review;
mod safe;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use marsad::serve::{App, Settings, router};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};
use tower::ServiceExt;

/// A server over an archive of its own.
struct Site {
    app: Arc<App>,
    router: Router,
    _folder: tempfile::TempDir,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("no JSON: {e}: {}", &self.body[..self.body.len().min(300)]))
    }
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/reports");
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the examples")
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|x| x == "json") && !p.ends_with("expected.json"))
        .collect();
    all.sort();
    all
}

impl Site {
    /// Over these files.
    fn of(files: &[PathBuf], change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let archive = folder.path().join("a.db");
        let done = Command::new(env!("CARGO_BIN_EXE_marsad"))
            .arg("ingest")
            .args(files)
            .args(["--no-model", "--archive"])
            .arg(&archive)
            .stdout(Stdio::null())
            .status()
            .expect("marsad runs");
        assert!(done.success());
        let mut settings = Settings { archive, ..Settings::default() };
        change(&mut settings);
        let app = App::built_in(settings).expect("a server");
        Self { router: router(&app), app, _folder: folder }
    }

    /// Over one report with this title and text.
    fn telling(title: &str, text: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("r.json");
        let report = serde_json::json!({"id": "r-1", "title": title, "published": "2018-05-10", "source": title, "url": "javascript:alert(1)", "byline": title, "text": text});
        std::fs::write(&file, report.to_string()).expect("a report");
        Self::of(&[file], |_| {})
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.expect("a body");
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    async fn get_as(&self, path: &str, cookie: &str) -> Answer {
        self.send(Request::get(path).header("cookie", cookie).body(Body::empty()).expect("a request")).await
    }

    async fn post(&self, path: &str, cookie: &str, form: &[(&str, &str)]) -> Answer {
        self.send(posted(path, cookie, form)).await
    }

    /// Adds a person and logs in: the session's cookie and its token.
    async fn log_in(&self, name: &str, role: marsad::serve::desk::people::Role) -> (String, String) {
        self.app.desk.add_person(name, role, "a long password").expect("a person");
        let token = self.app.desk.log_in(name, "a long password").expect("a desk").expect("a session");
        let csrf = self.app.desk.visitor(&token).expect("a visitor").csrf;
        (format!("marsad={token}"), csrf)
    }

    /// A claim of some type, and its incident.
    fn claim(&self, kind: &str) -> String {
        let view = self.app.view();
        let found = view.claims.iter().find(|c| view.kind(c.kind) == kind && c.incident.is_some());
        found.unwrap_or_else(|| panic!("no {kind}")).id.to_string()
    }
}

fn posted(path: &str, cookie: &str, form: &[(&str, &str)]) -> Request<Body> {
    let mut body = String::new();
    for (k, v) in form {
        let escape = |s: &str| s.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
        if !body.is_empty() {
            body.push('&');
        }
        body.push_str(&format!("{}={}", escape(k), escape(v)));
    }
    Request::post(path)
        .header("cookie", cookie)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .expect("a request")
}

/// The examples, for tests that only read.
fn site() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| Site::of(&examples(), |_| {}))
}
