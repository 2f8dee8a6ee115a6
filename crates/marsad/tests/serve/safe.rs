//! Log-ins, limits, hidden names.

use super::{Site, examples, site};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use marsad::serve::desk::people::Role;

fn small(change: impl FnOnce(&mut marsad::serve::Settings)) -> Site {
    Site::of(&examples()[..6], change)
}

#[tokio::test]
async fn a_log_in_needs_its_form_and_the_right_password() {
    let site = small(|_| {});
    site.app.desk.add_person("rima", Role::Admin, "correct horse battery").expect("a person");
    let form = site.get("/en/login").await;
    let token = form.body.split("name=\"csrf\" value=\"").nth(1).and_then(|s| s.split('"').next()).expect("a token").to_owned();
    assert!(form.header("set-cookie").contains("HttpOnly") && form.header("set-cookie").contains("SameSite=Strict"));
    let cookie = format!("marsad-form={token}");
    let with = |p: &'static str, t: String| [("name", "rima".to_owned()), ("password", p.to_owned()), ("csrf", t)];
    let send = |cookie: String, form: [(&'static str, String); 3]| {
        let site = &site;
        async move {
            let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
            site.post("/en/login", &cookie, &form).await
        }
    };
    assert_eq!(
        send(String::new(), with("correct horse battery", token.clone())).await.status,
        StatusCode::FORBIDDEN,
        "no cookie of the form"
    );
    assert_eq!(send(cookie.clone(), with("wrong", token.clone())).await.status, StatusCode::UNAUTHORIZED);
    let done = send(cookie.clone(), with("correct horse battery", token.clone())).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let set = done.header("set-cookie").to_owned();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"));
    let session = set.split(';').next().expect("a cookie").to_owned();
    let account = site.get_as("/en/account", &session).await;
    assert!(account.body.contains("login failed"), "the audit log tells of the wrong password");
    let csrf = account.body.split("name=\"csrf\" value=\"").nth(1).and_then(|s| s.split('"').next()).expect("a token").to_owned();
    assert_eq!(site.post("/en/logout", &session, &[("csrf", &csrf)]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.get_as("/en/account", &session).await.status, StatusCode::UNAUTHORIZED, "the session has ended");
    let mut last = StatusCode::OK;
    for _ in 0..10 {
        last = send(cookie.clone(), with("guess", token.clone())).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS, "guessing is slowed down");
}

#[tokio::test]
async fn only_hashes_of_passwords_and_sessions_are_kept() {
    let site = small(|_| {});
    let (cookie, _) = site.log_in("rima", Role::Reviewer).await;
    let token = cookie.trim_start_matches("marsad=");
    let folder = site.app.settings.archive.parent().expect("a folder").to_owned();
    for f in std::fs::read_dir(folder).expect("files").flatten() {
        let bytes = std::fs::read(f.path()).unwrap_or_default();
        let holds = |s: &[u8]| bytes.windows(s.len()).any(|w| w == s);
        assert!(!holds(b"a long password") && !holds(token.as_bytes()), "{:?}", f.path());
    }
}

#[tokio::test]
async fn a_closed_site_shows_nothing_without_a_log_in() {
    let site = small(|s| s.closed = true);
    for p in ["/en/", "/en/incidents", "/api/v1/incidents", "/live"] {
        assert_eq!(site.get(p).await.status, StatusCode::UNAUTHORIZED, "{p}");
    }
    assert_eq!(site.get("/en/login").await.status, StatusCode::OK);
    let (cookie, _) = site.log_in("huda", Role::Reader).await;
    assert_eq!(site.get_as("/en/", &cookie).await.status, StatusCode::OK);
    let key = site.app.desk.add_key("a program", 3).expect("a key");
    let ask = |key: String| {
        Request::get("/api/v1/incidents?limit=1").header("authorization", format!("Bearer {key}")).body(Body::empty()).expect("a request")
    };
    for _ in 0..3 {
        assert_eq!(site.send(ask(key.clone())).await.status, StatusCode::OK);
    }
    let slow = site.send(ask(key.clone())).await;
    assert_eq!(slow.status, StatusCode::TOO_MANY_REQUESTS, "a key has its rate");
    assert!(slow.header("retry-after").parse::<u32>().is_ok_and(|s| s >= 1));
    assert_eq!(site.send(ask("mk_wrong".into())).await.status, StatusCode::UNAUTHORIZED);
    assert!(site.app.desk.end_key("a program").expect("a desk"));
    assert_eq!(site.send(ask(key)).await.status, StatusCode::UNAUTHORIZED, "an ended key opens nothing");
}

#[tokio::test]
async fn private_names_are_hidden_from_readers_of_a_public_site() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("r.json");
    let text = "أعلنت الشرطة اعتقال الشاب أحمد محمود الحمداني في مدينة الموصل\nقالت الشرطة إن قوة أمنية اعتقلت الشاب أحمد محمود الحمداني في مدينة الموصل يوم الثلاثاء، وقال الرئيس السوري بشار الأسد إنه لا يعرفه.";
    let report = serde_json::json!({"id": "r-9", "title": "اعتقال أحمد محمود الحمداني في الموصل", "published": "2018-05-10", "source": "وكالة المنارة", "text": text});
    std::fs::write(&file, report.to_string()).expect("a report");
    let site = Site::of(&[file], |s| s.public = true);
    let view = site.app.view();
    let d = &view.documents[0];
    let name = "الحمداني";
    let mut paths: Vec<String> =
        vec!["/ar/".into(), "/ar/reports".into(), format!("/ar/reports/{}", d.id), format!("/api/v1/documents/{}", d.id)];
    paths.extend(
        [
            "/ar/search?q=%D8%A7%D8%B9%D8%AA%D9%82%D8%A7%D9%84",
            "/api/v1/search?q=%D8%A7%D8%B9%D8%AA%D9%82%D8%A7%D9%84",
            "/api/v1/claims",
            "/api/v1/export?format=csv",
            "/api/v1/incidents.atom",
        ]
        .map(String::from),
    );
    for p in &paths {
        let a = site.get(p).await;
        assert_eq!(a.status, StatusCode::OK, "{p}");
        assert!(!a.body.contains(name), "{p} names a private person");
    }
    assert_eq!(site.get("/api/v1/export?format=jsonl").await.status, StatusCode::FORBIDDEN, "the evidence itself is for reviewers");
    let (cookie, _) = site.log_in("rima", Role::Reviewer).await;
    assert!(site.get_as(&paths[2], &cookie).await.body.contains(name), "a reviewer sees the original");
}

#[tokio::test]
async fn methods_and_sizes_that_no_page_takes_are_refused() {
    let a = site().send(Request::delete("/en/incidents").body(Body::empty()).expect("a request")).await;
    assert_eq!(a.status, StatusCode::METHOD_NOT_ALLOWED);
    let big = Request::post("/en/login")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(vec![b'a'; 400 << 10]))
        .expect("a request");
    assert_eq!(site().send(big).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}
