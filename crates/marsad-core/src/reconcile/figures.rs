//! An incident's numbers: each with its chain and date; what replaces what, what is a part of what, what must not be
//! merged, and the lowest, best and highest by a named rule.

use super::place::{Near, near};
use super::roots::Roots;
use super::telling::{Number, Telling, Told};
use crate::record::Exactness;

/// A figure of an incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// What it counts.
    pub measure: &'static str,
    /// Who is counted: civilian, fighter, soldier, child, person; empty for things.
    pub class: String,
    /// Lower bound.
    pub low: Option<f64>,
    /// Upper bound.
    pub high: Option<f64>,
    /// How exact.
    pub exactness: Exactness,
    /// The words.
    pub words: String,
    /// Who is said to know, as named; empty where the report itself says it.
    pub root: String,
    /// Key under which that root is counted.
    pub root_key: String,
    /// All links of the chain, outermost first.
    pub chain: Vec<String>,
    /// When it was told: the report's date.
    pub as_of: String,
    /// The document.
    pub document: String,
    /// The claim.
    pub claim: String,
    /// Index of the later figure of the same root that replaces it.
    pub replaced_by: Option<usize>,
    /// Index of the figure that it is a part of.
    pub part_of: Option<usize>,
    /// For a part: whether it fits into its whole.
    pub fits: bool,
}

/// Why two figures are not of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Different people are counted: fighters, all people.
    Class,
    /// In different places: one country of two.
    Population,
    /// Over different times.
    Period,
    /// The same scope: sources simply disagree.
    Value,
}

impl Scope {
    /// The word used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::Population => "population",
            Self::Period => "period",
            Self::Value => "value",
        }
    }
}

/// A difference that nobody said: a whole without its part.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// The number.
    pub value: f64,
    /// Who it counts: not_civilian, not_child.
    pub class: String,
    /// Index of the whole and of the part.
    pub from: (usize, usize),
}

/// Figures that stand side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// What they count.
    pub measure: &'static str,
    /// In what they differ.
    pub scope: Scope,
    /// Indices of the two figures.
    pub figures: (usize, usize),
    /// Differences that make them comparable.
    pub derived: Vec<Derived>,
}

/// How low, best and high are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rule {
    /// As UCDP: low and high are the lowest and highest current figure, best the one that most independent roots
    /// give, the latest of equal ones.
    #[default]
    Ucdp,
    /// As Airwars: from the lowest to the highest figure, no best.
    Airwars,
}

impl Rule {
    /// The word used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ucdp => "ucdp",
            Self::Airwars => "airwars",
        }
    }
}

/// Low, best and high of one measure and class.
#[derive(Debug, Clone, PartialEq)]
pub struct Bounds {
    /// What is counted.
    pub measure: &'static str,
    /// Who.
    pub class: String,
    /// Lowest current figure.
    pub low: Option<f64>,
    /// The figure most borne out.
    pub best: Option<f64>,
    /// Highest current figure; none where one is open.
    pub high: Option<f64>,
    /// Independent roots behind the current figures.
    pub roots: usize,
    /// The rule, or «person» where a person set it.
    pub rule: &'static str,
    /// Why a person set it.
    pub reason: String,
}

fn class_of(n: &Number) -> String {
    let people =
        matches!(n.measure, "killed" | "injured" | "displaced" | "missing" | "detained" | "released" | "surrendered" | "participants");
    if n.class.is_empty() && people { "person".to_owned() } else { n.class.clone() }
}

