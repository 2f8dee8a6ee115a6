//! From scored pairs to clusters: average link within what pairs connect, strongest first.
//!
//! A chain of weak likenesses does not join a whole week: two clusters merge while the mean score over all pairs
//! between them is positive, a pair that was never compared counting as unlike. The order of merging depends on
//! scores and content ids alone.

use std::collections::{BTreeMap, BinaryHeap, HashMap};

/// What a pair that was not compared counts.
pub const UNLIKE: f64 = -3.0;
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

/// Clusters of `n` nodes, numbered in the order of their content ids. `edges`: (a, b, score), each pair once;
/// `apart`: pairs that must not meet, `together`: pairs that must. Gives each node the lowest node of its cluster.
#[must_use]
pub fn clusters(n: usize, edges: &[(u32, u32, f32)], together: &[(u32, u32)], apart: &[(u32, u32)]) -> Vec<u32> {
    let mut lead: Vec<u32> = (0..n as u32).collect();
    let mut size = vec![1u32; n];
    let mut grown = vec![0u32; n];
    // for each cluster: neighbour, sum of scores, number of compared pairs
    let mut near: Vec<Near> = vec![HashMap::new(); n];
    for (a, b, s) in edges {
        near[*a as usize].insert(*b, (f64::from(*s), 1));
        near[*b as usize].insert(*a, (f64::from(*s), 1));
    }
    for (a, b) in apart {
        near[*a as usize].insert(*b, (-1e12, 1));
        near[*b as usize].insert(*a, (-1e12, 1));
    }
    let mut members: Vec<Vec<u32>> = (0..n as u32).map(|i| vec![i]).collect();
    let mut forced: Vec<(u32, u32)> = together.to_vec();
    forced.sort_unstable();
    let mut heap = BinaryHeap::new();
    let mean = |(sum, pairs): (f64, u32), a: u32, b: u32| {
        let all = f64::from(a) * f64::from(b);
        (sum + (all - f64::from(pairs)).max(0.0) * UNLIKE) / all
    };
    for (a, b) in forced {
        let (x, y) = (lead[a as usize], lead[b as usize]);
        if x != y {
            join(x.min(y), x.max(y), &mut lead, &mut size, &mut near, &mut members);
        }
    }
    for a in 0..n as u32 {
        for (b, v) in &near[a as usize] {
            if a < *b {
                let m = mean(*v, size[a as usize], size[*b as usize]);
                if m > 0.0 {
                    heap.push(Merge { mean: m, a, b: *b, stamp: (0, 0) });
                }
            }
        }
    }
    while let Some(m) = heap.pop() {
        if lead[m.a as usize] != m.a || lead[m.b as usize] != m.b || (grown[m.a as usize], grown[m.b as usize]) != m.stamp {
            continue;
        }
        join(m.a, m.b, &mut lead, &mut size, &mut near, &mut members);
        grown[m.a as usize] += 1;
        let a = m.a;
        // in order, though the heap would sort them anyway
        let around: BTreeMap<u32, (f64, u32)> = near[a as usize].iter().map(|(k, v)| (*k, *v)).collect();
        for (b, v) in around {
            let mean = mean(v, size[a as usize], size[b as usize]);
            if mean > 0.0 {
                let (x, y) = (a.min(b), a.max(b));
                heap.push(Merge { mean, a: x, b: y, stamp: (grown[x as usize], grown[y as usize]) });
            }
        }
    }
    mutual(&mut lead, &mut size, &mut near, &mut members, mean);
    lead
}

/// What is left joins its best neighbour if that has none better either and the two are not too unlike: where little
/// happens, less evidence is enough.
fn mutual(lead: &mut [u32], size: &mut [u32], near: &mut [Near], members: &mut [Vec<u32>], mean: impl Fn((f64, u32), u32, u32) -> f64) {
    let best: Vec<Option<(u32, f64)>> = (0..lead.len() as u32)
        .map(|a| {
            let of = near[a as usize].iter().map(|(b, v)| (*b, mean(*v, size[a as usize], size[*b as usize])));
            (lead[a as usize] == a).then(|| of.max_by(|x, y| x.1.total_cmp(&y.1).then(y.0.cmp(&x.0)))).flatten().filter(|b| b.1 > MUTUAL)
        })
        .collect();
    for a in 0..lead.len() as u32 {
        if let Some((b, _)) = best[a as usize]
            && a < b
            && best[b as usize].is_some_and(|x| x.0 == a)
        {
            join(a, b, lead, size, near, members);
        }
    }
}

fn join(a: u32, b: u32, lead: &mut [u32], size: &mut [u32], near: &mut [Near], members: &mut [Vec<u32>]) {
    let gone = std::mem::take(&mut members[b as usize]);
    for m in &gone {
        lead[*m as usize] = a;
    }
    members[a as usize].extend(gone);
    size[a as usize] += size[b as usize];
    let mut moved: Vec<(u32, (f64, u32))> = std::mem::take(&mut near[b as usize]).into_iter().filter(|x| x.0 != a).collect();
    moved.sort_unstable_by_key(|x| x.0);
    near[a as usize].remove(&b);
    for (c, v) in moved {
        let e = near[a as usize].entry(c).or_insert((0.0, 0));
        *e = (e.0 + v.0, e.1 + v.1);
        let e = *e;
        near[c as usize].remove(&b);
        near[c as usize].insert(a, e);
    }
}
