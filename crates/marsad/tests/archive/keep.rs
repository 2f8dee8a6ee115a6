//! What is kept, found, proven and coded anew.

use super::{Place, errors, lines, report, text};
use serde_json::json;

#[test]
fn the_same_reports_again_change_nothing() {
    let p = Place::new();
    let f = p.file("r.jsonl", lines(0..40));
    assert_eq!(p.ingest(text(&f))["new"], 40);
    let before = p.stats();
    assert_eq!((&before["documents"], &before["versions"], &before["log"]), (&json!(40), &json!(40), &json!(40)));
    assert!(before["claims"].as_i64() >= Some(40), "{before}");
    let again = p.ingest(text(&f));
    assert_eq!((&again["new"], &again["changed"], &again["known"]), (&json!(0), &json!(0), &json!(40)));
    let after = p.stats();
    assert_eq!((&before["head"], &before["claims"]), (&after["head"], &after["claims"]));
    assert!(p.ok(&["verify"]).starts_with("40 rows hold"));
}

#[test]
fn a_changed_report_is_a_new_version_beside_the_old() {
    let p = Place::new();
    let mut r = report(1);
    p.ingest(text(&p.file("a.jsonl", r.to_string())));
    r["text"] = format!("{} وارتفعت الحصيلة إلى تسعة قتلى.", r["text"].as_str().expect("text")).into();
    assert_eq!(p.ingest(text(&p.file("b.jsonl", r.to_string())))["changed"], 1);
    assert_eq!(p.ingest("a.jsonl")["known"], 1, "the old one is still held");
    let s = p.stats();
    assert_eq!((&s["documents"], &s["versions"], &s["clusters"]), (&json!(1), &json!(2), &json!(1)));
    let shown = p.json(&["show", "r1", "--json"]);
    assert_eq!(shown["versions"].as_array().map(Vec::len), Some(2));
    assert_eq!((&shown["versions"][0]["current"], &shown["versions"][1]["current"]), (&json!(true), &json!(false)));
    assert_eq!(p.ok(&["show", "r1", "--raw"]), r.to_string());
    for name in [
        shown["id"].as_str(),
        shown["versions"][1]["version"].as_str(),
        shown["versions"][0]["claims"][0]["id"].as_str(),
        Some("https://outlet.example/1?utm_source=x"),
    ] {
        assert_eq!(p.json(&["show", name.expect("a name"), "--json"])["id"], shown["id"]);
    }
    p.ok(&["verify"]);
}

#[test]
fn copies_fall_into_one_cluster() {
    let p = Place::new();
    let mut all = lines(0..20);
    let mut copy = report(3);
    let whole = report(3)["text"].as_str().expect("text").to_owned();
    let words: Vec<&str> = whole.split(' ').collect();
    copy["text"] = [&words[40..], &words[8..40]].concat().join(" ").into();
    (copy["title"], copy["url"], copy["id"], copy["source"]) =
        (json!("عنوان آخر تماما"), json!("https://other.example/9"), json!("c"), json!("موقع النهر"));
    all.push_str(&copy.to_string());
    p.ingest(text(&p.file("r.jsonl", all)));
    let s = p.stats();
    assert_eq!((&s["documents"], &s["clusters"]), (&json!(21), &json!(20)));
    let shown = p.json(&["show", "c", "--json"]);
    let of = p.json(&["show", "r3", "--json"]);
    assert_eq!(shown["versions"][0]["copy_of"]["version"], of["versions"][0]["version"]);
}

