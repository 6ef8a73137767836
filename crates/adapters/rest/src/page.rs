//! Numbered pages.

use discuss_kernel::{Page, Rows};
use serde::{Deserialize, Serialize};

/// Which page of a list is asked for.
#[derive(Debug, Deserialize)]
pub(crate) struct PageQuery {
    page: Option<u64>,
    #[serde(rename = "pageSize")]
    page_size: Option<u64>,
}

impl From<PageQuery> for Page {
    fn from(query: PageQuery) -> Self {
        Self::new(query.page, query.page_size)
    }
}

/// One page of a list.
#[derive(Debug, Serialize)]
pub(crate) struct PageView<T> {
    pub rows: Vec<T>,
    pub total: u64,
}

impl<C, T: for<'a> From<&'a C>> From<Rows<C>> for PageView<T> {
    fn from(page: Rows<C>) -> Self {
        Self { rows: page.rows.iter().map(T::from).collect(), total: page.total }
    }
}
