//! From the arguments of `ingest` and the feeds of `watch` to items for the intake.

use super::input::{Bounded, Inputs, Item as File, Place, Raw};
use super::progress::Progress as Bar;
use crate::archive::carried;
use crate::archive::intake::{Item, Progress};
use crate::archive::record::address;
use crate::archive::sqlite::{FeedState, SqliteArchive, TOOL};
use crate::archive::{Capture, Id, Report};
use crate::fetch::client::{Client, Fetched, Known, Limits};
use crate::fetch::polite::Polite;
use crate::fetch::{FetchError, feed, page, wacz, warc};
use crate::read;
use clap::Args;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How servers are asked.
#[derive(Debug, Args)]
pub struct FetchOptions {
    /// Least pause between two requests to one host, in seconds
    #[arg(long, default_value_t = 1.0, value_name = "S")]
    pub pause: f64,
    /// A request may take so many seconds in all
    #[arg(long, default_value_t = 30.0, value_name = "S")]
    pub timeout: f64,
    /// A page may have so many bytes, unpacked
    #[arg(long, default_value_t = 16 << 20, value_name = "BYTES")]
    pub max_bytes: u64,
    /// Ask for pages that are held already, to see whether they changed
    #[arg(long)]
    pub again: bool,
    /// Fetch private and loopback addresses too; for tests
    #[arg(long, hide = true)]
    pub allow_private: bool,
}

impl FetchOptions {
    /// A client with manners.
    pub fn polite(&self) -> Result<Polite, FetchError> {
        let seconds = |s: f64| Duration::try_from_secs_f64(s).unwrap_or(Duration::from_secs(30));
        let limits = Limits { bytes: self.max_bytes, time: seconds(self.timeout), allow_private: self.allow_private };
        Ok(Polite::new(Client::new(limits)?, seconds(self.pause), super::archive_options::stop()))
    }
}

/// Seconds since 1970.
pub fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// Whether an argument is an address.
pub fn is_address(s: &str) -> bool {
    s.starts_with("http://") || s.starts_with("https://")
}

fn local(origin: &str, place: Option<u64>, at: i64) -> Capture {
    Capture { at, origin: origin.to_owned(), offset: place, tool: TOOL.to_owned(), ..Capture::default() }
}

/// One report of a file may have so many bytes, unpacked: a capture from outside is not to fill the memory.
const LARGEST: u64 = 64 << 20;

/// Where reports are read from: when, and whom to tell of the bytes read.
pub struct Files<'p> {
    /// Seconds since 1970.
    pub at: i64,
    /// Counts the bytes read.
    pub progress: &'p Arc<Progress>,
}

/// Bytes on disk of what the arguments mean; 0 if that cannot be known.
pub fn size(sources: &[String]) -> u64 {
    if sources.iter().any(|s| s == "-" || is_address(s)) {
        return 0;
    }
    let mut total = 0;
    for s in sources {
        let path = Path::new(s);
        if path.is_dir() {
            let mut special = Vec::new();
            find_special(path, &mut special);
            total += special.iter().filter_map(|p| std::fs::metadata(p).ok()).map(|m| m.len()).sum::<u64>();
        }
        total += Inputs::find(&[path.to_owned()]).total;
    }
    total
}

impl Files<'_> {
    /// Gives all reports of a file or folder to `send` until it returns false.
    pub fn each(&self, path: &Path, send: &mut dyn FnMut(Item) -> bool) -> bool {
        if path.is_dir() {
            let mut special = Vec::new();
            find_special(path, &mut special);
            return self.plain(path, send) && special.iter().all(|p| self.file(p, send));
        }
        self.file(path, send)
    }
}

/// A file whose bytes are counted as they are read.
struct Counted<F> {
    inner: F,
    progress: Arc<Progress>,
}

impl<F: Read> Read for Counted<F> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.progress.bytes.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

impl<F: Seek> Seek for Counted<F> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.inner.seek(to)
    }
}

/// Crawls and tables in a folder; the rest is found by [`Inputs`].
fn find_special(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for e in entries {
        let path = e.path();
        if e.file_type().is_ok_and(|t| t.is_dir()) {
            find_special(&path, out);
        } else if special(&path).is_some() {
            out.push(path);
        }
    }
}

