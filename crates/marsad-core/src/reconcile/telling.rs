//! From a coded document to what reconciling needs of it: claims with their words, gathered into accounts.
//!
//! An [`Account`] is what one document tells about one event: claims of one group (an attack, its dead, the ground
//! taken) at one place and one time. Accounts of different documents are what is joined to incidents.

use super::account::{Account, gather};
use super::words::Bag;
use crate::record::{Claim, Coded, Document, Exactness, PlaceRef, RoleKind, SourceKind, Span, Status};
use crate::text::{Text, TokenKind};

/// Days from 1970.
pub type Day = i32;

/// Where in a document a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Zone {
    /// In the title.
    Title,
    /// In the first sentence of the body.
    Opening,
    /// Behind it.
    Body,
}

/// Which claims may tell of one event together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Violence, its harm, ground taken and lost, protest: what happens at a place.
    Conflict,
    /// Arrests, abductions, trials, releases.
    Detention,
    /// Movement of people and forces, deployment, seizure.
    Movement,
    /// Aid and money.
    Aid,
    /// Meetings, agreements, appointments, decisions, ceremonies.
    Politics,
    /// What somebody says: accusation, demand, threat, opinion.
    Speech,
    /// Standing relations: no events.
    Relation,
}

impl Group {
    /// The group of a claim type.
    #[must_use]
    pub fn of(kind: &str) -> Self {
        match kind.split_once('.').unwrap_or((kind, "")) {
            ("violence" | "harm" | "territory" | "protest", _) | ("force", "operation" | "surrender") => Self::Conflict,
            ("detention", _) => Self::Detention,
            ("aid" | "money", _) => Self::Aid,
            ("politics", _) => Self::Politics,
            ("speech", _) => Self::Speech,
            ("relation", _) => Self::Relation,
            _ => Self::Movement,
        }
    }
}

/// A participant, with its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// What it does.
    pub role: RoleKind,
    /// The words.
    pub words: String,
    /// The actor that they name.
    pub actor: Option<String>,
}

/// A number, with its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// What it counts.
    pub measure: &'static str,
    /// Who is counted: civilian, fighter, soldier, child, person; empty for things.
    pub class: String,
    /// Lower bound.
    pub low: Option<f64>,
    /// Upper bound.
    pub high: Option<f64>,
    /// How exact.
    pub exactness: Exactness,
    /// Part of the number before it in the claim.
    pub part: bool,
    /// The words.
    pub words: String,
}

/// A link of a chain, with its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The words.
    pub words: String,
    /// Its kind.
    pub kind: SourceKind,
    /// The actor that they name.
    pub actor: Option<String>,
}

/// A claim without its document: spans are words now.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// The claim's id.
    pub id: String,
    /// Its type.
    pub kind: String,
    /// The word that reports it.
    pub trigger: String,
    /// The sentence it stands in, counted in the document.
    pub sentence: u32,
    /// Where in the document that is.
    pub zone: Zone,
    /// Whether its sentence of the title or opening is about it.
    pub main: bool,
    /// Whether it is only what the sentence's main event came after or along with (بعد، إثر، تزامنا مع).
    pub after: bool,
    /// Asserted, planned, denied or possible.
    pub status: Status,
    /// Participants.
    pub parties: Vec<Party>,
    /// Places that were resolved, with their words.
    pub places: Vec<(RoleKind, String, PlaceRef)>,
    /// First and last day, where the text says them.
    pub days: Option<(Day, Day)>,
    /// Numbers.
    pub numbers: Vec<Number>,
    /// Chain of sources, outermost first.
    pub chain: Vec<Source>,
    /// Share of claims like it that are right.
    pub confidence: f32,
}

/// A document as it is reconciled.
#[derive(Debug, Clone, PartialEq)]
pub struct Telling {
    /// The document's id.
    pub id: String,
    /// Outlet or feed.
    pub source: String,
    /// Title.
    pub title: String,
    /// Published: ISO date or date and time, as the source gave it.
    pub published: String,
    /// The day of publication, 0 if unknown.
    pub day: Day,
    /// The lowest hashes of runs of three words, sorted: finds copies.
    pub sketch: Vec<u32>,
    /// Words of title and opening.
    pub words: Bag,
    /// Words of the title.
    pub heading: Bag,
    /// The heaviest words of the whole text.
    pub whole: Bag,
    /// Turns of phrase of title and opening.
    pub phrases: Bag,
    /// Claims in the order of the text.
    pub claims: Vec<Told>,
    /// What it tells.
    pub accounts: Vec<Account>,
}

