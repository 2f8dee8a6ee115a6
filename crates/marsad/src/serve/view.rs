//! What pages show, computed once for each state of the archive: documents, incidents, who and where they name.
//!
//! Takes an archive and what people decided, gives a [`View`]. Texts and whole claims stay in the archive and are read
//! for the page that shows them; a view holds what lists, filters and counts need.

use super::desk::overlay::Overlay;
use super::redact;
use crate::archive::sqlite::{Current, SqliteArchive};
use crate::archive::{Error, Id};
use marsad_core::reconcile::telling::Day;
use marsad_core::reconcile::{Decisions, Incident, Options, Telling, reconcile, standing, stored};
use marsad_core::record::{PlaceRef, RoleKind, Status};
use marsad_core::text::fold;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

/// A document: its newest version.
#[derive(Debug, Clone)]
pub struct Doc {
    /// Number of the version in the archive.
    pub number: i64,
    /// The document.
    pub id: Id,
    /// The name that incidents call it by.
    pub name: String,
    /// Title, or the first words of the text.
    pub title: String,
    /// Number of the outlet.
    pub source: u32,
    /// As the source gave it.
    pub published: String,
    /// Day of publication, 0 if unknown.
    pub day: Day,
    /// When it was captured, seconds since 1970.
    pub captured: i64,
    /// Its claims in [`View::claims`].
    pub claims: (u32, u32),
}

/// What lists need of a claim.
#[derive(Debug, Clone)]
pub struct Brief {
    /// Its id.
    pub id: Box<str>,
    /// Its document's number in [`View::documents`].
    pub doc: u32,
    /// Number of its type.
    pub kind: u16,
    /// Asserted, planned, denied or possible.
    pub status: Status,
    /// Share of claims like it that are right.
    pub confidence: f32,
    /// Its incident's number, if it is in one.
    pub incident: Option<u32>,
    /// Its greatest figure.
    pub most: f32,
    /// Actors in it, as numbers.
    pub actors: Box<[u32]>,
    /// Places in it, as numbers.
    pub places: Box<[u32]>,
}

/// What lists and filters need of an incident, beside the incident itself.
#[derive(Debug, Clone)]
pub struct Row {
    /// The document whose title stands for it.
    pub doc: u32,
    /// Numbers of its documents, by day.
    pub docs: Vec<u32>,
    /// Number of its type.
    pub kind: u16,
    /// All types told in it, as a set of numbers.
    pub kinds: u128,
    /// Number of its place.
    pub place: Option<u32>,
    /// When its newest report was captured.
    pub newest: i64,
    /// Titles of its reports and name of its place, folded, for search.
    pub folded: Box<str>,
}

/// A name with what bears it.
#[derive(Debug, Clone, Default)]
pub struct Named {
    /// Id in lexicon or gazetteer, or the outlet's name.
    pub id: String,
    /// Numbers of incidents, sorted.
    pub incidents: Vec<u32>,
    /// Numbers of claims, sorted.
    pub claims: Vec<u32>,
    /// For an outlet: numbers of its documents.
    pub docs: Vec<u32>,
}

/// One state of the archive, ready to be shown.
#[derive(Debug, Default)]
pub struct View {
    /// What it was made from: rows of the custody log and of reviews.
    pub stamp: (i64, i64),
    /// Documents in the order of capture.
    pub documents: Vec<Doc>,
    /// Claims in the order of documents and text.
    pub claims: Vec<Brief>,
    /// Incidents by first day and id.
    pub incidents: Vec<Incident>,
    /// One for each incident.
    pub rows: Vec<Row>,
    /// Claim types by number.
    pub kinds: Vec<String>,
    /// Actors by number.
    pub actors: Vec<Named>,
    /// Places by number, with their gazetteer entry.
    pub places: Vec<(PlaceRef, Named)>,
    /// Outlets by number.
    pub sources: Vec<Named>,
    /// Who held which place when.
    pub control: Vec<standing::Standing>,
    /// Numbers of the claims that a review helps most, best first.
    pub queue: Vec<u32>,
    by_id: HashMap<Id, u32>,
    by_name: HashMap<String, u32>,
    by_claim: HashMap<Box<str>, u32>,
    by_incident: HashMap<String, u32>,
    by_actor: HashMap<String, u32>,
    by_place: HashMap<String, u32>,
    by_source: HashMap<String, u32>,
}

/// Claims in the queue.
const QUEUE: usize = 5000;

/// Gives each new text a number.
fn number(map: &mut HashMap<String, u32>, list: &mut Vec<Named>, id: &str) -> u32 {
    if let Some(n) = map.get(id) {
        return *n;
    }
    let n = list.len() as u32;
    map.insert(id.to_owned(), n);
    list.push(Named { id: id.to_owned(), ..Named::default() });
    n
}

