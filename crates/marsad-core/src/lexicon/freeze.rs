//! Freezes data into the tables that the coder reads: word forms, names, frames.

use super::analysis::Analyser;
use super::classes::Classes;
use super::fault::Faults;
use super::frames::{Condition, Frame, Parts, Pattern, Phrase, TriggerEntry, WordPattern};
use super::load::{At, ConditionEntry, Data, NounEntry, OneOrMany, PlaceEntry, Placed};
use super::ontology::Ontology;
use super::trie::{HashedMap, NameTrie, NameValue};
use crate::morphology::noun::Noun;
use crate::morphology::verb::Verb;
use crate::morphology::{Feats, Form};
use crate::record::MEASURES;
use crate::record::{Exactness, RoleKind};
use crate::text::{Boilerplate, Text, TokenKind, fold, word_hash};
use std::collections::HashMap;

/// A form's readings before clitics: lemma and features.
#[derive(Debug, Default)]
pub struct FormTable {
    slots: Vec<(u64, u32, u32)>,
    mask: u64,
    entries: Vec<(u32, Feats)>,
}

impl FormTable {
    fn build(mut forms: Vec<(u64, u32, Feats)>) -> Self {
        forms.sort_unstable_by_key(|(h, l, f)| (*h, *l, f.0));
        forms.dedup();
        let distinct = forms.chunk_by(|a, b| a.0 == b.0).count();
        let size = (distinct * 2).next_power_of_two().max(16);
        let mut table = Self { slots: vec![(0, 0, 0); size], mask: size as u64 - 1, entries: Vec::with_capacity(forms.len()) };
        for group in forms.chunk_by(|a, b| a.0 == b.0) {
            let start = table.entries.len() as u32;
            let common = group.iter().any(|(_, _, f)| !f.any(Feats::RARE | Feats::NAME));
            table.entries.extend(group.iter().filter(|(_, _, f)| !(common && f.any(Feats::RARE))).map(|(_, l, f)| (*l, *f)));
            let hash = group[0].0;
            let mut i = hash & table.mask;
            while table.slots[i as usize].2 != 0 {
                i = (i + 1) & table.mask;
            }
            table.slots[i as usize] = (hash, start, table.entries.len() as u32 - start);
        }
        table
    }

    /// The readings of a folded form by its hash.
    #[must_use]
    pub fn get(&self, hash: u64) -> &[(u32, Feats)] {
        if self.slots.is_empty() {
            return &[];
        }
        let mut i = hash & self.mask;
        loop {
            let (h, start, len) = self.slots[i as usize];
            if len == 0 {
                return &[];
            }
            if h == hash {
                return &self.entries[start as usize..(start + len) as usize];
            }
            i = (i + 1) & self.mask;
        }
    }

    /// How many forms it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.iter().filter(|s| s.2 != 0).count()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// A dictionary word.
#[derive(Debug, Clone, Default)]
pub struct Lemma {
    /// Folded citation form; for verbs root and form («قتل I»).
    pub text: String,
    /// What kind of thing it is.
    pub classes: Classes,
    /// The frames that it triggers.
    pub triggers: Vec<TriggerEntry>,
    /// The cues that it is.
    pub cues: Vec<u16>,
    /// The light verbs that it is.
    pub lights: Vec<u16>,
    /// For a nisba: the number of the entry.
    pub nisba: Option<u16>,
    /// For a closed-class word: its number.
    pub word: Option<u16>,
    /// English gloss.
    pub gloss: String,
    /// Stable key for features: hash of the text and part of speech.
    pub key: u64,
    /// Whether it is a verb.
    pub verb: bool,
}

impl Lemma {
    /// Where two readings cost the same: cues first, then light verbs and what triggers frames, then the rest.
    #[must_use]
    pub fn standing(&self) -> u8 {
        if !self.cues.is_empty() {
            0
        } else if !self.lights.is_empty() || !self.triggers.is_empty() {
            1
        } else {
            2
        }
    }
}

/// How a cue points at its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum CueKind {
    /// Verb of saying.
    Say,
    /// Goes on with an earlier speaker.
    Continue,
    /// Takes it from an inner source.
    Cite,
    /// Got it from an inner source.
    Learn,
    /// A phrase before a source.
    According,
    /// A participle that goes on with the speaker.
    Point,
    /// A saying noun.
    Noun,
    /// A denial.
    Deny,
}

