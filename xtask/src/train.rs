//! `cargo xtask train CORPUS`: trains the linear models on annotated reports, and cross-validates them.

use marsad_core::extract::attribution;
use marsad_core::extract::border;
use marsad_core::extract::choose::{self, Buffers, Past, Scene, Trigger};
use marsad_core::extract::coder::{Coder, Knowledge, Work, published_date};
use marsad_core::extract::context;
use marsad_core::extract::event;
use marsad_core::extract::measures::{self, Before};
use marsad_core::extract::roles;
use marsad_core::extract::status;
use marsad_core::json;
use marsad_core::lexicon::Lexicon;
use marsad_core::lexicon::load::Data;
use marsad_core::model::train::{Choice, Example, Settings, choices, rows};
use marsad_core::model::{Features, Models};
use marsad_core::record::{Coded, Document, MEASURES, RoleKind, Span, Status};
use marsad_core::text::fold;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

struct GoldClaim {
    kind: u8,
    trigger: Span,
    roles: Vec<(RoleKind, Span)>,
    time: Option<Span>,
    figures: Vec<(String, Span)>,
    status: usize,
    sources: Vec<Span>,
}

struct Report {
    document: Document,
    claims: Vec<GoldClaim>,
}

type Failure = Box<dyn std::error::Error>;

fn find(text: &str, part: &str, nth: u64) -> Option<Span> {
    let mut at = 0;
    let mut hit = None;
    for _ in 0..nth.max(1) {
        let i = at + text[at..].find(part)?;
        hit = Some(i);
        at = i + text[i..].chars().next().map_or(1, char::len_utf8);
    }
    hit.map(|i| Span::new(i as u32, (i + part.len()) as u32))
}

fn anchor(text: &str, v: &Value) -> Option<Span> {
    find(text, v["text"].as_str()?, v["nth"].as_u64().unwrap_or(1))
}

fn read_reports(dir: &Path, lex: &Lexicon) -> Result<Vec<Report>, Failure> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(dir)?.filter_map(|e| e.ok().map(|e| e.path())).filter(|p| p.extension().is_some_and(|x| x == "json")).collect();
    paths.sort();
    let mut out = Vec::new();
    for p in paths {
        let v: Value = serde_json::from_str(&std::fs::read_to_string(&p)?).map_err(|e| format!("{}: {e}", p.display()))?;
        let s = |k: &str| v[k].as_str().unwrap_or("").to_owned();
        let text = s("text");
        let mut claims = Vec::new();
        for c in v["claims"].as_array().into_iter().flatten() {
            let trigger = if c["trigger"].is_string() {
                find(&text, c["trigger"].as_str().unwrap_or(""), c["nth"].as_u64().unwrap_or(1))
            } else {
                anchor(&text, &c["trigger"])
            };
            let (Some(trigger), Some(kind)) = (trigger, c["type"].as_str().and_then(|t| lex.ontology.index(t))) else { continue };
            let list = |k: &str| c[k].as_array().cloned().unwrap_or_default();
            let roles = list("roles")
                .iter()
                .chain(list("places").iter())
                .filter_map(|r| Some((RoleKind::from_name(r["role"].as_str()?)?, anchor(&text, r)?)))
                .collect();
            let figures = list("figures").iter().filter_map(|f| Some((f["measure"].as_str()?.to_owned(), anchor(&text, f)?))).collect();
            let sources = list("attribution").iter().filter_map(|a| anchor(&text, a)).collect();
            let status = Status::ALL.iter().position(|x| c["status"] == x.name()).unwrap_or(0);
            claims.push(GoldClaim { kind, trigger, roles, time: anchor(&text, &c["time"]), figures, status, sources });
        }
        claims.sort_by_key(|c| c.trigger);
        out.push(Report {
            document: Document { id: s("id"), title: s("title"), published: s("published"), source: s("source"), url: String::new(), text },
            claims,
        });
    }
    Ok(out)
}

/// The scorer's tokens: folded words without particles and ال.
fn words(s: &str) -> Vec<String> {
    fold(s)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|t| !t.is_empty() && !matches!(*t, "و" | "ف" | "ب" | "ل" | "ك" | "من" | "في" | "علي" | "الي" | "عن"))
        .map(|t| {
            for p in ["وال", "بال", "كال", "فال", "لل", "ال"] {
                if let Some(r) = t.strip_prefix(p)
                    && r.chars().count() >= 3
                {
                    return r.to_owned();
                }
            }
            t.to_owned()
        })
        .collect()
}

