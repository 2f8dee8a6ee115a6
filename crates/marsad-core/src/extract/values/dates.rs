//! Dates with the preposition that opens or closes them, and ranges of two dates.

use super::calendar::{Grain, Stretch, plus};
use super::points::{Named, Point, whole};
use super::quantities::Length;
use super::reader::Reader;
use super::words::{Particle, Sense, Unit};
use super::{Value, ValueKind};
use crate::morphology::clitic::Clitics;
use crate::record::Exactness;
use crate::text::TokenKind;

/// A date phrase before it becomes a value.
struct Phrase {
    to: usize,
    core: (usize, usize),
    core_clitics: Clitics,
    clitics: Clitics,
    when: Stretch,
}

impl Reader<'_> {
    /// The date at token `i`: with «منذ» open at its end, with «حتى» and «قبل» at its begin.
    pub fn date(&self, i: usize) -> Option<Value> {
        let p = self.opened(i).or_else(|| self.ranged(i)).or_else(|| self.plain(i))?;
        Some(self.date_value(i, p))
    }

    fn date_value(&self, i: usize, p: Phrase) -> Value {
        let w = p.when;
        Value {
            from: i as u32,
            to: p.to as u32,
            core_from: p.core.0 as u32,
            core_to: p.core.1 as u32,
            span: self.span(i, p.to, p.clitics),
            core: self.span(p.core.0, p.core.1, p.core_clitics),
            kind: ValueKind::Date { from: w.begin.map(|d| w.grain.cut(d)), to: w.end.map(|d| w.end_grain.cut(d)), grain: w.grain.name() },
            low: None,
            high: None,
            exactness: Exactness::Exact,
            days: (w.begin, w.end),
        }
    }

    fn plain(&self, i: usize) -> Option<Phrase> {
        if let Some(l) = self.ago(i) {
            return Some(l);
        }
        let bare = i > 0 && self.time_preposition(i - 1);
        let Some(p) = self.point(i, bare) else { return self.day_of_this_month(i) };
        let (when, to) = self.joined_point(i, p).unwrap_or((p.when, p.to));
        Some(Phrase { to, core: (i, to), core_clitics: p.clitics, clitics: p.clitics, when })
    }

    /// «إلى الحادي والعشرين» at the end of a line: no noun is counted, so it is a day of the report's month.
    fn day_of_this_month(&self, i: usize) -> Option<Phrase> {
        let o = self.ordinal(i).filter(|o| o.compound && o.clitics.any(Clitics::ARTICLE) && (1..=31).contains(&o.value) && self.ends(o.to))?;
        if !(o.clitics.any(Clitics::LAM) || i > 0 && self.particle(i - 1, Particle::To) == Some(i)) {
            return None;
        }
        let when = self.published.map_or(Some(Stretch::unknown(Grain::Day)), |d| jiff::civil::Date::new(d.year(), d.month(), o.value as i8).ok().map(Stretch::day))?;
        Some(Phrase { to: o.to, core: (i, o.to), core_clitics: o.clitics, clitics: o.clitics, when })
    }

    /// Whether token `i` is a preposition after which four digits are a year.
    fn time_preposition(&self, i: usize) -> bool {
        let pick = |s| matches!(s, Sense::Particle(Particle::In | Particle::Since | Particle::Before | Particle::After | Particle::Until | Particle::By | Particle::During)).then_some(());
        self.find(i, pick).is_some_and(|f| f.to == i + 1)
    }

    /// «2 سنة و21 يوما من الآن»: a length that ends now.
    fn ago(&self, i: usize) -> Option<Phrase> {
        let l = self.length(i)?;
        let to = self.particle(l.to, Particle::Now)?;
        Some(Phrase { to, core: l.core, core_clitics: l.clitics, clitics: l.clitics, when: self.before_now(&l, true) })
    }

    /// Dates after «منذ», «قبل», «بعد», «حتى», «بحلول», «خلال».
    fn opened(&self, i: usize) -> Option<Phrase> {
        let f = self.find(i, |s| match s {
            Sense::Particle(p @ (Particle::Since | Particle::Before | Particle::After | Particle::Until | Particle::By | Particle::During | Particle::For)) => Some(p),
            _ => None,
        })?;
        let (preposition, at) = (f.is, f.to);
        // «بعد غد», «حتى الآن» are words of their own
        if let Some(p) = self.find(i, |s| matches!(s, Sense::Relative(_)).then_some(()))
            && p.to > at
        {
            return None;
        }
        let phrase = |to, core, core_clitics, when| Some(Phrase { to, core, core_clitics, clitics: f.clitics, when });
        let fits = |c: Clitics| c.is_none() || c == Clitics::ARTICLE;
        if preposition == Particle::For {
            // «على مدى السنوات الماضية»: without a period of the report's it is a length
            let p = self.period(at).filter(|p| fits(p.clitics))?;
            return phrase(p.to, (at, p.to), p.clitics, p.when);
        }
        let point = self.point_or_range(at, preposition).filter(|p| fits(p.clitics));
        let length = self.length(at).filter(|l| l.clitics.is_none() && point.is_none_or(|p| l.to > p.to));
        if let Some(l) = length {
            return self.opened_length(preposition, l).and_then(|(when, to)| phrase(to, l.core, Clitics::default(), when));
        }
        let p = point?;
        // «بعد عصر الجمعة», «قبل ظهر اليوم»: still that day
        let same_day = matches!(preposition, Particle::After | Particle::Before) && self.find(at, |s| (s == Sense::DayPart).then_some(())).is_some();
        let w = p.when;
        let when = match preposition {
            _ if same_day => w,
            Particle::Since => Stretch { end: None, ..w },
            Particle::After => Stretch { end: None, ..w },
            Particle::Before => Stretch { begin: None, end: w.begin, end_grain: w.grain, ..w },
            Particle::Until | Particle::By => Stretch { begin: None, ..w },
            _ => w,
        };
        phrase(p.to, (at, p.to), p.clitics, when)
    }

    /// The date after a preposition; after «خلال» it may be a range.
    fn point_or_range(&self, at: usize, preposition: Particle) -> Option<Point> {
        if preposition == Particle::During
            && let Some(r) = self.ranged(at)
        {
            return Some(Point { to: r.to, when: r.when, clitics: r.clitics, named: Named::Other, year_said: true });
        }
        let p = self.point(at, true)?;
        let (when, to) = self.joined_point(at, p).unwrap_or((p.when, p.to));
        Some(Point { when, to, ..p })
    }

    fn opened_length(&self, preposition: Particle, l: Length) -> Option<(Stretch, usize)> {
        let known = l.parts[..l.len].iter().all(|(n, _)| n.is_some());
        let grain = Grain::from(l.parts[0].1);
        // «بعد يومين من الهجوم»: the day is the attack's, not the report's
        let now = self.particle(l.to, Particle::Now);
        let of_event = now.is_none() && (self.particle(l.to, Particle::Of).is_some() || self.particle(l.to, Particle::Over).is_some());
        let to = now.unwrap_or(l.to);
        let today = self.published;
        let unknown = Stretch::unknown(grain);
        let rough = l.exactness != Exactness::Exact;
        let when = match preposition {
            // «منذ أكثر من عقد» leaves the begin open, «منذ أكثر من 50 عاما» does not
            Particle::Since if !known || rough && l.core.0 == l.core.1 && l.parts[0].0 > Some(2.0) => unknown,
            Particle::Since => Stretch { end: None, ..self.before_now(&l, now.is_some()) },
            Particle::Before if of_event => unknown,
            Particle::Before if !known => Stretch::new(None, today, Grain::Day),
            Particle::Before => self.before_now(&l, now.is_some()),
            Particle::After if of_event || !known || rough => unknown,
            Particle::After => {
                let mut d = today;
                for (n, unit) in &l.parts[..l.len] {
                    let (n, unit) = whole(n.unwrap_or(0.0), *unit);
                    d = d.and_then(|d| plus(d, n, unit));
                }
                Stretch::new(d, d, said(&l, now.is_some()))
            }
            Particle::During if !known => unknown,
            Particle::During => Stretch { end: today, end_grain: Grain::Day, ..self.before_now(&l, now.is_some()) },
            _ => return None,
        };
        Some((when, to))
    }

    /// The day so long before the report.
    fn before_now(&self, l: &Length, to_the_day: bool) -> Stretch {
        let mut d = self.published;
        for (n, unit) in &l.parts[..l.len] {
            let (n, unit) = whole(n.unwrap_or(0.0), *unit);
            d = d.and_then(|d| plus(d, -n, unit));
        }
        Stretch::new(d, d, said(l, to_the_day))
    }

    /// «بين أغسطس 2016 ومارس 2017», «من يونيو إلى أكتوبر», «من 5 إلى 10 مايو».
    fn ranged(&self, i: usize) -> Option<Phrase> {
        let f = self.find(i, |s| match s {
            Sense::Particle(p @ (Particle::Between | Particle::From)) => Some(p),
            _ => None,
        })?;
        let between = f.is == Particle::Between;
        let left = self.point(f.to, true).filter(|p| p.clitics.is_none() || p.clitics == Clitics::ARTICLE);
        let day = self.day_number(f.to);
        let left_to = [left.map(|p| p.to), day.map(|d| d.1)].into_iter().flatten();
        for to in left_to {
            let next = if between { self.after_and(to).unwrap_or(to) } else { self.particle(to, Particle::To).or_else(|| self.particle(to, Particle::Until))? };
            let Some(right) = self.point(next, true) else { continue };
            let joined = if next > to { right.clitics.is_none() || right.clitics == Clitics::ARTICLE } else { right.clitics.any(Clitics::CONJUNCTION) };
            if !joined {
                continue;
            }
            let left = left.filter(|p| p.to == to);
            let Some(when) = self.range_of(left, day.map(|d| d.0), right) else { continue };
            return Some(Phrase { to: right.to, core: (f.to, right.to), core_clitics: Clitics::default(), clitics: f.clitics, when });
        }
        None
    }

    /// From a left point, or a day alone, to a right one; the right one completes the left.
    fn range_of(&self, left: Option<Point>, day: Option<i8>, right: Point) -> Option<Stretch> {
        let end = right.when.end;
        let begin = match left {
            Some(l) if l.year_said || l.when.begin.is_none() => l.when,
            Some(l) => match (l.named, end) {
                // the latest before the right one
                (Named::Month(m), Some(end)) => Stretch::month(if m > end.month() { end.year() - 1 } else { end.year() }, m),
                (Named::Day(m, d), Some(end)) => Stretch::day(jiff::civil::Date::new(if m > end.month() { end.year() - 1 } else { end.year() }, m, d).ok()?),
                _ => l.when,
            },
            None => {
                let (Named::Day(..), Some(end)) = (right.named, right.when.begin) else { return None };
                let month = if day? > end.day() { plus(end, -1, Unit::Month)? } else { end };
                Stretch::day(jiff::civil::Date::new(month.year(), month.month(), day?).ok()?)
            }
        };
        let ordered = begin.begin.zip(end).is_none_or(|(a, b)| a <= b);
        ordered.then_some(begin.to(right.when))
    }

    /// A second date of the same kind, joined by «و» or a dash: «2015 و2016», «يناير وفبراير», «5 و6 مايو», «2011 – 2013».
    fn joined_point(&self, i: usize, p: Point) -> Option<(Stretch, usize)> {
        let dash = self.mark(p.to, "-") && self.glued(p.to) == self.glued(p.to + 1);
        let next = self.after_and(p.to).unwrap_or(p.to + usize::from(dash));
        let alike = |a: Named, b: Named| matches!((a, b), (Named::Year, Named::Year) | (Named::Month(_), Named::Month(_)) | (Named::Day(..), Named::Day(..)));
        if !matches!(p.named, Named::Year | Named::Month(_) | Named::Day(..)) || self.is(next, TokenKind::Break) {
            return None;
        }
        let q = self.point(next, p.named == Named::Year)?;
        let joined = if next > p.to { q.clitics.is_none() || q.clitics == Clitics::ARTICLE } else { q.clitics.any(Clitics::CONJUNCTION) };
        if !joined || !alike(p.named, q.named) {
            return None;
        }
        let _ = i;
        Some((self.range_of(Some(p), None, q)?, q.to))
    }
}

/// How fine a length of time is said: «قبل عام» is a month, «قبل سبع سنوات» a year, «قبل شهر» a month, days and weeks a day.
fn said(l: &Length, to_the_day: bool) -> Grain {
    let fine = l.parts[..l.len].iter().map(|(_, u)| *u).min().unwrap_or(Unit::Day);
    let (n, _) = l.parts[0];
    if to_the_day {
        return Grain::Day;
    }
    match fine {
        Unit::Year if l.exactness == Exactness::Exact && n.is_some_and(|n| n <= 1.0) => Grain::Month,
        Unit::Year => Grain::Year,
        Unit::Month => Grain::Month,
        _ => Grain::Day,
    }
}
