//! The native table: one claim a row. The first participant, place and figure of a kind stand in columns of their own;
//! all of them, with their offsets, stand in the columns that hold JSON.

use super::cell::Cell;
use super::columns::{Column, chain, column, list_of, root, words};
use super::row::{Row, filler, list};
use crate::archive::record::iso_time as time;
use serde_json::Value;

fn figure<'c>(r: &'c Row<'_>) -> &'c Value {
    list(r.claim, "figures").first().unwrap_or(&Value::Null)
}

fn money<'c>(r: &'c Row<'_>) -> &'c Value {
    list(r.claim, "money").first().unwrap_or(&Value::Null)
}

/// The columns of CSV and workbooks, and the properties of features.
pub const CLAIMS: &[Column] = &[
    column("claim", |r| Cell::of(&r.claim["id"])),
    column("type", |r| Cell::of(&r.claim["type"])),
    column("label_ar", |r| Cell::text(r.names.claim_type(r.kind()).map_or("", |t| t.ar.as_str()))),
    column("label_en", |r| Cell::text(r.names.claim_type(r.kind()).map_or("", |t| t.en.as_str()))),
    column("status", |r| Cell::of(&r.claim["status"])),
    column("confidence", |r| Cell::of(&r.claim["confidence"])),
    column("source", |r| Cell::text(r.found.version.report.source.as_str())),
    column("chain", |r| Cell::text(chain(r))),
    column("root", |r| words(root(r))),
    column("root_kind", |r| Cell::of(&root(r)["kind"])),
    column("root_actor", |r| Cell::of(&root(r)["actor"])),
    column("published", |r| Cell::text(r.found.version.report.published.as_str())),
    column("title", |r| Cell::text(r.found.version.report.title.as_str())),
    column("url", |r| Cell::text(r.found.version.report.url.as_str())),
    column("quote", |r| Cell::text(r.quote.as_str())),
    column("quote_start", |r| Cell::Whole(r.quote_at.0 as i64)),
    column("quote_end", |r| Cell::Whole(r.quote_at.1 as i64)),
    column("trigger", |r| words(&r.claim["trigger"])),
    column("trigger_start", |r| Cell::of(&r.claim["trigger"]["start"])),
    column("trigger_end", |r| Cell::of(&r.claim["trigger"]["end"])),
    column("agent", |r| words(filler(r.claim, "agent"))),
    column("agent_start", |r| Cell::of(&filler(r.claim, "agent")["start"])),
    column("agent_end", |r| Cell::of(&filler(r.claim, "agent")["end"])),
    column("agent_actor", |r| Cell::of(&filler(r.claim, "agent")["actor"])),
    column("target", |r| words(filler(r.claim, "target"))),
    column("target_start", |r| Cell::of(&filler(r.claim, "target")["start"])),
    column("target_end", |r| Cell::of(&filler(r.claim, "target")["end"])),
    column("target_actor", |r| Cell::of(&filler(r.claim, "target")["actor"])),
    column("instrument", |r| words(filler(r.claim, "instrument"))),
    column("place", |r| words(r.place())),
    column("place_role", |r| Cell::of(&r.place()["role"])),
    column("place_start", |r| Cell::of(&r.place()["start"])),
    column("place_end", |r| Cell::of(&r.place()["end"])),
    column("place_id", |r| Cell::of(&r.place()["place"]["id"])),
    column("place_ar", |r| Cell::of(&r.place()["place"]["name"])),
    column("place_en", |r| Cell::of(&r.place()["place"]["en"])),
    column("country", |r| Cell::of(&r.place()["place"]["country"])),
    column("latitude", |r| Cell::of(&r.place()["place"]["lat"])),
    column("longitude", |r| Cell::of(&r.place()["place"]["lon"])),
    column("radius_km", |r| Cell::of(&r.place()["place"]["radius_km"])),
    column("where_prec", |r| Cell::of(&r.place()["place"]["where_prec"])),
    column("time", |r| words(&r.claim["time"])),
    column("time_start", |r| Cell::of(&r.claim["time"]["start"])),
    column("time_end", |r| Cell::of(&r.claim["time"]["end"])),
    column("date_from", |r| Cell::of(&r.claim["time"]["from"])),
    column("date_to", |r| Cell::of(&r.claim["time"]["to"])),
    column("date_prec", |r| Cell::of(&r.claim["time"]["date_prec"])),
    column("measure", |r| Cell::of(&figure(r)["measure"])),
    column("low", |r| Cell::of(&figure(r)["low"])),
    column("high", |r| Cell::of(&figure(r)["high"])),
    column("exactness", |r| Cell::of(&figure(r)["exactness"])),
    column("counted", |r| Cell::of(&figure(r)["class"])),
    column("figure", |r| words(figure(r))),
    column("figure_start", |r| Cell::of(&figure(r)["start"])),
    column("figure_end", |r| Cell::of(&figure(r)["end"])),
    column("money_low", |r| Cell::of(&money(r)["low"])),
    column("money_high", |r| Cell::of(&money(r)["high"])),
    column("currency", |r| Cell::of(&money(r)["currency"])),
    column("plover", |r| Cell::text(list(r.claim, "plover").iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "))),
    column("rule", |r| Cell::of(&r.claim["rule"])),
    column("lexicon", |r| Cell::text(format!("{:016x}", r.found.lexicon))),
    column("tool", |r| Cell::text(r.found.tool.as_str())),
    column("document", |r| Cell::text(r.found.version.document.to_string())),
    column("version", |r| Cell::text(r.found.version.id.to_string())),
    column("cluster", |r| Cell::text(r.found.cluster.to_string())),
    column("ref", |r| Cell::text(r.found.version.report.reference.as_str())),
    column("language", |r| Cell::text(r.found.version.report.language.as_str())),
    column("captured", |r| Cell::text(time(r.found.version.report.capture.at))),
    column("roles", |r| list_of(r, "roles")),
    column("places", |r| list_of(r, "places")),
    column("figures", |r| list_of(r, "figures")),
    column("money", |r| list_of(r, "money")),
    column("attribution", |r| list_of(r, "attribution")),
];
