//! The API from outside: the real services over an in-memory world, called as a client calls them.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod accounts;
mod announcements;
mod applications;
mod avatars;
mod captchas;
mod documents;
mod files;
mod friends;
mod house;
mod messages;
mod rooms;
mod routes;
mod sessions;
mod strangers;
