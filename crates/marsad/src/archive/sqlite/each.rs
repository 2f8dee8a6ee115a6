//! All that matches, one by one in the order of capture: for export, where search gives the best few.

use super::super::pack::restore;
use super::super::query::Filter;
use super::super::terms::Words;
use super::super::{Error, Id, Stored, Version};
use super::search::any;
use super::{SqliteArchive, read};
use marsad_core::text::Text;
use serde_json::Value;

const DOING: &str = "reading the archive for export";

/// A version that matches, with its newest coding.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Match {
    /// The version.
    pub version: Version,
    /// Whether no later version is held.
    pub current: bool,
    /// The first version of its cluster of copies.
    pub cluster: Id,
    /// Hash of the lexicon that its claims were coded with.
    pub lexicon: u64,
    /// The program that coded it.
    pub tool: String,
    /// Claims that pass the filter, with the words of their spans; all where it says nothing of claims.
    pub claims: Vec<Value>,
    /// Claims of the newest coding, passing or not.
    pub all_claims: Vec<Value>,
}

impl SqliteArchive {
    /// Gives `each` every version that matches, oldest capture first, until it returns false. One snapshot: what is
    /// written meanwhile is not seen. Old versions are given too where `old` says so.
    ///
    /// # Errors
    /// If the store cannot be read, or `each` fails.
    pub fn each_match<E: From<Error>>(
        &self,
        words: &Words,
        filter: &Filter,
        old: bool,
        each: &mut dyn FnMut(Match) -> Result<bool, E>,
    ) -> Result<(), E> {
        // the caller may hold a snapshot already
        let own = self.db.is_autocommit();
        if own {
            self.db.execute_batch("BEGIN").map_err(Error::sql(DOING))?;
        }
        let end = self.matches(words, filter, old, each);
        if own {
            let _ = self.db.execute_batch("COMMIT");
        }
        end
    }

    fn matches<E: From<Error>>(
        &self,
        words: &Words,
        filter: &Filter,
        old: bool,
        each: &mut dyn FnMut(Match) -> Result<bool, E>,
    ) -> Result<(), E> {
        let words = self.sure_words(words)?;
        let mut parts: Vec<String> = words.all.iter().flatten().map(|w| any(&w.stems, "")).collect();
        let Some(test) = self.facets(filter, &mut parts)? else { return Ok(()) };
        let mut expression = parts.join(" AND ");
        let none = words.none.iter().map(|w| any(&w.stems, "")).collect::<Vec<_>>().join(" OR ");
        if !none.is_empty() && !expression.is_empty() {
            expression = format!("({expression}) NOT ({none})");
        }
        let sql = match (expression.is_empty(), none.is_empty()) {
            (true, true) => "SELECT n FROM copy WHERE ?1 = ?1 ORDER BY n",
            (true, false) => {
                expression = none;
                "SELECT n FROM copy WHERE n NOT IN (SELECT rowid FROM terms WHERE terms MATCH ?1) ORDER BY n"
            }
            (false, _) => "SELECT rowid FROM terms WHERE terms MATCH ?1 ORDER BY rowid",
        };
        let mut s = self.db.prepare_cached(sql).map_err(Error::sql(DOING))?;
        let mut rows = s.query([&expression]).map_err(Error::sql(DOING))?;
        let mut text = Text::default();
        while let Some(r) = rows.next().map_err(Error::sql(DOING))? {
            let n: i64 = r.get(0).map_err(Error::sql(DOING))?;
            let current = read::is_head(&self.db, n)?;
            if !old && !current {
                continue;
            }
            let Some(hit) = self.judge(n, &words, &test, &mut text)? else { continue };
            let (lexicon, tool, _, stripped) = self.newest_coding(n)?.unwrap_or_default();
            let all_claims = claims_of(restore(&stripped, &hit.version.report.text));
            let passing = if filter.on_claims() { self.claims(&hit.version, &test)? } else { Vec::new() };
            let passing: Vec<&str> = passing.iter().filter_map(|c| c["id"].as_str()).collect();
            let passes = |c: &Value| c["id"].as_str().is_some_and(|i| passing.contains(&i));
            let claims = if filter.on_claims() { all_claims.iter().filter(|c| passes(c)).cloned().collect() } else { all_claims.clone() };
            let found = Match { current, cluster: self.cluster_of(n)?, lexicon, tool, claims, all_claims, version: hit.version };
            if !each(found)? {
                break;
            }
        }
        Ok(())
    }

    /// Gives `each` the versions of these numbers with all their claims, in this order, until it returns false.
    ///
    /// # Errors
    /// If the store cannot be read, or `each` fails.
    pub fn each_of<E: From<Error>>(&self, numbers: &[i64], each: &mut dyn FnMut(Match) -> Result<bool, E>) -> Result<(), E> {
        for n in numbers {
            let Some(version) = self.version_at(*n)? else { continue };
            let (lexicon, tool, _, stripped) = self.newest_coding(*n)?.unwrap_or_default();
            let all_claims = claims_of(restore(&stripped, &version.report.text));
            let (current, cluster) = (read::is_head(&self.db, *n)?, self.cluster_of(*n)?);
            if !each(Match { current, cluster, lexicon, tool, claims: all_claims.clone(), all_claims, version })? {
                break;
            }
        }
        Ok(())
    }

    /// The first version of a version's cluster of copies.
    fn cluster_of(&self, number: i64) -> Result<Id, Error> {
        let sql = "SELECT v.id FROM copy c JOIN version v ON v.n = c.cluster WHERE c.n = ?";
        let id: Vec<u8> = self.db.prepare_cached(sql).and_then(|mut s| s.query_row([number], |r| r.get(0))).map_err(Error::sql(DOING))?;
        Id::from_slice(&id).ok_or_else(|| Error::Damaged(format!("the cluster of version {number} has a broken id")))
    }

    /// A version with all its codings and its place among copies.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn with_codings(&self, version: Version) -> Result<Stored, Error> {
        self.stored(version)
    }
}

fn claims_of(mut coded: Value) -> Vec<Value> {
    match coded["claims"].take() {
        Value::Array(a) => a,
        _ => Vec::new(),
    }
}
