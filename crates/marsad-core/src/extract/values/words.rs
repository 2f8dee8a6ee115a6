//! The words of values, frozen: one probe by a token's hash tells what can begin there.
//!
//! Takes the text of `data/values/ar.toml`, gives [`ValueWords`]: a table of first words (with every proclitic
//! that may be joined to them) whose entries lead into a trie of phrases. What a phrase may mean is a [`Sense`];
//! what is made of senses is the business of the parsers, which know no word of the language.

use super::file::{File, Iso};
use crate::morphology::clitic::Clitics;
use crate::record::Exactness;
use crate::text::{Text, TokenKind, fold, word_hash};
use serde::de::Error as _;
use std::collections::HashMap;

/// How many of it a noun's form says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One, or as many as the number before it says.
    One,
    /// Two, without a number.
    Two,
    /// Many; alone it is vague.
    Many,
    /// Two, before their names (عامي 2014 و2015).
    Pair,
    /// One in the accusative, or two before a noun (ألفا).
    Either,
}

/// Units of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// Where a period lies, seen from the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Shift {
    /// The one before (الماضي).
    Past,
    /// The last of a longer period, or the latest ones (الأخيرة).
    Last,
    /// The one that the report lies in.
    Current,
    /// The one after.
    Next,
    /// The one before the one before.
    BeforeLast,
    /// The one after the next.
    AfterNext,
}

impl Shift {
    /// Whether it is said by two words, of which only the second has ال.
    pub const fn twofold(self) -> bool {
        matches!(self, Self::BeforeLast | Self::AfterNext)
    }
}

/// The part that a small word plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub(super) enum Particle {
    In,
    Of,
    To,
    Or,
    Between,
    From,
    Over,
    Part,
    Since,
    Before,
    After,
    Until,
    By,
    During,
    For,
    This,
    And,
    Now,
    Whole,
    Few,
    Latest,
    Every,
    Matching,
    Minus,
    Point,
    Rate,
    Cent,
    NotHalf,
    Label,
    Measure,
    HijriEra,
    CommonEra,
    Zone,
    ZoneOf,
    Streak,
    Web,
    Change,
    Article,
    Nothing,
    Clause,
    Blessed,
}

/// On which side of its number a bound stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Right before it.
    Before,
    /// Before it, with the name of what is counted between (تجاوز عدد القتلى 100).
    Far,
    /// After it, or after what it counts.
    After,
}

/// What a word or phrase may mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Sense {
    /// A cardinal, 0 to 900.
    Number(f64),
    /// A unit that is one only before ten (أحد عشر).
    Teen(f64),
    /// A multiplier: thousand, million.
    Scale(f64, Shape),
    /// One part of so many; `false`: the word is a numeral or noun too.
    Fraction(f64, Shape, bool),
    /// An ordinal, -1 for the last; `true`: only as part of a larger one (الحادي عشر).
    Ordinal(i8, bool),
    /// Many; `true`: may multiply a plural scale.
    Vague(bool),
    /// A bound on a number.
    Bound(Exactness, Side),
    /// Per cent.
    Percent,
    /// A unit of currency, by its number in [`ValueWords::currencies`].
    Currency(u8, Shape),
    /// A currency by symbol or code.
    Symbol(&'static str),
    /// The adjective of a currency's country, by its number.
    Nisba(u8),
    /// A unit of time, so many of them.
    Unit(Unit, u8, Shape),
    /// A month of the Gregorian year; `false`: the word has other meanings.
    Month(i8, bool),
    /// A month of the Hijri year.
    Hijri(i8, bool),
    /// A day of the week, Monday 0.
    Weekday(i8),
    /// A feast, by its number in [`ValueWords::feasts`].
    Feast(u8),
    /// Days from the report's date, by the number in [`ValueWords::relatives`].
    Relative(u8),
    /// Before, at or after the report.
    Shift(Shift),
    /// A part of the day.
    DayPart,
    /// Words before a day that do not change it.
    Lead,
    /// Part of a longer period, by its number in [`ValueWords::parts`].
    Part(u8),
    /// First and last month.
    Season(i8, i8),
    /// First year.
    Decade(i16),
    /// A small word.
    Particle(Particle),
}

/// A part of a period: first and last day of a month, month of a year, day of a week from Monday 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Part {
    pub month: (i8, i8),
    pub year: (i8, i8),
    pub week: (i8, i8),
}

/// Classes of senses as bits: what can begin at a token, so that most parsers need not look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Kinds(pub u64);

