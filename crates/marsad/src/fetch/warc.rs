//! WARC files, plain or gzipped a record, as crawls write them: read in one pass, with every member's place.
//!
//! A hand-written reader, because a crawl is untrusted input: each block is capped, a member that unpacks
//! without end is given up, and a broken record ends its file with a word of where, never the program.

use super::body;
use super::page;
use crate::archive::sqlite::TOOL;
use crate::archive::{Capture, Report};
use crate::read;
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, BufReader, Read};

/// A block may have this many bytes; what is larger is told and left out.
pub const BLOCK: u64 = 16 << 20;
/// So much of a block that is too large is read over before the file is given up.
const SKIP: u64 = 8 << 30;
/// A record's or response's head may have this many bytes.
const HEAD: u64 = 256 << 10;

/// A record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// First byte of its member in the file; of the record, in a plain file.
    pub offset: u64,
    /// Bytes of the member.
    pub length: u64,
    /// Header fields in order, names as written.
    pub fields: Vec<(String, String)>,
    /// The block; cut at the cap if `cut`.
    pub block: Vec<u8>,
    /// Whether the block was larger than the cap.
    pub cut: bool,
}

impl Record {
    /// A header field, by its name in any case.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(k, _)| k.eq_ignore_ascii_case(name)).map_or("", |(_, v)| v)
    }
}

/// What counts the bytes that are consumed.
struct Counted<R> {
    inner: R,
    at: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.at += n as u64;
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }
    fn consume(&mut self, n: usize) {
        self.at += n as u64;
        self.inner.consume(n);
    }
}

fn wrong(what: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.into())
}

/// Gives `each` all records in order until it returns false.
///
/// # Errors
/// Where the file breaks off, as words with the offset; what came before was given.
pub fn records(reader: impl Read, cap: u64, each: &mut dyn FnMut(Record) -> bool) -> Result<(), String> {
    let mut file = Counted { inner: BufReader::with_capacity(256 << 10, reader), at: 0 };
    loop {
        let start = file.at;
        let told = |e: io::Error| format!("at byte {start}: {e}");
        let head = file.fill_buf().map_err(told)?;
        if head.is_empty() {
            return Ok(());
        }
        if head.starts_with(&[0x1F, 0x8B]) {
            let mut pending: Option<Record> = None;
            {
                let mut member = BufReader::with_capacity(64 << 10, GzDecoder::new(&mut file));
                while let Some(r) = record(&mut member, cap).map_err(told)? {
                    // a whole file in one member gives its records one by one, all with its place
                    if let Some(mut before) = pending.replace(r) {
                        before.offset = start;
                        if !each(before) {
                            return Ok(());
                        }
                    }
                }
            }
            let length = file.at - start;
            if let Some(mut r) = pending {
                (r.offset, r.length) = (start, length);
                if !each(r) {
                    return Ok(());
                }
            }
        } else {
            match record(&mut file, cap).map_err(told)? {
                None => return Ok(()),
                Some(mut r) => {
                    (r.offset, r.length) = (start, file.at - start);
                    if !each(r) {
                        return Ok(());
                    }
                }
            }
        }
    }
}

/// The next record, `None` at the end.
fn record(r: &mut impl BufRead, cap: u64) -> io::Result<Option<Record>> {
    let mut line = Vec::new();
    // empty lines end the record before
    loop {
        line.clear();
        if r.by_ref().take(HEAD).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if !line.trim_ascii().is_empty() {
            break;
        }
    }
    if !line.starts_with(b"WARC/") {
        return Err(wrong("no WARC record begins here"));
    }
    let mut out = Record::default();
    let mut left = HEAD;
    loop {
        line.clear();
        let n = r.by_ref().take(left).read_until(b'\n', &mut line)?;
        left = left.saturating_sub(n as u64);
        if n == 0 {
            return Err(wrong("the record's head breaks off or is too long"));
        }
        let text = String::from_utf8_lossy(line.trim_ascii_end()).into_owned();
        if text.is_empty() {
            break;
        }
        match (text.split_once(':'), text.starts_with([' ', '\t'])) {
            (_, true) => {
                if let Some((_, v)) = out.fields.last_mut() {
                    v.push(' ');
                    v.push_str(text.trim());
                }
            }
            (Some((k, v)), false) => out.fields.push((k.trim().to_owned(), v.trim().to_owned())),
            (None, false) => return Err(wrong(format!("no header field: {text:.60}"))),
        }
    }
    let length: u64 = out.field("Content-Length").parse().map_err(|_| wrong("the record has no Content-Length"))?;
    let keep = length.min(cap);
    r.by_ref().take(keep).read_to_end(&mut out.block)?;
    if (out.block.len() as u64) < keep {
        return Err(wrong(format!("the record's block breaks off after {} of {length} bytes", out.block.len())));
    }
    if length > keep {
        out.cut = true;
        if length - keep > SKIP {
            return Err(wrong(format!("a record of {length} bytes; the rest of the file is left out")));
        }
        let skipped = io::copy(&mut r.by_ref().take(length - keep), &mut io::sink())?;
        if skipped < length - keep {
            return Err(wrong("the record's block breaks off"));
        }
    }
    Ok(Some(out))
}

