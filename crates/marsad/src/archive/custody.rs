//! The custody log: one row a change, each carrying the hash of the one before.
//!
//! A row's `digest` is the SHA-256 over all that the change wrote; its `chain` is the SHA-256 over the chain
//! before it and the row. Whoever notes the newest chain value can later prove that nothing before it was
//! altered, removed or put in.

use sha2::{Digest, Sha256};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Act {
    /// A version was captured and coded; the subject is its number.
    Capture = 1,
    /// A version was coded anew; the subject is the coding's number.
    Recode = 2,
}

impl Act {
    /// The act of that number.
    #[must_use]
    pub const fn from_number(n: i64) -> Option<Self> {
        match n {
            1 => Some(Self::Capture),
            2 => Some(Self::Recode),
            _ => None,
        }
    }
    /// The word shown to people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::Recode => "recode",
        }
    }
}

/// A SHA-256.
pub type Hash = [u8; 32];

/// The chain value before the first row.
pub const START: Hash = [0; 32];

/// The SHA-256 of some bytes.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// The chain value of a row.
#[must_use]
pub fn link(before: &Hash, row: i64, at: i64, act: i64, subject: i64, digest: &[u8]) -> Hash {
    let mut h = Sha256::new();
    h.update(before);
    for n in [row, at, act, subject] {
        h.update(n.to_le_bytes());
    }
    h.update(digest);
    h.finalize().into()
}

/// Gathers the fields of a change, each with its length, into a digest.
#[derive(Debug, Clone, Default)]
pub struct Seal(Sha256);

impl Seal {
    /// Adds bytes.
    #[must_use]
    pub fn bytes(mut self, b: &[u8]) -> Self {
        self.0.update((b.len() as u64).to_le_bytes());
        self.0.update(b);
        self
    }
    /// Adds a number.
    #[must_use]
    pub fn number(mut self, n: i64) -> Self {
        self.0.update(n.to_le_bytes());
        self
    }
    /// Adds a number that may be missing.
    #[must_use]
    pub fn maybe(self, n: Option<i64>) -> Self {
        match n {
            Some(n) => self.number(1).number(n),
            None => self.number(0),
        }
    }
    /// The digest.
    #[must_use]
    pub fn close(self) -> Hash {
        self.0.finalize().into()
    }
}

/// Bytes as lower-case hexadecimal.
#[must_use]
pub fn hex(b: &[u8]) -> String {
    use std::fmt::Write;
    b.iter().fold(String::with_capacity(b.len() * 2), |mut s, x| {
        let _ = write!(s, "{x:02x}");
        s
    })
}
