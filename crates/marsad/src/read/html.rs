//! A page's report: main text, title, date of publication with its zone, canonical address.
//!
//! dom_smoothie (a port of Mozilla's Readability) finds the main text. What it leaves to pages — which
//! date counts, where an address is named — is looked up here, from the surest mark to the weakest.

use super::encoding;
use dom_query::Document as Page;
use dom_smoothie::{Config, Readability, TextMode};
use marsad_core::record::Document;

/// Where pages say when a report was published, surest first: a CSS selector and the attribute.
const DATES: &[(&str, &str)] = &[
    ("meta[property='article:published_time']", "content"),
    ("meta[itemprop='datePublished']", "content"),
    ("meta[name='article:published_time']", "content"),
    ("meta[property='og:published_time']", "content"),
    ("meta[name='publish-date']", "content"),
    ("meta[name='publishdate']", "content"),
    ("meta[name='pubdate']", "content"),
    ("meta[name='parsely-pub-date']", "content"),
    ("meta[name='DC.date.issued']", "content"),
    ("meta[name='dcterms.created']", "content"),
    ("meta[name='date']", "content"),
    ("[itemprop='datePublished']", "datetime"),
    ("article time[datetime]", "datetime"),
    ("time[datetime]", "datetime"),
];

/// Finding the main text takes time by depth times elements: a page made to be slow is refused.
const DEEPEST: usize = 1000;
/// The same.
const MOST_ELEMENTS: usize = 100_000;

/// The document of a page.
///
/// # Errors
/// If no main text can be found in it.
pub fn document(bytes: &[u8]) -> Result<Document, String> {
    let html = encoding::decode(bytes, encoding::declared(bytes));
    if depth(&html) > DEEPEST {
        return Err("no readable page: its elements are nested too deeply".into());
    }
    let config = Config { max_elements_to_parse: MOST_ELEMENTS, text_mode: TextMode::Formatted, ..Config::default() };
    let mut page = Readability::new(html, None, Some(config)).map_err(|e| format!("no readable page: {e}"))?;
    let metadata = page.get_article_metadata(page.parse_json_ld());
    let url = address(&page.doc);
    let published = metadata.published_time.iter().filter_map(|d| iso(d)).next().or_else(|| date(&page.doc)).or_else(|| date_in(&url));
    let heading = page.doc.select_single("h1").text();
    let article = page.parse().map_err(|_| "no main text found in this page; give its text as .txt instead".to_owned())?;
    let title = title(&article.title, &heading);
    let text = body(&lines(&article.text_content), &title);
    Ok(Document {
        id: String::new(),
        title,
        published: published.unwrap_or_default(),
        source: article.site_name.as_deref().map(one_line).unwrap_or_default(),
        url,
        text,
    })
}

/// How deeply elements nest that must be closed.
fn depth(html: &str) -> usize {
    const CLOSED: [&str; 12] = ["div", "span", "section", "article", "main", "table", "font", "b", "i", "ul", "a", "blockquote"];
    let (mut open, mut deepest) = (0usize, 0);
    for tag in html.split('<').skip(1) {
        let (closing, tag) = tag.strip_prefix('/').map_or((false, tag), |t| (true, t));
        let end = tag.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tag.len());
        if CLOSED.iter().any(|c| tag[..end].eq_ignore_ascii_case(c)) {
            open = if closing { open.saturating_sub(1) } else { open + 1 };
            deepest = deepest.max(open);
        }
    }
    deepest
}

/// The page's title; its first heading where the title says nothing or only adds the outlet's name to it.
fn title(title: &str, heading: &str) -> String {
    let (title, heading) = (one_line(title), one_line(heading));
    if title.is_empty() || (heading.chars().count() > 12 && title.starts_with(&heading)) { heading } else { title }
}

fn one_line(s: &str) -> String {
    s.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One line a paragraph, without empty ones.
fn lines(s: &str) -> String {
    s.lines().map(one_line).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The lines from the first sentence to the last: around a report pages leave datelines, counters, menus, buttons. What
/// they leave inside it, and sentences of theirs, the coder's boilerplate list knows.
fn body(text: &str, title: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let told = |l: &str, words: usize| {
        l.split(' ').count() >= words || l.trim_end_matches(['"', '»', '”', ')', ']']).ends_with(['.', '!', '?', '؟', '…', ':', '۔'])
    };
    let first = lines.iter().position(|l| *l != title && told(l, 10));
    let last = lines.iter().rposition(|l| told(l, 15));
    match (first, last) {
        (Some(f), Some(l)) if f <= l => lines[f..=l].join("\n"),
        _ => text.to_owned(),
    }
}

fn address(page: &Page) -> String {
    let of = |selector: &str, attribute: &str| page.select_single(selector).attr(attribute).map(|a| a.trim().to_owned());
    [of("link[rel='canonical']", "href"), of("meta[property='og:url']", "content")]
        .into_iter()
        .flatten()
        .find(|a| a.starts_with("http://") || a.starts_with("https://"))
        .unwrap_or_default()
}

fn date(page: &Page) -> Option<String> {
    DATES.iter().find_map(|(selector, attribute)| page.select(selector).iter().find_map(|s| iso(&s.attr(attribute)?)))
}

/// The date as the page gives it, with its time and zone, if it is an ISO date.
fn iso(s: &str) -> Option<String> {
    let s = s.trim();
    let day: jiff::civil::Date = s.get(..10)?.parse().ok()?;
    let rest = s.get(10..).unwrap_or_default().trim_end();
    let time = rest.trim_start_matches(['T', 't', ' ']);
    let plausible = !time.is_empty()
        && rest.len() <= 32
        && time.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'+' | b'-' | b'Z' | b'z' | b' '));
    Some(if plausible { format!("{day}T{}", time.replace(' ', "")) } else { day.to_string() })
}

