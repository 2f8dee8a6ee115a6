//! Claims and entities as JSON, in the form of the annotation guide, spans in Unicode code points.

use crate::record::{Claim, Coded, Document, Entity, Figure, Filler, Span};
use crate::text::CodePoints;
use serde_json::{Map, Value, json};

fn number(x: Option<f64>) -> Value {
    match x {
        None => Value::Null,
        Some(x) if x.fract() == 0.0 && x.abs() < 9e15 => json!(x as i64),
        Some(x) => json!(x),
    }
}

struct Writer<'t> {
    text: &'t str,
    points: CodePoints<'t>,
}

impl Writer<'_> {
    fn span(&self, s: Span) -> Map<String, Value> {
        let mut m = Map::new();
        m.insert("text".into(), s.of(self.text).into());
        m.insert("start".into(), self.points.at(s.start).into());
        m.insert("end".into(), self.points.at(s.end).into());
        m
    }

    fn filler(&self, f: &Filler) -> Value {
        let mut m = Map::new();
        m.insert("role".into(), f.role.name().into());
        m.extend(self.span(f.span));
        if let Some(a) = &f.actor {
            m.insert("actor".into(), a.clone().into());
        }
        if let Some(p) = &f.place {
            m.insert(
                "place".into(),
                json!({"id": p.id, "name": p.name, "en": p.en, "lat": p.lat, "lon": p.lon, "country": p.country, "radius_km": p.radius_km, "where_prec": p.where_prec}),
            );
        }
        m.into()
    }

    fn figure(&self, f: &Figure) -> Value {
        let mut m = Map::new();
        m.insert("measure".into(), f.measure.into());
        m.insert("low".into(), number(f.low));
        m.insert("high".into(), number(f.high));
        m.insert("exactness".into(), f.exactness.name().into());
        m.extend(self.span(f.span));
        if !f.class.is_empty() {
            m.insert("class".into(), f.class.clone().into());
        }
        if f.part {
            m.insert("part".into(), true.into());
        }
        m.into()
    }

    fn claim(&self, c: &Claim) -> Value {
        let mut m = Map::new();
        m.insert("id".into(), c.id.clone().into());
        m.insert("type".into(), c.kind.clone().into());
        m.insert("trigger".into(), self.span(c.trigger).into());
        m.insert("roles".into(), c.roles.iter().map(|f| self.filler(f)).collect());
        m.insert("places".into(), c.places.iter().map(|f| self.filler(f)).collect());
        if let Some(t) = &c.time {
            let mut x = self.span(t.span);
            x.insert("from".into(), t.from.clone().into());
            x.insert("to".into(), t.to.clone().into());
            x.insert("date_prec".into(), date_prec(t.from.as_deref(), t.to.as_deref()).into());
            m.insert("time".into(), x.into());
        }
        m.insert("figures".into(), c.figures.iter().map(|f| self.figure(f)).collect());
        m.insert(
            "money".into(),
            c.money
                .iter()
                .map(|x| {
                    let mut o = Map::new();
                    o.insert("low".into(), number(x.low));
                    o.insert("high".into(), number(x.high));
                    o.insert("currency".into(), x.currency.clone().into());
                    o.extend(self.span(x.span));
                    Value::from(o)
                })
                .collect(),
        );
        m.insert("status".into(), c.status.name().into());
        m.insert(
            "attribution".into(),
            c.attribution
                .iter()
                .map(|l| {
                    let mut o = self.span(l.span);
                    o.insert("kind".into(), l.kind.name().into());
                    o.insert("cue".into(), self.span(l.cue).into());
                    if let Some(a) = &l.actor {
                        o.insert("actor".into(), a.clone().into());
                    }
                    Value::from(o)
                })
                .collect(),
        );
        m.insert("rule".into(), c.rule.clone().into());
        m.insert("plover".into(), c.plover.iter().map(|p| Value::from(p.as_str())).collect());
        m.insert("confidence".into(), json!((f64::from(c.confidence) * 1000.0).round() / 1000.0));
        m.into()
    }

    fn entity(&self, e: &Entity) -> Value {
        let mut m = Map::new();
        m.insert("kind".into(), e.kind.name().into());
        m.extend(self.span(e.span));
        if let Some(id) = &e.id {
            m.insert("id".into(), id.clone().into());
        }
        if let Some(f) = e.full {
            m.insert("full".into(), f.into());
        }
        m.into()
    }
}

/// UCDP `date_prec` of a time: 1 day, 2 two to six days, 3 week, 4 month, 5 more or open.
#[must_use]
pub fn date_prec(from: Option<&str>, to: Option<&str>) -> u8 {
    let (Some(f), Some(t)) = (from, to) else { return 5 };
    match (f.get(..10).and_then(|d| d.parse::<jiff::civil::Date>().ok()), t.get(..10).and_then(|d| d.parse::<jiff::civil::Date>().ok())) {
        (Some(a), Some(b)) => match (b - a).get_days() {
            0 => 1,
            1..=5 => 2,
            6..=7 => 3,
            8..=31 => 4,
            _ => 5,
        },
        _ if f == t && f.len() == 7 => 4,
        _ => 5,
    }
}

/// One document with its claims and entities.
#[must_use]
pub fn document(d: &Document, coded: &Coded, lexicon: u64) -> Value {
    let w = Writer { text: &d.text, points: CodePoints::new(&d.text) };
    let mut m = Map::new();
    m.insert("id".into(), d.id.clone().into());
    m.insert("title".into(), d.title.clone().into());
    m.insert("published".into(), d.published.clone().into());
    m.insert("source".into(), d.source.clone().into());
    m.insert("url".into(), d.url.clone().into());
    m.insert("lexicon".into(), format!("{lexicon:016x}").into());
    m.insert("claims".into(), coded.claims.iter().map(|c| w.claim(c)).collect());
    m.insert("entities".into(), coded.entities.iter().map(|e| w.entity(e)).collect());
    m.into()
}
