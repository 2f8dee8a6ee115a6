//! The columns of ACLED's export, filled from claims: **a layout only**. Nothing here is ACLED data, was coded by ACLED's
//! method, or may be mixed with its data without saying so; `marsad_layout` says so in every row.
//!
//! A row is an act whose claim type has sub-event types in the crosswalk, with the deaths told in its sentence, or a
//! claim of deaths without such an act. Where the crosswalk has several candidates the column stays empty and
//! `marsad_candidates` lists them. What a claim does not tell is empty, not zero.

use super::cell::Cell;
use super::columns::{Column, PROVENANCE, column, joined};
use super::countries::{Country, country};
use super::row::Row;

/// Sub-event type, event type, disorder type (ACLED codebook 2023).
const EVENTS: [(&str, &str, &str); 24] = [
    ("Armed clash", "Battles", VIOLENCE),
    ("Government regains territory", "Battles", VIOLENCE),
    ("Non-state actor overtakes territory", "Battles", VIOLENCE),
    ("Chemical weapon", REMOTE, VIOLENCE),
    ("Air/drone strike", REMOTE, VIOLENCE),
    ("Suicide bomb", REMOTE, VIOLENCE),
    ("Shelling/artillery/missile attack", REMOTE, VIOLENCE),
    ("Remote explosive/landmine/IED", REMOTE, VIOLENCE),
    ("Grenade", REMOTE, VIOLENCE),
    ("Attack", "Violence against civilians", VIOLENCE),
    ("Abduction/forced disappearance", "Violence against civilians", VIOLENCE),
    ("Peaceful protest", "Protests", "Demonstrations"),
    ("Protest with intervention", "Protests", "Demonstrations"),
    ("Excessive force against protesters", "Protests", "Political violence; Demonstrations"),
    ("Violent demonstration", "Riots", "Demonstrations"),
    ("Mob violence", "Riots", VIOLENCE),
    ("Agreement", STRATEGIC, STRATEGIC),
    ("Arrests", STRATEGIC, STRATEGIC),
    ("Change to group/activity", STRATEGIC, STRATEGIC),
    ("Disrupted weapons use", STRATEGIC, STRATEGIC),
    ("Headquarters or base established", STRATEGIC, STRATEGIC),
    ("Looting/property destruction", STRATEGIC, STRATEGIC),
    ("Non-violent transfer of territory", STRATEGIC, STRATEGIC),
    ("Other", STRATEGIC, STRATEGIC),
];
const VIOLENCE: &str = "Political violence";
const REMOTE: &str = "Explosions/Remote violence";
const STRATEGIC: &str = "Strategic developments";

fn candidates<'r>(r: &Row<'r>) -> Vec<&'static (&'static str, &'static str, &'static str)> {
    let listed: &[String] = r.names.claim_type(r.kind()).map_or(&[], |t| &t.acled);
    listed.iter().filter_map(|s| EVENTS.iter().find(|e| e.0 == s)).collect()
}

/// The value on which all candidates agree.
fn agreed<'c>(r: &Row<'_>, of: fn(&(&'static str, &'static str, &'static str)) -> &'static str) -> Cell<'c> {
    let all = candidates(r);
    match all.first() {
        Some(first) if all.iter().all(|c| of(c) == of(first)) => Cell::text(of(first)),
        _ => Cell::Empty,
    }
}

/// Whether a row belongs into the table: deaths that an act carries do not come twice.
pub fn belongs(r: &Row<'_>) -> bool {
    !candidates(r).is_empty() || (r.kind() == "harm.killed" && r.act.is_none())
}

fn of_country<'c>(r: &Row<'_>, of: fn(&'static Country) -> Cell<'static>) -> Cell<'c> {
    r.place()["place"]["country"].as_str().and_then(country).map_or(Cell::Empty, of)
}

fn name<'c>(r: &'c Row<'_>, role: &str) -> Cell<'c> {
    let (words, actor) = r.party(role);
    Cell::text(actor.map_or(words, |a| if a.en.is_empty() { a.name.as_str() } else { a.en.as_str() }))
}