/// A title that is never empty nor endless.
fn title_of(title: &str, text: &str) -> String {
    let line = if title.trim().is_empty() { text.lines().find(|l| !l.trim().is_empty()).unwrap_or("") } else { title };
    let mut out: String = line.trim().chars().take(300).collect();
    if line.trim().chars().nth(300).is_some() {
        out.push('…');
    }
    out
}

impl View {
    /// Reads the archive and reconciles it. What people corrected or rejected is put in before; with `public`, names of
    /// private persons are hidden in all that comes out.
    ///
    /// # Errors
    /// If the archive cannot be read.
    pub fn build(path: &Path, overlay: &Overlay, decisions: Decisions, public: bool) -> Result<Self, Error> {
        // half the processors: the other half serves meanwhile
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get().div_ceil(2)).min(4);
        let stamp = SqliteArchive::reader(path)?.stamp()?;
        let read = tellings(path, overlay, threads)?;
        let mut view = Self { stamp: (stamp, overlay.rows), ..Self::default() };
        let mut names = HashSet::new();
        let mut given = Vec::with_capacity(read.len());
        let mut hidden: HashMap<String, Vec<String>> = HashMap::new();
        for (mut t, d) in read {
            // two outlets may number their reports alike
            if !names.insert(t.id.clone()) {
                t.id = d.version.to_string();
            }
            if public && !d.private.is_empty() {
                hidden.insert(t.id.clone(), d.private.clone());
            }
            view.add_document(&t, d);
            given.push(t);
        }
        let (tellings, incidents) = reconcile(given, &Options { parts: threads, decisions, ..Options::default() });
        view.control = standing::control(&tellings);
        view.incidents = incidents;
        if !hidden.is_empty() {
            view.hide(&hidden);
        }
        view.index();
        Ok(view)
    }

    /// Hides names in titles, figures, roots and contradictions, by the documents that they come from.
    fn hide(&mut self, hidden: &HashMap<String, Vec<String>>) {
        for d in &mut self.documents {
            if let Some(names) = hidden.get(&d.name) {
                d.title = redact::hide(&d.title, names);
            }
        }
        for i in &mut self.incidents {
            let mut names: Vec<String> = i.documents.iter().filter_map(|d| hidden.get(d)).flatten().cloned().collect();
            if names.is_empty() {
                continue;
            }
            names.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            names.dedup();
            let hide = |s: &mut String| *s = redact::hide(s, &names);
            for f in &mut i.figures {
                hide(&mut f.words);
                hide(&mut f.root);
                f.chain.iter_mut().for_each(hide);
            }
            i.roots.iter_mut().for_each(|r| hide(&mut r.name));
            hide(&mut i.reason);
            for v in i.contradictions.iter_mut().flat_map(|c| &mut c.versions) {
                hide(&mut v.says);
                v.roots.iter_mut().for_each(hide);
            }
        }
        let mut all: Vec<String> = hidden.values().flatten().cloned().collect();
        all.sort();
        all.dedup();
        for s in &mut self.control {
            for text in std::iter::once(&mut s.words).chain(&mut s.roots) {
                let held: Vec<String> = all.iter().filter(|n| text.contains(n.as_str())).cloned().collect();
                *text = redact::hide(text, &held);
            }
        }
    }

    fn add_document(&mut self, t: &Telling, d: Read) {
        let n = self.documents.len() as u32;
        let source = number(&mut self.by_source, &mut self.sources, &d.source);
        self.sources[source as usize].docs.push(n);
        let first = self.claims.len() as u32;
        for c in &t.claims {
            let at = self.claims.len() as u32;
            let kind = self.kind_number(&c.kind);
            let mut actors: Vec<u32> = c
                .parties
                .iter()
                .filter_map(|p| p.actor.as_deref())
                .chain(c.chain.iter().filter_map(|s| s.actor.as_deref()))
                .map(|a| number(&mut self.by_actor, &mut self.actors, a))
                .collect();
            actors.sort_unstable();
            actors.dedup();
            let mut places: Vec<u32> = c.places.iter().map(|p| self.place_number(&p.2)).collect();
            places.sort_unstable();
            places.dedup();
            for a in &actors {
                self.actors[*a as usize].claims.push(at);
            }
            for p in &places {
                self.places[*p as usize].1.claims.push(at);
            }
            self.sources[source as usize].claims.push(at);
            self.by_claim.insert(c.id.as_str().into(), at);
            let most = c.numbers.iter().filter_map(|f| f.high.or(f.low)).fold(0.0_f64, f64::max) as f32;
            self.claims.push(Brief {
                id: c.id.as_str().into(),
                doc: n,
                kind,
                status: c.status,
                confidence: c.confidence,
                incident: None,
                most,
                actors: actors.into(),
                places: places.into(),
            });
        }
        self.by_id.insert(d.document, n);
        self.by_name.insert(t.id.clone(), n);
        self.documents.push(Doc {
            number: d.number,
            id: d.document,
            name: t.id.clone(),
            title: d.title,
            source,
            published: t.published.clone(),
            day: t.day,
            captured: d.captured,
            claims: (first, self.claims.len() as u32),
        });
    }

    fn kind_number(&mut self, kind: &str) -> u16 {
        self.kinds.iter().position(|k| k == kind).unwrap_or_else(|| {
            self.kinds.push(kind.to_owned());
            self.kinds.len() - 1
        }) as u16
    }

    fn place_number(&mut self, p: &PlaceRef) -> u32 {
        if let Some(n) = self.by_place.get(&p.id) {
            return *n;
        }
        let n = self.places.len() as u32;
        self.by_place.insert(p.id.clone(), n);
        self.places.push((p.clone(), Named { id: p.id.clone(), ..Named::default() }));
        n
    }

    /// Everything that is looked up by incident.
    fn index(&mut self) {
        let incidents = std::mem::take(&mut self.incidents);
        for (n, i) in incidents.iter().enumerate() {
            let n = n as u32;
            self.by_incident.insert(i.id.clone(), n);
            let mut docs: Vec<u32> = i.documents.iter().filter_map(|d| self.by_name.get(d).copied()).collect();
            docs.sort_by_key(|d| (self.documents[*d as usize].day, *d));
            docs.dedup();
            let (mut kinds, mut actors, mut places) = (0u128, Vec::new(), Vec::new());
            for c in &i.claims {
                if let Some(at) = self.by_claim.get(c.claim.as_str()) {
                    let b = &mut self.claims[*at as usize];
                    b.incident = Some(n);
                    kinds |= 1u128 << b.kind.min(127);
                    actors.extend_from_slice(&b.actors);
                    places.extend_from_slice(&b.places);
                }
            }
            let place = i.place.as_ref().map(|p| self.place_number(p));
            places.extend(place);
            for (list, is_actor) in [(&mut actors, true), (&mut places, false)] {
                list.sort_unstable();
                list.dedup();
                for a in list.iter() {
                    let named = if is_actor { &mut self.actors[*a as usize] } else { &mut self.places[*a as usize].1 };
                    named.incidents.push(n);
                }
            }
            let mut sources: Vec<u32> = docs.iter().map(|d| self.documents[*d as usize].source).collect();
            sources.sort_unstable();
            sources.dedup();
            for s in sources {
                self.sources[s as usize].incidents.push(n);
            }
            let lead = i.leads.iter().filter_map(|d| self.by_name.get(d).copied()).min_by_key(|d| (self.documents[*d as usize].day, *d));
            let doc = lead.or(docs.first().copied()).unwrap_or(0);
            let mut folded = String::new();
            for d in docs.iter().take(12) {
                folded.push_str(&fold(&self.documents[*d as usize].title));
                folded.push('\n');
            }
            if let Some(p) = &i.place {
                folded.push_str(&fold(&p.name));
                folded.push('\n');
                folded.push_str(&p.en.to_lowercase());
            }
            let newest = docs.iter().map(|d| self.documents[*d as usize].captured).max().unwrap_or(0);
            let kind = self.kind_number(&i.kind);
            self.rows.push(Row { doc, docs, kind, kinds, place, newest, folded: folded.into() });
        }
        self.incidents = incidents;
        self.queue = self.worth();
    }

    /// Claims by how unsure they are and how much hangs on them.
    fn worth(&self) -> Vec<u32> {
        let mut all: Vec<(f32, u32)> = self
            .claims
            .iter()
            .enumerate()
            .map(|(n, c)| {
                let unsure = 4.0 * c.confidence * (1.0 - c.confidence);
                let reports = c.incident.map_or(1, |i| self.rows[i as usize].docs.len()) as f32;
                (unsure * (1.0 + reports.ln() + (1.0 + c.most).ln() * 0.5), n as u32)
            })
            .collect();
        let by = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if all.len() > QUEUE {
            all.select_nth_unstable_by(QUEUE, by);
            all.truncate(QUEUE);
        }
        all.sort_by(by);
        all.into_iter().map(|c| c.1).collect()
    }

    /// Number of the claim of that id.
    #[must_use]
    pub fn claim_number(&self, id: &str) -> Option<u32> {
        self.by_claim.get(id).copied()
    }

    /// The document of that id.
    #[must_use]
    pub fn document(&self, id: Id) -> Option<u32> {
        self.by_id.get(&id).copied()
    }
    /// The document that incidents call so.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Doc> {
        self.by_name.get(name).map(|n| &self.documents[*n as usize])
    }
    /// The claim of that id.
    #[must_use]
    pub fn claim(&self, id: &str) -> Option<&Brief> {
        self.by_claim.get(id).map(|n| &self.claims[*n as usize])
    }
    /// Number of the incident of that id.
    #[must_use]
    pub fn incident(&self, id: &str) -> Option<u32> {
        self.by_incident.get(id).copied()
    }
    /// Number of the actor of that id.
    #[must_use]
    pub fn actor(&self, id: &str) -> Option<u32> {
        self.by_actor.get(id).copied()
    }
    /// Number of the place of that id.
    #[must_use]
    pub fn place(&self, id: &str) -> Option<u32> {
        self.by_place.get(id).copied()
    }
    /// Number of the outlet of that name.
    #[must_use]
    pub fn source(&self, name: &str) -> Option<u32> {
        self.by_source.get(name).copied()
    }
    /// The outlet of a document.
    #[must_use]
    pub fn outlet(&self, d: &Doc) -> &str {
        self.sources.get(d.source as usize).map_or("", |s| &s.id)
    }
    /// A claim's type.
    #[must_use]
    pub fn kind(&self, n: u16) -> &str {
        self.kinds.get(usize::from(n)).map_or("", String::as_str)
    }
}

