//! A text with everything known about its tokens: word readings, values, names, parts of speech.
//!
//! Takes a document's text, gives a [`Sheet`] that the later steps read. The buffers are reused from
//! document to document.

use super::values::{self, Value};
use crate::lexicon::{Analyser, Classes, Lexicon, NameKey, NameValue, ROOT, WordId, WordInfo};
use crate::morphology::Feats;
use crate::morphology::clitic::Clitics;
use crate::record::Span;
use crate::text::{Text, TokenKind};
use jiff::civil::Date;

/// The part of speech that a token has in its place, as far as words around it tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum Pos {
    /// A mark.
    #[default]
    Punct,
    /// A paragraph border.
    Break,
    /// Digits.
    Number,
    /// A finite verb.
    Verb,
    /// A noun, adjective, verbal noun or participle.
    Noun,
    /// A name or part of one.
    Name,
    /// A preposition standing alone.
    Prep,
    /// A conjunction.
    Conj,
    /// أن، إن، لأن …
    Subord,
    /// الذي، التي …
    Relative,
    /// A pronoun or demonstrative standing alone.
    Pronoun,
    /// A negation.
    Neg,
    /// Any other closed-class word.
    Particle,
}

/// What a name in the text stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// An actor of the lexicon.
    Actor(u32),
    /// A place of the gazetteer.
    Place(u32),
    /// A person recognised by the shape of the name.
    Person,
}

/// A name in the text.
#[derive(Debug, Clone, Copy)]
pub struct Name {
    /// First token.
    pub from: u32,
    /// One past the last.
    pub to: u32,
    /// What it stands for.
    pub kind: NameKind,
    /// Bytes of folded letters of the first token that are clitics.
    pub before: u8,
    /// The clitics on the first token.
    pub clitics: Clitics,
}

/// A fixed phrase of the lexicon in the text.
#[derive(Debug, Clone, Copy)]
pub struct Fixed {
    /// First token.
    pub from: u32,
    /// One past the last.
    pub to: u32,
    /// Number of the closed word or cue.
    pub value: NameValue,
}

const NONE: u32 = u32::MAX;

/// One token's facts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tok {
    /// The word's number in the analyser.
    pub word: WordId,
    /// Part of speech here.
    pub pos: Pos,
    /// Number of the name that covers it, or `u32::MAX`.
    pub name: u32,
    /// Number of the value that covers it, or `u32::MAX`.
    pub value: u32,
    /// Number of the fixed phrase that covers it, or `u32::MAX`.
    pub fixed: u32,
    /// Clitics in this place.
    pub clitics: Clitics,
    /// Its category, see [`super::category::category`].
    category: u64,
}

/// A text and what is known of its tokens.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Tokens and sentences.
    pub text: Text,
    /// One entry a token.
    pub toks: Vec<Tok>,
    /// Values in order.
    pub values: Vec<Value>,
    /// Names in order.
    pub names: Vec<Name>,
    /// Fixed phrases in order.
    pub fixed: Vec<Fixed>,
    /// One flag a sentence: page furniture.
    pub furniture: Vec<bool>,
    /// Word readings.
    pub analyser: Analyser,
    /// How much of the text is about sport, markets and the like: such words per hundred.
    pub off_topic: f32,
}

impl Sheet {
    /// Reads a text.
    pub fn read(&mut self, lex: &Lexicon, source: &str, published: Option<Date>) {
        self.analyser.rest();
        self.text.read(source);
        lex.boilerplate.mark(&self.text, &mut self.furniture);
        self.toks.clear();
        self.toks.reserve(self.text.tokens.len());
        let mut topic = 0usize;
        for t in &self.text.tokens {
            let word = if t.kind == TokenKind::Word {
                self.analyser.look_up(lex, self.text.folded_of(t), t.hash)
            } else {
                self.analyser.look_up(lex, "", t.hash)
            };
            let info = self.analyser.info(word);
            topic += usize::from(t.kind == TokenKind::Word && info.classes.any(Classes::OFF_TOPIC));
            self.toks.push(Tok { word, pos: Pos::Punct, name: NONE, value: NONE, fixed: NONE, clitics: info.clitics, category: 0 });
        }
        self.off_topic = 100.0 * topic as f32 / (self.toks.len().max(20)) as f32;
        self.values.clear();
        values::find(&self.text, source, published, &lex.values, &mut self.values);
        for (n, v) in self.values.iter().enumerate() {
            for t in &mut self.toks[v.from as usize..v.to as usize] {
                t.value = n as u32;
            }
        }
        self.find_names(lex);
        self.tag(lex, source);
        super::persons::find(self);
        for i in 0..self.toks.len() {
            self.toks[i].category = super::category::categorise(self, lex, i);
        }
    }

