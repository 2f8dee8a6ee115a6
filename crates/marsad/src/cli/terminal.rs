//! Text for people's terminals: Arabic that does not garble its line, colours, and lines that fit.
//!
//! Arabic is put between an isolate and its end (U+2068 or U+2067 … U+2069), so that a terminal that
//! orders right-to-left text never mixes it with the labels and numbers around it. Lines are broken
//! by us and each is isolated on its own: a terminal would break them in the wrong order.

use std::io::IsTerminal;
use unicode_width::UnicodeWidthChar;

/// Begins text whose direction its first letter shows.
const FIRST_STRONG: char = '\u{2068}';
/// Begins right-to-left text whatever its first letter.
const RIGHT_TO_LEFT: char = '\u{2067}';
/// Ends either.
const POP: char = '\u{2069}';

/// Language of labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Lang {
    /// English
    En,
    /// Arabic
    Ar,
}

/// How words are painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paint {
    /// Not at all.
    #[default]
    Plain,
    /// Less than the rest.
    Dim,
    /// A heading.
    Bold,
    /// A trigger.
    Trigger,
    /// An agent.
    Who,
    /// A target.
    Whom,
    /// An instrument.
    With,
    /// A place.
    Where,
    /// A time.
    When,
    /// A number or an amount.
    Count,
    /// A source.
    Source,
}

impl Paint {
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Dim => "2",
            Self::Bold => "1",
            Self::Trigger => "1;31",
            Self::Who => "32",
            Self::Whom => "33",
            Self::With => "35",
            Self::Where => "34",
            Self::When => "36",
            Self::Count => "1;35",
            Self::Source => "4",
        }
    }
}

/// How to show things.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Whether there are colours.
    pub colour: bool,
    /// Columns of a line.
    pub width: usize,
    /// Language of labels.
    pub lang: Lang,
}

impl Look {
    /// For standard output: colour only on a terminal and not against `NO_COLOR`, and as wide as the terminal is.
    pub fn of_stdout(lang: Lang) -> Self {
        let terminal = std::io::stdout().is_terminal();
        let colour =
            terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()) && std::env::var_os("TERM").is_none_or(|t| t != "dumb");
        let width = if terminal { terminal_size::terminal_size().map_or(80, |(w, _)| usize::from(w.0)) } else { 100 };
        Self { colour, width: width.clamp(40, 120), lang }
    }

    /// Words in a colour.
    pub fn paint(&self, words: &str, paint: Paint) -> String {
        if self.colour && paint != Paint::Plain { format!("\x1b[{}m{words}\x1b[0m", paint.code()) } else { words.to_owned() }
    }

    /// Lays `parts` out in lines behind `indent` columns; the first line has `label` in their place.
    pub fn lines(&self, label: &str, indent: usize, parts: &[Part]) -> String {
        let room = self.width.saturating_sub(indent).max(20);
        let mut lines: Vec<Vec<(usize, &Word)>> = vec![Vec::new()];
        let mut used = 0;
        for (n, part) in parts.iter().enumerate() {
            for word in &part.words {
                let w = word.width();
                if used > 0 && used + 1 + w > room {
                    lines.push(Vec::new());
                    used = 0;
                }
                used += w + usize::from(used > 0);
                if let Some(line) = lines.last_mut() {
                    line.push((n, word));
                }
            }
        }
        let mut out = String::new();
        for (n, line) in lines.iter().enumerate() {
            if n == 0 {
                out.push_str(&self.paint(label, Paint::Dim));
                out.extend(std::iter::repeat_n(' ', indent.saturating_sub(width(label))));
            } else {
                out.extend(std::iter::repeat_n(' ', indent));
            }
            self.line(parts, line, &mut out);
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
        }
        out
    }

    fn line(&self, parts: &[Part], line: &[(usize, &Word)], out: &mut String) {
        for (i, same) in line.chunk_by(|a, b| a.0 == b.0).enumerate() {
            if i > 0 {
                out.push(' ');
            }
            let arabic = parts.get(same[0].0).is_some_and(|p| p.arabic);
            if arabic {
                let first = same.iter().flat_map(|(_, w)| w.pieces.iter()).flat_map(|(s, _)| s.chars()).find(|c| c.is_alphabetic());
                out.push(if first.is_none_or(is_arabic) { FIRST_STRONG } else { RIGHT_TO_LEFT });
                // without a letter there is no first strong one: FIRST_STRONG would make it left to right
                if first.is_none() {
                    out.pop();
                    out.push(RIGHT_TO_LEFT);
                }
            }
            for (k, (_, word)) in same.iter().enumerate() {
                if k > 0 {
                    out.push(' ');
                }
                for (s, paint) in &word.pieces {
                    out.push_str(&self.paint(s, *paint));
                }
            }
            if arabic {
                out.push(POP);
            }
        }
    }
}

