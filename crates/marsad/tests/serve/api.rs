//! The API: pages by key, tags, problems, the description.

use super::site;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::Value;
use std::collections::BTreeSet;

async fn all(path: &str, limit: usize) -> Vec<Value> {
    let (mut out, mut after) = (Vec::new(), String::new());
    loop {
        let sign = if path.contains('?') { '&' } else { '?' };
        let escaped: String = after.bytes().map(|b| format!("%{b:02X}")).collect();
        let page = site().get(&format!("{path}{sign}limit={limit}&after={escaped}")).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        let v = page.json();
        let items = v["items"].as_array().expect("items").clone();
        assert!(items.len() <= limit && !items.is_empty() || out.is_empty(), "{path}");
        out.extend(items);
        match v["next"].as_str() {
            Some(n) => after = n.to_owned(),
            None => return out,
        }
    }
}

#[tokio::test]
async fn pages_by_key_give_each_thing_once() {
    let view = site().app.view();
    let figures: usize = view.incidents.iter().map(|i| i.figures.len()).sum();
    for (path, key, count) in [
        ("/api/v1/documents", "id", view.documents.len()),
        ("/api/v1/incidents", "id", view.incidents.len()),
        ("/api/v1/claims", "id", view.claims.len()),
        ("/api/v1/actors", "id", view.actors.len()),
        ("/api/v1/places", "id", view.places.len()),
        ("/api/v1/sources", "id", view.sources.len()),
    ] {
        for limit in [37, 500] {
            let items = all(path, limit).await;
            let ids: BTreeSet<&str> = items.iter().filter_map(|v| v[key].as_str()).collect();
            assert_eq!((items.len(), ids.len()), (count, count), "{path} by {limit}");
        }
    }
    assert_eq!(all("/api/v1/figures", 41).await.len(), figures);
}

#[tokio::test]
async fn what_a_list_gives_its_own_address_gives_too() {
    for list in ["documents", "claims", "incidents", "actors", "places"] {
        let first = site().get(&format!("/api/v1/{list}?limit=1")).await.json()["items"][0]["id"].as_str().expect("an id").to_owned();
        let one = site().get(&format!("/api/v1/{list}/{first}")).await;
        assert_eq!((one.status, one.json()["id"].as_str()), (StatusCode::OK, Some(first.as_str())), "{list}");
        let tag = one.header("etag").to_owned();
        let again = site()
            .send(Request::get(format!("/api/v1/{list}/{first}")).header("if-none-match", tag).body(Body::empty()).expect("a request"))
            .await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{list}");
    }
}

#[tokio::test]
async fn filters_hold_what_they_promise() {
    for v in all("/api/v1/claims?type=violence&status=asserted&confidence=0.5", 100).await {
        assert!(
            v["type"].as_str().is_some_and(|t| t.starts_with("violence."))
                && v["status"] == "asserted"
                && v["confidence"].as_f64() >= Some(0.5)
        );
    }
    let found = all("/api/v1/incidents?from=2017-10&to=2017-10&country=SY", 100).await;
    assert!(!found.is_empty());
    assert!(
        found
            .iter()
            .all(|i| i["place"]["country"] == "SY" && i["from"].as_str() <= Some("2017-10-31") && i["to"].as_str() >= Some("2017-10-01"))
    );
    let boxed = site().get("/api/v1/incidents.geojson?bbox=38,35,40,37").await.json();
    let points = boxed["features"].as_array().expect("features");
    assert!(!points.is_empty());
    assert!(points.iter().all(|p| (38.0..=40.0).contains(&p["geometry"]["coordinates"][0].as_f64().unwrap_or(0.0))));
    let bins = site().get("/api/v1/incidents/timeline?country=SY").await.json();
    let counted: u64 = bins["bins"].as_array().expect("bins").iter().filter_map(|b| b["incidents"].as_u64()).sum();
    assert_eq!(counted as usize, all("/api/v1/incidents?country=SY", 500).await.len());
}

