//! Reports as JSON objects: `id`, `title`, `published`, `source`, `url`, `text`; other keys are left alone.

use marsad_core::record::Document;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::io::Read;

#[derive(Deserialize)]
struct Report<'a> {
    #[serde(default, borrow)]
    id: Scalar<'a>,
    #[serde(default, borrow)]
    title: Scalar<'a>,
    #[serde(default, borrow)]
    published: Scalar<'a>,
    #[serde(default, borrow)]
    source: Scalar<'a>,
    #[serde(default, borrow)]
    url: Scalar<'a>,
    #[serde(default, borrow)]
    text: Option<Cow<'a, str>>,
}

/// A string, or a number written as one, or null.
#[derive(Default)]
struct Scalar<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Scalar<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string")
            }
            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Scalar::default())
            }
            fn visit_i64<E: Error>(self, n: i64) -> Result<Self::Value, E> {
                Ok(Scalar(n.to_string().into()))
            }
            fn visit_u64<E: Error>(self, n: u64) -> Result<Self::Value, E> {
                Ok(Scalar(n.to_string().into()))
            }
            fn visit_borrowed_str<E: Error>(self, s: &'de str) -> Result<Self::Value, E> {
                Ok(Scalar(s.into()))
            }
            fn visit_str<E: Error>(self, s: &str) -> Result<Self::Value, E> {
                Ok(Scalar(s.to_owned().into()))
            }
        }
        d.deserialize_any(Any)
    }
}

/// The document of one JSON object.
///
/// # Errors
/// What is wrong with it, with the column where JSON breaks.
pub fn document(bytes: &[u8]) -> Result<Document, String> {
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        return Err("no report: an array where an object was expected".into());
    }
    let report: Report<'_> = serde_json::from_slice(bytes).map_err(|e| {
        let what = e.to_string();
        let what = what.strip_suffix(&format!(" at line {} column {}", e.line(), e.column())).unwrap_or(&what);
        match (e.classify(), e.column()) {
            (serde_json::error::Category::Data, _) => format!("no report: {what}"),
            (_, column) => format!("no valid JSON: {what}, at column {column}"),
        }
    })?;
    let text = report.text.ok_or("no report: the key \"text\" is missing or null")?;
    Ok(Document {
        id: report.id.0.into_owned(),
        title: report.title.0.trim().to_owned(),
        published: report.published.0.trim().to_owned(),
        source: report.source.0.into_owned(),
        url: report.url.0.into_owned(),
        text: text.into_owned(),
    })
}

/// Gives `each` the objects of a JSON file one after the other, whether it holds one, several, or an
/// array of them, without keeping the file in memory. `each` is told whether the object stands in an array, and returns
/// false to end early.
///
/// # Errors
/// Where JSON breaks; what came before has been given.
pub fn objects(reader: impl Read, each: &mut dyn FnMut(Box<RawValue>, bool) -> bool) -> Result<(), serde_json::Error> {
    let mut d = serde_json::Deserializer::from_reader(reader);
    let mut goes_on = true;
    loop {
        match d.end() {
            Ok(()) => return Ok(()),
            Err(e) if e.is_io() => return Err(e),
            Err(_) => {}
        }
        Elements { each, goes_on: &mut goes_on }.deserialize(&mut d)?;
        if !goes_on {
            return Ok(());
        }
    }
}

struct Elements<'f> {
    each: &'f mut dyn FnMut(Box<RawValue>, bool) -> bool,
    goes_on: &'f mut bool,
}

impl<'de> DeserializeSeed<'de> for Elements<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Elements<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a report (an object) or an array of reports")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while let Some(element) = elements.next_element::<Box<RawValue>>()? {
            if *self.goes_on {
                *self.goes_on = (self.each)(element, true);
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        // an object's bytes are gone once its first key is read, so it is put together again
        let mut report = serde_json::Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            match key.as_str() {
                "id" | "title" | "published" | "source" | "url" | "text" => {
                    report.insert(key, entries.next_value()?);
                }
                _ => {
                    entries.next_value::<IgnoredAny>()?;
                }
            }
        }
        let raw = serde_json::value::to_raw_value(&report).map_err(A::Error::custom)?;
        *self.goes_on = (self.each)(raw, false);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{document, objects};

    #[test]
    fn an_object_is_a_report() {
        let d = document("{\"id\": 7, \"title\": null, \"text\": \"قال\\u0646\", \"more\": [1]}".as_bytes()).expect("a report");
        assert_eq!((d.id.as_str(), d.title.as_str(), d.text.as_str()), ("7", "", "قالن"));
    }

    #[test]
    fn what_is_wrong_is_told() {
        let wrong = |s: &str| document(s.as_bytes()).expect_err("no report");
        assert_eq!(wrong("{\"text\": \"x\""), "no valid JSON: EOF while parsing an object, at column 12");
        assert_eq!(wrong("{\"id\": \"x\"}"), "no report: the key \"text\" is missing or null");
        assert!(wrong("{\"text\": 5}").starts_with("no report: invalid type: integer `5`, expected"));
        assert!(wrong("[1]").starts_with("no report"));
    }

    #[test]
    fn arrays_objects_and_runs_of_them() {
        let all = |s: &str| {
            let mut out = Vec::new();
            let end = objects(s.as_bytes(), &mut |r, _| {
                out.push(document(r.get().as_bytes()).map(|d| d.text));
                true
            });
            (out.into_iter().flatten().collect::<Vec<_>>().join(","), end.is_ok())
        };
        assert_eq!(all("[{\"text\": \"a\"}, {\"text\": \"b\"}]"), ("a,b".into(), true));
        assert_eq!(all("{\n\"x\": {\"y\": 1}, \"text\": \"a\"}\n"), ("a".into(), true));
        assert_eq!(all("{\"text\": \"a\"}\n{\"text\": \"b\"}"), ("a,b".into(), true));
        assert_eq!(all("[{\"text\": \"a\"}, {\"text\": "), ("a".into(), false));
        assert_eq!(all(""), (String::new(), true));
    }
}
