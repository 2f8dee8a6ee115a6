//! The form that corrects a claim: from a claim to its fields, and from what was sent back to fields.
//!
//! A span is sent as its words and, where a script or the page filled them in, its code points. Words are found in the
//! text again: nothing is kept that the report does not say.

use super::incidents::{Choice, choices};
use crate::serve::lang::Speech;
use marsad_core::lexicon::Ontology;
use marsad_core::record::{Exactness, MEASURES};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong: the label's word, and about what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong(pub &'static str, pub String);

/// A row of the form.
#[derive(Debug, Default)]
pub struct Row {
    /// Prefix of the inputs' names.
    pub name: String,
    /// What it is.
    pub label: String,
    /// The words.
    pub text: String,
    /// Code points.
    pub start: String,
    /// One past the last.
    pub end: String,
    /// Choice of what it is: a role, a measure.
    pub kinds: Vec<Choice>,
    /// Choice of exactness.
    pub exactness: Vec<Choice>,
    /// Other inputs: name, label, value.
    pub more: Vec<(&'static str, String, String)>,
    /// Whether it is an empty one, to add.
    pub new: bool,
}

const ROLES: [&str; 3] = ["agent", "target", "instrument"];
const PLACES: [&str; 4] = ["at", "origin", "via", "destination"];

fn exactness() -> [&'static str; 8] {
    Exactness::ALL.map(Exactness::name)
}

const KINDS: [&str; 7] = ["person", "organisation", "official", "outlet", "observatory", "witness", "anonymous"];
const STATUS: [&str; 4] = ["asserted", "planned", "denied", "possible"];
/// Elements of a list.
const MOST: usize = 40;

fn text(v: &Value) -> String {
    match v {
        Value::String(s) => s.clone(),
        Value::Number(n) => n.to_string(),
        _ => String::new(),
    }
}

/// The rows of a claim's form, with an empty one at the end of each list.
pub fn rows(s: &Speech, claim: &Value) -> Vec<Row> {
    let span = |name: String, label: &str, v: &Value| Row {
        name,
        label: label.to_owned(),
        text: text(&v["text"]),
        start: text(&v["start"]),
        end: text(&v["end"]),
        new: v.is_null(),
        ..Row::default()
    };
    let mut out = vec![span("trigger".into(), s.t("role.trigger"), &claim["trigger"])];
    let list = |k: &str| claim[k].as_array().cloned().unwrap_or_default().into_iter().chain([Value::Null]).enumerate();
    let word = |v: &Value, k: &str| v[k].as_str().unwrap_or_default().to_owned();
    for (n, v) in list("roles") {
        let kinds = choices(s, "role", &ROLES, &word(&v, "role"));
        let more = vec![("actor", s.t("field.actor").to_owned(), text(&v["actor"]))];
        out.push(Row { kinds, more, ..span(format!("roles-{n}"), s.t("field.roles"), &v) });
    }
    for (n, v) in list("places") {
        let kinds = choices(s, "role", &PLACES, &word(&v, "role"));
        out.push(Row { kinds, ..span(format!("places-{n}"), s.t("field.places"), &v) });
    }
    let t = &claim["time"];
    out.push(Row {
        more: vec![("from", s.t("filter.from").to_owned(), text(&t["from"])), ("to", s.t("filter.to").to_owned(), text(&t["to"]))],
        ..span("time".into(), s.t("role.time"), t)
    });
    for (n, v) in list("figures") {
        out.push(Row {
            kinds: choices(s, "measure", &MEASURES, &word(&v, "measure")),
            exactness: choices(s, "exactness", &exactness(), &word(&v, "exactness")),
            more: vec![("low", s.t("low").to_owned(), text(&v["low"])), ("high", s.t("high").to_owned(), text(&v["high"]))],
            ..span(format!("figures-{n}"), s.t("field.figures"), &v)
        });
    }
    for (n, v) in list("attribution") {
        let kinds = choices(s, "source", &KINDS, &word(&v, "kind"));
        out.push(Row { kinds, ..span(format!("attribution-{n}"), s.t("field.attribution"), &v) });
    }
    out
}

/// A number as a person writes it, in either script's digits.
#[must_use]
pub fn number(s: &str) -> Option<f64> {
    let plain: String = s
        .chars()
        .filter(|c| !matches!(c, ',' | '٬' | ' ' | '\u{a0}'))
        .map(|c| match c {
            '٠'..='٩' => char::from(b'0' + (c as u32 - '٠' as u32) as u8),
            '٫' => '.',
            c => c,
        })
        .collect();
    plain.parse().ok().filter(|x: &f64| x.is_finite() && *x >= 0.0 && *x < 1e12)
}

/// Where the words stand: as sent if that fits, else the occurrence nearest to `near`.
fn place(report: &str, words: &str, sent: Option<(usize, usize)>, near: usize) -> Option<(usize, usize)> {
    let long = words.chars().count();
    if let Some((a, b)) = sent
        && b == a + long
        && report.chars().skip(a).take(long).eq(words.chars())
    {
        return Some((a, b));
    }
    report.match_indices(words).map(|(i, _)| report[..i].chars().count()).min_by_key(|a| a.abs_diff(near)).map(|a| (a, a + long))
}

struct Form<'f> {
    sent: &'f BTreeMap<String, String>,
    report: &'f str,
}

