//! Whether a claim is an event to be coded, as PLOVER understands it: told for its own sake, with who, whom, when or
//! how many, and no background, history or talk.
//!
//! Takes the claims of a document; a model over each claim and its sentence decides which keep their PLOVER types.
//! Without weights all do.

use super::category::step;
use super::choose::Trigger;
use super::reading::{Pos, Sheet};
use crate::feature;
use crate::lexicon::Lexicon;
use crate::model::{Features, Models, Sink, logistic};
use crate::record::{Claim, RoleKind};
use crate::text::word_hash;

/// The least probability of an event to be coded. F1 is best at half of the F1 that is reached, and rare protests
/// reach about 0.45; for attacks it is lower than that, so that actors are found where annotators differ.
fn least(plover: &str) -> f32 {
    if plover == "PROTEST" { 0.22 } else { 0.3 }
}

/// PLOVER types that the model was trained on; all others are kept.
#[must_use]
pub fn judged(plover: &str) -> bool {
    matches!(plover, "ASSAULT" | "PROTEST")
}

/// The features of claim `n`, which `triggers[n]` made.
pub fn features(sheet: &Sheet, lex: &Lexicon, triggers: &[Trigger], claims: &[Claim], n: usize, plover: &str, s: &mut impl Sink) {
    let (t, c) = (&triggers[n], &claims[n]);
    let event = word_hash(plover);
    let kind = u64::from(t.proposal.kind);
    let lemma = lex.lemmas[t.proposal.reading.lemma as usize].key;
    let part = u64::from(t.proposal.part.0);
    let i = t.token as usize;
    let range = sheet.text.sentences[t.sentence as usize].range();
    let role = |r: RoleKind| u64::from(c.roles.iter().any(|f| f.role == r));
    let who = role(RoleKind::Agent) | role(RoleKind::Target) << 1 | role(RoleKind::Instrument) << 2;
    let at = u64::from(!c.places.is_empty());
    let when = u64::from(c.time.is_some());
    let many = u64::from(c.figures.len().min(2) as u8);
    let told = u64::from(!c.attribution.is_empty());
    let sure = (t.score * 6.0) as u64;
    feature!(s, "event", event);
    feature!(s, "event kind", event, kind, part);
    feature!(s, "event lemma", event, lemma, part);
    feature!(s, "event who", event, who, kind);
    feature!(s, "event where when", event, at | when << 1 | many << 2 | told << 4);
    feature!(s, "event where when kind", event, at | when << 1 | many << 2, kind);
    feature!(s, "event sure", event, sure, kind);
    feature!(s, "event status", event, c.status as u64, part);
    feature!(s, "event position", event, step(i - range.start), part);
    feature!(s, "event length", event, step(range.len() / 4));
    if let Some(v) = (range.start..i).rev().take(8).find(|&j| sheet.pos(j) == Pos::Verb) {
        let info = sheet.info(v);
        feature!(s, "event verb", event, info.lemma_key, part);
        feature!(s, "event verb kind", event, u64::from(info.light) | u64::from(info.cue) << 1 | u64::from(info.trigger) << 2, part);
    } else {
        feature!(s, "event no verb", event, part);
    }
    let first = (range.start..range.end).find(|&j| sheet.pos(j) != Pos::Punct).unwrap_or(range.start);
    feature!(s, "event first", event, sheet.info(first).lemma_key);
    feature!(s, "event first pos", event, sheet.pos(first) as u64);
    for d in 1..=2usize {
        if i >= range.start + d {
            feature!(s, "event before", event, d, sheet.info(i - d).lemma_key);
        }
        if i + d < range.end {
            feature!(s, "event after", event, d, sheet.info(i + d).lemma_key);
        }
    }
    let (mut harm, mut same, mut all) = (0usize, 0usize, 0usize);
    let from = n - triggers[..n].iter().rev().take_while(|o| o.sentence == t.sentence).count();
    for (m, o) in triggers.iter().enumerate().skip(from).take_while(|(_, o)| o.sentence == t.sentence) {
        all += 1;
        let own = &lex.ontology.types[o.proposal.kind as usize];
        harm += usize::from(own.family() == "harm");
        same += usize::from(claims[m].kind != c.kind && own.plover.iter().any(|p| p == plover));
        feature!(s, "event beside", event, u64::from(o.proposal.kind), kind);
    }
    feature!(s, "event company", event, harm.min(3) | same.min(3) << 2 | all.min(7) << 4);
    feature!(s, "event harm", event, harm.min(2), when | at << 1 | many << 2);
    let mut number = false;
    for j in range {
        match sheet.pos(j) {
            Pos::Punct | Pos::Break | Pos::Prep => {}
            Pos::Number => number = true,
            _ => feature!(s, "event word", event, sheet.info(j).lemma_key),
        }
    }
    feature!(s, "event number", event, u64::from(number), kind);
}

/// Takes from claims the PLOVER types of events that are told as background only.
pub fn judge(sheet: &Sheet, lex: &Lexicon, models: &Models, triggers: &[Trigger], claims: &mut [Claim], buffer: &mut Features) {
    if models.event.is_empty() {
        return;
    }
    for n in 0..claims.len() {
        let Some(plover) = claims[n].plover.iter().find(|p| judged(p)).cloned() else { continue };
        buffer.0.clear();
        features(sheet, lex, triggers, claims, n, &plover, buffer);
        let mut score = [0f32];
        models.event.score(buffer, &mut score);
        if logistic(score[0]) < least(&plover) {
            claims[n].plover.retain(|p| !judged(p));
        }
    }
}
