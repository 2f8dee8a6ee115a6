//! Taking the archive along: what matches a filter, in the formats that other tools read; one file a format.
//!
//! Takes an archive, a [`Query`] and a [`Format`], writes to any [`Write`] as it reads, so that memory does not grow
//! with what is exported (a workbook apart, which is packed before it is written). Promises: the rows come in the
//! order of capture from one snapshot, each with its source, the quoted words, offsets, rule, lexicon and precision.

mod acled;
mod cell;
mod columns;
mod countries;
mod csv;
mod geojson;
mod jsonl;
mod kml;
mod plover;
mod row;
mod table;
mod ucdp;
mod xlsx;

pub use cell::{Cell, harmless, plain};
pub use jsonl::FORMAT as JSONL_FORMAT;
pub use row::{Names, Row};

use crate::archive::sqlite::{Match, SqliteArchive};
use crate::archive::{Error, Query};
use marsad_core::lexicon::Lexicon;
use std::io::Write;

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Format {
    /// One document a line with all its claims, versions and capture records; `marsad ingest` reads it back
    Jsonl,
    /// One claim a row
    Csv,
    /// One claim a row, in the columns of ACLED's export: a layout only, no ACLED data
    Acled,
    /// One claim of deaths a row, in the columns of UCDP GED: a layout only, no UCDP data
    Ucdp,
    /// One PLOVER event a line
    Plover,
    /// One claim a feature
    Geojson,
    /// One claim a placemark
    Kml,
    /// A workbook, one claim a row
    Xlsx,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 8] = [Self::Jsonl, Self::Csv, Self::Acled, Self::Ucdp, Self::Plover, Self::Geojson, Self::Kml, Self::Xlsx];

    /// The word used on the command line and in addresses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Acled => "acled",
            Self::Ucdp => "ucdp",
            Self::Plover => "plover",
            Self::Geojson => "geojson",
            Self::Kml => "kml",
            Self::Xlsx => "xlsx",
        }
    }

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.name() == name)
    }

    /// The media type that a server names.
    #[must_use]
    pub const fn media(self) -> &'static str {
        match self {
            Self::Jsonl | Self::Plover => "application/x-ndjson",
            Self::Csv | Self::Acled | Self::Ucdp => "text/csv; charset=utf-8",
            Self::Geojson => "application/geo+json",
            Self::Kml => "application/vnd.google-earth.kml+xml",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The ending of a file's name.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Acled => "acled.csv",
            Self::Ucdp => "ucdp.csv",
            Self::Plover => "plover.jsonl",
            Self::Geojson => "geojson",
            Self::Kml => "kml",
            Self::Xlsx => "xlsx",
        }
    }

    /// Whether old versions are given too: only what is to be brought into another archive wants them.
    const fn old_versions(self) -> bool {
        matches!(self, Self::Jsonl)
    }
}

/// Why an export ends before its end.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The archive cannot be read.
    #[error(transparent)]
    Archive(#[from] Error),
    /// The output cannot be written.
    #[error("cannot write the export: {0}")]
    Write(#[from] std::io::Error),
}

/// What is to become of a document that matches, before it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Write it.
    Write,
    /// Leave it out.
    Skip,
    /// End here.
    End,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Documents, or versions of them for the native format.
    pub documents: u64,
    /// Rows, features, placemarks or events; documents for the native format.
    pub rows: u64,
    /// Whether it was ended before all was written.
    pub ended: bool,
}

/// What every format does with the documents that it is given, in order.
pub(crate) trait Sink {
    /// Writes one document, and gives the number of rows.
    fn document(&mut self, found: &Match, rows: &[Row<'_>]) -> Result<u64, ExportError>;
    /// Writes what comes last.
    fn end(&mut self) -> Result<(), ExportError>;
}

/// Writes all that matches `query` (whose `offset` and `limit` do not count) to `out`.
///
/// `each` sees every document before it is written and may change it (leave claims out, hide names), pass it by, or
/// end the export: for redaction, progress and an interrupt. The native format writes the document as it stands in
/// the archive, whatever was changed; it can be left out.
///
/// # Errors
/// If the archive cannot be read or the output cannot be written. What was written before stays written.
pub fn export(
    archive: &SqliteArchive,
    lexicon: &Lexicon,
    query: &Query,
    format: Format,
    out: &mut dyn Write,
    each: &mut dyn FnMut(&mut Match) -> Step,
) -> Result<Written, ExportError> {
    write(archive, lexicon, format, out, each, |give| archive.each_match(&query.words, &query.filter, format.old_versions(), give))
}

/// As [`export`], of the versions of these numbers, in this order.
///
/// # Errors
/// As [`export`].
pub fn export_these(
    archive: &SqliteArchive,
    lexicon: &Lexicon,
    numbers: &[i64],
    format: Format,
    out: &mut dyn Write,
    each: &mut dyn FnMut(&mut Match) -> Step,
) -> Result<Written, ExportError> {
    write(archive, lexicon, format, out, each, |give| archive.each_of(numbers, give))
}

/// Writes what `run` gives.
fn write(
    archive: &SqliteArchive,
    lexicon: &Lexicon,
    format: Format,
    out: &mut dyn Write,
    each: &mut dyn FnMut(&mut Match) -> Step,
    run: impl FnOnce(&mut dyn FnMut(Match) -> Result<bool, ExportError>) -> Result<(), ExportError>,
) -> Result<Written, ExportError> {
    let names = Names::new(lexicon);
    let mut written = Written::default();
    let mut sink: Box<dyn Sink + '_> = match format {
        Format::Jsonl => Box::new(jsonl::Lines::new(archive, out)),
        Format::Csv => Box::new(csv::Csv::begin(out, table::CLAIMS)?),
        Format::Acled => Box::new(csv::Csv::begin(out, acled::COLUMNS)?.only(acled::belongs)),
        Format::Ucdp => Box::new(csv::Csv::begin(out, ucdp::COLUMNS)?.only(ucdp::belongs)),
        Format::Plover => Box::new(plover::Lines::new(out)),
        Format::Geojson => Box::new(geojson::Features::begin(out)?),
        Format::Kml => Box::new(kml::Placemarks::begin(out)?),
        Format::Xlsx => Box::new(xlsx::Workbook::new(out)),
    };
    run(&mut |mut found| {
        match each(&mut found) {
            Step::Write => {}
            Step::Skip => return Ok(true),
            Step::End => {
                written.ended = true;
                return Ok(false);
            }
        }
        let rows = row::rows(&found, &names);
        written.rows += sink.document(&found, &rows)?;
        written.documents += 1;
        Ok(true)
    })?;
    sink.end()?;
    drop(sink);
    out.flush()?;
    Ok(written)
}