/// All figures of claims, in the order of documents, claims and text. `key` gives a claim's root key.
pub fn figures<'t>(claims: &[(&'t Telling, &'t Told)], key: impl Fn(&Telling, &Told) -> String) -> Vec<Counted> {
    let mut out: Vec<Counted> = Vec::new();
    for (t, c) in claims {
        let mut whole: Option<usize> = None;
        for n in &c.numbers {
            let part_of = n.part.then_some(whole).flatten();
            let f = Counted {
                measure: n.measure,
                class: class_of(n),
                low: n.low,
                high: n.high,
                exactness: n.exactness,
                words: n.words.clone(),
                root: c.chain.last().map_or_else(String::new, |s| s.words.clone()),
                root_key: key(t, c),
                chain: c.chain.iter().map(|s| s.words.clone()).collect(),
                as_of: t.published.clone(),
                document: t.id.clone(),
                claim: c.id.clone(),
                replaced_by: None,
                part_of,
                fits: true,
            };
            // a title and a body that give the same number give it once: with the chain, if one has it
            let same = out.iter().position(|o| {
                o.document == f.document
                    && o.measure == f.measure
                    && (o.low, o.high) == (f.low, f.high)
                    && (f.low, f.high) != (None, None)
                    && (o.class == f.class || o.class == "person" || f.class == "person")
                    && (o.chain.is_empty() || f.chain.is_empty() || o.root_key == f.root_key)
            });
            let at = match same {
                Some(i) => {
                    if out[i].chain.is_empty() && !f.chain.is_empty() {
                        let class = if f.class == "person" { out[i].class.clone() } else { f.class.clone() };
                        let part_of = f.part_of.or(out[i].part_of);
                        out[i] = Counted { class, part_of, ..f };
                    } else if out[i].class == "person" {
                        out[i].class = f.class;
                    }
                    i
                }
                None => {
                    out.push(f);
                    out.len() - 1
                }
            };
            if !n.part {
                whole = Some(at);
            }
        }
    }
    for i in 0..out.len() {
        if out[i].part_of == Some(i) {
            out[i].part_of = None;
        }
        if let Some(w) = out[i].part_of {
            let most = out[w].high.or(out[w].low.filter(|_| false)).unwrap_or(f64::INFINITY);
            out[i].fits = out[i].low.or(out[i].high).unwrap_or(0.0) <= most;
        }
    }
    whole_of_people(&mut out);
    replace(&mut out);
    out
}

/// A whole that has civilians as its part counts more than civilians.
fn whole_of_people(all: &mut [Counted]) {
    let wholes: Vec<usize> = all.iter().filter(|p| p.class == "civilian").filter_map(|p| p.part_of).collect();
    for w in wholes {
        if all[w].class == "civilian" {
            all[w].class = "person".to_owned();
        }
    }
}

/// What a figure amounts to, for comparing.
fn value(f: &Counted) -> Option<f64> {
    f.low.or(f.high)
}

/// A later, higher toll of the same root and scope replaces an earlier one.
fn replace(all: &mut [Counted]) {
    for i in 0..all.len() {
        let later = (0..all.len())
            .filter(|&j| {
                let (a, b) = (&all[i], &all[j]);
                !a.chain.is_empty()
                    && a.root_key == b.root_key
                    && (a.measure, &a.class) == (b.measure, &b.class)
                    && a.part_of.is_some() == b.part_of.is_some()
                    && b.as_of > a.as_of
                    && value(a).zip(value(b)).is_some_and(|(x, y)| y > x)
            })
            .min_by(|&x, &y| (&all[x].as_of, &all[x].document, &all[x].claim).cmp(&(&all[y].as_of, &all[y].document, &all[y].claim)));
        all[i].replaced_by = later;
    }
}

/// Whether it is the latest word of its root, about the whole.
fn current(f: &Counted) -> bool {
    f.replaced_by.is_none() && f.part_of.is_none() && value(f).is_some()
}

/// Pairs of current figures that differ, each kind of difference named, one pair for two roots.
pub fn conflicts(all: &[Counted], claim: impl Fn(&str) -> Option<Told>) -> Vec<Conflict> {
    let mut out: Vec<Conflict> = Vec::new();
    let open: Vec<usize> = (0..all.len()).filter(|&i| current(&all[i])).collect();
    for (n, &i) in open.iter().enumerate() {
        for &j in &open[n + 1..] {
            let (a, b) = (&all[i], &all[j]);
            if a.measure != b.measure || (a.low, a.high, &a.class) == (b.low, b.high, &b.class) || a.root_key == b.root_key {
                continue;
            }
            let scope = scope(a, b, &claim);
            let known = out.iter().any(|c| {
                c.scope == scope
                    && c.measure == a.measure
                    && [(c.figures.0, c.figures.1), (c.figures.1, c.figures.0)].iter().any(|(x, y)| same(&all[*x], a) && same(&all[*y], b))
            });
            if known {
                continue;
            }
            let derived = if scope == Scope::Class { [i, j].iter().flat_map(|&w| rest(all, w)).collect() } else { Vec::new() };
            out.push(Conflict { measure: a.measure, scope, figures: (i, j), derived });
        }
    }
    out
}

