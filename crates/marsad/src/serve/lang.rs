//! Labels, counts, numbers and dates in Arabic and English.
//!
//! All words of the pages stand in `templates/labels.toml`, both languages side by side, so that nothing can be half
//! translated; a test compares the table with what the templates ask for.

use marsad_core::lexicon::Ontology;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::OnceLock;

/// Language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Arabic, right to left.
    Ar,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// The language of that code.
    #[must_use]
    pub fn from_code(s: &str) -> Option<Self> {
        match s {
            "ar" => Some(Self::Ar),
            "en" => Some(Self::En),
            _ => None,
        }
    }
    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ar => "ar",
            Self::En => "en",
        }
    }
    /// Its direction.
    #[must_use]
    pub const fn dir(self) -> &'static str {
        match self {
            Self::Ar => "rtl",
            Self::En => "ltr",
        }
    }
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Ar => Self::En,
            Self::En => Self::Ar,
        }
    }
    /// The first of our languages that a browser asks for; English where it asks for none.
    #[must_use]
    pub fn accepted(header: &str) -> Self {
        let mut best: Option<(f32, Self)> = None;
        for part in header.split(',').take(20) {
            let (tag, q) = part.split_once(";q=").map_or((part, 1.0), |(t, q)| (t, q.trim().parse().unwrap_or(0.0)));
            let lang = Self::from_code(tag.trim().get(..2).unwrap_or("").to_ascii_lowercase().as_str());
            if let Some(l) = lang.filter(|_| best.is_none_or(|b| q > b.0) && q > 0.0) {
                best = Some((q, l));
            }
        }
        best.map_or(Self::En, |b| b.1)
    }
}

/// Which digits numbers are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Digits {
    /// 0123456789
    #[default]
    Latin,
    /// ٠١٢٣٤٥٦٧٨٩
    Arabic,
}

impl Digits {
    /// Its name in cookies and attributes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Latin => "latn",
            Self::Arabic => "arab",
        }
    }
    /// The digits of that name.
    #[must_use]
    pub fn from_name(s: &str) -> Self {
        if s == "arab" { Self::Arabic } else { Self::Latin }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Counts {
    /// One, other.
    en: [String; 2],
    /// One, two, three to ten, eleven to 99, hundreds.
    ar: [String; 5],
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// English, Arabic.
    label: HashMap<String, [String; 2]>,
    count: HashMap<String, Counts>,
    months: HashMap<String, Vec<String>>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        // the tests read the very same text
        toml::from_str(include_str!("../../templates/labels.toml")).unwrap_or_else(|_| Table {
            label: HashMap::new(),
            count: HashMap::new(),
            months: HashMap::new(),
        })
    })
}

/// Names of claim types, for both languages.
#[derive(Debug, Default)]
pub struct Kinds(HashMap<String, [String; 2]>);

impl Kinds {
    /// From the ontology.
    #[must_use]
    pub fn of(o: &Ontology) -> Self {
        Self(o.types.iter().map(|t| (t.id.clone(), [t.en.clone(), t.ar.clone()])).collect())
    }
    /// The label of a type; its id where it has none.
    #[must_use]
    pub fn label<'k>(&'k self, l: Lang, kind: &'k str) -> &'k str {
        self.0.get(kind).map_or(kind, |x| if l == Lang::En { &x[0] } else { &x[1] })
    }
}

/// How a page speaks: language and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Speech {
    /// The language.
    pub lang: Lang,
    /// The digits.
    pub digits: Digits,
}

/// Three figures each, with the language's mark between.
fn grouped(x: f64) -> String {
    let whole = format!("{:.0}", x.abs().trunc());
    let mut out = String::new();
    if x < 0.0 {
        out.push('-');
    }
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    if x.fract().abs() > 1e-9 {
        let f = format!("{:.2}", x.abs().fract());
        out.push_str(f.trim_start_matches('0').trim_end_matches('0'));
    }
    out
}

