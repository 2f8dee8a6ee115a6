//! `marsad incident`: the whole story of one incident, for a terminal or as JSON; and what a person decides about it.

use super::decide::{self, DecideOptions};
use super::incidents::{SourceOptions, amount, heading, number};
use super::terminal::{Lang, Look, Paint, Part};
use super::{Exit, Stop};
use crate::archive::sqlite::Decided;
use marsad_core::reconcile::figures::{Bounds, Conflict, Counted};
use marsad_core::reconcile::{Incident, Telling, json};
use std::io::Write;

/// Options of `marsad incident`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The incident's id or its first letters, or the id of a claim in it
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    decide: DecideOptions,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    /// Language of labels
    #[arg(long, value_enum, default_value_t = Lang::En)]
    lang: Lang,
}

/// The incident whose id begins so, or that holds the claim.
pub fn named<'i>(incidents: &'i [Incident], id: &str) -> Result<&'i Incident, Stop> {
    let named: Vec<&Incident> = incidents.iter().filter(|i| i.id.starts_with(id) || i.claims.iter().any(|c| c.claim == id)).collect();
    match named[..] {
        [i] => Ok(i),
        [] => Err(Stop::Usage(format!("no incident is called {id:?}; `marsad incidents` lists them"))),
        _ => Err(Stop::Usage(format!("{} incidents begin with {id:?}: give more of the id", named.len()))),
    }
}

/// Runs the command.
pub fn run(o: &Options) -> Result<Exit, Stop> {
    let (mut tellings, mut incidents, exit) = o.source.reconcile()?;
    let mut id = o.id.clone();
    if o.decide.any() {
        let i = named(&incidents, &id)?;
        // the id is that of the first claim, and a split may take that away
        id = o.decide.keep(i, &incidents, &o.source)?;
        (tellings, incidents, _) = o.source.reconcile()?;
    }
    let i = named(&incidents, &id)?;
    let about: Vec<Decided> = o.source.decided()?.into_iter().filter(|d| i.claims.iter().any(|c| d.names(&c.claim))).collect();
    let mut out = std::io::stdout().lock();
    if o.json {
        let mut v = json::incident(i);
        if let Some(m) = v.as_object_mut() {
            m.insert("decisions".into(), about.iter().map(decide::json).collect());
        }
        writeln!(out, "{v}")?;
    } else {
        out.write_all(story(i, &tellings, &about, &Look::of_stdout(o.lang)).as_bytes())?;
    }
    Ok(exit)
}

fn story(i: &Incident, tellings: &[Telling], about: &[Decided], look: &Look) -> String {
    let mut out = heading(i, tellings, look);
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            out.push('\n');
            out.push_str(&look.lines("", 0, &[Part::new(title, Paint::Bold)]));
            out.extend(lines);
        }
    };
    section("How well it is borne out", vec![look.lines(i.grade.name(), 18, &[Part::new(&i.reason, Paint::Plain)])]);
    section(
        "Roots",
        i.roots
            .iter()
            .map(|r| {
                let kind = if r.outlet { "the report itself" } else { "source" };
                look.lines(
                    kind,
                    18,
                    &[Part::new(&r.name, Paint::Source), Part::new(&crate::data::count(r.documents.len(), "report"), Paint::Dim)],
                )
            })
            .collect(),
    );
    section("Figures", i.figures.iter().map(|f| figure(f, look)).collect());
    section("Low, best, high", i.bounds.iter().map(|b| bounds(b, look)).collect());
    section("Not one thing", i.conflicts.iter().map(|c| conflict(c, i, look)).collect());
    section(
        "Contradictions",
        i.contradictions
            .iter()
            .flat_map(|c| c.versions.iter().map(|v| (c.matter.name(), v)))
            .map(|(m, v)| {
                look.lines(
                    m,
                    18,
                    &[Part::new(&v.says, Paint::Plain), Part::new("by", Paint::Dim), Part::new(&v.roots.join("، "), Paint::Source)],
                )
            })
            .collect(),
    );
    let mut reports: Vec<&Telling> =
        i.documents.iter().filter_map(|id| tellings.binary_search_by(|t| t.id.cmp(id)).ok()).map(|n| &tellings[n]).collect();
    reports.sort_by(|a, b| (a.day, &a.published, &a.id).cmp(&(b.day, &b.published, &b.id)));
    section("Timeline", reports.iter().map(|t| report(t, i, look)).collect());
    section("What people decided", about.iter().map(|d| decide::line(d, look)).collect());
    out
}

/// A report of the timeline, with why it was joined.
fn report(t: &Telling, i: &Incident, look: &Look) -> String {
    let when = t.published.get(..16).unwrap_or(&t.published);
    let mark = if i.leads.contains(&t.id) { "leads" } else { "mentions" };
    let why = i.claims.iter().find(|c| c.document == t.id && !c.why.is_empty());
    let why = why.map_or_else(String::new, |c| c.why.iter().map(|w| w.0).collect::<Vec<_>>().join(", "));
    let mut out =
        look.lines(when, 18, &[Part::new(&t.source, Paint::Source), Part::new(&t.title, Paint::Plain), Part::new(mark, Paint::Dim)]);
    if !why.is_empty() {
        out.push_str(&look.lines("", 18, &[Part::new(&format!("joined by {why}"), Paint::Dim)]));
    }
    out
}

/// A line of the figures table.
pub fn figure(f: &Counted, look: &Look) -> String {
    let date = f.as_of.get(..10).unwrap_or(&f.as_of);
    let chain = if f.chain.is_empty() { "the report itself".to_owned() } else { f.chain.join(" › ") };
    let mut notes: Vec<&str> = Vec::new();
    if f.part_of.is_some() {
        notes.push(if f.fits { "part" } else { "part, more than its whole" });
    }
    if f.replaced_by.is_some() {
        notes.push("replaced");
    }
    let note = notes.join(", ");
    look.lines(
        &format!("  {date}"),
        18,
        &[
            Part::new(f.measure, Paint::Dim),
            Part::new(&f.class, Paint::Whom),
            Part::new(&amount(f), Paint::Count),
            Part::new(&f.words, Paint::Count),
            Part::new(&chain, Paint::Source),
            Part::new(&note, Paint::Dim),
        ],
    )
}

fn bounds(b: &Bounds, look: &Look) -> String {
    let show = |x: Option<f64>| x.map_or_else(|| "?".to_owned(), number);
    let line = format!("{} · {} · {}", show(b.low), show(b.best), show(b.high));
    let by = format!("{}, rule {}", crate::data::count(b.roots, "root"), b.rule);
    look.lines(
        &format!("{} {}", b.measure, b.class),
        18,
        &[Part::new(&line, Paint::Count), Part::new(&by, Paint::Dim), Part::new(&b.reason, Paint::Plain)],
    )
}

fn conflict(c: &Conflict, i: &Incident, look: &Look) -> String {
    let side = |n: usize| {
        i.figures.get(n).map_or_else(String::new, |f| {
            format!("{} {} ({})", amount(f), f.class, if f.root.is_empty() { "the report itself" } else { &f.root })
        })
    };
    let mut parts = vec![
        Part::new(c.measure, Paint::Dim),
        Part::new(&side(c.figures.0), Paint::Count),
        Part::new("against", Paint::Dim),
        Part::new(&side(c.figures.1), Paint::Count),
    ];
    for d in &c.derived {
        parts.push(Part::new(&format!("derived: {} {}", number(d.value), d.class), Paint::Bold));
    }
    look.lines(c.scope.name(), 18, &parts)
}