/// A run of words that belong together in one direction.
#[derive(Debug, Clone, Default)]
pub struct Part {
    words: Vec<Word>,
    arabic: bool,
}

/// A word, in pieces of one colour each.
#[derive(Debug, Clone, Default)]
struct Word {
    pieces: Vec<(String, Paint)>,
}

impl Word {
    fn width(&self) -> usize {
        self.pieces.iter().map(|(s, _)| width(s)).sum()
    }
}

impl Part {
    /// Words of one colour.
    pub fn new(words: &str, paint: Paint) -> Self {
        Self::of([(words, paint)])
    }

    /// Runs of text, each in its colour; they are joined as they stand.
    pub fn of<'a>(runs: impl IntoIterator<Item = (&'a str, Paint)>) -> Self {
        let mut part = Self::default();
        let (mut arabic, mut other) = (0usize, 0usize);
        let mut word = Word::default();
        for (text, paint) in runs {
            for (n, piece) in text.split(char::is_whitespace).enumerate() {
                if n > 0 && !word.pieces.is_empty() {
                    part.words.push(std::mem::take(&mut word));
                }
                let piece: String = piece.chars().filter(|c| shown(*c)).collect();
                arabic += piece.chars().filter(|c| is_arabic(*c)).count();
                other += piece.chars().filter(|c| c.is_alphabetic() && !is_arabic(*c)).count();
                if !piece.is_empty() {
                    word.pieces.push((piece, paint));
                }
            }
        }
        if !word.pieces.is_empty() {
            part.words.push(word);
        }
        part.arabic = arabic > 0 && arabic * 2 >= other;
        part
    }
}

/// One line's words between an isolate and its end, if they are Arabic.
pub fn isolate(words: &str) -> String {
    let look = Look { colour: false, width: usize::MAX, lang: Lang::En };
    let part = Part::new(words, Paint::Plain);
    let line: Vec<(usize, &Word)> = part.words.iter().map(|w| (0, w)).collect();
    let mut out = String::new();
    look.line(std::slice::from_ref(&part), &line, &mut out);
    out
}

const fn is_arabic(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// A report must not steer the terminal: control characters and direction marks are left out.
fn shown(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{061C}' | '\u{FEFF}')
}

/// Columns that a terminal takes for some words.
pub fn width(words: &str) -> usize {
    words.chars().filter(|c| shown(*c)).map(|c| c.width().unwrap_or(0)).sum()
}

#[cfg(test)]
mod tests {
    use super::{Lang, Look, Paint, Part, isolate, width};

    const LOOK: Look = Look { colour: false, width: 40, lang: Lang::En };

    #[test]
    fn arabic_is_isolated_and_the_rest_is_not() {
        assert_eq!(isolate("قتل خمسة"), "\u{2068}قتل خمسة\u{2069}");
        assert_eq!(isolate("BBC قالت إن خمسة قتلوا"), "\u{2067}BBC قالت إن خمسة قتلوا\u{2069}");
        assert_eq!(isolate("Aleppo, SY"), "Aleppo, SY");
    }

    #[test]
    fn a_report_cannot_steer_the_terminal() {
        assert_eq!(isolate("قتل\u{1b}[2J \u{202E}خمسة\u{2069}\0"), "\u{2068}قتل[2J خمسة\u{2069}");
    }

    #[test]
    fn every_line_is_isolated_and_fits() {
        let words = "سيطرت القوات على ثلاث قرى في ريف المحافظة الجنوبي بعد اشتباكات دامت يومين";
        let lines = LOOK.lines("who", 8, &[Part::new(words, Paint::Plain), Part::new("(in English)", Paint::Dim)]);
        assert!(lines.lines().count() >= 3);
        for line in lines.lines() {
            assert!(width(line) <= 40, "{line}");
            assert_eq!(line.matches('\u{2068}').count(), line.matches('\u{2069}').count());
        }
        assert!(lines.starts_with("who     \u{2068}سيطرت"));
        assert!(lines.ends_with("(in English)\n"));
    }

    #[test]
    fn harakat_take_no_room() {
        assert_eq!(width("قُتِلَ"), 3);
    }
}
