//! The schema, one migration a number. A migration that was released is never changed: add the next.

use crate::archive::Error;
use rusqlite::Connection;

/// What marks the file as ours («MRSD»).
pub const APPLICATION: i64 = 0x4D52_5344;

/// Migrations in order; the number of the last one that was run is the file's `user_version`.
const MIGRATIONS: &[&str] = &[include_str!("0001_first.sql"), include_str!("0002_desk.sql"), include_str!("0003_decision.sql")];

/// Brings the file to the newest schema.
///
/// # Errors
/// If a newer program made it, another program made it, or it cannot be written.
pub fn migrate(db: &mut Connection, path: &std::path::Path) -> Result<(), Error> {
    let number =
        |db: &Connection, name: &str| db.pragma_query_value(None, name, |r| r.get::<_, i64>(0)).map_err(Error::sql("opening the archive"));
    let known = MIGRATIONS.len() as i64;
    let check = |db: &Connection| {
        let found = number(db, "user_version")?;
        let tables: i64 =
            db.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0)).map_err(Error::sql("opening the archive"))?;
        if tables > 0 && number(db, "application_id")? != APPLICATION {
            return Err(Error::Foreign(path.to_owned()));
        }
        if found > known { Err(Error::Newer { found, known }) } else { Ok(found) }
    };
    if check(db)? == known {
        return Ok(());
    }
    let doing = "making the archive's tables";
    let t = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(Error::sql(doing))?;
    // another process may have been first
    let found = check(&t)?;
    for sql in &MIGRATIONS[found as usize..] {
        t.execute_batch(sql).map_err(Error::sql(doing))?;
    }
    t.pragma_update(None, "application_id", APPLICATION).map_err(Error::sql(doing))?;
    t.pragma_update(None, "user_version", known).map_err(Error::sql(doing))?;
    t.commit().map_err(Error::sql(doing))
}
