//! `marsad values`: the numbers, dates, money and durations of lines of text.
//!
//! Takes plain lines, or JSON lines `{"text", "at"}` (a line that begins with `{`), and gives one JSON object a line:
//! `{"text", "values": […]}`, spans in Unicode code points. Dates come with their first and last day and the grain
//! that was said. A number inside a larger value (the 20 of «20 ألف دولار») follows it, marked `within`.

use jiff::civil::Date;
use marsad_core::extract::values::{Value, ValueKind, find};
use marsad_core::lexicon::Lexicon;
use marsad_core::record::{Exactness, Span};
use marsad_core::text::{CodePoints, Text, TokenKind};
use serde_json::{Map, Value as Json, json};
use std::io::{self, BufRead, Write};

/// A line that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

impl std::fmt::Display for BadLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// Reads all lines, writes one JSON object for each that could be read, and gives the ones that could not.
/// A bad line gives an object with its `error`, so that output and input stay line for line.
///
/// # Errors
/// What reading or writing has against it.
pub fn run(lexicon: &Lexicon, input: impl BufRead, mut output: impl Write) -> io::Result<Vec<BadLine>> {
    let (mut text, mut found) = (Text::default(), Vec::new());
    let mut bad = Vec::new();
    for (n, line) in input.split(b'\n').enumerate() {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        let line = line.strip_suffix('\r').unwrap_or(&line);
        match read_line(line) {
            Ok((source, at)) => {
                text.read(&source);
                find(&text, &source, at, &lexicon.values, &mut found);
                let values = values_json(&source, &text, &found);
                serde_json::to_writer(&mut output, &json!({ "text": source, "values": values }))?;
            }
            Err(message) => {
                serde_json::to_writer(&mut output, &json!({ "text": line, "values": [], "error": message }))?;
                bad.push(BadLine { line: n + 1, message });
            }
        }
        output.write_all(b"\n")?;
    }
    output.flush()?;
    Ok(bad)
}

/// The text of a line and the date that relative words lean on.
fn read_line(line: &str) -> Result<(String, Option<Date>), String> {
    let line = line.strip_prefix('\u{FEFF}').unwrap_or(line);
    if !line.starts_with('{') {
        return Ok((line.to_owned(), None));
    }
    let json: Json = serde_json::from_str(line).map_err(|e| format!("no JSON object: {e}"))?;
    let text = json.get("text").and_then(Json::as_str).ok_or("a JSON line needs \"text\"")?;
    let at = match json.get("at") {
        None | Some(Json::Null) => None,
        Some(at) => {
            let day = at.as_str().and_then(|s| s.get(..10)).and_then(|s| s.parse().ok());
            Some(day.ok_or_else(|| format!("\"at\" is no ISO date such as 2018-05-14: {at}"))?)
        }
    };
    Ok((text.to_owned(), at))
}

/// Values as JSON, each followed by the numbers inside it.
fn values_json(source: &str, text: &Text, values: &[Value]) -> Vec<Json> {
    let points = CodePoints::new(source);
    let mut out = Vec::with_capacity(values.len());
    for v in values {
        out.push(Json::Object(value_json(source, &points, v)));
        inner(source, text, &points, v, &mut out);
    }
    out
}

fn value_json(source: &str, points: &CodePoints<'_>, v: &Value) -> Map<String, Json> {
    let (kind, more) = match &v.kind {
        ValueKind::Number => ("number", Map::new()),
        ValueKind::Ordinal => ("ordinal", Map::new()),
        ValueKind::Percent => ("percent", Map::new()),
        ValueKind::Money(code) => ("money", pairs([("low", number(v.low)), ("high", number(v.high)), ("currency", json!(code))])),
        ValueKind::Duration(unit) => ("duration", pairs([("unit", json!(unit))])),
        ValueKind::Date { from, to, grain } => {
            // whole days where they are known: the grain tells how much of them was said
            let day = |d: Option<Date>, cut: &Option<String>| d.map(|d| d.to_string()).or_else(|| cut.clone());
            ("date", pairs([("from", json!(day(v.days.0, from))), ("to", json!(day(v.days.1, to))), ("grain", json!(grain))]))
        }
    };
    let mut m = spanned(kind, v.span, source, points);
    if !matches!(kind, "money" | "date") {
        // of a bound the one number that was said, of a range none
        let said = if v.exactness == Exactness::Range { None } else { v.low.or(v.high) };
        m.insert("value".into(), number(said));
    }
    m.extend(more);
    if v.exactness != Exactness::Exact {
        m.insert("exactness".into(), json!(v.exactness.name()));
        if !matches!(kind, "money" | "date") {
            m.insert("low".into(), number(v.low));
            m.insert("high".into(), number(v.high));
        }
    }
    m
}

