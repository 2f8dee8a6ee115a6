//! `marsad explain`: how one file's claims came about.
//!
//! It codes the report as `read` does and shows what the coder left in its [`Work`]: tokens with their
//! readings, noun phrases, trigger candidates with the frames that proposed them, and for each claim the
//! arcs to the phrases around it. With weights it recomputes the features of a decision and lists those
//! that weighed most.

use super::input::{Inputs, Origin, Raw};
use super::progress::Progress;
use super::terminal::isolate;
use super::{DataOptions, Exit, Stop, complain, iso_date};
use marsad_core::extract::arcs::Arc as Link;
use marsad_core::extract::choose::{self, Past, Scene, Trigger};
use marsad_core::extract::coder::{Coder, Knowledge, Work};
use marsad_core::extract::phrases::Phrase;
use marsad_core::extract::roles;
use marsad_core::extract::triggers::{Candidate, Proposal};
use marsad_core::extract::values::{Value, ValueKind};
use marsad_core::lexicon::{Classes, Lexicon, Parts, Reading};
use marsad_core::model::{Named, Table};
use marsad_core::morphology::clitic::Clitics;
use marsad_core::record::{Claim, Document, Filler, RoleKind};
use marsad_core::text::TokenKind;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

/// How many features are shown of each decision.
const FEATURES: usize = 8;

/// Options of `marsad explain`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// A report: .txt, .html, .json, .jsonl, plain or .gz; - for standard input
    #[arg(value_name = "FILE|-")]
    file: PathBuf,
    /// Only the claim of this number, counted from 1 through the whole file, and its sentence
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    claim: Option<u32>,
    /// Date of publication, if the report names none
    #[arg(long, value_name = "DATE", value_parser = iso_date)]
    published: Option<String>,
    #[command(flatten)]
    data: DataOptions,
}

/// Runs the command.
pub fn run(o: &Options) -> Result<Exit, Stop> {
    let knowledge = Arc::new(o.data.knowledge()?);
    let mut coder = Coder::new(Arc::clone(&knowledge));
    let inputs = Inputs::find(std::slice::from_ref(&o.file));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let (mut exit, mut claims, mut end) = (Exit::Fine, 0, Ok(()));
    inputs.each(&Progress::new(0), &mut |item| {
        match item.raw.and_then(|raw: Raw| raw.document(o.published.as_deref().unwrap_or_default())) {
            Err(why) => {
                complain(&format_args!("{}: {why}", item.origin));
                exit = Exit::Unreadable;
            }
            Ok((d, _)) => {
                let found = coder.code(&d).claims;
                let from = claims + 1;
                claims += found.len();
                let wanted = o.claim.map(|n| n as usize);
                if wanted.is_none_or(|n| (from..=claims).contains(&n)) {
                    let page = Page { d: &d, w: &coder.work, k: &knowledge, claims: &found, from };
                    end = page.write(&item.origin, wanted, &mut out);
                }
                return end.is_ok() && wanted.is_none_or(|n| n > claims);
            }
        }
        true
    });
    end?;
    out.flush()?;
    match o.claim {
        Some(n) if n as usize > claims && exit == Exit::Fine => {
            Err(Stop::Usage(format!("there is no claim {n}: the file has {}", crate::data::count(claims, "claim"))))
        }
        _ => Ok(exit),
    }
}

struct Page<'a> {
    d: &'a Document,
    w: &'a Work,
    k: &'a Knowledge,
    claims: &'a [Claim],
    /// Number of the first claim.
    from: usize,
}

type Written = std::io::Result<()>;

