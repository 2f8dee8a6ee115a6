//! Dates with the preposition that opens or closes them, and ranges of two dates.

use super::calendar::{Grain, Stretch, plus};
use super::lengths::Length;
use super::moments::whole;
use super::points::{Named, Point};
use super::reader::Reader;
use super::words::{Kinds, Particle, Sense, Shape, Unit};
use super::{Value, ValueKind};
use crate::morphology::clitic::Clitics;
use crate::record::Exactness;
use crate::text::TokenKind;
use jiff::civil::Date;

const fn of(p: Particle) -> Kinds {
    Kinds::of(p)
}
/// Prepositions that open or close a time.
const OPENING: Kinds = of(Particle::Since)
    .with(of(Particle::Before))
    .with(of(Particle::After))
    .with(of(Particle::Until))
    .with(of(Particle::By))
    .with(of(Particle::During))
    .with(of(Particle::For));
const BETWEEN: Kinds = of(Particle::Between).with(of(Particle::From));
/// What a date without a preposition may begin with.
const PLAIN: Kinds = Kinds::NUMBER
    .with(Kinds::SCALE)
    .with(Kinds::FRACTION)
    .with(Kinds::VAGUE)
    .with(Kinds::ORDINAL)
    .with(Kinds::UNIT)
    .with(Kinds::MONTH)
    .with(Kinds::WEEKDAY)
    .with(Kinds::FEAST)
    .with(Kinds::RELATIVE)
    .with(Kinds::LEAD)
    .with(Kinds::PART)
    .with(Kinds::SEASON)
    .with(of(Particle::This))
    .with(of(Particle::Latest))
    .with(of(Particle::Article));

