//! What the clause around a date makes of it: «منذ» before an event, a weekday yet to come.

use super::words::{Kinds, Particle};
use super::{Value, ValueWords};
use crate::text::Text;
use jiff::civil::Date;

/// How far before a date its «منذ» may stand, in tokens.
const REACH: usize = 9;

/// The «منذ» under which a date stands that tells when something began: «منذ انطلاق الحملة في 19 فبراير». What is told
/// outside of that phrase lasts from then on. `bars` says whether a token ends the clause.
pub fn since(text: &Text, words: &ValueWords, v: &Value, bars: impl Fn(usize) -> bool) -> Option<usize> {
    let first = v.from as usize;
    if opens(text, words, first) {
        return None;
    }
    (first.saturating_sub(REACH)..first).rev().take_while(|&j| !bars(j)).find(|&j| opens(text, words, j))
}

fn opens(text: &Text, words: &ValueWords, i: usize) -> bool {
    words.opening(text.tokens[i].hash).kinds.any(Kinds::of(Particle::Since))
}

/// The dates of a value if it is a bare weekday (الأربعاء، يوم الأربعاء) and told of what is to come: the coming one.
#[must_use]
pub fn coming(text: &Text, words: &ValueWords, v: &Value, published: Date) -> Option<(Date, Date)> {
    let (from, to) = (v.days.0?, v.days.1?);
    let has = |i: u32, k: Kinds| words.opening(text.tokens[i as usize].hash).kinds.any(k);
    let bare = (v.from..v.to).all(|i| has(i, Kinds::WEEKDAY.with(Kinds::UNIT))) && has(v.to - 1, Kinds::WEEKDAY);
    let past = from < published && published < from.checked_add(jiff::Span::new().days(7)).ok()?;
    let later = |d: Date| d.checked_add(jiff::Span::new().days(7)).ok();
    if bare && past { Some((later(from)?, later(to)?)) } else { None }
}
