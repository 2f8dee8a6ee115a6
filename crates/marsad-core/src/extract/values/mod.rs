//! Values: numbers, ordinals, percentages, money, dates and durations.
//!
//! Takes a tokenised text and the report's date, gives [`Value`]s in order of their first token. They do not
//! overlap, but for a number that a larger value contains (the 20 of «20 ألف دولار») which is not given again.

mod calendar;
mod dates;
mod file;
mod numbers;
mod points;
mod quantities;
mod reader;
mod words;

use crate::morphology::clitic::Clitics;
use crate::record::{Exactness, Span};
use crate::text::{Text, TokenKind};
use jiff::civil::Date;
use quantities::Memory;
use reader::Reader;
use words::Particle;
pub use words::ValueWords;

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
    /// First token of the bare number or date.
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
    let reader = Reader { text, source, words, published };
    let mut memory = Memory::default();
    let mut i = 0;
    while i < text.tokens.len() {
        // the one probe: most words end here
        if !reader.is(i, TokenKind::Number) && !reader.may_begin(i) && !reader.signed(i) {
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
        if self.is(i, TokenKind::Number) && self.mark(i + 1, ":") && self.glued(i + 1) && self.glued(i + 2) && self.is(i + 2, TokenKind::Number) {
            return Some(i + 3);
        }
        self.particle(i, Particle::Nothing)
    }

    /// A cardinal that stands for an ordinal: «الواحد والعشرون», «التسعون».
    fn definite(&self, i: usize) -> Option<Value> {
        self.ranked(i).filter(|_| self.ordinal(i).is_some_and(|o| o.compound && o.clitics.any(Clitics::ARTICLE)))
    }

    /// The ordinal at token `i`, or the number after «المادة» and the like.
    fn ranked(&self, i: usize) -> Option<Value> {
        let o = self.ordinal(i).filter(|o| o.value > 0)?;
        let rank = Some(o.value as f64);
        let span = self.span(i, o.to, Clitics(o.clitics.0 & !Clitics::ARTICLE.0));
        let (from, to) = (i as u32, o.to as u32);
        Some(Value { from, to, core_from: from, core_to: to, span, core: span, kind: ValueKind::Ordinal, low: rank, high: rank, exactness: Exactness::Exact, days: (None, None) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn words() -> ValueWords {
        ValueWords::parse(include_str!("../../../../../data/values/ar.toml")).unwrap()
    }

    pub(super) fn reader<T>(text: &str, words: &ValueWords, read: impl FnOnce(Reader<'_>) -> T) -> T {
        let tokens = Text::new(text);
        read(Reader { text: &tokens, source: text, words, published: None })
    }
}
