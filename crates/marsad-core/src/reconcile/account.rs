//! Accounts: what one document tells about one event.

use super::place::{Near, near};
use super::telling::{Day, Group, Telling, Told, Zone};
use super::words::{Bag, stem, stems};
use crate::record::{PlaceRef, RoleKind};
use crate::text::{Text, fold, word_hash};
use std::ops::Range;

/// What one document tells about one event.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Its claims, by their numbers in the telling.
    pub claims: Vec<u32>,
    /// Their group.
    pub group: Group,
    /// Where it stands first, and whether that sentence is about it.
    pub stands: (Zone, bool),
    /// Its share of the document's claims.
    pub share: f32,
    /// Whether the document leads with it: its title or its opening is about it.
    pub lead: bool,
    /// Whether that is only a guess: neither title nor opening is about anything that was coded.
    pub guessed: bool,
    /// When title and opening say it happened; else the day of publication.
    pub told: Day,
    /// Whether they say it in so many words.
    pub told_named: bool,
    /// What only title and opening say: who does it, where, and claim types.
    pub first: First,
    /// Killed and injured that title and opening count, sorted.
    pub tolls: Vec<u64>,
    /// The places, most named first.
    pub places: Vec<PlaceRef>,
    /// When: the day named most, else the day of publication.
    pub day: Day,
    /// All days that it names, sorted; that of publication if none.
    pub days: Vec<Day>,
    /// Whether the text names that day.
    pub dated: bool,
    /// Actors and names of its participants.
    pub actors: Bag,
    /// Words of its sentences.
    pub words: Bag,
    /// Claim types with how many claims, sorted.
    pub kinds: Vec<(u64, u16)>,
    /// Telling numbers: (measure and value), sorted.
    pub numbers: Vec<u64>,
}

/// What title and opening say of an event.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct First {
    /// Agents of claims: actors and names.
    pub agents: Bag,
    /// Those whom it is done to.
    pub targets: Bag,
    /// Places.
    pub places: Vec<PlaceRef>,
    /// Claim types, sorted.
    pub kinds: Vec<u64>,
}

fn first(t: &Telling, claims: &[u32]) -> First {
    let (mut agents, mut targets, mut out) = (Vec::new(), Vec::new(), First::default());
    for c in claims.iter().map(|n| &t.claims[*n as usize]).filter(|c| c.zone != Zone::Body) {
        for p in &c.parties {
            let bag = match p.role {
                RoleKind::Agent => &mut agents,
                RoleKind::Target => &mut targets,
                _ => continue,
            };
            match &p.actor {
                Some(a) => bag.push((word_hash(a), 8.0)),
                None => bag.extend(stems(&p.words)),
            }
        }
        if Group::of(&c.kind) == Group::Speech {
            agents.extend(c.chain.iter().flat_map(|s| s.actor.as_ref().map_or_else(|| stems(&s.words), |a| vec![(word_hash(a), 8.0)])));
        }
        for (_, _, p) in &c.places {
            if !out.places.iter().any(|q| q.id == p.id) {
                out.places.push(p.clone());
            }
        }
        out.kinds.push(word_hash(&c.kind));
    }
    out.kinds.sort_unstable();
    out.kinds.dedup();
    out.places.truncate(4);
    (out.agents, out.targets) = (Bag::from_pairs(agents), Bag::from_pairs(targets));
    out
}

/// An account that is still being gathered.
struct Open {
    group: Group,
    claims: Vec<u32>,
    places: Vec<PlaceRef>,
    day: Option<Day>,
}

impl Open {
    fn fits(&self, t: &Telling, c: &Told, group: Group, day: Option<Day>) -> bool {
        let last = &t.claims[*self.claims.last().unwrap_or(&0) as usize];
        let placed = c.places.is_empty()
            || self.places.is_empty()
            || c.places.iter().any(|p| self.places.iter().any(|q| near(&p.2, q) <= Near::Close));
        self.group == group
            && (group == Group::Conflict || c.kind == last.kind)
            && placed
            && day.zip(self.day).is_none_or(|(a, b)| (a - b).abs() <= 1)
            && (group != Group::Speech || speaker(c).is_none_or(|s| speaker(last) == Some(s)))
    }
}

/// Gathers a document's claims into accounts: first those that name a place, each with the latest that fits; then
/// those without, with what was told just before them, or else with what most of the document is about.
pub(super) fn gather(t: &Telling, text: &Text, ranges: &impl Fn(usize) -> Range<usize>) -> Vec<Account> {
    let mut open: Vec<Open> = Vec::new();
    for placed in [true, false] {
        for (n, c) in t.claims.iter().enumerate().filter(|(_, c)| c.places.is_empty() != placed) {
            let group = Group::of(&c.kind);
            if group == Group::Relation {
                continue;
            }
            let day = c.days.filter(|(f, l)| l - f <= 1).map(|d| d.0);
            let fitting = open.iter().enumerate().filter(|(_, o)| o.fits(t, c, group, day));
            let beside = |o: &Open| {
                o.claims
                    .iter()
                    .map(|m| &t.claims[*m as usize])
                    .filter(|d| d.sentence <= c.sentence && d.sentence + 1 >= c.sentence)
                    .map(|d| d.sentence)
                    .max()
            };
            let best = if placed {
                fitting.map(|(i, _)| i).next_back()
            } else {
                fitting
                    .max_by_key(|(i, o)| (if c.zone == Zone::Title { None } else { beside(o) }, o.claims.len(), std::cmp::Reverse(*i)))
                    .map(|(i, _)| i)
            };
            let places = c.places.iter().map(|p| p.2.clone());
            match best.and_then(|i| open.get_mut(i)) {
                Some(o) => {
                    o.claims.push(n as u32);
                    for p in places {
                        if !o.places.iter().any(|q| q.id == p.id) {
                            o.places.push(p);
                        }
                    }
                    o.day = o.day.or(day);
                }
                None => open.push(Open { group, claims: vec![n as u32], places: places.collect(), day }),
            }
        }
    }
    for o in &mut open {
        o.claims.sort_unstable();
    }
    open.sort_by_key(|o| o.claims[0]);
    let mut out: Vec<Account> = open.into_iter().map(|o| account(t, text, ranges, o.group, o.claims)).collect();
    // a report leads with something: with what most of it tells, if neither title nor opening says
    if !out.iter().any(|a| a.lead)
        && let Some(a) = out.iter_mut().rev().max_by(|a, b| b.stands.0.cmp(&a.stands.0).then(a.claims.len().cmp(&b.claims.len())))
    {
        (a.lead, a.guessed) = (true, true);
    }
    out
}