/// The numbers that a larger value contains.
fn inner(source: &str, text: &Text, points: &CodePoints<'_>, v: &Value, out: &mut Vec<Json>) {
    let mut push = |span: Span, value: f64, kind: &str| {
        let mut m = spanned("number", span, source, points);
        m.insert("value".into(), number(Some(value)));
        m.insert("within".into(), json!(kind));
        out.push(Json::Object(m));
    };
    match &v.kind {
        ValueKind::Money(_) | ValueKind::Percent if v.exactness != Exactness::Range && v.core.start < v.core.end => {
            if let Some(n) = v.low.or(v.high) {
                push(v.core, n, if v.kind == ValueKind::Percent { "percent" } else { "money" });
            }
        }
        ValueKind::Duration(_) if v.exactness != Exactness::Range && v.core.start < v.core.end => {
            if let Some(n) = v.low.or(v.high) {
                push(v.core, n, "duration");
            }
        }
        ValueKind::Date { .. } => {
            for t in text.tokens[v.from as usize..v.to as usize].iter().filter(|t| t.kind == TokenKind::Number) {
                if let Ok(n) = text.folded_of(t).parse() {
                    push(t.span(), n, "date");
                }
            }
        }
        _ => {}
    }
}

fn spanned(kind: &str, span: Span, source: &str, points: &CodePoints<'_>) -> Map<String, Json> {
    pairs([
        ("kind", json!(kind)),
        ("text", json!(span.of(source))),
        ("start", json!(points.at(span.start))),
        ("end", json!(points.at(span.end))),
    ])
}

fn pairs<const N: usize>(entries: [(&str, Json); N]) -> Map<String, Json> {
    entries.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()
}

/// A JSON number, whole where it is whole.
fn number(n: Option<f64>) -> Json {
    match n {
        None => Json::Null,
        Some(n) if n.fract() == 0.0 && n.abs() < 9e15 => json!(n as i64),
        Some(n) => json!(n),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::run;
    use marsad_core::lexicon::{Lexicon, load::Data};
    use serde_json::Value as Json;

    fn lines(input: &str) -> (Vec<Json>, Vec<String>) {
        let file = ("values/ar.toml".to_owned(), include_str!("../../../../data/values/ar.toml").to_owned());
        let (lexicon, _) = Lexicon::freeze_all(Data::read([file]));
        let mut out = Vec::new();
        let bad = run(&lexicon, input.as_bytes(), &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        (out.lines().map(|l| serde_json::from_str(l).unwrap()).collect(), bad.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn plain_lines_and_json_lines() {
        let (out, bad) = lines("وصل 12 وفدا\n{\"text\": \"غادر أمس\", \"at\": \"2018-03-01T10:00:00Z\"}\n");
        assert!(bad.is_empty());
        assert_eq!(out[0]["values"][0]["value"], 12);
        assert_eq!(out[0]["values"][0]["start"], 4);
        assert_eq!(out[1]["values"][0]["from"], "2018-02-28");
        assert_eq!(out[1]["values"][0]["text"], "أمس");
    }

    #[test]
    fn a_bad_line_is_named_and_the_rest_goes_on() {
        let (out, bad) = lines("{\"text\": 5}\n{oops\n{\"text\": \"3 سفن\", \"at\": \"tomorrow\"}\n3 سفن\r\n");
        assert_eq!(bad.len(), 3);
        assert!(bad[1].starts_with("line 2: no JSON object"), "{bad:?}");
        assert!(out[2]["error"].as_str().unwrap().contains("at"));
        assert_eq!(out[3]["values"][0]["value"], 3);
        assert_eq!(out[3]["text"], "3 سفن");
    }

    #[test]
    fn the_number_inside_a_larger_value_follows_it() {
        let (out, _) = lines("دفع 20 ألف دولار");
        let values = out[0]["values"].as_array().unwrap();
        assert_eq!(
            (values[0]["kind"].as_str(), values[0]["currency"].as_str(), values[0]["low"].as_i64()),
            (Some("money"), Some("USD"), Some(20_000))
        );
        assert_eq!((values[1]["within"].as_str(), values[1]["value"].as_i64()), (Some("money"), Some(20_000)));
    }
}
