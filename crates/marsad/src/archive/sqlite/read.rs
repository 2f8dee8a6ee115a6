//! Reading versions, codings and counts.

use super::super::custody;
use super::super::pack::restore;
use super::super::prepare::{reference_facet, split_body};
use super::super::record::{Capture, Report};
use super::super::{Error, Id, Stats, Stored, Version};
use super::SqliteArchive;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;

const DOING: &str = "reading the archive";

/// The columns that [`version`] takes, in order.
const COLUMNS: &str = "v.n, v.document, v.id, v.before, v.at, o.text, v.first_byte, v.bytes, v.status, t.text, v.body, r.sha256, r.size \
     FROM version v JOIN string o ON o.n = v.origin JOIN string t ON t.n = v.tool JOIN raw r ON r.n = v.n";

/// A coding as stored: number, lexicon, tool, when.
pub(super) type CodingRow = (i64, u64, String, i64);

fn id(r: &Row<'_>, column: usize) -> rusqlite::Result<Id> {
    let b = r.get_ref(column)?.as_blob()?;
    Id::from_slice(b).ok_or(rusqlite::Error::InvalidColumnType(column, "id".into(), rusqlite::types::Type::Blob))
}

/// A version from a row of [`COLUMNS`].
fn version(archive: &SqliteArchive, r: &Row<'_>) -> Result<Version, Error> {
    let sql = || Error::sql(DOING);
    let body = archive.unpack(r.get_ref(10).and_then(|v| Ok(v.as_blob()?)).map_err(sql())?)?;
    let (head, text) = split_body(body)?;
    let number = |c: usize| r.get::<_, Option<i64>>(c).map_err(Error::sql(DOING));
    let capture = Capture {
        at: r.get(4).map_err(sql())?,
        origin: r.get(5).map_err(sql())?,
        offset: number(6)?.map(|n| n as u64),
        length: number(7)?.map(|n| n as u64),
        status: number(8)?.map(|n| n as u16),
        headers: String::new(),
        tool: r.get(9).map_err(sql())?,
    };
    Ok(Version {
        number: r.get(0).map_err(sql())?,
        document: id(r, 1).map_err(sql())?,
        id: id(r, 2).map_err(sql())?,
        before: r.get(3).map_err(sql())?,
        raw_sha256: r.get(11).map_err(sql())?,
        raw_size: r.get::<_, i64>(12).map_err(sql())? as u64,
        report: Report::from_parts(&head, text, capture),
    })
}

/// Whether a document holds this version, its old ones too.
pub(super) fn holds(db: &Connection, document: Id, version: Id) -> Result<bool, Error> {
    let mut at: Option<i64> = db
        .prepare_cached("SELECT head FROM document WHERE id = ?")
        .map_err(Error::sql(DOING))?
        .query_row([&document.0[..]], |r| r.get(0))
        .optional()
        .map_err(Error::sql(DOING))?;
    let mut s = db.prepare_cached("SELECT id, before FROM version WHERE n = ?").map_err(Error::sql(DOING))?;
    while let Some(n) = at {
        let (id, before) = s.query_row([n], |r| Ok((id(r, 0)?, r.get(1)?))).map_err(Error::sql(DOING))?;
        if id == version {
            return Ok(true);
        }
        at = before;
    }
    Ok(false)
}

/// Whether no later version of its document is held.
pub(super) fn is_head(db: &Connection, version: i64) -> Result<bool, Error> {
    db.prepare_cached("SELECT d.head = v.n FROM version v JOIN document d ON d.id = v.document WHERE v.n = ?")
        .and_then(|mut s| s.query_row([version], |r| r.get(0)))
        .map_err(Error::sql(DOING))
}

