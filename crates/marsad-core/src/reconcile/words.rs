//! Words as evidence: stems with a fixed weight, so that a rare word that two reports share says more than a common one.
//!
//! The weights come from a frozen table and never from the reports at hand: two reports are as alike in a set of two
//! as in a set of a million, and so on one machine as on many.

use crate::text::{Text, TokenKind, word_hash};
use std::collections::HashMap;
use std::sync::OnceLock;

/// Stems with their weights, sorted by hash.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bag {
    words: Vec<(u64, f32)>,
    norm: f32,
}

const COMMON: &str = include_str!("common.txt");
/// A stem that the table lacks weighs this much; each doubling of its count takes one off.
const RARE: f32 = 9.0;
/// What is lighter says nothing.
const LEAST: f32 = 2.0;

fn common() -> &'static HashMap<u64, f32> {
    static TABLE: OnceLock<HashMap<u64, f32>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = COMMON.lines().filter(|l| !l.starts_with('#'));
        lines
            .filter_map(|l| l.split_once('\t'))
            .flat_map(|(band, stems)| {
                let weight = RARE - 1.0 - band.parse::<f32>().unwrap_or(0.0);
                stems.split(' ').map(move |s| (word_hash(s), weight))
            })
            .collect()
    })
}

/// The weight of a stem, 0 for a word that says nothing.
#[must_use]
pub fn weight(stem: &str) -> f32 {
    if stem.chars().nth(1).is_none() {
        return 0.0;
    }
    let w = common().get(&word_hash(stem)).copied().unwrap_or(RARE);
    if w < LEAST { 0.0 } else { w }
}

/// Cuts the article with what is joined before it, and one ending, off a folded word. It cuts too much for a
/// reader and just enough to compare.
#[must_use]
pub fn stem(word: &str) -> &str {
    let longer = |s: &str, n: usize| s.chars().count() >= n;
    let mut w = word;
    match ["وال", "بال", "كال", "فال", "لل", "ال"].iter().find_map(|p| w.strip_prefix(p).filter(|r| longer(r, 3))) {
        Some(rest) => w = rest,
        None => {
            if longer(w, 5)
                && let Some(rest) = w.strip_prefix('و')
            {
                w = rest;
            }
        }
    }
    ["ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"].iter().find_map(|s| w.strip_suffix(s).filter(|r| longer(r, 3))).unwrap_or(w)
}

impl Bag {
    /// The words of tokens `range`; those `before` a token number count double (a title).
    #[must_use]
    pub fn of(text: &Text, ranges: &[std::ops::Range<usize>], double: usize) -> Self {
        let mut words: Vec<(u64, f32)> = Vec::new();
        for i in ranges.iter().flat_map(Clone::clone) {
            let Some(t) = text.tokens.get(i) else { break };
            let w = match t.kind {
                TokenKind::Word => text.folded_of(t),
                _ => continue,
            };
            let s = stem(w);
            let weight = weight(s);
            if weight > 0.0 {
                words.push((word_hash(s), if i < double { weight * 1.4 } else { weight }));
            }
        }
        Self::from_pairs(words)
    }

    /// The `most` heaviest words of tokens `range`, each heavier the more often it stands there.
    #[must_use]
    pub fn whole(text: &Text, range: std::ops::Range<usize>, most: usize) -> Self {
        let mut words: Vec<(u64, f32)> = text
            .tokens
            .get(range)
            .unwrap_or_default()
            .iter()
            .filter(|t| t.kind == TokenKind::Word)
            .filter_map(|t| {
                let s = stem(text.folded_of(t));
                let weight = weight(s);
                (weight > 0.0).then(|| (word_hash(s), weight))
            })
            .collect();
        words.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        let mut words: Vec<(u64, f32)> =
            words.chunk_by(|a, b| a.0 == b.0).map(|same| (same[0].0, same[0].1 * (1.0 + (same.len() as f32).ln()))).collect();
        words.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        words.truncate(most);
        Self::from_pairs(words)
    }