impl Page<'_> {
    fn write(&self, origin: &Origin, wanted: Option<usize>, out: &mut impl Write) -> Written {
        let kind = if self.k.models.trigger.is_empty() { "frames alone" } else { "frames and weights" };
        writeln!(out, "{origin}  {}  lexicon {:016x}, {kind}", self.d.id, self.k.lexicon.hash)?;
        if self.w.sheet.off_topic > 0.0 {
            writeln!(out, "words of sport, weather, markets, science, entertainment: {:.1} in a hundred", self.w.sheet.off_topic)?;
        }
        let only = wanted.and_then(|n| self.w.triggers.get(n - self.from)).map(|t| t.sentence);
        for s in 0..self.w.sheet.text.sentences.len() {
            if only.is_none_or(|o| o as usize == s) {
                self.sentence(s, wanted, out)?;
            }
        }
        Ok(())
    }

    fn words(&self, from: usize, to: usize) -> String {
        isolate(self.w.sheet.text.span(from, to).of(&self.d.text))
    }

    fn phrase(&self, p: &Phrase) -> String {
        isolate(self.w.phrase_span(&self.d.text, p, false).of(&self.d.text))
    }

    fn sentence(&self, s: usize, wanted: Option<usize>, out: &mut impl Write) -> Written {
        let sheet = &self.w.sheet;
        let range = sheet.text.sentences[s].range();
        writeln!(out, "\nsentence {}  {}", s + 1, self.words(range.start, range.end))?;
        if sheet.furniture[s] {
            return writeln!(out, "  page furniture: not coded");
        }
        writeln!(out, "  tokens")?;
        for i in range {
            if matches!(sheet.text.tokens[i].kind, TokenKind::Word | TokenKind::Number) {
                self.token(i, out)?;
            }
        }
        writeln!(out, "  noun phrases")?;
        for n in self.w.of.get(s).cloned().unwrap_or_default() {
            let p = &self.w.phrases[n];
            let mut notes = Vec::new();
            if let Some(prep) = self.preposition(p.prep) {
                notes.push(format!("under {prep}"));
            }
            if p.joined {
                notes.push("joined by و to the one before".into());
            }
            if p.inner {
                notes.push("inside a longer one".into());
            }
            if self.w.subjects.get(s).copied().flatten() == Some(n as u32) {
                notes.push("subject of the sentence".into());
            }
            let head = p.head as usize;
            writeln!(out, "    {}  head {}{}", self.phrase(p), self.words(head, head + 1), listed(&notes))?;
        }
        writeln!(out, "  candidates")?;
        self.candidates(s, out)?;
        for (n, (t, c)) in self.w.triggers.iter().zip(self.claims).enumerate() {
            if t.sentence as usize == s && wanted.is_none_or(|w| w == self.from + n) {
                self.claim(n, t, c, out)?;
            }
        }
        Ok(())
    }

    fn token(&self, i: usize, out: &mut impl Write) -> Written {
        let sheet = &self.w.sheet;
        let info = sheet.info(i);
        write!(out, "    {:4}  {}  {:?}", i, self.words(i, i + 1), sheet.pos(i))?;
        if let Some(n) = sheet.name_at(i) {
            write!(out, "  name {} {}", self.words(n.from as usize, n.to as usize), self.named(n.kind))?;
        }
        if let Some(v) = sheet.value_at(i) {
            write!(out, "  value {} {}", isolate(v.span.of(&self.d.text)), value(v))?;
        }
        if info.classes != Classes::NONE {
            write!(out, "  [{}]", info.classes)?;
        }
        writeln!(out)?;
        for r in &info.readings {
            writeln!(out, "          {}", self.reading(r))?;
        }
        Ok(())
    }

    fn named(&self, kind: marsad_core::extract::reading::NameKind) -> String {
        use marsad_core::extract::reading::NameKind;
        let lex = &self.k.lexicon;
        match kind {
            NameKind::Actor(a) => lex.actors.get(a as usize).map_or_else(String::new, |a| format!("actor {}", a.id)),
            NameKind::Place(p) => lex.places.get(p as usize).map_or_else(String::new, |p| format!("place {} ({})", p.id, p.en)),
            NameKind::Person => "person by its shape".into(),
        }
    }

    fn reading(&self, r: &Reading) -> String {
        let lemma = &self.k.lexicon.lemmas[r.lemma as usize];
        let gloss = if lemma.gloss.is_empty() { String::new() } else { format!(" “{}”", lemma.gloss) };
        let clitics = clitics(r.clitics);
        let clitics = if clitics.is_empty() { String::new() } else { format!(" + {clitics}") };
        format!("{}{gloss}: {}{clitics}", isolate(&lemma.text), r.feats)
    }

    /// The preposition of that hash, as the data writes it.
    fn preposition(&self, hash: u64) -> Option<String> {
        if hash == 0 {
            return None;
        }
        let word = self.k.lexicon.words.iter().find(|w| w.hash == hash);
        Some(word.map_or_else(|| "a preposition".into(), |w| isolate(&w.text)))
    }

    fn candidates(&self, s: usize, out: &mut impl Write) -> Written {
        let mut scene = Scene::default();
        let mut past = Past::default();
        let mut last = u32::MAX;
        for c in &self.w.candidates {
            if c.sentence as usize > s {
                break;
            }
            // the scene is followed from the document's begin, as the choice saw it
            if c.sentence != last {
                last = c.sentence;
                scene.look(&self.w.sheet, last as usize, self.w.candidates.len());
                past = Past::default();
            }
            let chosen = self.w.triggers.iter().find(|t| t.token == c.token);
            if c.sentence as usize == s {
                self.candidate(c, chosen, &scene, past, out)?;
            }
            if let Some(t) = chosen {
                past = Past { last: u64::from(t.proposal.kind) + 1, at: t.token, in_sentence: past.in_sentence + 1 };
                scene.seen.push(t.proposal.reading.lemma);
            }
        }
        Ok(())
    }

    fn candidate(&self, c: &Candidate, chosen: Option<&Trigger>, scene: &Scene, past: Past, out: &mut impl Write) -> Written {
        let (sheet, lex) = (&self.w.sheet, &self.k.lexicon);
        let i = c.token as usize;
        writeln!(out, "    {:4}  {}", i, self.words(i, i + 1))?;
        for (n, p) in c.proposals.iter().enumerate() {
            let is = chosen.is_some_and(|t| t.proposal.frame == p.frame && t.proposal.kind == p.kind);
            writeln!(out, "          {} {}", if is { "✓" } else { "·" }, proposal(lex, p))?;
            if !self.k.models.trigger.is_empty() {
                let (mut named, mut around) = (Named::default(), Vec::new());
                choose::around(sheet, lex, c, &self.w.phrases, &self.w.of, &mut around);
                choose::features(sheet, lex, c, scene, past, &around, &self.w.phrases, &mut named);
                choose::proposal_features(p, n, lex, &mut named);
                let variants = choose::variants(lex, p.kind);
                let table = &self.k.models.trigger;
                weighed(&named, |f| variants.iter().map(|v| table.weight(f, *v, 0)).sum(), out)?;
            }
        }
        match chosen {
            Some(t) => writeln!(out, "          a claim, {:.3}", t.score),
            None => writeln!(out, "          no claim"),
        }
    }

    fn claim(&self, n: usize, t: &Trigger, c: &Claim, out: &mut impl Write) -> Written {
        let lex = &self.k.lexicon;
        let text = &self.d.text;
        writeln!(
            out,
            "  claim {}  {}  {}  by {}, {}, confidence {:.2}",
            self.from + n,
            isolate(c.trigger.of(text)),
            c.kind,
            c.rule,
            c.status.name(),
            c.confidence
        )?;
        let mut arcs: Vec<Link> = Vec::new();
        self.w.arcs(self.k, t, &mut arcs);
        for (m, a) in arcs.iter().enumerate() {
            let filled: Vec<_> = self.w.filled.get(n).into_iter().flatten().filter(|f| f.phrase == a.phrase).collect();
            let rule = a.rule.map_or("no role", RoleKind::name);
            let result = match filled.first() {
                Some(f) => format!("{} {:.2}", f.role.name(), f.score),
                None => "left out".into(),
            };
            let p = &self.w.phrases[a.phrase as usize];
            let prep = self.preposition(p.prep).map_or_else(String::new, |p| format!(" {p}"));
            writeln!(out, "    {}  {}{prep}, nearness {}; by the frame {rule} → {result}", self.phrase(p), a.slot.why(), a.rank)?;
            if !self.k.models.role.is_empty() && (a.rule.is_some() || !filled.is_empty()) {
                let mut named = Named::default();
                roles::features(&self.w.sheet, lex, t, &arcs, m, &self.w.phrases, self.w.others(n), &mut named);
                let class = roles::role_class(filled.first().map(|f| f.role).or(a.rule));
                let table: &Table = &self.k.models.role;
                weighed(&named, |f| table.weight(f, 0, class) - table.weight(f, 0, 0), out)?;
            }
        }
        let resolved = |f: &Filler| match (&f.actor, &f.place) {
            (Some(a), _) => format!(" = actor {a}"),
            (None, Some(p)) => format!(" = {} {} ({})", p.id, p.en, p.country),
            (None, None) => String::new(),
        };
        for f in c.roles.iter().chain(&c.places) {
            writeln!(out, "    {:<11} {}{}", f.role.name(), isolate(f.span.of(text)), resolved(f))?;
        }
        if let Some(time) = &c.time {
            writeln!(
                out,
                "    {:<11} {} from {} to {}",
                "time",
                isolate(time.span.of(text)),
                time.from.as_deref().unwrap_or("?"),
                time.to.as_deref().unwrap_or("?")
            )?;
        }
        for f in &c.figures {
            writeln!(
                out,
                "    {:<11} {} {} = {}, {}",
                "figure",
                f.measure,
                isolate(f.span.of(text)),
                bounds(f.low, f.high),
                f.exactness.name()
            )?;
        }
        for m in &c.money {
            writeln!(out, "    {:<11} {} = {} {}", "money", isolate(m.span.of(text)), bounds(m.low, m.high), m.currency)?;
        }
        for l in &c.attribution {
            writeln!(out, "    {:<11} {} ({}) by the cue {}", "source", isolate(l.span.of(text)), l.kind.name(), isolate(l.cue.of(text)))?;
        }
        Ok(())
    }
}