impl CueKind {
    fn from_name(s: &str) -> Option<Self> {
        Some(match s {
            "say" => Self::Say,
            "continue" => Self::Continue,
            "cite" => Self::Cite,
            "learn" => Self::Learn,
            "according" => Self::According,
            "point" => Self::Point,
            "noun" => Self::Noun,
            "deny" => Self::Deny,
            _ => return None,
        })
    }
}

/// A cue.
#[derive(Debug, Clone)]
pub struct Cue {
    /// How it works.
    pub kind: CueKind,
    /// Words that introduce the content, folded, as hashes of single words; phrases are cut at the first word.
    pub takes: Vec<u64>,
    /// Whether the content may be a quotation.
    pub quote: bool,
    /// Whether the content may be a noun phrase.
    pub noun: bool,
    /// Whether the source is the speaker before.
    pub own: bool,
    /// Whether it is an event too.
    pub event: bool,
}

/// What a light verb does to its event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum LightKind {
    Do,
    Undergo,
    Cause,
    Occur,
    Witness,
    Pass,
    Manage,
    Attempt,
    Plan,
    Begin,
    Continue,
    Stop,
    Prevent,
    TakePart,
    Other,
}

/// A light verb.
#[derive(Debug, Clone)]
pub struct Light {
    /// What it does.
    pub kind: LightKind,
    /// Words that stand before the event (hashes), empty where it is the subject or object.
    pub takes: Vec<u64>,
}

/// A closed-class word.
#[derive(Debug, Clone, Default)]
pub struct ClosedWord {
    /// Folded text.
    pub text: String,
    /// Hash of the folded text.
    pub hash: u64,
    /// Classes.
    pub classes: Classes,
    /// Role it marks.
    pub role: Option<RoleKind>,
    /// Bound it sets on a number.
    pub bound: Option<Exactness>,
}

/// An actor.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)]
pub struct Actor {
    pub id: String,
    pub name: String,
    pub en: String,
    pub kind: String,
    pub country: String,
    pub code: String,
}

/// A nisba.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)]
pub struct Nisba {
    pub place: String,
    pub country: String,
}

/// Everything the coder knows about the language and the world, frozen.
#[derive(Debug, Default)]
#[allow(missing_docs)]
pub struct Lexicon {
    pub forms: FormTable,
    pub lemmas: Vec<Lemma>,
    pub names: NameTrie,
    pub words: Vec<ClosedWord>,
    pub cues: Vec<Cue>,
    pub lights: Vec<Light>,
    pub actors: Vec<Actor>,
    pub nisbas: Vec<Nisba>,
    pub places: Vec<PlaceEntry>,
    pub frames: Vec<Frame>,
    pub phrases: Vec<Phrase>,
    /// For each type its kin, and the first of its frames.
    pub kin: Vec<Vec<u8>>,
    pub kin_frames: Vec<u16>,
    pub boilerplate: Boilerplate,
    pub ontology: Ontology,
    pub values: crate::extract::values::ValueWords,
    /// Default roles of prepositions: hash of the folded letters.
    pub prep_roles: HashedMap<u64, RoleKind>,
    /// [`bare_hash`] of the words that news mostly uses as the name of a place.
    pub usual_places: std::collections::BTreeSet<u64>,
    /// Hash of all data files: the same data, the same hash.
    pub hash: u64,
    /// Lemma numbers of given and family names.
    pub given: u32,
    /// Family names.
    pub family: u32,
}

const ARTICLE: &str = "ال";

/// The key of a word without its article.
#[must_use]
pub fn bare_hash(folded: &str) -> u64 {
    match folded.strip_prefix(ARTICLE) {
        Some(rest) if rest.len() >= 4 => word_hash(rest),
        _ => word_hash(folded),
    }
}

fn words_of(s: &str) -> Vec<String> {
    let f = fold(s);
    let t = Text::new(&f);
    t.tokens.iter().filter(|k| matches!(k.kind, TokenKind::Word | TokenKind::Number)).map(|k| t.folded_of(k).to_owned()).collect()
}

struct Freezer {
    data: Data,
    lex: Lexicon,
    forms: Vec<(u64, u32, Feats)>,
    by_text: HashMap<(String, bool), u32>,
}

