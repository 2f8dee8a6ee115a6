//! Reconciles reports: claims about one real-world event gather into an incident, and what sources say differently
//! stays side by side.
//!
//! Takes [`Telling`]s (coded documents), gives [`Incident`]s. The steps: a document's claims gather into accounts
//! ([`account`]); accounts that share a key of day window and place, actor or rare word are compared ([`block`]);
//! each pair gets a score with its reasons ([`score`]); pairs become clusters ([`cluster`]); each cluster's numbers,
//! roots and contradictions are laid out ([`figures`], [`roots`], [`grade`]). [`standing`] makes intervals of who
//! held what.
//!
//! Promises: the result depends on the set of tellings alone, not on the order in which they come nor on how many
//! parts the work is divided into. Pair scores look at two accounts and at frozen tables only; everything is sorted
//! by content ids before order could matter.

pub mod account;
pub mod block;
pub mod cluster;
pub mod figures;
pub mod grade;
pub mod incident;
pub mod json;
pub mod place;
pub mod roots;
pub mod score;
pub mod standing;
pub mod stored;
pub mod telling;
pub mod words;

pub use account::Account;
pub use incident::{Contradiction, Grade, Incident, Joined, Matter, Root, Version};
pub use telling::{Group, Telling, Told};

use crate::record::PlaceRef;
use crate::text::word_hash;
use figures::Rule;
use score::Weights;
use std::collections::{BTreeMap, HashMap};

/// What a person decided; a re-run respects it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decisions {
    /// Pairs of claims that are of one incident.
    pub together: Vec<(String, String)>,
    /// Pairs of claims that are not.
    pub apart: Vec<(String, String)>,
    /// Low, best and high that a person set for the incident of a claim, with the reason.
    pub bounds: Vec<Set>,
}

/// Bounds that a person set.
#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    /// A claim of the incident.
    pub claim: String,
    /// What is counted.
    pub measure: String,
    /// Who.
    pub class: String,
    /// Low, best, high.
    pub values: [Option<f64>; 3],
    /// Why.
    pub reason: String,
}

/// How to reconcile.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Into how many parts the comparing is divided, each on a thread of its own; 0 is 1.
    pub parts: usize,
    /// How low, best and high are chosen.
    pub rule: Rule,
    /// What people decided.
    pub decisions: Decisions,
    /// By what pairs are scored.
    pub weights: Weights,
}

/// A node of the clustering: an account with its telling.
type Node = (u32, u32);

/// A scored pair of nodes.
type Edge = (u32, u32, f32);

/// All incidents of some tellings, sorted by first day and id. The tellings come back sorted by id, each id once.
#[must_use]
pub fn reconcile(tellings: Vec<Telling>, options: &Options) -> (Vec<Telling>, Vec<Incident>) {
    let tellings = ordered(tellings, &options.decisions);
    let index = block::Index::new(&tellings);
    let nodes = index.nodes();
    let first: Vec<u32> = tellings
        .iter()
        .scan(0u32, |at, t| {
            let here = *at;
            *at += t.accounts.len() as u32;
            Some(here)
        })
        .collect();
    let edges = edges(&index, &options.weights, options.parts.max(1) as u32);
    let of_claim = claims_to_nodes(&tellings, &first);
    let decided = |pairs: &[(String, String)]| -> Vec<(u32, u32)> {
        let mut out: Vec<(u32, u32)> = pairs
            .iter()
            .filter_map(|(a, b)| Some((*of_claim.get(a.as_str())?, *of_claim.get(b.as_str())?)))
            .filter(|(a, b)| a != b)
            .map(|(a, b)| (a.min(b), a.max(b)))
            .collect();
        out.sort_unstable();
        out.dedup();
        out
    };
    let needed = !(options.decisions.together.is_empty() && options.decisions.apart.is_empty());
    let (together, apart) =
        if needed { (decided(&options.decisions.together), decided(&options.decisions.apart)) } else { Default::default() };
    let leads: Vec<bool> = nodes.iter().map(|(t, a)| tellings[*t as usize].accounts[*a as usize].lead).collect();
    let lead = cluster::clusters(&leads, &edges, &together, &apart);
    let copies = copies(&tellings, &edges, nodes);
    let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (n, l) in lead.iter().enumerate() {
        let account = &tellings[nodes[n].0 as usize].accounts[nodes[n].1 as usize];
        if account.group != Group::Relation {
            members.entry(*l).or_default().push(n as u32);
        }
    }
    let best = strongest(&edges, &lead);
    let build = Build { tellings: &tellings, nodes, copies: &copies, best: &best, options };
    let mut out: Vec<Incident> = members.values().map(|m| build.incident(m)).collect();
    out.sort_by(|a, b| (a.days, &a.id).cmp(&(b.days, &b.id)));
    (tellings, out)
}

