//! Numbers with what governs them and what they measure: bounds, ranges, per cent, money, lengths of time.

use super::amounts::{AMOUNT, Amount, Measure};
use super::reader::Reader;
use super::words::{Kinds, Particle, Sense, Shape, Side};
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

/// What a quantity may begin with.
const QUANTITY: Kinds = AMOUNT.with(Kinds::VAGUE).with(Kinds::BOUND).with(Kinds::PERCENT).with(BETWEEN).with(Kinds::of(Particle::Rate));
const BETWEEN: Kinds = Kinds::of(Particle::Between).with(Kinds::of(Particle::From));
/// How many words may stand between a number and a bound after it (30 يوما متتالية على الأقل).
const FAR: usize = 3;

/// A bound and where its number begins.
pub(super) struct BoundBefore {
    pub is: Exactness,
    pub to: usize,
    pub clitics: Clitics,
    /// Whether the name of what is counted stands between (تجاوز عدد القتلى 100).
    pub far: bool,
}

impl Reader<'_> {
    /// The number, percentage, money or length of time at token `i`.
    pub fn quantity(&self, i: usize, memory: &mut Memory) -> Option<Value> {
        if !(self.is(i, TokenKind::Number) || self.is(i, TokenKind::Punct) || self.has(i, QUANTITY)) {
            return None;
        }
        if let Some(v) = self.special(i) {
            return Some(v);
        }
        // bounds before; `lead` is what is joined to the first of them
        let (mut at, mut bound, mut lead) = (i, Exactness::Exact, None);
        for _ in 0..3 {
            let Some(b) = self.bound_before(at) else { break };
            (bound, at) = (stronger(bound, b.is), b.to);
            if b.far {
                // the words between it and the number are not the number's
                lead = None;
                break;
            }
            lead = lead.or(Some(b.clitics));
        }
        let Some((mut v, first, measure)) = self.measured(at, bound != Exactness::Exact, memory) else { return self.vague(i, at, lead) };
        // «الواحد» says which, not how many
        if measure == Measure::Count && (first.value - 1.0).abs() < f64::EPSILON && first.clitics.any(Clitics::ARTICLE) {
            return None;
        }
        if bound == Exactness::Exact
            && let Some((earlier, to)) = memory.bound
            && self.coordinated(to, v.core_from as usize, first.clitics)
        {
            bound = earlier;
        }
        if measure == Measure::Count && bound != Exactness::Exact {
            memory.bound = Some((bound, v.core_to as usize));
        }
        let (after, to) = self.bound_after(v.to as usize);
        if let Some(b) = after {
            bound = stronger(bound, b);
            v.to = to as u32;
        }
        if v.exactness != Exactness::Range {
            v.exactness = bound;
            (v.low, v.high) = bounded(bound, v.low, v.high);
        }
        if lead.is_some() {
            v.from = i as u32;
        }
        self.place(&mut v, lead.unwrap_or(first.clitics), first.clitics);
        Some(v)
    }

    /// Sets the spans of a value by its tokens.
    fn place(&self, v: &mut Value, clitics: Clitics, core: Clitics) {
        // «لثلاثين يوما», «ليومين»: the preposition belongs to a length of time
        let kept = if matches!(v.kind, ValueKind::Duration(_)) { Clitics(clitics.0 & !Clitics::LAM.0) } else { clitics };
        v.span = self.span(v.from as usize, v.to as usize, kept);
        v.core = self.core(v.span, (v.core_from as usize, v.core_to as usize), core);
    }

    /// The bound at token `i`, if a number follows it.
    pub fn bound_before(&self, i: usize) -> Option<BoundBefore> {
        if !self.has(i, Kinds::BOUND) {
            return None;
        }
        let bound = |side| self.find(i, |s| if let Sense::Bound(e, at) = s { (at == side).then_some(e) } else { None });
        if let Some(f) = bound(Side::Far) {
            let mut j = f.to;
            while j < f.to + FAR && self.is(j, TokenKind::Word) && !self.may_begin(j) {
                j += 1;
            }
            if j > f.to && self.is(j, TokenKind::Number) {
                return Some(BoundBefore { is: f.is, to: j, clitics: f.clitics, far: true });
            }
        }
        let f = bound(Side::Before)?;
        self.number_follows(f.to).then_some(BoundBefore { is: f.is, to: f.to, clitics: f.clitics, far: false })
    }

    /// Whether a number, another bound or a vague quantity can begin at token `i`.
    fn number_follows(&self, i: usize) -> bool {
        let begins = AMOUNT.with(Kinds::VAGUE).with(Kinds::BOUND).with(Kinds::of(Particle::Between));
        self.is(i, TokenKind::Number) || self.mark(i, "$€£") || self.has(i, begins)
    }

    /// A bound right after the number, or after what it counts.
    pub fn bound_after(&self, to: usize) -> (Option<Exactness>, usize) {
        for j in to..=to + FAR {
            if let Some(f) = self.find(j, |s| if let Sense::Bound(e, Side::After) = s { Some(e) } else { None }) {
                // approximations after other words belong to those
                if j == to || f.to > j + 1 || self.after_one(j) {
                    return (Some(f.is), f.to);
                }
            }
            let counted = self.is(j, TokenKind::Word)
                && self
                    .find(j, |s| {
                        matches!(s, Sense::Number(_) | Sense::Scale(..) | Sense::Bound(_, Side::Before) | Sense::Particle(_)).then_some(())
                    })
                    .is_none();
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
        if core <= to || core > to + 6 {
            return false;
        }
        let joined = clitics.any(Clitics::CONJUNCTION) || self.after_and(core - 1) == Some(core);
        joined && (to..core).all(|j| self.is(j, TokenKind::Word))
    }

    /// A number with its measure or a range of two, before bounds are applied.
    /// `bounded`: after «نحو» and the like «إلى» makes a range without «من».
    fn measured(&self, i: usize, bounded: bool, memory: &mut Memory) -> Option<(Value, Amount, Measure)> {
        if self.has(i, BETWEEN)
            && let Some(f) = self.find(i, |s| {
                matches!(s, Sense::Particle(Particle::Between | Particle::From)).then_some(s == Sense::Particle(Particle::Between))
            })
        {
            let changes = !f.is && (i.saturating_sub(4)..i).any(|j| self.particle(j, Particle::Change).is_some());
            if !changes
                && let Some(a) = self.amount(f.to).filter(|a| a.clitics.is_none())
                && let Some(b) = if f.is { self.amount_after_and(a.to) } else { self.amount_after_to(a.to) }
                && let Some(mut v) = self.range(a, b, memory)
            {
                v.from = i as u32;
                let measure = if b.measure == Measure::Count { a.measure } else { b.measure };
                return Some((v, Amount { clitics: f.clitics, ..a }, measure));
            }
        }
        let a = self.amount(i)?;
        for end in [a.to, a.core.1] {
            let next = if self.mark(end, "-") {
                end + 1
            } else if bounded && let Some(to) = self.particle(end, Particle::To) {
                to
            } else {
                self.skip(end, Particle::Or)
            };
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

    /// «وB» of «بين A وB».
    fn amount_after_and(&self, i: usize) -> Option<Amount> {
        match self.after_and(i) {
            Some(next) => self.amount(next).filter(|b| b.clitics.is_none()),
            None => self.amount(i).filter(|b| b.clitics == Clitics::CONJUNCTION),
        }
    }

    /// «إلى B» or «لB» of «من A إلى B».
    fn amount_after_to(&self, i: usize) -> Option<Amount> {
        match self.particle(i, Particle::To) {
            Some(next) => self.amount(next).filter(|b| b.clitics.is_none()),
            None => self.amount(i).filter(|b| b.clitics == Clitics::LAM),
        }
    }

    /// From one amount to a larger one.
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

    /// Percentages said the other way round, and lengths with their preposition.
    fn special(&self, i: usize) -> Option<Value> {
        if !self.has(i, Kinds::PERCENT.with(Kinds::of(Particle::Rate)).with(Kinds::of(Particle::For))) {
            return None;
        }
        // «نسبة 10», and «بالمئة 10»
        let rate = self.find(i, |s| (s == Sense::Particle(Particle::Rate)).then_some(()));
        let percent = self
            .find(i, |s| (s == Sense::Percent).then_some(()))
            .filter(|p| self.is(i, TokenKind::Word) && self.is(p.to, TokenKind::Number));
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
        let mut v = self.deeper()?.quantity(lasting.to, &mut Memory::default()).filter(|v| matches!(v.kind, ValueKind::Duration(_)))?;
        v.from = i as u32;
        v.span = self.span(i, v.to as usize, Clitics(lasting.clitics.0 & Clitics::CONJUNCTION.0));
        Some(v)
    }

    /// A quantity without a number: عشرات، مئات الآلاف، عدد من، بضعة أيام، ملايين الدولارات.
    fn vague(&self, from: usize, i: usize, lead: Option<Clitics>) -> Option<Value> {
        if !self.has(i, Kinds::VAGUE.with(Kinds::SCALE).with(Kinds::UNIT)) {
            return None;
        }
        // «لأسابيع»
        if let Some(f) =
            self.find(i, |s| if let Sense::Unit(u, _, Shape::Many) = s { Some(u) } else { None }).filter(|u| u.clitics == Clitics::LAM)
        {
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
        } else if let Some(f) =
            self.find(end, |s| if let Sense::Unit(u, _, Shape::Many) = s { Some(u) } else { None }).filter(|u| u.clitics.is_none())
        {
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
        if !self.has(i, Kinds::VAGUE.with(Kinds::SCALE)) {
            return None;
        }
        let pick = |s| match s {
            Sense::Vague(tens) => Some(tens),
            Sense::Scale(_, Shape::Many) => Some(true),
            _ => None,
        };
        let f = self.find(i, pick)?;
        let mut to = f.to;
        if f.is {
            for _ in 0..3 {
                let Some(more) =
                    self.find(to, |s| matches!(s, Sense::Scale(_, Shape::Many | Shape::One) | Sense::Vague(true)).then_some(()))
                else {
                    break;
                };
                if !(more.clitics.is_none() || more.clitics == Clitics::ARTICLE) {
                    break;
                }
                to = more.to;
            }
        }
        Some((to, f.clitics))
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
pub(super) fn stronger(a: Exactness, b: Exactness) -> Exactness {
    if matches!(a, Exactness::Exact | Exactness::Approx) { b } else { a }
}

fn bounded(exactness: Exactness, low: Option<f64>, high: Option<f64>) -> (Option<f64>, Option<f64>) {
    match exactness {
        Exactness::AtLeast | Exactness::MoreThan => (low, None),
        Exactness::AtMost | Exactness::LessThan => (None, high),
        _ => (low, high),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{each, sentences};

    #[test]
    fn bounds_before_the_number() {
        each(&[
            ("نحو 1500", "approx 1500–1500"),
            ("حوالي مئة", "approx 100–100"),
            ("قرابة 65 في المئة", "approx 65–65%"),
            ("ما يناهز 1.486.958", "approx 1486958–1486958"),
            ("ما لا يقل عن 45 ألف", "at_least 45000–…"),
            ("أكثر من ألفي", "more_than 2000–…"),
            ("ما يزيد على 30", "more_than 30–…"),
            ("لا يتجاوز 12", "at_most …–12"),
            ("ما يصل إلى ثمانية ملايين", "at_most …–8000000"),
            ("أقل من عشرة", "less_than …–10"),
        ]);
    }

    #[test]
    fn bounds_after_what_is_counted() {
        each(&[
            ("39 شخصا على الأقل", "at_least 39–…"),
            ("15 ألف شخص على الأقل", "at_least 15000–…"),
            ("0.7 بالمئة تقريبا", "approx 0.7–0.7%"),
            ("20 سفينة على الأكثر", "at_most …–20"),
        ]);
        sentences(&[("جرح 7 جنود بينهم 3 ضباط على الأقل", &["7: 7", "3 ضباط على الأقل: at_least 3–…"])]);
    }

    #[test]
    fn a_bound_governs_what_is_coordinated_with_its_number() {
        sentences(&[
            ("سينقل نحو 900 مقاتل وثلاثة آلاف مدني", &["نحو 900: approx 900–900", "ثلاثة آلاف: approx 3000–3000"]),
            ("قتل أكثر من 20 شخصا وأصيب 50", &["أكثر من 20: more_than 20–…", "50: 50"]),
        ]);
    }

    #[test]
    fn a_verb_of_exceeding_may_stand_before_the_name_of_what_is_counted() {
        sentences(&[("تجاوز عدد القتلى 100 في أسبوع واحد", &["100: more_than 100–…", "أسبوع واحد: 1 week"])]);
    }

    #[test]
    fn ranges() {
        each(&[
            ("بين 20 و30", "range 20–30"),
            ("ما بين عشرة وعشرين", "range 10–20"),
            ("ما بين 5 و6 آلاف", "range 5000–6000"),
            ("20 – 30 ألف", "range 20000–30000"),
            ("من 5 إلى 7", "range 5–7"),
            ("ثلاثة أو أربعة", "range 3–4"),
            ("نحو 150 إلى 200", "range 150–200"),
            ("من عشرة لعشرين دولارا", "range 10–20 USD"),
            ("أسبوعين أو ثلاثة أسابيع", "range 2–3 week"),
        ]);
        sentences(&[("ارتفع العدد من 5 إلى 7", &["5: 5", "7: 7"]), ("خسر 3 ثم 5", &["3: 3", "5: 5"])]);
    }

    #[test]
    fn vague_quantities() {
        each(&[
            ("عشرات", "vague …–…"),
            ("العشرات", "vague …–…"),
            ("عشرات الآلاف", "vague …–…"),
            ("مئات آلاف", "vague …–…"),
            ("عدد من", "vague …–…"),
            ("عددا من", "vague …–…"),
            ("العديد من", "vague …–…"),
            ("بضع مئات", "vague …–…"),
            ("ملايين الدولارات", "vague …–… USD"),
            ("عشرات الملايين من الدولارات", "vague …–… USD"),
            ("بضعة أيام", "vague …–… day"),
            ("لأسابيع", "vague …–… week"),
        ]);
        sentences(&[("فر آلاف السكان من بلدات عدة", &["آلاف: vague …–…", "عدة: vague …–…"])]);
    }

    #[test]
    fn percentages() {
        each(&[
            ("25%", "25%"),
            ("٣٠٪", "30%"),
            ("خمسة وتسعين في المئة", "95%"),
            ("15 بالمائة", "15%"),
            ("نسبة 10", "10%"),
            ("سالب ثلاثة بالمئة", "-3%"),
            ("بين 40 و44 بالمئة", "range 40–44%"),
        ]);
    }
}
