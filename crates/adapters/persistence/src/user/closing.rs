//! The end of an account, and of all that hangs on it.

#[cfg(test)]
mod tests;

use discuss_kernel::{RoomId, Timestamp, UserId};
use discuss_user::Closure;
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, Set, sea_query::ExprTrait,
};

use crate::{
    apply::end_applications,
    auth::end_logins,
    avatar::take_off,
    entity::{account, file, friendship, membership, open_application, user},
    file::forget_unmentioned,
    friend::{end_friendships, friends_of},
    lock::living_room,
    member::{end_memberships, longest_standing_other, rooms_of},
    room,
};

/// Closes a locked account and says what ended with it.
pub async fn close(
    tx: &DatabaseTransaction,
    account: &account::Model,
    at: Timestamp,
) -> Result<Closure, DbErr> {
    let closed = user::ActiveModel { is_deleted: Set(1), updated_at: Set(at.into()), ..Default::default() };
    let own = user::Column::Id.eq(account.user_id.as_str());
    user::Entity::update_many().set(closed).filter(own).exec(tx).await?;
    end_logins(tx, account.number, None, at).await?;
    end_applications(tx, concerning(account.number), at).await?;
    let mut closure =
        Closure { friends: end_all_friendships(tx, account.number).await?, ..Closure::default() };
    let mut shown = Vec::from_iter(take_off(tx, &account.user_id).await?);
    // In the order of their numbers, in which everybody locks them.
    for (room, name) in rooms_of(tx, account.number).await? {
        shown.extend(leave(tx, account, (room, name), at, &mut closure).await?);
    }
    // Last: whoever stores a message locks memberships before the files that it mentions.
    let own = file::Column::OwnerNumber.eq(account.number);
    forget_unmentioned(tx, Condition::any().add(own).add(file::Column::Number.is_in(shown))).await?;
    Ok(closure)
}

fn concerning(number: i64) -> Condition {
    Condition::any()
        .add(open_application::Column::MakerNumber.eq(number))
        .add(open_application::Column::AskedNumber.eq(number))
}

async fn end_all_friendships(tx: &DatabaseTransaction, number: i64) -> Result<Vec<UserId>, DbErr> {
    let friends = friends_of(tx, number).await?;
    let both = Condition::any()
        .add(friendship::Column::UserNumber.eq(number))
        .add(friendship::Column::FriendNumber.eq(number));
    end_friendships(tx, both).await?;
    Ok(friends)
}

/// Takes the account out of a room: the last one deletes it, an owner hands it to the member of the longest
/// standing. Says which file a deleted room has shown.
async fn leave(
    tx: &DatabaseTransaction,
    account: &account::Model,
    (id, name): (RoomId, String),
    at: Timestamp,
    closure: &mut Closure,
) -> Result<Option<i64>, DbErr> {
    let Some(locked) = living_room(tx, id).await? else { return Ok(None) };
    let Some(heir) = longest_standing_other(tx, locked.number, account.number).await? else {
        let shown = room::delete(tx, &locked, at).await?;
        closure.deleted.push((id, name));
        return Ok(shown);
    };
    let own = membership::Column::RoomNumber
        .eq(locked.number)
        .and(membership::Column::UserNumber.eq(account.number));
    end_memberships(tx, own).await?;
    closure.left.push((id, name));
    if locked.row.creator == account.user_id {
        room::give(tx, &locked, heir, at).await?;
        closure.handed_over.extend(room::find(tx, id).await?);
    }
    Ok(None)
}
