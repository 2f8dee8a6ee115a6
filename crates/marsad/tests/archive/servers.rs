//! Feeds and pages from servers that behave, and from servers that do not.

use super::server::{Server, answer, reply};
use super::{Place, errors, long};
use serde_json::{Value, json};
use std::io::Write;
use std::time::{Duration, Instant};

const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n";
const RSS: &str = "Content-Type: application/rss+xml\r\n";

fn page(n: usize) -> Vec<u8> {
    let body = super::report(n)["text"].as_str().expect("text").to_owned();
    format!("<html lang=ar><head><meta charset=utf-8><title>قصف على أطراف المدينة رقم {n}</title><meta property='article:published_time' content='2020-02-03T04:05:06+03:00'></head><body><article><h1>قصف على أطراف المدينة رقم {n}</h1><p>{body}</p><p>{body}</p></article></body></html>").into_bytes()
}

fn feed(items: &[(String, &str)]) -> Vec<u8> {
    let items: String = items
        .iter()
        .map(|(link, title)| {
            format!("<item><title>{title}</title><link>{link}</link><pubDate>Tue, 05 Mar 2019 10:00:00 +0300</pubDate></item>")
        })
        .collect();
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>أخبار</title>{items}</channel></rss>").into_bytes()
}

fn ingest(p: &Place, more: &[&str]) -> (Option<i32>, Value, String) {
    let mut all = vec!["ingest", "--json", "--allow-private", "--max-bytes", "1000000"];
    if !more.contains(&"--pause") {
        all.extend(["--pause", "0"]);
    }
    all.extend(more);
    if !more.contains(&"--timeout") {
        all.extend(["--timeout", "3"]);
    }
    let o = p.run(&all);
    (o.status.code(), serde_json::from_slice(&o.stdout).unwrap_or_default(), errors(&o))
}

#[test]
fn a_feed_and_its_pages_once() {
    let p = Place::new();
    let s = Server::start(vec![
        ("/1", answer("200 OK", HTML, page(1))),
        ("/2", answer("200 OK", HTML, page(2))),
        ("/moved", answer("301 Moved", "Location: /2\r\n", vec![])),
        ("/loop", answer("302 Found", "Location: /loop\r\n", vec![])),
    ]);
    let (base, other) = (s.base.clone(), s.base.clone());
    let f = Server::start(vec![(
        "/rss",
        Box::new(move |head, stream| {
            if head.to_lowercase().contains("if-none-match: \"v1\"") {
                reply(stream, "304 Not Modified", "ETag: \"v1\"\r\n", b"");
            } else {
                reply(
                    stream,
                    "200 OK",
                    "Content-Type: application/rss+xml\r\nETag: \"v1\"\r\n",
                    &feed(&[
                        (format!("{base}/1"), "أول"),
                        (format!("{base}/moved"), "ثان"),
                        (format!("{base}/loop"), "ثالث"),
                        (format!("{base}/gone"), "رابع"),
                    ]),
                );
            }
        }),
    )]);
    let (code, v, told) = ingest(&p, &[&f.url("/rss")]);
    assert_eq!((code, &v["new"], &v["problems"]), (Some(2), &json!(2), &json!(2)), "{told}");
    assert!(told.contains("more than 5 redirects") && told.contains("answered 404"), "{told}");
    let (_, v, told) = ingest(&p, &[&f.url("/rss")]);
    assert_eq!((&v["read"], s.asked_for("/1"), s.asked_for("/robots.txt")), (&json!(0), 1, 1), "{told}");
    let shown = p.json(&["show", &format!("{other}/1"), "--json"]);
    assert_eq!(
        (&shown["versions"][0]["capture"]["status"], &shown["versions"][0]["published"], &shown["versions"][0]["source"]),
        (&json!(200), &json!("2020-02-03T04:05:06+03:00"), &json!("أخبار"))
    );
    p.ok(&["verify"]);
}

