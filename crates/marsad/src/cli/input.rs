//! From the arguments of a command to the reports they mean: files, folders, standard input, plain or gzipped.

use super::progress::Progress;
use crate::read::{self, Format};
use flate2::read::MultiGzDecoder;
use marsad_core::record::Document;
use std::cell::Cell;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

/// Spans are 32-bit and the coder's tables are several times the text: one report may have this many bytes.
const LARGEST: u64 = 1 << 30;

/// Where a report or a fault stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file's name as it was given or found.
    pub file: Arc<str>,
    /// Where in the file.
    pub place: Place,
}

/// Where in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// All of it.
    Whole,
    /// A line, from 1.
    Line(u64),
    /// A report of a JSON array, from 1.
    Report(u64),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Place::Whole => write!(f, "{}", self.file),
            Place::Line(n) => write!(f, "{}:{n}", self.file),
            Place::Report(n) => write!(f, "{}: report {n}", self.file),
        }
    }
}

/// The bytes of one report.
pub enum Raw {
    /// Plain text.
    Text(Vec<u8>),
    /// A page.
    Html(Vec<u8>),
    /// A JSON object.
    Object(Vec<u8>),
}

impl Raw {
    /// How many bytes.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(b) | Self::Html(b) | Self::Object(b) => b.len(),
        }
    }

    /// The document, with the date `published` where it has none. A page's text is known to nobody else:
    /// the second value says so.
    pub fn document(&self, published: &str) -> Result<(Document, bool), String> {
        let (mut d, page) = match self {
            Self::Text(b) => (read::text(b), false),
            Self::Html(b) => (read::html::document(b)?, true),
            Self::Object(b) => (read::json::document(b)?, false),
        };
        read::complete(&mut d, published);
        Ok((d, page))
    }
}

/// One report, or why there is none.
pub struct Item {
    /// Where it stands.
    pub origin: Origin,
    /// Its bytes.
    pub raw: Result<Raw, String>,
}

/// All files that some arguments mean, in order.
#[derive(Debug)]
pub struct Inputs {
    files: Vec<Result<PathBuf, (PathBuf, String)>>,
    /// Bytes on disk; 0 if unknown.
    pub total: u64,
    /// One report may have this many bytes, unpacked.
    pub largest: u64,
}

/// A reader that gives up when one report takes more than its budget, which is filled up after each. What is packed may
/// unpack to anything, and neither a quoted field nor a JSON object need ever end.
pub struct Bounded<R> {
    inner: R,
    left: Rc<Cell<u64>>,
}

impl<R> Bounded<R> {
    /// A reader, and its budget.
    pub fn new(inner: R, budget: u64) -> (Self, Rc<Cell<u64>>) {
        let left = Rc::new(Cell::new(budget));
        (Self { inner, left: Rc::clone(&left) }, left)
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        match self.left.get().checked_sub(n as u64) {
            Some(left) => self.left.set(left),
            None => return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, "one report is too long")),
        }
        Ok(n)
    }
}

impl Inputs {
    /// Looks through folders, in the order of names. Files in them that are no reports by their names are left alone.
    pub fn find(arguments: &[PathBuf]) -> Self {
        let mut out = Self { files: Vec::new(), total: 0, largest: LARGEST };
        let mut known = true;
        for path in arguments {
            if path.as_os_str() == "-" {
                known = false;
                out.files.push(Ok(path.clone()));
            } else if path.is_dir() {
                let before = out.files.len();
                out.folder(path);
                if out.files.len() == before {
                    out.files.push(Err((path.clone(), "no .txt, .html, .json or .jsonl file (plain or .gz) in this folder".into())));
                }
            } else {
                out.file(path.clone());
            }
        }
        if !known {
            out.total = 0;
        }
        out
    }

    fn file(&mut self, path: PathBuf) {
        self.total += std::fs::metadata(&path).map_or(0, |m| m.len());
        self.files.push(Ok(path));
    }

    fn folder(&mut self, path: &Path) {
        let entries = std::fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(e) => return self.files.push(Err((path.to_owned(), format!("cannot be read: {e}")))),
        };
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            // links to folders are not followed: they may lead in circles
            if entry.file_type().is_ok_and(|t| t.is_dir()) {
                self.folder(&path);
            } else if Format::of_name(&path).is_some() && path.is_file() {
                self.file(path);
            }
        }
    }

    /// Gives `send` all reports one by one, in order, until it returns false.
    pub fn each(&self, progress: &Progress, send: &mut dyn FnMut(Item) -> bool) {
        for file in &self.files {
            let goes_on = match file {
                Ok(path) => Reading { file: name(path).into(), progress, largest: self.largest, send }.all(path),
                Err((path, why)) => send(Item { origin: Origin { file: name(path).into(), place: Place::Whole }, raw: Err(why.clone()) }),
            };
            if !goes_on {
                return;
            }
        }
    }
}