/// Whether what is joined before a second date lets it go on with the first.
type Joins = fn(Clitics) -> bool;

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
        let opened = if self.has(i, OPENING) { self.opened(i) } else { None };
        let ranged = || if self.has(i, BETWEEN) { self.ranged(i) } else { None };
        let plain = || if self.is(i, TokenKind::Number) || self.has(i, PLAIN) { self.plain(i) } else { None };
        opened.or_else(ranged).or_else(plain).map(|p| self.date_value(i, p))
    }

    fn date_value(&self, i: usize, p: Phrase) -> Value {
        let w = p.when;
        let span = self.span(i, p.to, p.clitics);
        Value {
            from: i as u32,
            to: p.to as u32,
            core_from: p.core.0 as u32,
            core_to: p.core.1 as u32,
            span,
            core: self.core(span, p.core, p.core_clitics),
            kind: ValueKind::Date { from: w.begin.map(|d| w.grain.cut(d)), to: w.end.map(|d| w.end_grain.cut(d)), grain: w.grain.name() },
            low: None,
            high: None,
            exactness: Exactness::Exact,
            days: (w.begin, w.end),
        }
    }

    fn plain(&self, i: usize) -> Option<Phrase> {
        if let Some(p) = self.ago(i).or_else(|| self.two_days(i)) {
            return Some(p);
        }
        let bare = i > 0 && self.time_preposition(i - 1);
        let Some(p) = self.point(i, bare) else { return self.day_of_this_month(i) };
        let (when, to) = self.joined_point(p).unwrap_or((p.when, p.to));
        Some(Phrase { to, core: (i, to), core_clitics: p.clitics, clitics: p.clitics, when })
    }

    /// «إلى الحادي والعشرين», «في الخامس عشر», «يوم 15» at the end of a line: no noun is counted, so it is a day of the
    /// report's month.
    fn day_of_this_month(&self, i: usize) -> Option<Phrase> {
        let lead = self.find(i, |s| matches!(s, Sense::Unit(Unit::Day, 1, Shape::One)).then_some(()));
        let lead = lead.filter(|l| !l.clitics.any(Clitics::ARTICLE));
        let at = lead.as_ref().map_or(i, |l| l.to);
        let ordinal = self.ordinal(at).filter(|o| o.compound && o.clitics.any(Clitics::ARTICLE));
        let before = |p| i > 0 && self.particle(i - 1, p) == Some(i);
        let (day, to, clitics) = match (&lead, ordinal) {
            (Some(l), _) => self.day_number(at).map(|d| (d.0, d.1, l.clitics))?,
            (None, Some(o)) if o.clitics.any(Clitics::LAM) || before(Particle::To) || before(Particle::In) => {
                (i8::try_from(o.value).ok()?, o.to, o.clitics)
            }
            _ => return None,
        };
        if !self.ends(to) {
            return None;
        }
        let today = self.published;
        let when = today.map_or(Some(Stretch::unknown(Grain::Day)), |d| Date::new(d.year(), d.month(), day).ok().map(Stretch::day))?;
        Some(Phrase { to, core: (at, to), core_clitics: clitics, clitics, when })
    }

    /// Whether token `i` is a preposition after which four digits are a year.
    fn time_preposition(&self, i: usize) -> bool {
        let pick = |s| {
            matches!(
                s,
                Sense::Particle(
                    Particle::In | Particle::Since | Particle::Before | Particle::After | Particle::Until | Particle::By | Particle::During
                )
            )
            .then_some(())
        };
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
            Sense::Particle(
                p @ (Particle::Since
                | Particle::Before
                | Particle::After
                | Particle::Until
                | Particle::By
                | Particle::During
                | Particle::For),
            ) => Some(p),
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
        let same_day =
            matches!(preposition, Particle::After | Particle::Before) && self.find(at, |s| (s == Sense::DayPart).then_some(())).is_some();
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
        let (when, to) = self.joined_point(p).unwrap_or((p.when, p.to));
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
            let next = if between {
                self.after_and(to).or_else(|| self.particle(to, Particle::To)).unwrap_or(to)
            } else {
                self.particle(to, Particle::To).or_else(|| self.particle(to, Particle::Until))?
            };
            let Some(right) = self.point(next, true) else { continue };
            let joined = if next > to {
                right.clitics.is_none() || right.clitics == Clitics::ARTICLE
            } else {
                right.clitics.any(Clitics::CONJUNCTION)
            };
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
                (Named::Day(m, d), Some(end)) => {
                    Stretch::day(Date::new(if m > end.month() { end.year() - 1 } else { end.year() }, m, d).ok()?)
                }
                _ => l.when,
            },
            None => {
                let (Named::Day(..), Some(end)) = (right.named, right.when.begin) else { return None };
                let month = if day? > end.day() { plus(end, -1, Unit::Month)? } else { end };
                Stretch::day(Date::new(month.year(), month.month(), day?).ok()?)
            }
        };
        let ordered = begin.begin.zip(end).is_none_or(|(a, b)| a <= b);
        ordered.then_some(begin.to(right.when))
    }

    /// A second date of the same kind, joined by a dash or, if it follows closely, by «و»: «2015 و2016», «يناير وفبراير», «2011 – 2013».
    fn joined_point(&self, p: Point) -> Option<(Stretch, usize)> {
        if !matches!(p.named, Named::Year | Named::Month(_) | Named::Day(..)) {
            return None;
        }
        let (next, clitics) = self.second(p.to)?;
        let q = self.point(next, p.named == Named::Year).filter(|q| clitics(q.clitics))?;
        let alike = matches!(
            (p.named, q.named),
            (Named::Year, Named::Year) | (Named::Month(_), Named::Month(_)) | (Named::Day(..), Named::Day(..))
        );
        let when = self.range_of(Some(p), None, q).filter(|_| alike)?;
        let close = match (when.begin, q.when.begin, p.named) {
            (Some(a), Some(b), Named::Day(..)) => plus(a, 7, Unit::Day) >= Some(b),
            (Some(a), Some(b), Named::Month(_)) => plus(a, 1, Unit::Month) >= Some(b),
            (Some(a), Some(b), _) => plus(a, 1, Unit::Year) >= Some(b),
            _ => true,
        };
        (close || self.mark(p.to, "-")).then_some((when, q.to))
    }

    /// «5 و6 مايو», «يومي 28 و29 يناير», «12 - 13 أبريل»: the first day's month stands with the second.
    fn two_days(&self, i: usize) -> Option<Phrase> {
        let pair = self.find(i, |s| matches!(s, Sense::Unit(Unit::Day, _, Shape::Pair)).then_some(()));
        let at = pair.as_ref().map_or(i, |p| p.to);
        let (day, to, first) = self.day_number(at)?;
        let (next, joins) = self.second(to)?;
        let right = self.point(next, false).filter(|q| joins(q.clitics))?;
        let when = self.range_of(None, Some(day), right)?;
        let clitics = pair.map_or(first, |p| p.clitics);
        Some(Phrase { to: right.to, core: (at, right.to), core_clitics: first, clitics, when })
    }

    /// Where a second date would begin after «و» or a dash, and what may be joined before it.
    fn second(&self, to: usize) -> Option<(usize, Joins)> {
        let dash = self.mark(to, "-") && self.glued(to) == self.glued(to + 1);
        let next = self.after_and(to).unwrap_or(to + usize::from(dash));
        if self.token(next).is_none_or(|t| t.kind == TokenKind::Break) {
            return None;
        }
        Some(if next > to { (next, |c| c.is_none() || c == Clitics::ARTICLE) } else { (next, |c| c.any(Clitics::CONJUNCTION)) })
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

#[cfg(test)]
mod tests {
    use super::super::tests::{each, sentences};

    #[test]
    fn since_is_open_at_its_end() {
        each(&[
            ("منذ 2011", "2011/.."),
            ("منذ عام 2014", "2014/.."),
            ("منذ 18 شباط/فبراير الماضي", "2018-02-18/.."),
            ("منذ بداية عام 2017", "2017-01/.."),
            ("منذ مساء الأربعاء", "2018-05-09/.."),
            ("منذ 6 أسابيع", "2018-04-02/.."),
            ("منذ نحو شهرين", "2018-03/.."),
            ("منذ ثلاثة أعوام", "2015/.."),
            ("منذ أكثر من 50 عاما", "1968/.."),
            ("منذ أكثر من عقد", "../.."),
            ("منذ سنوات", "../.."),
        ]);
    }

    #[test]
    fn before_is_a_point_with_a_length_and_open_with_a_date() {
        each(&[
            ("قبل أسبوعين", "2018-04-30"),
            ("قبل نحو شهرين", "2018-03"),
            ("قبل عام", "2017-05"),
            ("قبل سبع سنوات", "2011"),
            ("قبل أيام", "../2018-05-14"),
            ("قبل 2002", "../2002"),
            ("قبل ظهر السبت", "2018-05-12"),
        ]);
        // the day is the attack's, not the report's
        sentences(&[("قبل يومين من الهجوم", &["قبل يومين: ../.."]), ("بعد ثلاثة أيام على توقيعه", &["بعد ثلاثة أيام: ../.."])]);
    }

    #[test]
    fn until_and_by_are_open_at_their_begin() {
        each(&[("حتى الآن", "../2018-05-14"), ("حتى نهاية أبريل", "../2018-04"), ("بحلول 12 يونيو المقبل", "../2018-06-12")]);
    }

    #[test]
    fn during() {
        each(&[
            ("خلال الأيام الماضية", "../2018-05-14"),
            ("خلال 48 ساعة", "2018-05-12/2018-05-14"),
            ("خلال الأيام المقبلة", "2018-05-14/.."),
            ("خلال العام الماضي", "2017"),
            ("خلال الفترة من 21 مارس 2015 إلى 3 أبريل 2016", "2015-03-21/2016-04-03"),
            ("على مدى السنوات الثلاث الماضية", "2015/2018-05-14"),
        ]);
    }

    #[test]
    fn after() {
        each(&[("بعد يومين", "2018-05-16"), ("بعد عصر الجمعة", "2018-05-11"), ("بعد سنة و21 يوما من الآن", "2019-06-04")]);
    }

    #[test]
    fn ranges_of_dates() {
        each(&[
            ("بين أغسطس 2016 ومارس 2017", "2016-08/2017-03"),
            ("بين نيسان/أبريل وحزيران/يونيو 2015", "2015-04/2015-06"),
            ("من يونيو إلى أكتوبر من العام الماضي", "2017-06/2017-10"),
            ("من 5 إلى 10 مايو", "2018-05-05/2018-05-10"),
            ("بين الثالث والعاشر من مارس", "2018-03-03/2018-03-10"),
            ("5 و6 مايو", "2018-05-05/2018-05-06"),
            ("يومي 28 و29 يناير", "2018-01-28/2018-01-29"),
            ("كانون الثاني/يناير وشباط/فبراير", "2018-01/2018-02"),
            ("2011-2013", "2011/2013"),
            ("عامي 2014 و2015", "2014/2015"),
        ]);
        sentences(&[
            ("عادوا في الخامس عشر.", &["الخامس عشر: 2018-05-15"]),
            ("وصل عدد القتلى إلى 27", &["27: 27"]),
            ("في القرن الخامس عشر", &["الخامس عشر: 15."]),
        ]);
        sentences(&[("في 2015 و2016 زار المدينة", &["2015 و2016: 2015/2016"])]);
    }
}