#[tokio::test]
async fn problems_are_told_as_problems() {
    for (path, status) in [
        ("/api/v1/incidents?from=yesterday", 400),
        ("/api/v1/incidents?limit=0", 400),
        ("/api/v1/incidents?limit=x", 400),
        ("/api/v1/documents?after=nothing", 400),
        ("/api/v1/incidents?bbox=1,2", 400),
        ("/api/v1/search?figure=killed%3E%3Dmany", 400),
        ("/api/v1/export?format=pdf", 400),
        ("/api/v1/incidents/none", 404),
        ("/api/v1/documents/00000000000000000000000000000000", 404),
        ("/api/v1/nothing", 404),
        ("/api/v1/incidents?type=a&type=b", 400),
    ] {
        let a = site().get(path).await;
        assert_eq!((a.status.as_u16(), a.header("content-type")), (status, "application/problem+json"), "{path}");
        assert_eq!(a.json()["status"].as_u64(), Some(u64::from(status)), "{path}");
    }
}

#[tokio::test]
async fn the_description_holds_every_route_and_every_route_answers() {
    let d = site().get("/api/v1/openapi.json").await.json();
    assert_eq!(d["openapi"], "3.1.0");
    let view = site().app.view();
    let paths = d["paths"].as_object().expect("paths");
    for kind in ["documents", "claims", "incidents", "figures", "actors", "places", "search", "export"] {
        assert!(paths.contains_key(&format!("/api/v1/{kind}")), "{kind}");
    }
    for (path, of) in paths {
        let id = match path.split('/').nth(3) {
            Some("documents") => view.documents[0].id.to_string(),
            Some("claims") => view.claims[0].id.to_string(),
            Some("incidents") => view.incidents[0].id.clone(),
            Some("actors") => view.actors[0].id.clone(),
            _ => view.places[0].0.id.clone(),
        };
        let a = site().get(&path.replace("{id}", &id)).await;
        assert_eq!(a.status, StatusCode::OK, "{path}");
        let told = of["get"]["responses"]["200"]["content"].as_object().expect("content");
        let media = a.header("content-type").split(';').next().unwrap_or_default();
        assert!(told.contains_key(media), "{path} gives {media}");
        let schema = told[media]["schema"]["$ref"].as_str().and_then(|r| r.rsplit('/').next());
        if let Some(name) = schema {
            let v = a.json();
            for k in d["components"]["schemas"][name]["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                assert!(v.get(k).is_some(), "{path} lacks {k}");
            }
        }
        for p in of["get"]["parameters"].as_array().expect("parameters").iter().filter(|p| p["in"] == "path") {
            assert!(path.contains(&format!("{{{}}}", p["name"].as_str().expect("a name"))), "{path}");
        }
    }
}

#[tokio::test]
async fn every_format_of_export_is_given_and_filtered() {
    for (format, begins) in
        [("csv", "claim"), ("geojson", "{"), ("jsonl", "{"), ("plover", "{"), ("acled", ""), ("ucdp", ""), ("kml", "<?xml"), ("xlsx", "PK")]
    {
        let a = site().get(&format!("/api/v1/export?format={format}&type=harm.killed&country=SY")).await;
        assert_eq!(a.status, StatusCode::OK, "{format}");
        assert!(a.header("content-disposition").contains("attachment"), "{format}");
        let body = a.body.trim_start_matches('\u{feff}');
        assert!(body.starts_with(begins) || format == "csv", "{format}: {}", &body[..body.len().min(80)]);
    }
    let rows = |s: String| s.lines().count();
    let (some, every) = (site().get("/api/v1/export?format=csv&country=SY").await.body, site().get("/api/v1/export?format=csv").await.body);
    assert!(rows(some.clone()) > 10 && rows(some) < rows(every));
}

#[tokio::test]
async fn feeds_are_well_formed_and_filtered() {
    let atom = site().get("/api/v1/incidents.atom?country=SY&lang=ar").await;
    let feed = feed_rs::parser::parse(atom.body.as_bytes()).expect("a feed");
    assert!(!feed.entries.is_empty() && feed.entries.iter().all(|e| e.links[0].href.contains("/ar/incidents/")));
    let json = site().get("/api/v1/incidents.feed.json?country=SY").await.json();
    assert_eq!(json["items"].as_array().map(Vec::len), Some(feed.entries.len()));
}
