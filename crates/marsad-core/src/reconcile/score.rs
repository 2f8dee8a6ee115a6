//! How likely two accounts of two documents tell of one event: a log-linear score over what they share, with the
//! reasons that weighed most.

use super::account::Account;
use super::block::apart;
use super::place::{Near, near};
use super::telling::{Group, Telling, containment};
use crate::text::word_hash;

/// What is compared, in the order of the weights.
pub const FEATURES: [&str; 23] = [
    "bias",
    "copy",
    "same type",
    "types",
    "same place",
    "place beside",
    "place around",
    "places apart",
    "no place",
    "days apart",
    "same named day",
    "named days differ",
    "reports' days apart",
    "participants",
    "words",
    "title and opening",
    "same number",
    "both lead",
    "one leads",
    "place and participants",
    "place and day",
    "place close",
    "ground taken",
];

/// Values of the features for a pair.
pub type Values = [f32; FEATURES.len()];

/// A copy shares at least this much of the shorter text.
pub const COPY: f32 = 0.6;

/// Participants that share words of this weight are as alike as their cosine says; fewer, less.
const ENOUGH: f32 = 12.0;

/// What two accounts share.
#[must_use]
pub fn values(t: &Telling, a: &Account, u: &Telling, b: &Account) -> Values {
    let opening = t.words.like(&u.words);
    // copies share their opening too, and that is sooner seen
    let copy = if opening > 0.1 { containment(&t.sketch, &u.sketch) } else { 0.0 };
    let shared: u32 = a.kinds.iter().filter_map(|k| b.kinds.iter().find(|j| j.0 == k.0).map(|j| u32::from(k.1.min(j.1)))).sum();
    let least: u32 = a.kinds.iter().map(|k| u32::from(k.1)).sum::<u32>().min(b.kinds.iter().map(|k| u32::from(k.1)).sum());
    let place = a.places.iter().flat_map(|p| b.places.iter().map(move |q| near(p, q))).min();
    let is = |x: bool| f32::from(u8::from(x));
    let apart = apart(a, b);
    let days = apart.min(5) as f32;
    // one common word that two share is no acquaintance
    let participants = a.actors.like(&b.actors) * (a.actors.shared(&b.actors).0 / ENOUGH).min(1.0);
    let at = is(place.is_some_and(|p| p <= Near::Beside));
    [
        1.0,
        is(copy >= COPY),
        is(shared > 0),
        shared as f32 / least.max(1) as f32,
        is(place == Some(Near::Same)),
        is(place == Some(Near::Beside)),
        is(place == Some(Near::Around)),
        is(place.is_some_and(|p| p >= Near::Country)),
        is(place.is_none()),
        days,
        is(a.dated && b.dated && apart == 0),
        is(a.dated && b.dated && apart != 0),
        (t.day - u.day).abs().min(7) as f32,
        participants,
        a.words.like(&b.words),
        opening,
        is(a.numbers.iter().any(|x| b.numbers.binary_search(x).is_ok())),
        is(a.lead && b.lead),
        is(a.lead != b.lead),
        at * participants,
        at * is(apart == 0),
        is(place == Some(Near::Close)),
        at * is(taken(a) && taken(b)),
    ]
}

/// A place is not taken twice in a few days.
fn taken(a: &Account) -> bool {
    let capture = word_hash("territory.capture");
    a.kinds.iter().any(|k| k.0 == capture)
}

/// Weights for events that happen at a place.
const PLACED: Values =
    [-2.7, 4.0, 0.5, -0.5, 1.25, 1.2, 0.3, -2.0, 1.5, -0.7, 0.25, -2.45, -0.2, 3.0, 3.0, 6.5, 0.25, 0.0, 0.0, -0.75, 0.75, 0.5, 0.8];
/// Weights for what is said, met about and decided.
const SPOKEN: Values =
    [-3.5, 3.0, 0.7, 0.5, 0.05, 0.5, 0.2, -1.5, 0.0, -0.7, 0.3, 0.5, -0.8, 3.5, 3.0, 6.0, 1.0, 0.0, 0.0, 0.0, -0.7, 0.2, 0.0];

/// The score: positive where one event is likelier than two.
#[must_use]
pub fn score(group: Group, v: &Values) -> f32 {
    weigh(weights(group), v)
}

/// The score by some weights.
#[must_use]
pub fn weigh(weights: &[f32], v: &Values) -> f32 {
    weights.iter().zip(v).map(|(w, x)| w * x).sum()
}

/// The weights of a group.
#[must_use]
pub const fn weights(group: Group) -> &'static Values {
    match group {
        Group::Politics | Group::Speech | Group::Aid => &SPOKEN,
        _ => &PLACED,
    }
}

/// The reasons that weighed most for it, strongest first.
#[must_use]
pub fn reasons(group: Group, v: &Values) -> Vec<(&'static str, f32)> {
    let mut all: Vec<(&'static str, f32)> =
        FEATURES.iter().zip(weights(group).iter().zip(v)).skip(1).map(|(n, (w, x))| (*n, w * x)).filter(|r| r.1 > 0.05).collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    all.truncate(4);
    all
}
