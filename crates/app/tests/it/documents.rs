//! The documents about the API leave nothing out and make nothing up.

use std::collections::BTreeSet;

use actix_web::{
    App, HttpResponse,
    introspection::{IntrospectionReportItem, IntrospectionTree},
    test::{TestRequest, call_and_read_body_json, init_service},
    web::{Data, get},
};
use discuss_app::{server, wiring};
use discuss_protocol::asyncapi;
use discuss_rest::{RestOptions, openapi};
use serde_json::Value;

use crate::support::config;

/// `GET /api/room`, for instance.
type Routes = BTreeSet<String>;

/// Tells what the application has mounted.
async fn mounted(tree: Data<IntrospectionTree>) -> HttpResponse {
    let report: Vec<IntrospectionReportItem> = (&tree.root).into();
    HttpResponse::Ok().json(report)
}

async fn mounted_routes() -> Routes {
    let directory = tempfile::tempdir().unwrap();
    let config = config(directory.path(), &[]);
    let node = wiring::build(&config).await.unwrap();
    let app =
        App::new().configure(server::routes(&config, &node).unwrap()).route("/mounted", get().to(mounted));
    let app = init_service(app).await;
    let report: Vec<Value> =
        call_and_read_body_json(&app, TestRequest::get().uri("/mounted").to_request()).await;
    let resources = report.iter().filter(|item| item["resource_type"] == "resource");
    let routes = resources.flat_map(|item| {
        let path = item["full_path"].as_str().unwrap();
        let methods: Vec<&str> =
            item["methods"].as_array().unwrap().iter().map(|method| method.as_str().unwrap()).collect();
        let methods = if methods.is_empty() { vec!["ANY"] } else { methods };
        methods.into_iter().map(move |method| format!("{method} {path}"))
    });
    routes.collect()
}

fn path_of(route: &str) -> &str {
    route.split_once(' ').map_or("", |(_, path)| path)
}

/// What is no part of the API: the documents themselves, this test, and the HEAD of what can be had with GET.
fn is_beside_the_api(route: &str) -> bool {
    let path = path_of(route);
    route.starts_with("HEAD ") || path == "/mounted" || path == "/docs" || path.starts_with("/docs/")
}

fn documented_routes() -> Routes {
    let rest = openapi(&RestOptions::default().prefix);
    let paths = rest["paths"].as_object().unwrap().iter();
    let operations = paths.flat_map(|(path, operations)| {
        let methods = operations.as_object().unwrap().keys();
        methods.map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    operations.collect()
}

/// Where sockets are opened, with whatever method.
fn documented_sockets() -> BTreeSet<String> {
    let events = asyncapi("");
    let channels = events["channels"].as_object().unwrap().values();
    channels.map(|channel| channel["address"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn every_route_is_documented_and_every_documented_route_is_there() {
    let mounted = mounted_routes().await.into_iter().filter(|route| !is_beside_the_api(route));
    let sockets = documented_sockets();
    let socket_of = |route: &str| path_of(route).trim_end_matches('/').to_owned();
    let (opened, mounted): (Routes, Routes) = mounted.partition(|route| sockets.contains(&socket_of(route)));
    let opened: BTreeSet<String> = opened.iter().map(|route| socket_of(route)).collect();
    assert_eq!(opened, sockets);

    let documented = documented_routes();
    let unheard_of: Vec<&String> = mounted.difference(&documented).collect();
    assert!(unheard_of.is_empty(), "mounted, but in no document: {unheard_of:?}");
    let made_up: Vec<&String> = documented.difference(&mounted).collect();
    assert!(made_up.is_empty(), "documented, but not mounted: {made_up:?}");
}
