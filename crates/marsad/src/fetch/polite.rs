//! Manners: what a site's robots.txt allows, and how often a host is asked.

use super::FetchError;
use super::client::{AGENT, Client, Fetched, Known};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use texting_robots::Robot;
use url::Url;

/// Longest pause between two requests that a robots.txt may ask for.
const LONGEST: Duration = Duration::from_secs(60);
/// A robots.txt is read up to here, as the standard asks.
const ROBOTS: u64 = 512 << 10;

/// What is known of a host in this run.
#[derive(Debug, Default)]
struct Host {
    /// The rules; `None` where there are none.
    robot: Option<Option<Arc<Robot>>>,
    /// Nothing is allowed: the server failed to tell its rules.
    closed: bool,
    /// When it may be asked again.
    free: Option<Instant>,
}

/// A client with manners. Shared by threads.
#[derive(Debug)]
pub struct Polite {
    client: Client,
    /// Least pause between two requests to one host.
    pause: Duration,
    hosts: Mutex<HashMap<String, Host>>,
}

impl Polite {
    /// Over a client, with a pause between two requests to one host.
    #[must_use]
    pub fn new(client: Client, pause: Duration) -> Self {
        Self { client, pause, hosts: Mutex::default() }
    }

    /// The client.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// Fetches an address when its host allows it and may be asked.
    ///
    /// # Errors
    /// As [`Client::get`], and if robots.txt does not allow it.
    pub fn get(&self, address: &str, known: &Known, cap: u64) -> Result<Fetched, FetchError> {
        let url = Url::parse(address.trim()).map_err(|_| FetchError::Address(address.to_owned()))?;
        let key = url.origin().ascii_serialization();
        let robot = self.robot(&key)?;
        if robot.as_ref().is_some_and(|r| !r.allowed(url.as_str())) {
            return Err(FetchError::Robots(address.to_owned()));
        }
        let asked =
            robot.as_ref().and_then(|r| r.delay).map_or(Duration::ZERO, |d| Duration::try_from_secs_f32(d).unwrap_or(LONGEST).min(LONGEST));
        self.wait(&key, self.pause.max(asked));
        self.client.get(address, known, cap)
    }

    /// Waits until a host may be asked, and takes the turn.
    fn wait(&self, key: &str, pause: Duration) {
        let now = Instant::now();
        let at = {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            let h = hosts.entry(key.to_owned()).or_default();
            let at = h.free.map_or(now, |f| f.max(now));
            h.free = Some(at + pause);
            at
        };
        std::thread::sleep(at.saturating_duration_since(now));
    }

    fn robot(&self, key: &str) -> Result<Option<Arc<Robot>>, FetchError> {
        {
            let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(h) = hosts.get(key) {
                if h.closed {
                    return Err(FetchError::Robots(key.to_owned()));
                }
                if let Some(r) = &h.robot {
                    return Ok(r.clone());
                }
            }
        }
        self.wait(key, self.pause);
        let (robot, closed) = match self.client.get(&format!("{key}/robots.txt"), &Known::default(), ROBOTS) {
            Ok(f) => (Robot::new(AGENT.split('/').next().unwrap_or(AGENT), &f.body).ok().map(Arc::new), false),
            // no rules: all is allowed; a server that fails may have rules that it cannot tell
            Err(FetchError::Status { status, .. }) => (None, status >= 500 || status == 429),
            Err(FetchError::TooLarge { .. } | FetchError::Content { .. } | FetchError::Redirects(_)) => (None, false),
            Err(e) => return Err(e),
        };
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let h = hosts.entry(key.to_owned()).or_default();
        h.robot = Some(robot.clone());
        h.closed = closed;
        if closed { Err(FetchError::Robots(format!("{key} (its robots.txt cannot be read now)"))) } else { Ok(robot) }
    }
}