enum Special {
    Warc,
    Wacz,
    Csv,
    Feed,
}

fn special(path: &Path) -> Option<Special> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let plain = name.strip_suffix(".gz").unwrap_or(&name);
    Some(match plain.rsplit_once('.')?.1 {
        "warc" => Special::Warc,
        "wacz" => Special::Wacz,
        "csv" => Special::Csv,
        "rss" | "atom" | "xml" => Special::Feed,
        _ => return None,
    })
}

impl Files<'_> {
    fn file(&self, path: &Path, send: &mut dyn FnMut(Item) -> bool) -> bool {
        let Some(kind) = special(path) else { return self.plain(path, send) };
        let name = path.to_string_lossy().into_owned();
        let opened = match std::fs::File::open(path) {
            Ok(inner) => Counted { inner, progress: Arc::clone(self.progress) },
            Err(e) => return send(Item::problem(format!("{name}: cannot be read: {e}"))),
        };
        let mut goes_on = true;
        let mut give = |i: Item| {
            goes_on = send(i);
            goes_on
        };
        let end = match kind {
            Special::Warc => warc::records(opened, warc::BLOCK, &mut |r| give(of_record(r, name.clone()))),
            Special::Wacz => {
                wacz::records(BufReader::new(opened), warc::BLOCK, &mut |inside, r| give(of_record(r, format!("{name}!{inside}"))))
            }
            Special::Csv => table(opened, &name, self.at, &mut give),
            Special::Feed => stored_feed(opened, &name, self.at, &mut give),
        };
        goes_on && end.map_or_else(|why| send(Item::problem(format!("{name}: {why}"))), |()| true)
    }

    /// What [`Inputs`] reads: text, pages, JSON; plain or gzipped; folders; standard input.
    fn plain(&self, path: &Path, send: &mut dyn FnMut(Item) -> bool) -> bool {
        let mut inputs = Inputs::find(&[path.to_owned()]);
        inputs.largest = LARGEST;
        let bar = Bar::counting_for(Arc::clone(self.progress));
        let mut goes_on = true;
        inputs.each(&bar, &mut |f| {
            goes_on = send(of_file(f, self.at));
            goes_on
        });
        goes_on
    }
}

fn of_record(r: warc::Record, origin: String) -> Item {
    // requests, metadata and pictures are not carried further than this
    let page = matches!(r.field("WARC-Type"), "response" | "resource");
    if page { Item::new(r.block.len(), move || warc::report(r, &origin)) } else { Item::new(0, || None) }
}

fn unzipped(mut file: impl Read + 'static) -> std::io::Result<Box<dyn Read>> {
    let mut head = [0; 2];
    let n = file.read(&mut head)?;
    let whole = std::io::Cursor::new(head[..n].to_vec()).chain(file);
    Ok(if head == [0x1F, 0x8B] { Box::new(flate2::read::MultiGzDecoder::new(whole)) } else { Box::new(whole) })
}

/// A table with a line of names: id, title, published, source, url, text; other columns are left alone.
fn table(file: impl Read + 'static, name: &str, at: i64, send: &mut dyn FnMut(Item) -> bool) -> Result<(), String> {
    let (bounded, budget) = Bounded::new(unzipped(file).map_err(|e| e.to_string())?, LARGEST);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bounded);
    let heads: Vec<String> =
        reader.headers().map_err(|e| e.to_string())?.iter().map(|h| h.trim().trim_start_matches('\u{FEFF}').to_lowercase()).collect();
    let column = |names: &[&str]| heads.iter().position(|h| names.contains(&h.as_str()));
    let Some(text) = column(&["text", "body", "content"]) else { return Err("no column named text in the first line".into()) };
    let columns = [
        column(&["title", "headline"]),
        column(&["published", "date"]),
        column(&["source", "outlet"]),
        column(&["url", "link"]),
        column(&["id", "ref"]),
        column(&["byline", "author"]),
        column(&["language", "lang"]),
    ];
    for row in reader.into_records() {
        budget.set(LARGEST);
        let row = match row {
            Ok(r) => r,
            Err(e) => return Err(e.to_string()),
        };
        let line = row.position().map_or(0, csv::Position::line);
        let value = |c: Option<usize>| c.and_then(|c| row.get(c)).unwrap_or_default().trim().to_owned();
        let [title, published, source, url, reference, byline, language] = columns.map(value);
        let body = value(Some(text));
        let r = if body.is_empty() && title.is_empty() {
            Item::problem(format!("{name}:{line}: the row has no text"))
        } else {
            let mut w = csv::WriterBuilder::new().from_writer(Vec::new());
            let raw = w.write_record(&row).ok().and_then(|()| w.into_inner().ok()).unwrap_or_default();
            Item::report(Report {
                raw,
                media: "text/csv".into(),
                title,
                text: body,
                published,
                source,
                url,
                byline,
                language,
                reference,
                capture: local(name, Some(line), at),
                carried: None,
            })
        };
        if !send(r) {
            return Ok(());
        }
    }
    Ok(())
}