/// A file's name for people.
pub fn name(path: &Path) -> String {
    if path.as_os_str() == "-" { "standard input".into() } else { path.to_string_lossy().into_owned() }
}

/// Opens a file, or standard input for `-`, without its compression, and says what format it is of.
///
/// # Errors
/// If it cannot be opened or its first bytes cannot be read.
pub fn open<'p>(path: &Path, progress: &'p Progress) -> std::io::Result<(Box<dyn BufRead + 'p>, Format)> {
    let raw: Box<dyn Read> = if path.as_os_str() == "-" { Box::new(std::io::stdin().lock()) } else { Box::new(File::open(path)?) };
    let mut reader: Box<dyn BufRead> = Box::new(BufReader::with_capacity(1 << 16, progress.counting(raw)));
    // compressed or not is seen by the content, whatever the name
    if reader.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        reader = Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(reader)));
    }
    let format = match Format::of_name(path) {
        Some(f) => f,
        None => Format::of_content(reader.fill_buf()?),
    };
    if matches!(format, Format::Json | Format::JsonLines) && reader.fill_buf()?.starts_with(b"\xEF\xBB\xBF") {
        reader.consume(3);
    }
    Ok((reader, format))
}

struct Reading<'s> {
    file: Arc<str>,
    progress: &'s Progress,
    largest: u64,
    send: &'s mut dyn FnMut(Item) -> bool,
}

impl Reading<'_> {
    fn give(&mut self, place: Place, raw: Result<Raw, String>) -> bool {
        (self.send)(Item { origin: Origin { file: Arc::clone(&self.file), place }, raw })
    }

    fn all(&mut self, path: &Path) -> bool {
        match open(path, self.progress) {
            Ok((reader, format)) => match format {
                Format::Text => self.whole(reader, Raw::Text),
                Format::Html => self.whole(reader, Raw::Html),
                Format::Json => self.array(reader),
                Format::JsonLines => self.lines(reader),
            },
            Err(e) => self.give(Place::Whole, Err(format!("cannot be read: {e}"))),
        }
    }

    fn whole(&mut self, reader: impl Read, of: impl FnOnce(Vec<u8>) -> Raw) -> bool {
        let mut bytes = Vec::new();
        let raw = match reader.take(self.largest + 1).read_to_end(&mut bytes) {
            Err(e) => Err(format!("cannot be read: {e}")),
            Ok(_) if bytes.len() as u64 > self.largest => Err(format!("longer than {} MB: split it", self.largest >> 20)),
            Ok(_) => Ok(of(bytes)),
        };
        self.give(Place::Whole, raw)
    }

    fn lines(&mut self, mut reader: impl BufRead) -> bool {
        let mut n = 0;
        loop {
            let mut line = Vec::new();
            n += 1;
            match reader.by_ref().take(self.largest).read_until(b'\n', &mut line) {
                Ok(0) => return true,
                Err(e) => return self.give(Place::Line(n), Err(format!("the rest of the file cannot be read: {e}"))),
                Ok(_) if line.len() as u64 == self.largest && line.last() != Some(&b'\n') => {
                    return self
                        .give(Place::Line(n), Err(format!("longer than {} MB; the rest of the file is left out", self.largest >> 20)));
                }
                Ok(_) => {}
            }
            if !line.trim_ascii().is_empty() && !self.give(Place::Line(n), Ok(Raw::Object(line))) {
                return false;
            }
        }
    }

    fn array(&mut self, reader: impl Read) -> bool {
        let (mut n, mut goes_on) = (0, true);
        let (file, send) = (&self.file, &mut self.send);
        let (reader, budget) = Bounded::new(reader, self.largest);
        let end = read::json::objects(reader, &mut |object, in_array| {
            n += 1;
            budget.set(self.largest);
            let place = if in_array || n > 1 { Place::Report(n) } else { Place::Whole };
            goes_on =
                send(Item { origin: Origin { file: Arc::clone(file), place }, raw: Ok(Raw::Object(object.get().as_bytes().to_vec())) });
            goes_on
        });
        match end {
            Ok(()) => goes_on,
            Err(e) => self.give(Place::Line(e.line().max(1) as u64), Err(format!("no valid JSON, the rest of the file is left out: {e}"))),
        }
    }
}
