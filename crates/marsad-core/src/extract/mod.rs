//! From tokens to claims.

pub mod arcs;
pub mod attribution;
pub mod border;
mod category;
pub mod choose;
pub mod coder;
pub mod context;
mod entities;
pub mod measures;
mod persons;
pub mod phrases;
pub mod reading;
pub mod roles;
pub mod status;
pub mod triggers;
pub mod values;