#[test]
fn words_are_found_in_any_spelling() {
    let p = Place::new();
    let r = |id: &str, title: &str, text: &str| {
        json!({"id": id, "title": title, "text": text, "published": "2020-05-01", "source": "وكالة"}).to_string()
    };
    let all = [
        r("a", "هدوء", "وصل الوفد إلى وسط بِالمَدِينَةِ القديمة"),
        r("b", "حركة", "في مدينه صغيره"),
        r("c", "نزوح", "وبمدينة أخرى قُتِلَ جُنديّ"),
        r("d", "غيره", "لا شيء هنا عن البلاد"),
        r("e", "موسكو", "قال بموسكو مساء"),
    ]
    .join("\n");
    p.ingest(text(&p.file("r.jsonl", all)));
    let refs = |q: &[&str]| {
        let mut v: Vec<String> = p.hits(q).iter().map(|h| h["ref"].as_str().unwrap_or_default().to_owned()).collect();
        v.sort();
        v.join("")
    };
    assert_eq!(refs(&["المدينة"]), "abc");
    assert_eq!(refs(&["مَدينةٌ"]), "abc");
    assert_eq!(refs(&["قتل"]), "c");
    assert_eq!(refs(&["بموسكو"]), "e");
    assert_eq!(refs(&["«المدينة القديمة»"]), "a");
    assert_eq!(refs(&["«القديمة المدينة»"]), "");
    assert_eq!(refs(&["المدينة -صغيرة"]), "ac");
    let h = &p.hits(&["المدينة القديمة"])[0];
    let (a, b) = (h["highlights"][0][0].as_u64().expect("a mark") as usize, h["highlights"][0][1].as_u64().expect("a mark") as usize);
    let marked: String = h["snippet"].as_str().expect("a snippet").chars().skip(a).take(b - a).collect();
    assert_eq!(marked, "بِالمَدِينَةِ", "the original letters");
}

#[test]
fn conditions_hold_of_one_claim() {
    let p = Place::new();
    p.ingest(text(&p.file("r.jsonl", lines(0..32))));
    let n = |q: &[&str]| p.hits(q).len();
    assert_eq!(n(&["--type", "harm.killed", "--limit", "100"]), 32);
    assert_eq!(n(&["--type", "harm", "--place", "حلب", "--limit", "100"]), n(&["حلب", "--limit", "100"]));
    assert_eq!(n(&["--near", "36.2,37.15,40", "--limit", "100"]), n(&["--place", "حلب", "--limit", "100"]));
    assert_eq!(n(&["--within", "-10,-10,-9,-9"]), 0);
    let high = p.hits(&["--figure", "killed>=9", "--limit", "100"]);
    assert!(!high.is_empty() && high.len() < 32);
    assert!(high.iter().all(|h| {
        h["claims"]
            .as_array()
            .is_some_and(|c| c.iter().all(|c| c["figures"].as_array().is_some_and(|f| f.iter().any(|f| f["low"].as_f64() >= Some(9.0)))))
    }));
    assert_eq!(n(&["--source", "صحيفة الضفة", "--limit", "100"]), 16);
    assert!(
        p.hits(&["--since", "2019-03", "--until", "2019-04", "--limit", "100"])
            .iter()
            .all(|h| ["2019-03", "2019-04"].contains(&&h["published"].as_str().expect("a date")[..7]))
    );
    assert_eq!(n(&["--limit", "10"]), 10);
    assert_eq!(n(&["--limit", "10", "--page", "4"]), 2);
    let o = p.run(&["search", "x", "--since", "أمس"]);
    assert_eq!((o.status.code(), errors(&o).contains("is no day")), (Some(64), true));
}

