//! People, their log-ins and sessions, and keys of the API.

use super::{DOING, Desk};
use crate::archive::Error;
use crate::archive::custody::{hex, sha256};
use crate::serve::app::{lock, now};
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use rusqlite::{OptionalExtension, params};

/// The session's cookie.
pub const COOKIE: &str = "marsad";
/// A session ends after so many seconds.
pub const SESSION: i64 = 12 * 3600;

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum)]
pub enum Role {
    /// Reads.
    Reader = 1,
    /// Decides on claims and incidents, and sees private names.
    Reviewer = 2,
    /// Sees the audit log as well.
    Admin = 3,
}

impl Role {
    /// Its word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Reviewer => "reviewer",
            Self::Admin => "admin",
        }
    }
    const fn from_number(n: i64) -> Self {
        match n {
            3 => Self::Admin,
            2 => Self::Reviewer,
            _ => Self::Reader,
        }
    }
}

/// Who is logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Number of the person.
    pub number: i64,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// What every form of this session carries.
    pub csrf: String,
}

/// A person as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Since when, seconds since 1970.
    pub made: i64,
    /// Until when, if ended.
    pub ended: Option<i64>,
}

/// Random bytes as hexadecimal digits.
///
/// # Errors
/// If the system gives none.
pub fn random(bytes: usize) -> Result<String, Error> {
    let mut b = vec![0; bytes];
    getrandom::fill(&mut b).map_err(|e| Error::io("asking the system for random bytes")(std::io::Error::other(e.to_string())))?;
    Ok(hex(&b))
}

/// Compares two texts in a time that does not tell where they differ.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |d, (x, y)| d | (x ^ y)) == 0
}

/// Argon2id with 19 MiB and two passes: the least that OWASP recommends.
fn argon() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19_456, 2, 1, None).unwrap_or_default())
}

fn secret(password: &str) -> Result<String, Error> {
    let wrong = |e: String| Error::io("keeping a password")(std::io::Error::other(e));
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|e| wrong(e.to_string()))?;
    let salt = SaltString::encode_b64(&salt).map_err(|e| wrong(e.to_string()))?;
    Ok(argon().hash_password(password.as_bytes(), &salt).map_err(|e| wrong(e.to_string()))?.to_string())
}

impl Desk {
    /// Adds a person, or gives one a new role and password. Open sessions of that person end.
    ///
    /// # Errors
    /// If the archive cannot be written.
    pub fn add_person(&self, name: &str, role: Role, password: &str) -> Result<(), Error> {
        let secret = secret(password)?;
        let db = lock(&self.db);
        db.execute(
            "INSERT INTO person (name, role, secret, made) VALUES (?1,?2,?3,?4) ON CONFLICT (name) DO UPDATE SET role = ?2, secret = ?3, ended = NULL",
            params![name, role as i64, secret, now()],
        )
        .and_then(|_| db.execute("DELETE FROM session WHERE person = (SELECT n FROM person WHERE name = ?)", [name]))
        .map_err(Error::sql(DOING))?;
        drop(db);
        lock(&self.sessions).clear();
        Ok(())
    }

    /// Ends a person's access; what they decided stays. Gives whether there was one.
    ///
    /// # Errors
    /// If the archive cannot be written.
    pub fn end_person(&self, name: &str) -> Result<bool, Error> {
        let db = lock(&self.db);
        let n = db
            .execute("UPDATE person SET ended = ?2 WHERE name = ?1 AND ended IS NULL", params![name, now()])
            .map_err(Error::sql(DOING))?;
        db.execute("DELETE FROM session WHERE person = (SELECT n FROM person WHERE name = ?)", [name]).map_err(Error::sql(DOING))?;
        drop(db);
        lock(&self.sessions).clear();
        Ok(n > 0)
    }

