//! What people decided, as it changes claims and incidents.
//!
//! Takes the rows of the review log that stand, gives an [`Overlay`] that [`Overlay::apply`]s to a coded document:
//! rejected claims go, corrected fields replace the machine's. The archive's own coding is never touched.

use serde_json::{Map, Value};
use std::collections::HashMap;

/// How far a claim has been reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Standing {
    /// Nobody has looked at it.
    #[default]
    Open,
    /// One person accepted or corrected it.
    Once,
    /// Two persons did, and agree.
    Twice,
    /// A person rejected it.
    Rejected,
}

/// Decisions on claims.
#[derive(Debug, Clone, Default)]
pub struct Overlay {
    /// Rows of the review log that it was made from.
    pub rows: i64,
    /// For each claim: how it stands and the fields that replace its own.
    pub claims: HashMap<String, (Standing, Map<String, Value>)>,
}

impl Overlay {
    /// How a claim stands.
    #[must_use]
    pub fn standing(&self, claim: &str) -> Standing {
        self.claims.get(claim).map_or(Standing::Open, |c| c.0)
    }

    /// Puts the decisions into a coded document: without rejected claims.
    pub fn apply(&self, coded: &mut Value) {
        if let Some(claims) = coded.get_mut("claims").and_then(Value::as_array_mut) {
            self.list(claims);
        }
    }

    /// Puts the decisions into a list of claims: without rejected ones.
    pub fn list(&self, claims: &mut Vec<Value>) {
        if self.claims.is_empty() {
            return;
        }
        claims.retain(|c| c["id"].as_str().is_none_or(|id| self.standing(id) != Standing::Rejected));
        claims.iter_mut().for_each(|c| self.correct(c));
    }

    /// Puts corrected fields into one claim.
    pub fn correct(&self, claim: &mut Value) {
        let Some((standing, fields)) = claim["id"].as_str().and_then(|id| self.claims.get(id)) else { return };
        let standing = match standing {
            Standing::Open => return,
            Standing::Once => "once",
            Standing::Twice => "twice",
            Standing::Rejected => "rejected",
        };
        if let Some(m) = claim.as_object_mut() {
            for (k, v) in fields {
                if v.is_null() {
                    m.shift_remove(k);
                } else {
                    m.insert(k.clone(), v.clone());
                }
            }
            m.insert("reviewed".into(), standing.into());
        }
    }
}
