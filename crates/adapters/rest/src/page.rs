//! Numbered pages.

use discuss_kernel::{Page, Rows};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which page of a list is asked for.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct PageQuery {
    /// Counted from 1, which is the default.
    page: Option<u64>,
    /// 10 by default, 100 at most.
    #[serde(rename = "pageSize")]
    page_size: Option<u64>,
}

impl From<PageQuery> for Page {
    fn from(query: PageQuery) -> Self {
        Self::new(query.page, query.page_size)
    }
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PageView<T> {
    pub rows: Vec<T>,
    /// How many rows the whole list has.
    pub total: u64,
}

impl<C, T: for<'a> From<&'a C>> From<Rows<C>> for PageView<T> {
    fn from(page: Rows<C>) -> Self {
        Self { rows: page.rows.iter().map(T::from).collect(), total: page.total }
    }
}
