//! What a written word may be: its readings, found once for each distinct word and remembered.

use super::classes::Classes;
use super::freeze::{Lexicon, bare_hash};
use super::trie::{HashedMap, ROOT};
use crate::morphology::Feats;
use crate::morphology::clitic::{Clitics, enclitics, proclitics};
use crate::text::word_hash;

/// One reading of a written word: a lemma with features, and the clitics around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The lemma's number.
    pub lemma: u32,
    /// Its features in this form.
    pub feats: Feats,
    /// Clitics around it.
    pub clitics: Clitics,
    /// Bytes of folded letters that the proclitics take.
    pub before: u8,
    /// Bytes that the enclitic takes.
    pub after: u8,
}

/// A word's number in an [`Analyser`].
pub type WordId = u32;

/// A way into the name trie: the word without some proclitics.
#[derive(Debug, Clone, Copy)]
pub struct NameKey {
    /// Hash with the article.
    pub exact: u64,
    /// Hash without it.
    pub bare: u64,
    /// Bytes of folded letters cut off before.
    pub before: u8,
    /// What was cut off.
    pub clitics: Clitics,
    /// Whether some name begins so.
    pub starts: bool,
}

/// What is known of a written word apart from its context.
#[derive(Debug, Clone, Default)]
pub struct WordInfo {
    /// All readings, most direct first.
    pub readings: Vec<Reading>,
    /// Ways into the name trie; the first is the whole word.
    pub names: Vec<NameKey>,
    /// All features of all readings.
    pub feats: Feats,
    /// All classes of all readings.
    pub classes: Classes,
    /// Clitics of the likeliest reading, or as far as letters show them.
    pub clitics: Clitics,
    /// Hash of the letters without clitics: what the features of the model see.
    pub stem: u64,
    /// Hash of the lemma of the likeliest reading, or the stem's.
    pub lemma_key: u64,
    /// Hashes of the first and last two letters of the stem.
    pub prefix: u64,
    /// See `prefix`.
    pub suffix: u64,
    /// Whether its noun readings are much likelier than its verb readings, by their clitics and forms.
    pub rather_noun: bool,
    /// Whether any reading triggers a frame.
    pub trigger: bool,
    /// Whether any reading or name is a cue.
    pub cue: bool,
    /// Whether any reading is a light verb.
    pub light: bool,
    /// Number of the closed-class word, if it is one with no clitics, or with و alone.
    pub closed: Option<u16>,
    /// Folded letters in characters.
    pub letters: u8,
}

impl WordInfo {
    /// Whether it can be a finite verb.
    #[must_use]
    pub const fn may_be_verb(&self) -> bool {
        self.feats.any(Feats::VERB)
    }
    /// Whether it can be a noun or adjective.
    #[must_use]
    pub const fn may_be_noun(&self) -> bool {
        self.feats.any(Feats::NOUN)
    }
}

/// Remembers every distinct word it has seen. One a thread.
#[derive(Debug, Default)]
pub struct Analyser {
    ids: HashedMap<u64, WordId>,
    infos: Vec<WordInfo>,
}

/// Above this many distinct words an analyser forgets all between two documents, so that memory stays bounded.
const MOST: usize = 150_000;

impl Analyser {
    /// The number of a folded word.
    pub fn look_up(&mut self, lex: &Lexicon, folded: &str, hash: u64) -> WordId {
        if let Some(id) = self.ids.get(&hash) {
            return *id;
        }
        let id = self.infos.len() as WordId;
        self.infos.push(analyse(lex, folded, hash));
        self.ids.insert(hash, id);
        id
    }

    /// What is known of a word.
    #[must_use]
    pub fn info(&self, id: WordId) -> &WordInfo {
        &self.infos[id as usize]
    }

    /// The same, for a number that may be none.
    #[must_use]
    pub fn infos_get(&self, id: WordId) -> Option<&WordInfo> {
        self.infos.get(id as usize)
    }

