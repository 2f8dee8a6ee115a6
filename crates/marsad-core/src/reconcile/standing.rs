//! Standing facts: who holds a place, who backs or belongs to whom, as intervals with their evidence.

use super::roots::Roots;
use super::telling::{Day, Telling, Told};
use crate::record::{PlaceRef, RoleKind, Status};
use std::collections::BTreeMap;

/// A standing fact with its evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// `control`, `support` or `member`.
    pub kind: &'static str,
    /// Who holds, backs or belongs: actor id or words.
    pub who: String,
    /// As the text names them.
    pub words: String,
    /// Whom they back or belong to; empty for control.
    pub whom: String,
    /// For control: the place.
    pub place: Option<PlaceRef>,
    /// The first day it is said to hold.
    pub from: Day,
    /// The day it ended: another took the place, or they withdrew; `None` where nothing says so.
    pub to: Option<Day>,
    /// The last day it is said to hold.
    pub seen: Day,
    /// By whose word, each once.
    pub roots: Vec<String>,
    /// The claims.
    pub claims: Vec<String>,
}

fn party(c: &Told, role: RoleKind) -> Option<(String, String)> {
    c.parties.iter().find(|p| p.role == role).map(|p| (p.actor.clone().unwrap_or_else(|| crate::text::fold(&p.words)), p.words.clone()))
}

enum Change {
    Takes,
    Leaves,
}

/// Who held which place when, by whose word; places in the order of their ids, intervals in the order of time.
#[must_use]
pub fn control(tellings: &[Telling]) -> Vec<Standing> {
    let mut events: BTreeMap<&str, Vec<(Day, &str, Change, (String, String), &Telling, &Told, &PlaceRef)>> = BTreeMap::new();
    for t in tellings {
        for c in t.claims.iter().filter(|c| c.status == Status::Asserted) {
            let change = match c.kind.as_str() {
                "territory.capture" => Change::Takes,
                "territory.withdraw" => Change::Leaves,
                _ => continue,
            };
            let Some(who) = party(c, RoleKind::Agent) else { continue };
            let day = c.days.map_or(t.day, |d| d.0);
            for (role, _, place) in &c.places {
                if place.where_prec >= 6 || matches!((&change, role), (Change::Leaves, RoleKind::Destination)) {
                    continue;
                }
                let change = if matches!(change, Change::Takes) { Change::Takes } else { Change::Leaves };
                events.entry(place.id.as_str()).or_default().push((day, c.id.as_str(), change, who.clone(), t, c, place));
            }
        }
    }
    let mut out = Vec::new();
    for (_, mut list) in events {
        list.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        let mut open: Option<Standing> = None;
        for (day, _, change, (who, words), t, c, place) in list {
            let root = Roots::shown(c, t);
            if let Some(s) = open.as_mut().filter(|s| s.who == who) {
                s.seen = s.seen.max(day);
                s.claims.push(c.id.clone());
                if !s.roots.contains(&root) {
                    s.roots.push(root);
                }
                if matches!(change, Change::Leaves) {
                    s.to = Some(day);
                    out.extend(open.take());
                }
                continue;
            }
            if matches!(change, Change::Leaves) {
                continue;
            }
            if let Some(mut s) = open.take() {
                s.to = Some(day);
                out.push(s);
            }
            open = Some(Standing {
                kind: "control",
                who,
                words,
                whom: String::new(),
                place: Some(place.clone()),
                from: day,
                to: None,
                seen: day,
                roots: vec![root],
                claims: vec![c.id.clone()],
            });
        }
        out.extend(open);
    }
    out
}

/// Who backs and belongs to whom: from the first to the last day that a report says so.
#[must_use]
pub fn relations(tellings: &[Telling]) -> Vec<Standing> {
    let mut all: BTreeMap<(&'static str, String, String), Standing> = BTreeMap::new();
    for t in tellings {
        for c in t.claims.iter().filter(|c| c.status == Status::Asserted) {
            let kind = match c.kind.as_str() {
                "relation.support" => "support",
                "relation.member" => "member",
                _ => continue,
            };
            let (Some(who), Some(whom)) = (party(c, RoleKind::Agent), party(c, RoleKind::Target)) else { continue };
            let (from, to) = c.days.unwrap_or((t.day, t.day));
            let root = Roots::shown(c, t);
            let s = all.entry((kind, who.0.clone(), whom.0.clone())).or_insert_with(|| Standing {
                kind,
                who: who.0,
                words: who.1,
                whom: whom.0,
                place: None,
                from,
                to: None,
                seen: to,
                roots: Vec::new(),
                claims: Vec::new(),
            });
            s.from = s.from.min(from);
            s.seen = s.seen.max(to);
            if let Err(i) = s.roots.binary_search(&root) {
                s.roots.insert(i, root);
            }
            if let Err(i) = s.claims.binary_search(&c.id) {
                s.claims.insert(i, c.id.clone());
            }
        }
    }
    all.into_values().collect()
}
