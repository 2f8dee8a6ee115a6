//! Fills the roles of a claim from its arcs: by the frame's rule, or by the role model that sees the rule as one feature.

use super::arcs::{Arc, Slot, place_like};
use super::category::{category, class_of, name_category, path, step};
use super::choose::Trigger;
use super::phrases::Phrase;
use super::reading::{Pos, Sheet};
use crate::feature;
use crate::lexicon::{Classes, Lexicon};
use crate::model::train::softmax;
use crate::model::{Features, Models, Sink};
use crate::morphology::Feats;
use crate::morphology::clitic::Clitics;
use crate::record::RoleKind;

/// A filled role.
#[derive(Debug, Clone, Copy)]
pub struct Filled {
    /// Number of the phrase.
    pub phrase: u32,
    /// The role.
    pub role: RoleKind,
    /// Probability.
    pub score: f32,
    /// How it stands to the trigger.
    pub slot: Slot,
}

/// The class of a role in the model: 0 is none.
#[must_use]
pub fn role_class(r: Option<RoleKind>) -> usize {
    r.map_or(0, |r| 1 + RoleKind::ALL.iter().position(|x| *x == r).unwrap_or(0))
}

/// The other triggers of a sentence, and what those to the left took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Others<'w> {
    /// All triggers of the sentence, in order, the one in question too.
    pub triggers: &'w [Trigger],
    /// The filled roles of those before it.
    pub filled: &'w [Vec<Filled>],
}