fn word_f1(a: &str, b: &str) -> f64 {
    let (a, mut b) = (words(a), words(b));
    let (na, nb) = (a.len(), b.len());
    let mut hit = 0;
    for w in &a {
        if let Some(i) = b.iter().position(|x| x == w) {
            b.swap_remove(i);
            hit += 1;
        }
    }
    if hit == 0 { 0.0 } else { 2.0 * f64::from(hit) / (na + nb) as f64 }
}

#[derive(Default)]
struct Sets {
    border: Vec<Example>,
    role: Vec<Example>,
    source: Vec<Example>,
    status: Vec<Example>,
    time: Vec<Example>,
    figure: Vec<Example>,
}

/// What the gold says of each candidate: `None` where nothing can be learnt from it, else the claim with the proposal.
fn gold_of(w: &Work, r: &Report) -> Vec<Option<Option<(usize, usize)>>> {
    let mut used = vec![false; r.claims.len()];
    w.candidates
        .iter()
        .map(|c| {
            let span = w.sheet.text.tokens[c.token as usize].span();
            let over: Vec<usize> = (0..r.claims.len()).filter(|&n| r.claims[n].trigger.overlaps(span) && !used[n]).collect();
            let hit = over.iter().find_map(|&n| c.proposals.iter().take(8).position(|p| p.kind == r.claims[n].kind).map(|p| (n, p)));
            if let Some((n, _)) = hit {
                used[n] = true;
            }
            // a claim whose type nothing proposes here teaches nothing
            if hit.is_none() && !over.is_empty() { None } else { Some(hit) }
        })
        .collect()
}

fn read(w: &mut Work, k: &Knowledge, r: &Report) {
    w.read(k, &r.document.text, published_date(&r.document.published));
    w.phrase(k);
}

/// Reads a report and puts the gold triggers in place of chosen ones.
/// Gives for each chosen trigger the number of its gold claim.
fn gold_triggers(w: &mut Work, k: &Knowledge, r: &Report, mut examples: Option<&mut Vec<Choice>>) -> Vec<usize> {
    let lex = &k.lexicon;
    read(w, k, r);
    let mut arcs = Vec::new();
    let mut of = Vec::new();
    let mut triggers = Vec::new();
    let mut scene = Scene::default();
    let mut past = Past::default();
    let mut sentence = u32::MAX;
    for (c, gold) in w.candidates.iter().zip(gold_of(w, r)) {
        if c.sentence != sentence {
            sentence = c.sentence;
            scene.look(&w.sheet, sentence as usize, w.candidates.len());
            past = Past::default();
        }
        let Some(hit) = gold else { continue };
        if let Some(examples) = examples.as_deref_mut() {
            let mut f = Features::default();
            choose::around(&w.sheet, lex, c, &w.phrases, &w.of, &mut arcs);
            choose::features(&w.sheet, lex, c, &scene, past, &arcs, &w.phrases, &mut f);
            let options = c
                .proposals
                .iter()
                .take(8)
                .enumerate()
                .map(|(n, p)| {
                    let mut own = f.clone();
                    choose::proposal_features(p, n, lex, &mut own);
                    (own.0, choose::variants(lex, p.kind))
                })
                .collect();
            examples.push(Choice { options, given: Vec::new(), right: hit.map(|h| h.1) });
        }
        if let Some((n, p)) = hit {
            let proposal = c.proposals[p];
            triggers.push(Trigger { token: c.token, sentence: c.sentence, proposal, score: 1.0 });
            past = Past { last: u64::from(proposal.kind) + 1, at: c.token, in_sentence: past.in_sentence + 1 };
            scene.seen.push(proposal.reading.lemma);
            of.push(n);
        }
    }
    w.triggers = triggers;
    of
}

