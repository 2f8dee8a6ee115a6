//! Hiding the names of private persons from readers. What is kept is never changed.
//!
//! A person whom the lexicon does not know holds no public office that we know of, and is private. Each letter of the
//! name becomes a block, so that offsets hold.

use crate::archive::sqlite::Current;
use serde_json::Value;

/// What stands for a letter.
const BLOCK: char = '█';

fn blocks(words: &str) -> String {
    words.chars().map(|c| if c.is_whitespace() { c } else { BLOCK }).collect()
}

/// Names of private persons in a coded document, longest first.
#[must_use]
pub fn names(coded: &Value) -> Vec<String> {
    let mut out: Vec<String> = coded["entities"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|e| e["kind"] == "person" && e["id"].is_null())
        .filter_map(|e| e["text"].as_str())
        .filter(|t| t.chars().count() > 2)
        .map(str::to_owned)
        .collect();
    out.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    out.dedup();
    out
}

/// A text with the names hidden.
#[must_use]
pub fn hide(text: &str, names: &[String]) -> String {
    names.iter().fold(text.to_owned(), |t, n| if t.contains(n.as_str()) { t.replace(n.as_str(), &blocks(n)) } else { t })
}

fn walk(v: &mut Value, names: &[String]) {
    match v {
        Value::String(s) => {
            if names.iter().any(|n| s.contains(n.as_str())) {
                *s = hide(s, names);
            }
        }
        Value::Array(a) => a.iter_mut().for_each(|v| walk(v, names)),
        Value::Object(m) => m.values_mut().for_each(|v| walk(v, names)),
        _ => {}
    }
}

/// Hides them in a version and its claims.
pub fn redact(c: &mut Current) {
    let names = names(&c.coded);
    if names.is_empty() {
        return;
    }
    let r = &mut c.version.report;
    r.title = hide(&r.title, &names);
    r.text = hide(&r.text, &names);
    r.byline = if r.byline.is_empty() { String::new() } else { blocks(&r.byline) };
    walk(&mut c.coded, &names);
}
