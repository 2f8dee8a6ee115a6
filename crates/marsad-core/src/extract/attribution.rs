//! Who says it: the sayings of a document, and which of them govern a claim.
//!
//! A saying is a cue (verb of saying, «بحسب», a colon, a speech event) with its source. A claim's chain is the
//! sayings whose content it lies in, outermost first.

use super::category::{category, path, step};
use super::choose::Trigger;
use super::measures::Before;
use super::phrases::Phrase;
use super::reading::{NameKind, Pos, Sheet};
use super::roles::Filled;
use crate::feature;
use crate::lexicon::{Classes, CueKind, Lexicon, NameValue, Parts};
use crate::model::{Features, Models, Sink, logistic};
use crate::morphology::Feats;
use crate::morphology::clitic::Clitics;
use crate::record::{RoleKind, SourceKind};
use crate::text::word_hash;

/// What introduces the content of a saying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Content {
    /// Nothing that can be seen.
    None = 0,
    /// أن or إن.
    That,
    /// A quotation mark or colon.
    Quote,
    /// A noun phrase.
    Noun,
    /// The whole sentence.
    Sentence,
}

/// A cue with its source.
#[derive(Debug, Clone, Copy)]
pub struct Saying {
    /// First token of the cue.
    pub token: u32,
    /// One past its last token.
    pub to: u32,
    /// Its sentence.
    pub sentence: u32,
    /// How it points at its source.
    pub kind: CueKind,
    /// Lemma of the cue.
    pub key: u64,
    /// The source's phrase: tokens from, to, and bytes cut off its front.
    pub source: (u32, u32, u8),
    /// Whether the source was named in this sentence.
    pub own: bool,
    /// Where the content begins.
    pub content: u32,
    /// What introduces it.
    pub mark: Content,
    /// Whether it is a speech event.
    pub speech: bool,
    /// The outlet that the source spoke to, as an outer link: «لفرانس برس».
    pub told: Option<(u32, u32, u8)>,
}

type Source = (u32, u32, u8);

fn span_of(p: &Phrase) -> Source {
    (p.from, p.to_all.max(p.to), p.cut)
}

