//! Arcs: what each noun phrase around a trigger is to it, as order, agreement and prepositions tell.
//!
//! A light grammar of the clause: verb–subject–object and subject–verb–object, passives, verbal nouns with
//! their complement, participles and the noun they describe, relative clauses, light verbs, pronouns.

use super::choose::Trigger;
use super::phrases::{Phrase, definite};
use super::reading::{NameKind, Pos, Sheet};
use super::values::ValueKind;
use crate::lexicon::{Classes, Lexicon, Parts};
use crate::morphology::Feats;
use crate::morphology::clitic::Clitics;
use crate::record::RoleKind;

/// What a phrase is to a trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Slot {
    /// Subject of an active verb.
    Subject = 1,
    /// Subject of a passive verb.
    PassiveSubject,
    /// Object.
    Object,
    /// Complement of a verbal noun or noun.
    Genitive,
    /// An adjective of origin on the trigger noun.
    Nisba,
    /// Behind the trigger under a preposition.
    Prep,
    /// Before the trigger under a preposition, in its clause.
    PrepBefore,
    /// The noun that a participle or relative clause describes.
    Head,
    /// Subject of the light verb over the trigger.
    LightSubject,
    /// Object or complement of the light verb.
    LightObject,
    /// Antecedent of the pronoun on the trigger.
    Antecedent,
    /// A likely subject where the verb names none.
    Dropped,
    /// Earlier in the sentence, nothing more known.
    Before,
    /// Later in the sentence, nothing more known.
    After,
    /// The main subject of the sentence before.
    Earlier,
    /// The phrase that the trigger noun itself heads or lies in (عشرات القتلى).
    Own,
}

impl Slot {
    /// The words shown as the reason of a role.
    #[must_use]
    pub const fn why(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::PassiveSubject => "subject of the passive",
            Self::Object => "object",
            Self::Genitive => "complement of the noun",
            Self::Nisba => "adjective of origin",
            Self::Prep => "preposition behind",
            Self::PrepBefore => "preposition before",
            Self::Head => "noun described",
            Self::LightSubject => "subject of the light verb",
            Self::LightObject => "object of the light verb",
            Self::Antecedent => "antecedent of the pronoun",
            Self::Dropped => "subject carried on",
            Self::Before => "earlier in the sentence",
            Self::After => "later in the sentence",
            Self::Earlier => "subject of the sentence before",
            Self::Own => "the trigger's own phrase",
        }
    }
}

/// A phrase and what it is to a trigger.
#[derive(Debug, Clone, Copy)]
pub struct Arc {
    /// Number of the phrase in the document's list.
    pub phrase: u32,
    /// What it is.
    pub slot: Slot,
    /// How many phrases of the same kind stand between: 0 for the nearest.
    pub rank: u8,
    /// Finite verbs between.
    pub verbs: u8,
    /// Commas between.
    pub commas: u8,
    /// Subordinators and relatives between.
    pub clauses: u8,
    /// The role by the frame and the grammar.
    pub rule: Option<RoleKind>,
}

/// Whether a phrase can be a place: a name of one, or a noun of area or installation.
#[must_use]
pub fn place_like(sheet: &Sheet, lex: &Lexicon, p: &Phrase) -> bool {
    let head = sheet.info(p.head as usize);
    if head.classes.any(Classes::AREA.with(Classes::FACILITY).with(Classes::DIRECTION).with(Classes::BORDER)) {
        return true;
    }
    (p.from..p.to).any(|i| matches!(sheet.name_at(i as usize).map(|n| n.kind), Some(NameKind::Place(_))))
        || sheet.name_at(p.head as usize).is_some_and(|n| matches!(n.kind, NameKind::Actor(a) if lex.actors[a as usize].kind == "state"))
}

/// Whether a phrase is a time or an amount rather than a thing.
#[must_use]
pub fn value_only(sheet: &Sheet, p: &Phrase) -> bool {
    sheet.value_at(p.head as usize).is_some_and(|v| !matches!(v.kind, ValueKind::Number | ValueKind::Ordinal))
        || sheet.info(p.head as usize).classes.any(Classes::TIME)
}

