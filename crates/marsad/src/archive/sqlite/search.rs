//! Search: terms and facets lead to candidates, newest first; the texts themselves decide and rank.

use super::super::pack::restore;
use super::super::prepare::{cell, source_facet};
use super::super::query::{Filter, distance_km};
use super::super::record::iso_day;
use super::super::terms::{Word, Words, stem};
use super::super::{Error, Hit, Query, Version};
use super::{SqliteArchive, read};
use marsad_core::text::{CodePoints, Text, TokenKind, fold};
use rusqlite::params;
use serde_json::Value;
use std::collections::{BTreeSet, HashSet};

const DOING: &str = "searching the archive";
/// The newest so many matches are ranked against each other.
const RANKED: usize = 64;
/// As many of the newest matches whose titles hold all words join them.
const TITLED: usize = 24;
/// Candidates that are looked at for one question, when filters reject most.
const LOOKED_AT: usize = 20_000;
/// Words of a snippet.
const SNIPPET: usize = 36;
/// More places than this are asked for by cells of one degree.
const PLACES: usize = 200;

/// A word's count beyond which it is common.
const COMMON: i64 = 2000;

/// What the filter asks of a claim, looked up once.
pub(super) struct ClaimTest<'f> {
    filter: &'f Filter,
    actor: Option<(String, Vec<Word>)>,
    place: Option<(HashSet<String>, Vec<Word>)>,
    /// Of each list one must stand in a claim's stored JSON: tells most claims apart without reading them.
    marks: Vec<Vec<String>>,
}

/// The claims of a coding, unread.
#[derive(serde::Deserialize)]
struct Unread<'j> {
    #[serde(borrow)]
    claims: Vec<&'j serde_json::value::RawValue>,
}

impl ClaimTest<'_> {
    /// Whether it asks for the words of participants or places.
    pub(super) fn on_words(&self) -> bool {
        [self.actor.as_ref().map(|a| &a.1), self.place.as_ref().map(|p| &p.1)].into_iter().flatten().any(|w| !w.is_empty())
    }
}

