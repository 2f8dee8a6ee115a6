//! Sentences and what the guide says of them (`tests/golden/*.toml`), a file a subject.
//!
//! A case that is marked `misread` is a known fault: it must still be read wrongly, so that a fix shows.

use super::{claims, documents, run_on};
use marsad_core::lexicon::load::OneOrMany;
use marsad_core::record::{Exactness, MEASURES, Status};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// Fewer than this and files have got lost.
const CASES: usize = 400;
/// How many sentences show each type.
const OF_A_TYPE: usize = 5;
/// Phrases that share this much of their words are the same, as in the scores of the gold files.
const SAME: f64 = 0.5;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: Spanned<String>,
    #[serde(default)]
    published: String,
    /// Claims that must be found, whatever else is; of an empty list none may be.
    claims: Option<Vec<Wanted>>,
    /// All values of the kinds that it names.
    values: Option<Vec<String>>,
    #[serde(default)]
    misread: bool,
    /// For the reader.
    #[serde(default, rename = "why")]
    _why: String,
}

/// A claim, as far as the case is about it. An empty list asks that nothing fills the key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    #[serde(rename = "type")]
    kind: String,
    trigger: String,
    agent: Option<OneOrMany>,
    target: Option<OneOrMany>,
    instrument: Option<OneOrMany>,
    at: Option<OneOrMany>,
    origin: Option<OneOrMany>,
    via: Option<OneOrMany>,
    destination: Option<OneOrMany>,
    time: Option<String>,
    figure: Option<OneOrMany>,
    money: Option<OneOrMany>,
    status: Option<String>,
    /// Outermost first.
    source: Option<OneOrMany>,
}

impl Wanted {
    fn roles(&self) -> [(&'static str, Option<&OneOrMany>); 7] {
        [
            ("agent", self.agent.as_ref()),
            ("target", self.target.as_ref()),
            ("instrument", self.instrument.as_ref()),
            ("at", self.at.as_ref()),
            ("origin", self.origin.as_ref()),
            ("via", self.via.as_ref()),
            ("destination", self.destination.as_ref()),
        ]
    }
}

/// An amount or date as a case writes it: «killed 3250 approx», «money 20000..30000 USD», «date 2018-05-04».
struct Said<'c> {
    what: &'c str,
    written: &'c str,
    unit: &'c str,
    low: Option<f64>,
    high: Option<f64>,
    exactness: Exactness,
}

impl<'c> Said<'c> {
    /// Nothing where it cannot be read.
    fn read(said: &'c str) -> Option<Self> {
        let mut words = said.split_whitespace();
        let (what, written) = (words.next()?, words.next()?);
        let unit = if matches!(what, "money" | "duration") { words.next()? } else { "" };
        let exactness = match words.next() {
            Some(name) => Some(Exactness::ALL.into_iter().find(|e| e.name() == name)?),
            None => None,
        };
        if words.next().is_some() {
            return None;
        }
        let (low, high, exactness) = if what == "date" {
            return is_time(written).then_some(Self { what, written, unit, low: None, high: None, exactness: Exactness::Exact });
        } else if written == "vague" {
            (None, None, Exactness::Vague)
        } else if let Some((low, high)) = written.split_once("..") {
            (Some(low.parse::<f64>().ok()?), Some(high.parse::<f64>().ok()?), exactness.unwrap_or(Exactness::Range))
        } else {
            let n: f64 = written.parse().ok()?;
            let exactness = exactness.unwrap_or_default();
            match exactness {
                Exactness::AtLeast | Exactness::MoreThan => (Some(n), None, exactness),
                Exactness::AtMost | Exactness::LessThan => (None, Some(n), exactness),
                _ => (Some(n), Some(n), exactness),
            }
        };
        Some(Self { what, written, unit, low, high, exactness })
    }

    /// Whether `found` has the same bounds and unit.
    fn as_much_as(&self, found: &Value) -> bool {
        let number = |key: &str| found[key].as_f64();
        let bounds = if found.get("low").is_some() { (number("low"), number("high")) } else { (number("value"), number("value")) };
        let unit = found["currency"].as_str().or_else(|| found["unit"].as_str()).unwrap_or("");
        bounds == (self.low, self.high) && unit == self.unit
    }

    /// Whether `found`, a value or figure, is this.
    fn is(&self, found: &Value) -> bool {
        if self.what == "date" {
            return same_time(self.written, found);
        }
        self.as_much_as(found) && found["exactness"].as_str().unwrap_or("exact") == self.exactness.name()
    }
}

