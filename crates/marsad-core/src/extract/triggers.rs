//! Trigger candidates: words whose lemma some frame names, with the frames whose conditions hold.

use super::reading::{Pos, Sheet};
use crate::lexicon::frames::{Pattern, WordPattern};
use crate::lexicon::{Classes, Lexicon, Parts, Reading};
use crate::morphology::Feats;
use crate::morphology::clitic::Clitics;

/// One frame that a word may trigger here.
#[derive(Debug, Clone, Copy)]
pub struct Proposal {
    /// The frame's number.
    pub frame: u16,
    /// Its type.
    pub kind: u8,
    /// The reading that triggers it.
    pub reading: Reading,
    /// Which part of the paradigm the reading is.
    pub part: Parts,
    /// Whether it triggers as part of a phrase.
    pub phrase: bool,
    /// Whether it has conditions, which hold.
    pub conditioned: bool,
    /// How good it is on frames alone, 0 to 1.
    pub strength: f32,
}

/// A word that may report an event.
#[derive(Debug, Clone, Default)]
pub struct Candidate {
    /// Its token.
    pub token: u32,
    /// Its sentence.
    pub sentence: u32,
    /// The best proposal of each type, best first.
    pub proposals: Vec<Proposal>,
}

/// The lemmas and classes of a sentence, for quick refusals.
#[derive(Debug, Clone, Copy, Default)]
struct Present {
    lemmas: [u64; 8],
    classes: Classes,
}

impl Present {
    fn add(&mut self, lemma: u32) {
        self.lemmas[(lemma >> 6 & 7) as usize] |= 1 << (lemma & 63);
    }
    const fn may_have(&self, lemma: u32) -> bool {
        self.lemmas[(lemma >> 6 & 7) as usize] >> (lemma & 63) & 1 == 1
    }
}

/// The part of the paradigm that features show.
#[must_use]
pub const fn part_of(f: Feats) -> Parts {
    if f.any(Feats::VERB) {
        Parts::FINITE
    } else if f.any(Feats::MASDAR) {
        Parts::MASDAR
    } else if f.any(Feats::APART) {
        Parts::ACTIVE
    } else if f.any(Feats::PPART) {
        Parts::PASSIVE
    } else {
        Parts::NOUN
    }
}

fn word_matches(sheet: &Sheet, i: usize, p: &WordPattern) -> bool {
    let Some(tok) = sheet.text.tokens.get(i) else { return false };
    if p.hash != 0 && tok.hash == p.hash {
        return true;
    }
    let info = sheet.info(i);
    if p.classes != Classes::NONE && info.classes.any(p.classes) {
        return true;
    }
    !p.lemmas.is_empty() && info.readings.iter().any(|r| p.lemmas.contains(&r.lemma))
}

/// Whether the pattern stands at token `i`.
#[must_use]
pub fn pattern_at(sheet: &Sheet, i: usize, p: &Pattern) -> bool {
    p.words.iter().enumerate().all(|(n, w)| word_matches(sheet, i + n, w))
}

fn any_near(sheet: &Sheet, range: &std::ops::Range<usize>, i: usize, present: &Present, list: &[Pattern]) -> bool {
    const REACH: usize = 14;
    list.iter().any(|p| {
        let Some(first) = p.words.first() else { return false };
        let possible = (first.classes != Classes::NONE && present.classes.any(first.classes))
            || first.lemmas.iter().any(|l| present.may_have(*l))
            || first.lemmas.is_empty() && first.hash != 0;
        possible && (range.start.max(i.saturating_sub(REACH))..range.end.min(i + REACH)).any(|j| j != i && pattern_at(sheet, j, p))
    })
}

fn next_word(sheet: &Sheet, i: usize, end: usize) -> usize {
    let mut j = i + 1;
    while j < end && sheet.pos(j) == Pos::Punct {
        j += 1;
    }
    j
}

fn any_next(sheet: &Sheet, i: usize, end: usize, list: &[Pattern]) -> bool {
    let j = next_word(sheet, i, end);
    j < end && list.iter().any(|p| pattern_at(sheet, j, p))
}

fn any_prev(sheet: &Sheet, i: usize, start: usize, list: &[Pattern]) -> bool {
    list.iter().any(|p| i >= start + p.words.len() && pattern_at(sheet, i - p.words.len(), p))
}

/// The head noun of what follows the trigger: its object, genitive or passive subject.
fn object_head(sheet: &Sheet, i: usize, end: usize) -> Option<usize> {
    let first = next_word(sheet, i, end);
    for j in first..(first + 4).min(end) {
        let info = sheet.info(j);
        match sheet.pos(j) {
            Pos::Number => {}
            Pos::Noun | Pos::Name if !info.classes.any(Classes::QUANTITY.with(Classes::NUMERAL)) && !(info.feats.any(Feats::NISBA)) => {
                return Some(j);
            }
            Pos::Noun | Pos::Name | Pos::Prep => {}
            _ => return None,
        }
    }
    None
}

fn phrase_holds(sheet: &Sheet, lex: &Lexicon, i: usize, range: &std::ops::Range<usize>, phrase: u16) -> bool {
    let p = &lex.phrases[phrase as usize];
    let mut at = i;
    for w in p.pattern.words[..p.star].iter().rev() {
        let reach = if w.lemmas.iter().any(|l| lex.lemmas[*l as usize].verb) { 7 } else { 2 };
        let lowest = range.start.max(at.saturating_sub(reach));
        match (lowest..at).rev().find(|&j| word_matches(sheet, j, w)) {
            Some(j) => at = j,
            None => return false,
        }
    }
    at = i;
    for w in &p.pattern.words[p.star + 1..] {
        let highest = range.end.min(at + 5);
        match (at + 1..highest).find(|&j| word_matches(sheet, j, w)) {
            Some(j) => at = j,
            None => return false,
        }
    }
    true
}

