//! The documents about the API, and the pages that show them.

use actix_web::test::TestRequest;
use discuss_rest::{RestOptions, openapi};
use serde_json::Value;

use crate::house::House;

/// Every change of the API shows here. `INSTA_UPDATE=always cargo test -p discuss-rest` accepts one.
#[test]
fn the_api_is_what_it_was() {
    insta::assert_yaml_snapshot!("openapi", openapi(&RestOptions::default().prefix));
}

/// Path, method and description of every operation.
pub fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths.flat_map(|(path, methods)| {
        methods
            .as_object()
            .unwrap()
            .iter()
            .map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

#[test]
fn every_operation_has_a_name_of_its_own_and_says_what_it_does() {
    let document = openapi(&RestOptions::default().prefix);
    let mut names: Vec<&str> = operations(&document)
        .map(|(path, method, operation)| {
            assert!(operation["summary"].is_string(), "{method} {path}");
            operation["operationId"].as_str().unwrap()
        })
        .collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn references_lead_somewhere() {
    let document = openapi(&RestOptions::default().prefix);
    let mut waiting = vec![&document];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(reference)) = fields.get("$ref") {
                    let pointer = reference.strip_prefix('#').unwrap();
                    assert!(document.pointer(pointer).is_some(), "{reference}");
                }
                waiting.extend(fields.values());
            }
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
}

#[test]
fn whoever_tries_an_operation_begins_with_an_example_that_is_complete() {
    let document = openapi(&RestOptions::default().prefix);
    for (path, method, operation) in operations(&document) {
        let Some(schema) = operation.pointer("/requestBody/content/application~1json/schema") else {
            continue;
        };
        let reference = schema["$ref"].as_str().unwrap().trim_start_matches('#');
        let schema = document.pointer(reference).unwrap();
        let example = schema.get("example").or_else(|| schema.pointer("/examples/0"));
        let example =
            example.unwrap_or_else(|| panic!("{method} {path} has no example")).as_object().unwrap();
        for field in schema["required"].as_array().into_iter().flatten() {
            assert!(example.contains_key(field.as_str().unwrap()), "{method} {path}: {field}");
        }
        for field in example.keys() {
            assert!(schema["properties"].get(field).is_some(), "{method} {path}: {field}");
        }
    }
}

#[test]
fn an_example_that_shows_a_path_shows_where_it_is() {
    let document = openapi(&"/v1".parse().unwrap());
    let text = document.pointer("/paths/~1v1~1sse/get/description").unwrap().as_str().unwrap();
    assert!(text.contains(r#"new EventSource("/v1/sse?token="#), "{text}");
}

#[test]
fn answers_lead_to_the_operations_that_take_their_ids() {
    let document = openapi(&RestOptions::default().prefix);
    let cases = [
        ("/paths/~1api~1apply/post/responses/201", "applications.decide", "/data/id"),
        ("/paths/~1api~1session/get/responses/200", "logins.end", "/data/0/id"),
        ("/paths/~1api~1room~1mine/get/responses/200", "rooms.hand_over", "/data/rows/0/id"),
    ];
    for (answer, operation, place) in cases {
        let link = &document.pointer(answer).unwrap()["links"][operation];
        assert_eq!(link["parameters"]["id"], format!("$response.body#{place}"), "{answer}");
    }
}

#[test]
fn paths_begin_with_the_prefix_but_for_health_and_files() {
    for prefix in ["", "/v1"] {
        let document = openapi(&prefix.parse().unwrap());
        for (path, _, _) in operations(&document) {
            let places = [&format!("{prefix}/"), "/health/", "/public/"];
            assert!(places.iter().any(|place| path.starts_with(*place)), "{path}");
        }
    }
}

#[actix_web::test]
async fn the_pages_need_no_token_and_load_nothing_from_elsewhere() {
    let house = House::open();
    let files =
        ["openapi.json", "asyncapi.json", "events", "events.css", "events.js", "swagger-ui-bundle.js"];
    let pages = ["/docs".to_owned(), "/docs/".to_owned()].into_iter();
    for path in pages.chain(files.map(|file| format!("/docs/{file}"))) {
        let answer = house.send(TestRequest::get().uri(&path)).await;
        assert_eq!(answer.status, 200, "{path}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("http"), "{policy}");
    }
    let missing = house.send(TestRequest::get().uri("/docs/nowhere.js")).await;
    assert_eq!(missing.refusal(), (404, None));
}

#[actix_web::test]
async fn the_page_finds_its_parts_with_and_without_a_slash() {
    let house = House::open();
    for path in ["/docs", "/docs/"] {
        let page = house.send(TestRequest::get().uri(path)).await;
        assert!(page.text.contains(r#"<base href="/docs/">"#), "{}", page.text);
        assert!(!page.text.contains("http"), "{}", page.text);
    }
    let settings = house.send(TestRequest::get().uri("/docs/swagger-initializer.js")).await;
    assert!(
        settings.text.contains(r#""validatorUrl": "none""#) && settings.text.contains("/docs/openapi.json")
    );
}
