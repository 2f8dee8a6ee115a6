//! From phrases to the actors and places that they name.

use crate::extract::phrases::Phrase;
use crate::extract::reading::{NameKind, Sheet};
use crate::lexicon::{Classes, Lexicon};
use crate::record::PlaceRef;

/// The actor that a phrase names: the first name of one at or behind its head.
#[must_use]
pub fn actor(sheet: &Sheet, lex: &Lexicon, p: &Phrase) -> Option<String> {
    actor_in(sheet, lex, p.from as usize, p.to as usize)
}

/// The actor named in a run of tokens.
#[must_use]
pub fn actor_in(sheet: &Sheet, lex: &Lexicon, from: usize, to: usize) -> Option<String> {
    let mut state = None;
    for i in from..to {
        if let Some(NameKind::Actor(a)) = sheet.name_at(i).map(|n| n.kind) {
            let a = &lex.actors[a as usize];
            if a.kind != "state" {
                return Some(a.id.clone());
            }
            state.get_or_insert_with(|| a.id.clone());
        }
    }
    // a state only where the phrase is just its name
    (to - from <= 2).then_some(state).flatten()
}

/// The gazetteer place that a phrase names, as fine as its words are: «ريف حلب الشمالي» is an area around Aleppo's north.
#[must_use]
pub fn place(sheet: &Sheet, lex: &Lexicon, p: &Phrase) -> Option<PlaceRef> {
    let (from, to) = (p.from as usize, p.to as usize);
    let number = (from..to).find_map(|i| match sheet.name_at(i).map(|n| n.kind) {
        Some(NameKind::Place(x)) => Some(x as usize),
        Some(NameKind::Actor(a)) if lex.actors[a as usize].kind == "state" => {
            let iso = &lex.actors[a as usize].country;
            lex.places.iter().position(|q| q.class == "country" && q.country == *iso)
        }
        _ => None,
    })?;
    let q = &lex.places[number];
    let named =
        (from..to).position(|i| matches!(sheet.name_at(i).map(|n| n.kind), Some(NameKind::Place(_) | NameKind::Actor(_)))).unwrap_or(0);
    // words of direction, countryside or nearness before the name make it an area
    let around = (from..from + named).any(|i| {
        sheet.info(i).classes.any(Classes::DIRECTION) || (sheet.info(i).classes.any(Classes::AREA) && !is_kind_word(sheet.word(i)))
    });
    let radius = if around { q.radius_km.max(15.0) } else { q.radius_km };
    let where_prec = match q.class.as_str() {
        "country" => 6,
        "sea" => 7,
        "admin1" => 4,
        "admin2" | "region" => 3,
        _ if around => 2,
        _ => 1,
    };
    Some(PlaceRef {
        id: q.id.clone(),
        name: q.ar.first().cloned().unwrap_or_default(),
        en: q.en.clone(),
        lat: q.lat,
        lon: q.lon,
        country: q.country.clone(),
        radius_km: radius,
        where_prec,
    })
}

/// Words that only say what kind of place the name is.
fn is_kind_word(w: &str) -> bool {
    let w = w.strip_prefix("ال").unwrap_or(w);
    matches!(
        w,
        "مدينه"
            | "بلده"
            | "قريه"
            | "محافظه"
            | "حي"
            | "مديريه"
            | "ولايه"
            | "عاصمه"
            | "مطار"
            | "مخيم"
            | "معبر"
            | "قاعده"
            | "قضاء"
            | "ناحيه"
            | "منطقه"
            | "جزيره"
            | "ميناء"
    )
}
