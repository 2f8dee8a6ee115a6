//! The words of the domain: documents, spans, claims and what claims are made of.
//!
//! Inside Rust every [`Span`] counts UTF-8 bytes of the document's text. [`json`](crate::json) turns
//! them into Unicode code points when a claim leaves the program.

use serde::{Deserialize, Serialize};

/// A half-open range of bytes into a document's text. Both ends lie on character borders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range from `start` to `end`, in bytes.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }
    /// The words in `text`; the empty string if the span does not fit it.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }
    /// The smallest span that holds both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }
    /// Whether the two share a byte.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
    /// Whether `other` lies wholly inside.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// One captured report, as the coder takes it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Document {
    /// The reader's own name for it, or a hash of the content.
    pub id: String,
    /// Title, empty if there is none.
    pub title: String,
    /// When it was published: an ISO date or date and time, as the source gave it; empty if unknown.
    pub published: String,
    /// Outlet or feed.
    pub source: String,
    /// Address, empty if unknown.
    pub url: String,
    /// The text that all spans index: title, a line feed, then the body.
    pub text: String,
}

/// How sure the text makes it that the claim happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Told as a fact by whoever tells it.
    #[default]
    Asserted,
    /// Is to happen: scheduled, announced, expected.
    Planned,
    /// Did not happen, or the source denies that it did.
    Denied,
    /// May have happened, was attempted, demanded or supposed.
    Possible,
}

impl Status {
    /// All of them; the status model's classes are these in this order.
    pub const ALL: [Self; 4] = [Self::Asserted, Self::Planned, Self::Denied, Self::Possible];

    /// The word used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::Planned => "planned",
            Self::Denied => "denied",
            Self::Possible => "possible",
        }
    }
}

/// What a participant does in the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoleKind {
    /// Does it.
    Agent,
    /// Suffers or receives it.
    Target,
    /// Weapon or means.
    Instrument,
    /// Where it happens.
    At,
    /// Where it starts from.
    Origin,
    /// What it passes through.
    Via,
    /// Where it goes.
    Destination,
}

impl RoleKind {
    /// All roles, participants first.
    pub const ALL: [Self; 7] = [Self::Agent, Self::Target, Self::Instrument, Self::At, Self::Origin, Self::Via, Self::Destination];
    /// The word used in data and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Target => "target",
            Self::Instrument => "instrument",
            Self::At => "at",
            Self::Origin => "origin",
            Self::Via => "via",
            Self::Destination => "destination",
        }
    }
    /// The role of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.name() == name)
    }
    /// Whether it is a place's role.
    #[must_use]
    pub const fn is_place(self) -> bool {
        matches!(self, Self::At | Self::Origin | Self::Via | Self::Destination)
    }
}

/// A participant or place of a claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Filler {
    /// What it does there.
    pub role: RoleKind,
    /// The noun phrase.
    pub span: Span,
    /// Actor of the lexicon that it names, by its id.
    pub actor: Option<String>,
    /// Place of the gazetteer that it names.
    pub place: Option<PlaceRef>,
    /// Probability that the role is right, 0 to 1.
    pub score: f32,
    /// Why it was filled so: the marking that was read.
    pub why: &'static str,
}

/// A gazetteer entry that a place phrase was resolved to.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceRef {
    /// Gazetteer id (`gn:` GeoNames, `ms:` supplement).
    pub id: String,
    /// Name in Arabic and in English.
    pub name: String,
    /// English name.
    pub en: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// ISO 3166 two-letter country, empty at sea.
    pub country: String,
    /// Radius in km of the area meant; 0 for a point.
    pub radius_km: f32,
    /// UCDP `where_prec`, 1 (exact) to 7 (sea or air).
    pub where_prec: u8,
}

/// When it is said to have happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeRef {
    /// The phrase.
    pub span: Span,
    /// ISO date as fine as the text allows; `None` where open or unknown.
    pub from: Option<String>,
    /// The same for the end.
    pub to: Option<String>,
}

/// How exact a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exactness {
    /// Just this number.
    #[default]
    Exact,
    /// About this number.
    Approx,
    /// This or more: low only.
    AtLeast,
    /// This or less: high only.
    AtMost,
    /// More than this: low only.
    MoreThan,
    /// Less than this: high only.
    LessThan,
    /// From low to high.
    Range,
    /// Tens, hundreds, a number of: neither low nor high.
    Vague,
}

