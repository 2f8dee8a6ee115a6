//! Which accounts are compared: those that share a key of day window and place, actor or rare word, within a group.
//!
//! A key depends on one account alone, so that keys may be made anywhere and gathered by sorting.

use super::account::Account;
use super::telling::{Day, Group, Telling};
use crate::text::word_hash;

/// An account: number of its telling, number in it.
pub type At = (u32, u32);

/// Two accounts whose days are at most this far apart share a key.
const WINDOW: Day = 4;
/// Two that their reports lead with: so far.
const WEEK: Day = 8;
/// Degrees of a cell.
const CELL: f64 = 1.0;
/// A key that more accounts share than this says little, unless it is of a place.
const COMMON: usize = 100;
/// A place on one day with more accounts than this is compared by type and exact place only.
const CROWD: usize = 1000;

fn mix(parts: &[u64]) -> u64 {
    parts.iter().fold(0x9E37_79B9_7F4A_7C15u64, |h, p| {
        let h = (h ^ p).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        h ^ (h >> 29)
    })
}

/// Calls `key` with each key of an account and whether it is of a place.
fn keys(t: &Telling, a: &Account, mut key: impl FnMut(u64, bool)) {
    let group = a.group as u64;
    let mut days: Vec<u64> = a.days.iter().flat_map(|d| [d.div_euclid(WINDOW), d.div_euclid(WINDOW) + 1]).map(|b| b as u64).collect();
    days.dedup();
    days.truncate(6);
    for p in a.places.iter().take(2) {
        if p.where_prec >= 6 {
            let country = word_hash(&p.country);
            days.iter().for_each(|d| key(mix(&[1, group, *d, country]), true));
            continue;
        }
        let (y, x) = ((p.lat / CELL).floor() as i64, (p.lon / CELL).floor() as i64);
        for (dy, dx) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            days.iter().for_each(|d| key(mix(&[2, group, *d, (y + dy) as u64, (x + dx) as u64]), true));
        }
        let country = word_hash(&p.country);
        days.iter().for_each(|d| key(mix(&[1, group, *d, country]), false));
    }
    for w in a.actors.heaviest(3) {
        days.iter().for_each(|d| key(mix(&[3, group, *d, w]), false));
    }
    if a.lead {
        for w in t.words.heaviest(6) {
            days.iter().for_each(|d| key(mix(&[4, group, *d, w]), false));
        }
    }
    if a.lead {
        // a story goes on for a week, and one report may see a meeting where another sees an attack
        let mut weeks: Vec<u64> =
            a.days.iter().chain([&t.day]).flat_map(|d| [d.div_euclid(WEEK), d.div_euclid(WEEK) + 1]).map(|b| b as u64).collect();
        weeks.sort_unstable();
        weeks.dedup();
        weeks.truncate(6);
        for w in t.words.heaviest(10).into_iter().chain(t.whole.heaviest(10)) {
            weeks.iter().for_each(|d| key(mix(&[6, *d, w]), false));
        }
        for p in a.places.iter().take(2).filter(|p| p.where_prec < 6) {
            let (y, x) = ((p.lat / CELL).floor() as i64, (p.lon / CELL).floor() as i64);
            for (dy, dx) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                days.iter().for_each(|d| key(mix(&[7, *d, (y + dy) as u64, (x + dx) as u64]), true));
            }
        }
    }
    for s in t.sketch.iter().take(4) {
        key(mix(&[5, group, u64::from(*s)]), false);
    }
}

/// All keys with the accounts that have them.
#[derive(Debug)]
pub struct Index<'t> {
    tellings: &'t [Telling],
    nodes: Vec<At>,
    /// Key and number of the account, sorted.
    entries: Vec<(u64, u32)>,
    /// For each account where its keys stand in `entries`, one after another: blocks as (from, to, of a place).
    blocks: Vec<(u32, u32, bool)>,
    of: Vec<(u32, u32)>,
}

