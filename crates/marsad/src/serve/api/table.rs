//! Every route with its words, parameters and example.

use super::{claims, documents, export, feeds, incidents, names, openapi};
use crate::serve::app::App;
use axum::routing::{MethodRouter, get};
use serde_json::{Value, json};
use std::sync::Arc;

/// What a parameter holds.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Any text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A day, month or year.
    Day,
    /// A whole number between two.
    Whole(u32, u32),
    /// A number from 0 to 1.
    Share,
    /// West, south, east, north.
    Box,
}

/// A parameter.
#[derive(Debug, Clone, Copy)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it does.
    pub about: &'static str,
}

/// A route.
pub struct Route {
    /// Below `/api/v1`.
    pub path: &'static str,
    /// A short name for programs.
    pub id: &'static str,
    /// What it gives.
    pub about: &'static str,
    /// Its parameters, those of the path first.
    pub params: &'static [&'static [Param]],
    /// Media type and schema of the answer; none for files.
    pub media: &'static str,
    /// Name of the schema of an answer, or of its items where it is a list.
    pub schema: &'static str,
    /// Whether the answer is a page of a list.
    pub list: bool,
    /// An answer.
    pub example: fn() -> Value,
    /// What serves it.
    pub serve: fn() -> MethodRouter<Arc<App>>,
}

const fn p(name: &'static str, kind: Kind, about: &'static str) -> Param {
    Param { name, kind, about }
}

const GRADES: &[&str] = &["confirmed", "single_root", "contested", "denied", "unasserted"];
const STATUS: &[&str] = &["asserted", "planned", "denied", "possible"];

const ID: &[Param] = &[p("id", Kind::Text, "Its id")];
const LANG: &[Param] = &[p("lang", Kind::Word(&["ar", "en"]), "Language of labels and pages; English without it")];
const PAGED: &[Param] = &[
    p("after", Kind::Text, "The key that `next` of the page before gave"),
    p("limit", Kind::Whole(1, 500), "Items a page; 50 without it"),
];
const HITS: &[Param] = &[
    p("after", Kind::Whole(0, 2000), "What `next` of the page before gave"),
    p("limit", Kind::Whole(1, 100), "Hits a page; 50 without it"),
];
const POINTS: &[Param] = &[p("limit", Kind::Whole(1, 5000), "Most points; 5,000 without it")];
const FILTER: &[Param] = &[
    p("type", Kind::Text, "Claim type or family, such as violence.airstrike or harm"),
    p("place", Kind::Text, "Gazetteer id or name of a place"),
    p("country", Kind::Text, "ISO 3166 letters of a country"),
    p("actor", Kind::Text, "Id of an actor"),
    p("source", Kind::Text, "Name of an outlet"),
    p("from", Kind::Day, "Happened on or after"),
    p("to", Kind::Day, "Happened on or before"),
    p("grade", Kind::Word(GRADES), "How well it is borne out"),
    p("least", Kind::Whole(0, 1_000_000), "At least so many reports"),
    p("bbox", Kind::Box, "Within: west,south,east,north in degrees"),
    p("q", Kind::Text, "Words of titles, types and place names"),
    p("sort", Kind::Word(&["new", "old", "reports", "added"]), "Order; newest first without it"),
];
const DOCUMENTS: &[Param] = &[
    p("source", Kind::Text, "Name of an outlet"),
    p("from", Kind::Day, "Published on or after"),
    p("to", Kind::Day, "Published on or before"),
];
const CLAIMS: &[Param] = &[
    p("type", Kind::Text, "Claim type or family"),
    p("actor", Kind::Text, "Id of an actor in it"),
    p("place", Kind::Text, "Gazetteer id or name of a place in it"),
    p("source", Kind::Text, "Name of an outlet"),
    p("status", Kind::Word(STATUS), "Status"),
    p("from", Kind::Day, "Published on or after"),
    p("to", Kind::Day, "Published on or before"),
    p("confidence", Kind::Share, "Least confidence"),
    p("incident", Kind::Text, "Id of its incident"),
];
const SEARCH: &[Param] = &[
    p("q", Kind::Text, "Words in any spelling, \"phrases\", -not"),
    p("type", Kind::Text, "Claim type or family"),
    p("place", Kind::Text, "Gazetteer id or name of a place"),
    p("country", Kind::Text, "ISO 3166 letters of a country"),
    p("actor", Kind::Text, "Id or name of an actor"),
    p("source", Kind::Text, "Name of an outlet"),
    p("from", Kind::Day, "Published on or after"),
    p("to", Kind::Day, "Published on or before"),
    p("status", Kind::Word(STATUS), "Status of a claim"),
    p("figure", Kind::Text, "A figure, such as killed>=10"),
];
const NAMED: &[Param] = &[p("q", Kind::Text, "Part of a name")];
const EXPORT: &[Param] = &[
    p("format", Kind::Word(&["jsonl", "csv", "acled", "ucdp", "plover", "geojson", "kml", "xlsx"]), "The format; jsonl without it"),
    p("of", Kind::Word(&["incidents", "reports"]), "Claims of the incidents that match, or of the reports that a search finds"),
];