/// Examples for the second look: the first look is by models that did not see the report.
fn context_examples(w: &mut Work, k: &mut Knowledge, reports: &[&Report], by_report: &[Vec<Choice>], s: Settings) -> Vec<Choice> {
    let mut out = Vec::new();
    let mut buffers = Buffers::default();
    for fold in 0..INNER {
        let seen: Vec<&Choice> = by_report.iter().enumerate().filter(|(n, _)| n % INNER != fold).flat_map(|(_, c)| c).collect();
        k.models.trigger = choices(&seen, s);
        for r in reports.iter().skip(fold).step_by(INNER) {
            read(w, k, r);
            choose::first_look(&w.sheet, &k.lexicon, &k.models, &w.candidates, &w.phrases, &w.of, &mut buffers);
            let Buffers { firsts, whole, .. } = &mut buffers;
            whole.read(&k.lexicon, &w.candidates, firsts, |s| w.sheet.text.sentences[s as usize].paragraph == 0);
            for (i, gold) in gold_of(w, r).into_iter().enumerate() {
                let Some(hit) = gold else { continue };
                let c = &w.candidates[i];
                let mut f = Features::default();
                context::features(&k.lexicon, &w.candidates, firsts, i, whole, &mut f);
                let options = c.proposals.iter().take(8).map(|p| {
                    let mut own = f.clone();
                    context::proposal_features(&k.lexicon, &w.candidates, firsts, i, p.kind, whole, &mut own);
                    (own.0, choose::variants(&k.lexicon, p.kind))
                });
                out.push(Choice { options: options.collect(), given: firsts[i].scores[1..=firsts[i].n].to_vec(), right: hit.map(|h| h.1) });
            }
        }
    }
    out
}

/// Parts that the reports are cut into for the second look's examples.
const INNER: usize = 5;

fn token_at(w: &Work, byte: u32) -> Option<usize> {
    w.sheet.text.tokens.iter().position(|t| t.start <= byte && byte < t.end)
}

fn border_examples(w: &Work, k: &Knowledge, r: &Report, out: &mut Vec<Example>) {
    let mut seen = std::collections::BTreeSet::new();
    for c in &r.claims {
        for s in c.roles.iter().map(|x| x.1).chain(c.sources.iter().copied()) {
            let (Some(a), Some(b)) = (token_at(w, s.start), token_at(w, s.end - 1)) else { continue };
            if !seen.insert((a, b)) {
                continue;
            }
            for i in a + 1..=b + 1 {
                if i >= w.sheet.toks.len() {
                    break;
                }
                let (t, p) = (&w.sheet.toks[i], &w.sheet.toks[i - 1]);
                let forced = t.name != u32::MAX && t.name == p.name || t.value != u32::MAX && t.value == p.value;
                if forced || border::impossible(&w.sheet, a, i) {
                    if border::impossible(&w.sheet, a, i) {
                        break;
                    }
                    continue;
                }
                let mut f = Features::default();
                border::features(&w.sheet, &k.lexicon, a, i, &mut f);
                out.push(Example { features: f.0, class: usize::from(i <= b), weight: 1.0 });
            }
        }
    }
}

fn role_examples(w: &mut Work, k: &Knowledge, r: &Report, of: &[usize], out: &mut Vec<Example>) {
    let text = &r.document.text;
    let mut arcs = Vec::new();
    w.filled.clear();
    w.filled.resize_with(of.len(), Vec::new);
    for (n, g) in of.iter().enumerate() {
        let t = w.triggers[n];
        w.arcs(k, &t, &mut arcs);
        let gold = &r.claims[*g];
        let mut class = vec![Some(0usize); arcs.len()];
        for (role, span) in &gold.roles {
            let mut hits: Vec<(bool, f64, u32, usize)> = Vec::new();
            for (m, a) in arcs.iter().enumerate() {
                let p = &w.phrases[a.phrase as usize];
                let s = w.phrase_span(text, p, !role.is_place());
                let f = word_f1(s.of(text), span.of(text));
                if f >= 0.5 {
                    hits.push((s.overlaps(*span), f, p.from.abs_diff(t.token), m));
                }
            }
            hits.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
            for (i, h) in hits.iter().enumerate() {
                if i == 0 {
                    class[h.3] = Some(roles::role_class(Some(*role)));
                } else if class[h.3] == Some(0) {
                    class[h.3] = None;
                }
            }
        }
        for (m, c) in class.iter().enumerate() {
            let Some(c) = c else { continue };
            let mut f = Features::default();
            roles::features(&w.sheet, &k.lexicon, &t, &arcs, m, &w.phrases, w.others(n), &mut f);
            out.push(Example { features: f.0, class: *c, weight: 1.0 });
        }
        w.filled[n] = class
            .iter()
            .zip(&arcs)
            .filter_map(|(c, a)| {
                let role = RoleKind::ALL.get(c.filter(|c| *c > 0)? - 1)?;
                Some(roles::Filled { phrase: a.phrase, role: *role, score: 1.0, slot: a.slot })
            })
            .collect();
    }
}

