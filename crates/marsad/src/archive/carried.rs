//! Reports that come from another archive with their claims: the way back of the native export format.
//!
//! Takes a line of `marsad export --format jsonl`, gives a [`Report`] that carries its codings. Promises that ids
//! follow from the content, that raw bytes have their hash, and that every span stands in the text; a line that was
//! altered is refused. What the claims say is believed: bring in lines of archives that you trust.

use super::custody::{Hash, hex, sha256};
use super::pack::strip;
use super::{Capture, Report};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

/// What a report from another archive brings along.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Carried {
    /// SHA-256 of the raw bytes, which may be missing.
    pub raw_sha256: Hash,
    /// Their number.
    pub raw_size: u64,
    /// Whether they came along.
    pub has_raw: bool,
    /// Codings, oldest first.
    pub codings: Vec<CarriedCoding>,
}

/// A coding that was made elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CarriedCoding {
    /// Hash of its lexicon.
    pub lexicon: u64,
    /// The program that made it.
    pub tool: String,
    /// When, in seconds since 1970.
    pub at: i64,
    /// Claims and entities, without the words of spans.
    pub stripped: Value,
}

#[derive(Deserialize)]
struct Line {
    marsad: String,
    id: String,
    version: String,
    #[serde(default, rename = "ref")]
    reference: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    published: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    byline: String,
    #[serde(default)]
    language: String,
    text: String,
    capture: LineCapture,
    #[serde(flatten)]
    newest: Option<LineCoding>,
    #[serde(default)]
    history: Vec<LineCoding>,
    #[serde(default)]
    raw: Option<String>,
}

#[derive(Deserialize)]
struct LineCapture {
    at: i64,
    #[serde(default)]
    origin: String,
    offset: Option<u64>,
    length: Option<u64>,
    status: Option<u16>,
    #[serde(default)]
    headers: String,
    #[serde(default)]
    tool: String,
    #[serde(default)]
    media: String,
    raw_sha256: String,
    raw_size: u64,
}

#[derive(Deserialize)]
struct LineCoding {
    lexicon: String,
    tool: String,
    coded: i64,
    claims: Value,
    entities: Value,
}

/// Whether a JSON object is a line of the native format.
#[must_use]
pub fn is_native(bytes: &[u8]) -> bool {
    let mut rest = bytes.trim_ascii_start();
    for part in [&b"{"[..], b"\"marsad\"", b":", b"\"document/"] {
        let Some(r) = rest.strip_prefix(part) else { return false };
        rest = r.trim_ascii_start();
    }
    true
}

/// The report of a line.
///
/// # Errors
/// What is wrong with it.
pub fn report(bytes: &[u8]) -> Result<Report, String> {
    let l: Line = serde_json::from_slice(bytes).map_err(|e| format!("no line of an export: {e}"))?;
    if l.marsad != crate::export::JSONL_FORMAT {
        return Err(format!("the export has the format {:?}, this program reads {:?}", l.marsad, crate::export::JSONL_FORMAT));
    }
    let (has_raw, raw) = match &l.raw {
        Some(r) => (true, STANDARD.decode(r).map_err(|e| format!("the raw bytes are no base 64: {e}"))?),
        None => (false, Vec::new()),
    };
    let hash = if has_raw { sha256(&raw) } else { hash_of(&l.capture.raw_sha256).ok_or("raw_sha256 is no SHA-256")? };
    if hex(&hash) != l.capture.raw_sha256.to_ascii_lowercase() || (has_raw && raw.len() as u64 != l.capture.raw_size) {
        return Err("the raw bytes do not have their SHA-256: the line was altered".into());
    }
    let letters: Vec<char> = l.text.chars().collect();
    let mut codings = Vec::with_capacity(l.history.len() + 1);
    for c in l.history.into_iter().chain(l.newest) {
        let lexicon = u64::from_str_radix(&c.lexicon, 16).map_err(|_| format!("{:?} is no lexicon's hash", c.lexicon))?;
        let coded = json!({"claims": c.claims, "entities": c.entities});
        stand_in(&coded, &letters)?;
        codings.push(CarriedCoding { lexicon, tool: c.tool, at: c.coded, stripped: strip(coded) });
    }
    let k = l.capture;
    let capture =
        Capture { at: k.at, origin: k.origin, offset: k.offset, length: k.length, status: k.status, headers: k.headers, tool: k.tool };
    let carried = Carried { raw_sha256: hash, raw_size: k.raw_size, has_raw, codings };
    let r = Report {
        raw,
        media: k.media,
        title: l.title,
        text: l.text,
        published: l.published,
        source: l.source,
        url: l.url,
        byline: l.byline,
        language: l.language,
        reference: l.reference,
        capture,
        carried: Some(Box::new(carried)),
    };
    let document = r.document_id();
    if document.to_string() != l.id || r.version_id(document).to_string() != l.version {
        return Err(format!("version {} is not what its id says: the line was altered", l.version));
    }
    Ok(r)
}

fn hash_of(hex: &str) -> Option<Hash> {
    let bytes: Option<Vec<u8>> = (0..32).map(|i| hex.get(2 * i..2 * i + 2).and_then(|h| u8::from_str_radix(h, 16).ok())).collect();
    bytes?.try_into().ok().filter(|_| hex.len() == 64)
}

/// Whether every span stands in the text with its words.
fn stand_in(v: &Value, letters: &[char]) -> Result<(), String> {
    match v {
        Value::Array(a) => a.iter().try_for_each(|v| stand_in(v, letters)),
        Value::Object(m) => {
            if let (Some(a), Some(b)) = (m.get("start"), m.get("end")) {
                let at = |v: &Value| v.as_u64().and_then(|n| usize::try_from(n).ok());
                let words = at(a).zip(at(b)).filter(|(a, b)| a <= b).and_then(|(a, b)| letters.get(a..b));
                let told = m.get("text").and_then(Value::as_str).unwrap_or_default();
                if !words.is_some_and(|w| w.iter().copied().eq(told.chars())) {
                    return Err(format!("a claim's words {told:?} do not stand in the text where it says: the line was altered"));
                }
            }
            m.values().try_for_each(|v| stand_in(v, letters))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_native, report};

    #[test]
    fn native_lines_are_known_by_their_first_key() {
        assert!(is_native(b" {\"marsad\": \"document/1\", \"x\""));
        assert!(!is_native(b"{\"text\": \"marsad\"}") && !is_native(b"{}") && !is_native(b""));
    }

    #[test]
    fn what_is_no_line_is_told() {
        assert!(report(b"{\"marsad\":\"document/1\"}").is_err());
        assert!(report(b"{\"marsad\":\"document/9\",\"id\":\"\",\"version\":\"\",\"text\":\"\",\"capture\":{\"at\":0,\"raw_sha256\":\"\",\"raw_size\":0}}").is_err_and(|e| e.contains("document/9")));
    }
}
