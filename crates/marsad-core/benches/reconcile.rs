//! How long reconciling takes, and that it grows in step with the number of claims.
//!
//! The reports are made up: as the world's news goes, an event has one to nine reports, and more claims mean more
//! days and places, not more reports of one day. `cargo bench -p marsad-core --bench reconcile`

use marsad_core::reconcile::{Options, Telling, reconcile};
use marsad_core::record::{Claim, Coded, Document, Exactness, Figure, Filler, Link, PlaceRef, RoleKind, SourceKind, Span, Status, TimeRef};

fn main() {
    divan::main();
}

/// A generator of numbers that are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

const KINDS: [(&str, &str); 5] = [
    ("violence.airstrike", "غارة"),
    ("violence.shelling", "قصف"),
    ("violence.bombing", "تفجير"),
    ("protest.demonstrate", "تظاهرة"),
    ("politics.agree", "اتفاق"),
];

/// A word that no other number has.
fn word(mut n: u64) -> String {
    const LETTERS: [char; 16] = ['ب', 'ت', 'ج', 'ح', 'خ', 'د', 'ر', 'ز', 'س', 'ش', 'ص', 'ط', 'ع', 'ق', 'م', 'ن'];
    let mut w = String::new();
    for _ in 0..6 {
        w.push(LETTERS[(n % 16) as usize]);
        n /= 16;
    }
    w
}

/// Reports with `claims` claims in all.
fn reports(claims: usize) -> Vec<Telling> {
    let mut r = Numbers(1);
    let mut out = Vec::new();
    let days = (claims as u64 / 600).max(7);
    let mut n = 0;
    while n < claims {
        let (day, cell, kind) = (r.below(days), r.below(900), KINDS[r.below(5) as usize]);
        let place = PlaceRef {
            id: format!("p{cell}"),
            name: word(cell),
            en: String::new(),
            lat: 15.0 + (cell / 30) as f64 * 0.7,
            lon: 30.0 + (cell % 30) as f64 * 0.7,
            country: format!("C{}", cell / 60),
            radius_km: 5.0,
            where_prec: 1,
        };
        let (event, dead) = (r.below(1 << 24), 1 + r.below(60));
        let date = jiff::civil::date(2012, 1, 1).checked_add(jiff::Span::new().days(day as i64)).map(|d| d.to_string()).unwrap_or_default();
        for copy in 0..1 + r.below(9) {
            let title = format!("{} في {} {}", kind.1, place.name, word(event));
            let body = format!(
                "قتل {dead} شخصا في {} ضرب {} كما قال {} {} {} {}",
                kind.1,
                place.name,
                word(event + 1),
                word(event + copy),
                word(r.below(1 << 20)),
                word(r.below(1 << 20))
            );
            let text = format!("{title}\n{body}");
            let find = |s: &str| text.find(s).map_or(Span::default(), |i| Span::new(i as u32, (i + s.len()) as u32));
            let filler = |role, s: &str, place| Filler { role, span: find(s), actor: None, place, score: 1.0, why: "" };
            let claim = |m: usize, kind: &str, trigger: &str, figures| Claim {
                id: format!("{:016x}", (n as u64 + m as u64) * 2_654_435_761),
                kind: kind.into(),
                trigger: find(trigger),
                roles: vec![filler(RoleKind::Target, "شخصا", None)],
                places: vec![filler(RoleKind::At, &place.name, Some(place.clone()))],
                time: Some(TimeRef { span: find("ضرب"), from: Some(date.clone()), to: Some(date.clone()) }),
                figures,
                money: vec![],
                status: Status::Asserted,
                attribution: vec![Link { span: find(&word(event + 1)), kind: SourceKind::Official, cue: find("قال"), actor: None }],
                rule: String::new(),
                plover: vec![],
                confidence: 0.8,
            };
            let figure = Figure {
                measure: "killed",
                low: Some(dead as f64),
                high: Some(dead as f64),
                exactness: Exactness::Exact,
                span: find(&dead.to_string()),
                class: "person".into(),
                part: false,
            };
            let coded =
                Coded { claims: vec![claim(0, kind.0, kind.1, vec![]), claim(1, "harm.killed", "قتل", vec![figure])], entities: vec![] };
            let d =
                Document { id: format!("d{n:08}"), title, published: date.clone(), source: format!("s{copy}"), url: String::new(), text };
            out.push(Telling::new(&d, &coded));
            n += 2;
        }
    }
    out
}

#[divan::bench(args = [10_000, 100_000, 1_000_000], sample_count = 1, sample_size = 1)]
fn claims(b: divan::Bencher<'_, '_>, claims: usize) {
    let parts = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    b.with_inputs(|| reports(claims)).bench_values(|r| reconcile(r, &Options { parts, ..Options::default() }).1.len());
}
