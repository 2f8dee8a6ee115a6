//! How well copies are told from other reports, measured on real ones.
//!
//! `MARSAD_CORPUS=FOLDER cargo test -p marsad --test archive copies -- --nocapture` reads `FOLDER/news/*.jsonl.gz`;
//! without it the test passes. Each report is cut, reordered and put under another title, and looked for among all; what is found is a copy
//! if the two texts share half of the shorter one's runs of three words, counted one by one, not estimated.

use marsad::archive::sketch::{Index, sketch};
use marsad_core::text::{Text, TokenKind};
use serde_json::Value;
use std::collections::HashSet;
use std::io::{BufRead, BufReader};

fn corpus() -> Option<Vec<String>> {
    let folder = std::path::PathBuf::from(std::env::var_os("MARSAD_CORPUS")?).join("news");
    let mut files: Vec<_> = std::fs::read_dir(folder).ok()?.map(|e| e.expect("an entry").path()).collect();
    files.retain(|f| f.to_string_lossy().ends_with(".jsonl.gz"));
    files.sort();
    let mut texts = Vec::new();
    for f in files {
        let file = std::fs::File::open(f).expect("the corpus");
        for line in BufReader::new(flate2::read::MultiGzDecoder::new(file)).lines() {
            let v: Value = serde_json::from_str(&line.expect("a line")).expect("JSON");
            texts.push(v["text"].as_str().unwrap_or_default().to_owned());
        }
    }
    Some(texts)
}

fn runs(text: &str) -> HashSet<u64> {
    let t = Text::new(text);
    let words: Vec<u64> = t.tokens.iter().filter(|k| matches!(k.kind, TokenKind::Word | TokenKind::Number)).map(|k| k.hash).collect();
    words.windows(3).map(|w| w[0].rotate_left(40) ^ w[1].rotate_left(20) ^ w[2]).collect()
}

fn shared(a: &HashSet<u64>, b: &HashSet<u64>) -> f64 {
    a.intersection(b).count() as f64 / a.len().min(b.len()).max(1) as f64
}

struct Chance(u64);

impl Chance {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below.max(1)
    }
}

/// A copy as outlets make them: some sentences only, in another order, with a line of their own.
fn copied(text: &str, how: usize, chance: &mut Chance) -> String {
    let mut sentences: Vec<&str> = text.split_inclusive(['.', '\n', '؟', '!']).collect();
    let n = sentences.len();
    if how != 1 {
        let kept = (n * (5 + chance.next(5))).div_ceil(10);
        let from = chance.next(n - kept + 1);
        sentences = sentences[from..from + kept].to_vec();
    }
    if how != 0 {
        for i in (1..sentences.len()).rev() {
            sentences.swap(i, chance.next(i + 1));
        }
    }
    let mut out: String = sentences.concat();
    if how == 2 {
        out.push_str("\nنشر هذا التقرير نقلا عن وكالات الأنباء، ويمكن متابعة آخر المستجدات على مدار الساعة عبر موقعنا.");
    }
    out
}

#[test]
fn copies_of_real_reports() {
    let Some(reports) = corpus() else { return };
    let long: Vec<(String, HashSet<u64>)> =
        reports.into_iter().map(|text| (runs(&text), text)).map(|(r, text)| (text, r)).filter(|(_, r)| r.len() >= 40).collect();
    let mut index = Index::default();
    let (mut found_first, mut wrong_first) = (0, 0);
    for (n, (text, own)) in long.iter().enumerate() {
        let s = sketch(&Text::new(text), 0);
        if let Some(c) = index.find(&s) {
            found_first += 1;
            wrong_first += usize::from(shared(own, &long[c.of as usize].1) < 0.5);
        }
        index.add(n as i64, n as i64, &s);
    }
    let mut chance = Chance(11);
    let (mut pairs, mut found, mut right, mut missed_by) = (0, 0, 0, [0; 3]);
    for (n, (text, _)) in long.iter().enumerate() {
        let how = n % 3;
        let copy = copied(text, how, &mut chance);
        let own = runs(&copy);
        if own.len() < 20 {
            continue;
        }
        pairs += 1;
        // under another title: the title is no part of the sketch
        match index.find(&sketch(&Text::new(&copy), 0)) {
            Some(c) => {
                found += 1;
                right += usize::from(shared(&own, &long[c.of as usize].1) >= 0.5);
            }
            None => missed_by[how] += 1,
        }
    }
    let precision = (right + found_first - wrong_first) as f64 / (found + found_first) as f64;
    let recall = f64::from(right as u32) / f64::from(pairs);
    println!(
        "{} reports; {pairs} altered copies, {found} found, {right} of them rightly; missed: cut {}, reordered {}, both with a line more {}",
        long.len(),
        missed_by[0],
        missed_by[1],
        missed_by[2]
    );
    println!(
        "among the reports themselves {found_first} copies found, {wrong_first} wrongly; precision {precision:.4}, recall {recall:.4}"
    );
    assert!(precision >= 0.98 && recall >= 0.95, "precision {precision}, recall {recall}");
}
