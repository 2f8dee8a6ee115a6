//! Lengths of time as dates need them: «قبل سنة و21 يوما», «منذ أكثر من عقد», «خلال أيام».

use super::quantities::stronger;
use super::reader::Reader;
use super::words::{Kinds, Particle, Sense, Shape, Unit};
use crate::morphology::clitic::Clitics;
use crate::record::Exactness;
use crate::text::TokenKind;

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

/// What a length may begin with.
const LENGTH: Kinds = Kinds::NUMBER.with(Kinds::SCALE).with(Kinds::FRACTION).with(Kinds::UNIT).with(Kinds::VAGUE).with(Kinds::BOUND);

/// One unit of a length.
struct LengthPart {
    n: Option<f64>,
    unit: Unit,
    to: usize,
    core: (usize, usize),
    clitics: Clitics,
}

impl Reader<'_> {
    /// A length of time at token `i`, for «قبل», «منذ», «خلال» …: bounds, numbers or not, up to three units.
    pub fn length(&self, i: usize) -> Option<Length> {
        if !(self.is(i, TokenKind::Number) || self.has(i, LENGTH)) {
            return None;
        }
        let mut at = i;
        let mut exactness = Exactness::Exact;
        for _ in 0..3 {
            let Some(b) = self.bound_before(at).filter(|b| !b.far) else { break };
            (exactness, at) = (stronger(exactness, b.is), b.to);
        }
        let mut length = Length { to: at, core: (at, at), parts: [(None, Unit::Day); 3], len: 0, exactness, clitics: Clitics::default() };
        while length.len < 3 {
            let next = if length.len == 0 { at } else { self.after_and(length.to).unwrap_or(length.to) };
            let Some(p) = self.length_part(next, length.len > 0 && next == length.to) else { break };
            if length.len == 0 {
                (length.core, length.clitics) = (p.core, p.clitics);
            }
            length.parts[length.len] = (p.n, p.unit);
            length.len += 1;
            length.to = p.to;
            if p.n.is_none() {
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

    /// One unit with its number; `joined`: it must go on with «و».
    fn length_part(&self, i: usize, joined: bool) -> Option<LengthPart> {
        let fits = |c: Clitics| if joined { c == Clitics::CONJUNCTION } else { !c.any(Clitics::CONJUNCTION) };
        let unit = |at: usize| {
            let pick = |s| if let Sense::Unit(u, times, shape) = s { Some((u, f64::from(times), shape)) } else { None };
            self.find(at, pick).filter(|u| !u.clitics.any(Clitics::ARTICLE))
        };
        if let Some(c) = self.cardinal(i).filter(|c| fits(c.clitics)) {
            let u = unit(c.to).filter(|u| u.clitics.is_none())?;
            let (share, to) = self.and_part(u.to, u.is.0).unwrap_or((0.0, u.to));
            return Some(LengthPart { n: Some((c.value + share) * u.is.1), unit: u.is.0, to, core: (i, c.to), clitics: c.clitics });
        }
        if let Some(u) = unit(i).filter(|u| fits(u.clitics)) {
            let (unit, times, shape) = u.is;
            let part = |n, to| Some(LengthPart { n, unit, to, core: (i, i), clitics: u.clitics });
            if shape == Shape::Many {
                return part(None, self.skip(u.to, Particle::Few));
            }
            let (share, to) = self.and_part(u.to, unit).unwrap_or((0.0, u.to));
            let one = self.find(to, |s| (s == Sense::Number(1.0)).then_some(())).filter(|o| o.clitics.is_none());
            let n = if matches!(shape, Shape::Two | Shape::Pair) { 2.0 } else { 1.0 };
            return part(Some((n + share) * times), one.map_or(to, |o| o.to));
        }
        let (to, clitics) = self.vague_words(i).filter(|v| fits(v.1))?;
        let u = unit(to).filter(|u| u.clitics.is_none())?;
        Some(LengthPart { n: None, unit: u.is.0, to: u.to, core: (i, to), clitics })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::reader;
    use crate::extract::values::words::Unit;

    #[test]
    fn up_to_three_units() {
        let parts = |text: &str| reader(text, |r| r.length(0).map(|l| l.parts[..l.len].to_vec()));
        assert_eq!(parts("سنة وشهر و21 يوما"), Some(vec![(Some(1.0), Unit::Year), (Some(1.0), Unit::Month), (Some(21.0), Unit::Day)]));
        assert_eq!(parts("أكثر من ثلاثة أعوام"), Some(vec![(Some(3.0), Unit::Year)]));
        assert_eq!(parts("عامين ونصف"), Some(vec![(Some(2.5), Unit::Year)]));
        assert_eq!(parts("أيام قليلة"), Some(vec![(None, Unit::Day)]));
        assert_eq!(parts("بضعة أسابيع"), Some(vec![(None, Unit::Week)]));
        assert_eq!(parts("المدينة"), None);
    }
}
