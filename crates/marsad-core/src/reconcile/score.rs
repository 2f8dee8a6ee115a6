//! How likely two accounts of two documents tell of one event: a log-linear score over what they share, with the
//! reasons that weighed most.

use super::account::Account;
use super::block::apart;
use super::place::{Near, near};
use super::telling::{Group, Telling, containment};
use crate::text::word_hash;
use std::sync::OnceLock;

/// What is compared, in the order of the weights.
pub const FEATURES: [&str; 31] = [
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
    "whole reports",
    "title told",
    "titles",
    "other group",
    "speech and event",
    "participants differ",
    "whole reports and day",
    "title told by both",
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
    let whole = t.whole.like(&u.whole);
    let told = (t.heading.within(&u.words), u.heading.within(&t.words));
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
        whole,
        (told.0 + told.1) / 2.0,
        t.heading.like(&u.heading),
        is(a.group != b.group),
        is((a.group == Group::Speech) != (b.group == Group::Speech)),
        is(participants == 0.0 && !a.actors.is_empty() && !b.actors.is_empty()),
        whole * is(t.day == u.day),
        told.0.min(told.1),
    ]
}

/// A place is not taken twice in a few days.
fn taken(a: &Account) -> bool {
    let capture = word_hash("territory.capture");
    a.kinds.iter().any(|k| k.0 == capture)
}

/// Weights of the features for three kinds of pairs, and what clustering takes for granted.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// For events that happen at a place.
    pub placed: Values,
    /// For what is said, met about and decided.
    pub spoken: Values,
    /// For two accounts that their reports lead with, of whatever groups.
    pub story: Values,
}

/// The weights as `cargo xtask joins --save` wrote them: a feature a line, then placed, spoken and story.
const FITTED: &str = include_str!("joins.txt");

impl Weights {
    /// From lines of a feature's name and three numbers, parted by tabs; what is missing weighs nothing.
    #[must_use]
    pub fn parse(lines: &str) -> Self {
        let mut w = Self { placed: [0.0; FEATURES.len()], spoken: [0.0; FEATURES.len()], story: [0.0; FEATURES.len()] };
        for line in lines.lines().filter(|l| !l.starts_with('#')) {
            let mut parts = line.split('\t');
            let Some(n) = parts.next().and_then(|name| FEATURES.iter().position(|f| *f == name)) else { continue };
            let mut next = || parts.next().and_then(|x| x.parse().ok()).unwrap_or(0.0);
            (w.placed[n], w.spoken[n], w.story[n]) = (next(), next(), next());
        }
        w
    }

    /// Those of this version of the program.
    #[must_use]
    pub fn fitted() -> &'static Self {
        static ONCE: OnceLock<Weights> = OnceLock::new();
        ONCE.get_or_init(|| Self::parse(FITTED))
    }

    /// Those for a pair.
    #[must_use]
    pub const fn of(&self, a: &Account, b: &Account) -> &Values {
        if a.lead && b.lead {
            return &self.story;
        }
        match a.group {
            Group::Politics | Group::Speech | Group::Aid => &self.spoken,
            _ => &self.placed,
        }
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self::fitted().clone()
    }
}

/// The score by some weights: positive where one event is likelier than two.
#[must_use]
pub fn weigh(weights: &Values, v: &Values) -> f32 {
    weights.iter().zip(v).map(|(w, x)| w * x).sum()
}

/// The reasons that weighed most for it, strongest first.
#[must_use]
pub fn reasons(weights: &Values, v: &Values) -> Vec<(&'static str, f32)> {
    let mut all: Vec<(&'static str, f32)> =
        FEATURES.iter().zip(weights.iter().zip(v)).skip(1).map(|(n, (w, x))| (*n, w * x)).filter(|r| r.1 > 0.05).collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    all.truncate(4);
    all
}
