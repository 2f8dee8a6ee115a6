//! What people decided about incidents: a list that only grows, and what of it holds.

use super::super::Error;
use super::SqliteArchive;
use marsad_core::reconcile::{Decisions, Set};
use rusqlite::params;
use serde_json::Value;

const DOING: &str = "keeping a decision";
const READING: &str = "reading what people decided";

/// A row of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// Its number.
    pub number: i64,
    /// When, in seconds from 1970.
    pub at: i64,
    /// Who.
    pub who: String,
    /// merge, split, pin, bounds or undo.
    pub act: String,
    /// What about: claims by their ids.
    pub body: Value,
    /// Why.
    pub reason: String,
    /// The number of the decision that this one undoes.
    pub undoes: Option<i64>,
}

impl Decided {
    /// Whether it is about this claim.
    #[must_use]
    pub fn names(&self, claim: &str) -> bool {
        fn within(v: &Value, claim: &str) -> bool {
            match v {
                Value::String(s) => s == claim,
                Value::Array(a) => a.iter().any(|x| within(x, claim)),
                Value::Object(o) => o.values().any(|x| within(x, claim)),
                _ => false,
            }
        }
        within(&self.body, claim)
    }
}

impl SqliteArchive {
    /// Adds a decision; gives its number. `body`: `{"together": [claim, claim]}` for merge and pin,
    /// `{"apart": [claims], "from": [claims]}` for split, the bounds for bounds, nothing for undo.
    ///
    /// # Errors
    /// If the store cannot be written, or what is to be undone is not there or is undone already.
    pub fn decide(&mut self, at: i64, who: &str, act: &str, body: &Value, reason: &str, undoes: Option<i64>) -> Result<i64, Error> {
        if let Some(n) = undoes {
            let open: i64 = self
                .db
                .query_row("SELECT count(*) FROM decision d WHERE d.n = ?1 AND d.act <> 'undo' AND NOT EXISTS (SELECT 1 FROM decision u WHERE u.undoes = d.n)", [n], |r| r.get(0))
                .map_err(Error::sql(DOING))?;
            if open == 0 {
                return Err(Error::Query(format!("there is no decision {n} to undo, or it is undone already")));
            }
        }
        self.db
            .execute(
                "INSERT INTO decision (at, who, act, body, reason, undoes) VALUES (?,?,?,?,?,?)",
                params![at, who, act, body.to_string(), reason, undoes],
            )
            .map_err(Error::sql(DOING))?;
        Ok(self.db.last_insert_rowid())
    }

    /// All decisions, in order.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn decided(&self) -> Result<Vec<Decided>, Error> {
        // an archive that an older program made and nobody has written since
        let there: i64 = self
            .db
            .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'decision'", [], |r| r.get(0))
            .map_err(Error::sql(READING))?;
        if there == 0 {
            return Ok(Vec::new());
        }
        let mut s =
            self.db.prepare("SELECT n, at, who, act, body, reason, undoes FROM decision ORDER BY n").map_err(Error::sql(READING))?;
        let rows = s
            .query_map([], |r| {
                let body: String = r.get(4)?;
                Ok(Decided {
                    number: r.get(0)?,
                    at: r.get(1)?,
                    who: r.get(2)?,
                    act: r.get(3)?,
                    body: serde_json::from_str(&body).unwrap_or_default(),
                    reason: r.get(5)?,
                    undoes: r.get(6)?,
                })
            })
            .map_err(Error::sql(READING))?;
        rows.collect::<Result<_, _>>().map_err(Error::sql(READING))
    }
}

/// What holds of some decisions: without those undone; of two about one pair of claims, the later.
#[must_use]
pub fn holding(all: &[Decided]) -> Decisions {
    let mut d = Decisions::default();
    let claims = |v: &Value| -> Vec<String> { v.as_array().into_iter().flatten().filter_map(|x| x.as_str().map(str::to_owned)).collect() };
    let undone = |n: i64| all.iter().any(|d| d.undoes == Some(n));
    for x in all.iter().filter(|x| !undone(x.number)) {
        match x.act.as_str() {
            "merge" | "pin" => {
                if let [a, b] = &claims(&x.body["together"])[..] {
                    d.apart.retain(|(x, y)| !((x == a && y == b) || (x == b && y == a)));
                    d.together.push((a.clone(), b.clone()));
                }
            }
            "split" => {
                let (out, from) = (claims(&x.body["apart"]), claims(&x.body["from"]));
                for pair in out.iter().flat_map(|a| from.iter().map(move |b| (a.clone(), b.clone()))) {
                    d.together.retain(|(x, y)| !((x, y) == (&pair.0, &pair.1) || (y, x) == (&pair.0, &pair.1)));
                    d.apart.push(pair);
                }
            }
            "bounds" => {
                if let (Some(claim), Some(measure)) = (x.body["claim"].as_str(), x.body["measure"].as_str()) {
                    let values = ["low", "best", "high"].map(|k| x.body[k].as_f64());
                    let class = x.body["class"].as_str().unwrap_or_default().to_owned();
                    let set = Set { claim: claim.to_owned(), measure: measure.to_owned(), class, values, reason: x.reason.clone() };
                    d.bounds.push(set);
                }
            }
            _ => {}
        }
    }
    d
}