/// The newest coding of a version.
pub(super) fn last_coding(db: &Connection, version: i64) -> Result<Option<CodingRow>, Error> {
    db.prepare_cached("SELECT c.n, c.lexicon, s.text, c.at FROM coding c JOIN string s ON s.n = c.tool WHERE c.n BETWEEN ?1 << 16 AND ?1 << 16 | 65535 ORDER BY c.n DESC LIMIT 1")
        .map_err(Error::sql(DOING))?
        .query_row([version], |r| Ok((r.get(0)?, r.get::<_, i64>(1)? as u64, r.get(2)?, r.get(3)?)))
        .optional()
        .map_err(Error::sql(DOING))
}

/// What is known of a feed between two visits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeedState {
    /// The last ETag.
    pub etag: String,
    /// The last Last-Modified.
    pub modified: String,
    /// When it was last visited, seconds since 1970.
    pub visited: i64,
    /// Not before then again.
    pub due: i64,
    /// Failures in a row.
    pub failures: u32,
    /// The last failure.
    pub problem: String,
    /// Items at the last visit.
    pub items: u64,
    /// What the server asked for at a failure of this visit, in seconds; not kept.
    pub retry_after: u64,
}

impl SqliteArchive {
    /// The newest coding of a version with its stripped claims.
    pub(super) fn newest_coding(&self, version: i64) -> Result<Option<(u64, String, i64, Value)>, Error> {
        Ok(self.codings(version, 1)?.into_iter().next())
    }

    /// The newest coding of a version as it is stored, unpacked.
    pub(super) fn newest_body(&self, version: i64) -> Result<Option<Vec<u8>>, Error> {
        let mut s = self
            .db
            .prepare_cached("SELECT body FROM coding WHERE n BETWEEN ?1 << 16 AND ?1 << 16 | 65535 ORDER BY n DESC LIMIT 1")
            .map_err(Error::sql(DOING))?;
        let mut rows = s.query([version]).map_err(Error::sql(DOING))?;
        let Some(r) = rows.next().map_err(Error::sql(DOING))? else { return Ok(None) };
        self.unpack(r.get_ref(0).and_then(|v| Ok(v.as_blob()?)).map_err(Error::sql(DOING))?).map(Some)
    }

    fn codings(&self, version: i64, limit: i64) -> Result<Vec<(u64, String, i64, Value)>, Error> {
        let mut s = self
            .db
            .prepare_cached("SELECT c.lexicon, s.text, c.at, c.body FROM coding c JOIN string s ON s.n = c.tool WHERE c.n BETWEEN ?1 << 16 AND ?1 << 16 | 65535 ORDER BY c.n DESC LIMIT ?2")
            .map_err(Error::sql(DOING))?;
        let mut rows = s.query([version, limit]).map_err(Error::sql(DOING))?;
        let mut out = Vec::new();
        while let Some(r) = rows.next().map_err(Error::sql(DOING))? {
            let bytes = self.unpack(r.get_ref(3).and_then(|v| Ok(v.as_blob()?)).map_err(Error::sql(DOING))?)?;
            let value =
                serde_json::from_slice(&bytes).map_err(|_| Error::Damaged(format!("the claims of version {version} cannot be read")))?;
            let field = |e| Error::sql(DOING)(e);
            out.push((r.get::<_, i64>(0).map_err(field)? as u64, r.get(1).map_err(field)?, r.get(2).map_err(field)?, value));
        }
        Ok(out)
    }

    pub(super) fn version_at(&self, number: i64) -> Result<Option<Version>, Error> {
        Ok(self.some_versions("v.n = ?1", &[Sql::Integer(number)], 1)?.into_iter().next())
    }

    pub(super) fn versions_after(&self, after: i64, limit: usize) -> Result<Vec<Version>, Error> {
        self.some_versions("v.n > ?1", &[Sql::Integer(after)], limit)
    }

