//! What reconciling gives: incidents, with everything that sources say about each kept side by side.

use super::figures::{Bounds, Conflict, Counted};
use super::telling::Day;
use crate::record::PlaceRef;

/// A claim in an incident, with why it is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Joined {
    /// The claim's id.
    pub claim: String,
    /// Its document.
    pub document: String,
    /// Its type.
    pub kind: String,
    /// The document that it was joined to most strongly; empty for what stands alone.
    pub to: String,
    /// What weighed most for that, with its weight.
    pub why: Vec<(&'static str, f32)>,
}

/// How well an incident is borne out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// By two or more independent roots, and nobody denies it.
    Confirmed,
    /// By one root.
    SingleRoot,
    /// Some assert it, some deny it.
    Contested,
    /// It is only denied.
    Denied,
    /// It is only planned, feared or supposed.
    Unasserted,
}

impl Grade {
    /// The word used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::SingleRoot => "single_root",
            Self::Contested => "contested",
            Self::Denied => "denied",
            Self::Unasserted => "unasserted",
        }
    }

    /// The credibility of the Admiralty scale, 1 to 6. More reports of one root never raise it.
    #[must_use]
    pub const fn credibility(self) -> u8 {
        match self {
            Self::Confirmed => 1,
            Self::SingleRoot => 3,
            Self::Contested => 4,
            Self::Denied => 5,
            Self::Unasserted => 6,
        }
    }
}

/// In what sources contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    /// Whether it happened.
    Denial,
    /// Who is accused by whom.
    Accusation,
    /// Who did it.
    Attacker,
    /// Where.
    Place,
    /// When.
    Date,
}

impl Matter {
    /// The word used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Denial => "denial",
            Self::Accusation => "accusation",
            Self::Attacker => "attacker",
            Self::Place => "place",
            Self::Date => "date",
        }
    }
}

/// One version of what is contradicted: what is said, by whom, in which claims.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// What is said: an attacker, a place, a day, whom an accusation names.
    pub says: String,
    /// By whose word, each once.
    pub roots: Vec<String>,
    /// The claims.
    pub claims: Vec<String>,
}

/// Versions of one matter, side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// In what they differ.
    pub matter: Matter,
    /// Each version.
    pub versions: Vec<Version>,
}

/// A root: who is said to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// The longest words that name it; an outlet's name for what a report says itself.
    pub name: String,
    /// Whether it is a report itself, without a source.
    pub outlet: bool,
    /// Documents that carry its word.
    pub documents: Vec<String>,
}

/// A cluster of claims about one real-world event.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    /// From the first claim by content: the same on every run and in any order.
    pub id: String,
    /// The most telling claim type.
    pub kind: String,
    /// The place most named.
    pub place: Option<PlaceRef>,
    /// First and last day.
    pub days: (Day, Day),
    /// All documents with a claim in it.
    pub documents: Vec<String>,
    /// Those that lead with it.
    pub leads: Vec<String>,
    /// All claims.
    pub claims: Vec<Joined>,
    /// All figures.
    pub figures: Vec<Counted>,
    /// Figures that must not be merged, and why.
    pub conflicts: Vec<Conflict>,
    /// Low, best and high of each measure and class.
    pub bounds: Vec<Bounds>,
    /// Independent roots that assert it.
    pub roots: Vec<Root>,
    /// How well it is borne out.
    pub grade: Grade,
    /// Why that grade.
    pub reason: String,
    /// What sources contradict each other in.
    pub contradictions: Vec<Contradiction>,
}