/// ACLED's actor type, where the lexicon tells it for certain.
fn inter<'c>(r: &Row<'_>, role: &str) -> Cell<'c> {
    match r.party(role).1.map(|a| a.kind.as_str()) {
        Some("state" | "government" | "military" | "police") => Cell::text("State forces"),
        _ if role == "target" && r.dead().is_some_and(|d| d["class"].as_str() == Some("civilian")) => Cell::text("Civilians"),
        _ => Cell::Empty,
    }
}

const OWN: [Column; 33] = [
    column("event_id_cnty", |r| {
        let c = r.place()["place"]["country"].as_str().and_then(country).map_or("XXX", |c| c.iso3);
        Cell::text(format!("{c}-{}", r.claim["id"].as_str().unwrap_or_default()))
    }),
    column("event_date", |r| Cell::text(r.dates().0)),
    column("year", |r| r.dates().0.get(..4).and_then(|y| y.parse().ok()).map_or(Cell::Empty, Cell::Whole)),
    column("time_precision", |r| match r.dates() {
        (d, ..) if d.is_empty() => Cell::Empty,
        (_, _, 1, _) => Cell::Whole(1),
        (_, _, 2 | 3, _) => Cell::Whole(2),
        _ => Cell::Whole(3),
    }),
    column("disorder_type", |r| agreed(r, |c| c.2)),
    column("event_type", |r| agreed(r, |c| c.1)),
    column("sub_event_type", |r| agreed(r, |c| c.0)),
    column("actor1", |r| name(r, "agent")),
    column("assoc_actor_1", |_| Cell::Empty),
    column("inter1", |r| inter(r, "agent")),
    column("actor2", |r| name(r, "target")),
    column("assoc_actor_2", |_| Cell::Empty),
    column("inter2", |r| inter(r, "target")),
    column("interaction", |_| Cell::Empty),
    column("civilian_targeting", |r| {
        if r.dead().is_some_and(|d| d["class"].as_str() == Some("civilian")) { Cell::text("Civilian targeting") } else { Cell::Empty }
    }),
    column("iso", |r| of_country(r, |c| Cell::Whole(c.number))),
    column("region", |r| of_country(r, |c| Cell::text(c.region))),
    column("country", |r| of_country(r, |c| Cell::text(c.name))),
    column("admin1", |_| Cell::Empty),
    column("admin2", |_| Cell::Empty),
    column("admin3", |_| Cell::Empty),
    column("location", |r| match &r.place()["place"]["en"] {
        serde_json::Value::String(s) if !s.is_empty() => Cell::text(s.as_str()),
        _ => Cell::of(&r.place()["text"]),
    }),
    column("latitude", |r| Cell::of(&r.place()["place"]["lat"])),
    column("longitude", |r| Cell::of(&r.place()["place"]["lon"])),
    column("geo_precision", |r| match r.place()["place"]["where_prec"].as_u64() {
        None => Cell::Empty,
        Some(1) => Cell::Whole(1),
        Some(2 | 3) => Cell::Whole(2),
        Some(_) => Cell::Whole(3),
    }),
    column("source", |r| Cell::text(r.found.version.report.source.as_str())),
    column("source_scale", |_| Cell::Empty),
    column("notes", |r| Cell::text(r.quote.as_str())),
    column("fatalities", |r| r.dead().map_or(Cell::Empty, |d| if d["low"].is_null() { Cell::of(&d["high"]) } else { Cell::of(&d["low"]) })),
    column("tags", |_| Cell::Empty),
    column("timestamp", |r| Cell::Whole(r.found.version.report.capture.at)),
    column("marsad_layout", |_| Cell::text("ACLED column layout; not ACLED data")),
    column("marsad_candidates", |r| Cell::text(candidates(r).iter().map(|c| c.0).collect::<Vec<_>>().join("; "))),
];

/// All columns: ACLED's in its order, then ours.
pub const COLUMNS: &[Column] = &joined::<{ OWN.len() + PROVENANCE.len() }>(&OWN, &PROVENANCE);
