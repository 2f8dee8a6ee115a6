//! Kills, full disks, folders that cannot be written, two processes, broken files.

use super::{Place, errors, lines, long, text};
use serde_json::json;
use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

#[test]
fn killed_at_any_moment_it_opens_and_goes_on() {
    let (kills, reports) = if long() { (200, 12_000) } else { (12, 1500) };
    let p = Place::new();
    let f = p.file("r.jsonl", lines(0..reports));
    let mut seed = 7u64;
    let mut before = 0;
    for n in 0..kills {
        let mut child = p.command(&["ingest", "--json", text(&f)]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("begun");
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_millis((seed >> 33) % 3000));
        let _ = child.kill();
        let _ = child.wait();
        if !p.archive().exists() {
            continue;
        }
        let o = p.run(&["verify"]);
        // killed before the first table was made, there is nothing to prove yet
        assert!(
            o.status.success() || errors(&o).contains("not a Marsad archive"),
            "kill {n}: {} {}",
            String::from_utf8_lossy(&o.stdout),
            errors(&o)
        );
        if o.status.success() {
            let s = p.stats();
            let held = s["versions"].as_u64().expect("a count");
            assert_eq!(s["documents"].as_u64(), Some(held), "each report once");
            assert!(held >= before, "what was kept stays");
            before = held;
        }
        if before == reports as u64 {
            // all is in: begin anew, so that kills hit work
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{end}", text(&p.archive())));
            }
            before = 0;
        }
    }
    p.ingest(text(&f));
    let s = p.stats();
    assert_eq!((&s["documents"], &s["versions"]), (&json!(reports), &json!(reports)));
    p.ok(&["verify"]);
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_breaks_nothing() {
    let p = Place::new();
    p.ingest(text(&p.file("a.jsonl", lines(0..20))));
    p.file("b.jsonl", lines(20..3000));
    // the system refuses to let any file grow beyond 1.5 MB
    let script = format!("trap '' XFSZ; ulimit -f 3000; exec {} ingest --threads 1 b.jsonl", env!("CARGO_BIN_EXE_marsad"));
    let o = std::process::Command::new("bash")
        .args(["-c", &script])
        .env("MARSAD_ARCHIVE", p.archive())
        .current_dir(p.folder.path())
        .output()
        .expect("run");
    assert_eq!(o.status.code(), Some(74), "{}", errors(&o));
    assert!(errors(&o).contains("writing a batch"), "{}", errors(&o));
    p.ok(&["verify"]);
    p.ingest("b.jsonl");
    assert_eq!(p.stats()["documents"], 3000);
    p.ok(&["verify"]);
}

#[test]
fn a_place_that_cannot_be_written_is_told() {
    let p = Place::new();
    let f = p.file("a.jsonl", lines(0..3));
    let o = p.run(&["ingest", "--archive", "/proc/marsad.db", text(&f)]);
    assert!(!o.status.success() && errors(&o).contains("cannot open the archive /proc/marsad.db"), "{}", errors(&o));
    let o = p.run(&["ingest", "--archive", "no/such/folder/a.db", text(&f)]);
    assert!(!o.status.success() && errors(&o).contains("folder"), "{}", errors(&o));
    let o = p.run(&["search", "x"]);
    assert!(o.status.code() == Some(2) && errors(&o).contains("no such file"), "{}", errors(&o));
    p.file("other.db", "this is no database at all, but it is long enough to look at".repeat(20));
    let o = p.run(&["stats", "--archive", "other.db"]);
    assert!(!o.status.success() && !errors(&o).contains("panicked"), "{}", errors(&o));
    let foreign = rusqlite::Connection::open(p.path("foreign.db")).expect("open");
    foreign.execute_batch("CREATE TABLE t (x)").expect("made");
    let o = p.run(&["ingest", "--archive", "foreign.db", text(&f)]);
    assert!(errors(&o).contains("not a Marsad archive"), "{}", errors(&o));
}

/// Runs a command as a user who may do nothing here: the tests may run as root, whom no folder keeps out.
#[cfg(unix)]
fn as_nobody(p: &Place, arguments: &[&str]) -> std::process::Output {
    use std::os::unix::process::CommandExt;
    let mut c = p.command(arguments);
    if std::fs::metadata("/proc/self").is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0) {
        c.uid(65_534).gid(65_534);
    }
    c.output().expect("run")
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_told_and_can_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &std::path::Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("set");
    let p = Place::new();
    let f = p.file("a.jsonl", lines(0..20));
    p.ingest(text(&f));
    let before = std::fs::read(p.archive()).expect("read");
    mode(&p.archive(), 0o444);
    mode(p.folder.path(), 0o555);
    let runs = |arguments: &[&str]| as_nobody(&p, arguments);
    if runs(&["--version"]).status.success() {
        let o = runs(&["ingest", text(&f)]);
        assert!(matches!(o.status.code(), Some(2 | 74)) && !errors(&o).contains("panicked"), "{}", errors(&o));
        assert!(errors(&o).contains("read-only") || errors(&o).contains("cannot open"), "{}", errors(&o));
        for reading in [&["verify"][..], &["search", "حلب"], &["stats"], &["show", "r3"], &["export"]] {
            let o = runs(reading);
            assert!(o.status.success() && !o.stdout.is_empty(), "{reading:?}: {}", errors(&o));
        }
    }
    mode(p.folder.path(), 0o755);
    assert_eq!(std::fs::read(p.archive()).expect("read"), before);
}

