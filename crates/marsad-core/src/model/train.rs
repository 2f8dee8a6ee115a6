//! Training: softmax regression by AdaGrad, in a fixed order of examples.

use super::table::{Table, row};

/// An example of a model with a row of classes: its features and the right class.
#[derive(Debug, Clone)]
pub struct Example {
    /// Feature hashes.
    pub features: Vec<u32>,
    /// The right class.
    pub class: usize,
    /// How much it counts.
    pub weight: f32,
}

/// An example of a choice among variants or none of them.
#[derive(Debug, Clone)]
pub struct Choice {
    /// For each option its features and variants.
    pub options: Vec<(Vec<u32>, [u32; 3])>,
    /// For each option a score that is given; empty for none.
    pub given: Vec<f32>,
    /// The right option; `None` for none of them.
    pub right: Option<usize>,
}

/// How to train.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Rows are 2 to this power.
    pub bits: u32,
    /// Times through the examples.
    pub epochs: usize,
    /// Step size.
    pub rate: f32,
    /// L2 penalty an example.
    pub l2: f32,
    /// Features seen less often than this are left out.
    pub least: u8,
}

impl Default for Settings {
    fn default() -> Self {
        Self { bits: 17, epochs: 12, rate: 0.15, l2: 2e-5, least: 2 }
    }
}

/// A fixed sequence of pseudo-random numbers (xorshift), so that training gives the same weights each time.
struct Order(u64);

impl Order {
    fn shuffle(&mut self, n: usize) -> Vec<usize> {
        let mut v: Vec<usize> = (0..n).collect();
        for i in (1..n).rev() {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            v.swap(i, (self.0 % (i as u64 + 1)) as usize);
        }
        v
    }
}

struct Weights {
    w: Vec<f32>,
    g: Vec<f32>,
    sum: Vec<f32>,
}

impl Weights {
    fn new(n: usize) -> Self {
        Self { w: vec![0.0; n], g: vec![1e-6; n], sum: vec![0.0; n] }
    }
    fn step(&mut self, at: usize, gradient: f32, s: &Settings) {
        let g = gradient + s.l2 * self.w[at];
        self.g[at] += g * g;
        self.w[at] -= s.rate * g / self.g[at].sqrt();
    }
    fn average(mut self, epochs: usize) -> Vec<f32> {
        for (s, w) in self.sum.iter_mut().zip(&self.w) {
            *s /= epochs as f32;
            if w.abs() < 1e-4 && s.abs() < 1e-4 {
                *s = 0.0;
            }
        }
        self.sum
    }
    fn keep(&mut self) {
        for (s, w) in self.sum.iter_mut().zip(&self.w) {
            *s += w;
        }
    }
}

fn counts(bits: u32, features: impl Iterator<Item = (u32, u32)>) -> Vec<u8> {
    let mut n = vec![0u8; 1 << bits];
    for (f, v) in features {
        let at = row(bits, f, v);
        n[at] = n[at].saturating_add(1);
    }
    n
}

/// Trains a model with a row of classes.
#[must_use]
pub fn rows(classes: usize, examples: &[Example], s: Settings) -> Table {
    let seen = counts(s.bits, examples.iter().flat_map(|e| e.features.iter().map(|f| (*f, 0))));
    let mut w = Weights::new(classes << s.bits);
    let mut bias = Weights::new(classes);
    let mut order = Order(88_172_645_463_325_252);
    let mut scores = vec![0f32; classes];
    let kept = s.epochs.div_ceil(2);
    for epoch in 0..s.epochs {
        for i in order.shuffle(examples.len()) {
            let e = &examples[i];
            scores.copy_from_slice(&bias.w);
            for f in &e.features {
                let at = row(s.bits, *f, 0);
                if seen[at] >= s.least {
                    for (c, x) in scores.iter_mut().enumerate() {
                        *x += w.w[at * classes + c];
                    }
                }
            }
            if classes == 1 {
                let g = (super::logistic(scores[0]) - e.class as f32) * e.weight;
                for f in &e.features {
                    let at = row(s.bits, *f, 0);
                    if seen[at] >= s.least {
                        w.step(at, g, &s);
                    }
                }
                bias.step(0, g, &s);
                continue;
            }
            softmax(&mut scores);
            scores[e.class] -= 1.0;
            for (c, g) in scores.iter().enumerate() {
                let g = g * e.weight;
                if g.abs() < 1e-4 {
                    continue;
                }
                for f in &e.features {
                    let at = row(s.bits, *f, 0);
                    if seen[at] >= s.least {
                        w.step(at * classes + c, g, &s);
                    }
                }
                bias.step(c, g, &s);
            }
        }
        if epoch >= s.epochs - kept {
            w.keep();
            bias.keep();
        }
    }
    Table::from_weights(classes, s.bits, &w.average(kept), &bias.average(kept))
}