    /// The category of token `i`.
    #[must_use]
    pub fn category_of(&self, i: usize) -> u64 {
        self.toks.get(i).map_or(0, |t| t.category)
    }

    /// What is known of token `i`'s word.
    #[must_use]
    pub fn info(&self, i: usize) -> &WordInfo {
        self.analyser.info(self.toks[i].word)
    }

    /// Folded letters of token `i`.
    #[must_use]
    pub fn word(&self, i: usize) -> &str {
        self.text.word(i)
    }

    /// Part of speech of token `i`; `Break` past either end.
    #[must_use]
    pub fn pos(&self, i: usize) -> Pos {
        self.toks.get(i).map_or(Pos::Break, |t| t.pos)
    }

    /// The name that covers token `i`.
    #[must_use]
    pub fn name_at(&self, i: usize) -> Option<&Name> {
        self.toks.get(i).and_then(|t| self.names.get(t.name as usize))
    }

    /// The value that covers token `i`.
    #[must_use]
    pub fn value_at(&self, i: usize) -> Option<&Value> {
        self.toks.get(i).and_then(|t| self.values.get(t.value as usize))
    }

    /// Original bytes from token `from` to before `to`, without the proclitics of the first word that `cut` bytes of
    /// folded letters make.
    #[must_use]
    pub fn span(&self, source: &str, from: usize, to: usize, cut: usize) -> Span {
        let mut s = self.text.span(from, to);
        if cut > 0 {
            let t = self.text.tokens[from];
            // a ligature that holds proclitic and word in one character is not cut
            let start = t.start + cut_bytes(&source[t.start as usize..t.end as usize], cut) as u32;
            if start < t.end {
                s.start = start;
            }
        }
        s
    }

    fn find_names(&mut self, lex: &Lexicon) {
        self.names.clear();
        self.fixed.clear();
        let n = self.toks.len();
        let mut i = 0;
        while i < n {
            if self.text.tokens[i].kind != TokenKind::Word {
                i += 1;
                continue;
            }
            let info = self.analyser.info(self.toks[i].word);
            if !info.names.iter().any(|k| k.starts) {
                i += 1;
                continue;
            }
            // «مدينة الباب»: what follows a noun of place is its name
            let place_before = i > 0 && {
                let p = &self.analyser.info(self.toks[i - 1].word);
                p.classes.any(Classes::AREA.with(Classes::DIRECTION)) && !self.toks[i - 1].clitics.any(Clitics::ARTICLE)
            };
            // the longest match wins; of equally long ones the one with fewer clitics
            let mut best: Option<(usize, NameValue, u8, Clitics)> = None;
            for k in info.names.iter().filter(|k| k.starts) {
                let mut states = lex.names.step(ROOT, k.exact, k.bare);
                let mut j = i + 1;
                loop {
                    for s in states.into_iter().flatten() {
                        if let Some(v) = choose(lex, lex.names.values(s), j - i, info, k, place_before)
                            && best.is_none_or(|b| j > b.0)
                        {
                            best = Some((j, v, k.before, k.clitics));
                        }
                    }
                    // quotation marks and dots inside a name are passed over: حلف الأطلسي "الناتو"
                    let Some(t) = self.text.tokens.get(j) else { break };
                    if t.kind != TokenKind::Word && t.kind != TokenKind::Number || j - i > 8 {
                        break;
                    }
                    let next = self.analyser.info(self.toks[j].word);
                    let (exact, bare) = next.names.first().map_or((t.hash, t.hash), |k| (k.exact, k.bare));
                    let mut following = [None, None];
                    for s in states.into_iter().flatten() {
                        let step = lex.names.step(s, exact, bare);
                        if following[0].is_none() {
                            following[0] = step[0];
                        } else if following[1].is_none() {
                            following[1] = step[0];
                        }
                        if step[1].is_some() {
                            following[1] = step[1];
                        }
                    }
                    if following == [None, None] {
                        break;
                    }
                    states = following;
                    j += 1;
                }
            }
            if let Some((mut to, value, before, clitics)) = best {
                // «التحالف بقيادة السعودية» names one actor, but says who leads it too: that stays to be read
                if matches!(value, NameValue::Actor(_)) {
                    to = (i + 1..to).find(|&j| self.tells_relation(lex, j)).unwrap_or(to);
                }
                let kind = match value {
                    NameValue::Actor(a) => Some(NameKind::Actor(a)),
                    NameValue::Place(p) => Some(NameKind::Place(p)),
                    _ => None,
                };
                if let Some(kind) = kind {
                    let number = self.names.len() as u32;
                    self.names.push(Name { from: i as u32, to: to as u32, kind, before, clitics });
                    for t in &mut self.toks[i..to] {
                        t.name = number;
                    }
                    self.toks[i].clitics = clitics;
                } else {
                    let number = self.fixed.len() as u32;
                    self.fixed.push(Fixed { from: i as u32, to: to as u32, value });
                    for t in &mut self.toks[i..to] {
                        t.fixed = number;
                    }
                }
                i = to;
            } else {
                i += 1;
            }
        }
    }

