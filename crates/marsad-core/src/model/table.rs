//! Weight tables and the collectors of features.

/// Takes features one by one.
pub trait Sink {
    /// A feature: its template's name and hash, and its values.
    fn add(&mut self, name: &'static str, template: u64, values: [u64; 3]);
}

/// Collects hashes only: what the hot path uses.
#[derive(Debug, Clone, Default)]
pub struct Features(pub Vec<u32>);

const K: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(template: u64, v: [u64; 3]) -> u32 {
    let mut h = template;
    h = (h ^ v[0].wrapping_mul(K)).wrapping_mul(0xD6E8_FEB8_6659_FD93).rotate_left(31);
    h = (h ^ v[1].wrapping_mul(K)).wrapping_mul(0xA076_1D64_78BD_642F).rotate_left(29);
    h = (h ^ v[2].wrapping_mul(K)).wrapping_mul(K);
    (h ^ (h >> 32)) as u32
}

impl Sink for Features {
    fn add(&mut self, _: &'static str, template: u64, values: [u64; 3]) {
        self.0.push(mix(template, values));
    }
}

/// Collects names too: for `explain`.
#[derive(Debug, Clone, Default)]
pub struct Named(pub Vec<(&'static str, [u64; 3], u32)>);

impl Sink for Named {
    fn add(&mut self, name: &'static str, template: u64, values: [u64; 3]) {
        self.0.push((name, values, mix(template, values)));
    }
}

/// Weights of one model.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Classes in a row.
    pub classes: usize,
    bits: u32,
    scale: f32,
    weights: Vec<i8>,
    /// A constant for each class.
    pub bias: Vec<f32>,
}

impl Table {
    /// From trained weights: `weights[row * classes + class]`, with 2^bits rows.
    #[must_use]
    pub fn from_weights(classes: usize, bits: u32, weights: &[f32], bias: &[f32]) -> Self {
        let largest = weights.iter().fold(0f32, |m, w| m.max(w.abs())).max(1e-6);
        let scale = largest / 127.0;
        Self {
            classes,
            bits,
            scale,
            weights: weights.iter().map(|w| (w / scale).round().clamp(-127.0, 127.0) as i8).collect(),
            bias: bias.to_vec(),
        }
    }

    /// Whether there are no weights: the coder then works on frames alone.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    /// The row of a feature for a variant (0 for none): variants share features between types and families.
    #[must_use]
    pub const fn row(&self, feature: u32, variant: u32) -> usize {
        row(self.bits, feature, variant)
    }

    /// Adds the scores of `features` into `out`, one a class.
    pub fn score(&self, features: &Features, out: &mut [f32]) {
        if self.weights.is_empty() {
            return;
        }
        let mut sums = [0i32; 16];
        match self.classes {
            1 => self.add_rows::<1>(features, &mut sums),
            4 => self.add_rows::<4>(features, &mut sums),
            8 => self.add_rows::<8>(features, &mut sums),
            14 => self.add_rows::<14>(features, &mut sums),
            n => {
                for f in &features.0 {
                    let at = self.row(*f, 0) * n;
                    for (s, w) in sums.iter_mut().zip(&self.weights[at..at + n]) {
                        *s += i32::from(*w);
                    }
                }
            }
        }
        for (c, o) in out.iter_mut().enumerate().take(self.classes) {
            *o += sums[c] as f32 * self.scale + self.bias[c];
        }
    }

    /// Adds up rows of a length known to the compiler, which then needs no inner loop.
    fn add_rows<const N: usize>(&self, features: &Features, sums: &mut [i32; 16]) {
        let (rows, _) = self.weights.as_chunks::<N>();
        for f in &features.0 {
            for (s, w) in sums.iter_mut().zip(&rows[self.row(*f, 0)]) {
                *s += i32::from(*w);
            }
        }
    }

    /// The sum of the weights of `features` under a variant, for tables of one class; see [`Table::scaled`].
    #[must_use]
    pub fn sum(&self, features: &Features, variant: u32) -> i32 {
        if self.weights.is_empty() {
            return 0;
        }
        features.0.iter().map(|f| i32::from(self.weights[self.row(*f, variant)])).sum()
    }

    /// The score that a sum of weights stands for.
    #[must_use]
    pub fn scaled(&self, sum: i32) -> f32 {
        if self.weights.is_empty() { 0.0 } else { sum as f32 * self.scale + self.bias[0] }
    }

    /// One weight, for `explain`.
    #[must_use]
    pub fn weight(&self, feature: u32, variant: u32, class: usize) -> f32 {
        self.weights.get(self.row(feature, variant) * self.classes + class).map_or(0.0, |w| f32::from(*w) * self.scale)
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend((self.classes as u32).to_le_bytes());
        out.extend(self.bits.to_le_bytes());
        out.extend(self.scale.to_le_bytes());
        out.extend((self.weights.len() as u32).to_le_bytes());
        for b in self.bias.iter().chain(std::iter::repeat_n(&0.0, self.classes.saturating_sub(self.bias.len()))) {
            out.extend(b.to_le_bytes());
        }
        // runs of zeros are written as a zero and their length, so that the file holds what was learnt
        let mut i = 0;
        while i < self.weights.len() {
            if self.weights[i] == 0 {
                let run = self.weights[i..].iter().take(255).take_while(|w| **w == 0).count();
                out.extend([0, run as u8]);
                i += run;
            } else {
                out.push(self.weights[i] as u8);
                i += 1;
            }
        }
    }

    pub(super) fn read(rest: &mut &[u8]) -> Result<Self, String> {
        let classes = take_u32(rest)? as usize;
        let bits = take_u32(rest)?;
        let scale = take_f32(rest)?;
        let n = take_u32(rest)? as usize;
        if classes > 16 || bits > 24 || (n != 0 && n != classes << bits) {
            return Err("the model file is damaged".into());
        }
        let bias = (0..classes).map(|_| take_f32(rest)).collect::<Result<_, _>>()?;
        let mut weights = Vec::with_capacity(n);
        while weights.len() < n {
            let (b, tail) = rest.split_first().ok_or("the model file is cut short")?;
            *rest = tail;
            if *b == 0 {
                let (run, tail) = rest.split_first().ok_or("the model file is cut short")?;
                *rest = tail;
                weights.resize((weights.len() + (*run).max(1) as usize).min(n), 0);
            } else {
                weights.push(*b as i8);
            }
        }
        Ok(Self { classes, bits, scale, weights, bias })
    }
}

/// The row of a feature under a variant, below 64, in a table of 2^bits rows: all variants of a feature lie in one
/// block of 64 rows, so that in a table of one class they share a line of the processor's cache.
#[must_use]
pub const fn row(bits: u32, feature: u32, variant: u32) -> usize {
    let h = feature.wrapping_mul(0x9E37_79B1);
    (h >> (32 - bits)) as usize ^ (variant & 63) as usize
}

pub(super) fn take_u32(rest: &mut &[u8]) -> Result<u32, String> {
    let (head, tail) = rest.split_first_chunk::<4>().ok_or("the model file is cut short")?;
    *rest = tail;
    Ok(u32::from_le_bytes(*head))
}

pub(super) fn take_f32(rest: &mut &[u8]) -> Result<f32, String> {
    take_u32(rest).map(f32::from_bits)
}
