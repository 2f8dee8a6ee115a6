//! Days and periods seen from the report: weekdays, yesterday, last week, parts of the day, the clock.

use super::calendar::{self, Grain, Stretch, plus};
use super::points::{Named, Point};
use super::reader::Reader;
use super::seasons::nth_weekday;
use super::words::{Particle, Sense, Shape, Shift, Unit};
use crate::morphology::clitic::Clitics;
use crate::text::TokenKind;
use jiff::civil::Date;

impl Reader<'_> {
    /// «الجمعة», «يوم الجمعة», «الخميس الماضي», «الجمعة من الأسبوع المقبل», «الأربعاء، 13 شباط», «الخميس والجمعة», «الأحد الثاني».
    pub fn weekday(&self, i: usize) -> Option<Point> {
        let lead = self
            .find(i, |s| if let Sense::Unit(Unit::Day, 1, shape) = s { (shape != Shape::Many).then_some(()) } else { None })
            .filter(|l| !l.clitics.any(Clitics::ARTICLE));
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
        if let Some(s) = self
            .find(to, |s| if let Sense::Shift(s) = s { Some(s) } else { None })
            .filter(|s| s.clitics == Clitics::ARTICLE || s.is.twofold())
            && s.is != Shift::Last
        {
            let days = match s.is {
                Shift::Past | Shift::Last => {
                    if last == today {
                        -7
                    } else {
                        0
                    }
                }
                Shift::BeforeLast => {
                    if last == today {
                        -14
                    } else {
                        -7
                    }
                }
                Shift::Current => 0,
                Shift::Next => 7,
                Shift::AfterNext => 14,
            };
            return point(s.to, plus(last, days, Unit::Day)?);
        }
        // of a week
        let of = self.particle(to, Particle::Of).unwrap_or_else(|| self.skip(to, Particle::In));
        if let Some(p) = self.period(of).filter(|p| of > to && p.when.grain == Grain::Week) {
            return point(p.to, plus(p.when.begin?, i64::from(day), Unit::Day)?);
        }
        // the second one of its month, or of the one that is named
        let ordinal = self.ordinal(to).filter(|o| o.clitics == Clitics::ARTICLE);
        if let Some(streak) = ordinal.and_then(|o| self.particle(o.to, Particle::Streak)) {
            return point(streak, last);
        }
        if let Some(o) = ordinal.filter(|o| (-1..=5).contains(&o.value) && o.value != 0) {
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
            && let Some(d) = (0..2)
                .filter_map(|m| plus(today.first_of_month(), -m, Unit::Month))
                .filter_map(|m| Date::new(m.year(), m.month(), n).ok())
                .find(|d| calendar::weekday(*d) == day)
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
    pub fn weekday_name(&self, i: usize, bare: bool) -> Option<(i8, usize, Clitics)> {
        let f = self.find(i, |s| if let Sense::Weekday(d) = s { Some(d) } else { None })?;
        let eleven = self.find(f.to, |s| (s == Sense::Number(10.0)).then_some(())).is_some_and(|t| t.clitics.is_none());
        // «يوم واحد» is no Sunday though it ends in أحد
        (!eleven && (f.clitics.any(Clitics::ARTICLE) || bare && f.clitics.is_none())).then_some((f.is, f.to, f.clitics))
    }

    /// The date that is written after a weekday.
    fn weekday_date(&self, day: i8, i: usize) -> Option<Point> {
        let bracket = self.mark(i, "(");
        let at = if bracket || self.mark(i, "،,") { i + 1 } else { self.skip(i, Particle::Matching) };
        let mut p = self
            .numeric(at)
            .or_else(|| self.day_month(at))
            .or_else(|| self.month(at, false))
            .filter(|p| p.clitics.is_none() || p.clitics == Clitics::ARTICLE)?;
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
    pub fn relative(&self, i: usize) -> Option<Point> {
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
        } else if exact
            && self.find(end, |s| if let Sense::Shift(s) = s { Some(s) } else { None }).is_some_and(|s| s.clitics == Clitics::ARTICLE)
        {
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
                        let off =
                            [0, -1, 1, -2, 2, -3, 3].into_iter().filter_map(|n| plus(d, n, Unit::Day)).find(|d| calendar::weekday(*d) == w);
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

    /// «الأسبوع الماضي», «هذا العام», «الأشهر الثلاثة الأخيرة», «الـ24 ساعة الماضية», «الأيام والأسابيع الماضية», «آخر ثلاثة أيام».
    pub fn period(&self, i: usize) -> Option<Point> {
        if let Some(this) = self.find(i, |s| (s == Sense::Particle(Particle::This)).then_some(())) {
            let u = self.unit(this.to).filter(|u| u.2 == Shape::One && u.4 == Clitics::ARTICLE)?;
            return Some(Point::new(u.3, self.shifted(u.0, u.1, Shift::Current)?, this.clitics, Named::Other));
        }
        if let Some(latest) = self.find(i, |s| (s == Sense::Particle(Particle::Latest)).then_some(())) {
            let n = self.length(latest.to).filter(|l| l.len == 1)?;
            let (Some(n), unit, to) = (n.parts[0].0, n.parts[0].1, n.to) else { return None };
            return (n > 1.0)
                .then(|| self.lasting(n, unit, Shift::Past))
                .flatten()
                .map(|s| Point::new(to, s, latest.clitics, Named::Other));
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
        // «الدقيقة الأخيرة» is a match's
        let (unit, times, shape, mut to, clitics) = self.unit(i).filter(|u| u.0 >= Unit::Hour)?;
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
                Shift::Next | Shift::AfterNext => Stretch::new(self.published, None, Grain::Day),
                Shift::Current => Stretch::new(self.published, self.published, Grain::Day),
                _ => Stretch::new(None, self.published, Grain::Day),
            },
        };
        Some(Point::new(to, when, clitics, Named::Other))
    }

    pub fn unit(&self, i: usize) -> Option<(Unit, u8, Shape, usize, Clitics)> {
        self.find(i, |s| if let Sense::Unit(u, times, shape) = s { Some((u, times, shape)) } else { None })
            .map(|f| (f.is.0, f.is.1, f.is.2, f.to, f.clitics))
    }

    /// «الماضية», once or twice («القليلة الماضية» has been cut already).
    pub fn shift(&self, i: usize) -> Option<(Shift, usize)> {
        let f = self.find(i, |s| if let Sense::Shift(s) = s { Some(s) } else { None })?;
        (f.clitics == Clitics::ARTICLE || f.is.twofold()).then_some((f.is, f.to))
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
        Some(if next {
            Stretch { begin: Some(today), end: Some(other), grain: Grain::Day, end_grain: grain }
        } else {
            Stretch { begin: Some(other), end: Some(today), grain, end_grain: Grain::Day }
        })
    }

    /// «مطلع أيار», «منتصف عام 2013», «نهاية الأسبوع», «أواخر العام الماضي».
    pub fn part(&self, i: usize) -> Option<Point> {
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
                let (unit, times, _, to, _) =
                    self.unit(at).filter(|u| u.2 == Shape::One && u.4 == Clitics::ARTICLE && u.0 >= Unit::Week)?;
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
        let r = self.deeper()?;
        let inner = [r.weekday(at), r.relative(at), r.day_month(at), r.lead(at)].into_iter().flatten().max_by_key(|p| p.to)?;
        let exact = inner.when.begin == inner.when.end || matches!(inner.named, Named::Weekday(_));
        (exact && inner.when.grain <= Grain::Day && (inner.clitics.is_none() || inner.clitics == Clitics::ARTICLE))
            .then_some(Point { clitics: f.clitics, ..inner })
    }

    /// «يوم 14 فبراير», «الساعات الأولى من صباح الجمعة», «وقت سابق الاثنين», «وقت سابق من الشهر الماضي».
    pub fn lead(&self, i: usize) -> Option<Point> {
        let f = self.find(i, |s| (s == Sense::Lead).then_some(()))?;
        let of = self.skip(f.to, Particle::Of);
        let r = self.deeper()?;
        let inner = [r.numeric(of), r.day_month(of), r.weekday(of), r.relative(of), r.day_part(of), r.feast(of), r.clock(of), r.period(of)];
        let inner = inner.into_iter().flatten().max_by_key(|p| p.to)?;
        (inner.clitics.is_none() || inner.clitics == Clitics::ARTICLE).then_some(Point { clitics: f.clitics, ..inner })
    }

    /// «الساعة الخامسة مساء», «الساعة 22:30 بتوقيت غرينتش», «الساعة 12.01 من فجر الجمعة».
    pub fn clock(&self, i: usize) -> Option<Point> {
        let (unit, _, shape, to, clitics) = self.unit(i)?;
        if !(unit == Unit::Hour && shape == Shape::One && clitics.any(Clitics::ARTICLE)) {
            return None;
        }
        let bracket = self.mark(to, "(");
        let at = self.skip(to + usize::from(bracket), Particle::Article);
        let mut to = if self.is(at, TokenKind::Number) {
            if self.mark(at + 1, ":") && self.is(at + 2, TokenKind::Number) { at + 3 } else { at + 1 }
        } else {
            self.ordinal(at)
                .filter(|o| o.clitics == Clitics::ARTICLE)
                .map(|o| o.to)
                .or_else(|| self.cardinal(at).filter(|c| c.value <= 24.0 && c.clitics.is_none()).map(|c| c.to))?
        };
        if bracket && self.mark(to, ")") {
            to += 1;
        }
        // «والنصف», «وثلاث وأربعين دقيقة»
        let more = self.after_and(to).unwrap_or(to);
        if let Some(f) =
            self.find(more, |s| matches!(s, Sense::Fraction(..)).then_some(())).filter(|f| f.clitics.any(Clitics::CONJUNCTION) || more > to)
        {
            to = f.to;
        } else if let Some(c) = self.cardinal(more).filter(|c| c.clitics.any(Clitics::CONJUNCTION) || more > to) {
            to = self.unit(c.to).filter(|u| u.0 == Unit::Minute).map_or(to, |u| u.3);
        }
        if self.mark(to, "(")
            && self.is(to + 1, TokenKind::Number)
            && let Some(close) = (to + 2..to + 8).find(|j| self.mark(*j, ")"))
        {
            to = close + 1;
        }
        let mut when = self.published.map_or(Stretch::unknown(Grain::Hour), |d| Stretch { grain: Grain::Hour, ..Stretch::day(d) });
        let part = |at: usize| self.find(at, |s| (s == Sense::DayPart).then_some(()));
        if let Some(f) = part(to).filter(|f| f.clitics.is_none()) {
            to = f.to;
        }
        if let Some(zone) = self.particle(to, Particle::Zone) {
            to = zone;
        } else if let Some(of) = self.particle(to, Particle::ZoneOf) {
            to = of + usize::from(self.is(of, TokenKind::Word));
        }
        let of = self.skip(to, Particle::Of);
        if let Some(p) = [self.weekday(of), self.relative(of), self.day_month(of), self.day_part(of), self.lead(of)]
            .into_iter()
            .flatten()
            .filter(|p| p.clitics.is_none() || p.clitics == Clitics::ARTICLE)
            .max_by_key(|p| p.to)
        {
            (when, to) = (p.when, p.to);
        } else if of > to
            && let Some(f) = part(of)
        {
            to = f.to;
        }
        Some(Point::new(to, when, clitics, Named::Other))
    }
}

/// Years from the report's.
pub(super) const fn years(shift: Shift) -> i16 {
    match shift {
        Shift::Past | Shift::Last => -1,
        Shift::Current => 0,
        Shift::Next => 1,
        Shift::AfterNext => 2,
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

#[cfg(test)]
mod tests {
    use super::super::tests::{each, sentences};

    #[test]
    fn a_bare_weekday_is_the_last_one_on_or_before_the_report() {
        each(&[
            ("الاثنين", "2018-05-14"),
            ("الثلاثاء", "2018-05-08"),
            ("يوم الجمعة", "2018-05-11"),
            ("الإثنين الماضي", "2018-05-07"),
            ("الجمعة المقبل", "2018-05-18"),
            ("السبت قبل الماضي", "2018-05-05"),
            ("الثلاثاء بعد المقبل", "2018-05-22"),
            ("الأربعاء من الأسبوع المقبل", "2018-05-23"),
            ("مساء السبت", "2018-05-12"),
            ("ليل السبت - الأحد", "2018-05-12/2018-05-13"),
            ("الخميس والجمعة", "2018-05-10/2018-05-11"),
            ("يومي الاثنين والثلاثاء", "2018-05-07/2018-05-08"),
            ("للجمعة السادسة على التوالي", "2018-05-11"),
        ]);
    }

    #[test]
    fn the_date_beside_a_weekday_is_its_own() {
        each(&[
            ("الجمعة 18 مايو", "2018-05-18"),
            ("الأربعاء، 16 أيار", "2018-05-16"),
            ("الأحد (6 مايو)", "2018-05-06"),
            ("الخميس في السابع عشر", "2018-05-17"),
            ("الثلاثاء الثالث من شهر أيلول من عام 2014", "2014-09-16"),
            ("الأحد الثاني", "2018-05-13"),
        ]);
        sentences(&[("قتل الجمعة 22 شخصا", &["الجمعة: 2018-05-11", "22: 22"])]);
    }

    #[test]
    fn words_relative_to_the_report() {
        each(&[
            ("أمس", "2018-05-13"),
            ("أول من أمس", "2018-05-12"),
            ("اليوم الاثنين", "2018-05-14"),
            ("غدا (الثلاثاء)", "2018-05-15"),
            ("بعد غد", "2018-05-16"),
            ("الليلة الماضية", "2018-05-13"),
            ("صباح اليوم", "2018-05-14"),
            ("مؤخرا", "../2018-05-14"),
            ("الساعات الأولى من صباح الجمعة", "2018-05-11"),
            ("وقت سابق الأحد", "2018-05-13"),
            ("لليوم الرابع على التوالي", "2018-05-14"),
        ]);
        // a report that is dated a day late: the weekday decides
        each(&[("اليوم الأحد", "2018-05-13")]);
        // days of a story
        sentences(&[("وصل في اليوم السابع", &["السابع: 7."]), ("عاد في اليوم التالي", &["اليوم التالي: ../.."])]);
    }

    #[test]
    fn periods_relative_to_the_report() {
        each(&[
            ("الأسبوع الماضي", "2018-05-07/2018-05-13"),
            ("هذا الأسبوع", "2018-05-14"),
            ("الشهر الماضي", "2018-04"),
            ("العام المقبل", "2019"),
            ("القرن الماضي", "1900/1999"),
            ("اليومين الماضيين", "2018-05-12/2018-05-14"),
            ("الأشهر الثلاثة الأخيرة", "2018-02/2018-05-14"),
            ("السنوات العشر الماضية", "2008/2018-05-14"),
            ("الأيام القليلة الماضية", "../2018-05-14"),
            ("الأيام والأسابيع الماضية", "../2018-05-14"),
            ("الساعات الـ24 الماضية", "2018-05-13/2018-05-14"),
            ("الأربعة أيام الماضية", "2018-05-10/2018-05-14"),
            ("آخر 24 ساعة", "2018-05-13/2018-05-14"),
        ]);
    }

    #[test]
    fn parts_of_periods() {
        each(&[
            ("مطلع أيار/مايو", "2018-05"),
            ("منتصف عام 2013", "2013-06/2013-07"),
            ("أواخر العام الماضي", "2017-11/2017-12"),
            ("نهاية هذا العام", "2018-12"),
            ("النصف الأول من عام 2016", "2016-01/2016-06"),
            ("نهاية الأسبوع", "2018-05-19/2018-05-20"),
        ]);
    }

    #[test]
    fn the_clock_belongs_to_its_day() {
        each(&[
            ("الساعة الخامسة مساء", "2018-05-14"),
            ("الساعة 12.01 من فجر الجمعة", "2018-05-11"),
            ("عند الساعة السابعة والنصف صباحا", "2018-05-14"),
            ("الساعة 22:30 بتوقيت غرينتش", "2018-05-14"),
        ]);
    }
}
