//! Points in time, as the tables of the existing server keep them.

use discuss_kernel::Timestamp;
use sea_orm::{
    ColIdx, QueryResult, TryGetError, TryGetable,
    sea_query::{ArrayType, ColumnType, Nullable, Value, ValueType, ValueTypeErr},
};
use time::{OffsetDateTime, PrimitiveDateTime};

/// A date and a time of day in UTC: `timestamp` on MySQL, `timestamp` without zone on PostgreSQL, text on
/// SQLite, where its order is that of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(Timestamp);

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

impl From<Moment> for Timestamp {
    fn from(moment: Moment) -> Self {
        moment.0
    }
}

impl From<PrimitiveDateTime> for Moment {
    fn from(at: PrimitiveDateTime) -> Self {
        Self(at.assume_utc().into())
    }
}

/// Beyond what a calendar can say it is the epoch.
impl From<Moment> for Value {
    fn from(moment: Moment) -> Self {
        let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(moment.0.micros()) * 1_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH);
        PrimitiveDateTime::new(at.date(), at.time()).into()
    }
}

impl TryGetable for Moment {
    fn try_get_by<I: ColIdx>(row: &QueryResult, column: I) -> Result<Self, TryGetError> {
        // The driver reads MySQL's type only as a time with a zone, and the others' only as one without.
        if row.try_as_mysql_row().is_some() {
            OffsetDateTime::try_get_by(row, column).map(|at| Self(at.into()))
        } else {
            PrimitiveDateTime::try_get_by(row, column).map(Self::from)
        }
    }
}

impl ValueType for Moment {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        <PrimitiveDateTime as ValueType>::try_from(value).map(Self::from)
    }

    fn type_name() -> String {
        "Moment".to_owned()
    }

    fn array_type() -> ArrayType {
        PrimitiveDateTime::array_type()
    }

    fn column_type() -> ColumnType {
        PrimitiveDateTime::column_type()
    }
}

impl Nullable for Moment {
    fn null() -> Value {
        PrimitiveDateTime::null()
    }
}
