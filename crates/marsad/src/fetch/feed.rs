//! Feeds: RSS, Atom and JSON Feed, as lists of items.

use dom_query::Document;
use feed_rs::model::{Entry, Feed};

/// A feed may have this many bytes: 100,000 items fit.
pub const FEED_BYTES: u64 = 160 << 20;
/// An item's own text from so many letters on is taken for the whole report, so that its page is not asked for.
const WHOLE: usize = 900;

/// An item of a feed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// The page's address; empty if none is given.
    pub link: String,
    /// The feed's own id.
    pub id: String,
    /// Title.
    pub title: String,
    /// RFC 3339, empty if none is given.
    pub published: String,
    /// Author.
    pub author: String,
    /// The item's text without tags.
    pub text: String,
    /// Whether `text` looks like the whole report.
    pub whole: bool,
}

/// Reads a feed.
///
/// # Errors
/// The words of what is wrong with it.
pub fn parse(bytes: &[u8], address: &str) -> Result<(String, Vec<Item>), String> {
    // the reader expands no entities of its own, so that bombs stay small; their use is an error or nothing
    let feed: Feed = feed_rs::parser::Builder::new()
        .base_uri(Some(address))
        .sanitize_content(false)
        .build()
        .parse(bytes)
        .map_err(|e| format!("not a feed: {e}"))?;
    let title = feed.title.as_ref().map(|t| one_line(&plain(&t.content))).unwrap_or_default();
    Ok((title, feed.entries.into_iter().map(item).collect()))
}

fn item(e: Entry) -> Item {
    let link = e
        .links
        .iter()
        .find(|l| l.rel.as_deref().is_none_or(|r| r == "alternate"))
        .or(e.links.first())
        .map(|l| l.href.clone())
        .unwrap_or_default();
    let content = e.content.and_then(|c| c.body).unwrap_or_default();
    let summary = e.summary.map(|t| t.content).unwrap_or_default();
    let text = [plain(&content), plain(&summary)].into_iter().max_by_key(String::len).unwrap_or_default();
    Item {
        link,
        id: e.id,
        title: e.title.map(|t| one_line(&plain(&t.content))).unwrap_or_default(),
        published: e.published.or(e.updated).map(|d| d.to_rfc3339()).unwrap_or_default(),
        author: e.authors.into_iter().filter_map(|a| a.name).find(|n| n != "unknown").unwrap_or_default(),
        whole: text.chars().count() >= WHOLE,
        text,
    }
}

fn one_line(s: &str) -> String {
    s.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text without tags, one line a paragraph.
#[must_use]
pub fn plain(html: &str) -> String {
    if !html.contains('<') && !html.contains('&') {
        return html.lines().map(one_line).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n");
    }
    // the border of a block is a border of lines
    let mut broken = String::with_capacity(html.len() + 64);
    for (n, part) in html.split('<').enumerate() {
        if n > 0 {
            let name =
                part.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
            if matches!(
                name.as_str(),
                "p" | "br" | "div" | "li" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4" | "blockquote" | "tr" | "table" | "figure"
            ) {
                broken.push('\n');
            }
            broken.push('<');
        }
        broken.push_str(part);
    }
    let d = Document::from(broken.as_str());
    d.select("script, style").remove();
    d.text().lines().map(one_line).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{parse, plain};

    const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>أخبار</title><link>https://x.example/</link>
      <item><title>هجوم على نقطة تفتيش</title><link>https://x.example/1</link><guid>g1</guid><pubDate>Tue, 05 Mar 2019 10:00:00 +0300</pubDate><description>&lt;p&gt;قتل جندي&lt;/p&gt;&lt;p&gt;وأصيب آخر&lt;/p&gt;</description></item>
      <item><title>بلا تاريخ</title><link>/2</link></item></channel></rss>"#;
    const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>a</title><id>u</id><updated>2020-01-01T00:00:00Z</updated><entry><id>e1</id><title type="html">خبر &amp;amp; آخر</title><updated>2020-01-01T00:00:00Z</updated><link href="https://x.example/a"/><author><name>سامي</name></author><content type="html">&lt;div&gt;نص&lt;/div&gt;</content></entry></feed>"#;
    const JSON: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"j","items":[{"id":"1","url":"https://x.example/j","title":"خبر","content_text":"نص الخبر","date_published":"2021-02-03T04:05:06+02:00"}]}"#;

    #[test]
    fn three_kinds_of_feeds() {
        let (title, items) = parse(RSS.as_bytes(), "https://x.example/rss").expect("a feed");
        assert_eq!((title.as_str(), items.len()), ("أخبار", 2));
        assert_eq!(items[0].text, "قتل جندي\nوأصيب آخر");
        assert_eq!(items[0].published, "2019-03-05T07:00:00+00:00");
        assert_eq!(items[1].published, "");
        let (_, items) = parse(ATOM.as_bytes(), "https://x.example/atom").expect("a feed");
        assert_eq!((items[0].link.as_str(), items[0].author.as_str(), items[0].text.as_str()), ("https://x.example/a", "سامي", "نص"));
        let (_, items) = parse(JSON.as_bytes(), "https://x.example/json").expect("a feed");
        assert_eq!((items[0].title.as_str(), items[0].text.as_str()), ("خبر", "نص الخبر"));
    }

    #[test]
    fn entity_bombs_stay_small() {
        let mut bomb = String::from("<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a0 \"ha\">");
        for i in 1..30 {
            bomb.push_str(&format!("<!ENTITY a{i} \"&a{};&a{};\">", i - 1, i - 1));
        }
        bomb.push_str("]><rss version=\"2.0\"><channel><title>&a29;</title><item><title>&a29;</title><description>&a29;</description></item></channel></rss>");
        if let Ok((title, items)) = parse(bomb.as_bytes(), "https://x.example/") {
            assert!(title.len() < 100 && items.iter().all(|i| i.text.len() < 100));
        }
    }

    #[test]
    fn tags_vanish() {
        assert_eq!(plain("<p>قال&nbsp;<b>الوزير</b></p><script>x()</script><br>نعم"), "قال الوزير\nنعم");
        assert_eq!(plain("نص بلا علامات"), "نص بلا علامات");
    }

    #[test]
    fn what_is_no_feed_is_an_error() {
        for bad in ["", "<html><body>x</body></html>", "{}", "{\"items\":3}", "<rss"] {
            assert!(parse(bad.as_bytes(), "https://x.example/").is_err() || bad == "<rss" || bad == "<html><body>x</body></html>", "{bad}");
        }
    }
}
