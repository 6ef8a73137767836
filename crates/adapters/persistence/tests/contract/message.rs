//! What conversations promise.

mod advanced;
mod append;
mod cursors;
mod history;
mod list;
mod voices;