/// Sorted by id, one of each, with accounts cut where a person parted two of their claims.
fn ordered(mut tellings: Vec<Telling>, decisions: &Decisions) -> Vec<Telling> {
    tellings.sort_by(|a, b| (&a.id, &a.published, &a.title).cmp(&(&b.id, &b.published, &b.title)));
    tellings.dedup_by(|a, b| a.id == b.id);
    if decisions.apart.is_empty() {
        return tellings;
    }
    let mut parted: HashMap<&str, Vec<&str>> = HashMap::new();
    for (a, b) in &decisions.apart {
        parted.entry(a).or_default().push(b);
    }
    for t in &mut tellings {
        let found: Vec<(u32, u32)> = t
            .claims
            .iter()
            .enumerate()
            .filter_map(|(n, c)| Some((n as u32, parted.get(c.id.as_str())?)))
            .flat_map(|(n, others)| {
                t.claims.iter().enumerate().filter(|(_, c)| others.contains(&c.id.as_str())).map(move |(m, _)| (m as u32, n))
            })
            .collect();
        for (keeps, goes) in found {
            let Some(n) = t.accounts.iter().position(|x| x.claims.contains(&keeps) && x.claims.contains(&goes)) else { continue };
            let mut cut = t.accounts[n].clone();
            cut.claims = vec![goes];
            t.accounts[n].claims.retain(|c| *c != goes);
            t.accounts.push(cut);
        }
    }
    tellings
}

fn claims_to_nodes<'t>(tellings: &'t [Telling], first: &[u32]) -> HashMap<&'t str, u32> {
    let mut out = HashMap::new();
    for (t, from) in tellings.iter().zip(first) {
        for (m, a) in t.accounts.iter().enumerate() {
            for c in &a.claims {
                out.insert(t.claims[*c as usize].id.as_str(), from + m as u32);
            }
        }
    }
    out
}

/// Scores all pairs that share a key, the accounts dealt out to threads. What is no likelier than a pair that was
/// never compared is not kept.
fn edges(index: &block::Index<'_>, weights: &Weights, parts: u32) -> Vec<Edge> {
    let all = index.nodes().len() as u32;
    let one = |part: u32| -> Vec<Edge> {
        let mut seen = vec![0; all as usize];
        let mut out = Vec::new();
        for n in (part..all).step_by(parts as usize) {
            let (t, a) = index.at(n);
            index.around(n, &mut seen, |m| {
                let (u, b) = index.at(m);
                let s = score::weigh(weights.of(a, b), &score::values(t, a, u, b));
                if f64::from(s) > cluster::UNLIKE {
                    out.push((n, m, s));
                }
            });
        }
        out
    };
    let mut edges: Vec<Edge> = if parts == 1 {
        one(0)
    } else {
        std::thread::scope(|s| {
            let work: Vec<_> = (0..parts).map(|p| s.spawn(move || one(p))).collect();
            work.into_iter().flat_map(|w| w.join().unwrap_or_default()).collect()
        })
    };
    edges.sort_unstable_by_key(|e| (e.0, e.1));
    edges
}

