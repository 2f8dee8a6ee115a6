//! Titles, names and quotes of people who mean ill.

use super::Site;
use axum::http::StatusCode;

async fn everywhere(site: &Site) -> Vec<(String, String)> {
    let view = site.app.view();
    let d = &view.documents[0];
    let source: String = view.outlet(d).bytes().take(900).map(|b| format!("%{b:02X}")).collect();
    let mut paths: Vec<String> =
        ["", "incidents", "reports", "sources", "search?q=%D9%82%D8%AA%D9%84"].map(|p| format!("/en/{p}")).to_vec();
    paths.push(format!("/ar/reports/{}", d.id));
    if view.outlet(d).len() < 900 {
        paths.push(format!("/en/sources/{source}"));
    }
    if let Some(i) = view.incidents.first() {
        paths.push(format!("/ar/incidents/{}", i.id));
        paths.push(format!("/en/claims/{}", i.claims[0].claim));
        paths.push("/api/v1/incidents.atom".into());
        paths.push("/api/v1/incidents.geojson".into());
    }
    let mut out = Vec::new();
    for p in paths {
        let a = site.get(&p).await;
        assert_eq!(a.status, StatusCode::OK, "{p}");
        out.push((p, a.body));
    }
    out
}

#[tokio::test]
async fn markup_in_a_report_stays_text() {
    let evil = "\"><script>alert(1)</script><img src=x onerror=alert(2)> قتل 5 مدنيين";
    let site = Site::telling(
        evil,
        &format!("{evil}\nقتل 5 مدنيين في قصف على مدينة إدلب، وقال <b>المرصد السوري</b> \"><svg onload=alert(3)> إن الجيش قصفها."),
    );
    for (path, body) in everywhere(&site).await {
        if path.starts_with("/api/v1/incidents.geo") {
            continue;
        }
        for bad in ["<script>alert", "<img src=x", "<svg onload", "<b>المرصد", "javascript:alert"] {
            assert!(!body.contains(bad), "{path} holds {bad}");
        }
    }
}

#[tokio::test]
async fn overrides_of_direction_do_not_leave_their_words() {
    let evil = "عنوان \u{202E}txt.exe\u{202D} \u{2067}قتل 5";
    let site = Site::telling(evil, &format!("{evil}\nقتل 5 مدنيين في \u{202E}قصف على مدينة إدلب."));
    for (path, body) in everywhere(&site).await {
        if path.starts_with("/api/v1/incidents.geo") {
            continue;
        }
        assert!(!body.contains(['\u{202E}', '\u{202D}', '\u{2067}']), "{path} passes an override on");
    }
}

#[tokio::test]
async fn a_word_of_a_million_letters_breaks_no_list() {
    let long = "ق".repeat(1 << 19);
    let site = Site::telling(&long, &format!("{long}\nقتل 5 مدنيين في قصف على مدينة إدلب {long} وأصيب ثلاثة."));
    for (path, body) in everywhere(&site).await {
        if !path.contains("/reports/") {
            assert!(body.len() < 200_000, "{path} has {} bytes", body.len());
        }
    }
}