/// Days from 1970 of an ISO date or date and time.
#[must_use]
pub fn day_of(iso: &str) -> Option<Day> {
    let d: jiff::civil::Date = iso.get(..10)?.parse().ok()?;
    let since = jiff::civil::date(1970, 1, 1).until(d).ok()?;
    Some(since.get_days())
}

/// The ISO date of a day.
#[must_use]
pub fn iso(day: Day) -> String {
    use jiff::ToSpan;
    jiff::civil::date(1970, 1, 1).checked_add(day.days()).map(|d| d.to_string()).unwrap_or_default()
}

/// A time as days: a month or year is its first and last day.
fn days(from: Option<&str>, to: Option<&str>, published: Day) -> Option<(Day, Day)> {
    let first = |s: &str| match s.len() {
        4 => day_of(&format!("{s}-01-01")),
        7 => day_of(&format!("{s}-01")),
        _ => day_of(s),
    };
    let last = |s: &str| match s.len() {
        4 => day_of(&format!("{s}-12-31")),
        7 => day_of(&format!("{s}-01")).map(|d| d + 30),
        _ => day_of(s),
    };
    match (from.and_then(first), to.and_then(last)) {
        (Some(f), Some(t)) => Some((f, t.max(f))),
        (Some(f), None) if published > 0 => Some((f, published.max(f))),
        _ => None,
    }
}

/// Words kept of a whole text.
const WHOLE: usize = 96;
/// Runs of three words kept of a document.
const KEEP: usize = 48;

/// The lowest hashes of runs of three words, without the title.
fn sketch(text: &Text, from: usize) -> Vec<u32> {
    let words: Vec<u64> = text.tokens[from.min(text.tokens.len())..]
        .iter()
        .filter(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number))
        .map(|t| t.hash)
        .collect();
    let mut all: Vec<u32> = words
        .windows(3)
        .map(|w| {
            let h = w.iter().fold(0u64, |h, x| (h.rotate_left(21) ^ x).wrapping_mul(0x9E37_79B9_7F4A_7C15));
            ((h ^ (h >> 31)) >> 32) as u32
        })
        .collect();
    all.sort_unstable();
    all.dedup();
    all.truncate(KEEP);
    all
}

