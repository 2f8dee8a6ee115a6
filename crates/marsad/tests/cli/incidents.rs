//! Incidents of the example reports against those that a person made of them, and what a person decides.

use super::run;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

fn examples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/reports")
}

fn incidents(out: &str) -> Vec<Value> {
    out.lines().map(|l| serde_json::from_str(l).expect("a line of JSON")).collect()
}

fn strings(v: &Value) -> Vec<&str> {
    v.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

type Mates<'v> = BTreeMap<&'v str, BTreeSet<&'v str>>;

/// For each report those that it shares a group with.
fn mates<'v>(groups: impl Iterator<Item = Vec<&'v str>>) -> Mates<'v> {
    let mut out = Mates::new();
    for g in groups {
        for a in &g {
            out.entry(a).or_default().extend(g.iter().filter(|b| *b != a));
        }
    }
    out
}

fn f1(p: f64, r: f64) -> f64 {
    2.0 * p * r / (p + r)
}

/// What was measured when the weights were fitted, less what a change of the coder may cost.
const PAIRS: f64 = 0.68;
const B_CUBED: f64 = 0.82;
const FIGURES: f64 = 0.68;

#[test]
fn reports_of_one_event_come_together() {
    let folder = examples();
    let r = run(&["incidents", "--json", "--from", folder.to_str().unwrap()]);
    let found = incidents(&r.out);
    let gold: Value = serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let gold_incidents = gold["incidents"].as_array().unwrap();
    let right = mates(gold_incidents.iter().map(|i| strings(&i["reports"])));
    let got = mates(found.iter().map(|i| strings(&i["leads"])));
    let known: BTreeSet<&str> = gold_incidents.iter().flat_map(|i| strings(&i["reports"])).chain(strings(&gold["none"])).collect();
    let none = BTreeSet::new();
    let (mut both, mut all, mut ours, mut bp, mut br) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for x in &known {
        let (g, q) = (right.get(x).unwrap_or(&none), got.get(x).unwrap_or(&none));
        let same = g.intersection(q).count() as f64;
        (both, all, ours) = (both + same, all + g.len() as f64, ours + q.len() as f64);
        (bp, br) = (bp + (1.0 + same) / (1.0 + q.len() as f64), br + (1.0 + same) / (1.0 + g.len() as f64));
    }
    let n = known.len() as f64;
    let (pairs, cubed) = (f1(both / ours, both / all), f1(bp / n, br / n));
    let (mut hit, mut figures) = (0, 0);
    for f in gold_incidents.iter().flat_map(|i| i["figures"].as_array().into_iter().flatten()) {
        figures += 1;
        let number = |v: &Value| v.as_f64();
        hit += usize::from(found.iter().any(|i| {
            strings(&i["documents"]).contains(&f["report"].as_str().unwrap())
                && i["figures"].as_array().unwrap().iter().any(|z| {
                    z["measure"] == f["measure"] && number(&z["low"]) == number(&f["low"]) && number(&z["high"]) == number(&f["high"])
                })
        }));
    }
    let figures = f64::from(hit as u32) / f64::from(figures);
    println!("pairs {pairs:.3}, B3 {cubed:.3}, figures {figures:.3}");
    assert!(pairs >= PAIRS, "F1 of pairs is {pairs:.3}");
    assert!(cubed >= B_CUBED, "F1 of B cubed is {cubed:.3}");
    assert!(figures >= FIGURES, "{figures:.3} of the figures are found");
}

#[test]
fn every_incident_has_its_keys() {
    let r = run(&["incidents", "--json", "--from", examples().to_str().unwrap()]);
    let all = incidents(&r.out);
    assert!(all.len() > 50);
    for i in &all {
        for k in ["id", "type", "place", "from", "to", "documents", "leads", "claims", "figures", "grade"] {
            assert!(i.get(k).is_some(), "{k} is missing in {i}");
        }
        for f in i["figures"].as_array().unwrap() {
            for k in ["measure", "class", "low", "high", "exactness", "root", "chain", "as_of"] {
                assert!(f.get(k).is_some(), "{k} is missing in {f}");
            }
        }
        let documents = strings(&i["documents"]);
        assert!(strings(&i["leads"]).iter().all(|l| documents.contains(l)), "a lead is no document of {}", i["id"]);
    }
}

/// A town's dead by two counts that do not count the same people.
const TOLLS: &str = r#"{"id":"tolls","title":"حصيلة معركة الرقة","published":"2017-10-21","source":"صحيفة","text":"انتهت معركة الرقة هذا الأسبوع. وأعلن المبعوث الأميركي إلى التحالف الدولي بريت ماكغورك مقتل ما لا يقل عن 6000 إرهابي في الرقة.\nوقال المرصد السوري لحقوق الإنسان إن المعركة في الرقة أوقعت حوالي 3250 قتيلا، بينهم حوالي 1200 مدني."}"#;

