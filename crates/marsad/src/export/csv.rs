//! CSV (RFC 4180, UTF-8): a line of names, then a row a line. Text that a spreadsheet would run is made harmless.

use super::cell::{Cell, harmless};
use super::columns::Column;
use super::row::Row;
use super::{ExportError, Sink};
use crate::archive::sqlite::Match;
use std::io::Write;

/// A table that is being written.
pub struct Csv<'w> {
    writer: csv::Writer<&'w mut dyn Write>,
    columns: &'static [Column],
    belongs: fn(&Row<'_>) -> bool,
}

fn io(e: csv::Error) -> ExportError {
    match e.into_kind() {
        csv::ErrorKind::Io(e) => e.into(),
        other => std::io::Error::other(format!("{other:?}")).into(),
    }
}

impl<'w> Csv<'w> {
    /// Writes the line of names.
    pub fn begin(out: &'w mut dyn Write, columns: &'static [Column]) -> Result<Self, ExportError> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        writer.write_record(columns.iter().map(|c| c.name)).map_err(io)?;
        Ok(Self { writer, columns, belongs: |_| true })
    }

    /// Only rows that belong into the table.
    pub fn only(mut self, belongs: fn(&Row<'_>) -> bool) -> Self {
        self.belongs = belongs;
        self
    }
}

impl Sink for Csv<'_> {
    fn document(&mut self, _: &Match, rows: &[Row<'_>]) -> Result<u64, ExportError> {
        let mut n = 0;
        for r in rows.iter().filter(|r| (self.belongs)(r)) {
            for c in self.columns {
                let cell = (c.of)(r);
                let text = cell.written();
                let text = if matches!(cell, Cell::Text(_)) { harmless(&text) } else { text };
                self.writer.write_field(text.as_bytes()).map_err(io)?;
            }
            self.writer.write_record(None::<&[u8]>).map_err(io)?;
            n += 1;
        }
        Ok(n)
    }

    fn end(&mut self) -> Result<(), ExportError> {
        Ok(self.writer.flush()?)
    }
}
