//! The clients: many connections, one thread.
//!
//! A [`Crowd`] owns the connections and waits for all of them at once; a [`Play`] decides who says
//! what, and counts in its [`Tally`] what is heard. It counts frames by their first bytes, and looks
//! into few of them, so that the clients do not take the processor away from the server.

mod crowd;
mod line;
mod play;
mod tally;

pub use crowd::Crowd;
pub use line::{CONTENT_CHARS, Line, Place, Speaker};
pub use play::{Pace, Play};
pub use tally::Tally;
