//! Chooses which candidates are triggers, and of which type.
//!
//! On frames alone the strongest proposal wins if it is strong enough; with weights a log-linear model over
//! the proposed types and «no claim» scores them from left to right, seeing its own earlier choices, and a second
//! one adds what the other candidates of the document say.

use super::arcs::{self, Arc, Slot};
use super::category::{category, step};
use super::context::{self, First, Whole};
use super::phrases::Phrase;
use super::reading::{Pos, Sheet};
use super::triggers::{Candidate, Proposal};
use crate::feature;
use crate::lexicon::{Classes, Lexicon};
use crate::model::train::softmax;
use crate::model::{Features, Models, Sink, Table};
use crate::morphology::Feats;
use crate::morphology::clitic::Clitics;

/// A chosen trigger.
#[derive(Debug, Clone, Copy)]
pub struct Trigger {
    /// Its token.
    pub token: u32,
    /// Its sentence.
    pub sentence: u32,
    /// What was chosen.
    pub proposal: Proposal,
    /// Its probability.
    pub score: f32,
}

/// What earlier choices in the document the features see.
#[derive(Debug, Clone, Copy, Default)]
pub struct Past {
    /// Type + 1 of the last trigger in this sentence, 0 for none.
    pub last: u64,
    /// Its token.
    pub at: u32,
    /// How many triggers the sentence has so far.
    pub in_sentence: u64,
}

/// Facts of the document and sentence that all of its candidates share.
#[derive(Debug, Clone, Default)]
pub struct Scene {
    /// Union of the sentence's classes.
    pub classes: Classes,
    /// Whether a number stands in it.
    pub number: bool,
    /// Step of the document's share of topic words.
    pub off_topic: u64,
    /// Step of the candidates per sentence.
    pub density: u64,
    /// Lemmas already chosen in the document.
    pub seen: Vec<u32>,
}

impl Scene {
    /// Looks at a sentence.
    pub fn look(&mut self, sheet: &Sheet, sentence: usize, candidates: usize) {
        let range = sheet.text.sentences[sentence].range();
        self.classes = Classes::NONE;
        self.number = false;
        for i in range {
            self.classes = self.classes.with(sheet.info(i).classes);
            self.number |= sheet.toks[i].pos == Pos::Number;
        }
        self.off_topic = match sheet.off_topic {
            x if x < 0.5 => 0,
            x if x < 1.5 => 1,
            x if x < 3.0 => 2,
            x if x < 6.0 => 3,
            _ => 4,
        };
        self.density = step(candidates * 2 / sheet.text.sentences.len().max(1));
    }
}

/// The variant that all types share.
const ALL: u32 = 0;

/// The variants of a type: itself, its family, and what all share.
#[must_use]
pub fn variants(lex: &Lexicon, kind: u8) -> [u32; 3] {
    let types = lex.ontology.types.len() as u32;
    [ALL, 1 + u32::from(kind), 1 + types + u32::from(lex.ontology.types[kind as usize].family_number)]
}

