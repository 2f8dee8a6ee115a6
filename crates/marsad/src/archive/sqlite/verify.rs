//! Proof that the archive holds what was captured: every row of the custody log is worked out again.

use super::super::custody::{self, Act, Hash, START};
use super::super::{Error, Id};
use super::SqliteArchive;
use super::write::{Sealed, coding_digest};
use rusqlite::{OptionalExtension, Row};

const DOING: &str = "proving the archive";

/// What does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The row of the custody log, or of the table named in `what`.
    pub row: i64,
    /// What is wrong with it.
    pub what: String,
}

/// The outcome of a proof.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proof {
    /// Rows of the log that hold.
    pub rows: i64,
    /// The last chain value, in hexadecimal.
    pub head: String,
    /// The first row that does not hold.
    pub broken: Option<Broken>,
}

impl SqliteArchive {
    /// Works out every row of the log again, in order. `each` is told the rows done and their number; it returns
    /// false to end early. `noted` is a chain value that must be in the log, as noted after an earlier proof.
    ///
    /// # Errors
    /// If the store cannot be read at all.
    pub fn verify(&self, noted: Option<&str>, each: &mut dyn FnMut(i64, i64) -> bool) -> Result<Proof, Error> {
        // one snapshot: what is written meanwhile does not disturb
        self.db.execute_batch("BEGIN").map_err(Error::sql(DOING))?;
        let proof = self.prove(noted, each);
        let _ = self.db.execute_batch("COMMIT");
        proof
    }

    fn prove(&self, noted: Option<&str>, each: &mut dyn FnMut(i64, i64) -> bool) -> Result<Proof, Error> {
        let mut proof = Proof { head: custody::hex(&START), ..Proof::default() };
        let broken = |row: i64, what: String, proof: Proof| Ok(Proof { broken: Some(Broken { row, what }), ..proof });
        let one = |sql: &str| self.db.query_row(sql, [], |r| r.get::<_, i64>(0)).map_err(Error::sql(DOING));
        let all = one("SELECT count(*) FROM custody")?;
        let mut chain = START;
        let mut found = noted.is_none();
        let (mut captures, mut codings) = (0, 0);
        {
            let mut s = self.db.prepare("SELECT n, at, act, subject, digest, chain FROM custody ORDER BY n").map_err(Error::sql(DOING))?;
            let mut rows = s.query([]).map_err(Error::sql(DOING))?;
            loop {
                let r = match rows.next() {
                    Ok(Some(r)) => r,
                    Ok(None) => break,
                    Err(e) => return broken(proof.rows + 1, format!("the custody log cannot be read: {e}"), proof),
                };
                let row = proof.rows + 1;
                match self.check_row(r, row, &chain) {
                    Ok((next, act)) => {
                        chain = next;
                        captures += i64::from(act == Act::Capture);
                        codings += 1;
                    }
                    Err(what) => return broken(row, what, proof),
                }
                proof.rows = row;
                proof.head = custody::hex(&chain);
                found |= noted.is_some_and(|n| n.eq_ignore_ascii_case(&proof.head));
                if row % 256 == 0 && !each(row, all) {
                    return broken(row, "the proof was ended early".into(), proof);
                }
            }
        }
        each(proof.rows, all);
        for (table, expected) in [("version", captures), ("raw", captures), ("copy", captures), ("coding", codings)] {
            let n = one(&format!("SELECT count(*) FROM {table}"))?;
            if n != expected {
                let rows = proof.rows;
                return broken(rows, format!("the table {table} has {n} rows where the log vouches for {expected}"), proof);
            }
        }
        let lost: Option<i64> = self
            .db
            .query_row(
                "SELECT v.n FROM version v LEFT JOIN document d ON d.id = v.document WHERE d.head IS NULL OR d.head < v.n LIMIT 1",
                [],
                |r| r.get(0),
            )
            .optional()
            .map_err(Error::sql(DOING))?;
        if let Some(n) = lost {
            return broken(n, format!("version {n} is not reached from its document"), proof);
        }
        if !found {
            let rows = proof.rows;
            return broken(
                rows,
                format!(
                    "the noted chain value {} is not in the log: rows were taken away or the log was made anew",
                    noted.unwrap_or_default()
                ),
                proof,
            );
        }
        Ok(proof)
    }