impl Lexicon {
    /// Freezes `data`.
    ///
    /// # Errors
    /// All faults that reading and freezing found.
    pub fn freeze(data: Data) -> Result<Self, Faults> {
        let (lexicon, faults) = Self::freeze_all(data);
        if faults.0.is_empty() { Ok(lexicon) } else { Err(faults) }
    }

    /// Freezes what can be frozen and gives the faults beside it, for `marsad check`.
    #[must_use]
    pub fn freeze_all(mut data: Data) -> (Self, Faults) {
        let mut hash = 0u64;
        for f in &data.files {
            hash = hash.rotate_left(7) ^ word_hash(&f.path) ^ long_hash(&f.text);
        }
        let ontology = data.ontology.take().unwrap_or_default();
        let values = data.values.take().unwrap_or_default();
        let mut f = Freezer {
            data,
            lex: Lexicon { ontology, values, names: NameTrie::new(), hash, ..Self::default() },
            forms: Vec::new(),
            by_text: HashMap::new(),
        };
        f.given_and_family();
        f.verbs();
        f.nominals();
        f.words();
        f.actors();
        f.places();
        f.boilerplate();
        f.lex.forms = FormTable::build(std::mem::take(&mut f.forms));
        f.cues_and_lights();
        f.frames();
        let o = &f.lex.ontology;
        f.lex.kin = o.types.iter().map(|t| t.kin.iter().filter_map(|k| o.index(k)).collect()).collect();
        f.lex.kin_frames = (0..o.types.len()).map(|t| f.lex.frames.iter().position(|x| x.kind as usize == t).unwrap_or(0) as u16).collect();
        (f.lex, Faults(f.data.faults))
    }
}

fn long_hash(s: &str) -> u64 {
    s.as_bytes().chunks(4096).fold(s.len() as u64, |h, c| {
        h.rotate_left(5).wrapping_mul(31) ^ c.iter().fold(0u64, |a, b| a.wrapping_mul(0x0100_0000_01b3) ^ u64::from(*b))
    })
}

impl Freezer {
    fn lemma(&mut self, text: &str, verb: bool, classes: Classes, gloss: &str) -> u32 {
        let key = word_hash(text) ^ if verb { 0x5555 } else { 0 };
        self.lex.lemmas.push(Lemma { text: text.to_owned(), classes, gloss: gloss.to_owned(), key, verb, ..Lemma::default() });
        self.lex.lemmas.len() as u32 - 1
    }

    fn add_forms(&mut self, lemma: u32, forms: impl IntoIterator<Item = Form>) {
        self.forms.extend(forms.into_iter().map(|(w, f)| (word_hash(&w), lemma, f)));
    }

    fn classes(&mut self, at: &At, names: &OneOrMany) -> Classes {
        let mut out = Classes::NONE;
        for n in &names.0 {
            match Classes::from_name(n) {
                Some(c) => out = out.with(c),
                None => self.data.fault(at, format!("unknown class {n:?}; the classes are {}", Classes::names().join(", "))),
            }
        }
        out
    }

    fn given_and_family(&mut self) {
        let ambiguous: std::collections::HashSet<String> = self.data.ambiguous.iter().map(|s| fold(s)).collect();
        self.lex.given = self.lemma("‹given›", false, Classes::GIVEN, "given name");
        let given_ambiguous = self.lemma("‹given?›", false, Classes::GIVEN.with(Classes::AMBIGUOUS), "given name");
        self.lex.family = self.lemma("‹family›", false, Classes::FAMILY, "family name");
        let family_ambiguous = self.lemma("‹family?›", false, Classes::FAMILY.with(Classes::AMBIGUOUS), "family name");
        for (list, sure, unsure) in [
            (std::mem::take(&mut self.data.given), self.lex.given, given_ambiguous),
            (std::mem::take(&mut self.data.family), self.lex.family, family_ambiguous),
        ] {
            for name in list {
                let words = words_of(&name);
                let [word] = words.as_slice() else { continue };
                let lemma = if ambiguous.contains(word) { unsure } else { sure };
                self.forms.push((word_hash(word), lemma, Feats::NAME | Feats::NOUN));
            }
        }
    }

