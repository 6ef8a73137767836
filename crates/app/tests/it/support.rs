//! What the tests drive: the program itself, or a server within the test.

mod program;
mod server;

use reqwest::{Response, header};

pub use program::Program;
pub use server::{TestApp, config};

/// The cookie that came with an answer, as it is sent back.
pub fn cookie_of(answer: &Response) -> String {
    answer.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned()
}
