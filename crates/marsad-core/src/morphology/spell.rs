//! From a vowelled, phonemic form to folded spelling.
//!
//! Phonemic forms are written with Arabic consonants, `a i u` for short and `A I U` for long vowels, ء for
//! every hamza, `ة` for the feminine ending and `Y` for a final alif maqsura.

use crate::text::fold;

const fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'i' | 'u' | 'A' | 'I' | 'U' | 'Y')
}

/// The folded spelling of a phonemic form.
pub(super) fn spell(phonemic: &str) -> String {
    let p: Vec<char> = phonemic.chars().collect();
    let mut out = String::with_capacity(p.len() * 2);
    let mut i = 0;
    while i < p.len() {
        let c = p[i];
        let prev = i.checked_sub(1).map(|j| p[j]);
        let next = p.get(i + 1).copied();
        match c {
            'a' | 'i' | 'u' => {
                if i == 0 {
                    out.push('ا');
                }
            }
            'A' => {
                // ء + A is one letter (آ), which the fold makes a plain alif
                if !(prev == Some('ء') && out.ends_with(['ا', 'أ'])) {
                    out.push('ا');
                }
            }
            'I' => out.push('ي'),
            'U' => out.push('و'),
            'Y' => out.push('ى'),
            'ء' => out.push(seat(prev, next, i == 0)),
            _ => {
                // a consonant directly before itself is doubled: written once
                if next != Some(c) {
                    out.push(c);
                }
            }
        }
        i += 1;
    }
    fold(&out)
}

/// The seat of a hamza between two sounds: the usual rule of strength, i over u over a over none.
fn seat(prev: Option<char>, next: Option<char>, initial: bool) -> char {
    if initial {
        return 'أ';
    }
    let next_vowel = next.filter(|c| is_vowel(*c));
    match (prev, next_vowel) {
        // at the end the vowel before it alone decides
        (Some('a'), None) if next.is_none() => 'أ',
        (Some('u'), None) if next.is_none() => 'ؤ',
        (Some('i'), None) if next.is_none() => 'ئ',
        (_, None) if next.is_none() => 'ء',
        (Some('i' | 'I' | 'ي'), _) => 'ئ',
        (_, Some('i' | 'I')) => 'ئ',
        (Some('A'), Some('a' | 'A' | 'Y')) => 'ء',
        (Some('A'), _) if next == Some('ة') => 'ء',
        (Some('u'), _) => 'ؤ',
        (Some('U' | 'و'), Some('a' | 'A')) => 'ء',
        (_, Some('u' | 'U')) => 'ؤ',
        _ => 'أ',
    }
}

#[cfg(test)]
mod tests {
    use super::spell;

    #[test]
    fn hamza_finds_its_seat() {
        for (said, written) in [
            ("ءaكaل", "اكل"),
            ("yaءكul".replace('y', "ي").replace('k', "ك").replace('l', "ل").as_str(), "ياكul".replace("ul", "ل").as_str()),
            ("سuءiل", "سئل"),
            ("يaسءaل", "يسال"),
            ("قaرaء", "قرا"),
            ("قaرaءU", "قراوا".trim_end_matches("وا").to_owned().replace("قرا", "قرؤو").as_str()),
            ("يuءaكkiد".replace('k', "ك").as_str(), "يؤكد"),
            ("مuءتaمaر", "مؤتمر"),
            ("سaءAل", "سال"),
            ("تaسAءaل", "تساءل"),
            ("ءAمaن", "امن"),
            ("قAءiد", "قائد"),
            ("إiجرAء".replace('إ', "ء").as_str(), "اجراء"),
        ] {
            assert_eq!(spell(said), written, "{said}");
        }
    }
}
