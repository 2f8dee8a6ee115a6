//! `marsad check`: reads a data folder, freezes it, and runs the sentences of every frame.
//!
//! Sentences are coded on frames alone: the data must hold by itself, whatever weights are trained on it.

use super::{Exit, Stop};
use crate::data::{self, DataError, count};
use marsad_core::extract::choose::Trigger;
use marsad_core::extract::coder::{Coder, Knowledge};
use marsad_core::lexicon::load::{Data, ExampleEntry, FrameEntry, Placed};
use marsad_core::lexicon::{DataFile, Fault, Lexicon};
use marsad_core::model::Models;
use marsad_core::record::{Claim, Document, RoleKind, Span};
use std::collections::BTreeSet;
use std::io::Write;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// Options of `marsad check`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The data folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Write the sentences that are misread now to frames/misread.txt: they are no faults until they are read rightly
    #[arg(long)]
    accept: bool,
}

/// The sentences that frames alone are known to misread: frame and sentence, a line each. A line that is read rightly
/// by now is a fault, so that the list only shrinks.
const MISREAD: &str = "frames/misread.txt";

fn misread(folder: &std::path::Path) -> Result<BTreeSet<(String, String)>, Stop> {
    let path = folder.join(MISREAD);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(text
            .lines()
            .filter(|l| !l.starts_with('#'))
            .filter_map(|l| l.split_once('\t').map(|(frame, sentence)| (frame.to_owned(), sentence.to_owned())))
            .collect()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(DataError::Unreadable { path, source: error }.into()),
    }
}

/// Runs the command.
pub fn run(o: &Options) -> Result<Exit, Stop> {
    let data = Data::read(data::files(&o.folder)?);
    let files = data.files.clone();
    let frames = data.frames.clone();
    let counts = [
        count(data.verbs.len(), "verb"),
        count(data.nouns.len() + data.adjectives.len() + data.nisbas.len(), "noun"),
        count(frames.len(), "frame"),
        count(data.cues.len(), "cue"),
        count(data.actors.len(), "actor"),
        count(data.places.len(), "place"),
    ];
    let (lexicon, faults) = Lexicon::freeze_all(data);
    let mut faults = faults.0;
    let mut sentences = 0;
    let mut examples = Examples {
        coder: Coder::new(Arc::new(Knowledge { lexicon, models: Models::default() })),
        files: &files,
        known: if o.accept { BTreeSet::new() } else { misread(&o.folder)? },
        missed: BTreeSet::new(),
        faults: Vec::new(),
    };
    for frame in &frames {
        sentences += examples.run(frame);
    }
    let accepted = if o.accept { accept(&o.folder, &examples.missed)? } else { examples.missed.intersection(&examples.known).count() };
    if !o.accept {
        for (frame, sentence) in examples.known.difference(&examples.missed) {
            let why = format!("{frame}: «{sentence}» is read rightly by now or stands in no frame: take the line out");
            faults.push(Fault::at(&DataFile { path: MISREAD.into(), text: String::new() }, 0..0, why));
        }
        faults.append(&mut examples.faults);
    }
    if let Err(e) = data::model(&o.folder) {
        match e {
            DataError::Model(why) => faults.push(Fault::at(&DataFile { path: data::MODEL.into(), text: String::new() }, 0..0, why)),
            other => return Err(other.into()),
        }
    }
    faults.sort_by(|a, b| (&a.path, a.line, a.column).cmp(&(&b.path, b.line, b.column)));
    faults.dedup();
    let mut out = std::io::stdout().lock();
    for fault in &mut faults {
        fault.path = o.folder.join(&fault.path).to_string_lossy().into_owned();
        writeln!(out, "{fault}")?;
    }
    let end = if faults.is_empty() { "no faults".to_owned() } else { count(faults.len(), "fault") };
    let known = if accepted == 0 { String::new() } else { format!(" besides {} known to be misread", count(accepted, "sentence")) };
    writeln!(out, "{}, {} run: {end}{known}", counts.join(", "), count(sentences, "sentence"))?;
    Ok(if faults.is_empty() { Exit::Fine } else { Exit::Faults })
}

/// Writes the list of misread sentences and says how long it is.
fn accept(folder: &std::path::Path, missed: &BTreeSet<(String, String)>) -> Result<usize, Stop> {
    let mut text =
        "# Sentences that frames alone misread: frame, sentence. Written by `marsad check DIR --accept`; it should only shrink.\n"
            .to_owned();
    for (frame, sentence) in missed {
        text.push_str(&format!("{frame}\t{sentence}\n"));
    }
    let path = folder.join(MISREAD);
    std::fs::write(&path, text).map_err(|error| DataError::Unreadable { path, source: error })?;
    Ok(missed.len())
}

struct Examples<'f> {
    coder: Coder,
    files: &'f [DataFile],
    known: BTreeSet<(String, String)>,
    missed: BTreeSet<(String, String)>,
    faults: Vec<Fault>,
}

