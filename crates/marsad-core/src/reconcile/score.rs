//! How likely two accounts of two documents tell of one event: a log-linear score over what they share, with the
//! reasons that weighed most.

use super::account::Account;
use super::block::apart;
use super::place::{Near, near};
use super::telling::{Group, Telling, containment};
use crate::text::word_hash;
use std::sync::OnceLock;

/// What is compared, in the order of the weights.
pub const FEATURES: [&str; 50] = [
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
    "one guessed",
    "both guessed",
    "told days apart",
    "same told day",
    "same toll",
    "tolls differ",
    "first agents",
    "first agents differ",
    "first targets",
    "first types",
    "first types differ",
    "first places",
    "first places apart",
    "very like",
    "phrases",
    "rare words",
    "told named days differ",
    "told named days far",
    "told day of report",
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
    let same_toll = a.tolls.iter().any(|x| b.tolls.binary_search(x).is_ok());
    // what mentions are not weighed by is not worked out for them: most pairs are mentions
    let story = a.lead && b.lead;
    let of = |like: &dyn Fn() -> f32| if story { like() } else { 0.0 };
    let agents = of(&|| a.first.agents.like(&b.first.agents));
    let types = a.first.kinds.iter().any(|x| b.first.kinds.binary_search(x).is_ok());
    let first_place = a.first.places.iter().flat_map(|p| b.first.places.iter().map(move |q| near(p, q))).min();
    let whole = of(&|| t.whole.like(&u.whole));
    let told = (of(&|| t.heading.within(&u.words)), of(&|| u.heading.within(&t.words)));
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
        of(&|| t.heading.like(&u.heading)),
        is(a.group != b.group),
        is((a.group == Group::Speech) != (b.group == Group::Speech)),
        is(participants == 0.0 && !a.actors.is_empty() && !b.actors.is_empty()),
        whole * is(t.day == u.day),
        told.0.min(told.1),
        is(a.guessed != b.guessed),
        is(a.guessed && b.guessed),
        (a.told - b.told).abs().min(5) as f32,
        is(a.told == b.told),
        is(same_toll),
        is(!a.tolls.is_empty() && !b.tolls.is_empty() && !same_toll),
        agents,
        is(agents == 0.0 && !a.first.agents.is_empty() && !b.first.agents.is_empty()),
        of(&|| a.first.targets.like(&b.first.targets)),
        is(types),
        is(!types && !a.first.kinds.is_empty() && !b.first.kinds.is_empty()),
        is(first_place.is_some_and(|p| p <= Near::Beside)),
        is(first_place.is_some_and(|p| p >= Near::Close)),
        (whole - 0.3).max(0.0),
        of(&|| t.phrases.like(&u.phrases)),
        of(&|| (t.words.rare(&u.words) / 20.0).min(2.0)),
        is(a.told_named && b.told_named && a.told != b.told),
        is(a.told_named && b.told_named && (a.told - b.told).abs() > 1),
        is((a.told_named && a.told == t.day) && (b.told_named && b.told == u.day) && t.day != u.day),
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
    /// For two events at a place that their reports lead with.
    pub event: Values,
    /// For two sayings, meetings or decisions that their reports lead with.
    pub act: Values,
    /// For what one report leads with as one kind of thing, the other as another.
    pub story: Values,
}

/// The weights as `cargo xtask joins` wrote them: a feature a line, then a number for each table.
const FITTED: &str = include_str!("joins.txt");

impl Weights {
    /// From lines of a feature's name and five numbers, parted by tabs; what is missing weighs nothing.
    #[must_use]
    pub fn parse(lines: &str) -> Self {
        let none = [0.0; FEATURES.len()];
        let mut w = Self { placed: none, spoken: none, event: none, act: none, story: none };
        for line in lines.lines().filter(|l| !l.starts_with('#')) {
            let mut parts = line.split('\t');
            let Some(n) = parts.next().and_then(|name| FEATURES.iter().position(|f| *f == name)) else { continue };
            for (t, x) in parts.take(5).enumerate() {
                w.table_mut(t as u8)[n] = x.parse().unwrap_or(0.0);
            }
        }
        w
    }

    /// As lines that [`Weights::parse`] reads.
    #[must_use]
    pub fn lines(&self) -> String {
        let row = |n: usize| (0..5).map(|t| format!("\t{}", (self.table(t)[n] * 1000.0).round() / 1000.0)).collect::<String>();
        FEATURES.iter().enumerate().map(|(n, f)| format!("{f}{}\n", row(n))).collect()
    }

    /// Those of this version of the program.
    #[must_use]
    pub fn fitted() -> &'static Self {
        static ONCE: OnceLock<Weights> = OnceLock::new();
        ONCE.get_or_init(|| Self::parse(FITTED))
    }

    /// The table for a pair: 0 for events at a place, 1 for what is said and met about; for two leads 2, 3 and, if
    /// one is the one and one the other, 4.
    #[must_use]
    pub const fn table_of(a: &Account, b: &Account) -> u8 {
        const fn said(g: Group) -> bool {
            matches!(g, Group::Politics | Group::Speech | Group::Aid)
        }
        match (said(a.group), said(b.group), a.lead && b.lead) {
            (false, false, false) => 0,
            (_, _, false) => 1,
            (false, false, true) => 2,
            (true, true, true) => 3,
            (_, _, true) => 4,
        }
    }

    /// A table by its number.
    #[must_use]
    pub const fn table(&self, n: u8) -> &Values {
        match n {
            0 => &self.placed,
            1 => &self.spoken,
            2 => &self.event,
            3 => &self.act,
            _ => &self.story,
        }
    }

    /// A table by its number, to change it.
    pub const fn table_mut(&mut self, n: u8) -> &mut Values {
        match n {
            0 => &mut self.placed,
            1 => &mut self.spoken,
            2 => &mut self.event,
            3 => &mut self.act,
            _ => &mut self.story,
        }
    }

    /// The weights for a pair.
    #[must_use]
    pub const fn of(&self, a: &Account, b: &Account) -> &Values {
        self.table(Self::table_of(a, b))
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
