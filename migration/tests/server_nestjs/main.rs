//! What the migrations make of a database that the existing server left behind, and that those of its tables
//! which we make ourselves are the same.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod adoption;
mod database;
mod definition;