    /// Frees memory if it has grown large; word numbers given before are void then.
    pub fn rest(&mut self) {
        if self.infos.len() > MOST {
            self.ids.clear();
            self.infos.clear();
        }
    }
}

fn analyse(lex: &Lexicon, folded: &str, hash: u64) -> WordInfo {
    let mut w = WordInfo { letters: folded.chars().count().min(255) as u8, ..WordInfo::default() };
    // proclitic and enclitic cuts
    let mut cuts: Vec<(Clitics, usize, usize)> = Vec::with_capacity(16);
    proclitics(folded, |c, before| cuts.push((c, before, folded.len())));
    for i in 0..cuts.len() {
        let (c, before, _) = cuts[i];
        if c.any(Clitics::ARTICLE) {
            continue;
        }
        enclitics(&folded[before..], |p, rest| cuts.push((c.with(p), before, before + rest)));
    }
    for (c, from, to) in cuts {
        let stem = &folded[from..to];
        if stem.len() < 2 {
            continue;
        }
        let h = if from == 0 && to == folded.len() { hash } else { word_hash(stem) };
        for (lemma, feats) in lex.forms.get(h) {
            if !fits(*feats, c) {
                continue;
            }
            w.readings.push(Reading { lemma: *lemma, feats: *feats, clitics: c, before: from as u8, after: (folded.len() - to) as u8 });
        }
    }
    // fewer letters of clitics first: a word that is in the lexicon as it stands is likelier that word
    w.readings.sort_by_key(|r| (clitic_cost(r) + rarity(r), lex.lemmas[r.lemma as usize].standing(), r.lemma));
    let cheapest = |verb: bool| {
        w.readings.iter().filter(|r| r.feats.any(Feats::VERB) == verb).map(|r| clitic_cost(r) + rarity(r)).min().unwrap_or(u32::MAX)
    };
    w.rather_noun = cheapest(false).saturating_add(3) <= cheapest(true);
    for r in &w.readings {
        let l = &lex.lemmas[r.lemma as usize];
        w.feats = w.feats | r.feats;
        w.classes = w.classes.with(l.classes);
        w.trigger |= !l.triggers.is_empty();
        w.cue |= !l.cues.is_empty();
        w.light |= !l.lights.is_empty();
        if w.closed.is_none() && l.word.is_some() && (r.clitics.is_none() || r.clitics == Clitics::CONJUNCTION) {
            w.closed = l.word;
        }
    }
    // names
    let mut names = Vec::with_capacity(3);
    let mut add = |c: Clitics, before: usize| {
        let rest = &folded[before..];
        if rest.len() < 4 {
            return;
        }
        let (exact, bare) = (word_hash(rest), bare_hash(rest));
        let starts = lex.names.step(ROOT, exact, bare).iter().any(Option::is_some);
        if before == 0 || starts {
            names.push(NameKey { exact, bare, before: before as u8, clitics: c, starts });
        }
    };
    add(Clitics::default(), 0);
    let w_ = Clitics::CONJUNCTION;
    for (letters, c) in [
        ("و", w_),
        ("ف", w_),
        ("ب", Clitics::BA),
        ("ل", Clitics::LAM),
        ("ك", Clitics::KAF),
        ("وب", w_.with(Clitics::BA)),
        ("ول", w_.with(Clitics::LAM)),
        ("لل", Clitics::LAM.with(Clitics::ARTICLE)),
        ("ولل", w_.with(Clitics::LAM).with(Clitics::ARTICLE)),
    ] {
        if folded.len() >= letters.len() + 4 && folded.starts_with(letters) {
            add(c, letters.len());
        }
    }
    w.names = names;
    // the likeliest reading's clitics and stem
    let best = w.readings.first().copied();
    let (before, after) = match best {
        Some(r) => {
            w.clitics = r.clitics;
            w.lemma_key = lex.lemmas[r.lemma as usize].key;
            (r.before as usize, r.after as usize)
        }
        None => {
            let c = guess(folded);
            w.clitics = c.0;
            (c.1, 0)
        }
    };
    let stem = &folded[before..folded.len() - after];
    w.stem = word_hash(stem);
    if best.is_none() {
        w.lemma_key = w.stem;
        w.feats = guess_feats(stem, w.clitics);
        if let Some(k) = w.names.iter().find(|k| k.starts && k.before as usize != before) {
            w.clitics = k.clitics;
        }
    }
    let mut chars = stem.char_indices();
    let two = chars.nth(2).map_or(stem.len(), |(i, _)| i);
    let last = stem.char_indices().rev().nth(1).map_or(0, |(i, _)| i);
    w.prefix = word_hash(&stem[..two]);
    w.suffix = word_hash(&stem[last..]);
    w
}