fn between(sheet: &Sheet, a: usize, b: usize) -> (u8, u8, u8) {
    let (mut verbs, mut commas, mut clauses) = (0u8, 0u8, 0u8);
    for i in a..b {
        match sheet.pos(i) {
            Pos::Verb => verbs = verbs.saturating_add(1),
            Pos::Punct if matches!(sheet.word(i), "،" | "," | "؛" | ":") => commas = commas.saturating_add(1),
            Pos::Relative | Pos::Subord => clauses = clauses.saturating_add(1),
            _ => {}
        }
    }
    (verbs, commas, clauses)
}

/// Whether noun `i` agrees with a verb or participle of features `f` as its subject standing before it.
fn agrees(sheet: &Sheet, i: usize, f: Feats) -> bool {
    let n = sheet.info(i);
    let feminine = sheet.word(i).ends_with('ه') || n.feats.any(Feats::FEM) || n.feats.any(Feats::PL);
    if f.any(Feats::FEM) && f.any(Feats::SG) {
        return feminine || n.readings.is_empty();
    }
    if f.any(Feats::PL) {
        return n.feats.any(Feats::PL) || n.classes.any(Classes::GROUP.with(Classes::PEOPLE)) || n.readings.is_empty();
    }
    !(sheet.word(i).ends_with('ه') && sheet.name_at(i).is_none())
}

