//! What the two protocols promise, seen from outside.

mod connection;
mod driver;
mod engine_suite;
mod session;
mod socket_suite;
