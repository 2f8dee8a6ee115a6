//! `cargo xtask joins`: measures and fits the weights by which accounts of two reports join.

use marsad_core::extract::coder::{Coder, Knowledge};
use marsad_core::model::Models;
use marsad_core::reconcile::json::incident as incident_json;
use marsad_core::reconcile::score::{self, FEATURES, Values, Weights};
use marsad_core::reconcile::{Group, Incident, Options, Telling, block, cluster, reconcile};
use marsad_core::record::Document;
use marsad_core::text::word_hash;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

type Failure = Box<dyn std::error::Error>;

fn document(v: &Value) -> Document {
    let s = |k: &str| v[k].as_str().unwrap_or("").to_owned();
    let (title, text) = (s("title"), s("text"));
    let text = if title.is_empty() || text.starts_with(&title) { text } else { format!("{title}\n{text}") };
    Document { id: s("id"), title, published: s("published"), source: s("source"), url: s("url"), text }
}

fn reports(path: &Path) -> Result<Vec<Document>, Failure> {
    let mut out = Vec::new();
    if path.is_dir() {
        for e in std::fs::read_dir(path)? {
            let v: Value = serde_json::from_str(&std::fs::read_to_string(e?.path())?).unwrap_or_default();
            if v["text"].is_string() {
                out.push(document(&v));
            }
        }
    } else {
        for line in std::fs::read_to_string(path)?.lines() {
            out.push(document(&serde_json::from_str(line)?));
        }
    }
    out.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(out)
}

/// Reports with the incidents that a person made of them.
struct Set {
    tellings: Vec<Telling>,
    /// For each gold incident its reports.
    gold: Vec<Vec<String>>,
    known: BTreeSet<String>,
    keys: Vec<String>,
}

fn set(coder: &mut Coder, path: &Path, gold: &Path) -> Result<Set, Failure> {
    let tellings: Vec<Telling> = reports(path)?
        .iter()
        .map(|d| {
            let coded = coder.code(d);
            Telling::new(d, &coded)
        })
        .collect();
    let v: Value = serde_json::from_str(&std::fs::read_to_string(gold)?)?;
    let list = |v: &Value| -> Vec<String> { v.as_array().into_iter().flatten().filter_map(|x| x.as_str().map(str::to_owned)).collect() };
    let incidents = v["incidents"].as_array().cloned().unwrap_or_default();
    let gold: Vec<Vec<String>> = incidents.iter().map(|i| list(&i["reports"])).collect();
    let keys = incidents.iter().map(|i| i["key"].as_str().unwrap_or("").to_owned()).collect();
    let known = gold.iter().flatten().cloned().chain(list(&v["none"])).collect();
    Ok(Set { tellings, gold, known, keys })
}

type Pairs = BTreeSet<(String, String)>;

/// All pairs within groups.
fn pairs<'g>(groups: impl Iterator<Item = &'g Vec<String>>, known: &BTreeSet<String>) -> Pairs {
    let mut out = Pairs::new();
    for g in groups {
        let g: BTreeSet<&String> = g.iter().filter(|r| known.contains(*r)).collect();
        for a in &g {
            for b in g.range::<&String, _>((std::ops::Bound::Excluded(a), std::ops::Bound::Unbounded)) {
                out.insert(((*a).clone(), (*b).clone()));
            }
        }
    }
    out
}

fn mates(pairs: &Pairs) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut out: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (a, b) in pairs {
        out.entry(a).or_default().insert(b);
        out.entry(b).or_default().insert(a);
    }
    out
}

/// Precision, recall and F1 of pairs, found, and F1 of B cubed.
#[derive(Debug, Clone, Copy, Default)]
struct Measured {
    p: f64,
    r: f64,
    f: f64,
    found: f64,
    b: f64,
}

fn f1(p: f64, r: f64) -> f64 {
    if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
}

