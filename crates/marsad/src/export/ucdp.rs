//! The columns of UCDP GED, filled from claims of deaths: **a layout only**. Nothing here is UCDP data or was coded by
//! its method; `marsad_layout` says so in every row.
//!
//! A row is a claim of deaths with the act of violence told in its sentence. The ids of conflicts, dyads and sides are
//! UCDP's own and stay empty. What a claim does not tell is empty, not zero.

use super::cell::Cell;
use super::columns::{Column, PROVENANCE, chain, column, joined, root};
use super::countries::{Country, country};
use super::row::{Row, point};

/// Whether a row belongs into the table.
pub fn belongs(r: &Row<'_>) -> bool {
    r.kind() == "harm.killed"
}

fn of_country<'c>(r: &Row<'_>, of: fn(&'static Country) -> Cell<'static>) -> Cell<'c> {
    r.place()["place"]["country"].as_str().and_then(country).map_or(Cell::Empty, of)
}

fn side<'c>(r: &'c Row<'_>, role: &str) -> Cell<'c> {
    let (words, actor) = r.party(role);
    Cell::text(actor.map_or(words, |a| if a.en.is_empty() { a.name.as_str() } else { a.en.as_str() }))
}

fn is_civilian(r: &Row<'_>) -> bool {
    r.dead().is_some_and(|d| d["class"].as_str() == Some("civilian"))
}

/// 1 state-based, 2 non-state, 3 one-sided; nothing where the claim does not tell.
fn kind_of_violence<'c>(r: &Row<'_>) -> Cell<'c> {
    let kind = |role| r.party(role).1.map(|a| a.kind.as_str());
    let state = |k: Option<&str>| matches!(k, Some("state" | "government" | "military" | "police"));
    let (a, b) = (kind("agent"), kind("target"));
    if is_civilian(r) && a.is_some() {
        Cell::Whole(3)
    } else if a.is_some() && b.is_some() && (state(a) || state(b)) {
        Cell::Whole(1)
    } else if a == Some("armed-group") && b == Some("armed-group") {
        Cell::Whole(2)
    } else {
        Cell::Empty
    }
}

fn low<'c>(r: &'c Row<'_>) -> Cell<'c> {
    r.dead().map_or(Cell::Empty, |d| Cell::of(&d["low"]))
}

fn high<'c>(r: &'c Row<'_>) -> Cell<'c> {
    r.dead().map_or(Cell::Empty, |d| Cell::of(&d["high"]))
}

/// The low end where the two differ, the only one where one is told.
fn best<'c>(r: &'c Row<'_>) -> Cell<'c> {
    match low(r) {
        Cell::Empty => high(r),
        some => some,
    }
}

/// The PRIO grid's cell, half a degree wide, counted from the south-west.
fn grid<'c>(r: &Row<'_>) -> Cell<'c> {
    point(r.place()).map_or(Cell::Empty, |(lat, lon)| {
        let (row, column) = (((lat + 90.0) * 2.0).floor() as i64, ((lon + 180.0) * 2.0).floor() as i64);
        Cell::Whole(row.clamp(0, 359) * 720 + column.clamp(0, 719) + 1)
    })
}

const OWN: [Column; 50] = [
    column("id", |r| Cell::of(&r.claim["id"])),
    column("relid", |_| Cell::Empty),
    column("year", |r| r.dates().0.get(..4).and_then(|y| y.parse().ok()).map_or(Cell::Empty, Cell::Whole)),
    column("active_year", |_| Cell::Empty),
    column("code_status", |r| Cell::of(&r.claim["status"])),
    column("type_of_violence", kind_of_violence),
    column("conflict_dset_id", |_| Cell::Empty),
    column("conflict_new_id", |_| Cell::Empty),
    column("conflict_name", |_| Cell::Empty),
    column("dyad_dset_id", |_| Cell::Empty),
    column("dyad_new_id", |_| Cell::Empty),
    column("dyad_name", |_| Cell::Empty),
    column("side_a_dset_id", |_| Cell::Empty),
    column("side_a_new_id", |_| Cell::Empty),
    column("side_a", |r| side(r, "agent")),
    column("side_b_dset_id", |_| Cell::Empty),
    column("side_b_new_id", |_| Cell::Empty),
    column("side_b", |r| if is_civilian(r) { Cell::text("Civilians") } else { side(r, "target") }),
    column("number_of_sources", |_| Cell::Whole(1)),
    column("source_article", |r| Cell::text(chain(r))),
    column("source_office", |r| Cell::text(r.found.version.report.source.as_str())),
    column("source_date", |r| Cell::text(r.found.version.report.published.get(..10).unwrap_or_default())),
    column("source_headline", |r| Cell::text(r.found.version.report.title.as_str())),
    column("source_original", |r| Cell::of(&root(r)["text"])),
    column("where_prec", |r| Cell::of(&r.place()["place"]["where_prec"])),
    column("where_coordinates", |r| Cell::of(&r.place()["place"]["en"])),
    column("where_description", |r| Cell::of(&r.place()["text"])),
    column("adm_1", |_| Cell::Empty),
    column("adm_2", |_| Cell::Empty),
    column("latitude", |r| Cell::of(&r.place()["place"]["lat"])),
    column("longitude", |r| Cell::of(&r.place()["place"]["lon"])),
    column("geom_wkt", |r| point(r.place()).map_or(Cell::Empty, |(lat, lon)| Cell::text(format!("POINT ({lon} {lat})")))),
    column("priogrid_gid", grid),
    column("country", |r| of_country(r, |c| Cell::text(c.name))),
    column("country_id", |r| of_country(r, |c| if c.gw == 0 { Cell::Empty } else { Cell::Whole(c.gw) })),
    column("region", |r| of_country(r, |c| Cell::text(c.part))),
    column("event_clarity", |r| if r.dates().2 <= 1 { Cell::Whole(1) } else { Cell::Whole(2) }),
    column("date_prec", |r| Cell::Whole(i64::from(r.dates().2))),
    column("date_start", |r| Cell::text(r.dates().0)),
    column("date_end", |r| Cell::text(r.dates().1)),
    column("deaths_a", |_| Cell::Empty),
    column("deaths_b", |_| Cell::Empty),
    column("deaths_civilians", |r| if is_civilian(r) { best(r) } else { Cell::Empty }),
    column("deaths_unknown", |r| if is_civilian(r) { Cell::Empty } else { best(r) }),
    column("best", best),
    column("high", high),
    column("low", low),
    column("gwnoa", |_| Cell::Empty),
    column("gwnob", |_| Cell::Empty),
    column("marsad_layout", |_| Cell::text("UCDP GED column layout; not UCDP data")),
];

/// All columns: those of GED in its order, then ours.
pub const COLUMNS: &[Column] = &joined::<{ OWN.len() + PROVENANCE.len() }>(&OWN, &PROVENANCE);