/// The report of a record: of a page that a server gave, or of a resource that is a page or a JSON report.
/// `None` for records that are neither (requests, metadata, pictures, failures).
#[must_use]
pub fn report(r: Record, origin: &str) -> Option<Result<Report, String>> {
    let kind = r.field("WARC-Type").to_owned();
    let address = r.field("WARC-Target-URI").trim_matches(['<', '>']).to_owned();
    let (status, headers, media, charset, body) = match kind.as_str() {
        "response" if address.starts_with("http") => {
            let response = response(&r.block)?;
            if response.status != 200 {
                return None;
            }
            (Some(response.status), response.headers, response.media, response.charset, response.body)
        }
        "resource" => (
            None,
            String::new(),
            r.field("Content-Type").split(';').next().unwrap_or_default().trim().to_ascii_lowercase(),
            None,
            Ok(r.block.clone()),
        ),
        _ => return None,
    };
    let html = media == "text/html" || media == "application/xhtml+xml";
    if !html && media != "application/json" && media != "text/plain" {
        return None;
    }
    let place = format!("{origin} at byte {}", r.offset);
    if r.cut {
        return Some(Err(format!("{place}: {address} is larger than {BLOCK} bytes")));
    }
    let body = match body {
        Ok(b) => b,
        Err(why) => return Some(Err(format!("{place}: {address}: {why}"))),
    };
    let capture = Capture {
        at: r.field("WARC-Date").parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_second),
        origin: origin.to_owned(),
        offset: Some(r.offset),
        length: Some(r.length),
        status,
        headers,
        tool: TOOL.to_owned(),
    };
    let report = if html {
        page::report(&body, &address, charset.as_deref(), capture)
    } else if media == "application/json" && kind == "resource" {
        read::json::document(&body).map(|d| {
            Report {
                raw: body,
                media,
                title: d.title,
                text: d.text,
                published: d.published,
                source: d.source,
                url: d.url,
                reference: d.id,
                capture,
                ..Report::default()
            }
            .joined()
        })
    } else if kind == "resource" {
        let d = read::text(&body);
        Ok(Report { raw: body, media, text: d.text, url: address.clone(), capture, ..Report::default() })
    } else {
        return None;
    };
    Some(report.map_err(|why| format!("{place}: {address}: {why}")))
}

struct Response {
    status: u16,
    headers: String,
    media: String,
    charset: Option<String>,
    body: Result<Vec<u8>, String>,
}

