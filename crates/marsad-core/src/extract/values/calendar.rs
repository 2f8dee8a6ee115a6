//! Days, periods and how fine they are said; weeks from Monday; the Hijri year.

use super::words::{Part, Unit};
use icu_calendar::cal::Hijri;
use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// How fine a date is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grain {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
    Decade,
    Century,
}

impl Grain {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
            Self::Decade => "decade",
            Self::Century => "century",
        }
    }

    /// The ISO date of a day, cut to what was said.
    pub fn cut(self, d: Date) -> String {
        match self {
            Self::Minute | Self::Hour | Self::Day | Self::Week => format!("{:04}-{:02}-{:02}", d.year(), d.month(), d.day()),
            Self::Month => format!("{:04}-{:02}", d.year(), d.month()),
            Self::Year | Self::Decade | Self::Century => format!("{:04}", d.year()),
        }
    }
}

impl From<Unit> for Grain {
    fn from(u: Unit) -> Self {
        match u {
            Unit::Second | Unit::Minute => Self::Minute,
            Unit::Hour => Self::Hour,
            Unit::Day => Self::Day,
            Unit::Week => Self::Week,
            Unit::Month => Self::Month,
            Unit::Year => Self::Year,
        }
    }
}

impl Unit {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// From a first to a last day, either of which may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub begin: Option<Date>,
    pub end: Option<Date>,
    /// How fine the begin is said, or the end where there is no begin.
    pub grain: Grain,
    /// How fine the end is said.
    pub end_grain: Grain,
}

impl Stretch {
    pub const fn new(begin: Option<Date>, end: Option<Date>, grain: Grain) -> Self {
        Self { begin, end, grain, end_grain: grain }
    }
    pub const fn unknown(grain: Grain) -> Self {
        Self::new(None, None, grain)
    }
    pub const fn day(d: Date) -> Self {
        Self::new(Some(d), Some(d), Grain::Day)
    }
    pub fn week(d: Date) -> Self {
        let monday = monday(d);
        Self::new(Some(monday), plus(monday, 6, Unit::Day), Grain::Week)
    }
    pub fn month(year: i16, month: i8) -> Self {
        let Ok(first) = Date::new(year, month, 1) else { return Self::unknown(Grain::Month) };
        Self::new(Some(first), Some(first.last_of_month()), Grain::Month)
    }
    /// From the first month to the last, which may lie in the next year (13 is its January).
    pub fn months(year: i16, first: i8, last: i8) -> Self {
        let (to_year, last) = if last > 12 { (year + 1, last - 12) } else { (year, last) };
        Self { end: Self::month(to_year, last).end, ..Self::month(year, first) }
    }
    pub fn year(year: i16) -> Self {
        Self::new(Date::new(year, 1, 1).ok(), Date::new(year, 12, 31).ok(), Grain::Year)
    }
    pub fn years(year: i16, n: i16, grain: Grain) -> Self {
        Self::new(Date::new(year, 1, 1).ok(), Date::new(year + n - 1, 12, 31).ok(), grain)
    }
    /// The period of a unit that `d` lies in.
    pub fn around(d: Date, unit: Unit) -> Self {
        match unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Self { grain: unit.into(), ..Self::day(d) },
            Unit::Week => Self::week(d),
            Unit::Month => Self::month(d.year(), d.month()),
            Unit::Year => Self::year(d.year()),
        }
    }
    /// A part of this period, as the words define it.
    pub fn part(self, part: Part) -> Self {
        let Some(begin) = self.begin else { return self };
        match self.grain {
            Grain::Month => {
                let day = |n: i8| Date::new(begin.year(), begin.month(), n.min(begin.days_in_month())).ok();
                Self::new(day(part.month.0), day(part.month.1), Grain::Month)
            }
            Grain::Year => Self::months(begin.year(), part.year.0, part.year.1),
            Grain::Week => {
                let day = |n: i8| plus(begin, i64::from(n) - 1, Unit::Day);
                Self::new(day(part.week.0), day(part.week.1), Grain::Day)
            }
            // a month of the Hijri year, which is said in days
            _ => {
                let day = |n: i8| plus(begin, i64::from(n) - 1, Unit::Day).filter(|d| Some(*d) <= self.end).or(self.end);
                let month = self.end.is_some_and(|end| plus(begin, 28, Unit::Day) <= Some(end) && plus(begin, 30, Unit::Day) > Some(end));
                if month { Self::new(day(part.month.0), day(part.month.1), Grain::Day) } else { self }
            }
        }
    }
    /// From this one's begin to the other's end.
    pub fn to(self, other: Self) -> Self {
        Self { begin: self.begin, end: other.end, grain: self.grain, end_grain: other.end_grain }
    }
}

/// The Monday of a day's week.
pub(super) fn monday(d: Date) -> Date {
    plus(d, -i64::from(d.weekday().to_monday_zero_offset()), Unit::Day).unwrap_or(d)
}

/// Monday 0.
pub(super) fn weekday(d: Date) -> i8 {
    d.weekday().to_monday_zero_offset()
}

