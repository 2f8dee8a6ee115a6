//! How far figures of one measure lie apart: a line for each figure, from low to high.

use super::px;

/// A figure to draw.
#[derive(Debug, Clone, Default)]
pub struct Item {
    /// Its number in the incident.
    pub n: usize,
    /// Low and high; both missing for a vague one.
    pub low: Option<f64>,
    /// High.
    pub high: Option<f64>,
    /// Who says so.
    pub who: String,
    /// The number in words.
    pub amount: String,
    /// Whether a later one replaced it, or it is a part.
    pub faint: bool,
}

/// A figure as drawn.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Its number in the incident.
    pub n: usize,
    /// Baseline of its words.
    pub text_y: String,
    /// Where its words begin.
    pub text_x: String,
    /// Who says what.
    pub label: String,
    /// Middle of its line.
    pub y: String,
    /// From.
    pub x1: String,
    /// To.
    pub x2: String,
    /// Its dot.
    pub x: String,
    /// Whether it is open upwards.
    pub open: bool,
    /// Class.
    pub class: &'static str,
}

/// A chart ready to be written.
#[derive(Debug, Clone, Default)]
pub struct Chart {
    /// Measure and class in words.
    pub title: String,
    /// Height.
    pub height: String,
    /// Lines.
    pub lines: Vec<Line>,
    /// Marks of the scale: place and number.
    pub ticks: Vec<(String, String)>,
    /// Low, best and high, as places: empty where there is none.
    pub band: Option<(String, String)>,
    /// Best.
    pub best: Option<String>,
    /// Bottom of the scale.
    pub bottom: String,
}

/// Width of the drawing.
pub const WIDTH: f64 = 640.0;
const ROW: f64 = 34.0;
const EDGE: f64 = 14.0;

/// Lays out figures of one measure and class. `say` writes a number.
#[must_use]
pub fn chart(title: &str, items: &[Item], bounds: [Option<f64>; 3], rtl: bool, say: impl Fn(f64) -> String) -> Chart {
    let values: Vec<f64> = items.iter().flat_map(|i| [i.low, i.high]).flatten().collect();
    let (least, most) = values.iter().fold((f64::MAX, 0.0_f64), |(a, b), v| (a.min(*v), b.max(*v)));
    if values.is_empty() || items.is_empty() {
        return Chart::default();
    }
    let log = least > 0.0 && most / least > 60.0;
    let scale = |v: f64| {
        if log { (v.max(1.0).ln() - least.max(1.0).ln()) / (most.max(2.0).ln() - least.max(1.0).ln()).max(0.1) } else { v / most.max(1.0) }
    };
    let at = |v: f64| {
        let x = EDGE + scale(v).clamp(0.0, 1.0) * (WIDTH - 2.0 * EDGE);
        if rtl { WIDTH - x } else { x }
    };
    let lines: Vec<Line> = items
        .iter()
        .enumerate()
        .filter_map(|(k, i)| {
            let (a, b) = (i.low.or(i.high)?, i.high.or(i.low)?);
            let y = ROW * k as f64 + 24.0;
            Some(Line {
                n: i.n,
                text_y: px(y - 9.0),
                text_x: px(if rtl { WIDTH - 2.0 } else { 2.0 }),
                label: format!("{} · {}", i.amount, i.who),
                y: px(y),
                x1: px(at(a)),
                x2: px(at(b)),
                x: px(at(a)),
                open: i.high.is_none(),
                class: if i.faint { "figure faint" } else { "figure" },
            })
        })
        .collect();
    let bottom = ROW * items.len() as f64 + 4.0;
    let steps = if log { vec![least, (least * most).sqrt(), most] } else { vec![0.0, most / 2.0, most] };
    Chart {
        title: title.to_owned(),
        height: px(bottom + 22.0),
        lines,
        ticks: steps.into_iter().map(|v| (px(at(v)), say(v.round()))).collect(),
        band: bounds[0].zip(bounds[2]).map(|(l, h)| {
            let (a, b) = (at(l), at(h));
            (px(a.min(b)), px((b - a).abs()))
        }),
        best: bounds[1].map(|b| px(at(b))),
        bottom: px(bottom),
    }
}
