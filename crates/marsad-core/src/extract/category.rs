//! A coarse category of a token in its place: what the features of all models see of a neighbour.

use super::reading::{NameKind, Pos, Sheet};
use super::values::ValueKind;
use crate::lexicon::{Classes, Lexicon};
use crate::morphology::Feats;
use crate::morphology::clitic::Clitics;
use crate::text::word_hash;

/// Classes in the order in which a noun's category is looked for.
const ORDER: &[(Classes, u64)] = &[
    (Classes::CASUALTY, 20),
    (Classes::SOLDIER, 21),
    (Classes::FIGHTER, 22),
    (Classes::CIVILIAN, 23),
    (Classes::SOURCE, 24),
    (Classes::LEADER, 25),
    (Classes::OFFICIAL, 26),
    (Classes::RANK, 27),
    (Classes::TITLE, 28),
    (Classes::PERSON, 29),
    (Classes::AIRCRAFT, 30),
    (Classes::WEAPON, 31),
    (Classes::SHIP, 32),
    (Classes::VEHICLE, 33),
    (Classes::FACILITY, 34),
    (Classes::AREA, 35),
    (Classes::GROUP, 36),
    (Classes::ORGANISATION, 37),
    (Classes::QUANTITY, 38),
    (Classes::TIME, 39),
    (Classes::MONEY, 40),
    (Classes::DOCUMENT, 41),
    (Classes::GOODS, 42),
    (Classes::BODY, 43),
    (Classes::MEASURE, 44),
    (Classes::SPORT, 45),
    (Classes::MARKET, 46),
    (Classes::EVENT, 47),
    (Classes::DISASTER, 48),
];

/// The category of a token's word alone.
#[must_use]
pub fn class_of(classes: Classes) -> u64 {
    ORDER.iter().find(|(c, _)| classes.any(*c)).map_or(0, |(_, n)| *n)
}

/// What kind of thing a name names: 1 state, 2 armed group, 3 military, 4 person, 5 outlet, 6 other body, 7 place, 8 country.
#[must_use]
pub fn name_category(lex: &Lexicon, kind: NameKind) -> u64 {
    match kind {
        NameKind::Actor(a) => match lex.actors[a as usize].kind.as_str() {
            "state" => 1,
            "armed-group" | "coalition" => 2,
            "military" | "police" => 3,
            "person" => 4,
            "outlet" | "agency" => 5,
            "observatory" | "ngo" | "international" => 9,
            _ => 6,
        },
        NameKind::Place(p) => {
            if lex.places[p as usize].class == "country" {
                8
            } else {
                7
            }
        }
        NameKind::Person => 4,
    }
}

/// The category of token `i`; 0 past either end of the sentence `range`.
#[must_use]
pub fn category(sheet: &Sheet, i: isize, range: &std::ops::Range<usize>) -> u64 {
    let Ok(i) = usize::try_from(i) else { return 0 };
    if range.contains(&i) { sheet.category_of(i) } else { 0 }
}

/// Makes out the category of token `i`, which [`category`] then finds in the sheet.
pub(super) fn categorise(sheet: &Sheet, lex: &Lexicon, i: usize) -> u64 {
    let tok = &sheet.toks[i];
    match tok.pos {
        Pos::Punct => return word_hash(sheet.word(i)) | 1 << 40,
        Pos::Break => return 0,
        Pos::Prep | Pos::Conj | Pos::Subord | Pos::Neg | Pos::Particle => {
            return sheet.info(i).lemma_key | 1 << 41;
        }
        Pos::Relative => return 3,
        Pos::Pronoun => return 4,
        Pos::Verb => {
            let info = sheet.info(i);
            return 5 + u64::from(info.light) + 2 * u64::from(info.cue) + if info.feats.any(Feats::IMPERFECT) { 100 } else { 0 };
        }
        Pos::Noun | Pos::Name | Pos::Number => {}
    }
    if let Some(v) = sheet.value_at(i) {
        match v.kind {
            ValueKind::Number => return 10,
            ValueKind::Date { .. } | ValueKind::Duration(_) => return 11,
            ValueKind::Money(_) => return 12,
            ValueKind::Percent => return 13,
            ValueKind::Ordinal => return 14,
        }
    }
    let article = u64::from(tok.clitics.any(Clitics::ARTICLE)) << 8;
    if let Some(n) = sheet.name_at(i) {
        return (60 + name_category(lex, n.kind)) | article;
    }
    let info = sheet.info(i);
    let class = class_of(info.classes);
    if class != 0 {
        return class | article;
    }
    if info.feats.any(Feats::NISBA) {
        return 50 | article;
    }
    if info.feats.any(Feats::ADJ) {
        return 51 | article;
    }
    if info.trigger {
        return 52 | article;
    }
    if info.readings.is_empty() { 53 | article } else { 54 | article }
}

