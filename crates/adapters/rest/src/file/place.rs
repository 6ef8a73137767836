//! Where a file is, as its address says.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use discuss_file::{FileError, FileName, FilePath};
use discuss_http::ApiError;
use discuss_kernel::UserId;
use utoipa::{
    PartialSchema,
    openapi::{
        Required,
        path::{ParameterBuilder, ParameterIn},
    },
};

use crate::docs::{Describe, Operation, Refusal};

/// The `{owner}` and `{name}` of a path. What cannot be a file is not there.
pub(super) struct Place(pub FilePath);

impl FromRequest for Place {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let path = request.match_info();
        let owner = path.get("owner").and_then(|owner| owner.parse().ok());
        let name = path.get("name").and_then(FileName::parse);
        let place = owner.zip(name).map(|(owner, name)| Self(FilePath { owner, name }));
        ready(place.ok_or_else(|| FileError::NotFound.into()))
    }
}

impl Describe for Place {
    fn describe(operation: &mut Operation) {
        for (name, schema) in [("owner", UserId::schema()), ("name", String::schema())] {
            let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path);
            operation.takes(parameter.required(Required::True).schema(Some(schema)).build());
        }
        operation.refuses(Refusal::NotFound);
    }
}
