//! Schemas of the answers.

use serde_json::{Map, Value, json};

/// An object with these required properties: name and type (`string`, `integer`, `number`, `boolean`, `array`,
/// `object`; a question mark behind it lets it be null).
fn object(about: &str, properties: &[(&str, &str)]) -> Value {
    let mut m = Map::new();
    for (k, t) in properties {
        let kind = match t.strip_suffix('?') {
            Some(t) => json!({"type": [t, "null"]}),
            None => json!({"type": t}),
        };
        m.insert((*k).into(), kind);
    }
    let required: Vec<&str> = properties.iter().map(|p| p.0).collect();
    json!({"type": "object", "description": about, "properties": m, "required": required})
}

/// All schemas by name.
#[must_use]
pub fn all() -> Value {
    let place = &[("id", "string"), ("name", "string"), ("en", "string"), ("lat", "number"), ("lon", "number"), ("country", "string")];
    json!({
        "Any": {"type": "object"},
        "Document": object("A captured report", &[("id", "string"), ("title", "string"), ("source", "string"), ("published", "string"), ("captured", "string"), ("claims", "integer")]),
        "WholeDocument": object("A captured report with its text; spans of claims count its code points", &[("id", "string"), ("title", "string"), ("source", "string"), ("published", "string"), ("text", "string"), ("claims", "array"), ("entities", "array")]),
        "Claim": object("One thing that a report says", &[("id", "string"), ("type", "string"), ("trigger", "object"), ("roles", "array"), ("places", "array"), ("figures", "array"), ("money", "array"), ("status", "string"), ("attribution", "array"), ("rule", "string"), ("confidence", "number"), ("document", "object"), ("incident", "string?")]),
        "Incident": object("What claims of many reports tell of one event", &[("id", "string"), ("type", "string"), ("place", "object?"), ("from", "string"), ("to", "string"), ("documents", "array"), ("leads", "array"), ("grade", "string"), ("credibility", "integer"), ("bounds", "array")]),
        "Figure": object("A number with its chain of sources", &[("n", "integer"), ("measure", "string"), ("class", "string"), ("low", "number?"), ("high", "number?"), ("exactness", "string"), ("text", "string"), ("root", "string"), ("chain", "array"), ("as_of", "string"), ("document", "string"), ("claim", "string")]),
        "Figures": object("Figures, low to high, and conflicts of an incident", &[("figures", "array"), ("bounds", "array"), ("conflicts", "array")]),
        "Features": object("GeoJSON", &[("type", "string"), ("features", "array")]),
        "Feed": object("JSON Feed 1.1", &[("version", "string"), ("title", "string"), ("items", "array")]),
        "Timeline": object("Counts by time", &[("unit", "string"), ("bins", "array")]),
        "Actor": object("An actor of the lexicon", &[("id", "string"), ("name", "string"), ("en", "string"), ("kind", "string"), ("country", "string"), ("incidents", "integer"), ("claims", "integer")]),
        "Place": object("A place of the gazetteer", place),
        "Source": object("An outlet", &[("id", "string"), ("name", "string"), ("reliability", "string"), ("documents", "integer"), ("claims", "integer"), ("incidents", "integer")]),
        "Hit": object("A report that a search found", &[("id", "string"), ("version", "string"), ("title", "string"), ("source", "string"), ("published", "string"), ("current", "boolean"), ("score", "number"), ("snippet", "string"), ("claims", "array")]),
        "Problem": object("What went wrong (RFC 9457)", &[("type", "string"), ("title", "string"), ("status", "integer"), ("detail", "string")]),
    })
}
