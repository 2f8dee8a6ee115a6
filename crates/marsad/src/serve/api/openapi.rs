//! The description of the API, made from the table of routes.

use super::reply::json_of;
use super::schema;
use super::table::{Kind, Param, ROUTES, Route};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Map, Value, json};

fn parameter(p: &Param, in_path: bool) -> Value {
    let schema = match p.kind {
        Kind::Text => json!({"type": "string", "maxLength": 400}),
        Kind::Word(words) => json!({"type": "string", "enum": words}),
        Kind::Day => json!({"type": "string", "pattern": "^(19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?$"}),
        Kind::Whole(a, b) => json!({"type": "integer", "minimum": a, "maximum": b}),
        Kind::Share => json!({"type": "number", "minimum": 0, "maximum": 1}),
        Kind::Box => json!({"type": "string", "pattern": "^-?[0-9]{1,3},-?[0-9]{1,2},-?[0-9]{1,3},-?[0-9]{1,2}$"}),
    };
    json!({"name": p.name, "in": if in_path { "path" } else { "query" }, "required": in_path, "description": p.about, "schema": schema})
}

fn operation(r: &Route) -> Value {
    let in_path = |p: &Param| r.path.contains(&format!("{{{}}}", p.name));
    let parameters: Vec<Value> = r.params.iter().flat_map(|l| l.iter()).map(|p| parameter(p, in_path(p))).collect();
    let one = json!({"$ref": format!("#/components/schemas/{}", r.schema)});
    let example = (r.example)();
    let content = match (r.schema.is_empty(), r.list) {
        (true, _) => json!({"schema": {"type": "string"}}),
        (false, true) => json!({
            "schema": {"type": "object", "required": ["items", "next"], "properties": {"items": {"type": "array", "items": one}, "next": {"type": ["string", "null"]}}},
            "example": {"items": [example], "next": null},
        }),
        (false, false) if example.is_null() => json!({"schema": one}),
        (false, false) => json!({"schema": one, "example": example}),
    };
    let mut media = Map::new();
    if r.id == "export" {
        for f in crate::export::Format::ALL {
            media.insert(f.media().split(';').next().unwrap_or_default().into(), json!({"schema": {}}));
        }
    } else {
        media.insert(r.media.into(), content);
    }
    if r.id == "getIncident" {
        media.insert("application/geo+json".into(), json!({"schema": {"$ref": "#/components/schemas/Features"}}));
    }
    let problem = |about: &str| json!({"description": about, "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}});
    json!({
        "operationId": r.id, "summary": r.about, "parameters": parameters,
        "responses": {
            "200": {"description": r.about, "headers": {"ETag": {"schema": {"type": "string"}}}, "content": media},
            "304": {"description": "Nothing new since the ETag of If-None-Match"},
            "400": problem("A parameter cannot be understood"),
            "401": problem("The key is unknown, or reading needs one"),
            "403": problem("Not for this visitor"),
            "404": problem("There is nothing of that name"),
            "429": problem("Too many requests: Retry-After tells when again"),
            "default": problem("Anything else"),
        },
    })
}

/// The whole description.
#[must_use]
pub fn describe() -> Value {
    let mut paths = Map::new();
    for r in ROUTES {
        paths.insert(format!("/api/v1{}", r.path), json!({"get": operation(r)}));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Marsad", "version": env!("CARGO_PKG_VERSION"), "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "description": "Claims of news reports, incidents, figures with their chains of sources. Lists come in pages by key: give `next` as `after`. Every answer has an ETag. A key (`Authorization: Bearer …`) has its own rate.",
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"key": []}],
        "paths": paths,
        "components": {"schemas": schema::all(), "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    })
}

/// `GET /openapi.json`.
pub async fn serve(headers: HeaderMap) -> Response {
    json_of(&headers, &describe())
}

#[cfg(test)]
mod tests {
    use super::{ROUTES, describe};
    use crate::serve::api::table::JSON;

    #[test]
    fn every_example_fits_its_schema() {
        let d = describe();
        for r in ROUTES.iter().filter(|r| r.media == JSON && !r.schema.is_empty()) {
            let schema = &d["components"]["schemas"][r.schema];
            assert!(schema.is_object(), "{}: no schema {}", r.path, r.schema);
            let example = (r.example)();
            for k in schema["required"].as_array().into_iter().flatten().filter_map(|k| k.as_str()) {
                assert!(example.get(k).is_some(), "{}: the example lacks {k}", r.path);
            }
        }
    }

    #[test]
    fn ids_of_operations_differ() {
        let mut ids: Vec<&str> = ROUTES.iter().map(|r| r.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), ROUTES.len());
    }
}
