//! Word forms from root and pattern, made once when the lexicon is frozen.
//!
//! Verbs ([`verb`]) and nouns ([`noun`]) give folded, unvowelled forms with their [`Feats`];
//! [`clitic`] tells which letters around a form may be clitics.

pub mod clitic;
pub mod noun;
mod spell;
pub mod verb;

/// What a form's shape says about it: a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Feats(pub u32);

macro_rules! feats {
    ($($(#[$doc:meta])* $name:ident = $bit:expr;)*) => {
        impl Feats {
            $($(#[$doc])* pub const $name: Self = Self(1 << $bit);)*
            const NAMES: &[(&str, Self)] = &[$((stringify!($name), Self::$name)),*];
        }
    };
}

feats! {
    /// A finite verb.
    VERB = 0;
    /// Perfect (قتل).
    PERFECT = 1;
    /// Imperfect (يقتل).
    IMPERFECT = 2;
    /// Imperative.
    IMPERATIVE = 3;
    /// May be read as active.
    ACTIVE = 4;
    /// May be read as passive.
    PASSIVE = 5;
    /// First person.
    P1 = 6;
    /// Second person.
    P2 = 7;
    /// Third person.
    P3 = 8;
    /// Singular.
    SG = 9;
    /// Dual.
    DU = 10;
    /// Plural.
    PL = 11;
    /// Masculine.
    MASC = 12;
    /// Feminine.
    FEM = 13;
    /// A noun.
    NOUN = 14;
    /// A verbal noun.
    MASDAR = 15;
    /// An active participle.
    APART = 16;
    /// A passive participle.
    PPART = 17;
    /// An adjective.
    ADJ = 18;
    /// An adjective of origin.
    NISBA = 19;
    /// Stands only before a complement or an enclitic pronoun (مسلحو، محافظتي).
    CONSTRUCT = 20;
    /// Stands only before an enclitic pronoun (سيطرت+ه).
    JOINED = 21;
    /// Ends in the alif of the indefinite accusative.
    ACCUSATIVE = 22;
    /// A closed-class word.
    PARTICLE = 23;
    /// Part of a person's name.
    NAME = 24;
    /// A form so rare that it stands back where the same letters have another reading (قالٍ beside قال).
    RARE = 25;
}

impl Feats {
    /// No bits.
    pub const NONE: Self = Self(0);
    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    /// Without those bits.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
    /// Whether all bits of `other` are set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
    /// Whether any bit of `other` is set.
    #[must_use]
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl std::ops::BitOr for Feats {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        self.with(other)
    }
}

impl std::fmt::Display for Feats {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut first = true;
        for (name, bit) in Self::NAMES {
            if self.has(*bit) {
                if !first {
                    f.write_str(" ")?;
                }
                first = false;
                f.write_str(&name.to_lowercase())?;
            }
        }
        Ok(())
    }
}

/// A folded form with its features.
pub type Form = (String, Feats);