impl Form<'_> {
    fn get(&self, name: &str, part: &str) -> &str {
        self.sent.get(&format!("{name}.{part}")).map_or("", |v| v.trim())
    }

    /// The span of a row; `None` where its words were emptied.
    fn span(&self, name: &str, old: &Value) -> Result<Option<Map<String, Value>>, Wrong> {
        let words = self.sent.get(&format!("{name}.text")).map_or("", String::as_str);
        // a form's line ends are CRLF; a report's are LF
        let words = words.replace("\r\n", "\n");
        let words = words.trim();
        if words.is_empty() {
            return Ok(None);
        }
        let sent = self.get(name, "start").parse().ok().zip(self.get(name, "end").parse().ok());
        let near = old["start"].as_u64().or_else(|| sent.map(|s: (usize, usize)| s.0 as u64)).unwrap_or(0) as usize;
        let (a, b) = place(self.report, words, sent, near).ok_or_else(|| Wrong("not_there", words.to_owned()))?;
        let mut m = Map::new();
        m.insert("text".into(), words.into());
        m.insert("start".into(), a.into());
        m.insert("end".into(), b.into());
        Ok(Some(m))
    }

    fn word(&self, name: &str, part: &str, known: &[&str]) -> Result<String, Wrong> {
        let w = self.get(name, part);
        if known.contains(&w) { Ok(w.to_owned()) } else { Err(Wrong("word", format!("{name}.{part}"))) }
    }

    fn number(&self, name: &str, part: &str) -> Result<Value, Wrong> {
        match self.get(name, part) {
            "" => Ok(Value::Null),
            t => number(t).map(|x| if x.fract() == 0.0 { json!(x as i64) } else { json!(x) }).ok_or_else(|| Wrong("number", t.to_owned())),
        }
    }

    /// The rows of a list, in order.
    fn rows(&self, list: &str) -> Vec<usize> {
        let numbers: BTreeSet<usize> =
            self.sent.keys().filter_map(|k| k.strip_prefix(list)?.strip_prefix('-')?.split_once('.')?.0.parse().ok()).collect();
        numbers.into_iter().take(MOST).collect()
    }
}

/// Parts of an old element that hold as long as its words stay.
fn kept(new: &mut Map<String, Value>, old: &Value, keys: &[&str]) {
    if new["start"] == old["start"] && new["end"] == old["end"] {
        for k in keys {
            if let Some(v) = old.get(*k) {
                new.insert((*k).into(), v.clone());
            }
        }
    }
}

