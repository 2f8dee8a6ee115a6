//! Seasons, decades, feasts, the Hijri year, and the n-th day, week or weekday of a month.

use super::calendar::{self, Grain, Stretch, plus};
use super::points::{COMING, Named, Point, Year};
use super::reader::Reader;
use super::words::{Particle, Sense, Shape, Shift, Unit};
use crate::morphology::clitic::Clitics;
use jiff::civil::Date;

impl Reader<'_> {
    /// «الخريف الماضي», «صيف 2014», «شتاء العام الماضي».
    pub fn season(&self, i: usize) -> Option<Point> {
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
                    Shift::Next | Shift::AfterNext => {
                        make((0..3).map(|n| today.year() + n).find(|y| make(*y).begin.is_some_and(|d| d > today))?)
                    }
                }
            }
        };
        Some(Point::new(to, when, f.clitics, Named::Other))
    }

    pub fn decade(&self, i: usize) -> Option<Point> {
        let f = self.find(i, |s| if let Sense::Decade(y) = s { Some(y) } else { None })?;
        let mut to = f.to;
        if let Some(p) = self.period(self.skip(to, Particle::Of)).filter(|p| p.when.grain == Grain::Century) {
            to = p.to;
        }
        Some(Point { year_said: true, ..Point::new(to, Stretch::years(f.is, 10, Grain::Decade), f.clitics, Named::Other) })
    }

    pub fn feast(&self, i: usize) -> Option<Point> {
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

    /// The Hijri month named at token `i`, whether surely.
    pub fn hijri_name(&self, i: usize) -> Option<(i8, bool, usize)> {
        let word = self.find(i, |s| matches!(s, Sense::Unit(Unit::Month, 1, Shape::One)).then_some(()));
        let at = word.as_ref().map_or(i, |w| w.to);
        let f = self.find(at, |s| if let Sense::Hijri(m, sure) = s { Some((m, sure)) } else { None }).filter(|f| f.clitics.is_none())?;
        Some((f.is.0, f.is.1 || word.is_some(), self.skip(f.to, Particle::Blessed)))
    }

    /// The Hijri year at token `i`: four digits, or three or four and an era.
    pub fn hijri_year(&self, i: usize) -> (Option<i16>, usize) {
        let at = self.find(i, |s| matches!(s, Sense::Unit(Unit::Year, 1, Shape::One)).then_some(())).map_or(i, |w| w.to);
        match self.year_number(at).filter(|y| y.0 < 1700) {
            Some((year, to)) => (Some(year), self.skip(to, Particle::HijriEra)),
            None => (None, i),
        }
    }

    /// The Hijri year whose month of that number lies nearest to the report, not more than three months ahead.
    pub fn nearest_hijri(&self, month: i8) -> Option<i16> {
        let today = self.published?;
        let coming = plus(today, i64::from(COMING), Unit::Day)?;
        let year = calendar::hijri_year(today) + 1;
        [year, year - 1, year - 2].into_iter().find(|y| calendar::hijri(*y, month, 1).is_some_and(|d| d <= coming))
    }

    /// «رمضان 1439», «شهر رمضان», «شهر رمضان المبارك».
    pub fn hijri_period(&self, i: usize, word: Option<Clitics>) -> Option<Point> {
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
            Some(Shift::Past) => {
                nearest.map(|y| if calendar::hijri_month(y, month).and_then(|s| s.end) < self.published { y } else { y - 1 })
            }
            Some(Shift::Next) => nearest.map(|y| if calendar::hijri(y, month, 1) > self.published { y } else { y + 1 }),
            _ => nearest,
        };
        let when = year.and_then(|y| calendar::hijri_month(y, month)).unwrap_or(Stretch::unknown(Grain::Month));
        Some(Point::new(to, when, word.unwrap_or(f.clitics), Named::Other))
    }

    pub fn hijri_years(&self, year: i16, to: usize, clitics: Clitics) -> Option<Point> {
        let when = calendar::hijri_month(year, 1)?.to(calendar::hijri_month(year, 12)?);
        Some(Point { year_said: true, ..Point::new(to, when, clitics, Named::Other) })
    }

    /// «آخر اثنين من الشهر القادم», «ثالث يوم من شهر عشرة», «اليوم الأخير من مارس», «الأسبوع الأول من مايو».
    pub fn nth(&self, i: usize) -> Option<Point> {
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
            return (value > 0)
                .then(|| plus(first, ahead + 7 * (value - 1), Unit::Day))
                .flatten()
                .map(|d| Point::new(p.to, Stretch::day(d), clitics, Named::Other));
        }
        let unit = unit?;
        let (month, end) = self.of_month(if noun_first { at } else { unit.3 })?;
        let when = nth_of(month, unit.0, value)?;
        Some(Point::new(end, when, clitics, Named::Other))
    }

    /// «من شهر أيلول من عام 2014», «في أكتوبر», «من الشهر القادم».
    pub fn of_month(&self, i: usize) -> Option<(Stretch, usize)> {
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
}

/// The n-th weekday of a month, the last for -1.
pub(super) fn nth_weekday(month: Stretch, day: i8, n: i64) -> Option<Date> {
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
    Some(Stretch {
        end: plus(first, 6, Unit::Day).map(|d| d.min(end)),
        ..Stretch { grain: Grain::Day, end_grain: Grain::Day, ..Stretch::day(first) }
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{each, sentences};

    #[test]
    fn seasons_and_decades() {
        each(&[
            ("الخريف الماضي", "2017-09/2017-11"),
            ("صيف 2014", "2014-06/2014-08"),
            ("شتاء عام 2016", "2016-12/2017-02"),
            ("التسعينات", "1990/1999"),
            ("ثمانينيات القرن الماضي", "1980/1989"),
        ]);
        sentences(&[("في ربيع بلدة هادئة", &[])]);
    }

    #[test]
    fn the_hijri_year() {
        each(&[
            ("شهر رمضان", "2018-05-16/2018-06-14"),
            ("رمضان الماضي", "2017-05-27/2017-06-24"),
            ("9 ذي الحجة 1439", "2018-08-20"),
            ("1439 هـ", "2017-09-21/2018-09-10"),
            ("غرة محرم 1440", "2018-09-11"),
        ]);
        sentences(&[("فاز الفريق 3-صفر", &["3: 3", "صفر: 0"]), ("وصل شعبان إلى المدينة", &[])]);
    }

    #[test]
    fn feasts() {
        each(&[("أول أيام عيد الفطر", "2018-06-15"), ("عيد الميلاد 2014", "2014-12-25"), ("عيد العمال", "2018-05-01")]);
    }

    #[test]
    fn the_nth_of_a_month() {
        each(&[
            ("آخر خميس من الشهر القادم", "2018-06-28"),
            ("أول يوم جمعة من مارس", "2018-03-02"),
            ("اليوم الأخير من فبراير", "2018-02-28"),
            ("الأسبوع الأول من أبريل", "2018-04-01/2018-04-07"),
            ("ثالث ثلاثاء بعد عيد الميلاد 2014", "2015-01-13"),
        ]);
    }
}