#[test]
fn verify_names_the_first_broken_row() {
    let p = Place::new();
    p.ingest(text(&p.file("r.jsonl", lines(0..12))));
    let head = p.stats()["head"].as_str().expect("a head").to_owned();
    p.ok(&["verify", "--head", &head]);
    let whole = std::fs::read(p.archive()).expect("read");
    for (harm, row) in [
        ("DROP TRIGGER version_stays; UPDATE version SET at = at + 1 WHERE n = 5", 5),
        ("DROP TRIGGER version_stays; UPDATE version SET body = (SELECT body FROM version WHERE n = 2) WHERE n = 7", 7),
        ("DROP TRIGGER raw_stays; UPDATE raw SET bytes = zeroblob(9) WHERE n = 3", 3),
        ("DROP TRIGGER coding_stays; UPDATE coding SET lexicon = 1 WHERE n >> 16 = 4", 4),
        ("UPDATE copy SET cluster = 1 WHERE n = 9", 9),
        ("DROP TRIGGER custody_keeps; DELETE FROM custody WHERE n = 6", 6),
        ("DROP TRIGGER custody_stays; UPDATE custody SET digest = zeroblob(32) WHERE n = 8", 8),
        ("DROP TRIGGER version_keeps; DELETE FROM version WHERE n = 10", 10),
        ("DROP TRIGGER custody_keeps; DELETE FROM custody WHERE n = 12", 11),
    ] {
        std::fs::write(p.archive(), &whole).expect("restored");
        rusqlite::Connection::open(p.archive()).expect("open").execute_batch(harm).expect(harm);
        let o = p.run(&["verify", "--json"]);
        let v: serde_json::Value = serde_json::from_slice(&o.stdout).expect("JSON");
        assert_eq!((o.status.code(), &v["broken"]["row"]), (Some(1), &json!(row)), "{harm}: {v}");
    }
    // rows taken away from the end with all that they vouch for are missed only by who noted no head
    std::fs::write(p.archive(), &whole).expect("restored");
    let db = rusqlite::Connection::open(p.archive()).expect("open");
    db.execute_batch("DROP TRIGGER custody_keeps; DROP TRIGGER version_keeps; DROP TRIGGER raw_keeps; DROP TRIGGER coding_keeps; DELETE FROM custody WHERE n = 12; DELETE FROM document WHERE head = 12; DELETE FROM version WHERE n = 12; DELETE FROM raw WHERE n = 12; DELETE FROM copy WHERE n = 12; DELETE FROM coding WHERE n >> 16 = 12").expect("harmed");
    drop(db);
    assert_eq!(p.run(&["verify", "--head", &head]).status.code(), Some(1));
    // and the program itself cannot change what is kept
    std::fs::write(p.archive(), &whole).expect("restored");
    let db = rusqlite::Connection::open(p.archive()).expect("open");
    assert!(db.execute_batch("UPDATE version SET at = 0").is_err() && db.execute_batch("DELETE FROM custody").is_err());
}

#[test]
fn recoding_keeps_the_old_claims() {
    let p = Place::new();
    let f = p.file("r.jsonl", lines(0..10));
    p.ingest(text(&f));
    let data = p.path("data");
    copy(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data"), &data);
    let file = data.join("ontology.toml");
    std::fs::write(&file, format!("{}\n# changed\n", std::fs::read_to_string(&file).expect("read"))).expect("written");
    let data = text(&data).to_owned();
    let first = p.json(&["recode", "--json", "--data", &data]);
    assert_eq!(first["recoded"], 10);
    assert_eq!(p.json(&["recode", "--json", "--data", &data])["recoded"], 0);
    let s = p.stats();
    assert_eq!((&s["versions"], &s["codings"], &s["log"]), (&json!(10), &json!(20), &json!(20)));
    let shown = p.json(&["show", "r4", "--json"]);
    let codings = shown["versions"][0]["codings"].as_array().expect("codings");
    assert_eq!(codings.len(), 2);
    assert_eq!(codings[0]["lexicon"], first["lexicon"]);
    assert_ne!(codings[0]["lexicon"], codings[1]["lexicon"]);
    assert!(!p.hits(&["--type", "harm.killed"]).is_empty());
    p.ok(&["verify"]);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).expect("made");
    for e in std::fs::read_dir(from).expect("read") {
        let e = e.expect("an entry");
        let target = to.join(e.file_name());
        if e.file_type().expect("a type").is_dir() {
            copy(&e.path(), &target)
        } else {
            std::fs::copy(e.path(), target).map(|_| ()).expect("copied")
        }
    }
}

#[test]
fn warc_out_is_the_same_archive_in() {
    let p = Place::new();
    p.ingest(text(&p.file("r.jsonl", lines(0..15))));
    p.ok(&["warc", "out.warc.gz"]);
    let q = Place::new();
    assert_eq!(q.ingest(text(&p.path("out.warc.gz")))["new"], 15);
    let (a, b) = (p.json(&["show", "r7", "--json"]), q.json(&["show", "r7", "--json"]));
    assert_eq!((&a["id"], &a["versions"][0]["claims"]), (&b["id"], &b["versions"][0]["claims"]));
    assert!(b["versions"][0]["capture"]["length"].as_u64().is_some());
}