/// «5», «20 to 30», «6000 to …».
fn bounds(low: Option<f64>, high: Option<f64>) -> String {
    let one = |x: Option<f64>| x.map_or_else(|| "…".to_owned(), |x| x.to_string());
    if low == high && low.is_some() { one(low) } else { format!("{} to {}", one(low), one(high)) }
}

fn value(v: &Value) -> String {
    let day = |d: &Option<String>| d.clone().unwrap_or_else(|| "…".into());
    let range = bounds(v.low, v.high);
    match &v.kind {
        ValueKind::Number => format!("= {range}"),
        ValueKind::Ordinal => format!("= ordinal {range}"),
        ValueKind::Percent => format!("= {range} %"),
        ValueKind::Money(currency) => format!("= {range} {currency}"),
        ValueKind::Duration(unit) => format!("= {range} {unit}"),
        ValueKind::Date { from, to, grain } => format!("= {} to {}, to the {grain}", day(from), day(to)),
    }
}

fn proposal(lex: &Lexicon, p: &Proposal) -> String {
    let frame = &lex.frames[p.frame as usize];
    let kind = &lex.ontology.types[p.kind as usize].id;
    let part = match p.part {
        Parts::FINITE => "finite verb",
        Parts::MASDAR => "verbal noun",
        Parts::ACTIVE => "active participle",
        Parts::PASSIVE => "passive participle",
        _ => "noun",
    };
    let mut notes = vec![part.to_owned()];
    if p.phrase {
        notes.push("in a phrase of the frame".into());
    }
    if p.conditioned {
        notes.push("its conditions hold".into());
    }
    format!("{} → {kind}, strength {:.2} of {:.2}{}", frame.id, p.strength, frame.strength, listed(&notes))
}

