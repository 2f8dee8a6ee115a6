//! The map: points, areas for places that are not sharp, arrows for movements. Degrees are the unit, north is up.

use super::px;

/// A point or a heap of points.
#[derive(Debug, Clone, Default)]
pub struct Dot {
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
    /// Kilometres of the area meant, 0 for a point.
    pub km: f64,
    /// How many it stands for.
    pub count: usize,
    /// What it is.
    pub label: String,
    /// Where it leads.
    pub to: String,
    /// Class.
    pub class: String,
}

/// A movement.
#[derive(Debug, Clone, Default)]
pub struct Arrow {
    /// Points in order: degrees east and north.
    pub points: Vec<(f64, f64)>,
    /// What it is.
    pub label: String,
    /// Where it leads.
    pub to: String,
}

/// A dot as it is drawn.
#[derive(Debug, Clone, Default)]
pub struct Circle {
    /// Centre.
    pub x: String,
    /// Centre.
    pub y: String,
    /// Radius of the dot.
    pub r: String,
    /// Radius of the area, empty for none.
    pub area: String,
    /// The number in it, empty for one.
    pub count: String,
    /// What it is.
    pub label: String,
    /// Where it leads.
    pub to: String,
    /// Class.
    pub class: String,
}

/// A map ready to be written.
#[derive(Debug, Clone, Default)]
pub struct Map {
    /// `viewBox`.
    pub view: String,
    /// West, south, east, north.
    pub bbox: String,
    /// Dots, large ones first.
    pub dots: Vec<Circle>,
    /// Paths of arrows with label and address.
    pub arrows: Vec<(String, String, String)>,
    /// Width of a stroke.
    pub stroke: String,
    /// Size of letters.
    pub letter: String,
}

/// Lays a map out around its points; points nearer than a dot's width come together where `heap` says so.
#[must_use]
pub fn map(dots: &[Dot], arrows: &[Arrow], heap: bool) -> Map {
    let (mut w, mut s, mut e, mut n) = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    let all = dots.iter().map(|d| (d.lon, d.lat)).chain(arrows.iter().flat_map(|a| a.points.iter().copied()));
    for (lon, lat) in all.filter(|p| p.0.abs() <= 180.0 && p.1.abs() <= 90.0) {
        (w, s, e, n) = (w.min(lon), s.min(lat), e.max(lon), n.max(lat));
    }
    if w > e {
        (w, s, e, n) = (25.0, 12.0, 60.0, 40.0);
    }
    // room around, and three units wide for two high
    let room = ((e - w).max((n - s) * 1.5) * 0.12).max(1.2);
    (w, e, s, n) = (w - room, e + room, s - room, n + room);
    let (width, height) = ((e - w).max((n - s) * 1.5), (n - s).max((e - w) / 1.5));
    let (cx, cy) = ((e + w) / 2.0, (n + s) / 2.0);
    let (w, n) = (cx - width / 2.0, (cy + height / 2.0).min(90.0));
    let unit = width / 600.0;
    let mut heaps: Vec<Dot> = Vec::new();
    for d in dots {
        let near = |h: &&mut Dot| ((h.lon - d.lon).powi(2) + (h.lat - d.lat).powi(2)).sqrt() < unit * 22.0;
        match heaps.iter_mut().find(|h| heap && near(h)) {
            Some(h) => {
                h.count += d.count;
                h.km = 0.0;
            }
            None => heaps.push(d.clone()),
        }
    }
    heaps.sort_by(|a, b| b.count.cmp(&a.count).then(a.label.cmp(&b.label)));
    let dots = heaps
        .into_iter()
        .map(|d| Circle {
            x: px(d.lon),
            y: px(-d.lat),
            r: px(unit * (7.0 + 3.0 * (d.count as f64).ln().max(0.0))),
            area: if d.km > 0.5 && d.count == 1 { px(d.km / 111.0) } else { String::new() },
            count: if d.count > 1 { d.count.to_string() } else { String::new() },
            label: d.label,
            to: d.to,
            class: d.class,
        })
        .collect();
    let path = |a: &Arrow| {
        let mut out = String::new();
        for (k, p) in a.points.windows(2).enumerate() {
            let ((x1, y1), (x2, y2)) = ((p[0].0, -p[0].1), (p[1].0, -p[1].1));
            // bent a little, so that there and back do not lie on each other
            let (mx, my) = ((x1 + x2) / 2.0 - (y2 - y1) * 0.12, (y1 + y2) / 2.0 + (x2 - x1) * 0.12);
            if k == 0 {
                out.push_str(&format!("M{} {}", px(x1), px(y1)));
            }
            out.push_str(&format!("Q{} {} {} {}", px(mx), px(my), px(x2), px(y2)));
        }
        out
    };
    Map {
        view: format!("{} {} {} {}", px(w), px(-n), px(width), px(height)),
        bbox: format!("{},{},{},{}", px(w), px(n - height), px(w + width), px(n)),
        arrows: arrows.iter().filter(|a| a.points.len() > 1).map(|a| (path(a), a.label.clone(), a.to.clone())).collect(),
        dots,
        stroke: px(unit),
        letter: px(unit * 12.0),
    }
}

#[cfg(test)]
mod tests {
    use super::{Dot, map};

    #[test]
    fn near_points_come_together_and_far_ones_do_not() {
        let dot = |lon: f64, lat: f64| Dot { lon, lat, count: 1, ..Dot::default() };
        let m = map(&[dot(39.0, 36.0), dot(39.01, 36.0), dot(45.0, 33.0)], &[], true);
        assert_eq!(m.dots.iter().map(|d| d.count.as_str()).collect::<Vec<_>>(), ["2", ""]);
        assert!(!map(&[], &[], true).view.is_empty());
    }
}
