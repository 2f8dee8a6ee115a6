//! Numbers with what governs them and what they measure: bounds, ranges, per cent, money, lengths of time.

use super::numbers::Cardinal;
use super::reader::Reader;
use super::words::{Particle, Sense, Shape, Side, Unit};
use super::{Value, ValueKind};
use crate::morphology::clitic::Clitics;
use crate::record::Exactness;
use crate::text::TokenKind;

/// What the text said before, as far as later values lean on it.
#[derive(Debug)]
pub(super) struct Memory {
    /// The code that each unit of currency had last, where its adjective said the country.
    codes: [Option<&'static str>; 64],
    /// The last bound, and the token after the number that it governs.
    bound: Option<(Exactness, usize)>,
}

impl Default for Memory {
    fn default() -> Self {
        Self { codes: [None; 64], bound: None }
    }
}

/// What a number measures.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Measure {
    Count,
    Percent,
    /// A unit of currency and the country that its adjective names.
    Currency(u8, Option<u8>),
    Code(&'static str),
    Time(Unit),
}

/// A number and what it measures.
#[derive(Debug, Clone, Copy)]
struct Amount {
    from: usize,
    /// The number alone.
    core: (usize, usize),
    to: usize,
    value: f64,
    scale: f64,
    clitics: Clitics,
    measure: Measure,
}

/// So many of a unit of time, for dates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Length {
    pub to: usize,
    /// The number alone; empty where a dual says it.
    pub core: (usize, usize),
    /// Number and unit; `None` where it is not said how many.
    pub parts: [(Option<f64>, Unit); 3],
    pub len: usize,
    pub exactness: Exactness,
    pub clitics: Clitics,
}

/// How many words may stand between a number and a bound after it (30 يوما متتالية على الأقل).
const FAR: usize = 3;