/// Finds the candidates of all sentences that are not page furniture.
pub fn find(sheet: &Sheet, lex: &Lexicon, out: &mut Vec<Candidate>) {
    out.clear();
    for (s, sentence) in sheet.text.sentences.iter().enumerate() {
        if sheet.furniture[s] {
            continue;
        }
        let range = sentence.range();
        let mut present: Option<Present> = None;
        for i in range.clone() {
            if !sheet.info(i).trigger {
                continue;
            }
            let present = present.get_or_insert_with(|| {
                let mut p = Present::default();
                for j in range.clone() {
                    let info = sheet.info(j);
                    p.classes = p.classes.with(info.classes);
                    info.readings.iter().for_each(|r| p.add(r.lemma));
                }
                p
            });
            let proposals = propose(sheet, lex, i, &range, present);
            if !proposals.is_empty() {
                out.push(Candidate { token: i as u32, sentence: s as u32, proposals });
            }
        }
    }
}

fn propose(sheet: &Sheet, lex: &Lexicon, i: usize, range: &std::ops::Range<usize>, present: &Present) -> Vec<Proposal> {
    let mut out: Vec<Proposal> = Vec::new();
    let tok = sheet.toks[i];
    // a name of several words, or of a person, carries no event
    if let Some(n) = sheet.name_at(i)
        && (n.to - n.from > 1 || tok.pos == Pos::Name)
    {
        let own = sheet.info(i).readings.first().is_some_and(|r| !r.feats.any(Feats::NAME));
        if n.to - n.from > 1 || !own {
            return out;
        }
    }
    if tok.fixed != u32::MAX {
        let fixed = &sheet.fixed[tok.fixed as usize];
        let closed = matches!(fixed.value, crate::lexicon::NameValue::Word(w) if lex.words[w as usize].role.is_some() || lex.words[w as usize].classes.any(Classes::CONJUNCTION.with(Classes::SUBORDINATOR)));
        if closed {
            return out;
        }
    }
    let info = sheet.info(i);
    for r in &info.readings {
        let lemma = &lex.lemmas[r.lemma as usize];
        if lemma.triggers.is_empty() || (tok.clitics.any(Clitics::ARTICLE) && !r.clitics.any(Clitics::ARTICLE)) {
            continue;
        }
        let part = part_of(r.feats);
        let finite = part == Parts::FINITE;
        let fits_pos = match tok.pos {
            Pos::Verb => finite,
            Pos::Noun | Pos::Name | Pos::Number => !finite,
            _ => false,
        };
        for t in &lemma.triggers {
            if !t.parts.any(part) {
                continue;
            }
            let f = &lex.frames[t.frame as usize];
            let in_phrase = t.phrase.is_none_or(|p| phrase_holds(sheet, lex, i, range, p));
            let w = &f.when;
            let head = if w.object.is_empty() && f.unless.object.is_empty() { None } else { object_head(sheet, i, range.end) };
            let holds = (w.near.is_empty() || any_near(sheet, range, i, present, &w.near))
                && (w.next.is_empty() || any_next(sheet, i, range.end, &w.next))
                && (w.prev.is_empty() || any_prev(sheet, i, range.start, &w.prev))
                && (w.object.is_empty() || head.is_some_and(|h| w.object.iter().any(|p| pattern_at(sheet, h, p))));
            let u = &f.unless;
            let forbidden = any_near(sheet, range, i, present, &u.near)
                || any_next(sheet, i, range.end, &u.next)
                || any_prev(sheet, i, range.start, &u.prev)
                || head.is_some_and(|h| u.object.iter().any(|p| pattern_at(sheet, h, p)));
            let conditioned = holds && !w.is_empty();
            let mut strength = f.strength;
            // what misses its phrase or condition is proposed all the same, too weak to stand without the model
            if !in_phrase {
                strength *= 0.08;
            }
            if !holds {
                strength *= 0.12;
            }
            if forbidden {
                strength *= 0.15;
            }
            if !fits_pos {
                strength *= 0.55;
            }
            // a reading with more clitics than another is less likely that word
            if info.readings.first().is_some_and(|b| b.before != r.before || b.after != r.after) {
                strength *= 0.8;
            }
            let p = Proposal {
                frame: t.frame,
                kind: f.kind,
                reading: *r,
                part,
                phrase: t.phrase.is_some() && in_phrase,
                conditioned,
                strength,
            };
            match out.iter_mut().find(|o| o.kind == p.kind) {
                Some(o) if rank(&p) > rank(o) => *o = p,
                Some(_) => {}
                None => out.push(p),
            }
        }
    }
    // kin types: what is said with the same words in other company
    for n in 0..out.len() {
        let p = out[n];
        for kin in &lex.kin[p.kind as usize] {
            if !out.iter().any(|o| o.kind == *kin) {
                out.push(Proposal {
                    kind: *kin,
                    frame: lex.kin_frames[*kin as usize],
                    strength: p.strength * 0.02,
                    phrase: false,
                    conditioned: false,
                    ..p
                });
            }
        }
    }
    out.sort_by(|a, b| rank(b).total_cmp(&rank(a)).then(a.frame.cmp(&b.frame)));
    out
}

/// Phrases over conditions over bare words, then the stronger.
fn rank(p: &Proposal) -> f32 {
    p.strength + if p.strength < 0.2 { 0.0 } else { f32::from(u8::from(p.phrase)) * 0.5 + f32::from(u8::from(p.conditioned)) * 0.3 }
}