impl Kinds {
    pub const NUMBER: Self = Self(1);
    pub const SCALE: Self = Self(2);
    pub const FRACTION: Self = Self(4);
    pub const ORDINAL: Self = Self(8);
    pub const VAGUE: Self = Self(16);
    pub const BOUND: Self = Self(32);
    pub const BOUND_AFTER: Self = Self(64);
    pub const PERCENT: Self = Self(128);
    pub const CURRENCY: Self = Self(256);
    pub const SYMBOL: Self = Self(512);
    pub const NISBA: Self = Self(1 << 10);
    pub const UNIT: Self = Self(1 << 11);
    pub const MONTH: Self = Self(1 << 12);
    pub const WEEKDAY: Self = Self(1 << 13);
    pub const FEAST: Self = Self(1 << 14);
    pub const RELATIVE: Self = Self(1 << 15);
    pub const SHIFT: Self = Self(1 << 16);
    pub const LEAD: Self = Self(1 << 17);
    pub const PART: Self = Self(1 << 18);
    pub const SEASON: Self = Self(1 << 19);

    /// The bit of a particle.
    pub const fn of(p: Particle) -> Self {
        Self(1 << (20 + p as u8))
    }
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl Sense {
    const fn kind(self) -> Kinds {
        match self {
            Self::Number(_) | Self::Teen(_) => Kinds::NUMBER,
            Self::Scale(..) => Kinds::SCALE,
            Self::Fraction(..) => Kinds::FRACTION,
            Self::Ordinal(..) => Kinds::ORDINAL,
            Self::Vague(_) => Kinds::VAGUE,
            Self::Bound(_, Side::After) => Kinds::BOUND_AFTER,
            Self::Bound(..) => Kinds::BOUND,
            Self::Percent => Kinds::PERCENT,
            Self::Currency(..) => Kinds::CURRENCY,
            Self::Symbol(_) => Kinds::SYMBOL,
            Self::Nisba(_) => Kinds::NISBA,
            Self::Unit(..) => Kinds::UNIT,
            Self::Month(..) | Self::Hijri(..) => Kinds::MONTH,
            Self::Weekday(_) => Kinds::WEEKDAY,
            Self::Feast(_) => Kinds::FEAST,
            Self::Relative(_) => Kinds::RELATIVE,
            Self::Shift(_) => Kinds::SHIFT,
            Self::DayPart | Self::Lead => Kinds::LEAD,
            Self::Part(_) => Kinds::PART,
            Self::Season(..) | Self::Decade(_) => Kinds::SEASON,
            Self::Particle(p) => Kinds::of(p),
        }
    }
}

/// A currency's code alone and by country number.
#[derive(Debug, Clone, Default)]
pub(super) struct Currency {
    pub code: Option<&'static str>,
    pub codes: Vec<(u8, &'static str)>,
}

/// A feast's month and day, and whether in the Hijri year.
#[derive(Debug, Clone, Copy)]
pub(super) struct Feast {
    pub month: i8,
    pub day: i8,
    pub hijri: bool,
}

/// What a folded word may begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    /// Node of the phrase after this word.
    pub node: u32,
    /// What is joined before the word.
    pub clitics: Clitics,
    /// Bytes of folded letters of what is joined, without the article.
    pub cut: u8,
}

/// A first word by its hash: its entries in [`ValueWords::starts`], and all that they can lead to.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    hash: u64,
    opening: Opening,
}

/// What can begin at a token.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Opening {
    from: u32,
    len: u32,
    /// All classes that a phrase from here may have.
    pub kinds: Kinds,
}

#[derive(Debug, Default)]
struct Node {
    senses: Vec<Sense>,
    next: Vec<(u64, u32)>,
}

/// The words of numbers, money, dates and durations of a language.
#[derive(Debug, Default)]
pub struct ValueWords {
    /// First words; open addressing.
    slots: Vec<Slot>,
    starts: Vec<Start>,
    nodes: Vec<Node>,
    /// Words as written that only fold to one of the forms.
    pub(super) unlike: Vec<String>,
    pub(super) currencies: Vec<Currency>,
    pub(super) feasts: Vec<Feast>,
    pub(super) relatives: Vec<(Option<i16>, Option<i16>)>,
    pub(super) parts: Vec<Part>,
}

/// What may be joined before a word of a class.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Joins {
    /// و and ف only.
    Conjunctions,
    /// و ف ب ل ك.
    Letters,
    /// The same and ال.
    Article,
}