impl SqliteArchive {
    pub(super) fn find(&self, query: &Query) -> Result<Vec<Hit>, Error> {
        self.cut.set(false);
        let words = self.sure_words(&query.words)?;
        let f = &query.filter;
        let mut parts: Vec<String> = words.all.iter().flatten().map(|w| any(&w.stems, "")).collect();
        let titled: Vec<String> = words.all.iter().flatten().map(|w| any(&w.stems, "^")).collect();
        let test = self.facets(f, &mut parts)?;
        let Some(test) = test else { return Ok(Vec::new()) };
        // ranked by blocks, so that a page holds the same hits whichever page was asked for before
        let asked = query.offset.saturating_add(query.limit);
        // without words there is nothing to rank by
        let wanted = if words.all.is_empty() { asked } else { asked.div_ceil(RANKED).max(1).saturating_mul(RANKED) };
        let mut hits: Vec<Hit> = Vec::new();
        let mut seen = HashSet::new();
        if !titled.is_empty() && words.none.is_empty() {
            let mut all = titled.clone();
            all.extend(parts[titled.len()..].iter().cloned());
            self.gather(&all, &words, &test, TITLED, &mut seen, &mut hits)?;
        }
        let first = hits.len() + RANKED;
        self.gather(&parts, &words, &test, wanted, &mut seen, &mut hits)?;
        let first = first.min(hits.len());
        let (best, rest) = hits.split_at_mut(first);
        for block in std::iter::once(best).chain(rest.chunks_mut(RANKED)) {
            block.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.version.number.cmp(&a.version.number)));
        }
        let mut page: Vec<Hit> = hits.into_iter().skip(query.offset).take(query.limit).collect();
        for h in &mut page {
            self.fill(h, &words, &test)?;
        }
        Ok(page)
    }

    /// Whether the last search gave up before it had seen every candidate, because its conditions reject most of what
    /// the index leads to. Older hits may be missing then; an export has no such bound.
    #[must_use]
    pub const fn search_was_cut(&self) -> bool {
        self.cut.get()
    }

    /// Decides for words like بموسكو whether the first letter is a clitic: the index tells which word exists.
    pub(super) fn sure_words(&self, words: &Words) -> Result<Words, Error> {
        let mut words = words.clone();
        for w in words.all.iter_mut().flatten() {
            if let Some((_, loose)) = &w.loose {
                let (whole, loose) = (self.up_to(&any(&w.stems, ""))?, self.up_to(&any(loose, ""))?);
                if whole == COMMON && loose == COMMON {
                    w.loosen(w.folded.starts_with('و'));
                    w.loose = None;
                } else if loose > whole * 4 {
                    w.loosen(whole > 0);
                } else {
                    w.loose = None;
                }
            }
        }
        Ok(words)
    }

    fn up_to(&self, expression: &str) -> Result<i64, Error> {
        self.db
            .prepare_cached("SELECT count(*) FROM (SELECT rowid FROM terms WHERE terms MATCH ? LIMIT 2000)")
            .and_then(|mut s| s.query_row([expression], |r| r.get(0)))
            .map_err(Error::sql(DOING))
    }

    /// Adds what the index can decide; `None` if nothing can match.
    pub(super) fn facets<'f>(&self, f: &'f Filter, parts: &mut Vec<String>) -> Result<Option<ClaimTest<'f>>, Error> {
        let one = |s: String| vec![s];
        if !f.types.is_empty() {
            parts.push(any(
                &f.types.iter().map(|t| if t.contains('.') { format!("=t:{t}") } else { format!("=f:{t}") }).collect::<Vec<_>>(),
                "",
            ));
        }
        if let Some(s) = &f.source {
            parts.push(any(&one(source_facet(s)), ""));
        }
        if let Some(s) = &f.status {
            parts.push(any(&one(format!("=s:{s}")), ""));
        }
        if let Some(n) = f.figure.as_ref().filter(|n| !n.measure.is_empty()) {
            parts.push(any(&one(format!("=n:{}", n.measure)), ""));
        }
        if let Some(c) = &f.country {
            parts.push(any(&one(format!("=c:{}", c.to_lowercase())), ""));
        }
        if let (Some(a), Some(b)) = (f.published.0.or(Some(0)), f.published.1.or(Some(30_000)))
            && (f.published.0.is_some() || f.published.1.is_some())
        {
            parts.extend(months(a, b));
        }
        let mut actor = None;
        if let Some(a) = &f.actor {
            let facet = any(&one(format!("=a:{}", a.to_lowercase())), "");
            if self.up_to(&facet)? > 0 {
                parts.push(facet);
                actor = Some((a.clone(), Vec::new()));
            } else {
                let words = self.sure_words(&Words::parse(&format!("\"{a}\"")))?.all.concat();
                parts.extend(words.iter().map(|w| any(&w.stems, "")));
                actor = Some((a.clone(), words));
            }
        }
        let mut place = None;
        if let Some(p) = &f.place {
            let ids = self.places_named(p)?;
            if ids.is_empty() {
                let words = self.sure_words(&Words::parse(&format!("\"{p}\"")))?.all.concat();
                parts.extend(words.iter().map(|w| any(&w.stems, "")));
                place = Some((ids, words));
            } else {
                parts.push(any(&ids.iter().map(|i| format!("=p:{i}")).collect::<Vec<_>>(), ""));
                place = Some((ids, Vec::new()));
            }
        }
        if f.near.is_some() || f.within.is_some() {
            let found = self.places_in(f)?;
            if found.is_empty() {
                return Ok(None);
            }
            let by_id: BTreeSet<String> = found.iter().map(|(i, ..)| format!("=p:{i}")).collect();
            let cells: BTreeSet<String> = found.iter().map(|(_, lat, lon)| format!("=g:{}", cell(*lat, *lon))).collect();
            let asked = if by_id.len() <= PLACES { by_id } else { cells };
            if asked.len() <= 4 * PLACES {
                parts.push(any(&asked.into_iter().collect::<Vec<_>>(), ""));
            }
        }
        let mut marks = Vec::new();
        if !f.types.is_empty() {
            marks.push(f.types.iter().map(|t| format!("\"type\":\"{t}")).collect());
        }
        if let Some(s) = &f.status {
            marks.push(vec![format!("\"status\":\"{s}\"")]);
        }
        Ok(Some(ClaimTest { filter: f, actor, place, marks }))
    }

    fn places_named(&self, name: &str) -> Result<HashSet<String>, Error> {
        let folded = fold(name.trim());
        let bare = folded.strip_prefix("ال").unwrap_or(&folded).to_owned();
        let mut s = self
            .db
            .prepare_cached("SELECT id FROM place WHERE id = ?1 OR folded IN (?2, ?3, 'ال' || ?3) OR en = ?1 COLLATE NOCASE")
            .map_err(Error::sql(DOING))?;
        s.query_map(params![name.trim(), folded, bare], |r| r.get(0)).and_then(Iterator::collect).map_err(Error::sql(DOING))
    }

    /// Ids and points of the places within a box or a circle.
    fn places_in(&self, f: &Filter) -> Result<Vec<(String, f64, f64)>, Error> {
        let [west, south, east, north] = match (f.within, f.near) {
            (Some(b), _) => b,
            (None, Some((lat, lon, km))) => {
                let d = km / 111.0;
                let w = d / lat.to_radians().cos().abs().max(0.01);
                [lon - w, lat - d, lon + w, lat + d]
            }
            (None, None) => return Ok(Vec::new()),
        };
        // the tree keeps single precision
        let e = 1e-4;
        let mut s = self
            .db
            .prepare_cached("SELECT p.id, p.lat, p.lon FROM place_box b JOIN place p ON p.n = b.n WHERE b.south >= ? AND b.north <= ? AND b.west >= ? AND b.east <= ?")
            .map_err(Error::sql(DOING))?;
        let found: Vec<(String, f64, f64)> = s
            .query_map(params![south - e, north + e, west - e, east + e], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
            .and_then(Iterator::collect)
            .map_err(Error::sql(DOING))?;
        Ok(found.into_iter().filter(|(_, lat, lon)| fits_point(f, *lat, *lon)).collect())
    }

    /// Adds matches, newest first, until there are `wanted`.
    fn gather(
        &self,
        parts: &[String],
        words: &Words,
        test: &ClaimTest<'_>,
        wanted: usize,
        seen: &mut HashSet<i64>,
        hits: &mut Vec<Hit>,
    ) -> Result<(), Error> {
        let have = hits.len();
        let expression = parts.join(" AND ");
        let none = words.none.iter().map(|w| any(&w.stems, "")).collect::<Vec<_>>();
        let (sql, expression) = match (expression.is_empty(), none.is_empty()) {
            (true, true) => ("SELECT n FROM copy WHERE ?1 = ?1 ORDER BY n DESC", String::new()),
            (true, false) => {
                ("SELECT n FROM copy WHERE n NOT IN (SELECT rowid FROM terms WHERE terms MATCH ?1) ORDER BY n DESC", none.join(" OR "))
            }
            (false, true) => ("SELECT rowid FROM terms WHERE terms MATCH ?1 ORDER BY rowid DESC", expression),
            (false, false) => {
                ("SELECT rowid FROM terms WHERE terms MATCH ?1 ORDER BY rowid DESC", format!("({expression}) NOT ({})", none.join(" OR ")))
            }
        };
        let mut s = self.db.prepare_cached(sql).map_err(Error::sql(DOING))?;
        let mut rows = s.query([&expression]).map_err(Error::sql(DOING))?;
        let mut looked_at = 0;
        let mut text = Text::default();
        while let Some(r) = rows.next().map_err(Error::sql(DOING))? {
            let n: i64 = r.get(0).map_err(Error::sql(DOING))?;
            looked_at += 1;
            if looked_at > LOOKED_AT {
                self.cut.set(true);
                break;
            }
            if !seen.insert(n) {
                continue;
            }
            if let Some(hit) = self.judge(n, words, test, &mut text)? {
                hits.push(hit);
                if hits.len() - have >= wanted {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Whether a version matches, and how well.
    pub(super) fn judge(&self, n: i64, words: &Words, test: &ClaimTest<'_>, text: &mut Text) -> Result<Option<Hit>, Error> {
        let f = test.filter;
        if f.published.0.is_some() || f.published.1.is_some() {
            let day: Option<i32> = self
                .db
                .prepare_cached("SELECT day FROM version WHERE n = ?")
                .and_then(|mut s| s.query_row([n], |r| r.get(0)))
                .map_err(Error::sql(DOING))?;
            if !within(day, f.published) {
                return Ok(None);
            }
        }
        if f.on_claims() && !test.on_words() && !self.has_claim(n, test)? {
            return Ok(None);
        }
        let version = self.version_at(n)?.ok_or_else(|| Error::Damaged(format!("version {n} is missing")))?;
        if test.on_words() && self.claims(&version, test)?.is_empty() {
            return Ok(None);
        }
        if words.all.is_empty() {
            return Ok(Some(Hit { version, ..Hit::default() }));
        }
        text.read(&version.report.text);
        let Some(score) = score(text, &version, words) else { return Ok(None) };
        Ok(Some(Hit { version, score, ..Hit::default() }))
    }

    /// Whether any claim of a version passes; for tests that ask for no words.
    fn has_claim(&self, number: i64, test: &ClaimTest<'_>) -> Result<bool, Error> {
        let Some(bytes) = self.newest_body(number)? else { return Ok(false) };
        let damaged = |_| Error::Damaged(format!("the claims of version {number} cannot be read"));
        let unread: Unread<'_> = serde_json::from_slice(&bytes).map_err(damaged)?;
        for raw in unread.claims {
            if !test.marks.iter().all(|any| any.iter().any(|m| raw.get().contains(m.as_str()))) {
                continue;
            }
            if passes(&serde_json::from_str(raw.get()).map_err(damaged)?, test) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The claims of a version that pass, as stored: words of spans are put in only where a test asks for them.
    pub(super) fn claims(&self, v: &Version, test: &ClaimTest<'_>) -> Result<Vec<Value>, Error> {
        let Some((_, _, _, mut coded)) = self.newest_coding(v.number)? else { return Ok(Vec::new()) };
        if test.on_words() {
            coded = restore(&coded, &v.report.text);
        }
        let Value::Array(claims) = coded["claims"].take() else { return Ok(Vec::new()) };
        Ok(claims.into_iter().filter(|c| passes(c, test)).collect())
    }

    /// What only the hits of a page need.
    fn fill(&self, h: &mut Hit, words: &Words, test: &ClaimTest<'_>) -> Result<(), Error> {
        if h.claims.is_empty() {
            h.claims = self.claims(&h.version, test)?;
        }
        if !test.on_words()
            && let Value::Array(a) = restore(&Value::Array(std::mem::take(&mut h.claims)), &h.version.report.text)
        {
            h.claims = a;
        }
        h.current = read::is_head(&self.db, h.version.number)?;
        h.copies = self.copies(h.version.number)?;
        let text = Text::new(&h.version.report.text);
        let points = CodePoints::new(&h.version.report.text);
        let matched: Vec<(usize, usize)> = matches(&text, words);
        h.marks = matched.iter().map(|(i, _)| (points.at(text.tokens[*i].start), points.at(text.tokens[*i].end))).collect();
        let whole = &h.version.report.text;
        // the window with the most different words, then the most words
        let mut best = (0, 0, 0);
        for (k, (i, _)) in matched.iter().enumerate() {
            let inside: Vec<usize> = matched[k..].iter().take_while(|(j, _)| j - i < SNIPPET).map(|(_, w)| *w).collect();
            let distinct = inside.iter().collect::<HashSet<_>>().len();
            if (distinct, inside.len()) > (best.0, best.1) {
                best = (distinct, inside.len(), *i);
            }
        }
        let from = best.2.saturating_sub(6);
        let to = (from + SNIPPET).min(text.tokens.len());
        let span = text.span(from, to);
        h.snippet = span.of(whole).split('\n').collect::<Vec<_>>().join(" ");
        let base = points.at(span.start);
        let end = points.at(span.end);
        h.snippet_marks = h.marks.iter().filter(|(a, b)| *a >= base && *b <= end).map(|(a, b)| (a - base, b - base)).collect();
        Ok(())
    }
}

/// A part of an FTS expression: any of these terms. What the index's tokenizer would part a term at is left out, so that
/// a name with spaces asks for a facet that does not exist, and never for a phrase, which this index cannot answer.
pub(super) fn any(terms: &[String], mark: &str) -> String {
    let within = |c: &char| !c.is_ascii() || c.is_ascii_alphanumeric() || "=^:._-".contains(*c);
    let quoted: Vec<String> = terms.iter().map(|t| format!("\"{mark}{}\"", t.chars().filter(within).collect::<String>())).collect();
    if quoted.len() == 1 { quoted.concat() } else { format!("({})", quoted.join(" OR ")) }
}

/// Facets of the months or years between two days; none if they are too many to help.
fn months(a: i32, b: i32) -> Option<String> {
    let (from, to) = (iso_day(a), iso_day(b));
    let number = |s: &str| Some((s.get(..4)?.parse::<i32>().ok()?, s.get(5..7)?.parse::<i32>().ok()?));
    let ((y1, m1), (y2, m2)) = (number(&from)?, number(&to)?);
    let count = (y2 - y1) * 12 + m2 - m1 + 1;
    let terms: Vec<String> = match count {
        ..=0 => vec!["=y:0000".into()],
        1..=36 => (0..count).map(|i| (y1 + (m1 - 1 + i) / 12, (m1 - 1 + i) % 12 + 1)).map(|(y, m)| format!("=m:{y:04}-{m:02}")).collect(),
        _ if y2 - y1 < 200 => (y1..=y2).map(|y| format!("=y:{y:04}")).collect(),
        _ => return None,
    };
    Some(any(&terms, ""))
}

fn within(day: Option<i32>, (from, to): (Option<i32>, Option<i32>)) -> bool {
    match day {
        None => from.is_none() && to.is_none(),
        Some(d) => from.is_none_or(|f| d >= f) && to.is_none_or(|t| d <= t),
    }
}

fn fits_point(f: &Filter, lat: f64, lon: f64) -> bool {
    f.within.is_none_or(|[w, s, e, n]| (s..=n).contains(&lat) && (w..=e).contains(&lon))
        && f.near.is_none_or(|(a, b, km)| distance_km((a, b), (lat, lon)) <= km)
}

/// Whether a claim passes all conditions.
fn passes(c: &Value, test: &ClaimTest<'_>) -> bool {
    let f = test.filter;
    let list = |k: &str| c[k].as_array().map_or(&[][..], Vec::as_slice);
    let kind = c["type"].as_str().unwrap_or_default();
    if !f.types.is_empty() && !f.types.iter().any(|t| kind == t || kind.strip_prefix(t.as_str()).is_some_and(|r| r.starts_with('.'))) {
        return false;
    }
    if f.status.as_deref().is_some_and(|s| c["status"].as_str() != Some(s))
        || f.confidence.is_some_and(|least| c["confidence"].as_f64().unwrap_or(0.0) < least)
    {
        return false;
    }
    if let Some(t) = &f.figure
        && !list("figures").iter().any(|x| t.passes(x))
    {
        return false;
    }
    if let Some((id, words)) = &test.actor {
        let named = |x: &Value| {
            if words.is_empty() {
                x["actor"].as_str().is_some_and(|a| a.eq_ignore_ascii_case(id))
            } else {
                holds_words(x["text"].as_str().unwrap_or_default(), words)
            }
        };
        if !list("roles").iter().chain(list("attribution")).any(named) {
            return false;
        }
    }
    let point = |x: &Value| Some((x["place"]["lat"].as_f64()?, x["place"]["lon"].as_f64()?));
    if f.near.is_some() || f.within.is_some() || f.country.is_some() || test.place.is_some() {
        let fits = |x: &Value| {
            (f.near.is_none() && f.within.is_none() || point(x).is_some_and(|(lat, lon)| fits_point(f, lat, lon)))
                && f.country.as_deref().is_none_or(|c| x["place"]["country"].as_str().is_some_and(|p| p.eq_ignore_ascii_case(c)))
                && test.place.as_ref().is_none_or(|(ids, words)| {
                    if words.is_empty() {
                        x["place"]["id"].as_str().is_some_and(|i| ids.contains(i))
                    } else {
                        holds_words(x["text"].as_str().unwrap_or_default(), words)
                    }
                })
        };
        if !list("places").iter().any(fits) {
            return false;
        }
    }
    if f.happened.0.is_some() || f.happened.1.is_some() {
        let end = |k: &str, last: bool| c["time"][k].as_str().and_then(|s| super::super::query::day(s.get(..10).unwrap_or(s), last).ok());
        let (from, to) = (end("from", false).or_else(|| end("to", false)), end("to", true).or_else(|| end("from", true)));
        let (Some(from), Some(to)) = (from, to) else { return false };
        if f.happened.0.is_some_and(|a| to < a) || f.happened.1.is_some_and(|b| from > b) {
            return false;
        }
    }
    true
}

fn holds_words(words: &str, asked: &[Word]) -> bool {
    let t = Text::new(words);
    asked.iter().all(|w| t.tokens.iter().any(|k| w.is(stem(t.folded_of(k)))))
}

/// Tokens that match, with the number of the word that they match.
fn matches(text: &Text, words: &Words) -> Vec<(usize, usize)> {
    let all: Vec<&Word> = words.all.iter().flatten().collect();
    let mut out = Vec::new();
    super::super::terms::each_stem(text, |i, s| {
        if let Some(w) = all.iter().position(|w| w.is(s)) {
            out.push((i, w));
        }
    });
    out
}

/// How well a text matches; `None` if a phrase is not in it. Each word counts with diminishing returns, more in
/// the title; words that stand together count more.
fn score(text: &Text, v: &Version, words: &Words) -> Option<f64> {
    if words.all.is_empty() {
        return Some(0.0);
    }
    let matched = matches(text, words);
    let count = words.all.iter().map(Vec::len).sum::<usize>();
    let title_end = if v.report.text.starts_with(&v.report.title) { v.report.title.len() } else { 0 };
    let mut tf = vec![0u32; count];
    let mut title = vec![false; count];
    for (i, w) in &matched {
        tf[*w] += 1;
        title[*w] |= (text.tokens[*i].start as usize) < title_end;
    }
    for phrase in words.all.iter().filter(|p| p.len() > 1) {
        if !has_phrase(text, phrase) {
            return None;
        }
    }
    let long = 0.5 + text.tokens.len() as f64 / 600.0;
    let mut score: f64 = tf.iter().map(|n| f64::from(*n) / (f64::from(*n) + 1.2 * long)).sum();
    score += title.iter().filter(|t| **t).count() as f64 * 0.8;
    let together = matched.windows(2).filter(|p| p[0].1 != p[1].1 && p[1].0 - p[0].0 <= 2).count();
    score += (together as f64).min(3.0) * 0.2;
    Some(score / count as f64)
}

fn has_phrase(text: &Text, phrase: &[Word]) -> bool {
    let words: Vec<usize> =
        (0..text.tokens.len()).filter(|i| matches!(text.tokens[*i].kind, TokenKind::Word | TokenKind::Number)).collect();
    let is = |i: usize, w: &Word| {
        let t = &text.tokens[i];
        if t.kind == TokenKind::Number { w.is(&text.folded_of(t).replace(',', "")) } else { w.is(stem(text.folded_of(t))) }
    };
    words.windows(phrase.len()).any(|run| run.iter().zip(phrase).all(|(i, w)| is(*i, w)))
}
