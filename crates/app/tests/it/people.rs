//! People who use a server from outside, over REST and WebSocket, as a client would.

use std::{net::SocketAddr, time::Duration};

use futures_util::{SinkExt, StreamExt};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest, handshake::client::Request},
};

pub const PASSWORD: &str = "correct horse";

/// Somebody with an account and a token.
#[derive(Clone)]
pub struct Person {
    pub name: String,
    pub id: String,
    pub token: String,
    pub server: SocketAddr,
    http: reqwest::Client,
}

/// An answer of REST: its status, and the envelope.
pub struct Answer {
    pub status: StatusCode,
    pub body: Value,
}

impl Answer {
    /// The data of a success.
    #[track_caller]
    pub fn data(mut self) -> Value {
        assert_eq!(self.body["code"], 200, "{} {}", self.status, self.body);
        self.body["data"].take()
    }
}

/// Asks as a stranger, or with a token.
pub async fn ask(
    server: SocketAddr,
    token: Option<&str>,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Answer {
    ask_with(&reqwest::Client::new(), server, token, method, path, body).await
}

async fn ask_with(
    http: &reqwest::Client,
    server: SocketAddr,
    token: Option<&str>,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Answer {
    let mut request = http.request(method, format!("http://{server}{path}"));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if let Some(body) = body {
        request = request.json(&body);
    }
    let response = request.send().await.expect("the server answers");
    let status = response.status();
    Answer { status, body: response.json().await.unwrap_or_default() }
}

impl Person {
    /// Registers and logs in.
    pub async fn register(server: SocketAddr, name: &str) -> Self {
        let account = json!({"username": name, "password": PASSWORD, "email": format!("{name}@example.org")});
        ask(server, None, Method::POST, "/api/user", Some(account)).await.data();
        Self::log_in(server, name).await
    }

    /// Somebody who has logged in elsewhere.
    pub fn logged_in(server: SocketAddr, name: &str, id: String, token: String) -> Self {
        Self { name: name.to_owned(), id, token, server, http: reqwest::Client::new() }
    }

    /// The same person with another token.
    pub fn with_token(&self, token: String) -> Self {
        Self { token, ..self.clone() }
    }

    pub async fn log_in(server: SocketAddr, name: &str) -> Self {
        let credentials = json!({"username": name, "password": PASSWORD});
        let login = ask(server, None, Method::POST, "/api/user/login", Some(credentials)).await.data();
        let text = |field: &str| login[field].as_str().unwrap().to_owned();
        Self::logged_in(server, name, text("id"), text("access_token"))
    }

    pub async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        ask_with(&self.http, self.server, Some(&self.token), method, path, body).await
    }

    pub async fn get(&self, path: &str) -> Value {
        self.ask(Method::GET, path, None).await.data()
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        self.ask(Method::POST, path, Some(body)).await.data()
    }

    /// Asks another to be friends, who accepts.
    pub async fn befriends(&self, other: &Self) {
        let application = self.post("/api/apply", json!({"apply_user_id": other.id})).await;
        let path = format!("/api/apply/{}", application["id"].as_str().unwrap());
        other.ask(Method::PATCH, &path, Some(json!({"status": true}))).await.data();
    }

    /// Opens a room and returns its id.
    pub async fn creates_room(&self, name: &str) -> String {
        self.post("/api/room", json!({"name": name, "description": ""})).await;
        let rooms = self.get(&format!("/api/room/search?name={name}")).await;
        rooms[0]["id"].as_str().unwrap().to_owned()
    }

    /// Lets somebody into one's own room.
    pub async fn lets_in(&self, other: &Self, room: &str) -> Value {
        self.post("/api/member", json!({"user_id": other.id, "room_id": room})).await
    }

    /// A whole conversation, page by page.
    pub async fn history(&self, of: &str) -> Vec<Value> {
        let (mut rows, mut after) = (Vec::new(), 0);
        loop {
            let page = self.get(&format!("/api/message?{of}&after={after}&limit=200")).await;
            rows.extend(page["rows"].as_array().unwrap().iter().cloned());
            after = rows.last().map_or(0, |row| row["seq"].as_u64().unwrap());
            if page["more"] != true {
                return rows;
            }
        }
    }

    /// Connects, or says that nobody listens.
    pub async fn try_connect(&self) -> Option<Socket> {
        Socket::open(self.handshake()).await
    }

    /// Connects as somebody who reads this language.
    pub async fn connects_speaking(&self, language: &str) -> Socket {
        let mut handshake = self.handshake();
        handshake.headers_mut().insert("accept-language", language.parse().unwrap());
        Socket::open(handshake).await.expect("the server listens")
    }

    fn handshake(&self) -> Request {
        format!("ws://{}/ws?token={}", self.server, self.token).into_client_request().unwrap()
    }

    /// Connects as soon as somebody listens.
    pub async fn connects(&self) -> Socket {
        loop {
            if let Some(socket) = self.try_connect().await {
                return socket;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// A raw WebSocket.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    async fn open(handshake: Request) -> Option<Self> {
        let (stream, _) = connect_async(handshake).await.ok()?;
        Some(Self(stream))
    }

    /// Sends a frame, or says that the connection is gone.
    pub async fn try_send(&mut self, frame: &Value) -> Option<()> {
        self.0.send(Message::text(frame.to_string())).await.ok()
    }

    pub async fn send(&mut self, frame: &Value) {
        self.try_send(frame).await.expect("the connection is open");
    }

    /// The next frame; `None` when the connection has ended.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            match self.0.next().await?.ok()? {
                Message::Text(text) => return Some(serde_json::from_str(&text).unwrap()),
                Message::Close(_) => return None,
                _ => {}
            }
        }
    }

    /// Reads until an event of that name comes.
    pub async fn skip_to(&mut self, event: &str) -> Value {
        let wait = async {
            loop {
                let frame = self.next().await.expect("the connection is open");
                if frame["event"] == event {
                    return frame;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), wait)
            .await
            .unwrap_or_else(|_| panic!("no {event} came"))
    }

    /// Reads until the connection ends, and returns the close code.
    pub async fn farewell(&mut self) -> Option<u16> {
        let wait = async {
            while let Some(frame) = self.0.next().await {
                if let Ok(Message::Close(close)) = frame {
                    return close.map(|close| close.code.into());
                }
            }
            None
        };
        tokio::time::timeout(Duration::from_secs(20), wait).await.expect("the connection ends")
    }

    /// Reads until the connection ends: how often an event came, and the close code.
    pub async fn rest(&mut self, event: &str) -> (usize, Option<u16>) {
        let mut count = 0;
        while let Some(Ok(message)) = self.0.next().await {
            match message {
                Message::Close(close) => return (count, close.map(|close| close.code.into())),
                Message::Text(text) => {
                    let frame: Value = serde_json::from_str(&text).unwrap();
                    count += usize::from(frame["event"] == event);
                }
                _ => {}
            }
        }
        (count, None)
    }

    /// What was heard within a while, by name.
    pub async fn hears_no(&mut self, event: &str) {
        let wait = async {
            while let Some(frame) = self.next().await {
                assert_ne!(frame["event"], event, "{frame}");
            }
        };
        // Whoever gets nothing within this time was not told: whatever else was told came at once.
        let _ = tokio::time::timeout(Duration::from_millis(500), wait).await;
    }
}