const AND: Clitics = Clitics::CONJUNCTION;
const LETTERS: [(&str, Clitics); 11] = [
    ("", Clitics(0)),
    ("و", AND),
    ("ف", AND),
    ("ب", Clitics::BA),
    ("ل", Clitics::LAM),
    ("ك", Clitics::KAF),
    ("وب", Clitics(AND.0 | Clitics::BA.0)),
    ("ول", Clitics(AND.0 | Clitics::LAM.0)),
    ("وك", Clitics(AND.0 | Clitics::KAF.0)),
    ("فب", Clitics(AND.0 | Clitics::BA.0)),
    ("فل", Clitics(AND.0 | Clitics::LAM.0)),
];

struct Builder {
    words: ValueWords,
    never: Vec<u64>,
    /// Hash of a first word and what it starts.
    first: Vec<(u64, Start)>,
    /// The node of a first word, by its hash and what may be joined to it.
    roots: HashMap<(u64, Joins), u32>,
}

impl ValueWords {
    /// Reads the text of a values file.
    ///
    /// # Errors
    /// What TOML or the shape of an entry has against it, with its place in the text.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        for c in &file.currency {
            if let Some(unknown) = c.codes.keys().find(|k| !file.nisba.iter().any(|n| n.country == **k)) {
                return Err(toml::de::Error::custom(format!("currency {:?}: no nisba of country {unknown:?}", c.one)));
            }
        }
        Ok(Builder::build(file))
    }

    /// What a token of this hash can begin; nothing for most words.
    pub(super) fn opening(&self, hash: u64) -> Opening {
        let mask = self.slots.len().wrapping_sub(1);
        let mut i = hash as usize & mask;
        while let Some(slot) = self.slots.get(i) {
            if slot.opening.len == 0 || slot.hash == hash {
                return slot.opening;
            }
            i = (i + 1) & mask;
        }
        Opening::default()
    }

    /// The ways in which a token begins a phrase.
    pub(super) fn starts(&self, o: Opening) -> &[Start] {
        &self.starts[o.from as usize..(o.from + o.len) as usize]
    }

    /// What the phrase that ends at a node may mean.
    pub(super) fn senses(&self, node: u32) -> &[Sense] {
        &self.nodes[node as usize].senses
    }

    /// The classes of all phrases that go through a node.
    fn reach(&self, node: u32) -> Kinds {
        let node = &self.nodes[node as usize];
        let here = node.senses.iter().fold(Kinds::default(), |k, s| k.with(s.kind()));
        node.next.iter().fold(here, |k, (_, n)| k.with(self.reach(*n)))
    }

    /// The node that a further word leads to.
    pub(super) fn step(&self, node: u32, hash: u64) -> Option<u32> {
        self.nodes[node as usize].next.iter().find(|(h, _)| *h == hash).map(|(_, n)| *n)
    }
}

impl Builder {
    fn build(file: File) -> ValueWords {
        let never = file.never.iter().map(|w| word_hash(&fold(w))).collect();
        let words = ValueWords { unlike: file.unlike.clone(), ..ValueWords::default() };
        let mut b = Self { words, never, first: Vec::new(), roots: HashMap::new() };
        b.numerals(&file);
        b.money(&file);
        b.times(&file);
        for p in &file.particle {
            b.all(&p.forms, Joins::Conjunctions, Sense::Particle(p.is));
        }
        b.freeze()
    }

    fn numerals(&mut self, file: &File) {
        for n in &file.number {
            self.all(&n.forms, Joins::Article, Sense::Number(n.value));
        }
        for n in &file.teen {
            self.all(&n.forms, Joins::Article, Sense::Teen(n.value));
        }
        for s in &file.scale {
            for (forms, shape) in s.shapes() {
                self.all(forms, Joins::Article, Sense::Scale(s.value, shape));
            }
        }
        for f in &file.fraction {
            for (forms, shape) in f.shapes() {
                self.all(forms, Joins::Article, Sense::Fraction(f.over, shape, true));
            }
            self.all(&f.doubtful, Joins::Conjunctions, Sense::Fraction(f.over, Shape::One, false));
        }
        for o in &file.ordinal {
            self.all(&o.forms, Joins::Article, Sense::Ordinal(o.value, o.joined));
        }
        for v in &file.vague {
            for form in &v.forms {
                let joins = if form.contains(' ') { Joins::Letters } else { Joins::Article };
                self.add(form, joins, Sense::Vague(v.tens));
            }
        }
        for b in &file.bound {
            for (forms, side) in [(&b.before, Side::Before), (&b.far, Side::Far), (&b.after, Side::After)] {
                let joins = if side == Side::After { Joins::Conjunctions } else { Joins::Letters };
                self.all(forms, joins, Sense::Bound(b.is, side));
            }
        }
        self.all(&file.percent, Joins::Conjunctions, Sense::Percent);
    }

