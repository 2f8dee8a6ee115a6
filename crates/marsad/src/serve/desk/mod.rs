//! The desk: people with their log-ins, what they decided, keys of the API, and the audit log.
//!
//! All in tables of the archive's own file, so that one file stays the whole. Log and reviews only grow.

pub mod gold;
pub mod overlay;
pub mod people;
pub mod reviews;

use super::app::{lock, now};
use crate::archive::Error;
use crate::archive::sqlite::SqliteArchive;
use overlay::Overlay;
use people::Visitor;
use rusqlite::{Connection, OpenFlags, params};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

const DOING: &str = "writing at the desk";

/// An open desk.
#[derive(Debug)]
pub struct Desk {
    db: Mutex<Connection>,
    path: PathBuf,
    overlay: RwLock<Arc<Overlay>>,
    sessions: Mutex<HashMap<[u8; 32], (Visitor, i64)>>,
}

/// A row of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// When, seconds since 1970.
    pub at: i64,
    /// Who: a name, or empty.
    pub who: String,
    /// What was done.
    pub what: String,
    /// To what.
    pub about: String,
    /// From which address.
    pub peer: String,
}

impl Desk {
    /// Opens the desk of an archive; the file gets its newest tables, and is made if it is not there.
    ///
    /// # Errors
    /// If the archive cannot be opened or written.
    pub fn open(path: &Path) -> Result<Self, Error> {
        drop(SqliteArchive::open(path)?);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(Error::sql(DOING))?;
        db.busy_timeout(Duration::from_secs(10)).map_err(Error::sql(DOING))?;
        db.pragma_update(None, "foreign_keys", true).map_err(Error::sql(DOING))?;
        let desk = Self { db: Mutex::new(db), path: path.to_owned(), overlay: RwLock::default(), sessions: Mutex::default() };
        desk.read_overlay()?;
        Ok(desk)
    }

    /// What people decided on claims.
    #[must_use]
    pub fn overlay(&self) -> Arc<Overlay> {
        Arc::clone(&self.overlay.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads what other processes decided.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn catch_up(&self) -> Result<(), Error> {
        if self.rows()? != self.overlay().rows {
            self.read_overlay()?;
        }
        Ok(())
    }

    fn read_overlay(&self) -> Result<(), Error> {
        let new = Arc::new(self.make_overlay()?);
        *self.overlay.write().unwrap_or_else(PoisonError::into_inner) = new;
        Ok(())
    }

    /// Writes a line of the audit log.
    ///
    /// # Errors
    /// If the archive cannot be written.
    pub fn note(&self, who: &str, what: &str, about: &str, peer: &str) -> Result<(), Error> {
        lock(&self.db)
            .prepare_cached("INSERT INTO audit (at, who, what, about, peer) VALUES (?,?,?,?,?)")
            .and_then(|mut s| s.execute(params![now(), who, what, about, peer]))
            .map(|_| ())
            .map_err(Error::sql(DOING))
    }

    /// The newest lines of the audit log.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn noted(&self, limit: usize) -> Result<Vec<Noted>, Error> {
        let db = lock(&self.db);
        let mut s = db.prepare_cached("SELECT at, who, what, about, peer FROM audit ORDER BY n DESC LIMIT ?").map_err(Error::sql(DOING))?;
        s.query_map([limit as i64], |r| Ok(Noted { at: r.get(0)?, who: r.get(1)?, what: r.get(2)?, about: r.get(3)?, peer: r.get(4)? }))
            .and_then(Iterator::collect)
            .map_err(Error::sql(DOING))
    }
}
