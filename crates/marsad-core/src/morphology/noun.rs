//! Noun and adjective forms: number, gender and state from lemma and plurals.

use super::{Feats, Form};
use crate::text::fold;

/// Which endings a nominal takes.
#[derive(Debug, Clone, Default)]
pub struct Noun<'a> {
    /// Singular as written in the press.
    pub lemma: &'a str,
    /// Plurals: whole words, or `+ون`, `+ات`.
    pub plurals: &'a [String],
    /// Takes a feminine ة (adjectives, nisbas, participles).
    pub feminine: bool,
}

impl Noun<'_> {
    /// All folded forms without proclitics and ال, with `base` in their features.
    #[must_use]
    pub fn forms(&self, base: Feats) -> Vec<Form> {
        use Feats as F;
        let lemma = fold(self.lemma);
        let mut out = Vec::with_capacity(24);
        if lemma.contains(' ') {
            return vec![(lemma, base | F::SG)];
        }
        // «ة» and «ه» look alike once folded: the written lemma knows
        let ta = self.lemma.trim_end().ends_with('ة');
        singular(&lemma, ta, base | F::SG, &mut out);
        if self.feminine && !ta {
            let stem = feminine_stem(&lemma);
            singular(&format!("{stem}ه"), true, base | F::SG | F::FEM, &mut out);
        }
        for p in self.plurals {
            match p.as_str() {
                "+ون" => sound_masculine(&lemma, base, &mut out),
                "+ات" => {
                    let stem = if ta { lemma.strip_suffix('ه').unwrap_or(&lemma) } else { &lemma };
                    let stem = if !ta && lemma.ends_with('ا') && lemma.chars().count() > 3 { lemma.clone() } else { stem.to_owned() };
                    out.push((format!("{stem}ات"), base | F::PL | F::FEM));
                }
                broken => {
                    let b = fold(broken);
                    singular(&b, broken.trim_end().ends_with('ة'), base | F::PL, &mut out);
                }
            }
        }
        out
    }
}

/// قاضي → قاضية; مقهى → …: the feminine's stem.
fn feminine_stem(lemma: &str) -> &str {
    lemma
}

fn singular(word: &str, ta: bool, f: Feats, out: &mut Vec<Form>) {
    use Feats as F;
    out.push((word.to_owned(), f));
    if ta {
        let stem = word.strip_suffix('ه').unwrap_or(word);
        out.push((format!("{stem}ت"), f | F::JOINED));
        if f.has(F::SG) {
            dual(&format!("{stem}ت"), f, out);
        }
        return;
    }
    if word.ends_with('ء') {
        // before pronouns the hamza takes its seat: أبناؤهم، أبنائهم
        let stem = word.trim_end_matches('ء');
        out.push((format!("{stem}ؤ"), f | F::JOINED));
        out.push((format!("{stem}ئ"), f | F::JOINED));
    } else if !word.ends_with('ا') {
        out.push((format!("{word}ا"), f | F::ACCUSATIVE));
    }
    if let Some(stem) = word.strip_suffix('ي') {
        // مبنى: مبناه; قاضٍ without its ي
        out.push((format!("{stem}ا"), f | F::JOINED));
        if f.any(F::APART) && stem.chars().count() >= 3 {
            out.push((stem.to_owned(), f | F::RARE));
        }
    }
    if f.has(F::SG) {
        dual(word, f, out);
    }
}

fn dual(word: &str, f: Feats, out: &mut Vec<Form>) {
    use Feats as F;
    let f = f.without(F::SG) | F::DU;
    let stem = word.strip_suffix('ء').map_or_else(|| word.to_owned(), |s| format!("{s}ء"));
    out.push((format!("{stem}ان"), f));
    out.push((format!("{stem}ين"), f));
    out.push((format!("{stem}ا"), f | F::CONSTRUCT));
    out.push((format!("{stem}ي"), f | F::CONSTRUCT));
    if let Some(s) = word.strip_suffix('ء') {
        out.push((format!("{s}ئين"), f));
    }
}

fn sound_masculine(lemma: &str, base: Feats, out: &mut Vec<Form>) {
    use Feats as F;
    let f = base | F::PL | F::MASC;
    // قاضي → قاضون, مقتدى → مقتدون; nisbas keep their ي
    let weak = lemma.ends_with('ي') && base.any(F::APART | F::PPART) && !base.any(F::NISBA);
    let stem = if weak { lemma.strip_suffix('ي').unwrap_or(lemma) } else { lemma };
    out.push((format!("{stem}ون"), f));
    out.push((format!("{stem}ين"), f));
    out.push((format!("{stem}و"), f | F::CONSTRUCT));
    out.push((format!("{stem}ي"), f | F::CONSTRUCT));
    if let Some(s) = stem.strip_suffix('ء') {
        out.push((format!("{s}ئين"), f));
        out.push((format!("{s}ؤون"), f));
    }
}

#[cfg(test)]
mod tests {
    use super::Noun;
    use crate::morphology::Feats;

    fn has(lemma: &str, plurals: &[&str], feminine: bool, want: &[&str]) {
        let plurals: Vec<String> = plurals.iter().map(|s| (*s).to_owned()).collect();
        let forms = Noun { lemma, plurals: &plurals, feminine }.forms(Feats::NOUN);
        for w in want {
            assert!(forms.iter().any(|(f, _)| f == w), "{lemma}: {w} is missing in {forms:?}");
        }
    }

    #[test]
    fn nouns_inflect() {
        has("غارة", &["+ات"], false, &["غاره", "غارت", "غارتان", "غارتين", "غارتي", "غارات"]);
        has("مسلح", &["+ون"], true, &["مسلح", "مسلحا", "مسلحه", "مسلحون", "مسلحين", "مسلحو", "مسلحي", "مسلحان"]);
        has("جندي", &["جنود"], false, &["جندي", "جنديا", "جنديان", "جنديين", "جنود", "جنودا"]);
        has("ابن", &["أبناء"], false, &["ابناء", "ابنائ", "ابناؤ"]);
        has("سوري", &["+ون"], true, &["سوري", "سوريه", "سوريون", "سوريين"]);
    }
}