/// A whole number in a few steps: 0, 1, 2, 3, 4–5, 6–8, 9–14, more.
#[must_use]
pub const fn step(n: usize) -> u64 {
    match n {
        0..=3 => n as u64,
        4..=5 => 4,
        6..=8 => 5,
        9..=14 => 6,
        15..=24 => 7,
        _ => 8,
    }
}

/// The nearest finite verb before token `i`, not before `start`: what governs `i` where no clause begins between.
#[must_use]
pub fn governor(sheet: &Sheet, i: usize, start: usize) -> Option<usize> {
    (start..i).rev().find(|&j| sheet.pos(j) == Pos::Verb)
}

/// What the governor of token `i` is to trigger `t`: the trigger itself (1), none (2), the trigger's governor too (3), one
/// before (4) or after (5) the trigger's; with what kind of verb it is.
#[must_use]
pub fn governed(sheet: &Sheet, i: usize, t: usize, start: usize) -> (u64, u64) {
    let (of_it, of_trigger) = (governor(sheet, i, start), governor(sheet, t, start));
    let relation = match (of_it, of_trigger) {
        (Some(g), _) if g == t => 1,
        (None, _) => 2,
        (a, b) if a == b => 3,
        (Some(g), _) if g < t => 4,
        _ => 5,
    };
    let kind = of_it.map_or(0, |g| {
        let info = sheet.info(g);
        1 + u64::from(info.light) + 2 * u64::from(info.cue) + 4 * u64::from(info.trigger)
    });
    (relation, kind)
}

/// What stands on the way from token `a` to before token `b`: a hash of its verbs, particles, relatives, prepositions
/// and commas in order, nouns and adjectives left out. Long ways are alike.
#[must_use]
pub fn path(sheet: &Sheet, a: usize, b: usize) -> u64 {
    const LONGEST: usize = 6;
    let mut h = 17u64;
    let mut n = 0;
    for i in a..b.max(a) {
        let info = sheet.info(i);
        let code = match sheet.pos(i) {
            Pos::Verb => {
                let kind = u64::from(info.light) | u64::from(info.cue) << 1 | u64::from(info.trigger) << 2;
                100 + kind + 8 * u64::from(sheet.toks[i].clitics.any(Clitics::PRONOUN))
            }
            Pos::Relative => 1,
            Pos::Subord => 2,
            Pos::Pronoun => 3,
            Pos::Neg => 4,
            Pos::Prep | Pos::Conj | Pos::Particle => info.lemma_key | 1 << 50,
            Pos::Punct => word_hash(sheet.word(i)) | 1 << 51,
            Pos::Break => continue,
            Pos::Noun | Pos::Name | Pos::Number => {
                let c = sheet.toks[i].clitics;
                if c.any(Clitics::CONJUNCTION) {
                    5
                } else if c.any(Clitics::BA) {
                    6
                } else if c.any(Clitics::LAM) {
                    7
                } else {
                    continue;
                }
            }
        };
        n += 1;
        if n > LONGEST {
            return 99;
        }
        h = (h ^ code).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23);
    }
    h
}