fn doc() -> Value {
    json!({"id": "5f0c1d2e3a4b5c6d7e8f901234567890", "title": "عنوان تقرير", "source": "وكالة المنارة", "published": "2017-10-17T14:20:00+03:00",
        "captured": "2026-01-01T00:00:00Z", "claims": 7})
}
fn full_doc() -> Value {
    let mut v = doc();
    v["text"] = "عنوان تقرير\nسيطرت القوات على المدينة.".into();
    v["claims"] = json!([claim()]);
    v["entities"] = json!([]);
    v
}
fn claim() -> Value {
    json!({"id": "77ee6a993a0929d1", "type": "territory.capture", "trigger": {"text": "سيطرت", "start": 12, "end": 17},
        "roles": [{"role": "agent", "text": "القوات", "start": 18, "end": 24}],
        "places": [{"role": "at", "text": "المدينة", "start": 29, "end": 36}],
        "figures": [], "money": [], "status": "asserted", "attribution": [], "rule": "territory.control", "plover": ["COERCE"], "confidence": 0.99})
}
fn placed_claim() -> Value {
    let mut v = claim();
    v["document"] = doc();
    v["incident"] = "310a07bf314ac4b2".into();
    v
}
fn place() -> Value {
    json!({"id": "gn:172955", "name": "الرقة", "en": "Raqqa", "lat": 35.9528, "lon": 39.0079, "country": "SY", "radius_km": 12.0, "where_prec": 1, "incidents": 4, "claims": 31})
}
fn incident() -> Value {
    json!({"id": "310a07bf314ac4b2", "type": "territory.capture", "place": {"id": "gn:172955", "name": "الرقة", "en": "Raqqa", "lat": 35.9528, "lon": 39.0079, "country": "SY", "where_prec": 1},
        "from": "2017-10-17", "to": "2017-10-17", "documents": ["5f0c1d2e3a4b5c6d7e8f901234567890"], "leads": ["5f0c1d2e3a4b5c6d7e8f901234567890"],
        "grade": "single_root", "credibility": 3, "reason": "one root", "bounds": [], "title": "عنوان تقرير"})
}
fn figure() -> Value {
    json!({"n": 0, "measure": "killed", "class": "person", "low": 3250, "high": null, "exactness": "at_least", "text": "3250 شخصا على الأقل",
        "root": "المرصد", "chain": ["المرصد"], "as_of": "2017-10-17T14:20:00+03:00", "document": "5f0c1d2e3a4b5c6d7e8f901234567890", "claim": "77ee6a993a0929d1"})
}
fn figures() -> Value {
    json!({"figures": [figure()], "bounds": [], "conflicts": []})
}
fn map() -> Value {
    json!({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [39.0079, 35.9528]},
        "properties": {"id": "310a07bf314ac4b2", "type": "territory.capture", "grade": "single_root", "reports": 4, "url": "/en/incidents/310a07bf314ac4b2"}}]})
}
fn timeline() -> Value {
    json!({"unit": "month", "bins": [{"from": "2017-10-01", "to": "2017-10-31", "incidents": 12, "label": "October 2017", "url": "/en/incidents?from=2017-10&to=2017-10"}]})
}
fn actor() -> Value {
    json!({"id": "sdf", "name": "قوات سوريا الديمقراطية", "en": "Syrian Democratic Forces", "kind": "armed-group", "country": "SY", "incidents": 9, "claims": 40})
}
fn source() -> Value {
    json!({"id": "وكالة المنارة", "name": "وكالة المنارة", "en": "", "kind": "", "reliability": "F", "documents": 40, "claims": 300, "incidents": 90})
}
fn hit() -> Value {
    json!({"id": "5f0c1d2e3a4b5c6d7e8f901234567890", "version": "00112233445566778899aabbccddeeff", "title": "عنوان تقرير", "source": "وكالة المنارة",
        "published": "2017-10-17", "current": true, "copies": 0, "score": 1.2, "snippet": "سيطرت القوات", "highlights": [[0, 5]], "claims": []})
}
fn feed() -> Value {
    json!({"version": "https://jsonfeed.org/version/1.1", "title": "Marsad", "items": []})
}
fn none() -> Value {
    Value::Null
}

/// Media type of JSON.
pub const JSON: &str = "application/json";
const GEO: &str = "application/geo+json";

