//! Cardinals and ordinals: digits, words, and both mixed.
//!
//! A cardinal is a row of groups joined by «و», each a number below a thousand with its multipliers, each smaller
//! than the multiplier before it: ثلاثة آلاف و250، مليون و200 ألف، خمسة وعشرون. Fractions may follow: مليون ونصف.

use super::reader::{Found, Reader};
use super::words::{Kinds, Particle, Sense, Shape};
use crate::morphology::clitic::Clitics;
use crate::text::TokenKind;

/// A number and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cardinal {
    pub to: usize,
    pub value: f64,
    /// The multiplier of its only group, 1 if there is none or several.
    pub scale: f64,
    pub clitics: Clitics,
    /// Whether its first group is written in digits.
    pub digits: bool,
    /// Whether it is one token of digits without a separator.
    pub plain: bool,
}

/// An ordinal; -1 is the last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ordinal {
    pub to: usize,
    pub value: i64,
    pub clitics: Clitics,
    /// Whether it is made of several words.
    pub compound: bool,
}

/// A number below a thousand in words, or any in digits.
#[derive(Debug, Clone, Copy)]
struct Small {
    to: usize,
    value: f64,
    clitics: Clitics,
    digits: bool,
    plain: bool,
    /// A lone point between digits makes thousands alone (10.529) and decimals before a multiplier (1.325 مليار).
    decimal: Option<f64>,
}

/// A number with its multipliers.
#[derive(Debug, Clone, Copy)]
struct Group {
    small: Small,
    value: f64,
    scale: f64,
    /// What the last «و» inside added: the three of «مئة وثلاثة».
    added: f64,
}

const LETTERS: Clitics = Clitics(Clitics::BA.0 | Clitics::LAM.0 | Clitics::KAF.0);

/// What a cardinal may begin with.
const CARDINAL: Kinds = Kinds::NUMBER.with(Kinds::SCALE).with(Kinds::FRACTION).with(Kinds::of(Particle::Part));

