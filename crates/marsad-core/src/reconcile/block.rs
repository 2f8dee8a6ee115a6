//! Which accounts are compared: those that share a key of day window and place, actor or rare word, within a group.
//!
//! A key depends on one account alone, so that keys may be made anywhere and gathered by sorting.

use super::telling::{Account, Day, Group, Telling};
use crate::text::word_hash;

/// An account: number of its telling, number in it.
pub type At = (u32, u32);

/// Two accounts whose days are at most this far apart share a key.
const WINDOW: Day = 4;
/// Degrees of a cell.
const CELL: f64 = 1.0;
/// A key that more accounts share than this says little, unless it is of a place.
const COMMON: usize = 400;
/// A place on one day with more accounts than this is compared by type and exact place only.
const CROWD: usize = 1500;

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
    for s in t.sketch.iter().take(4) {
        key(mix(&[5, group, u64::from(*s)]), false);
    }
}

/// All pairs of accounts of different tellings that share a key, sorted, each once. `part` of `parts`: those keys
/// that fall to one of several workers.
#[must_use]
pub fn pairs(tellings: &[Telling], part: u64, parts: u64) -> Vec<(At, At)> {
    let mut all: Vec<(u64, bool, At)> = Vec::new();
    for (n, t) in tellings.iter().enumerate() {
        for (m, a) in t.accounts.iter().enumerate().filter(|(_, a)| a.group != Group::Relation) {
            keys(t, a, |k, place| {
                if k % parts == part {
                    all.push((k, place, (n as u32, m as u32)));
                }
            });
        }
    }
    all.sort_unstable();
    all.dedup();
    let mut out: Vec<(At, At)> = Vec::new();
    for block in all.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let of_place = block[0].1;
        if block.len() < 2 || (!of_place && block.len() > COMMON) {
            continue;
        }
        let account = |at: At| &tellings[at.0 as usize].accounts[at.1 as usize];
        for (i, x) in block.iter().enumerate() {
            for y in &block[i + 1..] {
                if x.2.0 == y.2.0 || apart(account(x.2), account(y.2)) > WINDOW {
                    continue;
                }
                if block.len() > CROWD && !close(account(x.2), account(y.2)) {
                    continue;
                }
                out.push((x.2, y.2));
            }
        }
        if out.len() > 1 << 22 {
            out.sort_unstable();
            out.dedup();
        }
    }
    out.sort_unstable();
    out.dedup();
    out
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