#[test]
fn robots_and_private_addresses() {
    let p = Place::new();
    let s = Server::start(vec![
        ("/robots.txt", answer("200 OK", "", b"User-agent: *\nDisallow: /closed/\n".to_vec())),
        ("/closed/1", answer("200 OK", HTML, page(1))),
        ("/open", answer("200 OK", HTML, page(2))),
    ]);
    let (_, v, told) = ingest(&p, &[&s.url("/closed/1"), &s.url("/open")]);
    assert_eq!((&v["new"], &v["problems"], s.asked_for("/closed/1")), (&json!(1), &json!(1), 0), "{told}");
    let broken = Server::start(vec![("/robots.txt", answer("503 Busy", "", vec![])), ("/x", answer("200 OK", HTML, page(3)))]);
    let (_, v, told) = ingest(&p, &[&broken.url("/x")]);
    assert_eq!((&v["new"], told.contains("robots.txt")), (&json!(0), true), "{told}");
    let port = s.base.rsplit(':').next().expect("a port").to_owned();
    let before = s.seen.lock().expect("a lock").len();
    for host in ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "127.1", "2130706433", "[::ffff:127.0.0.1]"] {
        let o = p.run(&["ingest", "--json", "--pause", "0", &format!("http://{host}:{port}/open")]);
        assert!(errors(&o).contains("private, loopback and link-local"), "{host}: {}", errors(&o));
    }
    assert_eq!(s.seen.lock().expect("a lock").len(), before, "no connection was made");
}

