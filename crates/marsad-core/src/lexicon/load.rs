//! Reads the data files into entries.

use super::fault::{DataFile, Fault};
use crate::text::BoilerplateKind;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

/// One string or several.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "OneOrManyRaw")]
pub struct OneOrMany(pub Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrManyRaw {
    One(String),
    Many(Vec<String>),
}

impl From<OneOrManyRaw> for OneOrMany {
    fn from(raw: OneOrManyRaw) -> Self {
        Self(match raw {
            OneOrManyRaw::One(s) => vec![s],
            OneOrManyRaw::Many(v) => v,
        })
    }
}

/// A verb: root letters apart, form, and what is irregular.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct VerbEntry {
    pub root: String,
    pub form: String,
    #[serde(default)]
    pub vowel: String,
    #[serde(default)]
    pub masdar: OneOrMany,
    #[serde(default)]
    pub plural: OneOrMany,
    #[serde(default)]
    pub class: OneOrMany,
    #[serde(default)]
    pub gloss: String,
}

/// A noun, adjective or nisba.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct NounEntry {
    pub lemma: String,
    #[serde(default)]
    pub plural: OneOrMany,
    #[serde(default)]
    pub class: OneOrMany,
    #[serde(default)]
    pub gender: String,
    #[serde(default)]
    pub place: String,
    #[serde(default)]
    pub country: String,
    #[serde(default)]
    pub code: String,
    #[serde(default)]
    pub gloss: String,
    #[serde(default)]
    pub radius_km: f32,
}

/// A word or fixed phrase without inflection.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct WordEntry {
    pub text: String,
    pub class: OneOrMany,
    #[serde(default)]
    pub role: String,
    #[serde(default)]
    pub bound: String,
    #[serde(default)]
    pub gloss: String,
}

/// An actor.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct ActorEntry {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub en: String,
    #[serde(default)]
    pub alias: OneOrMany,
    pub kind: String,
    #[serde(default)]
    pub country: String,
    #[serde(default)]
    pub code: String,
    #[serde(default)]
    pub office: String,
    #[serde(default)]
    pub years: String,
}

/// An attribution cue.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct CueEntry {
    #[serde(default)]
    pub verb: String,
    #[serde(default)]
    pub phrase: String,
    #[serde(default)]
    pub noun: String,
    pub kind: String,
    #[serde(default)]
    pub takes: OneOrMany,
    #[serde(default)]
    pub event: bool,
    #[serde(default)]
    pub own: bool,
}

/// A light verb.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct LightEntry {
    #[serde(default)]
    pub verb: String,
    #[serde(default)]
    pub phrase: String,
    #[serde(default)]
    pub noun: String,
    pub kind: String,
    #[serde(default)]
    pub takes: OneOrMany,
}

/// A line of page furniture.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct BoilerplateEntry {
    pub text: String,
    pub kind: BoilerplateKind,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct LexiconFile {
    verb: Vec<Spanned<VerbEntry>>,
    noun: Vec<Spanned<NounEntry>>,
    adjective: Vec<Spanned<NounEntry>>,
    nisba: Vec<Spanned<NounEntry>>,
    word: Vec<Spanned<WordEntry>>,
    actor: Vec<Spanned<ActorEntry>>,
    cue: Vec<Spanned<CueEntry>>,
    light: Vec<Spanned<LightEntry>>,
    boilerplate: Vec<Spanned<BoilerplateEntry>>,
    given: Vec<String>,
    family: Vec<String>,
    ambiguous: Vec<String>,
    usual_place: Vec<String>,
}

/// Conditions of a frame.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct ConditionEntry {
    pub near: Vec<String>,
    pub next: Vec<String>,
    pub prev: Vec<String>,
    pub object: Vec<String>,
    pub subject: Vec<String>,
}

/// A sentence that a frame must or must not match.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct ExampleEntry {
    pub text: String,
    pub trigger: String,
    pub agent: OneOrMany,
    pub target: OneOrMany,
    pub instrument: OneOrMany,
    pub at: OneOrMany,
    pub origin: OneOrMany,
    pub via: OneOrMany,
    pub destination: OneOrMany,
    pub status: String,
}