/// So many units later, or earlier if negative. Hours and less do not change the day but for whole days.
pub(super) fn plus(d: Date, n: i64, unit: Unit) -> Option<Date> {
    if n.abs() > 100_000_000 {
        return None;
    }
    let span: Span = match unit {
        Unit::Second => (n / 86_400).days(),
        Unit::Minute => (n / 1440).days(),
        Unit::Hour => (n / 24).days(),
        Unit::Day => Span::new().try_days(n).ok()?,
        Unit::Week => Span::new().try_weeks(n).ok()?,
        Unit::Month => Span::new().try_months(n).ok()?,
        Unit::Year => Span::new().try_years(n).ok()?,
    };
    d.checked_add(span).ok()
}

/// A day of the Hijri year in the Umm al-Qura calendar (tables of `icu_calendar`; outside 1300 to 1600 its arithmetic rule).
pub(super) fn hijri(year: i16, month: i8, day: i8) -> Option<Date> {
    let d = icu_calendar::Date::try_new_hijri_with_calendar(
        i32::from(year),
        u8::try_from(month).ok()?,
        u8::try_from(day).ok()?,
        Hijri::new_umm_al_qura(),
    )
    .ok()?;
    let iso = d.to_calendar(icu_calendar::Iso);
    Date::new(
        i16::try_from(iso.year().extended_year()).ok()?,
        i8::try_from(iso.month().ordinal).ok()?,
        i8::try_from(iso.day_of_month().0).ok()?,
    )
    .ok()
}

/// A month of the Hijri year.
pub(super) fn hijri_month(year: i16, month: i8) -> Option<Stretch> {
    let begin = hijri(year, month, 1)?;
    let (y, m) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    let end = plus(hijri(y, m, 1)?, -1, Unit::Day)?;
    Some(Stretch::new(Some(begin), Some(end), Grain::Day))
}

/// The Hijri year of a day.
pub(super) fn hijri_year(d: Date) -> i16 {
    let (month, day) = (u8::try_from(d.month()).unwrap_or(1), u8::try_from(d.day()).unwrap_or(1));
    icu_calendar::Date::try_new_iso(i32::from(d.year()), month, day)
        .ok()
        .and_then(|iso| i16::try_from(iso.to_calendar(Hijri::new_umm_al_qura()).year().extended_year()).ok())
        .unwrap_or(d.year() - 579)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Grain, Stretch, hijri, hijri_month, hijri_year, monday, plus};
    use crate::extract::values::words::{Part, Unit};
    use jiff::civil::{Date, date};

    fn cut(s: Stretch) -> (Option<String>, Option<String>) {
        (s.begin.map(|d| s.grain.cut(d)), s.end.map(|d| s.end_grain.cut(d)))
    }

    fn pair(a: &str, b: &str) -> (Option<String>, Option<String>) {
        (Some(a.into()), Some(b.into()))
    }

    #[test]
    fn a_week_is_monday_to_sunday() {
        assert_eq!(cut(Stretch::week(date(2018, 2, 22))), pair("2018-02-19", "2018-02-25"));
        assert_eq!(monday(date(2018, 2, 19)), date(2018, 2, 19));
        assert_eq!(monday(date(2018, 2, 25)), date(2018, 2, 19));
    }

    #[test]
    fn periods_are_cut_to_their_grain() {
        assert_eq!(cut(Stretch::month(2018, 2)), pair("2018-02", "2018-02"));
        assert_eq!(cut(Stretch::year(2014)), pair("2014", "2014"));
        assert_eq!(cut(Stretch::months(2017, 12, 14)), pair("2017-12", "2018-02"));
        assert_eq!(cut(Stretch::years(1990, 10, Grain::Decade)), pair("1990", "1999"));
    }

    #[test]
    fn parts_of_periods() {
        let late = Part { month: (21, 31), year: (11, 12), week: (5, 7) };
        assert_eq!(Stretch::month(2018, 2).part(late).end, Some(date(2018, 2, 28)));
        assert_eq!(cut(Stretch::year(2018).part(late)), pair("2018-11", "2018-12"));
        assert_eq!(cut(Stretch::week(date(2018, 2, 22)).part(late)), pair("2018-02-23", "2018-02-25"));
    }

    #[test]
    fn months_are_counted_by_the_calendar() {
        assert_eq!(plus(date(2018, 3, 31), -1, Unit::Month), Some(date(2018, 2, 28)));
        assert_eq!(plus(date(2018, 3, 1), -48, Unit::Hour), Some(date(2018, 2, 27)));
        assert_eq!(plus(date(2018, 3, 1), i64::MAX, Unit::Day), None);
        assert_eq!(plus(Date::MAX, 1, Unit::Day), None);
    }

    #[test]
    fn hijri_dates_follow_umm_al_qura() {
        assert_eq!(hijri(1440, 1, 1), Some(date(2018, 9, 11)));
        assert_eq!(hijri(1438, 9, 1), Some(date(2017, 5, 27)));
        assert_eq!(hijri(1439, 13, 1), None);
        assert_eq!(hijri_year(date(2018, 9, 10)), 1439);
        assert_eq!(hijri_year(date(2018, 9, 11)), 1440);
        let ramadan = hijri_month(1438, 9).unwrap();
        assert_eq!(ramadan.end, Some(date(2017, 6, 24)));
    }
}