fn measure(s: &Set, incidents: &[Incident]) -> (Measured, Pairs, Pairs) {
    let gold = pairs(s.gold.iter(), &s.known);
    let got = pairs(incidents.iter().map(|i| &i.leads), &s.known);
    let all = pairs(incidents.iter().map(|i| &i.documents), &s.known);
    let right = gold.intersection(&got).count() as f64;
    let (p, r) = (right / got.len().max(1) as f64, right / gold.len().max(1) as f64);
    let found = gold.intersection(&all).count() as f64 / gold.len().max(1) as f64;
    let (gm, qm) = (mates(&gold), mates(&got));
    let none = BTreeSet::new();
    let (mut bp, mut br) = (0.0, 0.0);
    for x in &s.known {
        let (g, q) = (gm.get(x.as_str()).unwrap_or(&none), qm.get(x.as_str()).unwrap_or(&none));
        let both = 1.0 + g.intersection(q).count() as f64;
        bp += both / (1 + q.len()) as f64;
        br += both / (1 + g.len()) as f64;
    }
    let n = s.known.len().max(1) as f64;
    (Measured { p, r, f: f1(p, r), found, b: f1(bp / n, br / n) }, gold, got)
}

fn show(name: &str, m: Measured) {
    println!("{name}: pairs p {:.3} r {:.3} f1 {:.3}, found {:.3}, B3 {:.3}", m.p, m.r, m.f, m.found, m.b);
}

const USAGE: &str = "usage: cargo xtask joins (REPORTS GOLD)... [--errors | --fit [--regress] [--from FILE] [--split DAY] [--cross [--only N]] [--rounds N] [--save FILE]] | --steady REPORTS";

/// Runs the task. `REPORTS` is a file of lines or a folder of JSON reports, `GOLD` the incidents that a person made of
/// them. Shows how ours compare; `--errors` lists what was joined wrongly and what was missed; `--fit` fits the weights
/// (`--regress`: by regression, before the climb of the biases alone; `--save` writes them, `--cross` fits on all sets but one and shows that one, `--split` makes two sets of the first,
/// before and from a day); `--steady` shows that neither order nor parts change anything.
pub fn run(args: &[String]) -> Result<(), Failure> {
    let data = Path::new("data");
    let models = Models::parse(&std::fs::read("data/model/ar.bin")?)?;
    let mut coder = Coder::new(Arc::new(Knowledge { lexicon: crate::train::lexicon(data)?, models }));
    if let Some(n) = args.iter().position(|a| a == "--steady") {
        return steady(&mut coder, Path::new(args.get(n + 1).ok_or(USAGE)?));
    }
    if args.iter().any(|a| a == "--fit") {
        return fit(&mut coder, args);
    }
    let verbose = args.iter().any(|a| a == "--errors");
    let files: Vec<&String> = args.iter().filter(|a| !a.starts_with("--")).collect();
    for f in files.chunks(2) {
        let [r, g] = f else { break };
        let s = set(&mut coder, Path::new(r), Path::new(g))?;
        let (tellings, incidents) = reconcile(s.tellings.clone(), &Options::default());
        let (m, gold, got) = measure(&s, &incidents);
        show(r, m);
        if verbose {
            errors(&s, &tellings, &incidents, &gold, &got);
        }
    }
    Ok(())
}

/// The reports before a day, and those of it and after it.
fn split(s: &Set, day: &str) -> (Set, Set) {
    let part = |late: bool| {
        let tellings: Vec<Telling> = s.tellings.iter().filter(|t| (t.published.as_str() >= day) == late).cloned().collect();
        let known = tellings.iter().map(|t| t.id.clone()).filter(|id| s.known.contains(id)).collect();
        Set { tellings, gold: s.gold.clone(), known, keys: s.keys.clone() }
    };
    (part(false), part(true))
}

/// A set made ready for many trials: which pairs of accounts are compared, and with what values.
struct Bench {
    /// For each account its report.
    report: Vec<u32>,
    lead: Vec<bool>,
    relation: Vec<bool>,
    /// The pairs of accounts, with the table that scores them.
    pairs: Vec<(u32, u32, u8, Values)>,
    reports: usize,
    /// For two reports whether a person joined them; those that nobody judged are left out.
    gold: Vec<bool>,
    known: Vec<bool>,
}

