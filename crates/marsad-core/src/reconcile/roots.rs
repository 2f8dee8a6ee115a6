//! Roots: who is said to know. Ten outlets that quote one observatory are one root; copies of one text are one
//! outlet; sources without a name in copies of one text are one source.

use super::incident::Root;
use super::telling::{Source, Telling, Told};
use super::words::stems;
use crate::record::SourceKind;
use std::collections::BTreeMap;

/// The root of a claim: the innermost link of its chain.
#[must_use]
pub fn root(c: &Told) -> Option<&Source> {
    c.chain.last()
}

/// Names of roots within one incident, so that short and full names of one source meet.
#[derive(Debug, Default)]
pub struct Roots {
    /// Stems of each known name with the key it stands for, longest first.
    names: Vec<(Vec<u64>, String)>,
}

fn stem_set(words: &str) -> Vec<u64> {
    let mut s: Vec<u64> = stems(words).into_iter().map(|s| s.0).collect();
    s.sort_unstable();
    s.dedup();
    s
}

const fn nameless(kind: SourceKind) -> bool {
    matches!(kind, SourceKind::Anonymous | SourceKind::Witness)
}

impl Roots {
    /// From all claims of an incident.
    pub fn of<'t>(claims: impl Iterator<Item = &'t Told>) -> Self {
        let mut names: Vec<(Vec<u64>, String)> = claims
            .filter_map(root)
            .filter(|s| s.actor.is_none() && !nameless(s.kind))
            .map(|s| (stem_set(&s.words), s.words.clone()))
            .collect();
        names.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.1.cmp(&b.1)));
        names.dedup();
        Self { names }
    }

    /// The key of a claim's root. `cluster` names the cluster of copies that the document belongs to.
    #[must_use]
    pub fn key(&self, c: &Told, t: &Telling, cluster: &str) -> String {
        match root(c) {
            None => format!("report:{}", if cluster.is_empty() { &t.id } else { cluster }),
            Some(s) => match &s.actor {
                Some(a) => format!("actor:{a}"),
                None if nameless(s.kind) => format!("{}:{cluster}", s.kind.name()),
                None => {
                    let own = stem_set(&s.words);
                    let full = self.names.iter().find(|(n, _)| !own.is_empty() && own.iter().all(|w| n.binary_search(w).is_ok()));
                    format!("name:{}", full.map_or(s.words.as_str(), |f| f.1.as_str()))
                }
            },
        }
    }

    /// How a key is shown: the longest words that stand for it.
    #[must_use]
    pub fn shown(c: &Told, t: &Telling) -> String {
        root(c).map_or_else(|| t.source.clone(), |s| s.words.clone())
    }
}

/// Gathers roots by key, with their documents.
#[derive(Debug, Default)]
pub struct Gathered {
    by_key: BTreeMap<String, Root>,
}

impl Gathered {
    /// Adds a claim's root.
    pub fn add(&mut self, key: String, c: &Told, t: &Telling) {
        let name = Roots::shown(c, t);
        let r = self.by_key.entry(key).or_insert_with(|| Root { name: name.clone(), outlet: root(c).is_none(), documents: Vec::new() });
        if (name.chars().count(), &r.name) > (r.name.chars().count(), &name) {
            r.name = name;
        }
        if let Err(i) = r.documents.binary_search(&t.id) {
            r.documents.insert(i, t.id.clone());
        }
    }

    /// All roots. What a report says itself counts only where no report names a source.
    #[must_use]
    pub fn list(self) -> Vec<Root> {
        let mut all: Vec<Root> = self.by_key.into_values().collect();
        all.sort_by(|a, b| (a.outlet, &a.name, &a.documents).cmp(&(b.outlet, &b.name, &b.documents)));
        all
    }
}
