//! What is known of somebody who has not logged in yet.

use std::{
    convert::Infallible,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header};
use discuss_auth::{CaptchaAnswer, Client, Secret};
use discuss_http::Remote;

use crate::cookie;

/// Whoever registers or logs in.
pub(crate) struct Visitor {
    /// From where, and with what program.
    pub client: Client,
    /// The captcha that their browser was shown last.
    captcha: Option<Secret>,
}

impl Visitor {
    /// What they typed, as the answer to the captcha that they were shown.
    pub fn answers(&self, text: Option<String>) -> CaptchaAnswer {
        CaptchaAnswer { id: self.captcha.clone(), text: text.map(Secret::new) }
    }
}

impl FromRequest for Visitor {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let agent = request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        let client = Client::new(Remote::of(request).address, agent);
        ready(Ok(Self { client, captcha: cookie::captcha(request) }))
    }
}
