//! Friendships in a service of your own: the `friend` and `apply` crates over a store and an event bus that
//! know nothing of the rest of Discuss.

use std::{error::Error, sync::Arc};

use async_trait::async_trait;
use discuss_apply::{ApplyService, Wish};
use discuss_friend::FriendService;
use discuss_kernel::{Event, EventBus, SystemClock};

#[path = "standalone/store.rs"]
mod store;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let store = Arc::new(store::Store::default());
    let (ann, ben) = (store.add("Ann"), store.add("Ben"));
    let (events, clock) = (Arc::new(Printer), Arc::new(SystemClock));
    let friends = Arc::new(FriendService::new(store.clone(), events.clone(), clock.clone()));
    let applications = ApplyService::without_rooms(store, friends.clone(), events, clock);

    let application = applications.apply(&ann, Wish::Befriend(ben.id), None).await?;
    applications.decide(&ben, application.id, true).await?;

    for card in friends.list(&ann).await? {
        println!("{} is a friend of {}", card.friend.username, card.user.username);
    }
    assert!(friends.are_friends(ben.id, ann.id).await?);
    Ok(())
}

/// Tells what happened. Yours may reach a message broker, or a socket.
struct Printer;

#[async_trait]
impl EventBus for Printer {
    async fn publish(&self, event: Event) {
        match event {
            Event::Applied(application) => println!("{} would like a friend", application.maker.username),
            Event::Decided(application) if application.accepted => println!("the answer is yes"),
            Event::Decided(_) => println!("the answer is no"),
            Event::Friendship { began: true, .. } => println!("a friendship has begun"),
            Event::Friendship { .. } => println!("a friendship has ended"),
            _ => {}
        }
    }
}

#[test]
fn two_people_become_friends() -> Result<(), Box<dyn Error>> {
    main()
}
