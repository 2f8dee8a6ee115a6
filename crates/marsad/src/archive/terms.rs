//! Search terms: one spelling for a word with and without its clitics.
//!
//! The index holds [`stem`]s of folded tokens: the article with what is joined to it (ال وال بال كال لل) and
//! the endings ة ه ها هم … are cut by letters alone, so that the index does not depend on a lexicon. What
//! letters cannot decide (ب in بمدينة against ب in بلاد) is left to the query, which asks for every way that
//! its word may be joined.

use marsad_core::text::{Text, TokenKind, fold};
use std::collections::HashSet;

const ARTICLES: [&str; 10] = ["وبال", "فبال", "وكال", "وال", "فال", "بال", "كال", "ولل", "فلل", "لل"];
const JOINED: [&str; 12] = ["و", "ف", "ب", "ل", "ك", "س", "وب", "ول", "وك", "وس", "فب", "فس"];
const ENDINGS: [&str; 6] = ["هما", "ها", "هم", "هن", "نا", "كم"];

fn letters(s: &str) -> usize {
    s.chars().count()
}

/// The letters of a folded word that the index holds.
#[must_use]
pub fn stem(folded: &str) -> &str {
    let mut w = folded;
    if !w.starts_with(|c: char| ('\u{0600}'..='\u{06FF}').contains(&c)) {
        return w;
    }
    // most words have no article: their first letter tells without comparing
    if w.starts_with(['ا', 'و', 'ف', 'ب', 'ك', 'ل']) {
        for p in ARTICLES.iter().chain(&["ال"]) {
            if let Some(rest) = w.strip_prefix(p)
                && rest.len() >= 6
            {
                w = rest;
                break;
            }
        }
    }
    if !w.ends_with(['ا', 'م', 'ن', 'ه']) {
        return w;
    }
    // Arabic letters take two bytes each: three letters are to remain
    let feminine = |w: &'_ str| w.len() > 6 && w.ends_with('ت') && !w.ends_with("ات");
    for e in ENDINGS {
        if let Some(rest) = w.strip_suffix(e)
            && rest.len() >= 6
        {
            return if feminine(rest) { &rest[..rest.len() - 2] } else { rest };
        }
    }
    if let Some(rest) = w.strip_suffix('ه')
        && rest.len() >= 6
    {
        return if feminine(rest) { &rest[..rest.len() - 2] } else { rest };
    }
    if let Some(rest) = w.strip_suffix('ا')
        && rest.len() >= 6
        && !rest.ends_with('ي')
    {
        return rest;
    }
    w
}

/// Calls `each` with every stem of a text in order, with the token's number; numbers without their separators.
pub fn each_stem(text: &Text, mut each: impl FnMut(usize, &str)) {
    let mut digits = String::new();
    for (i, t) in text.tokens.iter().enumerate() {
        match t.kind {
            TokenKind::Word => each(i, stem(text.folded_of(t))),
            TokenKind::Number => {
                digits.clear();
                digits.extend(text.folded_of(t).chars().filter(|c| *c != ','));
                each(i, &digits);
            }
            TokenKind::Punct | TokenKind::Break => {}
        }
    }
}

/// One word of a query: every stem under which the index may hold it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Word {
    /// The folded word as asked for.
    pub folded: String,
    /// Stems of the word and of the word joined to proclitics.
    pub stems: Vec<String>,
    /// The stem of the word itself, which ranks above joined forms that only look like it.
    pub own: String,
    /// Another reading: the word without a first letter that may be a clitic, with its stems.
    pub loose: Option<(String, Vec<String>)>,
}

fn variants(base: &str) -> Vec<String> {
    let mut out = vec![stem(base).to_owned()];
    let mut seen: HashSet<String> = out.iter().cloned().collect();
    let arabic = base.starts_with(|c: char| ('\u{0621}'..='\u{064A}').contains(&c));
    if arabic {
        let articles = ARTICLES.iter().chain(&["ال"]);
        for p in JOINED.iter().chain(articles) {
            let joined = format!("{p}{base}");
            let s = stem(&joined);
            if seen.insert(s.to_owned()) {
                out.push(s.to_owned());
            }
        }
    }
    out
}

