//! What a person decides about an incident: merge, split, pin, bounds, undo. Kept in the archive for ever, respected by
//! every run.

use super::Stop;
use super::gather::now;
use super::incident::named;
use super::incidents::SourceOptions;
use super::terminal::{Look, Paint, Part};
use crate::archive::sqlite::Decided;
use marsad_core::reconcile::Incident;
use marsad_core::reconcile::telling::iso;
use serde_json::{Value, json};

/// Decisions about one incident.
#[derive(Debug, clap::Args)]
pub struct DecideOptions {
    /// It is one with this incident, or with the one that holds this claim
    #[arg(long, value_name = "ID", group = "decision")]
    merge: Option<String>,
    /// These claims, or all its claims of these reports, are of another event
    #[arg(long, value_name = "CLAIM|REPORT", num_args = 1.., group = "decision")]
    split: Vec<String>,
    /// These claims stay in it, whatever comes
    #[arg(long, value_name = "CLAIM", num_args = 1.., group = "decision")]
    pin: Vec<String>,
    /// Low, best and high of a measure and class: killed/person=40,43,50; ? for what is not known
    #[arg(long, value_name = "MEASURE/CLASS=LOW,BEST,HIGH", group = "decision")]
    bounds: Option<String>,
    /// Take decision number N back
    #[arg(long, value_name = "N", group = "decision")]
    undo: Option<i64>,
    /// Why
    #[arg(long, value_name = "TEXT", requires = "decision")]
    reason: Option<String>,
    /// Who decides
    #[arg(long, value_name = "NAME", env = "USER", default_value = "")]
    who: String,
}

impl DecideOptions {
    /// Whether anything is decided.
    pub const fn any(&self) -> bool {
        self.merge.is_some() || !self.split.is_empty() || !self.pin.is_empty() || self.bounds.is_some() || self.undo.is_some()
    }

    /// Keeps it. Gives a claim by which the incident is found afterwards.
    pub fn keep(&self, i: &Incident, all: &[Incident], source: &SourceOptions) -> Result<String, Stop> {
        let first = |i: &Incident| i.claims.first().map_or_else(String::new, |c| c.claim.clone());
        let mut stays = first(i);
        let mut rows: Vec<(&str, Value, Option<i64>)> = Vec::new();
        if let Some(other) = &self.merge {
            let o = named(all, other)?;
            if o.id == i.id {
                return Err(Stop::Usage(format!("{other:?} is this incident itself")));
            }
            rows.push(("merge", json!({"together": [stays, first(o)]}), None));
        }
        if !self.split.is_empty() {
            let (out, rest): (Vec<_>, Vec<_>) = i.claims.iter().partition(|c| self.split.iter().any(|s| *s == c.claim || *s == c.document));
            let list = |l: &[&marsad_core::reconcile::Joined]| l.iter().map(|c| c.claim.clone()).collect::<Vec<_>>();
            if out.is_empty() || rest.is_empty() {
                return Err(Stop::Usage(format!(
                    "of what --split names, {} of the incident's {} claims: nothing is parted",
                    out.len(),
                    i.claims.len()
                )));
            }
            stays = rest[0].claim.clone();
            rows.push(("split", json!({"apart": list(&out), "from": list(&rest)}), None));
        }
        for claim in &self.pin {
            if !all.iter().any(|i| i.claims.iter().any(|c| c.claim == *claim)) {
                return Err(Stop::Usage(format!("no incident holds the claim {claim:?}")));
            }
            if *claim != stays {
                rows.push(("pin", json!({"together": [stays, claim]}), None));
            }
        }
        if let Some(b) = &self.bounds {
            if self.reason.is_none() {
                return Err(Stop::Usage("--bounds needs --reason: a figure that a person sets says why".to_owned()));
            }
            rows.push(("bounds", bounds(b, &stays)?, None));
        }
        if self.undo.is_some() {
            rows.push(("undo", Value::Null, self.undo));
        }
        let mut archive = source.writer()?;
        for (act, body, undoes) in rows {
            archive.decide(now(), &self.who, act, &body, self.reason.as_deref().unwrap_or_default(), undoes)?;
        }
        Ok(stays)
    }
}

/// `killed/person=40,43,50`.
fn bounds(s: &str, claim: &str) -> Result<Value, Stop> {
    let wrong = || Stop::Usage(format!("{s:?} is no bounds; write them as killed/person=40,43,50, with ? for what is not known"));
    let (what, values) = s.split_once('=').ok_or_else(wrong)?;
    let (measure, class) = what.split_once('/').unwrap_or((what, ""));
    let values: Vec<&str> = values.split(',').map(str::trim).collect();
    let [low, best, high] = values[..] else { return Err(wrong()) };
    let number = |x: &str| if x == "?" { Ok(Value::Null) } else { x.parse::<f64>().map(|x| json!(x)).map_err(|_| wrong()) };
    Ok(json!({"claim": claim, "measure": measure, "class": class, "low": number(low)?, "best": number(best)?, "high": number(high)?}))
}

/// A decision as JSON.
pub fn json(d: &Decided) -> Value {
    json!({"n": d.number, "at": d.at, "who": d.who, "act": d.act, "body": d.body, "reason": d.reason, "undoes": d.undoes})
}

/// A line of the history.
pub fn line(d: &Decided, look: &Look) -> String {
    let day = iso((d.at / 86_400) as i32);
    let what = format!("{}. {}", d.number, d.act);
    look.lines(&day, 18, &[Part::new(&what, Paint::Trigger), Part::new(&d.who, Paint::Who), Part::new(&d.reason, Paint::Plain)])
}
