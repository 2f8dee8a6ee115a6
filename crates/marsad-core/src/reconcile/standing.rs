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

/// A place changes hands, as a claim says.
struct Change<'t> {
    day: Day,
    /// Whether it is taken; else it is left.
    taken: bool,
    who: String,
    words: String,
    telling: &'t Telling,
    claim: &'t Told,
    place: &'t PlaceRef,
}

/// Who held which place when, by whose word; places in the order of their ids, intervals in the order of time.
#[must_use]
pub fn control(tellings: &[Telling]) -> Vec<Standing> {
    let mut changes: BTreeMap<&str, Vec<Change<'_>>> = BTreeMap::new();
    for t in tellings {
        for c in t.claims.iter().filter(|c| c.status == Status::Asserted) {
            let taken = match c.kind.as_str() {
                "territory.capture" => true,
                "territory.withdraw" => false,
                _ => continue,
            };
            let Some((who, words)) = party(c, RoleKind::Agent) else { continue };
            let day = c.days.map_or(t.day, |d| d.0);
            for (_, _, place) in c.places.iter().filter(|(role, _, p)| p.where_prec < 6 && (taken || *role != RoleKind::Destination)) {
                changes.entry(place.id.as_str()).or_default().push(Change {
                    day,
                    taken,
                    who: who.clone(),
                    words: words.clone(),
                    telling: t,
                    claim: c,
                    place,
                });
            }
        }
    }
    let mut out = Vec::new();
    for (_, mut list) in changes {
        list.sort_by(|a, b| (a.day, &a.claim.id).cmp(&(b.day, &b.claim.id)));
        let mut open: Option<Standing> = None;
        for x in list {
            let root = Roots::shown(x.claim, x.telling);
            if let Some(s) = open.as_mut().filter(|s| s.who == x.who) {
                s.seen = s.seen.max(x.day);
                s.claims.push(x.claim.id.clone());
                if !s.roots.contains(&root) {
                    s.roots.push(root);
                }
                if !x.taken {
                    s.to = Some(x.day);
                    out.extend(open.take());
                }
            } else if x.taken {
                out.extend(open.take().map(|s| Standing { to: Some(x.day), ..s }));
                open = Some(Standing {
                    kind: "control",
                    who: x.who,
                    words: x.words,
                    whom: String::new(),
                    place: Some(x.place.clone()),
                    from: x.day,
                    to: None,
                    seen: x.day,
                    roots: vec![root],
                    claims: vec![x.claim.id.clone()],
                });
            }
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