    fn verbs(&mut self) {
        for v in std::mem::take(&mut self.data.verbs) {
            let e = &v.entry;
            let verb = match Verb::parse(&e.root, &e.form, &e.vowel) {
                Ok(verb) => verb,
                Err(message) => {
                    self.data.fault(&v.at, message);
                    continue;
                }
            };
            let key = verb_key(&format!("{} {}", e.root.replace(char::is_whitespace, ""), e.form));
            let classes = self.classes(&v.at, &e.class);
            if let Some(first) = self.by_text.get(&(key.clone(), true)) {
                let first = *first;
                // the same verb again, for another file's frames: its masdars are joined
                self.masdar_forms(first, &verb, &e.masdar.0, &e.plural.0);
                let l = &mut self.lex.lemmas[first as usize];
                l.classes = l.classes.with(classes);
                continue;
            }
            let id = self.lemma(&key, true, classes, &e.gloss);
            self.by_text.insert((key, true), id);
            self.add_forms(id, verb.finite());
            let (active, passive) = verb.participles();
            for (text, part) in [(Some(active), Feats::APART), (passive, Feats::PPART)] {
                let Some(text) = text else { continue };
                let plurals = ["+ون".to_owned(), "+ات".to_owned()];
                let noun = Noun { lemma: &text, plurals: &plurals, feminine: true };
                // قالّ, عادّ, سارّ: hardly ever meant where the letters read otherwise
                let rare = if part == Feats::APART && verb.doubles_in_form_i() { Feats::RARE } else { Feats::NONE };
                self.add_forms(id, noun.forms(part | Feats::NOUN | Feats::ADJ | rare));
            }
            self.masdar_forms(id, &verb, &e.masdar.0, &e.plural.0);
        }
    }

    fn masdar_forms(&mut self, id: u32, verb: &Verb, given: &[String], plurals: &[String]) {
        let regular = verb.masdars();
        let base = Feats::MASDAR | Feats::NOUN;
        let sound = ["+ات".to_owned()];
        if given.is_empty() || given.iter().any(|g| g == "+") {
            for m in &regular {
                // the spelled form has lost its ة: a masdar in ه is feminine
                let lemma = m.strip_suffix('ه').map_or_else(
                    || m.clone(),
                    |s| {
                        if matches!(verb.form, crate::morphology::verb::VerbForm::VIII | crate::morphology::verb::VerbForm::VII) {
                            m.clone()
                        } else {
                            format!("{s}ة")
                        }
                    },
                );
                self.add_forms(id, Noun { lemma: &lemma, plurals: &sound, feminine: false }.forms(base));
            }
        }
        for m in given.iter().filter(|g| *g != "+") {
            self.add_forms(id, Noun { lemma: m, plurals: &sound, feminine: false }.forms(base));
        }
        if !plurals.is_empty() {
            for m in plurals.iter().filter(|p| !p.starts_with('+')) {
                self.add_forms(
                    id,
                    Noun { lemma: m, plurals: &[], feminine: false }
                        .forms(base)
                        .into_iter()
                        .map(|(w, f)| (w, f.without(Feats::SG | Feats::DU) | Feats::PL)),
                );
            }
        }
    }

    fn nominals(&mut self) {
        let nouns = std::mem::take(&mut self.data.nouns);
        let adjectives = std::mem::take(&mut self.data.adjectives);
        let nisbas = std::mem::take(&mut self.data.nisbas);
        for n in nouns {
            self.nominal(&n, Feats::NOUN, None);
        }
        for a in adjectives {
            self.nominal(&a, Feats::ADJ | Feats::NOUN, None);
        }
        for a in nisbas {
            let number = self.lex.nisbas.len() as u16;
            self.lex.nisbas.push(Nisba { place: a.entry.place.clone(), country: a.entry.country.clone() });
            self.nominal(&a, Feats::NISBA | Feats::ADJ | Feats::NOUN, Some(number));
        }
    }

