//! From the original text to folded tokens, sentences and paragraphs.
//!
//! Takes a `&str`, gives a [`Text`]; every token keeps its byte range in the original, so nothing that
//! later stages find can point anywhere else. The folded letters serve for lookup only.

mod boilerplate;
mod fold;
mod sentences;
mod spans;
mod tokens;

pub use boilerplate::{Boilerplate, BoilerplateKind};
pub(crate) use fold::fold_into;
pub use fold::{Folded, fold, fold_char};
pub use sentences::Sentence;
pub use spans::CodePoints;
pub use tokens::{Text, Token, TokenKind, word_hash};
