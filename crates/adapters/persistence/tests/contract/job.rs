//! The ledger of the timetable.

use crate::stores::{Stores, at, at_once};

contract!(a_turn_is_taken_once, of_many_who_ask_at_once_one_gets_the_turn);

async fn a_turn_is_taken_once(stores: Stores) {
    let claim = async |job, seconds| stores.ledger.claim(job, at(seconds)).await.unwrap();
    assert!(claim("tidy", 100).await, "the first turn ever");
    assert!(!claim("tidy", 100).await);
    assert!(claim("tidy", 200).await);
    assert!(!claim("tidy", 100).await, "whoever comes late does not repeat an earlier one");
    assert!(claim("chime", 100).await, "each job has turns of its own");
    assert!(claim("Tidy", 100).await, "whatever it is called");
}

async fn of_many_who_ask_at_once_one_gets_the_turn(stores: Stores) {
    for due in [100, 200] {
        let claims = at_once(6, |_| {
            let ledger = stores.ledger.clone();
            async move { ledger.claim("tidy", at(due)).await.unwrap() }
        })
        .await;
        assert_eq!(claims.iter().filter(|claim| **claim).count(), 1);
    }
}
