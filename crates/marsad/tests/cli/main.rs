//! The program as people run it: formats, faults, exit codes, and output that never depends on threads.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod check;
mod faults;
mod formats;
mod golden;
mod incidents;
mod odd_texts;
mod output;

use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A report of our own.
const TITLE: &str = "مقتل خمسة جنود في هجوم شمال حلب";
const BODY: &str = "قال المرصد السوري لحقوق الإنسان إن مسلحين هاجموا حاجزا للجيش شمال حلب مساء الجمعة، ما أدى إلى مقتل خمسة جنود وإصابة 12 آخرين.\nوأضاف المرصد أن القوات الحكومية قصفت القرية بعد الهجوم واعتقلت ثلاثة أشخاص.";

fn marsad(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_marsad"));
    command.args(arguments).stdin(Stdio::null());
    command
}

struct Run {
    code: i32,
    out: String,
    err: String,
}

impl From<Output> for Run {
    fn from(o: Output) -> Self {
        Self {
            code: o.status.code().expect("an exit code"),
            out: String::from_utf8(o.stdout).expect("UTF-8"),
            err: String::from_utf8(o.stderr).expect("UTF-8"),
        }
    }
}

fn run(arguments: &[&str]) -> Run {
    marsad(arguments).output().expect("the program").into()
}

fn run_on(arguments: &[&str], input: &[u8]) -> Run {
    let mut child = marsad(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let run = child.wait_with_output().expect("an end").into();
    writer.join().expect("a writer").expect("written");
    run
}

/// The documents of `--format jsonl`.
fn documents(out: &str) -> Vec<Value> {
    out.lines().map(|l| serde_json::from_str(l).expect("a line of JSON")).collect()
}

fn claims(document: &Value) -> &Vec<Value> {
    document["claims"].as_array().expect("claims")
}

fn types(document: &Value) -> Vec<&str> {
    claims(document).iter().map(|c| c["type"].as_str().expect("a type")).collect()
}

/// Every span of a document, wherever it stands.
fn spans<'v>(value: &'v Value, out: &mut Vec<&'v Value>) {
    match value {
        Value::Array(a) => a.iter().for_each(|v| spans(v, out)),
        Value::Object(o) => {
            if o.contains_key("start") {
                out.push(value);
            }
            o.values().for_each(|v| spans(v, out));
        }
        _ => {}
    }
}

/// Asks that every span of `document` stands in `text` as it says, in code points.
fn spans_stand_in(document: &Value, text: &str) {
    let letters: Vec<char> = text.chars().collect();
    let mut all = Vec::new();
    spans(document, &mut all);
    for span in all {
        let at = |key: &str| usize::try_from(span[key].as_u64().expect("an offset")).expect("an offset");
        let words: String = letters[at("start")..at("end")].iter().collect();
        assert_eq!(span["text"].as_str(), Some(words.as_str()), "{span}");
        assert!(!words.is_empty(), "{span}");
    }
}

fn report(text: &str) -> String {
    serde_json::json!({ "id": "r", "title": TITLE, "published": "2018-03-10", "source": "وكالة المنارة", "text": text }).to_string()
}

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().expect("a folder"))
    }
    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(&path, bytes).expect("written");
        path.to_string_lossy().into_owned()
    }
    fn gzip(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        self.write(name, gzipped(bytes.as_ref()))
    }
    fn path(&self) -> &str {
        self.0.path().to_str().expect("UTF-8")
    }
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut z = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    z.write_all(bytes).expect("written");
    z.finish().expect("finished")
}

/// The project's example reports.
fn examples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/reports");
    let mut out: Vec<String> = std::fs::read_dir(folder)
        .expect("reports")
        .map(|e| e.expect("a report").path().to_string_lossy().into_owned())
        .filter(|p| p.contains("-20") && p.ends_with(".json"))
        .collect();
    out.sort();
    assert!(!out.is_empty());
    out
}
