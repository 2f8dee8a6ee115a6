//! Reviewed reports as gold files: what people found right, in the form that the coder is tested with.
//!
//! A report whose every claim was accepted, corrected or rejected becomes an object with its text and claims; each
//! text is copied letter for letter, `nth` tells which occurrence is meant where there are several.

use crate::archive::sqlite::Current;
use serde_json::{Map, Value, json};

/// Which occurrence of `words` begins at code point `start`, counted from 1; `None` for the only one.
fn nth(text: &str, words: &str, start: u64) -> Option<usize> {
    if words.is_empty() {
        return None;
    }
    let byte = text.char_indices().nth(start as usize).map_or(text.len(), |(i, _)| i);
    let before = text.match_indices(words).filter(|(i, _)| *i < byte).count();
    (text.matches(words).count() > 1).then_some(before + 1)
}

fn part(text: &str, v: &Value, keys: &[&str]) -> Value {
    let mut m = Map::new();
    for k in keys {
        if let Some(x) = v.get(*k) {
            m.insert((*k).into(), x.clone());
        }
    }
    let words = v["text"].as_str().unwrap_or_default();
    m.insert("text".into(), words.into());
    if let Some(n) = v["start"].as_u64().and_then(|s| nth(text, words, s)) {
        m.insert("nth".into(), n.into());
    }
    m.into()
}

/// The gold object of a version whose claims have been corrected already.
#[must_use]
pub fn file(c: &Current) -> Value {
    let (r, text) = (&c.version.report, c.version.report.text.as_str());
    let list =
        |v: &Value, k: &str, keys: &[&str]| -> Vec<Value> { v[k].as_array().into_iter().flatten().map(|x| part(text, x, keys)).collect() };
    let claims: Vec<Value> = c.coded["claims"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|v| {
            let t = &v["trigger"];
            let mut m = Map::new();
            m.insert("type".into(), v["type"].clone());
            m.insert("trigger".into(), t["text"].clone());
            if let Some(n) = t["start"].as_u64().and_then(|s| nth(text, t["text"].as_str().unwrap_or_default(), s)) {
                m.insert("nth".into(), n.into());
            }
            m.insert("roles".into(), list(v, "roles", &["role"]).into());
            m.insert("places".into(), list(v, "places", &["role"]).into());
            if v["time"].is_object() {
                m.insert("time".into(), part(text, &v["time"], &["from", "to"]));
            }
            m.insert("figures".into(), list(v, "figures", &["measure", "low", "high", "exactness"]).into());
            m.insert("money".into(), list(v, "money", &["low", "high", "currency"]).into());
            m.insert("status".into(), v["status"].clone());
            m.insert("attribution".into(), list(v, "attribution", &[]).into());
            m.into()
        })
        .collect();
    let id = if r.reference.is_empty() { c.version.id.to_string() } else { r.reference.clone() };
    json!({"id": id, "title": r.title, "published": r.published, "source": r.source, "text": r.text, "claims": claims})
}

#[cfg(test)]
mod tests {
    use super::nth;

    #[test]
    fn occurrences_are_counted_in_code_points() {
        let t = "قتل ثم قتل";
        assert_eq!((nth(t, "قتل", 0), nth(t, "قتل", 7), nth(t, "ثم", 4)), (Some(1), Some(2), None));
    }
}