fn rest_examples(w: &mut Work, k: &Knowledge, r: &Report, of: &[usize], sets: &mut Sets) {
    let text = &r.document.text;
    let lex = &k.lexicon;
    w.attribute(k);
    let mut before = Before::default();
    for (n, g) in of.iter().enumerate() {
        let t = w.triggers[n];
        let mut next = Before { trigger: Some(t), ..Before::default() };
        let gold = &r.claims[*g];
        let triggers = w.tokens_beside(n);
        let range = w.sheet.text.sentences[t.sentence as usize].range();
        // status
        let mut f = Features::default();
        status::features(&w.sheet, lex, &t, &before, &mut f);
        next.status = gold.status;
        sets.status.push(Example { features: f.0, class: gold.status, weight: 1.0 });
        // time
        let dates = measures::dates(&w.sheet, &range);
        for d in &dates {
            let v = &w.sheet.values[*d as usize];
            let reach = measures::reach(&w.sheet, t.token as usize, v.from as usize, v.to as usize, &triggers);
            let mut f = Features::default();
            measures::time_features(&w.sheet, lex, &t, *d, dates.len(), reach, &before, &mut f);
            let own = gold.time.is_some_and(|s| s.overlaps(v.span));
            if own {
                next.time = Some(*d);
            }
            sets.time.push(Example { features: f.0, class: usize::from(own), weight: 1.0 });
        }
        // figures
        let mut list = Vec::new();
        measures::amounts(&w.sheet, range, &mut list);
        for a in &list {
            let reach = measures::reach(&w.sheet, t.token as usize, a.from as usize, a.to as usize, &triggers);
            let mut f = Features::default();
            let rule = measures::figure_rule(&w.sheet, lex, &t, a, &w.filled[n], &w.phrases, reach);
            measures::figure_features(&w.sheet, lex, &t, a, &w.filled[n], &w.phrases, reach, rule, &before, &mut f);
            let span = w.sheet.text.span(a.from as usize, a.to as usize);
            let class = gold
                .figures
                .iter()
                .find(|(_, s)| s.overlaps(span))
                .and_then(|(m, _)| MEASURES.iter().position(|x| x == m))
                .map_or(0, |i| i + 1);
            if class > 0 {
                next.figures.push(a.from);
            }
            sets.figure.push(Example { features: f.0, class, weight: 1.0 });
        }
        // sources
        for x in 0..w.sayings.len() {
            let s = w.sayings[x];
            if s.token == t.token || s.sentence > t.sentence || s.sentence + attribution::BACK < t.sentence {
                continue;
            }
            let span = w.sheet.span(text, s.source.0 as usize, s.source.1 as usize, s.source.2 as usize);
            let over = gold.sources.iter().any(|g| g.overlaps(span) && word_f1(span.of(text), g.of(text)) >= 0.5);
            let like = gold.sources.iter().any(|g| word_f1(span.of(text), g.of(text)) >= 0.5);
            if like && !over {
                continue;
            }
            let mut f = Features::default();
            attribution::features(&w.sheet, lex, &w.sayings, x, &t, &before, &mut f);
            if over {
                next.sayings.push(x as u32);
            }
            sets.source.push(Example { features: f.0, class: usize::from(over), weight: 1.0 });
        }
        before = next;
    }
}