/// A frame as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct FrameEntry {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub verbs: Vec<Spanned<String>>,
    #[serde(default)]
    pub participles: String,
    #[serde(default)]
    pub nouns: Vec<Spanned<String>>,
    #[serde(default)]
    pub phrases: Vec<Spanned<String>>,
    #[serde(default)]
    pub subject: String,
    #[serde(default)]
    pub object: String,
    #[serde(default)]
    pub genitive: String,
    #[serde(default)]
    pub head: String,
    #[serde(default)]
    pub prep: std::collections::BTreeMap<String, String>,
    #[serde(default)]
    pub measure: String,
    #[serde(default = "half")]
    pub strength: f32,
    #[serde(default)]
    pub needs: String,
    #[serde(default)]
    pub when: ConditionEntry,
    #[serde(default)]
    pub unless: ConditionEntry,
    #[serde(default, rename = "match")]
    pub matches: Vec<Spanned<ExampleEntry>>,
    #[serde(default, rename = "reject")]
    pub rejects: Vec<Spanned<ExampleEntry>>,
}

const fn half() -> f32 {
    0.5
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameFile {
    family: String,
    #[serde(default)]
    frame: Vec<Spanned<FrameEntry>>,
}

/// Where an entry stands: file number and byte range.
pub type At = (usize, Range<usize>);

/// An entry with its place.
#[derive(Debug, Clone)]
pub struct Placed<T> {
    /// Where.
    pub at: At,
    /// What.
    pub entry: T,
}

/// A place of the gazetteer.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct PlaceEntry {
    pub id: String,
    pub ar: Vec<String>,
    pub en: String,
    pub lat: f64,
    pub lon: f64,
    pub country: String,
    pub admin1: String,
    pub class: String,
    pub population: u32,
    pub radius_km: f32,
    pub ambiguous: bool,
}

/// All entries of a data folder.
#[derive(Debug, Default)]
#[allow(missing_docs)]
pub struct Data {
    pub files: Vec<DataFile>,
    pub verbs: Vec<Placed<VerbEntry>>,
    pub nouns: Vec<Placed<NounEntry>>,
    pub adjectives: Vec<Placed<NounEntry>>,
    pub nisbas: Vec<Placed<NounEntry>>,
    pub words: Vec<Placed<WordEntry>>,
    pub actors: Vec<Placed<ActorEntry>>,
    pub cues: Vec<Placed<CueEntry>>,
    pub lights: Vec<Placed<LightEntry>>,
    pub boilerplate: Vec<Placed<BoilerplateEntry>>,
    pub given: Vec<String>,
    pub family: Vec<String>,
    pub ambiguous: Vec<String>,
    pub usual_places: Vec<String>,
    pub frames: Vec<Placed<FrameEntry>>,
    pub places: Vec<PlaceEntry>,
    pub ontology: Option<super::Ontology>,
    pub values: Option<crate::extract::values::ValueWords>,
    pub faults: Vec<Fault>,
}

impl Data {
    /// Reads files given as (path, text); paths decide what a file is (`ontology.toml`, `lexicon/…`, `frames/…`,
    /// `gazetteer/….tsv`); others are left alone. Faults are collected, not thrown.
    #[must_use]
    pub fn read(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut data = Self::default();
        let mut files: Vec<(String, String)> = files.into_iter().collect();
        files.sort();
        for (path, text) in files {
            let n = data.files.len();
            data.files.push(DataFile { path, text });
            let path = data.files[n].path.clone();
            if path.ends_with("ontology.toml") {
                data.read_ontology(n);
            } else if path.ends_with("values/ar.toml") {
                match crate::extract::values::ValueWords::parse(&data.files[n].text) {
                    Ok(v) => data.values = Some(v),
                    Err(e) => data.toml_fault(n, &e),
                }
            } else if path.contains("lexicon/") && path.ends_with(".toml") {
                data.read_lexicon(n);
            } else if path.contains("frames/") && path.ends_with(".toml") {
                data.read_frames(n);
            } else if path.contains("gazetteer/") && path.ends_with(".tsv") {
                data.read_places(n);
            }
        }
        data
    }

