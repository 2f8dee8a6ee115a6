//! Noun phrases: where they begin, how far they reach, and what preposition governs them.

use super::reading::{NameKind, Pos, Sheet};
use crate::lexicon::{Classes, Lexicon, NameValue};
use crate::morphology::Feats;
use crate::morphology::clitic::Clitics;
use crate::text::word_hash;

/// A noun phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Phrase {
    /// First token.
    pub from: u32,
    /// One past the last token, without what is coordinated.
    pub to: u32,
    /// One past the last token of the last coordinated phrase.
    pub to_all: u32,
    /// The token of its head noun (behind numbers and quantity words).
    pub head: u32,
    /// Bytes of folded letters that clitics take at its beginning.
    pub cut: u8,
    /// Hash of the preposition that governs it, 0 if none does.
    pub prep: u64,
    /// Whether it is joined by و to the phrase before.
    pub joined: bool,
    /// Sentence.
    pub sentence: u32,
    /// Whether it begins right behind a trigger inside a longer phrase.
    pub inner: bool,
}

/// Prepositions written as one letter.
pub const BA: &str = "ب";
/// The same.
pub const LAM: &str = "ل";
/// The same.
pub const KAF: &str = "ك";

/// Decides whether a phrase that began at token `start` goes on with token `i`.
pub trait Border {
    /// True if it goes on.
    fn goes_on(&self, sheet: &Sheet, lex: &Lexicon, start: usize, i: usize) -> bool;
}

/// The grammar's answer: agreement in definiteness, idafa, titles, quotation marks.
pub struct ByRule;

impl Border for ByRule {
    fn goes_on(&self, sheet: &Sheet, lex: &Lexicon, start: usize, i: usize) -> bool {
        rule(sheet, lex, start, i)
    }
}

/// Whether a token is definite: article, pronoun behind it, or name.
#[must_use]
pub fn definite(sheet: &Sheet, i: usize) -> bool {
    let t = &sheet.toks[i];
    t.clitics.any(Clitics(Clitics::ARTICLE.0 | Clitics::PRONOUN.0)) || t.pos == Pos::Name
}

fn nominal(sheet: &Sheet, i: usize) -> bool {
    matches!(sheet.pos(i), Pos::Noun | Pos::Name | Pos::Number)
}

fn is_quote(w: &str) -> bool {
    matches!(w, "\"" | "'" | "(" | "[")
}

