//! Clitics: the one-letter conjunctions and prepositions, the article, the future س, and pronouns.

/// What stands before and after a stem within one written word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Clitics(pub u16);

impl Clitics {
    /// و or ف.
    pub const CONJUNCTION: Self = Self(1);
    /// ب.
    pub const BA: Self = Self(2);
    /// ل.
    pub const LAM: Self = Self(4);
    /// ك.
    pub const KAF: Self = Self(8);
    /// س of the future.
    pub const FUTURE: Self = Self(16);
    /// ال.
    pub const ARTICLE: Self = Self(32);
    /// A pronoun of the third person singular masculine (ه).
    pub const HIS: Self = Self(64);
    /// ها.
    pub const HER: Self = Self(128);
    /// هم, هما, هن.
    pub const THEIR: Self = Self(256);
    /// ي, نا, ك, كم.
    pub const OUR: Self = Self(512);

    /// Any enclitic pronoun.
    pub const PRONOUN: Self = Self(64 | 128 | 256 | 512);
    /// Any one-letter preposition.
    pub const PREPOSITION: Self = Self(2 | 4 | 8);

    /// Both together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    /// Whether any bit of `other` is set.
    #[must_use]
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
    /// Whether none is set.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// The ways to cut proclitics off a folded word: what they are and how many bytes they take. The uncut word comes first.
pub fn proclitics(word: &str, mut each: impl FnMut(Clitics, usize)) {
    each(Clitics::default(), 0);
    for (letters, c) in PROCLITICS {
        if word.len() >= letters.len() + 4 && word.starts_with(letters) {
            each(*c, letters.len());
        }
    }
}

/// The ways to cut a pronoun off the end: what it is and the bytes that remain.
pub fn enclitics(word: &str, mut each: impl FnMut(Clitics, usize)) {
    for (letters, c) in ENCLITICS {
        if word.len() >= letters.len() + 4 && word.ends_with(letters) {
            each(*c, word.len() - letters.len());
        }
    }
}

const W: Clitics = Clitics::CONJUNCTION;
const AL: Clitics = Clitics::ARTICLE;

/// Longest first within one beginning, so that the article is seen.
const PROCLITICS: &[(&str, Clitics)] = &[
    ("ال", AL),
    ("وال", W.with(AL)),
    ("فال", W.with(AL)),
    ("بال", Clitics::BA.with(AL)),
    ("كال", Clitics::KAF.with(AL)),
    ("لل", Clitics::LAM.with(AL)),
    ("وبال", W.with(Clitics::BA).with(AL)),
    ("فبال", W.with(Clitics::BA).with(AL)),
    ("ولل", W.with(Clitics::LAM).with(AL)),
    ("فلل", W.with(Clitics::LAM).with(AL)),
    ("وكال", W.with(Clitics::KAF).with(AL)),
    ("و", W),
    ("ف", W),
    ("ب", Clitics::BA),
    ("ل", Clitics::LAM),
    ("ك", Clitics::KAF),
    ("س", Clitics::FUTURE),
    ("وب", W.with(Clitics::BA)),
    ("فب", W.with(Clitics::BA)),
    ("ول", W.with(Clitics::LAM)),
    ("فل", W.with(Clitics::LAM)),
    ("وك", W.with(Clitics::KAF)),
    ("وس", W.with(Clitics::FUTURE)),
    ("فس", W.with(Clitics::FUTURE)),
];

const ENCLITICS: &[(&str, Clitics)] = &[
    ("ها", Clitics::HER),
    ("هما", Clitics::THEIR),
    ("هم", Clitics::THEIR),
    ("هن", Clitics::THEIR),
    ("ه", Clitics::HIS),
    ("نا", Clitics::OUR),
    ("كم", Clitics::OUR),
    ("ني", Clitics::OUR),
    ("ي", Clitics::OUR),
    ("ك", Clitics::OUR),
];