/// What is read of a version beside its telling.
struct Read {
    number: i64,
    document: Id,
    version: Id,
    title: String,
    source: String,
    captured: i64,
    /// Names of private persons.
    private: Vec<String>,
}

/// All current versions as tellings, in the order of capture.
fn tellings(path: &Path, overlay: &Overlay, threads: usize) -> Result<Vec<(Telling, Read)>, Error> {
    const PAGE: usize = 200;
    // one thread reads which pages there are, all read and tell them
    let next = std::sync::Mutex::new(0_i64);
    let work = |archive: &SqliteArchive| -> Result<Vec<(Telling, Read)>, Error> {
        let mut out = Vec::new();
        loop {
            let page = {
                let mut after = next.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                let page = archive.current(*after, PAGE)?;
                let Some(last) = page.last() else { return Ok(out) };
                *after = last.version.number;
                page
            };
            out.extend(page.into_iter().map(|c| tell(c, overlay)));
        }
    };
    let mut all = std::thread::scope(|s| {
        let threads: Vec<_> = (0..threads).map(|_| s.spawn(|| work(&SqliteArchive::reader(path)?))).collect();
        let mut all = Vec::new();
        for t in threads {
            all.extend(t.join().map_err(|_| Error::Damaged("a report could not be read for its incidents".into()))??);
        }
        Ok::<_, Error>(all)
    })?;
    all.sort_by_key(|(_, r)| r.number);
    Ok(all)
}

