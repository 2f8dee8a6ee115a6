//! Tokens: words, numbers and punctuation marks, with their folded letters and a hash of them.

use super::fold::{Folded, fold_char, fold_into};
use super::sentences::{Sentence, split};
use crate::record::Span;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters of any script.
    Word,
    /// Digits, with the separators that stand between digits (1,234.5).
    Number,
    /// One mark.
    Punct,
    /// One or more line ends: a paragraph border.
    Break,
}

/// A piece of the text. Tokens do not overlap; what lies between two is white space or marks without width.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// First byte in the original.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    fold_start: u32,
    fold_len: u16,
    /// What it is made of.
    pub kind: TokenKind,
    /// Whether white space or a line's border stands before it.
    pub spaced: bool,
    /// [`word_hash`] of its folded letters.
    pub hash: u64,
}

impl Token {
    /// Its place in the original.
    #[must_use]
    pub const fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// A 64-bit hash of a folded word: multiply and mix over eight bytes at a time. The mixing between the steps matters:
/// a mere rotation made whole families of Arabic words collide, since their bytes differ in few bits.
#[must_use]
pub fn word_hash(folded: &str) -> u64 {
    const K: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut h = (folded.len() as u64).wrapping_mul(K);
    let mut chunks = folded.as_bytes().chunks_exact(8);
    for c in &mut chunks {
        let mut w = [0u8; 8];
        w.copy_from_slice(c);
        h = (h ^ u64::from_le_bytes(w)).wrapping_mul(K);
        h ^= h >> 32;
    }
    let mut last = [0u8; 8];
    let rest = chunks.remainder();
    last[..rest.len()].copy_from_slice(rest);
    h = (h ^ u64::from_le_bytes(last)).wrapping_mul(K);
    h ^= h >> 32;
    h = h.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    h ^ (h >> 29)
}

/// A text cut into tokens and sentences.
#[derive(Debug, Clone, Default)]
pub struct Text {
    folded: String,
    /// All tokens in order.
    pub tokens: Vec<Token>,
    /// All sentences in order; every token but breaks lies in exactly one.
    pub sentences: Vec<Sentence>,
}

/// The longest word that is looked at; what is longer (a pasted key, an attack) is cut into several tokens.
const LONGEST: usize = 96;

fn is_word_char(c: char) -> bool {
    // Arabic letters, which are alphabetic all, without a search in the tables of Unicode
    matches!(c, '\u{0620}'..='\u{064A}')
        || c.is_alphabetic()
        || matches!(fold_char(c), Folded::Nothing)
            && !matches!(c, '\u{FEFF}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '٠'..='٩' | '۰'..='۹')
}

fn is_digit_separator(c: char) -> bool {
    matches!(c, '.' | ',' | '٫' | '٬' | '،')
}

impl Text {
    /// Cuts `text` into tokens and sentences. Any input is fine, the empty one and NUL bytes too.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut t = Self::default();
        t.read(text);
        t
    }

    /// The same as [`Text::new`] into buffers that are there already.
    pub fn read(&mut self, text: &str) {
        self.folded.clear();
        self.tokens.clear();
        self.sentences.clear();
        self.folded.reserve(text.len());
        self.tokens.reserve(text.len() / 8);
        let mut chars = text.char_indices().peekable();
        let mut spaced = true;
        while let Some(&(at, c)) = chars.peek() {
            if c == '\n' || c == '\r' || c == '\u{2028}' || c == '\u{2029}' {
                let mut end = at;
                while let Some(&(i, c)) = chars.peek() {
                    if c == '\n' || c == '\r' || c == '\u{2028}' || c == '\u{2029}' {
                        end = i + c.len_utf8();
                    } else if !c.is_whitespace() {
                        break;
                    }
                    chars.next();
                }
                self.push(at, end, self.folded.len(), TokenKind::Break, true);
                spaced = true;
            } else if c.is_whitespace() {
                spaced = true;
                chars.next();
            } else if is_digit(c) {
                let from = self.folded.len();
                let mut end = at;
                while let Some(&(i, c)) = chars.peek() {
                    if is_digit(c) {
                        fold_into(c, |f| self.folded.push(f));
                    } else if is_digit_separator(c) {
                        // a separator belongs to the number only between two digits
                        let after = text[i + c.len_utf8()..].chars().next();
                        if !after.is_some_and(is_digit) {
                            break;
                        }
                        self.folded.push(match c {
                            '.' | '٫' => '.',
                            _ => ',',
                        });
                    } else {
                        break;
                    }
                    end = i + c.len_utf8();
                    chars.next();
                    if self.folded.len() - from >= LONGEST {
                        break;
                    }
                }
                self.push(at, end, from, TokenKind::Number, spaced);
                spaced = false;
            } else if c.is_alphabetic() {
                let from = self.folded.len();
                let mut end = at;
                while let Some(&(i, c)) = chars.peek() {
                    if !is_word_char(c) {
                        break;
                    }
                    fold_into(c, |f| self.folded.push(f));
                    end = i + c.len_utf8();
                    chars.next();
                    if self.folded.len() - from >= LONGEST {
                        break;
                    }
                }
                self.push(at, end, from, TokenKind::Word, spaced);
                spaced = false;
            } else if matches!(fold_char(c), Folded::Nothing) || c == '\0' {
                chars.next();
            } else {
                let from = self.folded.len();
                let canonical = match c {
                    '«' | '»' | '“' | '”' | '„' | '‟' | '❝' | '❞' | '″' | '〝' | '〞' | '"' => '"',
                    '‘' | '’' | '‚' | '\'' | '`' | '´' => '\'',
                    '–' | '—' | '−' | '‐' | '‑' | '―' | '-' => '-',
                    '٪' | '%' => '%',
                    _ => c,
                };
                self.folded.push(canonical);
                self.push(at, at + c.len_utf8(), from, TokenKind::Punct, spaced);
                spaced = false;
                chars.next();
            }
        }
        split(text, &self.tokens, &self.folded, &mut self.sentences);
    }

    fn push(&mut self, start: usize, end: usize, from: usize, kind: TokenKind, spaced: bool) {
        let folded = &self.folded[from..];
        self.tokens.push(Token {
            start: start as u32,
            end: end as u32,
            fold_start: from as u32,
            fold_len: folded.len() as u16,
            kind,
            spaced,
            hash: word_hash(folded),
        });
    }

    /// The folded letters of token `i`; empty past the end.
    #[must_use]
    pub fn word(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| self.folded_of(t))
    }