impl Bench {
    fn new(s: &Set) -> Self {
        let mut tellings = s.tellings.clone();
        tellings.sort_by(|a, b| a.id.cmp(&b.id));
        let index = block::Index::new(&tellings);
        let nodes = index.nodes();
        let mut seen = vec![0; nodes.len()];
        let mut pairs = Vec::new();
        for n in 0..nodes.len() as u32 {
            let (t, a) = index.at(n);
            index.around(n, &mut seen, |m| {
                let (u, b) = index.at(m);
                pairs.push((n, m, Weights::table_of(a, b), score::values(t, a, u, b)));
            });
        }
        let reports = tellings.len();
        let mut gold = vec![false; reports * reports];
        let at = |id: &String| tellings.binary_search_by(|t| t.id.cmp(id)).ok();
        for g in &s.gold {
            for (x, y) in g.iter().filter_map(at).flat_map(|x| g.iter().filter_map(at).map(move |y| (x, y))) {
                gold[x * reports + y] = true;
            }
        }
        let account = |n: usize| index.at(n as u32).1;
        Self {
            report: nodes.iter().map(|n| n.0).collect(),
            lead: (0..nodes.len()).map(|n| account(n).lead).collect(),
            relation: (0..nodes.len()).map(|n| account(n).group == Group::Relation).collect(),
            pairs,
            reports,
            gold,
            known: tellings.iter().map(|t| s.known.contains(&t.id)).collect(),
        }
    }

    fn scores(&self, w: &Weights) -> Vec<f32> {
        self.pairs.iter().map(|(_, _, t, v)| score::weigh(w.table(*t), v)).collect()
    }

    /// What these scores of the pairs are worth: F1 of pairs and of B cubed, and a little for what was found at all.
    fn worth(&self, scores: &[f32]) -> f64 {
        let edges: Vec<(u32, u32, f32)> =
            self.pairs.iter().zip(scores).filter(|(_, s)| f64::from(**s) > cluster::UNLIKE).map(|(p, s)| (p.0, p.1, *s)).collect();
        let clusters = cluster::clusters(&self.lead, &edges, &[], &[]);
        let mut members: Vec<(u32, u32)> = clusters.iter().enumerate().map(|(n, c)| (*c, n as u32)).collect();
        members.sort_unstable();
        let n = self.reports;
        let (mut led, mut any) = (vec![false; n * n], vec![false; n * n]);
        for same in members.chunk_by(|a, b| a.0 == b.0).filter(|s| s.len() > 1) {
            for (_, a) in same {
                for (_, b) in same {
                    let (a, b) = (*a as usize, *b as usize);
                    let (x, y) = (self.report[a] as usize, self.report[b] as usize);
                    if x != y && !self.relation[a] && self.known[x] && self.known[y] {
                        any[x * n + y] = true;
                        led[x * n + y] |= self.lead[a] && self.lead[b];
                    }
                }
            }
        }
        let (mut both, mut got, mut all, mut found, mut bp, mut br, mut known) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for x in (0..n).filter(|x| self.known[*x]) {
            let (mut b, mut q, mut g) = (1.0, 1.0, 1.0);
            for y in (0..n).filter(|y| *y != x && self.known[*y]) {
                let (l, d) = (led[x * n + y], self.gold[x * n + y]);
                b += f64::from(u8::from(l && d));
                q += f64::from(u8::from(l));
                g += f64::from(u8::from(d));
                found += f64::from(u8::from(d && any[x * n + y]));
            }
            (bp, br, known) = (bp + b / q, br + b / g, known + 1.0);
            (both, got, all) = (both + b - 1.0, got + q - 1.0, all + g - 1.0);
        }
        let pairs = f1(both / f64::max(got, 1.0), both / f64::max(all, 1.0));
        pairs + f1(bp / known, br / known) + 0.3 * found / f64::max(all, 1.0)
    }
}

/// The mean over sets.
fn worth(sets: &[&Bench], scores: &[Vec<f32>]) -> f64 {
    let all: Vec<f64> = std::thread::scope(|t| {
        let work: Vec<_> = sets.iter().zip(scores).map(|(s, x)| t.spawn(move || s.worth(x))).collect();
        work.into_iter().map(|w| w.join().unwrap_or(0.0)).collect()
    });
    all.iter().sum::<f64>() / all.len().max(1) as f64
}

/// How much a step from the weights at the start costs: what gains less is chance.
const PRICE: f64 = 0.0002;

/// What can only speak for a join.
const FOR: &[&str] = &[
    "copy",
    "same type",
    "types",
    "same place",
    "place beside",
    "place around",
    "same named day",
    "participants",
    "words",
    "title and opening",
    "same number",
    "place and participants",
    "place and day",
    "ground taken",
    "whole reports",
    "title told",
    "titles",
    "whole reports and day",
    "title told by both",
    "same told day",
    "same toll",
    "first agents",
    "first targets",
    "first types",
    "first places",
    "phrases",
    "rare words",
];

