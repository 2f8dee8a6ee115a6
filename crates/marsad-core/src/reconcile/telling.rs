//! From a coded document to what reconciling needs of it: claims with their words, gathered into accounts.
//!
//! An *account* is what one document tells about one event: claims of one group (an attack, its dead, the ground
//! taken) at one place and one time. Accounts of different documents are what is joined to incidents.

use super::words::{Bag, stem, stems};
use crate::record::{Claim, Coded, Document, Exactness, PlaceRef, RoleKind, SourceKind, Span, Status};
use crate::text::{Text, TokenKind, fold, word_hash};
use std::ops::Range;

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

/// What one document tells about one event.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Its claims, by their numbers in the telling.
    pub claims: Vec<u32>,
    /// Their group.
    pub group: Group,
    /// Where it stands first, and whether that sentence is about it.
    pub stands: (Zone, bool),
    /// Its share of the document's claims.
    pub share: f32,
    /// Whether the document leads with it: its title or its opening is about it.
    pub lead: bool,
    /// The places, most named first.
    pub places: Vec<PlaceRef>,
    /// When: the day named most, else the day of publication.
    pub day: Day,
    /// All days that it names, sorted; that of publication if none.
    pub days: Vec<Day>,
    /// Whether the text names that day.
    pub dated: bool,
    /// Actors and names of its participants.
    pub actors: Bag,
    /// Words of its sentences.
    pub words: Bag,
    /// Claim types with how many claims, sorted.
    pub kinds: Vec<(u64, u16)>,
    /// Telling numbers: (measure and value), sorted.
    pub numbers: Vec<u64>,
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
            (BACKGROUND.contains(&w) || BACKGROUND.contains(&bare)) && !HOURS.contains(&self.text.word(i + 1))
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

/// Marks the claims that are what their sentence of title or opening is about: not the event that somebody there
/// only speaks about, nor what came before or along with it.
fn mains(claims: &mut [Told]) {
    for zone in [Zone::Title, Zone::Opening] {
        let mut spoken: Option<u32> = None;
        let mut told: Vec<Group> = Vec::new();
        for c in claims.iter_mut().filter(|c| c.zone == zone) {
            let group = Group::of(&c.kind);
            if group == Group::Relation {
                continue;
            }
            let under = group != Group::Speech && spoken == Some(c.sentence);
            // who denies an event, owns up to it or is blamed for it speaks of nothing else
            if group == Group::Speech && !matches!(c.kind.as_str(), "speech.deny" | "speech.claim" | "speech.accuse") {
                spoken = Some(c.sentence);
            }
            c.main = !under && (!c.after || told.contains(&group));
            if c.main {
                told.push(group);
            }
        }
    }
}

/// Whether two places may be the same one, and how near: see [`near`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Near {
    /// The same entry.
    Same,
    /// Inside or beside.
    Beside,
    /// One is the country, or a sea, around the other.
    Around,
    /// The same country, within a day's walk.
    Close,
    /// The same country, far apart.
    Country,
    /// Elsewhere.
    Elsewhere,
}

/// Kilometres between two points.
fn distance(a: &PlaceRef, b: &PlaceRef) -> f64 {
    let (la, lb) = (a.lat.to_radians(), b.lat.to_radians());
    let x = (b.lon - a.lon).to_radians() * ((la + lb) / 2.0).cos();
    (x.hypot(lb - la)) * 6371.0
}

/// How near two places are, by their names, radii and country.
#[must_use]
pub fn near(a: &PlaceRef, b: &PlaceRef) -> Near {
    if a.id == b.id {
        return Near::Same;
    }
    let country = a.country == b.country && !a.country.is_empty();
    match (a.where_prec >= 6, b.where_prec >= 6) {
        (true, true) => return Near::Elsewhere,
        (true, false) | (false, true) => return if country { Near::Around } else { Near::Elsewhere },
        _ => {}
    }
    let km = distance(a, b);
    let (wide, narrow) = (a.radius_km.max(b.radius_km), a.radius_km.min(b.radius_km));
    if km <= f64::from(wide) + f64::from(narrow.min(10.0)) + 5.0 {
        Near::Beside
    } else if country && km <= f64::from(wide) + 40.0 {
        Near::Close
    } else if country {
        Near::Country
    } else {
        Near::Elsewhere
    }
}

/// An account that is still being gathered.
struct Open {
    group: Group,
    claims: Vec<u32>,
    places: Vec<PlaceRef>,
    day: Option<Day>,
}

impl Open {
    fn fits(&self, t: &Telling, c: &Told, group: Group, day: Option<Day>) -> bool {
        let last = &t.claims[*self.claims.last().unwrap_or(&0) as usize];
        let placed = c.places.is_empty()
            || self.places.is_empty()
            || c.places.iter().any(|p| self.places.iter().any(|q| near(&p.2, q) <= Near::Close));
        self.group == group
            && (group == Group::Conflict || c.kind == last.kind)
            && placed
            && day.zip(self.day).is_none_or(|(a, b)| (a - b).abs() <= 1)
            && (group != Group::Speech || speaker(c).is_none_or(|s| speaker(last) == Some(s)))
    }
}