impl Examples<'_> {
    /// Runs the sentences of one frame and says how many there were.
    fn run(&mut self, frame: &Placed<FrameEntry>) -> usize {
        let (file, f) = (frame.at.0, &frame.entry);
        for e in &f.matches {
            if let Some(why) = self.misses(f, e.get_ref()) {
                self.fault(&f.id, file, e.span(), &e.get_ref().text, format!("{}: {why}", f.id));
            }
        }
        for e in &f.rejects {
            let claims = self.code(&e.get_ref().text);
            if let Some(c) = claims.iter().find(|c| c.rule == f.id) {
                let what = format!("{}: must not match here, but «{}» gives {}", f.id, c.trigger.of(&e.get_ref().text), c.kind);
                self.fault(&f.id, file, e.span(), &e.get_ref().text, what);
            }
        }
        f.matches.len() + f.rejects.len()
    }

    fn code(&mut self, text: &str) -> Vec<Claim> {
        self.coder.code(&Document { text: text.to_owned(), ..Document::default() }).claims
    }

    /// Why a sentence that a frame must match does not match it.
    fn misses(&mut self, f: &FrameEntry, e: &ExampleEntry) -> Option<String> {
        let triggers: Vec<Span> = places_of(&e.text, &e.trigger);
        if triggers.is_empty() {
            return Some(format!("the trigger «{}» does not stand in the sentence", e.trigger));
        }
        let claims = self.code(&e.text);
        let here: Vec<&Claim> = claims.iter().filter(|c| triggers.iter().any(|t| t.overlaps(c.trigger))).collect();
        let (found, status) = match here.iter().find(|c| c.kind == f.kind) {
            Some(c) => (c.roles.iter().chain(&c.places).map(|x| (x.role, x.span)).collect(), Some(c.status)),
            None => match self.weak(f, &e.text, &triggers) {
                Some(found) => (found, None),
                None => return Some(format!("«{}» must give {}, but {}", e.trigger, f.kind, instead(&e.text, &claims, here.first()))),
            },
        };
        let roles = [
            (RoleKind::Agent, &e.agent),
            (RoleKind::Target, &e.target),
            (RoleKind::Instrument, &e.instrument),
            (RoleKind::At, &e.at),
            (RoleKind::Origin, &e.origin),
            (RoleKind::Via, &e.via),
            (RoleKind::Destination, &e.destination),
        ];
        for (role, wanted) in roles {
            for words in &wanted.0 {
                let spans = places_of(&e.text, words);
                if spans.is_empty() {
                    return Some(format!("the {} «{words}» does not stand in the sentence", role.name()));
                }
                let mut filled = found.iter().filter(|x| x.0 == role).map(|x| x.1).peekable();
                let first = filled.peek().map_or_else(|| "nothing".to_owned(), |s| format!("«{}»", s.of(&e.text)));
                if !filled.any(|x| spans.iter().any(|s| s.overlaps(x))) {
                    return Some(format!("the {} of «{}» must be «{words}», but is {first}", role.name(), e.trigger));
                }
            }
        }
        match status {
            Some(s) if !e.status.is_empty() && e.status != s.name() => {
                Some(format!("the status of «{}» must be {}, but is {}", e.trigger, e.status, s.name()))
            }
            _ => None,
        }
    }

    /// A frame that seldom means a claim is too weak to make one by itself: it matches where it is what is proposed
    /// first for the trigger and nothing forbids it. The roles are those that grammar gives.
    fn weak(&self, f: &FrameEntry, text: &str, triggers: &[Span]) -> Option<Vec<(RoleKind, Span)>> {
        let (w, k) = (&self.coder.work, self.coder.knowledge());
        let c = w.candidates.iter().find(|c| {
            let word = w.sheet.text.tokens[c.token as usize].span();
            triggers.iter().any(|t| t.overlaps(word))
                && c.proposals.first().is_some_and(|p| k.lexicon.ontology.types[p.kind as usize].id == f.kind)
        })?;
        let proposal = *c.proposals.first()?;
        let whole = k.lexicon.frames[proposal.frame as usize].strength;
        if whole >= WEAK || proposal.strength < whole * FORBIDDEN {
            return None;
        }
        let mut arcs = Vec::new();
        w.arcs(k, &Trigger { token: c.token, sentence: c.sentence, proposal, score: proposal.strength }, &mut arcs);
        Some(arcs.iter().filter_map(|a| Some((a.rule?, w.phrase_span(text, &w.phrases[a.phrase as usize], true)))).collect())
    }

    /// A fault at the sentence `text` of the entry that begins at `range`, or at the entry where it cannot be found.
    fn fault(&mut self, frame: &str, file: usize, range: Range<usize>, text: &str, message: String) {
        let key = (frame.to_owned(), text.to_owned());
        let known = self.known.contains(&key);
        self.missed.insert(key);
        if known {
            return;
        }
        let Some(file) = self.files.get(file) else { return };
        // of a table TOML gives the place of its head; its keys follow up to the next head
        let rest = file.text.get(range.end..).unwrap_or("");
        let entry = &rest[..rest.find("\n[").unwrap_or(rest.len())];
        let at = entry.find(text).filter(|_| !text.is_empty()).map(|a| range.end + a);
        let range = at.map_or(range, |a| a..a + text.len());
        self.faults.push(Fault::at(file, range, message));
    }
}

/// What a sentence gives instead of the claim that it should.
fn instead(text: &str, claims: &[Claim], here: Option<&&Claim>) -> String {
    match here {
        Some(c) => format!("gives {} by the frame {}", c.kind, c.rule),
        None if claims.is_empty() => "the sentence gives no claim".to_owned(),
        None => {
            let words: Vec<String> = claims.iter().map(|c| format!("«{}»", c.trigger.of(text))).collect();
            format!("only {} {} a claim", words.join(", "), if words.len() == 1 { "is" } else { "are" })
        }
    }
}

/// A frame of less strength than this makes no claim by itself.
const WEAK: f32 = 0.5;
/// What keeps less than this share of its strength is forbidden by a condition.
const FORBIDDEN: f32 = 0.25;

/// Every place where `words` stand in `text`; none for no words.
fn places_of(text: &str, words: &str) -> Vec<Span> {
    if words.is_empty() {
        return Vec::new();
    }
    text.match_indices(words).map(|(at, w)| Span::new(at as u32, (at + w.len()) as u32)).collect()
}
