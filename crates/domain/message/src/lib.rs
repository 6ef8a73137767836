//! Messages: said once, stored for good, numbered without gaps.
//!
//! A conversation is a log of entries: messages, and changes of earlier ones. [`MessageService::submit`] puts a
//! message on a bounded queue, [`MessageService::revise`] a change; the [`Writer`] stores all that waits in one
//! transaction (*group commit*), and only then is the sender answered and everybody else told. [`MessageRepository`] is what it asks of a database.
//!
//! ```
//! use std::{future::pending, sync::Arc};
//!
//! use discuss_friend::{FriendService, testing::InMemoryFriends};
//! use discuss_kernel::{Content, Conversation, SystemClock, testing::{RecordingEventBus, World}};
//! use discuss_member::{MemberService, testing::InMemoryMembers};
//! use discuss_message::{
//!     MessagePolicy, MessagePorts, Post, PrivateMessages, QueueLimits, Window, message_service, testing::InMemoryMessages,
//! };
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let world = World::default();
//! let (ann, ben) = (world.person("Ann"), world.person("Ben"));
//! world.befriend(ann.id, ben.id);
//!
//! let (events, clock) = (Arc::new(RecordingEventBus::default()), Arc::new(SystemClock));
//! let members = Arc::new(InMemoryMembers::new(world.clone()));
//! let friends = Arc::new(InMemoryFriends::new(world.clone()));
//! let ports = MessagePorts {
//!     messages: Arc::new(InMemoryMessages::new(world.clone())),
//!     members: Arc::new(MemberService::new(members, events.clone(), clock.clone())),
//!     friends: Arc::new(FriendService::new(friends, events.clone(), clock.clone())),
//!     acquaintances: Arc::new(world),
//!     events,
//!     clock,
//! };
//! let (messages, writer) = message_service(
//!     ports,
//!     MessagePolicy { private_messages: PrivateMessages::Friends, edit_within: None, recall_within: None },
//!     QueueLimits { messages: 100, bytes: 1024 * 1024, bytes_per_author: 1024 * 1024 },
//! );
//! tokio::spawn(writer.run(pending()));
//!
//! let conversation = Conversation::between(ann.id, ben.id)?;
//! let content = Content::parse("Tea?".to_owned())?;
//! let message = messages.send(&ann, Post { conversation, content, extra: None, reply_to: None, client_id: None }).await?;
//!
//! let history = messages.history(&ben, conversation, Window::new(None, None, None)).await?;
//! assert_eq!((message.seq, &history[0].message), (1, &message));
//! # Ok(())
//! # }
//! ```

mod error;
mod model;
mod port;
mod queue;
mod replay;
mod service;
#[cfg(feature = "testing")]
pub mod testing;
mod typing;
mod writer;

pub use error::MessageError;
pub use model::{
    Act, Advance, Appended, Authored, ClientKind, ConversationSummary, Draft, MAX_MENTIONED_FILES, Missed,
    Peer, Position, Post, PreferenceChange, Preferred, Progress, Refusal, Revision, Voice, Window,
    mentioned_files,
};
pub use port::MessageRepository;
pub use queue::{QueueLimits, Receipt};
pub use replay::Replay;
pub use service::{MessagePolicy, MessagePorts, MessageService, PrivateMessages};
pub use writer::{Writer, message_service};
