//! How well an incident is borne out, and what sources contradict each other in.

use super::incident::{Contradiction, Grade, Matter, Root, Version};
use super::place::{Near, near};
use super::roots::Gathered;
use super::telling::{Group, Telling, Told, iso};
use crate::record::{RoleKind, Status};
use std::collections::BTreeMap;

/// Grade, reason and independent roots of an incident.
pub fn grade(claims: &[(&Telling, &Told)], key: &impl Fn(&Telling, &Told) -> String) -> (Grade, String, Vec<Root>) {
    let mut asserted = Gathered::default();
    let mut denied = Gathered::default();
    for (t, c) in
        claims.iter().filter(|(_, c)| Group::of(&c.kind) != Group::Speech || claims.iter().all(|x| Group::of(&x.1.kind) == Group::Speech))
    {
        match c.status {
            Status::Asserted => asserted.add(key(t, c), c, t),
            Status::Denied => denied.add(key(t, c), c, t),
            _ => {}
        }
    }
    let (roots, denying) = (asserted.list(), denied.list());
    let named: Vec<&Root> = roots.iter().filter(|r| !r.outlet).collect();
    // a report that says it itself is a root of its own only as far as no source is named anywhere
    let independent = if named.is_empty() { roots.len() } else { named.len() };
    let names = |l: &[&Root]| l.iter().take(3).map(|r| r.name.as_str()).collect::<Vec<_>>().join("، ");
    let (g, reason) = match (independent, denying.len()) {
        (0, 0) => (Grade::Unasserted, "only planned, feared or supposed".to_owned()),
        (0, n) => (Grade::Denied, format!("denied by {n}: {}", names(&denying.iter().collect::<Vec<_>>()))),
        (_, n) if n > 0 => {
            (Grade::Contested, format!("asserted by {independent}, denied by {n}: {}", names(&denying.iter().collect::<Vec<_>>())))
        }
        (1, _) => (
            Grade::SingleRoot,
            format!("one root: {}", names(&if named.is_empty() { roots.iter().collect::<Vec<_>>() } else { named.clone() })),
        ),
        (n, _) => (
            Grade::Confirmed,
            format!("{n} independent roots: {}", names(&if named.is_empty() { roots.iter().collect::<Vec<_>>() } else { named.clone() })),
        ),
    };
    (g, reason, roots)
}

/// Gathers versions of one matter.
#[derive(Default)]
struct Versions {
    by_key: BTreeMap<String, Version>,
}

impl Versions {
    fn add(&mut self, key: String, says: &str, root: String, claim: &str) {
        let v = self.by_key.entry(key).or_insert_with(|| Version { says: says.to_owned(), roots: Vec::new(), claims: Vec::new() });
        if (says.chars().count(), v.says.as_str()) > (v.says.chars().count(), says) {
            v.says = says.to_owned();
        }
        for (list, x) in [(&mut v.roots, root.as_str()), (&mut v.claims, claim)] {
            if let Err(i) = list.binary_search_by(|y| y.as_str().cmp(x)) {
                list.insert(i, x.to_owned());
            }
        }
    }

    fn into(self, matter: Matter, least: usize) -> Option<Contradiction> {
        (self.by_key.len() >= least).then(|| Contradiction { matter, versions: self.by_key.into_values().collect() })
    }
}

fn root_name(t: &Telling, c: &Told) -> String {
    super::roots::Roots::shown(c, t)
}

/// Everything that is denied, blamed on different doers or told of different places and days.
#[must_use]
pub fn contradictions(claims: &[(&Telling, &Told)], around: &[(&Telling, &Told)]) -> Vec<Contradiction> {
    let (mut denials, mut blame, mut doers, mut places, mut days) =
        (Versions::default(), Versions::default(), Versions::default(), Versions::default(), Versions::default());
    for (t, c) in claims {
        if c.status == Status::Denied {
            denials.add(c.kind.clone(), &c.trigger, root_name(t, c), &c.id);
            continue;
        }
        if c.status != Status::Asserted || Group::of(&c.kind) != Group::Conflict {
            continue;
        }
        if c.kind.starts_with("violence.") && c.kind != "violence.clash" {
            for p in c.parties.iter().filter(|p| p.role == RoleKind::Agent) {
                if let Some(a) = &p.actor {
                    doers.add(a.clone(), &p.words, root_name(t, c), &c.id);
                }
            }
        }
        if let Some((f, l)) = c.days.filter(|(f, l)| f == l)
            && c.kind.starts_with("violence.")
            && c.main
        {
            debug_assert!(f <= l);
            days.add(iso(f), &iso(f), root_name(t, c), &c.id);
        }
        if c.main && c.kind.starts_with("violence.") {
            for (_, words, p) in c.places.iter().filter(|p| p.2.where_prec <= 2) {
                places.add(p.id.clone(), words, root_name(t, c), &c.id);
            }
        }
    }
    for (t, c) in around {
        match c.kind.as_str() {
            "speech.deny" => {
                let who = c.parties.iter().find(|p| p.role == RoleKind::Agent).map_or_else(|| root_name(t, c), |p| p.words.clone());
                denials.add(format!("speech {who}"), &who, who.clone(), &c.id);
            }
            "speech.accuse" => {
                let of = |r: RoleKind| c.parties.iter().find(|p| p.role == r);
                if let Some(accused) = of(RoleKind::Target) {
                    let by = of(RoleKind::Agent).map_or_else(|| root_name(t, c), |p| p.words.clone());
                    blame.add(accused.actor.clone().unwrap_or_else(|| accused.words.clone()), &accused.words, by, &c.id);
                }
            }
            _ => {}
        }
    }
    let far = claims.iter().filter(|(_, c)| c.main).flat_map(|(_, c)| &c.places).filter(|p| p.2.where_prec <= 2).collect::<Vec<_>>();
    let apart = far.iter().any(|p| far.iter().any(|q| near(&p.2, &q.2) >= Near::Country));
    [
        denials.into(Matter::Denial, 1),
        blame.into(Matter::Accusation, 1),
        doers.into(Matter::Attacker, 2),
        if apart { places.into(Matter::Place, 2) } else { None },
        days.into(Matter::Date, 2),
    ]
    .into_iter()
    .flatten()
    .collect()
}