fn train(lexicon: &mut Knowledge, reports: &[&Report]) {
    let k = lexicon;
    k.models = Models::default();
    let e = |n: &str, d: f32| std::env::var(n).ok().and_then(|x| x.parse().ok()).unwrap_or(d);
    let mut w = Work::default();
    let mut sets = Sets::default();
    for r in reports {
        w.read(k, &r.document.text, published_date(&r.document.published));
        border_examples(&w, k, r, &mut sets.border);
    }
    k.models.border = rows(1, &sets.border, Settings { bits: 18, rate: e("B_RATE", 0.04), ..Settings::default() });
    let mut by_report = Vec::new();
    for r in reports {
        let mut examples = Vec::new();
        gold_triggers(&mut w, k, r, Some(&mut examples));
        by_report.push(examples);
    }
    let small = Settings {
        bits: e("S_BITS", 18.0) as u32,
        rate: e("S_RATE", 0.04),
        epochs: e("S_EPOCHS", 12.0) as usize,
        least: e("S_LEAST", 2.0) as u8,
        ..Settings::default()
    };
    let settings = Settings {
        bits: e("T_BITS", 22.0) as u32,
        epochs: e("T_EPOCHS", 14.0) as usize,
        rate: e("T_RATE", 0.015),
        l2: e("T_L2", 1e-4),
        least: e("T_LEAST", 2.0) as u8,
    };
    let context = context_examples(&mut w, k, reports, &by_report, settings);
    k.models.context = choices(
        &context.iter().collect::<Vec<_>>(),
        Settings {
            bits: e("R_BITS", 19.0) as u32,
            epochs: e("C_EPOCHS", 8.0) as usize,
            rate: e("C_RATE", 0.003),
            l2: e("C_L2", 1e-3),
            least: e("C_LEAST", 4.0) as u8,
        },
    );
    k.models.trigger = choices(&by_report.iter().flatten().collect::<Vec<_>>(), settings);
    if std::env::var("MARSAD_ONLY").is_ok_and(|o| o == "trigger") {
        return;
    }
    for r in reports {
        let of = gold_triggers(&mut w, k, r, None);
        role_examples(&mut w, k, r, &of, &mut sets.role);
    }
    k.models.role = rows(
        8,
        &sets.role,
        Settings {
            bits: e("RO_BITS", 20.0) as u32,
            epochs: e("R_EPOCHS", 10.0) as usize,
            rate: e("R_RATE", 0.02),
            least: e("R_LEAST", 2.0) as u8,
            ..Settings::default()
        },
    );
    for r in reports {
        let of = gold_triggers(&mut w, k, r, None);
        w.fill(k);
        rest_examples(&mut w, k, r, &of, &mut sets);
    }
    k.models.status = rows(4, &sets.status, small);
    k.models.time = rows(1, &sets.time, small);
    k.models.figure = rows(14, &sets.figure, small);
    k.models.source = rows(1, &sets.source, small);
    if std::env::var_os("MARSAD_QUIET").is_some() {
        return;
    }
    eprintln!(
        "examples: {} candidates, {} borders, {} roles, {} statuses, {} times, {} figures, {} sources",
        by_report.iter().map(Vec::len).sum::<usize>(),
        sets.border.len(),
        sets.role.len(),
        sets.status.len(),
        sets.time.len(),
        sets.figure.len(),
        sets.source.len()
    );
}

fn walk(dir: &Path, root: &Path, out: &mut Vec<(String, String)>) -> Result<(), Failure> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(dir)?.filter_map(|e| e.ok().map(|e| e.path())).collect();
    entries.sort();
    for p in entries {
        if p.is_dir() {
            walk(&p, root, out)?;
        } else if p.extension().is_some_and(|x| x == "toml" || x == "tsv") {
            out.push((p.strip_prefix(root)?.to_string_lossy().into_owned(), std::fs::read_to_string(&p)?));
        }
    }
    Ok(())
}

pub(crate) fn lexicon(data: &Path) -> Result<Lexicon, Failure> {
    let mut files = Vec::new();
    walk(data, data, &mut files)?;
    let (lex, faults) = Lexicon::freeze_all(Data::read(files));
    if !faults.0.is_empty() {
        eprintln!("{} faults in the data: run marsad check; the first: {}", faults.0.len(), faults.0[0]);
    }
    Ok(lex)
}

/// A sentence and whether people said that it tells of an event of the PLOVER type.
struct Judged {
    document: Document,
    plover: String,
    yes: bool,
}

/// Reads `*.jsonl` of judged sentences: `{"id", "text", "published", "event", "label": "yes" | "easy no" | …}`.
fn read_judged(dir: &Path) -> Result<Vec<Judged>, Failure> {
    let mut out = Vec::new();
    for name in ["assault.jsonl", "protest.jsonl"] {
        for line in std::fs::read_to_string(dir.join(name))?.lines().filter(|l| !l.trim().is_empty()) {
            let v: Value = serde_json::from_str(line)?;
            let s = |k: &str| v[k].as_str().unwrap_or("").to_owned();
            let label = s("label");
            if label == "yes" || label == "easy no" {
                let document = Document { id: s("id"), text: s("text"), published: s("published"), ..Document::default() };
                out.push(Judged { document, plover: s("event"), yes: label == "yes" });
            }
        }
    }
    Ok(out)
}

