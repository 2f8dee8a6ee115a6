//! Claims for people: each sentence with its evidence marked, then its claims, one field a line.

use super::input::Origin;
use super::terminal::{Lang, Look, Paint, Part};
use marsad_core::extract::coder::Coder;
use marsad_core::record::{Claim, Coded, Document, Exactness, Figure, Filler, Money, RoleKind, Span, Status};
use std::fmt::Write;

/// Columns of labels.
const LABELS: usize = 15;

/// The words around the values, in both languages.
struct Labels {
    kind: &'static str,
    who: &'static str,
    whom: &'static str,
    with: &'static str,
    place: &'static str,
    time: &'static str,
    count: &'static str,
    money: &'static str,
    word_of: &'static str,
    report_itself: &'static str,
    status: &'static str,
    of_whom: &'static str,
}

const EN: Labels = Labels {
    kind: "type",
    who: "who",
    whom: "whom",
    with: "with",
    place: "where",
    time: "when",
    count: "how many",
    money: "how much",
    word_of: "on whose word",
    report_itself: "the report itself",
    status: "status",
    of_whom: "of whom",
};

const AR: Labels = Labels {
    kind: "النوع",
    who: "مَن",
    whom: "لِمَن",
    with: "بماذا",
    place: "أين",
    time: "متى",
    count: "كم",
    money: "المبلغ",
    word_of: "على ذمة",
    report_itself: "التقرير نفسه",
    status: "الحال",
    of_whom: "منهم",
};

const fn labels(lang: Lang) -> &'static Labels {
    match lang {
        Lang::En => &EN,
        Lang::Ar => &AR,
    }
}

const fn place_role(role: RoleKind, lang: Lang) -> &'static str {
    match (role, lang) {
        (RoleKind::Origin, Lang::En) => "from",
        (RoleKind::Via, Lang::En) => "via",
        (RoleKind::Destination, Lang::En) => "to",
        (RoleKind::Origin, Lang::Ar) => "من",
        (RoleKind::Via, Lang::Ar) => "عبر",
        (RoleKind::Destination, Lang::Ar) => "إلى",
        _ => "",
    }
}

fn measure(name: &'static str, lang: Lang) -> &'static str {
    if lang == Lang::En {
        return name;
    }
    match name {
        "killed" => "قتلى",
        "injured" => "جرحى",
        "displaced" => "نازحون",
        "missing" => "مفقودون",
        "detained" => "معتقلون",
        "released" => "مفرج عنهم",
        "moved" => "منتقلون",
        "surrendered" => "مستسلمون",
        "participants" => "مشاركون",
        "vehicles" => "آليات",
        "weapons" => "أسلحة",
        "incidents" => "حوادث",
        _ => "غير ذلك",
    }
}

const fn status(s: Status, lang: Lang) -> &'static str {
    match (s, lang) {
        (_, Lang::En) => s.name(),
        (Status::Asserted, Lang::Ar) => "مؤكد",
        (Status::Planned, Lang::Ar) => "مزمع",
        (Status::Denied, Lang::Ar) => "منفي",
        (Status::Possible, Lang::Ar) => "محتمل",
    }
}

impl Look {
    /// How many reports and claims there were.
    pub fn totals(&self, reports: usize, claims: usize) -> String {
        match self.lang {
            Lang::En => format!("{}, {}", crate::data::count(reports, "report"), crate::data::count(claims, "claim")),
            Lang::Ar => format!("التقارير: {reports}، الأقوال: {claims}"),
        }
    }
}

/// One report. `coder` has just coded it.
pub fn report(d: &Document, origin: &Origin, coded: &Coded, coder: &Coder, look: &Look) -> String {
    let mut out = String::new();
    let title = if d.title.is_empty() { d.text.lines().find(|l| !l.trim().is_empty()).unwrap_or("") } else { &d.title };
    out.push_str(&look.lines("", 0, &[Part::new(&cut(title, 160), Paint::Bold)]));
    let about: Vec<&str> = [d.source.as_str(), d.published.as_str(), d.url.as_str()].into_iter().filter(|s| !s.is_empty()).collect();
    out.push_str(&look.lines("", 0, &[Part::new(&format!("{origin} {}", about.join(" · ")), Paint::Dim)]));
    out.push('\n');
    let sheet = &coder.work.sheet;
    let mut n = 0;
    for claims in coded.claims.chunk_by(|a, b| sentence(coder, a) == sentence(coder, b)) {
        let span = sentence(coder, &claims[0]).map_or(claims[0].trigger, |s| {
            let s = sheet.text.sentences[s].range();
            sheet.text.span(s.start, s.end)
        });
        out.push_str(&look.lines("", 2, &[marked(d, span, claims, n)]));
        for claim in claims {
            n += 1;
            one(d, claim, n, coder, look, &mut out);
        }
        out.push('\n');
    }
    out
}

