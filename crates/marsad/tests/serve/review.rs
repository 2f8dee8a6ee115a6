//! Review: accept, correct, reject, join and part, undo, a second person.

use super::{Site, examples, posted};
use axum::http::StatusCode;
use marsad::serve::desk::overlay::Standing;
use marsad::serve::desk::people::Role;

fn fresh() -> Site {
    let files: Vec<_> = examples().into_iter().filter(|p| p.to_string_lossy().contains("2017")).collect();
    Site::of(&files, |_| {})
}

#[tokio::test]
async fn a_claim_is_corrected_shown_everywhere_and_undone() {
    let site = fresh();
    let (cookie, csrf) = site.log_in("rima", Role::Reviewer).await;
    let id = site.claim("territory.capture");
    let form = site.get_as(&format!("/en/review/{id}"), &cookie).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.body.contains("data-island=\"review\"") && form.body.contains(&csrf));
    let queue = site.get_as("/ar/review", &cookie).await;
    assert!(queue.body.contains("data-testid=\"queue\"") && queue.body.contains("class=\"claim\""));
    let done = site
        .post(
            &format!("/en/review/{id}"),
            &cookie,
            &[("csrf", &csrf), ("act", "correct"), ("status", "denied"), ("type", "territory.besiege"), ("note", "read again")],
        )
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let now = site.get(&format!("/api/v1/claims/{id}")).await.json();
    assert_eq!(
        (now["status"].as_str(), now["type"].as_str(), now["reviewed"].as_str()),
        (Some("denied"), Some("territory.besiege"), Some("once"))
    );
    // the incident follows
    let view = site.app.view();
    let brief = view.claim(&id).expect("a claim");
    assert_eq!(view.kind(brief.kind), "territory.besiege");
    let page = site.get_as(&format!("/en/claims/{id}"), &cookie).await.body;
    assert!(page.contains("read again") && page.contains("rima") && page.contains("data-testid=\"undo\""));
    let number = page.split("name=\"number\" value=\"").nth(1).and_then(|s| s.split('"').next()).expect("a row").to_owned();
    let undone = site.post("/en/history/undo", &cookie, &[("csrf", &csrf), ("number", &number)]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER);
    let back = site.get(&format!("/api/v1/claims/{id}")).await.json();
    assert_eq!((back["type"].as_str(), back.get("reviewed")), (Some("territory.capture"), None));
    assert_eq!(back["history"].as_array().map(Vec::len), Some(2), "an undo is a row of its own");
    let again = site.post("/en/history/undo", &cookie, &[("csrf", &csrf), ("number", &number)]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "what was undone cannot be undone");
}