    fn money(&mut self, file: &File) {
        for (n, c) in file.nisba.iter().enumerate() {
            self.all(&c.forms, Joins::Conjunctions, Sense::Nisba(n as u8));
        }
        for (n, c) in file.currency.iter().enumerate() {
            let country = |name: &str| file.nisba.iter().position(|x| x.country == name).map(|i| i as u8);
            let codes = c.codes.iter().filter_map(|(k, Iso(code))| Some((country(k)?, *code))).collect();
            self.words.currencies.push(Currency { code: c.code.map(|Iso(code)| code), codes });
            for (forms, shape) in c.shapes() {
                self.all(forms, Joins::Article, Sense::Currency(n as u8, shape));
            }
        }
        for s in &file.symbol {
            self.all(&s.forms, Joins::Conjunctions, Sense::Symbol(s.code.0));
        }
    }

    fn times(&mut self, file: &File) {
        for u in &file.unit {
            for (forms, shape) in u.shapes() {
                self.all(forms, Joins::Article, Sense::Unit(u.is, u.times, shape));
            }
            self.all(&u.pair, Joins::Letters, Sense::Unit(u.is, u.times, Shape::Pair));
        }
        for m in &file.month {
            self.all(&m.names, Joins::Letters, Sense::Month(m.is, true));
            self.all(&m.doubtful, Joins::Letters, Sense::Month(m.is, false));
        }
        for m in &file.hijri {
            self.all(&m.names, Joins::Letters, Sense::Hijri(m.is, true));
            self.all(&m.doubtful, Joins::Letters, Sense::Hijri(m.is, false));
        }
        for w in &file.weekday {
            self.all(&w.forms, Joins::Article, Sense::Weekday(w.is as i8));
        }
        for (n, f) in file.feast.iter().enumerate() {
            self.words.feasts.push(Feast { month: f.month, day: f.day, hijri: f.hijri });
            self.all(&f.forms, Joins::Letters, Sense::Feast(n as u8));
        }
        for (n, r) in file.relative.iter().enumerate() {
            self.words.relatives.push((r.from, r.to));
            self.all(&r.forms, Joins::Letters, Sense::Relative(n as u8));
        }
        for s in &file.shift {
            self.all(&s.forms, Joins::Article, Sense::Shift(s.is));
        }
        self.all(&file.day_part, Joins::Article, Sense::DayPart);
        self.all(&file.lead, Joins::Letters, Sense::Lead);
        for (n, p) in file.part.iter().enumerate() {
            self.words.parts.push(Part { month: p.month, year: p.year, week: p.week });
            self.all(&p.forms, Joins::Letters, Sense::Part(n as u8));
        }
        for s in &file.season {
            self.all(&s.forms, Joins::Article, Sense::Season(s.months.0, s.months.1));
        }
        for d in &file.decade {
            self.all(&d.forms, Joins::Article, Sense::Decade(d.is));
        }
    }

    fn all(&mut self, forms: &[String], joins: Joins, sense: Sense) {
        for form in forms {
            self.add(form, joins, sense);
        }
    }

    fn add(&mut self, form: &str, joins: Joins, sense: Sense) {
        let folded = fold(form);
        let text = Text::new(&folded);
        let Some(first) = text.tokens.first() else { return };
        let (word, hash) = (text.folded_of(first).to_owned(), first.hash);
        let first_kind = first.kind;
        // what may be joined is a matter of the class, so one word can have two roots
        let mut node = match self.roots.get(&(hash, joins)) {
            Some(n) => *n,
            None => {
                let node = self.node();
                self.roots.insert((hash, joins), node);
                self.join(form, &word, hash, joins, first_kind == TokenKind::Word, node);
                node
            }
        };
        for t in &text.tokens[1..] {
            node = match self.words.step(node, t.hash) {
                Some(n) => n,
                None => {
                    let n = self.node();
                    self.words.nodes[node as usize].next.push((t.hash, n));
                    n
                }
            };
        }
        let senses = &mut self.words.nodes[node as usize].senses;
        if !senses.contains(&sense) {
            senses.push(sense);
        }
    }

    fn node(&mut self) -> u32 {
        self.words.nodes.push(Node::default());
        self.words.nodes.len() as u32 - 1
    }