/// The sentence that holds a claim's trigger.
fn sentence(coder: &Coder, c: &Claim) -> Option<usize> {
    let text = &coder.work.sheet.text;
    let n = text.sentences.partition_point(|s| text.tokens[s.to as usize - 1].end <= c.trigger.start);
    (n < text.sentences.len()).then_some(n)
}

/// The sentence in runs: evidence in colours, triggers in brackets with the numbers of their claims.
fn marked(d: &Document, sentence: Span, claims: &[Claim], before: usize) -> Part {
    let mut evidence: Vec<(Span, Paint)> = Vec::new();
    let mut triggers: Vec<(Span, String)> = Vec::new();
    for (n, c) in claims.iter().enumerate() {
        evidence.extend(c.attribution.iter().map(|l| (l.span, Paint::Source)));
        evidence.extend(c.roles.iter().map(|f| (f.span, paint(f.role))));
        evidence.extend(c.places.iter().map(|f| (f.span, Paint::Where)));
        evidence.extend(c.time.iter().map(|t| (t.span, Paint::When)));
        evidence.extend(c.figures.iter().map(|f| (f.span, Paint::Count)));
        evidence.extend(c.money.iter().map(|m| (m.span, Paint::Count)));
        match triggers.iter_mut().find(|(s, _)| *s == c.trigger) {
            Some((_, numbers)) => numbers.push_str(&raised(before + n + 1)),
            None => triggers.push((c.trigger, raised(before + n + 1))),
        }
    }
    evidence.retain(|(s, _)| sentence.contains(*s));
    // later ones are painted over earlier ones, so the finer evidence shows
    let mut edges: Vec<u32> = evidence
        .iter()
        .flat_map(|(s, _)| [s.start, s.end])
        .chain(triggers.iter().flat_map(|(s, _)| [s.start, s.end]))
        .chain([sentence.start, sentence.end])
        .collect();
    edges.sort_unstable();
    edges.dedup();
    let mut runs: Vec<(String, Paint)> = Vec::new();
    for pair in edges.windows(2) {
        let here = Span::new(pair[0], pair[1]);
        let words = here.of(&d.text);
        if let Some((s, numbers)) = triggers.iter().find(|(s, _)| s.contains(here)) {
            let open = if s.start == here.start { "[" } else { "" };
            let close = if s.end == here.end { format!("]{numbers}") } else { String::new() };
            runs.push((format!("{open}{words}{close}"), Paint::Trigger));
        } else {
            let paint = evidence.iter().rev().find(|(s, _)| s.contains(here)).map_or(Paint::Plain, |e| e.1);
            runs.push((words.to_owned(), paint));
        }
    }
    Part::of(runs.iter().map(|(s, p)| (s.as_str(), *p)))
}

fn raised(n: usize) -> String {
    n.to_string().chars().map(|c| ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][c.to_digit(10).unwrap_or(0) as usize]).collect()
}

const fn paint(role: RoleKind) -> Paint {
    match role {
        RoleKind::Agent => Paint::Who,
        RoleKind::Target => Paint::Whom,
        RoleKind::Instrument => Paint::With,
        _ => Paint::Where,
    }
}

