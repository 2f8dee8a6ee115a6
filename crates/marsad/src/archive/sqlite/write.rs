//! Writing: one transaction a batch.

use super::super::custody::{self, Act, Hash, Seal};
use super::super::pack::{self, Kind};
use super::super::prepare::{Coding, Prepared, Recoded};
use super::super::sketch::{self, Copy};
use super::super::{Error, Id, Outcome};
use super::{SqliteArchive, TOOL, read};
use marsad_core::record::PlaceRef;
use marsad_core::text::fold;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;

const DOING: &str = "writing a batch of reports";

/// A dictionary is trained on so many reports.
const SAMPLES: usize = 1200;

/// What stands in [`tally`](super::schema) for a day that is not known.
pub const NO_DAY: i64 = i32::MIN as i64;

/// Changes of the roll-up of one batch: (day, claim type, country) to claims more or less.
type Tally = BTreeMap<(i64, String, String), i64>;

/// Everything of a version that its row of the custody log vouches for.
#[allow(missing_docs)]
pub struct Sealed<'a> {
    pub number: i64,
    pub document: Id,
    pub id: Id,
    pub before: Option<i64>,
    pub source: &'a str,
    pub day: Option<i64>,
    pub at: i64,
    pub origin: &'a str,
    pub first_byte: Option<i64>,
    pub bytes: Option<i64>,
    pub status: Option<i64>,
    pub tool: &'a str,
    pub body: &'a Hash,
    pub raw: &'a [u8],
    pub raw_size: i64,
    pub cluster: i64,
    pub of: Option<i64>,
    pub share: Option<i64>,
    pub sketch: &'a [u8],
    pub coding: &'a Hash,
}

impl Sealed<'_> {
    /// The digest of the log's row.
    pub fn digest(&self) -> Hash {
        Seal::default()
            .number(self.number)
            .bytes(&self.document.0)
            .bytes(&self.id.0)
            .maybe(self.before)
            .bytes(self.source.as_bytes())
            .maybe(self.day)
            .number(self.at)
            .bytes(self.origin.as_bytes())
            .maybe(self.first_byte)
            .maybe(self.bytes)
            .maybe(self.status)
            .bytes(self.tool.as_bytes())
            .bytes(self.body)
            .bytes(self.raw)
            .number(self.raw_size)
            .number(self.cluster)
            .maybe(self.of)
            .maybe(self.share)
            .bytes(self.sketch)
            .bytes(self.coding)
            .close()
    }
}

/// The digest of a coding: its number, lexicon, tool, time, number of claims and body.
pub fn coding_digest(number: i64, lexicon: u64, tool: &str, at: i64, claims: i64, body: &Hash) -> Hash {
    Seal::default().number(number).number(lexicon as i64).bytes(tool.as_bytes()).number(at).number(claims).bytes(body).close()
}

fn now() -> i64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs() as i64)
}

