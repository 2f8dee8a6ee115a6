//! Decisions on claims, a log in which an undo is a row too; those on incidents go to the archive's own list, which the
//! command line keeps too.

use super::overlay::{Overlay, Standing};
use super::people::Visitor;
use super::{DOING, Desk};
use crate::archive::Error;
use crate::archive::sqlite::{Decided, SqliteArchive, holding};
use crate::serve::app::{lock, now};
use marsad_core::reconcile::Decisions;
use rusqlite::{OptionalExtension, Row, params};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The claim is right.
    Accept,
    /// It is right with other fields.
    Correct,
    /// It is none.
    Reject,
    /// An earlier decision no longer stands.
    Undo,
}

impl Act {
    /// All.
    pub const ALL: [Self; 4] = [Self::Accept, Self::Correct, Self::Reject, Self::Undo];
    /// Its word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Correct => "correct",
            Self::Reject => "reject",
            Self::Undo => "undo",
        }
    }
    /// The act of that word.
    #[must_use]
    pub fn from_name(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.name() == s)
    }
}

/// A row of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// Its number.
    pub number: i64,
    /// When, seconds since 1970.
    pub at: i64,
    /// Who.
    pub who: String,
    /// What.
    pub act: Act,
    /// The claim's id.
    pub subject: String,
    /// The version that was looked at.
    pub version: Option<i64>,
    /// By the act.
    pub body: Value,
    /// Why.
    pub note: String,
    /// The row that it undoes.
    pub undoes: Option<i64>,
    /// Whether it was undone.
    pub undone: bool,
}

const COLUMNS: &str = "SELECT r.n, r.at, p.name, r.act, r.subject, r.version, r.body, r.note, r.undoes, EXISTS (SELECT 1 FROM review u WHERE u.undoes = r.n) FROM review r JOIN person p ON p.n = r.person";

fn review(r: &Row<'_>) -> rusqlite::Result<Review> {
    Ok(Review {
        number: r.get(0)?,
        at: r.get(1)?,
        who: r.get(2)?,
        act: Act::from_name(&r.get::<_, String>(3)?).unwrap_or(Act::Undo),
        subject: r.get(4)?,
        version: r.get(5)?,
        body: serde_json::from_str(&r.get::<_, String>(6)?).unwrap_or(Value::Null),
        note: r.get(7)?,
        undoes: r.get(8)?,
        undone: r.get(9)?,
    })
}

impl Desk {
    fn reviews(&self, condition: &str, values: impl rusqlite::Params) -> Result<Vec<Review>, Error> {
        let db = lock(&self.db);
        let mut s = db.prepare_cached(&format!("{COLUMNS} {condition}")).map_err(Error::sql(DOING))?;
        s.query_map(values, review).and_then(Iterator::collect).map_err(Error::sql(DOING))
    }