/// For each telling the lowest telling that it is a copy of, through any number of copies.
fn copies(tellings: &[Telling], edges: &[Edge], nodes: &[Node]) -> Vec<u32> {
    let mut up: Vec<u32> = (0..tellings.len() as u32).collect();
    fn top(up: &mut [u32], mut n: u32) -> u32 {
        while up[n as usize] != n {
            up[n as usize] = up[up[n as usize] as usize];
            n = up[n as usize];
        }
        n
    }
    let mut seen: Vec<(u32, u32)> = edges.iter().map(|e| (nodes[e.0 as usize].0, nodes[e.1 as usize].0)).collect();
    seen.sort_unstable();
    seen.dedup();
    for (a, b) in seen {
        if telling::containment(&tellings[a as usize].sketch, &tellings[b as usize].sketch) >= score::COPY {
            let (x, y) = (top(&mut up, a), top(&mut up, b));
            up[x.max(y) as usize] = x.min(y);
        }
    }
    (0..tellings.len() as u32).map(|n| top(&mut up, n)).collect()
}

/// For each node the strongest pair within its cluster.
fn strongest(edges: &[Edge], lead: &[u32]) -> HashMap<u32, (u32, f32)> {
    let mut best: HashMap<u32, (u32, f32)> = HashMap::new();
    for (a, b, s) in edges.iter().filter(|e| lead[e.0 as usize] == lead[e.1 as usize]) {
        for (x, y) in [(*a, *b), (*b, *a)] {
            let e = best.entry(x).or_insert((y, *s));
            if *s > e.1 {
                *e = (y, *s);
            }
        }
    }
    best
}

/// What incidents are built from.
struct Build<'b> {
    tellings: &'b [Telling],
    nodes: &'b [Node],
    copies: &'b [u32],
    best: &'b HashMap<u32, (u32, f32)>,
    options: &'b Options,
}

impl Build<'_> {
    fn at(&self, n: u32) -> (&Telling, &Account) {
        let (t, a) = self.nodes[n as usize];
        let t = &self.tellings[t as usize];
        (t, &t.accounts[a as usize])
    }

    fn incident(&self, members: &[u32]) -> Incident {
        let mut claims: Vec<(&Telling, &Told)> = Vec::new();
        let mut joined = Vec::new();
        for n in members {
            let (t, a) = self.at(*n);
            let (to, why) = match self.best.get(n) {
                Some((m, _)) => {
                    let (u, b) = self.at(*m);
                    (u.id.clone(), score::reasons(self.options.weights.of(a, b), &score::values(t, a, u, b)))
                }
                None => (String::new(), Vec::new()),
            };
            for c in &a.claims {
                let c = &t.claims[*c as usize];
                claims.push((t, c));
                joined.push(Joined { claim: c.id.clone(), document: t.id.clone(), kind: c.kind.clone(), to: to.clone(), why: why.clone() });
            }
        }
        // one document may hold several accounts of the event
        let list = |only_leads: bool| {
            let mut l: Vec<String> =
                members.iter().map(|n| self.at(*n)).filter(|(_, a)| a.lead || !only_leads).map(|(t, _)| t.id.clone()).collect();
            l.dedup();
            l
        };
        let documents = list(false);
        let names = roots::Roots::of(claims.iter().map(|c| c.1));
        let numbers: HashMap<&str, u32> = members.iter().map(|n| (self.at(*n).0.id.as_str(), self.nodes[*n as usize].0)).collect();
        let cluster = |t: &Telling| {
            numbers.get(t.id.as_str()).map_or_else(String::new, |n| self.tellings[self.copies[*n as usize] as usize].id.clone())
        };
        let key = figures::keyer(&names, cluster);
        let counted = figures::figures(&claims, &key);
        let by_id: HashMap<&str, &Told> = claims.iter().map(|(_, c)| (c.id.as_str(), *c)).collect();
        let conflicts = figures::conflicts(&counted, |id| by_id.get(id).map(|c| (*c).clone()));
        let (grade, reason, roots) = grade::grade(&claims, &key);
        let around = self.around(members);
        let contradictions = grade::contradictions(&claims, &around);
        let mut bounds = figures::bounds(&counted, self.options.rule);
        for s in self.options.decisions.bounds.iter().filter(|s| by_id.contains_key(s.claim.as_str())) {
            for b in bounds.iter_mut().filter(|b| b.measure == s.measure && b.class == s.class) {
                [b.low, b.best, b.high] = s.values;
                b.rule = "person";
                b.reason.clone_from(&s.reason);
            }
        }
        let days = days(members.iter().map(|n| self.at(*n).1));
        Incident {
            id: id(&claims),
            kind: kind(&claims),
            place: place(members.iter().map(|n| self.at(*n).1)),
            days,
            leads: list(true),
            documents,
            claims: joined,
            figures: counted,
            conflicts,
            bounds,
            roots,
            grade,
            reason,
            contradictions,
        }
    }

    /// Denials and accusations in the same or next sentence as a claim of the incident.
    fn around(&self, members: &[u32]) -> Vec<(&Telling, &Told)> {
        let mut out = Vec::new();
        for n in members {
            let (t, a) = self.at(*n);
            if a.group == Group::Speech {
                continue;
            }
            for c in t.claims.iter().filter(|c| matches!(c.kind.as_str(), "speech.deny" | "speech.accuse")) {
                let near = a.claims.iter().any(|m| {
                    let s = t.claims[*m as usize].sentence;
                    s == c.sentence || s == c.sentence + 1
                });
                if near {
                    out.push((t, c));
                }
            }
        }
        out.sort_by(|a, b| (&a.0.id, &a.1.id).cmp(&(&b.0.id, &b.1.id)));
        out.dedup_by(|a, b| a.1.id == b.1.id);
        out
    }
}

