//! Lines that a page carries around its report: share buttons, "read also", captions, credits.
//!
//! The phrases are data (`data/lexicon/ar/boilerplate.toml`); a marked paragraph is not coded.

use super::{Text, TokenKind, fold};

/// How a phrase marks a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BoilerplateKind {
    /// The line is the phrase and nothing else.
    Whole,
    /// The line begins with it.
    Begins,
    /// The line begins with it, and nothing that follows belongs to the report.
    Tail,
}

/// The phrases of all languages, folded.
#[derive(Debug, Clone, Default)]
pub struct Boilerplate {
    phrases: Vec<(Vec<String>, BoilerplateKind)>,
}

impl Boilerplate {
    /// Adds a phrase as it is written in the press.
    pub fn add(&mut self, phrase: &str, kind: BoilerplateKind) {
        self.phrases.push((words(&fold(phrase)), kind));
    }

    /// Marks in `out`, one flag a sentence, those that lie in boilerplate paragraphs.
    pub fn mark(&self, text: &Text, out: &mut Vec<bool>) {
        out.clear();
        out.resize(text.sentences.len(), false);
        let mut s = 0;
        let mut tail = false;
        while s < text.sentences.len() {
            let paragraph = text.sentences[s].paragraph;
            let mut e = s;
            while e < text.sentences.len() && text.sentences[e].paragraph == paragraph {
                e += 1;
            }
            let range = text.sentences[s].from as usize..text.sentences[e - 1].to as usize;
            let mut hit = tail;
            for (phrase, kind) in &self.phrases {
                let mut at = range.clone().filter(|&i| text.tokens[i].kind == TokenKind::Word);
                if !phrase.iter().all(|w| at.next().is_some_and(|i| text.word(i) == w)) {
                    continue;
                }
                match kind {
                    BoilerplateKind::Whole => hit |= at.next().is_none(),
                    BoilerplateKind::Begins => hit = true,
                    BoilerplateKind::Tail => {
                        hit = true;
                        tail = true;
                    }
                }
            }
            if hit {
                out[s..e].iter_mut().for_each(|m| *m = true);
            }
            s = e;
        }
    }
}

fn words(folded: &str) -> Vec<String> {
    let t = Text::new(folded);
    t.tokens.iter().filter(|k| k.kind == TokenKind::Word).map(|k| t.folded_of(k).to_owned()).collect()
}
