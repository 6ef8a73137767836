//! What an announcement is made of.

use discuss_kernel::{Audience, Event, Failure, Kind, Phrase, UserId};

/// Which value of an announcement is wrong, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAnnouncement {
    /// See [`Announcement::MAX_MESSAGE_CHARS`].
    #[error("an announcement has 1 to {} characters and is not blank", Announcement::MAX_MESSAGE_CHARS)]
    Message,
    /// See [`Announcement::MAX_SENDER_CHARS`].
    #[error(
        "a sender has 1 to {} characters, none of them a control character",
        Announcement::MAX_SENDER_CHARS
    )]
    Sender,
    /// See [`Recipients::some`].
    #[error("name 1 to {} users, or leave them out to reach everybody", Recipients::MAX_USERS)]
    Users,
}

impl Failure for InvalidAnnouncement {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn phrase(&self) -> Phrase {
        match self {
            Self::Message => Phrase::new("announcement-invalid").with("max", Announcement::MAX_MESSAGE_CHARS),
            Self::Sender => {
                Phrase::new("announcement-sender-invalid").with("max", Announcement::MAX_SENDER_CHARS)
            }
            Self::Users => Phrase::new("announcement-users-invalid").with("max", Recipients::MAX_USERS),
        }
    }

    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::Message => "message",
            Self::Sender => "sender",
            Self::Users => "users",
        })
    }
}

/// To whom something is announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipients {
    /// Everybody who is connected.
    Everybody,
    /// Only these, each once; made by [`Recipients::some`].
    Some(NamedUsers),
}

/// Between one and [`Recipients::MAX_USERS`] different people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedUsers(Vec<UserId>);

impl Recipients {
    /// More people cannot be named.
    pub const MAX_USERS: usize = 1_000;

    /// Only these people, be some of them named twice.
    ///
    /// # Errors
    /// When nobody is named, which more likely is a mistake than a wish, or too many are.
    pub fn some(mut users: Vec<UserId>) -> Result<Self, InvalidAnnouncement> {
        users.sort_unstable();
        users.dedup();
        match users.len() {
            1..=Self::MAX_USERS => Ok(Self::Some(NamedUsers(users))),
            _ => Err(InvalidAnnouncement::Users),
        }
    }
}

impl From<Recipients> for Audience {
    fn from(recipients: Recipients) -> Self {
        match recipients {
            Recipients::Everybody => Self::Everybody,
            Recipients::Some(NamedUsers(users)) => Self::Users(users),
        }
    }
}

/// Something to be announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    pub(crate) message: String,
    pub(crate) sender: String,
    pub(crate) to: Recipients,
}

impl Announcement {
    /// Counted in characters.
    pub const MAX_MESSAGE_CHARS: usize = 4_096;
    /// Counted in characters.
    pub const MAX_SENDER_CHARS: usize = 100;

    /// Checks the texts. The message stays as it is, line breaks included; the sender is trimmed, and
    /// [`Event::SYSTEM`] when nobody is named.
    ///
    /// # Errors
    /// When a text is blank or too long, or the sender has control characters.
    pub fn new(message: &str, sender: Option<&str>, to: Recipients) -> Result<Self, InvalidAnnouncement> {
        let is_blank = message.trim().is_empty();
        if is_blank || message.chars().count() > Self::MAX_MESSAGE_CHARS {
            return Err(InvalidAnnouncement::Message);
        }
        let sender = sender.unwrap_or(Event::SYSTEM).trim();
        let fits = (1..=Self::MAX_SENDER_CHARS).contains(&sender.chars().count());
        if !fits || sender.chars().any(char::is_control) {
            return Err(InvalidAnnouncement::Sender);
        }
        Ok(Self { message: message.to_owned(), sender: sender.to_owned(), to })
    }

    /// What is announced.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// In whose name.
    #[must_use]
    pub fn sender(&self) -> &str {
        &self.sender
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        let longest = "茶".repeat(Announcement::MAX_MESSAGE_CHARS);
        let too_long = format!("{longest}茶");
        let long_name = "茶".repeat(Announcement::MAX_SENDER_CHARS + 1);
        let cases = [
            ("line breaks and outer space stay", " one\ntwo ", Some(" Ann "), Ok((" one\ntwo ", "Ann"))),
            ("characters count, not bytes", &longest, None, Ok((longest.as_str(), "系统通知"))),
            ("one too many", &too_long, None, Err(InvalidAnnouncement::Message)),
            ("blank", " \n", None, Err(InvalidAnnouncement::Message)),
            ("nobody says it", "tea", Some(" "), Err(InvalidAnnouncement::Sender)),
            ("a name of two lines", "tea", Some("Ann\nBen"), Err(InvalidAnnouncement::Sender)),
            ("an endless name", "tea", Some(long_name.as_str()), Err(InvalidAnnouncement::Sender)),
        ];
        for (rule, message, sender, expected) in cases {
            let announcement = Announcement::new(message, sender, Recipients::Everybody);
            let texts = announcement.as_ref().map(|it| (it.message(), it.sender())).map_err(|error| *error);
            assert_eq!(texts, expected, "{rule}");
        }
    }

    #[test]
    fn people() {
        let people = |count| (0..count).map(|_| UserId::random()).collect::<Vec<_>>();
        assert_eq!(
            Recipients::some(Vec::new()),
            Err(InvalidAnnouncement::Users),
            "never everybody by mistake"
        );
        assert!(Recipients::some(people(Recipients::MAX_USERS)).is_ok());
        assert_eq!(Recipients::some(people(Recipients::MAX_USERS + 1)), Err(InvalidAnnouncement::Users));

        let ann = UserId::random();
        let once = Recipients::some(vec![ann; Recipients::MAX_USERS + 1]).map(Audience::from);
        assert_eq!(once, Ok(Audience::user(ann)), "each hears it once");
    }
}
