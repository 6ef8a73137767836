//! Requests that never reach a use case.

use actix_web::http::StatusCode;
use discuss_kernel::Phrase;

/// Why a request cannot be understood. Its `Display` text repeats nothing that the client sent, since it
/// reaches the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRequest {
    /// Nothing is there.
    #[error("no such route")]
    NoSuchRoute,
    /// The route is there, but not with this method.
    #[error("the method is not allowed here")]
    MethodNotAllowed,
    /// The path names something that cannot exist.
    #[error("no such thing")]
    NoSuchThing,
    /// The body is not said to be JSON.
    #[error("the body must be JSON (content-type: application/json)")]
    NotJson,
    /// The body is not said to be a form.
    #[error("the body must be a form (content-type: multipart/form-data)")]
    NotMultipart,
    /// The body says it is JSON, but is not.
    #[error("the body is not valid JSON (line {line}, column {column})")]
    MalformedJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// The body broke off or could not be decompressed.
    #[error("the body could not be read")]
    Unreadable,
    /// The body did not come to its end in time.
    #[error("the body took too long")]
    TooSlow,
    /// The body has more bytes than allowed.
    #[error("the body is too large")]
    TooLarge,
    /// The body or the query is not what it should be, as a whole.
    #[error("the input has a wrong form")]
    WrongForm,
    /// A field has to be there and is not.
    #[error("a field is missing")]
    Missing {
        /// Its name.
        field: String,
    },
    /// A field is there more than once.
    #[error("a field is there more than once")]
    Repeated {
        /// Its name.
        field: String,
    },
    /// A field is not known on a route that refuses those.
    #[error("a field is not known here")]
    Unknown {
        /// Its name.
        field: String,
    },
    /// A field has a value of the wrong type or form.
    #[error("a field has a wrong type or form")]
    WrongType {
        /// Its name, or its path within the body.
        field: String,
    },
    /// One of several fields has to be there, and only one.
    #[error("exactly one of {} is needed", .fields.join(", "))]
    ExactlyOne {
        /// Their names.
        fields: &'static [&'static str],
    },
    /// Everything else that the server's HTTP layer refuses.
    #[error("{}", .0.canonical_reason().unwrap_or("the request failed"))]
    Other(StatusCode),
}

impl BadRequest {
    /// The refusal that stands behind a bare status.
    pub(crate) const fn from_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NoSuchRoute,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            _ => Self::Other(status),
        }
    }

    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchRoute | Self::NoSuchThing => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotJson | Self::NotMultipart => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Other(status) => *status,
            Self::MalformedJson { .. }
            | Self::Unreadable
            | Self::WrongForm
            | Self::Missing { .. }
            | Self::Repeated { .. }
            | Self::Unknown { .. }
            | Self::WrongType { .. }
            | Self::ExactlyOne { .. } => StatusCode::BAD_REQUEST,
        }
    }

    /// What the client is told.
    pub(crate) fn phrase(&self) -> Phrase {
        match self {
            Self::NoSuchRoute => Phrase::new("route-not-found"),
            Self::MethodNotAllowed => Phrase::new("method-not-allowed"),
            Self::NoSuchThing => Phrase::new("thing-not-found"),
            Self::NotJson => Phrase::new("body-not-json"),
            Self::NotMultipart => Phrase::new("body-not-multipart"),
            Self::MalformedJson { .. } => Phrase::new("body-malformed"),
            Self::Unreadable => Phrase::new("body-unreadable"),
            Self::TooSlow => Phrase::new("body-too-slow"),
            Self::TooLarge => Phrase::new("body-too-large"),
            Self::WrongForm => Phrase::new("input-wrong-form"),
            Self::Missing { field } => Phrase::new("field-missing").with("field", root(field)),
            Self::Repeated { field } => Phrase::new("field-repeated").with("field", root(field)),
            Self::Unknown { .. } => Phrase::new("field-unknown"),
            Self::WrongType { field } => Phrase::new("field-wrong-type").with("field", root(field)),
            Self::ExactlyOne { fields } => Phrase::new("exactly-one-field").with("fields", fields.join(", ")),
            Self::Other(_) => Phrase::new("request-refused"),
        }
    }

    pub(crate) fn field(&self) -> Option<&str> {
        match self {
            Self::Missing { field }
            | Self::Repeated { field }
            | Self::Unknown { field }
            | Self::WrongType { field } => Some(field),
            Self::ExactlyOne { fields } => fields.first().copied(),
            _ => None,
        }
    }

    /// Reads what serde says about a value at `path`. Its own words are not passed on, since they may
    /// repeat the value.
    pub(crate) fn from_serde(path: &serde_path_to_error::Path, words: &str) -> Self {
        let quoted = || words.split('`').nth(1).map(|name| within(path, name));
        let missing = words.starts_with("missing field").then(quoted).flatten();
        let unknown = words.starts_with("unknown field").then(|| named(path)).flatten();
        match (missing, unknown, named(path)) {
            (Some(field), _, _) => Self::Missing { field },
            (_, Some(field), _) => Self::Unknown { field },
            (_, _, Some(field)) => Self::WrongType { field },
            (None, None, None) => Self::WrongForm,
        }
    }
}

/// The field of the input that a path begins with: what follows may be long, and the client's own words.
fn root(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or(path)
}

/// The path as text, unless it is the whole.
fn named(path: &serde_path_to_error::Path) -> Option<String> {
    (path.iter().len() > 0).then(|| path.to_string())
}

fn within(path: &serde_path_to_error::Path, name: &str) -> String {
    named(path).map_or_else(|| name.to_owned(), |parent| format!("{parent}.{name}"))
}
