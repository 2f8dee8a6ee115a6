//! Every page in both languages.

use super::site;
use axum::body::Body;
use axum::http::{Request, StatusCode};

/// Pages of every kind, below the language.
fn paths() -> Vec<String> {
    let view = site().app.view();
    let most = (0..view.incidents.len()).max_by_key(|n| view.rows[*n].docs.len()).expect("an incident");
    let i = &view.incidents[most];
    let d = &view.documents[view.rows[most].doc as usize];
    let place = i.place.as_ref().expect("a place").id.clone();
    let mut out: Vec<String> =
        ["", "incidents", "reports", "actors", "places", "sources", "search", "method", "login"].map(|p| format!("/{p}")).to_vec();
    out.extend([
        format!("/incidents/{}", i.id),
        format!("/reports/{}", d.id),
        format!("/claims/{}", i.claims[0].claim),
        format!("/actors/{}", view.actors[0].id),
        format!("/places/{place}"),
        "/incidents?type=violence&grade=confirmed&from=2016&to=2019-12&least=2&sort=reports&page=1&bbox=30,10,50,40".into(),
        "/search?q=%D8%A7%D9%84%D8%B1%D9%82%D8%A9&type=territory".into(),
        format!("/sources/{}", urlencode(view.outlet(d))),
    ]);
    out
}

fn urlencode(s: &str) -> String {
    s.bytes().map(|b| format!("%{b:02X}")).collect()
}

#[tokio::test]
async fn every_page_answers_in_both_languages() {
    for lang in ["ar", "en"] {
        for p in paths() {
            let path = format!("/{lang}{p}");
            let a = site().get(&path).await;
            assert_eq!(a.status, StatusCode::OK, "{path}");
            assert!(a.body.contains(&format!("<html lang=\"{lang}\" dir=\"{}\">", if lang == "ar" { "rtl" } else { "ltr" })), "{path}");
            assert_eq!(a.body.matches("<h1").count(), 1, "{path}");
            assert!(
                !a.body.contains("<script>") && !a.body.contains(" style=") && !a.body.contains(" onclick="),
                "{path} has something inline"
            );
            assert!(a.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
            assert!(a.body.len() < 150_000, "{path} has {} bytes", a.body.len());
        }
    }
}

/// Words of the page that are no text of a source: without what stands in `bdi`, `svg`, `code` and forms' values.
fn own_words(html: &str) -> String {
    let mut s = html.to_owned();
    // the report's own text: a block of its own, with the direction of its letters
    if let Some(a) = s.find("<div class=\"report-text\"")
        && let Some(b) = s[a..].find("</div>")
    {
        s.replace_range(a..a + b, " ");
    }
    for tag in ["bdi", "svg", "code", "head", "option", "blockquote", "h1"] {
        while let Some(a) = s.find(&format!("<{tag}")) {
            let Some(b) = s[a..].find(&format!("</{tag}>")) else { break };
            s.replace_range(a..a + b + tag.len() + 3, " ");
        }
    }
    let mut out = String::new();
    let mut inside = false;
    for c in s.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

#[tokio::test]
async fn nothing_is_half_translated() {
    for p in paths() {
        let en = own_words(&site().get(&format!("/en{p}")).await.body);
        // the switches name the other language and its digits
        let strange: String = en.replace("العربية", "").replace("١٢٣", "").chars().filter(|c| ('\u{600}'..'\u{700}').contains(c)).collect();
        assert!(strange.is_empty(), "/en{p} says {strange:?}");
        let ar = own_words(&site().get(&format!("/ar{p}")).await.body);
        let words: Vec<&str> = ar
            .split(|c: char| !c.is_ascii_alphabetic())
            .filter(|w| {
                w.len() > 1
                    && ![
                        "English", "GeoJSON", "CSV", "JSONL", "Atom", "JSON", "Feed", "marsad", "user", "add", "NAME", "role", "reviewer",
                        "quot", "amp", "lt", "gt",
                    ]
                    .contains(w)
            })
            .collect();
        assert!(words.is_empty(), "/ar{p} says {words:?}");
    }
}

#[tokio::test]
async fn the_browser_s_language_decides_where_one_begins() {
    for (accept, to) in [("ar,en;q=0.5", "/ar/"), ("fr;q=0.9, en;q=0.2", "/en/"), ("", "/en/")] {
        let a = site().send(Request::get("/").header("accept-language", accept).body(Body::empty()).expect("a request")).await;
        assert_eq!((a.status, a.header("location")), (StatusCode::TEMPORARY_REDIRECT, to));
    }
}

#[tokio::test]
async fn raqqa_is_found_with_both_its_figures() {
    let a = site().get("/en/incidents?q=%D8%A7%D9%84%D8%B1%D9%82%D8%A9&type=territory.capture&sort=reports").await;
    let id = a.body.split("data-incident=\"").nth(1).and_then(|s| s.get(..16)).expect("an incident").to_owned();
    let page = site().get(&format!("/en/incidents/{id}")).await.body;
    assert!(page.contains("3,250") && page.contains("1,130"), "both figures");
    assert!(page.contains("chain-svg") && page.contains("المرصد السوري لحقوق الإنسان"), "with their chain");
    let digits = site().get_as(&format!("/ar/incidents/{id}"), "digits=arab").await.body;
    assert!(digits.contains("٣٬٢٥٠"));
}

#[tokio::test]
async fn a_report_s_text_can_be_joined_from_its_pieces() {
    let view = site().app.view();
    let d = view.documents.iter().find(|d| d.claims.1 - d.claims.0 > 4).expect("a report");
    let page = site().get(&format!("/ar/reports/{}", d.id)).await.body;
    let inside = page
        .split("data-testid=\"report-text\"")
        .nth(1)
        .and_then(|s| s.split_once('>'))
        .and_then(|s| s.1.split("</div>").next())
        .expect("a text");
    let mut text = String::new();
    let mut tag = false;
    for c in inside.chars() {
        match c {
            '<' => tag = true,
            '>' => tag = false,
            c if !tag => text.push(c),
            _ => {}
        }
    }
    let text = text
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    let whole = site().get(&format!("/api/v1/documents/{}", d.id)).await.json();
    assert_eq!(text, whole["text"].as_str().expect("a text"));
    assert!(page.contains("id=\"c-"), "claims beside it");
    assert!(page.contains(whole["raw_sha256"].as_str().expect("a hash")), "how it was captured");
}

#[tokio::test]
async fn who_has_a_page_gets_no_second_copy() {
    let a = site().get("/en/").await;
    let tag = a.header("etag").to_owned();
    let b = site().send(Request::get("/en/").header("if-none-match", &tag).body(Body::empty()).expect("a request")).await;
    assert_eq!((b.status, b.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn what_is_not_there_is_told_in_the_page_s_language() {
    for (path, words) in [
        ("/ar/incidents/none", "لا شيء بهذا الاسم"),
        ("/en/claims/0000000000000000", "There is nothing of that name"),
        ("/en/nowhere", "nothing of that name"),
    ] {
        let a = site().get(path).await;
        assert_eq!(a.status, StatusCode::NOT_FOUND, "{path}");
        assert!(a.body.contains(words), "{path}");
    }
    assert_eq!(site().get("/static/nothing.js").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site().get("/static/..%2f..%2fCargo.toml").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site().get("/static/app.css").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_filter_that_makes_no_sense_is_told_and_harms_nothing() {
    let a = site().get("/en/incidents?from=yesterday").await;
    assert_eq!(a.status, StatusCode::OK);
    assert!(a.body.contains("role=\"alert\""));
}
