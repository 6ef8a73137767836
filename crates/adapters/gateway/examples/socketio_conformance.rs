//! The server that the official test suites of Engine.IO and Socket.IO talk to: it sends back what it hears.
//!
//! `cargo run -p discuss-gateway --example socketio_conformance` listens on port 3000.

use std::{sync::Arc, time::Duration};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    web::{self, Data, Payload},
};
use discuss_gateway::{EngineOptions, EngineServer, Socket};
use discuss_socketio::{
    Connection, Settings,
    engine::{Heard, Packet as Message, Session},
    socket::{Ack, Event, Incoming, Packet},
};
use tokio_util::task::TaskTracker;

/// A server of Engine.IO.
async fn echo(mut socket: Socket<Session>) {
    while let Some(heard) = socket.recv().await {
        if let Heard::Message(message) = heard {
            socket.protocol.send(Message::Message(message).encode());
        }
    }
    socket.close(1000, "").await;
}

/// A server of Socket.IO.
async fn talk(mut socket: Socket<Connection>) {
    while let Some(said) = socket.recv().await {
        match said {
            Incoming::Connect { namespace, auth } if ["/", "/custom"].contains(&namespace.as_str()) => {
                socket.accept(&namespace);
                // The suite listens for one message at a time, and misses the second of two that arrive together.
                let _ = socket.flush().await;
                tokio::time::sleep(Duration::from_millis(10)).await;
                let args = vec![auth.unwrap_or_else(|| "{}".into())];
                let (name, attachments, id) = ("auth".into(), Vec::new(), None);
                socket.protocol.send(&Packet::Event(Event { namespace, name, args, attachments, id }));
            }
            Incoming::Connect { namespace, .. } => socket.protocol.refuse(&namespace, "Invalid namespace"),
            Incoming::Event(event) if event.name == "message" => {
                socket.protocol.send(&Packet::Event(Event { name: "message-back".into(), ..event }));
            }
            Incoming::Event(Event { namespace, args, attachments, id: Some(id), .. }) => {
                socket.protocol.send(&Packet::Ack(Ack { namespace, id, args, attachments }));
            }
            Incoming::Event(_) | Incoming::Ack(_) | Incoming::Disconnect { .. } | Incoming::Pong => {}
        }
    }
    socket.close(1000, "").await;
}

async fn engine_io(server: Data<EngineServer>, request: HttpRequest, payload: Payload) -> HttpResponse {
    server.answer(&request, payload, echo).await
}

async fn socket_io(server: Data<EngineServer>, request: HttpRequest, payload: Payload) -> HttpResponse {
    server.answer(&request, payload, talk).await
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let settings = Arc::new(Settings {
        ping_interval: Duration::from_millis(300),
        ping_timeout: Duration::from_millis(200),
        connect_timeout: Duration::from_secs(1),
        ..Settings::default()
    });
    let options = EngineOptions { settings, max_polling: 1_000, write_deadline: Duration::from_secs(10) };
    let server = Data::new(EngineServer::new(options, TaskTracker::new()));
    let application = move || {
        App::new()
            .app_data(server.clone())
            .route("/engine.io/", web::route().to(engine_io))
            .route("/socket.io/", web::route().to(socket_io))
    };
    HttpServer::new(application).workers(1).bind("localhost:3000")?.run().await
}
