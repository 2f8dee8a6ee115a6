//! Claims read back from their JSON, for archives that keep what the coder made.
//!
//! Takes the object that [`crate::json::document`] gives and the text it was made from. What reconciling does not look
//! at (entities, rules) is left out; a claim with a part that cannot be read is left out whole.

use crate::record::{
    Claim, Coded, Exactness, Figure, Filler, Link, MEASURES, Money, PlaceRef, RoleKind, SourceKind, Span, Status, TimeRef,
};
use serde_json::Value;

const KINDS: [SourceKind; 7] = [
    SourceKind::Person,
    SourceKind::Organisation,
    SourceKind::Official,
    SourceKind::Outlet,
    SourceKind::Observatory,
    SourceKind::Witness,
    SourceKind::Anonymous,
];

/// Byte offsets of code points.
struct Offsets(Vec<u32>);

impl Offsets {
    fn of(text: &str) -> Self {
        Self(text.char_indices().map(|(i, _)| i as u32).chain([text.len() as u32]).collect())
    }

    fn span(&self, v: &Value) -> Option<Span> {
        let at = |k: &str| self.0.get(usize::try_from(v[k].as_u64()?).ok()?).copied();
        Some(Span::new(at("start")?, at("end")?))
    }
}

fn string(v: &Value, k: &str) -> String {
    v[k].as_str().unwrap_or_default().to_owned()
}

fn named<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str, v: &Value) -> Option<T> {
    let wanted = v.as_str()?;
    all.iter().copied().find(|x| name(*x) == wanted)
}

fn place(v: &Value) -> Option<PlaceRef> {
    Some(PlaceRef {
        id: v["id"].as_str()?.to_owned(),
        name: string(v, "name"),
        en: string(v, "en"),
        lat: v["lat"].as_f64()?,
        lon: v["lon"].as_f64()?,
        country: string(v, "country"),
        radius_km: v["radius_km"].as_f64().unwrap_or(0.0) as f32,
        where_prec: v["where_prec"].as_u64().unwrap_or(1) as u8,
    })
}

fn filler(v: &Value, o: &Offsets) -> Option<Filler> {
    Some(Filler {
        role: RoleKind::from_name(v["role"].as_str()?)?,
        span: o.span(v)?,
        actor: v["actor"].as_str().map(str::to_owned),
        place: place(&v["place"]),
        score: 1.0,
        why: "",
    })
}

fn claim(v: &Value, o: &Offsets) -> Option<Claim> {
    let list = |k: &str| v[k].as_array().map_or(&[][..], Vec::as_slice);
    let time = &v["time"];
    Some(Claim {
        id: v["id"].as_str()?.to_owned(),
        kind: v["type"].as_str()?.to_owned(),
        trigger: o.span(&v["trigger"])?,
        roles: list("roles").iter().map(|f| filler(f, o)).collect::<Option<_>>()?,
        places: list("places").iter().map(|f| filler(f, o)).collect::<Option<_>>()?,
        time: o.span(time).map(|span| TimeRef {
            span,
            from: time["from"].as_str().map(str::to_owned),
            to: time["to"].as_str().map(str::to_owned),
        }),
        figures: list("figures")
            .iter()
            .map(|f| {
                Some(Figure {
                    measure: named(&MEASURES, |m| m, &f["measure"])?,
                    low: f["low"].as_f64(),
                    high: f["high"].as_f64(),
                    exactness: named(&Exactness::ALL, Exactness::name, &f["exactness"])?,
                    span: o.span(f)?,
                    class: string(f, "class"),
                    part: f["part"].as_bool().unwrap_or(false),
                })
            })
            .collect::<Option<_>>()?,
        money: list("money")
            .iter()
            .map(|m| Some(Money { low: m["low"].as_f64(), high: m["high"].as_f64(), currency: string(m, "currency"), span: o.span(m)? }))
            .collect::<Option<_>>()?,
        status: named(&Status::ALL, Status::name, &v["status"])?,
        attribution: list("attribution")
            .iter()
            .map(|l| {
                Some(Link {
                    span: o.span(l)?,
                    kind: named(&KINDS, SourceKind::name, &l["kind"])?,
                    cue: o.span(&l["cue"]).unwrap_or_default(),
                    actor: l["actor"].as_str().map(str::to_owned),
                })
            })
            .collect::<Option<_>>()?,
        rule: string(v, "rule"),
        plover: Vec::new(),
        confidence: v["confidence"].as_f64().unwrap_or(0.0) as f32,
    })
}

/// The claims of a stored document.
#[must_use]
pub fn coded(v: &Value, text: &str) -> Coded {
    let offsets = Offsets::of(text);
    let claims = v["claims"].as_array().map_or(&[][..], Vec::as_slice);
    Coded { claims: claims.iter().filter_map(|c| claim(c, &offsets)).collect(), entities: Vec::new() }
}
