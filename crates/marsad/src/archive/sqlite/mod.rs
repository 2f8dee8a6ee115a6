//! The archive in one SQLite file: WAL, one writer and many readers.

mod current;
mod decide;
mod each;
mod read;
mod schema;
mod search;
mod verify;
mod write;

pub use current::Current;
pub use decide::{Decided, holding};
pub use each::Match;
pub use read::FeedState;
pub use verify::{Broken, Proof};

use super::custody::Hash;
use super::pack::{Dictionaries, Kind, Unpacker};
use super::prepare::{Prepared, Recoded};
use super::sketch::Index;
use super::{Archive, Error, Hit, Id, Outcome, Query, Stats, Stored, Version};
use rusqlite::{Connection, OpenFlags};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Another process may hold the archive so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// An open archive.
#[derive(Debug)]
pub struct SqliteArchive {
    db: Connection,
    path: PathBuf,
    dictionaries: Dictionaries,
    unpacker: RefCell<Unpacker>,
    strings: HashMap<String, i64>,
    /// Sketches of held versions, filled when the first report is added.
    index: Index,
    /// The last version whose sketch is in `index`.
    indexed: i64,
    /// The log's last row and chain value, as this process knows them.
    log: (i64, Hash),
    samples: [Vec<Vec<u8>>; 2],
    /// Whether the last search saw less than all candidates.
    cut: Cell<bool>,
}

impl SqliteArchive {
    /// Opens the archive at `path`, or makes it.
    ///
    /// # Errors
    /// If it cannot be opened, is no archive, or is newer than this program.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Self::with(path, true)
    }

    /// Opens an archive that must exist, to read only. Any number of readers and a writer work together.
    ///
    /// # Errors
    /// As [`SqliteArchive::open`].
    pub fn reader(path: &Path) -> Result<Self, Error> {
        if !path.is_file() {
            return Err(Error::Open { path: path.to_owned(), why: "there is no such file".into() });
        }
        Self::with(path, false)
    }

    fn with(path: &Path, writable: bool) -> Result<Self, Error> {
        let doing = "opening the archive";
        let create = if writable { OpenFlags::SQLITE_OPEN_CREATE } else { OpenFlags::empty() };
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | create);
        let db = match db {
            // on a medium that cannot be written there is no place for the files that readers and writers share
            db if !writable && !db.as_ref().is_ok_and(is_readable) && !has_log(path) => unchanging(path).or(db),
            db => db,
        };
        let mut db = db.map_err(|e| Error::Open { path: path.to_owned(), why: e.to_string() })?;
        db.busy_timeout(PATIENCE).map_err(Error::sql(doing))?;
        db.set_prepared_statement_cache_capacity(64);
        // without it every statement with a range is planned anew for every value
        db.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(Error::sql(doing))?;
        if writable {
            db.pragma_update(None, "page_size", 8192).map_err(Error::sql(doing))?;
            db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).map_err(Error::sql(doing))?;
            // a power cut may lose nothing that was told to be kept
            db.pragma_update(None, "synchronous", "FULL").map_err(Error::sql(doing))?;
            db.pragma_update(None, "wal_autocheckpoint", 8000).map_err(Error::sql(doing))?;
            db.pragma_update_and_check(None, "journal_size_limit", 256 << 20, |_| Ok(())).map_err(Error::sql(doing))?;
            db.pragma_update(None, "cache_size", -128 << 10).map_err(Error::sql(doing))?;
            schema::migrate(&mut db, path)?;
        } else {
            db.pragma_update(None, "query_only", true).map_err(Error::sql(doing))?;
            db.pragma_update(None, "cache_size", -32 << 10).map_err(Error::sql(doing))?;
            db.pragma_update_and_check(None, "mmap_size", 1_i64 << 30, |_| Ok(())).map_err(Error::sql(doing))?;
            let ours: i64 = db.pragma_query_value(None, "application_id", |r| r.get(0)).map_err(Error::sql(doing))?;
            if ours != schema::APPLICATION {
                return Err(Error::Foreign(path.to_owned()));
            }
        }
        let mut archive = Self {
            db,
            path: path.to_owned(),
            dictionaries: Dictionaries::default(),
            unpacker: RefCell::default(),
            strings: HashMap::new(),
            index: Index::default(),
            indexed: 0,
            log: (0, super::custody::START),
            samples: [Vec::new(), Vec::new()],
            cut: Cell::new(false),
        };
        archive.read_dictionaries()?;
        Ok(archive)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn unpack(&self, blob: &[u8]) -> Result<Vec<u8>, Error> {
        self.dictionaries.unpack(&mut self.unpacker.borrow_mut(), blob)
    }

    /// The dictionaries that it holds: for threads that prepare reports.
    #[must_use]
    pub const fn dictionaries(&self) -> &Dictionaries {
        &self.dictionaries
    }

    /// Reads the dictionaries that this process does not know yet.
    fn read_dictionaries(&mut self) -> Result<(), Error> {
        let doing = "reading the dictionaries";
        let mut s = self.db.prepare_cached("SELECT n, kind, bytes FROM dictionary ORDER BY n").map_err(Error::sql(doing))?;
        let mut rows = s.query([]).map_err(Error::sql(doing))?;
        while let Some(r) = rows.next().map_err(Error::sql(doing))? {
            let n: u8 = r.get(0).map_err(Error::sql(doing))?;
            if !self.dictionaries.knows(n) {
                let kind: i64 = r.get(1).map_err(Error::sql(doing))?;
                let bytes: Vec<u8> = r.get(2).map_err(Error::sql(doing))?;
                self.dictionaries.add(n, if kind == 0 { Kind::Text } else { Kind::Claims }, &bytes);
            }
        }
        Ok(())
    }
}

fn is_readable(db: &Connection) -> bool {
    let read = || db.pragma_query_value(None, "schema_version", |r| r.get::<_, i64>(0));
    read().is_ok()
}

/// Whether the newest changes lie in a log beside the file.
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|m| m.len() > 0)
}

/// Opens a file that nobody can change meanwhile.
fn unchanging(path: &Path) -> rusqlite::Result<Connection> {
    let name = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let db = Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)?;
    db.pragma_query_value(None, "schema_version", |r| r.get::<_, i64>(0))?;
    Ok(db)
}

impl Archive for SqliteArchive {
    fn add(&mut self, batch: Vec<Prepared>) -> Result<Vec<Outcome>, Error> {
        self.write_batch(batch)
    }
    fn holds(&self, document: Id, version: Id) -> Result<bool, Error> {
        read::holds(&self.db, document, version)
    }
    fn search(&self, query: &Query) -> Result<Vec<Hit>, Error> {
        self.find(query)
    }
    fn show(&self, name: &str) -> Result<Vec<Stored>, Error> {
        self.find_named(name)
    }
    fn stats(&self) -> Result<Stats, Error> {
        self.count()
    }
    fn stale(&self, after: i64, lexicon: u64, tool: &str, limit: usize) -> Result<Vec<Version>, Error> {
        self.not_coded_by(after, lexicon, tool, limit)
    }
    fn recode(&mut self, batch: Vec<Recoded>) -> Result<usize, Error> {
        self.write_codings(batch)
    }
    fn versions(&self, after: i64, limit: usize) -> Result<Vec<Version>, Error> {
        self.versions_after(after, limit)
    }
    fn raw(&self, version: i64) -> Result<Option<Vec<u8>>, Error> {
        self.raw_bytes(version)
    }
}

/// Name and version of the program, as it stands in capture records.
pub const TOOL: &str = concat!("marsad ", env!("CARGO_PKG_VERSION"));
