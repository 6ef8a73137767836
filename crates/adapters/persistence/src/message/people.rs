//! Who people are.

use std::collections::{BTreeSet, HashMap};

use discuss_kernel::UserCard;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, DerivePartialModel, EntityTrait, QueryFilter};

use super::statement::lists;
use crate::{
    card::UserRow,
    entity::{account, user},
};

/// The people who have these numbers.
///
/// They are not joined with what they said or belong to: MariaDB likes to begin such a join with the people,
/// and reads all that they ever said.
pub async fn people(
    db: &impl ConnectionTrait,
    numbers: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, UserCard>, DbErr> {
    let numbers = BTreeSet::from_iter(numbers);
    let mut people = HashMap::with_capacity(numbers.len());
    for list in lists(Vec::from_iter(numbers)) {
        let rows = account::Entity::find()
            .inner_join(user::Entity)
            .filter(account::Column::Number.is_in(list))
            .into_partial_model::<PersonRow>()
            .all(db)
            .await?;
        people.extend(rows.into_iter().filter_map(|row| Some((row.number, row.user.card()?))));
    }
    Ok(people)
}

#[derive(DerivePartialModel)]
#[sea_orm(entity = "account::Entity")]
struct PersonRow {
    number: i64,
    #[sea_orm(nested)]
    user: UserRow,
}
