//! Writes what was captured as WARC/1.1, gzipped a record, so that any tool of the web archives reads it.

use crate::archive::Version;
use crate::archive::custody::sha256;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write};

/// Writes the file's first record.
///
/// # Errors
/// If it cannot be written.
pub fn begin(out: &mut impl Write, program: &str, date: &str) -> io::Result<()> {
    let block = format!("software: {program}\r\nformat: WARC File Format 1.1\r\n");
    let fields =
        [("WARC-Type", "warcinfo".to_owned()), ("WARC-Date", date.to_owned()), ("Content-Type", "application/warc-fields".to_owned())];
    record(out, &fields, block.as_bytes())
}

/// Writes a capture: as a response where a server gave it, else as a resource.
///
/// # Errors
/// If it cannot be written.
pub fn capture(out: &mut impl Write, v: &Version, raw: &[u8]) -> io::Result<()> {
    let c = &v.report.capture;
    let date = jiff::Timestamp::from_second(c.at).map_err(io::Error::other)?.to_string();
    let uri = if v.report.url.is_empty() { format!("urn:marsad:{}", v.document) } else { v.report.url.clone() };
    let mut fields = vec![("WARC-Target-URI", uri), ("WARC-Date", date), ("WARC-Payload-Digest", digest(raw))];
    match c.status {
        Some(status) => {
            fields.insert(0, ("WARC-Type", "response".to_owned()));
            fields.push(("Content-Type", "application/http; msgtype=response".to_owned()));
            let mut block = format!("HTTP/1.1 {status} {}\r\n", if status == 200 { "OK" } else { "" }).into_bytes();
            for line in c.headers.lines() {
                let Some((k, v)) = line.split_once(": ") else { continue };
                // the body is stored unpacked: what told how it was sent is kept under another name
                let k = match k.to_ascii_lowercase().as_str() {
                    "content-encoding" | "transfer-encoding" | "content-length" => format!("X-Crawler-{k}"),
                    _ => k.to_owned(),
                };
                block.extend_from_slice(format!("{k}: {v}\r\n").as_bytes());
            }
            block.extend_from_slice(format!("Content-Length: {}\r\n\r\n", raw.len()).as_bytes());
            block.extend_from_slice(raw);
            record(out, &fields, &block)
        }
        None => {
            fields.insert(0, ("WARC-Type", "resource".to_owned()));
            fields.push((
                "Content-Type",
                if v.report.media.is_empty() { "application/octet-stream".to_owned() } else { v.report.media.clone() },
            ));
            record(out, &fields, raw)
        }
    }
}

fn record(out: &mut impl Write, fields: &[(&str, String)], block: &[u8]) -> io::Result<()> {
    let mut head = String::from("WARC/1.1\r\n");
    let key: String = fields.iter().map(|(k, v)| format!("{k}={v}\n")).collect();
    // the id comes from the content, so that the same archive makes the same file
    let h = sha256(&[key.as_bytes(), block].concat());
    let hex = crate::archive::custody::hex(&h[..16]);
    head.push_str(&format!(
        "WARC-Record-ID: <urn:uuid:{}-{}-{}-{}-{}>\r\n",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    ));
    for (k, v) in fields {
        let v: String = v.chars().filter(|c| !c.is_control()).collect();
        head.push_str(&format!("{k}: {v}\r\n"));
    }
    head.push_str(&format!("WARC-Block-Digest: {}\r\nContent-Length: {}\r\n\r\n", digest(block), block.len()));
    let mut gz = GzEncoder::new(out, Compression::default());
    gz.write_all(head.as_bytes())?;
    gz.write_all(block)?;
    gz.write_all(b"\r\n\r\n")?;
    gz.finish()?;
    Ok(())
}

/// `sha256:` and base 32, as other tools write it.
fn digest(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut out = String::from("sha256:");
    let h = sha256(bytes);
    for chunk in h.chunks(5) {
        let mut five = [0u8; 5];
        five[..chunk.len()].copy_from_slice(chunk);
        let n = five.iter().fold(0u64, |n, b| n << 8 | u64::from(*b));
        let letters = (chunk.len() * 8).div_ceil(5);
        for i in 0..8 {
            out.push(if i < letters { LETTERS[(n >> (35 - 5 * i)) as usize & 31] as char } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{begin, capture, digest};
    use crate::archive::{Capture, Report, Version};
    use crate::fetch::warc::records;

    #[test]
    fn what_is_written_is_read() {
        let mut file = Vec::new();
        begin(&mut file, "marsad", "2020-01-01T00:00:00Z").expect("written");
        let v = Version {
            report: Report {
                url: "https://x.example/1".into(),
                media: "text/html".into(),
                capture: Capture {
                    at: 1_577_836_800,
                    status: Some(200),
                    headers: "content-type: text/html\ncontent-encoding: gzip".into(),
                    ..Capture::default()
                },
                ..Report::default()
            },
            ..Version::default()
        };
        capture(&mut file, &v, b"<p>x</p>").expect("written");
        let mut found = Vec::new();
        records(&file[..], 1 << 20, &mut |r| {
            found.push(r);
            true
        })
        .expect("read");
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].field("WARC-Target-URI"), "https://x.example/1");
        assert!(String::from_utf8_lossy(&found[1].block).contains("X-Crawler-content-encoding: gzip"));
        assert_eq!(digest(b""), "sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ====");
    }
}
