//! What all requests share: the newest view, a pool of readers, the desk, and the thread that keeps the view fresh.

use super::desk::Desk;
use super::desk::overlay::Overlay;
use super::fault::Fault;
use super::filter::Filter;
use super::lang::Kinds;
use super::view::{Found, View};
use crate::archive::Error;
use crate::archive::sqlite::SqliteArchive;
use marsad_core::extract::coder::Knowledge;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// Readers at the same time.
const READERS: usize = 8;
/// How often the archive is asked whether it grew.
const EVERY: Duration = Duration::from_millis(1000);
/// Answers to filters that are kept.
const KEPT: usize = 512;

/// How the server behaves.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The archive's file.
    pub archive: PathBuf,
    /// Names of private persons are hidden from readers.
    pub public: bool,
    /// Behind a proxy that ends TLS: `X-Forwarded-For` is believed, cookies are for TLS only.
    pub behind_proxy: bool,
    /// Cookies are for TLS only.
    pub tls: bool,
    /// Reading needs a log-in.
    pub closed: bool,
    /// Requests a minute from one address; 0 for any number.
    pub rate: u32,
}

/// A change of the archive, as readers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Change {
    /// Reports.
    pub reports: usize,
    /// Incidents.
    pub incidents: usize,
    /// Rows of the custody log.
    pub stamp: i64,
}

/// Everything.
#[derive(Debug)]
pub struct App {
    /// How it behaves.
    pub settings: Settings,
    /// Lexicon: names of actors and claim types.
    pub knowledge: Arc<Knowledge>,
    /// Labels of claim types.
    pub kinds: Kinds,
    /// Actor's number in the lexicon by id.
    pub actors: HashMap<String, usize>,
    /// English names of outlets.
    pub outlets: HashMap<String, crate::fetch::sources::Source>,
    /// People, reviews, keys, logs.
    pub desk: Desk,
    /// Requests of each address and key.
    pub limits: super::guard::Limits,
    /// Pages as strangers see them.
    pub shown: super::guard::Shown,
    /// Told when the view changes.
    pub change: tokio::sync::watch::Sender<Change>,
    /// Set when the server ends.
    pub ended: AtomicBool,
    view: RwLock<Arc<View>>,
    pool: Mutex<Vec<SqliteArchive>>,
    seats: tokio::sync::Semaphore,
    found: Mutex<HashMap<Filter, Arc<Found>>>,
    building: Mutex<()>,
    took: AtomicU64,
}

/// Takes a lock that a panic elsewhere cannot spoil.
pub fn lock<T>(m: &Mutex<T>) -> MutexGuard<'_, T> {
    m.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A line on standard error.
pub fn complain(what: &dyn std::fmt::Display) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "marsad: {what}");
}

/// Seconds since 1970.
#[must_use]
pub fn now() -> i64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs() as i64)
}

impl App {
    /// Opens the archive, which gets its newest tables, and makes the first view.
    ///
    /// # Errors
    /// If the archive cannot be opened or read.
    pub fn open(settings: Settings, knowledge: Arc<Knowledge>) -> Result<Arc<Self>, Error> {
        let desk = Desk::open(&settings.archive)?;
        let sources = crate::fetch::sources::all(None).unwrap_or_default();
        let app = Self {
            kinds: Kinds::of(&knowledge.lexicon.ontology),
            actors: knowledge.lexicon.actors.iter().enumerate().map(|(n, a)| (a.id.clone(), n)).collect(),
            outlets: sources.into_iter().map(|s| (s.name.clone(), s)).collect(),
            desk,
            limits: super::guard::Limits::default(),
            shown: super::guard::Shown::default(),
            change: tokio::sync::watch::Sender::new(Change::default()),
            ended: AtomicBool::new(false),
            view: RwLock::default(),
            pool: Mutex::default(),
            seats: tokio::sync::Semaphore::new(READERS),
            found: Mutex::default(),
            building: Mutex::new(()),
            took: AtomicU64::new(0),
            knowledge,
            settings,
        };
        app.refresh(true)?;
        Ok(Arc::new(app))
    }