/// Who says it, for a claim of speech: a hash of the actor or the last word of the name.
fn speaker(c: &Told) -> Option<u64> {
    let p = c.parties.iter().find(|p| p.role == RoleKind::Agent)?;
    if let Some(a) = &p.actor {
        return Some(word_hash(a));
    }
    let folded = fold(&p.words);
    folded.split_whitespace().next_back().map(|w| word_hash(stem(w)))
}

fn account(t: &Telling, text: &Text, ranges: &impl Fn(usize) -> Range<usize>, group: Group, claims: Vec<u32>) -> Account {
    let of = |n: &u32| &t.claims[*n as usize];
    let mut places: Vec<(usize, PlaceRef)> = Vec::new();
    let mut on: Vec<(usize, Day)> = Vec::new();
    let (mut actors, mut kinds, mut numbers, mut sentences) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for c in claims.iter().map(of) {
        for (_, _, p) in &c.places {
            match places.iter_mut().find(|q| q.1.id == p.id) {
                Some(q) => q.0 += 1,
                None => places.push((1, p.clone())),
            }
        }
        if let Some((f, l)) = c.days.filter(|(f, l)| l - f <= 2) {
            let d = if c.zone == Zone::Body { 1 } else { 3 };
            let f = if l > f { l } else { f };
            match on.iter_mut().find(|q| q.1 == f) {
                Some(q) => q.0 += d,
                None => on.push((d, f)),
            }
        }
        for p in &c.parties {
            match &p.actor {
                Some(a) => actors.push((word_hash(a), 8.0)),
                None => actors.extend(stems(&p.words)),
            }
        }
        if group == Group::Speech || group == Group::Politics {
            for s in &c.chain {
                match &s.actor {
                    Some(a) => actors.push((word_hash(a), 5.0)),
                    None => actors.extend(stems(&s.words)),
                }
            }
        }
        let kind = word_hash(&c.kind);
        match kinds.iter_mut().find(|k: &&mut (u64, u16)| k.0 == kind) {
            Some(k) => k.1 += 1,
            None => kinds.push((kind, 1)),
        }
        for f in &c.numbers {
            if let Some(v) = f.low.or(f.high).filter(|v| *v >= 3.0) {
                numbers.push(word_hash(f.measure) ^ v.to_bits().wrapping_mul(0x9E37_79B9_7F4A_7C15));
            }
        }
        sentences.push(c.sentence);
    }
    places.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.where_prec.cmp(&b.1.where_prec)).then(a.1.id.cmp(&b.1.id)));
    on.sort_by(|a, b| b.0.cmp(&a.0).then((t.day - a.1).abs().cmp(&(t.day - b.1).abs())).then(a.1.cmp(&b.1)));
    kinds.sort_unstable();
    numbers.sort_unstable();
    numbers.dedup();
    sentences.sort_unstable();
    sentences.dedup();
    let lines: Vec<Range<usize>> = sentences.iter().take(4).map(|s| ranges(*s as usize)).collect();
    let told = claims.iter().map(of).filter(|c| c.zone != Zone::Body).filter_map(|c| c.days).find(|(f, l)| l - f <= 2);
    let events = t.claims.iter().filter(|c| Group::of(&c.kind) != Group::Relation).count();
    Account {
        stands: claims.iter().map(of).map(|c| (c.zone, !c.main)).min().map_or((Zone::Body, false), |(z, m)| (z, !m)),
        share: claims.len() as f32 / events.max(1) as f32,
        lead: claims.iter().map(of).any(|c| c.main && c.zone != Zone::Body),
        guessed: false,
        first: first(t, &claims),
        told: told.map_or(t.day, |d| d.1),
        told_named: told.is_some(),
        tolls: {
            let mut tolls: Vec<u64> = claims
                .iter()
                .map(of)
                .filter(|c| c.zone != Zone::Body)
                .flat_map(|c| &c.numbers)
                .filter(|n| n.measure == "killed" || n.measure == "injured")
                .filter_map(|n| Some(word_hash(n.measure) ^ n.low.or(n.high)?.to_bits().wrapping_mul(0x9E37_79B9_7F4A_7C15)))
                .collect();
            tolls.sort_unstable();
            tolls.dedup();
            tolls
        },
        group,
        places: places.into_iter().map(|p| p.1).take(4).collect(),
        day: on.first().map_or(t.day, |d| d.1),
        days: {
            let mut days: Vec<Day> = on.iter().map(|d| d.1).collect();
            if days.is_empty() {
                days.push(t.day);
            }
            days.sort_unstable();
            days
        },
        dated: !on.is_empty(),
        actors: Bag::from_pairs(actors),
        words: Bag::of(text, &lines, 0),
        kinds,
        numbers,
        claims,
    }
}
