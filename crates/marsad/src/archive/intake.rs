//! Bringing reports in: one reader, coder threads, one writer.
//!
//! Reports keep their order, so that the same input makes the same archive however many threads work. What
//! is held already is passed by before it is coded.

use super::pack::Dictionaries;
use super::prepare::{Prepared, Preparer};
use super::sqlite::SqliteArchive;
use super::{Archive, Error, Outcome, Report};
use marsad_core::extract::coder::{Coder, Knowledge};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// Reports handed from thread to thread at once.
const CHUNK: usize = 32;
/// Raw bytes handed over at once, so that large pages do not fill the memory.
const CHUNK_BYTES: usize = 8 << 20;
/// A transaction ends at so many reports …
const BATCH: usize = 2048;
/// … or so many packed bytes …
const BATCH_BYTES: usize = 64 << 20;
/// … or after so long.
const BATCH_TIME: Duration = Duration::from_secs(2);

/// What came of an intake.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Reports read.
    pub read: u64,
    /// New documents.
    pub new: u64,
    /// New versions of held documents.
    pub changed: u64,
    /// Held already.
    pub known: u64,
    /// What could not be read or coded: so many, and the first few in words.
    pub problems: u64,
    /// Their words.
    pub told: Vec<String>,
    /// Whether it was ended before the input was.
    pub interrupted: bool,
}

impl Summary {
    /// Notes a problem.
    pub fn problem(&mut self, what: String) {
        self.problems += 1;
        if self.told.len() < 100 {
            self.told.push(what);
        }
    }
}

/// How far an intake is, for whoever shows it.
#[derive(Debug, Default)]
pub struct Progress {
    /// Reports written or passed by.
    pub done: AtomicU64,
    /// Bytes of input read, as they lie on the disk; for work without input, as `done`.
    pub bytes: AtomicU64,
    /// So many there are to read; 0 if unknown.
    pub total: AtomicU64,
}

/// How to bring reports in.
#[derive(Debug, Clone)]
pub struct Intake {
    /// What the coder knows.
    pub knowledge: Arc<Knowledge>,
    /// Coder threads.
    pub threads: usize,
    /// Whether raw bytes are kept, or only their hash.
    pub keep_raw: bool,
    /// Set to end cleanly between two reports.
    pub stop: Arc<AtomicBool>,
    /// How far it is.
    pub progress: Arc<Progress>,
}

/// Something that was read and may hold a report. Making the report is left to the coder threads.
pub struct Item {
    /// Bytes that it keeps in memory.
    pub weight: usize,
    /// Gives the report, the words of a problem, or nothing where there is no report in it.
    pub make: Box<dyn FnOnce() -> Option<Result<Report, String>> + Send>,
}

impl Item {
    /// A report to be made from so many bytes.
    pub fn new(weight: usize, make: impl FnOnce() -> Option<Result<Report, String>> + Send + 'static) -> Self {
        Self { weight, make: Box::new(make) }
    }
    /// A report that is made.
    #[must_use]
    pub fn report(r: Report) -> Self {
        Self::new(r.raw.len() + r.text.len(), move || Some(Ok(r)))
    }
    /// A problem.
    #[must_use]
    pub fn problem(what: String) -> Self {
        Self::new(0, move || Some(Err(what)))
    }
}

/// What a source gives its items to; false asks it to end.
pub type Give<'g> = dyn FnMut(Item) -> bool + Send + 'g;

/// Pages may be nested deeply.
fn deep() -> std::thread::Builder {
    std::thread::Builder::new().stack_size(32 << 20)
}

type Chunk = (u64, Vec<Item>);
type Done = (u64, Vec<Result<Prepared, String>>);

