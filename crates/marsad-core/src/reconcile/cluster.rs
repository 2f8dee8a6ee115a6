//! From scored pairs to clusters: average link within what pairs connect, strongest first.
//!
//! A chain of weak likenesses does not join a whole week: two clusters merge while the mean score over all pairs
//! between them is positive, a pair that was never compared counting as unlike. The order of merging depends on
//! scores and content ids alone.

use std::collections::{BTreeMap, BinaryHeap, HashMap};

/// What a pair that was not compared counts.
pub const UNLIKE: f64 = -3.0;
/// How much less alike the accounts of a large event may be, by the logarithm of the pairs: the more reports tell of it,
/// the more sides of it they tell. Best of 0, 0.1, 0.2, 0.3 and 0.45 over 15 sets of reports.
const LARGE: f64 = 0.3;
/// Two that have no better neighbour than each other join above this.
const MUTUAL: f64 = -1.0;

/// For a cluster: neighbour, sum of scores, number of compared pairs.
type Near = HashMap<u32, (f64, u32)>;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Merge {
    mean: f64,
    a: u32,
    b: u32,
    /// How often each had grown when this was pushed.
    stamp: (u32, u32),
}

impl Eq for Merge {}
impl PartialOrd for Merge {
    fn partial_cmp(&self, o: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(o))
    }
}
impl Ord for Merge {
    fn cmp(&self, o: &Self) -> std::cmp::Ordering {
        // the best first; of equal ones that with the lowest numbers, which are in the order of content ids
        self.mean.total_cmp(&o.mean).then((o.a, o.b).cmp(&(self.a, self.b))).then(o.stamp.cmp(&self.stamp))
    }
}

/// Clusters of nodes, numbered in the order of their content ids; `leads`: which of them their reports lead with.
/// `edges`: (a, b, score), each pair once; `apart`: pairs that must not meet, `together`: pairs that must. Gives each
/// node the lowest node of its cluster.
///
/// First the leads are clustered among themselves, to stories; then what reports only mention joins a story or other
/// mentions. No mention brings two stories together.
#[must_use]
pub fn clusters(leads: &[bool], edges: &[Edge], together: &[(u32, u32)], apart: &[(u32, u32)]) -> Vec<u32> {
    let mut c = Clusters::new(leads.len());
    let mut forced: Vec<(u32, u32)> = together.to_vec();
    forced.sort_unstable();
    let both = |e: &&Edge| leads[e.0 as usize] && leads[e.1 as usize];
    c.connect(edges.iter().filter(both), apart.iter().filter(|(a, b)| leads[*a as usize] && leads[*b as usize]));
    for (a, b) in &forced {
        c.force(*a, *b);
    }
    c.merge();
    c.mutual();
    for (n, lead) in leads.iter().enumerate() {
        c.story[c.lead[n] as usize] |= lead;
    }
    c.connect(edges.iter().filter(|e| !both(e)), apart.iter().filter(|(a, b)| !(leads[*a as usize] && leads[*b as usize])));
    c.merge();
    c.mutual();
    c.lead
}

/// A scored pair of nodes.
type Edge = (u32, u32, f32);

/// Clusters as they grow.
struct Clusters {
    /// For each node the lowest of its cluster.
    lead: Vec<u32>,
    size: Vec<u32>,
    /// How often it grew.
    grown: Vec<u32>,
    /// Whether it is a story already: two stories do not merge any more.
    story: Vec<bool>,
    near: Vec<Near>,
    members: Vec<Vec<u32>>,
}

impl Clusters {
    fn new(n: usize) -> Self {
        Self {
            lead: (0..n as u32).collect(),
            size: vec![1; n],
            grown: vec![0; n],
            story: vec![false; n],
            near: vec![HashMap::new(); n],
            members: (0..n as u32).map(|i| vec![i]).collect(),
        }
    }