/// The features of a candidate that do not depend on the type proposed.
#[allow(clippy::too_many_lines, clippy::too_many_arguments)]
pub fn features(
    sheet: &Sheet,
    lex: &Lexicon,
    c: &Candidate,
    scene: &Scene,
    past: Past,
    around: &[Arc],
    phrases: &[Phrase],
    s: &mut impl Sink,
) {
    let i = c.token as usize;
    let sentence = sheet.text.sentences[c.sentence as usize];
    let range = sentence.range();
    let info = sheet.info(i);
    let tok = &sheet.toks[i];
    let best = &c.proposals[0];
    let lemma = lex.lemmas[best.reading.lemma as usize].key;
    let part = u64::from(best.part.0);
    let at = |d: isize| -> isize { i as isize + d };
    let stem = |d: isize| -> u64 {
        let j = at(d);
        if j >= range.start as isize && j < range.end as isize { sheet.info(j as usize).stem } else { 7 }
    };
    let key = |d: isize| -> u64 {
        let j = at(d);
        if j >= range.start as isize && j < range.end as isize { sheet.info(j as usize).lemma_key } else { 7 }
    };
    let cat = |d: isize| category(sheet, at(d), &range);
    let pos = tok.pos as u64;
    let clitics = u64::from(tok.clitics.0);
    let article = tok.clitics.any(Clitics::ARTICLE);
    feature!(s, "bias");
    feature!(s, "lemma", lemma);
    feature!(s, "lemma+part", lemma, part, pos);
    feature!(s, "lemma+article", lemma, article, tok.clitics.any(Clitics::PRONOUN));
    feature!(s, "word", sheet.text.tokens[i].hash);
    feature!(s, "part+pos", part, pos, clitics);
    feature!(s, "clitics", clitics);
    feature!(s, "feats", best.reading.feats.0);
    for (d, name) in [(-2isize, 0u64), (-1, 1), (1, 2), (2, 3), (3, 4)] {
        feature!(s, "stem@", name, stem(d));
        feature!(s, "cat@", name, cat(d));
    }
    feature!(s, "key-1", key(-1));
    feature!(s, "key+1", key(1));
    feature!(s, "lemma key-1", lemma, key(-1));
    feature!(s, "lemma key+1", lemma, key(1));
    feature!(s, "lemma cat-1", lemma, cat(-1));
    feature!(s, "lemma cat+1", lemma, cat(1));
    feature!(s, "lemma cat+2", lemma, cat(2));
    feature!(s, "cats", cat(-1), cat(1), part);
    feature!(s, "cats+", cat(1), cat(2), part);
    feature!(s, "cats-", cat(-2), cat(-1), part);
    feature!(s, "part cat+1 article", part, cat(1), article);
    // the verb before, light or not
    let verb = (range.start..i).rev().take(9).find(|&j| sheet.pos(j) == Pos::Verb);
    if let Some(v) = verb {
        let vi = sheet.info(v);
        feature!(s, "verb before", vi.lemma_key, part);
        feature!(s, "lemma verb before", lemma, vi.lemma_key);
        feature!(s, "verb before dist", step(i - v), u64::from(vi.light), u64::from(vi.cue));
    } else {
        feature!(s, "no verb before", part, article);
    }
    let verb = (i + 1..range.end).take(7).find(|&j| sheet.pos(j) == Pos::Verb);
    feature!(s, "verb after", verb.map_or(1, |v| sheet.info(v).lemma_key), part);
    // prepositions behind
    for j in (i + 1..range.end).take(5) {
        if sheet.pos(j) == Pos::Prep {
            feature!(s, "lemma prep behind", lemma, sheet.info(j).lemma_key);
        }
        let cj = sheet.toks[j].clitics;
        if cj.any(Clitics::BA) {
            feature!(s, "lemma prep behind", lemma, 2u64);
        }
        if cj.any(Clitics::LAM) {
            feature!(s, "lemma prep behind", lemma, 3u64);
        }
    }
    // the window as a bag
    for j in i.saturating_sub(6).max(range.start)..(i + 7).min(range.end) {
        if j != i && !matches!(sheet.pos(j), Pos::Punct | Pos::Break) {
            feature!(s, "near", sheet.info(j).lemma_key);
            let c = super::category::class_of(sheet.info(j).classes);
            if c != 0 {
                feature!(s, "near class", c, u64::from(j > i));
                feature!(s, "lemma near class", lemma, c);
            }
        }
    }
    // place in the document
    let title = sentence.paragraph == 0;
    feature!(s, "title", title, part);
    feature!(s, "sentence", step(c.sentence as usize));
    feature!(s, "quoted", sentence.quoted);
    feature!(s, "number in sentence", scene.number, part);
    feature!(s, "off topic", scene.off_topic);
    feature!(s, "density", scene.density);
    feature!(s, "off topic+density", scene.off_topic, scene.density);
    let seen = scene.seen.contains(&best.reading.lemma);
    feature!(s, "seen", seen, article, part);
    feature!(s, "lemma seen", lemma, seen, article);
    for c in [
        Classes::AIRCRAFT,
        Classes::AIR,
        Classes::WEAPON,
        Classes::ARTILLERY,
        Classes::SPORT,
        Classes::MARKET,
        Classes::CASUALTY,
        Classes::DISASTER,
        Classes::ENTERTAINMENT,
        Classes::SCIENCE,
        Classes::WEATHER,
        Classes::SOLDIER,
        Classes::FIGHTER,
        Classes::GROUP,
    ] {
        if scene.classes.any(c) {
            let c = super::category::class_of(c).max(1000 + c.0.trailing_zeros() as u64);
            feature!(s, "sentence class", c);
            feature!(s, "lemma sentence class", lemma, c);
        }
    }
    feature!(s, "last", past.last);
    feature!(s, "last+dist", past.last, step((i as u32).saturating_sub(past.at) as usize).min(6));
    feature!(s, "last lemma", past.last, lemma);
    feature!(s, "count in sentence", past.in_sentence.min(5));
    // a verb at the head of a sentence, a noun as title
    feature!(s, "first word", u64::from(i == range.start), part, title);
    if info.feats.any(Feats::VERB) {
        feature!(s, "verb feats", best.reading.feats.0 & 0x3ff, pos);
    }
    let words = i - range.start;
    feature!(s, "position", step(words), title);
    // who and what stands around it in the clause
    let mut present = 0u64;
    for a in around {
        let p = &phrases[a.phrase as usize];
        let near = a.verbs == 0 && a.clauses == 0;
        if !near || a.rank > 1 || matches!(a.slot, Slot::Before | Slot::After | Slot::Earlier | Slot::Own) {
            continue;
        }
        let slot = a.slot as u64;
        let head = category(sheet, p.head as isize, &range);
        if a.rule.is_some() {
            present |= 1 << super::roles::role_class(a.rule);
        }
        feature!(s, "arc", slot, head, part);
        feature!(s, "lemma arc", lemma, slot, head);
        feature!(s, "lemma slot", lemma, slot);
        feature!(s, "arc word", slot, sheet.info(p.head as usize).lemma_key, part);
        if p.prep != 0 {
            feature!(s, "arc prep", lemma, p.prep, head);
            feature!(s, "arc prep part", part, p.prep, head);
        }
        if sheet.pos(p.from as usize) == Pos::Number {
            feature!(s, "arc number", slot, part, lemma);
        }
    }
    feature!(s, "present", present, part);
    feature!(s, "present lemma", present, lemma);
    feature!(s, "present article", present, article, part);
}

