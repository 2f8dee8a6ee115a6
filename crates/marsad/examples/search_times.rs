//! How long searches take, also while another process writes:
//! `cargo run --release -p marsad --example search_times -- marsad.db [SECONDS]`.
//!
//! Asks a mix of words, phrases and conditions, one after the other, and prints the middle and the 95th percentile of
//! each kind and of all. Words and names are those of news of the region.

use marsad::archive::query::FigureTest;
use marsad::archive::sqlite::SqliteArchive;
use marsad::archive::terms::Words;
use marsad::archive::{Archive, Filter, Query};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

const WORDS: [&str; 24] = [
    "الرقة",
    "قصف",
    "نازحين",
    "مخيم",
    "وزارة الداخلية",
    "تنظيم الدولة",
    "هدنة",
    "غارة جوية",
    "اعتقال صحافي",
    "ميناء",
    "قتلى مدنيين",
    "الأمم المتحدة",
    "حلب ريف",
    "معبر حدودي",
    "مساعدات إنسانية",
    "انتخابات",
    "بغداد تفجير",
    "ضحايا غارات",
    "محكمة",
    "مظاهرة",
    "النفط",
    "طائرة مسيرة",
    "الجيش",
    "المرصد السوري",
];
const PLACES: [&str; 8] = ["حلب", "إدلب", "بغداد", "الموصل", "طرابلس", "عدن", "غزة", "بيروت"];
const TYPES: [&str; 6] = ["harm.killed", "violence", "detention.arrest", "politics.meet", "protest", "territory"];

fn queries() -> Vec<(&'static str, Query)> {
    let mut out = Vec::new();
    let mut add = |kind, words: &str, filter| out.push((kind, Query { words: Words::parse(words), filter, offset: 0, limit: 10 }));
    let none = Filter::default;
    for (i, w) in WORDS.iter().enumerate() {
        add("words", w, none());
        if w.contains(' ') {
            add("phrase", &format!("«{w}»"), none());
        }
        add("words and dates", w, Filter { published: (Some(16_000 + i as i32 * 40), Some(16_400 + i as i32 * 40)), ..none() });
        add("words and type", w, Filter { types: vec![TYPES[i % 6].into()], ..none() });
    }
    for p in PLACES {
        add("type and place", "", Filter { types: vec!["violence".into()], place: Some(p.into()), ..none() });
        add("figure", p, Filter { figure: Some(FigureTest { measure: "killed".into(), least: Some(10.0), most: None }), ..none() });
    }
    for (lat, lon) in [(36.2, 37.16), (33.3, 44.4), (32.9, 13.2), (15.35, 44.2)] {
        add("radius", "", Filter { near: Some((lat, lon, 60.0)), types: vec!["violence".into()], ..none() });
        add("box", "قصف", Filter { within: Some([lon - 1.0, lat - 1.0, lon + 1.0, lat + 1.0]), ..none() });
    }
    out
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: search_times ARCHIVE [SECONDS]")?;
    let time = Duration::from_secs(arguments.next().map_or(Ok(30), |s| s.parse())?);
    let archive = SqliteArchive::reader(Path::new(&path))?;
    let queries = queries();
    let mut times: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    let (begun, mut hits) = (Instant::now(), 0);
    let mut n = 0;
    while begun.elapsed() < time {
        // a stride without a factor in common with the number of queries mixes the kinds
        let (kind, query) = &queries[n * 37 % queries.len()];
        n += 1;
        let asked = Instant::now();
        hits += archive.search(query)?.len();
        let took = asked.elapsed();
        times.entry(kind).or_default().push(took);
        times.entry("(all)").or_default().push(took);
    }
    println!("{n} searches, {hits} hits, {:.1} s", begun.elapsed().as_secs_f64());
    for (kind, mut list) in times {
        list.sort_unstable();
        let at = |share: usize| list[(list.len() * share / 100).min(list.len() - 1)].as_secs_f64() * 1000.0;
        println!("{kind:<16} {:>6} searches  p50 {:>7.1} ms  p95 {:>7.1} ms  most {:>7.1} ms", list.len(), at(50), at(95), at(100));
    }
    Ok(())
}
