//! Doubles of the ports for tests and examples, behind the feature `testing`.
//!
//! [`World`] is the memory that the in-memory repositories of all domain crates share, so that a unit
//! of work over several modules is one here too: accepting an application makes the friendship, closing
//! an account ends everything that hangs on it.
//!
//! ```
//! use discuss_kernel::testing::World;
//!
//! let world = World::default();
//! let (ann, ben) = (world.person("Ann"), world.person("Ben"));
//! world.befriend(ann.id, ben.id);
//! assert!(world.lock().are_friends(ben.id, ann.id));
//! ```

mod bus;
mod clock;
mod ledger;
mod rows;
mod tables;
mod world;

pub use bus::RecordingEventBus;
pub use clock::ManualClock;
pub use ledger::InMemoryJobLedger;
pub use rows::{AccountRow, ApplicationRow, FileRow, FriendshipRow, MembershipRow, RoomRow};
pub use tables::Tables;
pub use world::World;

use crate::{Page, Rows};

/// Cuts a page out of a whole list.
#[must_use]
pub fn page_of<T>(whole: Vec<T>, page: Page) -> Rows<T> {
    let total = whole.len() as u64;
    let offset = usize::try_from(page.offset()).unwrap_or(usize::MAX);
    let size = usize::try_from(page.size()).unwrap_or(usize::MAX);
    Rows { rows: whole.into_iter().skip(offset).take(size).collect(), total }
}
