//! Every way to hand in a report.

use super::{BODY, Folder, TITLE, claims, documents, gzipped, report, run, run_on, spans_stand_in, types};

fn page() -> String {
    let paragraphs: String = BODY
        .lines()
        .map(|l| format!("<p>{l} {}</p>", "ولم تتبن أي جهة المسؤولية حتى الآن، فيما يستمر التوتر في المنطقة.".repeat(3)))
        .collect();
    format!(
        "<html><head><meta charset=utf-8><title>{TITLE}</title><meta property='article:published_time' content='2018-03-10T09:00:00+03:00'>\
         <link rel=canonical href='https://example.org/a'></head><body><nav><a href=/>الرئيسية</a></nav><article><h1>{TITLE}</h1>{paragraphs}</article></body></html>"
    )
}

#[test]
fn every_format_plain_and_gzipped() {
    let f = Folder::new();
    let text = format!("{TITLE}\n{BODY}");
    f.write("1.txt", &text);
    f.gzip("2.txt.gz", &text);
    f.write("3.json", report(BODY));
    f.gzip("4.json.gz", format!("[{},\n {}]", report(BODY), report(BODY)));
    f.write("5.jsonl", format!("{}\n\n{}\r\n", report(BODY), report(BODY)));
    f.gzip("sub/6.jsonl.gz", report(BODY));
    f.write("7.html", page());
    f.gzip("8.html.gz", page());
    f.write("no-report.csv", "a,b");
    f.write(".hidden.txt", "قتل");
    let r = run(&["read", f.path(), "--format", "jsonl", "--published", "2018-03-10"]);
    assert_eq!((r.code, r.err.as_str()), (0, ""));
    let all = documents(&r.out);
    assert_eq!(all.len(), 10);
    let first = types(&all[0]);
    for wanted in ["harm.killed", "harm.injured", "violence.attack", "violence.shelling", "detention.arrest"] {
        assert!(first.contains(&wanted), "{first:?}");
    }
    // pages (two before the folder «sub») have more text
    for d in all.iter().filter(|d| d.get("text").is_none()) {
        assert_eq!(types(d), first);
        assert_eq!(d["published"], "2018-03-10");
        spans_stand_in(d, &text);
    }
    let pages: Vec<_> = all.iter().filter(|d| d.get("text").is_some()).collect();
    assert_eq!(pages.len(), 2);
    for d in pages {
        assert_eq!(
            (d["title"].as_str(), d["published"].as_str(), d["url"].as_str()),
            (Some(TITLE), Some("2018-03-10T09:00:00+03:00"), Some("https://example.org/a"))
        );
        let text = d["text"].as_str().unwrap();
        assert!(text.starts_with(&format!("{TITLE}\nقال المرصد")) && !text.contains("الرئيسية"), "{text}");
        assert!(types(d).contains(&"harm.killed"), "{:?}", types(d));
        spans_stand_in(d, text);
    }
}

#[test]
fn standard_input_of_any_kind() {
    let text = format!("{TITLE}\n{BODY}");
    let jsonl = format!("{}\n{}\n", report(BODY), report(BODY));
    let indented = report(BODY).replace(",\"", ",\n\"").replace('{', "{\n");
    for (input, reports) in [
        (text.clone().into_bytes(), 1),
        (gzipped(text.as_bytes()), 1),
        (jsonl.clone().into_bytes(), 2),
        (gzipped(jsonl.as_bytes()), 2),
        (indented.into_bytes(), 1),
        (format!("[{0},{0},{0}]", report(BODY)).into_bytes(), 3),
        (page().into_bytes(), 1),
    ] {
        let r = run_on(&["read", "-", "--format", "jsonl"], &input);
        assert_eq!((r.code, r.err.as_str()), (0, ""));
        let all = documents(&r.out);
        assert_eq!(all.len(), reports);
        assert!(claims(&all[0]).len() >= 5);
    }
}

#[test]
fn the_title_is_joined_once_and_counted() {
    let with = run_on(&["read", "-", "--format", "jsonl"], report(BODY).as_bytes());
    let joined = run_on(&["read", "-", "--format", "jsonl"], report(&format!("{TITLE}\n{BODY}")).as_bytes());
    assert_eq!(with.out, joined.out);
    let d = &documents(&with.out)[0];
    spans_stand_in(d, &format!("{TITLE}\n{BODY}"));
    assert_eq!(claims(d)[0]["trigger"]["start"], 0);
}

#[test]
fn an_id_is_made_of_the_content() {
    let without = serde_json::json!({ "text": BODY }).to_string();
    let f = Folder::new();
    let (a, b) = (f.write("a.json", &without), f.write("b.jsonl", format!("\n{without}")));
    let r = run(&["read", &a, &b, "--format", "jsonl"]);
    let all = documents(&r.out);
    assert_eq!(all[0], all[1]);
    assert_eq!(all[0]["id"].as_str().map(str::len), Some(32));
    let numbered =
        run_on(&["read", "-", "--format", "jsonl"], "{\"id\": 17, \"title\": null, \"text\": \"قتل خمسة جنود\", \"tags\": [1]}".as_bytes());
    assert_eq!(documents(&numbered.out)[0]["id"], "17");
}

#[test]
fn old_encodings() {
    let f = Folder::new();
    let plain = "قتل خمسة جنود في هجوم شمال حلب";
    let (windows, _, _) = encoding_rs::WINDOWS_1256.encode(plain);
    let a = f.write("a.txt", &windows);
    let b = f.write("b.txt", "\u{FEFF}قتل خمسة جنود في هجوم شمال حلب".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    let r = run(&["read", &a, &b, "--format", "jsonl"]);
    let all = documents(&r.out);
    assert!(types(&all[0]).contains(&"harm.killed"));
    assert_eq!(types(&all[0]), types(&all[1]));
    spans_stand_in(&all[0], plain);
    spans_stand_in(&all[1], &format!("\u{FEFF}{plain}"));
}