/// Collects the sayings of the document, in the order of the text.
pub fn sayings(
    sheet: &Sheet,
    lex: &Lexicon,
    phrases: &[Phrase],
    of: &[std::ops::Range<usize>],
    triggers: &[Trigger],
    filled: &[Vec<Filled>],
    out: &mut Vec<Saying>,
) {
    out.clear();
    let mut speaker: Option<Source> = None;
    let mut trig = 0;
    for (s, sentence) in sheet.text.sentences.iter().enumerate() {
        if sheet.furniture[s] {
            continue;
        }
        let range = sentence.range();
        let here = &phrases[of[s].clone()];
        let first = out.len();
        // «ماكرون: …»
        for i in range.clone().take(12) {
            if sheet.pos(i) == Pos::Punct && sheet.word(i) == ":" {
                if let Some(p) = here.iter().find(|p| p.to_all as usize == i && !p.inner && p.prep == 0) {
                    let head = sheet.info(p.head as usize);
                    let speaks = sheet.toks[p.head as usize].pos == Pos::Name
                        || head.classes.any(
                            Classes::PEOPLE.with(Classes::ORGANISATION).with(Classes::GROUP).with(Classes::SOURCE).with(Classes::MEDIA),
                        );
                    let verb = (range.start..i).any(|j| sheet.pos(j) == Pos::Verb);
                    // «الرقة - سانا:» is where the report was written and by whom
                    let dateline =
                        (p.from as usize..i).any(|j| sheet.pos(j) == Pos::Punct && matches!(sheet.word(j), "-" | "–" | "—" | "/"));
                    if speaks && !verb && !dateline && p.from as usize == range.start {
                        out.push(Saying {
                            token: i as u32,
                            to: i as u32 + 1,
                            sentence: s as u32,
                            kind: CueKind::Say,
                            key: 58,
                            source: span_of(p),
                            own: true,
                            content: i as u32 + 1,
                            mark: Content::Quote,
                            speech: false,
                            told: None,
                        });
                    }
                }
                break;
            }
        }
        let mut i = range.start;
        while i < range.end {
            let mut next = i + 1;
            if let Some(f) = sheet.fixed.get(sheet.toks[i].fixed as usize) {
                if f.from as usize == i
                    && let NameValue::Cue(c) = f.value
                {
                    let cue = &lex.cues[c as usize];
                    let words = (f.from..f.to).fold(7u64, |h, j| h.rotate_left(9) ^ sheet.info(j as usize).stem);
                    cue_at(sheet, lex, here, s, i, f.to as usize, cue.kind, cue.own, words, speaker, out);
                }
                next = next.max(f.to as usize);
            } else if sheet.info(i).cue {
                let info = sheet.info(i);
                let pos = sheet.pos(i);
                for r in &info.readings {
                    let lemma = &lex.lemmas[r.lemma as usize];
                    let Some(&c) = lemma.cues.first() else { continue };
                    let cue = &lex.cues[c as usize];
                    let part = super::triggers::part_of(r.feats);
                    let kind = match (part, pos) {
                        (Parts::FINITE, Pos::Verb) => cue.kind,
                        (Parts::ACTIVE, Pos::Noun)
                            if r.feats.any(Feats::ACCUSATIVE)
                                || r.feats.any(Feats::FEM)
                                    && !sheet.toks[i].clitics.any(Clitics::ARTICLE)
                                    && i > range.start
                                    && sheet.pos(i - 1) == Pos::Punct =>
                        {
                            CueKind::Point
                        }
                        (Parts::MASDAR, Pos::Noun) if matches!(cue.kind, CueKind::Say | CueKind::Deny) => CueKind::Noun,
                        (Parts::NOUN, Pos::Noun | Pos::Prep | Pos::Particle) if !lemma.verb => cue.kind,
                        _ => continue,
                    };
                    cue_at(sheet, lex, here, s, i, i + 1, kind, cue.own, lemma.key, speaker, out);
                    break;
                }
            }
            i = next;
        }
        // speech events carry what is said in them
        while trig < triggers.len() && (triggers[trig].sentence as usize) < s {
            trig += 1;
        }
        let mut k = trig;
        while k < triggers.len() && triggers[k].sentence as usize == s {
            let t = &triggers[k];
            if lex.ontology.types[t.proposal.kind as usize].family() == "speech"
                && let Some(f) = filled[k].iter().find(|f| f.role == RoleKind::Agent)
                && !out[first..].iter().any(|o| o.token == t.token)
            {
                let p = &phrases[f.phrase as usize];
                let content = content_of(sheet, t.token as usize + 1, range.end);
                out.push(Saying {
                    token: t.token,
                    to: t.token + 1,
                    sentence: s as u32,
                    kind: CueKind::Say,
                    key: lex.lemmas[t.proposal.reading.lemma as usize].key,
                    source: span_of(p),
                    own: p.sentence as usize == s,
                    content: content.0,
                    mark: content.1,
                    speech: true,
                    told: None,
                });
            } else if let Some(o) = out[first..].iter_mut().find(|o| o.token == t.token) {
                o.speech = true;
            }
            k += 1;
        }
        out[first..].sort_by_key(|x| x.token);
        if let Some(last) = out[first..].iter().rev().find(|x| x.own && !matches!(x.kind, CueKind::Learn)) {
            speaker = Some(last.source);
        }
    }
}

fn content_of(sheet: &Sheet, from: usize, end: usize) -> (u32, Content) {
    for j in from..end.min(from + 34) {
        match sheet.pos(j) {
            Pos::Subord
                if matches!(sheet.word(j).trim_start_matches(['ب', 'ل']), "ان" | "انه" | "انها" | "انهم" | "اننا" | "اني" | "انهما") =>
            {
                return (j as u32 + 1, Content::That);
            }
            Pos::Punct if matches!(sheet.word(j), "\"" | ":") => {
                // a quoted name is no quotation
                let close = (j + 1..end).find(|&k| sheet.pos(k) == Pos::Punct && sheet.word(k) == "\"");
                if sheet.word(j) == ":" || close.is_none_or(|c| c > j + 4) {
                    return (j as u32 + 1, Content::Quote);
                }
            }
            // a verb of its own clause ends the search; one that describes the speaker does not
            Pos::Verb if j > from + 1 && sheet.toks[j].clitics.any(Clitics::CONJUNCTION) => break,
            _ => {}
        }
    }
    (from as u32, Content::Noun)
}

