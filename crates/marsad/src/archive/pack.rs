//! Compression of what the archive holds: zstd, for short texts with a dictionary trained on the archive's
//! own first thousand reports and kept in it.

use super::Error;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::sync::Arc;
use zstd::bulk::{Compressor, Decompressor};

/// Compression level: with a dictionary the third level saves eight per cent of the bytes for twice the time.
const LEVEL: i32 = 1;
/// A dictionary's bytes.
pub const DICTIONARY: usize = 64 << 10;
/// Largest thing that is unpacked: no stored blob is larger, a forged one may be.
const LARGEST: usize = 512 << 20;

/// What a dictionary is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(usize)]
pub enum Kind {
    /// Heads, texts and raw JSON lines.
    Text = 0,
    /// Claims and entities.
    Claims = 1,
}

/// One dictionary.
struct Dictionary {
    bytes: Vec<u8>,
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dictionary")
    }
}

/// The dictionaries of an archive by number. Number 0 is none.
#[derive(Debug, Clone, Default)]
pub struct Dictionaries {
    all: HashMap<u8, Arc<Dictionary>>,
    newest: [u8; 2],
}

impl Dictionaries {
    /// Adds one and uses it for what is packed from now on.
    pub fn add(&mut self, number: u8, kind: Kind, bytes: &[u8]) {
        let d = Dictionary { bytes: bytes.to_vec() };
        self.all.insert(number, Arc::new(d));
        self.newest[kind as usize] = number;
    }

    /// The number of the dictionary in use for a kind, 0 for none.
    #[must_use]
    pub const fn newest(&self, kind: Kind) -> u8 {
        self.newest[kind as usize]
    }

    /// Whether a dictionary is known.
    #[must_use]
    pub fn knows(&self, number: u8) -> bool {
        number == 0 || self.all.contains_key(&number)
    }

    /// What [`Packer::pack`] packed. `reuse` keeps its buffers from one call to the next.
    ///
    /// # Errors
    /// If the bytes are damaged.
    pub fn unpack(&self, reuse: &mut Unpacker, blob: &[u8]) -> Result<Vec<u8>, Error> {
        let damaged = |what: &str| Error::Damaged(format!("a packed value {what}"));
        let (&number, rest) = blob.split_first().ok_or_else(|| damaged("is empty"))?;
        let (mut n, mut at) = (0u64, 0);
        loop {
            let b = *rest.get(at).ok_or_else(|| damaged("is cut off"))?;
            n |= u64::from(b & 127) << (7 * at);
            at += 1;
            if b < 128 {
                break;
            }
            if at > 8 {
                return Err(damaged("has no length"));
            }
        }
        let size = usize::try_from(n).ok().filter(|n| *n <= LARGEST).ok_or_else(|| damaged("is too large"))?;
        let frame = &rest[at..];
        if number != 0 && !self.all.contains_key(&number) {
            return Err(damaged("names a dictionary that is missing"));
        }
        let io = |e: std::io::Error| damaged(&format!("cannot be unpacked: {e}"));
        let decompressor = match reuse.0.entry(number) {
            Entry::Occupied(e) => e.into_mut(),
            Entry::Vacant(e) => {
                let bytes = self.all.get(&number).map_or(&[][..], |d| &d.bytes);
                e.insert(if bytes.is_empty() { Decompressor::new() } else { Decompressor::with_dictionary(bytes) }.map_err(io)?)
            }
        };
        let out = decompressor.decompress(frame, size).map_err(io)?;
        if out.len() == size { Ok(out) } else { Err(damaged("has another length than it says")) }
    }
}

/// Buffers for unpacking.
#[derive(Default)]
pub struct Unpacker(HashMap<u8, Decompressor<'static>>);

impl fmt::Debug for Unpacker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unpacker")
    }
}

/// Packs with the newest dictionaries; keeps its buffers from one call to the next. One a thread.
#[derive(Default)]
pub struct Packer {
    /// For each kind the compressor and the number of its dictionary.
    with: [Option<(u8, Compressor<'static>)>; 2],
    plain: Option<Compressor<'static>>,
}

impl fmt::Debug for Packer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Packer")
    }
}

impl Packer {
    /// Packs bytes: the dictionary's number, the length, a zstd frame.
    ///
    /// # Errors
    /// If zstd fails, which means that memory ran out.
    pub fn pack(&mut self, dictionaries: &Dictionaries, kind: Kind, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        let doing = || Error::io("compressing");
        // a dictionary helps short things only
        let number = if bytes.len() < 64 << 10 { dictionaries.newest(kind) } else { 0 };
        let compressor = match dictionaries.all.get(&number) {
            Some(d) => {
                let slot = &mut self.with[kind as usize];
                if slot.as_ref().is_none_or(|(n, _)| *n != number) {
                    *slot = Some((number, Compressor::with_dictionary(LEVEL, &d.bytes).map_err(doing())?));
                }
                slot.as_mut().map(|(_, c)| c)
            }
            None => {
                if self.plain.is_none() {
                    self.plain = Some(Compressor::new(LEVEL).map_err(doing())?);
                }
                self.plain.as_mut()
            }
        };
        let frame = compressor.map_or_else(|| zstd::bulk::compress(bytes, LEVEL), |c| c.compress(bytes)).map_err(doing())?;
        let mut out = Vec::with_capacity(frame.len() + 6);
        out.push(number);
        let mut n = bytes.len() as u64;
        while n >= 128 {
            out.push(n as u8 | 128);
            n >>= 7;
        }
        out.push(n as u8);
        out.extend_from_slice(&frame);
        Ok(out)
    }
}