    /// As [`App::open`], with the lexicon inside the program.
    ///
    /// # Errors
    /// As [`App::open`], or what is wrong with the built-in data.
    pub fn built_in(settings: Settings) -> Result<Arc<Self>, String> {
        let knowledge = crate::data::knowledge(None, false).map_err(|e| e.to_string())?;
        Self::open(settings, Arc::new(knowledge)).map_err(|e| e.to_string())
    }

    /// The newest view.
    #[must_use]
    pub fn view(&self) -> Arc<View> {
        Arc::clone(&self.view.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What people decided.
    #[must_use]
    pub fn overlay(&self) -> Arc<Overlay> {
        self.desk.overlay()
    }

    /// Makes a new view if the archive or the reviews changed. Gives whether it did.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn refresh(&self, always: bool) -> Result<bool, Error> {
        let _one = lock(&self.building);
        self.desk.catch_up()?;
        let overlay = self.desk.overlay();
        let stamp = (SqliteArchive::reader(&self.settings.archive)?.stamp()?, overlay.rows);
        if self.view().stamp == stamp && !always {
            return Ok(false);
        }
        let begun = Instant::now();
        let view = View::build(&self.settings.archive, &overlay, self.desk.decisions()?, self.settings.public)?;
        let change = Change { reports: view.documents.len(), incidents: view.incidents.len(), stamp: view.stamp.0 };
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(view);
        lock(&self.found).clear();
        // readers that were open may not know new dictionaries
        lock(&self.pool).clear();
        self.took.store(begun.elapsed().as_millis() as u64, Ordering::Relaxed);
        self.change.send_replace(change);
        Ok(true)
    }

    /// After a review: at once where that is quick, else by the keeper.
    pub async fn refresh_soon(self: &Arc<Self>) {
        if self.took.load(Ordering::Relaxed) < 1500 {
            let app = Arc::clone(self);
            let done = tokio::task::spawn_blocking(move || app.refresh(false)).await;
            if let Ok(Err(e)) = done {
                complain(&e);
            }
        }
    }

    /// Keeps the view fresh until the server ends. A view that takes long is made less often.
    pub fn keep(self: &Arc<Self>) -> std::thread::JoinHandle<()> {
        let app = Arc::clone(self);
        std::thread::spawn(move || {
            while !app.ended.load(Ordering::Relaxed) {
                let took = Duration::from_millis(app.took.load(Ordering::Relaxed));
                std::thread::park_timeout(EVERY.max(took * 3));
                if let Err(e) = app.refresh(false) {
                    complain(&e);
                }
            }
        })
    }

    /// Runs `work` on a reader of the pool, away from the threads that serve.
    ///
    /// # Errors
    /// What `work` gives, or that the archive cannot be opened.
    pub async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl Fn(&SqliteArchive) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Fault> {
        let _seat = self.seats.acquire().await.map_err(|_| Fault::inside())?;
        let app = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || -> Result<T, Error> {
            let kept = lock(&app.pool).pop();
            let (reader, fresh) = match kept {
                Some(r) => (r, false),
                None => (SqliteArchive::reader(&app.settings.archive)?, true),
            };
            let (reader, out) = match work(&reader) {
                // a dictionary that came after the reader was opened
                Err(Error::Damaged(_)) if !fresh => {
                    let reader = SqliteArchive::reader(&app.settings.archive)?;
                    let out = work(&reader);
                    (reader, out)
                }
                out => (reader, out),
            };
            let mut pool = lock(&app.pool);
            if pool.len() < READERS {
                pool.push(reader);
            }
            out
        });
        Ok(done.await.map_err(|_| Fault::inside())??)
    }

    /// Numbers of the incidents that pass a filter; the answer is kept for as long as the view.
    ///
    /// # Errors
    /// If the filter cannot be understood.
    pub fn find(&self, view: &View, filter: &Filter) -> Result<Arc<Found>, Fault> {
        if let Some(f) = lock(&self.found).get(filter).filter(|_| self.view().stamp == view.stamp) {
            return Ok(Arc::clone(f));
        }
        let found = Arc::new(Found::new(view, filter.find(view, &self.kinds)?));
        let mut kept = lock(&self.found);
        if kept.len() >= KEPT {
            kept.clear();
        }
        if self.view().stamp == view.stamp {
            kept.insert(filter.clone(), Arc::clone(&found));
        }
        Ok(found)
    }
}