/// Trains which claims are events to be coded: of a judged sentence each claim of the type is an example.
fn train_events(k: Knowledge, judged: &[&Judged]) -> Knowledge {
    let shared = Arc::new(Knowledge { models: Models { event: Default::default(), ..k.models }, ..k });
    let mut coder = Coder::new(Arc::clone(&shared));
    let mut examples = Vec::new();
    for j in judged {
        let coded = coder.code(&j.document);
        let own: Vec<usize> = (0..coded.claims.len()).filter(|n| coded.claims[*n].plover.contains(&j.plover)).collect();
        for n in &own {
            let mut f = Features::default();
            event::features(&coder.work.sheet, &shared.lexicon, &coder.work.triggers, &coded.claims, *n, &j.plover, &mut f);
            examples.push(Example { features: f.0, class: usize::from(j.yes), weight: 1.0 / own.len() as f32 });
        }
    }
    drop(coder);
    let e = |n: &str, d: f32| std::env::var(n).ok().and_then(|x| x.parse().ok()).unwrap_or(d);
    let settings =
        Settings { bits: 17, rate: e("E_RATE", 0.02), l2: e("E_L2", 1e-3), epochs: e("E_EPOCHS", 16.0) as usize, ..Settings::default() };
    let event = rows(1, &examples, settings);
    let mut k = Arc::try_unwrap(shared).unwrap_or_default();
    k.models.event = event;
    k
}

/// Pairs of score and share right, from claims of a cross-validation: the score's bins, made rising.
fn calibrate(mut scored: Vec<(f32, bool)>) -> Vec<(f32, f32)> {
    scored.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut bins: Vec<(f32, f32, f32)> = Vec::new();
    for chunk in scored.chunks(scored.len().div_ceil(20).max(1)) {
        let n = chunk.len() as f32;
        let mean = chunk.iter().map(|x| x.0).sum::<f32>() / n;
        bins.push((mean, chunk.iter().filter(|x| x.1).count() as f32 / n, n));
        // neighbours that fall are joined
        while let [.., a, b] = bins.as_slice()
            && a.1 > b.1
        {
            let n = a.2 + b.2;
            let joined = ((a.0 * a.2 + b.0 * b.2) / n, (a.1 * a.2 + b.1 * b.2) / n, n);
            bins.truncate(bins.len() - 2);
            bins.push(joined);
        }
    }
    bins.into_iter().map(|b| (b.0, b.1)).collect()
}

/// For each predicted claim its score and whether the gold has it.
fn scored(r: &Report, lex: &Lexicon, coded: &Coded, out: &mut Vec<(f32, bool)>) {
    let mut used = vec![false; r.claims.len()];
    for c in &coded.claims {
        let hit = (0..r.claims.len())
            .find(|&n| !used[n] && r.claims[n].trigger.overlaps(c.trigger) && lex.ontology.types[r.claims[n].kind as usize].id == c.kind);
        if let Some(n) = hit {
            used[n] = true;
        }
        out.push((c.confidence, hit.is_some()));
    }
}

fn predict(k: Knowledge, reports: &[&Report], out: &mut Vec<(String, String)>, scores: &mut Vec<(f32, bool)>) {
    let mut coder = Coder::new(Arc::new(k));
    for r in reports {
        let coded = coder.code(&r.document);
        scored(r, &coder.knowledge().lexicon, &coded, scores);
        out.push((r.document.id.clone(), json::document(&r.document, &coded, 0).to_string()));
    }
}