/// All routes.
pub static ROUTES: &[Route] = &[
    Route {
        path: "/openapi.json",
        id: "describe",
        about: "This description",
        params: &[],
        media: JSON,
        schema: "Any",
        list: false,
        example: none,
        serve: || get(openapi::serve),
    },
    Route {
        path: "/documents",
        id: "listDocuments",
        about: "Documents in the order of capture",
        params: &[DOCUMENTS, PAGED],
        media: JSON,
        schema: "Document",
        list: true,
        example: doc,
        serve: || get(documents::documents),
    },
    Route {
        path: "/documents/{id}",
        id: "getDocument",
        about: "A document with its text and claims",
        params: &[ID],
        media: JSON,
        schema: "WholeDocument",
        list: false,
        example: full_doc,
        serve: || get(documents::document),
    },
    Route {
        path: "/claims",
        id: "listClaims",
        about: "Claims in the order of documents and text, as people corrected them",
        params: &[CLAIMS, PAGED],
        media: JSON,
        schema: "Claim",
        list: true,
        example: placed_claim,
        serve: || get(claims::claims),
    },
    Route {
        path: "/claims/{id}",
        id: "getClaim",
        about: "A claim with its history",
        params: &[ID],
        media: JSON,
        schema: "Claim",
        list: false,
        example: placed_claim,
        serve: || get(claims::claim),
    },
    Route {
        path: "/incidents",
        id: "listIncidents",
        about: "Incidents",
        params: &[FILTER, PAGED],
        media: JSON,
        schema: "Incident",
        list: true,
        example: incident,
        serve: || get(incidents::incidents),
    },
    Route {
        path: "/incidents.geojson",
        id: "mapIncidents",
        about: "Incidents as points",
        params: &[FILTER, LANG, POINTS],
        media: GEO,
        schema: "Features",
        list: false,
        example: map,
        serve: || get(incidents::geojson),
    },
    Route {
        path: "/incidents.atom",
        id: "feedAtom",
        about: "Incidents as an Atom feed",
        params: &[FILTER, LANG],
        media: "application/atom+xml",
        schema: "",
        list: false,
        example: none,
        serve: || get(feeds::atom),
    },
    Route {
        path: "/incidents.feed.json",
        id: "feedJson",
        about: "Incidents as a JSON feed",
        params: &[FILTER, LANG],
        media: "application/feed+json",
        schema: "Feed",
        list: false,
        example: feed,
        serve: || get(feeds::feed),
    },
    Route {
        path: "/incidents/timeline",
        id: "countIncidents",
        about: "Incidents counted by day, month or year",
        params: &[FILTER, LANG],
        media: JSON,
        schema: "Timeline",
        list: false,
        example: timeline,
        serve: || get(incidents::timeline),
    },
    Route {
        path: "/incidents/{id}",
        id: "getIncident",
        about: "An incident whole; with .geojson behind the id its places and movements",
        params: &[ID, LANG],
        media: JSON,
        schema: "Incident",
        list: false,
        example: incident,
        serve: || get(incidents::incident),
    },
    Route {
        path: "/incidents/{id}/figures",
        id: "getFigures",
        about: "All figures of an incident with their chains",
        params: &[ID, LANG],
        media: JSON,
        schema: "Figures",
        list: false,
        example: figures,
        serve: || get(incidents::figures_of),
    },
    Route {
        path: "/figures",
        id: "listFigures",
        about: "Figures of the incidents that match",
        params: &[FILTER, PAGED],
        media: JSON,
        schema: "Figure",
        list: true,
        example: figure,
        serve: || get(incidents::figures),
    },
    Route {
        path: "/actors",
        id: "listActors",
        about: "Actors that claims name, by id",
        params: &[NAMED, PAGED],
        media: JSON,
        schema: "Actor",
        list: true,
        example: actor,
        serve: || get(names::actors),
    },
    Route {
        path: "/actors/{id}",
        id: "getActor",
        about: "An actor with its newest incidents",
        params: &[ID],
        media: JSON,
        schema: "Actor",
        list: false,
        example: actor,
        serve: || get(names::actor),
    },
    Route {
        path: "/places",
        id: "listPlaces",
        about: "Places that claims name, by id",
        params: &[NAMED, PAGED],
        media: JSON,
        schema: "Place",
        list: true,
        example: place,
        serve: || get(names::places),
    },
    Route {
        path: "/places/{id}",
        id: "getPlace",
        about: "A place, who is said to have held it, its newest incidents",
        params: &[ID],
        media: JSON,
        schema: "Place",
        list: false,
        example: place,
        serve: || get(names::place),
    },
    Route {
        path: "/sources",
        id: "listSources",
        about: "Outlets by name",
        params: &[NAMED, PAGED],
        media: JSON,
        schema: "Source",
        list: true,
        example: source,
        serve: || get(names::sources),
    },
    Route {
        path: "/search",
        id: "search",
        about: "Reports that match, best first",
        params: &[SEARCH, HITS],
        media: JSON,
        schema: "Hit",
        list: true,
        example: hit,
        serve: || get(documents::search),
    },
    Route {
        path: "/export",
        id: "export",
        about: "All that matches as a file; with of=incidents filtered as /incidents, with of=reports as /search",
        params: &[EXPORT, FILTER],
        media: "application/octet-stream",
        schema: "",
        list: false,
        example: none,
        serve: || get(export::export),
    },
];
