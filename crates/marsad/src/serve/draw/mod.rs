//! Drawings as SVG, for pages without scripts, for print and for tests. Each is laid out here and written by a template.

pub mod chain;
pub mod chart;
pub mod map;
pub mod timeline;

/// A number for an SVG attribute: two decimals at most.
#[must_use]
pub fn px(x: f64) -> String {
    let s = format!("{x:.2}");
    let s = s.trim_end_matches('0').trim_end_matches('.');
    if s == "-0" { "0".to_owned() } else { s.to_owned() }
}
