//! What is taken along: every format, with its quotes and offsets; and back into another archive.

use super::{Place, errors, lines, report, text};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::Read;

fn csv_rows(text: &str) -> Vec<HashMap<String, String>> {
    let mut r = csv::Reader::from_reader(text.as_bytes());
    let heads: Vec<String> = r.headers().expect("names").iter().map(str::to_owned).collect();
    r.records().map(|row| heads.iter().cloned().zip(row.expect("a row").iter().map(str::to_owned)).collect()).collect()
}

fn objects(text: &str) -> Vec<Value> {
    text.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect()
}

/// A small archive with a changed report and a copy.
fn archive() -> Place {
    let p = Place::new();
    p.ingest(text(&p.file("a.jsonl", lines(0..30))));
    let mut changed = report(4);
    changed["text"] = format!("{} وارتفعت الحصيلة إلى تسعة قتلى.", changed["text"].as_str().expect("text")).into();
    p.ingest(text(&p.file("b.jsonl", changed.to_string())));
    p
}

#[test]
fn another_archive_becomes_the_same() {
    let p = archive();
    p.ok(&["export", "-o", "all.jsonl"]);
    p.ok(&["ingest", "--archive", "other.db", "all.jsonl"]);
    let other = p.json(&["stats", "--archive", "other.db", "--json"]);
    let first = p.stats();
    for key in ["documents", "versions", "clusters", "claims", "codings", "log", "places", "sources", "types", "head"] {
        assert_eq!(first[key], other[key], "{key}: the very same log, with the same hashes");
    }
    p.ok(&["verify", "--archive", "other.db", "--head", first["head"].as_str().expect("a head")]);
    assert_eq!(p.ok(&["export", "--archive", "other.db"]), p.ok(&["export"]));
    assert_eq!(p.ok(&["show", "r4", "--raw", "--archive", "other.db"]), p.ok(&["show", "r4", "--raw"]));
    assert_eq!(p.json(&["ingest", "--json", "--archive", "other.db", "all.jsonl"])["known"], 31);
    // what was brought in is found like what was captured here
    let hits = |db: &str| p.ok(&["search", "--archive", db, "--json", "--type", "harm.killed", "--place", "حلب", "--figure", "killed>=4"]);
    assert_eq!(hits("other.db"), hits(text(&p.archive())));
}

#[test]
fn history_of_codings_comes_along() {
    let p = archive();
    // the same data and program make no second coding, so an older one is put into a line by hand
    let line = objects(&p.ok(&["export"])).remove(0);
    let mut with = line.clone();
    with["history"] =
        json!([{"lexicon": "00000000000000aa", "tool": "marsad 0.0.1", "coded": 7, "claims": [line["claims"][0]], "entities": []}]);
    p.file("h.jsonl", format!("{with}\n"));
    p.ok(&["ingest", "--archive", "h.db", "h.jsonl"]);
    let shown = p.json(&["show", "--archive", "h.db", "--json", with["id"].as_str().expect("an id")]);
    let codings = shown["versions"][0]["codings"].as_array().expect("codings");
    assert_eq!((codings.len(), &codings[0]["lexicon"], &codings[1]["lexicon"]), (2, &line["lexicon"], &json!("00000000000000aa")));
    let s = p.json(&["stats", "--archive", "h.db", "--json"]);
    assert_eq!(s["claims"].as_u64(), line["claims"].as_array().map(|c| c.len() as u64), "the newest coding counts");
    p.ok(&["verify", "--archive", "h.db"]);
    assert!(objects(&p.ok(&["export", "--archive", "h.db"])) == [with], "and goes out as it came in");
}

#[test]
fn altered_lines_are_refused() {
    let p = archive();
    let line = objects(&p.ok(&["export"])).remove(0);
    let harms: [(&str, fn(&mut Value)); 6] = [
        ("the line was altered", |l| l["text"] = format!("{}.", l["text"].as_str().unwrap_or_default()).into()),
        ("the line was altered", |l| l["published"] = "2020-01-01".into()),
        ("the line was altered", |l| l["claims"][0]["trigger"]["start"] = 1.into()),
        ("the line was altered", |l| l["claims"][0]["trigger"]["end"] = 99_999_999.into()),
        ("the line was altered", |l| l["raw"] = "AAAA".into()),
        ("is no lexicon's hash", |l| l["lexicon"] = "x".into()),
    ];
    for (n, (why, harm)) in harms.iter().enumerate() {
        let mut l = line.clone();
        harm(&mut l);
        p.file("bad.jsonl", format!("{l}\n"));
        let db = format!("bad{n}.db");
        let o = p.run(&["ingest", "--archive", &db, "bad.jsonl"]);
        assert!(o.status.code() == Some(2) && errors(&o).contains(why), "{n}: {}", errors(&o));
        assert_eq!(p.json(&["stats", "--archive", &db, "--json"])["documents"], 0);
    }
}

