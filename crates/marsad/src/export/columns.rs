//! Columns: a name, and what it takes from a row.

use super::cell::Cell;
use super::row::{Row, list};
use serde_json::Value;

/// A column of a table.
pub struct Column {
    /// Its name in the first line.
    pub name: &'static str,
    /// Its value in a row.
    pub of: for<'c, 'r> fn(&'c Row<'r>) -> Cell<'c>,
}

/// Two lists of columns as one.
pub const fn joined<const N: usize>(a: &[Column], b: &[Column]) -> [Column; N] {
    let mut all = [const { column("", |_| Cell::Empty) }; N];
    let mut i = 0;
    while i < N {
        let c = if i < a.len() { &a[i] } else { &b[i - a.len()] };
        all[i] = Column { name: c.name, of: c.of };
        i += 1;
    }
    all
}

/// A column.
pub const fn column(name: &'static str, of: for<'c, 'r> fn(&'c Row<'r>) -> Cell<'c>) -> Column {
    Column { name, of }
}

/// The words of a span.
pub fn words(v: &Value) -> Cell<'_> {
    Cell::of(&v["text"])
}

/// A list of the claim as JSON, nothing where it is empty.
pub fn list_of<'c>(r: &'c Row<'_>, key: &str) -> Cell<'c> {
    if list(r.claim, key).is_empty() { Cell::Empty } else { Cell::Json(r.claim[key].clone()) }
}

/// The root of the chain: who is said to know.
pub fn root<'c>(r: &'c Row<'_>) -> &'c Value {
    list(r.claim, "attribution").last().unwrap_or(&Value::Null)
}

/// The chain of sources in words, outermost first: the outlet, then who it names.
pub fn chain(r: &Row<'_>) -> String {
    let outlet = r.found.version.report.source.as_str();
    let links = list(r.claim, "attribution").iter().filter_map(|l| l["text"].as_str());
    std::iter::once(outlet).chain(links).filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" → ")
}

/// What every row of another layout carries, so that it can be checked.
pub const PROVENANCE: [Column; 19] = [
    column("marsad_claim", |r| Cell::of(&r.claim["id"])),
    column("marsad_type", |r| Cell::of(&r.claim["type"])),
    column("marsad_status", |r| Cell::of(&r.claim["status"])),
    column("marsad_confidence", |r| Cell::of(&r.claim["confidence"])),
    column("marsad_document", |r| Cell::text(r.found.version.document.to_string())),
    column("marsad_version", |r| Cell::text(r.found.version.id.to_string())),
    column("marsad_cluster", |r| Cell::text(r.found.cluster.to_string())),
    column("marsad_outlet", |r| Cell::text(r.found.version.report.source.as_str())),
    column("marsad_url", |r| Cell::text(r.found.version.report.url.as_str())),
    column("marsad_chain", |r| Cell::text(chain(r))),
    column("marsad_quote", |r| Cell::text(r.quote.as_str())),
    column("marsad_quote_start", |r| Cell::Whole(r.quote_at.0 as i64)),
    column("marsad_quote_end", |r| Cell::Whole(r.quote_at.1 as i64)),
    column("marsad_trigger_start", |r| Cell::of(&r.claim["trigger"]["start"])),
    column("marsad_trigger_end", |r| Cell::of(&r.claim["trigger"]["end"])),
    column("marsad_rule", |r| Cell::of(&r.claim["rule"])),
    column("marsad_lexicon", |r| Cell::text(format!("{:016x}", r.found.lexicon))),
    column("marsad_where_prec", |r| Cell::of(&r.place()["place"]["where_prec"])),
    column("marsad_date_prec", |r| Cell::Whole(i64::from(r.dates().2))),
];