/// A date in an address: `/2013/08/03/` or `/2013/middle_east/8/3/`.
fn date_in(url: &str) -> Option<String> {
    let parts: Vec<&str> = url.split(['/', '?', '#']).collect();
    let number = |s: &str, digits: std::ops::RangeInclusive<usize>| {
        (digits.contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<i16>().ok()).flatten()
    };
    (0..parts.len()).find_map(|i| {
        let year = number(parts[i], 4..=4).filter(|y| (1990..2100).contains(y))?;
        (i + 1..parts.len().min(i + 3)).find_map(|j| {
            let (month, day) = (number(parts[j], 1..=2)?, number(parts.get(j + 1)?, 1..=2)?);
            jiff::civil::Date::new(year, month as i8, day as i8).ok().map(|d| d.to_string())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{date_in, document, iso, title};

    const PAGE: &str = "<!DOCTYPE html><html lang=ar><head><meta charset=utf-8><title>قصف على أطراف المدينة - موقع الأخبار</title>
        <link rel=canonical href='https://example.org/news/1'>
        <meta property='article:published_time' content='2021-03-04T22:10:00+03:00'></head>
        <body><nav><a href=/>الرئيسية</a> <a href=/s>رياضة</a></nav>
        <article><h1>قصف على أطراف المدينة</h1>
        <p>قالت مصادر محلية إن قصفا مدفعيا استهدف أطراف المدينة مساء الخميس، وإن ثلاثة أشخاص أصيبوا بجروح نقلوا على إثرها إلى المستشفى الوحيد في المنطقة.</p>
        <p>وأضافت المصادر أن القصف تجدد بعد منتصف الليل من دون أن ترد أنباء عن سقوط ضحايا، في حين غادرت عشرات العائلات منازلها نحو القرى المجاورة.</p>
        <p>ولم يصدر تعليق من الجيش حتى ساعة نشر هذا التقرير، وكانت هدنة أعلنت في المنطقة قبل أسبوعين برعاية دولية.</p>
        </article><footer>جميع الحقوق محفوظة</footer></body></html>";

    #[test]
    fn a_page_is_a_report() {
        let d = document(PAGE.as_bytes()).expect("a report");
        assert_eq!(d.title, "قصف على أطراف المدينة");
        assert_eq!(d.published, "2021-03-04T22:10:00+03:00");
        assert_eq!(d.url, "https://example.org/news/1");
        assert!(d.text.contains("استهدف أطراف المدينة مساء الخميس"), "{}", d.text);
        assert!(!d.text.contains("رياضة") && !d.text.contains("جميع الحقوق"), "{}", d.text);
        assert_eq!(d.text.lines().filter(|l| l.len() > 100).count(), 3, "{}", d.text);
    }

    #[test]
    fn windows_1256_pages() {
        let page = PAGE.replace("utf-8", "windows-1256");
        let bytes = encoding_rs::WINDOWS_1256.encode(&page).0.into_owned();
        assert_eq!(document(&bytes).map(|d| d.text), document(PAGE.as_bytes()).map(|d| d.text));
    }

    #[test]
    fn dates_keep_their_zone() {
        assert_eq!(iso("2021-03-04T22:10:00+0300").as_deref(), Some("2021-03-04T22:10:00+0300"));
        assert_eq!(iso("2021-03-04 22:10").as_deref(), Some("2021-03-04T22:10"));
        assert_eq!(iso("2021-03-04").as_deref(), Some("2021-03-04"));
        assert_eq!(iso("الخميس"), None);
        assert_eq!(date_in("http://example.org/2013/middle_east/8/3/syria/index.html").as_deref(), Some("2013-08-03"));
        assert_eq!(date_in("http://example.org/2021/03/04/x"), Some("2021-03-04".into()));
        assert_eq!(date_in("http://example.org/article/164913/1/2"), None);
    }

    #[test]
    fn the_heading_is_the_title_where_the_title_adds_the_outlet() {
        assert_eq!(title("قصف على أطراف المدينة | الموقع", "قصف على أطراف المدينة"), "قصف على أطراف المدينة");
        assert_eq!(title("قصف على المدينة", "الأخبار"), "قصف على المدينة");
        assert_eq!(title("", "قصف على المدينة"), "قصف على المدينة");
    }

    #[test]
    fn what_stands_around_a_report_is_left_out() {
        let text =
            "عنوان التقرير\n2026-01-08 | 12:42\nمشاهدات عالية\nقال شهود إن القصف توقف.\nعنوان فرعي\nوعاد السكان.\nالسابق\n0\nحمل التطبيق";
        assert_eq!(super::body(text, "عنوان التقرير"), "قال شهود إن القصف توقف.\nعنوان فرعي\nوعاد السكان.");
        assert_eq!(super::body("سطر قصير", ""), "سطر قصير");
    }

    #[test]
    fn what_is_no_page_is_an_error_or_empty_but_never_a_panic() {
        for bytes in [&b""[..], b"<", b"<html></html>", b"\0\xff\xfe<p>", "قال".as_bytes()] {
            let _ = document(bytes);
        }
    }
}
