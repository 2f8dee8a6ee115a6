//! A number with what it measures: per cent, a currency, a unit of time; and units that say their number themselves.

use super::reader::Reader;
use super::words::{Kinds, Particle, Sense, Shape, Unit};
use crate::morphology::clitic::Clitics;
use crate::text::TokenKind;

/// What a number measures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Measure {
    Count,
    Percent,
    /// A unit of currency and the country that its adjective names.
    Currency(u8, Option<u8>),
    Code(&'static str),
    Time(Unit),
}

/// A number and what it measures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Amount {
    pub from: usize,
    /// The number alone.
    pub core: (usize, usize),
    pub to: usize,
    pub value: f64,
    pub scale: f64,
    pub clitics: Clitics,
    pub measure: Measure,
}

/// What a number with its unit may begin with.
pub(super) const AMOUNT: Kinds = Kinds::NUMBER
    .with(Kinds::SCALE)
    .with(Kinds::FRACTION)
    .with(Kinds::CURRENCY)
    .with(Kinds::SYMBOL)
    .with(Kinds::UNIT)
    .with(Kinds::of(Particle::Part))
    .with(Kinds::of(Particle::Minus))
    .with(Kinds::of(Particle::Article))
    .with(Kinds::of(Particle::For));

impl Reader<'_> {
    /// A number with the unit, currency or per cent after it.
    pub fn amount(&self, i: usize) -> Option<Amount> {
        if !(self.is(i, TokenKind::Number) || self.is(i, TokenKind::Punct) || self.has(i, AMOUNT)) {
            return None;
        }
        let mut from = i;
        let mut at = i;
        let mut sign = 1.0;
        let mut clitics = None;
        // $10
        let symbol = self.find(at, |s| if let Sense::Symbol(code) = s { Some(code) } else { None });
        if let Some(s) = symbol {
            clitics = Some(s.clitics);
            at = s.to;
        }
        if let Some(f) = self.find(at, |s| (s == Sense::Particle(Particle::Minus)).then_some(())) {
            clitics = clitics.or(Some(f.clitics));
            at = f.to;
            sign = -1.0;
        } else if self.mark(at, "-") && self.glued(at + 1) && self.is(at + 1, TokenKind::Number) && self.sign(at) {
            at += 1;
            sign = -1.0;
        }
        let number = at;
        let (value, scale, to, first, core_from) = if self.mark(at, ".٫")
            && self.is(at + 1, TokenKind::Number)
            && self.glued(at + 1)
            && (at == 0 || !self.glued(at) || self.is(at - 1, TokenKind::Break))
        {
            // ٫77
            let places = self.text.word(at + 1);
            let glued_word = self.is(at + 2, TokenKind::Word) && self.glued(at + 2);
            (format!("0.{places}").parse::<f64>().ok().filter(|_| !glued_word)?, 1.0, at + 2, Clitics::default(), at)
        } else {
            at = self.skip(at, Particle::Article);
            if at > number && !self.is(at, TokenKind::Number) || self.is(at, TokenKind::Number) && self.labelled(at) {
                return None;
            }
            if let Some(c) = self.cardinal(at) {
                (c.value, c.scale, c.to, if at > number { Clitics::default() } else { c.clitics }, at)
            } else {
                return self.bare_unit(i);
            }
        };
        if symbol.is_none() && sign > 0.0 {
            from = if at > number { number } else { core_from };
        }
        let clitics = clitics.unwrap_or(first);
        let core = (if sign < 0.0 { number - usize::from(self.mark(number - 1, "-")) } else { core_from }, to);
        let mut a = Amount { from, core, to, value: sign * value, scale, clitics, measure: Measure::Count };
        match symbol {
            Some(s) => a.measure = Measure::Code(s.is),
            None => self.with_measure(&mut a),
        }
        if let Measure::Code(_) = a.measure {
            self.with_cents(&mut a);
        }
        Some(a)
    }

    /// Whether a hyphen before digits is a minus: nothing but the number stands in its line.
    fn sign(&self, i: usize) -> bool {
        let mut end = i + 1;
        while end < i + 10
            && self.token(end).is_some_and(|t| t.kind != TokenKind::Break && (t.kind != TokenKind::Word || self.text.word(end) == "e"))
        {
            end += 1;
        }
        self.alone(i, end)
    }

    /// Whether digits name a thing and count nothing: صماد-3, إف-16, G7, 10 km written together.
    fn labelled(&self, i: usize) -> bool {
        let before = |n: usize| i.checked_sub(n).and_then(|j| self.token(j));
        let latin = |n: usize| i.checked_sub(n).is_some_and(|j| self.text.word(j).starts_with(|c: char| c.is_ascii_alphabetic()));
        let hyphen =
            self.glued(i) && i > 1 && self.mark(i - 1, "-") && self.glued(i - 1) && before(2).is_some_and(|t| t.kind == TokenKind::Word);
        let after_latin = self.glued(i) && before(1).is_some_and(|t| t.kind == TokenKind::Word) && latin(1);
        let measure = self.glued(i + 1) && self.is(i + 1, TokenKind::Word) && self.particle(i + 1, Particle::Measure).is_some();
        hyphen || after_latin || measure
    }

    fn with_measure(&self, a: &mut Amount) {
        if let Some(f) = self.find(a.to, |s| (s == Sense::Percent).then_some(())) {
            (a.to, a.measure) = (f.to, Measure::Percent);
            return;
        }
        if let Some(f) = self.find(a.to, |s| if let Sense::Symbol(code) = s { Some(code) } else { None }) {
            (a.to, a.measure) = (f.to, Measure::Code(f.is));
            return;
        }
        if let Some((to, measure)) = self.currency(a.to) {
            (a.to, a.measure) = (to, measure);
            return;
        }
        let Some(f) = self.find(a.to, |s| {
            if let Sense::Unit(u, times, shape) = s { matches!(shape, Shape::One | Shape::Many).then_some((u, times)) } else { None }
        }) else {
            return;
        };
        // «ربع الساعة», «ثلاثة أرباع الساعة»
        let part = a.value < 1.0 && f.clitics == Clitics::ARTICLE;
        if !f.clitics.is_none() && !part {
            return;
        }
        let (unit, times) = f.is;
        // «23 ألفا عام 1975», «قتل 5 يوم الجمعة»: the unit begins a date
        if unit >= Unit::Day && self.point(a.to, false).is_some_and(|p| p.to > f.to) {
            return;
        }
        a.value *= f64::from(times);
        (a.to, a.measure) = (f.to, Measure::Time(unit));
        self.with_more(a, unit, times);
    }

    /// What may go on after a unit of time: «ونصف السنة», «وثلاثة أشهر».
    fn with_more(&self, a: &mut Amount, unit: Unit, times: u8) {
        if let Some((share, to)) = self.and_part(a.to, unit) {
            a.value += share * f64::from(times);
            a.to = to;
            return;
        }
        let (at, clitics) = self.after_and(a.to).map_or((a.to, Clitics::CONJUNCTION), |n| (n, Clitics::default()));
        if let Some(c) = self.cardinal(at).filter(|c| c.clitics == clitics)
            && let Some(u) =
                self.find(c.to, |s| if let Sense::Unit(u, 1, Shape::One | Shape::Many) = s { (u < unit).then_some(u) } else { None })
            && u.clitics.is_none()
            && let Some(many) = many_in(unit, u.is)
        {
            a.value = a.value * many + c.value;
            a.to = u.to;
            a.measure = Measure::Time(u.is);
        }
    }

    /// «ونصف», «وربع السنة» after a unit of time: the share of the unit, and one past it.
    pub fn and_part(&self, i: usize, unit: Unit) -> Option<(f64, usize)> {
        let share = |i| self.find(i, |s| if let Sense::Fraction(over, Shape::One, true) = s { Some(1.0 / over) } else { None });
        let f = match self.after_and(i) {
            Some(next) => share(next)?,
            None => share(i).filter(|f| f.clitics == Clitics::CONJUNCTION)?,
        };
        if self.has(f.to, Kinds::SCALE) {
            return None;
        }
        let again = self.find(f.to, |s| matches!(s, Sense::Unit(u, _, Shape::One) if u == unit).then_some(()));
        Some((f.is, again.map_or(f.to, |u| u.to)))
    }

    /// A unit of currency at token `i`, with its country's adjective.
    pub fn currency(&self, i: usize) -> Option<(usize, Measure)> {
        let at = self.skip(i, Particle::Of);
        let f = self.find(at, |s| if let Sense::Currency(c, shape) = s { (shape != Shape::Two).then_some((c, shape)) } else { None })?;
        let definite = f.clitics == Clitics::ARTICLE;
        if !(f.clitics.is_none() && at == i || definite && f.is.1 == Shape::Many) {
            return None;
        }
        let nisba = self.find(f.to, |s| if let Sense::Nisba(n) = s { Some(n) } else { None }).filter(|n| n.clitics.is_none());
        let known = nisba.filter(|n| self.words.currencies[usize::from(f.is.0)].codes.iter().any(|(k, _)| *k == n.is));
        Some((known.map_or(f.to, |n| n.to), Measure::Currency(f.is.0, known.map(|n| n.is))))
    }

    /// «20$ و 43c»
    fn with_cents(&self, a: &mut Amount) {
        if let Some(next) = self.after_and(a.to)
            && let Some(c) = self.cardinal(next)
            && let Some(to) = self.particle(c.to, Particle::Cent)
        {
            a.value += c.value / 100.0;
            a.to = to;
        }
    }

    /// «دولارين», «دولار واحد», or a currency alone in its line.
    fn bare_currency(&self, i: usize) -> Option<Amount> {
        let pick = |s| if let Sense::Currency(c, shape) = s { (shape != Shape::Many).then_some((c, shape)) } else { None };
        let f = self.find(i, pick).filter(|f| !f.clitics.any(Clitics::ARTICLE))?;
        let (currency, shape) = f.is;
        let nisba = self.find(f.to, |s| if let Sense::Nisba(n) = s { Some(n) } else { None });
        let end = nisba.as_ref().map_or(f.to, |n| n.to);
        let one = self.find(end, |s| (s == Sense::Number(1.0)).then_some(())).filter(|o| o.clitics.is_none());
        let to = one.as_ref().map_or(end, |o| o.to);
        if !(shape == Shape::Two || one.is_some() || self.alone(i, to)) {
            return None;
        }
        let value = if shape == Shape::Two { 2.0 } else { 1.0 };
        let measure = Measure::Currency(currency, nisba.map(|n| n.is));
        Some(Amount { from: i, core: (i, i), to, value, scale: 1.0, clitics: f.clitics, measure })
    }

    /// A unit without a number: «أسبوعين», «لمدة شهر», «يوم كامل», «ساعة ونصف», or alone in its line.
    fn bare_unit(&self, i: usize) -> Option<Amount> {
        if let Some(a) = self.bare_currency(i) {
            return Some(a);
        }
        let lasting = self.find(i, |s| (s == Sense::Particle(Particle::For)).then_some(()));
        let at = lasting.as_ref().map_or(i, |f| f.to);
        let f = self.find(at, |s| {
            if let Sense::Unit(u, times, shape) = s { matches!(shape, Shape::One | Shape::Two).then_some((u, times, shape)) } else { None }
        })?;
        let (unit, times, shape) = f.is;
        let unit_clitics = f.clitics;
        let article = unit_clitics.any(Clitics::ARTICLE);
        let mut a = Amount {
            from: i,
            core: (at, at),
            to: f.to,
            value: f64::from(times),
            scale: 1.0,
            clitics: lasting.map_or(unit_clitics, |l| l.clitics),
            measure: Measure::Time(unit),
        };
        if shape == Shape::Two {
            if article || !unit_clitics.is_none() && unit_clitics != Clitics::CONJUNCTION && unit_clitics != Clitics::LAM {
                return None;
            }
            a.value *= 2.0;
        }
        let end = a.to;
        self.with_more(&mut a, unit, times);
        let whole = self.particle(a.to, Particle::Whole);
        let one = self.find(a.to, |s| (s == Sense::Number(1.0)).then_some(())).filter(|o| o.clitics.is_none());
        let said = shape == Shape::Two
            || lasting.is_some()
            || a.to > end
            || (whole.is_some() || one.is_some()) && !article
            || !article && unit_clitics.is_none() && self.alone(i, a.to);
        if !said || lasting.is_none() && shape == Shape::One && self.find(a.to, |s| matches!(s, Sense::Shift(_)).then_some(())).is_some() {
            return None;
        }
        // the day or month that lasts is a length; one that has a name is a date
        if lasting.is_some() && article && (!self.pauses(a.to) && self.may_begin(a.to)) {
            return None;
        }
        a.to = whole.or(one.map(|o| o.to)).unwrap_or(a.to);
        Some(a)
    }
}