/// Trains a dictionary; `None` if the samples are too few or too alike.
#[must_use]
pub fn train(samples: &[Vec<u8>]) -> Option<Vec<u8>> {
    zstd::dict::from_samples(samples, DICTIONARY).ok()
}

/// Claims and entities without what the text gives back: the words of spans and the document's own fields.
#[must_use]
pub fn strip(mut coded: Value) -> Value {
    let mut out = Map::new();
    for k in ["claims", "entities"] {
        let mut v = coded.get_mut(k).map_or(Value::Null, Value::take);
        strip_words(&mut v);
        out.insert(k.into(), v);
    }
    out.into()
}

fn strip_words(v: &mut Value) {
    match v {
        Value::Array(a) => a.iter_mut().for_each(strip_words),
        Value::Object(m) => {
            if m.contains_key("start") && m.contains_key("end") {
                m.shift_remove("text");
            }
            m.values_mut().for_each(strip_words);
        }
        _ => {}
    }
}

/// Puts the words of spans back from the text.
#[must_use]
pub fn restore(stripped: &Value, text: &str) -> Value {
    let mut at: Vec<u32> = text.char_indices().map(|(i, _)| i as u32).collect();
    at.push(text.len() as u32);
    restore_words(stripped, text, &at)
}

fn restore_words(v: &Value, text: &str, at: &[u32]) -> Value {
    match v {
        Value::Array(a) => a.iter().map(|v| restore_words(v, text, at)).collect(),
        Value::Object(m) => {
            let point = |k: &str| m.get(k).and_then(Value::as_u64).and_then(|n| at.get(n as usize)).map(|n| *n as usize);
            let words = point("start").zip(point("end")).and_then(|(a, b)| text.get(a..b));
            let mut out = Map::new();
            for (k, v) in m {
                if let ("start", Some(w)) = (k.as_str(), words) {
                    out.insert("text".into(), w.into());
                }
                out.insert(k.clone(), restore_words(v, text, at));
            }
            out.into()
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Dictionaries, Kind, Packer, Unpacker, restore, strip, train};
    use serde_json::json;

    #[test]
    fn what_is_packed_is_unpacked() {
        let mut d = Dictionaries::default();
        let text = "قصف الطيران أطراف المدينة".repeat(20);
        let (mut p, mut u) = (Packer::default(), Unpacker::default());
        let plain = p.pack(&d, Kind::Text, text.as_bytes()).expect("packed");
        assert_eq!(d.unpack(&mut u, &plain).expect("unpacked"), text.as_bytes());
        let samples: Vec<Vec<u8>> = (0..2000).map(|i| format!("تقرير {i} عن قصف المدينة رقم {}", i * 7).into_bytes()).collect();
        d.add(1, Kind::Text, &train(&samples).expect("a dictionary"));
        let with = p.pack(&d, Kind::Text, &samples[3]).expect("packed");
        assert_eq!(with[0], 1);
        assert_eq!(d.unpack(&mut u, &with).expect("unpacked"), samples[3]);
        assert_eq!(d.unpack(&mut u, &plain).expect("unpacked"), text.as_bytes());
        for bad in [&b""[..], &[1], &[9, 3, 1, 2], &[0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255], &[0, 3, 40, 181]] {
            assert!(d.unpack(&mut u, bad).is_err());
        }
    }

    #[test]
    fn words_of_spans_come_back() {
        let text = "قتل خمسة";
        let span = |a: usize, b: usize| json!({"text": text.chars().skip(a).take(b - a).collect::<String>(), "start": a, "end": b});
        for coded in [
            json!({"id": "x", "claims": [{"id": "1", "type": "t", "trigger": span(0, 3), "roles": [], "places": [], "figures": [], "money": [], "status": "s", "attribution": [], "rule": "r", "plover": [], "confidence": 0.5}], "entities": []}),
            json!({"claims": [{"id": "1", "type": "t", "trigger": span(0, 3), "roles": [{"role": "agent", "text": "خمسة", "start": 4, "end": 8}], "places": [], "time": {"text": "قتل", "start": 0, "end": 3, "from": null}, "figures": [], "money": [span(4, 8)], "status": "s", "attribution": [], "rule": "r", "plover": ["a"], "confidence": 0.5}], "entities": [span(4, 8)]}),
            json!({"claims": [{"id": "1", "type": "t", "trigger": span(0, 3), "roles": [], "places": [span(4, 8)], "figures": [span(4, 8)], "money": [], "status": "s", "attribution": [span(0, 3)], "rule": "r", "plover": [], "confidence": 0.5}], "entities": []}),
        ] {
            let back = restore(&strip(coded.clone()), text);
            assert_eq!(back["claims"].to_string(), coded["claims"].to_string());
        }
    }
}
