//! What the two protocols promise, seen from outside.

mod connection;
mod driver;
mod engine_suite;
mod farewell;
mod oracle;
mod robustness;
mod session;
mod socket_suite;
