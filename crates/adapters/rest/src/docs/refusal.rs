//! Refusals that many operations share, and how a refusal looks.

use discuss_http::Language;
use discuss_kernel::Phrase;
use serde_json::{Value, json};
use utoipa::openapi::{
    Content, ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, RefOr, Response, Schema, Type,
};

/// A refusal that follows from what a handler asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    Invalid,
    Unauthorized,
    NotFound,
    TooSlow,
    TooLarge,
    NotJson,
    Internal,
    Overloaded,
}

impl Refusal {
    pub const ALL: [Self; 8] = [
        Self::Invalid,
        Self::Unauthorized,
        Self::NotFound,
        Self::TooSlow,
        Self::TooLarge,
        Self::NotJson,
        Self::Internal,
        Self::Overloaded,
    ];

    pub const fn status(self) -> &'static str {
        match self {
            Self::Invalid => "400",
            Self::Unauthorized => "401",
            Self::NotFound => "404",
            Self::TooSlow => "408",
            Self::TooLarge => "413",
            Self::NotJson => "415",
            Self::Internal => "500",
            Self::Overloaded => "503",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Invalid => "Invalid",
            Self::Unauthorized => "Unauthorized",
            Self::NotFound => "NotFound",
            Self::TooSlow => "TooSlow",
            Self::TooLarge => "TooLarge",
            Self::NotJson => "NotJson",
            Self::Internal => "Internal",
            Self::Overloaded => "Overloaded",
        }
    }

    const fn description(self) -> &'static str {
        match self {
            Self::Invalid => "The input is not what it should be; `field` says where.",
            Self::Unauthorized => "The token is missing, bad or expired.",
            Self::NotFound => "There is no such thing.",
            Self::TooSlow => "The body took too long.",
            Self::TooLarge => "The body is too large.",
            Self::NotJson => "The body is not said to be JSON.",
            Self::Internal => "Something failed on our side. The `x-request-id` finds it in the log.",
            Self::Overloaded => "Too much is going on just now; try again later.",
        }
    }

    /// Refers to what [`Refusal::shared`] describes.
    pub fn reference(self) -> Ref {
        Ref::from_response_name(self.name())
    }

    /// The response that operations refer to, with its name.
    pub fn shared(self) -> (String, RefOr<Response>) {
        let mut response = Response::new(self.description());
        complete(self.status(), &mut response);
        (self.name().to_owned(), response.into())
    }
}

/// Says of the response to a failure what all of them have in common.
pub(crate) fn complete(status: &str, response: &mut Response) {
    response.content.insert("application/json".to_owned(), failure(status).into());
    let header = match status {
        "401" => ("WWW-Authenticate", "`Bearer`", Type::String),
        "429" | "503" => ("Retry-After", "After how many seconds trying again makes sense.", Type::Integer),
        _ => return,
    };
    let (name, description, kind) = header;
    let schema = ObjectBuilder::new().schema_type(kind).build();
    let header = HeaderBuilder::new().schema(Some(Schema::from(schema))).description(Some(description));
    response.headers.insert(name.to_owned(), header.build().into());
}

fn failure(status: &str) -> Content {
    ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Failure")))
        .example(Some(example(status)))
        .build()
}

/// What an answer may look like, in English.
fn example(status: &str) -> Value {
    let phrase = match status {
        "400" => Phrase::new("field-missing").with("field", "name"),
        "401" => Phrase::new("token-missing"),
        "403" => Phrase::new("not-admin"),
        "404" => Phrase::new("thing-not-found"),
        "408" => Phrase::new("body-too-slow"),
        "413" => Phrase::new("body-too-large"),
        "415" => Phrase::new("body-not-json"),
        "500" => Phrase::new("internal"),
        _ => Phrase::new("busy"),
    };
    let mut example = json!({"code": -1, "data": null, "msg": Language::En.say(&phrase)});
    if status == "400" {
        example["field"] = "name".into();
    }
    example
}

/// The schema of the envelope of a failure, with its name.
pub(crate) fn envelope() -> (String, RefOr<Schema>) {
    let code = ObjectBuilder::new().schema_type(Type::Integer).enum_values(Some([-1]));
    let text = |description| ObjectBuilder::new().schema_type(Type::String).description(Some(description));
    let envelope = ObjectBuilder::new()
        .description(Some("A refusal, or a failure."))
        .property("code", code)
        .property("data", ObjectBuilder::new().schema_type(Type::Null))
        .property("msg", text("For people; in the language of `Accept-Language`."))
        .property("field", text("Which field of the input is wrong, where one is."));
    let envelope = envelope.required("code").required("data").required("msg").build();
    ("Failure".to_owned(), Schema::from(envelope).into())
}
