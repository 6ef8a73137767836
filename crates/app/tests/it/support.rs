//! What the tests drive: the program itself, or a server within the test.

mod program;
mod server;

pub use program::Program;
pub use server::{TestApp, config};
