//! The documents, served.

use std::sync::Arc;

use actix_web::{
    HttpResponse, Route, guard,
    http::header::{self, ContentType},
    middleware::{Compress, DefaultHeaders},
    web::{self, Bytes, Data, ServiceConfig},
};
use discuss_http::{ApiError, BadRequest};
use utoipa_swagger_ui::{Config, SwaggerFile, serve};

use super::openapi;
use crate::ApiPrefix;

/// Nothing from elsewhere, nothing sent elsewhere, no frame around it. Swagger UI brings pictures as `data:`
/// and writes styles into its elements.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

const OPENAPI: &str = "/docs/openapi.json";

/// The documents, made once.
pub(crate) struct Documents {
    openapi: Bytes,
    asyncapi: Bytes,
    swagger: Arc<Config<'static>>,
}

impl Documents {
    pub fn new(prefix: &ApiPrefix) -> Self {
        let asyncapi = discuss_protocol::asyncapi(env!("CARGO_PKG_VERSION"));
        let swagger = Config::new([OPENAPI]).validator_url("none").deep_linking(true).filter(true);
        Self {
            openapi: openapi(prefix).to_string().into(),
            asyncapi: asyncapi.to_string().into(),
            swagger: Arc::new(swagger),
        }
    }
}

/// Mounts the documents. They are the same for everybody and need no token.
pub(crate) fn routes(config: &mut ServiceConfig) {
    let headers = DefaultHeaders::new()
        .add((header::CONTENT_SECURITY_POLICY, POLICY))
        .add((header::REFERRER_POLICY, "no-referrer"))
        .add((header::CACHE_CONTROL, "no-cache"));
    let pages = web::scope("/docs")
        .wrap(Compress::default())
        .wrap(headers)
        .route("", get().to(index))
        .route("/", get().to(index))
        .route("/openapi.json", get().to(rest))
        .route("/asyncapi.json", get().to(events))
        .route("/events", get().to(event_page))
        .route("/events.css", get().to(event_style))
        .route("/events.js", get().to(event_script))
        .route("/{file}", get().to(asset));
    config.service(pages);
}

/// Whoever may GET may ask for the HEAD alone.
fn get() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

async fn rest(documents: Data<Documents>) -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::json()).body(documents.openapi.clone())
}

async fn events(documents: Data<Documents>) -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::json()).body(documents.asyncapi.clone())
}

async fn event_page() -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::html()).body(include_str!("page/events.html"))
}

async fn event_style() -> HttpResponse {
    HttpResponse::Ok().content_type("text/css; charset=utf-8").body(include_str!("page/events.css"))
}

async fn event_script() -> HttpResponse {
    HttpResponse::Ok().content_type("text/javascript; charset=utf-8").body(include_str!("page/events.js"))
}

/// Swagger UI. Its addresses are relative, so the page says to what: it is served without a slash at the end, too.
async fn index(documents: Data<Documents>) -> Result<HttpResponse, ApiError> {
    let page = swagger("index.html", &documents)?;
    let html = String::from_utf8_lossy(&page.bytes).replacen("<head>", r#"<head><base href="/docs/">"#, 1);
    Ok(HttpResponse::Ok().content_type(ContentType::html()).body(html))
}

/// A part of Swagger UI.
async fn asset(documents: Data<Documents>, name: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let file = swagger(&name, &documents)?;
    Ok(HttpResponse::Ok().content_type(file.content_type).body(file.bytes.into_owned()))
}

fn swagger(name: &str, documents: &Documents) -> Result<SwaggerFile<'static>, ApiError> {
    let file =
        serve(name, Arc::clone(&documents.swagger)).map_err(|error| ApiError::internal(error.to_string()))?;
    file.ok_or_else(|| BadRequest::NoSuchRoute.into())
}