fn is_time(written: &str) -> bool {
    !written.is_empty() && written.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.'))
}

/// Whether `found` begins and ends when it is `written` to, as fine as that is: «2018-03», «2018-03-30..».
fn same_time(written: &str, found: &Value) -> bool {
    let (from, to) = written.split_once("..").unwrap_or((written, written));
    let same = |wanted: &str, key: &str| match found[key].as_str() {
        None => wanted.is_empty(),
        Some(got) => !wanted.is_empty() && got.starts_with(wanted),
    };
    found.is_object() && same(from, "from") && same(to, "to")
}

/// The words of a phrase and how often each stands there, folded as `score/claims.py` of the gold files folds them.
fn words(phrase: &str) -> BTreeMap<String, usize> {
    let folded: String = phrase
        .chars()
        .filter(|c| !matches!(c, '\u{640}' | '\u{64B}'..='\u{652}' | '\u{670}'))
        .map(|c| match c {
            'أ' | 'إ' | 'آ' => 'ا',
            'ى' => 'ي',
            c => c,
        })
        .collect();
    let mut out = BTreeMap::new();
    for word in folded.split(|c: char| !c.is_alphanumeric() && c != '_') {
        if word.is_empty() || matches!(word, "و" | "ف" | "ب" | "ل" | "ك" | "من" | "في" | "عن") {
            continue;
        }
        let bare =
            ["وال", "بال", "كال", "فال", "لل", "ال"].into_iter().find_map(|p| word.strip_prefix(p).filter(|w| w.chars().count() >= 3));
        *out.entry(bare.unwrap_or(word).to_owned()).or_insert(0) += 1;
    }
    out
}

/// F1 of the words of two phrases.
fn likeness(a: &str, b: &str) -> f64 {
    let (a, b) = (words(a), words(b));
    let both: usize = a.iter().map(|(word, n)| (*n).min(b.get(word).copied().unwrap_or(0))).sum();
    let all: usize = a.values().chain(b.values()).sum();
    if all == 0 { 0.0 } else { 2.0 * both as f64 / all as f64 }
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn texts<'v>(values: impl Iterator<Item = &'v Value>) -> Vec<&'v str> {
    values.filter_map(|v| v["text"].as_str()).collect()
}

fn quoted<S: AsRef<str>>(phrases: &[S]) -> String {
    let all: Vec<String> = phrases.iter().map(|p| format!("«{}»", p.as_ref())).collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join(", ") }
}

fn amounts(found: &[Value], kind: &str) -> String {
    let all: Vec<String> = found
        .iter()
        .map(|f| format!("{} {}..{} {}", f[kind].as_str().unwrap_or(""), f["low"], f["high"], f["exactness"].as_str().unwrap_or("")))
        .collect();
    quoted(&all)
}

/// Where `words` stand in `text`, in code points.
fn stand(text: &str, words: &str) -> Vec<(u64, u64)> {
    let length = words.chars().count() as u64;
    text.match_indices(words)
        .map(|(at, _)| {
            let start = text[..at].chars().count() as u64;
            (start, start + length)
        })
        .collect()
}

/// What differs between a claim and what it should be.
fn differs_in(wanted: &Wanted, claim: &Value) -> Vec<String> {
    let mut out = Vec::new();
    for (role, phrases) in wanted.roles() {
        let Some(OneOrMany(phrases)) = phrases else { continue };
        let filled = texts(list(claim, "roles").iter().chain(list(claim, "places")).filter(|f| f["role"] == role));
        let missing = phrases.iter().any(|p| !filled.iter().any(|f| likeness(p, f) >= SAME));
        if missing || (phrases.is_empty() && !filled.is_empty()) {
            out.push(format!("the {role} must be {}, but is {}", quoted(phrases), quoted(&filled)));
        }
    }
    if let Some(time) = &wanted.time
        && !same_time(time, &claim["time"])
    {
        out.push(format!("the time must be {time}, but is {}..{}", claim["time"]["from"], claim["time"]["to"]));
    }
    if let Some(OneOrMany(figures)) = &wanted.figure {
        let found = list(claim, "figures");
        let same = |said: &String| Said::read(said).is_some_and(|s| found.iter().any(|f| f["measure"] == s.what && s.is(f)));
        if !figures.iter().all(same) || (figures.is_empty() && !found.is_empty()) {
            out.push(format!("the figures must be {}, but are {}", quoted(figures), amounts(found, "measure")));
        }
    }
    if let Some(OneOrMany(money)) = &wanted.money {
        let found = list(claim, "money");
        let same = |said: &String| Said::read(&format!("money {said}")).is_some_and(|s| found.iter().any(|m| s.as_much_as(m)));
        if !money.iter().all(same) || (money.is_empty() && !found.is_empty()) {
            out.push(format!("the money must be {}, but is {}", quoted(money), amounts(found, "currency")));
        }
    }
    if let Some(status) = &wanted.status
        && claim["status"] != status.as_str()
    {
        out.push(format!("the status must be {status}, but is {}", claim["status"]));
    }
    if let Some(OneOrMany(sources)) = &wanted.source {
        let chain = texts(list(claim, "attribution").iter());
        if chain.len() != sources.len() || sources.iter().zip(&chain).any(|(s, c)| likeness(s, c) < SAME) {
            out.push(format!("the sources must be {}, but are {}", quoted(sources), quoted(&chain)));
        }
    }
    out
}

