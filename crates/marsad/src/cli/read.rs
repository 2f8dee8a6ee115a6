//! `marsad read`: reports in, claims out.

use super::batch::{Step, in_order};
use super::input::{Inputs, Item, Origin};
use super::progress::Progress;
use super::terminal::{Lang, Look};
use super::{DataOptions, Exit, Stop, complain, iso_date, table};
use marsad_core::extract::coder::{Coder, Knowledge};
use marsad_core::json;
use marsad_core::record::{Coded, Document};
use std::io::{BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

/// A coder that has read a text this long starts afresh, so that its buffers do not stay.
const LONG: usize = 4 << 20;

/// Options of `marsad read`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Reports: .txt, .html, .json, .jsonl, each plain or .gz; folders of them; - for standard input
    #[arg(required = true, value_name = "FILE|DIR|-")]
    inputs: Vec<PathBuf>,
    /// table is for people; json one array; jsonl one report a line
    #[arg(long, value_enum, default_value_t = Output::Table)]
    format: Output,
    /// Date of publication of reports that name none: «Friday» is counted from it
    #[arg(long, value_name = "DATE", value_parser = iso_date)]
    published: Option<String>,
    /// Language of the table's labels
    #[arg(long, value_enum, default_value_t = Lang::En)]
    lang: Lang,
    /// Coder threads; the output is the same for any number [default: one a processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    #[command(flatten)]
    data: DataOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Output {
    Table,
    Json,
    Jsonl,
}

/// What one report gave.
enum Result1 {
    /// Its bytes of output, and how many claims.
    Coded(Vec<u8>, usize),
    /// It cannot be read.
    Unreadable(String),
    /// The program has a bug.
    Bug(String),
}

/// Runs the command.
pub fn run(o: &Options) -> Result<Exit, Stop> {
    let knowledge = Arc::new(o.data.knowledge()?);
    let inputs = Inputs::find(&o.inputs);
    let progress = Progress::new(inputs.total);
    let threads = o.threads.map_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get), usize::from);
    let stdout = std::io::stdout();
    let look = Look::of_stdout(o.lang);
    let mut out = Writer { to: BufWriter::with_capacity(1 << 16, stdout.lock()), format: o.format, reports: 0, claims: 0 };
    let mut exit = Exit::Fine;

    let end = in_order(
        threads,
        |send| {
            inputs.each(&progress, &mut |item| {
                let weight = item.raw.as_ref().map_or(0, super::input::Raw::len);
                send(item, weight)
            });
        },
        || Coder::new(Arc::clone(&knowledge)),
        |coder, item| code(coder, &knowledge, &item, o, &look),
        |step| {
            match step {
                Step::Idle => out.to.flush()?,
                Step::Done(Result1::Coded(bytes, claims)) => out.report(&bytes, claims)?,
                Step::Done(Result1::Unreadable(what)) => {
                    exit = exit.max(Exit::Unreadable);
                    // on one terminal, what is wrong stands behind the reports before it
                    out.to.flush()?;
                    progress.aside(|| complain(&what));
                }
                Step::Done(Result1::Bug(what)) => {
                    exit = exit.max(Exit::Bug);
                    progress.aside(|| complain(&what));
                }
            }
            Ok::<(), Stop>(())
        },
    );
    progress.end();
    end?;
    out.end(&look)?;
    Ok(exit)
}

fn code(coder: &mut Coder, knowledge: &Arc<Knowledge>, item: &Item, o: &Options, look: &Look) -> Result1 {
    let document = match &item.raw {
        Ok(raw) => raw.document(o.published.as_deref().unwrap_or_default()),
        Err(why) => Err(why.clone()),
    };
    let (d, page) = match document {
        Ok(d) => d,
        Err(why) => return Result1::Unreadable(format!("{}: {why}", item.origin)),
    };
    let done = catch_unwind(AssertUnwindSafe(|| {
        let coded = coder.code(&d);
        let bytes = match o.format {
            Output::Table => table::report(&d, &item.origin, &coded, coder, look).into_bytes(),
            Output::Json => serde_json::to_vec_pretty(&value(&d, page, &coded, knowledge)).unwrap_or_default(),
            Output::Jsonl => serde_json::to_vec(&value(&d, page, &coded, knowledge)).unwrap_or_default(),
        };
        (bytes, coded.claims.len())
    }));
    if done.is_err() || d.text.len() > LONG {
        *coder = Coder::new(Arc::clone(knowledge));
    }
    match done {
        Ok((bytes, claims)) => Result1::Coded(bytes, claims),
        Err(_) => Result1::Bug(bug(&item.origin)),
    }
}

/// What to say where the coder fails on a report.
pub fn bug(origin: &Origin) -> String {
    format!("{origin}: the coder failed on this report, which is a bug; please send the report to the project (SECURITY.md says how)")
}

fn value(d: &Document, page: bool, coded: &Coded, knowledge: &Knowledge) -> serde_json::Value {
    let mut value = json::document(d, coded, knowledge.lexicon.hash);
    if page && let Some(object) = value.as_object_mut() {
        // the offsets of a page's claims mean nothing without the text that was found in it
        let at = object.keys().position(|k| k == "claims").unwrap_or(object.len());
        object.shift_insert(at, "text".into(), d.text.as_str().into());
    }
    value
}

/// Puts reports behind each other as the format asks.
struct Writer<W: Write> {
    to: BufWriter<W>,
    format: Output,
    reports: usize,
    claims: usize,
}

impl<W: Write> Writer<W> {
    fn report(&mut self, bytes: &[u8], claims: usize) -> std::io::Result<()> {
        match (self.format, self.reports) {
            (Output::Json, 0) => self.to.write_all(b"[\n")?,
            (Output::Json, _) => self.to.write_all(b",\n")?,
            _ => {}
        }
        self.reports += 1;
        self.claims += claims;
        self.to.write_all(bytes)?;
        if self.format == Output::Jsonl {
            self.to.write_all(b"\n")?;
        }
        Ok(())
    }

    fn end(mut self, look: &Look) -> std::io::Result<()> {
        match (self.format, self.reports) {
            (Output::Json, 0) => self.to.write_all(b"[]\n")?,
            (Output::Json, _) => self.to.write_all(b"\n]\n")?,
            (Output::Table, _) => writeln!(self.to, "{}", look.totals(self.reports, self.claims))?,
            (Output::Jsonl, _) => {}
        }
        self.to.flush()
    }
}