/// Fills `out` with the arcs of `trigger` to the phrases of its sentence (`phrases[of]`), and to `earlier`, the main
/// subject of the sentence before.
#[allow(clippy::too_many_lines)]
pub fn find(
    sheet: &Sheet,
    lex: &Lexicon,
    trigger: &Trigger,
    phrases: &[Phrase],
    of: std::ops::Range<usize>,
    earlier: Option<u32>,
    out: &mut Vec<Arc>,
) {
    out.clear();
    let t = trigger.token as usize;
    let frame = &lex.frames[trigger.proposal.frame as usize];
    let reading = trigger.proposal.reading;
    let feats = reading.feats;
    let finite = trigger.proposal.part == Parts::FINITE;
    let participle = trigger.proposal.part.any(Parts::ACTIVE.with(Parts::PASSIVE)) && sheet.toks[t].pos != Pos::Verb;
    let pronoun = reading.clitics.any(Clitics::PRONOUN) || sheet.toks[t].clitics.any(Clitics::PRONOUN);
    let range = sheet.text.sentences[trigger.sentence as usize].range();

    // the light verb over a noun trigger: the nearest verb before it with no other verb or clause between
    let light = if finite {
        None
    } else {
        (range.start..t)
            .rev()
            .take(10)
            .take_while(|&j| !matches!(sheet.pos(j), Pos::Subord | Pos::Relative))
            .find(|&j| sheet.pos(j) == Pos::Verb)
    };

    let (mut bare_after, mut subject_before, mut any_before) = (0u8, None::<usize>, 0u8);
    // bare phrases behind a finite verb, before the next clause
    let mut bare: Vec<usize> = Vec::with_capacity(4);
    for k in of.clone() {
        let p = &phrases[k];
        if p.from as usize <= t || p.inner && finite {
            continue;
        }
        let (verbs, _, clauses) = between(sheet, t + 1, p.from as usize);
        if verbs > 0 || clauses > 0 {
            break;
        }
        if p.prep == 0 && !p.joined && !value_only(sheet, p) && bare.len() < 3 {
            bare.push(k);
        }
    }
    // the phrase before a verb that may be its subject
    if finite || participle {
        for k in of.clone().rev() {
            let p = &phrases[k];
            if p.to as usize > t || p.inner {
                continue;
            }
            let (verbs, commas, clauses) = between(sheet, p.to as usize, t);
            if verbs > 0 || (commas > 1 && finite) {
                break;
            }
            if participle {
                if p.to as usize == t || clauses == 0 && commas == 0 && t - (p.to as usize) <= 3 {
                    subject_before = Some(k);
                    break;
                }
                continue;
            }
            if clauses > 0 {
                // الذي قتل: the noun before the relative
                if sheet.pos(p.to as usize) == Pos::Relative || sheet.pos(p.to as usize + 1) == Pos::Relative {
                    subject_before = Some(k);
                }
                break;
            }
            if p.prep == 0
                && !value_only(sheet, p)
                && agrees(sheet, p.head as usize, feats)
                && !sheet.toks[t].clitics.any(Clitics::CONJUNCTION)
            {
                subject_before = Some(k);
                break;
            }
        }
    }
    let only_passive = feats.any(Feats::PASSIVE) && !feats.any(Feats::ACTIVE);
    let either = feats.has(Feats::PASSIVE | Feats::ACTIVE);
    let relative = subject_before.is_some_and(|k| sheet.pos(phrases[k].to as usize) == Pos::Relative);
    let plural = feats.any(Feats::PL | Feats::DU);
    let victim = |k: usize| {
        let i = phrases[k].head as usize;
        let c = sheet.info(i).classes;
        sheet.pos(phrases[k].from as usize) == Pos::Number
            || c.any(Classes::CIVILIAN.with(Classes::CASUALTY).with(Classes::QUANTITY))
            || sheet.info(phrases[k].from as usize).classes.any(Classes::QUANTITY)
    };
    let passive = only_passive
        || (either
            && frame.object.is_some()
            && !pronoun
            && match (bare.as_slice(), subject_before) {
                ([], Some(k)) => victim(k) || frame.object == Some(RoleKind::Target) && frame.subject == Some(RoleKind::Agent) && !relative,
                ([one], None) => {
                    victim(*one)
                        || (!sheet.info(phrases[*one].head as usize).classes.any(Classes::GROUP.with(Classes::AIRCRAFT))
                            && sheet.info(phrases[*one].head as usize).classes.any(Classes::PEOPLE.with(Classes::PERSON)))
                }
                _ => false,
            });

    for k in of.clone() {
        let p = &phrases[k];
        let (from, to) = (p.from as usize, p.to as usize);
        if value_only(sheet, p) && !p.inner {
            continue;
        }
        let covers = from <= t && t < to;
        let (slot, rank, verbs, commas, clauses);
        if covers {
            // an adjective trigger inside its own phrase describes that phrase's head
            if participle && from < t {
                (slot, rank, verbs, commas, clauses) = (Slot::Head, 0, 0, 0, 0);
            } else if !finite {
                (slot, rank, verbs, commas, clauses) = (Slot::Own, (from != t) as u8, 0, 0, 0);
            } else {
                continue;
            }
        } else if from > t {
            (verbs, commas, clauses) = between(sheet, t + 1, from);
            let near = verbs == 0 && clauses == 0;
            if !near {
                rank = bare_after;
                slot = Slot::After;
            } else if p.prep != 0 {
                slot = Slot::Prep;
                rank = bare_after;
            } else if finite {
                let n = bare.iter().position(|b| *b == k);
                rank = n.map_or(9, |n| n as u8);
                slot = match n {
                    None => Slot::After,
                    Some(n) => {
                        let has_subject = subject_before.is_some() || plural;
                        match (passive, has_subject, n, bare.len()) {
                            (true, false, 0, _) => Slot::PassiveSubject,
                            (true, _, _, _) => Slot::After,
                            (false, true, 0, _) => Slot::Object,
                            (false, true, _, _) => Slot::After,
                            (false, false, 0, 1) if !pronoun && object_like(sheet, lex, p) && frame.object.is_some() => Slot::Object,
                            (false, false, 0, _) => Slot::Subject,
                            (false, false, 1, _) if frame.object.is_some() && !pronoun => Slot::Object,
                            _ => Slot::After,
                        }
                    }
                };
            } else if from == t + 1 || (from == t + 2 && sheet.info(t + 1).feats.any(Feats::ADJ) && sheet.pos(t + 1) == Pos::Noun) {
                let adjective = sheet.info(from).feats.any(Feats::NISBA)
                    && sheet.toks[from].name == u32::MAX
                    && to == from + 1
                    && definite(sheet, from) == definite(sheet, t);
                slot = if adjective {
                    Slot::Nisba
                } else if from == t + 1 {
                    Slot::Genitive
                } else {
                    Slot::After
                };
                rank = 0;
            } else {
                slot = Slot::After;
                rank = bare_after;
            }
            bare_after = bare_after.saturating_add(1);
        } else {
            (verbs, commas, clauses) = between(sheet, to, t);
            if subject_before == Some(k) {
                slot = if participle || relative {
                    Slot::Head
                } else if passive {
                    Slot::PassiveSubject
                } else {
                    Slot::Subject
                };
                rank = 0;
            } else if let Some(v) = light
                && let Some(s) = light_slot(sheet, phrases, of.clone(), v, t, k)
            {
                slot = s;
                rank = 0;
            } else if p.prep != 0 && verbs == 0 && clauses == 0 {
                slot = Slot::PrepBefore;
                rank = any_before;
            } else if pronoun && p.prep == 0 {
                slot = Slot::Antecedent;
                rank = any_before;
            } else if finite && subject_before.is_none() && bare.is_empty() && p.prep == 0 {
                slot = Slot::Dropped;
                rank = any_before;
            } else {
                slot = Slot::Before;
                rank = any_before;
            }
            any_before = any_before.saturating_add(1);
        }
        out.push(Arc { phrase: k as u32, slot, rank, verbs, commas, clauses, rule: None });
    }
    if let Some(e) = earlier
        && !of.contains(&(e as usize))
    {
        out.push(Arc { phrase: e, slot: Slot::Earlier, rank: 0, verbs: 0, commas: 0, clauses: 0, rule: None });
    }
    // ranks before the trigger count from the nearest
    let befores = out.iter().filter(|a| matches!(a.slot, Slot::Antecedent | Slot::Dropped | Slot::Before | Slot::PrepBefore)).count() as u8;
    for a in out.iter_mut().filter(|a| matches!(a.slot, Slot::Antecedent | Slot::Dropped | Slot::Before | Slot::PrepBefore)) {
        a.rank = befores.saturating_sub(1).saturating_sub(a.rank);
    }
    for n in 0..out.len() {
        out[n].rule = by_rule(sheet, lex, trigger, &out[n], &phrases[out[n].phrase as usize]);
    }
    keep_first(out);
}

