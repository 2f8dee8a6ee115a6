//! The newest version of each document with its newest coding: what incidents are made of and pages show.

use super::super::pack::restore;
use super::super::{Error, Version};
use super::SqliteArchive;
use rusqlite::types::Value as Sql;
use serde_json::Value;

const DOING: &str = "reading the archive's current versions";

/// A version with its newest coding.
#[derive(Debug, Clone, PartialEq)]
pub struct Current {
    /// The version.
    pub version: Version,
    /// Hash of the lexicon that coded it.
    pub lexicon: u64,
    /// The document with claims and entities; null where it was never coded.
    pub coded: Value,
}

impl SqliteArchive {
    /// Up to `limit` newest versions of documents, after version number `after`, in the order of capture.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn current(&self, after: i64, limit: usize) -> Result<Vec<Current>, Error> {
        let heads = "v.n > ?1 AND v.n = (SELECT head FROM document WHERE id = v.document)";
        self.some_versions(heads, &[Sql::Integer(after)], limit)?.into_iter().map(|v| self.with_coding(v)).collect()
    }

    /// The version of that number.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn coded_version(&self, number: i64) -> Result<Option<Current>, Error> {
        self.version_at(number)?.map(|v| self.with_coding(v)).transpose()
    }

    fn with_coding(&self, version: Version) -> Result<Current, Error> {
        Ok(match self.newest_coding(version.number)? {
            Some((lexicon, _, _, v)) => Current { coded: restore(&v, &version.report.text), lexicon, version },
            None => Current { version, lexicon: 0, coded: Value::Null },
        })
    }

    /// A number that grows whenever reports are added or coded anew: rows of the custody log.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn stamp(&self) -> Result<i64, Error> {
        self.db
            .prepare_cached("SELECT coalesce(max(n), 0) FROM custody")
            .and_then(|mut s| s.query_row([], |r| r.get(0)))
            .map_err(Error::sql(DOING))
    }

    /// Numbers of the other versions in a version's cluster of copies: at most 200.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn copies_of(&self, number: i64) -> Result<Vec<i64>, Error> {
        let mut s = self
            .db
            .prepare_cached("SELECT n FROM copy WHERE cluster = (SELECT cluster FROM copy WHERE n = ?1) AND n <> ?1 ORDER BY n LIMIT 200")
            .map_err(Error::sql(DOING))?;
        s.query_map([number], |r| r.get(0)).and_then(Iterator::collect).map_err(Error::sql(DOING))
    }

    /// Rows of the custody log about a version: row, when, what was done, digest, chain value.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn custody_of(&self, number: i64) -> Result<Vec<(i64, i64, i64, Vec<u8>, Vec<u8>)>, Error> {
        let mut s = self
            .db
            .prepare_cached("SELECT n, at, act, digest, chain FROM custody WHERE (act = 1 AND subject = ?1) OR (act = 2 AND subject BETWEEN ?1 << 16 AND ?1 << 16 | 65535) ORDER BY n LIMIT 50")
            .map_err(Error::sql(DOING))?;
        s.query_map([number], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)))
            .and_then(Iterator::collect)
            .map_err(Error::sql(DOING))
    }
}