    /// The chain value after a row that holds, or what is wrong with it.
    fn check_row(&self, r: &Row<'_>, row: i64, before: &Hash) -> Result<(Hash, Act), String> {
        let sql = |e: rusqlite::Error| format!("row {row} cannot be read: {e}");
        let (n, at, act, subject): (i64, i64, i64, i64) =
            (r.get(0).map_err(sql)?, r.get(1).map_err(sql)?, r.get(2).map_err(sql)?, r.get(3).map_err(sql)?);
        if n != row {
            return Err(format!("row {row} is missing: row {n} follows"));
        }
        let digest: Vec<u8> = r.get(4).map_err(sql)?;
        let chain: Vec<u8> = r.get(5).map_err(sql)?;
        let act = Act::from_number(act).ok_or_else(|| format!("row {row} names an unknown act {act}"))?;
        let next = custody::link(before, row, at, act as i64, subject, &digest);
        if chain != next {
            return Err(format!("row {row} ({} of {subject}) does not follow from the row before it", act.name()));
        }
        let found = match act {
            Act::Capture => self.capture_digest(subject),
            Act::Recode => self.coding_digest(subject).and_then(|c| c.ok_or_else(|| format!("coding {subject} is missing"))),
        };
        match found {
            Ok(d) if d[..] == digest[..] => Ok((next, act)),
            Ok(_) => {
                Err(format!("{} {subject} is not what was written: it was altered", if act == Act::Capture { "version" } else { "coding" }))
            }
            Err(what) => Err(what),
        }
    }

    fn coding_digest(&self, number: i64) -> Result<Option<Hash>, String> {
        let told = |e: rusqlite::Error| format!("coding {number} cannot be read: {e}");
        let row: Option<(i64, String, i64, i64, Vec<u8>)> = self
            .db
            .prepare_cached("SELECT c.lexicon, s.text, c.at, c.claims, c.body FROM coding c JOIN string s ON s.n = c.tool WHERE c.n = ?")
            .map_err(told)?
            .query_row([number], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)))
            .optional()
            .map_err(told)?;
        let Some((lexicon, tool, at, claims, body)) = row else { return Ok(None) };
        let body = self.unpack(&body).map_err(|e| format!("coding {number}: {e}"))?;
        Ok(Some(coding_digest(number, lexicon as u64, &tool, at, claims, &custody::sha256(&body))))
    }

    fn capture_digest(&self, number: i64) -> Result<Hash, String> {
        let told = |e: rusqlite::Error| format!("version {number} cannot be read: {e}");
        let mut s = self
            .db
            .prepare_cached(
                "SELECT v.document, v.id, v.before, s.text, v.day, v.at, o.text, v.first_byte, v.bytes, v.status, t.text, v.body, r.sha256, r.size, r.bytes, c.cluster, c.of, c.share, c.sketch \
                 FROM version v JOIN string s ON s.n = v.source JOIN string o ON o.n = v.origin JOIN string t ON t.n = v.tool JOIN raw r ON r.n = v.n JOIN copy c ON c.n = v.n WHERE v.n = ?",
            )
            .map_err(told)?;
        let mut rows = s.query([number]).map_err(told)?;
        let r = rows.next().map_err(told)?.ok_or_else(|| format!("version {number}, its raw bytes or its copy relation is missing"))?;
        let text = |c: usize| r.get_ref(c).and_then(|v| Ok(v.as_str()?)).map_err(told);
        let blob = |c: usize| r.get_ref(c).and_then(|v| Ok(v.as_blob()?)).map_err(told);
        let maybe = |c: usize| r.get::<_, Option<i64>>(c).map_err(told);
        let id = |c: usize| blob(c).and_then(|b| Id::from_slice(b).ok_or_else(|| format!("version {number} has a broken id")));
        let body = self.unpack(blob(11)?).map_err(|e| format!("version {number}: {e}"))?;
        if let Some(packed) = r.get_ref(14).and_then(|v| Ok(v.as_blob_or_null()?)).map_err(told)? {
            let raw = self.unpack(packed).map_err(|e| format!("raw bytes of version {number}: {e}"))?;
            if custody::sha256(&raw)[..] != *blob(12)? {
                return Err(format!("the raw bytes of version {number} do not have their SHA-256"));
            }
        }
        let coding = self.coding_digest(number << 16)?.ok_or_else(|| format!("the first coding of version {number} is missing"))?;
        Ok(Sealed {
            number,
            document: id(0)?,
            id: id(1)?,
            before: maybe(2)?,
            source: text(3)?,
            day: maybe(4)?,
            at: r.get(5).map_err(told)?,
            origin: text(6)?,
            first_byte: maybe(7)?,
            bytes: maybe(8)?,
            status: maybe(9)?,
            tool: text(10)?,
            body: &custody::sha256(&body),
            raw: blob(12)?,
            raw_size: r.get(13).map_err(told)?,
            cluster: r.get(15).map_err(told)?,
            of: maybe(16)?,
            share: maybe(17)?,
            sketch: blob(18)?,
            coding: &coding,
        }
        .digest())
    }
}
