//! The parts of the program `marsad` that keep and fetch reports.

pub mod archive;
pub mod fetch;
pub mod read;
