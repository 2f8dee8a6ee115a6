//! Times, numbers and money of a claim.

use super::category::{category, governed, path, step};
use super::choose::Trigger;
use super::phrases::Phrase;
use super::reading::{Pos, Sheet};
use super::roles::Filled;
use super::values::ValueKind;
use crate::feature;
use crate::lexicon::{Classes, Lexicon};
use crate::model::train::softmax;
use crate::model::{Features, Models, Sink};
use crate::morphology::Feats;
use crate::record::{MEASURES, RoleKind};
use crate::text::word_hash;

/// What was made of the claim before: its neighbours on the right often share its time, status and sources.
#[derive(Debug, Clone, Default)]
pub struct Before {
    /// Its trigger; `None` at the document's begin.
    pub trigger: Option<Trigger>,
    /// The value that is its time.
    pub time: Option<u32>,
    /// Its status's number.
    pub status: usize,
    /// The sayings of its chain.
    pub sayings: Vec<u32>,
    /// First tokens of its figures.
    pub figures: Vec<u32>,
}

impl Before {
    /// The trigger before, if it stands in the same sentence.
    #[must_use]
    pub fn beside(&self, trigger: &Trigger) -> Option<&Trigger> {
        self.trigger.as_ref().filter(|b| b.sentence == trigger.sentence)
    }
}

/// How a value stands to a trigger.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    /// Tokens between.
    pub gap: usize,
    /// Whether it stands behind the trigger.
    pub after: bool,
    /// Verbs between.
    pub verbs: usize,
    /// Commas between.
    pub commas: usize,
    /// أن, الذي … between.
    pub clauses: usize,
    /// Other chosen triggers between.
    pub triggers: usize,
    /// Other chosen triggers nearer to the value.
    pub nearer: usize,
}

/// Measures the reach from trigger `t` to the tokens `from..to`.
#[must_use]
pub fn reach(sheet: &Sheet, t: usize, from: usize, to: usize, triggers: &[u32]) -> Reach {
    let after = from > t;
    let (a, b) = if after { (t + 1, from) } else { (to, t) };
    let (mut verbs, mut commas, mut clauses) = (0, 0, 0);
    for i in a..b.max(a) {
        match sheet.pos(i) {
            Pos::Verb => verbs += 1,
            Pos::Punct if matches!(sheet.word(i), "،" | "," | "؛") => commas += 1,
            Pos::Relative | Pos::Subord => clauses += 1,
            _ => {}
        }
    }
    let gap = b.saturating_sub(a);
    let distance = |x: usize| if from > x { from - x - 1 } else { x.saturating_sub(to) };
    Reach {
        gap,
        after,
        verbs,
        commas,
        clauses,
        triggers: triggers.iter().filter(|&&x| (a..b.max(a)).contains(&(x as usize))).count(),
        nearer: triggers.iter().filter(|&&x| x as usize != t && distance(x as usize) < distance(t)).count(),
    }
}

