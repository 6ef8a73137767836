//! Which file an address means.

use std::collections::HashMap;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method,
        header::{Accept, Header},
    },
    mime,
};

use crate::{
    asset::{self, Asset},
    missing, policy,
};

/// The page that the client begins with.
const INDEX: &str = "index.html";

/// The files of the client, and where it has nothing to say.
pub(crate) struct Site {
    assets: HashMap<String, Asset>,
    others: Vec<String>,
}

impl Site {
    pub fn new(assets: HashMap<String, Asset>, others: &[&str]) -> Self {
        let others = others.iter().filter(|path| !path.is_empty());
        Self { assets, others: others.map(ToString::to_string).collect() }
    }

    /// Answers for any address: with a file, with the client's page, or that there is nothing.
    pub fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let is_reading = [Method::GET, Method::HEAD].contains(request.method());
        if !is_reading || self.is_of_others(request.path()) {
            return HttpResponse::NotFound().finish();
        }
        policy::apply(request, self.show(request))
    }

    fn show(&self, request: &HttpRequest) -> HttpResponse {
        let path = request.path().strip_prefix('/').unwrap_or_default();
        if let Some(asset) = self.assets.get(path) {
            return asset.answer(request);
        }
        let may_be_page = || wants_html(request) && !asset::is_hashed(path);
        match self.assets.get(INDEX) {
            Some(index) if path.is_empty() || may_be_page() => index.answer(request),
            None if path.is_empty() => missing::page(wants_html(request)),
            _ => HttpResponse::NotFound().finish(),
        }
    }

    fn is_of_others(&self, path: &str) -> bool {
        let below = |other: &String| path.strip_prefix(other.as_str());
        self.others.iter().filter_map(below).any(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// A browser that goes to an address asks for HTML by name, which scripts and command lines do not.
fn wants_html(request: &HttpRequest) -> bool {
    let wish = Accept::parse(request).map(|accept| accept.ranked()).unwrap_or_default();
    wish.iter().any(|media_type| media_type.essence_str() == mime::TEXT_HTML.essence_str())
}

#[cfg(test)]
mod tests;