fn stored_feed(file: impl Read + 'static, name: &str, at: i64, send: &mut dyn FnMut(Item) -> bool) -> Result<(), String> {
    let mut bytes = Vec::new();
    unzipped(file).and_then(|f| f.take(feed::FEED_BYTES).read_to_end(&mut bytes)).map_err(|e| e.to_string())?;
    let (title, items) = feed::parse(&bytes, "https://feed.invalid/")?;
    for i in items {
        if !send(of_item(i, &title, local(name, None, at))) {
            break;
        }
    }
    Ok(())
}

/// The report of an item from the feed's own words.
fn of_item(i: feed::Item, source: &str, capture: Capture) -> Item {
    if i.text.is_empty() && i.title.is_empty() {
        return Item::problem(format!("an item of {} has neither title nor text", capture.origin));
    }
    let raw = serde_json::json!({"id": i.id, "title": i.title, "published": i.published, "source": source, "url": i.link, "author": i.author, "text": i.text}).to_string().into_bytes();
    Item::report(Report {
        raw,
        media: "application/json".into(),
        title: i.title,
        text: i.text,
        published: i.published,
        source: source.to_owned(),
        url: i.link,
        byline: i.author,
        reference: i.id,
        language: String::new(),
        capture,
        carried: None,
    })
}

fn of_file(f: File, at: i64) -> Item {
    let File { origin, raw } = f;
    let weight = raw.as_ref().map_or(0, Raw::len);
    Item::new(weight * 2, move || {
        let place = match origin.place {
            Place::Whole => None,
            Place::Line(n) | Place::Report(n) => Some(n),
        };
        let capture = local(&origin.file, place, at);
        Some(raw.and_then(|raw| of_raw(raw, capture)).map_err(|why| format!("{origin}: {why}")))
    })
}

fn of_raw(raw: Raw, capture: Capture) -> Result<Report, String> {
    match raw {
        Raw::Html(b) => page::report(&b, "", None, capture),
        Raw::Text(b) => {
            let d = read::text(&b);
            Ok(Report { raw: b, media: "text/plain".into(), text: d.text, capture, ..Report::default() })
        }
        Raw::Object(b) if carried::is_native(&b) => carried::report(&b),
        Raw::Object(b) => {
            let d = read::json::document(&b)?;
            Ok(Report {
                media: "application/json".into(),
                title: d.title,
                text: d.text,
                published: d.published,
                source: d.source,
                url: d.url,
                reference: d.id,
                capture,
                raw: b,
                ..Report::default()
            })
        }
    }
}

/// A visit to an address: what is known of it afterwards.
pub struct Visit {
    /// The address.
    pub url: String,
    /// What is known of the feed; `None` for a page.
    pub state: Option<FeedState>,
}

fn captured(f: &Fetched) -> Capture {
    Capture {
        at: now(),
        origin: f.url.clone(),
        status: Some(f.status),
        headers: f.headers.clone(),
        tool: TOOL.to_owned(),
        ..Capture::default()
    }
}

