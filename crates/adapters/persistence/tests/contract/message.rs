//! What conversations promise.

mod advanced;
mod append;
mod changes;
mod cursors;
mod history;
mod list;
mod preferences;
mod voices;