/// The features of an arc.
#[allow(clippy::too_many_lines)]
pub fn features(
    sheet: &Sheet,
    lex: &Lexicon,
    trigger: &Trigger,
    arcs: &[Arc],
    n: usize,
    phrases: &[Phrase],
    others: Others<'_>,
    s: &mut impl Sink,
) {
    let a = &arcs[n];
    let p = &phrases[a.phrase as usize];
    let kind = u64::from(trigger.proposal.kind);
    let family = lex.ontology.types[kind as usize].family_hash;
    let lemma = lex.lemmas[trigger.proposal.reading.lemma as usize].key;
    let part = u64::from(trigger.proposal.part.0);
    let slot = a.slot as u64;
    let rank = u64::from(a.rank.min(4));
    let rule = role_class(a.rule) as u64;
    let head = p.head as usize;
    let info = sheet.info(head);
    let name = sheet.name_at(head).map_or(0, |n| name_category(lex, n.kind));
    let range = sheet.text.sentences[p.sentence as usize].range();
    let cat = category(sheet, head as isize, &range);
    let first = category(sheet, p.from as isize, &range);
    let place = u64::from(place_like(sheet, lex, p));
    let prep = p.prep;
    let t = trigger.token as usize;
    let trange = sheet.text.sentences[trigger.sentence as usize].range();
    let pronoun = u64::from(trigger.proposal.reading.clitics.any(Clitics::PRONOUN));
    let after = p.from as usize > t;
    let gap = if after { p.from as usize - t - 1 } else { t.saturating_sub(p.to as usize) };
    let frame = u64::from(trigger.proposal.frame);
    let verb_feats = u64::from(trigger.proposal.reading.feats.0 & 0x3fff);
    feature!(s, "rule", rule, slot);
    feature!(s, "rule kind", rule, kind, slot);
    feature!(s, "rule cat", rule, cat);
    feature!(s, "rule prep", rule, prep, place);
    feature!(s, "slot", slot, rank, part);
    feature!(s, "slot kind", slot, kind, rank);
    feature!(s, "slot kind part", slot, kind, part);
    feature!(s, "slot family cat", slot, family, cat);
    feature!(s, "slot kind cat", slot, kind, cat);
    feature!(s, "slot lemma", slot, lemma, rank);
    feature!(s, "slot lemma part cat", slot, lemma ^ part, cat);
    feature!(s, "slot prep", slot, prep, kind);
    feature!(s, "slot prep place", slot, prep, place);
    feature!(s, "prep family", prep, family, place);
    feature!(s, "prep lemma", prep, lemma, place);
    feature!(s, "prep cat", prep, cat, family);
    feature!(s, "cat", cat, kind);
    feature!(s, "cat first", cat, first, slot);
    feature!(s, "name", name, kind, slot);
    feature!(s, "head", info.lemma_key, kind);
    feature!(s, "head slot", info.lemma_key, slot, family);
    feature!(s, "head lemma", info.lemma_key, lemma);
    feature!(s, "frame slot", frame, slot, prep);
    feature!(s, "gap", step(gap), u64::from(after), slot);
    feature!(s, "gap verbs", u64::from(a.verbs.min(3)), u64::from(after), family);
    feature!(s, "between", u64::from(a.verbs.min(2)) | u64::from(a.commas.min(2)) << 2 | u64::from(a.clauses.min(2)) << 4, slot, family);
    feature!(
        s,
        "between+",
        u64::from(a.verbs.min(2)) | u64::from(a.commas.min(2)) << 2 | u64::from(a.clauses.min(2)) << 4,
        slot,
        place | rank << 2
    );
    feature!(s, "pronoun slot", pronoun, slot, rank | kind << 8);
    feature!(s, "verb feats slot", verb_feats, slot, rank);
    feature!(s, "verb feats slot cat", verb_feats, slot, cat);
    feature!(s, "joined", u64::from(p.joined), slot, kind);
    feature!(s, "inner", u64::from(p.inner), slot, part);
    feature!(s, "place", place, family, slot);
    feature!(s, "place place-kind", place, kind, prep);
    feature!(s, "length", step((p.to - p.from) as usize), slot, family);
    feature!(s, "number first", u64::from(sheet.pos(p.from as usize) == Pos::Number), slot, kind);
    // agreement
    let plural = info.feats.any(Feats::PL);
    let feminine = sheet.word(head).ends_with('ه');
    feature!(s, "agreement", u64::from(plural) | u64::from(feminine) << 1, verb_feats, slot);
    if pronoun == 1 {
        feature!(
            s,
            "pronoun agreement",
            u64::from(plural) | u64::from(feminine) << 1 | u64::from(name > 0) << 2,
            u64::from(trigger.proposal.reading.clitics.0 >> 6),
            slot | rank << 8
        );
    }
    // what stands right before the phrase and right behind the trigger
    feature!(s, "word before phrase", category(sheet, p.from as isize - 1, &range), slot, family);
    feature!(s, "cat behind trigger", category(sheet, t as isize + 1, &trange), slot, rank | kind << 8);
    feature!(s, "cat before trigger", category(sheet, t as isize - 1, &trange), slot, rank | kind << 8);
    feature!(s, "trigger pos", sheet.pos(t) as u64, slot, rank | part << 8);
    feature!(s, "title", u64::from(sheet.text.sentences[trigger.sentence as usize].paragraph == 0), slot, kind);
    // the verb between or before
    if let Some(v) = (trange.start..t).rev().take(10).find(|&j| sheet.pos(j) == Pos::Verb) {
        feature!(s, "verb before", sheet.info(v).lemma_key, slot, part);
        let passed = u64::from((p.from as usize) < v);
        feature!(s, "beyond verb", passed, slot, u64::from(sheet.info(v).light) | u64::from(sheet.info(v).cue) << 1);
    }
    // rivals: does another phrase have this rule or slot
    let rivals = arcs.iter().enumerate().filter(|(m, b)| *m != n && b.rule.is_some() && b.rule == a.rule).count();
    feature!(s, "rivals", rivals.min(2), rule, slot);
    let subject = arcs.iter().any(|b| matches!(b.slot, Slot::Subject | Slot::LightSubject) && b.phrase != a.phrase);
    feature!(s, "other subject", u64::from(subject), slot, kind);
    let genitive = arcs.iter().any(|b| matches!(b.slot, Slot::Genitive | Slot::Object | Slot::PassiveSubject) && b.phrase != a.phrase);
    feature!(s, "other object", u64::from(genitive), slot, kind);
    feature!(s, "others", u64::from(subject) | u64::from(genitive) << 1 | rank << 2, slot, cat);
    if class_of(info.classes) != 0 && info.classes.any(Classes::PEOPLE) {
        feature!(s, "people", kind, slot, u64::from(plural));
    }
    // the same words as the subject of the sentence before, or as the source of a saying
    let same_sentence = p.sentence == trigger.sentence;
    feature!(s, "same sentence", u64::from(same_sentence), kind, name);
    // first phrase of the sentence, of a clause
    let opens = p.from as usize == range.start
        || (range.start..p.from as usize).all(|j| !matches!(sheet.pos(j), Pos::Noun | Pos::Name | Pos::Number));
    feature!(s, "opens sentence", u64::from(opens), slot, part);
    feature!(s, "opens sentence cat", u64::from(opens), cat, u64::from(after) | kind << 1);
    feature!(s, "slot name part", slot, name, part | rank << 6);
    feature!(s, "cat family after", cat, family, u64::from(after) | u64::from(a.verbs.min(2)) << 1 | u64::from(a.clauses.min(1)) << 3);
    // the verb that governs the phrase, if another than the trigger
    let governor = (range.start..p.from as usize).rev().take(6).find(|&j| sheet.pos(j) == Pos::Verb);
    if let Some(g) = governor
        && g != t
    {
        let gi = sheet.info(g);
        feature!(s, "governor", gi.lemma_key, slot, u64::from(p.prep != 0));
        feature!(s, "governor kind", u64::from(gi.cue) | u64::from(gi.light) << 1 | u64::from(gi.trigger) << 2, slot, rank);
    }
    let follower = (p.to as usize..range.end).take(3).find(|&j| sheet.pos(j) == Pos::Verb);
    if let Some(g) = follower
        && g != t
    {
        let gi = sheet.info(g);
        feature!(s, "follower", gi.lemma_key, slot);
        feature!(s, "follower kind", u64::from(gi.cue) | u64::from(gi.light) << 1 | u64::from(gi.trigger) << 2, slot, rank);
    }
    if let Some(v) = sheet.name_at(head) {
        feature!(s, "name words", u64::from(v.to - v.from), name, slot);
    }
    // the way between them
    if same_sentence {
        let way = if after { path(sheet, t + 1, p.from as usize) } else { path(sheet, (p.to_all.max(p.to)) as usize, t) };
        feature!(s, "way", way, u64::from(after) | part << 1, prep);
        feature!(s, "way slot", way, slot, verb_feats);
        feature!(s, "way kind", way, kind, u64::from(after) | place << 1 | rank << 2);
        feature!(s, "way cat", way, cat, u64::from(after) | part << 1);
        feature!(s, "way lemma", way, lemma, u64::from(after) | place << 1);
    }
    // other claims that may want it
    let reach = |x: u32| if p.from > x { p.from - x } else { x.saturating_sub(p.to) };
    let own = reach(trigger.token);
    let nearer = others.triggers.iter().filter(|o| o.token != trigger.token && reach(o.token) < own).min_by_key(|o| reach(o.token));
    let between =
        others.triggers.iter().filter(|o| o.token > trigger.token.min(p.from) && o.token < trigger.token.max(p.from)).count().min(3);
    feature!(s, "triggers between", between, slot, place);
    feature!(s, "triggers between kind", between, kind, u64::from(after) | place << 1);
    if let Some(o) = nearer.filter(|_| same_sentence) {
        let rival = u64::from(o.proposal.kind);
        let side = u64::from(o.token > trigger.token) | u64::from(p.from > o.token) << 1;
        feature!(s, "nearer", rival, kind, side | place << 2);
        feature!(s, "nearer slot", u64::from(o.proposal.part.0), slot, side | place << 2);
        feature!(s, "nearer cat", rival, cat, side);
        feature!(s, "nearer prep", rival, prep, kind);
    } else {
        feature!(s, "nearest", kind, slot, place);
    }
    for (back, (o, filled)) in others.triggers.iter().zip(others.filled).rev().take(2).enumerate() {
        let took = role_class(filled.iter().find(|f| f.phrase == a.phrase).map(|f| f.role)) as u64;
        let rival = u64::from(o.proposal.kind);
        let side = u64::from(p.from > o.token) | u64::from(after) << 1 | (back as u64) << 2;
        feature!(s, "took", took, kind, side);
        feature!(s, "took from", took, rival, kind);
        feature!(s, "took slot", took, slot, side);
        if back == 0 {
            let way = path(sheet, o.token as usize + 1, t);
            feature!(s, "took way", took, way, place);
            feature!(s, "took way kind", took, way, kind);
            feature!(s, "took part", took, u64::from(o.proposal.part.0) | part << 8, side);
        }
    }
}

