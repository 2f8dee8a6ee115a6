//! `marsad check`: reads a data folder, freezes it, and runs the sentences of every frame.
//!
//! Sentences are coded on frames alone: the data must hold by itself, whatever weights are trained on it.

use super::{Exit, Stop};
use crate::data::{self, DataError, count};
use marsad_core::extract::coder::{Coder, Knowledge};
use marsad_core::lexicon::load::{Data, ExampleEntry, FrameEntry, Placed};
use marsad_core::lexicon::{DataFile, Fault, Lexicon};
use marsad_core::model::Models;
use marsad_core::record::{Claim, Document, RoleKind, Span};
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
    let mut examples = Examples { coder: Coder::new(Arc::new(Knowledge { lexicon, models: Models::default() })), files: &files, faults: Vec::new() };
    for frame in &frames {
        sentences += examples.run(frame);
    }
    faults.append(&mut examples.faults);
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
    writeln!(out, "{}, {} run: {end}", counts.join(", "), count(sentences, "sentence"))?;
    Ok(if faults.is_empty() { Exit::Fine } else { Exit::Faults })
}

struct Examples<'f> {
    coder: Coder,
    files: &'f [DataFile],
    faults: Vec<Fault>,
}

impl Examples<'_> {
    /// Runs the sentences of one frame and says how many there were.
    fn run(&mut self, frame: &Placed<FrameEntry>) -> usize {
        let (file, f) = (frame.at.0, &frame.entry);
        for e in &f.matches {
            if let Some(why) = self.misses(f, e.get_ref()) {
                self.fault(file, e.span(), "text", &e.get_ref().text, format!("{}: {why}", f.id));
            }
        }
        for e in &f.rejects {
            let claims = self.code(&e.get_ref().text);
            if let Some(c) = claims.iter().find(|c| c.rule == f.id) {
                let what = format!("{}: must not match here, but «{}» gives {}", f.id, c.trigger.of(&e.get_ref().text), c.kind);
                self.fault(file, e.span(), "text", &e.get_ref().text, what);
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
        let Some(claim) = here.iter().find(|c| c.kind == f.kind) else {
            return Some(match here.first() {
                Some(c) => format!("«{}» must give {}, but gives {} by the frame {}", e.trigger, f.kind, c.kind, c.rule),
                None if claims.is_empty() => format!("«{}» must give {}, but the sentence gives no claim", e.trigger, f.kind),
                None => format!(
                    "«{}» must give {}, but only {} a claim",
                    e.trigger,
                    f.kind,
                    claims.iter().map(|c| format!("«{}»", c.trigger.of(&e.text))).collect::<Vec<_>>().join(", ") + if claims.len() == 1 { " is" } else { " are" }
                ),
            });
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
                let found: Vec<Span> = claim.roles.iter().chain(&claim.places).filter(|x| x.role == role).map(|x| x.span).collect();
                if !found.iter().any(|x| spans.iter().any(|s| s.overlaps(*x))) {
                    let instead = match found.first() {
                        Some(s) => format!("«{}»", s.of(&e.text)),
                        None => "nothing".to_owned(),
                    };
                    return Some(format!("the {} of «{}» must be «{words}», but is {instead}", role.name(), e.trigger));
                }
            }
        }
        if !e.status.is_empty() && e.status != claim.status.name() {
            return Some(format!("the status of «{}» must be {}, but is {}", e.trigger, e.status, claim.status.name()));
        }
        None
    }

    /// A fault at the words `words` of an entry that spans `range`, or at the entry where they cannot be found.
    fn fault(&mut self, file: usize, range: Range<usize>, key: &str, words: &str, message: String) {
        let Some(file) = self.files.get(file) else { return };
        let entry = file.text.get(range.clone()).unwrap_or("");
        let at = entry.find(key).and_then(|k| entry[k..].find(words).map(|w| range.start + k + w));
        let range = at.map_or(range, |a| a..a + words.len());
        self.faults.push(Fault::at(file, range, message));
    }
}

/// Every place where `words` stand in `text`; none for no words.
fn places_of(text: &str, words: &str) -> Vec<Span> {
    if words.is_empty() {
        return Vec::new();
    }
    text.match_indices(words).map(|(at, w)| Span::new(at as u32, (at + w.len()) as u32)).collect()
}
