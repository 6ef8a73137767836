//! A client of server-sent events, as a browser's `EventSource` is one.

use std::time::Duration;

use reqwest::{Response, StatusCode};
use serde_json::Value;

use crate::people::{Answer, Person};

/// Longer than anything may take, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// An open stream.
pub struct Listener {
    response: Response,
    unread: Vec<u8>,
    /// The id of the last event.
    pub last_id: String,
}

/// An event with its data; without a name for `onmessage`.
#[derive(Debug, PartialEq)]
pub struct Heard {
    pub name: Option<String>,
    pub data: Value,
}

impl Person {
    /// Asks for a stream, from now on or from the event with the id `last`.
    pub async fn asks_for_stream(&self, last: Option<&str>) -> Response {
        self.asks_for_stream_with(last.map(|id| ("last-event-id", id))).await
    }

    async fn asks_for_stream_with(&self, header: Option<(&str, &str)>) -> Response {
        let url = format!("http://{}/api/sse?token={}", self.server, self.token);
        let request = reqwest::Client::new().get(url);
        let request = header.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        request.send().await.expect("the server answers")
    }

    /// Listens from now on, in English.
    pub async fn listens_in_english(&self) -> Listener {
        Listener::to(self.asks_for_stream_with(Some(("accept-language", "en"))).await).await
    }

    /// Listens from now on.
    pub async fn listens(&self) -> Listener {
        Listener::to(self.asks_for_stream(None).await).await
    }

    /// Listens to what came after the event with the id `last`.
    pub async fn listens_again(&self, last: &str) -> Listener {
        Listener::to(self.asks_for_stream(Some(last)).await).await
    }
}

/// What a refused stream is answered with.
pub async fn refusal(response: Response) -> Answer {
    let status = response.status();
    Answer { status, body: response.json().await.unwrap_or_default() }
}

impl Listener {
    /// Waits for the head of the stream: from then on everything is heard.
    async fn to(response: Response) -> Self {
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut listener = Self { response, unread: Vec::new(), last_id: String::new() };
        let head = listener.block().await.expect("a stream begins with its head");
        assert!(head.starts_with("retry: "), "{head}");
        listener
    }

    /// The next event; `None` when the stream has ended.
    pub async fn next(&mut self) -> Option<Heard> {
        loop {
            let block = self.block().await?;
            let field = |name: &str| {
                block
                    .lines()
                    .find_map(|line| line.strip_prefix(name))
                    .map(|value| value.trim_start().to_owned())
            };
            if let Some(data) = field("data:") {
                assert!(field("id:").is_some(), "every event has an id: {block}");
                return Some(Heard { name: field("event:"), data: serde_json::from_str(&data).unwrap() });
            }
        }
    }

    /// Reads until an event of that name comes.
    pub async fn skip_to(&mut self, name: &str) -> Value {
        loop {
            let heard = self.next().await.unwrap_or_else(|| panic!("no {name} came"));
            if heard.name.as_deref() == Some(name) {
                return heard.data;
            }
        }
    }

    /// Reads until something without a name comes.
    pub async fn skip_to_notice(&mut self) -> Value {
        loop {
            let heard = self.next().await.expect("a notice comes");
            if heard.name.is_none() {
                return heard.data;
            }
        }
    }

    /// The next lines that belong together, comments included.
    pub async fn block(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.unread.windows(2).position(|pair| pair == b"\n\n") {
                let block = String::from_utf8(self.unread.drain(..end + 2).collect()).unwrap();
                if let Some(id) = block.lines().find_map(|line| line.strip_prefix("id: ")) {
                    id.clone_into(&mut self.last_id);
                }
                return Some(block);
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await;
            // A connection that breaks is an end too.
            self.unread.extend(chunk.expect("something comes").ok()??);
        }
    }
}
