//! Sentences and paragraphs.

use super::tokens::{Token, TokenKind};

/// A run of tokens that ends with a full stop or a line's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// First token.
    pub from: u32,
    /// One past the last token.
    pub to: u32,
    /// Number of its paragraph, from 0; the title is paragraph 0.
    pub paragraph: u32,
    /// Whether an odd number of quotation marks stands before it in its paragraph.
    pub quoted: bool,
}

impl Sentence {
    /// Its tokens' indices.
    #[must_use]
    pub const fn range(&self) -> std::ops::Range<usize> {
        self.from as usize..self.to as usize
    }
}

/// A sentence longer than this is cut at the next comma, so that the work per sentence stays bounded.
const LONGEST: usize = 240;

pub(super) fn split(text: &str, tokens: &[Token], folded: &str, out: &mut Vec<Sentence>) {
    let word = |i: usize| {
        let t: &Token = &tokens[i];
        let _ = folded;
        &text[t.start as usize..t.end as usize]
    };
    let (mut from, mut paragraph, mut quotes, mut quoted) = (0usize, 0u32, 0u32, false);
    let mut close = |from: usize, to: usize, paragraph: u32, quoted: bool| {
        if from < to {
            out.push(Sentence { from: from as u32, to: to as u32, paragraph, quoted });
        }
    };
    let mut i = 0;
    while i < tokens.len() {
        match tokens[i].kind {
            TokenKind::Break => {
                close(from, i, paragraph, quoted);
                paragraph += 1;
                from = i + 1;
                quotes = 0;
                quoted = false;
            }
            TokenKind::Punct => match word(i) {
                "\"" | "«" | "»" | "“" | "”" => quotes += 1,
                "." | "!" | "?" | "؟" | "…" | "۔" => {
                    // a run of marks and a closing quotation mark belong to the sentence they end
                    let mut end = i + 1;
                    let glued = |j: usize| tokens.get(j).is_some_and(|t| t.kind == TokenKind::Punct && !t.spaced);
                    while glued(end) && matches!(word(end), "." | "!" | "?" | "؟" | "…") {
                        end += 1;
                    }
                    while glued(end) && matches!(word(end), "\"" | "»" | "”" | ")") {
                        quotes += u32::from(word(end) != ")");
                        end += 1;
                    }
                    let dots = word(i) == "." && end == i + 2;
                    let initial = word(i) == "." && i > from && {
                        // «د. محمد»: one letter before the stop, or a Latin abbreviation (U.N.)
                        let t = &tokens[i - 1];
                        t.kind == TokenKind::Word && text[t.start as usize..t.end as usize].chars().count() == 1 && !tokens[i].spaced
                    };
                    let inside = end < tokens.len()
                        && !tokens[end].spaced
                        && tokens[end].kind != TokenKind::Break
                        && word(i) == "."
                        && tokens[end].kind == TokenKind::Word
                        && word(end).is_ascii();
                    let leading_dots = dots && end < tokens.len() && i == from;
                    if !(initial || inside || leading_dots) {
                        close(from, end, paragraph, quoted);
                        from = end;
                        quoted = quotes % 2 == 1;
                    }
                    i = end;
                    continue;
                }
                "،" | "؛" | "," if i - from > LONGEST => {
                    close(from, i + 1, paragraph, quoted);
                    from = i + 1;
                    quoted = quotes % 2 == 1;
                }
                _ => {}
            },
            _ => {
                if i - from > 2 * LONGEST {
                    close(from, i + 1, paragraph, quoted);
                    from = i + 1;
                    quoted = quotes % 2 == 1;
                }
            }
        }
        i += 1;
    }
    close(from, tokens.len(), paragraph, quoted);
}

#[cfg(test)]
mod tests {
    use super::super::Text;

    fn sentences(s: &str) -> Vec<&str> {
        let t = Text::new(s);
        t.sentences.iter().map(|x| t.span(x.from as usize, x.to as usize).of(s)).collect()
    }

    #[test]
    fn stops_and_lines_end_sentences() {
        assert_eq!(sentences("وصل الوفد.\nثم غادر"), ["وصل الوفد.", "ثم غادر"]);
        assert_eq!(sentences("قال د. سامي ذلك. وانتهى"), ["قال د. سامي ذلك.", "وانتهى"]);
        assert_eq!(sentences("بلغ 3.5 مليون. نعم"), ["بلغ 3.5 مليون.", "نعم"]);
        assert_eq!(sentences("قال \"لن نعود.\" ورحل"), ["قال \"لن نعود.\"", "ورحل"]);
    }
}
