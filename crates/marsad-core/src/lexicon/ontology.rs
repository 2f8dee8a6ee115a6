//! The claim types with their labels and crosswalks, from `data/ontology.toml`.

use crate::text::word_hash;
use serde::Deserialize;

/// A claim type.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimType {
    /// `family.type`.
    pub id: String,
    /// English label.
    pub en: String,
    /// Arabic label.
    pub ar: String,
    /// PLOVER event types (0.8).
    #[serde(default)]
    pub plover: Vec<String>,
    /// PLOVER modes.
    #[serde(default)]
    pub mode: Vec<String>,
    /// CAMEO codes (1.1).
    #[serde(default)]
    pub cameo: Vec<String>,
    /// ACLED sub-event types (2023).
    #[serde(default)]
    pub acled: Vec<String>,
    /// exact, broad or none.
    #[serde(default)]
    pub quality: String,
    /// What a bare number among its arguments counts.
    #[serde(default)]
    pub measure: String,
    /// PLOVER event only where an attack or attacker is said in the same sentence.
    #[serde(default)]
    pub plover_with_attack: bool,
    /// Types that the same words report in other company.
    #[serde(default)]
    pub kin: Vec<String>,
    /// Whether an amount of money in the sentence is rather its own than a neighbour's.
    #[serde(default)]
    pub money: bool,
    /// Hash of the family's name.
    #[serde(skip)]
    pub family_hash: u64,
    /// Number of the family, in the order of the file.
    #[serde(skip)]
    pub family_number: u8,
}

impl ClaimType {
    /// The part before the dot.
    #[must_use]
    pub fn family(&self) -> &str {
        self.id.split('.').next().unwrap_or(&self.id)
    }
}

/// All claim types, in the order of the file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ontology {
    /// The types.
    #[serde(rename = "type")]
    pub types: Vec<ClaimType>,
}

impl Ontology {
    /// Reads the file's text.
    ///
    /// # Errors
    /// What TOML or the shape of an entry has against it.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let mut all: Self = toml::from_str(text)?;
        let mut families = Vec::new();
        for t in &mut all.types {
            t.family_hash = word_hash(t.family());
            let n = families.iter().position(|f| *f == t.family_hash).unwrap_or_else(|| {
                families.push(t.family_hash);
                families.len() - 1
            });
            t.family_number = n as u8;
        }
        Ok(all)
    }
    /// The number of a type by its id.
    #[must_use]
    pub fn index(&self, id: &str) -> Option<u8> {
        self.types.iter().position(|t| t.id == id).and_then(|i| u8::try_from(i).ok())
    }
}
