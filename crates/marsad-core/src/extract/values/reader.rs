//! The text as the parsers of values see it: tokens and what can begin at each.

use super::words::{Kinds, Opening, Particle, Sense, ValueWords};
use crate::morphology::clitic::Clitics;
use crate::record::Span;
use crate::text::{Text, Token, TokenKind, fold_into};
use jiff::civil::Date;

/// A text, the words, and the report's date.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub text: &'a Text,
    pub source: &'a str,
    pub words: &'a ValueWords,
    /// One entry a token.
    pub openings: &'a [Opening],
    pub published: Option<Date>,
    /// How many readings stand around this one.
    pub depth: u8,
}

/// Phrases within phrases are read so deep («الساعات الأولى من صباح يوم الجمعة» is three).
const DEEPEST: u8 = 5;

/// A phrase that was found at a token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<T> {
    /// What it means.
    pub is: T,
    /// One past its last token.
    pub to: usize,
    /// What is joined before its first word.
    pub clitics: Clitics,
}

impl<'a> Reader<'a> {
    /// The same for what stands inside the phrase that is read now; `None` where no text would go so deep.
    pub fn deeper(&self) -> Option<Self> {
        (self.depth < DEEPEST).then_some(Self { depth: self.depth + 1, ..*self })
    }

    pub fn token(&self, i: usize) -> Option<&'a Token> {
        self.text.tokens.get(i)
    }

    pub fn is(&self, i: usize, kind: TokenKind) -> bool {
        self.token(i).is_some_and(|t| t.kind == kind)
    }

    /// Whether token `i` is one of these marks.
    pub fn mark(&self, i: usize, marks: &str) -> bool {
        self.is(i, TokenKind::Punct) && marks.contains(self.text.word(i))
    }

    /// Whether no white space stands before token `i`.
    pub fn glued(&self, i: usize) -> bool {
        self.token(i).is_some_and(|t| !t.spaced)
    }

    /// The longest phrase at token `i` of which `pick` takes a sense; of equally long ones that with the least joined.
    pub fn find<T>(&self, i: usize, mut pick: impl FnMut(Sense) -> Option<T>) -> Option<Found<T>> {
        let mut best: Option<Found<T>> = None;
        for start in self.words.starts(*self.openings.get(i)?) {
            let (mut node, mut to) = (start.node, i + 1);
            loop {
                if best.as_ref().is_none_or(|b| to > b.to)
                    && let Some(is) = self.words.senses(node).iter().find_map(|s| pick(*s))
                {
                    best = Some(Found { is, to, clitics: start.clitics });
                }
                let Some(next) = self.token(to).and_then(|t| self.words.step(node, t.hash)) else { break };
                node = next;
                to += 1;
            }
        }
        best
    }

    /// Whether a phrase of one of these classes may begin at token `i`.
    pub fn has(&self, i: usize, kinds: Kinds) -> bool {
        self.openings.get(i).is_some_and(|o| o.kinds.any(kinds))
    }

    /// Whether any word of the values may begin at token `i`.
    pub fn may_begin(&self, i: usize) -> bool {
        self.has(i, Kinds(u64::MAX))
    }

    /// One past the particle at token `i`, if it is this one.
    pub fn particle(&self, i: usize, which: Particle) -> Option<usize> {
        if !self.has(i, Kinds::of(which)) {
            return None;
        }
        self.find(i, |s| (s == Sense::Particle(which)).then_some(())).map(|f| f.to)
    }

    /// One past the particle, or `i` where there is none.
    pub fn skip(&self, i: usize, which: Particle) -> usize {
        self.particle(i, which).unwrap_or(i)
    }

    /// The index after «و» as a word of its own.
    pub fn after_and(&self, i: usize) -> Option<usize> {
        self.particle(i, Particle::And).filter(|to| *to == i + 1 && !self.is(i + 1, TokenKind::Break))
    }

    /// Whether the line holds nothing but tokens `from` to before `to`, a preposition and marks.
    pub fn alone(&self, from: usize, to: usize) -> bool {
        let mut start = from;
        while start > 0 && !self.is(start - 1, TokenKind::Break) {
            start -= 1;
            let mark = self.is(start, TokenKind::Punct) || self.particle(start, Particle::In).is_some();
            if !mark || from - start > 3 {
                return false;
            }
        }
        self.ends(to)
    }

    /// Whether the line ends at token `i`, but for marks.
    pub fn ends(&self, i: usize) -> bool {
        let mut j = i;
        while self.is(j, TokenKind::Punct) && j < i + 4 {
            j += 1;
        }
        self.token(j).is_none_or(|t| t.kind == TokenKind::Break)
    }

    /// Whether a clause may end at token `i`: a mark, a line's end, or nothing more.
    pub fn pauses(&self, i: usize) -> bool {
        self.token(i).is_none_or(|t| matches!(t.kind, TokenKind::Break | TokenKind::Punct))
    }

    /// Bytes from token `from` to before `to`, without the conjunction and prepositions joined to the first word.
    /// A word joined to ل before ال is taken whole.
    pub fn span(&self, from: usize, to: usize, clitics: Clitics) -> Span {
        let mut span = self.text.span(from, to);
        if clitics.is_none() || from >= to {
            return span;
        }
        let mut letters =
            usize::from(clitics.any(Clitics::CONJUNCTION)) + usize::from(clitics.any(Clitics::BA)) + usize::from(clitics.any(Clitics::KAF));
        if clitics.any(Clitics::LAM) && !self.lam_article(from, letters) {
            letters += 1;
        }
        let mut seen = 0;
        for (at, c) in span.of(self.source).char_indices() {
            if seen >= letters {
                span.start += at as u32;
                break;
            }
            fold_into(c, |_| seen += 1);
        }
        span
    }

    /// Bytes of a value's core; where it has no word of its own it is empty and stands at the value's begin.
    pub fn core(&self, whole: Span, (from, to): (usize, usize), clitics: Clitics) -> Span {
        if from < to { self.span(from, to, clitics) } else { Span::new(whole.start, whole.start) }
    }

    fn lam_article(&self, i: usize, before: usize) -> bool {
        let mut chars = self.text.word(i).chars().skip(before);
        (chars.next(), chars.next()) == (Some('ل'), Some('ل'))
    }
}
