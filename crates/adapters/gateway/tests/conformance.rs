//! What the protocol of Engine.IO asks of a server, over real connections: a server that sends back what it hears.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::{net::TcpListener, sync::Arc, time::Duration};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    rt::{self, net::TcpStream},
    web::{self, Data, Payload},
};
use discuss_gateway::{EngineOptions, EngineServer, Socket};
use discuss_socketio::{
    Settings,
    engine::{Heard, Packet, Session},
};
use futures_util::{SinkExt, StreamExt};
use reqwest::Method;
use serde_json::Value;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};
use tokio_util::task::TaskTracker;

const POLLING: &str = "EIO=4&transport=polling";
const WEB_SOCKET: &str = "EIO=4&transport=websocket";

async fn echo(mut socket: Socket<Session>) {
    while let Some(heard) = socket.recv().await {
        if let Heard::Message(message) = heard {
            socket.protocol.send(Packet::Message(message).encode());
        }
    }
    socket.close(1000, "").await;
}

async fn answer(server: Data<EngineServer>, request: HttpRequest, payload: Payload) -> HttpResponse {
    server.answer(&request, payload, echo).await
}

/// A server, and a client's view of it.
struct Echo {
    authority: String,
    client: reqwest::Client,
}

impl Echo {
    fn serve() -> Self {
        let settings = Settings {
            ping_interval: Duration::from_millis(400),
            ping_timeout: Duration::from_millis(400),
            max_payload: 1_000,
            ..Settings::default()
        };
        let options = EngineOptions {
            settings: Arc::new(settings),
            max_polling: 8,
            write_deadline: Duration::from_secs(5),
        };
        let server = Data::new(EngineServer::new(options, TaskTracker::new()));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let authority = listener.local_addr().unwrap().to_string();
        let application = move || App::new().app_data(server.clone()).route("/", web::route().to(answer));
        let server = HttpServer::new(application).workers(2).tcp_nodelay(true).disable_signals();
        rt::spawn(server.listen(listener).unwrap().run());
        Self { authority, client: reqwest::Client::new() }
    }

    /// A request, and its status and body.
    async fn ask(&self, method: Method, query: &str, body: impl Into<reqwest::Body>) -> (u16, String) {
        let request = self.client.request(method, format!("http://{}/?{query}", self.authority)).body(body);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    async fn get(&self, query: &str) -> (u16, String) {
        self.ask(Method::GET, query, "").await
    }

    /// A new session: the query of its requests.
    async fn session(&self) -> String {
        let (status, body) = self.get(POLLING).await;
        assert_eq!(status, 200);
        let handshake: Value = serde_json::from_str(body.strip_prefix('0').unwrap()).unwrap();
        assert_eq!(handshake["upgrades"], serde_json::json!(["websocket"]));
        format!("{POLLING}&sid={}", handshake["sid"].as_str().unwrap())
    }

    /// A WebSocket that no session waits for is opened and closed.
    async fn turns_away(&self, query: &str) {
        let mut socket = self.socket(query).await.unwrap();
        let Some(Ok(Message::Close(Some(frame)))) = socket.next().await else {
            panic!("{query} is not closed")
        };
        assert_eq!(u16::from(frame.code), 1008);
    }

    async fn socket(&self, query: &str) -> Option<WebSocketStream<MaybeTlsStream<TcpStream>>> {
        Some(connect_async(format!("ws://{}/?{query}", self.authority)).await.ok()?.0)
    }
}

#[actix_web::test]
async fn what_is_no_request_of_the_protocol_is_refused() {
    let echo = Echo::serve();
    let cases = [
        (Method::GET, "transport=polling", 5),
        (Method::GET, "EIO=3&transport=polling", 5),
        (Method::GET, "EIO=4", 0),
        (Method::GET, "EIO=4&transport=carrier-pigeon", 0),
        (Method::GET, "EIO=4&EIO=4&transport=polling", 3),
        (Method::POST, POLLING, 2),
        (Method::PUT, POLLING, 2),
        (Method::GET, "EIO=4&transport=polling&sid=unknown", 1),
        (Method::GET, WEB_SOCKET, 3),
    ];
    for (method, query, code) in cases {
        let (status, body) = echo.ask(method.clone(), query, "").await;
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((status, &body["code"]), (400, &code.into()), "{method} {query}");
    }
    for query in ["transport=websocket", "EIO=3&transport=websocket"] {
        assert!(echo.socket(query).await.is_none(), "{query}");
    }
    echo.turns_away("EIO=4&transport=websocket&sid=unknown").await;
}

#[actix_web::test]
async fn messages_come_back_over_polling() {
    let echo = Echo::serve();
    let session = echo.session().await;
    for body in ["4hello", "4one\x1e4two\x1e4€", "4hello\x1ebAQIDBA=="] {
        assert_eq!(echo.ask(Method::POST, &session, body).await, (200, "ok".to_owned()));
        assert_eq!(echo.get(&session).await, (200, body.to_owned()));
    }
    let (ping, pong) = (echo.get(&session).await, echo.ask(Method::POST, &session, "3").await);
    assert_eq!((ping, pong), ((200, "2".to_owned()), (200, "ok".to_owned())));
}

#[actix_web::test]
async fn whoever_breaks_the_rules_ends_their_session() {
    let echo = Echo::serve();
    for (body, status) in [("abc".to_owned(), 400), ("4".repeat(1_001), 413)] {
        let session = echo.session().await;
        assert_eq!(echo.ask(Method::POST, &session, body).await.0, status);
        assert_eq!(echo.get(&session).await.0, 400);
    }
    let session = echo.session().await;
    let second = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        echo.get(&session).await.0
    };
    assert_eq!(tokio::join!(echo.get(&session), second), ((200, "1".to_owned()), 400));

