//! The linear models that dispose of what frames propose.
//!
//! A model maps sparse features, given as 64-bit hashes, to a score a class. Weights are bytes with one scale,
//! in a table addressed by hash; training (`cargo xtask train`) writes the file that [`Models::parse`] reads.

mod table;
pub mod train;

pub use table::{Features, Named, Sink, Table};

/// Hash of a feature template's name, at compile time.
#[must_use]
pub const fn template(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let mut h = 0xcbf2_9ce4_8422_2325u64;
    let mut i = 0;
    while i < bytes.len() {
        h = (h ^ bytes[i] as u64).wrapping_mul(0x0100_0000_01b3);
        i += 1;
    }
    h
}

/// Adds a feature: template name and up to three values.
#[macro_export]
macro_rules! feature {
    ($sink:expr, $name:literal) => {
        $crate::feature!($sink, $name, 0u64, 0u64, 0u64)
    };
    ($sink:expr, $name:literal, $a:expr) => {
        $crate::feature!($sink, $name, $a, 0u64, 0u64)
    };
    ($sink:expr, $name:literal, $a:expr, $b:expr) => {
        $crate::feature!($sink, $name, $a, $b, 0u64)
    };
    ($sink:expr, $name:literal, $a:expr, $b:expr, $c:expr) => {{
        const T: u64 = $crate::model::template($name);
        $sink.add($name, T, [$a as u64, $b as u64, $c as u64]);
    }};
}

/// All models of a language.
#[derive(Debug, Clone, Default)]
pub struct Models {
    /// Is a word a trigger, and of which type? One score a (feature, type).
    pub trigger: Table,
    /// What its company adds to a trigger's score: as `trigger`.
    pub context: Table,
    /// Does a noun phrase go on? One class.
    pub border: Table,
    /// Which role has a phrase in a claim? Eight classes: none and the seven roles.
    pub role: Table,
    /// Does a cue's source belong to a claim's chain? One class.
    pub source: Table,
    /// Status: four classes.
    pub status: Table,
    /// Does a time belong to a claim? One class.
    pub time: Table,
    /// Does a number belong to a claim, and what does it count? 14 classes.
    pub figure: Table,
    /// Is a claim an event of its own to be coded? One class.
    pub event: Table,
    /// (score, share right) of claims in cross-validation, rising.
    pub calibration: Vec<(f32, f32)>,
}

const MAGIC: &[u8; 8] = b"marsadm3";

impl Models {
    /// The tables with their names, in file order.
    #[must_use]
    pub fn tables(&self) -> [(&'static str, &Table); 9] {
        [
            ("trigger", &self.trigger),
            ("context", &self.context),
            ("border", &self.border),
            ("role", &self.role),
            ("source", &self.source),
            ("status", &self.status),
            ("time", &self.time),
            ("figure", &self.figure),
            ("event", &self.event),
        ]
    }

    /// Writes the file's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        for (_, t) in self.tables() {
            t.write(&mut out);
        }
        out.extend((self.calibration.len() as u32).to_le_bytes());
        for (s, r) in &self.calibration {
            out.extend(s.to_le_bytes());
            out.extend(r.to_le_bytes());
        }
        out
    }

    /// Reads what [`Models::to_bytes`] wrote.
    ///
    /// # Errors
    /// If it is no such file, or cut short.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let mut rest =
            bytes.strip_prefix(MAGIC.as_slice()).ok_or("not a model file of this version: train it again with cargo xtask train")?;
        let mut m = Self::default();
        for t in [
            &mut m.trigger,
            &mut m.context,
            &mut m.border,
            &mut m.role,
            &mut m.source,
            &mut m.status,
            &mut m.time,
            &mut m.figure,
            &mut m.event,
        ] {
            *t = Table::read(&mut rest)?;
        }
        let n = table::take_u32(&mut rest)? as usize;
        for _ in 0..n {
            m.calibration.push((table::take_f32(&mut rest)?, table::take_f32(&mut rest)?));
        }
        Ok(m)
    }

    /// The share of claims of this score that are right, by the calibration; the score itself without one.
    #[must_use]
    pub fn confidence(&self, score: f32) -> f32 {
        let c = &self.calibration;
        let Some(last) = c.last() else { return score };
        let Some(i) = c.iter().position(|(s, _)| *s >= score) else { return last.1 };
        if i == 0 {
            return c[0].1;
        }
        let ((s0, r0), (s1, r1)) = (c[i - 1], c[i]);
        if s1 <= s0 { r1 } else { r0 + (r1 - r0) * (score - s0) / (s1 - s0) }
    }
}

/// One over one plus e to the minus x.
#[must_use]
pub fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}
