//! `marsad warc`: writes what was captured as a WARC file.

use super::archive_options::{ArchiveOptions, stop};
use super::{Exit, Stop};
use crate::archive::Archive;
use crate::archive::sqlite::TOOL;
use crate::fetch::warc_writer;
use clap::Args;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::atomic::Ordering;

/// Where to write it.
#[derive(Debug, Args)]
pub struct Options {
    /// The file to write, such as captured.warc.gz; - for standard output
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    archive: ArchiveOptions,
}

/// Runs the command.
pub fn run(o: &Options) -> Result<Exit, Stop> {
    let archive = o.archive.reader()?;
    let mut out: Box<dyn Write> =
        if o.file.as_os_str() == "-" { Box::new(std::io::stdout().lock()) } else { Box::new(BufWriter::new(File::create(&o.file)?)) };
    let ended = stop();
    let (mut after, mut written, mut without, mut first) = (0, 0u64, 0u64, true);
    while !ended.load(Ordering::Relaxed) {
        let some = archive.versions(after, 512)?;
        let Some(last) = some.last() else { break };
        after = last.number;
        for v in &some {
            if std::mem::take(&mut first) {
                let date = jiff::Timestamp::from_second(v.report.capture.at).unwrap_or_default().to_string();
                warc_writer::begin(&mut out, TOOL, &date)?;
            }
            match archive.raw(v.number)? {
                Some(raw) => {
                    warc_writer::capture(&mut out, v, &raw)?;
                    written += 1;
                }
                None => without += 1,
            }
        }
    }
    out.flush()?;
    super::complain(&format!(
        "{written} captures written{}",
        if without > 0 { format!("; {without} have no raw bytes in the archive") } else { String::new() }
    ));
    Ok(Exit::Fine)
}