impl Word {
    /// The ways to look for one folded word or number.
    #[must_use]
    pub fn new(folded: &str) -> Self {
        let folded = folded.replace(',', "");
        let mut base = folded.as_str();
        for p in ARTICLES.iter().chain(&["ال"]) {
            if let Some(rest) = base.strip_prefix(p)
                && letters(rest) >= 3
            {
                base = rest;
                break;
            }
        }
        let loose = (base.len() == folded.len())
            .then(|| ["و", "ف", "ب", "ل", "ك", "س"].iter().find_map(|p| folded.strip_prefix(p)).filter(|rest| letters(rest) >= 3))
            .flatten();
        Self {
            stems: variants(base),
            own: stem(base).to_owned(),
            loose: loose.map(|l| (l.to_owned(), variants(l))),
            folded: folded.clone(),
        }
    }

    /// Whether a stem of the index is this word.
    #[must_use]
    pub fn is(&self, stem: &str) -> bool {
        self.stems.iter().any(|s| s == stem)
    }

    /// Takes the reading without its first letter: alone, or beside the whole word.
    pub fn loosen(&mut self, beside: bool) {
        if let Some((base, stems)) = self.loose.take() {
            if beside {
                self.stems.extend(stems);
            } else {
                self.own = stem(&base).to_owned();
                self.stems = stems;
            }
            self.stems.dedup();
        }
    }
}

/// A query's words: all must stand in a hit, phrases in order, none of the excluded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// Words and, for a phrase, several words in order.
    pub all: Vec<Vec<Word>>,
    /// Words that may not occur.
    pub none: Vec<Word>,
}

impl Words {
    /// Reads `كلمة "عبارة من كلمات" -مستبعدة`.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let mut out = Self::default();
        let is_quote = |c: char| matches!(c, '"' | '«' | '»' | '“' | '”');
        for (n, part) in query.split(is_quote).enumerate() {
            if n % 2 == 1 {
                let phrase = words_of(part);
                if !phrase.is_empty() {
                    out.all.push(phrase);
                }
                continue;
            }
            for w in part.split_whitespace() {
                match w.strip_prefix('-').filter(|r| r.starts_with(char::is_alphabetic)) {
                    Some(no) => out.none.extend(words_of(no)),
                    None => out.all.extend(words_of(w).into_iter().map(|w| vec![w])),
                }
            }
        }
        out
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty() && self.none.is_empty()
    }
}

fn words_of(s: &str) -> Vec<Word> {
    let t = Text::new(&fold(s));
    t.tokens.iter().filter(|k| matches!(k.kind, TokenKind::Word | TokenKind::Number)).map(|k| Word::new(t.folded_of(k))).collect()
}

#[cfg(test)]
mod tests {
    use super::{Word, Words, stem};
    use marsad_core::text::fold;

    /// (asked, written): a query for the first finds the second.
    const FINDS: &[(&str, &str)] = &[
        ("المدينة", "بالمدينة"),
        ("المدينة", "مدينه"),
        ("المدينة", "بمدينة"),
        ("المدينة", "ومدينتها"),
        ("مدينة", "وللمدينة"),
        ("بالمدينة", "المدينة"),
        ("قتل", "وقَتَلَ"),
        ("قُتِل", "قتل"),
        ("إدلب", "بإدلب"),
        ("ادلب", "لإدلب"),
        ("القوات", "قوات"),
        ("القوات", "لقواتها"),
        ("غارة", "الغارة"),
        ("شخص", "شخصاً"),
        ("يد", "بيد"),
        ("يد", "اليد"),
        ("UN", "un"),
        ("١٢٥٠", "1,250"),
    ];
    /// (asked, written): a query for the first does not find the second.
    const PASSES_BY: &[(&str, &str)] = &[("بلاد", "لادن"), ("سوريا", "سور"), ("الله", "له"), ("وزير", "زيارة")];

    #[test]
    fn clitics_and_spellings_match() {
        for (asked, written) in FINDS {
            let w = Word::new(&fold(asked));
            let s = fold(written).replace(',', "");
            assert!(w.is(stem(&s)), "{asked} {written} {w:?} {}", stem(&s));
        }
        for (asked, written) in PASSES_BY {
            assert!(!Word::new(&fold(asked)).is(stem(&fold(written))), "{asked} {written}");
        }
    }

    #[test]
    fn phrases_and_exclusions() {
        let w = Words::parse("قصف «ريف حلب» -روسيا 3.5");
        assert_eq!(w.all.len(), 3);
        assert_eq!(w.all[1].len(), 2);
        assert_eq!(w.none.len(), 1);
    }
}