/// The features of one proposal.
pub fn proposal_features(p: &Proposal, n: usize, lex: &Lexicon, s: &mut impl Sink) {
    let lemma = lex.lemmas[p.reading.lemma as usize].key;
    feature!(s, "frame", p.frame);
    feature!(s, "frame part", p.frame, p.part.0);
    feature!(s, "strength", (p.strength * 10.0) as u64, n);
    feature!(s, "phrase", p.phrase, p.conditioned, n);
    feature!(s, "own lemma", lemma);
    feature!(s, "own lemma part", lemma, p.part.0);
    feature!(s, "clitics cut", p.reading.before, p.reading.after);
}

/// Chooses on frames alone or with the model.
#[allow(clippy::too_many_arguments)]
pub fn choose(
    sheet: &Sheet,
    lex: &Lexicon,
    models: &Models,
    candidates: &[Candidate],
    phrases: &[Phrase],
    of: &[std::ops::Range<usize>],
    buffers: &mut Buffers,
    out: &mut Vec<Trigger>,
) {
    out.clear();
    if models.trigger.is_empty() {
        for c in candidates {
            let p = &c.proposals[0];
            if p.strength >= BARE && sheet.off_topic < OFF_TOPIC {
                out.push(Trigger { token: c.token, sentence: c.sentence, proposal: *p, score: p.strength });
            }
        }
        return;
    }
    first_look(sheet, lex, models, candidates, phrases, of, buffers);
    second_look(sheet, lex, models, candidates, buffers);
    for (c, f) in candidates.iter().zip(&buffers.firsts) {
        // a claim is kept where «none» is not clearly likelier: between two types the claim stands anyway
        if f.any >= THRESHOLD {
            let mut p = f.scores;
            softmax(&mut p[..=f.n]);
            out.push(Trigger { token: c.token, sentence: c.sentence, proposal: c.proposals[f.best], score: p[f.best + 1] });
        }
    }
}

