//! The web client (`ui`), embedded into the program and served at `/`.
//!
//! What `npm run build` has put into `ui/dist` becomes a part of the program when this crate is built, compressed
//! by `build.rs`. Without it the crate builds as well, and `/` says how to get the client.
//!
//! [`configure`] answers whatever nobody else does. A browser that asks for a page which is no file gets the
//! client, which shows what the address means:
//!
//! ```
//! use actix_web::{App, HttpResponse, web};
//!
//! let app = App::new()
//!     .service(web::scope("/api").default_service(web::to(HttpResponse::NotFound)))
//!     .configure(discuss_web::configure(&["/api"]));
//! # let _ = app;
//! ```

mod asset;
mod missing;
mod policy;
mod site;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Data, ServiceConfig},
};
use rust_embed::RustEmbed;

use crate::site::Site;

#[derive(RustEmbed)]
#[folder = "$OUT_DIR/client"]
struct Embedded;

/// Serves the client wherever no other route is, but never at or below the paths of `others`. An empty path says
/// nothing: an API without a prefix has only its own routes.
pub fn configure(others: &[&str]) -> impl Fn(&mut ServiceConfig) + Clone + use<> {
    let site = Data::new(Site::new(asset::all_in::<Embedded>(), others));
    move |config| {
        config.app_data(site.clone()).default_service(web::to(show));
    }
}

async fn show(site: Data<Site>, request: HttpRequest) -> HttpResponse {
    site.answer(&request)
}
