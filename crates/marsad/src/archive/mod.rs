//! The archive: everything that was captured, with its claims, for as long as it may be asked for.
//!
//! Takes a [`Report`] from wherever it was read, gives it a content id, codes it ([`prepare`]) and keeps
//! raw bytes, capture record, text, claims, search terms and fingerprint ([`sqlite`]). Promises: the same
//! report twice changes nothing; a changed report becomes a new version beside the old one; every change
//! is a row of a hash chain ([`custody`]) that `verify` proves.

pub mod carried;
pub mod custody;
pub mod error;
pub mod intake;
pub mod pack;
pub mod prepare;
pub mod query;
pub mod record;
pub mod sketch;
pub mod sqlite;
pub mod terms;

pub use error::Error;
pub use query::{Filter, Hit, Query};
pub use record::{Capture, Id, Outcome, Report, Stats, Stored, Version};

use prepare::{Prepared, Recoded};

/// What the program needs of a store, and no more.
pub trait Archive {
    /// Writes a batch in one transaction: all of it or nothing. One outcome a report, in order.
    ///
    /// # Errors
    /// If the store cannot be written: full, read-only, busy for long, damaged.
    fn add(&mut self, batch: Vec<Prepared>) -> Result<Vec<Outcome>, Error>;

    /// Whether this version of this document is held already.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn holds(&self, document: Id, version: Id) -> Result<bool, Error>;

    /// The newest versions that match, best first.
    ///
    /// # Errors
    /// If the query cannot be read or the store cannot be asked.
    fn search(&self, query: &Query) -> Result<Vec<Hit>, Error>;

    /// All versions of the document whose id, version id, reference, address or claim id is `name`; newest first.
    ///
    /// # Errors
    /// If the store cannot be read, or a short id fits several documents.
    fn show(&self, name: &str) -> Result<Vec<Stored>, Error>;

    /// Counts of everything.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn stats(&self) -> Result<Stats, Error>;

    /// Up to `limit` versions after number `after` whose newest coding is not by this lexicon and tool.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn stale(&self, after: i64, lexicon: u64, tool: &str, limit: usize) -> Result<Vec<Version>, Error>;

    /// Adds new codings beside the old ones, in one transaction.
    ///
    /// # Errors
    /// As [`Archive::add`].
    fn recode(&mut self, batch: Vec<Recoded>) -> Result<usize, Error>;

    /// Up to `limit` versions after number `after`, for export.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn versions(&self, after: i64, limit: usize) -> Result<Vec<Version>, Error>;

    /// The raw bytes of a version, as captured.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn raw(&self, version: i64) -> Result<Option<Vec<u8>>, Error>;
}