/// Scores each candidate by itself and by the choices to its left.
pub fn first_look(
    sheet: &Sheet,
    lex: &Lexicon,
    models: &Models,
    candidates: &[Candidate],
    phrases: &[Phrase],
    of: &[std::ops::Range<usize>],
    buffers: &mut Buffers,
) {
    let mut scene = Scene::default();
    let mut past = Past::default();
    let mut sentence = u32::MAX;
    buffers.firsts.clear();
    for c in candidates {
        if c.sentence != sentence {
            sentence = c.sentence;
            scene.look(sheet, sentence as usize, candidates.len());
            past = Past::default();
        }
        let shared = &mut buffers.shared;
        shared.0.clear();
        around(sheet, lex, c, phrases, of, &mut buffers.arcs);
        features(sheet, lex, c, &scene, past, &buffers.arcs, phrases, shared);
        buffers.sums.clear();
        let mut scores = [0f32; 9];
        let n = c.proposals.len().min(8);
        for (k, p) in c.proposals.iter().take(8).enumerate() {
            buffers.own.0.clear();
            proposal_features(p, k, lex, &mut buffers.own);
            scores[k + 1] = buffers.score(&models.trigger, variants(lex, p.kind));
        }
        let f = First::new(scores, n, c);
        if f.any >= THRESHOLD {
            past = Past { last: u64::from(f.kind) + 1, at: c.token, in_sentence: past.in_sentence + 1 };
            scene.seen.push(c.proposals[f.best].reading.lemma);
        }
        buffers.firsts.push(f);
    }
}

/// Adds what the company of each candidate says to its scores.
fn second_look(sheet: &Sheet, lex: &Lexicon, models: &Models, candidates: &[Candidate], buffers: &mut Buffers) {
    if models.context.is_empty() {
        return;
    }
    buffers.whole.read(lex, candidates, &buffers.firsts, |s| sheet.text.sentences[s as usize].paragraph == 0);
    buffers.seconds.clear();
    for (i, c) in candidates.iter().enumerate() {
        let f = buffers.firsts[i];
        let shared = &mut buffers.shared;
        shared.0.clear();
        context::features(lex, candidates, &buffers.firsts, i, &buffers.whole, shared);
        buffers.sums.clear();
        let mut scores = f.scores;
        for (k, p) in c.proposals.iter().take(8).enumerate() {
            buffers.own.0.clear();
            context::proposal_features(lex, candidates, &buffers.firsts, i, p.kind, &buffers.whole, &mut buffers.own);
            scores[k + 1] += buffers.score(&models.context, variants(lex, p.kind));
        }
        buffers.seconds.push(First::new(scores, f.n, c));
    }
    std::mem::swap(&mut buffers.firsts, &mut buffers.seconds);
}

/// On frames alone: the least strength of a claim.
const BARE: f32 = 0.5;
/// On frames alone: a text with more topic words than this per hundred carries no claims.
const OFF_TOPIC: f32 = 5.0;
/// The least probability of being any claim at all.
const THRESHOLD: f32 = 0.42;

/// Feature buffers, reused.
#[derive(Debug, Default)]
pub struct Buffers {
    /// Features of the candidate.
    pub shared: Features,
    /// Features of a proposal.
    pub own: Features,
    /// Arcs of the candidate.
    pub arcs: Vec<Arc>,
    /// What was made of each candidate.
    pub firsts: Vec<First>,
    /// Sums over the document.
    pub whole: Whole,
    seconds: Vec<First>,
    /// Sums of the shared features by variant: proposals of one family add them up once.
    sums: Vec<(u32, i32)>,
}

impl Buffers {
    /// The score of the shared and the proposal's own features under `variants`.
    fn score(&mut self, table: &Table, variants: [u32; 3]) -> f32 {
        let mut sum = 0;
        for v in variants {
            let shared = match self.sums.iter().find(|(x, _)| *x == v) {
                Some((_, s)) => *s,
                None => {
                    let s = table.sum(&self.shared, v);
                    self.sums.push((v, s));
                    s
                }
            };
            sum += shared + table.sum(&self.own, v);
        }
        table.scaled(sum)
    }
}

/// The arcs of a candidate under its best proposal.
pub fn around(sheet: &Sheet, lex: &Lexicon, c: &Candidate, phrases: &[Phrase], of: &[std::ops::Range<usize>], out: &mut Vec<Arc>) {
    let t = Trigger { token: c.token, sentence: c.sentence, proposal: c.proposals[0], score: 0.0 };
    arcs::find(sheet, lex, &t, phrases, of[c.sentence as usize].clone(), None, out);
}
