//! GeoJSON (RFC 7946): one claim a feature, with the native table's columns as properties. A claim with a place is a
//! point, a movement between known places is a line, a claim without any is a feature without geometry.

use super::row::{Row, point};
use super::table::CLAIMS;
use super::{ExportError, Sink};
use crate::archive::sqlite::Match;
use geojson::feature::Id;
use geojson::{Feature, FeatureWriter, Geometry, GeometryValue, JsonObject, Position};
use std::io::Write;

/// A collection that is being written.
pub struct Features<'w> {
    writer: FeatureWriter<&'w mut dyn Write>,
}

fn wrong(e: geojson::Error) -> ExportError {
    match e {
        geojson::Error::Io(e) => e.into(),
        geojson::Error::MalformedGeoJson(e) if e.is_io() => std::io::Error::from(e).into(),
        other => std::io::Error::other(other.to_string()).into(),
    }
}

impl<'w> Features<'w> {
    /// Begins the collection.
    pub fn begin(out: &'w mut dyn Write) -> Result<Self, ExportError> {
        Ok(Self { writer: FeatureWriter::from_writer(out) })
    }
}

fn position((lat, lon): (f64, f64)) -> Position {
    Position::from([lon, lat])
}

/// What a claim looks like on a map.
fn shape(r: &Row<'_>) -> Option<Geometry> {
    let way = r.way();
    if way.len() > 1 {
        return Some(GeometryValue::LineString { coordinates: way.into_iter().map(position).collect() }.into());
    }
    point(r.place()).map(|p| GeometryValue::Point { coordinates: position(p) }.into())
}

impl Sink for Features<'_> {
    fn document(&mut self, _: &Match, rows: &[Row<'_>]) -> Result<u64, ExportError> {
        for r in rows {
            let properties: JsonObject = CLAIMS.iter().map(|c| (c.name.to_owned(), (c.of)(r).json())).collect();
            let feature = Feature {
                bbox: None,
                geometry: shape(r),
                id: r.claim["id"].as_str().map(|i| Id::String(i.to_owned())),
                properties: Some(properties),
                foreign_members: None,
            };
            self.writer.write_feature(&feature).map_err(wrong)?;
        }
        Ok(rows.len() as u64)
    }

    fn end(&mut self) -> Result<(), ExportError> {
        self.writer.finish().map_err(wrong)
    }
}
