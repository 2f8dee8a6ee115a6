//! The learnt answer to «does the phrase go on?», with the grammar's answer as a feature.

use super::category::{category, step};
use super::phrases::{Border, ByRule, definite, rule};
use super::reading::{Pos, Sheet};
use crate::feature;
use crate::lexicon::Lexicon;
use crate::model::{Features, Sink, Table};
use crate::morphology::Feats;
use crate::morphology::clitic::Clitics;
use std::cell::RefCell;

/// Borders by the model; by rule where there are no weights.
pub struct Learnt<'m> {
    table: &'m Table,
    buffer: RefCell<Features>,
}

impl<'m> Learnt<'m> {
    /// Over a table of one class.
    #[must_use]
    pub fn new(table: &'m Table) -> Self {
        Self { table, buffer: RefCell::default() }
    }
}

/// The features of the border before token `i` of a phrase that began at `start`.
pub fn features(sheet: &Sheet, lex: &Lexicon, start: usize, i: usize, s: &mut impl Sink) {
    let range = start.saturating_sub(6)..(i + 6).min(sheet.toks.len());
    let cat = |j: isize| category(sheet, j, &range);
    let (a, b) = (i as isize - 1, i as isize);
    let (t, p) = (&sheet.toks[i], &sheet.toks[i - 1]);
    let by_rule = u64::from(rule(sheet, lex, start, i));
    let (info, before) = (sheet.info(i), sheet.info(i - 1));
    let d = u64::from(definite(sheet, i)) | u64::from(definite(sheet, i - 1)) << 1;
    let adjective = u64::from(info.feats.any(Feats::ADJ))
        | u64::from(info.feats.any(Feats::NISBA)) << 1
        | u64::from(info.feats.any(Feats::APART | Feats::PPART)) << 2
        | u64::from(before.feats.any(Feats::ADJ)) << 3;
    let clitics = u64::from(t.clitics.0);
    let same_name = u64::from(t.name != u32::MAX && t.name == p.name);
    let same_value = u64::from(t.value != u32::MAX && t.value == p.value);
    let quotes = (start..i).filter(|&k| sheet.pos(k) == Pos::Punct && sheet.word(k) == "\"").count() % 2;
    let head = cat(start as isize);
    let poses = t.pos as u64 | (p.pos as u64) << 4;
    feature!(s, "rule", by_rule);
    feature!(s, "rule poses", by_rule, poses);
    feature!(s, "rule cats", by_rule, cat(a), cat(b));
    feature!(s, "rule head", by_rule, head, cat(b));
    feature!(s, "cats", cat(a), cat(b), cat(b + 1));
    feature!(s, "cat b", cat(b), d, clitics & 0x3f);
    feature!(s, "cat a", cat(a), d, t.pos);
    feature!(s, "definite", d, adjective, poses);
    feature!(s, "definite rule", d, adjective, by_rule);
    feature!(s, "word", info.lemma_key, by_rule);
    feature!(s, "word pos", info.lemma_key, poses);
    feature!(s, "before", before.lemma_key, t.pos, d);
    feature!(s, "words", before.lemma_key, info.lemma_key);
    feature!(s, "before cat", before.lemma_key, cat(b));
    feature!(s, "cat word", cat(a), info.lemma_key);
    feature!(s, "head word", sheet.info(start).lemma_key, t.pos, clitics & 0x3f);
    feature!(s, "head cat", head, cat(b), d);
    feature!(s, "head word cat", sheet.info(start).lemma_key, cat(b));
    feature!(s, "clitics", clitics & 0x3f, head, t.pos);
    feature!(s, "clitics cats", clitics & 0x3f, cat(a), cat(b));
    feature!(s, "same", same_name, same_value, quotes);
    feature!(s, "quotes", quotes, poses, u64::from(t.pos == Pos::Punct) * sheet.text.tokens[i].hash);
    feature!(s, "length", step(i - start), poses, d);
    feature!(s, "next", cat(b + 1), t.pos, by_rule);
    feature!(s, "feats", u64::from(info.feats.0 >> 9 & 0x7fff), poses, d);
    feature!(s, "feats before", u64::from(before.feats.0 >> 9 & 0x7fff), poses, d);
    feature!(s, "first prep", u64::from(sheet.toks[start].clitics.0 & Clitics::PREPOSITION.0), poses, d);
    feature!(s, "trigger", u64::from(info.trigger) | u64::from(before.trigger) << 1, poses, d);
}

/// Tokens that never go on a phrase, whatever the model thinks.
#[must_use]
pub fn impossible(sheet: &Sheet, start: usize, i: usize) -> bool {
    i - start > 22
        || matches!(sheet.pos(i), Pos::Break | Pos::Verb | Pos::Relative | Pos::Subord | Pos::Neg)
        || (sheet.pos(i) == Pos::Punct && matches!(sheet.word(i), "." | "؟" | "!" | "؛" | ":" | "…"))
}

impl Border for Learnt<'_> {
    fn goes_on(&self, sheet: &Sheet, lex: &Lexicon, start: usize, i: usize) -> bool {
        if self.table.is_empty() {
            return ByRule.goes_on(sheet, lex, start, i);
        }
        let (t, p) = (&sheet.toks[i], &sheet.toks[i - 1]);
        if t.name != u32::MAX && t.name == p.name || t.value != u32::MAX && t.value == p.value {
            return true;
        }
        if impossible(sheet, start, i) {
            return false;
        }
        let mut buffer = self.buffer.borrow_mut();
        buffer.0.clear();
        features(sheet, lex, start, i, &mut *buffer);
        let mut score = [0f32];
        self.table.score(&buffer, &mut score);
        score[0] > 0.0
    }
}
