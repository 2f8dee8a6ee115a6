//! Reconciling by example: reports with claims marked by hand, and what must come of them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod stories;

use marsad_core::reconcile::figures::Scope;
use marsad_core::reconcile::{Decisions, Grade, Incident, Matter, Options, Set, Telling, json, reconcile, standing, stored};
use marsad_core::record::{Exactness, Status};
use stories::{Report, market, raqqa, week};

fn incidents(reports: &[Report]) -> Vec<Incident> {
    reconcile(reports.iter().map(Report::telling).collect(), &Options::default()).1
}

fn lines(incidents: &[Incident]) -> Vec<String> {
    incidents.iter().map(|i| json::incident(i).to_string()).collect()
}

/// The incident that this claim is in.
fn with<'i>(incidents: &'i [Incident], claim: &str) -> &'i Incident {
    incidents.iter().find(|i| i.claims.iter().any(|c| c.claim == claim)).unwrap_or_else(|| panic!("{claim} is nowhere"))
}

#[test]
fn the_tolls_of_raqqa_stand_side_by_side() {
    let all = incidents(&[raqqa()]);
    let i = with(&all, "raqqa-6000");
    assert_eq!(i.kind.split('.').next(), Some("territory"));
    let figure = |low: f64| i.figures.iter().position(|f| f.low == Some(low)).unwrap();
    let (envoy, observatory, civilians) = (figure(6000.0), figure(3250.0), figure(1200.0));
    assert_eq!(
        (i.figures[envoy].high, i.figures[envoy].exactness, i.figures[envoy].root.as_str()),
        (None, Exactness::AtLeast, "بريت ماكغورك")
    );
    assert_eq!(i.figures[observatory].root, "المرصد السوري لحقوق الإنسان");
    assert_eq!((i.figures[civilians].part_of, i.figures[civilians].fits), (Some(observatory), true));
    let c = i.conflicts.iter().find(|c| c.measure == "killed" && c.scope == Scope::Class).unwrap();
    assert_eq!(c.figures, (envoy, observatory));
    assert_eq!(
        c.derived.iter().map(|d| (d.value, d.class.as_str(), d.from)).collect::<Vec<_>>(),
        [(2050.0, "not_civilian", (observatory, civilians))]
    );
    // neither is merged into the other
    assert_eq!(
        i.bounds.iter().filter(|b| b.measure == "killed").map(|b| (b.class.as_str(), b.low)).collect::<Vec<_>>(),
        [("fighter", Some(6000.0)), ("person", Some(3250.0))]
    );
}

#[test]
fn a_later_toll_of_the_same_root_replaces_the_earlier() {
    let all = incidents(&market());
    let i = with(&all, "m1-killed");
    assert_eq!(i.documents, ["m1", "m2", "m3", "m4"]);
    let of = |claim: &str| i.figures.iter().position(|f| f.claim == claim).unwrap();
    assert_eq!(i.figures[of("m1-killed")].replaced_by, Some(of("m3-killed")));
    assert_eq!(i.figures[of("m3-killed")].replaced_by, None);
    // another root's figure stays
    assert_eq!(i.figures[of("m4-killed")].replaced_by, None);
    let b = i.bounds.iter().find(|b| b.measure == "killed").unwrap();
    assert_eq!((b.low, b.best, b.high, b.roots, b.rule), (Some(31.0), Some(40.0), Some(40.0), 2, "ucdp"));
}

#[test]
fn roots_are_counted_once_and_outlets_are_none() {
    let all = incidents(&market());
    let i = with(&all, "m1-killed");
    // m1, its copy m2 and m3 carry the ministry's word, once by a shorter name; m4 has a doctor's
    assert_eq!(
        i.roots.iter().filter(|r| !r.outlet).map(|r| (r.name.as_str(), r.documents.len())).collect::<Vec<_>>(),
        [("طبيب في مستشفى المدينة", 1), ("وزارة الصحة العراقية", 3)]
    );
    assert_eq!((i.grade, i.grade.credibility()), (Grade::Confirmed, 1));
    let one = incidents(&market()[..3]);
    let i = with(&one, "m1-killed");
    assert_eq!((i.grade, i.grade.credibility()), (Grade::SingleRoot, 3), "three reports of one root are one root: {}", i.reason);
}

#[test]
fn neighbouring_places_and_other_days_stay_apart() {
    let all = incidents(&week());
    for (a, b) in [("w1-a", "w2-a"), ("w1-a", "w3-a")] {
        assert_ne!(with(&all, a).id, with(&all, b).id, "{a} and {b}");
    }
    assert_eq!(with(&all, "w1-a").id, with(&all, "w4-a").id);
}