#[test]
fn counts_of_different_people_stand_side_by_side() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("tolls.json");
    std::fs::write(&file, TOLLS).unwrap();
    let r = run(&["incidents", "--json", "--from", file.to_str().unwrap()]);
    let all = incidents(&r.out);
    let i = all
        .iter()
        .find(|i| i["figures"].as_array().unwrap().iter().any(|f| f["low"] == 6000 && f["measure"] == "killed"))
        .unwrap_or_else(|| panic!("nobody counts 6000: {}", r.out));
    assert_eq!(i["place"]["en"], "Raqqa");
    let figures = i["figures"].as_array().unwrap();
    let at =
        |low: i64| figures.iter().position(|f| f["low"] == low && f["measure"] == "killed").unwrap_or_else(|| panic!("no {low} in {i}"));
    let (envoy, observatory, civilians) = (at(6000), at(3250), at(1200));
    assert_eq!((&figures[envoy]["exactness"], &figures[envoy]["high"]), (&"at_least".into(), &Value::Null));
    assert!(figures[envoy]["root"].as_str().unwrap().contains("ماكغورك"), "{}", figures[envoy]);
    assert!(figures[observatory]["root"].as_str().unwrap().contains("المرصد"), "{}", figures[observatory]);
    assert_eq!(figures[civilians]["part_of"], observatory);
    let c = i["conflicts"].as_array().unwrap().iter().find(|c| c["scope"] == "class").unwrap_or_else(|| panic!("no conflict in {i}"));
    assert_eq!(c["derived"][0]["value"], 2050);
}

#[test]
fn a_decision_is_kept_and_can_be_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let archive = dir.path().join("news.db");
    let archive = archive.to_str().unwrap();
    let folder = examples();
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let karrada = ["manara-20160703-1.json", "manara-20160703-2.json"].map(file);
    let beirut = file("manara-20200804.json");
    let r = run(&["ingest", &karrada[0], &karrada[1], &beirut, "--archive", archive]);
    assert_eq!(r.code, 0, "{}", r.err);
    let list = || incidents(&run(&["incidents", "--json", "--leads", "--archive", archive]).out);
    let with = |all: &[Value], report: &str| {
        all.iter().find(|i| strings(&i["leads"]).contains(&report)).unwrap_or_else(|| panic!("{report} leads nothing")).clone()
    };
    let before = list();
    let (a, b) = (with(&before, "manara-20160703-1"), with(&before, "manara-20200804"));
    assert_ne!(a["id"], b["id"]);
    let id = |i: &Value| i["id"].as_str().unwrap().to_owned();
    let merged = run(&["incident", &id(&a), "--merge", &id(&b), "--reason", "a test", "--who", "tester", "--json", "--archive", archive]);
    assert_eq!(merged.code, 0, "{}", merged.err);
    let story: Value = serde_json::from_str(&merged.out).unwrap();
    assert_eq!((&story["decisions"][0]["act"], &story["decisions"][0]["reason"]), (&"merge".into(), &"a test".into()));
    let all = list();
    assert_eq!(id(&with(&all, "manara-20160703-1")), id(&with(&all, "manara-20200804")));
    // undone, they part again; the row stays
    let n = story["decisions"][0]["n"].to_string();
    let r = run(&["incident", &id(&story), "--undo", &n, "--archive", archive]);
    assert_eq!(r.code, 0, "{}", r.err);
    assert_eq!(list(), before);
    let r = run(&["incident", &id(&a), "--undo", &n, "--archive", archive]);
    assert_ne!(r.code, 0, "undone twice");
    // a split by report
    let r = run(&["incident", &id(&a), "--split", "manara-20160703-2", "--archive", archive]);
    if strings(&a["documents"]).contains(&"manara-20160703-2") {
        assert_eq!(r.code, 0, "{}", r.err);
        let all = list();
        assert_ne!(id(&with(&all, "manara-20160703-1")), id(&with(&all, "manara-20160703-2")));
    }
    // bounds need a reason
    let first = with(&list(), "manara-20160703-1");
    let r = run(&["incident", &id(&first), "--bounds", "killed/person=1,2,3", "--archive", archive]);
    assert_ne!(r.code, 0);
    assert!(r.err.contains("--reason"), "{}", r.err);
    let class =
        first["bounds"].as_array().unwrap().iter().find(|b| b["measure"] == "killed").unwrap()["class"].as_str().unwrap().to_owned();
    let set = format!("killed/{class}=1,2,?");
    let r = run(&["incident", &id(&first), "--bounds", &set, "--reason", "seen", "--json", "--archive", archive]);
    let story: Value = serde_json::from_str(&r.out).unwrap_or_else(|e| panic!("{e}: {}", r.err));
    let b = story["bounds"].as_array().unwrap().iter().find(|b| b["rule"] == "person").unwrap();
    assert_eq!((&b["low"], &b["best"], &b["high"], &b["reason"]), (&1.into(), &2.into(), &Value::Null, &"seen".into()));
}