    fn nominal(&mut self, n: &Placed<NounEntry>, base: Feats, nisba: Option<u16>) {
        let e = &n.entry;
        let text = fold(&e.lemma);
        if text.trim().is_empty() {
            self.data.fault(&n.at, "empty lemma");
            return;
        }
        let mut classes = self.classes(&n.at, &e.class);
        if nisba.is_some() {
            classes = classes.with(Classes::NISBA);
        }
        let adjective = base.any(Feats::ADJ);
        let person = classes.any(Classes::PEOPLE);
        let base = if e.gender == "f" { base | Feats::FEM } else { base };
        let id = match self.by_text.get(&(text.clone(), false)) {
            Some(id) => {
                let id = *id;
                let l = &mut self.lex.lemmas[id as usize];
                l.classes = l.classes.with(classes);
                l.nisba = l.nisba.or(nisba);
                id
            }
            None => {
                let id = self.lemma(&text, false, classes, &e.gloss);
                self.lex.lemmas[id as usize].nisba = nisba;
                self.by_text.insert((text.clone(), false), id);
                id
            }
        };
        let mut plurals = e.plural.0.clone();
        if adjective {
            plurals.extend(["+ون".to_owned(), "+ات".to_owned()]);
        }
        let feminine = adjective || (person && !e.lemma.ends_with('ة'));
        if text.contains(' ') {
            // a noun of several words is matched by its first word's forms in context; names go to the trie
            return;
        }
        self.add_forms(id, Noun { lemma: &e.lemma, plurals: &plurals, feminine }.forms(base));
    }

    fn words(&mut self) {
        for w in std::mem::take(&mut self.data.words) {
            let classes = self.classes(&w.at, &w.entry.class);
            let parts = words_of(&w.entry.text);
            if parts.is_empty() && w.entry.text.trim().is_empty() {
                self.data.fault(&w.at, "empty text");
                continue;
            }
            let role = match w.entry.role.as_str() {
                "" => None,
                r => {
                    let role = RoleKind::from_name(r);
                    if role.is_none() {
                        self.data.fault(&w.at, format!("unknown role {r:?}"));
                    }
                    role
                }
            };
            let bound = match w.entry.bound.as_str() {
                "" => None,
                "at_least" => Some(Exactness::AtLeast),
                "at_most" => Some(Exactness::AtMost),
                "more_than" => Some(Exactness::MoreThan),
                "less_than" => Some(Exactness::LessThan),
                b => {
                    self.data.fault(&w.at, format!("unknown bound {b:?}: at_least, at_most, more_than or less_than"));
                    None
                }
            };
            let text = parts.join(" ");
            let hash = word_hash(&text);
            if let Some(role) = role {
                self.lex.prep_roles.insert(hash, role);
            }
            let number = self.lex.words.len();
            self.lex.words.push(ClosedWord { text: text.clone(), hash, classes, role, bound });
            if parts.len() == 1 && text.chars().count() > 1 {
                let id = self.lemma(&text, false, classes, &w.entry.gloss);
                self.lex.lemmas[id as usize].word = Some(number as u16);
                self.forms.push((hash, id, Feats::PARTICLE));
            } else if parts.len() > 1 {
                self.lex.names.insert(parts.iter().map(|p| word_hash(p)), NameValue::Word(number as u32));
            }
        }
    }

    fn actors(&mut self) {
        let mut seen: HashMap<String, ()> = HashMap::new();
        for a in std::mem::take(&mut self.data.actors) {
            if seen.insert(a.entry.id.clone(), ()).is_some() {
                self.data.fault(&a.at, format!("actor id {:?} stands twice", a.entry.id));
            }
            let number = self.lex.actors.len() as u32;
            for name in std::iter::once(&a.entry.name).chain(&a.entry.alias.0) {
                let words = words_of(name);
                if words.is_empty() || (words.len() == 1 && words[0].chars().count() < 2) {
                    continue;
                }
                self.lex.names.insert(words.iter().map(|w| bare_hash(w)), NameValue::Actor(number));
            }
            let e = a.entry;
            self.lex.actors.push(Actor { id: e.id, name: e.name, en: e.en, kind: e.kind, country: e.country, code: e.code });
        }
    }

    fn places(&mut self) {
        self.lex.usual_places = self.data.usual_places.iter().map(|w| bare_hash(&fold(w))).collect();
        let places = std::mem::take(&mut self.data.places);
        for (n, p) in places.iter().enumerate() {
            for name in &p.ar {
                let words = words_of(name);
                if words.is_empty() || (words.len() == 1 && words[0].chars().count() < 2) {
                    continue;
                }
                let exact = p.ambiguous;
                self.lex.names.insert(words.iter().map(|w| if exact { word_hash(w) } else { bare_hash(w) }), NameValue::Place(n as u32));
            }
        }
        self.lex.places = places;
    }

