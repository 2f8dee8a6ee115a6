//! Which incidents: the query of the incidents page, of its map and timeline, of the API and of feeds.

use super::lang::Lang;
use super::view::View;
use marsad_core::reconcile::telling::Day;
use marsad_core::text::fold;
use serde::Deserialize;

/// As it stands in the address. Empty means any.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Claim type or family.
    pub r#type: String,
    /// Gazetteer id or name of a place.
    pub place: String,
    /// Two letters of a country.
    pub country: String,
    /// Actor's id.
    pub actor: String,
    /// Outlet.
    pub source: String,
    /// First day, month or year.
    pub from: String,
    /// Last.
    pub to: String,
    /// confirmed, single_root, contested, denied, unasserted.
    pub grade: String,
    /// At least so many reports.
    pub least: String,
    /// West, south, east, north.
    pub bbox: String,
    /// Words of titles and place names.
    pub q: String,
    /// new (default), old, reports, added.
    pub sort: String,
}

/// A query that cannot be understood: the parameter, and what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong(pub &'static str, pub &'static str);

fn day(s: &str, last: bool, name: &'static str) -> Result<Option<Day>, Wrong> {
    if s.trim().is_empty() {
        return Ok(None);
    }
    crate::archive::query::day(s.trim(), last).map(Some).map_err(|_| Wrong(name, "a day, month or year like 2018-03-04, 2018-03 or 2018"))
}

/// West, south, east, north.
///
/// # Errors
/// If they are not four numbers with commas between.
pub fn bbox(s: &str) -> Result<Option<[f64; 4]>, Wrong> {
    let wrong = || Wrong("bbox", "west,south,east,north in degrees");
    if s.is_empty() {
        return Ok(None);
    }
    let list: Vec<f64> =
        s.split(',').map(|x| x.trim().parse::<f64>().ok().filter(|x| x.is_finite())).collect::<Option<_>>().ok_or_else(wrong)?;
    list.try_into().map(Some).map_err(|_| wrong())
}