    fn join(&mut self, form: &str, word: &str, hash: u64, joins: Joins, is_word: bool, node: u32) {
        self.first.push((hash, Start { node, clitics: Clitics::default(), cut: 0 }));
        // single letters and marks stand alone
        if !is_word || word.chars().count() < 2 {
            return;
        }
        let mut push = |written: &str, clitics: Clitics, cut: usize| {
            let hash = word_hash(written);
            if !self.never.contains(&hash) {
                self.first.push((hash, Start { node, clitics, cut: cut as u8 }));
            }
        };
        // ل before ال loses the alif, and the word is then taken whole
        let definite = form.strip_prefix("ال").map(|_| &word["ال".len()..]);
        for (letters, clitics) in LETTERS {
            if joins == Joins::Conjunctions && clitics != AND {
                continue;
            }
            let lam = clitics.any(Clitics::LAM);
            let before = if lam { letters.strip_suffix('ل').unwrap_or(letters) } else { letters };
            if !letters.is_empty() {
                match definite {
                    Some(rest) if lam => push(&format!("{before}لل{rest}"), clitics, before.len()),
                    _ => push(&format!("{letters}{word}"), clitics, letters.len()),
                }
            }
            if joins == Joins::Article && definite.is_none() {
                let written = if lam { format!("{before}لل{word}") } else { format!("{letters}ال{word}") };
                push(&written, clitics.with(Clitics::ARTICLE), before.len());
            }
        }
    }

    fn freeze(mut self) -> ValueWords {
        // what is written so itself comes before what is joined
        self.first.sort_by_key(|(h, s)| (*h, s.clitics.0.count_ones(), s.cut, s.node));
        let distinct = self.first.chunk_by(|a, b| a.0 == b.0).count();
        let size = (distinct * 2).next_power_of_two().max(16);
        self.words.slots = vec![Slot::default(); size];
        for group in self.first.chunk_by(|a, b| a.0 == b.0) {
            let hash = group[0].0;
            let mut i = hash as usize & (size - 1);
            while self.words.slots[i].opening.len != 0 {
                i = (i + 1) & (size - 1);
            }
            let kinds = group.iter().fold(Kinds::default(), |k, (_, s)| k.with(self.words.reach(s.node)));
            self.words.slots[i] = Slot { hash, opening: Opening { from: self.words.starts.len() as u32, len: group.len() as u32, kinds } };
            self.words.starts.extend(group.iter().map(|(_, s)| *s));
        }
        self.words
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Kinds, Sense, ValueWords};
    use crate::morphology::clitic::Clitics;
    use crate::text::{fold, word_hash};

    fn words() -> ValueWords {
        ValueWords::parse(
            r#"
            never = ["لست"]
            number = [{ value = 3, forms = ["ثلاثة"] }, { value = 6, forms = ["ست"] }, { value = 20, forms = ["عشرين"] }]
            particle = [{ is = "before", forms = ["قبل"] }]
            relative = [{ from = 0, to = 0, forms = ["اليوم"] }]
            "#,
        )
        .unwrap()
    }

    #[test]
    fn conjunctions_prepositions_and_the_article_may_stand_before_a_numeral() {
        let w = words();
        for (word, clitics) in [
            ("ثلاثة", Clitics::default()),
            ("وثلاثة", Clitics::CONJUNCTION),
            ("بثلاثة", Clitics::BA),
            ("والعشرين", Clitics::CONJUNCTION.with(Clitics::ARTICLE)),
            ("للعشرين", Clitics::LAM.with(Clitics::ARTICLE)),
            ("لليوم", Clitics::LAM),
        ] {
            let starts = w.starts(w.opening(word_hash(&fold(word))));
            assert!(starts.iter().any(|s| s.clitics == clitics), "{word}");
        }
        assert_eq!(w.opening(word_hash("بقبل")).kinds, Kinds::default(), "particles take و and ف only");
        assert_eq!(w.opening(word_hash("ثلاثي")).kinds, Kinds::default());
    }

    #[test]
    fn what_only_looks_joined_is_left_alone() {
        assert_eq!(words().opening(word_hash("لست")).kinds, Kinds::default());
    }

    #[test]
    fn a_start_leads_to_its_senses() {
        let w = words();
        let start = w.starts(w.opening(word_hash(&fold("ثلاثة"))))[0];
        assert_eq!(w.senses(start.node), [Sense::Number(3.0)]);
    }

    #[test]
    fn faults_name_their_place() {
        let e = ValueWords::parse("symbol = [{ code = \"USX\", forms = [\"x\"] }]").unwrap_err();
        assert!(e.message().contains("USX"), "{e}");
        assert!(e.span().is_some());
        assert!(ValueWords::parse("numbers = []").is_err());
    }
}
