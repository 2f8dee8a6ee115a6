//! How near two places are.

use crate::record::PlaceRef;

/// Whether two places may be the same one, and how near: see [`near`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Near {
    /// The same entry.
    Same,
    /// Inside or beside.
    Beside,
    /// One is the country, or a sea, around the other.
    Around,
    /// The same country, within a day's walk.
    Close,
    /// The same country, far apart.
    Country,
    /// Elsewhere.
    Elsewhere,
}

/// Kilometres between two points.
fn distance(a: &PlaceRef, b: &PlaceRef) -> f64 {
    let (la, lb) = (a.lat.to_radians(), b.lat.to_radians());
    let x = (b.lon - a.lon).to_radians() * ((la + lb) / 2.0).cos();
    (x.hypot(lb - la)) * 6371.0
}

/// How near two places are, by their names, radii and country.
#[must_use]
pub fn near(a: &PlaceRef, b: &PlaceRef) -> Near {
    if a.id == b.id {
        return Near::Same;
    }
    let country = a.country == b.country && !a.country.is_empty();
    match (a.where_prec >= 6, b.where_prec >= 6) {
        (true, true) => return Near::Elsewhere,
        (true, false) | (false, true) => return if country { Near::Around } else { Near::Elsewhere },
        _ => {}
    }
    let km = distance(a, b);
    let (wide, narrow) = (a.radius_km.max(b.radius_km), a.radius_km.min(b.radius_km));
    if km <= f64::from(wide) + f64::from(narrow.min(10.0)) + 5.0 {
        Near::Beside
    } else if country && km <= f64::from(wide) + 40.0 {
        Near::Close
    } else if country {
        Near::Country
    } else {
        Near::Elsewhere
    }
}
