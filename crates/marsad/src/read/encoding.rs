//! From bytes to text: byte order mark, then what a page declares, then UTF-8, then windows-1256.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1256};

/// Decodes `bytes`. `declared` is what the page itself names; it is believed unless the bytes plainly
/// are something else. What cannot be decoded becomes U+FFFD. A byte order mark stays in the text, so
/// that offsets count it as any reader of the file does.
pub fn decode(bytes: &[u8], declared: Option<&'static Encoding>) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        // windows-1256 Arabic is never valid UTF-8 by accident beyond a few letters
        return text.to_owned();
    }
    let encoding = declared.filter(|e| *e != UTF_8).unwrap_or_else(|| if mostly_utf8(bytes) { UTF_8 } else { WINDOWS_1256 });
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Whether few of the bytes beyond ASCII break UTF-8: a damaged UTF-8 file rather than another encoding.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let beyond = bytes.iter().filter(|b| !b.is_ascii()).count();
    let broken: usize = bytes.utf8_chunks().map(|c| c.invalid().len()).sum();
    broken * 4 < beyond
}

/// The encoding that a page names in its first 4 KB: `<meta charset=…>` or `<?xml encoding=…?>`.
pub fn declared(page: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&page[..page.len().min(4096)]).to_lowercase();
    ["charset", "encoding"].into_iter().find_map(|key| {
        let (_, rest) = head.split_once(key)?;
        let rest = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        let label = rest.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))).next()?;
        Encoding::for_label(label.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::{declared, decode};
    use encoding_rs::{UTF_8, WINDOWS_1256};

    #[test]
    fn arabic_in_any_encoding() {
        let words = "قتل خمسة أشخاص في انفجار";
        assert_eq!(decode(words.as_bytes(), None), words);
        assert_eq!(decode(words.as_bytes(), Some(WINDOWS_1256)), words);
        let old = WINDOWS_1256.encode(words).0.into_owned();
        assert_eq!(decode(&old, None), words);
        assert_eq!(decode(&old, Some(UTF_8)), words, "a page that lies about itself");
        let wide: Vec<u8> = "\u{FEFF}قتل".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&wide, None), "\u{FEFF}قتل");
        let mut damaged = words.as_bytes().to_vec();
        damaged.truncate(damaged.len() - 1);
        assert!(decode(&damaged, None).starts_with("قتل خمسة"));
    }

    #[test]
    fn pages_name_their_encoding() {
        assert_eq!(declared(b"<meta charset=\"windows-1256\">"), Some(WINDOWS_1256));
        assert_eq!(declared(b"<META http-equiv=Content-Type content='text/html; charset=Windows-1256'>"), Some(WINDOWS_1256));
        assert_eq!(declared(b"<?xml version='1.0' encoding='utf-8'?>"), Some(UTF_8));
        assert_eq!(declared(b"<meta name=x>"), None);
    }
}
