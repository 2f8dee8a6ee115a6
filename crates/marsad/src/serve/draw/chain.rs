//! Chains of sources as a graph: who is said to know, who cites them, which report prints it, which figure comes of it.

use super::px;

/// A figure's way: names from the root to the outlet, then the figure.
#[derive(Debug, Clone, Default)]
pub struct Way {
    /// Its number in the incident.
    pub n: usize,
    /// From the root outwards; empty where the report itself says it.
    pub links: Vec<String>,
    /// The outlet.
    pub outlet: String,
    /// The number with its measure.
    pub amount: String,
    /// Where the claim is.
    pub to: String,
}

/// A name.
#[derive(Debug, Clone, Default)]
pub struct Node {
    /// Left edge.
    pub x: String,
    /// Top.
    pub y: String,
    /// Where its words stand.
    pub text_x: String,
    /// Their baseline.
    pub text_y: String,
    /// The name, cut.
    pub name: String,
    /// The whole name.
    pub whole: String,
    /// Class: root, link, outlet, amount.
    pub class: &'static str,
    /// Where it leads.
    pub to: String,
    /// Figures that pass through.
    pub figures: String,
}

/// A graph ready to be written.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// Width.
    pub width: String,
    /// Height.
    pub height: String,
    /// Names.
    pub nodes: Vec<Node>,
    /// Paths with the figures that take them.
    pub edges: Vec<(String, String)>,
}

const BOX: f64 = 158.0;
const TALL: f64 = 30.0;
const GAP: f64 = 40.0;
const DOWN: f64 = 10.0;
/// Letters of a name.
const LETTERS: usize = 22;
/// Figures that are drawn.
const MOST: usize = 30;

/// Lays a graph out; from right to left for `rtl`.
#[must_use]
pub fn graph(ways: &[Way], rtl: bool) -> Graph {
    let ways = &ways[..ways.len().min(MOST)];
    let deep = ways.iter().map(|w| w.links.len()).max().unwrap_or(0);
    // column, name, class, address, figures
    let mut nodes: Vec<(usize, String, &'static str, String, Vec<usize>)> = Vec::new();
    let mut edges: Vec<(usize, usize, Vec<usize>)> = Vec::new();
    for w in ways {
        let mut path = Vec::new();
        for (k, l) in w.links.iter().enumerate() {
            path.push((k, l.clone(), if k == 0 { "root" } else { "link" }, String::new()));
        }
        path.push((deep, w.outlet.clone(), "outlet", String::new()));
        path.push((deep + 1, w.amount.clone(), "amount", w.to.clone()));
        let mut before: Option<usize> = None;
        for (column, name, class, to) in path {
            let at = nodes.iter().position(|n| n.0 == column && n.1 == name && (class != "amount" || n.3 == to)).unwrap_or_else(|| {
                nodes.push((column, name, class, to, Vec::new()));
                nodes.len() - 1
            });
            nodes[at].4.push(w.n);
            if let Some(b) = before {
                match edges.iter_mut().find(|e| (e.0, e.1) == (b, at)) {
                    Some(e) => e.2.push(w.n),
                    None => edges.push((b, at, vec![w.n])),
                }
            }
            before = Some(at);
        }
    }
    let columns = deep + 2;
    let width = columns as f64 * BOX + (columns - 1) as f64 * GAP;
    let tall: Vec<usize> = (0..columns).map(|c| nodes.iter().filter(|n| n.0 == c).count()).collect();
    let height = tall.iter().max().copied().unwrap_or(0) as f64 * (TALL + DOWN) + DOWN;
    let mut row = vec![0usize; columns];
    let places: Vec<(f64, f64)> = nodes
        .iter()
        .map(|n| {
            let left = n.0 as f64 * (BOX + GAP);
            let spread = (height - DOWN) / tall[n.0].max(1) as f64;
            let y = DOWN / 2.0 + spread * row[n.0] as f64 + (spread - TALL) / 2.0;
            row[n.0] += 1;
            (if rtl { width - left - BOX } else { left }, y)
        })
        .collect();
    let join = |l: &[usize]| l.iter().map(usize::to_string).collect::<Vec<_>>().join(" ");
    let edge = |(a, b, figures): &(usize, usize, Vec<usize>)| {
        let ((ax, ay), (bx, by)) = (places[*a], places[*b]);
        let (x1, x2) = if rtl { (ax, bx + BOX) } else { (ax + BOX, bx) };
        let (y1, y2, mid) = (ay + TALL / 2.0, by + TALL / 2.0, (x1 + x2) / 2.0);
        (format!("M{} {}C{} {} {} {} {} {}", px(x1), px(y1), px(mid), px(y1), px(mid), px(y2), px(x2), px(y2)), join(figures))
    };
    Graph {
        width: px(width),
        height: px(height),
        edges: edges.iter().map(edge).collect(),
        nodes: nodes
            .iter()
            .zip(&places)
            .map(|((_, name, class, to, figures), (x, y))| Node {
                x: px(*x),
                y: px(*y),
                text_x: px(x + BOX / 2.0),
                text_y: px(y + TALL / 2.0 + 4.5),
                name: crate::serve::lang::short(name, LETTERS),
                whole: crate::serve::lang::short(name, 300),
                class,
                to: to.clone(),
                figures: join(figures),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Way, graph};

    #[test]
    fn two_outlets_with_one_root_share_its_node() {
        let way = |n: usize, outlet: &str| Way {
            n,
            links: vec!["المرصد".into()],
            outlet: outlet.into(),
            amount: format!("{n} killed"),
            to: format!("/c/{n}"),
        };
        let g = graph(&[way(0, "a"), way(1, "b")], false);
        assert_eq!(g.nodes.iter().filter(|n| n.class == "root").count(), 1);
        assert_eq!(g.edges.len(), 4);
        assert_eq!(g.nodes[0].figures, "0 1");
    }
}