/// Trains a model that chooses one of several options, or none (whose score is 0).
#[must_use]
pub fn choices(examples: &[&Choice], s: Settings) -> Table {
    let seen = counts(
        s.bits,
        examples.iter().flat_map(|e| e.options.iter().flat_map(|(f, v)| f.iter().flat_map(move |f| v.iter().map(move |v| (*f, *v))))),
    );
    let mut w = Weights::new(1 << s.bits);
    let mut bias = Weights::new(1);
    let mut order = Order(88_172_645_463_325_252);
    let kept = s.epochs.div_ceil(2);
    for epoch in 0..s.epochs {
        for i in order.shuffle(examples.len()) {
            let e = &examples[i];
            let mut scores = vec![0f32];
            for (k, (features, variants)) in e.options.iter().enumerate() {
                let mut x = bias.w[0] + e.given.get(k).copied().unwrap_or(0.0);
                for f in features {
                    for v in variants {
                        let at = row(s.bits, *f, *v);
                        if seen[at] >= s.least {
                            x += w.w[at];
                        }
                    }
                }
                scores.push(x);
            }
            softmax(&mut scores);
            scores[e.right.map_or(0, |r| r + 1)] -= 1.0;
            for ((features, variants), g) in e.options.iter().zip(&scores[1..]) {
                if g.abs() < 1e-4 {
                    continue;
                }
                for f in features {
                    for v in variants {
                        let at = row(s.bits, *f, *v);
                        if seen[at] >= s.least {
                            w.step(at, *g, &s);
                        }
                    }
                }
                bias.step(0, *g, &s);
            }
        }
        if epoch >= s.epochs - kept {
            w.keep();
            bias.keep();
        }
    }
    Table::from_weights(1, s.bits, &w.average(kept), &bias.average(kept))
}

/// Turns scores into probabilities.
pub fn softmax(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for s in scores.iter_mut() {
        *s = (*s - most).exp();
        sum += *s;
    }
    for s in scores.iter_mut() {
        *s /= sum;
    }
}

#[cfg(test)]
mod tests {
    use super::{Choice, Example, Settings, choices, rows};
    use crate::model::Features;

    #[test]
    fn learns_what_can_be_learnt() {
        let examples: Vec<Example> =
            (0..200u32).map(|i| Example { features: vec![i % 3 + 1, 100 + i % 7], class: (i % 3) as usize, weight: 1.0 }).collect();
        let t = rows(3, &examples, Settings { bits: 10, ..Settings::default() });
        for c in 0..3u32 {
            let mut out = [0f32; 3];
            t.score(&Features(vec![c + 1]), &mut out);
            let best = (0..3).max_by(|a, b| out[*a].total_cmp(&out[*b]));
            assert_eq!(best, Some(c as usize));
        }
        let examples: Vec<Choice> = (0..100u32)
            .map(|i| Choice { options: vec![(vec![i % 2 + 1], [1, 0, 9])], given: Vec::new(), right: (i % 2 == 0).then_some(0) })
            .collect();
        let t = choices(&examples.iter().collect::<Vec<_>>(), Settings { bits: 10, ..Settings::default() });
        assert!(t.sum(&Features(vec![1]), 1) > 0);
        assert!(t.sum(&Features(vec![2]), 1) < 0);
    }

    #[test]
    fn a_table_survives_its_file() {
        let t = rows(
            2,
            &[Example { features: vec![7], class: 1, weight: 1.0 }, Example { features: vec![7], class: 1, weight: 1.0 }],
            Settings { bits: 8, ..Settings::default() },
        );
        let mut bytes = Vec::new();
        t.write(&mut bytes);
        let back = crate::model::Table::read(&mut bytes.as_slice()).unwrap_or_default();
        let (mut a, mut b) = ([0f32; 2], [0f32; 2]);
        t.score(&Features(vec![7]), &mut a);
        back.score(&Features(vec![7]), &mut b);
        assert_eq!(a, b);
    }
}
