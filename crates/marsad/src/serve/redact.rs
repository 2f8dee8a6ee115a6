//! Hiding the names of private persons from readers. What is kept is never changed.
//!
//! A person whom the lexicon does not know holds no public office that we know of, and is private. Each letter of the
//! name becomes a block, so that offsets hold.

use crate::archive::sqlite::{Current, Match};
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

/// Hides names in every text of a value.
pub fn hide_all(v: &mut Value, names: &[String]) {
    if names.is_empty() {
        return;
    }
    match v {
        Value::String(s) if names.iter().any(|n| s.contains(n.as_str())) => *s = hide(s, names),
        Value::Array(a) => a.iter_mut().for_each(|v| hide_all(v, names)),
        Value::Object(m) => m.values_mut().for_each(|v| hide_all(v, names)),
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
    hide_all(&mut c.coded, &names);
}

/// Hides them in what is exported.
pub fn hide_match(m: &mut Match, names: &[String]) {
    if names.is_empty() {
        return;
    }
    let r = &mut m.version.report;
    r.title = hide(&r.title, names);
    r.text = hide(&r.text, names);
    r.byline = blocks(&r.byline);
    m.claims.iter_mut().chain(&mut m.all_claims).for_each(|c| hide_all(c, names));
}

#[cfg(test)]
mod tests {
    use super::{hide, names};
    use serde_json::json;

    #[test]
    fn a_private_name_becomes_blocks_and_offsets_hold() {
        let coded = json!({"entities": [
            {"kind": "person", "text": "سالم الراوي"}, {"kind": "person", "text": "بشار الأسد", "id": "bashar-al-assad"}, {"kind": "place", "text": "الرقة"},
        ]});
        let (text, names) = ("قتل سالم الراوي في الرقة", names(&coded));
        let hidden = hide(text, &names);
        assert_eq!(hidden, "قتل ████ ██████ في الرقة");
        assert_eq!(hidden.chars().count(), text.chars().count());
    }
}