/// What can only speak against it.
const AGAINST: &[&str] = &[
    "places apart",
    "days apart",
    "named days differ",
    "reports' days apart",
    "other group",
    "speech and event",
    "participants differ",
    "one guessed",
    "told days apart",
    "tolls differ",
    "first agents differ",
    "first types differ",
    "first places apart",
    "told named days differ",
    "told named days far",
    "told day of report",
];

/// What no number of odd reports may outweigh: a copy is a copy, and two attacks at places apart or on days that both
/// reports name are two.
const FIRM: &[(&str, u8, f32)] = &[
    ("copy", 2, 1.0),
    ("copy", 3, 1.0),
    ("places apart", 2, -3.0),
    ("first places apart", 2, -0.5),
    ("told named days differ", 2, -0.25),
    ("told named days far", 2, -0.75),
    ("days apart", 2, -0.1),
    ("first agents differ", 3, -0.5),
];

/// The nearest weight that makes sense: with few reports to learn from, chance has a say otherwise.
fn sensible(n: usize, t: u8, weight: f32) -> f32 {
    let firm = FIRM.iter().find(|f| f.0 == FEATURES[n] && f.1 == t).map_or(0.0, |f| f.2);
    if FOR.contains(&FEATURES[n]) {
        weight.max(firm)
    } else if AGAINST.contains(&FEATURES[n]) {
        weight.min(firm)
    } else {
        weight
    }
}

/// Log-linear regression of «one event» on what two leading accounts share, as the climb's start. Where two reports
/// have several leading accounts, the likeliest pair under the weights so far stands for them: which of them a person
/// meant is not known.
fn regress(sets: &[&Bench], start: &Weights) -> Weights {
    const ROUNDS: usize = 3;
    const STEPS: usize = 300;
    const RATE: f32 = 0.5;
    /// How strongly weights are held at those of the start.
    const HOLD: f32 = 0.03;
    /// The first set is the examples, which tell of a wider world than the others' one year: it weighs more.
    const FIRST: f32 = 2.0;
    let mut w = start.clone();
    for _ in 0..ROUNDS {
        for t in 2..5u8 {
            // a set weighs with the root of its pairs, lest one with a long story decide
            let mut examples: Vec<(&Values, bool, f32)> = Vec::new();
            for (k, s) in sets.iter().enumerate() {
                let mut best: BTreeMap<(u32, u32), (f32, &Values)> = BTreeMap::new();
                for (a, b, table, v) in s.pairs.iter().filter(|p| p.2 == t) {
                    let (x, y) = (s.report[*a as usize], s.report[*b as usize]);
                    if s.known[x as usize] && s.known[y as usize] {
                        let score = score::weigh(w.table(*table), v);
                        let e = best.entry((x.min(y), x.max(y))).or_insert((score, v));
                        if score > e.0 {
                            *e = (score, v);
                        }
                    }
                }
                let right = |x: u32, y: u32| s.gold[x as usize * s.reports + y as usize];
                let joined = best.keys().filter(|(x, y)| right(*x, *y)).count().max(4) as f32;
                let weight = if k == 0 { FIRST } else { 1.0 } / joined.sqrt();
                examples.extend(best.iter().map(|((x, y), (_, v))| (*v, right(*x, *y), weight)));
            }
            let mut scale = [1f32; FEATURES.len()];
            for (v, ..) in &examples {
                scale.iter_mut().zip(*v).for_each(|(s, x)| *s = s.max(x.abs()));
            }
            for _ in 0..STEPS {
                let mut slope = [0f32; FEATURES.len()];
                for (v, one, weight) in &examples {
                    let p = marsad_core::model::logistic(score::weigh(w.table(t), v));
                    let miss = f32::from(u8::from(*one)) - p;
                    slope.iter_mut().zip(*v).for_each(|(g, x)| *g += weight * miss * x);
                }
                // pairs of one event are rare: their number, not that of all pairs, sets the pace
                let n = examples.iter().filter(|e| e.1).map(|e| e.2).sum::<f32>().max(1e-6);
                let table = w.table_mut(t);
                for (i, x) in table.iter_mut().enumerate() {
                    let pull = HOLD * (start.table(t)[i] - *x);
                    *x = sensible(i, t, *x + RATE * (slope[i] / n / scale[i] + pull));
                }
            }
        }
    }
    w
}

