//! The program `marsad` as a library, so that tests and benchmarks reach its parts.

pub mod archive;
pub mod cli;
mod data;
pub mod export;
pub mod fetch;
mod read;
pub mod serve;