#[test]
fn tables_pages_and_folders() {
    let p = Place::new();
    std::fs::create_dir(p.path("in")).expect("made");
    p.file("in/t.csv", "id,title,date,text,extra\n1,خبر,2020-01-02,\"قتل جندي، وأصيب آخر\",x\n2,خبر آخر,2020-01-03,وصل الوفد,y\n");
    let body = "قالت وزارة الداخلية إن قوة من الشرطة ضبطت شحنة أسلحة في مستودع مهجور، وأوقفت ثلاثة أشخاص. ".repeat(5);
    p.file("in/p.html", format!("<html lang=ar><head><meta charset=utf-8><link rel=canonical href='https://x.example/p'><title>ضبط شحنة أسلحة في المدينة</title></head><body><article><p>{body}</p></article></body></html>"));
    p.file("in/n.txt", "نص بلا عنوان");
    let got = p.ingest("in");
    assert_eq!((&got["new"], &got["problems"]), (&json!(4), &json!(0)));
    assert_eq!(p.ingest("in")["known"], 4);
    assert_eq!(p.json(&["show", "https://x.example/p", "--json"])["versions"][0]["title"], "ضبط شحنة أسلحة في المدينة");
}

#[test]
fn dates_of_the_future_and_none() {
    let p = Place::new();
    let r =
        |id: &str, published: &str| json!({"id": id, "title": "خبر", "text": format!("قتل جندي {id}"), "published": published}).to_string();
    p.ingest(text(&p.file("r.jsonl", [r("future", "2999-01-01"), r("none", ""), r("odd", "أمس")].join("\n"))));
    let shown = p.json(&["show", "future", "--json"]);
    assert_eq!((&shown["versions"][0]["published"], &shown["versions"][0]["published_doubtful"]), (&json!("2999-01-01"), &json!(true)));
    assert_eq!(p.hits(&["جندي"]).len(), 3);
    assert_eq!(p.hits(&["--since", "2000"]).len(), 0, "a date that cannot be true finds nothing");
    p.ok(&["verify"]);
}

#[test]
fn a_page_holds_the_same_hits_whichever_came_before() {
    let p = Place::new();
    p.ingest(text(&p.file("r.jsonl", lines(0..200))));
    let refs = |page: usize, limit: usize| -> Vec<String> {
        p.hits(&["قتلوا", "--limit", &limit.to_string(), "--page", &page.to_string()])
            .iter()
            .map(|h| h["ref"].as_str().expect("a name").to_owned())
            .collect()
    };
    let whole = refs(1, 200);
    let pages: Vec<String> = (1..=5).flat_map(|n| refs(n, 40)).collect();
    let each: std::collections::HashSet<_> = pages.iter().collect();
    assert_eq!((whole.len(), each.len()), (200, 200), "each hit on one page");
    assert_eq!(whole, pages);
}

#[test]
fn standard_input_and_archives_of_crawls() {
    use std::io::Write;
    let p = Place::new();
    let mut child = p
        .command(&["ingest", "--json", "-"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("begun");
    child.stdin.take().expect("a pipe").write_all(lines(0..5).as_bytes()).expect("written");
    let o = child.wait_with_output().expect("ended");
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&o.stdout).expect("JSON")["new"], 5);
    // a WACZ is a ZIP with WARC files in archive/
    p.ok(&["warc", "out.warc.gz"]);
    let mut zip = zip::ZipWriter::new(std::fs::File::create(p.path("crawl.wacz")).expect("a file"));
    let plain = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in [
        ("datapackage.json", b"{}".to_vec()),
        ("archive/data.warc.gz", std::fs::read(p.path("out.warc.gz")).expect("read")),
        ("pages/pages.jsonl", b"".to_vec()),
    ] {
        zip.start_file(name, plain).expect("begun");
        zip.write_all(&bytes).expect("written");
    }
    zip.finish().expect("finished");
    let q = Place::new();
    let got = q.ingest(text(&p.path("crawl.wacz")));
    assert_eq!((&got["new"], &got["problems"]), (&json!(5), &json!(0)));
    let shown = q.json(&["show", "r2", "--json"]);
    assert!(shown["versions"][0]["capture"]["origin"].as_str().is_some_and(|o| o.ends_with("crawl.wacz!archive/data.warc.gz")));
    let o = q.run(&["ingest", text(&p.file("bad.wacz", "PK nothing"))]);
    assert!(o.status.code() == Some(2) && errors(&o).contains("no WACZ"), "{}", errors(&o));
}

