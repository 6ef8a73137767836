//! Which jobs of the timetable were taken care of.

use async_trait::async_trait;
use discuss_kernel::{JobLedger, StoreError, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Set, sea_query::Expr};

use crate::{Database, entity::job_run};

/// A job ledger in a database.
pub struct JobRuns {
    db: Database,
}

impl JobRuns {
    /// The ledger of this database.
    #[must_use]
    pub const fn new(db: Database) -> Self {
        Self { db }
    }
}

#[async_trait]
impl JobLedger for JobRuns {
    async fn claim(&self, job: &str, due: Timestamp) -> Result<bool, StoreError> {
        let due = due.millis();
        self.db
            .transaction(|tx| async move {
                let tx = &*tx;
                let advanced = job_run::Entity::update_many()
                    .col_expr(job_run::Column::Due, Expr::value(due))
                    .filter(job_run::Column::Job.eq(job))
                    .filter(job_run::Column::Due.lt(due))
                    .exec(tx)
                    .await?;
                if advanced.rows_affected > 0 {
                    return Ok(true);
                }
                if job_run::Entity::find_by_id(job).count(tx).await? > 0 {
                    return Ok(false);
                }
                // Should another node insert it meanwhile, this is done again from the beginning.
                let first = job_run::ActiveModel { job: Set(job.to_owned()), due: Set(due) };
                job_run::Entity::insert(first).exec_without_returning(tx).await?;
                Ok(true)
            })
            .await
    }
}