    let silent = echo.session().await;
    tokio::time::sleep(Duration::from_millis(1_000)).await;
    assert_eq!(echo.get(&silent).await.0, 400);
}

#[actix_web::test]
async fn a_client_that_says_goodbye_gets_its_open_request_back() {
    let echo = Echo::serve();
    let session = echo.session().await;
    let goodbye = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        echo.ask(Method::POST, &session, "1").await.0
    };
    assert_eq!(tokio::join!(echo.get(&session), goodbye), ((200, "6".to_owned()), 200));
    assert_eq!(echo.get(&session).await.0, 400);
}

#[actix_web::test]
async fn polling_becomes_a_web_socket_and_stays_one() {
    let echo = Echo::serve();
    let session = echo.session().await;
    let upgrade = session.replace("polling", "websocket");
    let mut socket = echo.socket(&upgrade).await.unwrap();
    echo.turns_away(&upgrade).await;
    socket.send(Message::text("2probe")).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Message::text("3probe"));
    assert_eq!(echo.get(&session).await, (200, "6".to_owned()));
    socket.send(Message::text("5")).await.unwrap();
    for message in [Message::text("4hello"), Message::binary(vec![1, 2, 3])] {
        socket.send(message.clone()).await.unwrap();
        assert_eq!(socket.next().await.unwrap().unwrap(), message);
    }
    assert_eq!(echo.get(&session).await.0, 400);
    echo.turns_away(&upgrade).await;
    socket.send(Message::text("4still here")).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Message::text("4still here"));
}

#[actix_web::test]
async fn a_web_socket_that_is_closed_hears_the_goodbye() {
    let echo = Echo::serve();
    for last in [Message::text("1"), Message::text("abc"), Message::Close(None)] {
        let mut socket = echo.socket(WEB_SOCKET).await.unwrap();
        assert!(socket.next().await.unwrap().unwrap().is_text(), "the handshake");
        socket.send(last).await.unwrap();
        assert!(matches!(socket.next().await, Some(Ok(Message::Close(_)))));
    }
    let mut silent = echo.socket(WEB_SOCKET).await.unwrap();
    silent.next().await.unwrap().unwrap();
    assert_eq!(silent.next().await.unwrap().unwrap(), Message::text("2"));
    assert!(matches!(silent.next().await, Some(Ok(Message::Close(_)))));
}