#[allow(clippy::too_many_arguments)]
fn cue_at(
    sheet: &Sheet,
    lex: &Lexicon,
    here: &[Phrase],
    s: usize,
    i: usize,
    to: usize,
    kind: CueKind,
    back: bool,
    key: u64,
    speaker: Option<Source>,
    out: &mut Vec<Saying>,
) {
    let range = sheet.text.sentences[s].range();
    let bare_after = |from: usize, reach: usize| {
        here.iter().filter(|p| !p.inner).find(|p| {
            let f = p.from as usize;
            f >= from
                && f <= from + reach
                && p.prep == 0
                && !p.joined
                && sheet.value_at(p.head as usize).is_none()
                && (from..f).all(|j| {
                    let stop = sheet.pos(j) == Pos::Punct && matches!(sheet.word(j), "،" | ":" | "." | "؛");
                    !stop && !matches!(sheet.pos(j), Pos::Verb | Pos::Subord | Pos::Relative)
                })
        })
    };
    let push = |out: &mut Vec<Saying>, source: Option<Source>, own: bool, content: (u32, Content), told: Option<Source>| {
        if let Some(source) = source {
            out.push(Saying {
                token: i as u32,
                to: to as u32,
                sentence: s as u32,
                kind,
                key,
                source,
                own,
                content: content.0,
                mark: content.1,
                speech: false,
                told,
            });
        }
    };
    match kind {
        CueKind::According => {
            if back {
                push(out, speaker, false, (range.start as u32, Content::Sentence), None);
                return;
            }
            // «بحسب ما قال المرصد»: a verb may stand between
            let mut from = to;
            if sheet.word(from) == "ما" {
                from += 1;
                if sheet.pos(from) == Pos::Verb {
                    from += 1;
                }
            }
            if from < range.end && sheet.pos(from) == Pos::Verb {
                from += 1;
            }
            let source = here
                .iter()
                .filter(|p| !p.inner)
                .find(|p| p.from as usize >= from && p.from as usize <= from + 2)
                .or_else(|| here.iter().find(|p| !p.inner && (p.from as usize) < to && p.to as usize > to - 1 && p.from as usize > i));
            push(out, source.map(span_of), true, (range.start as u32, Content::Sentence), None);
        }
        CueKind::Say | CueKind::Continue | CueKind::Deny | CueKind::Cite | CueKind::Learn => {
            let content = content_of(sheet, to, range.end);
            if kind == CueKind::Learn {
                let inner = here.iter().find(|p| {
                    p.from as usize >= to && p.from as usize <= to + 6 && (p.prep == word_hash("من") || p.prep == word_hash("عن"))
                });
                push(out, inner.map(span_of), true, content, None);
                return;
            }
            let limit = if content.1 == Content::Noun { range.end } else { content.0 as usize };
            let behind = bare_after(to, 9).filter(|p| (p.from as usize) < limit);
            let relative = i > range.start && sheet.pos(i - 1) == Pos::Relative;
            let before = if sheet.toks[i].clitics.any(Clitics::CONJUNCTION) {
                None
            } else {
                here.iter()
                    .rev()
                    .filter(|p| !p.inner && p.prep == 0 && !p.joined && p.to as usize <= i)
                    .find(|p| can_speak(sheet, lex, p))
                    .filter(|p| (p.to_all as usize..i).all(|j| !matches!(sheet.pos(j), Pos::Verb | Pos::Subord)))
            };
            // «الذي قال»: the noun before the relative; else who can speak, behind the verb first
            let subject = match (behind, before) {
                (_, Some(p)) if relative => Some(p),
                (Some(p), _) if can_speak(sheet, lex, p) => Some(p),
                (_, Some(p)) => Some(p),
                (Some(p), None) if content.1 != Content::Noun && !sheet.info(p.head as usize).trigger => Some(p),
                _ => None,
            }
            .map(span_of);
            let own = subject.is_some();
            let told = here.iter().find(|p| {
                let f = p.from as usize;
                f > i
                    && f < limit.min(to + 14)
                    && sheet.toks[f].clitics.any(Clitics::LAM)
                    && sheet.name_at(p.head as usize).is_some_and(
                        |n| matches!(n.kind, NameKind::Actor(a) if matches!(lex.actors[a as usize].kind.as_str(), "agency" | "outlet")),
                    )
            });
            if kind == CueKind::Cite {
                let inner = here.iter().find(|p| p.from as usize >= to && p.from as usize <= to + 14 && p.prep == word_hash("عن"));
                if let Some(inner) = inner {
                    push(out, Some(span_of(inner)), true, content, subject);
                    return;
                }
            }
            push(out, subject.or(speaker), own, content, told.map(span_of));
        }
        CueKind::Point => {
            let content = content_of(sheet, to, range.end);
            // the speaker of this sentence before it, or the last one
            let source = out.iter().rev().find(|o| o.sentence as usize == s && (o.token as usize) < i).map(|o| o.source).or(speaker);
            push(out, source, false, content, None);
        }
        CueKind::Noun => {
            let content = content_of(sheet, to, range.end);
            let head = here.iter().find(|p| p.from as usize <= i && i < p.to as usize);
            let lemma_is_verb = sheet.info(i).readings.iter().any(|r| r.feats.any(Feats::MASDAR));
            if lemma_is_verb {
                // «إعلان السلطات هزيمة …»: the complement says it
                let source = here.iter().find(|p| p.from as usize == i + 1 && can_speak(sheet, lex, p));
                push(out, source.map(span_of), true, content, None);
            } else if content.1 == Content::That
                || matches!(sheet.word(to), "عن" | "حول" | "بشان" | "تفيد" | "تشير" | "تقول" | "تتحدث" | "اشارت" | "افادت")
            {
                push(out, head.map(span_of), true, content, None);
            }
        }
    }
}

