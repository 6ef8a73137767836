//! What can be done with messages, and by whom.

use std::{sync::Arc, time::Duration};

use discuss_friend::FriendService;
use discuss_kernel::{
    Acquaintances, Caller, Change, Clock, Conversation, Event, EventBus, Failure, Kind, Message, MessageId,
    Preferences, Timestamp, UserId,
};
use discuss_member::MemberService;

use crate::{
    Act, Advance, Authored, ClientKind, ConversationSummary, Draft, MessageError, MessageRepository, Missed,
    Peer, Position, Post, PreferenceChange, Progress, Receipt, Refusal, Revision, Voice, Window,
    queue::Queue, typing::Typists,
};

/// Between whom private messages are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrivateMessages {
    /// Only between friends.
    Friends,
    /// Between any two accounts.
    Everybody,
}

/// What the operator decides about messages.
#[derive(Debug, Clone, Copy)]
pub struct MessagePolicy {
    /// Between whom private messages are allowed.
    pub private_messages: PrivateMessages,
    /// For how long a message can be edited; `None` means for ever.
    pub edit_within: Option<Duration>,
    /// For how long a message can be recalled; `None` means for ever.
    pub recall_within: Option<Duration>,
}

/// The use cases of messages.
pub struct MessageService {
    queue: Queue,
    ports: MessagePorts,
    typists: Typists,
    policy: MessagePolicy,
}

/// What messages need of others.
#[derive(Clone)]
pub struct MessagePorts {
    /// Where conversations are kept.
    pub messages: Arc<dyn MessageRepository>,
    /// Who belongs to which room.
    pub members: Arc<MemberService>,
    /// Who is whose friend.
    pub friends: Arc<FriendService>,
    /// Who may see whose mail address.
    pub acquaintances: Arc<dyn Acquaintances>,
    /// Tells everybody.
    pub events: Arc<dyn EventBus>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl MessageService {
    /// More conversations than this a list never has.
    pub const MAX_CONVERSATIONS: u64 = 1_000;
    /// Of more people than this nobody learns at once how far they have come.
    pub const MAX_PROGRESS: u64 = 1_000;
    /// More entries than this at once a client never gets of what it missed.
    pub const MISSED_PAGE: u64 = 100;

    pub(crate) fn new(queue: Queue, ports: MessagePorts, policy: MessagePolicy) -> Self {
        Self { queue, ports, typists: Typists::default(), policy }
    }

    /// What the operator has decided.
    #[must_use]
    pub const fn policy(&self) -> MessagePolicy {
        self.policy
    }

    /// Queues a message. Returns at once, so that a sender's messages keep their order while several
    /// are under way; the receipt tells when it is stored.
    ///
    /// Whether the caller may speak there is checked in the transaction that stores it. Sending again
    /// with the same `client_id` returns the first message and announces nothing.
    ///
    /// # Errors
    /// When too much waits already, or the server is stopping.
    pub fn submit(&self, caller: &Caller, post: Post) -> Result<Receipt, MessageError> {
        let voice = self.voice(post.conversation);
        let act = Act::Say { id: MessageId::at(self.ports.clock.now()), post };
        self.queue.push(Draft { author: caller.id, voice, act })
    }

    /// Queues a change of what the caller has said, behind what is queued already, as [`Self::submit`] does.
    ///
    /// Whether it is the caller's message, may still be changed, and the caller may still speak there is checked
    /// in the transaction that stores it.
    ///
    /// # Errors
    /// When too much waits already, or the server is stopping.
    pub fn revise(&self, caller: &Caller, revision: Revision) -> Result<Receipt, MessageError> {
        let voice = self.voice(revision.conversation);
        let within = match revision.content {
            Some(_) => self.policy.edit_within,
            None => self.policy.recall_within,
        };
        let since = within.map(|within| self.ports.clock.now().minus(within));
        self.queue.push(Draft { author: caller.id, voice, act: Act::Revise { revision, since } })
    }

    const fn voice(&self, conversation: Conversation) -> Voice {
        match (conversation, self.policy.private_messages) {
            (Conversation::Room(_), _) => Voice::Membership,
            (Conversation::Pair(_), PrivateMessages::Friends) => Voice::Friendship,
            (Conversation::Pair(_), PrivateMessages::Everybody) => Voice::Acquaintance,
        }
    }

    /// Stores a message and returns it: [`Self::submit`] for those who have nothing else to do.
    ///
    /// # Errors
    /// When the caller may not speak there, or it cannot be stored.
    pub async fn send(&self, caller: &Caller, post: Post) -> Result<Message, MessageError> {
        self.submit(caller, post)?.message().await
    }

    /// Stores a change and returns it: [`Self::revise`] for those who have nothing else to do.
    ///
    /// # Errors
    /// When the caller may not change the message, or the change cannot be stored.
    pub async fn change(&self, caller: &Caller, revision: Revision) -> Result<Change, MessageError> {
        self.revise(caller, revision)?.change().await
    }

    /// A part of a conversation, in ascending order: of a room for its members, of two people for the
    /// two, be they friends or not.
    ///
    /// # Errors
    /// When the caller may not read there.
    pub async fn history(
        &self,
        caller: &Caller,
        conversation: Conversation,
        window: Window,
    ) -> Result<Vec<Authored>, MessageError> {
        self.require_reader(caller, conversation).await?;
        Ok(self.ports.messages.history(conversation, window).await?)
    }

    /// What came after `seq`, [`Self::MISSED_PAGE`] entries at most.
    ///
    /// # Errors
    /// When the caller may not read there.
    pub async fn missed(
        &self,
        caller: &Caller,
        conversation: Conversation,
        seq: u64,
    ) -> Result<Missed, MessageError> {
        self.require_reader(caller, conversation).await?;
        Ok(self.ports.messages.missed(conversation, seq, Self::MISSED_PAGE).await?)
    }

    /// One's own conversations, those that one has pinned before the others, and of each kind the one with the newest
    /// message first; [`Self::MAX_CONVERSATIONS`] at most.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn conversations(&self, caller: &Caller) -> Result<Vec<ConversationSummary>, MessageError> {
        let mut conversations = self.ports.messages.conversations(caller.id, Self::MAX_CONVERSATIONS).await?;
        let cards = conversations.iter_mut().map(|conversation| match &mut conversation.peer {
            Peer::Room(room) => &mut room.owner,
            Peer::User(user) => user,
        });
        // Whom one wrote with is not for ever an acquaintance.
        self.ports.acquaintances.mask_for(caller.id, cards.collect()).await?;
        Ok(conversations)
    }

