//! A client of Socket.IO that knows just enough.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use actix_web::rt::{self, net::TcpStream, task::JoinHandle};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use super::http::Http;

/// Longer than anything may take, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// What carries a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    WebSocket,
    Polling,
    /// Polling first.
    Upgraded,
}

pub struct Client {
    transport: Transport,
    /// Packets that have arrived.
    arrived: VecDeque<String>,
    /// Events that were skipped on the way to something else.
    passed: VecDeque<(String, Value)>,
    acks: u64,
}

enum Transport {
    WebSocket(Box<WebSocketStream<MaybeTlsStream<TcpStream>>>),
    Polling {
        client: reqwest::Client,
        url: String,
        sid: String,
        /// Goes on when nobody waits for it: a client that gives up a GET is gone.
        get: Option<JoinHandle<String>>,
    },
}

impl Client {
    /// Opens a session.
    pub async fn open(http: &Http, carrier: Carrier) -> Self {
        let transport = match carrier {
            Carrier::WebSocket => {
                let url = http.url("ws", "EIO=4&transport=websocket");
                Transport::WebSocket(Box::new(connect_async(url).await.unwrap().0))
            }
            Carrier::Polling | Carrier::Upgraded => {
                let url = http.url("http", "EIO=4&transport=polling");
                Transport::Polling { client: http.client(), url, sid: String::new(), get: None }
            }
        };
        let (arrived, passed) = (VecDeque::new(), VecDeque::new());
        let mut client = Self { transport, arrived, passed, acks: 100 };
        let handshake = client.packet().await;
        let handshake: Value = serde_json::from_str(handshake.strip_prefix('0').unwrap()).unwrap();
        let named = handshake["sid"].as_str().unwrap();
        if let Transport::Polling { url, sid, .. } = &mut client.transport {
            *url = format!("{url}&sid={named}");
            *sid = named.to_owned();
        }
        if carrier == Carrier::Upgraded {
            client.upgrades(http).await;
        }
        client
    }

    /// Moves to a WebSocket.
    pub async fn upgrades(&mut self, http: &Http) {
        let Transport::Polling { sid, .. } = &self.transport else { panic!("not polling") };
        let url = http.url("ws", &format!("EIO=4&transport=websocket&sid={sid}"));
        let (mut socket, _) = connect_async(url).await.unwrap();
        socket.send(Message::text("2probe")).await.unwrap();
        assert_eq!(socket.next().await.unwrap().unwrap(), Message::text("3probe"));
        // Until the server has nothing more to say over polling.
        loop {
            self.read().await;
            if self.arrived.back().is_some_and(|last| last == "6") {
                self.arrived.pop_back();
                break;
            }
        }
        socket.send(Message::text("5")).await.unwrap();
        self.transport = Transport::WebSocket(Box::new(socket));
    }

