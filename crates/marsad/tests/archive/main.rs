//! The archive through the program: what goes in comes out, once, proven, whatever happens on the way.
//!
//! `MARSAD_LONG=1` runs the long forms: 200 kills, 100,000 feed items.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, clippy::manual_is_multiple_of)]

mod copies;
mod export;
mod faults;
mod keep;
mod server;
mod servers;

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Whether the long forms are asked for.
fn long() -> bool {
    std::env::var_os("MARSAD_LONG").is_some()
}

/// A folder with an archive.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let p = self.path(name);
        std::fs::write(&p, content).expect("written");
        p
    }
    fn archive(&self) -> PathBuf {
        self.path("a.db")
    }
    fn command(&self, arguments: &[&str]) -> Command {
        let mut c = Command::new(env!("CARGO_BIN_EXE_marsad"));
        c.args(arguments).env("MARSAD_ARCHIVE", self.archive()).current_dir(self.folder.path());
        c
    }
    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("run")
    }
    /// Runs a command that must succeed; its output.
    fn ok(&self, arguments: &[&str]) -> String {
        let o = self.run(arguments);
        assert!(o.status.success(), "{arguments:?}: {} {}", String::from_utf8_lossy(&o.stdout), errors(&o));
        String::from_utf8(o.stdout).expect("UTF-8")
    }
    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.ok(arguments)).expect("JSON")
    }
    fn ingest(&self, source: &str) -> Value {
        self.json(&["ingest", "--json", source])
    }
    fn stats(&self) -> Value {
        self.json(&["stats", "--json"])
    }
    fn hits(&self, arguments: &[&str]) -> Vec<Value> {
        let mut all = vec!["search", "--json"];
        all.extend(arguments);
        self.ok(&all).lines().map(|l| serde_json::from_str(l).expect("JSON")).collect()
    }
}

fn errors(o: &Output) -> String {
    String::from_utf8_lossy(&o.stderr).into_owned()
}

const TOWNS: [&str; 8] = ["حلب", "إدلب", "درعا", "الحسكة", "الموصل", "عدن", "تعز", "طرابلس"];

/// A report of its own: no two have many words in a row in common.
fn report(n: usize) -> Value {
    let word = |k: usize| {
        const SYLLABLES: [&str; 12] = ["را", "سم", "قد", "لو", "نا", "هي", "بر", "تم", "شا", "مل", "غد", "زو"];
        let mut x = (n * 31 + k * 7919 + n * k * 13) % 20_736;
        let mut w = String::from("ال");
        for _ in 0..4 {
            w.push_str(SYLLABLES[x % 12]);
            x /= 12;
        }
        w
    };
    let filler: Vec<String> = (0..60).map(word).collect();
    let town = TOWNS[n % 8];
    json!({
        "id": format!("r{n}"), "title": format!("مقتل {} أشخاص في قصف على {town}", n % 7 + 3), "published": format!("2019-{:02}-{:02}T10:00:00+03:00", n % 12 + 1, n % 28 + 1),
        "source": if n % 2 == 0 { "وكالة الساحل" } else { "صحيفة الضفة" }, "url": format!("https://outlet.example/{n}"),
        "text": format!("قالت مصادر طبية إن {} أشخاص قتلوا في قصف استهدف أطراف {town}. {}", n % 7 + 3, filler.join(" "))
    })
}

fn lines(range: std::ops::Range<usize>) -> String {
    range.map(|n| format!("{}\n", report(n))).collect()
}

fn text(p: &Path) -> &str {
    p.to_str().expect("UTF-8")
}
