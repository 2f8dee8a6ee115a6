//! `marsad incidents`, `figures` and `control`: many reports in, what they tell about each event out.

use super::archive_options::ArchiveOptions;
use super::batch::{Step, in_order};
use super::input::{Inputs, Item};
use super::progress::Progress;
use super::terminal::{Lang, Look, Paint, Part};
use super::{DataOptions, Exit, Stop, complain, iso_date};
use crate::archive::Archive;
use crate::archive::sqlite::{Decided, SqliteArchive, holding};
use marsad_core::extract::coder::Coder;
use marsad_core::reconcile::figures::{Counted, Rule};
use marsad_core::reconcile::{Decisions, Incident, Options as How, Set, Telling, json, reconcile, standing, stored, telling};
use std::io::{BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

/// Where the reports come from, and what people decided about them.
#[derive(Debug, clap::Args)]
pub struct SourceOptions {
    /// Code these reports now instead of reading an archive: files, folders, - for standard input
    #[arg(long, num_args = 1.., value_name = "FILE|DIR|-")]
    from: Vec<PathBuf>,
    #[command(flatten)]
    archive: ArchiveOptions,
    /// What people decided: a line of JSON each, {"together": [claim, claim]}, {"apart": [claim, claim]} or {"bounds": {…}}
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// How low, best and high are chosen
    #[arg(long, value_enum, default_value_t = RuleName::Ucdp)]
    rule: RuleName,
    #[command(flatten)]
    data: DataOptions,
}

/// A rule's name on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum RuleName {
    /// Lowest and highest current figure; best is what most independent roots say
    Ucdp,
    /// From the lowest to the highest figure, no best
    Airwars,
}

/// Which incidents.
#[derive(Debug, clap::Args)]
pub struct FilterOptions {
    /// Claim type or family, such as violence.airstrike or protest
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// Gazetteer id of the place, its name, or the two letters of its country
    #[arg(long, value_name = "PLACE")]
    place: Option<String>,
    /// Happened on or after this day
    #[arg(long, value_name = "DATE", value_parser = iso_date)]
    since: Option<String>,
    /// Happened on or before it
    #[arg(long, value_name = "DATE", value_parser = iso_date)]
    until: Option<String>,
    /// confirmed, single_root, contested, denied or unasserted
    #[arg(long, value_name = "GRADE")]
    grade: Option<String>,
    /// At least so many reports tell of it
    #[arg(long, value_name = "N", default_value_t = 1)]
    least: usize,
    /// Only what some report leads with
    #[arg(long)]
    leads: bool,
}

/// Options of `marsad incidents`.
#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    source: SourceOptions,
    #[command(flatten)]
    filter: FilterOptions,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
    /// Language of labels
    #[arg(long, value_enum, default_value_t = Lang::En)]
    lang: Lang,
}

/// Options of `marsad control`.
#[derive(Debug, clap::Args)]
pub struct ControlOptions {
    /// Gazetteer id or name of a place; all without it
    #[arg(value_name = "PLACE")]
    place: Option<String>,
    #[command(flatten)]
    source: SourceOptions,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

impl SourceOptions {
    /// Reads and reconciles. The exit code tells whether some report could not be read.
    pub fn reconcile(&self) -> Result<(Vec<Telling>, Vec<Incident>, Exit), Stop> {
        let (tellings, exit) = if self.from.is_empty() { (self.archived()?, Exit::Fine) } else { self.coded()? };
        let rule = match self.rule {
            RuleName::Ucdp => Rule::Ucdp,
            RuleName::Airwars => Rule::Airwars,
        };
        let parts = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (tellings, incidents) = reconcile(tellings, &How { parts, rule, decisions: self.decisions()?, ..How::default() });
        Ok((tellings, incidents, exit))
    }

    fn coded(&self) -> Result<(Vec<Telling>, Exit), Stop> {
        let knowledge = Arc::new(self.data.knowledge()?);
        let inputs = Inputs::find(&self.from);
        let progress = Progress::new(inputs.total);
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (mut tellings, mut exit) = (Vec::new(), Exit::Fine);
        let end = in_order(
            threads,
            |send| {
                inputs.each(&progress, &mut |item| {
                    let weight = item.raw.as_ref().map_or(0, super::input::Raw::len);
                    send(item, weight)
                });
            },
            || Coder::new(Arc::clone(&knowledge)),
            |coder, item| tell(coder, &item),
            |step| {
                match step {
                    Step::Idle => {}
                    Step::Done(Ok(t)) => tellings.push(t),
                    Step::Done(Err(why)) => {
                        exit = exit.max(Exit::Unreadable);
                        progress.aside(|| complain(&why));
                    }
                }
                Ok::<(), Stop>(())
            },
        );
        progress.end();
        end?;
        Ok((tellings, exit))
    }