    pub(super) fn some_versions(&self, condition: &str, values: &[Sql], limit: usize) -> Result<Vec<Version>, Error> {
        let mut s =
            self.db.prepare_cached(&format!("SELECT {COLUMNS} WHERE {condition} ORDER BY v.n LIMIT {limit}")).map_err(Error::sql(DOING))?;
        let mut rows = s.query(rusqlite::params_from_iter(values)).map_err(Error::sql(DOING))?;
        let mut out = Vec::new();
        while let Some(r) = rows.next().map_err(Error::sql(DOING))? {
            out.push(version(self, r)?);
        }
        Ok(out)
    }

    pub(super) fn not_coded_by(&self, after: i64, lexicon: u64, tool: &str, limit: usize) -> Result<Vec<Version>, Error> {
        let condition = "v.n > ?1 AND NOT EXISTS (SELECT 1 FROM coding c JOIN string s ON s.n = c.tool WHERE c.n = (SELECT max(n) FROM coding WHERE n BETWEEN v.n << 16 AND v.n << 16 | 65535) AND c.lexicon = ?2 AND s.text = ?3)";
        self.some_versions(condition, &[Sql::Integer(after), Sql::Integer(lexicon as i64), Sql::Text(tool.to_owned())], limit)
    }

    /// How many versions are not coded by this lexicon and tool yet: what a recoding will do.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn stale_count(&self, lexicon: u64, tool: &str) -> Result<u64, Error> {
        let all: i64 = self.db.query_row("SELECT count(*) FROM copy", [], |r| r.get(0)).map_err(Error::sql(DOING))?;
        let done: i64 = self
            .db
            .query_row(
                "SELECT count(*) FROM coding c WHERE c.lexicon = ?1 AND c.tool = (SELECT n FROM string WHERE text = ?2)",
                params![lexicon as i64, tool],
                |r| r.get(0),
            )
            .map_err(Error::sql(DOING))?;
        Ok((all - done).max(0) as u64)
    }

    pub(super) fn raw_bytes(&self, number: i64) -> Result<Option<Vec<u8>>, Error> {
        let packed: Option<Option<Vec<u8>>> = self
            .db
            .prepare_cached("SELECT bytes FROM raw WHERE n = ?")
            .map_err(Error::sql(DOING))?
            .query_row([number], |r| r.get(0))
            .optional()
            .map_err(Error::sql(DOING))?;
        packed.flatten().map(|p| self.unpack(&p)).transpose()
    }

    pub(super) fn find_named(&self, name: &str) -> Result<Vec<Stored>, Error> {
        let documents = self.documents_named(name.trim())?;
        match documents.as_slice() {
            [] => Ok(Vec::new()),
            [one] => self.all_versions(*one),
            many => Err(Error::Query(format!(
                "{name:?} fits {} documents, such as {} and {}; give more of the id",
                many.len(),
                many[0],
                many[1]
            ))),
        }
    }

    fn documents_named(&self, name: &str) -> Result<Vec<Id>, Error> {
        let hex = name.len() >= 6 && name.len() <= 32 && name.bytes().all(|b| b.is_ascii_hexdigit());
        if hex {
            let (low, high) = (format!("{name:0<32}"), format!("{name:f<32}"));
            let bytes = |s: &str| (0..16).filter_map(|i| u8::from_str_radix(&s[2 * i..2 * i + 2], 16).ok()).collect::<Vec<u8>>();
            let found = self.ids("SELECT id FROM document WHERE id BETWEEN ?1 AND ?2 LIMIT 3", params![bytes(&low), bytes(&high)])?;
            if !found.is_empty() {
                return Ok(found);
            }
            // a claim's id leads to its report through the index
            if name.len() >= 8 {
                let found = self.ids("SELECT DISTINCT v.document FROM terms t JOIN version v ON v.n = t.rowid WHERE terms MATCH ? ORDER BY t.rowid DESC LIMIT 64", params![format!("\"=k:{}\"", &name[..8].to_lowercase())])?;
                let mut holding = Vec::new();
                for d in found {
                    if self.all_versions(d)?.iter().any(|s| {
                        s.codings.iter().any(|c| {
                            c.3["claims"].as_array().into_iter().flatten().any(|c| c["id"].as_str().is_some_and(|i| i.starts_with(name)))
                        })
                    }) {
                        holding.push(d);
                    }
                }
                if !holding.is_empty() {
                    return Ok(holding);
                }
            }
            if name.len() == 32 {
                return self.ids(
                    "SELECT DISTINCT v.document FROM terms t JOIN version v ON v.n = t.rowid WHERE terms MATCH ?1 AND v.id = ?2",
                    params![format!("\"=v:{}\"", &name[..8].to_lowercase()), bytes(name)],
                );
            }
        }
        if let Some(a) = super::super::record::address(name) {
            return self.ids("SELECT id FROM document WHERE id = ?1", params![&Id::of(&["address", &a]).0[..]]);
        }
        let found = self.ids(
            "SELECT DISTINCT v.document FROM terms t JOIN version v ON v.n = t.rowid WHERE terms MATCH ?1",
            params![format!("\"{}\"", reference_facet(name))],
        )?;
        let mut named = Vec::new();
        for d in found {
            if self.all_versions(d)?.iter().any(|s| s.version.report.reference == name) {
                named.push(d);
            }
        }
        Ok(named)
    }

    fn ids(&self, sql: &str, values: impl rusqlite::Params) -> Result<Vec<Id>, Error> {
        let mut s = self.db.prepare_cached(sql).map_err(Error::sql(DOING))?;
        s.query_map(values, |r| id(r, 0)).and_then(Iterator::collect).map_err(Error::sql(DOING))
    }

    /// All versions of a document with all codings, newest first.
    fn all_versions(&self, document: Id) -> Result<Vec<Stored>, Error> {
        let mut at: Option<i64> = self
            .db
            .prepare_cached("SELECT head FROM document WHERE id = ?")
            .map_err(Error::sql(DOING))?
            .query_row([&document.0[..]], |r| r.get(0))
            .optional()
            .map_err(Error::sql(DOING))?;
        let mut out = Vec::new();
        while let Some(n) = at {
            let version = self.version_at(n)?.ok_or_else(|| Error::Damaged(format!("version {n} is missing")))?;
            at = version.before;
            out.push(Stored { current: out.is_empty(), ..self.stored(version)? });
        }
        Ok(out)
    }

    /// A version with all its codings, newest first, and its place among copies.
    pub(super) fn stored(&self, version: Version) -> Result<Stored, Error> {
        let n = version.number;
        let (cluster, of, share): (i64, Option<i64>, Option<i64>) = self
            .db
            .prepare_cached("SELECT cluster, of, share FROM copy WHERE n = ?")
            .and_then(|mut s| s.query_row([n], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))))
            .map_err(Error::sql(DOING))?;
        let copy_of = match of {
            Some(of) => self.version_at(of)?.map(|v| (v.id, share.unwrap_or(0) as f32 / 1000.0)),
            None => None,
        };
        let codings = self.codings(n, -1)?.into_iter().map(|(l, t, w, v)| (l, t, w, restore(&v, &version.report.text))).collect();
        Ok(Stored { current: is_head(&self.db, n)?, cluster, copy_of, codings, version })
    }

    /// Number of the other versions in a cluster.
    pub(super) fn copies(&self, number: i64) -> Result<u64, Error> {
        let sql = "SELECT count(*) FROM copy WHERE cluster = (SELECT cluster FROM copy WHERE n = ?)";
        let n: i64 = self.db.prepare_cached(sql).and_then(|mut s| s.query_row([number], |r| r.get(0))).map_err(Error::sql(DOING))?;
        Ok((n - 1).max(0) as u64)
    }

    pub(super) fn count(&self) -> Result<Stats, Error> {
        let one = |sql: &str| self.db.query_row(sql, [], |r| r.get::<_, i64>(0)).map(|n| n as u64).map_err(Error::sql(DOING));
        let pairs = |sql: &str| -> Result<Vec<(String, i64)>, Error> {
            let mut s = self.db.prepare(sql).map_err(Error::sql(DOING))?;
            s.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).and_then(Iterator::collect).map_err(Error::sql(DOING))
        };
        let mut bytes = std::fs::metadata(&self.path).map_or(0, |m| m.len());
        let wal = format!("{}-wal", self.path.display());
        bytes += std::fs::metadata(wal).map_or(0, |m| m.len());
        Ok(Stats {
            documents: one("SELECT count(*) FROM document")?,
            versions: one("SELECT count(*) FROM copy")?,
            clusters: one("SELECT count(*) FROM copy WHERE of IS NULL")?,
            claims: one("SELECT coalesce(sum(claims), 0) FROM tally")?,
            codings: one("SELECT count(*) FROM coding")?,
            log: one("SELECT count(*) FROM custody")?,
            places: one("SELECT count(*) FROM place")?,
            sources: pairs("SELECT s.text, count(*) FROM version v JOIN string s ON s.n = v.source GROUP BY v.source ORDER BY 2 DESC, 1")?
                .into_iter()
                .map(|(s, n)| (s, n as u64))
                .collect(),
            types: pairs(
                "SELECT s.text, sum(t.claims) FROM tally t JOIN string s ON s.n = t.type GROUP BY t.type HAVING sum(t.claims) > 0 ORDER BY 2 DESC, 1",
            )?,
            bytes,
            raw_bytes: one("SELECT coalesce(sum(length(bytes)), 0) FROM raw")?,
        })
    }

    /// Whether any version of a document is held.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn has(&self, document: Id) -> Result<bool, Error> {
        self.db
            .prepare_cached("SELECT 1 FROM document WHERE id = ?")
            .and_then(|mut s| s.exists([&document.0[..]]))
            .map_err(Error::sql(DOING))
    }

    /// What is known of a feed.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn feed(&self, url: &str) -> Result<FeedState, Error> {
        Ok(self
            .db
            .prepare_cached("SELECT etag, modified, visited, due, failures, problem, items FROM feed WHERE url = ?")
            .map_err(Error::sql(DOING))?
            .query_row([url], |r| {
                Ok(FeedState {
                    etag: r.get(0)?,
                    modified: r.get(1)?,
                    visited: r.get(2)?,
                    due: r.get(3)?,
                    failures: r.get(4)?,
                    problem: r.get(5)?,
                    items: r.get::<_, i64>(6)? as u64,
                    retry_after: 0,
                })
            })
            .optional()
            .map_err(Error::sql(DOING))?
            .unwrap_or_default())
    }

    /// Remembers a visit to a feed.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn set_feed(&mut self, url: &str, f: &FeedState) -> Result<(), Error> {
        let doing = "noting a visit to a feed";
        self.db
            .prepare_cached("INSERT INTO feed (url, etag, modified, visited, due, failures, problem, items) VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (url) DO UPDATE SET etag = excluded.etag, modified = excluded.modified, visited = excluded.visited, due = excluded.due, failures = excluded.failures, problem = excluded.problem, items = excluded.items")
            .and_then(|mut s| s.execute(params![url, f.etag, f.modified, f.visited, f.due, f.failures, f.problem, f.items as i64]))
            .map(|_| ())
            .map_err(Error::sql(doing))
    }

    /// The newest chain value of the custody log with its row: worth noting elsewhere.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn log_head(&self) -> Result<Option<(i64, String)>, Error> {
        self.db
            .query_row("SELECT n, chain FROM custody ORDER BY n DESC LIMIT 1", [], |r| {
                Ok((r.get(0)?, custody::hex(r.get_ref(1)?.as_blob()?)))
            })
            .optional()
            .map_err(Error::sql(DOING))
    }
}
