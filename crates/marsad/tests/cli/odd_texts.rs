//! Whatever a text is made of, its spans index it in code points and its claims are found.

use super::{BODY, TITLE, claims, documents, run_on, spans_stand_in, types};

/// The types and triggers of `plain` must come out of `odd` too, letters aside.
fn same_claims(plain: &str, odd: &str) {
    let lines = format!("{}\n{}\n", serde_json::json!({ "text": plain }), serde_json::json!({ "text": odd }));
    let r = run_on(&["read", "-", "--format", "jsonl", "--published", "2018-03-10"], lines.as_bytes());
    assert_eq!((r.code, r.err.as_str()), (0, ""));
    let all = documents(&r.out);
    assert!(!claims(&all[0]).is_empty());
    assert_eq!(types(&all[0]), types(&all[1]), "{odd}");
    spans_stand_in(&all[0], plain);
    spans_stand_in(&all[1], odd);
}

#[test]
fn vowels_tatweel_and_presentation_forms() {
    let plain = "قتل خمسة جنود في هجوم شمال حلب، واعتقل الجيش ثلاثة أشخاص لاحقا";
    same_claims(plain, "قُتِلَ خمسةُ جنودٍ في هجومٍ شمالَ حلب، واعتقلَ الجيشُ ثلاثةَ أشخاصٍ لاحقًا");
    same_claims(plain, "قتـــل خمسة جنـود في هجــوم شمال حلب، واعتقل الجيــش ثلاثة أشخاص لاحقا");
    same_claims(plain, &plain.replace("لا", "\u{FEFB}").replace("ج", "\u{FE9F}").replace("ق", "\u{FED7}"));
    same_claims(plain, &plain.replace('ي', "ی").replace('ك', "ک"));
}

#[test]
fn line_ends_marks_and_nul() {
    let plain = format!("{TITLE}\n{BODY}");
    same_claims(&plain, &plain.replace('\n', "\r\n"));
    same_claims(&plain, &format!("\u{FEFF}{plain}"));
    same_claims(&plain, &plain.replace(' ', "\u{A0}"));
    same_claims(&plain, &plain.replace(" خمسة", " \u{202B}خمسة\u{202C}").replace("قال", "\u{200F}قال\u{200F}"));
    same_claims(&plain, &format!("{plain}\n🙂🙂 \u{1F1F8}\u{1F1FE}"));
    same_claims(&plain, &format!("{plain}\n\u{0}\u{0}"));
    same_claims(&plain, &plain.replace("12", "١٢"));
}

#[test]
fn what_is_no_text() {
    let long = "ب".repeat(300_000);
    let marks = "،.؛!؟«»\"".repeat(20_000);
    let numbers = "1,234.5 ".repeat(20_000);
    let verbs = "قتل ".repeat(20_000);
    let lines = "\n\r\n \u{2028}".repeat(5_000);
    for odd in ["", " ", "\0", "\u{FEFF}", "\u{202E}", "a", "،", "1", &long, &marks, &numbers, &verbs, &lines] {
        let r = run_on(&["read", "-", "--format", "jsonl"], serde_json::json!({ "text": odd }).to_string().as_bytes());
        assert_eq!((r.code, r.err.as_str()), (0, ""));
        spans_stand_in(&documents(&r.out)[0], odd);
    }
}

#[test]
fn a_report_of_fifty_megabytes() {
    // a build for debugging takes a part of it
    let bytes = if cfg!(debug_assertions) { 2_000_000 } else { 50_000_000 };
    let text = format!("{BODY}\n").repeat(bytes / BODY.len());
    let r = run_on(&["read", "-", "--format", "jsonl", "--published", "2018-03-10"], text.as_bytes());
    assert_eq!((r.code, r.err.as_str()), (0, ""));
    let d = &documents(&r.out)[0];
    assert!(claims(d).len() > bytes / BODY.len());
    spans_stand_in(d, &text);
}

#[test]
fn deep_pages_and_broken_ones() {
    let deep = format!("<html><body>{}{BODY}", "<div>".repeat(20_000));
    for page in [deep.as_str(), "<html><p>", "<!DOCTYPE html>\0\0", "<html><script>"] {
        let r = run_on(&["read", "-", "--format", "jsonl"], page.as_bytes());
        assert!(matches!(r.code, 0 | 2), "{}", r.err);
        assert!(!page.starts_with(&deep) || r.err.contains("nested too deeply"), "{}", r.err);
    }
}

#[test]
fn spans_count_code_points() {
    let text = "🙂 قتل 5 جنود";
    let r = run_on(&["read", "-", "--format", "jsonl"], text.as_bytes());
    let all = documents(&r.out);
    assert_eq!(claims(&all[0])[0]["trigger"], serde_json::json!({ "text": "قتل", "start": 2, "end": 5 }));
}
