//! Applications: asking to be somebody's friend or to join a room, and the answer.
//!
//! [`ApplyService`] is the way in, [`ApplyRepository`] is what it asks of a database. Accepting makes
//! the friendship or the membership in the same unit of work as the decision.

mod error;
mod model;
mod port;
mod service;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::ApplyError;
pub use model::{NewApplication, Wish};
pub use port::ApplyRepository;
pub use service::ApplyService;