fn can_speak(sheet: &Sheet, lex: &Lexicon, p: &Phrase) -> bool {
    let head = p.head as usize;
    let c = sheet.info(head).classes.with(sheet.info(p.from as usize).classes);
    if let Some(n) = sheet.name_at(head) {
        return match n.kind {
            NameKind::Place(x) => lex.places[x as usize].class == "country" || lex.places[x as usize].population > 100_000,
            _ => true,
        };
    }
    c.any(
        Classes::PEOPLE
            .with(Classes::ORGANISATION)
            .with(Classes::GROUP)
            .with(Classes::SOURCE)
            .with(Classes::TITLE)
            .with(Classes::RANK)
            .with(Classes::MEDIA)
            .with(Classes::DOCUMENT)
            .with(Classes::QUANTITY),
    )
}

/// Whether the saying's content holds the trigger, by the grammar.
#[must_use]
pub fn covers(sheet: &Sheet, s: &Saying, trigger: &Trigger) -> bool {
    let t = trigger.token;
    if t == s.token {
        return false;
    }
    if s.sentence == trigger.sentence {
        if t >= s.source.0 && t < s.source.1 && s.own {
            return false;
        }
        return match (s.kind, s.mark) {
            (CueKind::According, _) => true,
            (_, Content::That | Content::Quote) if !s.speech => t >= s.content,
            (_, Content::That | Content::Quote) => t >= s.content,
            (_, Content::Noun) => {
                t > s.token
                    && (t as usize - s.token as usize) < 14
                    && (s.token as usize + 1..t as usize)
                        .all(|j| sheet.pos(j) != Pos::Verb && !(sheet.pos(j) == Pos::Punct && sheet.word(j) == "،"))
            }
            _ => false,
        };
    }
    if s.sentence > trigger.sentence {
        return false;
    }
    let here = sheet.text.sentences[trigger.sentence as usize];
    let there = sheet.text.sentences[s.sentence as usize];
    here.quoted && here.paragraph == there.paragraph && s.mark == Content::Quote
}