#[test]
fn a_denial_makes_it_contested() {
    let mut reports = market();
    let mut denial = market().remove(3);
    denial.id = "m5".into();
    denial.claims.iter_mut().for_each(|c| {
        c.id = c.id.replace("m4", "m5");
        c.status = Status::Denied;
    });
    reports.push(denial);
    let all = incidents(&reports);
    let i = with(&all, "m1-killed");
    assert_eq!(i.grade, Grade::Contested, "{}", i.reason);
    assert!(i.contradictions.iter().any(|c| c.matter == Matter::Denial));
}

#[test]
fn order_and_parts_change_nothing() {
    let reports: Vec<Report> = market().into_iter().chain(week()).chain([raqqa()]).collect();
    let tellings: Vec<Telling> = reports.iter().map(Report::telling).collect();
    let right = lines(&reconcile(tellings.clone(), &Options::default()).1);
    let mut shuffled = tellings;
    let mut seed = 7u64;
    for round in 0..20 {
        for n in (1..shuffled.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(n, (seed >> 33) as usize % (n + 1));
        }
        for parts in [1, 2, 7] {
            let o = Options { parts, ..Options::default() };
            assert_eq!(lines(&reconcile(shuffled.clone(), &o).1), right, "round {round}, {parts} parts");
        }
    }
}

#[test]
fn what_a_person_decided_is_respected() {
    let pair = |a: &str, b: &str| vec![(a.to_owned(), b.to_owned())];
    let tellings: Vec<Telling> = market().iter().chain(&week()).map(Report::telling).collect();
    let with_decisions = |d: Decisions| reconcile(tellings.clone(), &Options { decisions: d, ..Options::default() }).1;
    let split = with_decisions(Decisions { apart: pair("m1-killed", "m4-killed"), ..Decisions::default() });
    assert_ne!(with(&split, "m1-killed").id, with(&split, "m4-killed").id);
    let merged = with_decisions(Decisions { together: pair("w1-a", "w2-a"), ..Decisions::default() });
    assert_eq!(with(&merged, "w1-a").id, with(&merged, "w2-a").id);
    // two claims of one account can be parted too
    let parted = with_decisions(Decisions { apart: pair("m4-attack", "m4-killed"), ..Decisions::default() });
    assert_ne!(with(&parted, "m4-attack").id, with(&parted, "m4-killed").id);
    let set = Set {
        claim: "m1-killed".into(),
        measure: "killed".into(),
        class: "person".into(),
        values: [Some(1.0), Some(2.0), Some(3.0)],
        reason: "seen the graves".into(),
    };
    let overridden = with_decisions(Decisions { bounds: vec![set], ..Decisions::default() });
    let b = with(&overridden, "m1-killed").bounds.iter().find(|b| b.measure == "killed").unwrap();
    assert_eq!((b.low, b.best, b.high, b.rule, b.reason.as_str()), (Some(1.0), Some(2.0), Some(3.0), "person", "seen the graves"));
}

#[test]
fn each_join_has_its_reason() {
    let all = incidents(&market());
    let i = with(&all, "m2-killed");
    let joined = i.claims.iter().find(|c| c.claim == "m2-killed").unwrap();
    assert_eq!(joined.to, "m1");
    // m2 is a copy of m1: words and turns of phrase speak loudest
    assert!(!joined.why.is_empty() && joined.why.iter().all(|w| w.1 > 0.0), "{:?}", joined.why);
    assert!(joined.why.iter().any(|w| matches!(w.0, "copy" | "phrases" | "words" | "whole reports")), "{:?}", joined.why);
}

#[test]
fn control_of_a_place_is_a_row_of_intervals() {
    let tellings = stories::town().iter().map(Report::telling).collect::<Vec<_>>();
    let held: Vec<(String, String, Option<String>)> = standing::control(&tellings)
        .into_iter()
        .map(|s| (s.who, marsad_core::reconcile::telling::iso(s.from), s.to.map(marsad_core::reconcile::telling::iso)))
        .collect();
    assert_eq!(
        held,
        [
            ("islamic-state".to_owned(), "2014-01-14".to_owned(), Some("2017-10-17".to_owned())),
            ("sdf".to_owned(), "2017-10-17".to_owned(), None)
        ]
    );
}

#[test]
fn an_incident_keeps_its_id_as_reports_join() {
    let few = incidents(&market()[..1]);
    let all = incidents(&market());
    assert_eq!(with(&few, "m1-killed").id, with(&all, "m1-killed").id);
}

#[test]
fn stored_claims_come_back_as_they_were() {
    for r in market().iter().chain(&[raqqa()]) {
        let (d, coded) = (r.document(), r.coded());
        let v = marsad_core::json::document(&d, &coded, 0);
        assert_eq!(Telling::new(&d, &stored::coded(&v, &d.text)), Telling::new(&d, &coded));
    }
}
