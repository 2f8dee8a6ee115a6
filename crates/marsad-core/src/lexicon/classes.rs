//! Word classes: a fixed set, so that a misspelt class in a data file is found.

/// A set of word classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Classes(pub u128);

macro_rules! classes {
    ($($name:ident = $text:literal),* $(,)?) => {
        classes!(@bits 0u32; $($name = $text,)*);
        const NAMES: &[&str] = &[$($text),*];
    };
    (@bits $n:expr; $name:ident = $text:literal, $($rest:tt)*) => {
        impl Classes {
            #[doc = concat!("The class `", $text, "`.")]
            pub const $name: Self = Self(1u128 << ($n));
        }
        classes!(@bits $n + 1; $($rest)*);
    };
    (@bits $n:expr;) => {};
}

classes! {
    PERSON = "person", SOLDIER = "soldier", FIGHTER = "fighter", CIVILIAN = "civilian", OFFICIAL = "official",
    RANK = "rank", TITLE = "title", LEADER = "leader", SOURCE = "source", GROUP = "group", ORGANISATION = "organisation",
    FACILITY = "facility", AREA = "area", VEHICLE = "vehicle", AIRCRAFT = "aircraft", SHIP = "ship", WEAPON = "weapon",
    DRUG = "drug", GOODS = "goods", MONEY = "money", TIME = "time", MEASURE = "measure", EVENT = "event",
    DOCUMENT = "document", CASUALTY = "casualty", BODY = "body", ABSTRACT = "abstract", QUANTITY = "quantity",
    SPORT = "sport", WEATHER = "weather", MARKET = "market", SCIENCE = "science", ENTERTAINMENT = "entertainment",
    DISASTER = "disaster", AIR = "air", ARTILLERY = "artillery", NAVAL = "naval", GROUND = "ground",
    PREPOSITION = "preposition", PREPOSITION_TIME = "preposition-time", CONJUNCTION = "conjunction",
    SUBORDINATOR = "subordinator", RELATIVE = "relative", DEMONSTRATIVE = "demonstrative", PRONOUN = "pronoun",
    NEGATOR = "negator", FUTURE = "future", MODAL = "modal", PURPOSE = "purpose", APPROX = "approx", BOUND = "bound",
    PART_OF = "part-of", INTERROGATIVE = "interrogative", ADVERB = "adverb", INTERJECTION = "interjection",
    COPULA = "copula", PARTICLE = "particle", GIVEN = "given", FAMILY = "family", AMBIGUOUS = "ambiguous",
    PLACE = "place", ACTOR = "actor", NISBA = "nisba", NUMERAL = "numeral", MONTH = "month", WEEKDAY = "weekday",
    DIRECTION = "direction", HUMAN = "human", CUE = "cue", LIGHT = "light", COMPOUND = "compound-preposition",
    ANIMAL = "animal", FOOD = "food", RELIGION = "religion", MEDIA = "media", MEDICAL = "medical", PROFESSION = "profession",
    EXCEPT = "exception", COMPARISON = "comparison", CAUSE = "cause", CONCESSION = "concession", EMPHASIS = "emphasis",
    ACCIDENT = "accident", CRIME = "crime", BORDER = "border",
}

impl Classes {
    /// No class.
    pub const NONE: Self = Self(0);
    /// Texts about these carry no claims.
    pub const OFF_TOPIC: Self = Self(Self::SPORT.0 | Self::WEATHER.0 | Self::MARKET.0 | Self::SCIENCE.0 | Self::ENTERTAINMENT.0);
    /// People of any kind.
    pub const PEOPLE: Self = Self(
        Self::PERSON.0
            | Self::SOLDIER.0
            | Self::FIGHTER.0
            | Self::CIVILIAN.0
            | Self::OFFICIAL.0
            | Self::LEADER.0
            | Self::CASUALTY.0
            | Self::HUMAN.0,
    );
    /// Vehicles of any kind.
    pub const CRAFT: Self = Self(Self::VEHICLE.0 | Self::AIRCRAFT.0 | Self::SHIP.0);

    /// The class of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        NAMES.iter().position(|n| *n == name).map(|i| Self(1 << i))
    }
    /// All names, for messages.
    #[must_use]
    pub const fn names() -> &'static [&'static str] {
        NAMES
    }
    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    /// Whether the sets share a class.
    #[must_use]
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
    /// The names in this set.
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        NAMES.iter().enumerate().filter(move |(i, _)| self.0 >> i & 1 == 1).map(|(_, n)| *n)
    }
}

impl std::fmt::Display for Classes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (n, name) in self.iter().enumerate() {
            if n > 0 {
                f.write_str(" ")?;
            }
            f.write_str(name)?;
        }
        Ok(())
    }
}