#[test]
fn every_row_can_be_checked_in_its_text() {
    let p = archive();
    let texts: HashMap<String, Vec<char>> = objects(&p.ok(&["export"]))
        .iter()
        .map(|d| (d["version"].as_str().expect("an id").to_owned(), d["text"].as_str().expect("text").chars().collect()))
        .collect();
    let words = |version: &str, from: &str, to: &str| -> String {
        texts[version][from.parse().expect("an offset")..to.parse().expect("an offset")].iter().collect()
    };
    let rows = csv_rows(&p.ok(&["export", "--format", "csv"]));
    assert_eq!(rows.len() as u64, p.stats()["claims"].as_u64().expect("claims"), "each claim of a current version once");
    for r in &rows {
        for what in ["trigger", "agent", "target", "place", "figure", "time"] {
            if !r[what].is_empty() {
                assert_eq!(r[what], words(&r["version"], &r[&format!("{what}_start")], &r[&format!("{what}_end")]), "{what}");
            }
        }
        let sentence = words(&r["version"], &r["quote_start"], &r["quote_end"]);
        assert_eq!(r["quote"], sentence.split_whitespace().collect::<Vec<_>>().join(" "));
        assert!(!r["source"].is_empty() && !r["rule"].is_empty() && r["lexicon"].len() == 16);
        assert!(r["latitude"].is_empty() || !r["where_prec"].is_empty());
    }
    let killed = rows.iter().find(|r| r["type"] == "harm.killed" && r["low"] == "5").expect("a claim of five deaths");
    assert_eq!((killed["measure"].as_str(), killed["exactness"].as_str()), ("killed", "exact"));
}

#[test]
fn layouts_of_event_data() {
    let p = archive();
    let acled = csv_rows(&p.ok(&["export", "--format", "acled"]));
    let shelling = acled.iter().filter(|r| r["sub_event_type"] == "Shelling/artillery/missile attack" && !r["fatalities"].is_empty());
    for r in shelling.clone() {
        assert_eq!((r["event_type"].as_str(), r["disorder_type"].as_str()), ("Explosions/Remote violence", "Political violence"));
        assert!(r["marsad_layout"].contains("not ACLED data") && r["event_date"].starts_with("2019-"));
    }
    assert!(shelling.count() >= 20, "deaths told in the sentence of a shelling are its deaths");
    let aleppo = acled.iter().find(|r| r["location"] == "Aleppo").expect("a row of Aleppo");
    assert_eq!((aleppo["country"].as_str(), aleppo["iso"].as_str(), aleppo["geo_precision"].is_empty()), ("Syria", "760", false));
    let ucdp = csv_rows(&p.ok(&["export", "--format", "ucdp"]));
    assert!(ucdp.iter().all(|r| r["marsad_layout"].contains("not UCDP data") && r["marsad_type"] == "harm.killed"));
    let five = ucdp.iter().find(|r| r["best"] == "5").expect("a row of five deaths");
    assert_eq!((five["low"].as_str(), five["high"].as_str(), five["deaths_a"].as_str()), ("5", "5", ""));
    let of_aleppo = ucdp.iter().find(|r| r["where_coordinates"] == "Aleppo").expect("a row of Aleppo");
    assert_eq!((of_aleppo["country_id"].as_str(), of_aleppo["priogrid_gid"].as_str()), ("652", "181875"));
    let plover = objects(&p.ok(&["export", "--format", "plover", "--type", "violence"]));
    assert!(!plover.is_empty() && plover.iter().all(|e| e["type"] == "ASSAULT" && e["modes"].is_array()));
}