fn clitic_cost(r: &Reading) -> u32 {
    let c = r.clitics.0;
    let mut cost = 0;
    for bit in 0..10 {
        if c >> bit & 1 == 1 {
            cost += match bit {
                5 => 1,  // the article is cheap
                0 => 2,  // so is و
                3 => 12, // ك is rare
                9 => 9,
                _ => 4,
            };
        }
    }
    if r.feats.any(Feats::PARTICLE) && c == 0 {
        return 0;
    }
    cost + u32::from(r.feats.any(Feats::NAME)) * 2
}

/// What a form costs because news seldom has it: the first and second person, and what is passive only.
fn rarity(r: &Reading) -> u32 {
    let f = r.feats;
    if !f.any(Feats::VERB) {
        return 0;
    }
    let person = if f.any(Feats::P3) {
        0
    } else if f.any(Feats::PL) {
        2
    } else {
        5
    };
    person + u32::from(f.any(Feats::PASSIVE) && !f.any(Feats::ACTIVE)) + if f.any(Feats::DU) { 3 } else { 0 }
}

/// Whether clitics may stand around a form of these features.
fn fits(f: Feats, c: Clitics) -> bool {
    let verb = f.any(Feats::VERB);
    if c.any(Clitics::FUTURE) && !f.any(Feats::IMPERFECT) {
        return false;
    }
    if verb && c.any(Clitics(Clitics::BA.0 | Clitics::KAF.0 | Clitics::ARTICLE.0)) {
        return false;
    }
    if verb && c.any(Clitics::LAM) && !f.any(Feats::IMPERFECT) {
        return false;
    }
    if f.any(Feats::JOINED) && !c.any(Clitics::PRONOUN) {
        return false;
    }
    if f.any(Feats::CONSTRUCT) && c.any(Clitics::ARTICLE) {
        return false;
    }
    if f.any(Feats::ACCUSATIVE) && !(c.is_none() || c == Clitics::CONJUNCTION) {
        return false;
    }
    if f.any(Feats::PARTICLE) && c.any(Clitics(Clitics::ARTICLE.0 | Clitics::KAF.0 | Clitics::FUTURE.0)) {
        return false;
    }
    if f.any(Feats::NAME) && c.any(Clitics(Clitics::PRONOUN.0 | Clitics::FUTURE.0)) {
        return false;
    }
    true
}

fn guess(folded: &str) -> (Clitics, usize) {
    let mut best = (Clitics::default(), 0);
    proclitics(folded, |c, before| {
        if c.any(Clitics::ARTICLE) && before > best.1 {
            best = (c, before);
        }
    });
    best
}

fn guess_feats(stem: &str, c: Clitics) -> Feats {
    if c.any(Clitics::ARTICLE) {
        return Feats::NOUN;
    }
    let n = stem.chars().count();
    if n >= 4 && (stem.starts_with('ي') || stem.starts_with("سي")) && !stem.ends_with('ا') {
        return Feats::VERB | Feats::IMPERFECT | Feats::P3;
    }
    Feats::NOUN
}