fn object_like(sheet: &Sheet, lex: &Lexicon, p: &Phrase) -> bool {
    place_like(sheet, lex, p) && sheet.name_at(p.head as usize).is_none_or(|n| matches!(n.kind, NameKind::Place(_)))
        || sheet
            .info(p.head as usize)
            .classes
            .any(Classes::WEAPON.with(Classes::CASUALTY).with(Classes::EVENT).with(Classes::DOCUMENT).with(Classes::GOODS))
}

/// What phrase `k` is to the verb `v` that stands over the noun trigger `t`.
fn light_slot(sheet: &Sheet, phrases: &[Phrase], of: std::ops::Range<usize>, v: usize, t: usize, k: usize) -> Option<Slot> {
    let p = &phrases[k];
    if p.prep != 0 {
        return None;
    }
    let (from, to) = (p.from as usize, p.to as usize);
    if from > v && to <= t {
        // between verb and noun: its subject
        return Some(Slot::LightSubject);
    }
    if to <= v {
        // right before the verb, with nothing bare between verb and noun
        let taken = of.clone().any(|j| phrases[j].from as usize > v && phrases[j].to as usize <= t && phrases[j].prep == 0);
        let (verbs, commas, clauses) = between(sheet, to, v);
        if !taken && verbs == 0 && commas <= 1 && clauses == 0 && v - to <= 12 && !sheet.toks[v].clitics.any(Clitics::CONJUNCTION) {
            return Some(Slot::LightSubject);
        }
    }
    None
}