/// Coordinate ascent on what the incidents are worth.
fn ascend(sets: &[&Bench], start: &Weights, rounds: usize, biases_only: bool) -> Weights {
    let mut w = start.clone();
    for t in 0..5 {
        w.table_mut(t).iter_mut().enumerate().for_each(|(n, x)| *x = sensible(n, t, *x));
    }
    let start = &w.clone();
    let mut scores: Vec<Vec<f32>> = sets.iter().map(|s| s.scores(&w)).collect();
    let price = |w: &Weights| -> f64 {
        let far = |a: &Values, b: &Values| a.iter().zip(b).map(|(x, y)| f64::from((x - y).abs())).sum::<f64>();
        PRICE * (0..5).map(|t| far(w.table(t), start.table(t))).sum::<f64>()
    };
    let mut best = worth(sets, &scores);
    for round in 0..rounds {
        let before = best;
        let size = [1.0, 0.5, 0.25][round.min(2)];
        for t in [2, 3, 4, 0, 1] {
            for n in 0..if biases_only { 1 } else { FEATURES.len() } {
                for step in [size, -size, 3.0 * size, -3.0 * size] {
                    let mut tried = w.clone();
                    tried.table_mut(t)[n] += step;
                    if (sensible(n, t, tried.table(t)[n]) - tried.table(t)[n]).abs() > 1e-6 {
                        continue;
                    }
                    let moved: Vec<Vec<f32>> = sets
                        .iter()
                        .zip(&scores)
                        .map(|(b, s)| b.pairs.iter().zip(s).map(|(p, s)| if p.2 == t { s + step * p.3[n] } else { *s }).collect())
                        .collect();
                    let value = worth(sets, &moved) - price(&tried);
                    if value > best + 1e-9 {
                        best = value;
                        w = tried;
                        scores = moved;
                    }
                }
            }
        }
        eprintln!("round {round}: {before:.4} → {best:.4}");
    }
    w
}

/// Fits on the sets and saves; with `--cross` fits on all but each and shows how that one comes out.
fn fit(coder: &mut Coder, args: &[String]) -> Result<(), Failure> {
    let option = |name: &str| args.iter().position(|a| a == name).and_then(|i| args.get(i + 1));
    let save = option("--save");
    let rounds = option("--rounds").map_or(Ok(4), |r| r.parse())?;
    let end = args.iter().position(|a| a.starts_with("--")).unwrap_or(args.len());
    let mut sets = Vec::new();
    for f in args[..end].chunks(2) {
        let [r, g] = f else { break };
        sets.push(set(coder, Path::new(r), Path::new(g))?);
    }
    if let Some(day) = option("--split") {
        let whole = sets.remove(0);
        let (early, late) = split(&whole, day);
        sets.push(early);
        sets.push(late);
    }
    let start = option("--from").map_or_else(|| Ok(Weights::default()), |p| std::fs::read_to_string(p).map(|s| Weights::parse(&s)))?;
    for (n, s) in sets.iter().enumerate() {
        let o = Options { weights: start.clone(), ..Options::default() };
        show(&format!("at the start {n}"), measure(s, &reconcile(s.tellings.clone(), &o).1).0);
    }
    let regressed = args.iter().any(|a| a == "--regress");
    let benches: Vec<Bench> = sets.iter().map(Bench::new).collect();
    if args.iter().any(|a| a == "--cross") {
        let only: Option<usize> = option("--only").and_then(|n| n.parse().ok());
        for n in (0..sets.len()).filter(|n| only.is_none_or(|o| o == *n)) {
            let held = sets.remove(n);
            let others: Vec<&Bench> = benches.iter().enumerate().filter(|(m, _)| *m != n).map(|(_, b)| b).collect();
            let from = if regressed { regress(&others, &start) } else { start.clone() };
            let o = Options { weights: from.clone(), ..Options::default() };
            show("   before the climb", measure(&held, &reconcile(held.tellings.clone(), &o).1).0);
            let w = ascend(&others, &from, rounds, regressed);
            let o = Options { weights: w, ..Options::default() };
            for (m, s) in sets.iter().enumerate() {
                show(&format!("   fitted on {m}"), measure(s, &reconcile(s.tellings.clone(), &o).1).0);
            }
            show(&format!("held out {n} ({} reports)", held.known.len()), measure(&held, &reconcile(held.tellings.clone(), &o).1).0);
            sets.insert(n, held);
        }
    }
    if let Some(path) = save {
        let all: Vec<&Bench> = benches.iter().collect();
        let from = if regressed { regress(&all, &start) } else { start };
        let w = ascend(&all, &from, rounds, regressed);
        let o = Options { weights: w.clone(), ..Options::default() };
        for (n, s) in sets.iter().enumerate() {
            show(&format!("fitted on {n}"), measure(s, &reconcile(s.tellings.clone(), &o).1).0);
        }
        let out = format!("# Weights by which accounts join, fitted by cargo xtask joins.\n{}", w.lines());
        std::fs::write(path, out)?;
    }
    Ok(())
}

