//! The outlets that the program knows: `data/sources/*.toml`.

use serde::Deserialize;
use std::path::Path;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../data/sources"]
#[include = "*.toml"]
struct Embedded;

/// An outlet, agency or observatory.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Short name, for the command line.
    pub id: String,
    /// Name in its own language.
    pub name: String,
    /// English name.
    pub en: String,
    /// ISO 3166 two-letter country of its seat, or `int` for the United Nations and the like.
    pub country: String,
    /// agency, channel, newspaper, site, observatory, organisation.
    pub kind: String,
    /// Language of the feed.
    pub language: String,
    /// Its site.
    pub site: String,
    /// Its feed.
    pub feed: String,
    /// Admiralty grade, A to F; F is «cannot be judged».
    #[serde(default = "unjudged")]
    pub reliability: String,
}

fn unjudged() -> String {
    "F".into()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source: Vec<Source>,
}

/// Kinds of sources.
pub const KINDS: [&str; 6] = ["agency", "channel", "newspaper", "site", "observatory", "organisation"];

/// Reads one file.
///
/// # Errors
/// The words of what is wrong, with the line.
pub fn parse(text: &str, path: &str) -> Result<Vec<Source>, String> {
    let file: File = toml::from_str(text).map_err(|e| format!("{path}: {e}"))?;
    for s in &file.source {
        let wrong = |what: &str| Err(format!("{path}: source {:?}: {what}", s.id));
        if !KINDS.contains(&s.kind.as_str()) {
            return wrong(&format!("unknown kind {:?}: one of {}", s.kind, KINDS.join(", ")));
        }
        if !matches!(s.reliability.as_str(), "A" | "B" | "C" | "D" | "E" | "F") {
            return wrong("reliability is a letter from A to F");
        }
        if url::Url::parse(&s.feed).is_err() || url::Url::parse(&s.site).is_err() {
            return wrong("feed and site must be addresses");
        }
    }
    Ok(file.source)
}

/// The sources of a folder, or those inside the program.
///
/// # Errors
/// The words of what is wrong with a file.
pub fn all(folder: Option<&Path>) -> Result<Vec<Source>, String> {
    let mut out = Vec::new();
    match folder {
        Some(f) => {
            let mut files: Vec<_> = std::fs::read_dir(f)
                .and_then(Iterator::collect::<Result<Vec<_>, _>>)
                .map_err(|e| format!("{}: {e}", f.display()))?
                .iter()
                .map(std::fs::DirEntry::path)
                .filter(|p| p.extension().is_some_and(|x| x == "toml"))
                .collect();
            files.sort();
            for p in files {
                let text = std::fs::read_to_string(&p).map_err(|e| format!("{}: {e}", p.display()))?;
                out.extend(parse(&text, &p.display().to_string())?);
            }
        }
        None => {
            for name in Embedded::iter() {
                let text = Embedded::get(&name).and_then(|f| String::from_utf8(f.data.into_owned()).ok()).unwrap_or_default();
                out.extend(parse(&text, &name)?);
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::{all, parse};
    use std::collections::HashSet;

    #[test]
    fn at_least_forty_sources_each_once() {
        let sources = all(None).expect("sources");
        assert!(sources.len() >= 40, "{}", sources.len());
        let ids: HashSet<_> = sources.iter().map(|s| &s.id).collect();
        let feeds: HashSet<_> = sources.iter().map(|s| &s.feed).collect();
        assert_eq!((ids.len(), feeds.len()), (sources.len(), sources.len()));
        assert!(sources.iter().all(|s| s.reliability == "F" && s.feed.starts_with("https://")));
    }

    #[test]
    fn wrong_kinds_are_told() {
        let bad = "[[source]]\nid='x'\nname='x'\nen='x'\ncountry='SY'\nkind='blog'\nlanguage='ar'\nsite='https://x.example'\nfeed='https://x.example/rss'\n";
        assert!(parse(bad, "x.toml").expect_err("wrong").contains("unknown kind"));
    }
}