/// How many of the smaller unit make the larger, where that is fixed.
fn many_in(large: Unit, small: Unit) -> Option<f64> {
    Some(match (large, small) {
        (Unit::Year, Unit::Month) => 12.0,
        (Unit::Week, Unit::Day) => 7.0,
        (Unit::Day, Unit::Hour) => 24.0,
        (Unit::Hour, Unit::Minute) | (Unit::Minute, Unit::Second) => 60.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{each, sentences};

    #[test]
    fn money() {
        each(&[
            ("20 ألف دولار", "20000 USD"),
            ("مليوني دولار أميركي", "2000000 USD"),
            ("$300", "300 USD"),
            ("75 €", "75 EUR"),
            ("12$ و 50c", "12.5 USD"),
            ("400 جنيه إسترليني", "400 GBP"),
            ("3 دنانير أردنية", "3 JOD"),
            ("مليار ونصف المليار دولار", "1500000000 USD"),
            ("90 LBP", "90 LBP"),
            ("30 ج.م.", "30 EGP"),
            ("دولارين", "2 USD"),
            ("دينار كويتي واحد", "1 KWD"),
            ("أقل من سبعة يورو", "less_than …–7 EUR"),
            ("10$-20$", "range 10–20 USD"),
        ]);
    }

    #[test]
    fn a_unit_of_several_countries_is_the_one_named_before() {
        sentences(&[
            ("غرامة قدرها 500 ريال", &["500 ريال: 500 XXX"]),
            ("دفع 200 ريال يمني ثم 300 ريال", &["200 ريال يمني: 200 YER", "300 ريال: 300 YER"]),
        ]);
    }

    #[test]
    fn lengths_of_time() {
        each(&[
            ("3 أيام", "3 day"),
            ("أسبوعين", "2 week"),
            ("18 شهرا", "18 month"),
            ("خمس سنوات", "5 year"),
            ("ثلاث سنوات ونصف سنة", "3.5 year"),
            ("ساعة ونصف", "1.5 hour"),
            ("نصف ساعة", "0.5 hour"),
            ("عقدين", "20 year"),
            ("ساعة و20 دقيقة", "80 minute"),
            ("لمدة 30 يوما", "30 day"),
            ("ليومين", "2 day"),
            ("لأكثر من ثلاثة أعوام", "more_than 3–… year"),
            ("لمدة شهر كامل", "1 month"),
            ("طوال العام", "1 year"),
            ("شهر", "1 month"),
        ]);
    }

    #[test]
    fn a_unit_that_begins_a_date_is_not_measured() {
        sentences(&[
            ("بلغ العدد 23 ألفا عام 1975", &["23 ألفا: 23000", "عام 1975: 1975"]),
            ("قتل 5 يوم الجمعة", &["5: 5", "يوم الجمعة: 2018-05-11"]),
            ("عاد السكان كل يوم إلى الحقول", &[]),
        ]);
    }
}
