//! Any text whatever: the coder neither fails nor points outside it, and says the same twice.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use marsad_core::extract::coder::{Coder, Knowledge};
use marsad_core::json;
use marsad_core::lexicon::Lexicon;
use marsad_core::lexicon::load::Data;
use marsad_core::model::Models;
use marsad_core::record::{Coded, Document, Span};
use proptest::prelude::*;
use std::cell::RefCell;
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// The project's data with its weights, and without.
static KNOWN: LazyLock<[Arc<Knowledge>; 2]> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let know = |models| Arc::new(Knowledge { lexicon: Lexicon::freeze_all(Data::read(files(&root))).0, models });
    let weights = std::fs::read(root.join("model/ar.bin")).map_or_else(|_| Models::default(), |b| Models::parse(&b).expect("weights"));
    [know(weights), know(Models::default())]
});

thread_local! {
    /// Coders are used again and again, as the program does: what one text leaves must not harm the next.
    static CODERS: RefCell<Vec<Coder>> = RefCell::new(KNOWN.iter().map(|k| Coder::new(Arc::clone(k))).collect());
}

fn files(root: &Path) -> Vec<(String, String)> {
    fn walk(folder: &Path, root: &Path, out: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).expect("the data folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, root, out);
            } else if path.extension().is_some_and(|x| x == "toml" || x == "tsv") {
                let name = path.strip_prefix(root).expect("below").to_string_lossy().into_owned();
                out.push((name, std::fs::read_to_string(&path).expect("UTF-8")));
            }
        }
    }
    let mut out = Vec::new();
    walk(root, root, &mut out);
    out
}

fn spans(c: &Coded) -> Vec<Span> {
    let mut out: Vec<Span> = c.entities.iter().map(|e| e.span).collect();
    for k in &c.claims {
        out.push(k.trigger);
        out.extend(k.roles.iter().chain(&k.places).map(|f| f.span));
        out.extend(k.time.iter().map(|t| t.span));
        out.extend(k.figures.iter().map(|f| f.span));
        out.extend(k.money.iter().map(|m| m.span));
        out.extend(k.attribution.iter().flat_map(|l| [l.span, l.cue]));
    }
    out
}

fn holds(text: &str) {
    let d = Document { id: "x".into(), published: "2018-03-10".into(), text: text.to_owned(), ..Document::default() };
    CODERS.with_borrow_mut(|coders| {
        for coder in coders {
            let coded = coder.code(&d);
            for s in spans(&coded) {
                let words = text.get(s.start as usize..s.end as usize);
                assert!(words.is_some_and(|w| !w.is_empty()), "{s:?} in {text:?}");
            }
            for c in &coded.claims {
                assert!((0.0..=1.0).contains(&c.confidence), "{c:?}");
            }
            let again = Coder::new(Arc::clone(coder.knowledge())).code(&d);
            assert_eq!(json::document(&d, &coded, 0), json::document(&d, &again, 0), "{text:?}");
        }
    });
}

/// Words that the coder looks for, so that random texts reach all of its stages.
const WORDS: &[&str] = &[
    "قتل",
    "قُتِلَ",
    "مقتل",
    "أصيب",
    "وأضاف",
    "قال",
    "إن",
    "أن",
    "المتحدث",
    "باسم",
    "القوات",
    "خمسة",
    "20",
    "–",
    "30",
    "ألف",
    "دولار",
    "أميركي",
    "في",
    "حلب",
    "ريف",
    "دمشق",
    "الجمعة",
    "الماضي",
    "،",
    ".",
    ":",
    "«",
    "»",
    "\"",
    "(",
    ")",
    "الذي",
    "التي",
    "لم",
    "لن",
    "سوف",
    "على",
    "يد",
    "من",
    "قبل",
    "بحسب",
    "المرصد",
    "السوري",
    "لحقوق",
    "الإنسان",
    "محمد",
    "أحمد",
    "الرئيس",
    "و",
    "واعتقال",
    "بينهم",
    "3",
    "أطفال",
    "مليونين",
    "نحو",
    "عشرات",
    "غارة",
    "جوية",
    "استهدفت",
    "\n",
    "\r\n",
    "\u{FEFF}",
    "\0",
    "\u{202B}",
    "\u{200F}",
    "ـــ",
    "ﻻ",
    "ﷺ",
    "😀",
    "BBC",
    "AFP",
    "1,234.5",
    "٪",
    "%",
    "2018",
    "آذار",
    "مارس",
    "/",
    "-",
    "ً",
    "يوم",
    "أمس",
    "منذ",
    "خلال",
    "بين",
    "حتى",
    "ضد",
    "إلى",
    "عبر",
    "هـ",
    "1439",
    "النصف",
    "ثلث",
    "ملايين",
    "مئة",
    "وخمسون",
    "يورو",
    "ليرة",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 400 } else { 5000 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_string(text in any::<String>()) {
        holds(&text);
    }

    #[test]
    fn any_arabic(text in "[\u{0600}-\u{06FF}\u{FB50}-\u{FDFF}\u{FE70}-\u{FEFF} \n.0-9«»:]{0,400}") {
        holds(&text);
    }

    #[test]
    fn any_run_of_known_words(words in prop::collection::vec((prop::sample::select(WORDS), prop::bool::weighted(0.85)), 0..120)) {
        let text: String = words.iter().map(|(w, spaced)| if *spaced { format!("{w} ") } else { (*w).to_owned() }).collect();
        holds(&text);
    }

    #[test]
    fn a_report_cut_and_mixed(from in 0usize..4000, len in 0usize..900, other in any::<String>()) {
        let text = REPORTS.as_str();
        let floor = |mut i: usize| { i = i.min(text.len()); while !text.is_char_boundary(i) { i -= 1; } i };
        let (a, b) = (floor(from), floor(from + len));
        holds(&format!("{}{other}{}", &text[a..b], &text[floor(from / 2)..a]));
    }
}

/// Reports are named by outlet and day.
fn is_report(path: &Path) -> bool {
    path.to_string_lossy().contains("-20") && path.extension().is_some_and(|x| x == "json")
}

static REPORTS: LazyLock<String> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/reports");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("reports").map(|e| e.expect("a report").path()).filter(|p| is_report(p)).collect();
    paths.sort();
    let texts =
        paths.iter().take(4).map(|p| serde_json::from_str::<serde_json::Value>(&std::fs::read_to_string(p).expect("UTF-8")).expect("JSON"));
    texts.map(|v| v["text"].as_str().expect("a text").to_owned()).collect::<Vec<_>>().join("\n")
});

#[test]
fn texts_that_once_were_trouble() {
    for text in [
        "",
        " ",
        "\0",
        "\u{FEFF}",
        "ـ",
        "ًٌٍَُِّْ",
        "و",
        "وال",
        "ل",
        "\u{202E}قتل",
        "قتل\0خمسة",
        "1.",
        "1,",
        "٫",
        "20–",
        "«",
        "((((",
        "::::",
        "\u{2028}\u{2029}",
    ] {
        holds(text);
    }
    holds(&"قتل ".repeat(3000));
    holds(&"(".repeat(3000));
    holds(&"قال إن ".repeat(1000));
    holds(&"1".repeat(3000));
    holds(&"مليون ".repeat(500));
    holds(&"ألف".repeat(3000));
}
