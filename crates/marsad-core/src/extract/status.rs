//! Whether a claim is asserted, planned, denied or merely possible.

use super::category::{category, path, step};
use super::choose::Trigger;
use super::measures::Before;
use super::reading::{Pos, Sheet};
use crate::feature;
use crate::lexicon::{Classes, Lexicon, LightKind, Parts};
use crate::model::train::softmax;
use crate::model::{Features, Models, Sink};
use crate::morphology::Feats;
use crate::morphology::clitic::Clitics;
use crate::record::Status;

fn light_over(sheet: &Sheet, lex: &Lexicon, t: usize, start: usize) -> Option<(usize, LightKind)> {
    (start..t).rev().take(8).take_while(|&j| sheet.pos(j) != Pos::Relative).find_map(|j| {
        if sheet.pos(j) != Pos::Verb && !sheet.info(j).light {
            return None;
        }
        let r = sheet.info(j).readings.iter().find(|r| !lex.lemmas[r.lemma as usize].lights.is_empty())?;
        let l = *lex.lemmas[r.lemma as usize].lights.first()?;
        Some((j, lex.lights[l as usize].kind))
    })
}

/// The status by rule.
#[must_use]
pub fn by_rule(sheet: &Sheet, lex: &Lexicon, trigger: &Trigger) -> Status {
    let t = trigger.token as usize;
    let range = sheet.text.sentences[trigger.sentence as usize].range();
    let clitics = sheet.toks[t].clitics;
    let finite = trigger.proposal.part == Parts::FINITE;
    let imperfect = trigger.proposal.reading.feats.any(Feats::IMPERFECT);
    let mut status = Status::Asserted;
    for j in (range.start..t).rev().take(4) {
        match sheet.pos(j) {
            Pos::Neg => return Status::Denied,
            Pos::Punct | Pos::Break => break,
            Pos::Verb if j + 1 < t && finite => break,
            Pos::Subord if finite && imperfect && j + 1 == t => status = Status::Possible,
            _ => {
                let c = sheet.info(j).classes;
                if sheet.info(j).closed.is_some() {
                    if c.any(Classes::FUTURE) {
                        return Status::Planned;
                    }
                    if c.any(Classes::MODAL) && imperfect {
                        return Status::Possible;
                    }
                    if c.any(Classes::PURPOSE) {
                        return Status::Possible;
                    }
                }
            }
        }
    }
    if clitics.any(Clitics::FUTURE) {
        return Status::Planned;
    }
    if clitics.any(Clitics::LAM) && (imperfect || trigger.proposal.part == Parts::MASDAR) {
        return Status::Possible;
    }
    if let Some((j, kind)) = light_over(sheet, lex, t, range.start)
        && t - j <= 5
    {
        match kind {
            LightKind::Attempt => return Status::Possible,
            LightKind::Plan => return Status::Planned,
            LightKind::Prevent => return Status::Denied,
            _ => {}
        }
    }
    status
}

