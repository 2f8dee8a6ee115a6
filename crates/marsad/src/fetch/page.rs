//! From a fetched or stored page to a report.

use crate::archive::{Capture, Report};
use crate::read;
use encoding_rs::Encoding;
use url::Url;

/// The report of a page: main text, title, date, canonical address, author, language, outlet.
///
/// # Errors
/// If no main text can be found.
pub fn report(bytes: &[u8], address: &str, charset: Option<&str>, capture: Capture) -> Result<Report, String> {
    // what the server says of the encoding goes before what the page says
    let decoded = charset
        .and_then(|c| Encoding::for_label(c.as_bytes()))
        .filter(|_| std::str::from_utf8(bytes).is_err())
        .map(|e| e.decode(bytes).0.into_owned());
    let d = read::html::document(decoded.as_deref().map_or(bytes, str::as_bytes))?;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(64 << 10)]);
    let host = Url::parse(address).ok().and_then(|u| u.host_str().map(|h| h.trim_start_matches("www.").to_owned())).unwrap_or_default();
    let url = if d.url.is_empty() || !same_site(&d.url, address) { address.to_owned() } else { d.url };
    Ok(Report {
        raw: bytes.to_vec(),
        media: "text/html".into(),
        title: d.title,
        text: d.text,
        published: d.published,
        source: if d.source.is_empty() { host } else { d.source },
        url,
        byline: meta(&head, "author").unwrap_or_default(),
        language: language(&head).unwrap_or_default(),
        reference: String::new(),
        capture,
        carried: None,
    }
    .joined())
}

/// A canonical address is believed within its own site: a page may not pass for another outlet's.
fn same_site(canonical: &str, address: &str) -> bool {
    let site =
        |u: &str| Url::parse(u).ok().and_then(|u| u.host_str().map(|h| h.rsplit('.').take(2).map(str::to_owned).collect::<Vec<_>>()));
    Url::parse(address).is_err() || site(canonical) == site(address)
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let mut from = 0;
    while let Some(at) = lower[from..].find(name).map(|i| i + from) {
        let rest = tag[at + name.len()..].trim_start();
        let before = lower[..at].chars().next_back();
        if let (true, Some(value)) = (before.is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '\'')), rest.strip_prefix('=')) {
            let value = value.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let value = match quote {
                Some(q) => value[1..].split(q).next(),
                None => value.split(|c: char| c.is_whitespace() || c == '>').next(),
            };
            return value.map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        }
        from = at + name.len();
    }
    None
}

fn tags<'h>(head: &'h str, name: &'h str) -> impl Iterator<Item = &'h str> {
    head.split('<')
        .skip(1)
        .filter(move |t| t.get(..name.len()).is_some_and(|s| s.eq_ignore_ascii_case(name)))
        .map(|t| t.split('>').next().unwrap_or(t))
}

fn meta(head: &str, name: &str) -> Option<String> {
    tags(head, "meta")
        .find(|t| attribute(t, "name").is_some_and(|n| n.eq_ignore_ascii_case(name)))
        .and_then(|t| attribute(t, "content"))
        .filter(|a| a.chars().count() <= 120)
}

fn language(head: &str) -> Option<String> {
    tags(head, "html")
        .find_map(|t| attribute(t, "lang"))
        .map(|l| l.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase())
        .filter(|l| l.len() == 2 || l.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::report;
    use crate::archive::Capture;

    #[test]
    fn a_page_has_author_language_and_outlet() {
        let p = "قالت وزارة الداخلية إن قوة من الشرطة ضبطت شحنة أسلحة في مستودع مهجور على أطراف المدينة، وأوقفت ثلاثة أشخاص يشتبه في صلتهم بها. ".repeat(4);
        let page = format!(
            "<html lang=\"ar-SY\"><head><meta charset=utf-8><meta content='سامي عزيز' name='author'><link rel=canonical href='https://elsewhere.test/x'><title>ضبط شحنة أسلحة قرب المدينة</title></head><body><article><h1>ضبط شحنة أسلحة قرب المدينة</h1><p>{p}</p><p>{p}</p></article></body></html>"
        );
        let r = report(page.as_bytes(), "https://www.outlet.example/news/1", None, Capture::default()).expect("a report");
        assert_eq!((r.byline.as_str(), r.language.as_str(), r.source.as_str()), ("سامي عزيز", "ar", "outlet.example"));
        assert_eq!(r.url, "https://www.outlet.example/news/1", "a page does not pass for another outlet's");
        let old = encoding_rs::WINDOWS_1256.encode(&page.replace("charset=utf-8", "x=y")).0.into_owned();
        assert_eq!(report(&old, "https://outlet.example/2", Some("windows-1256"), Capture::default()).expect("a report").text, r.text);
    }
}