    /// Whether token `j` may say who leads, backs or commands: a finite verb, a participle, or a noun behind ب.
    fn tells_relation(&self, lex: &Lexicon, j: usize) -> bool {
        let info = self.analyser.info(self.toks[j].word);
        info.trigger
            && info.readings.iter().any(|r| {
                (r.feats.any(Feats::VERB | Feats::APART | Feats::PPART) || r.clitics.any(Clitics::BA))
                    && lex.lemmas[r.lemma as usize]
                        .triggers
                        .iter()
                        .any(|t| lex.ontology.types[lex.frames[t.frame as usize].kind as usize].family() == "relation")
            })
    }

    fn tag(&mut self, lex: &Lexicon, source: &str) {
        let mut previous = Pos::Break;
        let mut previous_word = WordId::MAX;
        for i in 0..self.toks.len() {
            let pos = self.tag_one(lex, source, i, previous, previous_word);
            self.toks[i].pos = pos;
            previous = pos;
            previous_word = self.toks[i].word;
        }
    }

    fn tag_one(&self, lex: &Lexicon, source: &str, i: usize, previous: Pos, previous_word: WordId) -> Pos {
        let t = &self.text.tokens[i];
        match t.kind {
            TokenKind::Break => return Pos::Break,
            TokenKind::Punct => return Pos::Punct,
            TokenKind::Number => return Pos::Number,
            TokenKind::Word => {}
        }
        let tok = &self.toks[i];
        let info = self.analyser.info(tok.word);
        if let Some(f) = self.fixed.get(tok.fixed as usize)
            && let NameValue::Word(w) = f.value
        {
            return closed_pos(lex.words[w as usize].classes).unwrap_or(Pos::Particle);
        }
        let verb_after = self
            .analyser
            .infos_get(previous_word)
            .is_some_and(|p| p.classes.any(Classes::NEGATOR.with(Classes::FUTURE).with(Classes::MODAL)) && p.closed.is_some());
        if let Some(n) = self.names.get(tok.name as usize) {
            // a one-word place that is also an ordinary verb keeps its name; the frames look at readings anyway
            if !(n.to - n.from == 1 && verb_after && info.may_be_verb()) {
                return Pos::Name;
            }
        }
        if let Some(w) = info.closed {
            let word = &lex.words[w as usize];
            // على and علي, أن and آن are told apart by their letters in the original
            let original = &source[t.start as usize..t.end as usize];
            let ali = word.text == "علي" && original.ends_with('ي');
            if !ali && let Some(p) = closed_pos(word.classes) {
                return p;
            }
        }
        if let Some(v) = self.values.get(tok.value as usize)
            && (v.core_from as usize..v.core_to as usize).contains(&i)
        {
            return Pos::Number;
        }
        if tok.clitics.any(Clitics::ARTICLE) {
            return Pos::Noun;
        }
        // ة ends no verb
        let original = &source[t.start as usize..t.end as usize];
        let (verb, noun) = (info.may_be_verb() && !original.ends_with('ة'), info.may_be_noun() || original.ends_with('ة'));
        match (verb, noun) {
            (true, false) => Pos::Verb,
            (false, _) => Pos::Noun,
            (true, true) => {
                let first = info.readings.first();
                // أحمد is a name and no «I praise»
                if first.is_some_and(|r| r.feats.any(Feats::VERB) && !r.feats.any(Feats::P3)) && info.classes.any(Classes::GIVEN) {
                    return Pos::Noun;
                }
                let imperfect = info.feats.any(Feats::IMPERFECT) && first.is_some_and(|r| r.feats.any(Feats::IMPERFECT));
                if verb_after {
                    return Pos::Verb;
                }
                if info.rather_noun || info.classes.any(Classes::TIME) && !first.is_some_and(|r| r.feats.any(Feats::IMPERFECT)) {
                    return Pos::Noun;
                }
                if matches!(previous, Pos::Prep) || tok.clitics.any(Clitics(Clitics::BA.0 | Clitics::KAF.0)) {
                    return Pos::Noun;
                }
                // «لإعاقة تقدم الجيش», «يوقف تقدم الجيش»: the verbal nouns of forms V and VI look like an imperfect with ت
                let verbal_noun = info.readings.iter().any(|r| r.feats.any(Feats::MASDAR) && r.clitics == tok.clitics);
                if imperfect && verbal_noun && !tok.clitics.any(Clitics::FUTURE) {
                    let governs = i > 0
                        && !self.toks[i - 1].clitics.any(Clitics::ARTICLE)
                        && self.info(i - 1).readings.first().is_some_and(|r| r.feats.any(Feats::MASDAR));
                    if previous == Pos::Verb || previous == Pos::Noun && governs {
                        return Pos::Noun;
                    }
                }
                if imperfect || info.cue && first.is_some_and(|r| r.feats.any(Feats::VERB)) && !matches!(previous, Pos::Verb) {
                    return Pos::Verb;
                }
                match previous {
                    // what stands first in a clause and may be a verb in the perfect is one more often than not
                    Pos::Break | Pos::Conj | Pos::Relative | Pos::Subord => Pos::Verb,
                    Pos::Punct if !first.is_some_and(|r| r.feats.any(Feats::ADJ)) => Pos::Verb,
                    Pos::Noun | Pos::Name | Pos::Number if tok.clitics.any(Clitics::CONJUNCTION) && !info.feats.any(Feats::ADJ) => {
                        Pos::Verb
                    }
                    Pos::Noun | Pos::Name | Pos::Number if info.feats.any(Feats::P3) && info.feats.has(Feats::PERFECT | Feats::FEM) => {
                        Pos::Verb
                    }
                    _ => Pos::Noun,
                }
            }
        }
    }
}

