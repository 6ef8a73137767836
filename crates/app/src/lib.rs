//! The discuss server: configuration, wiring, command line, logging, shutdown.
//!
//! Everything the `discuss` program does, as a library, so that tests run what production runs:
//! [`config`] knows every setting, [`wiring`] joins the crates, [`server`] listens and stops, [`cli`]
//! is what people type. Nothing depends on this crate.

pub mod addresses;
pub mod cli;
pub mod config;
pub mod data;
pub mod logging;
pub mod server;
pub mod sessions;
pub mod shutdown;
pub mod wiring;