/// The features of a saying for a claim.
pub fn features(sheet: &Sheet, lex: &Lexicon, all: &[Saying], n: usize, trigger: &Trigger, before: &Before, s: &mut impl Sink) {
    let x = &all[n];
    let near = &all[within_reach(all, trigger.sentence)];
    let t = trigger.token as usize;
    let range = sheet.text.sentences[trigger.sentence as usize].range();
    let kind = x.kind as u64 | u64::from(x.speech) << 4;
    let mark = x.mark as u64;
    let family = lex.ontology.types[trigger.proposal.kind as usize].family_hash;
    let speech = u64::from(lex.ontology.types[trigger.proposal.kind as usize].family() == "speech");
    let same = x.sentence == trigger.sentence;
    let rule = u64::from(covers(sheet, x, trigger));
    let part = u64::from(trigger.proposal.part.0);
    let who = sheet.info(x.source.0 as usize);
    let who_cat = category(sheet, x.source.0 as isize, &sheet.text.sentences[x.sentence as usize].range());
    feature!(s, "who", who.lemma_key);
    feature!(s, "who kind", who_cat, kind, u64::from(same));
    feature!(s, "who length", step((x.source.1 - x.source.0) as usize), u64::from(same));
    feature!(s, "who speaks", u64::from(x.source.2 > 0), kind);
    if let Some(b) = &before.trigger {
        // 2: the claim before has this saying, 1: another of the same source, 0: neither
        let took = if before.sayings.contains(&(n as u32)) {
            2
        } else {
            u64::from(before.sayings.iter().any(|m| all[*m as usize].source == x.source))
        };
        let any = u64::from(!before.sayings.is_empty());
        if b.sentence == trigger.sentence {
            let way = path(sheet, b.token as usize + 1, t);
            let side = u64::from(x.token > b.token) | u64::from(x.token > trigger.token) << 1 | u64::from(same) << 2;
            feature!(s, "took", took, any, side);
            feature!(s, "took way", took, way, side);
            feature!(s, "took rule", took, rule, side | mark << 4);
            feature!(s, "took speech", took, speech, u64::from(lex.ontology.types[b.proposal.kind as usize].family() == "speech"));
        } else {
            let here = sheet.text.sentences[trigger.sentence as usize];
            let there = sheet.text.sentences[b.sentence as usize];
            let gap = u64::from(trigger.sentence - b.sentence).min(3) | u64::from(here.paragraph - there.paragraph).min(2) << 2;
            let quoted = u64::from(here.quoted) | u64::from(there.quoted) << 1;
            feature!(s, "took earlier", took | any << 2, gap, quoted | u64::from(same) << 2);
            feature!(s, "took earlier mark", took | any << 2, mark, gap | u64::from(same) << 8);
            feature!(s, "took earlier word", took, sheet.info(range.start).lemma_key, u64::from(same));
        }
    }
    if same {
        let after = t >= x.to as usize;
        let inside = u64::from(t as u32 >= x.content)
            | u64::from(x.own && (x.source.0..x.source.1).contains(&(t as u32))) << 1
            | u64::from(after) << 2;
        let (a, b) = if after { (x.to as usize, t) } else { (t + 1, x.token as usize) };
        let (mut verbs, mut commas, mut clauses, mut cues) = (0usize, 0usize, 0usize, 0usize);
        for j in a..b.max(a) {
            match sheet.pos(j) {
                Pos::Verb => verbs += 1,
                Pos::Punct if matches!(sheet.word(j), "،" | "," | "؛") => commas += 1,
                Pos::Subord => clauses += 1,
                _ => {}
            }
        }
        cues += near
            .iter()
            .filter(|o| o.sentence == x.sentence && o.token > x.token.min(t as u32) && (o.token as usize) < (x.token as usize).max(t))
            .count();
        feature!(s, "same kind", kind, mark, inside);
        feature!(s, "same rule", rule, kind, mark);
        feature!(s, "same key", x.key, inside, mark);
        feature!(s, "same between", (verbs.min(3) | commas.min(3) << 2 | clauses.min(3) << 4) as u64, inside, kind);
        feature!(s, "same between mark", (verbs.min(2) | commas.min(2) << 2 | clauses.min(2) << 4) as u64, inside, mark);
        feature!(s, "same cues", cues.min(3), inside, kind);
        feature!(s, "same family", family, inside, kind);
        feature!(s, "same speech", speech, inside, kind | mark << 8);
        feature!(s, "same gap", step(b.saturating_sub(a)), inside, mark);
        feature!(s, "same own", u64::from(x.own), inside, kind);
        feature!(s, "same before", category(sheet, t as isize - 1, &range), inside, mark);
        feature!(s, "same part", part, inside, mark | kind << 8);
        let nearest = near
            .iter()
            .filter(|o| {
                o.sentence == x.sentence && o.token != trigger.token && (if after { (o.token as usize) < t } else { o.token as usize > t })
            })
            .map(|o| (o.token as usize).abs_diff(t))
            .min();
        feature!(s, "same nearest", u64::from(nearest == Some((x.token as usize).abs_diff(t))), inside, kind | mark << 8);
        let relative = (a..b.max(a)).any(|j| sheet.pos(j) == Pos::Relative);
        feature!(s, "same relative", u64::from(relative), inside, mark);
        let quote = (x.to as usize..t.max(x.to as usize)).filter(|&j| sheet.pos(j) == Pos::Punct && sheet.word(j) == "\"").count();
        feature!(s, "same quotes", quote.min(4), inside, mark);
        let type_key = u64::from(trigger.proposal.kind);
        feature!(s, "same type", type_key, inside, mark);
        let in_source = u64::from(x.source.0 <= t as u32 && (t as u32) < x.source.1);
        feature!(s, "same in source", in_source, u64::from(x.own), kind);
        let start = u64::from(x.token as usize <= range.start + 1);
        feature!(s, "same start", start, inside, kind);
    } else {
        let here = sheet.text.sentences[trigger.sentence as usize];
        let there = sheet.text.sentences[x.sentence as usize];
        let distance = u64::from(trigger.sentence - x.sentence);
        let paragraphs = u64::from(here.paragraph - there.paragraph).min(3);
        let later = near.iter().filter(|o| o.sentence > x.sentence && o.sentence < trigger.sentence).count();
        let own_here = near.iter().filter(|o| o.sentence == trigger.sentence).count();
        let last = u64::from(all.get(n + 1).is_none_or(|o| o.sentence != x.sentence));
        let first = sheet.info(range.start);
        let conj = u64::from(sheet.toks[range.start].clitics.any(Clitics::CONJUNCTION));
        feature!(s, "earlier rule", rule, kind);
        feature!(s, "earlier distance", distance.min(4), paragraphs, u64::from(here.quoted));
        feature!(s, "earlier kind", kind, mark, distance.min(3));
        feature!(s, "earlier quoted", u64::from(here.quoted), mark, kind);
        feature!(s, "earlier own here", own_here.min(2), distance.min(3), last);
        feature!(s, "earlier later", later.min(2), distance.min(3), conj);
        feature!(s, "earlier first word", first.lemma_key, distance.min(3));
        feature!(s, "earlier first pos", sheet.pos(range.start) as u64, conj, distance.min(3));
        feature!(s, "earlier first word mark", first.lemma_key, mark, last);
        feature!(s, "earlier paragraph", paragraphs, conj, mark);
        feature!(s, "earlier title", u64::from(there.paragraph == 0), kind);
        feature!(s, "earlier key", x.key, distance.min(3));
        feature!(s, "earlier speech", speech, kind, distance.min(3));
        let quote_open = (range.start..t).filter(|&j| sheet.pos(j) == Pos::Punct && sheet.word(j) == "\"").count() % 2;
        feature!(s, "earlier quote open", quote_open, u64::from(here.quoted), own_here.min(1));
    }
}