    fn connect<'e>(&mut self, edges: impl Iterator<Item = &'e Edge>, apart: impl Iterator<Item = &'e (u32, u32)>) {
        let all = edges.map(|(a, b, s)| (*a, *b, f64::from(*s))).chain(apart.map(|(a, b)| (*a, *b, -1e12)));
        for (a, b, s) in all {
            let (x, y) = (self.lead[a as usize], self.lead[b as usize]);
            if x != y {
                for (x, y) in [(x, y), (y, x)] {
                    let e = self.near[x as usize].entry(y).or_insert((0.0, 0));
                    *e = (e.0 + s, e.1 + 1);
                }
            }
        }
    }

    fn mean(&self, (sum, pairs): (f64, u32), a: u32, b: u32) -> f64 {
        if self.story[a as usize] && self.story[b as usize] {
            return f64::NEG_INFINITY;
        }
        let all = f64::from(self.size[a as usize]) * f64::from(self.size[b as usize]);
        (sum + (all - f64::from(pairs)).max(0.0) * UNLIKE) / all + LARGE * all.ln()
    }

    fn force(&mut self, a: u32, b: u32) {
        let (x, y) = (self.lead[a as usize], self.lead[b as usize]);
        if x != y {
            self.join(x.min(y), x.max(y));
        }
    }

    /// Merges the best two while any mean is positive.
    fn merge(&mut self) {
        let mut heap = BinaryHeap::new();
        for a in 0..self.lead.len() as u32 {
            for (b, v) in &self.near[a as usize] {
                let mean = self.mean(*v, a, *b);
                if a < *b && mean > 0.0 {
                    heap.push(Merge { mean, a, b: *b, stamp: (self.grown[a as usize], self.grown[*b as usize]) });
                }
            }
        }
        while let Some(m) = heap.pop() {
            let stamp = (self.grown[m.a as usize], self.grown[m.b as usize]);
            if self.lead[m.a as usize] != m.a || self.lead[m.b as usize] != m.b || stamp != m.stamp {
                continue;
            }
            self.join(m.a, m.b);
            self.grown[m.a as usize] += 1;
            let a = m.a;
            // in order, though the heap would sort them anyway
            let around: BTreeMap<u32, (f64, u32)> = self.near[a as usize].iter().map(|(k, v)| (*k, *v)).collect();
            for (b, v) in around {
                let mean = self.mean(v, a, b);
                if mean > 0.0 {
                    let (x, y) = (a.min(b), a.max(b));
                    heap.push(Merge { mean, a: x, b: y, stamp: (self.grown[x as usize], self.grown[y as usize]) });
                }
            }
        }
    }

    /// What is left joins its best neighbour if that has none better either and the two are not too unlike: where
    /// little happens, less evidence is enough.
    fn mutual(&mut self) {
        let all = 0..self.lead.len() as u32;
        let best: Vec<Option<(u32, f64)>> = all
            .clone()
            .map(|a| {
                let of = self.near[a as usize].iter().map(|(b, v)| (*b, self.mean(*v, a, *b)));
                (self.lead[a as usize] == a)
                    .then(|| of.max_by(|x, y| x.1.total_cmp(&y.1).then(y.0.cmp(&x.0))))
                    .flatten()
                    .filter(|b| b.1 > MUTUAL)
            })
            .collect();
        for a in all {
            if let Some((b, _)) = best[a as usize]
                && a < b
                && best[b as usize].is_some_and(|x| x.0 == a)
            {
                self.join(a, b);
                self.grown[a as usize] += 1;
            }
        }
    }

    fn join(&mut self, a: u32, b: u32) {
        let gone = std::mem::take(&mut self.members[b as usize]);
        for m in &gone {
            self.lead[*m as usize] = a;
        }
        self.members[a as usize].extend(gone);
        self.size[a as usize] += self.size[b as usize];
        let also = self.story[b as usize];
        self.story[a as usize] |= also;
        let mut moved: Vec<(u32, (f64, u32))> = std::mem::take(&mut self.near[b as usize]).into_iter().filter(|x| x.0 != a).collect();
        moved.sort_unstable_by_key(|x| x.0);
        self.near[a as usize].remove(&b);
        for (c, v) in moved {
            let e = self.near[a as usize].entry(c).or_insert((0.0, 0));
            *e = (e.0 + v.0, e.1 + v.1);
            let e = *e;
            self.near[c as usize].remove(&b);
            self.near[c as usize].insert(a, e);
        }
    }
}
