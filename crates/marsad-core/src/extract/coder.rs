//! The coder: a document in, claims and entities out. This file reads like the list of its steps.

use super::arcs::{self, Arc};
use super::attribution::{self, Saying};
use super::border::Learnt;
use super::choose::{self, Trigger};
use super::measures::{self, Amount, Before};
use super::phrases::{self, Phrase};
use super::reading::{Pos, Sheet};
use super::roles::{self, Filled};
use super::triggers::{self, Candidate};
use super::values::{ValueKind, clause};
use super::{entities, event, status};
use crate::lexicon::{Classes, Lexicon};
use crate::model::{Features, Models};
use crate::morphology::clitic::Clitics;
use crate::record::{Claim, Coded, Document, Exactness, Figure, Filler, Link, Money, RoleKind, SourceKind, Span, Status, TimeRef};
use crate::resolve;
use crate::text::word_hash;
use jiff::civil::Date;
use std::sync::Arc as Shared;

/// What never changes while coding: lexicon and models, shared by all threads.
#[derive(Debug, Default)]
pub struct Knowledge {
    /// The frozen lexicon.
    pub lexicon: Lexicon,
    /// Weights; empty ones leave the coder to frames alone.
    pub models: Models,
}

/// Buffers and intermediate results of one document. `explain` and training read them.
#[derive(Debug, Default)]
pub struct Work {
    /// Tokens and what is known of them.
    pub sheet: Sheet,
    /// Trigger candidates.
    pub candidates: Vec<Candidate>,
    /// Chosen triggers.
    pub triggers: Vec<Trigger>,
    /// All noun phrases.
    pub phrases: Vec<Phrase>,
    /// For each sentence its phrases.
    pub of: Vec<std::ops::Range<usize>>,
    /// For each sentence the phrase of its main subject.
    pub subjects: Vec<Option<u32>>,
    /// For each trigger its filled roles.
    pub filled: Vec<Vec<Filled>>,
    /// The document's sayings.
    pub sayings: Vec<Saying>,
    /// What was made of the last claim.
    pub before: Before,
    arcs: Vec<Arc>,
    buffers: choose::Buffers,
    features: Features,
}

/// One coder a thread.
#[derive(Debug)]
pub struct Coder {
    knowledge: Shared<Knowledge>,
    /// The last document's intermediate results.
    pub work: Work,
}

/// The date in an ISO date or date and time.
#[must_use]
pub fn published_date(s: &str) -> Option<Date> {
    s.get(..10).and_then(|d| d.parse().ok())
}

impl Work {
    /// Text, words, names, values, trigger candidates.
    pub fn read(&mut self, k: &Knowledge, text: &str, published: Option<Date>) {
        self.sheet.read(&k.lexicon, text, published);
        triggers::find(&self.sheet, &k.lexicon, &mut self.candidates);
    }

    /// Which candidates are claims.
    pub fn choose(&mut self, k: &Knowledge) {
        choose::choose(
            &self.sheet,
            &k.lexicon,
            &k.models,
            &self.candidates,
            &self.phrases,
            &self.of,
            &mut self.buffers,
            &mut self.triggers,
        );
    }

    /// Noun phrases of all sentences.
    pub fn phrase(&mut self, k: &Knowledge) {
        self.phrases.clear();
        self.of.clear();
        self.subjects.clear();
        let border = Learnt::new(&k.models.border);
        let mut next = 0;
        for s in 0..self.sheet.text.sentences.len() {
            let from = self.phrases.len();
            let mut here: Vec<u32> = Vec::new();
            while next < self.candidates.len() && (self.candidates[next].sentence as usize) < s {
                next += 1;
            }
            here.extend(self.candidates[next..].iter().take_while(|t| t.sentence as usize == s).map(|t| t.token));
            if !self.sheet.furniture[s] {
                phrases::find(&self.sheet, &k.lexicon, &border, s as u32, &here, &mut self.phrases);
            }
            self.of.push(from..self.phrases.len());
            let subject = (from..self.phrases.len()).find(|&n| {
                let p = &self.phrases[n];
                let c = self.sheet.info(p.head as usize).classes;
                p.prep == 0
                    && !p.inner
                    && (c.any(Classes::PEOPLE.with(Classes::GROUP).with(Classes::ORGANISATION))
                        || self.sheet.pos(p.head as usize) == Pos::Name)
                    && self.sheet.value_at(p.head as usize).is_none()
            });
            self.subjects.push(subject.map(|n| n as u32).or_else(|| self.subjects.last().copied().flatten()));
        }
    }

