//! What can be asked of an archive, and what a hit is.

use super::Error;
use super::record::{Version, days};
use super::terms::Words;
use serde_json::Value;

/// A question to the archive.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Words and phrases; empty to filter only.
    pub words: Words,
    /// Conditions on document and claims.
    pub filter: Filter,
    /// Hits to pass over.
    pub offset: usize,
    /// Hits to give.
    pub limit: usize,
}

/// Conditions. Those on claims must hold of one and the same claim.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Claim types or families; any of them.
    pub types: Vec<String>,
    /// An actor: lexicon id, or words that a participant or source is called by.
    pub actor: Option<String>,
    /// A place: gazetteer id, or a name.
    pub place: Option<String>,
    /// ISO country of a place.
    pub country: Option<String>,
    /// Degrees north and east, and kilometres around.
    pub near: Option<(f64, f64, f64)>,
    /// West, south, east, north, in degrees.
    pub within: Option<[f64; 4]>,
    /// First and last day of publication, from 1970.
    pub published: (Option<i32>, Option<i32>),
    /// First and last day of what is told, from 1970.
    pub happened: (Option<i32>, Option<i32>),
    /// Outlet.
    pub source: Option<String>,
    /// Status of the claim.
    pub status: Option<String>,
    /// A figure.
    pub figure: Option<FigureTest>,
    /// Least confidence of the claim.
    pub confidence: Option<f64>,
}

impl Filter {
    /// Whether any condition is on claims.
    #[must_use]
    pub const fn on_claims(&self) -> bool {
        !self.types.is_empty()
            || self.actor.is_some()
            || self.place.is_some()
            || self.country.is_some()
            || self.near.is_some()
            || self.within.is_some()
            || self.happened.0.is_some()
            || self.happened.1.is_some()
            || self.status.is_some()
            || self.figure.is_some()
            || self.confidence.is_some()
    }
}

/// A condition on a figure: `killed`, `killed>=10`, `>100`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FigureTest {
    /// Its measure; empty for any.
    pub measure: String,
    /// Its least value.
    pub least: Option<f64>,
    /// Its greatest value.
    pub most: Option<f64>,
}

impl std::str::FromStr for FigureTest {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        let at = s.find(['<', '>', '=']).unwrap_or(s.len());
        let (measure, rest) = s.split_at(at);
        let measure = measure.trim().to_owned();
        if rest.is_empty() {
            return Ok(Self { measure, ..Self::default() });
        }
        let (sign, number) = rest.split_at(rest.find(|c| !matches!(c, '<' | '>' | '=')).unwrap_or(rest.len()));
        let n: f64 = number.trim().parse().map_err(|_| format!("no number after {sign:?} in {s:?}; write it like killed>=10"))?;
        let (least, most) = match sign {
            ">=" => (Some(n), None),
            ">" => (Some(n + 1.0), None),
            "<=" => (None, Some(n)),
            "<" => (None, Some(n - 1.0)),
            "=" | "==" => (Some(n), Some(n)),
            _ => return Err(format!("cannot read {s:?}; write it like killed>=10")),
        };
        Ok(Self { measure, least, most })
    }
}

impl FigureTest {
    /// Whether a figure, as JSON, passes.
    #[must_use]
    pub fn passes(&self, figure: &Value) -> bool {
        let n = |k: &str| figure[k].as_f64();
        if !self.measure.is_empty() && figure["measure"].as_str() != Some(&self.measure) {
            return false;
        }
        if self.least.is_none() && self.most.is_none() {
            return true;
        }
        // an open end is as far as one likes, a vague figure is none
        let (low, high) = (n("low"), n("high"));
        if low.is_none() && high.is_none() {
            return false;
        }
        self.least.is_none_or(|l| low.or(high).is_some_and(|x| x >= l)) && self.most.is_none_or(|m| high.or(low).is_some_and(|x| x <= m))
    }
}

/// Reads a day: `2018-03-04`, `2018-03` or `2018`; the first or the last day meant.
///
/// # Errors
/// If it is none of these.
pub fn day(s: &str, last: bool) -> Result<i32, Error> {
    let full = match (s.len(), last) {
        (4, false) => format!("{s}-01-01"),
        (4, true) => format!("{s}-12-31"),
        (7, false) => format!("{s}-01"),
        (7, true) => (28..=31).rev().map(|d| format!("{s}-{d}")).find(|d| days(d).is_some()).unwrap_or_default(),
        _ => s.to_owned(),
    };
    days(&full).ok_or_else(|| Error::Query(format!("{s:?} is no day: write it like 2018-03-04, 2018-03 or 2018")))
}

/// A version that matches.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hit {
    /// The version.
    pub version: Version,
    /// Whether no later version is held.
    pub current: bool,
    /// How well it matches.
    pub score: f64,
    /// Code points of its text that match the words, as half-open ranges.
    pub marks: Vec<(u32, u32)>,
    /// The words around the best of them.
    pub snippet: String,
    /// Ranges of the snippet that match, in code points.
    pub snippet_marks: Vec<(u32, u32)>,
    /// Claims that pass the filter; all where it says nothing of claims.
    pub claims: Vec<Value>,
    /// Number of other versions in its cluster of copies.
    pub copies: u64,
}

/// Kilometres between two points.
#[must_use]
pub fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (la, lb) = (a.0.to_radians(), b.0.to_radians());
    let (d_lat, d_lon) = (lb - la, (b.1 - a.1).to_radians());
    let h = (d_lat / 2.0).sin().powi(2) + la.cos() * lb.cos() * (d_lon / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::{FigureTest, day, distance_km};
    use serde_json::json;

    #[test]
    fn figures_are_compared() {
        let t: FigureTest = "killed>=10".parse().expect("a test");
        assert!(t.passes(&json!({"measure": "killed", "low": 10, "high": null})));
        assert!(!t.passes(&json!({"measure": "killed", "low": 9, "high": 9})));
        assert!(!t.passes(&json!({"measure": "injured", "low": 12, "high": 12})));
        assert!("killed>=x".parse::<FigureTest>().is_err());
        assert!("injured".parse::<FigureTest>().expect("a test").passes(&json!({"measure": "injured", "low": null, "high": null})));
    }

    #[test]
    fn days_and_distances() {
        assert_eq!(day("1970-02", true).ok(), Some(58));
        assert_eq!(day("1970", false).ok(), Some(0));
        assert!(day("امس", false).is_err());
        let aleppo_idlib = distance_km((36.2, 37.16), (35.93, 36.63));
        assert!((50.0..65.0).contains(&aleppo_idlib), "{aleppo_idlib}");
    }
}
