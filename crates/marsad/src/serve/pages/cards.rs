//! Incidents, reports and claims as lists show them.

use super::text::{Piece, around, pieces, spans};
use crate::archive::sqlite::Current;
use crate::serve::app::App;
use crate::serve::lang::{Lang, Speech, short};
use crate::serve::view::{Doc, View};
use marsad_core::reconcile::Incident;
use marsad_core::reconcile::figures::Bounds;
use marsad_core::reconcile::telling::iso;
use marsad_core::record::PlaceRef;
use serde_json::Value;
use url::form_urlencoded;

/// Escapes a value for a path or query.
#[must_use]
pub fn part(s: &str) -> String {
    form_urlencoded::byte_serialize(s.as_bytes()).collect::<String>().replace('+', "%20")
}

/// An incident in a list.
#[derive(Debug, Clone)]
pub struct IncidentCard {
    /// Id.
    pub id: String,
    /// Its type.
    pub kind: String,
    /// Where, empty if unknown.
    pub place: String,
    /// Id of the place.
    pub place_id: String,
    /// When, in words.
    pub when: String,
    /// First day, ISO.
    pub from: String,
    /// Grade's word.
    pub grade: &'static str,
    /// Grade in words.
    pub grade_label: String,
    /// Title of the report that leads with it.
    pub title: String,
    /// «3 reports».
    pub reports: String,
    /// «Killed: 43».
    pub figures: Vec<String>,
}

impl IncidentCard {
    /// Where its map data is, below the API.
    #[must_use]
    pub fn map_data(&self) -> String {
        format!("incidents/{}.geojson", self.id)
    }
}

/// A report in a list.
#[derive(Debug, Clone, Default)]
pub struct DocCard {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Outlet.
    pub source: String,
    /// Address of the outlet's page.
    pub source_to: String,
    /// When, in words.
    pub when: String,
    /// As the source gave it.
    pub published: String,
    /// «5 claims».
    pub claims: String,
    /// What else is to be said.
    pub note: String,
}

/// A link with words, and what stands beside them.
#[derive(Debug, Clone, Default)]
pub struct Field {
    /// What it is.
    pub label: String,
    /// The words of the text.
    pub words: String,
    /// What they are taken for.
    pub meant: String,
    /// Where that leads, empty for nowhere.
    pub to: String,
}

/// A claim with its words.
#[derive(Debug, Clone, Default)]
pub struct ClaimCard {
    /// Id.
    pub id: String,
    /// Type's id.
    pub kind_id: String,
    /// Type in words.
    pub kind: String,
    /// Status's word.
    pub status: String,
    /// Status in words.
    pub status_label: String,
    /// Confidence in percent.
    pub confidence: String,
    /// How far it was reviewed, in words.
    pub reviewed: String,
    /// The sentence.
    pub quote: Vec<Piece>,
    /// Parts.
    pub fields: Vec<Field>,
    /// Sources, outermost first.
    pub chain: Vec<String>,
    /// Its report.
    pub doc: DocCard,
}

/// The name of a place in a language.
#[must_use]
pub fn place_name(s: &Speech, p: &PlaceRef) -> String {
    match s.lang {
        Lang::En if !p.en.is_empty() => p.en.clone(),
        _ => p.name.clone(),
    }
}

/// The name of an actor in a language.
#[must_use]
pub fn actor_name(app: &App, s: &Speech, id: &str) -> String {
    let Some(a) = app.actors.get(id).and_then(|n| app.knowledge.lexicon.actors.get(*n)) else { return id.to_owned() };
    if s.lang == Lang::En && !a.en.is_empty() { a.en.clone() } else { a.name.clone() }
}

/// «Killed: 40–43, best 41».
#[must_use]
pub fn bounds(s: &Speech, b: &Bounds) -> String {
    let number = match (b.low, b.best, b.high) {
        (Some(l), _, Some(h)) if l < h => format!("{}–{}", s.n(l), s.n(h)),
        (Some(l), _, None) => format!("≥\u{a0}{}", s.n(l)),
        (_, Some(x), _) | (Some(x), _, _) | (_, _, Some(x)) => s.n(x),
        _ => s.t("figure.vague").to_owned(),
    };
    if b.class.is_empty() || b.class == "person" {
        format!("{}{} {number}", s.word("measure", b.measure), s.t("colon"))
    } else {
        format!("{} ({}){} {number}", s.word("measure", b.measure), s.word("class", &b.class), s.t("colon"))
    }
}

/// An incident's card.
#[must_use]
pub fn incident(app: &App, view: &View, s: &Speech, n: u32) -> IncidentCard {
    let (i, r) = (&view.incidents[n as usize], &view.rows[n as usize]);
    IncidentCard {
        id: i.id.clone(),
        kind: app.kinds.label(s.lang, &i.kind).to_owned(),
        place: i.place.as_ref().map_or_else(String::new, |p| place_name(s, p)),
        place_id: i.place.as_ref().map_or_else(String::new, |p| p.id.clone()),
        when: days(s, i),
        from: iso(i.days.0),
        grade: i.grade.name(),
        grade_label: s.word("grade", i.grade.name()).to_owned(),
        title: view.documents.get(r.doc as usize).map_or_else(String::new, |d| short(&d.title, 180)),
        reports: s.count(r.docs.len(), "report"),
        figures: i.bounds.iter().filter(|b| b.measure != "other").take(3).map(|b| bounds(s, b)).collect(),
    }
}