fn shared_features(sheet: &Sheet, lex: &Lexicon, trigger: &Trigger, from: usize, to: usize, r: Reach, s: &mut impl Sink) {
    let range = sheet.text.sentences[trigger.sentence as usize].range();
    let t = trigger.token as usize;
    let kind = u64::from(trigger.proposal.kind);
    let part = u64::from(trigger.proposal.part.0);
    let family = lex.ontology.types[kind as usize].family_hash;
    let lemma = lex.lemmas[trigger.proposal.reading.lemma as usize].key;
    let shape = (r.verbs.min(2) | r.commas.min(2) << 2 | r.clauses.min(2) << 4) as u64;
    let side = u64::from(r.after);
    feature!(s, "bias");
    feature!(s, "gap", step(r.gap), side);
    feature!(s, "gap kind", step(r.gap), side, kind);
    feature!(s, "shape", shape, side);
    feature!(s, "shape kind", shape, side, kind);
    feature!(s, "shape part", shape, side, part);
    feature!(s, "triggers between", r.triggers.min(3), side);
    feature!(s, "triggers family", r.triggers.min(3), side, family);
    feature!(s, "nearer", r.nearer.min(3), side);
    feature!(s, "nearer shape", r.nearer.min(2), side, shape);
    feature!(s, "kind", kind, side);
    feature!(s, "lemma", lemma, side);
    feature!(s, "before value", category(sheet, from as isize - 1, &range), side);
    feature!(s, "after value", category(sheet, to as isize, &range), side);
    feature!(s, "after value kind", category(sheet, to as isize, &range), kind);
    feature!(s, "sentence edge", u64::from(from <= range.start + 1) | u64::from(to + 1 >= range.end) << 1, side, family);
    // a verb of saying between, or right at the value
    let cue = (from.min(t)..to.max(t)).find(|&j| sheet.pos(j) == Pos::Verb && sheet.info(j).cue);
    feature!(s, "cue between", cue.is_some(), side, family);
    if let Some(c) = cue {
        feature!(s, "cue beyond", u64::from(c < t) | u64::from(c < from) << 1, side, u64::from(sheet.text.tokens.get(c + 1).is_some()));
    }
    let subord = (from.min(t)..to.max(t)).any(|j| sheet.pos(j) == Pos::Subord);
    feature!(s, "subordinator between", subord, side, u64::from(cue.is_some()));
    let way = if r.after { path(sheet, t + 1, from) } else { path(sheet, to, t) };
    feature!(s, "way", way, side, part);
    feature!(s, "way kind", way, side, kind);
    feature!(s, "way nearer", way, side, r.nearer.min(2));
    let (governed, governor) = governed(sheet, from, t, range.start);
    feature!(s, "governed", governed, side, part);
    feature!(s, "governed kind", governed, side, kind);
    feature!(s, "governor", governor, governed, side);
    feature!(s, "governed shape", governed, shape, side | (r.nearer.min(2) as u64) << 1);
}

/// The features of a date for a claim.
#[allow(clippy::too_many_arguments)]
pub fn time_features(
    sheet: &Sheet,
    lex: &Lexicon,
    trigger: &Trigger,
    number: u32,
    dates: usize,
    r: Reach,
    before: &Before,
    s: &mut impl Sink,
) {
    let v = &sheet.values[number as usize];
    shared_features(sheet, lex, trigger, v.from as usize, v.to as usize, r, s);
    feature!(s, "rule", time_rule(r), u64::from(trigger.proposal.kind));
    if let Some(b) = before.beside(trigger) {
        let took = match before.time {
            Some(x) if x == number => 2u64,
            Some(_) => 1,
            None => 0,
        };
        let (own, other) = (u64::from(trigger.proposal.kind), u64::from(b.proposal.kind));
        let side = u64::from(v.from > b.token) | u64::from(v.from > trigger.token) << 1;
        let way = path(sheet, b.token as usize + 1, trigger.token as usize);
        feature!(s, "took", took, side);
        feature!(s, "took kind", took, side, own);
        feature!(s, "took from", took, own, other);
        feature!(s, "took way", took, side, way);
        feature!(s, "took nearer", took, side, r.nearer.min(2) as u64 | (r.clauses.min(2) as u64) << 2 | (r.verbs.min(2) as u64) << 4);
    } else {
        feature!(s, "first claim", r.nearer.min(2), r.clauses.min(2), r.verbs.min(2));
    }
    let kind = u64::from(trigger.proposal.kind);
    let what = match &v.kind {
        ValueKind::Date { from, to, grain } => word_hash(grain) ^ u64::from(from.is_some()) ^ (u64::from(to.is_some()) << 1),
        ValueKind::Duration(unit) => word_hash(unit) ^ 77,
        _ => 0,
    };
    feature!(s, "what", what);
    feature!(s, "what kind", what, kind);
    feature!(s, "what shape", what, r.verbs.min(2), u64::from(r.after));
    feature!(s, "first word", sheet.info(v.from as usize).lemma_key, u64::from(r.after));
    feature!(s, "first word kind", sheet.info(v.from as usize).lemma_key, kind);
    feature!(s, "dates", dates.min(4), r.nearer.min(2));
    feature!(s, "tense", u64::from(trigger.proposal.reading.feats.0 & 0xf), what);
}

/// A number that may belong to a claim: a value, or a dual noun.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    /// First token.
    pub from: u32,
    /// One past the last.
    pub to: u32,
    /// The value's number; `None` for a dual noun.
    pub value: Option<u32>,
    /// The noun counted, its token.
    pub noun: Option<u32>,
}