/// Fetches an address: a feed with the pages of its items, or a page. `source` names the outlet where it is known.
pub fn fetch(
    url: &str,
    source: &str,
    state: FeedState,
    polite: &Polite,
    held: Option<&SqliteArchive>,
    again: bool,
    send: &mut dyn FnMut(Item) -> bool,
) -> Visit {
    let known = Known { etag: state.etag.clone(), modified: state.modified.clone() };
    let before = state.clone();
    let mut state = FeedState { visited: now(), retry_after: 0, ..state };
    let fetched = match polite.get(url, &known, feed::FEED_BYTES) {
        Ok(f) => f,
        Err(FetchError::Ended(_)) => return Visit { url: url.to_owned(), state: Some(before) },
        Err(e) => {
            state.failures += 1;
            state.problem = e.to_string();
            state.retry_after = match e {
                FetchError::Status { retry_after, .. } => retry_after.unwrap_or(0),
                _ => 0,
            };
            send(Item::problem(state.problem.clone()));
            return Visit { url: url.to_owned(), state: Some(state) };
        }
    };
    (state.failures, state.problem) = (0, String::new());
    if fetched.status == 304 {
        return Visit { url: url.to_owned(), state: Some(state) };
    }
    let cap = polite.client().limits().bytes;
    let looks_like_page = fetched.media.contains("html");
    let (title, items) = match feed::parse(&fetched.body, &fetched.url) {
        Ok(f) if !looks_like_page || !f.1.is_empty() => f,
        Err(why) if !looks_like_page => {
            (state.failures, state.problem) = (1, why.clone());
            send(Item::problem(format!("{url}: {why}")));
            return Visit { url: url.to_owned(), state: Some(state) };
        }
        _ => {
            if fetched.body.len() as u64 > cap {
                send(Item::problem(FetchError::TooLarge { url: url.to_owned(), cap, packed: false }.to_string()));
            } else {
                send(of_page(fetched, None, source));
            }
            return Visit { url: url.to_owned(), state: None };
        }
    };
    let source = if source.is_empty() { &title } else { source };
    (state.etag, state.modified) = (fetched.etag.clone(), fetched.modified.clone());
    state.items = items.len() as u64;
    for i in items {
        if !send_item(i, source, &fetched, polite, held, again, send) {
            // the rest is read at the next visit
            (state.etag, state.modified) = (String::new(), String::new());
            break;
        }
    }
    Visit { url: url.to_owned(), state: Some(state) }
}

fn send_item(
    i: feed::Item,
    source: &str,
    f: &Fetched,
    polite: &Polite,
    held: Option<&SqliteArchive>,
    again: bool,
    send: &mut dyn FnMut(Item) -> bool,
) -> bool {
    if i.whole || i.link.is_empty() {
        return send(of_item(i, source, captured(f)));
    }
    if let (Some(a), false) = (address(&i.link), again)
        && held.is_some_and(|h| h.has(Id::of(&["address", &a])).unwrap_or(false))
    {
        return true;
    }
    match polite.get(&i.link, &Known::default(), polite.client().limits().bytes) {
        Ok(page) => send(of_page(page, Some(i), source)),
        // nothing is taken for the report while the program ends: the next visit asks again
        Err(FetchError::Ended(_)) => false,
        // what the feed itself says is better than nothing, and the page is asked for again by `--again`
        Err(e) => send(Item::problem(e.to_string())) && (i.text.is_empty() || send(of_item(i, source, captured(f)))),
    }
}

/// The report of a fetched page; what it does not say is taken from the feed's item.
fn of_page(f: Fetched, item: Option<feed::Item>, source: &str) -> Item {
    let source = source.to_owned();
    Item::new(f.body.len() * 2, move || {
        let i = item.unwrap_or_default();
        let capture = captured(&f);
        let r = page::report(&f.body, &f.url, f.charset.as_deref(), capture).map(|r| {
            let or = |a: String, b: &str| if a.is_empty() { b.to_owned() } else { a };
            Report {
                published: or(r.published, &i.published),
                byline: or(r.byline, &i.author),
                title: or(r.title, &i.title),
                source: if source.is_empty() { r.source } else { source },
                url: if i.link.is_empty() { r.url } else { i.link.clone() },
                reference: i.id.clone(),
                ..r
            }
        });
        Some(r.map_err(|why| format!("{}: {why}", f.url)))
    })
}
