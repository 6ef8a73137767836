//! A single row that was just made, changed or ended.

use serde::Serialize;
use utoipa::ToSchema;

/// A row as the existing server returns it from its table.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Row<T> {
    #[serde(flatten)]
    view: T,
    is_deleted: bool,
}

impl<T> Row<T> {
    /// A row that is there.
    pub const fn existing(view: T) -> Self {
        Self { view, is_deleted: false }
    }

    /// A row that has just been deleted.
    pub const fn deleted(view: T) -> Self {
        Self { view, is_deleted: true }
    }
}

/// How many rows were changed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Affected {
    affected: u64,
}

impl Affected {
    pub const ONE: Self = Self { affected: 1 };

    /// One row, or none.
    pub const fn one_if(is_changed: bool) -> Self {
        Self { affected: is_changed as u64 }
    }
}
