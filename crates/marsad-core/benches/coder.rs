//! How fast each stage of the coder is, in bytes of text a second: `cargo bench --bench coder`.
//!
//! The text is `$MARSAD_CORPUS/news/conflict-2018.jsonl.gz` where that is there, else `examples/reports`. Stages are
//! measured on what the stages before left, so that their lines add up to the whole coder's.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use marsad_core::extract::coder::{Coder, Knowledge, Work, published_date};
use marsad_core::extract::triggers;
use marsad_core::json;
use marsad_core::lexicon::Lexicon;
use marsad_core::lexicon::load::Data;
use marsad_core::model::Models;
use marsad_core::record::Document;
use marsad_core::text::Text;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

fn main() {
    let bytes: usize = DOCUMENTS.iter().map(|d| d.text.len()).sum();
    println!("{} reports, {:.1} MB, from {}", DOCUMENTS.len(), bytes as f64 / 1e6, corpus().display());
    divan::main();
}

/// Stages are measured on this many reports, spread over all: each keeps its own buffers.
const SAMPLE: usize = 200;

static KNOWLEDGE: LazyLock<Arc<Knowledge>> = LazyLock::new(|| {
    let folder = project("data");
    let lexicon = Lexicon::freeze_all(Data::read(files())).0;
    let models = std::fs::read(folder.join("model/ar.bin")).map_or_else(|_| Models::default(), |b| Models::parse(&b).expect("weights"));
    Arc::new(Knowledge { lexicon, models })
});

static DOCUMENTS: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let from = corpus();
    if from.is_dir() {
        // reports are named by outlet and day
        let named = |p: &PathBuf| p.to_string_lossy().contains("-20") && p.extension().is_some_and(|x| x == "json");
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(&from).expect("reports").map(|e| e.expect("a report").path()).filter(named).collect();
        paths.sort();
        // a few reports say little: they are read again and again
        let all: Vec<Document> = paths.iter().map(|p| document(&std::fs::read(p).expect("a report"))).collect();
        return std::iter::repeat_n(all, 8).flatten().collect();
    }
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(std::fs::File::open(&from).expect("a corpus")).read_to_end(&mut bytes).expect("gzip");
    bytes.split(|b| *b == b'\n').filter(|l| !l.is_empty()).map(document).collect()
});

fn project(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

fn corpus() -> PathBuf {
    std::env::var_os("MARSAD_CORPUS")
        .map(|c| PathBuf::from(c).join("news/conflict-2018.jsonl.gz"))
        .filter(|p| p.exists())
        .unwrap_or_else(|| project("examples/reports"))
}

fn files() -> Vec<(String, String)> {
    fn walk(folder: &Path, root: &Path, out: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).expect("the data folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, root, out);
            } else if path.extension().is_some_and(|x| x == "toml" || x == "tsv") {
                let name = path.strip_prefix(root).expect("below").to_string_lossy().into_owned();
                out.push((name, std::fs::read_to_string(&path).expect("UTF-8")));
            }
        }
    }
    let (root, mut out) = (project("data"), Vec::new());
    walk(&root, &root, &mut out);
    out
}

fn document(line: &[u8]) -> Document {
    let v: serde_json::Value = serde_json::from_slice(line).expect("JSON");
    let get = |k: &str| v[k].as_str().unwrap_or("").to_owned();
    let (title, text) = (get("title"), get("text"));
    let text = if title.is_empty() || text.starts_with(&title) { text } else { format!("{title}\n{text}") };
    Document { id: get("id"), title, published: get("published"), source: get("source"), url: get("url"), text }
}

