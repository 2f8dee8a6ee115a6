//! One HTTP request: safe, bounded in bytes and time, redirects followed by hand so that each hop is checked.

use super::FetchError;
use super::address::{PRIVATE, PublicResolver, is_forbidden_host};
use super::body::{self, Unpack};
use reqwest::blocking::{Client as Http, Response};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION};
use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, Instant};
use url::Url;

/// Redirects that are followed.
pub const REDIRECTS: usize = 5;

/// Bounds of a request.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the body, both as sent and when unpacked.
    pub bytes: u64,
    /// From asking to the last byte.
    pub time: Duration,
    /// For tests on loopback: private addresses are fetched.
    pub allow_private: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 16 << 20, time: Duration::from_secs(30), allow_private: false }
    }
}

/// What was captured.
#[derive(Debug, Clone, Default)]
pub struct Fetched {
    /// The address after redirects.
    pub url: String,
    /// HTTP status.
    pub status: u16,
    /// Headers as received, one a line.
    pub headers: String,
    /// Media type, without parameters.
    pub media: String,
    /// The `charset` that the server names.
    pub charset: Option<String>,
    /// For the next conditional request.
    pub etag: String,
    /// The same.
    pub modified: String,
    /// The body, unpacked.
    pub body: Vec<u8>,
    /// `Retry-After` in seconds, if given so.
    pub retry_after: Option<u64>,
}

/// What the server is told of what is known already.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The last ETag.
    pub etag: String,
    /// The last Last-Modified.
    pub modified: String,
}

/// A client. Cheap to share.
#[derive(Debug, Clone)]
pub struct Client {
    http: Http,
    limits: Limits,
}

/// How the program names itself to servers.
pub const AGENT: &str = concat!("marsad/", env!("CARGO_PKG_VERSION"), " (news archive)");

impl Client {
    /// A client within these limits.
    ///
    /// # Errors
    /// If TLS cannot be set up.
    pub fn new(limits: Limits) -> Result<Self, FetchError> {
        let http = Http::builder()
            .user_agent(AGENT)
            .redirect(reqwest::redirect::Policy::none())
            // a proxy would connect to addresses that were never checked
            .no_proxy()
            .referer(false)
            .dns_resolver(Arc::new(PublicResolver { allow_private: limits.allow_private }))
            .connect_timeout(Duration::from_secs(10).min(limits.time))
            .timeout(limits.time)
            .pool_max_idle_per_host(2)
            .build()
            .map_err(|e| FetchError::Broken { url: "the HTTP client".into(), why: told(&e) })?;
        Ok(Self { http, limits })
    }

    /// The limits.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Fetches an address. A status of 304 comes back with an empty body; other failures are errors. `hop` is asked
    /// before each redirect is followed.
    ///
    /// # Errors
    /// See [`FetchError`], and what `hop` says.
    pub fn get(&self, address: &str, known: &Known, cap: u64, hop: &dyn Fn(&Url) -> Result<(), FetchError>) -> Result<Fetched, FetchError> {
        let mut url = Url::parse(address.trim()).map_err(|_| FetchError::Address(address.to_owned()))?;
        let first = url.origin();
        let mut begun = Instant::now();
        for n in 0..=REDIRECTS {
            self.check(&url)?;
            if n > 0 {
                // a polite pause before the next hop is not the server's time
                let paused = Instant::now();
                hop(&url)?;
                begun += paused.elapsed();
            }
            // what one site gave to be recognised by is told to no other
            let none = Known::default();
            let known = if url.origin() == first { known } else { &none };
            let mut request = self.http.get(url.clone()).header(ACCEPT_ENCODING, "gzip, zstd").header(ACCEPT, "application/rss+xml, application/atom+xml, application/feed+json, text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5");
            if !known.etag.is_empty() {
                request = request.header(IF_NONE_MATCH, &known.etag);
            }
            if !known.modified.is_empty() {
                request = request.header(IF_MODIFIED_SINCE, &known.modified);
            }
            let left = self.limits.time.saturating_sub(begun.elapsed());
            let response = request.timeout(left.max(Duration::from_millis(1))).send().map_err(|e| self.failed(&url, &e))?;
            let status = response.status();
            let next = response.headers().get(LOCATION).and_then(|l| std::str::from_utf8(l.as_bytes()).ok()).and_then(|l| url.join(l).ok());
            match next {
                Some(next) if status.is_redirection() && status.as_u16() != 304 => {
                    // the secrets of an address stay where they were given
                    url = next;
                    url.set_fragment(None);
                }
                _ => return self.read(&url, response, begun, cap),
            }
        }
        Err(FetchError::Redirects(address.to_owned()))
    }