    /// Joins the main namespace.
    pub async fn connect(&mut self, auth: &Value) {
        self.send(&format!("40{auth}")).await;
        let answer = self.packet().await;
        assert!(answer.starts_with(r#"40{"sid":"#), "{answer}");
    }

    /// Sends a packet.
    pub async fn send(&mut self, packet: &str) {
        match &mut self.transport {
            Transport::WebSocket(socket) => socket.send(Message::text(packet)).await.unwrap(),
            Transport::Polling { client, url, .. } => {
                let answer = client.post(&*url).body(packet.to_owned()).send().await.unwrap();
                assert_eq!(answer.text().await.unwrap(), "ok");
            }
        }
    }

    /// Sends an attachment.
    pub async fn send_binary(&mut self, bytes: &'static [u8]) {
        let Transport::WebSocket(socket) = &mut self.transport else { panic!("over WebSocket only") };
        socket.send(Message::binary(bytes)).await.unwrap();
    }

    /// Sends an event.
    pub async fn emit(&mut self, event: &str, data: Option<&Value>) {
        self.send(&format!("42{}", event_array(event, data))).await;
    }

    /// Sends an event and waits for its answer.
    pub async fn ask(&mut self, event: &str, data: &Value) -> Value {
        self.acks += 1;
        self.send(&format!("42{}{}", self.acks, event_array(event, Some(data)))).await;
        self.answer(self.acks).await
    }

    /// Waits for an answer.
    pub async fn answer(&mut self, id: u64) -> Value {
        let head = format!("43{id}");
        loop {
            let packet = self.packet().await;
            if let Some(answer) = packet.strip_prefix(&head) {
                let answer: Value = serde_json::from_str(answer).unwrap();
                return answer[0].clone();
            }
            self.passed.extend(event(&packet));
        }
    }

    /// The next event.
    pub async fn next(&mut self) -> (String, Value) {
        if let Some(passed) = self.passed.pop_front() {
            return passed;
        }
        let packet = self.packet().await;
        event(&packet).unwrap_or_else(|| panic!("{packet} is no event"))
    }

    /// Reads until an event of that name comes.
    pub async fn skip_to(&mut self, name: &str) -> Value {
        loop {
            let (event, data) = self.next().await;
            if event == name {
                return data;
            }
        }
    }

    /// Reads until that packet comes.
    pub async fn skip_past(&mut self, packet: &str) {
        while self.packet().await != packet {}
    }

    /// Hears nothing for so many milliseconds, but for who is where and what has arrived.
    pub async fn stays_quiet(&mut self, millis: u64) {
        let (began, span) = (Instant::now(), Duration::from_millis(millis));
        while let Some(rest) = span.checked_sub(began.elapsed()) {
            if let Ok((event, data)) = timeout(rest, self.next()).await {
                assert!(["delivered", "online", "status"].contains(&event.as_str()), "{event} {data}");
            }
        }
    }

    /// Waits for the end that lets no client come back by itself.
    pub async fn is_put_out(&mut self) {
        assert_eq!(self.packet().await, "41");
    }

    /// Waits for the end of the transport.
    pub async fn is_closed(&mut self) {
        let Transport::WebSocket(socket) = &mut self.transport else { panic!("over WebSocket only") };
        let closed = async { while let Some(Ok(Message::Text(_))) = socket.next().await {} };
        timeout(PATIENCE, closed).await.expect("closed");
    }

    /// Says goodbye.
    pub async fn leaves(mut self) {
        self.send("41").await;
        // Whoever comes back later than this has been missed.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }

    /// Is gone without a word.
    pub fn vanishes(self) {}

    /// The next packet that is no heartbeat.
    pub async fn packet(&mut self) -> String {
        loop {
            match self.arrived.pop_front() {
                Some(ping) if ping == "2" => self.send("3").await,
                Some(packet) => return packet,
                None => timeout(PATIENCE, self.read()).await.expect("something comes"),
            }
        }
    }

    async fn read(&mut self) {
        match &mut self.transport {
            Transport::WebSocket(socket) => match socket.next().await.expect("open").unwrap() {
                Message::Text(text) => self.arrived.push_back(text.to_string()),
                other => panic!("{other:?}"),
            },
            Transport::Polling { client, url, get, .. } => {
                let answer = client.get(&*url).send();
                let get_body = || rt::spawn(async { answer.await.unwrap().text().await.unwrap() });
                let body = get.get_or_insert_with(get_body).await.unwrap();
                *get = None;
                self.arrived.extend(body.split('\x1e').map(str::to_owned));
            }
        }
    }
}

fn event_array(event: &str, data: Option<&Value>) -> Value {
    data.map_or_else(|| json!([event]), |data| json!([event, data]))
}

fn event(packet: &str) -> Option<(String, Value)> {
    let array: Value = serde_json::from_str(packet.strip_prefix("42")?).ok()?;
    Some((array[0].as_str()?.to_owned(), array[1].clone()))
}
