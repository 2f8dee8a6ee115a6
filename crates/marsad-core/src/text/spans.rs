//! From bytes to Unicode code points, for what leaves the program.

/// Maps byte offsets of one text to code point offsets, in constant time per look-up.
#[derive(Debug, Clone)]
pub struct CodePoints<'t> {
    text: &'t str,
    /// Code points before every 256th byte.
    marks: Vec<u32>,
}

const STEP: usize = 256;

impl<'t> CodePoints<'t> {
    /// Counts the text once.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut marks = Vec::with_capacity(bytes.len() / STEP + 1);
        let mut n = 0u32;
        for chunk in bytes.chunks(STEP) {
            marks.push(n);
            n += chunk.iter().filter(|b| (**b & 0xC0) != 0x80).count() as u32;
        }
        marks.push(n);
        Self { text, marks }
    }

    /// The number of code points before byte `at`, which is cut to the text's length.
    #[must_use]
    pub fn at(&self, at: u32) -> u32 {
        let at = (at as usize).min(self.text.len());
        let block = at / STEP;
        let rest = &self.text.as_bytes()[block * STEP..at];
        self.marks.get(block).copied().unwrap_or(0) + rest.iter().filter(|b| (**b & 0xC0) != 0x80).count() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::CodePoints;

    #[test]
    fn agrees_with_counting() {
        let text = "قال 🙂 abc ".repeat(200);
        let map = CodePoints::new(&text);
        for (n, (i, _)) in text.char_indices().enumerate() {
            assert_eq!(map.at(i as u32), n as u32);
        }
        assert_eq!(map.at(text.len() as u32) as usize, text.chars().count());
    }
}