/// The sample, each report with the work of all stages done.
fn sample() -> (usize, Vec<(&'static Document, Work)>) {
    let step = DOCUMENTS.len().div_ceil(SAMPLE).max(1);
    let mut bytes = 0;
    let worked = DOCUMENTS
        .iter()
        .step_by(step)
        .map(|d| {
            bytes += d.text.len();
            let mut w = Work::default();
            w.read(&KNOWLEDGE, &d.text, published_date(&d.published));
            w.phrase(&KNOWLEDGE);
            w.choose(&KNOWLEDGE);
            w.fill(&KNOWLEDGE);
            w.attribute(&KNOWLEDGE);
            (d, w)
        })
        .collect();
    (bytes, worked)
}

fn stage(bencher: Bencher<'_, '_>, mut run: impl FnMut(&Document, &mut Work)) {
    let (bytes, mut worked) = sample();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        for (d, w) in &mut worked {
            run(d, w);
        }
    });
}

/// The stages one by one.
#[divan::bench_group(sample_count = 20, sample_size = 1)]
mod stages {
    use super::*;

    #[divan::bench(name = "1 text: fold, tokens, sentences")]
    fn text(bencher: Bencher<'_, '_>) {
        let mut text = Text::default();
        stage(bencher, |d, _| text.read(black_box(&d.text)));
    }

    #[divan::bench(name = "2 reading: text, words, names, values")]
    fn reading(bencher: Bencher<'_, '_>) {
        stage(bencher, |d, w| w.sheet.read(&KNOWLEDGE.lexicon, black_box(&d.text), published_date(&d.published)));
    }

    #[divan::bench(name = "3 trigger candidates")]
    fn candidates(bencher: Bencher<'_, '_>) {
        stage(bencher, |_, w| triggers::find(&w.sheet, &KNOWLEDGE.lexicon, &mut w.candidates));
    }

    #[divan::bench(name = "4 phrases")]
    fn phrases(bencher: Bencher<'_, '_>) {
        stage(bencher, |_, w| w.phrase(&KNOWLEDGE));
    }

    #[divan::bench(name = "5 choice of triggers")]
    fn choice(bencher: Bencher<'_, '_>) {
        stage(bencher, |_, w| w.choose(&KNOWLEDGE));
    }

    #[divan::bench(name = "6 roles")]
    fn roles(bencher: Bencher<'_, '_>) {
        stage(bencher, |_, w| w.fill(&KNOWLEDGE));
    }

    #[divan::bench(name = "7 attribution")]
    fn attribution(bencher: Bencher<'_, '_>) {
        stage(bencher, |_, w| w.attribute(&KNOWLEDGE));
    }
}

/// Text to claims, all reports.
#[divan::bench_group(sample_count = 5, sample_size = 1)]
mod coder {
    use super::*;

    #[divan::bench(args = [1, 2, 4], name = "text to claims, threads")]
    fn claims(bencher: Bencher<'_, '_>, threads: usize) {
        code_all(bencher, threads, |coder, d| {
            black_box(coder.code(d));
        });
    }

    #[divan::bench(name = "text to JSON, one thread")]
    fn to_json(bencher: Bencher<'_, '_>) {
        code_all(bencher, 1, |coder, d| {
            let coded = coder.code(d);
            black_box(serde_json::to_vec(&json::document(d, &coded, 0)).expect("JSON"));
        });
    }

    #[divan::bench(name = "lexicon: read and freeze")]
    fn freeze(bencher: Bencher<'_, '_>) {
        let files = files();
        bencher.with_inputs(|| files.clone()).bench_local_values(|files| Lexicon::freeze_all(Data::read(files)));
    }

    fn code_all(bencher: Bencher<'_, '_>, threads: usize, each: impl Fn(&mut Coder, &Document) + Sync) {
        let bytes: usize = DOCUMENTS.iter().map(|d| d.text.len()).sum();
        let mut coders: Vec<Coder> = (0..threads).map(|_| Coder::new(Arc::clone(&KNOWLEDGE))).collect();
        bencher.counter(BytesCount::new(bytes)).bench_local(|| {
            let next = AtomicUsize::new(0);
            std::thread::scope(|scope| {
                for coder in &mut coders {
                    let (next, each) = (&next, &each);
                    scope.spawn(move || {
                        while let Some(d) = DOCUMENTS.get(next.fetch_add(1, Ordering::Relaxed)) {
                            each(coder, d);
                        }
                    });
                }
            });
        });
    }
}