/// How far back a saying is looked for, in sentences.
pub const BACK: u32 = 3;

/// The numbers of the sayings, which stand in order, that a claim in `sentence` may have.
fn within_reach(all: &[Saying], sentence: u32) -> std::ops::Range<usize> {
    all.partition_point(|x| x.sentence + BACK < sentence)..all.partition_point(|x| x.sentence <= sentence)
}

/// The chain of a claim: numbers of sayings, outermost first, with the probability of the least sure.
pub fn chain(
    sheet: &Sheet,
    lex: &Lexicon,
    models: &Models,
    all: &[Saying],
    trigger: &Trigger,
    before: &Before,
    buffer: &mut Features,
    out: &mut Vec<(usize, f32)>,
) {
    out.clear();
    for n in within_reach(all, trigger.sentence) {
        let x = &all[n];
        if x.token == trigger.token {
            continue;
        }
        let p = if models.source.is_empty() {
            f32::from(u8::from(covers(sheet, x, trigger)))
        } else {
            buffer.0.clear();
            features(sheet, lex, all, n, trigger, before, buffer);
            let mut score = [0f32];
            models.source.score(buffer, &mut score);
            logistic(score[0])
        };
        if p >= SOURCE {
            out.push((n, p));
        }
    }
    // one link a source
    let text = |n: usize| sheet_words(sheet, all[n].source);
    let mut k = 0;
    while k < out.len() {
        let twin = (0..out.len()).find(|&m| {
            m != k
                && (all[out[m].0].source == all[out[k].0].source || same_words(&text(out[m].0), &text(out[k].0)))
                && (out[m].1, m) > (out[k].1, k)
        });
        if twin.is_some() {
            out.remove(k);
        } else {
            k += 1;
        }
    }
    // an attribution at the end of the sentence stands outside; a saying of this sentence rules out earlier ones
    if out.iter().any(|(n, _)| all[*n].sentence == trigger.sentence && all[*n].own) {
        out.retain(|(n, _)| all[*n].sentence == trigger.sentence);
    } else if out.len() > 1 {
        let best = out.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let sentence = best.map(|b| all[b.0].sentence);
        out.retain(|(n, _)| Some(all[*n].sentence) == sentence);
    }
    out.truncate(3);
}

