//! What a connection of Socket.IO promises beyond the official test suite.

use std::{sync::Arc, time::Instant};

use bytes::Bytes;
use discuss_socketio::{
    CloseReason, Connection, Settings,
    engine::{Action, Frame, Input, Transport::*},
    socket::{Event, Incoming, Namespace, Packet, encode_event},
};

use crate::driver::{Chat, Driver, chat, chat_with, settings, sid};

const FIRST: &str = r#"{"_placeholder":true,"num":0}"#;

/// A connection of which nothing is answered by itself.
struct Quiet {
    connection: Connection,
    now: Instant,
}

impl Quiet {
    fn new(settings: Settings) -> Self {
        let now = Instant::now();
        let connection = Connection::open(sid("s1"), WebSocket, Arc::new(settings), now);
        let mut quiet = Self { connection, now };
        assert_eq!(quiet.actions().len(), 1, "the handshake");
        quiet
    }

    /// A client of the main namespace.
    fn connected(settings: Settings) -> Self {
        let mut quiet = Self::new(settings);
        quiet.says("40");
        quiet.connection.accept(&Namespace::MAIN, &sid("c1"));
        quiet.actions();
        quiet
    }

    fn hears(&mut self, text: &'static str) {
        self.connection.handle(Input::Frame(text.into()), self.now);
    }

    fn says(&mut self, text: &'static str) -> Vec<Action<Incoming>> {
        self.hears(text);
        self.actions()
    }

    fn says_bytes(&mut self, bytes: &'static [u8]) -> Vec<Action<Incoming>> {
        self.connection.handle(Input::Frame(Frame::Binary(Bytes::from_static(bytes))), self.now);
        self.actions()
    }

    fn actions(&mut self) -> Vec<Action<Incoming>> {
        std::iter::from_fn(|| self.connection.next_action(self.now)).collect()
    }
}

fn namespace(text: &str) -> Namespace {
    Namespace::parse(text).expect("a namespace")
}

fn event(name: &'static str, args: &[&'static str]) -> Event {
    let args = args.iter().map(|arg| (*arg).into()).collect();
    Event { namespace: Namespace::MAIN, name: name.into(), args, attachments: Vec::new(), id: None }
}

fn sent(text: &'static str) -> Action<Incoming> {
    Action::Send(text.into())
}

fn is_protocol_error(actions: &[Action<Incoming>]) -> bool {
    matches!(actions, [Action::Close(CloseReason::Protocol(_))])
}

fn is_over_a_limit(actions: &[Action<Incoming>]) -> bool {
    matches!(actions, [Action::Close(CloseReason::Limit(_))])
}

/// A client of the main namespace, of a server that answers.
fn connected(client: &mut Driver<Chat>) {
    client.text("40");
    client.written();
}