    /// The newest version of each document of the archive, with its newest coding.
    fn archived(&self) -> Result<Vec<Telling>, Stop> {
        let archive = self.archive.reader()?;
        let mut documents = std::collections::BTreeSet::new();
        let mut after = 0;
        loop {
            let page = archive.versions(after, 500)?;
            let Some(last) = page.last() else { break };
            after = last.number;
            documents.extend(page.iter().map(|v| v.document));
        }
        let mut out = Vec::with_capacity(documents.len());
        for id in documents {
            let mut versions = archive.show(&id.to_string())?;
            versions.sort_by_key(|v| (!v.current, std::cmp::Reverse(v.version.number)));
            // a report that came again under another name is another report of its outlet
            let mut names = std::collections::BTreeSet::new();
            for newest in versions.iter().filter(|v| names.insert(v.version.report.reference.clone())) {
                let Some((_, _, _, coding)) = newest.codings.first() else { continue };
                let report = &newest.version.report;
                let mut d = report.document(newest.version.id);
                if !report.reference.is_empty() {
                    d.id.clone_from(&report.reference);
                }
                let coded = stored::coded(coding, &d.text);
                out.push(Telling::new(&d, &coded));
            }
        }
        Ok(out)
    }

    /// The archive to decide in; a refusal where reports are read from files.
    pub fn writer(&self) -> Result<SqliteArchive, Stop> {
        if self.from.is_empty() {
            return Ok(self.archive.writer()?);
        }
        Err(Stop::Usage("decisions are kept in an archive: leave out --from, or give --decisions FILE".to_owned()))
    }

    /// What people decided, as the archive keeps it.
    pub fn decided(&self) -> Result<Vec<Decided>, Stop> {
        if self.from.is_empty() { Ok(self.archive.reader()?.decided()?) } else { Ok(Vec::new()) }
    }

    fn decisions(&self) -> Result<Decisions, Stop> {
        let mut d = holding(&self.decided()?);
        let Some(path) = &self.decisions else { return Ok(d) };
        let text = std::fs::read_to_string(path).map_err(|e| Stop::Usage(format!("{}: {e}", path.display())))?;
        for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            let wrong = || {
                Stop::Usage(format!("{}:{}: neither together, apart nor bounds of claims; see docs/incidents.md", path.display(), n + 1))
            };
            let v: serde_json::Value = serde_json::from_str(line).map_err(|_| wrong())?;
            let pair = |k: &str| Some((v[k][0].as_str()?.to_owned(), v[k][1].as_str()?.to_owned()));
            let text = |k: &str| v["bounds"][k].as_str().map(str::to_owned);
            if let Some(p) = pair("together") {
                d.together.push(p);
            } else if let Some(p) = pair("apart") {
                d.apart.push(p);
            } else if let (Some(claim), Some(measure), Some(reason)) = (text("claim"), text("measure"), text("reason")) {
                let values = ["low", "best", "high"].map(|k| v["bounds"][k].as_f64());
                d.bounds.push(Set { claim, measure, class: text("class").unwrap_or_default(), values, reason });
            } else {
                return Err(wrong());
            }
        }
        Ok(d)
    }
}

fn tell(coder: &mut Coder, item: &Item) -> Result<Telling, String> {
    let raw = item.raw.as_ref().map_err(|why| format!("{}: {why}", item.origin))?;
    let (d, _) = raw.document("").map_err(|why| format!("{}: {why}", item.origin))?;
    let knowledge = Arc::clone(coder.knowledge());
    catch_unwind(AssertUnwindSafe(|| {
        let coded = coder.code(&d);
        Telling::new(&d, &coded)
    }))
    .map_err(|_| {
        *coder = Coder::new(knowledge);
        super::read::bug(&item.origin)
    })
}

impl FilterOptions {
    fn holds(&self, i: &Incident) -> bool {
        let kind =
            self.kind.as_deref().is_none_or(|k| i.kind == k || i.claims.iter().any(|c| c.kind == k) || i.kind.split('.').next() == Some(k));
        let place = self.place.as_deref().is_none_or(|w| {
            i.place.as_ref().is_some_and(|p| p.id == w || p.name == w || p.en.eq_ignore_ascii_case(w) || p.country.eq_ignore_ascii_case(w))
        });
        let day = |s: &Option<String>| s.as_deref().and_then(telling::day_of);
        kind && place
            && day(&self.since).is_none_or(|d| i.days.1 >= d)
            && day(&self.until).is_none_or(|d| i.days.0 <= d)
            && self.grade.as_deref().is_none_or(|g| i.grade.name() == g)
            && i.documents.len() >= self.least
            && (!self.leads || !i.leads.is_empty())
    }
}

/// `marsad incidents`.
pub fn run(o: &Options) -> Result<Exit, Stop> {
    let (tellings, incidents, exit) = o.source.reconcile()?;
    let look = Look::of_stdout(o.lang);
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut n = 0;
    for i in incidents.iter().filter(|i| o.filter.holds(i)) {
        n += 1;
        if o.json {
            writeln!(out, "{}", json::incident(i))?;
        } else {
            out.write_all(heading(i, &tellings, &look).as_bytes())?;
        }
    }
    if !o.json {
        writeln!(out, "{}, {}", crate::data::count(n, "incident"), crate::data::count(tellings.len(), "report"))?;
    }
    out.flush()?;
    Ok(exit)
}

