//! The words that every crate of Discuss shares.
//!
//! Ids that cannot be mistaken for one another, time, pages, the kinds of failure, the cards that
//! stand for a person or a room in lists, what people are told ([`Phrase`]), the facts that are announced ([`Event`]) and the few ports
//! that more than one domain crate needs. It knows no framework and does no I/O.
//!
//! ```
//! use discuss_kernel::{Conversation, UserId};
//!
//! let (ann, ben) = (UserId::random(), UserId::random());
//! let talk = Conversation::between(ann, ben).unwrap();
//!
//! // One conversation, named after the other one by each of the two.
//! assert_eq!(talk.name_for(ann), format!("user:{ben}"));
//! assert_eq!(Conversation::parse(&talk.name_for(ben), ben), Ok(talk));
//! ```

mod audience;
mod caller;
mod card;
mod conversation;
mod entry;
mod event;
mod failure;
mod id;
mod message;
mod name;
mod page;
mod phrase;
mod port;
#[cfg(feature = "testing")]
pub mod testing;
mod time;

pub use audience::Audience;
pub use caller::Caller;
pub use card::{ApplicationCard, RoomCard, UserCard};
pub use conversation::{Conversation, InvalidConversation, Pair, Preferences};
pub use entry::{Change, Entry};
pub use event::{Ended, Event};
pub use failure::{Failure, Kind, StoreError};
pub use id::{ApplyId, FriendId, MemberId, MessageId, RoomId, SessionId, UserId};
pub use message::{ClientId, Content, Extra, InvalidMessage, Message, Reply};
pub use name::{Name, is_name_part, name_key};
pub use page::{Page, Rows};
pub use phrase::{Phrase, PhraseValue};
pub use port::{Acquaintances, Clock, EventBus, JobLedger, Presence, SystemClock};
pub use time::Timestamp;
