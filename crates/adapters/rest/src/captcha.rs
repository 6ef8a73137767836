//! Captchas.

use actix_web::{HttpResponse, http::header, web::Data};
use discuss_auth::CaptchaService;
use discuss_http::{ApiError, Remote};

use crate::{
    RestOptions,
    endpoint::{Endpoint, endpoints},
    visitor::Visitor,
};

pub(crate) const ENDPOINTS: &[Endpoint] = endpoints![draw];

/// Draws a captcha.
///
/// A cookie names it. The answer goes into the field `captcha` of whoever registers or
/// logs in, within a minute.
#[utoipa::path(get, path = "/captcha", responses(
    (status = 200, description = "The picture.", content_type = "image/svg+xml", body = String,
        headers(("Set-Cookie" = String, description = "Names the captcha."))),
    (status = 429, description = "The address asked for too many."),
))]
async fn draw(
    visitor: Visitor,
    captchas: Data<CaptchaService>,
    options: Data<RestOptions>,
    remote: Remote,
) -> Result<HttpResponse, ApiError> {
    let captcha = captchas.draw(&visitor.client).await?;
    let mut response = HttpResponse::Ok();
    response.content_type("image/svg+xml").insert_header((header::CACHE_CONTROL, "no-store"));
    Ok(response.cookie(options.cookie.captcha(&captcha.id, remote)).body(captcha.svg))
}
