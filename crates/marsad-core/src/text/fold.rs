//! The folded view: one spelling for letters that the press writes in several ways.
//!
//! Harakat, tatweel, bidi marks and joiners vanish; أإآٱ→ا, ى and ی→ي, ة→ه, ک→ك; digits of all scripts
//! become ASCII; presentation forms are taken apart; Latin letters become lower case.

use unicode_normalization::char::decompose_compatible;

/// What one character becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folded {
    /// Nothing: it is a mark or an invisible character.
    Nothing,
    /// One character.
    One(char),
    /// Several: a ligature or presentation form, to be taken apart by `decompose_compatible`.
    Many,
}

/// Folds one character.
#[must_use]
pub fn fold_char(c: char) -> Folded {
    match c {
        'ا'..='غ' | 'ف'..='ه' | 'و' | 'ي' | 'ء' => match c {
            'ة' => Folded::One('ه'),
            _ => Folded::One(c),
        },
        'أ' | 'إ' | 'آ' | 'ٱ' => Folded::One('ا'),
        'ى' | 'ی' | 'ې' => Folded::One('ي'),
        'ک' | 'ڪ' => Folded::One('ك'),
        'ہ' | 'ھ' | 'ە' => Folded::One('ه'),
        'گ' => Folded::One('ك'),
        '\u{0610}'..='\u{061A}'
        | '\u{061C}'
        | '\u{0640}'
        | '\u{064B}'..='\u{065F}'
        | '\u{0670}'
        | '\u{06D6}'..='\u{06DC}'
        | '\u{06DF}'..='\u{06E8}'
        | '\u{06EA}'..='\u{06ED}'
        | '\u{00AD}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}' => Folded::Nothing,
        '٠'..='٩' => Folded::One(char::from(b'0' + (c as u32 - '٠' as u32) as u8)),
        '۰'..='۹' => Folded::One(char::from(b'0' + (c as u32 - '۰' as u32) as u8)),
        'A'..='Z' => Folded::One(c.to_ascii_lowercase()),
        '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}' | '\u{FF00}'..='\u{FFEF}' => Folded::Many,
        _ => {
            if c.is_uppercase() {
                let mut l = c.to_lowercase();
                match (l.next(), l.next()) {
                    (Some(one), None) => Folded::One(one),
                    _ => Folded::One(c),
                }
            } else {
                Folded::One(c)
            }
        }
    }
}

/// Calls `out` with each folded character of `c`.
pub(crate) fn fold_into(c: char, mut out: impl FnMut(char)) {
    match fold_char(c) {
        Folded::Nothing => {}
        Folded::One(f) => out(f),
        Folded::Many => decompose_compatible(c, |d| {
            if let Folded::One(f) = fold_char(d) {
                out(f);
            }
        }),
    }
}

/// The folded form of a whole string: for lexicon entries and queries.
#[must_use]
pub fn fold(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    for c in s.chars() {
        fold_into(c, |f| out.push(f));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn one_spelling_for_many() {
        for (written, folded) in [
            ("أُمَّة", "امه"),
            ("إلى", "الي"),
            ("مُسْتَشْفَىٰ", "مستشفي"),
            ("ســوريا", "سوريا"),
            ("٢٠١٨", "2018"),
            ("۱۲", "12"),
            ("ﷲ", "الله"),
            ("ﻻ", "لا"),
            ("ایران", "ايران"),
            ("ABC\u{200F}", "abc"),
            ("مسؤول", "مسؤول"),
        ] {
            assert_eq!(fold(written), folded, "{written}");
        }
    }
}