    fn boilerplate(&mut self) {
        for b in std::mem::take(&mut self.data.boilerplate) {
            self.lex.boilerplate.add(&b.entry.text, b.entry.kind);
        }
    }

    fn verb_lemma(&mut self, at: &At, name: &str) -> Option<u32> {
        let key = verb_key(name);
        let found = self.by_text.get(&(key, true)).copied();
        if found.is_none() {
            self.data.fault(at, format!("no verb {name:?} in the lexicon: give its root and form under `verb`"));
        }
        found
    }

    fn cues_and_lights(&mut self) {
        for c in std::mem::take(&mut self.data.cues) {
            let Some(kind) = CueKind::from_name(&c.entry.kind) else {
                self.data.fault(&c.at, format!("unknown cue kind {:?}", c.entry.kind));
                continue;
            };
            let takes: Vec<u64> = c
                .entry
                .takes
                .0
                .iter()
                .filter(|t| !matches!(t.as_str(), "noun" | "quote"))
                .filter_map(|t| words_of(t).last().map(|w| word_hash(w)))
                .collect();
            let number = self.lex.cues.len();
            self.lex.cues.push(Cue {
                kind,
                takes,
                quote: c.entry.takes.0.iter().any(|t| t == "quote"),
                noun: c.entry.takes.0.iter().any(|t| t == "noun"),
                own: c.entry.own,
                event: c.entry.event,
            });
            if !c.entry.verb.is_empty() {
                if let Some(l) = self.verb_lemma(&c.at, &c.entry.verb) {
                    self.lex.lemmas[l as usize].cues.push(number as u16);
                }
            } else {
                let phrase = if c.entry.phrase.is_empty() { &c.entry.noun } else { &c.entry.phrase };
                let words = words_of(phrase);
                match words.as_slice() {
                    [] => self.data.fault(&c.at, "a cue needs `verb`, `phrase` or `noun`"),
                    [one] => {
                        let hash = word_hash(one);
                        let ids: Vec<u32> = self.lex.forms.get(hash).iter().map(|(l, _)| *l).collect();
                        let nouns: Vec<u32> =
                            ids.into_iter().filter(|l| !c.entry.noun.is_empty() && !self.lex.lemmas[*l as usize].verb).collect();
                        if let Some(l) = nouns.first() {
                            self.lex.lemmas[*l as usize].cues.push(number as u16);
                        } else {
                            self.lex.names.insert([hash], NameValue::Cue(number as u32));
                        }
                    }
                    many => {
                        let last_clitic = many.last().is_some_and(|w| w.chars().count() == 1);
                        let keep = if last_clitic { many.len() - 1 } else { many.len() };
                        self.lex.names.insert(many[..keep].iter().map(|w| word_hash(w)), NameValue::Cue(number as u32));
                    }
                }
            }
        }
        for l in std::mem::take(&mut self.data.lights) {
            let kind = match l.entry.kind.as_str() {
                "do" => LightKind::Do,
                "undergo" => LightKind::Undergo,
                "cause" => LightKind::Cause,
                "occur" => LightKind::Occur,
                "witness" => LightKind::Witness,
                "pass" => LightKind::Pass,
                "manage" => LightKind::Manage,
                "attempt" => LightKind::Attempt,
                "plan" => LightKind::Plan,
                "begin" => LightKind::Begin,
                "continue" => LightKind::Continue,
                "stop" => LightKind::Stop,
                "prevent" => LightKind::Prevent,
                "take-part" => LightKind::TakePart,
                _ => LightKind::Other,
            };
            let takes = l
                .entry
                .takes
                .0
                .iter()
                .filter(|t| !matches!(t.as_str(), "object" | "subject"))
                .filter_map(|t| words_of(t).first().map(|w| word_hash(w)))
                .collect();
            let number = self.lex.lights.len();
            self.lex.lights.push(Light { kind, takes });
            if !l.entry.verb.is_empty()
                && let Some(id) = self.verb_lemma(&l.at, &l.entry.verb)
            {
                self.lex.lemmas[id as usize].lights.push(number as u16);
            }
        }
    }