    /// The folded letters of a token of this text.
    #[must_use]
    pub fn folded_of(&self, t: &Token) -> &str {
        &self.folded[t.fold_start as usize..t.fold_start as usize + t.fold_len as usize]
    }

    /// The span in the original from token `from` to before token `to`.
    #[must_use]
    pub fn span(&self, from: usize, to: usize) -> Span {
        if from >= to || to > self.tokens.len() {
            return Span::default();
        }
        Span::new(self.tokens[from].start, self.tokens[to - 1].end)
    }
}

#[cfg(test)]
mod tests {
    use super::{Text, TokenKind};

    fn words(s: &str) -> Vec<String> {
        let t = Text::new(s);
        t.tokens.iter().filter(|k| k.kind != TokenKind::Break).map(|k| t.folded_of(k).to_owned()).collect()
    }

    #[test]
    fn words_numbers_and_marks() {
        assert_eq!(words("قُتِل 1,250 شخصاً، و٣٫٥ ملايين."), ["قتل", "1,250", "شخصا", "،", "و", "3.5", "ملايين", "."]);
        assert_eq!(words("«صماد-3»"), ["\"", "صماد", "-", "3", "\""]);
        assert_eq!(words("250كم"), ["250", "كم"]);
        assert_eq!(words(""), Vec::<String>::new());
        assert_eq!(words("\u{FEFF}\u{0}مرحبا\u{200F} \u{202B}بكم\u{202C}"), ["مرحبا", "بكم"]);
    }

    #[test]
    fn words_that_differ_in_few_bits_differ_in_hash() {
        for (a, b) in [("المخيم", "المضيق"), ("المراه", "المعاش"), ("واليوم", "والقوي")] {
            assert_ne!(super::word_hash(a), super::word_hash(b), "{a} {b}");
        }
    }

    #[test]
    fn every_token_indexes_the_original() {
        for s in ["\u{FEFF}أهلاً\r\nبكم\r\n\r\n ﻻ 20 – 30 ألف", "a\0b", "ـــ", "🙂 نعم🙂", &"ب".repeat(5000)] {
            let t = Text::new(s);
            let mut last = 0;
            for k in &t.tokens {
                assert!(k.start >= last && k.start < k.end, "{s}");
                assert!(s.is_char_boundary(k.start as usize) && s.is_char_boundary(k.end as usize));
                last = k.end;
            }
            assert!(last as usize <= s.len());
        }
    }
}