#[test]
fn what_follows_a_connect_waits_for_the_answer() {
    let mut client = Quiet::new(settings());
    client.hears(r#"40{"token":"123"}"#);
    client.hears(r#"42["init"]"#);
    client.hears(r#"42["user",1]"#);
    let asked = Incoming::Connect { namespace: Namespace::MAIN, auth: Some(r#"{"token":"123"}"#.into()) };
    assert_eq!(client.actions(), [Action::Deliver(asked)]);

    client.connection.accept(&Namespace::MAIN, &sid("c1"));
    let expected = [
        Action::Deliver(Incoming::Event(event("init", &[]))),
        Action::Deliver(Incoming::Event(event("user", &["1"]))),
        sent(r#"40{"sid":"c1"}"#),
    ];
    assert_eq!(client.actions(), expected);
}

#[test]
fn events_before_a_connect_close() {
    for text in [r#"42["init"]"#, "41", "431[]", r#"42/custom,["init"]"#] {
        assert!(is_protocol_error(&Quiet::new(settings()).says(text)), "{text}");
    }
}

#[test]
fn an_answer_to_a_connect_counts_once() {
    let mut client = Quiet::connected(settings());
    client.connection.accept(&Namespace::MAIN, &sid("c2"));
    client.connection.refuse(&Namespace::MAIN, "too late");
    client.connection.accept(&namespace("/unasked"), &sid("c2"));
    assert_eq!(client.actions(), []);
}

#[test]
fn a_second_connect_closes() {
    assert!(is_protocol_error(&Quiet::connected(settings()).says("40")));
}

#[test]
fn a_connect_error_is_not_for_clients_to_send() {
    assert!(is_protocol_error(&Quiet::connected(settings()).says(r#"44{"message":"no"}"#)));
}

#[test]
fn a_refusal_says_why() {
    let mut client = Quiet::new(settings());
    client.says("40");
    client.connection.refuse(&Namespace::MAIN, r#"not "you""#);
    assert_eq!(client.actions(), [sent(r#"44{"message":"not \"you\""}"#)]);
}

#[test]
fn namespaces_are_limited() {
    let mut client = Quiet::connected(Settings { max_namespaces: 2, ..settings() });
    client.says("40/a");
    client.connection.accept(&namespace("/a"), &sid("c1"));
    client.actions();
    assert!(is_over_a_limit(&client.says("40/b")));
}

#[test]
fn whoever_is_put_out_may_have_said_more_before_it_knew() {
    let mut client = Quiet::connected(settings());
    client.connection.disconnect(&Namespace::MAIN, client.now);
    client.connection.disconnect(&Namespace::MAIN, client.now);
    assert_eq!(client.actions(), [sent("41")]);
    assert_eq!(client.says(r#"42["user",1]"#), []);
    assert_eq!(client.says("41"), []);

    assert_eq!(client.says("40").len(), 1, "it may come back");
    client.connection.accept(&Namespace::MAIN, &sid("c2"));
    assert_eq!(client.actions(), [sent(r#"40{"sid":"c2"}"#)]);
    assert_eq!(client.says(r#"42["init"]"#), [Action::Deliver(Incoming::Event(event("init", &[])))]);
}

#[test]
fn whoever_has_left_every_namespace_is_let_go_after_a_while() {
    let mut client = chat(WebSocket);
    connected(&mut client);
    for _ in 0..10 {
        client.wait(300);
        client.text("3");
    }
    assert_eq!(client.closed, None);
    client.text("41");
    for _ in 0..3 {
        client.wait(300);
        client.text("3");
    }
    assert_eq!(client.closed, None);
    client.wait(100);
    assert_eq!(client.closed, Some(CloseReason::ConnectTimeout));
}

#[test]
fn the_server_may_ask_for_answers() {
    let mut client = Quiet::connected(settings());
    let id = client.connection.expect_ack(Namespace::MAIN);
    client.connection.send(&Packet::Event(Event { id: Some(id), ..event("hello", &["1"]) }));
    assert_eq!(client.actions(), [sent(r#"421["hello",1]"#)]);

    assert_eq!(client.says("437[]"), [], "an answer that nobody waits for");
    let answers = client.says(r#"431["yes",2]"#);
    let [Action::Deliver(Incoming::Ack(ack))] = &answers[..] else { panic!("{answers:?}") };
    assert_eq!((ack.id, &ack.args[..]), (id, &[r#""yes""#.into(), "2".into()][..]));
    assert_eq!(client.says("431[]"), [], "once only");
}

#[test]
fn answers_that_are_waited_for_are_limited() {
    let mut client = Quiet::connected(Settings { max_pending_acks: 2, ..settings() });
    let ids: Vec<_> = (0..3).map(|_| client.connection.expect_ack(Namespace::MAIN)).collect();
    assert_eq!(ids, [1, 2, 3]);
    assert_eq!(client.says("431[]"), [], "the oldest is forgotten");
    assert_eq!(client.says("432[]").len(), 1);
    assert_eq!(client.says("433[]").len(), 1);
}

#[test]
fn an_answer_with_attachments() {
    let mut client = Quiet::connected(settings());
    client.connection.expect_ack(Namespace::MAIN);
    assert_eq!(client.says(r#"461-1["bar",{"_placeholder":true,"num":0}]"#), []);
    let answers = client.says_bytes(&[1, 2]);
    let [Action::Deliver(Incoming::Ack(ack))] = &answers[..] else { panic!("{answers:?}") };
    assert_eq!(ack.args, [r#""bar""#, FIRST]);
    assert_eq!(ack.attachments, [Bytes::from_static(&[1, 2])]);
}

#[test]
fn attachments_follow_their_packet_and_nothing_comes_between() {
    let begun = |settings| {
        let mut client = Quiet::connected(settings);
        assert_eq!(client.says(r#"452-["a",{"_placeholder":true,"num":0}]"#), []);
        client
    };
    assert!(is_protocol_error(&Quiet::connected(settings()).says_bytes(&[1])), "an attachment of nothing");
    assert!(is_protocol_error(&begun(settings()).says(r#"42["b"]"#)), "a text between");
    assert_eq!(begun(settings()).says("6"), [], "a packet of Engine.IO between");

    let mut client = begun(Settings { max_attachment_bytes: 3, ..settings() });
    assert_eq!(client.says_bytes(&[1, 2]), []);
    assert!(is_over_a_limit(&client.says_bytes(&[3, 4])), "too large together");

    let mut client = Quiet::connected(Settings { max_attachments: 1, ..settings() });
    assert!(is_over_a_limit(&client.says(r#"452-["a"]"#)), "too many");
}

#[test]
fn binary_events_by_polling() {
    let mut client = chat(Polling);
    assert_eq!(client.post("40"), Ok(()));
    assert_eq!(client.get(), Ok(Some("40{\"sid\":\"client\"}\x1e42[\"auth\",{}]".to_owned())));
    assert_eq!(client.post("451-[\"message\",{\"_placeholder\":true,\"num\":0}]"), Ok(()));
    assert_eq!(client.post("bAQIDBA=="), Ok(()));
    let back = "451-[\"message-back\",{\"_placeholder\":true,\"num\":0}]\x1ebAQIDBA==";
    assert_eq!(client.get(), Ok(Some(back.to_owned())));
}

#[test]
fn events_keep_their_order_through_an_upgrade() {
    let mut client = chat(Polling);
    assert_eq!(client.post("40\x1e42[\"message\",1]"), Ok(()));
    client.get().unwrap();
    assert_eq!(client.request(discuss_socketio::engine::Request::WebSocket), Ok(()));
    assert_eq!(client.post(r#"42["message",2]"#), Ok(()));
    client.text("2probe");
    assert_eq!(client.post(r#"42["message",3]"#), Ok(()));
    client.text("5");
    client.text(r#"42["message",4]"#);
    let back = [r#"42["message-back",2]"#, r#"42["message-back",3]"#, r#"42["message-back",4]"#];
    assert_eq!(client.said(), ["3probe", back[0], back[1], back[2]]);
}

#[test]
fn whoever_breaks_the_rules_by_polling_hears_of_the_end() {
    let mut client = chat(Polling);
    assert_eq!(client.post("4abc"), Ok(()));
    assert_eq!(client.get(), Ok(Some("1".to_owned())));
    assert!(matches!(client.closed, Some(CloseReason::Protocol(_))));
}

#[test]
fn a_closing_connection_asks_for_no_needless_ticks() {
    let mut client =
        chat_with(Polling, Settings { ping_interval: settings().connect_timeout * 2, ..settings() });
    client.wait(1_000);
    assert_eq!(client.closed, None, "it waits for the client to hear of it");
    let deadline = client.machine.0.deadline().unwrap();
    assert_eq!(deadline, client.now + settings().ping_timeout);
}

#[test]
fn a_pong_says_that_all_has_arrived() {
    let mut client =
        Quiet::connected(Settings { connect_timeout: settings().ping_interval * 9, ..settings() });
    client.now += settings().ping_interval;
    client.connection.handle(Input::Tick, client.now);
    assert_eq!(client.actions(), [sent("2")]);
    assert_eq!(client.says("3"), [Action::Deliver(Incoming::Pong)]);
}

#[test]
fn many_share_one_frame() {
    let frame = encode_event(&Namespace::MAIN, "room", &[r#"{"content":"tea for everybody here"}"#]);
    for _ in 0..2 {
        let mut client = Quiet::connected(settings());
        client.connection.send_encoded(frame.clone());
        let actions = client.actions();
        let [Action::Send(Frame::Text(sent))] = &actions[..] else { panic!("{actions:?}") };
        assert_eq!(sent.as_ptr(), frame.as_ptr());
    }
}
