//! Fingerprints of texts, to find copies: cut, reordered, under another title.
//!
//! A sketch is the [`KEEP`] lowest hashes of all runs of three folded words of the text without its title
//! (bottom-k MinHash). Two sketches give an estimate of *containment*, the share of the shorter text's runs
//! that the longer has too, so a copy cut to a third is still found. Candidates come from the lowest
//! [`BAND`] hashes of each held text.

use marsad_core::text::{Text, TokenKind, word_hash};
use std::collections::HashMap;

/// Hashes kept.
const KEEP: usize = 32;
/// Hashes by which a held text is found.
const BAND: usize = 12;
/// Texts with fewer runs have no sketch: too short to tell.
const LEAST: usize = 12;
/// A copy shares at least this much of the shorter text.
pub const COPY: f32 = 0.6;
/// Held texts that are looked through: the newest so many.
pub const WINDOW: usize = 2_000_000;

/// Sorted hashes.
pub type Sketch = Vec<u32>;

/// The sketch of the tokens from `from` on; empty for a text that is too short.
#[must_use]
pub fn sketch(text: &Text, from: usize) -> Sketch {
    let words: Vec<u64> = text
        .tokens
        .get(from..)
        .unwrap_or(&[])
        .iter()
        .filter(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number))
        .map(|t| t.hash)
        .collect();
    if words.len() < LEAST + 2 {
        return Vec::new();
    }
    let mut all: Vec<u64> = words
        .windows(3)
        .map(|w| {
            let mut h = w[0];
            for x in &w[1..] {
                h = (h.rotate_left(21) ^ x).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            }
            h ^ (h >> 31)
        })
        .collect();
    all.sort_unstable();
    all.dedup();
    // the upper half orders, so that cutting to 32 bits keeps the order
    let mut s: Sketch = all.iter().map(|h| (h >> 32) as u32).collect();
    s.dedup();
    s.truncate(KEEP);
    s
}

/// The highest hash up to which a sketch holds all: a short text keeps all its hashes.
fn bound(s: &[u32]) -> u32 {
    if s.len() < KEEP { u32::MAX } else { s[s.len() - 1] }
}

/// The estimated share of the shorter text's runs that both have, 0 to 1.
#[must_use]
pub fn containment(a: &[u32], b: &[u32]) -> f32 {
    let most = bound(a).min(bound(b));
    let (mut i, mut j, mut both) = (0, 0, 0u32);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Equal => {
                both += 1;
                i += 1;
                j += 1;
            }
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
        }
    }
    let least = a.iter().filter(|x| **x <= most).count().min(b.iter().filter(|x| **x <= most).count());
    // two shared runs may be a byline or a quotation
    if least < 3 || both < 3 { 0.0 } else { both as f32 / least as f32 }
}

/// Sketches as bytes.
#[must_use]
pub fn to_bytes(s: &[u32]) -> Vec<u8> {
    s.iter().flat_map(|x| x.to_be_bytes()).collect()
}

/// The sketch in these bytes.
#[must_use]
pub fn from_bytes(b: &[u8]) -> Sketch {
    b.chunks_exact(4).map(|c| u32::from_be_bytes([c[0], c[1], c[2], c[3]])).collect()
}

/// A held text in the index.
#[derive(Debug, Clone)]
struct Held {
    version: i64,
    cluster: i64,
    from: u32,
    len: u8,
}

/// The sketches of the newest texts, in memory.
#[derive(Debug, Default)]
pub struct Index {
    held: Vec<Held>,
    hashes: Vec<u32>,
    /// For a hash the newest entry of `links`.
    newest: HashMap<u32, u32>,
    /// (held text, next entry or `u32::MAX`).
    links: Vec<(u32, u32)>,
    votes: HashMap<u32, u32>,
}

/// A copy relation that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Copy {
    /// The held version that it copies.
    pub of: i64,
    /// Its cluster.
    pub cluster: i64,
    /// Share of the shorter text.
    pub share: f32,
}

/// So many texts with one hash are looked at.
const CHAIN: usize = 24;

impl Index {
    /// Adds a held text.
    pub fn add(&mut self, version: i64, cluster: i64, s: &[u32]) {
        if self.held.len() >= WINDOW + WINDOW / 4 {
            self.forget();
        }
        let number = self.held.len() as u32;
        self.held.push(Held { version, cluster, from: self.hashes.len() as u32, len: s.len() as u8 });
        self.hashes.extend_from_slice(s);
        for h in s.iter().take(BAND) {
            let entry = self.links.len() as u32;
            let next = self.newest.insert(*h, entry).unwrap_or(u32::MAX);
            self.links.push((number, next));
        }
    }

    /// Keeps the newest [`WINDOW`] texts.
    fn forget(&mut self) {
        let old = std::mem::take(self);
        for h in &old.held[old.held.len() - WINDOW..] {
            self.add(h.version, h.cluster, &old.hashes[h.from as usize..h.from as usize + h.len as usize]);
        }
    }

    /// The held text that this one shares most with, if it is a copy.
    pub fn find(&mut self, s: &[u32]) -> Option<Copy> {
        self.votes.clear();
        for h in s {
            let mut at = self.newest.get(h).copied().unwrap_or(u32::MAX);
            for _ in 0..CHAIN {
                let Some((number, next)) = self.links.get(at as usize).copied() else { break };
                *self.votes.entry(number).or_default() += 1;
                at = next;
            }
        }
        let mut best: Option<(f32, Copy)> = None;
        let mut candidates: Vec<(u32, u32)> = self.votes.iter().filter(|(_, v)| **v >= 2).map(|(n, v)| (*n, *v)).collect();
        candidates.sort_unstable_by_key(|(n, v)| (std::cmp::Reverse(*v), *n));
        for (n, _) in candidates.into_iter().take(16) {
            let h = &self.held[n as usize];
            let share = containment(s, &self.hashes[h.from as usize..h.from as usize + h.len as usize]);
            if share >= COPY && best.is_none_or(|(b, _)| share > b) {
                best = Some((share, Copy { of: h.version, cluster: h.cluster, share }));
            }
        }
        best.map(|(_, c)| c)
    }

    /// How many texts it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }
}

/// The hash of a whole text's words, for texts too short for a sketch.
#[must_use]
pub fn whole(text: &str) -> u64 {
    word_hash(&marsad_core::text::fold(text))
}

#[cfg(test)]
mod tests {
    use super::{Index, containment, sketch};
    use marsad_core::text::Text;

    fn words(seed: u64, n: usize) -> String {
        let mut x = seed;
        (0..n)
            .map(|_| {
                x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                format!("كلمة{}", (x >> 33) % 5000)
            })
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn a_cut_copy_is_found_and_a_stranger_is_not() {
        let long = words(1, 300);
        let half: Vec<&str> = long.split(' ').skip(80).take(150).collect();
        let (a, b, c) = (sketch(&Text::new(&long), 0), sketch(&Text::new(&half.join(" ")), 0), sketch(&Text::new(&words(2, 300)), 0));
        assert!(containment(&a, &b) > 0.8);
        assert!(containment(&a, &c) < 0.1);
        let mut index = Index::default();
        index.add(1, 1, &a);
        index.add(2, 2, &c);
        assert_eq!(index.find(&b).map(|c| c.of), Some(1));
        assert_eq!(index.find(&sketch(&Text::new(&words(3, 200)), 0)), None);
    }
}