/// The id: of the first claim by date, document and claim, so that what joins later leaves it alone.
fn id(claims: &[(&Telling, &Told)]) -> String {
    let first = claims.iter().map(|(t, c)| (t.day, t.published.as_str(), t.id.as_str(), c.id.as_str())).min();
    first.map_or_else(String::new, |(_, _, d, c)| format!("{:016x}", word_hash(&format!("incident\u{1}{d}\u{1}{c}"))))
}

/// The type told most, what leads counting more; harm only where nothing else is told.
fn kind(claims: &[(&Telling, &Told)]) -> String {
    let mut votes: BTreeMap<(bool, &str), u32> = BTreeMap::new();
    for (_, c) in claims {
        *votes.entry((!c.kind.starts_with("harm."), c.kind.as_str())).or_default() += if c.main { 3 } else { 1 };
    }
    let best = votes.into_iter().max_by(|(a, m), (b, n)| a.0.cmp(&b.0).then(m.cmp(n)).then(b.1.cmp(a.1)));
    best.map_or_else(String::new, |((_, k), _)| k.to_owned())
}

/// The place that most accounts name first; the finer one of two.
fn place<'a>(accounts: impl Iterator<Item = &'a Account>) -> Option<PlaceRef> {
    let mut votes: BTreeMap<&str, (u32, &PlaceRef)> = BTreeMap::new();
    for a in accounts {
        for (n, p) in a.places.iter().take(2).enumerate() {
            let vote = if n == 0 { 2 } else { 1 } + if a.lead { 2 } else { 0 };
            votes.entry(p.id.as_str()).or_insert((0, p)).0 += vote;
        }
    }
    votes
        .into_values()
        .max_by(|a, b| a.0.cmp(&b.0).then(b.1.where_prec.cmp(&a.1.where_prec)).then(b.1.id.cmp(&a.1.id)))
        .map(|v| v.1.clone())
}

/// First and last day: those that accounts name, or that of the first report.
fn days<'a>(accounts: impl Iterator<Item = &'a Account>) -> (telling::Day, telling::Day) {
    let mut votes: BTreeMap<telling::Day, u32> = BTreeMap::new();
    let (mut dated, mut all) = (0, 0);
    let mut first = telling::Day::MAX;
    for a in accounts {
        all += 1;
        first = first.min(a.day);
        if a.dated {
            dated += 1;
            *votes.entry(a.day).or_default() += if a.lead { 3 } else { 1 };
        }
    }
    if dated == 0 || all == 0 {
        return (if first == telling::Day::MAX { 0 } else { first }, if first == telling::Day::MAX { 0 } else { first });
    }
    let most = votes.values().copied().max().unwrap_or(0);
    let named: Vec<telling::Day> = votes.into_iter().filter(|v| v.1 * 3 >= most).map(|v| v.0).collect();
    (named.first().copied().unwrap_or(0), named.last().copied().unwrap_or(0))
}