/// Whether the phrase goes on by the rules of grammar.
#[must_use]
pub fn rule(sheet: &Sheet, lex: &Lexicon, start: usize, i: usize) -> bool {
    if i - start > 18 || i >= sheet.toks.len() {
        return false;
    }
    let prev = i - 1;
    let (t, p) = (&sheet.toks[i], &sheet.toks[prev]);
    if t.name != u32::MAX && t.name == p.name || t.value != u32::MAX && t.value == p.value {
        return true;
    }
    let word = sheet.word(i);
    match t.pos {
        Pos::Punct => {
            if is_quote(word) {
                // an opening mark with a nominal behind it, or the closing one of a mark inside the phrase
                let open = (start..i).filter(|&k| is_quote(sheet.word(k))).count() % 2 == 1;
                return open
                    || (nominal(sheet, i + 1)
                        && (i + 2..i + 8).any(|k| k < sheet.toks.len() && matches!(sheet.word(k), "\"" | "'" | ")" | "]")));
            }
            if matches!(word, ")" | "]") {
                return (start..i).any(|k| matches!(sheet.word(k), "(" | "["));
            }
            return matches!(word, "-" | "/") && nominal(sheet, i + 1) && nominal(sheet, prev);
        }
        Pos::Prep => {
            let head = sheet.info(start).classes;
            return (word == "من"
                && (head.any(Classes::QUANTITY.with(Classes::NUMERAL)) || p.pos == Pos::Number)
                && prev == start.max(prev)
                && nominal(sheet, i + 1))
                || (word == "في"
                    && head.any(Classes::LEADER.with(Classes::OFFICIAL).with(Classes::FIGHTER))
                    && (sheet
                        .toks
                        .get(i + 1)
                        .is_some_and(|n| matches!(sheet.names.get(n.name as usize).map(|n| n.kind), Some(NameKind::Actor(_))))
                        || i + 1 < sheet.toks.len() && sheet.info(i + 1).classes.any(Classes::GROUP.with(Classes::ORGANISATION))));
        }
        Pos::Noun | Pos::Name | Pos::Number => {}
        _ => return false,
    }
    if t.clitics.any(Clitics(Clitics::CONJUNCTION.0 | Clitics::PREPOSITION.0)) {
        return false;
    }
    if is_quote(sheet.word(prev)) || matches!(p.pos, Pos::Prep) || sheet.word(prev) == "-" || sheet.word(prev) == "/" {
        return true;
    }
    let (info, before) = (sheet.info(i), sheet.info(prev));
    let adjective = info.feats.any(Feats::ADJ | Feats::NISBA | Feats::APART | Feats::PPART);
    let (d, dp) = (definite(sheet, i), definite(sheet, prev));
    let _ = lex;
    // a number opens a phrase of its own; a plural or dual that keeps its ن takes no complement
    if t.pos == Pos::Number && p.pos != Pos::Number && !before.classes.any(Classes::QUANTITY.with(Classes::APPROX).with(Classes::BOUND)) {
        return false;
    }
    let whole = before
        .readings
        .first()
        .is_some_and(|r| r.feats.any(Feats::PL | Feats::DU) && !r.feats.any(Feats::CONSTRUCT | Feats::VERB) && r.after == 0)
        && (sheet.word(prev).ends_with("ون") || sheet.word(prev).ends_with("ان") || sheet.word(prev).ends_with("ين"));
    if whole && p.pos == Pos::Noun && !adjective {
        return false;
    }
    match (dp, d) {
        (false, false) => !before.feats.any(Feats::ACCUSATIVE) || adjective,
        (false, true) => !before.feats.any(Feats::ACCUSATIVE) || t.pos == Pos::Name,
        (true, false) => false,
        (true, true) => {
            if t.pos == Pos::Name {
                before.classes.any(
                    Classes::TITLE
                        .with(Classes::RANK)
                        .with(Classes::OFFICIAL)
                        .with(Classes::LEADER)
                        .with(Classes::AREA)
                        .with(Classes::GROUP)
                        .with(Classes::ORGANISATION)
                        .with(Classes::PERSON),
                ) || before.feats.any(Feats::NISBA)
            } else {
                adjective
            }
        }
    }
}

/// The hash of the preposition that stands right before token `i`, or on it.
#[must_use]
pub fn governing_prep(sheet: &Sheet, lex: &Lexicon, i: usize, sentence_start: usize) -> u64 {
    let c = sheet.toks[i].clitics;
    if c.any(Clitics::BA) {
        return word_hash(BA);
    }
    if c.any(Clitics::LAM) {
        return word_hash(LAM);
    }
    if c.any(Clitics::KAF) {
        return word_hash(KAF);
    }
    let mut k = i;
    while k > sentence_start && sheet.pos(k - 1) == Pos::Punct && is_quote(sheet.word(k - 1)) {
        k -= 1;
    }
    if k == sentence_start {
        return 0;
    }
    let b = &sheet.toks[k - 1];
    if b.pos != Pos::Prep {
        return 0;
    }
    if let Some(f) = sheet.fixed.get(b.fixed as usize)
        && let NameValue::Word(w) = f.value
    {
        return lex.words[w as usize].hash;
    }
    sheet.info(k - 1).closed.map_or(sheet.text.tokens[k - 1].hash, |w| lex.words[w as usize].hash)
}

/// Bytes of folded letters of token `i` that are و ف ب ل ك, not the article.
#[must_use]
pub fn clitic_cut(sheet: &Sheet, i: usize) -> u8 {
    if let Some(n) = sheet.name_at(i)
        && n.from as usize == i
    {
        return if n.clitics.any(Clitics::ARTICLE) {
            n.before.saturating_sub(if n.clitics.any(Clitics::LAM) { n.before } else { 4 })
        } else {
            n.before
        };
    }
    let info = sheet.info(i);
    let c = sheet.toks[i].clitics;
    if c.any(Clitics::LAM) && c.any(Clitics::ARTICLE) {
        // «للتحالف» is taken whole
        return if c.any(Clitics::CONJUNCTION) { 2 } else { 0 };
    }
    let mut cut = 0;
    if c.any(Clitics::CONJUNCTION) {
        cut += 2;
    }
    if c.any(Clitics::PREPOSITION) {
        cut += 2;
    }
    let _ = info;
    cut
}

