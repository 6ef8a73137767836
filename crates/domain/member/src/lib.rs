//! Memberships: who belongs to a room, and therefore may read and speak there.
//!
//! [`MemberService`] is the way in, [`MemberRepository`] is what it asks of a database.

mod error;
mod model;
mod port;
mod service;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::MemberError;
pub use model::{MemberCard, NewMember};
pub use port::MemberRepository;
pub use service::MemberService;
