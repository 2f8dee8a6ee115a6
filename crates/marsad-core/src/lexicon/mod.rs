//! The lexicon, frames and gazetteer: read from data files, checked, and frozen once.
//!
//! [`load`] reads TOML and TSV into entries that know their file and line; [`freeze`] makes all word forms
//! and tables; what comes out is [`Lexicon`], which never changes and is shared by all threads.

mod analysis;
mod classes;
mod fault;
pub mod frames;
mod freeze;
pub mod load;
mod ontology;
mod trie;

pub use analysis::{Analyser, NameKey, Reading, WordId, WordInfo};
pub use classes::Classes;
pub use fault::{DataFile, Fault, Faults};
pub use frames::{Frame, Parts, TriggerEntry};
pub use freeze::{Actor, ClosedWord, Cue, CueKind, FormTable, Lemma, Lexicon, Light, LightKind, Nisba};
pub use ontology::{ClaimType, Ontology};
pub use trie::{NameTrie, NameValue, ROOT, State};
