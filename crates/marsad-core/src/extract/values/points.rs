//! Days, weeks, months, years and their parts, without the preposition before them.
//!
//! Each reader of this file takes a token and gives a [`Point`]: the longest wins. A date without a year is resolved
//! by [`Reader::resolve`], whose rules are said there.

use super::calendar::{self, Grain, Stretch, plus};
use super::moments::years;
use super::reader::Reader;
use super::words::{Kinds, Particle, Sense, Shape, Shift, Unit};
use crate::morphology::clitic::Clitics;
use crate::text::TokenKind;
use jiff::civil::Date;

/// What a point names, as far as a second point beside it may complete it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Named {
    /// A day of a month.
    Day(i8, i8),
    Month(i8),
    Weekday(i8),
    Year,
    Other,
}

/// A date in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    pub to: usize,
    pub when: Stretch,
    pub clitics: Clitics,
    pub named: Named,
    /// Whether its year is said.
    pub year_said: bool,
}

impl Point {
    pub const fn new(to: usize, when: Stretch, clitics: Clitics, named: Named) -> Self {
        Self { to, when, clitics, named, year_said: false }
    }
}

/// The year, or where it lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Year {
    Of(i16),
    /// So many years from the report's.
    From(i16),
    /// The day or month itself is past, current or next (30 مارس الماضي).
    Shifted(Shift),
    /// Of every year.
    Every,
}

/// What a number in words may begin with.
const COUNTING: Kinds = Kinds::NUMBER.with(Kinds::SCALE).with(Kinds::ORDINAL).with(Kinds::of(Particle::Article));

/// A date up to this many days ahead in the report's own year is a coming one; further ahead, last year's.
pub(super) const COMING: i32 = 92;

