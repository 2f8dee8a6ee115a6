//! `marsad export`: writes what matches, in a format that other tools read.

use super::archive_options::{ArchiveOptions, Ticker, stop};
use super::filter_options::FilterOptions;
use super::{DataOptions, Exit, Stop, complain};
use crate::archive::intake::Progress;
use crate::export::{ExportError, Format, Step, export};
use clap::Args;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// What to write, how and where.
#[derive(Debug, Args)]
pub struct Options {
    /// The format
    #[arg(long, value_enum, default_value = "jsonl")]
    format: Format,
    /// The file to write, in place of standard output; an old one is replaced when the new one is whole
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    filter: FilterOptions,
    #[command(flatten)]
    data: DataOptions,
    #[command(flatten)]
    archive: ArchiveOptions,
}

/// Runs the command.
pub fn run(o: &Options) -> Result<Exit, Stop> {
    let query = o.filter.query()?;
    let archive = o.archive.reader()?;
    let knowledge = o.data.knowledge()?;
    let progress = Arc::new(Progress::default());
    let ended = stop();
    let ticker = Ticker::start(&progress);
    let mut each = |_: &mut _| {
        progress.done.fetch_add(1, Ordering::Relaxed);
        if ended.load(Ordering::Relaxed) { Step::End } else { Step::Write }
    };
    let write = |out: &mut dyn Write, each: &mut dyn FnMut(&mut _) -> Step| {
        export(&archive, &knowledge.lexicon, &query, o.format, out, each).map_err(|e| match e {
            ExportError::Archive(e) => Stop::from(e),
            ExportError::Write(e) => Stop::from(e),
        })
    };
    let written = match &o.output {
        Some(path) => whole_or_nothing(path, |out| write(out, &mut each))?,
        None => write(&mut BufWriter::new(std::io::stdout().lock()), &mut each)?,
    };
    drop(ticker);
    if o.output.is_some() {
        complain(&format_args!("{} rows of {} documents written", written.rows, written.documents));
    }
    if written.ended {
        complain(&"ended early: the export is not complete");
    }
    Ok(Exit::Fine)
}

/// Writes beside the file first, so that nobody takes half an export for a whole one.
fn whole_or_nothing<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T, Stop>) -> Result<T, Stop> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let named = |e: std::io::Error| Stop::from(std::io::Error::new(e.kind(), format!("{}: {e}", path.display())));
    let mut out = BufWriter::new(File::create(&beside).map_err(named)?);
    let done = write(&mut out).and_then(|t| out.flush().map(|()| t).map_err(named));
    drop(out);
    match done {
        Ok(t) => std::fs::rename(&beside, path).map(|()| t).map_err(named),
        Err(e) => {
            let _ = std::fs::remove_file(&beside);
            Err(e)
        }
    }
}
