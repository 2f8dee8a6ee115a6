//! Makes a large set of reports out of a small one, to measure an archive:
//! `synthetic COUNT < reports.jsonl > many.jsonl`.
//!
//! Each report is put together of sentences of several reports, with other numbers; one in twenty is a cut and
//! re-titled copy of the one before it. The same input gives the same output.

use serde_json::{Value, json};
use std::io::{BufRead, BufWriter, Write};

struct Chance(u64);

impl Chance {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below.max(1)
    }
}

fn other_numbers(s: &str, chance: &mut Chance) -> String {
    s.chars().map(|c| if c.is_ascii_digit() && c != '0' { char::from(b'1' + chance.next(9) as u8) } else { c }).collect()
}

fn main() -> std::io::Result<()> {
    let count: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let reports: Vec<Value> = std::io::stdin().lock().lines().map_while(Result::ok).filter_map(|l| serde_json::from_str(&l).ok()).collect();
    let text = |v: &Value, k: &str| v[k].as_str().unwrap_or_default().to_owned();
    let sentences: Vec<Vec<String>> = reports
        .iter()
        .map(|r| text(r, "text").split_inclusive(['.', '\n']).map(str::to_owned).filter(|s| s.chars().count() > 20).collect())
        .collect();
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut last: Option<(Vec<String>, String)> = None;
    for n in 0..count {
        let base = chance.next(reports.len());
        let source = text(&reports[base], "source");
        let (title, body) = match last.take() {
            Some((body, title)) if n % 20 == 19 => {
                let from = chance.next(body.len() / 4 + 1);
                let to = body.len() - chance.next(body.len() / 4 + 1);
                (format!("{title} ({})", chance.next(1000)), body[from..to.max(from + 1).min(body.len())].to_vec())
            }
            _ => {
                let wanted = sentences[base].len().clamp(3, 14);
                let mut body = Vec::with_capacity(wanted);
                let mut from = base;
                while body.len() < wanted {
                    let of = &sentences[from];
                    if !of.is_empty() {
                        let start = chance.next(of.len());
                        body.extend(of[start..(start + 1 + chance.next(3)).min(of.len())].iter().map(|s| other_numbers(s, &mut chance)));
                    }
                    from = chance.next(sentences.len());
                }
                (text(&reports[chance.next(reports.len())], "title"), body)
            }
        };
        let (year, month, day) = (2012 + n * 12 / count.max(1), 1 + chance.next(12), 1 + chance.next(28));
        let r = json!({"id": format!("s{n}"), "title": title, "published": format!("{year}-{month:02}-{day:02}T08:00:00Z"), "source": source, "url": format!("https://reports.example/{n}"), "text": body.concat()});
        writeln!(out, "{r}")?;
        last = Some((body, title));
    }
    out.flush()
}