/// Reconciles in 20 orders and 1, 2 and 7 parts and compares all that comes out.
fn steady(coder: &mut Coder, path: &Path) -> Result<(), Failure> {
    let mut tellings: Vec<Telling> = Vec::new();
    for d in reports(path)? {
        let coded = coder.code(&d);
        tellings.push(Telling::new(&d, &coded));
    }
    let claims: usize = tellings.iter().map(|t| t.claims.len()).sum();
    let print = |tellings: Vec<Telling>, parts: usize| {
        let start = std::time::Instant::now();
        let incidents = reconcile(tellings, &Options { parts, ..Options::default() }).1;
        let spent = start.elapsed();
        let lines: String = incidents.iter().map(|i| format!("{}\n", incident_json(i))).collect();
        (incidents.len(), word_hash(&lines), spent)
    };
    let first = print(tellings.clone(), 1);
    println!("{} reports, {claims} claims: {} incidents in {:.1?}", tellings.len(), first.0, first.2);
    let (mut seed, mut same) = (7u64, 0);
    for round in 0..20 {
        for n in (1..tellings.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            tellings.swap(n, (seed >> 33) as usize % (n + 1));
        }
        let again = print(tellings.clone(), [1, 2, 7][round % 3]);
        same += usize::from((again.0, again.1) == (first.0, first.1));
    }
    println!("{same} of 20 orders, dealt out to 1, 2 and 7 parts, give the same incidents");
    if same == 20 { Ok(()) } else { Err("the result depends on order or parts".into()) }
}

/// For each gold incident of two or more reports and each incident with two or more leads: who is where.
fn errors(s: &Set, tellings: &[Telling], incidents: &[Incident], gold: &Pairs, got: &Pairs) {
    let title = |id: &str| tellings.iter().find(|t| t.id == id).map_or("", |t| t.title.as_str());
    let of = |id: &str| -> Vec<&str> {
        s.gold.iter().zip(&s.keys).filter(|(g, _)| g.iter().any(|x| x == id)).map(|(_, k)| k.as_str()).collect()
    };
    let name = |i: &Incident| format!("{}/{}@{}", &i.id[..4], i.kind, i.place.as_ref().map_or("-", |p| p.en.as_str()));
    println!("== incidents with wrong pairs");
    for i in incidents.iter().filter(|i| i.leads.len() > 1) {
        let p = pairs(std::iter::once(&i.leads), &s.known);
        let wrong = p.difference(gold).count();
        if wrong > 0 {
            println!("{} {} of {} wrong", name(i), wrong, p.len());
            for l in &i.leads {
                println!("    {l} {:?} {}", of(l), title(l));
            }
        }
    }
    println!("== gold incidents not whole");
    for (g, k) in s.gold.iter().zip(&s.keys) {
        let p = pairs(std::iter::once(g), &s.known);
        let missed = p.difference(got).count();
        if missed > 0 {
            println!("{k} {missed} of {} missed", p.len());
            for r in g {
                let l: Vec<String> = incidents.iter().filter(|i| i.leads.contains(r)).map(name).collect();
                let d: Vec<String> = incidents
                    .iter()
                    .filter(|i| i.documents.contains(r) && i.documents.iter().filter(|x| g.contains(x)).count() > 1)
                    .map(name)
                    .collect();
                println!("    {r} leads {l:?} also in {d:?} {}", title(r));
            }
        }
    }
}
