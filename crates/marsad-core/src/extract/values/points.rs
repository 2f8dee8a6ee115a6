//! Days, weeks, months, years and their parts, without the preposition before them.
//!
//! Each reader of this file takes a token and gives a [`Point`]: the longest wins. A date without a year is resolved
//! by [`Reader::resolve`], whose rules are said there.

use super::calendar::{self, Grain, Stretch, plus};
use super::reader::Reader;
use super::words::{Particle, Sense, Shape, Shift, Unit};
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
    const fn new(to: usize, when: Stretch, clitics: Clitics, named: Named) -> Self {
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

/// A date up to this many days ahead in the report's own year is a coming one; further ahead, last year's.
const COMING: i32 = 92;

impl Reader<'_> {
    /// The longest date at token `i`. `bare`: a preposition of time stands before, so four digits are a year.
    pub fn point(&self, i: usize, bare: bool) -> Option<Point> {
        let all = [
            self.numeric(i),
            self.day_month(i),
            self.month(i, bare),
            self.year(i, bare),
            self.weekday(i),
            self.relative(i),
            self.period(i),
            self.part(i),
            self.day_part(i),
            self.lead(i),
            self.season(i),
            self.decade(i),
            self.feast(i),
            self.nth(i),
            self.clock(i),
        ];
        let mut best: Option<Point> = None;
        for p in all.into_iter().flatten() {
            if best.is_none_or(|b| p.to > b.to) {
                best = Some(p);
            }
        }
        best
    }

    // --- numeric -------------------------------------------------------------------------------------------

    /// 2018-05-14 · 14/5/2018 · 14.5.2018 · 22/04 · 08/12, 2015
    fn numeric(&self, i: usize) -> Option<Point> {
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
            return parts.next().is_none().then_some(Point { year_said: true, ..Point::new(i + 1, when, Clitics::default(), Named::Day(month, day)) });
        }
        let number = |at: usize| -> Option<i16> { if self.is(at, TokenKind::Number) && self.text.word(at).len() <= 4 { self.text.word(at).parse().ok() } else { None } };
        let stroke = |at: usize| self.mark(at, "/-") && self.glued(at) && self.glued(at + 1);
        let first = number(i)?;
        if !stroke(i + 1) {
            return None;
        }
        let second = number(i + 2)?;
        let same = self.text.word(i + 3) == self.text.word(i + 1);
        let (to, third, comma) = if same && stroke(i + 3) {
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
                if second > 12 { (small(second)?, small(first)?, None) } else { (small(first)?, small(second)?, None) }
            }
            None => return None,
        };
        if year.is_some_and(|y| y < 1000) {
            return None;
        }
        let when = self.resolve(month, Some(day), year.map(Year::Of), None, self.alone(i, to))?;
        Some(Point { year_said: year.is_some(), ..Point::new(to, when, Clitics::default(), Named::Day(month, day)) })
    }

    // --- days of months ------------------------------------------------------------------------------------

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

    fn day_month(&self, i: usize) -> Option<Point> {
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
            return Some(Point::new(p.to, Stretch::day(Date::new(begin.year(), begin.month(), day).ok()?), clitics, Named::Day(begin.month(), day)));
        }
        // days of the Hijri year
        let (month, to) = self.hijri_name(at)?;
        let (year, to) = self.hijri_year(to);
        let year = year.or_else(|| self.nearest_hijri(month))?;
        Some(Point { year_said: true, ..Point::new(to, Stretch::day(calendar::hijri(year, month, day)?), clitics, Named::Other) })
    }

    fn with_year(&self, day: i8, month: i8, to: usize, clitics: Clitics, from: usize) -> Option<Point> {
        let (year, to) = self.year_after(to);
        let when = self.resolve(month, Some(day), year, None, self.alone(from, to))?;
        Some(Point { year_said: year.is_some(), ..Point::new(to, when, clitics, Named::Day(month, day)) })
    }

    /// The number of the month named at token `i`, with or without «شهر»: شباط, شهر آذار/مارس, شهر عشرة, الشهر التاسع.
    fn month_of(&self, i: usize) -> Option<(i8, usize)> {
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

    fn month(&self, i: usize, bare: bool) -> Option<Point> {
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

    // --- years ---------------------------------------------------------------------------------------------

    /// Four digits, or their words, at token `i`.
    fn year_number(&self, i: usize) -> Option<(i16, usize)> {
        let at = self.skip(i, Particle::Article);
        if self.is(at, TokenKind::Number) {
            let word = self.text.word(at);
            let glued = self.glued(at + 1) && self.mark(at + 1, "/") && self.is(at + 2, TokenKind::Number);
            let year: i16 = if word.len() == 4 && !glued { word.parse().ok()? } else { return None };
            return (1000..2200).contains(&year).then_some((year, at + 1));
        }
        let c = self.cardinal(i).filter(|c| (1000.0..2200.0).contains(&c.value) && c.value.fract() == 0.0 && c.clitics.is_none() && !c.digits)?;
        Some((c.value as i16, c.to))
    }

    /// What says the year after a day or month, and one past it.
    pub fn year_after(&self, i: usize) -> (Option<Year>, usize) {
        // «مارس العام الماضي», «من عام 2018», «في سنة 2014», «لعام 2014», «، 2018»
        let at = if self.mark(i, "،,") && self.year_number(i + 1).is_some() { i + 1 } else { self.particle(i, Particle::Of).unwrap_or_else(|| self.skip(i, Particle::In)) };
        if self.particle(at, Particle::Every).is_some() {
            let to = self.find(at + 1, |s| matches!(s, Sense::Unit(Unit::Year, 1, Shape::One)).then_some(())).map(|u| u.to);
            return to.map_or((None, i), |to| (Some(Year::Every), to));
        }
        let shift = |at: usize| self.find(at, |s| if let Sense::Shift(s) = s { Some(s) } else { None });
        if let Some(f) = shift(i).filter(|f| f.clitics.any(Clitics::ARTICLE) || f.is == Shift::BeforeLast) {
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
                if let Some(s) = shift(w.to).filter(|s| s.clitics.any(Clitics::ARTICLE) || s.is == Shift::BeforeLast) {
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
    fn year(&self, i: usize, bare: bool) -> Option<Point> {
        let word = self.find(i, |s| if let Sense::Unit(Unit::Year, 1, shape) = s { Some(shape) } else { None });
        let Some(w) = word else {
            let (year, to) = self.year_number(i).filter(|_| self.is(i, TokenKind::Number))?;
            if let Some(era) = self.particle(to, Particle::HijriEra) {
                return self.hijri_years(year, era, Clitics::default());
            }
            let era = self.particle(to, Particle::CommonEra);
            let counts = self.find(to, |s| matches!(s, Sense::Percent | Sense::Currency(..) | Sense::Symbol(_) | Sense::Scale(..) | Sense::Unit(_, _, Shape::One | Shape::Many)).then_some(())).is_some_and(|f| f.clitics.is_none());
            // «في 2000 منزل» counts
            let counts = counts || year % 100 == 0 && self.is(to, TokenKind::Word) && !self.may_begin(to);
            if era.is_none() && (!bare || counts || !(1900..2100).contains(&year)) {
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
        if matches!(w.is, Shape::Two | Shape::Many) {
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
                    Shift::Next => (0..9).map(|n| now + n).find(|y| begins(*y).is_some_and(|d| d > today)).and_then(make),
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
        if begins(now).is_some_and(|d| d <= coming) { make(now) } else { latest(&|d| d <= today) }.or_else(|| valid.then_some(Stretch::unknown(grain)))
    }

    // --- weekdays and words relative to the report -----------------------------------------------------------

    /// «الجمعة», «يوم الجمعة», «الخميس الماضي», «الجمعة من الأسبوع المقبل», «الأربعاء، 13 شباط», «الخميس والجمعة», «الأحد الثاني».
    fn weekday(&self, i: usize) -> Option<Point> {
        let lead = self.find(i, |s| if let Sense::Unit(Unit::Day, 1, shape) = s { (shape != Shape::Many).then_some(()) } else { None }).filter(|l| !l.clitics.any(Clitics::ARTICLE));
        let at = lead.as_ref().map_or(i, |l| l.to);
        let (day, mut to, clitics) = self.weekday_name(at, lead.is_some())?;
        let clitics = lead.as_ref().map_or(clitics, |l| l.clitics);
        let named = Named::Weekday(day);
        let Some(today) = self.published else {
            let to = self.weekday_date(day, to).map_or(to, |p| p.to);
            let to = self.find(to, |s| if let Sense::Shift(_) = s { Some(()) } else { None }).map_or(to, |s| s.to);
            return Some(Point::new(to, Stretch::unknown(Grain::Day), clitics, named));
        };
        let last = plus(today, -i64::from((calendar::weekday(today) - day).rem_euclid(7)), Unit::Day)?;
        let point = |to, d| Some(Point::new(to, Stretch::day(d), clitics, named));
        if let Some(p) = self.weekday_date(day, to) {
            return Some(Point { clitics, ..p });
        }
        if let Some(s) = self.find(to, |s| if let Sense::Shift(s) = s { Some(s) } else { None }).filter(|s| s.clitics == Clitics::ARTICLE || s.is == Shift::BeforeLast)
            && s.is != Shift::Last
        {
            let days = match s.is {
                Shift::Past | Shift::Last => if last == today { -7 } else { 0 },
                Shift::BeforeLast => if last == today { -14 } else { -7 },
                Shift::Current => 0,
                Shift::Next => 7,
            };
            return point(s.to, plus(last, days, Unit::Day)?);
        }
        // of a week
        let of = self.particle(to, Particle::Of).unwrap_or_else(|| self.skip(to, Particle::In));
        if let Some(p) = self.period(of).filter(|p| of > to && p.when.grain == Grain::Week) {
            return point(p.to, plus(p.when.begin?, i64::from(day), Unit::Day)?);
        }
        // the second one of its month, or of the one that is named
        if let Some(o) = self.ordinal(to).filter(|o| (-1..=5).contains(&o.value) && o.value != 0 && o.clitics == Clitics::ARTICLE) {
            if let Some(streak) = self.particle(o.to, Particle::Streak) {
                return point(streak, last);
            }
            if let Some((month, end)) = self.of_month(o.to) {
                return point(end, nth_weekday(month, day, o.value)?);
            }
            if self.pauses(o.to) && o.value > 0 {
                return point(o.to, nth_weekday(Stretch::month(today.year(), today.month()), day, o.value)?);
            }
        }
        // «الجمعة 22», «الخميس في الحادي والعشرين»: only where the day is that weekday
        let number = self.particle(to, Particle::In).unwrap_or(to);
        if let Some((n, end, c)) = self.day_number(number).filter(|d| self.pauses(d.1))
            && !c.any(Clitics::CONJUNCTION)
            && let Some(d) = (0..2).filter_map(|m| plus(today.first_of_month(), -m, Unit::Month)).filter_map(|m| Date::new(m.year(), m.month(), n).ok()).find(|d| calendar::weekday(*d) == day)
        {
            return point(end, d);
        }
        // «الخميس والجمعة», «السبت – الأحد», «ليل السبت الأحد»
        let mut when = Stretch::day(last);
        let mut first = last;
        loop {
            let next = self.after_and(to).or_else(|| self.mark(to, "-").then_some(to + 1)).unwrap_or(to);
            let Some((second, end, c)) = self.weekday_name(next, false) else { break };
            if !(c == Clitics::ARTICLE || next == to && c == Clitics::ARTICLE.with(Clitics::CONJUNCTION)) || end - i > 12 {
                break;
            }
            let last = plus(today, -i64::from((calendar::weekday(today) - second).rem_euclid(7)), Unit::Day)?;
            let before = plus(last, -i64::from((second - calendar::weekday(first)).rem_euclid(7)), Unit::Day)?;
            first = before;
            when = Stretch::day(before).to(Stretch::day(last));
            to = end;
        }
        Some(Point::new(to, when, clitics, named))
    }

    /// The day of the week at token `i`, with ال unless «يوم» stands before it.
    fn weekday_name(&self, i: usize, bare: bool) -> Option<(i8, usize, Clitics)> {
        let f = self.find(i, |s| if let Sense::Weekday(d) = s { Some(d) } else { None })?;
        let eleven = self.find(f.to, |s| (s == Sense::Number(10.0)).then_some(())).is_some_and(|t| t.clitics.is_none());
        (!eleven && (f.clitics.any(Clitics::ARTICLE) || bare)).then_some((f.is, f.to, f.clitics))
    }

    /// The date that is written after a weekday.
    fn weekday_date(&self, day: i8, i: usize) -> Option<Point> {
        let bracket = self.mark(i, "(");
        let at = if bracket || self.mark(i, "،,") { i + 1 } else { self.skip(i, Particle::Matching) };
        let mut p = self.numeric(at).or_else(|| self.day_month(at)).or_else(|| self.month(at, false)).filter(|p| p.clitics.is_none() || p.clitics == Clitics::ARTICLE)?;
        let Named::Day(month, d) = p.named else { return None };
        if !p.year_said && self.published.is_some() {
            p.when = self.resolve(month, Some(d), None, Some(day), false)?;
        }
        // «الثلاثاء الثالث من أيلول»: no date but the third of them
        let ordinal = self.ordinal(at).is_some_and(|o| o.value <= 5);
        if ordinal && p.when.begin.is_some_and(|d| calendar::weekday(d) != day) {
            return None;
        }
        if bracket {
            p.to = if self.mark(p.to, ")") { p.to + 1 } else { return None };
        }
        Some(p)
    }

    /// «اليوم», «أمس الأربعاء», «غدا (الثلاثاء)», «مؤخرا».
    fn relative(&self, i: usize) -> Option<Point> {
        let f = self.find(i, |s| if let Sense::Relative(n) = s { Some(n) } else { None })?;
        let (from, to) = self.words.relatives[usize::from(f.is)];
        let mut end = f.to;
        let exact = from.is_some() && from == to;
        // «اليوم السادس», «اليوم التالي» are days of a story, not the report's
        if let Some(o) = self.ordinal(end).filter(|o| o.clitics == Clitics::ARTICLE) {
            let streak = self.particle(o.to, Particle::Streak);
            if exact && streak.is_none() {
                return None;
            }
            end = streak.unwrap_or(end);
        } else if exact && self.find(end, |s| if let Sense::Shift(s) = s { Some(s) } else { None }).is_some_and(|s| s.clitics == Clitics::ARTICLE) {
            return None;
        }
        let day = |n: Option<i16>| n.and_then(|n| plus(self.published?, i64::from(n), Unit::Day));
        let mut when = Stretch::new(day(from), day(to), Grain::Day);
        if exact {
            let bracket = self.mark(end, "(،,");
            let at = end + usize::from(bracket);
            // the weekday that is said decides, where a report is dated a day late
            if let Some(p) = self.weekday(at).filter(|p| p.clitics == Clitics::ARTICLE || p.clitics.is_none()) {
                let close = self.mark(end, "(");
                if !close || self.mark(p.to, ")") {
                    if let (Named::Weekday(w), Some(d)) = (p.named, when.begin) {
                        let off = [0, -1, 1, -2, 2, -3, 3].into_iter().filter_map(|n| plus(d, n, Unit::Day)).find(|d| calendar::weekday(*d) == w);
                        when = off.map_or(when, Stretch::day);
                    } else {
                        when = p.when;
                    }
                    end = p.to + usize::from(close);
                }
            } else if !bracket && let Some(p) = self.day_month(end).filter(|p| p.clitics.is_none()) {
                (when, end) = (p.when, p.to);
            }
        }
        Some(Point::new(end, when, f.clitics, Named::Other))
    }

    // --- periods relative to the report ----------------------------------------------------------------------

    /// «الأسبوع الماضي», «هذا العام», «الأشهر الثلاثة الأخيرة», «الـ24 ساعة الماضية», «الأيام والأسابيع الماضية», «آخر ثلاثة أيام».
    pub fn period(&self, i: usize) -> Option<Point> {
        if let Some(this) = self.find(i, |s| (s == Sense::Particle(Particle::This)).then_some(())) {
            let u = self.unit(this.to).filter(|u| u.2 == Shape::One && u.4 == Clitics::ARTICLE)?;
            return Some(Point::new(u.3, self.shifted(u.0, u.1, Shift::Current)?, this.clitics, Named::Other));
        }
        if let Some(latest) = self.find(i, |s| (s == Sense::Particle(Particle::Latest)).then_some(())) {
            let n = self.length(latest.to).filter(|l| l.len == 1)?;
            let (Some(n), unit, to) = (n.parts[0].0, n.parts[0].1, n.to) else { return None };
            return (n > 1.0).then(|| self.lasting(n, unit, Shift::Past)).flatten().map(|s| Point::new(to, s, latest.clitics, Named::Other));
        }
        // «الأربعة أيام الماضية», «الـ24 ساعة الأخيرة»
        let article = self.find(i, |s| (s == Sense::Particle(Particle::Article)).then_some(()));
        let number = self.cardinal(article.as_ref().map_or(i, |a| a.to)).filter(|c| article.is_some() || c.clitics.any(Clitics::ARTICLE));
        if let Some(c) = number
            && let Some((unit, times, _, to, Clitics(0))) = self.unit(c.to)
            && let Some((shift, to)) = self.shift(to)
        {
            let clitics = article.map_or(c.clitics, |a| a.clitics);
            return Some(Point::new(to, self.lasting(c.value * f64::from(times), unit, shift)?, clitics, Named::Other));
        }
        let (unit, times, shape, mut to, clitics) = self.unit(i)?;
        if !clitics.any(Clitics::ARTICLE) {
            return None;
        }
        if shape == Shape::One {
            let (shift, to) = self.shift(to)?;
            // the day before or after is a story's, not the report's
            if unit == Unit::Day && !matches!(shift, Shift::Current) {
                return Some(Point::new(to, Stretch::unknown(Grain::Day), clitics, Named::Other));
            }
            let when = if shift == Shift::Last { self.lasting(f64::from(times), unit, shift)? } else { self.shifted(unit, times, shift)? };
            return Some(Point::new(to, when, clitics, Named::Other));
        }
        // «الأيام والأسابيع الماضية»
        while let Some((_, _, Shape::Many, end, c)) = self.unit(self.after_and(to).unwrap_or(to)) {
            if !c.any(Clitics::ARTICLE) || end - i > 12 {
                break;
            }
            to = end;
        }
        let mut n = (shape == Shape::Two).then_some(2.0);
        let article = self.skip(to, Particle::Article);
        if let Some(c) = self.cardinal(article).filter(|c| article > to || c.clitics == Clitics::ARTICLE) {
            (n, to) = (Some(c.value), c.to);
        }
        to = self.skip(to, Particle::Few);
        let (shift, to) = self.shift(to)?;
        let when = match n {
            Some(n) => self.lasting(n * f64::from(times), unit, shift)?,
            None => match shift {
                Shift::Next => Stretch::new(self.published, None, Grain::Day),
                Shift::Current => Stretch::new(self.published, self.published, Grain::Day),
                _ => Stretch::new(None, self.published, Grain::Day),
            },
        };
        Some(Point::new(to, when, clitics, Named::Other))
    }

    fn unit(&self, i: usize) -> Option<(Unit, u8, Shape, usize, Clitics)> {
        self.find(i, |s| if let Sense::Unit(u, times, shape) = s { Some((u, times, shape)) } else { None }).map(|f| (f.is.0, f.is.1, f.is.2, f.to, f.clitics))
    }

    /// «الماضية», once or twice («القليلة الماضية» has been cut already).
    fn shift(&self, i: usize) -> Option<(Shift, usize)> {
        let f = self.find(i, |s| if let Sense::Shift(s) = s { Some(s) } else { None })?;
        (f.clitics == Clitics::ARTICLE || f.is == Shift::BeforeLast).then_some((f.is, f.to))
    }

    /// The whole unit before, at or after the report's.
    fn shifted(&self, unit: Unit, times: u8, shift: Shift) -> Option<Stretch> {
        let grain = if times > 1 { if times > 10 { Grain::Century } else { Grain::Decade } } else { unit.into() };
        let Some(today) = self.published else { return Some(Stretch::unknown(grain)) };
        let n = i64::from(years(shift));
        if times > 1 {
            let span = i16::from(times);
            let first = today.year().div_euclid(span) * span + n as i16 * span;
            return Some(Stretch::years(first, span, grain));
        }
        let mut s = Stretch::around(plus(today, n, unit)?, unit);
        // this week's news ends with the report
        if unit == Unit::Week && n == 0 {
            s = s.to(Stretch { end_grain: Grain::Day, ..Stretch::day(today) });
        }
        Some(s)
    }

    /// So many units before or after the report.
    fn lasting(&self, n: f64, unit: Unit, shift: Shift) -> Option<Stretch> {
        let grain = Grain::from(unit);
        let Some(today) = self.published else { return Some(Stretch::unknown(grain)) };
        let next = shift == Shift::Next;
        let (n, unit) = whole(n, unit);
        let other = plus(today, if next { n } else { -n }, unit)?;
        let grain = if matches!(unit, Unit::Month | Unit::Year) { grain } else { Grain::Day };
        Some(if next { Stretch { begin: Some(today), end: Some(other), grain: Grain::Day, end_grain: grain } } else { Stretch { begin: Some(other), end: Some(today), grain, end_grain: Grain::Day } })
    }

    /// «مطلع أيار», «منتصف عام 2013», «نهاية الأسبوع», «أواخر العام الماضي».
    fn part(&self, i: usize) -> Option<Point> {
        let f = self.find(i, |s| if let Sense::Part(n) = s { Some(n) } else { None })?;
        let part = self.words.parts[usize::from(f.is)];
        let at = self.skip(f.to, Particle::Of);
        let inner = [self.month(at, true), self.year(at, true), self.period(at), self.decade(at)];
        let inner = inner.into_iter().flatten().filter(|p| p.clitics.is_none() || p.clitics == Clitics::ARTICLE).max_by_key(|p| p.to);
        let (when, to, named, year_said) = match inner {
            Some(p) => {
                let alone = matches!(p.named, Named::Month(_)) && !p.year_said && self.alone(i, p.to);
                let when = if let (true, Named::Month(m)) = (alone, p.named) { self.resolve(m, None, None, None, true)? } else { p.when };
                (when, p.to, p.named, p.year_said)
            }
            // the current one
            None => {
                let (unit, times, _, to, _) = self.unit(at).filter(|u| u.2 == Shape::One && u.4 == Clitics::ARTICLE && u.0 >= Unit::Week)?;
                let whole = self.published.map_or(Some(Stretch::unknown(unit.into())), |d| Some(Stretch::around(d, unit)))?;
                if times > 1 {
                    return None;
                }
                (whole, to, Named::Other, false)
            }
        };
        if when.grain == Grain::Day && when.begin.is_some() && matches!(named, Named::Day(..)) {
            return None;
        }
        Some(Point { year_said, ..Point::new(to, when.part(part), f.clitics, Named::Other) })
    }

    /// «مساء السبت», «فجر اليوم», «صباح يوم الجمعة», «ليلة 5 مايو».
    pub fn day_part(&self, i: usize) -> Option<Point> {
        let f = self.find(i, |s| (s == Sense::DayPart).then_some(()))?;
        let at = self.skip(f.to, Particle::Of);
        let inner = [self.weekday(at), self.relative(at), self.day_month(at), self.lead(at)].into_iter().flatten().max_by_key(|p| p.to)?;
        let exact = inner.when.begin == inner.when.end || matches!(inner.named, Named::Weekday(_));
        (exact && inner.when.grain <= Grain::Day && (inner.clitics.is_none() || inner.clitics == Clitics::ARTICLE)).then_some(Point { clitics: f.clitics, ..inner })
    }

    /// «يوم 14 فبراير», «الساعات الأولى من صباح الجمعة», «وقت سابق الاثنين», «وقت سابق من الشهر الماضي».
    fn lead(&self, i: usize) -> Option<Point> {
        let f = self.find(i, |s| (s == Sense::Lead).then_some(()))?;
        let of = self.skip(f.to, Particle::Of);
        let inner = [self.numeric(of), self.day_month(of), self.weekday(of), self.relative(of), self.day_part(of), self.feast(of), self.clock(of), if of > f.to { self.period(of) } else { None }];
        let inner = inner.into_iter().flatten().max_by_key(|p| p.to)?;
        (inner.clitics.is_none() || inner.clitics == Clitics::ARTICLE).then_some(Point { clitics: f.clitics, ..inner })
    }

    // --- seasons, decades, feasts, the Hijri year --------------------------------------------------------------

    /// «الخريف الماضي», «صيف 2014», «شتاء العام الماضي».
    fn season(&self, i: usize) -> Option<Point> {
        let f = self.find(i, |s| if let Sense::Season(a, b) = s { Some((a, b)) } else { None })?;
        let (first, last) = f.is;
        let (year, to) = self.year_after(f.to);
        let make = |y| Stretch { grain: Grain::Month, ..Stretch::months(y, first, last) };
        let now = self.published.map(|d| d.year());
        let when = match (year?, self.published) {
            (Year::Of(y), _) => make(y),
            (Year::From(n), _) => now.map_or(Stretch::unknown(Grain::Month), |y| make(y + n)),
            (Year::Every, _) | (_, None) => Stretch::unknown(Grain::Month),
            (Year::Shifted(s), Some(today)) => {
                let ends = |y: i16| make(y).end;
                let past = (0..3).map(|n| today.year() - n).find(|y| ends(*y).is_some_and(|d| d < today))?;
                match s {
                    Shift::Past | Shift::Last => make(past),
                    Shift::BeforeLast => make(past - 1),
                    Shift::Current => make(past + 1),
                    Shift::Next => make((0..3).map(|n| today.year() + n).find(|y| make(*y).begin.is_some_and(|d| d > today))?),
                }
            }
        };
        Some(Point::new(to, when, f.clitics, Named::Other))
    }

    fn decade(&self, i: usize) -> Option<Point> {
        let f = self.find(i, |s| if let Sense::Decade(y) = s { Some(y) } else { None })?;
        let mut to = f.to;
        if let Some(p) = self.period(self.skip(to, Particle::Of)).filter(|p| p.when.grain == Grain::Century) {
            to = p.to;
        }
        Some(Point { year_said: true, ..Point::new(to, Stretch::years(f.is, 10, Grain::Decade), f.clitics, Named::Other) })
    }

    fn feast(&self, i: usize) -> Option<Point> {
        // «أول أيام عيد الفطر»
        let nth = self.ordinal(i).filter(|o| o.value > 0 && self.unit(o.to).is_some_and(|u| u.0 == Unit::Day && u.4.is_none()));
        let at = nth.map_or(i, |o| o.to + 1);
        let f = self.find(at, |s| if let Sense::Feast(n) = s { Some(n) } else { None })?;
        let feast = self.words.feasts[usize::from(f.is)];
        let clitics = nth.map_or(f.clitics, |o| o.clitics);
        let later = nth.map_or(0, |o| o.value - 1);
        let day = |d: Option<Date>| d.and_then(|d| plus(d, later, Unit::Day)).map_or(Stretch::unknown(Grain::Day), Stretch::day);
        if feast.hijri {
            let (year, to) = self.hijri_year(f.to);
            let year = year.or_else(|| self.nearest_hijri(feast.month));
            return Some(Point::new(to, day(year.and_then(|y| calendar::hijri(y, feast.month, feast.day))), clitics, Named::Other));
        }
        let (year, to) = self.year_number(f.to).map_or_else(|| self.year_after(f.to), |(y, to)| (Some(Year::Of(y)), to));
        let when = self.resolve(feast.month, Some(feast.day), year, None, false)?;
        Some(Point { year_said: year.is_some(), ..Point::new(to, day(when.begin), clitics, Named::Other) })
    }

    fn hijri_name(&self, i: usize) -> Option<(i8, usize)> {
        let word = self.find(i, |s| matches!(s, Sense::Unit(Unit::Month, 1, Shape::One)).then_some(()));
        let at = word.map_or(i, |w| w.to);
        let f = self.find(at, |s| if let Sense::Hijri(m, _) = s { Some(m) } else { None }).filter(|f| f.clitics.is_none())?;
        Some((f.is, self.skip(f.to, Particle::Blessed)))
    }

    /// The Hijri year at token `i`: four digits, or three or four and an era.
    fn hijri_year(&self, i: usize) -> (Option<i16>, usize) {
        let at = self.find(i, |s| matches!(s, Sense::Unit(Unit::Year, 1, Shape::One)).then_some(())).map_or(i, |w| w.to);
        match self.year_number(at).filter(|y| y.0 < 1700) {
            Some((year, to)) => (Some(year), self.skip(to, Particle::HijriEra)),
            None => (None, i),
        }
    }

    /// The Hijri year whose month of that number lies nearest to the report, not more than three months ahead.
    fn nearest_hijri(&self, month: i8) -> Option<i16> {
        let today = self.published?;
        let coming = plus(today, i64::from(COMING), Unit::Day)?;
        let year = calendar::hijri_year(today) + 1;
        [year, year - 1, year - 2].into_iter().find(|y| calendar::hijri(*y, month, 1).is_some_and(|d| d <= coming))
    }

    /// «رمضان 1439», «شهر رمضان», «شهر رمضان المبارك».
    fn hijri_period(&self, i: usize, word: Option<Clitics>) -> Option<Point> {
        let f = self.find(i, |s| if let Sense::Hijri(m, sure) = s { Some((m, sure)) } else { None })?;
        let (month, sure) = f.is;
        let end = self.skip(f.to, Particle::Blessed);
        let (year, to) = self.hijri_year(end);
        let shift = self.shift(to);
        if !(sure || word.is_some() || year.is_some() || shift.is_some() && month == 9) {
            return None;
        }
        let to = shift.map_or(to, |s| s.1);
        let nearest = year.or_else(|| self.nearest_hijri(month));
        let year = match shift.map(|s| s.0) {
            // the nearest may be the coming one
            Some(Shift::Past) => nearest.map(|y| if calendar::hijri_month(y, month).and_then(|s| s.end) < self.published { y } else { y - 1 }),
            Some(Shift::Next) => nearest.map(|y| if calendar::hijri(y, month, 1) > self.published { y } else { y + 1 }),
            _ => nearest,
        };
        let when = year.and_then(|y| calendar::hijri_month(y, month)).unwrap_or(Stretch::unknown(Grain::Month));
        Some(Point::new(to, when, word.unwrap_or(f.clitics), Named::Other))
    }

    fn hijri_years(&self, year: i16, to: usize, clitics: Clitics) -> Option<Point> {
        let when = calendar::hijri_month(year, 1)?.to(calendar::hijri_month(year, 12)?);
        Some(Point { year_said: true, ..Point::new(to, when, clitics, Named::Other) })
    }

    // --- the n-th of a month -----------------------------------------------------------------------------------

    /// «آخر اثنين من الشهر القادم», «ثالث يوم من شهر عشرة», «اليوم الأخير من مارس», «الأسبوع الأول من مايو».
    fn nth(&self, i: usize) -> Option<Point> {
        let (value, at, clitics, noun_first) = match self.ordinal(i).filter(|o| !o.clitics.any(Clitics::ARTICLE)) {
            Some(o) => (o.value, o.to, o.clitics, false),
            None => {
                let (_, _, _, to, clitics) = self.unit(i).filter(|u| u.2 == Shape::One && u.4.any(Clitics::ARTICLE))?;
                let o = self.ordinal(to).filter(|o| o.clitics == Clitics::ARTICLE)?;
                (o.value, o.to, clitics, true)
            }
        };
        let unit_at = if noun_first { i } else { at };
        let unit = self.unit(unit_at).filter(|u| u.2 == Shape::One && matches!(u.0, Unit::Day | Unit::Week));
        // «أول يوم جمعة»
        let name_at = unit.filter(|u| u.0 == Unit::Day && !noun_first).map_or(at, |u| u.3);
        if !noun_first && let Some((day, to, c)) = self.weekday_name(name_at, true).filter(|w| !w.2.any(Clitics::CONJUNCTION)) {
            let _ = c;
            if let Some((month, end)) = self.of_month(to) {
                return Some(Point::new(end, Stretch::day(nth_weekday(month, day, value)?), clitics, Named::Other));
            }
            // «ثالث ثلاثاء بعد عيد الميلاد»
            let after = self.particle(to, Particle::After)?;
            let p = self.feast(after)?;
            let first = plus(p.when.end?, 1, Unit::Day)?;
            let ahead = i64::from((day - calendar::weekday(first)).rem_euclid(7));
            return (value > 0).then(|| plus(first, ahead + 7 * (value - 1), Unit::Day)).flatten().map(|d| Point::new(p.to, Stretch::day(d), clitics, Named::Other));
        }
        let unit = unit?;
        let (month, end) = self.of_month(if noun_first { at } else { unit.3 })?;
        let when = nth_of(month, unit.0, value)?;
        Some(Point::new(end, when, clitics, Named::Other))
    }

    /// «من شهر أيلول من عام 2014», «في أكتوبر», «من الشهر القادم».
    fn of_month(&self, i: usize) -> Option<(Stretch, usize)> {
        let at = self.particle(i, Particle::Of).or_else(|| self.particle(i, Particle::In))?;
        // «من شهر» may have been taken as one word
        for at in [at, i + 1] {
            if let Some((month, to)) = self.month_of(at) {
                let (year, to) = self.year_after(to);
                return Some((self.resolve(month, None, year, None, self.ends(to))?, to));
            }
        }
        let p = self.period(at).filter(|p| p.when.grain == Grain::Month)?;
        Some((p.when, p.to))
    }

    // --- the clock -----------------------------------------------------------------------------------------------

    /// «الساعة الخامسة مساء», «الساعة 22:30 بتوقيت غرينتش», «الساعة 12.01 من فجر الجمعة».
    fn clock(&self, i: usize) -> Option<Point> {
        let (unit, _, shape, to, clitics) = self.unit(i)?;
        if !(unit == Unit::Hour && shape == Shape::One && clitics.any(Clitics::ARTICLE)) {
            return None;
        }
        let bracket = self.mark(to, "(");
        let at = self.skip(to + usize::from(bracket), Particle::Article);
        let mut to = if self.is(at, TokenKind::Number) {
            if self.mark(at + 1, ":") && self.is(at + 2, TokenKind::Number) { at + 3 } else { at + 1 }
        } else {
            self.ordinal(at).filter(|o| o.clitics == Clitics::ARTICLE).map(|o| o.to).or_else(|| self.cardinal(at).filter(|c| c.value <= 24.0 && c.clitics.is_none()).map(|c| c.to))?
        };
        if bracket && self.mark(to, ")") {
            to += 1;
        }
        // «والنصف», «وثلاث وأربعين دقيقة»
        let more = self.after_and(to).unwrap_or(to);
        if let Some(f) = self.find(more, |s| matches!(s, Sense::Fraction(..)).then_some(())).filter(|f| f.clitics.any(Clitics::CONJUNCTION) || more > to) {
            to = f.to;
        } else if let Some(c) = self.cardinal(more).filter(|c| c.clitics.any(Clitics::CONJUNCTION) || more > to) {
            to = self.unit(c.to).filter(|u| u.0 == Unit::Minute).map_or(to, |u| u.3);
        }
        if self.mark(to, "(") && self.is(to + 1, TokenKind::Number) && let Some(close) = (to + 2..to + 8).find(|j| self.mark(*j, ")")) {
            to = close + 1;
        }
        let mut when = self.published.map_or(Stretch::unknown(Grain::Hour), |d| Stretch { grain: Grain::Hour, ..Stretch::day(d) });
        let part = |at: usize| self.find(at, |s| (s == Sense::DayPart).then_some(()));
        if let Some(f) = part(to).filter(|f| f.clitics.is_none()) {
            to = f.to;
        }
        if let Some(zone) = self.particle(to, Particle::Zone) {
            to = zone + usize::from(self.is(zone, TokenKind::Word));
        }
        let of = self.skip(to, Particle::Of);
        if let Some(p) = [self.weekday(of), self.relative(of), self.day_month(of), self.day_part(of), self.lead(of)].into_iter().flatten().filter(|p| p.clitics.is_none() || p.clitics == Clitics::ARTICLE).max_by_key(|p| p.to) {
            (when, to) = (p.when, p.to);
        } else if of > to && let Some(f) = part(of) {
            to = f.to;
        }
        Some(Point::new(to, when, clitics, Named::Other))
    }
}

/// Years from the report's.
const fn years(shift: Shift) -> i16 {
    match shift {
        Shift::Past | Shift::Last => -1,
        Shift::Current => 0,
        Shift::Next => 1,
        Shift::BeforeLast => -2,
    }
}

/// Units that are whole numbers: half a year is six months.
pub(super) fn whole(n: f64, unit: Unit) -> (i64, Unit) {
    if n.fract() == 0.0 {
        return (n as i64, unit);
    }
    match unit {
        Unit::Year => ((n * 12.0) as i64, Unit::Month),
        Unit::Month => ((n * 30.0) as i64, Unit::Day),
        Unit::Week => ((n * 7.0) as i64, Unit::Day),
        _ => (n as i64, unit),
    }
}

/// The n-th weekday of a month, the last for -1.
fn nth_weekday(month: Stretch, day: i8, n: i64) -> Option<Date> {
    let (begin, end) = (month.begin?, month.end?);
    if n < 0 {
        return plus(end, -i64::from((calendar::weekday(end) - day).rem_euclid(7)), Unit::Day);
    }
    let first = plus(begin, i64::from((day - calendar::weekday(begin)).rem_euclid(7)), Unit::Day)?;
    plus(first, 7 * (n - 1), Unit::Day).filter(|d| *d <= end)
}

/// The n-th day or week of a month, the last for -1; the last week is the last whole one.
fn nth_of(month: Stretch, unit: Unit, n: i64) -> Option<Stretch> {
    let (begin, end) = (month.begin?, month.end?);
    if unit == Unit::Day {
        return if n < 0 { Some(Stretch::day(end)) } else { plus(begin, n - 1, Unit::Day).filter(|d| *d <= end).map(Stretch::day) };
    }
    if n < 0 {
        return nth_weekday(month, 6, -1).map(Stretch::week);
    }
    let first = plus(begin, 7 * (n - 1), Unit::Day).filter(|d| *d <= end)?;
    Some(Stretch { end: plus(first, 6, Unit::Day).map(|d| d.min(end)), ..Stretch { grain: Grain::Day, end_grain: Grain::Day, ..Stretch::day(first) } })
}