#[tokio::test]
async fn words_that_the_report_does_not_say_are_refused() {
    let site = fresh();
    let (cookie, csrf) = site.log_in("rima", Role::Reviewer).await;
    let id = site.claim("territory.capture");
    let sent =
        [("csrf", csrf.as_str()), ("act", "correct"), ("trigger.text", "كلام لم يقله أحد"), ("trigger.start", "0"), ("trigger.end", "5")];
    let a = site.post(&format!("/ar/review/{id}"), &cookie, &sent).await;
    assert_eq!(a.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(a.body.contains("هذه العبارة ليست في التقرير"));
}

#[tokio::test]
async fn a_rejected_claim_leaves_its_incident_and_a_second_person_counts() {
    let site = fresh();
    let (first, a) = site.log_in("rima", Role::Reviewer).await;
    let (second, b) = site.log_in("sami", Role::Reviewer).await;
    let id = site.claim("territory.capture");
    for (cookie, csrf, standing) in [(&first, &a, Standing::Once), (&first, &a, Standing::Once), (&second, &b, Standing::Twice)] {
        let done = site.post(&format!("/en/review/{id}"), cookie, &[("csrf", csrf), ("act", "accept")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        assert_eq!(site.app.overlay().standing(&id), standing);
    }
    let done = site.post(&format!("/en/review/{id}"), &second, &[("csrf", &b), ("act", "reject"), ("note", "a heading")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(site.app.view().claim(&id).is_none(), "no list holds it");
    let page = site.get(&format!("/en/claims/{id}")).await;
    assert_eq!(page.status, StatusCode::OK, "its page stays, with the history");
    assert!(page.body.contains("A reviewer rejected this claim"));
}

#[tokio::test]
async fn incidents_are_joined_parted_and_their_figures_set() {
    let site = fresh();
    let (cookie, csrf) = site.log_in("rima", Role::Reviewer).await;
    let view = site.app.view();
    let many = (0..view.incidents.len())
        .filter(|n| view.incidents[*n].claims.len() > 2)
        .max_by_key(|n| view.incidents[*n].bounds.len())
        .expect("an incident");
    let other = (0..view.incidents.len()).rfind(|n| *n != many).expect("another");
    let (one, two) = (view.incidents[many].clone(), view.incidents[other].clone());
    let (c1, c2) = (one.claims[0].claim.clone(), two.claims[0].claim.clone());
    let path = format!("/en/incidents/{}/decide", one.id);
    let done = site.post(&path, &cookie, &[("csrf", &csrf), ("act", "merge"), ("other", &two.id), ("note", "one event")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let of = |c: &str| site.app.view().claim(c).and_then(|b| b.incident);
    assert_eq!(of(&c1), of(&c2), "joined");
    let last = one.claims.last().expect("a claim").claim.clone();
    let id = site.app.view().incidents[of(&c1).expect("an incident") as usize].id.clone();
    if of(&last) == of(&c1) && site.app.view().incidents[of(&c1).expect("an incident") as usize].claims[0].claim != last {
        let done = site.post(&format!("/en/incidents/{id}/decide"), &cookie, &[("csrf", &csrf), ("act", "split"), ("claim", &last)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        assert_ne!(of(&last), of(&c1), "parted");
    }
    let now = site.app.view();
    let with = now.incidents.iter().find(|i| i.bounds.iter().any(|b| b.measure == "killed")).expect("figures");
    let b = with.bounds.iter().find(|b| b.measure == "killed").expect("a bound");
    let sent = [
        ("csrf", csrf.as_str()),
        ("act", "bounds"),
        ("measure", b.measure),
        ("class", &b.class),
        ("low", "١٠"),
        ("best", "12"),
        ("high", "1,400"),
        ("note", "hospital list"),
    ];
    let done = site.post(&format!("/en/incidents/{}/decide", with.id), &cookie, &sent).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let v = site.get(&format!("/api/v1/incidents/{}", with.claims[0].claim)).await.json();
    let set = v["bounds"].as_array().expect("bounds").iter().find(|x| x["rule"] == "person").expect("what a person set");
    let history = site.get_as("/en/history", &cookie).await.body;
    assert!(history.contains("joined incidents") && history.contains("hospital list"), "all decisions stand in the history");
    assert_eq!((set["low"].as_i64(), set["high"].as_i64(), set["reason"].as_str()), (Some(10), Some(1400), Some("hospital list")));
}

#[tokio::test]
async fn a_form_without_its_token_or_from_elsewhere_is_refused() {
    let site = fresh();
    let (cookie, csrf) = site.log_in("rima", Role::Reviewer).await;
    let id = site.claim("territory.capture");
    let path = format!("/en/review/{id}");
    for token in ["", "0123456789abcdef0123456789abcdef"] {
        assert_eq!(site.post(&path, &cookie, &[("csrf", token), ("act", "reject")]).await.status, StatusCode::FORBIDDEN);
    }
    let mut elsewhere = posted(&path, &cookie, &[("csrf", &csrf), ("act", "reject")]);
    elsewhere.headers_mut().insert("sec-fetch-site", "cross-site".parse().expect("a header"));
    assert_eq!(site.send(elsewhere).await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.post(&path, "", &[("csrf", &csrf), ("act", "reject")]).await.status, StatusCode::UNAUTHORIZED);
    let (reader, token) = site.log_in("huda", Role::Reader).await;
    assert_eq!(site.post(&path, &reader, &[("csrf", &token), ("act", "reject")]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.app.overlay().rows, 0, "nothing was decided");
}

#[tokio::test]
async fn a_report_whose_claims_were_all_judged_becomes_gold() {
    let site = fresh();
    let (cookie, csrf) = site.log_in("rima", Role::Reviewer).await;
    let view = site.app.view();
    let d = view.documents.iter().filter(|d| d.claims.1 > d.claims.0).min_by_key(|d| d.claims.1 - d.claims.0).expect("a report").clone();
    assert_eq!(site.get_as("/en/review/gold", &cookie).await.body, "");
    for c in d.claims.0..d.claims.1 {
        let id = view.claims[c as usize].id.to_string();
        assert_eq!(
            site.post(&format!("/en/review/{id}"), &cookie, &[("csrf", &csrf), ("act", "accept")]).await.status,
            StatusCode::SEE_OTHER
        );
    }
    let gold = site.get_as("/en/review/gold", &cookie).await;
    let file: serde_json::Value = serde_json::from_str(gold.body.trim()).expect("one report");
    assert_eq!(file["claims"].as_array().map(Vec::len), Some((d.claims.1 - d.claims.0) as usize));
    let text = file["text"].as_str().expect("a text");
    assert!(file["claims"].as_array().expect("claims").iter().all(|c| text.contains(c["trigger"].as_str().expect("a trigger"))));
}