/// The amounts of a sentence.
pub fn amounts(sheet: &Sheet, range: std::ops::Range<usize>, out: &mut Vec<Amount>) {
    out.clear();
    let mut i = range.start;
    while i < range.end {
        if let Some(v) = sheet.value_at(i) {
            if matches!(v.kind, ValueKind::Number | ValueKind::Percent) && v.from as usize == i {
                let mut j = v.core_to as usize;
                if j < range.end && sheet.word(j) == "من" {
                    j += 1;
                }
                let noun = (j < range.end && matches!(sheet.pos(j), Pos::Noun | Pos::Name)).then_some(j as u32);
                out.push(Amount { from: v.from, to: v.to, value: Some(sheet.toks[i].value), noun });
            }
            i = v.to as usize;
            continue;
        }
        let info = sheet.info(i);
        if sheet.pos(i) == Pos::Noun
            && sheet.toks[i].name == u32::MAX
            && info.readings.iter().any(|r| r.feats.any(Feats::DU))
            && !info.readings.iter().any(|r| r.feats.any(Feats::VERB))
            && !info.classes.any(Classes::TIME.with(Classes::MEASURE))
        {
            out.push(Amount { from: i as u32, to: i as u32 + 1, value: None, noun: Some(i as u32) });
        }
        i += 1;
    }
}

/// The features of an amount for a claim.
pub fn figure_features(
    sheet: &Sheet,
    lex: &Lexicon,
    trigger: &Trigger,
    a: &Amount,
    filled: &[Filled],
    phrases: &[Phrase],
    r: Reach,
    rule: Option<&str>,
    before: &Before,
    s: &mut impl Sink,
) {
    shared_features(sheet, lex, trigger, a.from as usize, a.to as usize, r, s);
    let range = sheet.text.sentences[trigger.sentence as usize].range();
    let kind = u64::from(trigger.proposal.kind);
    let frame = &lex.frames[trigger.proposal.frame as usize];
    let measure = word_hash(frame.measure);
    let noun = a.noun.map_or(0, |n| category(sheet, n as isize, &range));
    let noun_key = a.noun.map_or(0, |n| sheet.info(n as usize).lemma_key);
    let holder = filled.iter().find(|f| {
        let p = &phrases[f.phrase as usize];
        p.from <= a.from && a.to <= p.to_all.max(p.to) + 1
    });
    let role = holder.map_or(9, |f| super::roles::role_class(Some(f.role)) as u64);
    let slot = holder.map_or(0, |f| f.slot as u64);
    let vague = u64::from(a.value.and_then(|v| sheet.values.get(v as usize)).is_some_and(|v| v.low.is_none() && v.high.is_none()));
    let own = u64::from(a.to == trigger.token || a.from <= trigger.token && trigger.token < a.to || a.noun == Some(trigger.token));
    feature!(s, "rule", word_hash(rule.unwrap_or("")), kind);
    feature!(s, "rule alone", word_hash(rule.unwrap_or("")));
    feature!(s, "noun", noun, kind);
    feature!(s, "noun key", noun_key, kind);
    feature!(s, "noun role", noun, role, kind);
    feature!(s, "role", role, slot, measure);
    feature!(s, "role kind", role, kind);
    feature!(s, "own", own, kind);
    feature!(s, "own noun", own, noun, measure);
    feature!(s, "vague", vague, role, kind);
    feature!(s, "noun gap", noun, step(r.gap), u64::from(r.after) | role << 1);
    let part = (a.from as usize).checked_sub(1).is_some_and(|b| part_of_at(sheet, lex, b));
    feature!(s, "part of", u64::from(part), kind, u64::from(r.after));
    feature!(s, "part of reach", u64::from(part), u64::from(r.triggers.min(1) as u8) | u64::from(r.verbs.min(2) as u8) << 1, measure);
    feature!(s, "dual", u64::from(a.value.is_none()), kind, own);
    if let (None, Some(n)) = (a.value, a.noun) {
        // «فلسطينيين» is two or many
        let info = sheet.info(n as usize);
        let also = |f: Feats| u64::from(info.readings.iter().any(|r| r.feats.any(f)));
        let shape = also(Feats::PL) | also(Feats::CONSTRUCT) << 1 | also(Feats::NISBA) << 2 | also(Feats::ADJ) << 3;
        feature!(s, "dual shape", shape, noun, role);
        feature!(s, "dual shape kind", shape, kind, own);
        feature!(s, "dual before", category(sheet, n as isize - 1, &range), shape, kind);
    } else {
        let percent = a.value.is_some_and(|v| matches!(sheet.values[v as usize].kind, ValueKind::Percent));
        feature!(s, "percent", u64::from(percent), kind);
        feature!(s, "percent role", u64::from(percent), role, measure);
    }
    feature!(s, "noun trigger", u64::from(a.noun.is_some_and(|n| sheet.info(n as usize).trigger)), own, kind);
    if a.from > 0 {
        feature!(s, "word before", sheet.info(a.from as usize - 1).lemma_key, kind);
        feature!(s, "word before role", sheet.info(a.from as usize - 1).lemma_key, role);
    }
    if let Some(n) = a.noun {
        feature!(s, "word after noun", category(sheet, n as isize + 1, &range), kind);
    }
    if let Some(b) = before.beside(trigger) {
        let took = u64::from(before.figures.contains(&a.from));
        let side = u64::from(a.from > b.token) | u64::from(r.after) << 1;
        feature!(s, "took", took, kind, side);
        feature!(s, "took from", took, kind, u64::from(b.proposal.kind));
        feature!(s, "took way", took, path(sheet, b.token as usize + 1, trigger.token as usize), role);
    }
}