impl Filter {
    /// Whether it lets everything pass.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self { sort: self.sort.clone(), ..Self::default() }
    }

    /// The parts that are set, as name and value.
    #[must_use]
    pub fn parts(&self) -> Vec<(&'static str, &str)> {
        [
            ("type", &self.r#type),
            ("place", &self.place),
            ("country", &self.country),
            ("actor", &self.actor),
            ("source", &self.source),
            ("from", &self.from),
            ("to", &self.to),
            ("grade", &self.grade),
            ("least", &self.least),
            ("bbox", &self.bbox),
            ("q", &self.q),
            ("sort", &self.sort),
        ]
        .into_iter()
        .filter(|(_, v)| !v.is_empty())
        .map(|(k, v)| (k, v.as_str()))
        .collect()
    }

    /// The parts that the page's form does not show.
    #[must_use]
    pub fn hidden(&self) -> Vec<(&'static str, &str)> {
        self.parts().into_iter().filter(|p| matches!(p.0, "country" | "actor" | "source" | "bbox")).collect()
    }

    /// As a query string, without the question mark; `but` are parts to set otherwise, empty to leave out.
    #[must_use]
    pub fn query(&self, but: &[(&str, &str)]) -> String {
        let mut q = url::form_urlencoded::Serializer::new(String::new());
        for (k, v) in self.parts() {
            if !but.iter().any(|b| b.0 == k) {
                q.append_pair(k, v);
            }
        }
        for (k, v) in but.iter().filter(|b| !b.1.is_empty()) {
            q.append_pair(k, v);
        }
        q.finish()
    }

    /// Numbers of the incidents that pass, in the order asked for.
    ///
    /// # Errors
    /// Which part cannot be understood.
    pub fn find(&self, view: &View, kinds: &super::lang::Kinds) -> Result<Vec<u32>, Wrong> {
        let (from, to, bbox) = (day(&self.from, false, "from")?, day(&self.to, true, "to")?, bbox(&self.bbox)?);
        let least: usize = if self.least.is_empty() { 0 } else { self.least.parse().map_err(|_| Wrong("least", "a number"))? };
        let wanted: u128 = if self.r#type.is_empty() {
            u128::MAX
        } else {
            let t = self.r#type.as_str();
            let fits = |k: &str| k == t || k.strip_prefix(t).is_some_and(|r| r.starts_with('.'));
            view.kinds.iter().enumerate().filter(|(_, k)| fits(k)).fold(0, |s, (n, _)| s | 1u128 << n.min(127))
        };
        let words: Vec<String> = fold(&self.q).to_lowercase().split_whitespace().map(str::to_owned).collect();
        let places: Option<Vec<u32>> = (!self.place.is_empty()).then(|| places_named(view, &self.place));
        // the shortest list of candidates
        let mut lists: Vec<Vec<u32>> = Vec::new();
        if let Some(p) = &places {
            let mut l: Vec<u32> = p.iter().flat_map(|p| view.places[*p as usize].1.incidents.iter().copied()).collect();
            l.sort_unstable();
            l.dedup();
            lists.push(l);
        }
        if !self.actor.is_empty() {
            lists.push(view.actor(&self.actor).map_or_else(Vec::new, |a| view.actors[a as usize].incidents.clone()));
        }
        if !self.source.is_empty() {
            lists.push(view.source(&self.source).map_or_else(Vec::new, |s| view.sources[s as usize].incidents.clone()));
        }
        lists.sort_by_key(Vec::len);
        let holds = |n: u32| {
            let (i, r) = (&view.incidents[n as usize], &view.rows[n as usize]);
            (wanted == u128::MAX || r.kinds & wanted != 0)
                && from.is_none_or(|d| i.days.1 >= d)
                && to.is_none_or(|d| i.days.0 <= d && i.days.0 > 0)
                && (self.grade.is_empty() || i.grade.name() == self.grade)
                && i.documents.len() >= least
                && (self.country.is_empty() || i.place.as_ref().is_some_and(|p| p.country.eq_ignore_ascii_case(&self.country)))
                && bbox.is_none_or(|[w, s, e, n]| i.place.as_ref().is_some_and(|p| (s..=n).contains(&p.lat) && (w..=e).contains(&p.lon)))
                && lists.iter().skip(1).all(|l| l.binary_search(&n).is_ok())
                && words.iter().all(|w| {
                    r.folded.contains(w.as_str())
                        || [Lang::Ar, Lang::En].iter().any(|l| fold(kinds.label(*l, view.kind(r.kind))).to_lowercase().contains(w.as_str()))
                })
        };
        let mut out: Vec<u32> = match lists.first() {
            Some(l) => l.iter().copied().filter(|n| holds(*n)).collect(),
            None => (0..view.incidents.len() as u32).filter(|n| holds(*n)).collect(),
        };
        match self.sort.as_str() {
            "" | "new" => out.reverse(),
            "old" => {}
            "reports" => out.sort_by_key(|n| (std::cmp::Reverse(view.rows[*n as usize].docs.len()), std::cmp::Reverse(*n))),
            "added" => out.sort_by_key(|n| (std::cmp::Reverse(view.rows[*n as usize].newest), std::cmp::Reverse(*n))),
            _ => return Err(Wrong("sort", "new, old, reports or added")),
        }
        Ok(out)
    }
}

/// Places by id, name in either language, or country.
#[must_use]
pub fn places_named(view: &View, name: &str) -> Vec<u32> {
    if let Some(n) = view.place(name) {
        return vec![n];
    }
    let folded = fold(name.trim());
    let bare = folded.strip_prefix("ال").unwrap_or(&folded);
    let is = |p: &marsad_core::record::PlaceRef| {
        let own = fold(&p.name);
        own.strip_prefix("ال").unwrap_or(&own) == bare || p.en.eq_ignore_ascii_case(name.trim())
    };
    view.places.iter().enumerate().filter(|(_, p)| is(&p.0)).map(|(n, _)| n as u32).collect()
}