/// What differs between the claims of a document and those that it should have.
fn claims_differ(text: &str, wanted: &[Wanted], document: &Value) -> Vec<String> {
    let trigger = |c: &Value| c["trigger"]["text"].as_str().unwrap_or("").to_owned();
    let kind = |c: &Value| c["type"].as_str().unwrap_or("").to_owned();
    if wanted.is_empty() {
        return claims(document).iter().map(|c| format!("nothing may be found, but «{}» gives {}", trigger(c), kind(c))).collect();
    }
    let mut out = Vec::new();
    for w in wanted {
        let spots = stand(text, &w.trigger);
        let here = |c: &&Value| {
            let (from, to) = (c["trigger"]["start"].as_u64().unwrap_or(0), c["trigger"]["end"].as_u64().unwrap_or(0));
            spots.iter().any(|(start, end)| *start < to && from < *end)
        };
        let here: Vec<&Value> = claims(document).iter().filter(here).collect();
        let best = here.iter().filter(|c| kind(c) == w.kind).map(|c| differs_in(w, c)).min_by_key(Vec::len);
        match best {
            Some(differences) => out.extend(differences.into_iter().map(|d| format!("«{}»: {d}", w.trigger))),
            None if here.is_empty() => out.push(format!("«{}» must give {}, but gives no claim", w.trigger, w.kind)),
            None => {
                let kinds: Vec<String> = here.iter().map(|c| kind(c)).collect();
                out.push(format!("«{}» must give {}, but gives {}", w.trigger, w.kind, kinds.join(", ")));
            }
        }
    }
    out
}

/// What differs between the values of a line and those that it should have; numbers inside larger values do not count.
fn values_differ(wanted: &[String], line: &Value) -> Vec<String> {
    let of_a_kind = |v: &&Value| wanted.iter().any(|w| w.split_whitespace().next() == v["kind"].as_str());
    let mut left: Vec<&Value> = list(line, "values").iter().filter(|v| v.get("within").is_none()).filter(of_a_kind).collect();
    let mut out = Vec::new();
    for w in wanted {
        match left.iter().position(|v| Said::read(w).is_some_and(|s| v["kind"] == s.what && s.is(v))) {
            Some(n) => {
                left.remove(n);
            }
            None => out.push(format!("the value «{w}» is not found")),
        }
    }
    out.extend(left.iter().map(|v| format!("a value besides is found: {v}")));
    out
}

