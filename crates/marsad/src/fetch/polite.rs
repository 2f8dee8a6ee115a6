//! Manners: what a site's robots.txt allows, and how often a host is asked.

use super::FetchError;
use super::client::{AGENT, Client, Fetched, Known};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use texting_robots::Robot;
use url::Url;

/// Longest pause between two requests that a robots.txt may ask for.
const LONGEST: Duration = Duration::from_secs(60);
/// A robots.txt is read up to here, as the standard asks.
const ROBOTS: u64 = 512 << 10;
/// Rules are asked for again after a day, as the standard asks.
const RULES_HOLD: Duration = Duration::from_secs(24 * 3600);
/// A host whose rules cannot be read is left alone for so long.
const FAILURE_HOLDS: Duration = Duration::from_secs(300);
/// A server may ask to be left alone for so long; feeds that want longer are asked when they are due.
const HELD_BACK: Duration = Duration::from_secs(120);
/// How often a pause looks whether the program is ending.
const LOOK: Duration = Duration::from_millis(100);

/// What a host allows.
#[derive(Debug, Clone)]
enum Rules {
    /// What its robots.txt says; `None` where there is none.
    Known(Option<Arc<Robot>>),
    /// It did not tell them, and why.
    Failed(String),
}

/// What is known of a host in this run.
#[derive(Debug, Default)]
struct Host {
    /// The rules and how long they hold.
    rules: Option<(Rules, Instant)>,
    /// When it may be asked again.
    free: Option<Instant>,
}

/// A client with manners. Shared by threads.
#[derive(Debug)]
pub struct Polite {
    client: Client,
    /// Least pause between two requests to one host.
    pause: Duration,
    /// Set when the program is to end: no pause outlasts it.
    stop: Arc<AtomicBool>,
    hosts: Mutex<HashMap<String, Host>>,
}

impl Polite {
    /// Over a client, with a pause between two requests to one host.
    #[must_use]
    pub fn new(client: Client, pause: Duration, stop: Arc<AtomicBool>) -> Self {
        Self { client, pause, stop, hosts: Mutex::default() }
    }

    /// The client.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// Fetches an address when its host allows it and may be asked; so for every host that it redirects to.
    ///
    /// # Errors
    /// As [`Client::get`], and if robots.txt does not allow it.
    pub fn get(&self, address: &str, known: &Known, cap: u64) -> Result<Fetched, FetchError> {
        let url = Url::parse(address.trim()).map_err(|_| FetchError::Address(address.to_owned()))?;
        self.ask(&url)?;
        let got = self.client.get(address, known, cap, &|hop| self.ask(hop));
        if let Err(FetchError::Status { url, status: 429 | 503, retry_after: Some(seconds) }) = &got
            && let Ok(url) = Url::parse(url)
        {
            self.hold_back(&key(&url), Duration::from_secs(*seconds).min(HELD_BACK));
        }
        got
    }

    /// Whether an address may be asked for; waits for its host's turn.
    fn ask(&self, url: &Url) -> Result<(), FetchError> {
        let key = key(url);
        let robot = self.robot(&key)?;
        if robot.as_ref().is_some_and(|r| !r.allowed(url.as_str())) {
            return Err(FetchError::Robots(url.to_string()));
        }
        let asked =
            robot.as_ref().and_then(|r| r.delay).map_or(Duration::ZERO, |d| Duration::try_from_secs_f32(d).unwrap_or(LONGEST).min(LONGEST));
        self.wait(&key, self.pause.max(asked))
    }

    fn hold_back(&self, key: &str, time: Duration) {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let h = hosts.entry(key.to_owned()).or_default();
        let until = Instant::now() + time;
        h.free = Some(h.free.map_or(until, |f| f.max(until)));
    }

    /// Waits until a host may be asked, and takes the turn.
    fn wait(&self, key: &str, pause: Duration) -> Result<(), FetchError> {
        let now = Instant::now();
        let at = {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            let h = hosts.entry(key.to_owned()).or_default();
            let at = h.free.map_or(now, |f| f.max(now));
            h.free = Some(at + pause);
            at
        };
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return Err(FetchError::Ended(key.to_owned()));
            }
            let left = at.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            std::thread::sleep(left.min(LOOK));
        }
    }

    fn robot(&self, key: &str) -> Result<Option<Arc<Robot>>, FetchError> {
        let told = |rules: &Rules| match rules {
            Rules::Known(r) => Ok(r.clone()),
            Rules::Failed(why) => Err(FetchError::Broken { url: key.to_owned(), why: why.clone() }),
        };
        {
            let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((rules, until)) = hosts.get(key).and_then(|h| h.rules.as_ref())
                && *until > Instant::now()
            {
                return told(rules);
            }
        }
        self.wait(key, self.pause)?;
        // a robots.txt elsewhere speaks for this host too, so its redirects ask nobody
        let got = self.client.get(&format!("{key}/robots.txt"), &Known::default(), ROBOTS, &|_| Ok(()));
        let (rules, hold) = match got {
            Ok(f) => (Rules::Known(Robot::new(AGENT.split('/').next().unwrap_or(AGENT), &f.body).ok().map(Arc::new)), RULES_HOLD),
            // no rules: all is allowed; a server that fails may have rules that it cannot tell
            Err(FetchError::Status { status, .. }) if status >= 500 || status == 429 => {
                (Rules::Failed(format!("its robots.txt cannot be read now (the server answered {status})")), FAILURE_HOLDS)
            }
            Err(FetchError::Status { .. } | FetchError::TooLarge { .. } | FetchError::Content { .. } | FetchError::Redirects(_)) => {
                (Rules::Known(None), RULES_HOLD)
            }
            Err(e @ (FetchError::Private(_) | FetchError::Ended(_))) => return Err(e),
            Err(e) => (Rules::Failed(e.to_string()), FAILURE_HOLDS),
        };
        let result = told(&rules);
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.entry(key.to_owned()).or_default().rules = Some((rules, Instant::now() + hold));
        result
    }
}

/// What names a host: scheme, name and port.
fn key(url: &Url) -> String {
    url.origin().ascii_serialization()
}