    /// Pairs of neighbouring words of tokens `range` that both weigh something: turns of phrase.
    #[must_use]
    pub fn phrases(text: &Text, range: std::ops::Range<usize>) -> Self {
        let mut last: Option<(u64, f32)> = None;
        let mut out = Vec::new();
        for t in text.tokens.get(range).unwrap_or_default() {
            if t.kind != TokenKind::Word {
                last = None;
                continue;
            }
            let s = stem(text.folded_of(t));
            let this = (word_hash(s), weight(s));
            if this.1 == 0.0 {
                continue;
            }
            if let Some((h, w)) = last {
                out.push((h.rotate_left(17) ^ this.0, w + this.1));
            }
            last = Some(this);
        }
        Self::from_pairs(out)
    }

    /// The weight of shared words that are rare.
    #[must_use]
    pub fn rare(&self, other: &Self) -> f32 {
        let mut sum = 0.0;
        shared(&self.words, &other.words, |a, b| {
            if a.min(b) >= RARE - 2.0 {
                sum += a.min(b);
            }
        });
        sum
    }

    /// The share of its weight that stands in the other too, 0 to 1.
    #[must_use]
    pub fn within(&self, other: &Self) -> f32 {
        let all: f32 = self.words.iter().map(|w| w.1).sum();
        if all > 0.0 { self.shared(other).0 / all } else { 0.0 }
    }

    /// From hashes with weights; of one hash twice the heavier stays.
    #[must_use]
    pub fn from_pairs(mut words: Vec<(u64, f32)>) -> Self {
        words.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        words.dedup_by_key(|w| w.0);
        let norm = words.iter().map(|w| w.1 * w.1).sum::<f32>().sqrt();
        Self { words, norm }
    }

    /// Cosine of the two, 0 to 1.
    #[must_use]
    pub fn like(&self, other: &Self) -> f32 {
        if self.norm == 0.0 || other.norm == 0.0 {
            return 0.0;
        }
        let mut sum = 0.0;
        shared(&self.words, &other.words, |a, b| sum += a * b);
        sum / (self.norm * other.norm)
    }

    /// The weight of what both have, and how many words that is.
    #[must_use]
    pub fn shared(&self, other: &Self) -> (f32, usize) {
        let (mut sum, mut n) = (0.0, 0);
        shared(&self.words, &other.words, |a, b| {
            sum += a.min(b);
            n += 1;
        });
        (sum, n)
    }

    /// The heaviest `n` words, heaviest first.
    #[must_use]
    pub fn heaviest(&self, n: usize) -> Vec<u64> {
        let mut w = self.words.clone();
        w.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        w.into_iter().take(n).map(|w| w.0).collect()
    }

    /// Both together.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        Self::from_pairs(self.words.iter().chain(&other.words).copied().collect())
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

fn shared(a: &[(u64, f32)], b: &[(u64, f32)], mut both: impl FnMut(f32, f32)) {
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Equal => {
                both(a[i].1, b[j].1);
                i += 1;
                j += 1;
            }
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
        }
    }
}

/// The stems of some words that weigh at all, as hashes with weights.
#[must_use]
pub fn stems(words: &str) -> Vec<(u64, f32)> {
    let folded = crate::text::fold(words);
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty() && !w.starts_with(|c: char| c.is_ascii_digit()))
        .filter_map(|w| {
            let s = stem(w);
            let weight = weight(s);
            (weight > 0.0).then(|| (word_hash(s), weight))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{stem, weight};

    #[test]
    fn a_rare_word_weighs_more() {
        assert!(weight("كرناو") > weight("انفجار"));
        assert!(weight("انفجار") > weight("رئيس"));
        assert_eq!(weight("في"), 0.0);
    }

    #[test]
    fn forms_of_a_word_meet() {
        assert_eq!(stem("الفلسطينيين"), stem("فلسطينيون"));
        assert_eq!(stem("والغارات"), "غار");
    }
}