/// Whether a word reads as something else than a name, with no more clitics than the name has.
fn ordinary(info: &WordInfo, key: &NameKey) -> bool {
    info.closed.is_some() || info.readings.iter().any(|r| !r.feats.any(Feats::NAME) && r.before <= key.before.max(4) && r.after == 0)
}

/// Which of several values a name has here; `None` where it is more likely an ordinary word.
fn choose(lex: &Lexicon, values: &[NameValue], words: usize, info: &WordInfo, key: &NameKey, place_before: bool) -> Option<NameValue> {
    let mut best: Option<(u32, NameValue)> = None;
    for v in values {
        let rank = match v {
            NameValue::Word(_) => 5,
            NameValue::Cue(_) => 6,
            NameValue::Actor(_) => 2,
            NameValue::Place(p) => {
                let p = &lex.places[*p as usize];
                // a name of one word that is a word of the language too is a place where news mostly means the place,
                // or right behind a noun of place
                if words == 1 && p.class != "country" && ordinary(info, key) && !lex.usual_places.contains(&key.bare) && !place_before {
                    continue;
                }
                match p.class.as_str() {
                    "country" => 4,
                    _ => 3,
                }
            }
        };
        // of places with one name the first in the gazetteer, which lists them by weight
        if best.is_none_or(|(r, b)| rank > r || (rank == r && weight(lex, *v) > weight(lex, b))) {
            best = Some((rank, *v));
        }
    }
    best.map(|(_, v)| v)
}

fn weight(lex: &Lexicon, v: NameValue) -> u64 {
    match v {
        NameValue::Place(p) => {
            let p = &lex.places[p as usize];
            let class = match p.class.as_str() {
                "country" => 1_000_000_000,
                "admin1" => 2_000_000,
                "region" => 3_000_000,
                _ => 0,
            };
            let by_hand = if p.id.starts_with("gn:") { 0 } else { 500_000 };
            class + by_hand + u64::from(p.population)
        }
        _ => 0,
    }
}

fn closed_pos(c: Classes) -> Option<Pos> {
    Some(if c.any(Classes::RELATIVE) && !c.any(Classes::PREPOSITION) {
        Pos::Relative
    } else if c.any(Classes::PREPOSITION.with(Classes::PREPOSITION_TIME).with(Classes::PURPOSE)) {
        Pos::Prep
    } else if c.any(Classes::NEGATOR) {
        Pos::Neg
    } else if c.any(Classes::SUBORDINATOR) {
        Pos::Subord
    } else if c.any(Classes::CONJUNCTION) {
        Pos::Conj
    } else if c.any(Classes::PRONOUN.with(Classes::DEMONSTRATIVE)) {
        Pos::Pronoun
    } else if c.any(Classes::QUANTITY.with(Classes::NUMERAL)) {
        return None;
    } else {
        Pos::Particle
    })
}

/// How many original bytes the first `folded` bytes of folded letters take.
fn cut_bytes(original: &str, folded: usize) -> usize {
    let mut seen = 0;
    for (i, c) in original.char_indices() {
        if seen >= folded {
            return i;
        }
        crate::text::fold_into(c, |f| seen += f.len_utf8());
    }
    original.len()
}
