//! What is printed: for machines the same bytes always, for people lines that fit and do not garble.

use super::{BODY, Folder, claims, documents, examples, report, run, run_on};

#[test]
fn the_same_bytes_on_every_run_and_with_any_number_of_threads() {
    let reports = examples();
    let read = |format: &str, threads: &str| {
        let mut arguments = vec!["read", "--format", format, "--threads", threads];
        arguments.extend(reports.iter().map(String::as_str));
        run(&arguments)
    };
    for format in ["jsonl", "json", "table"] {
        let one = read(format, "1");
        assert_eq!((one.code, one.err.as_str()), (0, ""));
        for threads in ["1", "2", "7"] {
            assert!(one.out == read(format, threads).out, "{format} with {threads} threads");
        }
    }
}

#[test]
fn reports_come_in_the_order_of_the_input() {
    let f = Folder::new();
    let lines: String = (0..300).map(|n| serde_json::json!({ "id": n, "text": BODY.repeat(1 + (n * 7) % 5) }).to_string() + "\n").collect();
    let path = f.write("many.jsonl", lines);
    let r = run(&["read", &path, "--format", "jsonl", "--threads", "4"]);
    let ids: Vec<String> = documents(&r.out).iter().map(|d| d["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, (0..300).map(|n| n.to_string()).collect::<Vec<_>>());
}

#[test]
fn json_is_one_array_of_what_jsonl_has_in_lines() {
    let two = format!("{0}\n{0}\n", report(BODY));
    let array: Vec<serde_json::Value> = serde_json::from_str(&run_on(&["read", "-", "--format", "json"], two.as_bytes()).out).unwrap();
    assert_eq!(array, documents(&run_on(&["read", "-", "--format", "jsonl"], two.as_bytes()).out));
}

#[test]
fn claims_have_all_their_keys() {
    let r = run_on(&["read", "-", "--format", "jsonl"], report(BODY).as_bytes());
    let d = &documents(&r.out)[0];
    for key in ["id", "title", "published", "source", "url", "lexicon", "claims", "entities"] {
        assert!(d.get(key).is_some(), "{key}");
    }
    for c in claims(d) {
        for key in ["id", "type", "trigger", "roles", "places", "figures", "money", "status", "attribution", "rule", "plover", "confidence"]
        {
            assert!(c.get(key).is_some(), "{key}");
        }
    }
}

#[test]
fn the_table_shows_sentences_with_marked_triggers_and_a_field_a_line() {
    let r = run_on(&["read", "-"], report(BODY).as_bytes());
    assert_eq!(r.code, 0);
    assert!(!r.out.contains('\u{1b}'), "colours in a pipe");
    assert!(r.out.contains("[مقتل]¹"), "{}", r.out);
    for label in ["type", "whom", "where", "how many", "on whose word", "Killed", "harm.killed"] {
        assert!(r.out.contains(label), "{label}\n{}", r.out);
    }
    for line in r.out.lines() {
        let opened = line.chars().filter(|c| matches!(c, '\u{2067}' | '\u{2068}')).count();
        assert_eq!(opened, line.matches('\u{2069}').count(), "{line}");
        // every Arabic letter stands inside an isolate
        let mut depth = 0;
        for c in line.chars() {
            match c {
                '\u{2067}' | '\u{2068}' => depth += 1,
                '\u{2069}' => depth -= 1,
                '\u{0621}'..='\u{064A}' => assert!(depth == 1, "{line}"),
                _ => {}
            }
        }
        assert!(line.chars().count() < 140, "{line}");
    }
    assert!(r.out.ends_with(" claims\n"), "{}", r.out);
}

#[test]
fn the_table_speaks_arabic() {
    let r = run_on(&["read", "-", "--lang", "ar"], report(BODY).as_bytes());
    for label in ["النوع", "لِمَن", "أين", "كم", "على ذمة", "التقارير: 1"] {
        assert!(r.out.contains(label), "{label}\n{}", r.out);
    }
}

#[test]
fn a_report_cannot_steer_the_terminal() {
    let text = format!("{}\u{1b}[2J\u{7}\u{202E}", BODY.replace("خمسة", "خمسة\u{1b}[31m"));
    let r = run_on(&["read", "-"], serde_json::json!({ "title": "عنوان\u{1b}]0;x\u{7}", "text": text }).to_string().as_bytes());
    assert_eq!(r.code, 0);
    assert!(!r.out.contains(['\u{1b}', '\u{7}', '\u{202E}']), "{:?}", r.out);
}

#[test]
fn explain_shows_readings_frames_and_roles() {
    let all = run_on(&["explain", "-"], report(BODY).as_bytes());
    assert_eq!((all.code, all.err.as_str()), (0, ""));
    for wanted in ["sentence 1", "tokens", "noun phrases", "candidates", "claim 1", "harm.killed", "strength", "by the frame target"] {
        assert!(all.out.contains(wanted), "{wanted}\n{}", all.out);
    }
    let one = run_on(&["explain", "-", "--claim", "1", "--no-model"], report(BODY).as_bytes());
    assert!(one.out.contains("claim 1") && !one.out.contains("sentence 2") && one.out.contains("frames alone"), "{}", one.out);
    let none = run_on(&["explain", "-", "--claim", "999"], report(BODY).as_bytes());
    assert_eq!(none.code, 64);
    assert!(none.err.contains("there is no claim 999"), "{}", none.err);
}