/// Runs the task: `CORPUS` is a folder of annotated reports; options `--also DIR` (more of them to learn from), `--cv K` (folds, 5), `--out FILE` (predictions of
/// the cross-validation, or of frames alone with `--frames`), `--save FILE` (weights of a training on all reports).
pub fn run(args: &[String]) -> Result<(), Failure> {
    let option = |name: &str| args.iter().position(|a| a == name).and_then(|i| args.get(i + 1)).cloned();
    let corpus =
        PathBuf::from(args.first().ok_or("usage: cargo xtask train CORPUS [--also DIR] [--cv K] [--out FILE] [--frames] [--save FILE]")?);
    let data = PathBuf::from(option("--data").unwrap_or_else(|| "data".into()));
    let folds: usize = option("--cv").unwrap_or_else(|| "5".into()).parse()?;
    let first = lexicon(&data)?;
    let reports = read_reports(&corpus, &first)?;
    // learnt from in every fold, never predicted
    let further = option("--also").map_or(Ok(Vec::new()), |dir| read_reports(Path::new(&dir), &first))?;
    for (name, list) in [("", &reports), ("further ", &further)] {
        eprintln!("{} {name}reports, {} claims", list.len(), list.iter().map(|r| r.claims.len()).sum::<usize>());
    }
    let everything: Vec<&Report> = reports.iter().chain(&further).collect();
    if args.iter().any(|a| a == "--candidates") {
        missing(&first, &reports);
        return Ok(());
    }
    let mut predictions = Vec::new();
    let mut scores = Vec::new();
    if args.iter().any(|a| a == "--sources") {
        source_oracle(lexicon(&data)?, &reports);
        return Ok(());
    }
    if let (Some(dir), true) = (option("--events"), args.iter().any(|a| a == "--judge")) {
        // cross-validation over the judged sentences, with the claims' models trained on all reports
        let judged = read_judged(Path::new(&dir))?;
        let mut k = Knowledge { lexicon: lexicon(&data)?, models: Models::default() };
        train(&mut k, &everything);
        for fold in 0..folds {
            let side =
                |inside: bool| judged.iter().enumerate().filter(|(n, _)| (n % folds != fold) == inside).map(|(_, j)| j).collect::<Vec<_>>();
            k = train_events(k, &side(true));
            let shared = Arc::new(k);
            let mut coder = Coder::new(Arc::clone(&shared));
            for j in side(false) {
                let coded = coder.code(&j.document);
                predictions.push((j.document.id.clone(), json::document(&j.document, &coded, 0).to_string()));
            }
            drop(coder);
            k = Arc::try_unwrap(shared).unwrap_or_default();
        }
    }
    if args.iter().any(|a| a == "--oracle") {
        oracle(lexicon(&data)?, &reports);
        return Ok(());
    }
    if args.iter().any(|a| a == "--frames") {
        predict(
            Knowledge { lexicon: lexicon(&data)?, models: Models::default() },
            &reports.iter().collect::<Vec<_>>(),
            &mut predictions,
            &mut scores,
        );
    } else if folds > 1 && !args.iter().any(|a| a == "--judge") {
        let (reports, further) = (&reports, &further);
        let data = &data;
        let results: Vec<Result<(Vec<(String, String)>, Vec<(f32, bool)>), String>> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..2usize)
                .map(|worker| {
                    scope.spawn(move || -> Result<(Vec<(String, String)>, Vec<(f32, bool)>), String> {
                        let (mut out, mut scores) = (Vec::new(), Vec::new());
                        for fold in (0..folds).filter(|f| f % 2 == worker) {
                            let mut k = Knowledge { lexicon: lexicon(data).map_err(|e| e.to_string())?, models: Models::default() };
                            let inside: Vec<&Report> =
                                reports.iter().enumerate().filter(|(n, _)| n % folds != fold).map(|(_, r)| r).chain(further).collect();
                            let outside: Vec<&Report> =
                                reports.iter().enumerate().filter(|(n, _)| n % folds == fold).map(|(_, r)| r).collect();
                            train(&mut k, &inside);
                            predict(k, &outside, &mut out, &mut scores);
                        }
                        Ok((out, scores))
                    })
                })
                .collect();
            workers.into_iter().map(|w| w.join().unwrap_or_else(|_| Err("a fold failed".into()))).collect()
        });
        for r in results {
            let (lines, part) = r?;
            predictions.extend(lines);
            scores.extend(part);
        }
    }
    predictions.sort();
    if let Some(path) = option("--out") {
        let mut f = std::io::BufWriter::new(std::fs::File::create(path)?);
        for (_, line) in &predictions {
            writeln!(f, "{line}")?;
        }
    }
    if let Some(path) = option("--save") {
        let mut k = Knowledge { lexicon: first, models: Models::default() };
        train(&mut k, &everything);
        if let Some(dir) = option("--events") {
            k = train_events(k, &read_judged(Path::new(&dir))?.iter().collect::<Vec<_>>());
        }
        k.models.calibration = calibrate(scores);
        let bytes = k.models.to_bytes();
        eprintln!("{} bytes of weights", bytes.len());
        std::fs::write(path, bytes)?;
    }
    Ok(())
}

