//! What conversations promise.

mod append;
mod cursors;
mod history;
mod list;
mod voices;