fn by_rule(sheet: &Sheet, lex: &Lexicon, trigger: &Trigger, a: &Arc, p: &Phrase) -> Option<RoleKind> {
    let frame = &lex.frames[trigger.proposal.frame as usize];
    let part = trigger.proposal.part;
    let role = match a.slot {
        Slot::Subject => frame.subject,
        Slot::PassiveSubject | Slot::Object => frame.object,
        Slot::Genitive => {
            if part == Parts::ACTIVE || part == Parts::FINITE {
                frame.object
            } else {
                frame.genitive
            }
        }
        Slot::Own if from_quantity(sheet, p, trigger.token as usize) => frame.genitive,
        Slot::Nisba => (frame.subject == Some(RoleKind::Agent)).then_some(RoleKind::Agent),
        Slot::Head => frame.head.or(match part {
            Parts::PASSIVE => frame.object,
            _ => frame.subject,
        }),
        // a place under ب is where, not by what; a bare phrase of direction («شمال المدينة») too
        Slot::Prep if place_like(sheet, lex, p) && p.prep == crate::text::word_hash(super::phrases::BA) => Some(RoleKind::At),
        Slot::After if p.prep == 0 && a.verbs == 0 && a.clauses == 0 && sheet.info(p.from as usize).classes.any(Classes::DIRECTION) => {
            Some(RoleKind::At)
        }
        Slot::Prep => prep_role(lex, frame, p.prep),
        Slot::PrepBefore => prep_role(lex, frame, p.prep).filter(|r| *r == RoleKind::At),
        Slot::LightSubject => frame.subject,
        Slot::Antecedent if a.rank == 0 => match part {
            Parts::FINITE => frame.object,
            Parts::MASDAR | Parts::NOUN => frame.genitive,
            _ => None,
        },
        Slot::Dropped if a.rank == 0 && a.commas <= 2 => frame.subject,
        _ => None,
    }?;
    if role.is_place() {
        if !place_like(sheet, lex, p) {
            return None;
        }
    } else if matches!(a.slot, Slot::Object | Slot::Genitive | Slot::PassiveSubject)
        && role == RoleKind::Target
        && sheet.name_at(p.head as usize).is_some_and(|n| {
            matches!(n.kind, NameKind::Place(_)) || matches!(n.kind, NameKind::Actor(x) if lex.actors[x as usize].kind == "state")
        })
        && lex.ontology.types[trigger.proposal.kind as usize].family() == "violence"
    {
        // a struck town or country is where it happens
        return Some(RoleKind::At);
    } else if matches!(a.slot, Slot::Genitive | Slot::Object)
        && role == RoleKind::Target
        && sheet.info(p.head as usize).classes.any(Classes::AREA)
        && lex.ontology.types[trigger.proposal.kind as usize].family() == "violence"
    {
        return Some(RoleKind::At);
    }
    Some(role)
}

/// «عشرات القتلى»: a casualty noun whose phrase counts it is its own target.
fn from_quantity(sheet: &Sheet, p: &Phrase, t: usize) -> bool {
    sheet.info(t).classes.any(Classes::CASUALTY) && p.from as usize != t && p.head as usize == t
}

fn prep_role(lex: &Lexicon, frame: &crate::lexicon::Frame, prep: u64) -> Option<RoleKind> {
    match frame.preps.iter().find(|(h, _)| *h == prep) {
        Some((_, r)) => *r,
        None => lex.prep_roles.get(&prep).copied(),
    }
}

/// Of several phrases that grammar gives agent, target or instrument, the surest stays.
fn keep_first(arcs: &mut [Arc]) {
    for role in [RoleKind::Agent, RoleKind::Target, RoleKind::Instrument] {
        let best =
            arcs.iter().enumerate().filter(|(_, a)| a.rule == Some(role)).min_by_key(|(n, a)| (a.slot as u8, a.rank, *n)).map(|(n, _)| n);
        for (n, a) in arcs.iter_mut().enumerate() {
            if a.rule == Some(role) && Some(n) != best {
                a.rule = None;
            }
        }
    }
}