    /// Changes how the caller keeps a conversation, tells their own devices when that is news, and returns how it is
    /// kept now.
    ///
    /// # Errors
    /// When the caller may not read there, or there is nobody to read of.
    pub async fn prefer(
        &self,
        caller: &Caller,
        conversation: Conversation,
        change: PreferenceChange,
    ) -> Result<Preferences, MessageError> {
        self.require_reader(caller, conversation).await?;
        let preferred = self.ports.messages.prefer(caller.id, conversation, change).await?;
        // A room is there, since it has members.
        let preferred = preferred.ok_or(Refusal::NoSuchUser)?;
        let preferences = preferred.preferences;
        if preferred.is_new {
            let event = Event::ConversationUpdated { conversation, user: caller.id, preferences };
            self.ports.events.publish(event).await;
        }
        Ok(preferences)
    }

    /// Where one kind of one's own clients stands; [`Self::MAX_CONVERSATIONS`] at most.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn positions(&self, caller: &Caller, kind: ClientKind) -> Result<Vec<Position>, MessageError> {
        Ok(self.ports.messages.positions(caller.id, kind, Self::MAX_CONVERSATIONS).await?)
    }

    /// How far the others have come in a conversation of one's own, [`Self::MAX_PROGRESS`] people at most.
    ///
    /// # Errors
    /// When the caller may not read there.
    pub async fn progress(
        &self,
        caller: &Caller,
        conversation: Conversation,
    ) -> Result<Vec<Progress>, MessageError> {
        self.require_reader(caller, conversation).await?;
        Ok(self.ports.messages.progress(conversation, caller.id, Self::MAX_PROGRESS).await?)
    }

    /// Which of one's own conversations went on after `at`, [`Self::MAX_CONVERSATIONS`] at most. Where one
    /// stood then is looked for among its newest `within` entries.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn advanced(
        &self,
        caller: &Caller,
        at: Timestamp,
        within: u64,
    ) -> Result<Vec<Advance>, MessageError> {
        Ok(self.ports.messages.advanced(caller.id, at, within, Self::MAX_CONVERSATIONS).await?)
    }

    /// Notes that the caller has read up to `seq`, and tells the others when that is news. Returns
    /// where the cursor stands, or `None` when it stood there or further on.
    ///
    /// # Errors
    /// When the caller may not read there.
    pub async fn mark_read(
        &self,
        caller: &Caller,
        conversation: Conversation,
        seq: u64,
    ) -> Result<Option<u64>, MessageError> {
        self.require_reader(caller, conversation).await?;
        let moved =
            self.ports.messages.mark_read(caller.id, conversation, seq, self.ports.clock.now()).await?;
        if let Some(seq) = moved {
            self.ports.events.publish(Event::Read { conversation, user: caller.id, seq }).await;
        }
        Ok(moved)
    }

    /// Notes that one kind of the caller's clients has received up to `seq`, and tells the others when
    /// that is news.
    ///
    /// # Errors
    /// When the caller may not read there.
    pub async fn mark_delivered(
        &self,
        caller: &Caller,
        conversation: Conversation,
        kind: ClientKind,
        seq: u64,
    ) -> Result<Option<u64>, MessageError> {
        self.require_reader(caller, conversation).await?;
        let moved = self.ports.messages.mark_delivered(caller.id, conversation, kind, seq).await?;
        if let Some(seq) = moved {
            self.ports.events.publish(Event::Delivered { conversation, user: caller.id, seq }).await;
        }
        Ok(moved)
    }

    /// Notes how far one kind of the caller's clients has received some conversations, which it has not asked for. Unlike
    /// [`Self::mark_delivered`], the members of a room are not told: there are many of them, and each has such clients.
    ///
    /// # Errors
    /// When the store fails. What the caller may not read any more is passed over.
    pub async fn note_received(
        &self,
        caller: &Caller,
        kind: ClientKind,
        positions: &[(Conversation, u64)],
    ) -> Result<(), MessageError> {
        for (conversation, seq) in positions {
            match self.require_reader(caller, *conversation).await {
                Ok(()) => {}
                Err(error) if error.kind() == Kind::Internal => return Err(error),
                Err(_) => continue,
            }
            let moved = self.ports.messages.mark_delivered(caller.id, *conversation, kind, *seq).await?;
            if let (Some(seq), Conversation::Pair(_)) = (moved, conversation) {
                let event = Event::Delivered { conversation: *conversation, user: caller.id, seq };
                self.ports.events.publish(event).await;
            }
        }
        Ok(())
    }

    /// Tells the others in a conversation that the caller is writing something, unless they have just been told so, or
    /// of enough others.
    ///
    /// # Errors
    /// When the caller may not speak there.
    pub async fn typing(&self, caller: &Caller, conversation: Conversation) -> Result<(), MessageError> {
        self.require_reader(caller, conversation).await?;
        if let Conversation::Pair(pair) = conversation
            && let Some(other) = pair.other(caller.id)
        {
            self.require_contact(caller.id, other, self.voice(conversation)).await?;
        }
        if self.typists.admit(caller.id, conversation, self.ports.clock.now()) {
            self.ports.events.publish(Event::Typing { conversation, user: caller.id }).await;
        }
        Ok(())
    }

    /// As [`MessageRepository::append`] checks it, for what is not stored.
    async fn require_contact(&self, author: UserId, other: UserId, voice: Voice) -> Result<(), MessageError> {
        let friends = &self.ports.friends;
        if friends.has_blocked(author, other).await? {
            return Err(Refusal::BlockedByAuthor.into());
        }
        let is_welcome = match voice {
            Voice::Acquaintance => !friends.has_blocked(other, author).await?,
            Voice::Friendship | Voice::Membership => friends.are_friends(author, other).await?,
        };
        if is_welcome { Ok(()) } else { Err(Refusal::NotFriends.into()) }
    }

    /// Members read rooms; each of two people reads what they wrote to each other.
    async fn require_reader(&self, caller: &Caller, conversation: Conversation) -> Result<(), MessageError> {
        match conversation {
            Conversation::Room(room) => Ok(self.ports.members.require_member(caller.id, room).await?),
            Conversation::Pair(pair) if pair.other(caller.id).is_some() => Ok(()),
            Conversation::Pair(_) => Err(discuss_kernel::InvalidConversation.into()),
        }
    }
}

#[cfg(test)]
mod tests;