/// The address of an outlet's page; a name too long for an address has none.
#[must_use]
pub fn source_address(s: &Speech, source: &str) -> String {
    if source.is_empty() || source.len() > 600 {
        return format!("/{}/sources", s.lang.code());
    }
    format!("/{}/sources/{}", s.lang.code(), part(source))
}

/// When an incident happened, in words.
#[must_use]
pub fn days(s: &Speech, i: &Incident) -> String {
    if i.days.0 == 0 { s.t("undated").to_owned() } else { s.days(&iso(i.days.0), &iso(i.days.1)) }
}

/// A report's card.
#[must_use]
pub fn doc(view: &View, s: &Speech, d: &Doc) -> DocCard {
    let source = view.outlet(d);
    DocCard {
        id: d.id.to_string(),
        title: short(&d.title, 180),
        source: short(source, 80),
        source_to: source_address(s, source),
        when: s.moment(&d.published),
        published: short(&d.published, 40),
        claims: s.count((d.claims.1 - d.claims.0) as usize, "claim"),
        note: String::new(),
    }
}

fn words(v: &Value) -> String {
    short(v["text"].as_str().unwrap_or_default(), 240)
}

/// A claim's card: `c` holds its report, `claim` is one of its claims.
#[must_use]
pub fn claim(app: &App, view: &View, s: &Speech, c: &Current, claim: &Value) -> ClaimCard {
    let kind = claim["type"].as_str().unwrap_or_default();
    let status = claim["status"].as_str().unwrap_or_default();
    let marks = spans(claim);
    let (from, to) = around(&c.version.report.text, &marks, 420);
    let reviewed = claim["reviewed"].as_str().map_or("", |r| s.word("standing", r));
    let own = view.document(c.version.document).map(|d| &view.documents[d as usize]);
    ClaimCard {
        id: claim["id"].as_str().unwrap_or_default().to_owned(),
        kind_id: kind.to_owned(),
        kind: app.kinds.label(s.lang, kind).to_owned(),
        status: status.to_owned(),
        status_label: s.word("status", status).to_owned(),
        confidence: s.percent(claim["confidence"].as_f64().unwrap_or(0.0)),
        reviewed: reviewed.to_owned(),
        quote: pieces(&c.version.report.text, &marks, from, to),
        fields: fields(app, s, claim),
        chain: claim["attribution"].as_array().into_iter().flatten().map(words).collect(),
        doc: own.map_or_else(DocCard::default, |d| doc(view, s, d)),
    }
}

/// The parts of a claim.
#[must_use]
pub fn fields(app: &App, s: &Speech, claim: &Value) -> Vec<Field> {
    let list = |k: &str| claim[k].as_array().map_or(&[][..], Vec::as_slice);
    let code = s.lang.code();
    let actor =
        |v: &Value| v["actor"].as_str().map_or_else(Default::default, |a| (actor_name(app, s, a), format!("/{code}/actors/{}", part(a))));
    let mut out = Vec::new();
    for v in list("roles") {
        let (meant, to) = actor(v);
        out.push(Field { label: s.word("role", v["role"].as_str().unwrap_or_default()).to_owned(), words: words(v), meant, to });
    }
    for v in list("places") {
        let p = &v["place"];
        let name = if s.lang == Lang::En { &p["en"] } else { &p["name"] };
        let id = p["id"].as_str().unwrap_or_default();
        out.push(Field {
            label: s.word("role", v["role"].as_str().unwrap_or_default()).to_owned(),
            words: words(v),
            meant: name.as_str().unwrap_or_default().to_owned(),
            to: if id.is_empty() { String::new() } else { format!("/{code}/places/{}", part(id)) },
        });
    }
    if claim["time"].is_object() {
        let t = &claim["time"];
        let end = |k: &str| t[k].as_str().map_or_else(|| "…".to_owned(), |d| s.date(d));
        let meant = if t["from"] == t["to"] { end("from") } else { format!("{} – {}", end("from"), end("to")) };
        out.push(Field { label: s.t("role.time").to_owned(), words: words(t), meant, to: String::new() });
    }
    for v in list("figures") {
        let mut meant = format!(
            "{}{} {}",
            s.word("measure", v["measure"].as_str().unwrap_or_default()),
            s.t("colon"),
            s.amount(v["low"].as_f64(), v["high"].as_f64(), v["exactness"].as_str().unwrap_or_default())
        );
        if let Some(c) = v["class"].as_str().filter(|c| !c.is_empty()) {
            meant.push_str(&format!(" ({})", s.word("class", c)));
        }
        out.push(Field { label: s.t("role.figure").to_owned(), words: words(v), meant, to: String::new() });
    }
    for v in list("money") {
        let meant = format!("{} {}", s.amount(v["low"].as_f64(), v["high"].as_f64(), ""), v["currency"].as_str().unwrap_or_default());
        out.push(Field { label: s.t("role.money").to_owned(), words: words(v), meant, to: String::new() });
    }
    for v in list("attribution") {
        let (name, to) = actor(v);
        let kind = s.word("source", v["kind"].as_str().unwrap_or_default()).to_owned();
        let meant = if name.is_empty() { kind } else { format!("{name} ({kind})") };
        out.push(Field { label: s.t("role.source").to_owned(), words: words(v), meant, to });
    }
    out
}