impl Speech {
    /// The label of that name; its name where the table has none.
    #[must_use]
    pub fn t<'k>(&self, key: &'k str) -> &'k str {
        match table().label.get(key) {
            Some([en, ar]) => {
                if self.lang == Lang::En {
                    en
                } else {
                    ar
                }
            }
            None => key,
        }
    }

    /// A label made of a prefix and a word: `grade.confirmed`.
    #[must_use]
    pub fn word<'k>(&self, group: &str, word: &'k str) -> &'k str {
        match table().label.get(&format!("{group}.{word}")) {
            Some([en, ar]) => {
                if self.lang == Lang::En {
                    en
                } else {
                    ar
                }
            }
            None => word,
        }
    }

    /// Digits of this page.
    #[must_use]
    pub fn digits(&self, s: &str) -> String {
        if self.digits == Digits::Latin {
            return s.to_owned();
        }
        s.chars()
            .map(|c| match c {
                '0'..='9' => char::from_u32(0x0660 + (c as u32 - '0' as u32)).unwrap_or(c),
                ',' => '٬',
                '.' => '٫',
                c => c,
            })
            .collect()
    }

    /// A number.
    #[must_use]
    pub fn n(&self, x: impl Into<f64>) -> String {
        self.digits(&grouped(x.into()))
    }

    /// A count that is an index.
    #[must_use]
    pub fn len(&self, x: impl std::borrow::Borrow<usize>) -> String {
        self.n(*x.borrow() as f64)
    }

    /// «3 reports», with the number's own form of the noun.
    #[must_use]
    pub fn count(&self, n: usize, what: &str) -> String {
        let Some(c) = table().count.get(what) else { return format!("{} {what}", self.len(n)) };
        let form = match self.lang {
            Lang::En => &c.en[usize::from(n != 1)],
            Lang::Ar => match (n, n % 100) {
                (1, _) => &c.ar[0],
                (2, _) => &c.ar[1],
                (_, 3..=10) => &c.ar[2],
                (_, 11..=99) => &c.ar[3],
                _ => &c.ar[4],
            },
        };
        form.replace("{}", &self.len(n))
    }

    /// A share as a percentage.
    #[must_use]
    pub fn percent(&self, x: f64) -> String {
        self.digits(&format!("{:.0} %", x * 100.0))
    }

    /// An ISO date, month or year in words; what is none of these as it is.
    #[must_use]
    pub fn date(&self, iso: &str) -> String {
        let part = |a: usize, b: usize| iso.get(a..b).and_then(|s| s.parse::<usize>().ok());
        let Some(year) = iso.get(..4).filter(|y| y.bytes().all(|b| b.is_ascii_digit())) else { return short(iso, 40) };
        let months = table().months.get(self.lang.code());
        let month = part(5, 7).and_then(|m| months?.get(m.checked_sub(1)?));
        let out = match (part(8, 10), month) {
            (Some(d), Some(m)) => format!("{d} {m} {year}"),
            (None, Some(m)) => format!("{m} {year}"),
            _ => year.to_owned(),
        };
        self.digits(&out)
    }

    /// Date and, where it is given, time of day as the source wrote it.
    #[must_use]
    pub fn moment(&self, iso: &str) -> String {
        match iso.get(11..16).filter(|t| t.as_bytes().get(2) == Some(&b':')) {
            Some(t) => format!("{}{} {}", self.date(iso), self.t("date.comma"), self.digits(t)),
            None => self.date(iso),
        }
    }

    /// From one day to another, or the one day.
    #[must_use]
    pub fn days(&self, from: &str, to: &str) -> String {
        if from == to { self.date(from) } else { format!("{} – {}", self.date(from), self.date(to)) }
    }

    /// Low and high of a figure in numbers.
    #[must_use]
    pub fn amount(&self, low: Option<f64>, high: Option<f64>, exactness: &str) -> String {
        let sign = match exactness {
            "approx" => "≈\u{a0}",
            "at_least" => "≥\u{a0}",
            "at_most" => "≤\u{a0}",
            "more_than" => ">\u{a0}",
            "less_than" => "<\u{a0}",
            _ => "",
        };
        match (low, high) {
            (Some(a), Some(b)) if a != b => format!("{sign}{}–{}", self.n(a), self.n(b)),
            (Some(x), _) | (None, Some(x)) => format!("{sign}{}", self.n(x)),
            (None, None) => self.t("figure.vague").to_owned(),
        }
    }
}