    /// Arcs from a trigger to the phrases around it.
    pub fn arcs(&self, k: &Knowledge, trigger: &Trigger, out: &mut Vec<Arc>) {
        let s = trigger.sentence as usize;
        let earlier = s.checked_sub(1).and_then(|e| self.subjects.get(e).copied().flatten());
        arcs::find(&self.sheet, &k.lexicon, trigger, &self.phrases, self.of[s].clone(), earlier, out);
    }

    /// The triggers of the sentence of trigger `n`, with what those before it took.
    #[must_use]
    pub fn others(&self, n: usize) -> roles::Others<'_> {
        let of = self.company(n);
        roles::Others { filled: &self.filled[of.start..n], triggers: &self.triggers[of] }
    }

    /// The numbers of the triggers in the sentence of trigger `n`.
    #[must_use]
    pub fn company(&self, n: usize) -> std::ops::Range<usize> {
        let s = self.triggers[n].sentence;
        let from = self.triggers[..n].iter().rev().take_while(|t| t.sentence == s).count();
        let to = self.triggers[n..].iter().take_while(|t| t.sentence == s).count();
        n - from..n + to
    }

    /// Roles of all chosen triggers.
    pub fn fill(&mut self, k: &Knowledge) {
        let mut arcs = std::mem::take(&mut self.arcs);
        let mut features = std::mem::take(&mut self.features);
        self.filled.truncate(self.triggers.len());
        self.filled.resize_with(self.triggers.len(), Vec::new);
        for n in 0..self.triggers.len() {
            let t = self.triggers[n];
            self.arcs(k, &t, &mut arcs);
            let mut filled = std::mem::take(&mut self.filled[n]);
            let others = self.others(n);
            roles::fill(&self.sheet, &k.lexicon, &k.models, &t, &arcs, &self.phrases, others, &mut features, &mut filled);
            self.filled[n] = filled;
        }
        self.arcs = arcs;
        self.features = features;
    }

    /// Who says what.
    pub fn attribute(&mut self, k: &Knowledge) {
        attribution::sayings(&self.sheet, &k.lexicon, &self.phrases, &self.of, &self.triggers, &self.filled, &mut self.sayings);
    }

    /// The original's span of a phrase.
    #[must_use]
    pub fn phrase_span(&self, text: &str, p: &Phrase, all: bool) -> Span {
        let to = if all { p.to_all.max(p.to) } else { p.to } as usize;
        trim(text, self.sheet.span(text, p.from as usize, to, p.cut as usize))
    }

    /// The tokens of the triggers in the sentence of trigger `n`.
    #[must_use]
    pub fn tokens_beside(&self, n: usize) -> Vec<u32> {
        self.triggers[self.company(n)].iter().map(|t| t.token).collect()
    }
}

/// Cuts quotation marks and brackets that do not pair off from the ends of a span.
fn trim(text: &str, mut s: Span) -> Span {
    loop {
        let t = s.of(text);
        let Some(last) = t.chars().next_back() else { return s };
        let Some(first) = t.chars().next() else { return s };
        if matches!(last, '(' | '[' | '-' | '–' | ':' | '،') || last.is_whitespace() {
            s.end -= last.len_utf8() as u32;
        } else if matches!(first, ')' | ']' | '،' | '-' | '–') || first.is_whitespace() {
            s.start += first.len_utf8() as u32;
        } else if last == ')' && !t.contains('(') {
            s.end -= 1;
        } else if matches!(last, '"' | '”' | '»') && t.chars().filter(|c| matches!(c, '"' | '”' | '“' | '»' | '«')).count() % 2 == 1
        {
            s.end -= last.len_utf8() as u32;
        } else if matches!(first, '"' | '“' | '«') && t.chars().filter(|c| matches!(c, '"' | '”' | '“' | '»' | '«')).count() % 2 == 1
        {
            s.start += first.len_utf8() as u32;
        } else {
            return s;
        }
        if s.start >= s.end {
            return s;
        }
    }
}

impl Coder {
    /// A coder over shared knowledge.
    #[must_use]
    pub fn new(knowledge: Shared<Knowledge>) -> Self {
        Self { knowledge, work: Work::default() }
    }

    /// What it knows.
    #[must_use]
    pub const fn knowledge(&self) -> &Shared<Knowledge> {
        &self.knowledge
    }