/// The features of a claim's status.
pub fn features(sheet: &Sheet, lex: &Lexicon, trigger: &Trigger, before: &Before, s: &mut impl Sink) {
    let t = trigger.token as usize;
    let sentence = sheet.text.sentences[trigger.sentence as usize];
    let range = sentence.range();
    let rule = by_rule(sheet, lex, trigger) as u64;
    let kind = u64::from(trigger.proposal.kind);
    let family = lex.ontology.types[kind as usize].family_hash;
    let lemma = lex.lemmas[trigger.proposal.reading.lemma as usize].key;
    let part = u64::from(trigger.proposal.part.0);
    let feats = u64::from(trigger.proposal.reading.feats.0 & 0x3f);
    let clitics = u64::from(sheet.toks[t].clitics.0 & 0x3f);
    feature!(s, "rule", rule);
    feature!(s, "rule kind", rule, kind);
    feature!(s, "rule part", rule, part, clitics);
    feature!(s, "kind", kind);
    feature!(s, "lemma", lemma);
    feature!(s, "lemma part", lemma, part, clitics);
    feature!(s, "feats", feats, clitics, part);
    feature!(s, "feats family", feats, clitics, family);
    feature!(s, "title", u64::from(sentence.paragraph == 0), part, feats);
    feature!(s, "quoted", u64::from(sentence.quoted));
    feature!(s, "end", sheet.text.tokens.get(range.end - 1).map_or(0, |k| k.hash));
    feature!(s, "first", sheet.info(range.start).lemma_key);
    for d in 1..=3usize {
        let cat = category(sheet, t as isize - d as isize, &range);
        feature!(s, "cat-", d, cat, part);
        if t >= range.start + d {
            let info = sheet.info(t - d);
            feature!(s, "word-", d, info.lemma_key);
            feature!(s, "stem-", d, info.stem, part);
        }
    }
    feature!(s, "cat+", category(sheet, t as isize + 1, &range), part);
    if t + 1 < range.end {
        feature!(s, "word+", sheet.info(t + 1).lemma_key, part);
    }
    if t >= range.start + 2 {
        feature!(s, "two before", sheet.info(t - 2).lemma_key, sheet.info(t - 1).lemma_key);
    }
    // words of status to the left, with how far, whether a verb or a comma stands between
    let (mut verbs, mut commas) = (0usize, 0usize);
    for j in (range.start..t).rev().take(16) {
        let info = sheet.info(j);
        let pos = sheet.pos(j);
        let distance = step(t - j).min(6);
        let c = info.classes;
        let telling = matches!(pos, Pos::Neg)
            || (info.closed.is_some() && c.any(Classes::FUTURE.with(Classes::MODAL).with(Classes::PURPOSE).with(Classes::NEGATOR)))
            || matches!(pos, Pos::Verb | Pos::Subord)
            || info.light
            || info.cue;
        if telling {
            feature!(s, "left", info.lemma_key, verbs.min(2), commas.min(2));
            feature!(s, "left near", info.lemma_key, distance, part);
            feature!(s, "left kind", info.lemma_key, family, verbs.min(1));
        } else if verbs == 0 && pos == Pos::Noun {
            feature!(s, "noun left", info.lemma_key, distance.min(4));
        }
        if pos == Pos::Verb {
            let f = u64::from(info.feats.0 & 0x3f);
            let future = u64::from(sheet.toks[j].clitics.any(Clitics::FUTURE));
            feature!(s, "verb left", f, future | (verbs.min(2) as u64) << 1, commas.min(2));
            verbs += 1;
        }
        if pos == Pos::Punct && matches!(sheet.word(j), "،" | "," | "؛" | "\"") {
            commas += 1;
        }
    }
    if let Some((j, kind)) = light_over(sheet, lex, t, range.start) {
        feature!(s, "light", kind as u64, step(t - j), part);
        feature!(s, "light clitics", kind as u64, clitics, part);
    }
    if let Some(b) = before.beside(trigger) {
        let way = path(sheet, b.token as usize + 1, t);
        feature!(s, "before", before.status, way);
        feature!(s, "before part", before.status, u64::from(b.proposal.part.0) | part << 8, clitics);
        feature!(s, "before kind", before.status, u64::from(b.proposal.kind), kind);
        feature!(s, "before gap", before.status, step(t - b.token as usize), rule);
    }
    for j in t + 1..(t + 5).min(range.end) {
        let info = sheet.info(j);
        if info.closed.is_some() || sheet.pos(j) == Pos::Verb {
            feature!(s, "right", info.lemma_key, sheet.pos(j) as u64);
        }
    }
}

/// The status of a claim.
pub fn status(sheet: &Sheet, lex: &Lexicon, models: &Models, trigger: &Trigger, before: &Before, buffer: &mut Features) -> Status {
    if models.status.is_empty() {
        return by_rule(sheet, lex, trigger);
    }
    buffer.0.clear();
    features(sheet, lex, trigger, before, buffer);
    let mut scores = [0f32; 4];
    models.status.score(buffer, &mut scores);
    softmax(&mut scores);
    let other = (1..4).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a))).unwrap_or(3);
    if 1.0 - scores[0] >= OTHER { Status::ALL[other] } else { Status::Asserted }
}

/// Least probability that a claim is not plainly asserted.
const OTHER: f32 = 0.45;