/// The measure of an amount for a claim by rule: it counts what fills the target, or the trigger itself.
#[must_use]
pub fn figure_rule(
    sheet: &Sheet,
    lex: &Lexicon,
    trigger: &Trigger,
    a: &Amount,
    filled: &[Filled],
    phrases: &[Phrase],
    r: Reach,
) -> Option<&'static str> {
    let frame = &lex.frames[trigger.proposal.frame as usize];
    let own = a.to == trigger.token || a.noun == Some(trigger.token);
    let family = lex.ontology.types[trigger.proposal.kind as usize].family();
    if own && counts(sheet, a) {
        return Some(if family == "harm" { frame.measure } else { "incidents" });
    }
    let noun = a.noun.map_or(Classes::NONE, |n| sheet.info(n as usize).classes);
    if noun.any(Classes::MEASURE.with(Classes::TIME)) || !counts(sheet, a) {
        return None;
    }
    let holds = |role: RoleKind| {
        filled.iter().any(|f| {
            let p = &phrases[f.phrase as usize];
            f.role == role && p.from <= a.from && a.from < p.to_all.max(p.to)
        })
    };
    let part = (a.from as usize).checked_sub(1).is_some_and(|b| part_of_at(sheet, lex, b));
    let thing = noun.any(
        Classes::CRAFT
            .with(Classes::WEAPON)
            .with(Classes::FACILITY)
            .with(Classes::AREA)
            .with(Classes::MONEY)
            .with(Classes::GOODS)
            .with(Classes::DOCUMENT),
    );
    let people = !thing;
    let free = r.verbs == 0 && r.triggers == 0 && r.clauses == 0;
    let close = if r.after { free && (r.gap <= 3 || part && r.gap <= 16) } else { free && r.gap <= 5 && r.commas == 0 };
    match family {
        "harm" | "detention" => (people && (close || holds(RoleKind::Target))).then_some(frame.measure),
        "movement" => (people && (holds(RoleKind::Agent) || holds(RoleKind::Target) || close && r.gap <= 1)).then_some(frame.measure),
        "force" => (holds(RoleKind::Agent) || holds(RoleKind::Target) || close && r.gap <= 1).then_some(if noun.any(Classes::CRAFT) {
            "vehicles"
        } else if noun.any(Classes::WEAPON) {
            "weapons"
        } else {
            frame.measure
        }),
        "protest" => (people && (holds(RoleKind::Agent) || close)).then_some("participants"),
        "violence" if noun.any(Classes::EVENT) && close => Some("incidents"),
        _ => None,
    }
}

/// Whether an amount counts things by rule: a number, or a word that can be no other than the dual of such.
fn counts(sheet: &Sheet, a: &Amount) -> bool {
    match (a.value, a.noun) {
        (Some(v), _) => !matches!(sheet.values[v as usize].kind, ValueKind::Percent),
        (None, Some(n)) => {
            let info = sheet.info(n as usize);
            info.readings.first().is_some_and(|r| r.feats.any(Feats::DU) && !r.feats.any(Feats::CONSTRUCT))
                && !info.readings.iter().any(|r| r.feats.any(Feats::PL))
                && (info.classes.any(Classes::PEOPLE.with(Classes::CRAFT).with(Classes::WEAPON)) || info.trigger)
        }
        (None, None) => false,
    }
}

