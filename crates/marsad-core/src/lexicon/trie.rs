//! Names of several words, matched over word hashes.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A hasher for keys that are hashes already.
#[derive(Default, Clone, Copy)]
pub struct Passing(u64);

impl Hasher for Passing {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.write_u64(u64::from(*b));
        }
    }
    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(23) ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    fn write_u32(&mut self, n: u32) {
        self.write_u64(u64::from(n));
    }
}

/// A map keyed by word hashes.
pub type HashedMap<K, V> = HashMap<K, V, BuildHasherDefault<Passing>>;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameValue {
    /// An actor, by its number.
    Actor(u32),
    /// A place of the gazetteer, by its number.
    Place(u32),
    /// A closed-class word or phrase, by its number.
    Word(u32),
    /// A cue phrase, by its number.
    Cue(u32),
}

/// A node of the trie.
pub type State = u32;

/// The node where every walk starts.
pub const ROOT: State = 0;

/// Names as paths of word keys. A key is the hash of the word as it stands, or of the word without ال; see [`NameTrie::step`].
#[derive(Debug, Default)]
pub struct NameTrie {
    edges: HashedMap<(State, u64), State>,
    values: Vec<Vec<NameValue>>,
}

impl NameTrie {
    /// An empty trie.
    #[must_use]
    pub fn new() -> Self {
        Self { edges: HashMap::default(), values: vec![Vec::new()] }
    }

    /// Adds a path.
    pub fn insert(&mut self, keys: impl IntoIterator<Item = u64>, value: NameValue) {
        let mut s = ROOT;
        for k in keys {
            let next = self.values.len() as State;
            s = *self.edges.entry((s, k)).or_insert(next);
            if s == next {
                self.values.push(Vec::new());
            }
        }
        if s != ROOT && !self.values[s as usize].contains(&value) {
            self.values[s as usize].push(value);
        }
    }

    /// The node after `state` by either key of a word.
    #[must_use]
    pub fn step(&self, state: State, exact: u64, bare: u64) -> [Option<State>; 2] {
        [self.edges.get(&(state, exact)).copied(), if bare == exact { None } else { self.edges.get(&(state, bare)).copied() }]
    }

    /// What ends at a node.
    #[must_use]
    pub fn values(&self, state: State) -> &[NameValue] {
        self.values.get(state as usize).map_or(&[], Vec::as_slice)
    }
}