    /// Codes one document.
    pub fn code(&mut self, d: &Document) -> Coded {
        let k = Shared::clone(&self.knowledge);
        let w = &mut self.work;
        w.read(&k, &d.text, published_date(&d.published));
        w.phrase(&k);
        w.choose(&k);
        w.fill(&k);
        w.attribute(&k);
        w.before = Before::default();
        let mut claims = Vec::with_capacity(w.triggers.len());
        for n in 0..w.triggers.len() {
            claims.push(claim(w, &k, d, n));
        }
        event::judge(&w.sheet, &k.lexicon, &k.models, &w.triggers, &mut claims, &mut w.features);
        let entities = entities::find(&w.sheet, &k, &d.text, &w.phrases);
        Coded { claims, entities }
    }
}

fn claim(w: &mut Work, k: &Knowledge, d: &Document, n: usize) -> Claim {
    let lex = &k.lexicon;
    let t = w.triggers[n];
    let kind = &lex.ontology.types[t.proposal.kind as usize];
    let mut features = std::mem::take(&mut w.features);
    let triggers = w.tokens_beside(n);
    let range = w.sheet.text.sentences[t.sentence as usize].range();

    let (mut participants, mut places) = (Vec::new(), Vec::new());
    for f in &w.filled[n] {
        let p = &w.phrases[f.phrase as usize];
        let filler = Filler {
            role: f.role,
            span: w.phrase_span(&d.text, p, !f.role.is_place()),
            actor: resolve::actor(&w.sheet, lex, p),
            place: if f.role.is_place() { resolve::place(&w.sheet, lex, p) } else { None },
            score: f.score,
            why: f.slot.why(),
        };
        if f.role.is_place() {
            places.push(filler);
        } else {
            participants.push(filler);
        }
    }
    participants.sort_by_key(|f: &Filler| (f.role, f.span));
    places.sort_by_key(|f: &Filler| (f.role, f.span));

    let status = status::status(&w.sheet, lex, &k.models, &t, &w.before, &mut features);
    let chosen_time = measures::time(&w.sheet, lex, &k.models, &t, &triggers, &w.before, &mut features);
    let time = chosen_time.map(|(v, _)| time_of(w, lex, d, &t, v, status));

    let mut list: Vec<Amount> = Vec::new();
    measures::amounts(&w.sheet, range.clone(), &mut list);
    let mut chosen = Vec::new();
    measures::figures(&w.sheet, lex, &k.models, &t, &list, &w.filled[n], &w.phrases, &triggers, &w.before, &mut features, &mut chosen);
    let mut figures: Vec<Figure> = chosen.iter().map(|(a, measure, _)| figure(w, a, measure)).collect();
    for i in 1..figures.len() {
        figures[i].part = figures[i].measure == figures[i - 1].measure && of_whom(w, lex, chosen[i].0.from as usize, range.start);
    }
    let money = money(w, lex, n);

    let mut chain = Vec::new();
    attribution::chain(&w.sheet, lex, &k.models, &w.sayings, &t, &w.before, &mut features, &mut chain);
    let mut links: Vec<Link> = Vec::new();
    for (x, _) in &chain {
        let s = w.sayings[*x];
        for source in s.told.into_iter().chain([s.source]) {
            let span = trim(&d.text, w.sheet.span(&d.text, source.0 as usize, source.1 as usize, source.2 as usize));
            if links.iter().any(|l| l.span == span) {
                continue;
            }
            links.push(Link {
                span,
                kind: attribution::source_kind(&w.sheet, lex, source),
                cue: w.sheet.text.span(s.token as usize, s.to as usize),
                actor: resolve::actor_in(&w.sheet, lex, source.0 as usize, source.1 as usize),
            });
        }
    }
    // who passes it on stands outside of who says it, wherever the sentence names him
    links.sort_by_key(|l| l.kind != SourceKind::Outlet);
    w.features = features;
    let before = &mut w.before;
    before.trigger = Some(t);
    before.time = chosen_time.map(|(v, _)| v);
    before.status = Status::ALL.iter().position(|s| *s == status).unwrap_or(0);
    before.sayings.clear();
    before.sayings.extend(chain.iter().map(|(x, _)| *x as u32));
    before.figures.clear();
    before.figures.extend(chosen.iter().map(|(a, ..)| a.from));

    let trigger = trigger_span(w, &d.text, t.token as usize);
    let attacked = kind.plover_with_attack
        && !w.triggers[w.company(n)].iter().any(|o| lex.ontology.types[o.proposal.kind as usize].family() == "violence")
        && !participants.iter().any(|f| f.role == RoleKind::Agent);
    let plover = if attacked { Vec::new() } else { kind.plover.clone() };
    Claim {
        id: format!("{:016x}", word_hash(&format!("{}\u{1}{}\u{1}{}", d.id, kind.id, trigger.start))),
        kind: kind.id.clone(),
        trigger,
        roles: participants,
        places,
        time,
        figures,
        money,
        status,
        attribution: links,
        rule: lex.frames[t.proposal.frame as usize].id.clone(),
        plover,
        confidence: k.models.confidence(t.score),
    }
}