    fn patterns(&mut self, at: &At, list: &[String], analyser: &mut Analyser) -> Vec<Pattern> {
        let mut out = Vec::with_capacity(list.len());
        for item in list {
            if let Some(class) = item.strip_prefix('@') {
                match Classes::from_name(class) {
                    Some(classes) => out.push(Pattern { words: vec![WordPattern { classes, ..WordPattern::default() }] }),
                    None => self.data.fault(at, format!("unknown class {item:?}")),
                }
            } else {
                let words = words_of(item);
                if words.is_empty() {
                    self.data.fault(at, format!("empty condition {item:?}"));
                }
                out.push(Pattern { words: words.iter().map(|w| self.word_pattern(w, analyser)).collect() });
            }
        }
        out
    }

    fn word_pattern(&self, word: &str, analyser: &mut Analyser) -> WordPattern {
        let hash = word_hash(word);
        let id = analyser.look_up(&self.lex, word, hash);
        let info = analyser.info(id);
        // the lemma whose citation form it is; where there is none, every reading's
        let mut exact: Vec<u32> = info
            .readings
            .iter()
            .filter(|r| r.clitics.is_none() && is_citation(&self.lex, word, r.lemma, r.feats))
            .map(|r| r.lemma)
            .collect();
        if exact.is_empty() {
            exact = info.readings.iter().filter(|r| !r.feats.any(Feats::NAME)).map(|r| r.lemma).collect();
        }
        exact.sort_unstable();
        exact.dedup();
        exact.retain(|l| !self.lex.lemmas[*l as usize].text.starts_with('‹'));
        WordPattern { lemmas: exact, hash, classes: Classes::NONE }
    }

    fn condition(&mut self, at: &At, c: &ConditionEntry, analyser: &mut Analyser) -> Condition {
        Condition {
            near: self.patterns(at, &c.near, analyser),
            next: self.patterns(at, &c.next, analyser),
            prev: self.patterns(at, &c.prev, analyser),
            object: self.patterns(at, &c.object, analyser),
            subject: self.patterns(at, &c.subject, analyser),
        }
    }

    fn role(&mut self, at: &At, name: &str) -> Option<RoleKind> {
        if matches!(name, "" | "none" | "topic") {
            return None;
        }
        let role = RoleKind::from_name(name);
        if role.is_none() {
            self.data.fault(at, format!("unknown role {name:?}: agent, target, instrument, at, origin, via, destination or none"));
        }
        role
    }