fn same(a: &Counted, b: &Counted) -> bool {
    (a.low, a.high, &a.class, &a.root_key) == (b.low, b.high, &b.class, &b.root_key)
}

fn scope(a: &Counted, b: &Counted, claim: &impl Fn(&str) -> Option<Told>) -> Scope {
    if a.class != b.class {
        return Scope::Class;
    }
    let (Some(x), Some(y)) = (claim(&a.claim), claim(&b.claim)) else { return Scope::Value };
    let apart =
        !x.places.is_empty() && !y.places.is_empty() && x.places.iter().all(|p| y.places.iter().all(|q| near(&p.2, &q.2) >= Near::Country));
    if apart {
        return Scope::Population;
    }
    match x.days.zip(y.days) {
        Some(((f, l), (g, m))) if ((l - f) - (m - g)).abs() > 3 || f > m || g > l => Scope::Period,
        _ => Scope::Value,
    }
}

/// A whole without each of its parts.
fn rest(all: &[Counted], whole: usize) -> Vec<Derived> {
    let exact = |f: &Counted| f.low.filter(|l| Some(*l) == f.high);
    all.iter()
        .enumerate()
        .filter(|(_, p)| p.part_of == Some(whole) && p.fits && p.class != all[whole].class)
        .filter_map(|(n, p)| Some(Derived { value: exact(&all[whole])? - exact(p)?, class: format!("not_{}", p.class), from: (whole, n) }))
        .collect()
}

/// Low, best and high of each measure and class.
#[must_use]
pub fn bounds(all: &[Counted], rule: Rule) -> Vec<Bounds> {
    let mut keys: Vec<(&'static str, &str)> = all.iter().filter(|f| current(f)).map(|f| (f.measure, f.class.as_str())).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter()
        .map(|(measure, class)| {
            let of: Vec<&Counted> = all.iter().filter(|f| current(f) && (f.measure, f.class.as_str()) == (measure, class)).collect();
            let mut roots: Vec<&str> = of.iter().map(|f| f.root_key.as_str()).collect();
            roots.sort_unstable();
            roots.dedup();
            let low = of.iter().filter_map(|f| value(f)).reduce(f64::min);
            let open = of.iter().any(|f| f.high.is_none());
            let top = of.iter().filter_map(|f| f.high.or(f.low)).reduce(f64::max);
            let behind = |v: f64| {
                let mut r: Vec<&str> = of.iter().filter(|f| value(f) == Some(v)).map(|f| f.root_key.as_str()).collect();
                r.sort_unstable();
                r.dedup();
                r.len()
            };
            let best = of
                .iter()
                .filter_map(|f| value(f).map(|v| (behind(v), &f.as_of, v)))
                .max_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(b.1)).then(b.2.total_cmp(&a.2)))
                .map(|b| b.2);
            Bounds {
                measure,
                class: class.to_owned(),
                low,
                best: best.filter(|_| rule == Rule::Ucdp),
                high: top.filter(|t| !open || Some(*t) != of.iter().filter(|f| f.high.is_none()).filter_map(|f| f.low).reduce(f64::max)),
                roots: roots.len(),
                rule: rule.name(),
                reason: String::new(),
            }
        })
        .collect()
}

/// The root keys of an incident's claims: see [`Roots::key`].
pub fn keyer<'r>(roots: &'r Roots, cluster: impl Fn(&Telling) -> String + 'r) -> impl Fn(&Telling, &Told) -> String + 'r {
    move |t, c| roots.key(c, t, &cluster(t))
}
