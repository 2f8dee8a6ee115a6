//! Bodies: unpacked as the headers say, never past a cap, never past a deadline.

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::io::{self, Read};

/// A zstd frame may ask for a window of this many bytes, as a power of two: 8 MB, as browsers allow.
const WINDOW: u32 = 23;

/// What became of a capped read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Capped {
    /// All of it.
    Whole(Vec<u8>),
    /// More than the cap; what came before it.
    TooLarge(Vec<u8>),
    /// It broke off; what came before.
    Broken(Vec<u8>, String),
}

/// Reads up to `cap` bytes.
pub fn read_capped(reader: impl Read, cap: u64) -> Capped {
    let mut out = Vec::new();
    match reader.take(cap + 1).read_to_end(&mut out) {
        Ok(_) if out.len() as u64 > cap => {
            out.truncate(cap as usize);
            Capped::TooLarge(out)
        }
        Ok(_) => Capped::Whole(out),
        Err(e) => Capped::Broken(out, e.to_string()),
    }
}

/// Unpacks a body whose `Content-Encoding` is given; several encodings are undone from the last to the first.
///
/// # Errors
/// The words of what is wrong: an unknown encoding, damage, or more bytes than `cap`.
pub fn unpack(mut body: Vec<u8>, encodings: &str, cap: u64) -> Result<Vec<u8>, Unpack> {
    let list: Vec<String> =
        encodings.split(',').map(|e| e.trim().to_ascii_lowercase()).filter(|e| !e.is_empty() && e != "identity").collect();
    if list.len() > 3 {
        return Err(Unpack::Unknown(encodings.to_owned()));
    }
    for e in list.iter().rev() {
        let reader: Box<dyn Read + '_> = match e.as_str() {
            "gzip" | "x-gzip" => Box::new(MultiGzDecoder::new(&body[..])),
            // servers mean zlib by deflate, some send it bare
            "deflate" if body.first().is_some_and(|b| b & 0x0F == 8) => Box::new(ZlibDecoder::new(&body[..])),
            "deflate" => Box::new(DeflateDecoder::new(&body[..])),
            "zstd" => {
                let mut d = zstd::stream::read::Decoder::new(&body[..]).map_err(|e| Unpack::Damaged(e.to_string()))?;
                d.window_log_max(WINDOW).map_err(|e| Unpack::Damaged(e.to_string()))?;
                Box::new(d)
            }
            _ => return Err(Unpack::Unknown(e.clone())),
        };
        let out = match read_capped(reader, cap) {
            Capped::Whole(b) => b,
            Capped::TooLarge(_) => return Err(Unpack::TooLarge),
            Capped::Broken(_, why) => return Err(Unpack::Damaged(why)),
        };
        body = out;
    }
    Ok(body)
}

/// Why a body cannot be unpacked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unpack {
    /// More bytes than allowed.
    #[error("too large when unpacked")]
    TooLarge,
    /// The stream is broken.
    #[error("damaged in transfer: {0}")]
    Damaged(String),
    /// The encoding is not known here.
    #[error("unknown content encoding {0:?}")]
    Unknown(String),
}

/// Undoes `Transfer-Encoding: chunked` of a stored response.
///
/// # Errors
/// If the chunks are broken or larger than `cap` together.
pub fn unchunk(body: &[u8], cap: u64) -> io::Result<Vec<u8>> {
    let broken = || io::Error::new(io::ErrorKind::InvalidData, "broken chunks");
    let (mut out, mut rest) = (Vec::new(), body);
    loop {
        let end = rest.windows(2).position(|w| w == b"\r\n").ok_or_else(broken)?;
        let line = std::str::from_utf8(&rest[..end]).map_err(|_| broken())?;
        let size = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16).map_err(|_| broken())?;
        rest = &rest[end + 2..];
        if size == 0 {
            return Ok(out);
        }
        let chunk = rest.get(..size).ok_or_else(broken)?;
        out.extend_from_slice(chunk);
        if out.len() as u64 > cap {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "too large"));
        }
        rest = rest.get(size..).map(|r| r.strip_prefix(b"\r\n").unwrap_or(r)).ok_or_else(broken)?;
    }
}

#[cfg(test)]
mod tests {
    use super::{Unpack, unchunk, unpack};
    use std::io::Write;

    #[test]
    fn encodings_are_undone() {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gz.write_all(b"hello").expect("packed");
        let gz = gz.finish().expect("packed");
        assert_eq!(unpack(gz.clone(), "gzip", 10).as_deref(), Ok(&b"hello"[..]));
        assert_eq!(unpack(zstd::bulk::compress(&gz, 3).expect("packed"), "gzip, zstd", 100).as_deref(), Ok(&b"hello"[..]));
        assert_eq!(unpack(gz.clone(), "gzip", 4), Err(Unpack::TooLarge));
        assert!(matches!(unpack(gz[..gz.len() - 4].to_vec(), "gzip", 10), Err(Unpack::Damaged(_))));
        assert!(matches!(unpack(b"x".to_vec(), "br", 10), Err(Unpack::Unknown(_))));
    }

    #[test]
    fn bombs_stop_at_the_cap() {
        let big = vec![0u8; 64 << 20];
        let bomb = zstd::bulk::compress(&big, 19).expect("packed");
        assert!(bomb.len() < 20_000);
        assert_eq!(unpack(bomb, "zstd", 1 << 20), Err(Unpack::TooLarge));
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gz.write_all(&big).expect("packed");
        assert_eq!(unpack(gz.finish().expect("packed"), "gzip", 1 << 20), Err(Unpack::TooLarge));
    }

    #[test]
    fn chunks() {
        assert_eq!(unchunk(b"5\r\nhello\r\n4;x=y\r\n you\r\n0\r\n\r\n", 100).expect("whole"), b"hello you");
        for bad in [&b"zz\r\n"[..], b"5\r\nhel", b"ffffffffffffffff\r\nx"] {
            assert!(unchunk(bad, 100).is_err());
        }
    }
}
