//! A real server around a chat in memory.

use std::net::{SocketAddr, TcpListener};

use actix_http::HttpService;
use actix_server::ServerHandle;
use actix_service::{IntoServiceFactory, map_config};
use actix_web::{App, HttpServer, dev::AppConfig, rt, web::Data};
use discuss_gateway::{Chat, socket_io, upgrades};
use reqwest::Response;
use tokio_util::sync::CancellationToken;

use crate::server::Server;

/// How sockets are served.
#[derive(Debug, Clone, Copy)]
pub enum Serving {
    /// They are taken over, on two threads.
    Taken,
    /// They are left to actix-ws, on two threads.
    Plain,
}

/// The server, until it is dropped.
pub struct Http {
    address: SocketAddr,
    running: ServerHandle,
    client: reqwest::Client,
}

impl Http {
    /// Serves the chat on a free port.
    pub fn serve(server: &Server, serving: Serving) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let gateway = server.gateway.clone();
        let chat = move || {
            let (chat, post) = gateway.chat();
            rt::spawn(post.run(CancellationToken::new()));
            Data::new(chat)
        };
        let application = |chat: Data<Chat>| App::new().app_data(chat).configure(socket_io);
        let running = match serving {
            Serving::Plain => {
                let server = HttpServer::new(move || application(chat())).workers(2);
                server.tcp_nodelay(true).listen(listener).unwrap().disable_signals().run()
            }
            Serving::Taken => {
                let worker = move || {
                    let chat = chat();
                    let upgrade = upgrades(application(chat.clone()));
                    let finish = map_config(application(chat).into_factory(), |()| AppConfig::default());
                    HttpService::build().tcp_nodelay(true).upgrade(upgrade).finish(finish).tcp()
                };
                let server = actix_server::Server::build().workers(2).disable_signals();
                server.listen("chat", listener, worker).unwrap().run()
            }
        };
        let handle = running.handle();
        rt::spawn(running);
        Self { address, running: handle, client: reqwest::Client::new() }
    }

    /// The endpoint, for a scheme.
    pub fn url(&self, scheme: &str, query: &str) -> String {
        format!("{scheme}://{}/websocket/?{query}", self.address)
    }

    /// A GET.
    pub async fn get(&self, query: &str) -> Response {
        self.client.get(self.url("http", query)).send().await.unwrap()
    }

    /// What makes requests.
    pub fn client(&self) -> reqwest::Client {
        self.client.clone()
    }
}

impl Drop for Http {
    fn drop(&mut self) {
        drop(self.running.stop(false));
    }
}