impl Reader<'_> {
    /// The longest date at token `i`. `bare`: a preposition of time stands before, so four digits are a year.
    pub fn point(&self, i: usize, bare: bool) -> Option<Point> {
        let mut best: Option<Point> = None;
        let mut take = |p: Option<Point>| {
            if let Some(p) = p
                && best.is_none_or(|b| p.to > b.to)
            {
                best = Some(p);
            }
        };
        let digits = self.is(i, TokenKind::Number);
        if digits || self.has(i, COUNTING) {
            take(self.numeric(i));
            take(self.day_month(i));
        }
        if self.has(i, Kinds::MONTH.with(Kinds::UNIT)) {
            take(self.month(i, bare));
        }
        if digits || self.has(i, Kinds::UNIT.with(Kinds::of(Particle::Article))) {
            take(self.year(i, bare));
        }
        if self.has(i, Kinds::WEEKDAY.with(Kinds::UNIT)) {
            take(self.weekday(i));
        }
        if self.has(i, Kinds::RELATIVE) {
            take(self.relative(i));
        }
        if self.has(i, COUNTING.with(Kinds::UNIT).with(Kinds::of(Particle::This)).with(Kinds::of(Particle::Latest))) {
            take(self.period(i));
        }
        if self.has(i, Kinds::PART) {
            take(self.part(i));
        }
        if self.has(i, Kinds::LEAD) {
            take(self.day_part(i));
            take(self.lead(i));
        }
        if self.has(i, Kinds::SEASON) {
            take(self.season(i));
            take(self.decade(i));
        }
        if self.has(i, Kinds::FEAST.with(Kinds::ORDINAL)) {
            take(self.feast(i));
        }
        if self.has(i, Kinds::UNIT.with(Kinds::ORDINAL)) {
            take(self.nth(i));
            take(self.clock(i));
        }
        best
    }

    /// 2018-05-14 · 14/5/2018 · 14.5.2018 · 22/04 · 08/12, 2015
    pub fn numeric(&self, i: usize) -> Option<Point> {
        if !self.is(i, TokenKind::Number) {
            return None;
        }
        let word = self.text.word(i);
        if word.contains('.') {
            let mut parts = word.split('.');
            let day = parts.next()?.parse().ok()?;
            let month = parts.next()?.parse().ok()?;
            let year: i16 = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
            let when = Stretch::day(Date::new(year, month, day).ok()?);
            return parts
                .next()
                .is_none()
                .then_some(Point { year_said: true, ..Point::new(i + 1, when, Clitics::default(), Named::Day(month, day)) });
        }
        let number = |at: usize| -> Option<i16> {
            if self.is(at, TokenKind::Number) && self.text.word(at).len() <= 4 { self.text.word(at).parse().ok() } else { None }
        };
        let stroke = |at: usize| self.mark(at, "/-") && self.glued(at) && self.glued(at + 1);
        let first = number(i)?;
        // «2016-2017», «1982 – 1989»
        let full = |at: usize| number(at).filter(|y| self.text.word(at).len() == 4 && (1000..2200).contains(y));
        if self.mark(i + 1, "-")
            && let (Some(a), Some(b)) = (full(i), full(i + 2))
            && a < b
            && !(self.mark(i + 3, "-") && self.glued(i + 3))
        {
            return Some(Point {
                year_said: true,
                ..Point::new(i + 3, Stretch::year(a).to(Stretch::year(b)), Clitics::default(), Named::Other)
            });
        }
        let slashed = self.mark(i + 1, "/") && self.mark(i + 3, "/") && full(i + 4).is_some();
        if !(stroke(i + 1) || slashed) {
            return None;
        }
        let second = number(i + 2)?;
        let same = self.text.word(i + 3) == self.text.word(i + 1);
        let (to, third, comma) = if slashed || same && stroke(i + 3) {
            (i + 5, Some(number(i + 4)?), false)
        } else if self.mark(i + 3, ",،") && number(i + 4).is_some_and(|y| y > 1900) && self.text.word(i + 1) == "/" {
            (i + 5, number(i + 4), true)
        } else {
            (i + 3, None, false)
        };
        if to == i + 3 && self.mark(to, "/-") && self.glued(to) {
            return None;
        }
        let small = |n: i16| i8::try_from(n).ok();
        let (day, month, year) = match third {
            Some(third) if first > 31 => (small(third)?, small(second)?, Some(first)),
            Some(third) => {
                let year = match third {
                    0..70 if self.text.word(to - 1).len() == 2 => third + 2000,
                    70..100 => third + 1900,
                    _ => third,
                };
                // a comma before the year, or a second number that is no month, is the American order
                if comma || second > 12 { (small(second)?, small(first)?, Some(year)) } else { (small(first)?, small(second)?, Some(year)) }
            }
            // day and month alone end a clause that tells something; elsewhere it is a fraction
            None if self.text.word(i + 1) == "/" && self.pauses(to) && i > 0 && !self.is(i - 1, TokenKind::Break) => {
                if second > 12 {
                    (small(second)?, small(first)?, None)
                } else {
                    (small(first)?, small(second)?, None)
                }
            }
            None => return None,
        };
        if year.is_some_and(|y| y < 1000) {
            return None;
        }
        let when = self.resolve(month, Some(day), year.map(Year::Of), None, self.alone(i, to))?;
        Some(Point { year_said: year.is_some(), ..Point::new(to, when, Clitics::default(), Named::Day(month, day)) })
    }

    /// A day's number at token `i`: 25, الـ20, الحادي والعشرين.
    pub fn day_number(&self, i: usize) -> Option<(i8, usize, Clitics)> {
        let article = self.find(i, |s| (s == Sense::Particle(Particle::Article)).then_some(()));
        let at = article.as_ref().map_or(i, |a| a.to);
        if self.is(at, TokenKind::Number) {
            let word = self.text.word(at);
            let day: i8 = if word.len() <= 2 { word.parse().ok()? } else { return None };
            return (1..=31).contains(&day).then(|| (day, at + 1, article.map_or(Clitics::default(), |a| a.clitics)));
        }
        if let Some(o) = self.ordinal(i).filter(|o| (1..=31).contains(&o.value)) {
            return Some((o.value as i8, o.to, o.clitics));
        }
        let c = self.cardinal(i).filter(|c| c.value >= 1.0 && c.value <= 31.0 && c.value.fract() == 0.0)?;
        Some((c.value as i8, c.to, c.clitics))
    }

    pub fn day_month(&self, i: usize) -> Option<Point> {
        let (day, after, clitics) = self.day_number(i)?;
        // «5 من مايو», «5/ مايو», «5 شهر مايو»
        let mut at = self.skip(after, Particle::Of);
        let of = at > after;
        if !of && self.mark(at, "/-،,") {
            at += 1;
        }
        if let Some((month, to)) = self.month_of(at)
            && (at == after || of || !self.mark(after, "،,"))
        {
            return self.with_year(day, month, to, clitics, i);
        }
        // «20 من الشهر المقبل»
        if of
            && let Some(p) = self.period(at)
            && p.when.grain == Grain::Month
        {
            let begin = p.when.begin?;
            return Some(Point::new(
                p.to,
                Stretch::day(Date::new(begin.year(), begin.month(), day).ok()?),
                clitics,
                Named::Day(begin.month(), day),
            ));
        }
        // days of the Hijri year; «3-صفر» is a score
        let (month, sure, to) = self.hijri_name(at)?;
        let (year, to) = self.hijri_year(to);
        if !(sure || year.is_some() || of || month == 9 && at == after) {
            return None;
        }
        let year = year.or_else(|| self.nearest_hijri(month))?;
        Some(Point { year_said: true, ..Point::new(to, Stretch::day(calendar::hijri(year, month, day)?), clitics, Named::Other) })
    }

    fn with_year(&self, day: i8, month: i8, to: usize, clitics: Clitics, from: usize) -> Option<Point> {
        let (year, to) = self.year_after(to);
        let when = self.resolve(month, Some(day), year, None, self.alone(from, to))?;
        Some(Point { year_said: year.is_some(), ..Point::new(to, when, clitics, Named::Day(month, day)) })
    }

    /// The number of the month named at token `i`, with or without «شهر»: شباط, شهر آذار/مارس, شهر عشرة, الشهر التاسع.
    pub fn month_of(&self, i: usize) -> Option<(i8, usize)> {
        if let Some((month, _, to, _)) = self.month_name(i) {
            return Some((month, to));
        }
        let f = self.find(i, |s| matches!(s, Sense::Unit(Unit::Month, 1, Shape::One)).then_some(()))?;
        if let Some((month, _, to, _)) = self.month_name(f.to) {
            return Some((month, to));
        }
        let in_year = |n: f64| (1.0..=12.0).contains(&n);
        if f.clitics.any(Clitics::ARTICLE) {
            return self.ordinal(f.to).filter(|o| (1..=12).contains(&o.value)).map(|o| (o.value as i8, o.to));
        }
        self.cardinal(f.to).filter(|c| in_year(c.value) && c.value.fract() == 0.0).map(|c| (c.value as i8, c.to))
    }

    /// The month named at token `i`, whether surely, one past it, what is joined; with its second name: كانون الثاني/يناير.
    fn month_name(&self, i: usize) -> Option<(i8, bool, usize, Clitics)> {
        let pick = |s| if let Sense::Month(m, sure) = s { Some((m, sure)) } else { None };
        let f = self.find(i, pick)?;
        let (month, sure) = f.is;
        let second = |at: usize| self.find(at, pick).filter(|s| s.clitics.is_none());
        let bracket = usize::from(self.mark(f.to, "("));
        if bracket == 1
            && let Some(s) = second(f.to + 1)
            && s.is.0 == month
            && self.mark(s.to, ")")
        {
            return Some((month, true, s.to + 1, f.clitics));
        }
        let stroke = usize::from(self.mark(f.to, "/-\\"));
        if let Some(s) = second(f.to + stroke)
            && (s.is.0 == month || self.mark(f.to, "/"))
        {
            return Some((month, true, s.to, f.clitics));
        }
        Some((month, sure, f.to, f.clitics))
    }

    pub fn month(&self, i: usize, bare: bool) -> Option<Point> {
        let word = self.find(i, |s| matches!(s, Sense::Unit(Unit::Month, 1, Shape::One)).then_some(()));
        let at = word.as_ref().map_or(i, |w| w.to);
        let Some((month, sure, mut to, clitics)) = self.month_name(at) else { return self.hijri_period(at, word.map(|w| w.clitics)) };
        if word.is_some() && !clitics.is_none() {
            return None;
        }
        let clitics = word.as_ref().map_or(clitics, |w| w.clitics);
        // «يناير الثاني والعشرين»
        let day = self.ordinal(to).filter(|o| (1..=31).contains(&o.value) && o.compound);
        if let Some(day) = day {
            to = day.to;
        }
        let (year, end) = self.year_after(to);
        if !(sure || word.is_some() || year.is_some() || bare || day.is_some()) {
            return None;
        }
        let day = day.map(|d| d.value as i8);
        let when = self.resolve(month, day, year, None, self.alone(i, end))?;
        let named = day.map_or(Named::Month(month), |d| Named::Day(month, d));
        Some(Point { year_said: year.is_some(), ..Point::new(end, when, clitics, named) })
    }

    /// Four digits, or their words, at token `i`.
    pub fn year_number(&self, i: usize) -> Option<(i16, usize)> {
        let at = self.skip(i, Particle::Article);
        if self.is(at, TokenKind::Number) {
            let word = self.text.word(at);
            let glued = self.glued(at + 1) && self.mark(at + 1, "/") && self.is(at + 2, TokenKind::Number);
            let year: i16 = if word.len() == 4 && !glued { word.parse().ok()? } else { return None };
            return (1000..2200).contains(&year).then_some((year, at + 1));
        }
        let c = self
            .cardinal(i)
            .filter(|c| (1000.0..2200.0).contains(&c.value) && c.value.fract() == 0.0 && c.clitics.is_none() && !c.digits)?;
        Some((c.value as i16, c.to))
    }

    /// What says the year after a day or month, and one past it.
    pub fn year_after(&self, i: usize) -> (Option<Year>, usize) {
        // «مارس العام الماضي», «من عام 2018», «في سنة 2014», «لعام 2014», «، 2018»
        let at = if self.mark(i, "،,") && self.year_number(i + 1).is_some() {
            i + 1
        } else {
            self.particle(i, Particle::Of).unwrap_or_else(|| self.skip(i, Particle::In))
        };
        if self.particle(at, Particle::Every).is_some() {
            let to = self.find(at + 1, |s| matches!(s, Sense::Unit(Unit::Year, 1, Shape::One)).then_some(())).map(|u| u.to);
            return to.map_or((None, i), |to| (Some(Year::Every), to));
        }
        let shift = |at: usize| self.find(at, |s| if let Sense::Shift(s) = s { Some(s) } else { None });
        if let Some(f) = shift(i).filter(|f| f.clitics.any(Clitics::ARTICLE) || f.is.twofold()) {
            return (Some(Year::Shifted(f.is)), f.to);
        }
        let this = self.particle(at, Particle::This);
        let word = self.find(this.unwrap_or(at), |s| matches!(s, Sense::Unit(Unit::Year, 1, Shape::One)).then_some(()));
        if let Some(w) = word {
            if let Some((year, to)) = self.year_number(w.to) {
                let to = self.skip(to, Particle::CommonEra);
                // «عام 2018 الجاري»
                let to = shift(to).filter(|s| s.clitics == Clitics::ARTICLE).map_or(to, |s| s.to);
                return (Some(Year::Of(year)), to);
            }
            if w.clitics.any(Clitics::ARTICLE) {
                if this.is_some() {
                    return (Some(Year::From(0)), w.to);
                }
                if let Some(s) = shift(w.to).filter(|s| s.clitics.any(Clitics::ARTICLE) || s.is.twofold()) {
                    return (Some(Year::From(years(s.is))), s.to);
                }
            }
            return (None, i);
        }
        if let Some((year, to)) = self.year_number(at).filter(|y| (1900..2200).contains(&y.0) || at == i) {
            return (Some(Year::Of(year)), self.skip(to, Particle::CommonEra));
        }
        (None, i)
    }

    /// «عام 2014», «العام 2014», «2014» after a preposition, «العامين 2014 و2015», «1439 هـ».
    pub fn year(&self, i: usize, bare: bool) -> Option<Point> {
        let word = self.find(i, |s| if let Sense::Unit(Unit::Year, 1, shape) = s { Some(shape) } else { None });
        let Some(w) = word else {
            let (year, to) = self.year_number(i).filter(|_| self.is(i, TokenKind::Number))?;
            if let Some(era) = self.particle(to, Particle::HijriEra) {
                return self.hijri_years(year, era, Clitics::default());
            }
            let era = self.particle(to, Particle::CommonEra);
            let counts = self
                .find(to, |s| {
                    matches!(
                        s,
                        Sense::Percent
                            | Sense::Currency(..)
                            | Sense::Symbol(_)
                            | Sense::Scale(..)
                            | Sense::Unit(_, _, Shape::One | Shape::Many)
                    )
                    .then_some(())
                })
                .is_some_and(|f| f.clitics.is_none());
            // «في 2000 منزل» counts
            let counts = counts || year % 100 == 0 && self.is(to, TokenKind::Word) && !self.may_begin(to);
            if era.is_none() && (!(bare || self.implied_year(i, to, year)) || counts || !(1900..2100).contains(&year)) {
                return None;
            }
            return Some(Point { year_said: true, ..Point::new(era.unwrap_or(to), Stretch::year(year), Clitics::default(), Named::Year) });
        };
        let (year, mut to) = self.year_number(w.to)?;
        if let Some(era) = self.particle(to, Particle::HijriEra) {
            return self.hijri_years(year, era, w.clitics);
        }
        if year < 1500 && !self.is(w.to, TokenKind::Number) && w.is != Shape::One {
            return None;
        }
        let mut when = Stretch::year(year);
        if matches!(w.is, Shape::Two | Shape::Pair | Shape::Many) {
            while let Some((last, end)) = self.after_and(to).and_then(|n| self.year_number(n)).filter(|y| y.0 > year) {
                (when, to) = (when.to(Stretch::year(last)), end);
            }
        }
        to = self.skip(to, Particle::CommonEra);
        if let Some(s) = self.find(to, |s| if let Sense::Shift(s) = s { Some(s) } else { None }).filter(|s| s.clitics == Clitics::ARTICLE) {
            to = s.to;
        }
        Some(Point { year_said: true, ..Point::new(to, when, w.clitics, Named::Year) })
    }

    /// Whether digits in running text are a year though no preposition says so: «كأس العالم 2018», «(2014 و2016)».
    /// Nothing that they could count follows.
    fn implied_year(&self, i: usize, to: usize, year: i16) -> bool {
        let after = Kinds::of(Particle::In)
            .with(Kinds::of(Particle::Of))
            .with(Kinds::of(Particle::And))
            .with(Kinds::of(Particle::During))
            .with(Kinds::of(Particle::Clause));
        // what is counted has no article
        let definite = |i: usize| ["ال", "لل", "وال", "بال"].iter().any(|p| self.text.word(i).starts_with(p));
        let before = Kinds::BOUND.with(Kinds::VAGUE).with(Kinds::NUMBER).with(Kinds::of(Particle::Label));
        i > 0
            && (1950..2050).contains(&year)
            && year % 100 != 0
            && self.text.word(i).len() == 4
            && (self.is(i - 1, TokenKind::Word) && !self.glued(i) && !self.has(i - 1, before) || self.mark(i - 1, "("))
            && (self.pauses(to) && !self.mark(to, "-/%$") || self.has(to, after) || definite(to))
    }

    /// The days of a month or day whose year may be said, shifted or left out.
    ///
    /// Without a year it is the last one on or before the report's day, or a coming one not more than three months
    /// ahead in the same year. A weekday decides between years. A date that stands alone in its line, as in a
    /// calendar, is of the report's year.
    pub fn resolve(&self, month: i8, day: Option<i8>, year: Option<Year>, weekday: Option<i8>, alone: bool) -> Option<Stretch> {
        let grain = if day.is_some() { Grain::Day } else { Grain::Month };
        let make = |y: i16| match day {
            Some(d) => Date::new(y, month, d).ok().map(Stretch::day),
            None => Some(Stretch::month(y, month)),
        };
        if let Some(Year::Of(y)) = year {
            return make(y);
        }
        if year == Some(Year::Every) {
            return Some(Stretch::unknown(grain));
        }
        // 29 February is a day even where the year at hand has none
        let valid = Date::new(2000, month, day.unwrap_or(1)).is_ok();
        let Some(today) = self.published else { return valid.then_some(Stretch::unknown(grain)) };
        let now = today.year();
        let begins = |y: i16| make(y).and_then(|s| s.begin);
        let latest = |before: &dyn Fn(Date) -> bool| (0..9).map(|n| now - n).find(|y| begins(*y).is_some_and(before)).and_then(make);
        match year {
            Some(Year::From(n)) => return make(now + n),
            Some(Year::Shifted(shift)) => {
                // a month is past when it is over, a day when it is before today
                let this_month = today.first_of_month();
                return match shift {
                    Shift::Past | Shift::Last => latest(&|d| if day.is_some() { d < today } else { d < this_month }),
                    Shift::BeforeLast => latest(&|d| d < this_month).and_then(|s| make(s.begin?.year() - 1)),
                    Shift::Current => make(now),
                    Shift::Next | Shift::AfterNext => {
                        (0..9).map(|n| now + n).find(|y| begins(*y).is_some_and(|d| d > today)).and_then(make)
                    }
                };
            }
            _ => {}
        }
        if let Some(w) = weekday
            && let Some(y) = [now, now - 1, now + 1].into_iter().find(|y| begins(*y).is_some_and(|d| calendar::weekday(d) == w))
        {
            return make(y);
        }
        if alone {
            return make(now);
        }
        let coming = plus(today, i64::from(COMING), Unit::Day)?;
        if begins(now).is_some_and(|d| d <= coming) { make(now) } else { latest(&|d| d <= today) }
            .or_else(|| valid.then_some(Stretch::unknown(grain)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{each, sentences};

    #[test]
    fn numeric_dates() {
        each(&[
            ("2018-05-14", "2018-05-14"),
            ("14/5/2018", "2018-05-14"),
            ("14.5.2018", "2018-05-14"),
            ("5/17/2018", "2018-05-17"),
            ("08/12, 2015", "2015-08-12"),
            ("18-9-15", "2015-09-18"),
        ]);
        // day and month alone are a date at the end of a clause, else a fraction
        sentences(&[("وقع الاتفاق 22/04", &["22/04: 2018-04-22"]), ("3/4 السكان", &["3/4: 0.75"])]);
    }

    #[test]
    fn days_of_months() {
        sentences(&[
            ("وقع في 25 يناير 2016 اتفاق", &["25 يناير 2016: 2016-01-25"]),
            ("وصل في الثاني من مارس وفد", &["الثاني من مارس: 2018-03-02"]),
            ("في 20 كانون الثاني/يناير الماضي", &["20 كانون الثاني/يناير الماضي: 2018-01-20"]),
            ("في الـ20 من فبراير/ شباط", &["الـ20 من فبراير/ شباط: 2018-02-20"]),
            ("انسحبوا في 15 سبتمبر العام الماضي", &["15 سبتمبر العام الماضي: 2017-09-15"]),
            ("توفي في 2 تموز من عام 1976", &["2 تموز من عام 1976: 1976-07-02"]),
            ("يفتح في 20 من الشهر المقبل", &["20 من الشهر المقبل: 2018-06-20"]),
            ("يحتفل به في 30 مارس من كل عام", &["30 مارس من كل عام: ../.."]),
        ]);
    }

    #[test]
    fn without_a_year_the_last_one_or_one_that_comes_soon() {
        sentences(&[
            ("اندلعت المعارك في 12 أبريل", &["12 أبريل: 2018-04-12"]),
            ("اندلعت المعارك في 6 ديسمبر", &["6 ديسمبر: 2017-12-06"]),
            ("تجري الانتخابات في 17 يونيو", &["17 يونيو: 2018-06-17"]),
            ("قتل في نوفمبر شرق البلدة", &["نوفمبر: 2017-11"]),
            ("اعتقل في يونيو الماضي", &["يونيو الماضي: 2017-06"]),
            ("يلتقيان في أغسطس المقبل", &["أغسطس المقبل: 2018-08"]),
        ]);
        // alone in its line, as in a calendar: of the report's year
        each(&[("3 أكتوبر", "2018-10-03")]);
    }

    #[test]
    fn months_by_their_names_everywhere() {
        for (text, month) in [
            ("نيسان", "04"),
            ("غشت", "08"),
            ("جويلية", "07"),
            ("تشرين الأول/أكتوبر", "10"),
            ("نوفمبر/ تشرين الثاني", "11"),
            ("آذار (مارس)", "03"),
        ] {
            each(&[(&format!("{text} 2015"), &format!("2015-{month}"))]);
        }
        // names that are words too need more beside them
        sentences(&[
            ("مارس ضغوطا على الوفد", &[]),
            ("قابل أب الضحية", &[]),
            ("في مارس انسحبوا", &["مارس: 2018-03"]),
            ("آب 2013", &["آب 2013: 2013-08"]),
        ]);
    }

    #[test]
    fn years() {
        sentences(&[
            ("انهارت الهدنة عام 2013", &["عام 2013: 2013"]),
            ("بدأت في 2011 واستمرت", &["2011: 2011"]),
            ("فازت بكأس العالم 2014 في البرازيل", &["2014: 2014"]),
            ("في 2000 منزل مدمر", &["2000: 2000"]),
            ("قتل 2011 شخصا", &["2011: 2011"]),
            ("عام ألفين وخمسة", &["عام ألفين وخمسة: 2005"]),
        ]);
    }
}