    /// All decisions that stand, oldest first.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn standing(&self) -> Result<Vec<Review>, Error> {
        Ok(self.reviews("ORDER BY r.n", [])?.into_iter().filter(|r| !r.undone && r.act != Act::Undo).collect())
    }

    /// Everything about a claim, newest first.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn history_of(&self, claim: &str) -> Result<Vec<Review>, Error> {
        self.reviews("WHERE r.subject = ?1 ORDER BY r.n DESC LIMIT 200", [claim])
    }

    /// A page of the whole history, newest first, before row `before`.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn history(&self, before: i64, limit: usize) -> Result<Vec<Review>, Error> {
        self.reviews("WHERE r.n < ?1 ORDER BY r.n DESC LIMIT ?2", params![before, limit as i64])
    }

    /// Writes a decision. Gives its number.
    ///
    /// # Errors
    /// If the archive cannot be written.
    pub fn decide(&self, by: &Visitor, act: Act, subject: &str, version: Option<i64>, body: &Value, note: &str) -> Result<i64, Error> {
        let n = {
            let db = lock(&self.db);
            db.execute(
                "INSERT INTO review (at, person, act, subject, version, body, note) VALUES (?,?,?,?,?,?,?)",
                params![now(), by.number, act.name(), subject, version, body.to_string(), note],
            )
            .map_err(Error::sql(DOING))?;
            db.last_insert_rowid()
        };
        self.read_overlay()?;
        Ok(n)
    }

    /// Undoes a decision. Gives its subject, or `None` if there is no such row, it was undone, or is an undo.
    ///
    /// # Errors
    /// If the archive cannot be written.
    pub fn undo(&self, by: &Visitor, number: i64, note: &str) -> Result<Option<String>, Error> {
        let subject: Option<String> = {
            let db = lock(&self.db);
            let found = db
                .query_row(
                    "SELECT subject FROM review r WHERE n = ?1 AND act <> 'undo' AND NOT EXISTS (SELECT 1 FROM review u WHERE u.undoes = ?1)",
                    [number],
                    |r| r.get::<_, String>(0),
                )
                .optional()
                .map_err(Error::sql(DOING))?;
            if let Some(s) = &found {
                db.execute(
                    "INSERT INTO review (at, person, act, subject, body, note, undoes) VALUES (?,?,'undo',?,'{}',?,?)",
                    params![now(), by.number, s, note, number],
                )
                .map_err(Error::sql(DOING))?;
            }
            found
        };
        self.read_overlay()?;
        Ok(subject)
    }

    pub(super) fn make_overlay(&self) -> Result<Overlay, Error> {
        let rows = self.rows()?;
        let mut claims: HashMap<String, (Standing, Map<String, Value>)> = HashMap::new();
        let mut agreed: HashMap<String, String> = HashMap::new();
        for r in self.standing()? {
            let fields = match r.act {
                Act::Accept | Act::Reject => Map::new(),
                Act::Correct => r.body["fields"].as_object().cloned().unwrap_or_default(),
                Act::Undo => continue,
            };
            let c = claims.entry(r.subject.clone()).or_default();
            if r.act == Act::Reject {
                c.0 = Standing::Rejected;
                agreed.remove(&r.subject);
                continue;
            }
            // who corrects begins anew; a second person's word makes two
            let first = agreed.get(&r.subject);
            c.0 = match first {
                Some(first) if r.act == Act::Accept && *first != r.who => Standing::Twice,
                Some(_) if r.act == Act::Accept && c.0 == Standing::Twice => Standing::Twice,
                _ => {
                    agreed.insert(r.subject.clone(), r.who.clone());
                    Standing::Once
                }
            };
            c.1.extend(fields);
        }
        Ok(Overlay { rows, claims })
    }

    /// Rows of decisions, on claims and on incidents: grows with each.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn rows(&self) -> Result<i64, Error> {
        lock(&self.db)
            .prepare_cached("SELECT (SELECT coalesce(max(n), 0) FROM review) + (SELECT coalesce(max(n), 0) FROM decision)")
            .and_then(|mut s| s.query_row([], |r| r.get(0)))
            .map_err(Error::sql(DOING))
    }

    /// Writes a decision on an incident, as the archive keeps it: merge, split, bounds, or undo.
    ///
    /// # Errors
    /// If the archive cannot be written, or what is to be undone is not there.
    pub fn decide_incident(&self, by: &Visitor, act: &str, body: &Value, reason: &str, undoes: Option<i64>) -> Result<i64, Error> {
        let n = SqliteArchive::open(&self.path)?.decide(now(), &by.name, act, body, reason, undoes)?;
        self.read_overlay()?;
        Ok(n)
    }

    /// All decisions on incidents, newest first.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn decided(&self) -> Result<Vec<Decided>, Error> {
        let mut all = SqliteArchive::reader(&self.path)?.decided()?;
        all.reverse();
        Ok(all)
    }

    /// What people decided on incidents, as it holds.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn decisions(&self) -> Result<Decisions, Error> {
        Ok(holding(&SqliteArchive::reader(&self.path)?.decided()?))
    }
}
