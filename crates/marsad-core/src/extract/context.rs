//! The second look at trigger candidates: what the first look made of all the others.
//!
//! Takes the first look's scores of every candidate of a document and gives features of a candidate's company:
//! its neighbours in the sentence, the same word elsewhere, the title, the document as a whole. A small model
//! over these adds to the first look's score.

use super::category::step;
use super::triggers::Candidate;
use crate::feature;
use crate::lexicon::Lexicon;
use crate::model::Sink;

/// What the first look made of a candidate.
#[derive(Debug, Clone, Copy, Default)]
pub struct First {
    /// Score of «no claim», which is 0, and of each proposal.
    pub scores: [f32; 9],
    /// How many proposals were scored.
    pub n: usize,
    /// The likeliest proposal.
    pub best: usize,
    /// Its type.
    pub kind: u8,
    /// Probability of being any claim.
    pub any: f32,
}

impl First {
    /// From scores.
    #[must_use]
    pub fn new(scores: [f32; 9], n: usize, c: &Candidate) -> Self {
        let mut p = scores;
        crate::model::train::softmax(&mut p[..=n]);
        let best = (0..n).max_by(|a, b| p[a + 1].total_cmp(&p[b + 1]).then(b.cmp(a))).unwrap_or(0);
        Self { scores, n, best, kind: c.proposals.get(best).map_or(0, |x| x.kind), any: 1.0 - p[0] }
    }

    /// The probability in steps.
    fn level(&self) -> u64 {
        level(self.any)
    }
}

fn level(p: f32) -> u64 {
    match p {
        p if p < 0.05 => 0,
        p if p < 0.2 => 1,
        p if p < 0.42 => 2,
        p if p < 0.6 => 3,
        p if p < 0.8 => 4,
        p if p < 0.95 => 5,
        _ => 6,
    }
}

/// Sums over a document.
#[derive(Debug, Clone, Default)]
pub struct Whole {
    /// Mean probability.
    mean: f32,
    /// Mean probability in the title.
    title: f32,
    /// Sum of probabilities a type.
    kinds: Vec<f32>,
    /// The same in the title.
    title_kinds: Vec<f32>,
    /// For each candidate the same word elsewhere.
    same: Vec<Same>,
    /// The candidates by word, then by place.
    order: Vec<u32>,
}

/// What stands elsewhere in the document of a candidate's word: the greatest probability and the count on either side.
#[derive(Debug, Clone, Copy, Default)]
struct Same {
    earlier: (f32, u32),
    later: (f32, u32),
    /// The last one before, if any.
    last: Option<u32>,
}

impl Whole {
    /// Adds up.
    pub fn read(&mut self, lex: &Lexicon, candidates: &[Candidate], firsts: &[First], title: impl Fn(u32) -> bool) {
        let n = lex.ontology.types.len();
        self.kinds.clear();
        self.kinds.resize(n, 0.0);
        self.title_kinds.clear();
        self.title_kinds.resize(n, 0.0);
        let (mut sum, mut in_title, mut titles) = (0.0, 0.0, 0u32);
        for (c, f) in candidates.iter().zip(firsts) {
            sum += f.any;
            if f.any > 0.3
                && let Some(k) = self.kinds.get_mut(f.kind as usize)
            {
                *k += f.any;
            }
            if title(c.sentence) {
                in_title += f.any;
                titles += 1;
                if let Some(k) = self.title_kinds.get_mut(f.kind as usize) {
                    *k += f.any;
                }
            }
        }
        self.match_words(candidates, firsts);
        self.mean = sum / firsts.len().max(1) as f32;
        self.title = if titles == 0 { -1.0 } else { in_title / titles as f32 };
    }
}

impl Whole {
    /// Finds the candidates that share a word.
    fn match_words(&mut self, candidates: &[Candidate], firsts: &[First]) {
        let lemma = |i: u32| candidates[i as usize].proposals[0].reading.lemma;
        self.order.clear();
        self.order.extend(0..candidates.len() as u32);
        self.order.sort_by_key(|i| (lemma(*i), *i));
        self.same.clear();
        self.same.resize(candidates.len(), Same::default());
        for of_word in self.order.chunk_by(|a, b| lemma(*a) == lemma(*b)) {
            let mut seen = (0f32, 0u32);
            let mut last = None;
            for i in of_word {
                let x = &mut self.same[*i as usize];
                (x.earlier, x.last) = (seen, last);
                seen = (seen.0.max(firsts[*i as usize].any), seen.1 + 1);
                last = Some(*i);
            }
            seen = (0.0, 0);
            for i in of_word.iter().rev() {
                self.same[*i as usize].later = seen;
                seen = (seen.0.max(firsts[*i as usize].any), seen.1 + 1);
            }
        }
    }
}