/// Whether token `i` is a word of parts («بينهم»), alone or in a fixed phrase.
fn part_of_at(sheet: &Sheet, lex: &Lexicon, i: usize) -> bool {
    sheet.info(i).classes.any(Classes::PART_OF)
        || sheet
            .fixed
            .get(sheet.toks[i].fixed as usize)
            .is_some_and(|f| matches!(f.value, crate::lexicon::NameValue::Word(w) if lex.words[w as usize].classes.any(Classes::PART_OF)))
}

/// Chooses the figures of a claim: (amount, measure, probability).
#[allow(clippy::too_many_arguments)]
pub fn figures(
    sheet: &Sheet,
    lex: &Lexicon,
    models: &Models,
    trigger: &Trigger,
    list: &[Amount],
    filled: &[Filled],
    phrases: &[Phrase],
    triggers: &[u32],
    before: &Before,
    buffer: &mut Features,
    out: &mut Vec<(Amount, &'static str, f32)>,
) {
    out.clear();
    for a in list {
        let r = reach(sheet, trigger.token as usize, a.from as usize, a.to as usize, triggers);
        let rule = figure_rule(sheet, lex, trigger, a, filled, phrases, r);
        if models.figure.is_empty() {
            if let Some(m) = rule {
                out.push((*a, m, 0.6));
            }
            continue;
        }
        buffer.0.clear();
        figure_features(sheet, lex, trigger, a, filled, phrases, r, rule, before, buffer);
        let mut scores = [0f32; 14];
        models.figure.score(buffer, &mut scores);
        softmax(&mut scores);
        let best = (1..14).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a))).unwrap_or(1);
        if 1.0 - scores[0] >= FIGURE {
            out.push((*a, MEASURES[best - 1], scores[best]));
        }
    }
}

/// Least probability that an amount belongs to a claim.
const FIGURE: f32 = 0.5;

/// Least probability that a date belongs to a claim.
const TIME: f32 = 0.42;

/// Chooses the time of a claim: the value's number and probability.
pub fn time(
    sheet: &Sheet,
    lex: &Lexicon,
    models: &Models,
    trigger: &Trigger,
    triggers: &[u32],
    before: &Before,
    buffer: &mut Features,
) -> Option<(u32, f32)> {
    let range = sheet.text.sentences[trigger.sentence as usize].range();
    let dates: Vec<u32> = dates(sheet, &range);
    let mut best: Option<(u32, f32)> = None;
    for &n in &dates {
        let v = &sheet.values[n as usize];
        let r = reach(sheet, trigger.token as usize, v.from as usize, v.to as usize, triggers);
        let score = if models.time.is_empty() {
            if time_rule(r) { 1.0 / (1.0 + r.gap as f32) + 0.5 } else { 0.0 }
        } else {
            buffer.0.clear();
            time_features(sheet, lex, trigger, n, dates.len(), r, before, buffer);
            let mut x = [0f32];
            models.time.score(buffer, &mut x);
            crate::model::logistic(x[0])
        };
        if score >= TIME && best.is_none_or(|(_, b)| score > b) {
            best = Some((n, score));
        }
    }
    best
}

/// The dates and durations of a range of tokens.
#[must_use]
pub fn dates(sheet: &Sheet, range: &std::ops::Range<usize>) -> Vec<u32> {
    let mut out = Vec::new();
    let mut i = range.start;
    while i < range.end {
        let n = sheet.toks[i].value;
        if let Some(v) = sheet.values.get(n as usize) {
            if matches!(v.kind, ValueKind::Date { .. }) {
                out.push(n);
            }
            i = (v.to as usize).max(i + 1);
        } else {
            i += 1;
        }
    }
    out
}

/// Whether a date belongs to a claim by rule: no clause and at most one verb between.
#[must_use]
pub fn time_rule(r: Reach) -> bool {
    r.clauses == 0 && r.verbs <= 1 && r.gap <= 25
}