impl Reader<'_> {
    /// The number, percentage, money or length of time at token `i`.
    pub fn quantity(&self, i: usize, memory: &mut Memory) -> Option<Value> {
        if let Some(v) = self.special(i) {
            return Some(v);
        }
        let (mut at, mut exactness, mut lead) = (i, Exactness::Exact, None);
        let mut far = false;
        for _ in 0..3 {
            let Some((bound, to, clitics, is_far)) = self.bound_before(at) else { break };
            exactness = if exactness == Exactness::Exact { bound } else { stronger(exactness, bound) };
            lead = lead.or(Some(clitics));
            at = to;
            far = is_far;
            if far {
                break;
            }
        }
        let Some((mut v, first, measure)) = self.measured(at, memory) else { return self.vague(i, at, lead) };
        let governed = exactness;
        if far {
            // the words between the bound and the number are not the number's
            lead = None;
            at = v.from as usize;
        }
        if exactness == Exactness::Exact
            && let Some((bound, to)) = memory.bound
            && self.coordinated(to, v.core_from as usize, first.clitics)
        {
            exactness = bound;
        }
        let (after, to) = self.bound_after(v.to as usize);
        if let Some(b) = after {
            exactness = if exactness == Exactness::Exact { b } else { stronger(exactness, b) };
            v.to = to as u32;
        }
        if v.exactness != Exactness::Range {
            v.exactness = exactness;
            (v.low, v.high) = bounded(exactness, v.low, v.high);
        }
        if measure == Measure::Count && (governed != Exactness::Exact || v.exactness == exactness && exactness != Exactness::Exact && after.is_none()) {
            memory.bound = Some((exactness, v.core_to as usize));
        }
        let clitics = lead.unwrap_or(first.clitics);
        if lead.is_some() {
            v.from = v.from.min(i as u32);
        }
        let _ = at;
        self.place(&mut v, clitics, first.clitics);
        Some(v)
    }

    /// Sets the spans of a value by its tokens.
    fn place(&self, v: &mut Value, clitics: Clitics, core: Clitics) {
        // «لثلاثين يوما», «ليومين»: the preposition belongs to a length of time
        let kept = if matches!(v.kind, ValueKind::Duration(_)) { Clitics(clitics.0 & !Clitics::LAM.0) } else { clitics };
        v.span = self.span(v.from as usize, v.to as usize, kept);
        v.core = self.span(v.core_from as usize, v.core_to as usize, core);
    }

    fn bound_before(&self, i: usize) -> Option<(Exactness, usize, Clitics, bool)> {
        let near = self.find(i, |s| if let Sense::Bound(e, Side::Before) = s { Some(e) } else { None });
        if let Some(f) = near
            && self.number_follows(f.to)
        {
            return Some((f.is, f.to, f.clitics, false));
        }
        // تجاوز عدد القتلى 100
        let f = self.find(i, |s| if let Sense::Bound(e, Side::Far) = s { Some(e) } else { None })?;
        let mut j = f.to;
        while j < f.to + FAR && self.is(j, TokenKind::Word) && !self.may_begin(j) {
            j += 1;
        }
        (j > f.to && self.is(j, TokenKind::Number)).then_some((f.is, j, f.clitics, true))
    }

    /// Whether a number, another bound or a vague quantity can begin at token `i`.
    fn number_follows(&self, i: usize) -> bool {
        self.is(i, TokenKind::Number)
            || self.mark(i, "$€£(")
            || self
                .find(i, |s| {
                    matches!(
                        s,
                        Sense::Number(_)
                            | Sense::Teen(_)
                            | Sense::Scale(..)
                            | Sense::Fraction(..)
                            | Sense::Vague(_)
                            | Sense::Bound(_, Side::Before)
                            | Sense::Unit(..)
                            | Sense::Symbol(_)
                            | Sense::Particle(Particle::Article | Particle::Between)
                    )
                    .then_some(())
                })
                .is_some()
    }

    /// A bound right after the number, or after what it counts.
    fn bound_after(&self, to: usize) -> (Option<Exactness>, usize) {
        for j in to..=to + FAR {
            if let Some(f) = self.find(j, |s| if let Sense::Bound(e, Side::After) = s { Some(e) } else { None }) {
                // approximations after other words belong to those
                if j == to || f.to > j + 1 || self.after_one(j) {
                    return (Some(f.is), f.to);
                }
            }
            let counted = self.is(j, TokenKind::Word) && self.find(j, |s| matches!(s, Sense::Number(_) | Sense::Scale(..) | Sense::Bound(_, Side::Before) | Sense::Particle(_)).then_some(())).is_none();
            if !counted {
                break;
            }
        }
        (None, to)
    }

    fn after_one(&self, j: usize) -> bool {
        self.find(j, |s| matches!(s, Sense::Bound(Exactness::Approx, Side::After)).then_some(())).is_some()
    }

    /// Whether the number at `core` is joined by «و» to the one that ended at `to` (ما لا يقل عن 45 قتيلا و30 جريحا).
    fn coordinated(&self, to: usize, core: usize, clitics: Clitics) -> bool {
        if core <= to || core > to + 4 {
            return false;
        }
        let joined = clitics.any(Clitics::CONJUNCTION) || self.after_and(core - 1) == Some(core);
        joined && (to..core).all(|j| self.is(j, TokenKind::Word))
    }

    /// A number with its measure or a range of two, before bounds are applied.
    fn measured(&self, i: usize, memory: &mut Memory) -> Option<(Value, Amount, Measure)> {
        if let Some(f) = self.find(i, |s| matches!(s, Sense::Particle(Particle::Between | Particle::From)).then_some(s == Sense::Particle(Particle::Between))) {
            let changes = !f.is && (i.saturating_sub(4)..i).any(|j| self.particle(j, Particle::Change).is_some());
            if !changes
                && let Some(a) = self.amount(f.to).filter(|a| a.clitics.is_none())
                && let Some(b) = if f.is { self.joined_amount(a.to) } else { self.to_amount(a.to) }
                && let Some(mut v) = self.range(a, b, memory)
            {
                v.from = i as u32;
                let measure = if b.measure == Measure::Count { a.measure } else { b.measure };
                return Some((v, Amount { clitics: f.clitics, ..a }, measure));
            }
        }
        let a = self.amount(i)?;
        for end in [a.to, a.core.1] {
            let next = if self.mark(end, "-") { end + 1 } else { self.skip(end, Particle::Or) };
            if next > end
                && let Some(b) = self.amount(next)
                && b.clitics.is_none()
                && b.value > a.value
                && (self.is(end, TokenKind::Word) || !self.mark(b.core.1, "-") && self.glued(end) == self.glued(next))
                && let Some(v) = self.range(a, b, memory)
            {
                let measure = if b.measure == Measure::Count { a.measure } else { b.measure };
                return Some((v, a, measure));
            }
        }
        let kind = self.kind(a.measure, memory);
        Some((value(a.from, a.to, a.core, kind, Some(a.value), Some(a.value)), a, a.measure))
    }

    fn joined_amount(&self, i: usize) -> Option<Amount> {
        match self.after_and(i) {
            Some(next) => self.amount(next).filter(|b| b.clitics.is_none()),
            None => self.amount(i).filter(|b| b.clitics == Clitics::CONJUNCTION),
        }
    }

    fn to_amount(&self, i: usize) -> Option<Amount> {
        match self.particle(i, Particle::To) {
            Some(next) => self.amount(next).filter(|b| b.clitics.is_none()),
            None => self.amount(i).filter(|b| b.clitics == Clitics::LAM),
        }
    }

    fn range(&self, a: Amount, b: Amount, memory: &mut Memory) -> Option<Value> {
        // «20 – 30 ألف»: the multiplier belongs to both
        let low = if a.scale <= 1.0 && b.scale > 1.0 && a.value < b.value / b.scale { a.value * b.scale } else { a.value };
        if low >= b.value {
            return None;
        }
        let measure = if b.measure == Measure::Count { a.measure } else { b.measure };
        let kind = self.kind(measure, memory);
        let mut v = value(a.from, b.to, (a.core.0, b.core.1), kind, Some(low), Some(b.value));
        v.exactness = Exactness::Range;
        Some(v)
    }

    fn kind(&self, measure: Measure, memory: &mut Memory) -> ValueKind {
        match measure {
            Measure::Count => ValueKind::Number,
            Measure::Percent => ValueKind::Percent,
            Measure::Code(code) => ValueKind::Money(code),
            Measure::Time(unit) => ValueKind::Duration(unit.name()),
            Measure::Currency(c, country) => {
                let currency = &self.words.currencies[usize::from(c)];
                let named = country.and_then(|n| currency.codes.iter().find(|(k, _)| *k == n).map(|(_, code)| *code));
                let slot = memory.codes.get_mut(usize::from(c));
                let code = match (named, slot) {
                    (Some(code), Some(slot)) => *slot.insert(code),
                    (Some(code), None) => code,
                    (None, slot) => currency.code.or_else(|| slot.and_then(|s| *s)).unwrap_or(UNKNOWN),
                };
                ValueKind::Money(code)
            }
        }
    }

    /// A number with the unit, currency or per cent after it.
    fn amount(&self, i: usize) -> Option<Amount> {
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
        let (value, scale, to, first, core_from) = if self.mark(at, ".٫") && self.is(at + 1, TokenKind::Number) && self.glued(at + 1) && (at == 0 || !self.glued(at) || self.is(at - 1, TokenKind::Break)) {
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
        while end < i + 10 && self.token(end).is_some_and(|t| t.kind != TokenKind::Break && (t.kind != TokenKind::Word || self.text.word(end) == "e")) {
            end += 1;
        }
        self.alone(i, end)
    }

    /// Whether digits name a thing and count nothing: صماد-3, إف-16, G7, 10 km written together.
    fn labelled(&self, i: usize) -> bool {
        let before = |n: usize| i.checked_sub(n).and_then(|j| self.token(j));
        let latin = |n: usize| i.checked_sub(n).is_some_and(|j| self.text.word(j).starts_with(|c: char| c.is_ascii_alphabetic()));
        let hyphen = self.glued(i) && i > 1 && self.mark(i - 1, "-") && self.glued(i - 1) && before(2).is_some_and(|t| t.kind == TokenKind::Word);
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
        let Some(f) = self.find(a.to, |s| if let Sense::Unit(u, times, shape) = s { matches!(shape, Shape::One | Shape::Many).then_some((u, times)) } else { None }) else { return };
        // «ربع الساعة», «ثلاثة أرباع الساعة»
        let part = a.value < 1.0 && f.clitics == Clitics::ARTICLE;
        if !f.clitics.is_none() && !part {
            return;
        }
        let (unit, times) = f.is;
        a.value *= f64::from(times);
        (a.to, a.measure) = (f.to, Measure::Time(unit));
        self.with_more(a, unit, times);
    }

    /// What may go on after a unit of time: «ونصف السنة», «وثلاثة أشهر».
    fn with_more(&self, a: &mut Amount, unit: Unit, times: u8) {
        let half = |i| self.find(i, |s| if let Sense::Fraction(over, Shape::One, true) = s { Some(over) } else { None });
        let (f, bare) = match self.after_and(a.to) {
            Some(next) => (half(next), true),
            None => (half(a.to), false),
        };
        if let Some(f) = f.filter(|f| bare || f.clitics == Clitics::CONJUNCTION)
            && self.find(f.to, |s| matches!(s, Sense::Scale(..)).then_some(())).is_none()
        {
            a.value += f64::from(times) / f.is;
            a.to = self.find(f.to, |s| matches!(s, Sense::Unit(u, _, Shape::One) if u == unit).then_some(())).map_or(f.to, |u| u.to);
            return;
        }
        let (at, clitics) = self.after_and(a.to).map_or((a.to, Clitics::CONJUNCTION), |n| (n, Clitics::default()));
        if let Some(c) = self.cardinal(at).filter(|c| c.clitics == clitics)
            && let Some(u) = self.find(c.to, |s| if let Sense::Unit(u, 1, shape) = s { (shape != Shape::Two && u < unit).then_some(u) } else { None }).filter(|u| u.clitics.is_none())
            && let Some(many) = many_in(unit, u.is)
        {
            a.value = a.value * many + c.value;
            a.to = u.to;
            a.measure = Measure::Time(u.is);
        }
    }

    /// A unit of currency at token `i`, with its country's adjective.
    fn currency(&self, i: usize) -> Option<(usize, Measure)> {
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

    /// A unit without a number: «أسبوعين», «دولارين», «نصف» has been read; «لمدة شهر», «يوم كامل», «ساعة ونصف», or alone in its line.
    fn bare_unit(&self, i: usize) -> Option<Amount> {
        if let Some(f) = self.find(i, |s| if let Sense::Currency(c, Shape::Two) = s { Some(c) } else { None })
            && !f.clitics.any(Clitics::ARTICLE)
        {
            let nisba = self.find(f.to, |s| if let Sense::Nisba(n) = s { Some(n) } else { None });
            return Some(Amount { from: i, core: (i, f.to), to: f.to, value: 2.0, scale: 1.0, clitics: f.clitics, measure: Measure::Currency(f.is, nisba.map(|n| n.is)) });
        }
        let lasting = self.find(i, |s| (s == Sense::Particle(Particle::For)).then_some(()));
        let at = lasting.as_ref().map_or(i, |f| f.to);
        let f = self.find(at, |s| if let Sense::Unit(u, times, shape) = s { matches!(shape, Shape::One | Shape::Two).then_some((u, times, shape)) } else { None })?;
        let (unit, times, shape) = f.is;
        let unit_clitics = f.clitics;
        let article = unit_clitics.any(Clitics::ARTICLE);
        let mut a = Amount { from: i, core: (at, at), to: f.to, value: f64::from(times), scale: 1.0, clitics: lasting.map_or(unit_clitics, |l| l.clitics), measure: Measure::Time(unit) };
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
        let said = shape == Shape::Two || lasting.is_some() || a.to > end || (whole.is_some() || one.is_some()) && !article || !article && unit_clitics.is_none() && self.alone(i, a.to);
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

    /// Percentages said the other way round, and lengths with their preposition.
    fn special(&self, i: usize) -> Option<Value> {
        // «نسبة 10», and «بالمئة 10»
        let rate = self.find(i, |s| (s == Sense::Particle(Particle::Rate)).then_some(()));
        let percent = self.find(i, |s| (s == Sense::Percent).then_some(())).filter(|p| self.is(i, TokenKind::Word) && self.is(p.to, TokenKind::Number));
        if let Some(f) = rate.or(percent)
            && let Some(a) = self.amount(f.to)
            && a.measure == Measure::Count
            && a.clitics.is_none()
        {
            let mut v = value(i, a.to, a.core, ValueKind::Percent, Some(a.value), Some(a.value));
            self.place(&mut v, f.clitics, a.clitics);
            return Some(v);
        }
        // «لمدة 30 يوما»: the preposition is part of the time
        let lasting = self.find(i, |s| (s == Sense::Particle(Particle::For)).then_some(()))?;
        let mut v = self.quantity(lasting.to, &mut Memory::default()).filter(|v| matches!(v.kind, ValueKind::Duration(_)))?;
        v.from = i as u32;
        v.span = self.span(i, v.to as usize, Clitics(lasting.clitics.0 & Clitics::CONJUNCTION.0));
        Some(v)
    }

    /// A quantity without a number: عشرات، مئات الآلاف، عدد من، بضعة أيام، ملايين الدولارات.
    fn vague(&self, from: usize, i: usize, lead: Option<Clitics>) -> Option<Value> {
        // «لأسابيع»
        if let Some(f) = self.find(i, |s| if let Sense::Unit(u, _, Shape::Many) = s { Some(u) } else { None }).filter(|u| u.clitics == Clitics::LAM) {
            let mut v = value(i, f.to, (i, i), ValueKind::Duration(f.is.name()), None, None);
            v.exactness = Exactness::Vague;
            self.place(&mut v, f.clitics, f.clitics);
            return Some(v);
        }
        let (to, first) = self.vague_words(i)?;
        let mut end = to;
        let kind = if let Some((to, measure)) = self.currency(end) {
            end = to;
            self.kind(measure, &mut Memory::default())
        } else if let Some(f) = self.find(end, |s| if let Sense::Unit(u, _, Shape::Many) = s { Some(u) } else { None }).filter(|u| u.clitics.is_none()) {
            end = f.to;
            ValueKind::Duration(f.is.name())
        } else {
            ValueKind::Number
        };
        let from = if lead.is_some() { from } else { i };
        let mut v = value(from, end, (i, to), kind, None, None);
        v.exactness = Exactness::Vague;
        self.place(&mut v, lead.unwrap_or(first), first);
        Some(v)
    }

    /// One past the words of a vague quantity at token `i`, and what is joined before them.
    pub fn vague_words(&self, i: usize) -> Option<(usize, Clitics)> {
        let pick = |s| match s {
            Sense::Vague(tens) => Some(tens),
            Sense::Scale(_, Shape::Many) => Some(true),
            _ => None,
        };
        let f = self.find(i, pick)?;
        let mut to = f.to;
        if f.is {
            for _ in 0..3 {
                let Some(more) = self.find(to, |s| matches!(s, Sense::Scale(_, Shape::Many | Shape::One) | Sense::Vague(true)).then_some(())) else { break };
                if !(more.clitics.is_none() || more.clitics == Clitics::ARTICLE) {
                    break;
                }
                to = more.to;
            }
        }
        Some((to, f.clitics))
    }

    /// A length of time at token `i`, for «قبل», «منذ», «خلال» …: bounds, numbers or not, up to three units.
    pub fn length(&self, i: usize) -> Option<Length> {
        let mut at = i;
        let mut exactness = Exactness::Exact;
        while let Some((bound, to, _, false)) = self.bound_before(at) {
            (exactness, at) = (bound, to);
        }
        let mut length = Length { to: at, core: (at, at), parts: [(None, Unit::Day); 3], len: 0, exactness, clitics: Clitics::default() };
        while length.len < 3 {
            let next = if length.len == 0 { at } else { self.after_and(length.to).unwrap_or(length.to) };
            let Some((n, unit, to, core, clitics)) = self.length_part(next, length.len > 0 && next == length.to) else { break };
            if length.len == 0 {
                length.core = core;
                length.clitics = clitics;
            }
            length.parts[length.len] = (n, unit);
            length.len += 1;
            length.to = to;
            if n.is_none() {
                break;
            }
        }
        if length.len == 0 {
            return None;
        }
        let (after, to) = self.bound_after(length.to);
        if let Some(b) = after
            && to - length.to <= 2
        {
            length.exactness = stronger(length.exactness, b);
            length.to = to;
        }
        Some(length)
    }

    fn length_part(&self, i: usize, joined: bool) -> Option<(Option<f64>, Unit, usize, (usize, usize), Clitics)> {
        let fits = |c: Clitics| if joined { c == Clitics::CONJUNCTION } else { !c.any(Clitics::CONJUNCTION) };
        let unit = |at: usize| self.find(at, |s| if let Sense::Unit(u, times, shape) = s { Some((u, times, shape)) } else { None }).filter(|u| !u.clitics.any(Clitics::ARTICLE));
        let number = |c: Cardinal| {
            let u = unit(c.to).filter(|u| u.clitics.is_none())?;
            let mut a = Amount { from: i, core: (i, c.to), to: u.to, value: c.value * f64::from(u.is.1), scale: 1.0, clitics: c.clitics, measure: Measure::Count };
            let end = a.to;
            self.with_more(&mut a, u.is.0, u.is.1);
            if a.measure != Measure::Count {
                (a.value, a.to) = (c.value * f64::from(u.is.1), end);
            }
            Some((Some(a.value), u.is.0, a.to, (i, c.to), c.clitics))
        };
        if let Some(c) = self.cardinal(i).filter(|c| fits(c.clitics)) {
            return number(c);
        }
        if let Some(u) = unit(i).filter(|u| fits(u.clitics)) {
            let (unit, times, shape) = u.is;
            return match shape {
                Shape::Many => {
                    let to = self.skip(u.to, Particle::Few);
                    Some((None, unit, to, (i, i), u.clitics))
                }
                _ => {
                    let n = f64::from(times) * if shape == Shape::Two { 2.0 } else { 1.0 };
                    let mut a = Amount { from: i, core: (i, i), to: u.to, value: n, scale: 1.0, clitics: u.clitics, measure: Measure::Count };
                    self.with_more(&mut a, unit, times);
                    if a.measure != Measure::Count {
                        (a.value, a.to) = (n, u.to);
                    }
                    let to = self.find(a.to, |s| (s == Sense::Number(1.0)).then_some(())).filter(|o| o.clitics.is_none()).map_or(a.to, |o| o.to);
                    Some((Some(a.value), unit, to, (i, i), u.clitics))
                }
            };
        }
        let (to, clitics) = self.vague_words(i).filter(|v| fits(v.1))?;
        let u = unit(to).filter(|u| u.clitics.is_none())?;
        Some((None, u.is.0, u.to, (i, to), clitics))
    }
}

/// ISO 4217 for «no currency»: a unit whose country is not said.
const UNKNOWN: &str = "XXX";

fn value(from: usize, to: usize, core: (usize, usize), kind: ValueKind, low: Option<f64>, high: Option<f64>) -> Value {
    Value {
        from: from as u32,
        to: to as u32,
        core_from: core.0 as u32,
        core_to: core.1 as u32,
        span: crate::record::Span::default(),
        core: crate::record::Span::default(),
        kind,
        low,
        high,
        exactness: Exactness::Exact,
        days: (None, None),
    }
}

/// A bound says more than an approximation.
fn stronger(a: Exactness, b: Exactness) -> Exactness {
    if matches!(a, Exactness::Exact | Exactness::Approx) { b } else { a }
}

fn bounded(exactness: Exactness, low: Option<f64>, high: Option<f64>) -> (Option<f64>, Option<f64>) {
    match exactness {
        Exactness::AtLeast | Exactness::MoreThan => (low, None),
        Exactness::AtMost | Exactness::LessThan => (None, high),
        _ => (low, high),
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