fn sheet_words(sheet: &Sheet, s: Source) -> Vec<u64> {
    (s.0..s.1).filter(|&i| !matches!(sheet.pos(i as usize), Pos::Punct)).map(|i| sheet.info(i as usize).stem).collect()
}

fn same_words(a: &[u64], b: &[u64]) -> bool {
    let common = a.iter().filter(|x| b.contains(x)).count();
    2 * common * 2 > a.len() + b.len()
}

const SOURCE: f32 = 0.5;

/// The kind of a source by its words.
#[must_use]
pub fn source_kind(sheet: &Sheet, lex: &Lexicon, s: Source) -> SourceKind {
    let mut kind = SourceKind::Organisation;
    let mut named = false;
    for i in s.0 as usize..s.1 as usize {
        let c = sheet.info(i).classes;
        if let Some(n) = sheet.name_at(i) {
            match n.kind {
                NameKind::Actor(a) => match lex.actors[a as usize].kind.as_str() {
                    "agency" | "outlet" => return SourceKind::Outlet,
                    "observatory" => return SourceKind::Observatory,
                    "person" => named = true,
                    _ => {}
                },
                NameKind::Person => named = true,
                _ => {}
            }
        }
        if i == s.0 as usize || kind == SourceKind::Organisation {
            if c.any(Classes::OFFICIAL.with(Classes::RANK).with(Classes::LEADER).with(Classes::TITLE)) {
                kind = SourceKind::Official;
            } else if c.any(Classes::SOURCE) {
                kind = SourceKind::Anonymous;
            } else if c.any(Classes::CIVILIAN) {
                kind = SourceKind::Witness;
            } else if c.any(Classes::MEDIA) {
                kind = SourceKind::Outlet;
            }
        }
    }
    if named && kind == SourceKind::Organisation { SourceKind::Person } else { kind }
}
