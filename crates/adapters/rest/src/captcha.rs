//! Captchas.

use actix_web::{
    HttpResponse,
    http::header,
    web::{self, Data, ServiceConfig},
};
use discuss_auth::CaptchaService;
use discuss_http::{ApiError, Remote};

use crate::{RestOptions, visitor::Visitor};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/captcha").get(draw));
}

/// Draws a captcha; a cookie names it. The answer goes into the field `captcha` of whoever registers or
/// logs in, within a minute.
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
