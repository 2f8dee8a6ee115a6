//! The command line: what is asked, and with which code the program ends.

mod archive_options;
mod batch;
mod check;
mod decide;
mod explain;
mod export;
mod filter_options;
mod gather;
mod incident;
mod incidents;
mod ingest;
mod input;
mod progress;
mod read;
mod recode;
mod search;
mod serve;
mod show;
mod stats;
mod table;
mod terminal;
mod user;
mod values;
mod verify;
mod warc;
mod watch;

use crate::archive;
use crate::data::{self, DataError};
use clap::{Args, Parser, Subcommand};
use marsad_core::extract::coder::Knowledge;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

const EXIT_CODES: &str = "Exit codes:
   0  all went well
   1  `check` found faults, or the folder given by --data has faults; `verify` found a broken row
   2  some input could not be read; all the rest was coded
  64  the command line is wrong
  70  a bug in this program: the report concerned is named
  74  the output could not be written";

/// With which code the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
enum Exit {
    Fine = 0,
    Faults = 1,
    Unreadable = 2,
    Usage = 64,
    Bug = 70,
    Output = 74,
}

/// Why a command ends before its end.
#[derive(Debug, thiserror::Error)]
enum Stop {
    /// Nobody reads our output any more.
    #[error("broken pipe")]
    BrokenPipe,
    /// The output cannot be written.
    #[error("cannot write the output: {0}")]
    Output(std::io::Error),
    /// The data cannot be used.
    #[error(transparent)]
    Data(#[from] DataError),
    /// What was asked for is not there.
    #[error("{0}")]
    Usage(String),
    /// The archive cannot be used.
    #[error(transparent)]
    Archive(#[from] archive::Error),
}

impl From<std::io::Error> for Stop {
    fn from(e: std::io::Error) -> Self {
        if e.kind() == std::io::ErrorKind::BrokenPipe { Self::BrokenPipe } else { Self::Output(e) }
    }
}

#[derive(Debug, Parser)]
#[command(name = "marsad", version, about = "Turns Arabic news reports into attributed claims", after_help = EXIT_CODES, max_term_width = 100)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Code reports: who is said to have done what to whom, where, when, how many, on whose word
    Read(read::Options),
    /// Find numbers, dates, durations and money: a line of JSON for each line of text
    Values(ValuesOptions),
    /// Show how one file's claims came about: words, phrases, frames tried, why each role was filled
    Explain(explain::Options),
    /// Check a data folder: its entries, and every frame's sentences
    Check(check::Options),
    /// Bring reports into an archive: files, folders, WARC, feeds, pages
    Ingest(ingest::Options),
    /// Visit feeds again and again
    Watch(watch::Options),
    /// Find reports and claims in an archive
    Search(search::Options),
    /// Show a document with its versions, claims and where they came from
    Show(show::Options),
    /// Count what an archive holds
    Stats(stats::Options),
    /// Prove that an archive holds what was captured
    Verify(verify::Options),
    /// Code an archive's reports anew after a change of the data
    Recode(recode::Options),
    /// Write what was captured as a WARC file
    Warc(warc::Options),
    /// Write what matches as JSONL, CSV, GeoJSON, KML, a workbook or in the columns of ACLED and UCDP
    Export(export::Options),
    /// Gather reports into incidents: one event, many reports
    Incidents(incidents::Options),
    /// Tell one incident whole: figures, chains, contradictions, timeline
    Incident(incident::Options),
    /// List all figures of all incidents, each with its chain
    Figures(incidents::Options),
    /// Tell who held which place when, by whose word
    Control(incidents::ControlOptions),
    /// Show an archive on the web: map, timeline, evidence, review, API
    Serve(serve::Options),
    /// People who may log in to the web pages
    User(user::Options),
    /// Keys of the web API
    Key(user::KeyOptions),
}

/// Which data to code with.
#[derive(Debug, Args)]
struct DataOptions {
    /// Use this data folder instead of the one inside the program
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Code on frames alone, without the trained weights
    #[arg(long)]
    no_model: bool,
}

impl DataOptions {
    fn knowledge(&self) -> Result<Knowledge, DataError> {
        data::knowledge(self.data.as_deref(), !self.no_model)
    }
}

/// Options of `marsad values`.
#[derive(Debug, Args)]
struct ValuesOptions {
    /// Lines of text, or of objects {"text", "at"}; plain or .gz; - for standard input
    #[arg(value_name = "FILE|-", default_value = "-")]
    file: PathBuf,
    /// Use this data folder instead of the one inside the program
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

fn find_values(o: &ValuesOptions) -> Result<Exit, Stop> {
    let knowledge = data::knowledge(o.data.as_deref(), false)?;
    let progress = progress::Progress::new(0);
    let name = input::name(&o.file);
    let reader = match input::open(&o.file, &progress) {
        Ok((reader, _)) => reader,
        Err(e) => {
            complain(&format_args!("{name}: cannot be read: {e}"));
            return Ok(Exit::Unreadable);
        }
    };
    let bad = values::run(&knowledge.lexicon, reader, std::io::stdout().lock())?;
    for b in &bad {
        complain(&format_args!("{name}:{}: {}", b.line, b.message));
    }
    Ok(if bad.is_empty() { Exit::Fine } else { Exit::Unreadable })
}

/// A date on the command line: an ISO date or date and time.
fn iso_date(s: &str) -> Result<String, String> {
    marsad_core::extract::coder::published_date(s).map(|_| s.to_owned()).ok_or_else(|| "not an ISO date such as 2018-03-25".to_owned())
}

/// Runs the program.
pub fn main() -> ExitCode {
    let line = match Line::try_parse() {
        Ok(line) => line,
        Err(e) => {
            // help and version are no errors
            let wrong = e.use_stderr();
            let _ = e.print();
            return code(if wrong { Exit::Usage } else { Exit::Fine });
        }
    };
    let result = match &line.command {
        Command::Read(o) => read::run(o),
        Command::Values(o) => find_values(o),
        Command::Explain(o) => explain::run(o),
        Command::Check(o) => check::run(o),
        Command::Ingest(o) => ingest::run(o),
        Command::Watch(o) => watch::run(o),
        Command::Search(o) => search::run(o),
        Command::Show(o) => show::run(o),
        Command::Stats(o) => stats::run(o),
        Command::Verify(o) => verify::run(o),
        Command::Recode(o) => recode::run(o),
        Command::Warc(o) => warc::run(o),
        Command::Export(o) => export::run(o),
        Command::Incidents(o) => incidents::run(o),
        Command::Incident(o) => incident::run(o),
        Command::Figures(o) => incidents::figures(o),
        Command::Control(o) => incidents::control(o),
        Command::Serve(o) => serve::run(o),
        Command::User(o) => user::run(o),
        Command::Key(o) => user::keys(o),
    };
    code(match result {
        Ok(exit) => exit,
        Err(Stop::BrokenPipe) => Exit::Fine,
        Err(stop) => {
            complain(&stop);
            match stop {
                Stop::BrokenPipe | Stop::Output(_) => Exit::Output,
                Stop::Data(DataError::Unreadable { .. } | DataError::Empty(_)) => Exit::Unreadable,
                Stop::Data(_) => Exit::Faults,
                Stop::Usage(_) | Stop::Archive(archive::Error::Query(_)) => Exit::Usage,
                Stop::Archive(archive::Error::Open { .. } | archive::Error::Foreign(_) | archive::Error::Newer { .. }) => Exit::Unreadable,
                Stop::Archive(archive::Error::Damaged(_)) => Exit::Faults,
                Stop::Archive(_) => Exit::Output,
            }
        }
    })
}

fn code(exit: Exit) -> ExitCode {
    ExitCode::from(exit as u8)
}

/// A line on standard error. Where that is closed there is nobody to tell.
fn complain(what: &dyn std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "marsad: {what}");
}