/// Prints the gold triggers that nothing proposes.
fn missing(lex: &Lexicon, reports: &[Report]) {
    let mut w = Work::default();
    for r in reports {
        w.sheet.read(lex, &r.document.text, None);
        let mut candidates = Vec::new();
        marsad_core::extract::triggers::find(&w.sheet, lex, &mut candidates);
        for c in &r.claims {
            let over: Vec<_> = candidates.iter().filter(|x| w.sheet.text.tokens[x.token as usize].span().overlaps(c.trigger)).collect();
            let kind = &lex.ontology.types[c.kind as usize].id;
            let word = c.trigger.of(&r.document.text);
            if over.is_empty() {
                println!("none\t{}\t{kind}\t{word}", r.document.id);
            } else if !over.iter().any(|x| x.proposals.iter().any(|p| p.kind == c.kind)) {
                let got: Vec<&str> =
                    over.iter().flat_map(|x| x.proposals.iter().map(|p| lex.ontology.types[p.kind as usize].id.as_str())).collect();
                println!("type\t{}\t{kind}\t{word}\t{}", r.document.id, got.join(" "));
            }
        }
    }
}

/// Prints the gold roles that no phrase around the trigger can fill.
fn oracle(lex: Lexicon, reports: &[Report]) {
    let mut k = Knowledge { lexicon: lex, models: Models::default() };
    train(&mut k, &reports.iter().collect::<Vec<_>>());
    let mut w = Work::default();
    let mut arcs = Vec::new();
    let (mut hit, mut all) = (0, 0);
    for r in reports {
        let of = gold_triggers(&mut w, &k, r, None);
        w.phrase(&k);
        for (n, g) in of.iter().enumerate() {
            let t = w.triggers[n];
            w.arcs(&k, &t, &mut arcs);
            for (role, span) in &r.claims[*g].roles {
                let text = &r.document.text;
                all += 1;
                let found = arcs
                    .iter()
                    .any(|a| word_f1(w.phrase_span(text, &w.phrases[a.phrase as usize], !role.is_place()).of(text), span.of(text)) >= 0.5);
                if found {
                    hit += 1;
                } else {
                    let s = w.sheet.text.sentences[t.sentence as usize];
                    let sentence = w.sheet.text.span(s.from as usize, s.to as usize);
                    let same = if sentence.contains(*span) { "same" } else { "other" };
                    println!(
                        "{same}\t{}\t{}\t{}\t{}\t{}",
                        r.document.id,
                        role.name(),
                        span.of(text),
                        r.claims[*g].trigger.of(text),
                        sentence.of(text)
                    );
                }
            }
        }
    }
    eprintln!("{hit} of {all} gold roles are within reach");
}

/// Prints the gold sources that no saying names.
fn source_oracle(lex: Lexicon, reports: &[Report]) {
    let mut k = Knowledge { lexicon: lex, models: Models::default() };
    train(&mut k, &reports.iter().collect::<Vec<_>>());
    let mut w = Work::default();
    let (mut hit, mut all) = (0, 0);
    for r in reports {
        let of = gold_triggers(&mut w, &k, r, None);
        w.fill(&k);
        w.attribute(&k);
        for (n, g) in of.iter().enumerate() {
            let t = w.triggers[n];
            let text = &r.document.text;
            let Some(root) = r.claims[*g].sources.last() else { continue };
            all += 1;
            let near: Vec<&attribution::Saying> = w
                .sayings
                .iter()
                .filter(|s| s.token != t.token && s.sentence <= t.sentence && s.sentence + attribution::BACK >= t.sentence)
                .collect();
            let words: Vec<&str> =
                near.iter().map(|s| w.sheet.span(text, s.source.0 as usize, s.source.1 as usize, s.source.2 as usize).of(text)).collect();
            if words.iter().any(|s| word_f1(s, root.of(text)) >= 0.5) {
                hit += 1;
            } else {
                let s = w.sheet.text.sentences[t.sentence as usize];
                println!(
                    "{}\t{}\t{}\t{:?}\t{}",
                    r.document.id,
                    root.of(text),
                    r.claims[*g].trigger.of(text),
                    words,
                    w.sheet.text.span(s.from as usize, s.to as usize).of(text)
                );
            }
        }
    }
    eprintln!("{hit} of {all} roots are within reach");
}
