//! Faults of data files: what is wrong, in which file, line and column.

use std::ops::Range;

/// A data file as it was read.
#[derive(Debug, Clone)]
pub struct DataFile {
    /// Path as shown to people, relative to the data folder.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// One thing that is wrong with a data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub path: String,
    /// Line and column, both from 1; columns count characters.
    pub line: usize,
    /// Column.
    pub column: usize,
    /// The line's text.
    pub excerpt: String,
    /// How many characters are meant.
    pub width: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

impl Fault {
    /// A fault at a byte range of `file`.
    #[must_use]
    pub fn at(file: &DataFile, range: Range<usize>, message: impl Into<String>) -> Self {
        let start = floor(&file.text, range.start);
        let line_start = file.text[..start].rfind('\n').map_or(0, |i| i + 1);
        let line_end = file.text[start..].find('\n').map_or(file.text.len(), |i| start + i);
        let end = floor(&file.text, range.end.clamp(start, line_end));
        Self {
            path: file.path.clone(),
            line: file.text[..start].matches('\n').count() + 1,
            column: file.text[line_start..start].chars().count() + 1,
            excerpt: file.text[line_start..line_end].trim_end().to_owned(),
            width: file.text[start..end].chars().count().max(1),
            message: message.into(),
        }
    }
}

fn floor(s: &str, mut at: usize) -> usize {
    at = at.min(s.len());
    while !s.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}:{}:{}: {}", self.path, self.line, self.column, self.message)?;
        writeln!(f, "  {}", self.excerpt)?;
        write!(f, "  {}{}", " ".repeat(self.column - 1), "^".repeat(self.width.min(60)))
    }
}

impl std::error::Error for Fault {}

/// All faults found in one go.
#[derive(Debug, Clone, Default)]
pub struct Faults(pub Vec<Fault>);

impl std::fmt::Display for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (n, fault) in self.0.iter().enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}
