//! `cargo xtask synth N REPORTS.jsonl > many.jsonl`: makes a large set of reports out of a small one, to measure an
//! archive.
//!
//! Each report is put together of sentences of several reports, with other numbers, places and given names; one in
//! twenty is a cut, shuffled and re-titled copy of the one before it. The same input gives the same output, and the
//! first reports of a longer run are those of a shorter one.

use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

type Failure = Box<dyn std::error::Error>;

/// One report in so many is a copy of the one before it.
const COPIES: usize = 20;

/// Numbers that look like chance and are the same every time (xorshift).
struct Chance(u64);

impl Chance {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below.max(1)
    }
    fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.next(i + 1));
        }
    }
}

/// Words that stand for one another: names of towns, given names.
struct Kin {
    words: Vec<String>,
    number: HashMap<String, usize>,
}

impl Kin {
    fn new(words: Vec<String>) -> Self {
        let number = words.iter().enumerate().map(|(i, w)| (w.clone(), i)).collect();
        Self { words, number }
    }
    /// Another word of the kind, always the same for one `turn`.
    fn other(&self, word: &str, turn: usize) -> Option<&str> {
        let i = self.number.get(word)?;
        self.words.get((i + turn) % self.words.len()).map(String::as_str)
    }
}

/// Names of one word of the larger towns of the gazetteer, and the given names of the lexicon.
fn names(data: &Path) -> Result<(Kin, Kin), Failure> {
    let mut towns = Vec::new();
    for line in std::fs::read_to_string(data.join("gazetteer/places.tsv"))?.lines().filter(|l| !l.starts_with('#')).skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let (Some(ar), Some(population)) = (columns.get(1), columns.get(8).and_then(|p| p.parse::<u64>().ok())) else { continue };
        let name = ar.split('|').next().unwrap_or_default();
        if population > 60_000 && !name.contains(' ') && name.chars().count() > 2 {
            towns.push(name.to_owned());
        }
    }
    towns.sort();
    towns.dedup();
    let file: toml::Value = toml::from_str(&std::fs::read_to_string(data.join("lexicon/ar/names.toml"))?)?;
    let given = file.get("given").and_then(toml::Value::as_array).into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned));
    Ok((Kin::new(towns), Kin::new(given.filter(|n| n.chars().count() > 2).collect())))
}

/// A sentence with other numbers, places and names.
fn altered(sentence: &str, towns: &Kin, given: &Kin, turn: usize, chance: &mut Chance) -> String {
    let mut out = String::with_capacity(sentence.len() + 16);
    for part in sentence.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = part.trim_end_matches(|c: char| !c.is_alphanumeric());
        let tail = &part[word.len()..];
        match towns.other(word, turn).or_else(|| given.other(word, turn)) {
            Some(other) => out.push_str(other),
            None => {
                out.extend(word.chars().map(|c| if c.is_ascii_digit() && c != '0' { char::from(b'1' + chance.next(9) as u8) } else { c }))
            }
        }
        out.push_str(tail);
    }
    out
}

/// Runs the task.
pub fn run(arguments: &[String]) -> Result<(), Failure> {
    let [count, file] = arguments else { return Err("usage: cargo xtask synth N REPORTS.jsonl (- for standard input)".into()) };
    let count: usize = count.parse()?;
    let (towns, given) = names(Path::new("data"))?;
    let reader: Box<dyn BufRead> =
        if file == "-" { Box::new(std::io::stdin().lock()) } else { Box::new(BufReader::new(std::fs::File::open(file)?)) };
    let mut reports: Vec<(String, String, Vec<String>)> = Vec::new();
    for line in reader.lines() {
        let v: Value = serde_json::from_str(&line?)?;
        let text = |k: &str| v[k].as_str().unwrap_or_default().to_owned();
        let body = text("text");
        let sentences: Vec<String> = body.split_inclusive(['.', '\n']).map(str::to_owned).filter(|s| s.chars().count() > 20).collect();
        if !sentences.is_empty() {
            reports.push((text("title"), text("source"), sentences));
        }
    }
    if reports.is_empty() {
        return Err("no report with a sentence in it".into());
    }
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut last: Option<(Vec<String>, String)> = None;
    for n in 0..count {
        let base = chance.next(reports.len());
        let source = &reports[base].1;
        let (title, body) = match last.take() {
            Some((mut body, title)) if n % COPIES == COPIES - 1 => {
                let from = chance.next(body.len() / 4 + 1);
                let to = body.len() - chance.next(body.len() / 4 + 1);
                body = body[from..to.max(from + 1).min(body.len())].to_vec();
                chance.shuffle(&mut body);
                (format!("{title} ({})", chance.next(1000)), body)
            }
            _ => {
                let turn = 1 + chance.next(97);
                let wanted = reports[base].2.len().clamp(3, 14);
                let mut body = Vec::with_capacity(wanted);
                let mut from = base;
                while body.len() < wanted {
                    let of = &reports[from].2;
                    let start = chance.next(of.len());
                    let end = (start + 1 + chance.next(3)).min(of.len());
                    for s in &of[start..end] {
                        body.push(altered(s, &towns, &given, turn, &mut chance));
                    }
                    from = chance.next(reports.len());
                }
                chance.shuffle(&mut body);
                let title = reports[chance.next(reports.len())].0.clone();
                (altered(&title, &towns, &given, turn, &mut chance), body)
            }
        };
        let (year, month, day) = (2012 + chance.next(12), 1 + chance.next(12), 1 + chance.next(28));
        let r = json!({"id": format!("s{n}"), "title": title, "published": format!("{year}-{month:02}-{day:02}T08:00:00Z"), "source": source, "url": format!("https://reports.example/{n}"), "text": body.concat()});
        writeln!(out, "{r}")?;
        last = Some((body, title));
    }
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    use super::{Chance, Kin, altered};

    #[test]
    fn names_and_numbers_change_and_the_rest_stays() {
        let towns = Kin::new(["حلب", "درعا", "عدن"].map(str::to_owned).to_vec());
        let given = Kin::new(["سامي", "ماجد"].map(str::to_owned).to_vec());
        let make = || altered("قال سامي إن 5 قتلوا في حلب، و30 أصيبوا.", &towns, &given, 1, &mut Chance(7));
        let out = make();
        assert!(out.starts_with("قال ماجد إن ") && out.contains(" قتلوا في درعا، و") && out.ends_with("0 أصيبوا."), "{out}");
        assert_eq!(out, make(), "the same every time");
    }
}
