//! Routes, mounted and documented from one list.
//!
//! The attribute of a handler names its method and its path, and says what the signature cannot: which rules
//! refuse, and with which status. All else is read from the signature, for the document as for the mounting, so
//! that neither can lie: a handler that asks for a `CurrentUser` is guarded.

use std::collections::BTreeMap;

use actix_web::{
    Handler, Resource, Route,
    http::Method,
    middleware::from_fn,
    web::{self, ServiceConfig},
};
use discuss_guard::require_caller;
use utoipa::{__dev::SchemaReferences, Path, openapi::path::HttpMethod};

use crate::docs::{Describe, Operation};

/// A handler, and how it is described.
#[derive(Clone, Copy)]
pub(crate) struct Endpoint {
    route: fn() -> Route,
    describe: fn() -> Operation,
}

/// The endpoints of a module, by the names of their handlers.
macro_rules! endpoints {
    ($($handler:ident),+ $(,)?) => {
        ::pastey::paste! {
            &[$($crate::endpoint::Endpoint::new(
                || ::actix_web::web::to($handler),
                || $crate::endpoint::describe::<[<__path_ $handler>], _, _>($handler),
            )),+]
        }
    };
}
pub(crate) use endpoints;

impl Endpoint {
    pub const fn new(route: fn() -> Route, describe: fn() -> Operation) -> Self {
        Self { route, describe }
    }

    /// What is known of it.
    pub fn describe(self) -> Operation {
        (self.describe)()
    }

    /// One route for each of its methods; whoever may GET may ask for the HEAD alone.
    fn routes(self, operation: &Operation) -> impl Iterator<Item = Route> {
        let methods = operation.methods.iter().map(method);
        let heads =
            operation.methods.iter().filter(|method| **method == HttpMethod::Get).map(|_| Method::HEAD);
        methods.chain(heads).map(move |method| (self.route)().method(method))
    }
}

/// Joins what the attribute says with what the signature of `_handler` says.
pub(crate) fn describe<P, H, Arguments>(_handler: H) -> Operation
where
    P: Path + SchemaReferences,
    H: Handler<Arguments>,
    H::Output: Describe,
    Arguments: Describe,
{
    let mut operation = Operation::new(P::methods(), P::path(), P::operation());
    P::schemas(&mut operation.schemas);
    Arguments::describe(&mut operation);
    H::Output::describe(&mut operation);
    operation
}

/// Mounts endpoints, all those of a path as one resource, so that other methods of it answer 405.
pub(crate) fn mount(config: &mut ServiceConfig, endpoints: impl Iterator<Item = Endpoint>) {
    // In this order what is spelled out comes before placeholders: `{` is greater than all letters.
    let mut by_path = BTreeMap::<String, Vec<(Endpoint, Operation)>>::new();
    for endpoint in endpoints {
        let operation = endpoint.describe();
        by_path.entry(operation.path.clone()).or_default().push((endpoint, operation));
    }
    for (path, group) in by_path {
        let all_guarded = group.iter().all(|(_, operation)| operation.is_guarded);
        let resource = group.iter().fold(web::resource(path), |resource, (endpoint, operation)| {
            let guards_itself = operation.is_guarded && !all_guarded;
            let guard =
                |route: Route| if guards_itself { route.wrap(from_fn(require_caller)) } else { route };
            endpoint.routes(operation).map(guard).fold(resource, Resource::route)
        });
        if all_guarded {
            // Strangers learn nothing of it: without a token every method answers 401.
            config.service(resource.wrap(from_fn(require_caller)));
        } else {
            config.service(resource);
        }
    }
}

fn method(method: &HttpMethod) -> Method {
    match method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Trace => Method::TRACE,
    }
}
