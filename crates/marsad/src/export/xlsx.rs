//! A workbook: the native table, written row by row into a temporary file, then packed. Text is stored as text, so
//! that no cell is a formula; what is longer than a cell may be is cut and marked.

use super::cell::Cell;
use super::row::Row;
use super::table::CLAIMS;
use super::{ExportError, Sink};
use crate::archive::sqlite::Match;
use rust_xlsxwriter::{Format, Workbook as Book, Worksheet, XlsxError};
use std::io::Write;

/// Rows that a sheet holds below its line of names.
const ROWS: u32 = 1_048_575;
/// Characters (UTF-16 units) that a cell holds.
const LETTERS: usize = 32_767;

/// A workbook that is being written.
pub struct Workbook<'w> {
    out: &'w mut dyn Write,
    book: Book,
    sheets: usize,
    row: u32,
}

fn wrong(e: XlsxError) -> ExportError {
    match e {
        XlsxError::IoError(e) => e.into(),
        other => std::io::Error::other(other.to_string()).into(),
    }
}

impl<'w> Workbook<'w> {
    /// An empty workbook.
    pub fn new(out: &'w mut dyn Write) -> Self {
        Self { out, book: Book::new(), sheets: 0, row: ROWS }
    }

    fn sheet(&mut self) -> Result<&mut Worksheet, ExportError> {
        if self.sheets == 0 || self.row >= ROWS {
            self.sheets += 1;
            self.row = 0;
            let name = if self.sheets == 1 { "claims".to_owned() } else { format!("claims {}", self.sheets) };
            let head = Format::new().set_bold();
            let sheet = self.book.add_worksheet_with_constant_memory().map_err(wrong)?;
            sheet.set_name(name).map_err(wrong)?;
            sheet.set_freeze_panes(1, 0).map_err(wrong)?;
            for (i, c) in CLAIMS.iter().enumerate() {
                sheet.write_string_with_format(0, i as u16, c.name, &head).map_err(wrong)?;
            }
        }
        self.book.worksheet_from_index(self.sheets - 1).map_err(wrong)
    }
}

fn cut(s: &str) -> String {
    if s.encode_utf16().count() <= LETTERS {
        return s.to_owned();
    }
    let mut units = 0;
    let mut out: String = s
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units < LETTERS
        })
        .collect();
    out.push('…');
    out
}

impl Sink for Workbook<'_> {
    fn document(&mut self, _: &Match, rows: &[Row<'_>]) -> Result<u64, ExportError> {
        for r in rows {
            let at = {
                self.sheet()?;
                self.row += 1;
                self.row
            };
            let sheet = self.book.worksheet_from_index(self.sheets - 1).map_err(wrong)?;
            for (i, c) in CLAIMS.iter().enumerate() {
                let i = i as u16;
                match (c.of)(r) {
                    Cell::Empty => continue,
                    Cell::Number(x) => sheet.write_number(at, i, x),
                    Cell::Whole(n) => sheet.write_number(at, i, n as f64),
                    text => sheet.write_string(at, i, cut(&text.written())),
                }
                .map_err(wrong)?;
            }
        }
        Ok(rows.len() as u64)
    }

    fn end(&mut self) -> Result<(), ExportError> {
        self.sheet()?;
        let packed = self.book.save_to_buffer().map_err(wrong)?;
        Ok(self.out.write_all(&packed)?)
    }
}