impl Reader<'_> {
    /// The cardinal at token `i`, which may have any clitics.
    pub fn cardinal(&self, i: usize) -> Option<Cardinal> {
        if !(self.is(i, TokenKind::Number) || self.has(i, CARDINAL)) {
            return None;
        }
        if let Some(f) = self.fraction(i) {
            return Some(f);
        }
        if let Some(part) = self.particle(i, Particle::Part) {
            // جزء من مئة
            let over = self.group(part, false)?;
            return Some(Cardinal {
                to: over.small.to,
                value: 1.0 / over.value,
                scale: 1.0,
                clitics: Clitics::default(),
                digits: false,
                plain: false,
            });
        }
        let first = self.group(i, false)?;
        let mut c = Cardinal {
            to: first.small.to,
            value: first.value,
            scale: first.scale,
            clitics: first.small.clitics,
            digits: first.small.digits,
            plain: first.small.plain,
        };
        let (mut below, mut added) = (first.scale, first.added);
        while below > 1.0
            && let Some(g) = self.group(c.to, true)
            && g.value < below
        {
            added = if g.added > 0.0 { g.added } else { g.value };
            c = Cardinal { to: g.small.to, value: c.value + g.value, scale: 1.0, plain: false, ..c };
            below = g.scale;
        }
        self.with_fraction(&mut c, below.max(1.0), added);
        Some(c)
    }

    /// What may follow a number: «ونصف», «وثلاثة أرباع», «أخماس», «جزء من مئة», «على عشرين», «فاصلة 5».
    fn with_fraction(&self, c: &mut Cardinal, scale: f64, added: f64) {
        if let Some(f) = self.joined(c.to, |s| matches!(s, Sense::Fraction(_, Shape::One | Shape::Two, true)).then_some(s))
            && let Sense::Fraction(over, shape, _) = f.is
            && !f.clitics.any(Clitics::ARTICLE)
        {
            let share = if shape == Shape::Two { 2.0 } else { 1.0 } / over;
            // the multiplier may be said again: مليون ونصف المليون
            let again = self.multiplier(f.to, false).filter(|m| !m.clitics.any(LETTERS));
            let times = again.map_or(scale, |m| m.is.0);
            *c = Cardinal { to: again.map_or(f.to, |m| m.to), value: c.value + share * times, plain: false, ..*c };
            return;
        }
        let many = |i| self.find(i, |s| if let Sense::Fraction(over, Shape::Many, _) = s { Some(over) } else { None });
        if let Some(f) = many(c.to) {
            let split = (2.0..=10.0).contains(&added) && c.value > added;
            let value = if split { c.value - added + added / f.is } else { c.value / f.is };
            let again = self.multiplier(f.to, false);
            *c = Cardinal { to: again.map_or(f.to, |m| m.to), value: value * again.map_or(1.0, |m| m.is.0), plain: false, ..*c };
        } else if let Some(g) = self.group(c.to, true)
            && let Some(f) = many(g.small.to)
        {
            *c = Cardinal { to: f.to, value: c.value + g.value / f.is, plain: false, ..*c };
        } else if let Some(part) = self.particle(c.to, Particle::Part)
            && let Some(over) = self.group(part, false)
        {
            let rest = if c.value > over.value { c.value - c.value % over.value } else { 0.0 };
            *c = Cardinal { to: over.small.to, value: rest + (c.value - rest) / over.value, plain: false, ..*c };
        } else if let Some(on) = self.particle(c.to, Particle::Over)
            && !self.pauses(on)
            && let Some(over) = self.cardinal_plain(on)
            && over.value > c.value
        {
            *c = Cardinal { to: over.to, value: c.value / over.value, plain: false, ..*c };
        } else if let Some(point) = self.particle(c.to, Particle::Point)
            && self.is(point, TokenKind::Number)
            && let Ok(places) = format!("0.{}", self.text.word(point)).parse::<f64>()
        {
            *c = Cardinal { to: point + 1, value: c.value + places, plain: false, ..*c };
        }
    }

    /// A row of groups without fractions, nothing joined before it.
    fn cardinal_plain(&self, i: usize) -> Option<Cardinal> {
        let first = self.group(i, false).filter(|g| g.small.clitics.is_none())?;
        let mut c = Cardinal {
            to: first.small.to,
            value: first.value,
            scale: first.scale,
            clitics: first.small.clitics,
            digits: first.small.digits,
            plain: false,
        };
        let mut below = first.scale;
        while below > 1.0
            && let Some(g) = self.group(c.to, true)
            && g.value < below
        {
            c = Cardinal { to: g.small.to, value: c.value + g.value, ..c };
            below = g.scale;
        }
        Some(c)
    }

    /// A fraction at token `i`: نصف مليون، ثلثا، خمس الفطيرة.
    fn fraction(&self, i: usize) -> Option<Cardinal> {
        if !self.has(i, Kinds::FRACTION) {
            return None;
        }
        let f = self.find(i, |s| {
            if let Sense::Fraction(over, shape, sure) = s { (shape != Shape::Many).then_some((over, shape, sure)) } else { None }
        })?;
        let (over, shape, sure) = f.is;
        if f.clitics.any(Clitics::ARTICLE) || self.particle(f.to, Particle::NotHalf).is_some() {
            return None;
        }
        // what is a numeral too is a fraction only of something definite
        let definite = self.is(f.to, TokenKind::Word) && self.text.word(f.to).starts_with("ال") && !self.may_begin(f.to);
        if !sure && !definite {
            return None;
        }
        let value = if shape == Shape::Two { 2.0 } else { 1.0 } / over;
        let scale = self.multiplier(f.to, false);
        Some(Cardinal {
            to: scale.map_or(f.to, |m| m.to),
            value: value * scale.map_or(1.0, |m| m.is.0),
            scale: 1.0,
            clitics: f.clitics,
            digits: false,
            plain: false,
        })
    }

    /// A multiplier at token `i`, one or many of it.
    fn multiplier(&self, i: usize, bare: bool) -> Option<Found<(f64, Shape)>> {
        self.find(i, |s| if let Sense::Scale(v, shape) = s { (shape != Shape::Two).then_some((v, shape)) } else { None })
            .filter(|m| if bare { m.clitics.is_none() } else { !m.clitics.any(Clitics::CONJUNCTION) })
    }

    /// A phrase that is joined to what stands before by «و», written together or apart.
    fn joined<T>(&self, i: usize, pick: impl FnMut(Sense) -> Option<T>) -> Option<Found<T>> {
        if let Some(next) = self.after_and(i) {
            return self.find(next, pick).filter(|f| !f.clitics.any(LETTERS.with(Clitics::CONJUNCTION)));
        }
        self.find(i, pick).filter(|f| f.clitics.any(Clitics::CONJUNCTION) && !f.clitics.any(LETTERS))
    }

    fn group(&self, i: usize, joined: bool) -> Option<Group> {
        let (small, mut added) = match self.small(i, joined) {
            Some((s, added)) => (Some(s), added),
            None => (None, 0.0),
        };
        let mut g = if let Some(small) = small {
            Group { small, value: small.value, scale: 1.0, added }
        } else {
            let pick = |s| if let Sense::Scale(v, shape) = s { (shape != Shape::Many).then_some((v, shape)) } else { None };
            let m = if joined { self.joined(i, pick)? } else { self.find(i, pick)? };
            added = 0.0;
            let two = match m.is.1 {
                Shape::Two => true,
                // ألفا is «a thousand» in the accusative where it is so marked or goes on with «و»
                Shape::Either => !self.text.span(m.to - 1, m.to).of(self.source).contains('\u{064B}') && !self.goes_on(m.to, m.is.0),
                _ => false,
            };
            let small = Small { to: m.to, value: 1.0, clitics: m.clitics, digits: false, plain: false, decimal: None };
            Group { small, value: if two { 2.0 * m.is.0 } else { m.is.0 }, scale: m.is.0, added }
        };
        for _ in 0..3 {
            let Some(m) = self.multiplier(g.small.to, true) else { break };
            if let (Some(d), true) = (g.small.decimal, g.scale <= 1.0) {
                g.value = d;
            }
            g.value *= m.is.0;
            g.scale *= m.is.0;
            g.small.to = m.to;
            g.small.plain = false;
            g.added = 0.0;
        }
        Some(g)
    }

    /// Whether «و» and a number below `scale` follow.
    fn goes_on(&self, i: usize, scale: f64) -> bool {
        self.small(i, true).is_some_and(|(s, _)| s.value < scale)
            || self.joined(i, |s| matches!(s, Sense::Scale(v, _) if v < scale).then_some(())).is_some()
    }

    /// Digits, or words below a thousand; and what its last «و» added.
    fn small(&self, i: usize, joined: bool) -> Option<(Small, f64)> {
        let digits_at = if joined { self.after_and(i).unwrap_or(usize::MAX) } else { i };
        if self.is(digits_at, TokenKind::Number) {
            return self.digits(digits_at).map(|s| (s, 0.0));
        }
        let pick = |s| match s {
            Sense::Number(v) => Some((v, false)),
            Sense::Teen(v) => Some((v, true)),
            _ => None,
        };
        let f = if joined { self.joined(i, pick)? } else { self.find(i, pick)? };
        let (value, teen) = f.is;
        let small = |to, value| Small { to, value, clitics: f.clitics, digits: false, plain: false, decimal: None };
        let number = |at: usize, wanted: f64| self.find(at, |s| (s == Sense::Number(wanted)).then_some(())).filter(|n| n.clitics.is_none());
        if (1.0..10.0).contains(&value) || teen {
            if let Some(ten) = number(f.to, 10.0) {
                return Some((small(ten.to, value + 10.0), 0.0));
            }
            if teen {
                return None;
            }
            if value >= 3.0
                && let Some(hundred) = number(f.to, 100.0)
            {
                return Some(self.after_hundreds(small(hundred.to, value * 100.0)));
            }
            if let Some(tens) = self.joined(f.to, |s| if let Sense::Number(v) = s { (20.0..100.0).contains(&v).then_some(v) } else { None })
                && value > 0.0
            {
                return Some((small(tens.to, value + tens.is), 0.0));
            }
        }
        let s = small(f.to, value);
        Some(if value >= 100.0 { self.after_hundreds(s) } else { (s, 0.0) })
    }

    fn after_hundreds(&self, hundreds: Small) -> (Small, f64) {
        match self.small(hundreds.to, true) {
            Some((rest, _)) if rest.value < 100.0 && rest.value >= 1.0 => {
                (Small { to: rest.to, value: hundreds.value + rest.value, ..hundreds }, rest.value)
            }
            _ => (hundreds, 0.0),
        }
    }

    /// The digits at token `i`, with what may be written on to them: 1e10, 2^3, 3/4, 1 4/5.
    fn digits(&self, i: usize) -> Option<Small> {
        let token = self.token(i)?;
        let plain = self.text.word(i).bytes().all(|b| b.is_ascii_digit());
        let (value, decimal) = if plain { (self.text.word(i).parse().ok()?, None) } else { read_digits(token.span().of(self.source))? };
        let mut s = Small { to: i + 1, value, clitics: Clitics::default(), digits: true, plain, decimal };
        let glued_number = |at: usize| self.is(at, TokenKind::Number) && self.glued(at);
        // an invisible mark may cut a number in two: 26،013 and ,94
        if self.mark(s.to, ",") && self.glued(s.to) && glued_number(s.to + 1) && !plain {
            let places = self.text.word(s.to + 1);
            s = Small { to: s.to + 2, value: s.value + format!("0.{places}").parse::<f64>().ok()?, ..s };
        }
        if self.text.word(s.to) == "e" && self.glued(s.to) {
            let sign = usize::from(self.mark(s.to + 1, "+-") && self.glued(s.to + 1));
            if glued_number(s.to + 1 + sign) {
                let power: i32 = self.text.word(s.to + 1 + sign).parse().ok()?;
                let power = if sign == 1 && self.mark(s.to + 1, "-") { -power } else { power };
                s = Small { to: s.to + 2 + sign, value: s.value * 10f64.powi(power), plain: false, ..s };
            }
        } else if self.mark(s.to, "^") && self.glued(s.to) {
            let sign = usize::from(self.mark(s.to + 1, "+-") && self.glued(s.to + 1));
            if glued_number(s.to + 1 + sign) {
                let (power, _) = read_digits(self.token(s.to + 1 + sign)?.span().of(self.source))?;
                let power = if sign == 1 && self.mark(s.to + 1, "-") { -power } else { power };
                s = Small { to: s.to + 2 + sign, value: s.value.powf(power), plain: false, ..s };
            }
        } else if let Some(over) = self.over(s.to, glued_number(s.to + 1)) {
            s = Small { to: s.to + 2, value: s.value / over, plain: false, ..s };
        } else if plain
            && self.is(s.to, TokenKind::Number)
            && let Some(over) = self.over(s.to + 1, glued_number(s.to + 2))
            && let Ok(share) = self.text.word(s.to).parse::<f64>()
            && share < over
        {
            s = Small { to: s.to + 3, value: s.value + share / over, plain: false, ..s };
        }
        s.value.is_finite().then_some(s)
    }

    /// The number under a stroke at token `i`.
    fn over(&self, i: usize, number: bool) -> Option<f64> {
        let stroke = self.mark(i, "/") && self.glued(i) && number && !(self.mark(i + 2, "/-") && self.glued(i + 2));
        if !stroke {
            return None;
        }
        self.text.word(i + 1).parse::<f64>().ok().filter(|v| *v > 0.0)
    }

    /// The ordinal at token `i`: الثالث، الحادي والعشرين، الثالث عشر, and what is used as one: الواحد والثلاثين، التسعون.
    pub fn ordinal(&self, i: usize) -> Option<Ordinal> {
        if !self.has(i, Kinds::ORDINAL.with(Kinds::NUMBER)) {
            return None;
        }
        if let Some(f) = self.find(i, |s| if let Sense::Ordinal(v, joined) = s { Some((v, joined)) } else { None }) {
            let (unit, only_joined) = f.is;
            let (to, value) = self.ordinal_tail(f.to, unit);
            return (to > f.to || !only_joined).then_some(Ordinal { to, value, clitics: f.clitics, compound: to > f.to });
        }
        let f = self.find(i, |s| match s {
            Sense::Number(v) | Sense::Teen(v) => Some(v),
            _ => None,
        })?;
        if !f.clitics.any(Clitics::ARTICLE) {
            return None;
        }
        let ordinal = |to, value| Some(Ordinal { to, value, clitics: f.clitics, compound: true });
        if (20.0..100.0).contains(&f.is) {
            return ordinal(f.to, f.is as i64);
        }
        if f.is <= 2.0 && self.find(f.to, |s| (s == Sense::Number(10.0)).then_some(())).is_some_and(|t| t.clitics.is_none()) {
            return ordinal(f.to + 1, f.is as i64 + 10);
        }
        if (f.is - 1.0).abs() < 0.5
            && let Some(tens) = self.joined(f.to, tens)
            && tens.clitics.any(Clitics::ARTICLE)
        {
            return ordinal(tens.to, 1 + tens.is as i64);
        }
        if f.is >= 100.0
            && let Some(o) = self.joined(f.to, |s| if let Sense::Ordinal(v, _) = s { Some(v) } else { None })
        {
            let (to, value) = self.ordinal_tail(o.to, o.is);
            return ordinal(to, f.is as i64 + value);
        }
        None
    }

    fn ordinal_tail(&self, to: usize, unit: i8) -> (usize, i64) {
        if (1..10).contains(&unit) {
            if let Some(ten) = self.find(to, |s| (s == Sense::Number(10.0)).then_some(())).filter(|t| t.clitics.is_none()) {
                return (ten.to, i64::from(unit) + 10);
            }
            if let Some(tens) = self.joined(to, tens) {
                return (tens.to, i64::from(unit) + tens.is as i64);
            }
        }
        (to, i64::from(unit))
    }
}