fn one(d: &Document, c: &Claim, n: usize, coder: &Coder, look: &Look, out: &mut String) {
    let l = labels(look.lang);
    let ontology = &coder.knowledge().lexicon.ontology;
    let name = ontology.types.iter().find(|t| t.id == c.kind).map_or("", |t| if look.lang == Lang::Ar { &t.ar } else { &t.en });
    // the claim's number stands before its first field
    let mut number = raised(n);
    let mut line = |label: &str, parts: &[Part]| {
        out.push_str(&look.lines(&format!("    {:<3}{label}", std::mem::take(&mut number)), LABELS + 7, parts));
    };
    let note = |s: &str| Part::new(s, Paint::Dim);
    line(l.kind, &[Part::new(name, Paint::Bold), note(&format!("· {} · {:.2}", c.kind, c.confidence))]);
    for (role, label) in [(RoleKind::Agent, l.who), (RoleKind::Target, l.whom), (RoleKind::Instrument, l.with)] {
        for f in c.roles.iter().filter(|f| f.role == role) {
            line(label, &[Part::new(f.span.of(&d.text), paint(role)), note(f.actor.as_deref().unwrap_or(""))]);
        }
    }
    for f in &c.places {
        line(l.place, &[note(place_role(f.role, look.lang)), Part::new(f.span.of(&d.text), Paint::Where), note(&place(f))]);
    }
    if let Some(t) = &c.time {
        line(l.time, &[Part::new(t.span.of(&d.text), Paint::When), note(&dates(t.from.as_deref(), t.to.as_deref()))]);
    }
    for f in &c.figures {
        let part = if f.part { l.of_whom } else { "" };
        line(
            l.count,
            &[
                note(part),
                note(measure(f.measure, look.lang)),
                Part::new(&amount(f), Paint::Count),
                Part::new(other_than(f.span.of(&d.text), &amount(f)), Paint::Count),
                note(&f.class),
            ],
        );
    }
    for m in &c.money {
        line(l.money, &[Part::new(&sum(m), Paint::Count), Part::new(m.span.of(&d.text), Paint::Count)]);
    }
    if c.status != Status::Asserted {
        line(l.status, &[Part::new(status(c.status, look.lang), Paint::Bold)]);
    }
    let mut chain = Vec::new();
    for (i, link) in c.attribution.iter().enumerate() {
        if i > 0 {
            chain.push(note("›"));
        }
        chain.push(Part::new(link.span.of(&d.text), Paint::Source));
        chain.push(note(&format!("({})", link.kind.name())));
    }
    if chain.is_empty() {
        chain.push(note(l.report_itself));
    }
    line(l.word_of, &chain);
}

/// The words of a number, unless they only say it in the same digits.
fn other_than<'w>(words: &'w str, number: &str) -> &'w str {
    if words.replace([',', '٬'], "") == number.replace(',', "") { "" } else { words }
}

/// What a place phrase was resolved to.
fn place(f: &Filler) -> String {
    f.place.as_ref().map_or_else(String::new, |p| {
        let country = if p.country.is_empty() { String::new() } else { format!(", {}", p.country) };
        let radius = if p.radius_km > 0.0 { format!(", within {} km", p.radius_km) } else { String::new() };
        format!("({}{country}{radius})", p.en)
    })
}

fn dates(from: Option<&str>, to: Option<&str>) -> String {
    match (from, to) {
        (None, None) => String::new(),
        (Some(f), Some(t)) if f == t => f.to_owned(),
        (f, t) => format!("{} – {}", f.unwrap_or("…"), t.unwrap_or("…")),
    }
}

fn amount(f: &Figure) -> String {
    let sign = match f.exactness {
        Exactness::Exact | Exactness::Range | Exactness::Vague => "",
        Exactness::Approx => "≈ ",
        Exactness::AtLeast => "≥ ",
        Exactness::AtMost => "≤ ",
        Exactness::MoreThan => "> ",
        Exactness::LessThan => "< ",
    };
    format!("{sign}{}", range(f.low, f.high))
}

fn sum(m: &Money) -> String {
    format!("{} {}", range(m.low, m.high), m.currency)
}

fn range(low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(l), Some(h)) if l == h => grouped(l),
        (Some(l), Some(h)) => format!("{} – {}", grouped(l), grouped(h)),
        (Some(x), None) | (None, Some(x)) => grouped(x),
        (None, None) => String::new(),
    }
}

/// A number with a comma between thousands.
pub fn grouped(x: f64) -> String {
    let plain = format!("{x}");
    let (whole, rest) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 && whole.as_bytes()[i - 1] != b'-' {
            out.push(',');
        }
        out.push(c);
    }
    let _ = out.write_str(rest);
    out
}

/// The first `most` characters, with a mark where something is left out.
pub fn cut(s: &str, most: usize) -> String {
    match s.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &s[..at]),
        None => s.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{cut, dates, grouped, raised, range};

    #[test]
    fn numbers_are_easy_to_read() {
        assert_eq!(grouped(1_234_567.0), "1,234,567");
        assert_eq!(grouped(2.5), "2.5");
        assert_eq!(grouped(-1000.0), "-1,000");
        assert_eq!(range(Some(20_000.0), Some(30_000.0)), "20,000 – 30,000");
        assert_eq!(raised(12), "¹²");
        assert_eq!(dates(Some("2017-10-20"), Some("2017-10-20")), "2017-10-20");
        assert_eq!(dates(None, Some("2017-10")), "… – 2017-10");
        assert_eq!(cut("سيطرة", 3), "سيط…");
    }
}