/// The time that value `v` gives to a claim.
fn time_of(w: &Work, lex: &Lexicon, d: &Document, t: &Trigger, v: u32, status: Status) -> TimeRef {
    let sheet = &w.sheet;
    let v = &sheet.values[v as usize];
    let ValueKind::Date { from, to, .. } = &v.kind else { return TimeRef { span: v.span, from: None, to: None } };
    let to_come = status == Status::Planned || t.proposal.reading.clitics.any(Clitics::FUTURE);
    if to_come
        && let Some(published) = published_date(&d.published)
        && let Some((from, to)) = clause::coming(&sheet.text, &lex.values, v, published)
    {
        return TimeRef { span: v.span, from: Some(from.to_string()), to: Some(to.to_string()) };
    }
    let bars = |i: usize| match sheet.pos(i) {
        Pos::Break | Pos::Relative | Pos::Subord => true,
        Pos::Punct => sheet.word(i) != "\"",
        _ => false,
    };
    let inside = |since: usize| (since..v.to as usize).contains(&(t.token as usize));
    if from.is_some()
        && let Some(since) = clause::since(&sheet.text, &lex.values, v, bars).filter(|s| !inside(*s))
    {
        let start = sheet.text.span(since, since + 1).start;
        return TimeRef { span: Span { start, ..v.span }, from: from.clone(), to: None };
    }
    TimeRef { span: v.span, from: from.clone(), to: to.clone() }
}

/// The trigger's letters: without و ف, and without ب ل ك where the word stands behind them; ال stays.
fn trigger_span(w: &Work, text: &str, token: usize) -> Span {
    let cut = phrases::clitic_cut(&w.sheet, token);
    w.sheet.span(text, token, token + 1, cut as usize)
}

fn of_whom(w: &Work, lex: &Lexicon, from: usize, start: usize) -> bool {
    (start..from).rev().take(3).any(|j| {
        w.sheet.info(j).classes.any(Classes::PART_OF)
            || w.sheet.fixed.get(w.sheet.toks[j].fixed as usize).is_some_and(
                |f| matches!(f.value, crate::lexicon::NameValue::Word(x) if lex.words[x as usize].classes.any(Classes::PART_OF)),
            )
    })
}

fn figure(w: &Work, a: &Amount, measure: &'static str) -> Figure {
    let class = a.noun.map_or(Classes::NONE, |n| w.sheet.info(n as usize).classes);
    let class =
        [(Classes::CIVILIAN, "civilian"), (Classes::FIGHTER, "fighter"), (Classes::SOLDIER, "soldier"), (Classes::PERSON, "person")]
            .iter()
            .find(|(c, _)| class.any(*c))
            .map_or("", |(_, n)| n)
            .to_owned();
    match a.value.and_then(|v| w.sheet.values.get(v as usize)) {
        Some(v) => Figure { measure, low: v.low, high: v.high, exactness: v.exactness, span: v.span, class, part: false },
        None => Figure {
            measure,
            low: Some(2.0),
            high: Some(2.0),
            exactness: Exactness::Exact,
            span: w.sheet.text.span(a.from as usize, a.to as usize),
            class,
            part: false,
        },
    }
}

/// Money goes to the nearest trigger that pays, decides or seizes, else to the nearest one.
fn money(w: &Work, lex: &Lexicon, n: usize) -> Vec<Money> {
    let t = &w.triggers[n];
    let beside = &w.triggers[w.company(n)];
    let range = w.sheet.text.sentences[t.sentence as usize].range();
    let mut out = Vec::new();
    let mut i = range.start;
    while i < range.end {
        let Some(v) = w.sheet.value_at(i) else {
            i += 1;
            continue;
        };
        if let ValueKind::Money(currency) = v.kind {
            let distance = |o: &Trigger| {
                let gap = if v.from > o.token { v.from - o.token } else { 1 + o.token.saturating_sub(v.to) };
                let pays = lex.ontology.types[o.proposal.kind as usize].money;
                (u32::from(!pays) * 12) + gap
            };
            let nearest = beside.iter().min_by_key(|o| (distance(o), o.token)).map(|o| o.token);
            if nearest == Some(t.token) && distance(t) <= 30 {
                out.push(Money { low: v.low, high: v.high, currency: currency.to_owned(), span: v.span });
            }
        }
        i = (v.to as usize).max(i + 1);
    }
    out
}