    /// All people by name.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn people(&self) -> Result<Vec<Person>, Error> {
        let db = lock(&self.db);
        let mut s = db.prepare_cached("SELECT name, role, made, ended FROM person ORDER BY name").map_err(Error::sql(DOING))?;
        s.query_map([], |r| Ok(Person { name: r.get(0)?, role: Role::from_number(r.get(1)?), made: r.get(2)?, ended: r.get(3)? }))
            .and_then(Iterator::collect)
            .map_err(Error::sql(DOING))
    }

    /// A new session for a name and password: its token. `None` if they do not fit. Takes some 20 ms of a processor,
    /// for unknown names too.
    ///
    /// # Errors
    /// If the archive cannot be written.
    pub fn log_in(&self, name: &str, password: &str) -> Result<Option<String>, Error> {
        let found: Option<(i64, String)> = lock(&self.db)
            .query_row("SELECT n, secret FROM person WHERE name = ? AND ended IS NULL", [name], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()
            .map_err(Error::sql(DOING))?;
        const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5$3Mm9WTSWEyzWgzrxYcQ4wqzPPd4ChZoULgGSCLEDhqk";
        let kept = found.as_ref().map_or(NOBODY, |f| f.1.as_str());
        let fits = PasswordHash::new(kept).is_ok_and(|h| argon().verify_password(password.as_bytes(), &h).is_ok());
        let Some((person, _)) = found.filter(|_| fits) else { return Ok(None) };
        let (token, csrf) = (random(32)?, random(16)?);
        let db = lock(&self.db);
        db.execute("DELETE FROM session WHERE ends < ?", [now()]).map_err(Error::sql(DOING))?;
        db.execute(
            "INSERT INTO session (id, person, csrf, made, ends) VALUES (?,?,?,?,?)",
            params![&sha256(token.as_bytes())[..], person, csrf, now(), now() + SESSION],
        )
        .map_err(Error::sql(DOING))?;
        Ok(Some(token))
    }

    /// Who holds a session's token.
    #[must_use]
    pub fn visitor(&self, token: &str) -> Option<Visitor> {
        if token.len() != 64 {
            return None;
        }
        let id = sha256(token.as_bytes());
        if let Some((v, ends)) = lock(&self.sessions).get(&id) {
            return (*ends > now()).then(|| v.clone());
        }
        let found = lock(&self.db)
            .prepare_cached("SELECT p.n, p.name, p.role, s.csrf, s.ends FROM session s JOIN person p ON p.n = s.person WHERE s.id = ? AND s.ends > ? AND p.ended IS NULL")
            .and_then(|mut s| {
                s.query_row(params![&id[..], now()], |r| {
                    Ok((Visitor { number: r.get(0)?, name: r.get(1)?, role: Role::from_number(r.get(2)?), csrf: r.get(3)? }, r.get(4)?))
                })
                .optional()
            })
            .ok()
            .flatten()?;
        let mut kept = lock(&self.sessions);
        if kept.len() > 10_000 {
            kept.clear();
        }
        kept.insert(id, found.clone());
        Some(found.0)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// If the archive cannot be written.
    pub fn log_out(&self, token: &str) -> Result<(), Error> {
        let id = sha256(token.as_bytes());
        lock(&self.sessions).remove(&id);
        lock(&self.db).execute("DELETE FROM session WHERE id = ?", [&id[..]]).map(|_| ()).map_err(Error::sql(DOING))
    }

    /// A new key of the API, shown once. `rate` is requests a minute.
    ///
    /// # Errors
    /// If the archive cannot be written.
    pub fn add_key(&self, name: &str, rate: u32) -> Result<String, Error> {
        let key = format!("mk_{}", random(24)?);
        lock(&self.db)
            .execute("INSERT INTO api_key (id, name, rate, made) VALUES (?,?,?,?)", params![&sha256(key.as_bytes())[..], name, rate, now()])
            .map_err(Error::sql(DOING))?;
        Ok(key)
    }

    /// Ends a key. Gives whether there was one.
    ///
    /// # Errors
    /// If the archive cannot be written.
    pub fn end_key(&self, name: &str) -> Result<bool, Error> {
        lock(&self.db)
            .execute("UPDATE api_key SET ended = ?2 WHERE name = ?1 AND ended IS NULL", params![name, now()])
            .map(|n| n > 0)
            .map_err(Error::sql(DOING))
    }

    /// Name and rate of a key.
    #[must_use]
    pub fn key(&self, key: &str) -> Option<(String, u32)> {
        lock(&self.db)
            .prepare_cached("SELECT name, rate FROM api_key WHERE id = ? AND ended IS NULL")
            .and_then(|mut s| s.query_row([&sha256(key.as_bytes())[..]], |r| Ok((r.get(0)?, r.get(1)?))).optional())
            .ok()
            .flatten()
    }
}