#[test]
fn maps_and_workbooks() {
    let p = archive();
    let g: geojson::FeatureCollection = p.ok(&["export", "--format", "geojson"]).parse().expect("GeoJSON");
    assert_eq!(g.features.len() as u64, p.stats()["claims"].as_u64().expect("claims"));
    let point = g.features.iter().find(|f| f.properties.as_ref().is_some_and(|p| p["place_en"] == "Aleppo")).expect("Aleppo");
    let Some(geojson::GeometryValue::Point { coordinates }) = point.geometry.as_ref().map(|g| &g.value) else { panic!("no point") };
    assert!((37.0..37.5).contains(&coordinates[0]) && (36.0..36.5).contains(&coordinates[1]), "east first");
    let kml = p.ok(&["export", "--format", "kml"]);
    assert_eq!(kml.matches("<Placemark").count(), g.features.iter().filter(|f| f.geometry.is_some()).count());
    assert!(kml.ends_with("</kml>\n"));
    p.ok(&["export", "--format", "xlsx", "-o", "all.xlsx"]);
    let mut book = zip::ZipArchive::new(std::fs::File::open(p.path("all.xlsx")).expect("a file")).expect("a workbook");
    let mut sheet = String::new();
    book.by_name("xl/worksheets/sheet1.xml").expect("a sheet").read_to_string(&mut sheet).expect("read");
    assert_eq!(sheet.matches("<row ").count(), g.features.len() + 1);
}

#[test]
fn hostile_words_stay_words() {
    let p = Place::new();
    let r = json!({"id": "=1+1", "title": "=HYPERLINK(\"http://x.example\")", "source": "@<script>", "url": "https://x.example/<1>",
        "text": "-1 <script>alert(1)</script> ]]> قتل خمسة جنود في قصف على حلب", "published": "2020-01-01"});
    p.ingest(text(&p.file("r.jsonl", r.to_string())));
    let csv = p.ok(&["export", "--format", "csv"]);
    let rows = csv_rows(&csv);
    assert!(!rows.is_empty());
    for r in &rows {
        assert_eq!(
            (r["title"].as_str(), r["source"].as_str(), r["ref"].as_str()),
            ("'=HYPERLINK(\"http://x.example\")", "'@<script>", "'=1+1")
        );
        for (name, value) in r {
            let number = value.parse::<f64>().is_ok();
            assert!(number || !value.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{name}: {value}");
        }
    }
    p.ok(&["export", "--format", "xlsx", "-o", "x.xlsx"]);
    let mut book = zip::ZipArchive::new(std::fs::File::open(p.path("x.xlsx")).expect("a file")).expect("a workbook");
    let mut sheet = String::new();
    book.by_name("xl/worksheets/sheet1.xml").expect("a sheet").read_to_string(&mut sheet).expect("read");
    assert!(!sheet.contains("<f>") && !sheet.contains("<hyperlink"), "no cell is a formula or a link");
    let kml = p.ok(&["export", "--format", "kml"]);
    assert!(!kml.contains("<script") && kml.contains("&amp;lt;script&amp;gt;"), "a viewer shows the words");
}

#[test]
fn any_filter_and_a_whole_file_or_none() {
    let p = archive();
    let all = csv_rows(&p.ok(&["export", "--format", "csv"])).len();
    let rows = csv_rows(&p.ok(&["export", "--format", "csv", "--type", "harm.killed", "--place", "حلب", "--figure", "killed>=5"]));
    assert!(!rows.is_empty() && rows.len() < all);
    assert!(rows.iter().all(|r| r["type"] == "harm.killed" && r["low"].parse::<f64>().expect("a figure") >= 5.0));
    let n = |q: &[&str]| objects(&p.ok(&[&["export"][..], q].concat())).len();
    assert_eq!((n(&[]), n(&["--source", "صحيفة الضفة"]), n(&["حلب"])), (31, 15, 4));
    assert_eq!(n(&["-حلب"]), 31 - n(&["حلب"]), "words that may not occur, without any that must");
    p.file("keep.csv", "old");
    let o = p.run(&["export", "--format", "csv", "--archive", "none.db", "-o", "keep.csv"]);
    assert_eq!((o.status.code(), std::fs::read_to_string(p.path("keep.csv")).expect("read").as_str()), (Some(2), "old"));
    let o = p.run(&["export", "--format", "csv", "-o", "no/such/folder/x.csv"]);
    assert!(o.status.code() == Some(74) && errors(&o).contains("no/such/folder/x.csv"), "{}", errors(&o));
    #[cfg(target_os = "linux")]
    {
        let full = std::fs::File::create("/dev/full").expect("a device");
        let o = p.command(&["export"]).stdout(full).output().expect("run");
        assert_eq!(o.status.code(), Some(74), "{}", errors(&o));
    }
}
