//! KML 2.2: one claim a placemark, a point or a way, with the quoted words and the native table's columns as data.
//! Claims without a known place are left out: a placemark has nothing to show of them.

use super::cell::Cell;
use super::row::{Row, point};
use super::table::CLAIMS;
use super::{ExportError, Sink};
use crate::archive::sqlite::Match;
use std::io::Write;

/// A document that is being written.
pub struct Placemarks<'w> {
    out: &'w mut dyn Write,
}

/// Text for XML: marks escaped, characters that XML does not allow left out.
fn xml(s: &str) -> String {
    let mut out = String::with_capacity(s.len() + 8);
    for c in s.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'.. => out.push(c),
            _ => {}
        }
    }
    out
}

impl<'w> Placemarks<'w> {
    /// Begins the document.
    pub fn begin(out: &'w mut dyn Write) -> Result<Self, ExportError> {
        out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>\n<name>Marsad</name>\n")?;
        Ok(Self { out })
    }

    fn placemark(&mut self, r: &Row<'_>, geometry: &str) -> std::io::Result<()> {
        let id = r.claim["id"].as_str().unwrap_or_default();
        let label = r.names.claim_type(r.kind()).map_or(r.kind(), |t| t.en.as_str());
        let place = r.place()["text"].as_str().unwrap_or_default();
        // a viewer reads the description as HTML, so the quoted words are escaped once more
        let said = xml(&format!("<p dir=\"auto\">{}</p><p dir=\"auto\">{}</p>", xml(&r.quote), xml(&super::columns::chain(r))));
        let (from, to, ..) = r.dates();
        writeln!(
            self.out,
            "<Placemark id=\"c{}\"><name>{}</name><description>{said}</description>",
            xml(id),
            xml(&format!("{label}: {place}"))
        )?;
        if !from.is_empty() {
            writeln!(self.out, "<TimeSpan><begin>{}</begin><end>{}</end></TimeSpan>", xml(&from), xml(&to))?;
        }
        self.out.write_all(b"<ExtendedData>")?;
        for c in CLAIMS {
            let cell = (c.of)(r);
            if cell != Cell::Empty {
                write!(self.out, "<Data name=\"{}\"><value>{}</value></Data>", c.name, xml(&cell.written()))?;
            }
        }
        writeln!(self.out, "</ExtendedData>{geometry}</Placemark>")
    }
}

fn geometry(r: &Row<'_>) -> Option<String> {
    let way = r.way();
    if way.len() > 1 {
        let points: Vec<String> = way.iter().map(|(lat, lon)| format!("{lon},{lat}")).collect();
        return Some(format!("<LineString><tessellate>1</tessellate><coordinates>{}</coordinates></LineString>", points.join(" ")));
    }
    point(r.place()).map(|(lat, lon)| format!("<Point><coordinates>{lon},{lat}</coordinates></Point>"))
}

impl Sink for Placemarks<'_> {
    fn document(&mut self, _: &Match, rows: &[Row<'_>]) -> Result<u64, ExportError> {
        let mut n = 0;
        for r in rows {
            if let Some(g) = geometry(r) {
                self.placemark(r, &g)?;
                n += 1;
            }
        }
        Ok(n)
    }

    fn end(&mut self) -> Result<(), ExportError> {
        Ok(self.out.write_all(b"</Document>\n</kml>\n")?)
    }
}

#[cfg(test)]
mod tests {
    use super::xml;

    #[test]
    fn hostile_words_stay_words() {
        assert_eq!(xml("<script>\"&\u{0}\u{1B}]]>"), "&lt;script&gt;&quot;&amp;]]&gt;");
    }
}
