//! Engine.IO 4 and Socket.IO 5 as values and state machines, without I/O.
//!
//! Nothing here owns a socket, a timer or a task: frames, requests and the time go in, actions come out. Whoever
//! has the socket carries them out. A [`Connection`] is one client of Socket.IO; below it is a
//! [`Session`](engine::Session) of Engine.IO, which can be used alone.
//!
//! ```
//! use std::{sync::Arc, time::Instant};
//!
//! use discuss_socketio::{
//!     Connection, Settings,
//!     engine::{Action, Frame, Input, Sid, Transport},
//!     socket::{Incoming, Namespace, encode_event},
//! };
//!
//! /// Reacts to what a client says, and collects what has to be written to its WebSocket.
//! fn carry_out(connection: &mut Connection, now: Instant) -> Vec<Frame> {
//!     let mut written = Vec::new();
//!     while let Some(action) = connection.next_action(now) {
//!         match action {
//!             Action::Deliver(Incoming::Connect { namespace, .. }) if namespace.is_main() => {
//!                 connection.accept(&namespace, &Sid::from_random([7; 15]));
//!             }
//!             Action::Deliver(Incoming::Connect { namespace, .. }) => {
//!                 connection.refuse(&namespace, "Invalid namespace");
//!             }
//!             Action::Deliver(Incoming::Event(event)) if event.name == "hello" => {
//!                 // Encoded once, this could go to many.
//!                 let echo = encode_event(&Namespace::MAIN, "hello-back", &event.args);
//!                 connection.send_encoded(echo);
//!             }
//!             Action::Send(frame) => written.push(frame),
//!             _ => {}
//!         }
//!     }
//!     written
//! }
//!
//! let now = Instant::now();
//! let sid = Sid::from_random([1; 15]); // of a real random number generator
//! let mut connection = Connection::open(sid, Transport::WebSocket, Arc::new(Settings::default()), now);
//! let handshake = carry_out(&mut connection, now);
//! assert!(matches!(&handshake[..], [Frame::Text(text)] if text.starts_with(r#"0{"sid":"#)));
//!
//! connection.handle(Input::Frame("40".into()), now);
//! connection.handle(Input::Frame(r#"42["hello",{"to":"everybody"},2]"#.into()), now);
//! let answers = carry_out(&mut connection, now);
//! assert_eq!(answers[0], r#"40{"sid":"BwcHBwcHBwcHBwcHBwcH"}"#.into());
//! assert_eq!(answers[1], r#"42["hello-back",{"to":"everybody"},2]"#.into());
//! ```
//!
//! # Driving a connection
//!
//! After every call, [`Connection::next_action`] is asked until it has nothing more; by
//! [`Connection::deadline`] there is an [`Input::Tick`](engine::Input::Tick). The rest depends on the transport:
//!
//! | what happens | what is called |
//! |---|---|
//! | a request comes | [`Query::route`](engine::Query::route), then [`Connection::open`] or [`Connection::request`] |
//! | the body of a POST was read | [`Connection::body`]; the answer is `ok`, or the [`Refusal`](engine::Refusal) |
//! | a frame comes, the WebSocket closes, a request is given up | [`Connection::handle`] |
//! | there is something to say | [`Connection::send_encoded`], [`Connection::send`] |
//!
//! Bodies of answers are text: `text/plain; charset=UTF-8`, a refusal `application/json`.
//!
//! An accepted [`Request::WebSocket`](engine::Request::WebSocket) is a second transport on probation. Its frames
//! are [`Input::Frame`](engine::Input::Frame) from the beginning, and
//! [`Action::Send`](engine::Action::Send) goes to it; the session itself knows when it has taken over.
//!
//! # Files
//!
//! | file | what it has |
//! |---|---|
//! | `connection.rs` | both protocols together: what a server drives |
//! | `engine/session.rs` | the session: transports, upgrade, ends |
//! | `engine/action.rs` | what goes into it, and what comes out |
//! | `engine/heartbeat.rs` | pings and pongs |
//! | `engine/queue.rs` | what waits, within bounds |
//! | `engine/request.rs` | what HTTP requests ask for, and refusals |
//! | `engine/handshake.rs` | the first packet, names of sessions |
//! | `engine/packet.rs`, `engine/payload.rs` | the codec: packets, and several of them in one body |
//! | `socket/client.rs` | namespaces: who may say what when |
//! | `socket/assembly.rs` | packets that wait for their attachments |
//! | `socket/acks.rs` | answers that the server waits for |
//! | `socket/packet.rs`, `socket/arguments.rs`, `socket/encoding.rs` | the codec: reading, its JSON, writing |
//! | `settings.rs`, `close.rs` | times and limits; why a connection ends |

mod close;
mod connection;
pub mod engine;
mod settings;
pub mod socket;

pub use close::{CloseReason, ProtocolError};
pub use connection::Connection;
pub use settings::Settings;