    fn check(&self, url: &Url) -> Result<(), FetchError> {
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(FetchError::Address(url.to_string()));
        }
        if !self.limits.allow_private && is_forbidden_host(url.host()) {
            return Err(FetchError::Private(url.to_string()));
        }
        Ok(())
    }

    fn failed(&self, url: &Url, e: &reqwest::Error) -> FetchError {
        let why = told(e);
        if e.is_timeout() {
            return FetchError::TooSlow { url: url.to_string(), seconds: self.limits.time.as_secs() };
        }
        if why.contains(PRIVATE) { FetchError::Private(url.to_string()) } else { FetchError::Broken { url: url.to_string(), why } }
    }

    fn read(&self, url: &Url, mut response: Response, begun: Instant, cap: u64) -> Result<Fetched, FetchError> {
        let address = url.to_string();
        let header =
            |name| response.headers().get(name).and_then(|v: &reqwest::header::HeaderValue| v.to_str().ok()).unwrap_or_default().to_owned();
        let content_type = header(reqwest::header::CONTENT_TYPE);
        let (media, parameters) = content_type.split_once(';').unwrap_or((&content_type, ""));
        let charset = parameters.split(';').find_map(|p| p.trim().strip_prefix("charset=")).map(|c| c.trim_matches('"').to_owned());
        let encoding = header(CONTENT_ENCODING);
        let mut fetched = Fetched {
            url: address.clone(),
            status: response.status().as_u16(),
            headers: response
                .headers()
                .iter()
                .map(|(k, v)| format!("{k}: {}", String::from_utf8_lossy(v.as_bytes())))
                .collect::<Vec<_>>()
                .join("\n"),
            media: media.trim().to_ascii_lowercase(),
            charset,
            etag: header(ETAG),
            modified: header(LAST_MODIFIED),
            body: Vec::new(),
            retry_after: header(reqwest::header::RETRY_AFTER).parse().ok(),
        };
        if fetched.status == 304 {
            return Ok(fetched);
        }
        if !response.status().is_success() {
            return Err(FetchError::Status { url: address, status: fetched.status, retry_after: fetched.retry_after });
        }
        let too_large = |packed| FetchError::TooLarge { url: address.clone(), cap, packed };
        if response.content_length().is_some_and(|n| n > cap) {
            return Err(too_large(false));
        }
        let mut buffer = vec![0; 64 << 10];
        loop {
            if begun.elapsed() > self.limits.time {
                return Err(FetchError::TooSlow { url: address, seconds: self.limits.time.as_secs() });
            }
            match response.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => fetched.body.extend_from_slice(&buffer[..n]),
                Err(e) if begun.elapsed() >= self.limits.time || told(&e).contains("timed out") => {
                    return Err(FetchError::TooSlow { url: address, seconds: self.limits.time.as_secs() });
                }
                Err(e) => {
                    // a body shorter than its Content-Length is not the page: nothing of it is kept
                    let why = std::error::Error::source(&e).map_or_else(|| e.to_string(), std::string::ToString::to_string);
                    return Err(FetchError::Broken {
                        url: address,
                        why: format!("the body broke off after {} bytes: {why}", fetched.body.len()),
                    });
                }
            }
            if fetched.body.len() as u64 > cap {
                return Err(too_large(false));
            }
        }
        fetched.body = body::unpack(fetched.body, &encoding, cap).map_err(|e| match e {
            Unpack::TooLarge => too_large(true),
            other => FetchError::Content { url: address.clone(), why: other.to_string() },
        })?;
        Ok(fetched)
    }
}

/// An error with all that caused it, in one line.
fn told(e: &dyn std::error::Error) -> String {
    let mut out = e.to_string();
    let mut at = e.source();
    while let Some(e) = at {
        let s = e.to_string();
        if !out.contains(&s) {
            out.push_str(": ");
            out.push_str(&s);
        }
        at = e.source();
    }
    out
}