/// The features of candidate `i`'s company that do not depend on the type proposed.
pub fn features(lex: &Lexicon, candidates: &[Candidate], firsts: &[First], i: usize, whole: &Whole, s: &mut impl Sink) {
    let (c, f) = (&candidates[i], &firsts[i]);
    let lemma = lex.lemmas[c.proposals[0].reading.lemma as usize].key;
    let own = f.level();
    let part = u64::from(c.proposals[0].part.0);
    feature!(s, "own", own);
    feature!(s, "own part", own, part);
    feature!(s, "own lemma", own, lemma);
    feature!(s, "mean", own, (whole.mean * 10.0) as u64);
    feature!(s, "title", own, if whole.title < 0.0 { 9 } else { level(whole.title) });
    feature!(s, "mean part", (whole.mean * 10.0) as u64, part);
    let in_sentence = |j: Option<usize>| j.filter(|&j| candidates.get(j).is_some_and(|o| o.sentence == c.sentence));
    let seen = |j: Option<usize>| in_sentence(j).map_or((9, 99), |j| (firsts[j].level(), u64::from(firsts[j].kind)));
    let (before, after) = (seen(i.checked_sub(1)), seen(Some(i + 1)));
    let (before2, after2) = (seen(i.checked_sub(2)), seen(Some(i + 2)));
    let gap = |j: Option<usize>| in_sentence(j).map_or(9, |j| step(candidates[j].token.abs_diff(c.token) as usize));
    let (gap_before, gap_after) = (gap(i.checked_sub(1)), gap(Some(i + 1)));
    feature!(s, "before", before.0, gap_before, own);
    feature!(s, "after", after.0, gap_after, own);
    feature!(s, "before kind", before.0.min(3), before.1, own);
    feature!(s, "after kind", after.0.min(3), after.1, own);
    feature!(s, "before kind part", before.0 / 2, before.1, part);
    feature!(s, "after kind part", after.0 / 2, after.1, part);
    feature!(s, "before kind lemma", before.0 / 3, before.1, lemma);
    feature!(s, "after kind lemma", after.0 / 3, after.1, lemma);
    feature!(s, "both", (before.0 / 2) | ((after.0 / 2) << 4), own, part);
    feature!(s, "before2", before2.0 / 2, before2.1, part);
    feature!(s, "after2", after2.0 / 2, after2.1, part);
    // the same word elsewhere
    let Same { earlier, later, .. } = whole.same[i];
    let side = |x: (f32, u32)| if x.1 == 0 { 9 } else { level(x.0) };
    feature!(s, "same earlier", side(earlier), own, part);
    feature!(s, "same later", side(later), own, part);
    feature!(s, "same count", u64::from(earlier.1.min(3)), u64::from(later.1.min(3)), part);
}

/// The features of one proposal in this company.
pub fn proposal_features(lex: &Lexicon, candidates: &[Candidate], firsts: &[First], i: usize, kind: u8, whole: &Whole, s: &mut impl Sink) {
    let (c, f) = (&candidates[i], &firsts[i]);
    let family = lex.ontology.types[kind as usize].family_hash;
    let own = f.level();
    let part = u64::from(c.proposals[0].part.0);
    let mine = if f.any > 0.3 && f.kind == kind { f.any } else { 0.0 };
    let share = |sum: f32| match sum {
        x if x < 0.3 => 0u64,
        x if x < 1.0 => 1,
        x if x < 2.0 => 2,
        x if x < 4.0 => 3,
        _ => 4,
    };
    feature!(s, "kind in document", share(whole.kinds[kind as usize] - mine), own);
    feature!(s, "kind in document part", share(whole.kinds[kind as usize] - mine), part);
    feature!(s, "kind in title", share(whole.title_kinds[kind as usize]), own);
    let of_family: f32 = whole.kinds.iter().zip(&lex.ontology.types).filter(|(_, t)| t.family_hash == family).map(|(k, _)| *k).sum();
    feature!(s, "family in document", share(of_family - mine), own);
    let near = |j: Option<usize>| {
        j.filter(|&j| candidates.get(j).is_some_and(|o| o.sentence == c.sentence)).map_or(0u64, |j| {
            let same =
                if firsts[j].kind == kind { 2 } else { u64::from(lex.ontology.types[firsts[j].kind as usize].family_hash == family) };
            1 + same + 3 * (firsts[j].level() / 2)
        })
    };
    let (before, after) = (near(i.checked_sub(1)), near(Some(i + 1)));
    feature!(s, "same kind before", before, part);
    feature!(s, "same kind after", after, part);
    feature!(s, "same kind around", before, after);
    // the same word earlier in the document, read as this
    let earlier = whole.same[i].last.map_or(9, |j| {
        let f = &firsts[j as usize];
        u64::from(f.kind == kind) | (f.level() / 2) << 1
    });
    feature!(s, "same word as this", earlier, own);
    // other claims of the sentence with this type
    let twin = |j: &usize| candidates[*j].sentence == c.sentence;
    let beside = (0..i).rev().take_while(twin).chain((i + 1..candidates.len()).take_while(twin));
    let twins = beside.filter(|&j| firsts[j].kind == kind && firsts[j].any > 0.42).count();
    feature!(s, "twins", twins.min(3), part, own);
    feature!(s, "first kind", u64::from(f.kind == kind), own, family);
}