impl Intake {
    /// Brings in all reports that `source` gives to its argument. `source` ends when that returns false.
    ///
    /// # Errors
    /// If the archive cannot be written. What was told to be written before stays.
    pub fn run(&self, archive: &mut SqliteArchive, source: impl FnOnce(&mut Give<'_>) + Send) -> Result<Summary, Error> {
        let dictionaries = RwLock::new(archive.dictionaries().clone());
        let path = archive.path().to_owned();
        let broken = AtomicBool::new(false);
        let threads = self.threads.max(1);
        let (to_coders, from_reader) = sync_channel::<Chunk>(threads * 2);
        let (to_writer, from_coders) = sync_channel::<Done>(threads * 2);
        // shared by the coders alone: when they have ended, the reader's next chunk finds nobody, and it ends too
        let from_reader = Arc::new(Mutex::new(from_reader));
        std::thread::scope(|scope| {
            let broken = &broken;
            let _ = deep().spawn_scoped(scope, move || self.read(source, &to_coders, broken));
            for _ in 0..threads {
                let (to_writer, from_reader, dictionaries, path) = (to_writer.clone(), Arc::clone(&from_reader), &dictionaries, &path);
                let _ = deep().spawn_scoped(scope, move || self.prepare(path, &from_reader, &to_writer, dictionaries, broken));
            }
            drop((to_writer, from_reader));
            let written = self.write(archive, &from_coders, &dictionaries);
            drop(from_coders);
            if written.is_err() {
                // the other threads end once their channels do
                broken.store(true, Ordering::Relaxed);
            }
            written
        })
    }

    fn stopped(&self, broken: &AtomicBool) -> bool {
        self.stop.load(Ordering::Relaxed) || broken.load(Ordering::Relaxed)
    }

    fn read(&self, source: impl FnOnce(&mut Give<'_>), to_coders: &SyncSender<Chunk>, broken: &AtomicBool) {
        let (mut number, mut bytes) = (0, 0);
        let mut chunk: Vec<Item> = Vec::with_capacity(CHUNK);
        source(&mut |item| {
            if self.stopped(broken) {
                return false;
            }
            bytes += item.weight;
            chunk.push(item);
            if chunk.len() >= CHUNK || bytes >= CHUNK_BYTES {
                bytes = 0;
                number += 1;
                return to_coders.send((number - 1, std::mem::take(&mut chunk))).is_ok();
            }
            true
        });
        if !chunk.is_empty() && !self.stopped(broken) {
            let _ = to_coders.send((number, chunk));
        }
    }

    fn prepare(
        &self,
        path: &std::path::Path,
        from_reader: &Mutex<Receiver<Chunk>>,
        to_writer: &SyncSender<Done>,
        dictionaries: &RwLock<Dictionaries>,
        broken: &AtomicBool,
    ) {
        let mut preparer = Preparer::new(Coder::new(Arc::clone(&self.knowledge)));
        // without its own reader a thread codes what is known already; the writer passes it by then
        let reader = SqliteArchive::reader(path).ok();
        loop {
            let next = from_reader.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok((number, chunk)) = next else { return };
            if self.stopped(broken) {
                return;
            }
            let d = dictionaries.read().unwrap_or_else(PoisonError::into_inner).clone();
            let made = chunk.into_iter().filter_map(|item| (item.make)());
            let done = made.map(|r| r.and_then(|report| self.prepare_one(report, &mut preparer, reader.as_ref(), &d))).collect();
            if to_writer.send((number, done)).is_err() {
                return;
            }
        }
    }

    fn prepare_one(
        &self,
        report: Report,
        preparer: &mut Preparer,
        reader: Option<&SqliteArchive>,
        d: &Dictionaries,
    ) -> Result<Prepared, String> {
        let report = report.joined();
        let document = report.document_id();
        let id = report.version_id(document);
        if reader.is_some_and(|r| r.holds(document, id).unwrap_or(false)) {
            return Ok(Prepared { known: true, document, id, ..Prepared::default() });
        }
        preparer.prepare(report, d, self.keep_raw).map_err(|e| e.to_string())
    }

    fn write(
        &self,
        archive: &mut SqliteArchive,
        from_coders: &Receiver<Done>,
        dictionaries: &RwLock<Dictionaries>,
    ) -> Result<Summary, Error> {
        let mut summary = Summary::default();
        let mut early: BTreeMap<u64, Vec<Result<Prepared, String>>> = BTreeMap::new();
        let (mut next, mut bytes, mut since) = (0, 0, Instant::now());
        let mut batch: Vec<Prepared> = Vec::new();
        for (number, done) in from_coders {
            early.insert(number, done);
            while let Some(done) = early.remove(&next) {
                next += 1;
                for item in done {
                    summary.read += 1;
                    match item {
                        Ok(p) => {
                            if let Some(f) = &p.fault {
                                summary.problem(f.clone());
                            }
                            bytes += p.raw.len() + p.body.len();
                            batch.push(p);
                        }
                        Err(what) => {
                            self.progress.done.fetch_add(1, Ordering::Relaxed);
                            summary.problem(what);
                        }
                    }
                }
                if batch.len() >= BATCH || bytes >= BATCH_BYTES || since.elapsed() > BATCH_TIME {
                    self.flush(archive, &mut batch, &mut summary, dictionaries)?;
                    (bytes, since) = (0, Instant::now());
                }
            }
        }
        self.flush(archive, &mut batch, &mut summary, dictionaries)?;
        summary.interrupted = self.stop.load(Ordering::Relaxed);
        Ok(summary)
    }

    fn flush(
        &self,
        archive: &mut SqliteArchive,
        batch: &mut Vec<Prepared>,
        summary: &mut Summary,
        dictionaries: &RwLock<Dictionaries>,
    ) -> Result<(), Error> {
        let n = batch.len() as u64;
        for o in archive.add(std::mem::take(batch))? {
            match o {
                Outcome::New => summary.new += 1,
                Outcome::Changed => summary.changed += 1,
                Outcome::Known => summary.known += 1,
            }
        }
        self.progress.done.fetch_add(n, Ordering::Relaxed);
        if dictionaries.read().unwrap_or_else(PoisonError::into_inner).newest(super::pack::Kind::Text)
            != archive.dictionaries().newest(super::pack::Kind::Text)
        {
            *dictionaries.write().unwrap_or_else(PoisonError::into_inner) = archive.dictionaries().clone();
        }
        Ok(())
    }
}