    /// Notes a fault at a place.
    pub fn fault(&mut self, at: &At, message: impl Into<String>) {
        let fault = Fault::at(&self.files[at.0], at.1.clone(), message);
        self.faults.push(fault);
    }

    fn toml_fault(&mut self, n: usize, e: &toml::de::Error) {
        let range = e.span().unwrap_or(0..0);
        self.fault(&(n, range), e.message().to_owned());
    }

    fn read_ontology(&mut self, n: usize) {
        match super::Ontology::parse(&self.files[n].text) {
            Ok(o) => self.ontology = Some(o),
            Err(e) => self.toml_fault(n, &e),
        }
    }

    fn read_lexicon(&mut self, n: usize) {
        let file: LexiconFile = match toml::from_str(&self.files[n].text) {
            Ok(f) => f,
            Err(e) => return self.toml_fault(n, &e),
        };
        fn place<T>(n: usize, from: Vec<Spanned<T>>, to: &mut Vec<Placed<T>>) {
            to.extend(from.into_iter().map(|s| Placed { at: (n, s.span()), entry: s.into_inner() }));
        }
        place(n, file.verb, &mut self.verbs);
        place(n, file.noun, &mut self.nouns);
        place(n, file.adjective, &mut self.adjectives);
        place(n, file.nisba, &mut self.nisbas);
        place(n, file.word, &mut self.words);
        place(n, file.actor, &mut self.actors);
        place(n, file.cue, &mut self.cues);
        place(n, file.light, &mut self.lights);
        place(n, file.boilerplate, &mut self.boilerplate);
        self.given.extend(file.given);
        self.family.extend(file.family);
        self.ambiguous.extend(file.ambiguous);
        self.usual_places.extend(file.usual_place);
    }

    fn read_frames(&mut self, n: usize) {
        let file: FrameFile = match toml::from_str(&self.files[n].text) {
            Ok(f) => f,
            Err(e) => return self.toml_fault(n, &e),
        };
        for f in file.frame {
            let at = (n, f.span());
            let entry = f.into_inner();
            if !entry.id.starts_with(&format!("{}.", file.family)) {
                let message = format!("frame {:?} must begin with its family: {}.…", entry.id, file.family);
                self.fault(&at, message);
            }
            self.frames.push(Placed { at, entry });
        }
    }

    fn read_places(&mut self, n: usize) {
        let text = std::mem::take(&mut self.files[n].text);
        let mut columns: Vec<&str> = Vec::new();
        let mut offset = 0;
        let mut faults = Vec::new();
        for line in text.split_inclusive('\n') {
            let range = offset..offset + line.trim_end().len();
            offset += line.len();
            let line = line.trim_end_matches(['\n', '\r']);
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let fields: Vec<&str> = line.split('\t').collect();
            if columns.is_empty() {
                columns = fields;
                continue;
            }
            let get = |name: &str| columns.iter().position(|c| *c == name).and_then(|i| fields.get(i)).copied().unwrap_or("").trim();
            let (Ok(lat), Ok(lon)) = (get("lat").parse::<f64>(), get("lon").parse::<f64>()) else {
                faults.push((range, "latitude and longitude must be numbers of degrees"));
                continue;
            };
            if get("id").is_empty() || get("ar").is_empty() || !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
                faults.push((range, "a place needs an id, an Arabic name, and coordinates on the globe"));
                continue;
            }
            self.places.push(PlaceEntry {
                id: get("id").to_owned(),
                ar: get("ar").split('|').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect(),
                en: get("en").to_owned(),
                lat,
                lon,
                country: get("country").to_owned(),
                admin1: get("admin1").to_owned(),
                class: get("class").to_owned(),
                population: get("population").parse().unwrap_or(0),
                radius_km: get("radius_km").parse().unwrap_or(0.0),
                ambiguous: matches!(get("ambiguous"), "1" | "true"),
            });
        }
        self.files[n].text = text;
        for (range, message) in faults {
            self.fault(&(n, range), message);
        }
    }
}
