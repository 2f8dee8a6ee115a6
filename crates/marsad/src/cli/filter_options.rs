//! The words and conditions that `search` and `export` share.

use crate::archive::query::{FigureTest, day};
use crate::archive::terms::Words;
use crate::archive::{Error, Filter, Query};
use clap::Args;

/// What is meant.
#[derive(Debug, Args)]
pub struct FilterOptions {
    /// Words in any spelling; «phrases in quotes»; -word for words that may not occur
    #[arg(value_name = "QUERY", allow_hyphen_values = true, default_value = "")]
    query: String,
    /// Claim type or family, such as harm.killed or violence; may be repeated
    #[arg(long = "type", value_name = "TYPE")]
    types: Vec<String>,
    /// Actor: lexicon id, or a name
    #[arg(long)]
    actor: Option<String>,
    /// Place: gazetteer id, or a name
    #[arg(long)]
    place: Option<String>,
    /// Country of the place, ISO 3166 two letters
    #[arg(long, value_name = "CC")]
    country: Option<String>,
    /// Places around a point: LAT,LON,KM
    #[arg(long, value_name = "LAT,LON,KM", allow_hyphen_values = true, value_parser = numbers::<3>)]
    near: Option<[f64; 3]>,
    /// Places within a box: WEST,SOUTH,EAST,NORTH
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true, value_parser = numbers::<4>)]
    within: Option<[f64; 4]>,
    /// Published on or after this day, month or year
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Published on or before it
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// What is told happened on or after this day, month or year
    #[arg(long, value_name = "DATE")]
    happened_since: Option<String>,
    /// What is told happened on or before it
    #[arg(long, value_name = "DATE")]
    happened_until: Option<String>,
    /// Outlet
    #[arg(long)]
    source: Option<String>,
    /// asserted, planned, denied or possible
    #[arg(long)]
    status: Option<String>,
    /// A figure, such as killed, killed>=10 or >100
    #[arg(long, value_name = "TEST")]
    figure: Option<FigureTest>,
    /// Least confidence, 0 to 1
    #[arg(long, value_name = "P")]
    confidence: Option<f64>,
}

fn numbers<const N: usize>(s: &str) -> Result<[f64; N], String> {
    let list: Vec<f64> = s.split(',').map(|x| x.trim().parse().map_err(|_| format!("{x:?} is no number"))).collect::<Result<_, _>>()?;
    list.try_into().map_err(|_| format!("{N} numbers with commas between are needed"))
}

impl FilterOptions {
    /// The question, of no page.
    pub fn query(&self) -> Result<Query, Error> {
        let one = |s: &Option<String>, last| s.as_ref().map(|s| day(s, last)).transpose();
        Ok(Query {
            words: Words::parse(&self.query),
            filter: Filter {
                types: self.types.clone(),
                actor: self.actor.clone(),
                place: self.place.clone(),
                country: self.country.clone(),
                near: self.near.map(|[a, b, c]| (a, b, c)),
                within: self.within,
                published: (one(&self.since, false)?, one(&self.until, true)?),
                happened: (one(&self.happened_since, false)?, one(&self.happened_until, true)?),
                source: self.source.clone(),
                status: self.status.clone(),
                figure: self.figure.clone(),
                confidence: self.confidence,
            },
            offset: 0,
            limit: 0,
        })
    }
}
