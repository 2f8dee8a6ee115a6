//! What can go wrong with an archive, said so that a person knows what to do.

use std::path::PathBuf;

/// A failure of the archive.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be opened or made.
    #[error("cannot open the archive {path}: {why}; check that the folder exists and can be written")]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// Another program made the file.
    #[error("{0} is not a Marsad archive")]
    Foreign(PathBuf),
    /// A later version of Marsad made it.
    #[error("the archive has schema {found}, this program knows {known}: use a newer marsad")]
    Newer {
        /// Its schema's number.
        found: i64,
        /// The newest that is known.
        known: i64,
    },
    /// No room.
    #[error("the disk is full while {0}: nothing of this batch was kept, all before it is; make room and run the command again")]
    Full(&'static str),
    /// No permission to write.
    #[error("the archive cannot be written while {0}: the file or its folder is read-only")]
    ReadOnly(&'static str),
    /// Another process held it for too long.
    #[error("another process holds the archive while {0}: try again when it has ended")]
    Busy(&'static str),
    /// The store does not hold what it should.
    #[error("the archive is damaged: {0}; run `marsad verify`")]
    Damaged(String),
    /// A query that cannot be understood.
    #[error("{0}")]
    Query(String),
    /// Anything else that SQLite says.
    #[error("while {doing}: {source}")]
    Sql {
        /// What was being done.
        doing: &'static str,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// Compression or files.
    #[error("while {doing}: {source}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Error {
    /// Says what was being done when SQLite failed, and sorts the failure.
    pub fn sql(doing: &'static str) -> impl FnOnce(rusqlite::Error) -> Self {
        move |source| {
            use rusqlite::ErrorCode as C;
            match source.sqlite_error_code() {
                Some(C::DiskFull) => Self::Full(doing),
                Some(C::ReadOnly | C::PermissionDenied) => Self::ReadOnly(doing),
                Some(C::DatabaseBusy | C::DatabaseLocked) => Self::Busy(doing),
                Some(C::DatabaseCorrupt | C::NotADatabase) => Self::Damaged(format!("{source} while {doing}")),
                _ => Self::Sql { doing, source },
            }
        }
    }

    /// Says what was being done when the system failed.
    pub fn io(doing: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { doing, source }
    }
}