/// An HTTP response as stored in a block.
fn response(block: &[u8]) -> Option<Response> {
    let (end, skip) = [(&b"\r\n\r\n"[..], 4), (b"\n\n", 2)]
        .into_iter()
        .filter_map(|(mark, n)| block.windows(mark.len()).take(HEAD as usize).position(|w| w == mark).map(|i| (i, n)))
        .min()?;
    let head = String::from_utf8_lossy(&block[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next()?.split_whitespace().nth(1)?.parse().ok()?;
    let fields: Vec<(String, String)> =
        lines.filter_map(|l| l.split_once(':')).map(|(k, v)| (k.trim().to_ascii_lowercase(), v.trim().to_owned())).collect();
    let field = |name: &str| fields.iter().find(|(k, _)| k == name).map_or("", |(_, v)| v.as_str());
    let content_type = field("content-type").to_ascii_lowercase();
    let (media, parameters) = content_type.split_once(';').unwrap_or((&content_type, ""));
    let mut body = Ok(block[end + skip..].to_vec());
    if field("transfer-encoding").eq_ignore_ascii_case("chunked") {
        // some crawlers keep the header and undo the chunks
        body = body.map(|b| body::unchunk(&b, BLOCK).unwrap_or(b));
    }
    let encoding = field("content-encoding");
    if !encoding.is_empty() {
        body = body.and_then(|b| {
            let plain = b.trim_ascii_start().starts_with(b"<");
            if plain { Ok(b) } else { body::unpack(b, encoding, BLOCK).map_err(|e| e.to_string()) }
        });
    }
    Some(Response {
        status,
        headers: fields.iter().map(|(k, v)| format!("{k}: {v}")).collect::<Vec<_>>().join("\n"),
        media: media.trim().to_owned(),
        charset: parameters.split(';').find_map(|p| p.trim().strip_prefix("charset=")).map(|c| c.trim_matches('"').to_owned()),
        body,
    })
}

#[cfg(test)]
mod tests {
    use super::{Record, records, report};
    use std::io::Write;

    fn warc(uri: &str, block: &[u8]) -> Vec<u8> {
        let mut out = format!("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2020-01-02T03:04:05Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n", block.len()).into_bytes();
        out.extend_from_slice(block);
        out.extend_from_slice(b"\r\n\r\n");
        out
    }

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut e = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        e.write_all(bytes).expect("packed");
        e.finish().expect("packed")
    }

    fn all(bytes: &[u8], cap: u64) -> (Vec<Record>, Result<(), String>) {
        let mut out = Vec::new();
        let end = records(bytes, cap, &mut |r| {
            out.push(r);
            true
        });
        (out, end)
    }

    #[test]
    fn members_keep_their_places() {
        let (a, b) = (
            gz(&warc("http://x.example/1", b"HTTP/1.1 200 OK\r\n\r\none")),
            gz(&warc("http://x.example/2", b"HTTP/1.1 200 OK\r\n\r\ntwo")),
        );
        let file = [a.clone(), b.clone()].concat();
        let (found, end) = all(&file, 1 << 20);
        assert_eq!(end, Ok(()));
        assert_eq!(found.iter().map(|r| (r.offset, r.length)).collect::<Vec<_>>(), [(0, a.len() as u64), (a.len() as u64, b.len() as u64)]);
        assert!(found[1].block.ends_with(b"two"));
        let plain = [warc("http://x.example/1", b"abc"), warc("http://x.example/2", b"def")].concat();
        assert_eq!(all(&plain, 1 << 20).0.len(), 2);
        let one = gz(&plain);
        assert_eq!(all(&one, 1 << 20).0.len(), 2, "a whole file in one member");
    }

    #[test]
    fn broken_files_end_with_a_word() {
        let file = gz(&warc("http://x.example/1", &[b'x'; 5000]));
        let (found, end) = all(&[file.clone(), file[..file.len() - 9].to_vec()].concat(), 1 << 20);
        assert_eq!(found.len(), 1);
        assert!(end.is_err_and(|e| e.starts_with(&format!("at byte {}", file.len()))));
        assert!(all(b"not a warc", 10).1.is_err());
        assert!(all(b"WARC/1.0\r\nContent-Length: 99999999999999\r\n\r\nx", 10).1.is_err());
        assert!(all(b"WARC/1.0\r\nContent-Length: -1\r\n\r\nx", 10).1.is_err());
    }

    #[test]
    fn a_block_that_unpacks_without_end_is_cut() {
        let file = gz(&warc("http://x.example/1", &vec![b'0'; 8 << 20]));
        let (found, end) = all(&[file.clone(), gz(&warc("http://x.example/2", b"ok"))].concat(), 1 << 16);
        assert_eq!(end, Ok(()));
        assert!(found[0].cut && found[0].block.len() == 1 << 16 && !found[1].cut);
    }

    #[test]
    fn only_pages_are_reports() {
        let r = |head: &str| Record {
            fields: vec![("WARC-Type".into(), "response".into()), ("WARC-Target-URI".into(), "http://x.example/1".into())],
            block: format!("{head}\r\n\r\nx").into_bytes(),
            ..Record::default()
        };
        assert!(report(r("HTTP/1.1 404 Not Found\r\nContent-Type: text/html"), "f").is_none());
        assert!(report(r("HTTP/1.1 200 OK\r\nContent-Type: image/png"), "f").is_none());
        assert!(report(r("nonsense"), "f").is_none());
    }
}