fn tell(mut c: Current, overlay: &Overlay) -> (Telling, Read) {
    let report = &c.version.report;
    overlay.apply(&mut c.coded);
    let mut d = report.document(c.version.id);
    if !report.reference.is_empty() {
        d.id.clone_from(&report.reference);
    }
    let private = redact::names(&c.coded);
    let telling = Telling::new(&d, &stored::coded(&c.coded, &d.text));
    let read = Read {
        number: c.version.number,
        document: c.version.document,
        version: c.version.id,
        title: title_of(&report.title, &report.text),
        source: report.source.clone(),
        captured: report.capture.at,
        private,
    };
    (telling, read)
}

/// What a filter found: numbers of incidents in order, and how many there are in each span of time.
#[derive(Debug, Default)]
pub struct Found {
    list: Vec<u32>,
    /// day, month or year.
    pub unit: &'static str,
    /// Spans of time as they begin, with their incidents.
    pub bins: BTreeMap<String, u32>,
}

impl std::ops::Deref for Found {
    type Target = [u32];
    fn deref(&self) -> &[u32] {
        &self.list
    }
}

impl Found {
    /// Counts a list.
    #[must_use]
    pub fn new(view: &View, list: Vec<u32>) -> Self {
        use marsad_core::reconcile::telling::iso;
        let mut days: Vec<Day> = list.iter().map(|n| view.incidents[*n as usize].days.0).filter(|d| *d > 0).collect();
        days.sort_unstable();
        let span = days.last().zip(days.first()).map_or(0, |(a, b)| a - b);
        let (unit, cut) = match span {
            0..=62 => ("day", 10),
            63..=1600 => ("month", 7),
            _ => ("year", 4),
        };
        let mut bins = BTreeMap::new();
        for same in days.chunk_by(|a, b| a == b) {
            *bins.entry(iso(same[0]).chars().take(cut).collect()).or_insert(0) += same.len() as u32;
        }
        Self { list, unit, bins }
    }
}

/// Whether a role is of movement.
#[must_use]
pub const fn moves(role: RoleKind) -> bool {
    matches!(role, RoleKind::Origin | RoleKind::Via | RoleKind::Destination)
}
