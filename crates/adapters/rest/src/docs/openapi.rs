//! REST as OpenAPI 3.1.

use std::collections::BTreeMap;

use discuss_protocol::view::{ApplicationView, UserView};
use serde_json::{Map, Value, json};
use utoipa::{
    OpenApi,
    openapi::{
        self, Components, Paths, RefOr,
        path::Operation as Documented,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
        server::Server,
    },
};

use super::{
    BEARER, Operation, elsewhere, links,
    refusal::{self, Refusal},
};
use crate::{
    ApiPrefix,
    auth::{RoleView, SessionView},
    conversation::{ConversationView, ProgressView},
    cookie,
    friend::FriendView,
    member::MemberView,
    mount::MODULES,
};

/// The head of the document, and what deserves a name of its own in it.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Discuss",
        description = "Chat: accounts, friends, rooms and messages.\n\n\
            Every answer is in an envelope: `{\"code\": 200, \"msg\": \"success\", \"data\": …}`, or \
            `{\"code\": -1, \"data\": null, \"msg\": …}` with a fitting status. Get a token from `POST /user/login` or \
            `POST /session` and send it as `Authorization: Bearer <token>`. What happens live is described at \
            [/docs/events](/docs/events).",
    ),
    components(schemas(
        UserView,
        ApplicationView,
        ConversationView,
        FriendView,
        MemberView,
        ProgressView,
        RoleView,
        SessionView
    ))
)]
struct Head;

/// The document of the API under `prefix`.
///
/// # Panics
/// When two schemas have the same name, which the tests of this crate rule out.
#[must_use]
pub fn openapi(prefix: &ApiPrefix) -> Value {
    let mut document = Head::openapi();
    document.info.license = Some(openapi::License::new("MIT"));
    document.servers = Some(vec![Server::new("/")]);
    let mut components = document.components.take().unwrap_or_default();
    for module in MODULES {
        for endpoint in module.endpoints {
            let operation = endpoint.describe();
            let prefix = if module.is_prefixed { prefix.as_str() } else { "" };
            add(&mut document.paths, &mut components, operation, module.tag, prefix);
        }
    }
    for (tag, operation) in elsewhere::operations(prefix.as_str()) {
        add(&mut document.paths, &mut components, operation, tag, prefix.as_str());
    }
    components.schemas.extend([refusal::envelope()]);
    components.responses.extend(Refusal::ALL.map(Refusal::shared));
    components.security_schemes = security_schemes();
    document.components = Some(components);
    let document = serde_json::to_value(document).expect("documents have string keys and no failing parts");
    let mut document = with_references(document);
    links::add(&mut document);
    document
}

fn add(paths: &mut Paths, components: &mut Components, operation: Operation, tag: &str, prefix: &str) {
    for (name, schema) in operation.schemas {
        let known = components.schemas.insert(name.clone(), schema.clone());
        assert!(known.is_none_or(|known| known == schema), "two schemas are called {name}");
    }
    let mut documented: Documented = operation.documented;
    documented.tags = Some(vec![tag.to_owned()]);
    documented.operation_id = documented.operation_id.map(|handler| format!("{tag}.{handler}"));
    for (status, response) in &mut documented.responses.responses {
        if let RefOr::T(response) = response
            && status.starts_with(['4', '5'])
        {
            refusal::complete(status, response);
        }
    }
    paths.add_path_operation(format!("{prefix}{}", operation.path), operation.methods, documented);
}

fn security_schemes() -> BTreeMap<String, RefOr<SecurityScheme>> {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT");
    let cookie = ApiKeyValue::with_description(
        cookie::REFRESH,
        "Set by `POST /session`, renewed by `POST /session/refresh`.",
    );
    [
        (BEARER, SecurityScheme::Http(bearer.build())),
        ("token", SecurityScheme::ApiKey(ApiKey::Query(ApiKeyValue::new("token")))),
        ("refresh", SecurityScheme::ApiKey(ApiKey::Cookie(cookie))),
    ]
    .map(|(name, scheme)| (name.to_owned(), scheme.into()))
    .into()
}

/// Refers to named schemas wherever one is repeated: generic types repeat what they are made of.
fn with_references(mut document: Value) -> Value {
    let named: Vec<(String, Value)> = match document.pointer("/components/schemas") {
        Some(Value::Object(schemas)) => {
            schemas.clone().into_iter().filter(|(_, schema)| is_object(schema)).collect()
        }
        _ => Vec::new(),
    };
    let refer = |value: &mut Value| {
        if let Some((name, _)) = named.iter().find(|(_, schema)| schema == value) {
            *value = json!({"$ref": format!("#/components/schemas/{name}")});
        }
    };
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        schemas.values_mut().flat_map(children).for_each(|child| walk(child, &refer));
    }
    if let Some(paths) = document.pointer_mut("/paths") {
        walk(paths, &refer);
    }
    document
}

fn is_object(schema: &Value) -> bool {
    schema["type"] == "object" || schema["allOf"].is_array()
}

/// Visits a value and all that it holds, the outer before the inner.
fn walk(value: &mut Value, visit: &impl Fn(&mut Value)) {
    visit(value);
    for child in children(value) {
        walk(child, visit);
    }
}

fn children(value: &mut Value) -> Box<dyn Iterator<Item = &mut Value> + '_> {
    match value {
        Value::Object(fields) => Box::new(Map::values_mut(fields)),
        Value::Array(items) => Box::new(items.iter_mut()),
        _ => Box::new(std::iter::empty()),
    }
}
