//! Frames as the coder uses them.

use super::classes::Classes;
use crate::record::RoleKind;

/// Which parts of a verb's paradigm trigger a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parts(pub u8);

impl Parts {
    /// Finite forms.
    pub const FINITE: Self = Self(1);
    /// Verbal nouns.
    pub const MASDAR: Self = Self(2);
    /// Active participles.
    pub const ACTIVE: Self = Self(4);
    /// Passive participles.
    pub const PASSIVE: Self = Self(8);
    /// Nouns and adjectives of their own.
    pub const NOUN: Self = Self(16);
    /// Any.
    pub const ANY: Self = Self(31);

    /// Both.
    #[must_use]
    pub const fn with(self, o: Self) -> Self {
        Self(self.0 | o.0)
    }
    /// Whether they share a part.
    #[must_use]
    pub const fn any(self, o: Self) -> bool {
        self.0 & o.0 != 0
    }
}

/// A word in a condition or phrase: any inflection of some lemmas, the letters themselves, or a class.
#[derive(Debug, Clone, Default)]
pub struct Pattern {
    /// Words in a row.
    pub words: Vec<WordPattern>,
}

/// One word of a [`Pattern`].
#[derive(Debug, Clone, Default)]
pub struct WordPattern {
    /// Lemmas any of which will do.
    pub lemmas: Vec<u32>,
    /// Hash of the folded letters.
    pub hash: u64,
    /// Classes any of which will do.
    pub classes: Classes,
}

/// Conditions of a frame; an empty list asks nothing.
#[derive(Debug, Clone, Default)]
pub struct Condition {
    /// In the same clause.
    pub near: Vec<Pattern>,
    /// Right after the trigger.
    pub next: Vec<Pattern>,
    /// Right before it.
    pub prev: Vec<Pattern>,
    /// The head of the object, genitive or passive subject.
    pub object: Vec<Pattern>,
    /// The head of the subject.
    pub subject: Vec<Pattern>,
}

impl Condition {
    /// Whether it asks nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.near.is_empty() && self.next.is_empty() && self.prev.is_empty() && self.object.is_empty() && self.subject.is_empty()
    }
}

/// A claim type's pattern.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Its id, the claim's rule.
    pub id: String,
    /// Number of its type in the ontology.
    pub kind: u8,
    /// Role of an active verb's subject.
    pub subject: Option<RoleKind>,
    /// Role of its object, so of a passive's subject.
    pub object: Option<RoleKind>,
    /// Role of a verbal noun's complement.
    pub genitive: Option<RoleKind>,
    /// Role of the noun that a participle describes.
    pub head: Option<RoleKind>,
    /// Hash of a preposition's folded letters to its role; `None` keeps it from being one.
    pub preps: Vec<(u64, Option<RoleKind>)>,
    /// What its numbers count.
    pub measure: &'static str,
    /// How often a bare occurrence is a claim.
    pub strength: f32,
    /// Whether it needs a participant, place, time or number.
    pub needs: bool,
    /// Conditions that must hold.
    pub when: Condition,
    /// Conditions any of which forbids it.
    pub unless: Condition,
}

/// How a lemma triggers a frame.
#[derive(Debug, Clone, Copy)]
pub struct TriggerEntry {
    /// The frame.
    pub frame: u16,
    /// By which parts.
    pub parts: Parts,
    /// Only inside this phrase.
    pub phrase: Option<u16>,
}

/// A trigger phrase.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// Its words.
    pub pattern: Pattern,
    /// Which of them is the trigger.
    pub star: usize,
}
