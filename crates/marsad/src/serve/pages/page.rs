//! What every page knows: how it speaks, where it is, who reads it.

use crate::serve::app::App;
use crate::serve::ask::Ask;
use crate::serve::desk::people::Role;
use crate::serve::fault::Fault;
use crate::serve::lang::{Digits, Speech};
use askama::Template;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use url::form_urlencoded;

/// The frame around a page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Language and digits.
    pub s: Speech,
    /// Its kind, for styles and tests.
    pub kind: &'static str,
    /// Title.
    pub title: String,
    /// Path and query.
    pub here: String,
    /// Name of who is logged in, empty for nobody.
    pub user: String,
    /// Role of who is logged in.
    pub role: Option<Role>,
    /// The session's token for forms.
    pub csrf: String,
    /// Hash of style and scripts.
    pub build: &'static str,
    /// Whether there are scripts.
    pub scripts: bool,
    /// Whether names are hidden.
    pub hidden: bool,
    /// A feed of what is shown: its query.
    pub feed: Option<String>,
}

impl Page {
    /// For a request.
    #[must_use]
    pub fn new(app: &App, ask: &Ask, kind: &'static str, title: &str) -> Self {
        let (build, scripts) = crate::serve::assets::built();
        let v = ask.visitor.as_ref();
        Self {
            s: ask.speech,
            kind,
            title: crate::serve::lang::short(title, 200),
            here: ask.here.clone(),
            user: v.map_or_else(String::new, |v| v.name.clone()),
            role: v.map(|v| v.role),
            csrf: v.map_or_else(String::new, |v| v.csrf.clone()),
            build,
            scripts,
            hidden: !ask.may_see(app),
            feed: None,
        }
    }

    /// A label.
    #[must_use]
    pub fn t<'k>(&self, key: &'k str) -> &'k str {
        self.s.t(key)
    }
    /// «3 reports».
    #[must_use]
    pub fn count(&self, n: &usize, what: &str) -> String {
        self.s.count(*n, what)
    }
    /// The address of a page in this language.
    #[must_use]
    pub fn to(&self, path: &str) -> String {
        format!("/{}{path}", self.s.lang.code())
    }
    /// The address of an island's data.
    #[must_use]
    pub fn api(&self, path: impl AsRef<str>, query: impl AsRef<str>) -> String {
        let (path, query, lang) = (path.as_ref(), query.as_ref(), self.s.lang.code());
        if query.is_empty() { format!("/api/v1/{path}?lang={lang}") } else { format!("/api/v1/{path}?{query}&lang={lang}") }
    }
    /// Classes of spans with their names.
    #[must_use]
    pub fn legend(&self) -> Vec<(&'static str, &'static str)> {
        [
            ("agent", "role.agent"),
            ("target", "role.target"),
            ("instrument", "role.instrument"),
            ("place", "place"),
            ("time", "role.time"),
            ("figure", "role.figure"),
            ("source", "role.source"),
            ("trigger", "role.trigger"),
        ]
        .map(|(c, k)| (c, self.s.t(k)))
        .to_vec()
    }
    /// This page in the other language.
    #[must_use]
    pub fn other(&self) -> String {
        let other = self.s.lang.other().code();
        match self.here.get(3..) {
            Some(rest) if self.here.starts_with(&format!("/{}", self.s.lang.code())) => format!("/{other}{rest}"),
            _ => format!("/{other}/"),
        }
    }
    /// Where the switch of digits leads, and back.
    #[must_use]
    pub fn digits(&self) -> String {
        let next = if self.s.digits == Digits::Latin { "arab" } else { "latn" };
        let back: String = form_urlencoded::byte_serialize(self.here.as_bytes()).collect();
        format!("/{}/digits?to={next}&back={back}", self.s.lang.code())
    }
    /// Whether the visitor may review.
    #[must_use]
    pub fn reviews(&self) -> bool {
        self.role >= Some(Role::Reviewer)
    }
    /// Whether the visitor sees the audit log.
    #[must_use]
    pub fn admin(&self) -> bool {
        self.role >= Some(Role::Admin)
    }
    /// Whether a part of the site is this page's, for the navigation.
    #[must_use]
    pub fn is(&self, kinds: &[&str]) -> bool {
        kinds.contains(&self.kind)
    }
    /// The value of `aria-current`.
    #[must_use]
    pub fn current(&self, kinds: &str) -> &'static str {
        if kinds.split(' ').any(|k| k == self.kind) { "page" } else { "false" }
    }
}

/// Renders a page. A reader who has this very state gets no body.
///
/// # Errors
/// If a template fails, which is a bug.
pub fn show(template: &impl Template, headers: &HeaderMap) -> Result<Response, Fault> {
    let html = template.render().map_err(|e| {
        crate::serve::app::complain(&e);
        Fault::inside()
    })?;
    let tag = format!("W/\"{:016x}\"", marsad_core::text::word_hash(&html));
    if headers.get(IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response());
    }
    Ok(([(CONTENT_TYPE, "text/html; charset=utf-8".to_owned()), (ETAG, tag)], html).into_response())
}

/// One page of many: its number, from 1, and how many there are.
#[derive(Debug, Clone, Default)]
pub struct Paging {
    /// Which.
    pub page: usize,
    /// Of how many.
    pub pages: usize,
    /// All that was found.
    pub all: usize,
    /// Addresses of the one before and after.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
}

impl Paging {
    /// Of `all` things, `size` a page; `asked` as in the address, `address` makes that of a page.
    #[must_use]
    pub fn new(all: usize, size: usize, asked: &str, address: impl Fn(usize) -> String) -> Self {
        let pages = all.div_ceil(size).max(1);
        let page = asked.parse::<usize>().unwrap_or(1).clamp(1, pages);
        Self { page, pages, all, before: (page > 1).then(|| address(page - 1)), after: (page < pages).then(|| address(page + 1)) }
    }
    /// The slice of a list that this page holds.
    #[must_use]
    pub fn of<'l, T>(&self, list: &'l [T], size: usize) -> &'l [T] {
        let from = ((self.page - 1) * size).min(list.len());
        &list[from..(from + size).min(list.len())]
    }
}
