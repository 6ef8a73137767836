//! Files in memory, for tests and examples.

mod files;
mod store;

pub use files::InMemoryFiles;
pub use store::InMemoryFileStore;
