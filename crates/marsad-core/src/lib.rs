//! The pure coder of Marsad: bytes of a news report in, attributed claims out.
//!
//! No I/O, clock, network or chance: the same text and the same data give the same claims.

pub mod extract;
pub mod json;
pub mod lexicon;
pub mod model;
pub mod morphology;
pub mod reconcile;
pub mod record;
pub mod resolve;
pub mod text;