/// The estimated share of the shorter text's runs that the longer has too, 0 to 1.
#[must_use]
pub fn containment(a: &[u32], b: &[u32]) -> f32 {
    let bound = |s: &[u32]| if s.len() < KEEP { u32::MAX } else { s[s.len() - 1] };
    let most = bound(a).min(bound(b));
    let (mut i, mut j, mut both) = (0, 0, 0usize);
    while i < a.len() && j < b.len() && a[i].min(b[j]) <= most {
        both += usize::from(a[i] == b[j]);
        let (x, y) = (a[i], b[j]);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    let least = a.partition_point(|x| *x <= most).min(b.partition_point(|x| *x <= most));
    if both < 4 { 0.0 } else { both as f32 / least.max(1) as f32 }
}

impl Telling {
    /// From a document and what the coder made of it.
    #[must_use]
    pub fn new(d: &Document, coded: &Coded) -> Self {
        let text = Text::new(&d.text);
        let day = day_of(&d.published).unwrap_or(0);
        let title_end = if !d.title.is_empty() && d.text.starts_with(&d.title) { d.title.len() as u32 } else { 0 };
        let body = text.tokens.partition_point(|t| t.start < title_end);
        let sentence_of = |s: Span| {
            let n = text.sentences.partition_point(|x| text.tokens.get(x.to as usize - 1).is_some_and(|t| t.end <= s.start));
            n.min(text.sentences.len().saturating_sub(1))
        };
        let opening = text.sentences.iter().position(|s| s.from as usize >= body && s.to - s.from >= 4).unwrap_or(0);
        let zone = |s: Span, n: usize| match () {
            () if s.start < title_end => Zone::Title,
            () if n <= opening => Zone::Opening,
            () => Zone::Body,
        };
        let mut ordered: Vec<&Claim> = coded.claims.iter().collect();
        ordered.sort_by(|a, b| (a.trigger, &a.id).cmp(&(b.trigger, &b.id)));
        let marks = Marks::of(&text);
        let mut claims: Vec<Told> = ordered.into_iter().map(|c| told(c, d, day, &sentence_of, &zone, &marks)).collect();
        mains(&mut claims);
        trusted(&mut claims);
        full_names(&mut claims);
        let ranges = |n: usize| text.sentences.get(n).map_or(0..0, |s| s.range());
        let opening_end = ranges(opening).end.min(body + 70).max(body);
        let words = Bag::of(&text, std::slice::from_ref(&(0..opening_end)), body);
        let mut t = Self {
            id: d.id.clone(),
            source: d.source.clone(),
            title: d.title.clone(),
            published: d.published.clone(),
            day,
            sketch: sketch(&text, body),
            words,
            heading: Bag::of(&text, std::slice::from_ref(&(0..body)), 0),
            whole: Bag::whole(&text, 0..text.tokens.len(), WHOLE),
            phrases: Bag::phrases(&text, 0..opening_end),
            claims,
            accounts: Vec::new(),
        };
        t.accounts = gather(&t, &text, &ranges);
        t
    }
}

/// Words behind which a sentence tells what its main event came after, or was about.
const BACKGROUND: &[&str] = &[
    "بعد",
    "قبل",
    "قبيل",
    "تزامنا",
    "بالتزامن",
    "بعدما",
    "اثر",
    "عقب",
    "اعقاب",
    "غداه",
    "خلفيه",
    "جراء",
    "بشان",
    "ازاء",
    "حيال",
    "بسبب",
    "احتجاجا",
    "حدادا",
    "تضامنا",
    "ردا",
    "ذكري",
    "ضد",
    "الذين",
    "ممن",
];
/// What follows بعد in a time of day.
const HOURS: &[&str] = &["ظهر", "الظهر", "منتصف", "غد", "عصر", "العصر"];
/// Words that make a day the beginning of something longer.
const SINCE: &[&str] = &["منذ", "ومنذ", "بدات", "انطلقت", "اندلعت"];

/// The text, for looking at the words before a span.
struct Marks<'t> {
    text: &'t Text,
}

impl<'t> Marks<'t> {
    const fn of(text: &'t Text) -> Self {
        Self { text }
    }

    fn before(&self, s: Span, words: usize, marks: &[&str]) -> bool {
        let at = self.text.tokens.partition_point(|t| t.start < s.start);
        (at.saturating_sub(words)..at)
            .rev()
            .take_while(|i| self.text.tokens[*i].kind == TokenKind::Word)
            .any(|i| marks.contains(&self.text.word(i).trim_start_matches('و')) || marks.contains(&self.text.word(i)))
    }

    /// Whether a word of background stands before it in its sentence.
    fn after(&self, trigger: Span, from: usize) -> bool {
        let at = self.text.tokens.partition_point(|t| t.start < trigger.start);
        (from..at).any(|i| {
            let w = self.text.word(i);
            let bare = ["و", "ف"].iter().find_map(|p| w.strip_prefix(p)).unwrap_or(w);
            (BACKGROUND.contains(&w) || BACKGROUND.contains(&bare))
                && !HOURS.contains(&self.text.word(i + 1))
                && !(w == "قبل" && i > from && self.text.word(i - 1) == "من")
        })
    }

    fn since(&self, time: Span) -> bool {
        self.before(time, 3, SINCE)
    }
}

fn told(
    c: &Claim,
    d: &Document,
    day: Day,
    sentence_of: &impl Fn(Span) -> usize,
    zone: &impl Fn(Span, usize) -> Zone,
    marks: &Marks,
) -> Told {
    let words = |s: Span| s.of(&d.text).to_owned();
    let sentence = sentence_of(c.trigger);
    Told {
        id: c.id.clone(),
        kind: c.kind.clone(),
        trigger: words(c.trigger),
        sentence: sentence as u32,
        zone: zone(c.trigger, sentence),
        main: false,
        after: marks.after(c.trigger, marks.text.sentences.get(sentence).map_or(0, |s| s.from as usize)),
        status: c.status,
        parties: c.roles.iter().map(|f| Party { role: f.role, words: words(f.span), actor: f.actor.clone() }).collect(),
        places: c.places.iter().filter_map(|f| f.place.clone().map(|p| (f.role, words(f.span), p))).collect(),
        days: c.time.as_ref().filter(|t| !marks.since(t.span)).and_then(|t| days(t.from.as_deref(), t.to.as_deref(), day)),
        numbers: c
            .figures
            .iter()
            .map(|f| Number {
                measure: f.measure,
                class: f.class.clone(),
                low: f.low,
                high: f.high,
                exactness: f.exactness,
                part: f.part,
                words: words(f.span),
            })
            .collect(),
        chain: c.attribution.iter().map(|l| Source { words: words(l.span), kind: l.kind, actor: l.actor.clone() }).collect(),
        confidence: c.confidence,
    }
}

