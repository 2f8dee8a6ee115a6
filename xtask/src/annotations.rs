//! `cargo xtask annotations pack|unpack`: annotations kept apart from the reports they were made on.
//!
//! `data/annotations/*.jsonl` holds our claims on reports whose text is not ours to pass on: one report a line, with
//! the SHA-256 of its text and, for every phrase, its place in code points (`"at": [from, to]`). Whoever has the
//! reports puts the two together again.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

type Failure = Box<dyn std::error::Error>;

const USAGE: &str = "usage: cargo xtask annotations pack DIR [--out FILE.jsonl] | unpack FILE.jsonl REPORTS.jsonl[.gz] … --out DIR";

/// Runs the task.
///
/// # Errors
/// If a file cannot be read or written, or a phrase does not stand in its report.
pub fn run(args: &[String]) -> Result<(), Failure> {
    let out = args.iter().position(|a| a == "--out").and_then(|i| args.get(i + 1)).map(PathBuf::from);
    let files: Vec<&String> = args.iter().skip(1).take_while(|a| !a.starts_with("--")).collect();
    match (args.first().map(String::as_str), files.as_slice()) {
        (Some("pack"), [dir]) => pack(Path::new(dir), out.as_deref()),
        (Some("unpack"), [file, reports @ ..]) if !reports.is_empty() => unpack(Path::new(file), reports, &out.ok_or(USAGE)?),
        _ => Err(USAGE.into()),
    }
}

fn pack(dir: &Path, out: Option<&Path>) -> Result<(), Failure> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(dir)?.filter_map(|e| e.ok().map(|e| e.path())).filter(|p| p.extension().is_some_and(|x| x == "json")).collect();
    paths.sort();
    let mut lines = String::new();
    for p in paths {
        let report: Value = serde_json::from_str(&std::fs::read_to_string(&p)?).map_err(|e| format!("{}: {e}", p.display()))?;
        let text = report["text"].as_str().ok_or_else(|| format!("{}: no text", p.display()))?;
        let claims = placed(&report["claims"], text).map_err(|e| format!("{}: {e}", p.display()))?;
        let line = json!({"id": report["id"], "sha256": digest(text), "claims": claims});
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    match out {
        Some(path) => std::fs::write(path, lines)?,
        None => std::io::stdout().write_all(lines.as_bytes())?,
    }
    Ok(())
}

fn unpack(file: &Path, reports: &[&String], out: &Path) -> Result<(), Failure> {
    let mut wanted: HashMap<String, Value> = HashMap::new();
    for (n, line) in std::fs::read_to_string(file)?.lines().enumerate() {
        let v: Value = serde_json::from_str(line).map_err(|e| format!("{}:{}: {e}", file.display(), n + 1))?;
        wanted.insert(v["sha256"].as_str().unwrap_or_default().to_owned(), v);
    }
    std::fs::create_dir_all(out)?;
    let all = wanted.len();
    for path in reports {
        let raw = std::fs::File::open(path)?;
        let reader: Box<dyn Read> = if path.ends_with(".gz") { Box::new(flate2::read::MultiGzDecoder::new(raw)) } else { Box::new(raw) };
        for (n, line) in BufReader::new(reader).lines().enumerate() {
            let mut v: Value = serde_json::from_str(&line?).map_err(|e| format!("{path}:{}: {e}", n + 1))?;
            let (title, body) = (v["title"].as_str().unwrap_or_default(), v["text"].as_str().unwrap_or_default());
            let text = if body.starts_with(title) { body.to_owned() } else { format!("{title}\n{body}") };
            let Some(a) = wanted.remove(&digest(&text)) else { continue };
            v["claims"] = worded(&a["claims"], &text.chars().collect::<Vec<_>>());
            v["id"] = a["id"].clone();
            v["text"] = text.into();
            let name = a["id"].as_str().unwrap_or_default().replace(['/', '\\'], "_");
            std::fs::write(out.join(format!("{name}.json")), v.to_string())?;
        }
    }
    eprintln!("{} of {all} annotated reports found", all - wanted.len());
    Ok(())
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// The place of the `nth` (from 1) occurrence of `part`, in code points.
fn place(text: &str, part: &str, nth: u64) -> Result<Value, Failure> {
    let starts = text.char_indices().filter(|(i, _)| text[*i..].starts_with(part)).map(|(i, _)| i);
    let at =
        usize::try_from(nth.max(1) - 1).ok().and_then(|n| starts.clone().nth(n)).ok_or_else(|| format!("not in the text: {part:?}"))?;
    let from = text[..at].chars().count();
    Ok(json!([from, from + part.chars().count()]))
}

/// The same with the place of every phrase instead of its words.
fn placed(v: &Value, text: &str) -> Result<Value, Failure> {
    Ok(match v {
        Value::Array(list) => Value::Array(list.iter().map(|x| placed(x, text)).collect::<Result<_, _>>()?),
        Value::Object(o) => {
            let mut out = Map::new();
            for (k, x) in o {
                match (k.as_str(), x.as_str()) {
                    ("nth", _) => {}
                    _ if x.as_array().is_some_and(Vec::is_empty) => {}
                    ("text", Some(part)) => {
                        out.insert("at".into(), place(text, part, o.get("nth").and_then(Value::as_u64).unwrap_or(1))?);
                    }
                    ("trigger", Some(part)) => {
                        let nth = o.get("nth").and_then(Value::as_u64).unwrap_or(1);
                        out.insert(k.clone(), json!({"at": place(text, part, nth)?}));
                    }
                    _ => {
                        out.insert(k.clone(), placed(x, text)?);
                    }
                }
            }
            Value::Object(out)
        }
        other => other.clone(),
    })
}

/// The same with the words of every phrase instead of its place.
fn worded(v: &Value, text: &[char]) -> Value {
    match v {
        Value::Array(list) => list.iter().map(|x| worded(x, text)).collect(),
        Value::Object(o) => {
            let mut out = Map::new();
            for (k, x) in o {
                let bound = |n: usize| x[n].as_u64().and_then(|b| usize::try_from(b).ok()).unwrap_or(0).min(text.len());
                if k == "at" {
                    let (from, to) = (bound(0), bound(1).max(bound(0)));
                    let part = &text[from..to];
                    let nth = 1 + (0..from).filter(|&i| text[i..].starts_with(part)).count();
                    out.insert("text".into(), part.iter().collect::<String>().into());
                    out.insert("nth".into(), nth.into());
                } else {
                    out.insert(k.clone(), worded(x, text));
                }
            }
            Value::Object(out)
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_from_their_places() {
        let text = "قصف في حلب ثم قصف في إدلب";
        let claims =
            json!([{"type": "violence.shelling", "trigger": {"text": "قصف", "nth": 2}, "places": [{"role": "at", "text": "إدلب"}]}]);
        let packed = placed(&claims, text).unwrap_or_default();
        assert_eq!(packed[0]["trigger"]["at"], json!([14, 17]));
        assert!(!packed.to_string().contains("قصف"));
        let back = worded(&packed, &text.chars().collect::<Vec<_>>());
        assert_eq!(back[0]["trigger"], json!({"text": "قصف", "nth": 2}));
        assert_eq!(back[0]["places"][0]["text"], "إدلب");
        assert!(placed(&json!({"text": "غارة"}), text).is_err());
    }
}
