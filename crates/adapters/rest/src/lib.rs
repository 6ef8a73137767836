//! REST: what the existing client calls, and what is ours beside it.
//!
//! Each domain crate has a module of its name here, and each route is a sentence in it: extract, call the
//! service, present. [`configure`] mounts them all.
//!
//! | module | routes |
//! |---|---|
//! | `user` | `/user`, `/user/search`, `/user/{id}` |
//! | `captcha` | `/captcha` |
//! | `auth` | `/user/login`, `/session`, `/session/refresh`, `/session/{id}` |
//! | `room` | `/room`, `/room/mine`, `/room/search`, `/room/{id}`, `/room/{id}/owner` |
//! | `member` | `/member`, `/member/{id}` |
//! | `friend` | `/friend`, `/friend/{id}` |
//! | `block` | `/block`, `/block/{id}` |
//! | `apply` | `/apply`, `/apply/mine`, `/apply/room`, `/apply/{id}` |
//! | `message` | `/message`, `/message/{id}` |
//! | `conversation` | `/conversation`, `/conversation/read`, `/conversation/cursor` |
//! | `avatar` | `/user/{id}/avatar`, `/room/{id}/avatar` |
//! | `file` | `/user/upload`; `/public/{owner}/{name}` (never prefixed) |
//! | `alert` | `/alert` |
//! | `server` | `/server` |
//! | `health` | `/health/live`, `/health/ready` (never prefixed) |
//!
//! ```
//! use discuss_rest::ApiPrefix;
//!
//! assert_eq!("api/".parse::<ApiPrefix>().unwrap().as_str(), "/api");
//! assert_eq!("/".parse::<ApiPrefix>().unwrap().as_str(), "");
//! ```

mod alert;
mod apply;
mod auth;
mod avatar;
mod block;
mod captcha;
mod conversation;
mod cookie;
mod docs;
mod endpoint;
mod file;
mod friend;
mod health;
mod member;
mod message;
mod mount;
mod page;
mod prefix;
mod room;
mod row;
mod server;
mod user;
mod visitor;

pub use cookie::CookiePolicy;
pub use docs::openapi;
pub use file::{Embedding, FilePolicy};
pub use health::Readiness;
pub use mount::{RestOptions, Services, configure};
pub use prefix::{ApiPrefix, InvalidPrefix};
