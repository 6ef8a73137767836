//! Routes that other crates mount under the prefix of the API, so that there is one document.

use utoipa::{__dev::SchemaReferences, Path};

use super::Operation;

/// What they are, with their tags. Examples name the `prefix` of the API.
pub(crate) fn operations(prefix: &str) -> [(&'static str, Operation); 1] {
    [("events", described::<__path_stream>(prefix))]
}

fn described<P: Path + SchemaReferences>(prefix: &str) -> Operation {
    let mut documented = P::operation();
    documented.description = documented.description.map(|text| text.replace("{prefix}", prefix));
    Operation::new(P::methods(), P::path(), documented)
}

/// Streams events to whoever only listens.
///
/// Each event is `id:`, `event:` and `data:`, as [the page about events](/docs/events) describes them; what is said to
/// people comes as an unnamed event, too. In a browser:
///
/// ```js
/// const source = new EventSource("{prefix}/sse?token=" + access_token);
/// source.addEventListener("user", ({ data }) => console.log(JSON.parse(data).content));
/// ```
#[utoipa::path(
    get, path = "/sse", security(("bearer" = []), ("token" = [])),
    params(
        ("lastEventId" = Option<String>, Query, description = "Like the header, where none can be set."),
        ("Last-Event-ID" = Option<String>, Header, description = "The last `id` that came: messages go on after it. An id of another server is ignored."),
    ),
    responses(
        (status = 200, description = "The stream.", content_type = "text/event-stream", body = String),
        (status = 401, description = "The token is missing, bad or expired."),
        (status = 429, description = "There are too many streams and sockets of this user."),
    ),
)]
#[expect(dead_code, reason = "its attribute describes a handler of another crate")]
const fn stream() {}