/// Builds the phrase that begins at token `i`.
pub fn build(sheet: &Sheet, lex: &Lexicon, border: &impl Border, i: usize, sentence: u32, inner: bool) -> Phrase {
    let range = sheet.text.sentences[sentence as usize].range();
    let mut to = i + 1;
    while to < range.end && border.goes_on(sheet, lex, i, to) {
        to += 1;
    }
    while to > i + 1 && matches!(sheet.pos(to - 1), Pos::Prep | Pos::Conj) {
        to -= 1;
    }
    if to > i + 1 && sheet.pos(to - 1) == Pos::Punct && matches!(sheet.word(to - 1), "-" | "/" | "(" | "،") {
        to -= 1;
    }
    let mut head = i;
    while head + 1 < to
        && (matches!(sheet.pos(head), Pos::Number | Pos::Punct | Pos::Prep)
            || sheet.info(head).classes.any(Classes::QUANTITY.with(Classes::NUMERAL)) && sheet.toks[head].name == u32::MAX)
    {
        head += 1;
    }
    Phrase {
        from: i as u32,
        to: to as u32,
        to_all: to as u32,
        head: head as u32,
        cut: clitic_cut(sheet, i),
        prep: governing_prep(sheet, lex, i, range.start),
        joined: sheet.toks[i].clitics.any(Clitics::CONJUNCTION) || (i > range.start && sheet.pos(i - 1) == Pos::Conj),
        sentence,
        inner,
    }
}

/// All phrases of a sentence: from left to right, and behind each trigger inside a phrase.
pub fn find(sheet: &Sheet, lex: &Lexicon, border: &impl Border, sentence: u32, triggers: &[u32], out: &mut Vec<Phrase>) {
    let range = sheet.text.sentences[sentence as usize].range();
    let first = out.len();
    let mut i = range.start;
    while i < range.end {
        if !nominal(sheet, i) {
            i += 1;
            continue;
        }
        let p = build(sheet, lex, border, i, sentence, false);
        i = p.to as usize;
        out.push(p);
    }
    // coordination: a phrase joined by و to the one right before it shares its preposition and lengthens it
    for k in first + 1..out.len() {
        if out[k].joined && out[k].from == out[k - 1].to + u32::from(sheet.pos(out[k].from as usize - 1) == Pos::Conj) && out[k].prep == 0 {
            out[k].prep = out[k - 1].prep;
        } else {
            out[k].joined = false;
        }
    }
    for k in (first..out.len()).rev() {
        if k + 1 < out.len() && out[k + 1].joined {
            out[k].to_all = out[k + 1].to_all;
        }
    }
    // inside a phrase another begins behind each trigger, preposition and joined word
    let outer = out.len();
    for k in first..outer {
        let (from, to) = (out[k].from as usize, out[k].to as usize);
        for i in from + 1..to {
            if !nominal(sheet, i) || sheet.toks[i].name != u32::MAX && sheet.toks[i].name == sheet.toks[i - 1].name {
                continue;
            }
            let starts = triggers.contains(&(i as u32 - 1))
                || sheet.pos(i - 1) == Pos::Prep
                || sheet.toks[i].clitics.any(Clitics(Clitics::CONJUNCTION.0 | Clitics::PREPOSITION.0));
            if !starts {
                continue;
            }
            let p = build(sheet, lex, border, i, sentence, true);
            out.push(p);
        }
        for &t in triggers {
            let after = t as usize + 1;
            if after == to && nominal(sheet, after) && after < range.end && !out[first..].iter().any(|p| p.from as usize == after) {
                let p = build(sheet, lex, border, after, sentence, true);
                out.push(p);
            }
        }
    }
    out[first..].sort_by_key(|p| (p.from, p.to));
}