/// What is wrong with a case itself. No program could read it rightly, and a mark would hide that.
fn faults(case: &Case, types: &[String]) -> Vec<String> {
    let text = case.text.get_ref();
    let mut out = Vec::new();
    if case.claims.is_none() && case.values.is_none() {
        out.push("the case asks for neither claims nor values".to_owned());
    }
    for w in case.claims.iter().flatten() {
        if !types.contains(&w.kind) {
            out.push(format!("there is no type {}", w.kind));
        }
        let roles = w.roles().into_iter().filter_map(|(_, phrases)| phrases);
        let phrases = roles.chain(&w.source).flat_map(|p| &p.0).chain([&w.trigger]);
        out.extend(phrases.filter(|p| p.is_empty() || !text.contains(p.as_str())).map(|p| format!("«{p}» does not stand in the sentence")));
        out.extend(
            w.status.iter().filter(|s| Status::ALL.iter().all(|x| x.name() != s.as_str())).map(|s| format!("there is no status {s}")),
        );
        out.extend(w.time.iter().filter(|t| !is_time(t)).map(|t| format!("«{t}» is no time")));
        let counts = |f: &&String| Said::read(f).is_some_and(|s| MEASURES.contains(&s.what));
        out.extend(w.figure.iter().flat_map(|f| &f.0).filter(|f| !counts(f)).map(|f| format!("«{f}» is no figure")));
        let money = |m: &&String| Said::read(&format!("money {m}")).is_some();
        out.extend(w.money.iter().flat_map(|m| &m.0).filter(|m| !money(m)).map(|m| format!("«{m}» is no money")));
    }
    let kinds = ["number", "ordinal", "percent", "money", "date", "duration"];
    let value = |v: &&String| Said::read(v).is_some_and(|s| kinds.contains(&s.what));
    out.extend(case.values.iter().flatten().filter(|v| !value(v)).map(|v| format!("«{v}» is no value")));
    out
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All cases with their files and lines.
fn cases() -> Vec<(String, Case)> {
    let folder = std::fs::read_dir(root().join("tests/golden")).expect("the golden cases");
    let mut files: Vec<PathBuf> =
        folder.map(|e| e.expect("a file").path()).filter(|p| p.extension().is_some_and(|x| x == "toml")).collect();
    files.sort();
    let mut out = Vec::new();
    for path in files {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let source = std::fs::read_to_string(&path).expect("UTF-8");
        let read: Cases = toml::from_str(&source).unwrap_or_else(|e| panic!("tests/golden/{name}: {e}"));
        for case in read.case {
            let line = source[..case.text.span().start].matches('\n').count() + 1;
            out.push((format!("tests/golden/{name}:{line}"), case));
        }
    }
    out
}

/// The ids of all claim types.
fn all_types() -> Vec<String> {
    #[derive(Deserialize)]
    struct Ontology {
        #[serde(rename = "type")]
        types: Vec<Entry>,
    }
    #[derive(Deserialize)]
    struct Entry {
        id: String,
    }
    let source = std::fs::read_to_string(root().join("data/ontology.toml")).expect("the ontology");
    toml::from_str::<Ontology>(&source).expect("types").types.into_iter().map(|t| t.id).collect()
}

#[test]
fn sentences_are_read_as_the_guide_says() {
    let (all, types) = (cases(), all_types());
    assert!(all.len() >= CASES, "there are only {} cases", all.len());
    let (mut reports, mut lines) = (String::new(), String::new());
    for (n, (_, case)) in all.iter().enumerate() {
        let (text, at) = (case.text.get_ref(), &case.published);
        reports += &format!("{}\n", json!({ "id": n.to_string(), "published": at, "text": text }));
        lines += &format!("{}\n", json!({ "text": text, "at": (!at.is_empty()).then_some(at) }));
    }
    let coded = run_on(&["read", "-", "--format", "jsonl"], reports.as_bytes());
    assert_eq!((coded.code, coded.err.as_str()), (0, ""));
    let found = run_on(&["values", "-"], lines.as_bytes());
    assert_eq!((found.code, found.err.as_str()), (0, ""));
    let (coded, found) = (documents(&coded.out), documents(&found.out));
    assert_eq!((coded.len(), found.len()), (all.len(), all.len()));

    let (mut wrong, mut right) = (Vec::new(), 0);
    for ((place, case), (document, line)) in all.iter().zip(coded.iter().zip(&found)) {
        let text = case.text.get_ref();
        let mut complain = |what: &[String]| wrong.push(format!("{place}: {text}\n    {}", what.join("\n    ")));
        let faults = faults(case, &types);
        if !faults.is_empty() {
            complain(&faults);
            continue;
        }
        let mut differences = Vec::new();
        if let Some(wanted) = &case.claims {
            differences.extend(claims_differ(text, wanted, document));
        }
        if let Some(wanted) = &case.values {
            differences.extend(values_differ(wanted, line));
        }
        right += usize::from(differences.is_empty());
        match (case.misread, differences.is_empty()) {
            (false, false) => complain(&differences),
            (true, true) => complain(&["no longer misread: take the mark away".to_owned()]),
            _ => {}
        }
    }
    println!("{right} of {} sentences are read rightly", all.len());
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

#[test]
fn sentences_show_every_type() {
    let all = cases();
    for kind in all_types() {
        let n = all.iter().filter(|(_, case)| case.claims.iter().flatten().any(|w| w.kind == kind)).count();
        assert!(n >= OF_A_TYPE, "only {n} sentences show {kind}");
    }
}
