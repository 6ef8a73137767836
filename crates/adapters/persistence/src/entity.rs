//! The tables as SeaORM sees them, one module each.

pub mod account;
pub mod application_note;
pub mod apply;
pub mod avatar;
pub mod block;
pub mod conversation;
pub mod conversation_preference;
pub mod delivery_cursor;
pub mod entry;
pub mod file;
pub mod file_mention;
pub mod friend;
pub mod friendship;
pub mod job_run;
pub mod member;
pub mod membership;
pub mod open_application;
pub mod read_cursor;
pub mod room;
pub mod room_index;
pub mod session;
pub mod user;
