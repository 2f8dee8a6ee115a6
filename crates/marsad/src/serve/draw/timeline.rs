//! The timeline: a bar for each day, month or year.

use super::px;

/// A bar.
#[derive(Debug, Clone, Default)]
pub struct Bar {
    /// Left edge.
    pub x: String,
    /// Top.
    pub y: String,
    /// Width.
    pub w: String,
    /// Height.
    pub h: String,
    /// «October 2017: 3 incidents».
    pub label: String,
    /// Where it leads.
    pub to: String,
}

/// A timeline ready to be written.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// Bars.
    pub bars: Vec<Bar>,
    /// First and last, in words, with where they stand.
    pub ends: Vec<(String, String)>,
}

/// Width of the drawing.
pub const WIDTH: f64 = 640.0;
/// Height of the bars.
const HEIGHT: f64 = 80.0;

/// Lays out `bins` of (label, address, count, words for the axis); from right to left for `rtl`.
#[must_use]
pub fn timeline(bins: &[(String, String, u32, String)], rtl: bool) -> Timeline {
    let most = bins.iter().map(|b| b.2).max().unwrap_or(1).max(1);
    let step = WIDTH / bins.len().max(1) as f64;
    let place = |i: usize| if rtl { WIDTH - step * (i + 1) as f64 } else { step * i as f64 };
    let bars = bins
        .iter()
        .enumerate()
        .map(|(i, (label, to, n, _))| {
            let h = (HEIGHT - 4.0) * f64::from(*n) / f64::from(most) + 4.0;
            Bar {
                x: px(place(i) + step.min(40.0) * 0.08),
                y: px(HEIGHT - h),
                w: px((step * 0.84).min(36.0)),
                h: px(h),
                label: label.clone(),
                to: to.clone(),
            }
        })
        .collect();
    let mut ends = Vec::new();
    if let (Some(first), Some(last)) = (bins.first(), bins.last()) {
        ends.push((first.3.clone(), "start".to_owned()));
        if bins.len() > 3 {
            ends.push((last.3.clone(), "end".to_owned()));
        }
    }
    Timeline { bars, ends }
}
