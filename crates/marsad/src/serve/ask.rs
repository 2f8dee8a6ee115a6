//! What every page knows of its request: language, digits, who asks, where they are.

use super::app::App;
use super::desk::people::{Role, Visitor};
use super::lang::{Digits, Lang, Speech};
use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use std::convert::Infallible;
use std::sync::Arc;

/// A request as pages see it.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Language and digits.
    pub speech: Speech,
    /// Path and query.
    pub here: String,
    /// Who is logged in.
    pub visitor: Option<Visitor>,
    /// The address that asks.
    pub peer: String,
}

/// A cookie's value.
#[must_use]
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .find_map(|p| p.trim().split_once('=').filter(|(k, _)| *k == name).map(|(_, v)| v))
}

impl FromRequestParts<Arc<App>> for Ask {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let uri = parts.extensions.get::<OriginalUri>().map_or_else(|| parts.uri.clone(), |u| u.0.clone());
        let here = uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
        let from_path = here.get(1..3).and_then(Lang::from_code);
        let accepted = || parts.headers.get("accept-language").and_then(|v| v.to_str().ok()).map_or(Lang::En, Lang::accepted);
        let lang = from_path.unwrap_or_else(accepted);
        let digits = cookie(&parts.headers, "digits").map_or(Digits::Latin, Digits::from_name);
        let visitor = parts.extensions.get::<Visitor>().cloned().or_else(|| {
            let token = cookie(&parts.headers, super::desk::people::COOKIE)?;
            app.desk.visitor(token)
        });
        let peer = super::guard::peer(parts.extensions.get(), &parts.headers, app.settings.behind_proxy);
        Ok(Self { speech: Speech { lang, digits }, here, visitor, peer })
    }
}

impl Ask {
    /// Whether private names may be shown.
    #[must_use]
    pub fn may_see(&self, app: &App) -> bool {
        !app.settings.public || self.visitor.as_ref().is_some_and(|v| v.role >= Role::Reviewer)
    }

    /// The visitor, if of that role at least.
    ///
    /// # Errors
    /// 401 for who is not logged in, 403 for who may not.
    pub fn must_be(&self, role: Role) -> Result<&Visitor, super::fault::Fault> {
        match &self.visitor {
            None => Err(super::fault::Fault::new(StatusCode::UNAUTHORIZED, "login", "")),
            Some(v) if v.role < role => Err(super::fault::Fault::new(StatusCode::FORBIDDEN, "role", role.name())),
            Some(v) => Ok(v),
        }
    }
}