#[test]
fn packed_files_without_end() {
    let p = Place::new();
    let bomb = |name: &str, head: &str, unit: &[u8], times: usize, tail: &str| {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(head.as_bytes()).expect("packed");
        for _ in 0..times {
            gz.write_all(unit).expect("packed");
        }
        gz.write_all(tail.as_bytes()).expect("packed");
        p.file(name, gz.finish().expect("packed"));
    };
    let block = [b'a'; 1 << 20];
    bomb("line.jsonl.gz", "{\"text\": \"", &block, 200, "\"}");
    bomb("text.txt.gz", "", &block, 200, "");
    bomb("page.html.gz", "<html><p>", &block, 200, "");
    bomb("list.json.gz", "[{\"text\": \"قتل جندي\"}, {\"text\": \"", &block, 200, "\"}]");
    bomb("field.csv.gz", "id,text\n1,قتل جندي\n2,\"", &block, 200, "\"");
    for (file, new) in [("line.jsonl.gz", 0), ("text.txt.gz", 0), ("page.html.gz", 0), ("list.json.gz", 1), ("field.csv.gz", 1)] {
        let script = format!("ulimit -v 1500000; exec {} ingest --json --threads 1 {file}", env!("CARGO_BIN_EXE_marsad"));
        let o = std::process::Command::new("bash")
            .args(["-c", &script])
            .env("MARSAD_ARCHIVE", p.path(&format!("{file}.db")))
            .current_dir(p.folder.path())
            .output()
            .expect("run");
        let v: serde_json::Value = serde_json::from_slice(&o.stdout).unwrap_or_default();
        assert_eq!((o.status.code(), &v["new"]), (Some(2), &json!(new)), "{file}: {v} {}", errors(&o));
        assert!(errors(&o).contains("too long") || errors(&o).contains("longer than"), "{file}: {}", errors(&o));
    }
}

#[test]
fn two_processes_on_one_archive() {
    let p = Place::new();
    p.file("a.jsonl", lines(0..600));
    p.file("b.jsonl", lines(300..900));
    let run = |f: &str| p.command(&["ingest", "--json", f]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("begun");
    let (a, b) = (run("a.jsonl"), run("b.jsonl"));
    for child in [a, b] {
        let o = child.wait_with_output().expect("ended");
        assert!(o.status.success(), "{}", errors(&o));
    }
    let s = p.stats();
    assert_eq!((&s["documents"], &s["versions"]), (&json!(900), &json!(900)));
    p.ok(&["verify"]);
}

#[test]
fn broken_files_keep_what_came_before() {
    let p = Place::new();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(lines(0..50).as_bytes()).expect("packed");
    let gz = gz.finish().expect("packed");
    p.file("cut.jsonl.gz", &gz[..gz.len() / 2]);
    p.ingest(text(&p.file("whole.jsonl", lines(100..103))));
    let o = p.run(&["ingest", "--json", "cut.jsonl.gz", "whole.jsonl"]);
    assert_eq!(o.status.code(), Some(2), "{}", errors(&o));
    let v: serde_json::Value = serde_json::from_slice(&o.stdout).expect("JSON");
    assert!(v["new"].as_u64() > Some(3) && v["known"] == 3 && v["problems"].as_u64() >= Some(1), "{v}");
    p.file("bad.jsonl", format!("{}not json\n{{\"text\": 5}}\n{}", lines(200..201), lines(201..202)));
    let o = p.run(&["ingest", "--json", "bad.jsonl"]);
    let v: serde_json::Value = serde_json::from_slice(&o.stdout).expect("JSON");
    assert_eq!((&v["new"], &v["problems"]), (&json!(2), &json!(2)));
    p.ok(&["verify"]);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_between_two_reports() {
    let p = Place::new();
    p.file("r.jsonl", lines(0..20_000));
    let child = p.command(&["ingest", "--json", "r.jsonl"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("begun");
    let begun = std::time::Instant::now();
    let held =
        || rusqlite::Connection::open(p.archive()).and_then(|db| db.query_row("SELECT count(*) FROM copy", [], |r| r.get::<_, i64>(0)));
    while held().unwrap_or(0) == 0 && begun.elapsed() < Duration::from_secs(120) {
        std::thread::sleep(Duration::from_millis(100));
    }
    let _ = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    let o = child.wait_with_output().expect("ended");
    let v: serde_json::Value = serde_json::from_slice(&o.stdout).unwrap_or_default();
    assert!(o.status.success() && v["interrupted"] == true, "{v} {}", errors(&o));
    assert_eq!(p.stats()["documents"], v["new"]);
    p.ok(&["verify"]);
}