/// Drops places that a name only seems to mean: the one place of its country in the report, outside the title, while
/// the report is about another country. Ordinary words are names of towns somewhere.
fn trusted(claims: &mut [Told]) {
    let mut seen: Vec<(&str, &str, usize)> = Vec::new();
    for (_, _, p) in claims.iter().flat_map(|c| &c.places) {
        match seen.iter_mut().find(|s| s.1 == p.id) {
            Some(s) => s.2 += 1,
            None => seen.push((p.country.as_str(), p.id.as_str(), 1)),
        }
    }
    let of = |country: &str| seen.iter().filter(|s| s.0 == country).fold((0, 0), |(n, m), s| (n + 1, m + s.2));
    let Some(most) = seen.iter().map(|s| of(s.0)).max_by_key(|(n, m)| (*m, *n)).filter(|(_, m)| *m >= 3) else { return };
    let titled: Vec<&str> = claims.iter().filter(|c| c.zone == Zone::Title).flat_map(|c| &c.places).map(|p| p.2.id.as_str()).collect();
    let lone: Vec<String> =
        seen.iter().filter(|s| of(s.0).0 == 1 && s.2 * 3 <= most.1 && !titled.contains(&s.1)).map(|s| s.1.to_owned()).collect();
    for c in claims.iter_mut() {
        c.places.retain(|p| p.2.where_prec >= 6 || !lone.contains(&p.2.id));
    }
}

/// Gives a source of one definite word («المنظمة») the fuller name that the report gave before («منظمة أطباء بلا
/// حدود»), so that both are one root.
fn full_names(claims: &mut [Told]) {
    let head = |words: &str| -> (String, bool, bool) {
        let folded = crate::text::fold(words);
        let mut parts = folded.split_whitespace();
        let first = parts.next().unwrap_or_default().to_owned();
        let more = parts.next().is_some();
        let bare = first.strip_prefix("ال").map_or_else(|| first.clone(), str::to_owned);
        (bare, first.starts_with("ال"), more)
    };
    let mut named: Vec<(String, Source)> = Vec::new();
    for c in claims.iter_mut() {
        for s in &mut c.chain {
            if s.actor.is_some() || matches!(s.kind, SourceKind::Anonymous | SourceKind::Witness) {
                continue;
            }
            let (first, definite, more) = head(&s.words);
            if more {
                named.push((first, s.clone()));
            } else if definite && let Some((_, full)) = named.iter().rev().find(|(n, _)| *n == first) {
                *s = full.clone();
            }
        }
    }
}

/// Marks the claims that are what their sentence of title or opening is about: not the event that somebody there
/// only speaks about, nor what came before or along with it. Under a title that somebody says something the opening
/// leads with what is said alone, under one that something happens with what happens.
fn mains(claims: &mut [Told]) {
    let mut titled: Option<bool> = None;
    for zone in [Zone::Title, Zone::Opening] {
        let mut spoken: Option<u32> = None;
        let mut told: Vec<Group> = Vec::new();
        for c in claims.iter_mut().filter(|c| c.zone == zone) {
            let group = Group::of(&c.kind);
            if group == Group::Relation {
                continue;
            }
            let under = group != Group::Speech && spoken == Some(c.sentence);
            // who denies an event or owns up to it speaks of nothing else
            if group == Group::Speech && !matches!(c.kind.as_str(), "speech.deny" | "speech.claim") {
                spoken = Some(c.sentence);
            }
            let speech = group == Group::Speech;
            c.main = !under && (!c.after || told.contains(&group)) && titled.is_none_or(|t| t == speech);
            if c.main {
                told.push(group);
            }
        }
        if !told.is_empty() {
            let speech = told.iter().filter(|g| **g == Group::Speech).count();
            titled = if speech == told.len() {
                Some(true)
            } else if speech == 0 {
                Some(false)
            } else {
                None
            };
        }
    }
}
