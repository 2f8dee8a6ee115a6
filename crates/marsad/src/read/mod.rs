//! From the bytes of a file to documents; one file a format.
//!
//! Takes bytes, gives [`Document`]s whose text is what all spans will index. Nothing here knows of
//! folders, threads or terminals.

mod encoding;
pub mod html;
pub mod json;

pub use encoding::decode;
use marsad_core::record::Document;
use sha2::{Digest, Sha256};
use std::path::Path;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A report's plain text.
    Text,
    /// A page.
    Html,
    /// One object, or an array of them.
    Json,
    /// One object a line.
    JsonLines,
}

impl Format {
    /// The format that a file's name tells, a final `.gz` apart.
    pub fn of_name(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        Some(match name.rsplit_once('.')?.1 {
            "txt" => Self::Text,
            "html" | "htm" => Self::Html,
            "json" => Self::Json,
            "jsonl" | "ndjson" => Self::JsonLines,
            _ => return None,
        })
    }

    /// The format that a file's first bytes look like, for standard input and unknown names.
    pub fn of_content(head: &[u8]) -> Self {
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
        let start = head.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(head.len());
        let head = &head[start..];
        match head.first() {
            Some(b'{') => {
                // a whole object in the first line: one object a line
                let line = head.split(|b| *b == b'\n').next().unwrap_or(head).trim_ascii_end();
                let cut_short = line.len() == head.len();
                if line.ends_with(b"}") || (cut_short && line.len() > 64) { Self::JsonLines } else { Self::Json }
            }
            Some(b'[') if head[1..].trim_ascii_start().starts_with(b"{") => Self::Json,
            Some(b'<') if head.get(1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'!' || *b == b'?') => Self::Html,
            _ => Self::Text,
        }
    }
}

/// A plain text's document.
pub fn text(bytes: &[u8]) -> Document {
    Document { text: decode(bytes, None), ..Document::default() }
}

/// Joins the title to the text where it does not begin with it, gives an id made of the content where
/// there is none, and the date `published` where the document has none of its own.
pub fn complete(d: &mut Document, published: &str) {
    if !d.title.is_empty() && !d.text.starts_with(&d.title) {
        d.text.insert(0, '\n');
        d.text.insert_str(0, &d.title);
    }
    if d.id.is_empty() {
        let mut hash = Sha256::new();
        for part in [&d.url, &d.source, &d.published, &d.text] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        d.id = hash.finalize().iter().take(16).map(|b| format!("{b:02x}")).collect();
    }
    if d.published.is_empty() {
        published.clone_into(&mut d.published);
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, complete};
    use marsad_core::record::Document;

    #[test]
    fn names_tell_the_format() {
        let of = |n: &str| Format::of_name(n.as_ref());
        assert_eq!(of("a/b.TXT"), Some(Format::Text));
        assert_eq!(of("b.html.gz"), Some(Format::Html));
        assert_eq!(of("b.jsonl.gz"), Some(Format::JsonLines));
        assert_eq!(of("b.json"), Some(Format::Json));
        assert_eq!(of("b.csv"), None);
        assert_eq!(of("txt"), None);
    }

    #[test]
    fn content_tells_the_format() {
        let of = |s: &str| Format::of_content(s.as_bytes());
        assert_eq!(of("{\"text\": \"x\"}\n{\"text\": \"y\"}\n"), Format::JsonLines);
        assert_eq!(of("\u{FEFF}{\n \"text\": \"x\"\n}\n"), Format::Json);
        assert_eq!(of(" [ {\"text\": \"x\"} ]"), Format::Json);
        assert_eq!(of("[صورة] قال"), Format::Text);
        assert_eq!(of("<!DOCTYPE html><html>"), Format::Html);
        assert_eq!(of(""), Format::Text);
    }

    #[test]
    fn title_is_joined_once() {
        let mut d = Document { title: "عنوان".into(), text: "نص".into(), ..Document::default() };
        complete(&mut d, "2020-01-02");
        assert_eq!((d.text.as_str(), d.published.as_str()), ("عنوان\nنص", "2020-01-02"));
        let id = d.id.clone();
        complete(&mut d, "");
        assert_eq!((d.text.as_str(), &d.id), ("عنوان\nنص", &id));
    }
}
