//! Values: numbers, ordinals, percentages, money, dates and durations.
//!
//! Knows mechanisms; the words are data (`data/values/*.toml`, read into [`ValueWords`]).
//! Takes a tokenised text and the report's date, gives [`Value`]s in order of their first token. They do not
//! overlap, but for a number that a larger value contains (the 20 of «20 ألف دولار») which is not given again.

mod amounts;
mod calendar;
pub mod clause;
mod dates;
mod file;
mod lengths;
mod moments;
mod numbers;
mod points;
mod quantities;
mod reader;
mod seasons;
mod words;

use crate::morphology::clitic::Clitics;
use crate::record::{Exactness, Span};
use crate::text::{Text, TokenKind};
use jiff::civil::Date;
use numbers::Ordinal;
use quantities::Memory;
use reader::Reader;
pub use words::ValueWords;
use words::{Kinds, Opening, Particle};

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum ValueKind {
    /// A cardinal number: bounds, how exact.
    Number,
    /// An ordinal (الثالث).
    Ordinal,
    /// A percentage.
    Percent,
    /// An amount of money with its ISO 4217 code.
    Money(&'static str),
    /// A date or span of time; `from` and `to` as ISO 8601 dates cut to their grain, with the grain
    /// (second, minute, hour, day, week, month, quarter, year …) of what was said.
    Date {
        /// Begin, `None` where open.
        from: Option<String>,
        /// End, `None` where open.
        to: Option<String>,
        /// How fine the text is.
        grain: &'static str,
    },
    /// A length of time: `low` is the value, the unit is second to year.
    Duration(&'static str),
}

/// A value in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// First token, its bounds and approximations included (ما لا يقل عن 6000، 39 شخصا على الأقل).
    pub from: u32,
    /// One past the last token.
    pub to: u32,
    /// First token of the core: the bare number (of money and lengths of time the number without its unit, empty where
    /// the unit says it: أسبوعين), or the date without its preposition.
    pub core_from: u32,
    /// One past the last token of it.
    pub core_to: u32,
    /// Bytes of the whole.
    pub span: Span,
    /// Bytes of the core.
    pub core: Span,
    /// What it is.
    pub kind: ValueKind,
    /// Lower bound; the value itself for ordinals, percentages and durations.
    pub low: Option<f64>,
    /// Upper bound.
    pub high: Option<f64>,
    /// How exact.
    pub exactness: Exactness,
    /// For a date, its first and last day as the calendar has them: finer than the text where it names a month or year.
    pub days: (Option<Date>, Option<Date>),
}

/// Finds all values of a text. `published` resolves relative dates; without it they stay open.
pub fn find(text: &Text, source: &str, published: Option<Date>, words: &ValueWords, out: &mut Vec<Value>) {
    out.clear();
    // the one probe a token
    let openings: Vec<Opening> = text.tokens.iter().map(|t| words.opening(t.hash)).collect();
    let reader = Reader { text, source, words, openings: &openings, published, depth: 0 };
    let mut memory = Memory::default();
    let mut i = 0;
    while i < text.tokens.len() {
        // most words end here
        if !reader.is(i, TokenKind::Number) && !reader.has(i, BEGINNING) && !reader.signed(i) {
            i += 1;
            continue;
        }
        if let Some(past) = reader.passed(i) {
            i = past;
            continue;
        }
        let value = reader.date(i).or_else(|| reader.definite(i)).or_else(|| reader.quantity(i, &mut memory)).or_else(|| reader.ranked(i));
        if let Some(v) = value.filter(|v| v.span.start < v.span.end) {
            i = v.to as usize;
            out.push(v);
        } else {
            i += 1;
        }
    }
}

/// What no value begins with: it only goes on.
const INNER: Kinds = Kinds::NISBA
    .with(Kinds::SHIFT)
    .with(Kinds::BOUND_AFTER)
    .with(Kinds::of(Particle::In))
    .with(Kinds::of(Particle::Of))
    .with(Kinds::of(Particle::To))
    .with(Kinds::of(Particle::Or))
    .with(Kinds::of(Particle::And))
    .with(Kinds::of(Particle::Over))
    .with(Kinds::of(Particle::Now))
    .with(Kinds::of(Particle::Every))
    .with(Kinds::of(Particle::Few))
    .with(Kinds::of(Particle::Change))
    .with(Kinds::of(Particle::Clause))
    .with(Kinds::of(Particle::Measure))
    .with(Kinds::of(Particle::CommonEra))
    .with(Kinds::of(Particle::HijriEra));
const BEGINNING: Kinds = Kinds(!INNER.0);

impl Reader<'_> {
    /// Whether token `i` is a sign or point right before digits.
    fn signed(&self, i: usize) -> bool {
        self.mark(i, "-.٫") && self.glued(i + 1) && self.is(i + 1, TokenKind::Number)
    }

    /// One past what is no value though it looks like one: addresses, clock times without «الساعة», «روسيا اليوم», «أي واحد».
    fn passed(&self, i: usize) -> Option<usize> {
        if let Some(web) = self.particle(i, Particle::Web)
            && self.glued(web)
        {
            return Some((web..self.text.tokens.len()).find(|j| !self.glued(*j)).unwrap_or(self.text.tokens.len()));
        }
        if self.is(i, TokenKind::Number)
            && self.mark(i + 1, ":")
            && self.glued(i + 1)
            && self.glued(i + 2)
            && self.is(i + 2, TokenKind::Number)
        {
            return Some(i + 3);
        }
        let written = self.text.span(i, i + 1).of(self.source);
        if self.is(i, TokenKind::Word) && self.words.unlike.iter().any(|w| w == written) {
            return Some(i + 1);
        }
        self.particle(i, Particle::Nothing)
    }

    /// A cardinal that stands for an ordinal: «الواحد والعشرون», «التسعون»; «القرار 2216», «إف 16».
    fn definite(&self, i: usize) -> Option<Value> {
        if self.is(i, TokenKind::Number) {
            if i == 0 || self.particle(i - 1, Particle::Label) != Some(i) {
                return None;
            }
            let c = self.cardinal(i).filter(|c| c.plain)?;
            let o = Ordinal { to: c.to, value: c.value as i64, clitics: c.clitics, compound: false };
            return Some(self.rank(i, o));
        }
        self.ranked(i).filter(|_| self.ordinal(i).is_some_and(|o| o.compound && o.clitics.any(Clitics::ARTICLE)))
    }

    /// The ordinal at token `i`, or the number after «المادة» and the like.
    fn ranked(&self, i: usize) -> Option<Value> {
        if !self.has(i, Kinds::ORDINAL.with(Kinds::NUMBER)) {
            return None;
        }
        let o = self.ordinal(i).filter(|o| o.value > 0)?;
        Some(self.rank(i, o))
    }

    fn rank(&self, i: usize, o: Ordinal) -> Value {
        let rank = Some(o.value as f64);
        let span = self.span(i, o.to, Clitics(o.clitics.0 & !Clitics::ARTICLE.0));
        let (from, to) = (i as u32, o.to as u32);
        Value {
            from,
            to,
            core_from: from,
            core_to: to,
            span,
            core: span,
            kind: ValueKind::Ordinal,
            low: rank,
            high: rank,
            exactness: Exactness::Exact,
            days: (None, None),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::sync::LazyLock;

    static WORDS: LazyLock<ValueWords> = LazyLock::new(|| ValueWords::parse(include_str!("../../../../../data/values/ar.toml")).unwrap());

    /// A reader at the first token of `text`, without a report's date.
    pub(super) fn reader<T>(text: &str, read: impl FnOnce(Reader<'_>) -> T) -> T {
        let tokens = Text::new(text);
        let openings: Vec<Opening> = tokens.tokens.iter().map(|t| WORDS.opening(t.hash)).collect();
        read(Reader { text: &tokens, source: text, words: &WORDS, openings: &openings, published: None, depth: 0 })
    }

    /// All values of a report of Monday, 14 May 2018.
    pub(super) fn values(text: &str) -> Vec<Value> {
        let mut out = Vec::new();
        find(&Text::new(text), text, Some(date(2018, 5, 14)), &WORDS, &mut out);
        out
    }

    /// The values as «words: what they say».
    pub(super) fn said(text: &str) -> Vec<String> {
        values(text).iter().map(|v| format!("{}: {}", v.span.of(text), what(v))).collect()
    }

    fn what(v: &Value) -> String {
        let number = |n: Option<f64>| n.map_or("…".to_owned(), |n| format!("{n}"));
        let amount = match (v.exactness, v.low, v.high) {
            (Exactness::Exact, low, _) => number(low),
            (e, low, high) => format!("{} {}–{}", e.name(), number(low), number(high)),
        };
        match &v.kind {
            ValueKind::Number => amount,
            ValueKind::Ordinal => format!("{amount}."),
            ValueKind::Percent => format!("{amount}%"),
            ValueKind::Money(code) => format!("{amount} {code}"),
            ValueKind::Duration(unit) => format!("{amount} {unit}"),
            ValueKind::Date { from, to, .. } => match (from.as_deref(), to.as_deref()) {
                (Some(a), Some(b)) if a == b => a.to_owned(),
                (a, b) => format!("{}/{}", a.unwrap_or(".."), b.unwrap_or("..")),
            },
        }
    }

    /// Each text has one value, all of it unless it is named: (text, what it says).
    pub(super) fn each(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(said(text), [format!("{text}: {expected}")], "{text}");
        }
    }

    /// Each sentence says just these values.
    pub(super) fn sentences(cases: &[(&str, &[&str])]) {
        for (text, expected) in cases {
            assert_eq!(said(text), *expected, "{text}");
        }
    }

    #[test]
    fn values_stand_in_the_order_of_the_text_and_do_not_overlap() {
        let text = "قتل نحو 20 شخصا يوم الجمعة، وخسرت المدينة 3 ملايين دولار خلال يومين، أي 15% من دخلها.";
        let found = values(text);
        assert_eq!(found.len(), 5);
        for pair in found.windows(2) {
            assert!(pair[0].to <= pair[1].from && pair[0].span.end <= pair[1].span.start);
        }
        for v in &found {
            assert!(v.span.contains(v.core), "{v:?}");
        }
    }

    #[test]
    fn spans_leave_out_conjunctions_and_prepositions() {
        sentences(&[
            ("وأربعة جنود", &["أربعة: 4"]),
            ("بخمسة صواريخ", &["خمسة: 5"]),
            ("و250 قذيفة", &["250: 250"]),
            ("من الـ20 أسيرا", &["الـ20: 20"]),
            ("ومنذ الجمعة", &["منذ الجمعة: 2018-05-11/.."]),
        ]);
    }

    #[test]
    fn what_only_looks_like_a_value_is_none() {
        sentences(&[
            ("أطلقوا صاروخ صماد-3", &[]),
            ("راجع http://example.org/2018/05/14?id=7 الآن", &["الآن: 2018-05-14"]),
            ("لست أدري", &[]),
            ("قالت روسيا اليوم إن القصف توقف", &[]),
            ("وأحد الجنود جريح", &[]),
            ("طريق طوله 12كم", &[]),
            ("بدأ البث 22:30", &[]),
        ]);
    }

    #[test]
    fn a_number_that_names_a_thing_is_an_ordinal() {
        sentences(&[("نص القرار 2254 على هدنة", &["2254: 2254."]), ("طائرة إف 16", &["16: 16."])]);
    }

    #[test]
    fn no_date_is_resolved_without_the_reports_date() {
        let text = "وصل الوفد أمس وغادر في 3 مايو 2017";
        let mut out = Vec::new();
        find(&Text::new(text), text, None, &WORDS, &mut out);
        let dates: Vec<_> = out.iter().map(what).collect();
        assert_eq!(dates, ["../..", "2017-05-03"]);
    }

    #[test]
    fn any_text_is_read_to_its_end_in_time() {
        for word in [
            "صباح يوم ",
            "لمدة ",
            "ألف و",
            "ألفا و",
            "20 - ",
            "بين 3 و",
            "السبت و",
            "نحو ",
            "منذ ",
            "5/",
            "عشرات آلاف ",
            "عام 2014 و",
            "الأيام و",
            "آخر ",
        ] {
            let text = word.repeat(20_000);
            let mut out = Vec::new();
            let begin = std::time::Instant::now();
            find(&Text::new(&text), &text, Some(date(2018, 5, 14)), &WORDS, &mut out);
            assert!(begin.elapsed().as_secs() < 5, "{word}");
        }
    }
}