/// Chooses the roles of one claim.
pub fn fill(
    sheet: &Sheet,
    lex: &Lexicon,
    models: &Models,
    trigger: &Trigger,
    arcs: &[Arc],
    phrases: &[Phrase],
    others: Others<'_>,
    buffer: &mut Features,
    out: &mut Vec<Filled>,
) {
    out.clear();
    if models.role.is_empty() {
        for a in arcs {
            if let Some(role) = a.rule {
                out.push(Filled { phrase: a.phrase, role, score: 0.6, slot: a.slot });
            }
        }
        return;
    }
    for n in 0..arcs.len() {
        buffer.0.clear();
        features(sheet, lex, trigger, arcs, n, phrases, others, buffer);
        let mut scores = [0f32; 8];
        models.role.score(buffer, &mut scores);
        softmax(&mut scores);
        for (c, role) in RoleKind::ALL.iter().enumerate() {
            let p = scores[c + 1];
            let least = if role.is_place() { PLACE } else { ROLE };
            if p >= least && scores[1..].iter().all(|o| *o <= p) {
                out.push(Filled { phrase: arcs[n].phrase, role: *role, score: p, slot: arcs[n].slot });
            }
        }
    }
    // one agent, target, instrument: the surest; a second one only where it is nearly sure or coordinated
    for role in [RoleKind::Agent, RoleKind::Target, RoleKind::Instrument] {
        let best = out
            .iter()
            .filter(|f| f.role == role)
            .max_by(|a, b| a.score.total_cmp(&b.score).then(b.phrase.cmp(&a.phrase)))
            .map(|f| f.phrase);
        if let Some(b) = best {
            out.retain(|f| {
                f.role != role || f.phrase == b || f.score >= SECOND && !overlap(&phrases[f.phrase as usize], &phrases[b as usize])
            });
        }
    }
    // of overlapping phrases in one role family the surer stays
    let mut k = 0;
    while k < out.len() {
        let f = out[k];
        let beaten = out.iter().any(|g| {
            g.phrase != f.phrase
                && g.score > f.score
                && overlap(&phrases[g.phrase as usize], &phrases[f.phrase as usize])
                && g.role == f.role
        });
        if beaten {
            out.remove(k);
        } else {
            k += 1;
        }
    }
}

fn overlap(a: &Phrase, b: &Phrase) -> bool {
    a.from < b.to && b.from < a.to
}

/// Least probability of a participant.
const ROLE: f32 = 0.24;
/// Least probability of a place.
const PLACE: f32 = 0.27;
/// Least probability of a second filler of the same role.
const SECOND: f32 = 0.75;
