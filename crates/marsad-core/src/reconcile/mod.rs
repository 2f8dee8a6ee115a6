//! Reports reconciled.
pub mod block;
pub mod cluster;
pub mod score;
pub mod telling;
pub mod words;