/// Text of a source as it may be shown: what could reorder or hide the page around it is made visible. One code point
/// stays one code point, so that offsets hold.
#[must_use]
pub fn safe(s: &str) -> String {
    s.chars()
        .map(|c| match c {
            '\n' | '\t' => c,
            '\r' => ' ',
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFF9}'..='\u{FFFB}' => '\u{FFFD}',
            c if c.is_control() => '\u{FFFD}',
            c => c,
        })
        .collect()
}

/// The first `most` letters of a source's text, safe to show.
#[must_use]
pub fn short(s: &str, most: usize) -> String {
    let mut out: String = safe(&s.chars().take(most).collect::<String>());
    if s.chars().nth(most).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Digits, Lang, Speech, safe, table};

    #[test]
    fn browsers_get_their_language() {
        assert_eq!(Lang::accepted("fr, ar-SY;q=0.8, en;q=0.5"), Lang::Ar);
        assert_eq!(Lang::accepted("en-GB,en;q=0.9,ar;q=0.8"), Lang::En);
        assert_eq!(Lang::accepted(""), Lang::En);
    }

    #[test]
    fn arabic_counts_agree_with_their_noun() {
        let s = Speech { lang: Lang::Ar, digits: Digits::Latin };
        let of = |n| s.count(n, "report");
        assert_eq!([of(1), of(2), of(3), of(11), of(100)], ["تقرير واحد", "تقريران", "3 تقارير", "11 تقريرًا", "100 تقرير"]);
    }

    #[test]
    fn dates_and_digits_follow_the_page() {
        let en = Speech::default();
        let ar = Speech { lang: Lang::Ar, digits: Digits::Arabic };
        assert_eq!(en.date("2017-10-17"), "17 October 2017");
        assert_eq!(ar.date("2017-10-17"), "١٧ تشرين الأول/أكتوبر ٢٠١٧");
        assert_eq!((en.n(3250.0), ar.n(3250.0)), ("3,250".to_owned(), "٣٬٢٥٠".to_owned()));
        assert_eq!(en.date("no date"), "no date");
    }

    #[test]
    fn overrides_of_direction_are_shown_not_obeyed() {
        assert_eq!(safe("a\u{202E}b\u{2067}c"), "a\u{FFFD}b\u{FFFD}c");
    }

    #[test]
    fn every_reason_for_joining_has_words() {
        for f in marsad_core::reconcile::score::FEATURES {
            assert!(table().label.contains_key(&format!("why.{f}")), "why.{f}");
        }
    }

    #[test]
    fn every_label_that_a_template_asks_for_is_there_in_both_languages() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
        let mut missing = Vec::new();
        let mut texts = Vec::new();
        for e in std::fs::read_dir(folder).expect("templates").flatten().map(|e| e.path()) {
            if e.extension().is_some_and(|x| x == "html") {
                texts.push(std::fs::read_to_string(e).expect("a template"));
            }
        }
        for (text, call) in texts.iter().flat_map(|t| [(t, "p.t(\""), (t, "p.count(")]) {
            for rest in text.split(call).skip(1) {
                let key = if call == "p.t(\"" { rest.split('"').next() } else { rest.split(')').next().and_then(|a| a.split('"').nth(1)) };
                let key = key.unwrap_or_default();
                let there = if call == "p.t(\"" { table().label.contains_key(key) } else { table().count.contains_key(key) };
                if !there {
                    missing.push(key.to_owned());
                }
            }
        }
        assert!(missing.is_empty(), "no labels: {missing:?}");
        for (k, [en, ar]) in &table().label {
            assert!(!en.is_empty() && !ar.is_empty(), "{k} lacks a language");
            assert!(!ar.bytes().any(|b| b.is_ascii_alphabetic()) || k.starts_with("as-is."), "{k} is not Arabic: {ar}");
        }
    }
}