impl Exactness {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Exact, Self::Approx, Self::AtLeast, Self::AtMost, Self::MoreThan, Self::LessThan, Self::Range, Self::Vague];

    /// The word used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Approx => "approx",
            Self::AtLeast => "at_least",
            Self::AtMost => "at_most",
            Self::MoreThan => "more_than",
            Self::LessThan => "less_than",
            Self::Range => "range",
            Self::Vague => "vague",
        }
    }
}

/// What a figure may count. The figure model's classes are these in this order, after «none».
pub const MEASURES: [&str; 13] = [
    "killed",
    "injured",
    "displaced",
    "missing",
    "detained",
    "released",
    "moved",
    "surrendered",
    "participants",
    "vehicles",
    "weapons",
    "incidents",
    "other",
];

/// A number with what it counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// One of [`MEASURES`].
    pub measure: &'static str,
    /// Lower bound, `None` where open.
    pub low: Option<f64>,
    /// Upper bound, `None` where open.
    pub high: Option<f64>,
    /// How exact.
    pub exactness: Exactness,
    /// The words, with their bounds (ما لا يقل عن 6000).
    pub span: Span,
    /// The class of those counted, as the noun beside the number says (civilian, fighter, …), empty if unsaid.
    pub class: String,
    /// Whether it is a part («of whom») of the figure before it in the claim.
    pub part: bool,
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq)]
pub struct Money {
    /// Lower bound.
    pub low: Option<f64>,
    /// Upper bound.
    pub high: Option<f64>,
    /// ISO 4217 code.
    pub currency: String,
    /// The words.
    pub span: Span,
}

/// What kind of source a link of an attribution chain is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// A named person.
    Person,
    /// An organisation, group, government or army.
    Organisation,
    /// A named or unnamed official, spokesman or minister.
    Official,
    /// A newspaper, channel, site or agency.
    Outlet,
    /// A monitoring body.
    Observatory,
    /// Eyewitnesses, residents, activists.
    Witness,
    /// Sources without a name.
    Anonymous,
}

impl SourceKind {
    /// The word used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Official => "official",
            Self::Outlet => "outlet",
            Self::Observatory => "observatory",
            Self::Witness => "witness",
            Self::Anonymous => "anonymous",
        }
    }
}

/// One link of a claim's chain of sources, outermost first.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The words that name the source.
    pub span: Span,
    /// Its kind.
    pub kind: SourceKind,
    /// The words that mark the saying.
    pub cue: Span,
    /// Actor of the lexicon that it names.
    pub actor: Option<String>,
}

/// One asserted proposition.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Derived from the document's id, the type and the trigger's place: the same on every run.
    pub id: String,
    /// Claim type, such as `harm.killed`.
    pub kind: String,
    /// The word that reports it.
    pub trigger: Span,
    /// Participants.
    pub roles: Vec<Filler>,
    /// Places.
    pub places: Vec<Filler>,
    /// Time, where the sentence says one.
    pub time: Option<TimeRef>,
    /// Numbers.
    pub figures: Vec<Figure>,
    /// Amounts of money.
    pub money: Vec<Money>,
    /// Asserted, planned, denied or possible.
    pub status: Status,
    /// Chain of sources, outermost first; empty where the report itself says it.
    pub attribution: Vec<Link>,
    /// The frame that proposed it.
    pub rule: String,
    /// PLOVER event types.
    pub plover: Vec<String>,
    /// Share of claims of this score that are right, 0 to 1.
    pub confidence: f32,
}

/// What a mention names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntityKind {
    /// A person by name.
    Person,
    /// A place by name.
    Place,
    /// An organisation by name, armed groups included.
    Organisation,
    /// People without a name of their own: عدد من القياديين في تنظيم داعش.
    Group,
}

impl EntityKind {
    /// The word used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Place => "place",
            Self::Organisation => "organisation",
            Self::Group => "group",
        }
    }
}

/// A mention that names a person, place, organisation or group.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// What it names.
    pub kind: EntityKind,
    /// The words.
    pub span: Span,
    /// Actor or gazetteer id, where known.
    pub id: Option<String>,
    /// For a short mention: index of the earlier full one in the document's list.
    pub full: Option<usize>,
}

/// What the coder makes of one document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coded {
    /// Claims in the order of their triggers.
    pub claims: Vec<Claim>,
    /// Entities in the order of the text.
    pub entities: Vec<Entity>,
}