/// Two lines about an incident: when, what, where, how well borne out; the title that leads with it.
pub fn heading(i: &Incident, tellings: &[Telling], look: &Look) -> String {
    let when =
        if i.days.0 == i.days.1 { telling::iso(i.days.0) } else { format!("{} to {}", telling::iso(i.days.0), telling::iso(i.days.1)) };
    let place = i.place.as_ref().map_or_else(String::new, |p| format!("{} ({})", p.en, p.country));
    let about = format!("{} of {}, {}", i.leads.len(), crate::data::count(i.documents.len(), "report"), i.grade.name());
    let mut out = look.lines(
        &i.id,
        18,
        &[
            Part::new(&when, Paint::When),
            Part::new(&i.kind, Paint::Trigger),
            Part::new(&place, Paint::Where),
            Part::new(&about, Paint::Dim),
        ],
    );
    let first = i.leads.first().or(i.documents.first());
    let title = first.and_then(|id| tellings.binary_search_by(|t| t.id.cmp(id)).ok()).map_or("", |n| tellings[n].title.as_str());
    if !title.is_empty() {
        out.push_str(&look.lines("", 18, &[Part::new(title, Paint::Plain)]));
    }
    let best: Vec<String> =
        i.bounds.iter().filter_map(|b| Some(format!("{} {}: {}", b.measure, b.class, number(b.best.or(b.low)?)))).collect();
    if !best.is_empty() {
        out.push_str(&look.lines("", 18, &[Part::new(&best.join(" · "), Paint::Count)]));
    }
    out
}

/// A number with a comma between thousands.
pub fn number(x: f64) -> String {
    super::table::grouped(x)
}

/// Low and high of a figure.
pub fn amount(f: &Counted) -> String {
    use marsad_core::record::Exactness;
    let sign = match f.exactness {
        Exactness::Approx => "≈ ",
        Exactness::AtLeast => "≥ ",
        Exactness::AtMost => "≤ ",
        Exactness::MoreThan => "> ",
        Exactness::LessThan => "< ",
        _ => "",
    };
    match (f.low, f.high) {
        (Some(a), Some(b)) if a != b => format!("{sign}{} – {}", number(a), number(b)),
        (Some(x), _) | (None, Some(x)) => format!("{sign}{}", number(x)),
        (None, None) => "?".to_owned(),
    }
}

/// `marsad figures`: all figures of all incidents.
pub fn figures(o: &Options) -> Result<Exit, Stop> {
    let (_, incidents, exit) = o.source.reconcile()?;
    let look = Look::of_stdout(o.lang);
    let mut out = BufWriter::new(std::io::stdout().lock());
    for i in incidents.iter().filter(|i| o.filter.holds(i) && !i.figures.is_empty()) {
        if o.json {
            let v = json::incident(i);
            let place = &v["place"];
            for f in v["figures"].as_array().into_iter().flatten() {
                let mut f = f.clone();
                if let Some(m) = f.as_object_mut() {
                    m.insert("incident".into(), i.id.as_str().into());
                    m.insert("type".into(), i.kind.as_str().into());
                    m.insert("place".into(), place.clone());
                    m.insert("from".into(), v["from"].clone());
                    m.insert("to".into(), v["to"].clone());
                }
                writeln!(out, "{f}")?;
            }
            continue;
        }
        let place = i.place.as_ref().map_or("", |p| p.en.as_str());
        out.write_all(
            look.lines(
                &i.id,
                18,
                &[Part::new(&telling::iso(i.days.0), Paint::When), Part::new(&i.kind, Paint::Trigger), Part::new(place, Paint::Where)],
            )
            .as_bytes(),
        )?;
        for f in &i.figures {
            out.write_all(super::incident::figure(f, &look).as_bytes())?;
        }
    }
    out.flush()?;
    Ok(exit)
}

/// `marsad control`: who held which place when, by whose word.
pub fn control(o: &ControlOptions) -> Result<Exit, Stop> {
    let (tellings, _, exit) = o.source.reconcile()?;
    let look = Look::of_stdout(Lang::En);
    let mut out = BufWriter::new(std::io::stdout().lock());
    let wanted = |s: &standing::Standing| {
        o.place.as_deref().is_none_or(|w| s.place.as_ref().is_some_and(|p| p.id == w || p.name == w || p.en.eq_ignore_ascii_case(w)))
    };
    for s in standing::control(&tellings).iter().filter(|s| wanted(s)) {
        if o.json {
            writeln!(out, "{}", json::standing(s))?;
            continue;
        }
        let place = s.place.as_ref().map_or("", |p| p.en.as_str());
        let end = s.to.map_or_else(|| format!("… (seen {})", telling::iso(s.seen)), telling::iso);
        let when = format!("{} – {end}", telling::iso(s.from));
        out.write_all(
            look.lines(
                place,
                18,
                &[Part::new(&when, Paint::When), Part::new(&s.words, Paint::Who), Part::new(&s.roots.join("، "), Paint::Source)],
            )
            .as_bytes(),
        )?;
    }
    out.flush()?;
    Ok(exit)
}