/// The fields that were changed. What the form does not hold stays.
///
/// # Errors
/// What is wrong with a field.
pub fn read(sent: &BTreeMap<String, String>, claim: &Value, report: &str, ontology: &Ontology) -> Result<Map<String, Value>, Wrong> {
    let f = Form { sent, report };
    let mut new = Map::new();
    if let Some(t) = sent.get("type") {
        let known = ontology.types.iter().any(|k| k.id == *t);
        new.insert("type".into(), if known { t.as_str().into() } else { return Err(Wrong("word", "type".into())) });
    }
    if let Some(t) = sent.get("status") {
        new.insert(
            "status".into(),
            if STATUS.contains(&t.as_str()) { t.as_str().into() } else { return Err(Wrong("word", "status".into())) },
        );
    }
    if sent.contains_key("trigger.text") {
        let t = f.span("trigger", &claim["trigger"])?.ok_or_else(|| Wrong("no_trigger", String::new()))?;
        new.insert("trigger".into(), t.into());
    }
    for list in ["roles", "places", "figures", "attribution"] {
        let rows = f.rows(list);
        if rows.is_empty() {
            continue;
        }
        let mut out = Vec::new();
        for n in rows {
            let (name, old) = (format!("{list}-{n}"), &claim[list][n]);
            let Some(span) = f.span(&name, old)? else { continue };
            let mut m = Map::new();
            match list {
                "roles" => m.insert("role".into(), f.word(&name, "kind", &ROLES)?.into()),
                "places" => m.insert("role".into(), f.word(&name, "kind", &PLACES)?.into()),
                "figures" => {
                    m.insert("measure".into(), f.word(&name, "kind", &MEASURES)?.into());
                    m.insert("low".into(), f.number(&name, "low")?);
                    m.insert("high".into(), f.number(&name, "high")?);
                    m.insert("exactness".into(), f.word(&name, "exactness", &exactness())?.into())
                }
                _ => None,
            };
            m.extend(span);
            match list {
                "roles" => {
                    let actor = f.get(&name, "actor");
                    if !actor.is_empty() {
                        m.insert("actor".into(), actor.chars().take(120).collect::<String>().into());
                    }
                }
                "places" => kept(&mut m, old, &["place"]),
                "figures" => kept(&mut m, old, &["class", "part"]),
                _ => {
                    m.insert("kind".into(), f.word(&name, "kind", &KINDS)?.into());
                    kept(&mut m, old, &["cue", "actor"]);
                }
            }
            out.push(Value::from(m));
        }
        new.insert(list.into(), out.into());
    }
    if sent.contains_key("time.text") {
        let time = match f.span("time", &claim["time"])? {
            None => Value::Null,
            Some(mut m) => {
                for k in ["from", "to"] {
                    let d = f.get("time", k);
                    let fine = d.is_empty() || crate::archive::query::day(d.get(..10).unwrap_or(d), false).is_ok();
                    m.insert(
                        k.into(),
                        if fine { if d.is_empty() { Value::Null } else { d.into() } } else { return Err(Wrong("date", d.to_owned())) },
                    );
                }
                let end = |k: &str| m[k].as_str().map(str::to_owned);
                let prec = marsad_core::json::date_prec(end("from").as_deref(), end("to").as_deref());
                m.insert("date_prec".into(), prec.into());
                m.into()
            }
        };
        new.insert("time".into(), time);
    }
    new.retain(|k, v| claim.get(k).unwrap_or(&Value::Null) != v);
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::{number, place, read};
    use serde_json::json;
    use std::collections::BTreeMap;

    #[test]
    fn words_are_found_where_they_stand() {
        let t = "قتل خمسة ثم قتل ستة";
        assert_eq!(place(t, "قتل", Some((12, 15)), 0), Some((12, 15)));
        assert_eq!(place(t, "قتل", Some((3, 6)), 11), Some((12, 15)));
        assert_eq!(place(t, "عشرة", None, 0), None);
        assert_eq!((number("٣٬٢٥٠"), number("3,250"), number("many")), (Some(3250.0), Some(3250.0), None));
    }

    #[test]
    fn only_what_was_changed_is_kept() {
        let claim = json!({"type": "harm.killed", "status": "asserted", "trigger": {"text": "قتل", "start": 0, "end": 3},
            "figures": [{"measure": "killed", "low": 5, "high": 5, "exactness": "exact", "text": "خمسة", "start": 4, "end": 8, "class": "civilian"}]});
        let sent: BTreeMap<String, String> = [
            ("status", "denied"),
            ("trigger.text", "قتل"),
            ("trigger.start", "0"),
            ("trigger.end", "3"),
            ("figures-0.kind", "killed"),
            ("figures-0.low", "5"),
            ("figures-0.high", "5"),
            ("figures-0.exactness", "exact"),
            ("figures-0.text", "خمسة"),
            ("figures-0.start", "4"),
            ("figures-0.end", "8"),
            ("figures-1.text", ""),
        ]
        .into_iter()
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .collect();
        let o = marsad_core::lexicon::Ontology::default();
        let new = read(&sent, &claim, "قتل خمسة", &o).expect("fields");
        assert_eq!(new.keys().collect::<Vec<_>>(), ["status"]);
        let lie = [("trigger.text".to_owned(), "جرح".to_owned())].into_iter().collect();
        assert!(read(&lie, &claim, "قتل خمسة", &o).is_err());
    }
}
