//! What is wrong is named with file and line, and the rest is coded.

use super::{BODY, Folder, claims, documents, gzipped, marsad, report, run, run_on};
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

#[test]
fn a_broken_line_is_named_and_the_rest_is_coded() {
    let f = Folder::new();
    let path =
        f.write("news.jsonl", format!("{0}\n{{\"text\": \"قتل\n{0}\n{{\"id\": \"x\"}}\n{{\"text\": 5}}\n\u{0}\n{0}\n", report(BODY)));
    let r = run(&["read", &path, "--format", "jsonl"]);
    assert_eq!(r.code, 2);
    let all = documents(&r.out);
    assert_eq!(all.len(), 3);
    assert!(all.iter().all(|d| claims(d).len() >= 5));
    let lines: Vec<&str> = r.err.lines().collect();
    assert_eq!(lines.len(), 4, "{}", r.err);
    assert!(lines[0].starts_with(&format!("marsad: {path}:2: no valid JSON: ")), "{}", lines[0]);
    assert_eq!(lines[1], format!("marsad: {path}:4: no report: the key \"text\" is missing or null"));
    assert!(lines[2].starts_with(&format!("marsad: {path}:5: no report: ")), "{}", lines[2]);
    assert!(lines[3].starts_with(&format!("marsad: {path}:6: no valid JSON: ")), "{}", lines[3]);
}

#[test]
fn a_broken_file_is_named_and_the_rest_is_coded() {
    let f = Folder::new();
    let good = f.write("good.txt", BODY);
    let array = f.write("array.json", format!("[{},\n5,\n{{\"text\": ", report(BODY)));
    let mut cut = gzipped(report(BODY).as_bytes());
    cut.truncate(cut.len() - 9);
    let cut = f.write("cut.jsonl.gz", cut);
    let page = f.write("page.html", "<html><body></body></html>");
    let missing = format!("{}/missing.txt", f.path());
    f.write("empty/notes.md", "#");
    let empty = format!("{}/empty", f.path());
    let r = run(&["read", &missing, &array, &cut, &page, &empty, &good, "--format", "jsonl"]);
    assert_eq!(r.code, 2);
    assert_eq!(documents(&r.out).len(), 2);
    for wanted in [
        format!("marsad: {missing}: cannot be read: "),
        format!("marsad: {array}: report 2: no report: "),
        format!("marsad: {array}:3: no valid JSON, the rest of the file is left out: "),
        format!("marsad: {cut}:1: the rest of the file cannot be read: "),
        format!("marsad: {page}: no main text found"),
        format!("marsad: {empty}: no .txt, .html, .json or .jsonl file"),
    ] {
        assert!(r.err.lines().any(|l| l.starts_with(&wanted)), "{wanted}\n---\n{}", r.err);
    }
    assert_eq!(r.err.lines().count(), 6, "{}", r.err);
}

#[test]
fn wrong_command_lines_are_told_apart() {
    for wrong in [
        &["read"][..],
        &["code", "x"],
        &["read", "x", "--format", "xml"],
        &["read", "x", "--published", "friday"],
        &["read", "x", "--threads", "0"],
        &[],
    ] {
        let r = run(wrong);
        assert_eq!((r.code, r.out.as_str()), (64, ""), "{wrong:?}");
        assert!(!r.err.is_empty());
    }
    for right in [&["--help"][..], &["read", "--help"], &["--version"]] {
        let r = run(right);
        assert_eq!((r.code, r.err.as_str()), (0, ""), "{right:?}");
    }
    assert!(run(&["--help"]).out.contains("Exit codes:"));
}

#[test]
fn no_data_no_coding() {
    let f = Folder::new();
    let missing = format!("{}/none", f.path());
    let r = run(&["read", "-", "--data", &missing]);
    assert_eq!(r.code, 2);
    assert!(r.err.starts_with("marsad: cannot read the data folder: "), "{}", r.err);
    let r = run(&["read", "-", "--data", f.path()]);
    assert_eq!(r.code, 2);
    assert!(r.err.contains("no lexicon, frames or ontology"), "{}", r.err);
    f.write("lexicon/ar/x.toml", "verb = [ { rot = \"ق ت ل\" } ]\n");
    let r = run(&["read", "-", "--data", f.path()]);
    assert_eq!(r.code, 1);
    assert!(r.err.contains("lexicon/ar/x.toml:1:"), "{}", r.err);
}

#[test]
fn a_reader_that_has_enough_ends_it_quietly() {
    let line = format!("{}\n", report(BODY));
    let f = Folder::new();
    let path = f.write("many.jsonl", line.repeat(2000));
    let mut child = marsad(&["read", &path, "--format", "jsonl"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with('{'));
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""));
}

#[test]
fn nothing_to_read_is_fine() {
    let r = run_on(&["read", "-", "--format", "jsonl"], b"");
    assert_eq!((r.code, documents(&r.out).len(), r.err.as_str()), (0, 1, ""));
    let f = Folder::new();
    let path = f.write("none.jsonl", "\n\n");
    let r = run(&["read", &path, "--format", "json"]);
    assert_eq!((r.code, r.out.as_str(), r.err.as_str()), (0, "[]\n", ""));
}