/// Gathers a document's claims into accounts: first those that name a place, each with the latest that fits; then
/// those without, with what was told just before them, or else with what most of the document is about.
fn gather(t: &Telling, text: &Text, ranges: &impl Fn(usize) -> Range<usize>) -> Vec<Account> {
    let mut open: Vec<Open> = Vec::new();
    for placed in [true, false] {
        for (n, c) in t.claims.iter().enumerate().filter(|(_, c)| c.places.is_empty() != placed) {
            let group = Group::of(&c.kind);
            if group == Group::Relation {
                continue;
            }
            let day = c.days.filter(|(f, l)| l - f <= 1).map(|d| d.0);
            let fitting = open.iter().enumerate().filter(|(_, o)| o.fits(t, c, group, day));
            let beside = |o: &Open| {
                o.claims
                    .iter()
                    .map(|m| &t.claims[*m as usize])
                    .filter(|d| d.sentence <= c.sentence && d.sentence + 1 >= c.sentence)
                    .map(|d| d.sentence)
                    .max()
            };
            let best = if placed {
                fitting.map(|(i, _)| i).next_back()
            } else {
                fitting
                    .max_by_key(|(i, o)| (if c.zone == Zone::Title { None } else { beside(o) }, o.claims.len(), std::cmp::Reverse(*i)))
                    .map(|(i, _)| i)
            };
            let places = c.places.iter().map(|p| p.2.clone());
            match best.and_then(|i| open.get_mut(i)) {
                Some(o) => {
                    o.claims.push(n as u32);
                    for p in places {
                        if !o.places.iter().any(|q| q.id == p.id) {
                            o.places.push(p);
                        }
                    }
                    o.day = o.day.or(day);
                }
                None => open.push(Open { group, claims: vec![n as u32], places: places.collect(), day }),
            }
        }
    }
    for o in &mut open {
        o.claims.sort_unstable();
    }
    open.sort_by_key(|o| o.claims[0]);
    open.into_iter().map(|o| account(t, text, ranges, o.group, o.claims)).collect()
}

/// Who says it, for a claim of speech: a hash of the actor or the last word of the name.
fn speaker(c: &Told) -> Option<u64> {
    let p = c.parties.iter().find(|p| p.role == RoleKind::Agent)?;
    if let Some(a) = &p.actor {
        return Some(word_hash(a));
    }
    let folded = fold(&p.words);
    folded.split_whitespace().next_back().map(|w| word_hash(stem(w)))
}

fn account(t: &Telling, text: &Text, ranges: &impl Fn(usize) -> Range<usize>, group: Group, claims: Vec<u32>) -> Account {
    let of = |n: &u32| &t.claims[*n as usize];
    let mut places: Vec<(usize, PlaceRef)> = Vec::new();
    let mut on: Vec<(usize, Day)> = Vec::new();
    let (mut actors, mut kinds, mut numbers, mut sentences) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for c in claims.iter().map(of) {
        for (_, _, p) in &c.places {
            match places.iter_mut().find(|q| q.1.id == p.id) {
                Some(q) => q.0 += 1,
                None => places.push((1, p.clone())),
            }
        }
        if let Some((f, l)) = c.days.filter(|(f, l)| l - f <= 2) {
            let d = if c.zone == Zone::Body { 1 } else { 3 };
            let f = if l > f { l } else { f };
            match on.iter_mut().find(|q| q.1 == f) {
                Some(q) => q.0 += d,
                None => on.push((d, f)),
            }
        }
        for p in &c.parties {
            match &p.actor {
                Some(a) => actors.push((word_hash(a), 8.0)),
                None => actors.extend(stems(&p.words)),
            }
        }
        if group == Group::Speech || group == Group::Politics {
            for s in &c.chain {
                match &s.actor {
                    Some(a) => actors.push((word_hash(a), 5.0)),
                    None => actors.extend(stems(&s.words)),
                }
            }
        }
        let kind = word_hash(&c.kind);
        match kinds.iter_mut().find(|k: &&mut (u64, u16)| k.0 == kind) {
            Some(k) => k.1 += 1,
            None => kinds.push((kind, 1)),
        }
        for f in &c.numbers {
            if let Some(v) = f.low.or(f.high).filter(|v| *v >= 3.0) {
                numbers.push(word_hash(f.measure) ^ v.to_bits().wrapping_mul(0x9E37_79B9_7F4A_7C15));
            }
        }
        sentences.push(c.sentence);
    }
    places.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.where_prec.cmp(&b.1.where_prec)).then(a.1.id.cmp(&b.1.id)));
    on.sort_by(|a, b| b.0.cmp(&a.0).then((t.day - a.1).abs().cmp(&(t.day - b.1).abs())).then(a.1.cmp(&b.1)));
    kinds.sort_unstable();
    numbers.sort_unstable();
    numbers.dedup();
    sentences.sort_unstable();
    sentences.dedup();
    let lines: Vec<Range<usize>> = sentences.iter().take(4).map(|s| ranges(*s as usize)).collect();
    let events = t.claims.iter().filter(|c| Group::of(&c.kind) != Group::Relation).count();
    Account {
        stands: claims.iter().map(of).map(|c| (c.zone, !c.main)).min().map_or((Zone::Body, false), |(z, m)| (z, !m)),
        share: claims.len() as f32 / events.max(1) as f32,
        lead: claims.iter().map(of).any(|c| c.main && c.zone != Zone::Body),
        group,
        places: places.into_iter().map(|p| p.1).take(4).collect(),
        day: on.first().map_or(t.day, |d| d.1),
        days: {
            let mut days: Vec<Day> = on.iter().map(|d| d.1).collect();
            if days.is_empty() {
                days.push(t.day);
            }
            days.sort_unstable();
            days
        },
        dated: !on.is_empty(),
        actors: Bag::from_pairs(actors),
        words: Bag::of(text, &lines, 0),
        kinds,
        numbers,
        claims,
    }
}