fn tens(s: Sense) -> Option<f64> {
    if let Sense::Number(v) = s { (20.0..100.0).contains(&v).then_some(v) } else { None }
}

/// The value of digits with separators, and the other reading of a lone point before three digits.
///
/// Groups of three make thousands (1,392,928 · 1.392.928 · 10.529), anything else after the last separator decimals;
/// ٫ is always decimal and ٬ always thousands. What fits neither (192.168.1.2) is no number.
fn read_digits(written: &str) -> Option<(f64, Option<f64>)> {
    let mut digits = String::with_capacity(written.len());
    // place of each separator in `digits`, and what it is
    let mut separators: Vec<(usize, char)> = Vec::new();
    for c in written.chars() {
        match crate::text::fold_char(c) {
            crate::text::Folded::One(d) if d.is_ascii_digit() => digits.push(d),
            _ => match c {
                ',' | '،' => separators.push((digits.len(), ',')),
                '.' | '٫' | '٬' => separators.push((digits.len(), c)),
                _ => {}
            },
        }
    }
    let number = |whole: &str, places: &str| format!("{whole}.{places}0").parse::<f64>().ok();
    let Some(&(last, kind)) = separators.last() else { return Some((digits.parse().ok()?, None)) };
    let places = digits.len() - last;
    let grouped = |upto: usize| {
        let marks = &separators[..upto];
        marks.windows(2).all(|w| w[1].0 - w[0].0 == 3 && w[0].1 == w[1].1)
            && marks.first().is_none_or(|m| (1..=3).contains(&m.0) && m.1 != '٫')
    };
    let n = separators.len();
    let leads = separators[0].0 <= 3 && !digits.starts_with('0');
    if kind != '٫' && places == 3 && grouped(n) && leads && (n == 1 || separators[n - 2].1 == kind) {
        let decimal = if n == 1 && kind == '.' { number(&digits[..last], &digits[last..]) } else { None };
        return Some((digits.parse().ok()?, decimal));
    }
    // one mark that differs from those before it, or the only one
    if kind != '٬' && (n == 1 || (separators[n - 2].1 != kind && grouped(n - 1) && last - separators[n - 2].0 == 3)) {
        return Some((number(&digits[..last], &digits[last..])?, None));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::reader;
    use super::read_digits;

    fn cardinal(text: &str) -> Option<f64> {
        reader(text, |r| r.cardinal(0).filter(|c| c.to == r.text.tokens.len()).map(|c| c.value))
    }

    fn ordinal(text: &str) -> Option<i64> {
        reader(text, |r| r.ordinal(0).filter(|c| c.to == r.text.tokens.len()).map(|c| c.value))
    }

    #[test]
    fn digits_with_separators() {
        for (written, value) in [
            ("250", 250.0),
            ("1,250", 1250.0),
            ("1.392.928", 1_392_928.0),
            ("10.529", 10529.0),
            ("0.770", 0.77),
            ("3.5", 3.5),
            ("٣٫٥٠٠", 3.5),
            ("١٠٠٬٠٠٠٫٠", 100_000.0),
            ("٥,٠٠", 5.0),
            ("26،013", 26013.0),
            ("1,234.50", 1234.5),
        ] {
            assert_eq!(read_digits(written).map(|r| r.0), Some(value), "{written}");
        }
        assert_eq!(read_digits("192.168.1.2"), None);
        assert_eq!(read_digits("14.05.2018"), None);
        assert_eq!(read_digits("1.325"), Some((1325.0, Some(1.325))));
    }

    #[test]
    fn words_of_all_genders_and_cases() {
        for (text, value) in [
            ("ثلاثة", 3.0),
            ("ثلاثٍ", 3.0),
            ("إحدى عشرة", 11.0),
            ("اثنا عشر", 12.0),
            ("اثنتي عشرة", 12.0),
            ("سبعة عشر", 17.0),
            ("خمسة وعشرين", 25.0),
            ("خمسة و عشرون", 25.0),
            ("مئة", 100.0),
            ("ثلاثمئة وخمسين", 350.0),
            ("ثلاث مائة وواحد", 301.0),
            ("ثلاثمائة وخمسة وأربعون", 345.0),
            ("مئتا", 200.0),
            ("مئة و20", 120.0),
        ] {
            assert_eq!(cardinal(text), Some(value), "{text}");
        }
    }

    #[test]
    fn multipliers() {
        for (text, value) in [
            ("ثلاثة آلاف و250", 3250.0),
            ("20 ألفا", 20_000.0),
            ("13ألف", 13_000.0),
            ("ألفان", 2000.0),
            ("ألفا", 2000.0),
            ("ألفاً", 1000.0),
            ("ألفا وخمسمئة", 1500.0),
            ("مليوني", 2e6),
            ("مليون و200 ألف", 1.2e6),
            ("ثلاثة ملايين ومئتا ألف وخمسمئة", 3_200_500.0),
            ("1.325 مليار", 1.325e9),
            ("مئة ألف مليون", 1e11),
            ("ألف وتسعمائة وثمانية وسبعون", 1978.0),
            ("ثلاث دزينات", 36.0),
        ] {
            assert_eq!(cardinal(text), Some(value), "{text}");
        }
    }

    #[test]
    fn fractions() {
        for (text, value) in [
            ("نصف مليون", 5e5),
            ("ثلاثة أرباع المليون", 7.5e5),
            ("مليون ونصف", 1.5e6),
            ("مليار ونصف المليار", 1.5e9),
            ("واحد ونصف", 1.5),
            ("مئة وثلاثة أرباع", 100.75),
            ("خمسة أثمان", 0.625),
            ("ثلثا", 2.0 / 3.0),
            ("3/4", 0.75),
            ("1 على 3", 1.0 / 3.0),
            ("جزء من مئة", 0.01),
            ("1 فاصلة 5", 1.5),
        ] {
            assert_eq!(cardinal(text), Some(value), "{text}");
        }
    }

    #[test]
    fn numbers_side_by_side_are_not_one() {
        for text in ["عشرة وعشرين", "ألف وألفين", "20 و30", "ثلاثة وأربعة", "ملايين", "نصف نهائي"]
        {
            assert_eq!(cardinal(text), None, "{text}");
        }
    }

    #[test]
    fn ordinals() {
        for (text, value) in [
            ("الثالث", 3),
            ("ثالث", 3),
            ("الحادي عشر", 11),
            ("الثاني عشر", 12),
            ("الثالث والعشرين", 23),
            ("الحادي والثلاثون", 31),
            ("الواحد والعشرون", 21),
            ("التسعون", 90),
            ("المئة والخامسة والعشرون", 125),
        ] {
            assert_eq!(ordinal(text), Some(value), "{text}");
        }
        assert_eq!(ordinal("الثلاثة"), None);
        assert_eq!(ordinal("الحادي"), None);
    }
}