impl SqliteArchive {
    pub(super) fn write_batch(&mut self, batch: Vec<Prepared>) -> Result<Vec<Outcome>, Error> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let kept = (self.log, self.indexed);
        let done = self.try_batch(batch);
        if done.is_err() {
            // what was read or noted within the lost transaction is forgotten
            (self.log, self.indexed) = kept;
            self.strings.clear();
            self.index = sketch::Index::default();
            self.indexed = 0;
        }
        let done = done?;
        self.train()?;
        Ok(done)
    }

    fn try_batch(&mut self, batch: Vec<Prepared>) -> Result<Vec<Outcome>, Error> {
        begin(&self.db)?;
        let written = self.write_all(batch).and_then(|o| self.db.execute_batch("COMMIT").map_err(Error::sql(DOING)).map(|()| o));
        if written.is_err() && !self.db.is_autocommit() {
            let _ = self.db.execute_batch("ROLLBACK");
        }
        written
    }

    fn write_all(&mut self, batch: Vec<Prepared>) -> Result<Vec<Outcome>, Error> {
        self.read_dictionaries()?;
        self.catch_up()?;
        let mut tally = Tally::new();
        let mut outcomes = Vec::with_capacity(batch.len());
        for p in batch {
            outcomes.push(self.write_one(p, &mut tally)?);
        }
        self.write_tally(tally)?;
        Ok(outcomes)
    }

    /// Reads what other processes have written since: the log's end and sketches.
    fn catch_up(&mut self) -> Result<(), Error> {
        let last: Option<(i64, Vec<u8>)> = self
            .db
            .prepare_cached("SELECT n, chain FROM custody ORDER BY n DESC LIMIT 1")
            .map_err(Error::sql(DOING))?
            .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()
            .map_err(Error::sql(DOING))?;
        if let Some((n, chain)) = last {
            let chain: Hash = chain.try_into().map_err(|_| Error::Damaged(format!("row {n} of the custody log has no hash")))?;
            self.log = (n, chain);
        }
        let newest: i64 = self.db.query_row("SELECT coalesce(max(n), 0) FROM copy", [], |r| r.get(0)).map_err(Error::sql(DOING))?;
        let from = self.indexed.max(newest - sketch::WINDOW as i64);
        let mut s = self.db.prepare_cached("SELECT n, cluster, sketch FROM copy WHERE n > ? ORDER BY n").map_err(Error::sql(DOING))?;
        let mut rows = s.query([from]).map_err(Error::sql(DOING))?;
        while let Some(r) = rows.next().map_err(Error::sql(DOING))? {
            let (n, cluster): (i64, i64) = (r.get(0).map_err(Error::sql(DOING))?, r.get(1).map_err(Error::sql(DOING))?);
            let bytes = r.get_ref(2).and_then(|v| Ok(v.as_blob()?)).map_err(Error::sql(DOING))?;
            self.index.add(n, cluster, &sketch::from_bytes(bytes));
        }
        self.indexed = newest;
        Ok(())
    }

    fn write_one(&mut self, p: Prepared, tally: &mut Tally) -> Result<Outcome, Error> {
        let sql = Error::sql;
        if p.known {
            return Ok(Outcome::Known);
        }
        let head: Option<i64> = self
            .db
            .prepare_cached("SELECT head FROM document WHERE id = ?")
            .map_err(sql(DOING))?
            .query_row([&p.document.0[..]], |r| r.get(0))
            .optional()
            .map_err(sql(DOING))?;
        if head.is_some() && read::holds(&self.db, p.document, p.id)? {
            return Ok(Outcome::Known);
        }
        if let Some(head) = head {
            self.untally(head, tally)?;
        }
        let number = self.indexed + 1;
        let copy = self.copy_of(&p, head)?;
        let cluster = copy.map_or(number, |c| c.cluster);
        let (of, share) = (copy.map(|c| c.of), copy.map(|c| (c.share * 1000.0).round() as i64));
        let sketch_bytes = sketch::to_bytes(&p.sketch);
        let c = &p.report.capture;
        let (first_byte, bytes) = (c.offset.map(|n| n as i64), c.length.map(|n| n as i64));
        let (status, day) = (c.status.map(i64::from), p.day.map(i64::from));
        let source = self.string(&p.report.source)?;
        let origin = self.string(&c.origin)?;
        let tool = self.string(&c.tool)?;

        let run =
            |s: &str, params: &[&dyn rusqlite::ToSql]| self.db.prepare_cached(s).and_then(|mut s| s.execute(params)).map_err(sql(DOING));
        run(
            "INSERT INTO version (n, id, document, before, source, day, at, origin, first_byte, bytes, status, tool, body) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            params![number, &p.id.0[..], &p.document.0[..], head, source, day, c.at, origin, first_byte, bytes, status, tool, p.body],
        )?;
        run(
            "INSERT INTO raw (n, sha256, size, bytes) VALUES (?,?,?,?)",
            params![number, &p.raw_hash[..], p.raw_size as i64, (!p.raw.is_empty()).then_some(&p.raw)],
        )?;
        run("INSERT INTO copy (n, cluster, of, share, sketch) VALUES (?,?,?,?,?)", params![number, cluster, of, share, sketch_bytes])?;
        run("INSERT INTO terms (rowid, t) VALUES (?,?)", params![number, p.terms])?;
        run(
            "INSERT INTO document (id, head) VALUES (?,?) ON CONFLICT (id) DO UPDATE SET head = excluded.head",
            params![&p.document.0[..], number],
        )?;
        // the newest coding counts, whether it was made here or came along
        let mut old = Tally::new();
        let counted = if p.later.is_empty() { &mut *tally } else { &mut old };
        let (coding, _) = self.write_coding(number << 16, &p.coding, day, counted)?;

        let digest = Sealed {
            number,
            document: p.document,
            id: p.id,
            before: head,
            source: &p.report.source,
            day,
            at: c.at,
            origin: &c.origin,
            first_byte,
            bytes,
            status,
            tool: &c.tool,
            body: &p.body_hash,
            raw: &p.raw_hash,
            raw_size: p.raw_size as i64,
            cluster,
            of,
            share,
            sketch: &sketch_bytes,
            coding: &coding,
        }
        .digest();
        self.log(c.at, Act::Capture, number, &digest)?;
        for (i, later) in p.later.iter().enumerate() {
            let counted = if i + 1 == p.later.len() { &mut *tally } else { &mut old };
            let number = number << 16 | (i as i64 + 1);
            let (digest, at) = self.write_coding(number, later, day, counted)?;
            self.log(at, Act::Recode, number, &digest)?;
        }
        self.index.add(number, cluster, &p.sketch);
        self.indexed = number;
        if let Some((body, claims)) = p.samples
            && self.samples[0].len() < SAMPLES
        {
            self.samples[0].push(body);
            self.samples[1].push(claims);
        }
        Ok(if head.is_some() { Outcome::Changed } else { Outcome::New })
    }

    /// The held version that this one copies: a text like it, else the version before it.
    fn copy_of(&mut self, p: &Prepared, head: Option<i64>) -> Result<Option<Copy>, Error> {
        if let Some(c) = self.index.find(&p.sketch) {
            return Ok(Some(c));
        }
        let Some(of) = head else { return Ok(None) };
        let cluster = self
            .db
            .prepare_cached("SELECT cluster FROM copy WHERE n = ?")
            .map_err(Error::sql(DOING))?
            .query_row([of], |r| r.get(0))
            .map_err(Error::sql(DOING))?;
        Ok(Some(Copy { of, cluster, share: 0.0 }))
    }

    /// Writes a coding; its digest and when it was made.
    fn write_coding(&mut self, number: i64, c: &Coding, day: Option<i64>, tally: &mut Tally) -> Result<(Hash, i64), Error> {
        let (name, at) = c.made.as_ref().map_or_else(|| (TOOL, now()), |(tool, at)| (tool.as_str(), *at));
        let tool = self.string(name)?;
        self.db
            .prepare_cached("INSERT INTO coding (n, lexicon, tool, at, claims, body) VALUES (?,?,?,?,?,?)")
            .and_then(|mut s| s.execute(params![number, c.lexicon as i64, tool, at, c.claims, c.packed]))
            .map_err(Error::sql(DOING))?;
        for p in &c.places {
            self.write_place(p)?;
        }
        for (kind, country) in &c.counts {
            *tally.entry((day.unwrap_or(NO_DAY), kind.clone(), country.clone())).or_default() += 1;
        }
        Ok((coding_digest(number, c.lexicon, name, at, i64::from(c.claims), &c.hash), at))
    }

    fn write_place(&mut self, p: &PlaceRef) -> Result<(), Error> {
        let key = format!("place {}", p.id);
        if self.strings.contains_key(&key) {
            return Ok(());
        }
        let sql = Error::sql;
        let added = self
            .db
            .prepare_cached("INSERT INTO place (id, name, en, folded, lat, lon, country) VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING")
            .and_then(|mut s| s.execute(params![p.id, p.name, p.en, fold(&p.name), p.lat, p.lon, p.country]))
            .map_err(sql(DOING))?;
        let n = self.db.last_insert_rowid();
        if added == 1 {
            self.db
                .prepare_cached("INSERT INTO place_box (n, south, north, west, east) VALUES (?1, ?2, ?2, ?3, ?3)")
                .and_then(|mut s| s.execute(params![n, p.lat, p.lon]))
                .map_err(sql(DOING))?;
        }
        self.strings.insert(key, n);
        Ok(())
    }

    fn log(&mut self, at: i64, act: Act, subject: i64, digest: &Hash) -> Result<(), Error> {
        let row = self.log.0 + 1;
        let chain = custody::link(&self.log.1, row, at, act as i64, subject, digest);
        self.db
            .prepare_cached("INSERT INTO custody (n, at, act, subject, digest, chain) VALUES (?,?,?,?,?,?)")
            .and_then(|mut s| s.execute(params![row, at, act as i64, subject, &digest[..], &chain[..]]))
            .map_err(Error::sql(DOING))?;
        self.log = (row, chain);
        Ok(())
    }

    /// The number of a string that recurs.
    fn string(&mut self, text: &str) -> Result<i64, Error> {
        if let Some(n) = self.strings.get(text) {
            return Ok(*n);
        }
        let sql = Error::sql;
        let found: Option<i64> = self
            .db
            .prepare_cached("SELECT n FROM string WHERE text = ?")
            .map_err(sql(DOING))?
            .query_row([text], |r| r.get(0))
            .optional()
            .map_err(sql(DOING))?;
        let n = match found {
            Some(n) => n,
            None => {
                self.db.prepare_cached("INSERT INTO string (text) VALUES (?)").and_then(|mut s| s.execute([text])).map_err(sql(DOING))?;
                self.db.last_insert_rowid()
            }
        };
        if self.strings.len() > 200_000 {
            self.strings.clear();
        }
        self.strings.insert(text.to_owned(), n);
        Ok(n)
    }

    /// Takes the claims of a version's newest coding out of the roll-up.
    fn untally(&self, version: i64, tally: &mut Tally) -> Result<(), Error> {
        let day: Option<i64> = self
            .db
            .prepare_cached("SELECT day FROM version WHERE n = ?")
            .map_err(Error::sql(DOING))?
            .query_row([version], |r| r.get(0))
            .map_err(Error::sql(DOING))?;
        let Some((_, _, _, value)) = self.newest_coding(version)? else { return Ok(()) };
        for c in value["claims"].as_array().into_iter().flatten() {
            let kind = c["type"].as_str().unwrap_or_default().to_owned();
            let places = c["places"].as_array();
            let country =
                places.into_iter().flatten().find_map(|p| p["place"]["country"].as_str().filter(|c| !c.is_empty())).unwrap_or_default();
            *tally.entry((day.unwrap_or(NO_DAY), kind, country.to_owned())).or_default() -= 1;
        }
        Ok(())
    }

    fn write_tally(&mut self, tally: Tally) -> Result<(), Error> {
        for ((day, kind, country), n) in tally {
            if n == 0 {
                continue;
            }
            let kind = self.string(&kind)?;
            self.db
                .prepare_cached("INSERT INTO tally (day, type, country, claims) VALUES (?,?,?,?) ON CONFLICT DO UPDATE SET claims = claims + excluded.claims")
                .and_then(|mut s| s.execute(params![day, kind, country, n]))
                .map_err(Error::sql(DOING))?;
        }
        Ok(())
    }

    /// Makes the dictionaries once there are enough reports to learn from.
    fn train(&mut self) -> Result<(), Error> {
        if self.dictionaries.newest(Kind::Text) != 0 || self.samples[0].len() < SAMPLES {
            return Ok(());
        }
        let doing = "keeping the compression's dictionaries";
        let [texts, claims] = std::mem::take(&mut self.samples);
        let trained = [(Kind::Text, pack::train(&texts)), (Kind::Claims, pack::train(&claims))];
        begin(&self.db)?;
        let n: i64 = self.db.query_row("SELECT count(*) FROM dictionary", [], |r| r.get(0)).map_err(Error::sql(doing))?;
        let mut written = Ok(0);
        if n == 0 {
            for (kind, bytes) in &trained {
                if let (Some(bytes), Ok(_)) = (bytes, &written) {
                    written = self.db.execute("INSERT INTO dictionary (kind, bytes) VALUES (?,?)", params![*kind as i64, bytes]);
                }
            }
        }
        let end = if written.is_ok() { "COMMIT" } else { "ROLLBACK" };
        self.db.execute_batch(end).map_err(Error::sql(doing))?;
        written.map_err(Error::sql(doing))?;
        self.read_dictionaries()
    }

    pub(super) fn write_codings(&mut self, batch: Vec<Recoded>) -> Result<usize, Error> {
        begin(&self.db)?;
        let written = self.write_codings_in(batch).and_then(|n| self.db.execute_batch("COMMIT").map_err(Error::sql(DOING)).map(|()| n));
        if written.is_err() {
            self.strings.clear();
            if !self.db.is_autocommit() {
                let _ = self.db.execute_batch("ROLLBACK");
            }
        }
        written
    }

    fn write_codings_in(&mut self, batch: Vec<Recoded>) -> Result<usize, Error> {
        self.catch_up()?;
        let mut tally = Tally::new();
        let mut written = 0;
        for r in batch {
            let Some(last) = read::last_coding(&self.db, r.version)? else { continue };
            // another process may have been first
            if last.1 == r.coding.lexicon && last.2 == TOOL {
                continue;
            }
            let current = read::is_head(&self.db, r.version)?;
            if current {
                self.untally(r.version, &mut tally)?;
            }
            let mut own = Tally::new();
            let number = last.0 + 1;
            if number >> 16 != r.version {
                return Err(Error::Damaged(format!("version {} was coded 65,536 times", r.version)));
            }
            let (digest, at) = self.write_coding(number, &r.coding, r.day.map(i64::from), &mut own)?;
            if current {
                for (k, n) in own {
                    *tally.entry(k).or_default() += n;
                }
            }
            self.db
                .prepare_cached("INSERT OR REPLACE INTO terms (rowid, t) VALUES (?,?)")
                .and_then(|mut s| s.execute(params![r.version, r.terms]))
                .map_err(Error::sql(DOING))?;
            self.log(at, Act::Recode, number, &digest)?;
            written += 1;
        }
        self.write_tally(tally)?;
        Ok(written)
    }
}

fn begin(db: &Connection) -> Result<(), Error> {
    db.execute_batch("BEGIN IMMEDIATE").map_err(Error::sql(DOING))
}