fn listed(notes: &[String]) -> String {
    if notes.is_empty() { String::new() } else { format!("  ({})", notes.join(", ")) }
}

fn clitics(c: Clitics) -> String {
    let names = [
        (Clitics::CONJUNCTION, "و/ف"),
        (Clitics::BA, "ب"),
        (Clitics::LAM, "ل"),
        (Clitics::KAF, "ك"),
        (Clitics::FUTURE, "س"),
        (Clitics::ARTICLE, "ال"),
        (Clitics::HIS, "ه"),
        (Clitics::HER, "ها"),
        (Clitics::THEIR, "هم"),
        (Clitics::OUR, "نا"),
    ];
    names.iter().filter(|(bit, _)| c.any(*bit)).map(|(_, n)| isolate(n)).collect::<Vec<_>>().join(" ")
}

/// The features that weighed most, for and against, in one line.
fn weighed(named: &Named, weight: impl Fn(u32) -> f32, out: &mut impl Write) -> Written {
    let mut list: Vec<(&str, f32)> = named.0.iter().map(|(name, _, f)| (*name, weight(*f))).filter(|(_, w)| w.abs() >= 0.005).collect();
    list.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(b.0)));
    let list: Vec<String> = list.iter().take(FEATURES).map(|(name, w)| format!("{name} {w:+.2}")).collect();
    if list.is_empty() { Ok(()) } else { writeln!(out, "              {}", list.join(" · ")) }
}
