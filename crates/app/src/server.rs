//! Listens, serves and stops.

use std::{
    io::{self, ErrorKind},
    net::{SocketAddr, TcpListener},
    thread,
    time::Duration,
};

use actix_http::HttpService;
use actix_server::ServerHandle;
use actix_service::{IntoServiceFactory, map_config};
use actix_web::{
    App,
    dev::AppConfig,
    middleware::from_fn,
    web::{Data, PayloadConfig, ServiceConfig},
};
use anyhow::{Context, anyhow, bail};
use discuss_gateway::{Chat, SharedPacket};
use discuss_http::{AllowedOrigin, TrustedProxies, catch_panics, cors, finish_what_was_begun, observe};
use discuss_rest::{CookiePolicy, Embedding, FilePolicy, RestOptions};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::{net::TcpSocket, task::JoinHandle, time::timeout};

use crate::{
    addresses,
    config::{Config, ServerConfig},
    data, logging,
    shutdown::StopSignals,
    wiring::{self, Node},
};

/// How many milliseconds a client may leave what was sent to it untaken. A stream that nobody reads cannot
/// notice that itself, since it is not asked for more.
#[cfg(target_os = "linux")]
const UNTAKEN_MILLIS: u32 = 60_000;

/// How many clients may knock at the same moment.
const BACKLOG: u32 = 2_048;

/// How long is waited for a client to close what is finished.
const LINGER: Duration = Duration::from_secs(1);

/// Where the web client has nothing to show, beside the prefix of the API.
const WITHOUT_PAGES: [&str; 5] = ["/ws", "/websocket", "/public", "/docs", "/health"];

/// Runs the server until it is asked to stop, and stops it in order. Who asks a second time does not
/// want to wait for that.
///
/// # Errors
/// When it cannot start, or was not allowed to stop in order.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    data::create_directory(&config.data.directory)?;
    let _logs = logging::start(&config.log)?;
    allow_many_connections();
    let mut signals = StopSignals::listen()?;
    let mut server = tokio::select! {
        started = Server::start(config) => started?,
        () = signals.next() => bail!("stopped before it had started"),
    };
    server.welcome().await?;
    tokio::select! {
        () = signals.next() => tracing::info!("stopping"),
        failed = server.failed() => return Err(failed),
    }
    tokio::select! {
        stopped = server.stop() => stopped,
        () = signals.next() => bail!("stopped without waiting"),
    }
}

/// A server that listens.
pub struct Server {
    config: Config,
    node: Node,
    address: SocketAddr,
    http: ServerHandle,
    running: JoinHandle<io::Result<()>>,
}

impl Server {
    /// Joins everything and listens.
    ///
    /// # Errors
    /// When the address is taken, or something that the server needs is not there.
    pub async fn start(config: Config) -> anyhow::Result<Self> {
        // First, so that a second server by mistake does not touch what the first one keeps.
        let listener = listen(config.server.bind)?;
        let address = listener.local_addr()?;
        let node = wiring::build(&config).await?;
        let http = http_server(&config, &node, listener)?;
        let (http, running) = (http.handle(), tokio::spawn(http));
        tracing::info!(%address, data = %config.data.directory.display(), database = %config.database.url, "listening");
        Ok(Self { config, node, address, http, running })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops in order, but not for longer than configured: takes no more clients and says goodbye to
    /// those that are here; stores what they sent; ends what the timetable began; closes the database.
    ///
    /// # Errors
    /// When the time was not enough, or the database was not closed cleanly.
    pub async fn stop(self) -> anyhow::Result<()> {
        let deadline = self.config.server.shutdown_deadline;
        let Self { node, http, .. } = self;
        let goodbyes = async {
            node.hub.stop();
            // No job begins any more; those that run end meanwhile.
            node.jobs.stop().cancel();
            tokio::join!(http.stop(true), node.connections.finish());
        };
        let in_order = async {
            if timeout(share_of_goodbyes(deadline), goodbyes).await.is_err() {
                tracing::warn!("some clients did not say goodbye in time");
            }
            node.writer.finish().await;
            node.jobs.finish().await;
            node.heralds.finish().await;
            node.database.close().await
        };
        let closed = timeout(deadline, in_order).await.context("stopped before everything was finished")?;
        closed.context("the database was not closed cleanly")?;
        tracing::info!("stopped");
        Ok(())
    }

    /// Waits until a part of it ends by itself, which none should.
    async fn failed(&mut self) -> anyhow::Error {
        tokio::select! {
            ended = &mut self.running => match ended {
                Ok(Ok(())) => anyhow!("the server ended by itself"),
                Ok(Err(error)) => anyhow::Error::new(error).context("the server failed"),
                Err(panic) => anyhow::Error::new(panic).context("the server failed"),
            },
            () = self.node.jobs.lost() => anyhow!("the task that keeps the timetable has ended"),
            () = self.node.writer.lost() => anyhow!("the task that stores messages has ended"),
            () = self.node.heralds.lost() => anyhow!("a task that tells news has ended"),
        }
    }

    /// Tells whoever started it what to do next.
    async fn welcome(&self) -> anyhow::Result<()> {
        println!("Discuss {} is ready:", env!("CARGO_PKG_VERSION"));
        for url in addresses::to_open(self.address) {
            println!("  {url}");
        }
        if !self.node.use_cases.users.has_admin().await? {
            let program = std::env::args().next().unwrap_or_else(|| "discuss".to_owned());
            println!("Nobody is an admin yet. Register, then run, with the same settings:");
            println!("  {program} user grant-admin <name>");
        }
        Ok(())
    }
}

/// Half of the time is for clients, so that a slow one cannot keep what others sent from being stored.
fn share_of_goodbyes(deadline: Duration) -> Duration {
    deadline / 2
}

/// Every connection is an open file, of which many systems allow 1,024 unless asked for more.
fn allow_many_connections() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%error, allowed = limit.current, "the number of open files stays limited");
    }
}

fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        // A port is free again at once, whatever its former connections still wait for.
        socket.set_reuseaddr(true)?;
        // Connections have it from the socket that they knock at.
        #[cfg(target_os = "linux")]
        rustix::net::sockopt::set_tcp_user_timeout(&socket, UNTAKEN_MILLIS)?;
        socket.bind(address)?;
        socket.listen(BACKLOG)?.into_std()
    };
    listener().map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow!(
            "port {} is taken: another program listens there. Stop it, or choose another port with --bind",
            address.port()
        ),
        _ => anyhow::Error::new(error).context(format!("cannot listen on {address}")),
    })
}

/// Mounts all that the server answers. What lasts needs the `Data<Chat>`, `Data<Hall>` and `Data<Streams>` of its
/// thread beside it.
///
/// # Errors
/// When the prefix of the API is no plain path.
pub fn routes(
    config: &Config,
    node: &Node,
) -> anyhow::Result<impl Fn(&mut ServiceConfig) + Clone + Send + use<>> {
    let rest = discuss_rest::configure(node.use_cases.clone(), rest_options(config)?);
    let prefix = config.server.api_prefix.as_str();
    let stream_path = format!("{prefix}/sse");
    let web = discuss_web::configure(&[&WITHOUT_PAGES[..], &[prefix]].concat());
    Ok(move |services: &mut ServiceConfig| {
        services
            .configure(discuss_gateway::raw_websocket)
            .configure(discuss_gateway::socket_io)
            // Before the routes of REST, which answer for everything under the prefix.
            .configure(discuss_sse::event_stream::<SharedPacket>(&stream_path))
            .configure(rest.clone())
            .configure(web.clone());
    })
}

fn http_server(config: &Config, node: &Node, listener: TcpListener) -> anyhow::Result<actix_server::Server> {
    let routes = routes(config, node)?;
    let config = &config.server;
    let origins: Vec<AllowedOrigin> =
        config.cors_origins.iter().map(|origin| origin.parse()).collect::<Result<_, _>>()?;
    let proxies = Data::new(TrustedProxies::parse(&config.trusted_proxies)?);
    let body_limit = PayloadConfig::new(config.body_limit.get());
    let streams = Data::from(node.streams.clone());
    let application = move |chat: Data<Chat>| {
        App::new()
            .app_data(proxies.clone())
            .app_data(Data::new(chat.hall().clone()))
            .app_data(chat)
            .app_data(streams.clone())
            .configure(routes.clone())
            .app_data(body_limit.clone())
            .wrap(from_fn(catch_panics))
            .wrap(cors(&origins))
            .wrap(from_fn(observe))
            .wrap(from_fn(finish_what_was_begun))
    };
    let patience = share_of_goodbyes(config.shutdown_deadline).as_secs().max(1);
    let server = actix_server::Server::build()
        .workers(workers(config))
        .max_concurrent_connections(config.connections_per_worker.get())
        .disable_signals()
        .shutdown_timeout(patience);
    let draining = server.graceful_shutdown_signal();
    let (gateway, heralds) = (node.gateway.clone(), node.heralds.clone());
    let worker = move || {
        let (chat, post) = gateway.chat();
        heralds.spawn_local(post.run(heralds.stop()));
        let chat = Data::new(chat);
        let draining = draining.clone();
        HttpService::build()
            .graceful_shutdown_signal(move || {
                let draining = draining.clone();
                async move { draining.notified().await }
            })
            .client_disconnect_timeout(LINGER)
            // What is written is whole already; waiting for more would only delay it.
            .tcp_nodelay(true)
            .upgrade(discuss_gateway::upgrades(application(chat.clone())))
            .finish(map_config(application(chat).into_factory(), |()| AppConfig::default()))
            .tcp()
    };
    Ok(server.listen("discuss", listener, worker).context("cannot serve")?.run())
}

fn rest_options(config: &Config) -> anyhow::Result<RestOptions> {
    let auth = &config.auth;
    let has_foreign_pages = !config.server.cors_origins.is_empty();
    let embedding = if has_foreign_pages { Embedding::CrossOrigin } else { Embedding::SameOrigin };
    Ok(RestOptions {
        prefix: config.server.api_prefix.parse()?,
        cookie: CookiePolicy { same_site: auth.cookie_same_site, lifetime: auth.refresh_lifetime },
        files: FilePolicy { upload_timeout: config.files.upload_timeout, embedding },
    })
}

fn workers(config: &ServerConfig) -> usize {
    match config.workers {
        0 => thread::available_parallelism().map_or(1, usize::from),
        chosen => chosen,
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::net::{Ipv4Addr, TcpStream};

    use rustix::net::sockopt::tcp_user_timeout;

    use super::*;

    #[tokio::test]
    async fn a_client_that_takes_nothing_is_given_up() {
        let listener = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        listener.set_nonblocking(false).unwrap();
        let (connection, _) = listener.accept().unwrap();
        assert_eq!(tcp_user_timeout(connection).unwrap(), UNTAKEN_MILLIS);
    }
}