#[test]
fn servers_that_misbehave_stop_nothing() {
    let zeros = vec![0u8; 64 << 20];
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gz.write_all(&zeros).expect("packed");
    let bomb = gz.finish().expect("packed");
    let frame = zstd::bulk::compress(&zeros, 10).expect("packed");
    let mut cut = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    cut.write_all(&page(5)).expect("packed");
    let mut cut = cut.finish().expect("packed");
    cut.truncate(cut.len() / 2);
    let s = Server::start(vec![
        ("/bomb", answer("200 OK", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", bomb)),
        ("/zbomb", answer("200 OK", "Content-Type: text/html\r\nContent-Encoding: zstd\r\n", frame)),
        ("/cut", answer("200 OK", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", cut)),
        (
            "/lies",
            Box::new(|_, s| {
                let _ = write!(s, "HTTP/1.1 200 OK\r\n{HTML}Content-Length: 90000\r\n\r\n");
                let _ = s.write_all(&page(6));
            }),
        ),
        (
            "/huge",
            Box::new(|_, s| {
                let _ = write!(s, "HTTP/1.1 200 OK\r\n{HTML}Content-Length: 2147483648\r\n\r\n");
                let block = vec![b'x'; 1 << 20];
                for _ in 0..2048 {
                    if s.write_all(&block).is_err() {
                        return;
                    }
                }
            }),
        ),
        (
            "/endless",
            Box::new(|_, s| {
                // no length at all: two gigabytes until somebody hangs up
                let _ = write!(s, "HTTP/1.1 200 OK\r\n{HTML}Connection: close\r\n\r\n");
                let block = vec![b'x'; 1 << 20];
                for _ in 0..2048 {
                    if s.write_all(&block).is_err() {
                        return;
                    }
                }
            }),
        ),
        (
            "/drip",
            Box::new(|_, s| {
                let _ = write!(s, "HTTP/1.1 200 OK\r\n{HTML}Content-Length: 1000\r\n\r\n");
                for _ in 0..60 {
                    if s.write_all(b"<").is_err() {
                        return;
                    }
                    std::thread::sleep(Duration::from_secs(1));
                }
            }),
        ),
        ("/xml", answer("200 OK", RSS, b"<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]><rss version=\"2.0\"><channel><title>&c;</title><item><title>&c;</title></item></channel></rss>".to_vec())),
        ("/fine", answer("200 OK", HTML, page(7))),
    ]);
    let p = Place::new();
    let begun = Instant::now();
    let urls: Vec<String> =
        ["/bomb", "/zbomb", "/cut", "/lies", "/huge", "/endless", "/drip", "/xml", "/fine"].iter().map(|u| s.url(u)).collect();
    // addresses of the command line may be feeds, whose cap is larger, so the pages are asked for through one
    let list: Vec<(String, &str)> = urls.iter().filter(|u| !u.ends_with("/xml")).map(|u| (u.clone(), "خبر")).collect();
    let f = Server::start(vec![("/rss", answer("200 OK", RSS, feed(&list)))]);
    let (code, v, told) = ingest(&p, &[&f.url("/rss"), &s.url("/xml")]);
    assert!(begun.elapsed() < Duration::from_secs(60), "{told}");
    assert_eq!(code, Some(2), "{told}");
    for word in [
        "/bomb: larger than 1000000 bytes when unpacked",
        "/zbomb: larger than 1000000 bytes when unpacked",
        "/cut: damaged in transfer",
        "/lies: the body broke off",
        "/huge: larger than 1000000 bytes",
        "/endless: larger than 1000000 bytes",
        "/drip: not finished after 3 s",
    ] {
        assert!(told.contains(word), "{word}: {told}");
    }
    assert!(v["new"].as_u64() >= Some(1), "{v} {told}");
    assert!(!p.hits(&["رقم 7"]).is_empty());
    p.ok(&["verify"]);
}

#[test]
fn a_very_long_feed() {
    let count = if long() { 100_000 } else { 1_500 };
    let s = Server::start(vec![(
        "/rss",
        Box::new(move |_, s| {
            let _ = write!(
                s,
                "HTTP/1.1 200 OK\r\n{RSS}Connection: close\r\n\r\n<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>طويل</title>"
            );
            let mut out = std::io::BufWriter::new(s);
            for n in 0..count {
                let _ = write!(
                    out,
                    "<item><guid>g{n}</guid><title>خبر رقم {n}</title><description>وصل الوفد رقم {n} إلى العاصمة</description></item>"
                );
            }
            let _ = write!(out, "</channel></rss>");
        }),
    )]);
    let p = Place::new();
    let (code, v, told) = ingest(&p, &["--timeout", "120", &s.url("/rss")]);
    assert_eq!((code, &v["new"]), (Some(0), &json!(count)), "{told}");
}

#[test]
fn watch_reports_what_fails_and_leaves_it_alone_for_longer() {
    let good = Server::start(vec![("/1", answer("200 OK", HTML, page(1)))]);
    let link = good.url("/1");
    let f = Server::start(vec![("/rss", answer("200 OK", RSS, feed(&[(link, "أول")]))), ("/bad", answer("500 Oops", "", vec![]))]);
    let p = Place::new();
    let run = || {
        p.run(&[
            "watch",
            "--once",
            "--json",
            "--every",
            "0.02",
            "--allow-private",
            "--pause",
            "0",
            "--timeout",
            "3",
            &f.url("/bad"),
            &f.url("/rss"),
            "http://127.0.0.1:9/none",
        ])
    };
    let o = run();
    let v: Value = serde_json::from_slice(&o.stdout).expect("JSON");
    assert!(o.status.success() && v["new"] == 1 && v["problems"] == 2, "{v} {}", errors(&o));
    assert!(errors(&o).contains("answered 500"), "{}", errors(&o));
    std::thread::sleep(Duration::from_millis(2100));
    run();
    assert_eq!((f.asked_for("/rss"), good.asked_for("/1")), (2, 1));
    let db = rusqlite::Connection::open(p.archive()).expect("open");
    let (failures, problem): (i64, String) =
        db.query_row("SELECT failures, problem FROM feed WHERE url LIKE '%/bad'", [], |r| Ok((r.get(0)?, r.get(1)?))).expect("a row");
    assert!((1..=2).contains(&failures) && problem.contains("500"), "{failures} {problem}");
}

#[test]
fn redirects_ask_the_rules_of_where_they_lead() {
    let other = Server::start(vec![
        ("/robots.txt", answer("200 OK", "", b"User-agent: *\nDisallow: /closed\n".to_vec())),
        ("/closed", answer("200 OK", HTML, page(1))),
        ("/open", answer("200 OK", HTML, page(2))),
    ]);
    let (closed, open) = (other.url("/closed"), other.url("/open"));
    let moved = |to: String| -> Box<dyn Fn(&str, &mut std::net::TcpStream) + Send + Sync> {
        Box::new(move |_, s| reply(s, "302 Found", &format!("Location: {to}\r\n"), b""))
    };
    let s = Server::start(vec![("/to-closed", moved(closed)), ("/to-open", moved(open))]);
    let p = Place::new();
    let (_, v, told) = ingest(&p, &[&s.url("/to-closed"), &s.url("/to-open")]);
    assert_eq!((&v["new"], &v["problems"], other.asked_for("/closed")), (&json!(1), &json!(1), 0), "{told}");
    assert!(told.contains("/closed: robots.txt does not allow it"), "{told}");
}

#[test]
fn a_dead_host_is_asked_once() {
    // nobody listens at this port: every item's page is told of, but no time is lost on each
    let f = Server::start(vec![(
        "/rss",
        answer("200 OK", RSS, feed(&(0..40).map(|n| (format!("http://127.0.0.1:9/{n}"), "خبر")).collect::<Vec<_>>())),
    )]);
    let p = Place::new();
    let begun = Instant::now();
    let (_, v, told) = ingest(&p, &["--pause", "1", &f.url("/rss")]);
    assert_eq!(v["problems"], 40, "{told}");
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
}

#[test]
fn an_interrupt_does_not_wait_for_a_pause() {
    let pages = Server::start(vec![
        ("/robots.txt", answer("200 OK", "", b"User-agent: *\nCrawl-delay: 50\n".to_vec())),
        ("/1", answer("200 OK", HTML, page(1))),
        ("/2", answer("200 OK", HTML, page(2))),
    ]);
    let f = Server::start(vec![("/rss", answer("200 OK", RSS, feed(&[(pages.url("/1"), "أول"), (pages.url("/2"), "ثان")])))]);
    let p = Place::new();
    let child = p
        .command(&["ingest", "--json", "--allow-private", "--pause", "0", &f.url("/rss")])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("begun");
    let begun = Instant::now();
    while pages.asked_for("/1") == 0 && begun.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(50));
    }
    std::thread::sleep(Duration::from_millis(500));
    let ended = Instant::now();
    let _ = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    let o = child.wait_with_output().expect("ended");
    let v: Value = serde_json::from_slice(&o.stdout).unwrap_or_default();
    assert!(ended.elapsed() < Duration::from_secs(10), "{:?}", ended.elapsed());
    assert!(v["interrupted"] == true && pages.asked_for("/2") == 0, "{v} {}", errors(&o));
    // what was left out is asked for at the next visit
    let db = rusqlite::Connection::open(p.archive()).expect("open");
    let tags: String = db.query_row("SELECT etag || modified FROM feed", [], |r| r.get(0)).expect("a row");
    assert_eq!(tags, "");
}

#[test]
fn a_server_that_wants_to_be_left_alone() {
    let busy = Server::start(vec![("/rss", answer("503 Busy", "Retry-After: 7200\r\n", vec![]))]);
    let p = Place::new();
    let o = p.run(&["watch", "--once", "--every", "0.02", "--allow-private", "--pause", "0", "--timeout", "3", &busy.url("/rss")]);
    assert!(errors(&o).contains("answered 503"), "{}", errors(&o));
    let db = rusqlite::Connection::open(p.archive()).expect("open");
    let wait: i64 = db.query_row("SELECT due - visited FROM feed", [], |r| r.get(0)).expect("a row");
    assert_eq!(wait, 7200);
}