impl<'t> Index<'t> {
    /// Of all accounts, numbered in the order of tellings.
    #[must_use]
    pub fn new(tellings: &'t [Telling]) -> Self {
        let nodes: Vec<At> =
            tellings.iter().enumerate().flat_map(|(n, t)| (0..t.accounts.len()).map(move |m| (n as u32, m as u32))).collect();
        let mut keyed: Vec<(u64, u32, bool)> = Vec::new();
        for (n, at) in nodes.iter().enumerate() {
            let t = &tellings[at.0 as usize];
            let a = &t.accounts[at.1 as usize];
            if a.group != Group::Relation {
                keys(t, a, |k, place| keyed.push((k, n as u32, place)));
            }
        }
        keyed.sort_unstable();
        keyed.dedup_by_key(|k| (k.0, k.1));
        let mut lists: Vec<(u32, u32, u32, bool)> = Vec::new();
        let mut from = 0u32;
        for block in keyed.chunk_by(|a, b| a.0 == b.0) {
            let to = from + block.len() as u32;
            let place = block.iter().any(|k| k.2);
            if block.len() > 1 && (place || block.len() <= COMMON) {
                lists.extend(block.iter().map(|k| (k.1, from, to, place)));
            }
            from = to;
        }
        lists.sort_unstable();
        let mut of = vec![(0, 0); nodes.len()];
        let mut at = 0;
        for list in lists.chunk_by(|a, b| a.0 == b.0) {
            of[list[0].0 as usize] = (at, at + list.len() as u32);
            at += list.len() as u32;
        }
        let blocks = lists.into_iter().map(|l| (l.1, l.2, l.3)).collect();
        Self { tellings, nodes, entries: keyed.into_iter().map(|k| (k.0, k.1)).collect(), blocks, of }
    }

    /// The accounts.
    #[must_use]
    pub fn nodes(&self) -> &[At] {
        &self.nodes
    }

    /// The telling and account of a number.
    #[must_use]
    pub fn at(&self, node: u32) -> (&'t Telling, &'t Account) {
        let (n, m) = self.nodes[node as usize];
        let t = &self.tellings[n as usize];
        (t, &t.accounts[m as usize])
    }

    /// Calls `with` once for each later account of another telling that `node` is to be compared with. `seen` has
    /// room for each account, and is for this alone.
    pub fn around(&self, node: u32, seen: &mut [u32], mut with: impl FnMut(u32)) {
        let (own, (t, a)) = (self.nodes[node as usize], self.at(node));
        let (from, to) = self.of[node as usize];
        for (from, to, _) in &self.blocks[from as usize..to as usize] {
            let block = &self.entries[*from as usize..*to as usize];
            let later = block.partition_point(|e| e.1 <= node);
            for (_, other) in &block[later..] {
                if seen[*other as usize] == node + 1 {
                    continue;
                }
                let (_, b) = self.at(*other);
                if block.len() > CROWD && !close(a, b) {
                    continue;
                }
                seen[*other as usize] = node + 1;
                if self.nodes[*other as usize].0 != own.0
                    && near_in_time(t, a, self.tellings[self.nodes[*other as usize].0 as usize].day, b)
                {
                    with(*other);
                }
            }
        }
    }
}

/// Whether they may be of one event: by the days that they name, for leads by those of the reports too.
fn near_in_time(t: &Telling, a: &Account, other: Day, b: &Account) -> bool {
    let window = if a.lead && b.lead { WEEK } else { WINDOW };
    apart(a, b) <= window || (a.lead && b.lead && (t.day - other).abs() <= WEEK)
}

/// The days between the nearest two days that the accounts name.
#[must_use]
pub fn apart(a: &Account, b: &Account) -> Day {
    a.days.iter().flat_map(|x| b.days.iter().map(move |y| (x - y).abs())).min().unwrap_or(Day::MAX)
}

/// In a crowd: the same exact place, a shared type and the same day.
fn close(a: &Account, b: &Account) -> bool {
    a.day == b.day
        && a.places.first().map(|p| &p.id) == b.places.first().map(|p| &p.id)
        && a.kinds.iter().any(|k| b.kinds.iter().any(|j| j.0 == k.0))
}