    fn frames(&mut self) {
        let mut analyser = Analyser::default();
        let mut seen: HashMap<String, ()> = HashMap::new();
        for f in std::mem::take(&mut self.data.frames) {
            let (at, e) = (f.at, f.entry);
            if seen.insert(e.id.clone(), ()).is_some() {
                self.data.fault(&at, format!("frame id {:?} stands twice", e.id));
                continue;
            }
            let Some(kind) = self.lex.ontology.index(&e.kind) else {
                self.data.fault(&at, format!("unknown claim type {:?}", e.kind));
                continue;
            };
            let subject = self.role(&at, &e.subject);
            let object = self.role(&at, &e.object);
            let genitive = if e.genitive.is_empty() { object.or(subject) } else { self.role(&at, &e.genitive) };
            let head = self.role(&at, &e.head);
            let mut preps = Vec::new();
            for (prep, role) in &e.prep {
                let role = self.role(&at, role);
                preps.push((word_hash(&words_of(prep).join(" ")), role));
            }
            let when = self.condition(&at, &e.when, &mut analyser);
            let unless = self.condition(&at, &e.unless, &mut analyser);
            if !(0.0..=1.0).contains(&e.strength) {
                self.data.fault(&at, "strength must lie between 0 and 1");
            }
            let default = &self.lex.ontology.types[kind as usize].measure;
            let measure = measure_name(if e.measure.is_empty() { default } else { &e.measure });
            let Some(measure) = measure else {
                self.data.fault(&at, format!("unknown measure {:?}; the measures are {}", e.measure, MEASURES.join(", ")));
                continue;
            };
            let number = self.lex.frames.len() as u16;
            let mut parts = Parts::FINITE.with(Parts::MASDAR);
            match e.participles.as_str() {
                "" | "none" => {}
                "active" => parts = parts.with(Parts::ACTIVE),
                "passive" => parts = parts.with(Parts::PASSIVE),
                "both" => parts = parts.with(Parts::ACTIVE).with(Parts::PASSIVE),
                "only-active" => parts = Parts::ACTIVE,
                "only-passive" => parts = Parts::PASSIVE,
                "only" => parts = Parts::ACTIVE.with(Parts::PASSIVE),
                p => self.data.fault(&at, format!("unknown participles {p:?}: none, active, passive or both")),
            }
            for v in &e.verbs {
                let place = (at.0, v.span());
                if let Some(l) = self.verb_lemma(&place, v.get_ref()) {
                    self.lex.lemmas[l as usize].triggers.push(TriggerEntry { frame: number, parts, phrase: None });
                }
            }
            for n in &e.nouns {
                let place = (at.0, n.span());
                let text = fold(n.get_ref());
                let entry = TriggerEntry { frame: number, parts: Parts::ANY, phrase: None };
                if let Some(l) = self.by_text.get(&(text.clone(), false)).copied() {
                    self.lex.lemmas[l as usize].triggers.push(entry);
                } else {
                    // a masdar named as a noun
                    let hash = word_hash(&text);
                    let hits: Vec<u32> = self
                        .lex
                        .forms
                        .get(hash)
                        .iter()
                        .filter(|(_, f)| f.any(Feats::MASDAR | Feats::APART | Feats::PPART))
                        .map(|(l, _)| *l)
                        .collect();
                    if hits.is_empty() {
                        self.data.fault(&place, format!("no noun {:?} in the lexicon: give it with its plurals under `noun`", n.get_ref()));
                    }
                    for l in hits {
                        self.lex.lemmas[l as usize].triggers.push(TriggerEntry { parts: Parts::MASDAR.with(Parts::NOUN), ..entry });
                    }
                }
            }
            for p in &e.phrases {
                let place = (at.0, p.span());
                self.phrase(&place, p.get_ref(), number, &mut analyser);
            }
            self.lex.frames.push(Frame {
                id: e.id,
                kind,
                subject,
                object,
                genitive,
                head,
                preps,
                measure,
                strength: e.strength,
                needs: !e.needs.is_empty(),
                when,
                unless,
            });
        }
    }

    fn phrase(&mut self, at: &At, text: &str, frame: u16, analyser: &mut Analyser) {
        let mut star = None;
        let mut words = Vec::new();
        for w in text.split_whitespace() {
            let (w, starred) = w.strip_prefix('*').map_or((w, false), |w| (w, true));
            let parts = words_of(w);
            if starred {
                star = Some(words.len());
            }
            words.extend(parts.iter().map(|p| self.word_pattern(p, analyser)));
        }
        let Some(star) = star else {
            return self.data.fault(at, format!("phrase {text:?} needs a * before its trigger word"));
        };
        let lemmas = words[star].lemmas.clone();
        if lemmas.is_empty() {
            return self.data.fault(at, format!("the trigger of phrase {text:?} is not in the lexicon"));
        }
        let number = self.lex.phrases.len() as u16;
        self.lex.phrases.push(Phrase { pattern: Pattern { words }, star });
        for l in lemmas {
            self.lex.lemmas[l as usize].triggers.push(TriggerEntry { frame, parts: Parts::ANY, phrase: Some(number) });
        }
    }
}

fn measure_name(s: &str) -> Option<&'static str> {
    MEASURES.iter().find(|m| **m == s).copied().or(if s.is_empty() { Some("other") } else { None })
}

fn verb_key(name: &str) -> String {
    name.trim()
        .chars()
        .map(|c| {
            if matches!(c, 'أ' | 'إ' | 'ؤ' | 'ئ' | 'آ' | 'ا') {
                'ء'
            } else if c == 'ى' {
                'ي'
            } else {
                c
            }
        })
        .collect()
}

fn is_citation(lex: &Lexicon, word: &str, lemma: u32, f: Feats) -> bool {
    let l = &lex.lemmas[lemma as usize];
    if l.verb {
        (f.has(Feats::PERFECT | Feats::P3 | Feats::SG | Feats::MASC))
            || (f.any(Feats::MASDAR) && f.any(Feats::SG))
            || (f.any(Feats::APART | Feats::PPART) && f.any(Feats::SG))
    } else {
        l.text == word
    }
}