#[test]
fn saved_pages_in_old_letters() {
    let p = Place::new();
    let body = "قالت وزارة الداخلية إن قوة من الشرطة ضبطت شحنة أسلحة في مستودع مهجور، وأوقفت ثلاثة أشخاص. ".repeat(5);
    let page = format!(
        "<html lang=ar><head><meta http-equiv=Content-Type content='text/html; charset=windows-1256'><title>ضبط شحنة أسلحة في المدينة</title></head><body><article><p>{body}</p></article></body></html>"
    );
    let (old, ..) = encoding_rs::WINDOWS_1256.encode(&page);
    p.file("old.html", &old);
    p.ingest("old.html");
    let hit = &p.hits(&["شحنة أسلحة"])[0];
    assert_eq!(hit["title"], "ضبط شحنة أسلحة في المدينة");
    let o = p.run(&["show", hit["id"].as_str().expect("an id"), "--raw"]);
    assert_eq!(o.stdout, old.into_owned(), "kept byte for byte");
}

#[test]
fn recoding_goes_on_where_it_was_ended() {
    let p = Place::new();
    let f = p.file("r.jsonl", lines(0..3000));
    p.ok(&["ingest", "--no-model", text(&f)]);
    let data = p.path("data");
    copy(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data"), &data);
    let file = data.join("ontology.toml");
    std::fs::write(&file, format!("{}\n# changed\n", std::fs::read_to_string(&file).expect("read"))).expect("written");
    let arguments = ["recode", "--json", "--no-model", "--data", text(&data)];
    for wait in [600, 900, 1200, 1500] {
        let mut child = p.command(&arguments).stdout(std::process::Stdio::null()).spawn().expect("begun");
        std::thread::sleep(std::time::Duration::from_millis(wait));
        let _ = child.kill();
        let _ = child.wait();
        p.ok(&["verify"]);
    }
    p.json(&arguments);
    let s = p.stats();
    assert_eq!((&s["versions"], &s["codings"]), (&json!(3000), &json!(6000)), "each report coded anew once");
    assert_eq!(p.json(&arguments)["recoded"], 0);
    p.ok(&["verify"]);
}

#[test]
fn every_condition_is_kept_to() {
    let p = Place::new();
    let r = |id: &str, published: &str, text: &str| {
        json!({"id": id, "title": "", "text": text, "published": published, "source": "وكالة"}).to_string()
    };
    let all = [
        r("syria", "2020-05-03", "قال المرصد السوري لحقوق الإنسان إن خمسة جنود قتلوا في قصف على حلب يوم الجمعة."),
        r("iraq", "2021-06-10", "قتل أكثر من 20 مدنيا في تفجير في بغداد يوم 8 يونيو 2021."),
        r("denied", "2020-05-03", "نفت وزارة الدفاع مقتل جنود في قصف على إدلب."),
        r("far", "2020-05-03", "التقى الوزير نظيره في القاهرة."),
    ];
    p.ingest(text(&p.file("r.jsonl", all.join("\n"))));
    let refs = |q: &[&str]| {
        let mut v: Vec<String> = p.hits(q).iter().map(|h| h["ref"].as_str().unwrap_or_default().to_owned()).collect();
        v.sort();
        v.join(" ")
    };
    let claims = |q: &[&str]| -> Vec<serde_json::Value> {
        p.hits(q).iter().flat_map(|h| h["claims"].as_array().cloned().unwrap_or_default()).collect()
    };
    assert_eq!(refs(&["--country", "SY", "--type", "harm.killed", "--status", "asserted"]), "syria");
    assert_eq!(refs(&["--country", "iq"]), "iraq");
    assert_eq!(refs(&["--place", "Baghdad"]), "iraq", "a place by its English name");
    assert_eq!(refs(&["--place", "بغداد"]), "iraq");
    assert_eq!(refs(&["--within", "36,36,38,37"]), "syria");
    assert_eq!(refs(&["--near", "33.3,44.4,30"]), "iraq");
    assert_eq!(refs(&["--figure", ">19"]), "iraq");
    assert_eq!(refs(&["--figure", "killed<=5"]), "syria");
    assert_eq!(refs(&["--happened-since", "2021-06-08", "--happened-until", "2021-06-08"]), "iraq");
    assert_eq!(refs(&["--happened-since", "2021-06-09"]), "");
    assert_eq!(refs(&["--actor", "المرصد السوري"]), "syria", "who says it, by its name");
    let by_id = claims(&["--country", "SY"])
        .iter()
        .flat_map(|c| c["attribution"].as_array().cloned().unwrap_or_default())
        .find_map(|l| l["actor"].as_str().map(str::to_owned))
        .expect("the observatory is known");
    assert_eq!(refs(&["--actor", &by_id]), "syria", "and by its id");
    assert!(claims(&["--status", "denied"]).iter().all(|c| c["status"] == "denied"));
    let sure = claims(&["--confidence", "0.9"]);
    assert!(!sure.is_empty() && sure.iter().all(|c| c["confidence"].as_f64() >= Some(0.9)));
    assert_eq!(refs(&["--since", "2021", "--until", "2021-06"]), "iraq");
    assert_eq!(p.run(&["search", "--near", "1,2"]).status.code(), Some(64));
    assert_eq!(p.run(&["search", "--figure", "killed>=many"]).status.code(), Some(64));
}

#[test]
fn anything_can_be_asked() {
    use marsad::archive::sqlite::SqliteArchive;
    use marsad::archive::terms::Words;
    use marsad::archive::{Archive, Filter, Query};
    let p = Place::new();
    p.ingest(text(&p.file("r.jsonl", lines(0..8))));
    let archive = SqliteArchive::reader(&p.archive()).expect("open");
    let odd = [
        "",
        " ",
        "\"",
        "«",
        "»«",
        "-",
        "--",
        "- حلب",
        "-\"حلب\"",
        "AND",
        "OR NOT",
        "NEAR(حلب, 3)",
        "*",
        "حل*",
        "^حلب",
        "=t:harm",
        "t:حلب",
        "(",
        ")",
        "()",
        ";",
        "'",
        "''",
        "'; DROP TABLE version; --",
        "\\",
        "{}",
        "[حلب]",
        "حلب + درعا",
        "%",
        "_",
        "\u{0}",
        "\u{200F}حلب",
        "ـ",
        "َ",
        "ﷺ",
        "𐎀",
        "🙂",
        "a b c",
        "٣",
        "1,000.5",
        "<b>",
        "&amp;",
        "\n\t",
    ];
    let long = "حلب ".repeat(2000);
    for q in odd.iter().copied().chain([long.as_str()]) {
        let one = || Some(q.to_owned());
        let filters = [
            Filter::default(),
            Filter { actor: one(), ..Filter::default() },
            Filter { place: one(), ..Filter::default() },
            Filter { source: one(), ..Filter::default() },
            Filter { country: one(), status: one(), types: vec![q.to_owned()], ..Filter::default() },
            Filter { near: Some((f64::NAN, 1e300, -5.0)), ..Filter::default() },
            Filter { within: Some([180.0, 90.0, -180.0, -90.0]), published: (Some(i32::MIN), Some(i32::MAX)), ..Filter::default() },
        ];
        for filter in filters {
            for words in ["", q] {
                let query = Query { words: Words::parse(words), filter: filter.clone(), offset: 0, limit: 3 };
                let got = archive.search(&query);
                assert!(got.is_ok(), "{q:?} {words:?} {filter:?}: {got:?}");
            }
        }
        assert!(archive.show(q).is_ok(), "{q:?}");
    }
}
