//! The chat over Socket.IO, through a real server.

mod client;
mod http;

use std::time::Duration;

use discuss_gateway::ChatLimits;
use discuss_kernel::Caller;
use serde_json::{Value, json};

use self::{
    client::{Carrier, Client},
    http::{Http, Serving},
};
use crate::server::{LIMITS, Server};

const DAY: Duration = Duration::from_secs(86_400);

/// Nobody waits longer than needed.
const QUICK: ChatLimits = ChatLimits { catch_up_delay: Duration::from_millis(200), ..LIMITS };

const CARRIERS: [Carrier; 3] = [Carrier::WebSocket, Carrier::Polling, Carrier::Upgraded];

/// A server with two friends, Ann and Ben.
struct Tea {
    server: Server,
    http: Http,
    ann: Caller,
    ben: Caller,
}

impl Tea {
    fn new(limits: ChatLimits) -> Self {
        Self::serving(limits, Serving::Taken)
    }

    fn serving(limits: ChatLimits, serving: Serving) -> Self {
        let server = Server::new(limits);
        let (ann, ben) = (server.world.person("Ann"), server.world.person("Ben"));
        server.world.befriend(ann.id, ben.id);
        let http = Http::serve(&server, serving);
        Self { server, http, ann, ben }
    }

    fn auth(&self, who: &Caller) -> Value {
        json!({"token": format!("Bearer {}", self.server.token(who, DAY))})
    }

    /// Connects and reads the welcome.
    async fn connects(&self, who: &Caller, carrier: Carrier) -> Client {
        let mut client = Client::open(&self.http, carrier).await;
        client.connect(&self.auth(who)).await;
        assert_eq!(client.next().await.0, "message");
        client
    }

    /// Connects and is announced.
    async fn arrives(&self, who: &Caller, carrier: Carrier) -> Client {
        let mut client = self.connects(who, carrier).await;
        client.emit("init", None).await;
        client.skip_to("onlineFriends").await;
        client
    }

    /// Ann writes to Ben.
    async fn ann_says(&self, client: &mut Client, texts: impl IntoIterator<Item = u64>) {
        for text in texts {
            let answer = client.ask("user", &to(&self.ben, &text.to_string())).await;
            assert_eq!(answer["code"], 200);
        }
    }
}

fn to(receiver: &Caller, content: &str) -> Value {
    json!({"sender": receiver.id, "content": content})
}

#[actix_web::test]
async fn two_people_talk_whatever_carries_them() {
    for serving in [Serving::Taken, Serving::Plain] {
        for carrier in CARRIERS {
            let tea = Tea::serving(QUICK, serving);
            let mut ann = tea.arrives(&tea.ann, carrier).await;
            let mut ben = tea.arrives(&tea.ben, carrier).await;
            let sent = json!({"sender": tea.ben.id, "content": "x.png", "type": "image", "size": 3});
            let answer = ann.ask("user", &sent).await;
            assert_eq!((&answer["code"], &answer["msg"]), (&json!(200), &json!("success")));

            let heard = ben.skip_to("user").await;
            assert_eq!((&heard["sender"], &heard["receiver"]), (&json!(tea.ann.id), &json!(tea.ben.id)));
            assert_eq!((&heard["type"], &heard["size"]), (&json!("image"), &json!(3)), "{carrier:?}");
            let told = json!({"id": heard["id"], "seq": 1, "timestamp": heard["timestamp"]});
            assert_eq!(answer["data"], told);
            assert_eq!(ann.skip_to("sender").await["id"], heard["id"]);
        }
    }
}

#[actix_web::test]
async fn who_is_announced_learns_who_is_here() {
    let tea = Tea::new(QUICK);
    let room = tea.server.world.room("Tea house", tea.ann.id);
    tea.server.world.join(room, tea.ben.id);
    let _ann = tea.arrives(&tea.ann, Carrier::WebSocket).await;
    let mut ben = tea.connects(&tea.ben, Carrier::WebSocket).await;
    assert_eq!(tea.server.hub.online_in(room).len(), 1, "nobody sees who has not asked for it");
    // Whoever asks again is told again.
    for _ in 0..2 {
        ben.emit("init", None).await;
        let (event, online_friends) = ben.next().await;
        assert_eq!((event.as_str(), &online_friends["users"]), ("onlineFriends", &json!([tea.ann.id])));
        let joined = json!({"room": room, "message": "You have join room: Tea house"});
        assert_eq!(ben.next().await, ("join".to_owned(), joined));
        let (event, online) = ben.next().await;
        assert_eq!((event.as_str(), online["users"].as_array().map(Vec::len)), ("online", Some(2)));
    }
    ben.stays_quiet(300).await;
}

#[actix_web::test]
async fn who_has_no_good_token_is_told_at_their_first_event_and_put_out() {
    let tea = Tea::new(QUICK);
    let expired = tea.server.token(&tea.ann, Duration::ZERO);
    let cases = [
        (json!({"token": "nonsense"}), "无效的令牌"),
        (json!({"token": expired}), "令牌已过期"),
        (json!({"token": ""}), "WebSocket 连接缺少 Token"),
        (json!({}), "WebSocket 连接缺少 Token"),
    ];
    for carrier in CARRIERS {
        for (auth, message) in &cases {
            let mut client = Client::open(&tea.http, carrier).await;
            client.connect(auth).await;
            assert_eq!(client.next().await.0, "message");
            client.stays_quiet(20).await;
            client.emit("user", Some(&json!({"content": "hi"}))).await;
            let cause = json!({"pattern": "user", "data": {"content": "hi"}});
            let told = json!({"status": "error", "message": message, "cause": cause});
            assert_eq!(client.next().await, ("exception".to_owned(), told), "{carrier:?}");
            client.is_put_out().await;
        }
    }
    let mut client = Client::open(&tea.http, Carrier::WebSocket).await;
    client.connect(&json!({})).await;
    client.emit("init", None).await;
    assert_eq!(client.skip_to("exception").await["cause"], json!({"pattern": "init"}));
}

#[actix_web::test]
async fn who_never_asks_for_anything_without_a_token_is_let_go() {
    let tea = Tea::new(ChatLimits { auth_deadline: Duration::from_millis(200), ..QUICK });
    let mut client = Client::open(&tea.http, Carrier::WebSocket).await;
    client.connect(&json!({})).await;
    assert_eq!(client.next().await.0, "message");
    client.is_closed().await;
    Client::open(&tea.http, Carrier::WebSocket).await.is_closed().await;
}

#[actix_web::test]
async fn a_token_that_ends_puts_its_bearer_out() {
    let tea = Tea::new(QUICK);
    let mut client = Client::open(&tea.http, Carrier::WebSocket).await;
    let token = tea.server.token(&tea.ann, Duration::from_secs(2));
    client.connect(&json!({"token": token})).await;
    client.emit("init", None).await;
    assert_eq!(client.skip_to("exception").await["message"], "令牌已过期");
    client.is_put_out().await;
}

#[actix_web::test]
async fn a_refusal_reaches_only_who_waits_for_an_answer() {
    let tea = Tea::new(QUICK);
    let cleo = tea.server.world.person("Cleo");
    let mut ann = tea.connects(&tea.ann, Carrier::WebSocket).await;
    let bad = [
        ("user", to(&cleo, "hi")),
        ("user", to(&tea.ben, "")),
        ("user", json!("hi")),
        ("room", json!({"room": tea.ben.id, "content": "hi"})),
        ("dance", json!({})),
    ];
    for (event, data) in &bad {
        ann.emit(event, Some(data)).await;
        let answer = ann.ask(event, data).await;
        assert_eq!((&answer["code"], &answer["data"]), (&json!(-1), &Value::Null), "{event} {data}");
        assert!(answer["msg"].is_string());
    }
    ann.send(r#"451-["user",{"_placeholder":true,"num":0}]"#).await;
    ann.send_binary(b"\x01\x02").await;
    ann.send(r#"451-7["user",{"_placeholder":true,"num":0}]"#).await;
    ann.send_binary(b"\x01\x02").await;
    assert_eq!(ann.answer(7).await["code"], -1);
    assert_eq!(ann.ask("message", &json!([1, "anything"])).await["code"], 200);
    assert_eq!(ann.ask("user", &to(&tea.ben, "before being announced")).await["code"], 200);
    ann.stays_quiet(100).await;
}

#[actix_web::test]
async fn there_is_only_the_main_namespace() {
    let tea = Tea::new(QUICK);
    let mut client = Client::open(&tea.http, Carrier::WebSocket).await;
    client.send("40/admin,{}").await;
    assert_eq!(client.packet().await, r#"44/admin,{"message":"Invalid namespace"}"#);
    client.connect(&tea.auth(&tea.ann)).await;
    client.send("40/admin,").await;
    client.skip_past(r#"44/admin,{"message":"Invalid namespace"}"#).await;
}

#[actix_web::test]
async fn what_was_missed_comes_once_in_order_and_before_what_is_new() {
    for carrier in CARRIERS {
        let tea = Tea::new(QUICK);
        let mut ann = tea.arrives(&tea.ann, Carrier::WebSocket).await;
        tea.ann_says(&mut ann, 1..=120).await;
        let mut ben = tea.arrives(&tea.ben, carrier).await;
        tea.ann_says(&mut ann, 121..=122).await;
        for n in 1..=122 {
            assert_eq!(ben.skip_to("user").await["content"], n.to_string(), "{carrier:?}");
        }
        tea.ann_says(&mut ann, [123]).await;
        assert_eq!(ben.skip_to("user").await["content"], "123");
        ben.leaves().await;

        let mut ben = tea.arrives(&tea.ben, carrier).await;
        tea.ann_says(&mut ann, [124]).await;
        assert_eq!(ben.skip_to("user").await["content"], "124", "what has arrived does not come again");
        ben.stays_quiet(400).await;
    }
}

#[actix_web::test]
async fn what_another_client_of_the_user_has_confirmed_meanwhile_comes_all_the_same() {
    let tea = Tea::new(QUICK);
    let mut ann = tea.arrives(&tea.ann, Carrier::WebSocket).await;
    let mut phone = tea.arrives(&tea.ben, Carrier::WebSocket).await;
    phone.stays_quiet(300).await;
    let mut desk = tea.arrives(&tea.ben, Carrier::WebSocket).await;
    tea.ann_says(&mut ann, [1]).await;
    assert_eq!(phone.skip_to("user").await["content"], "1");
    phone.leaves().await;
    assert_eq!(desk.skip_to("user").await["content"], "1");
    tea.ann_says(&mut ann, [2]).await;
    assert_eq!(desk.skip_to("user").await["content"], "2");
}

#[actix_web::test]
async fn of_too_much_the_newest_comes_and_the_last_seconds_come_again() {
    let tea = Tea::new(ChatLimits { max_missed: 5, ..QUICK });
    let mut ann = tea.arrives(&tea.ann, Carrier::WebSocket).await;
    tea.ann_says(&mut ann, 1..=9).await;
    for _ in 0..2 {
        let mut ben = tea.arrives(&tea.ben, Carrier::WebSocket).await;
        for n in 5..=9 {
            assert_eq!(ben.skip_to("user").await["content"], n.to_string());
        }
        ben.vanishes();
    }
}

#[actix_web::test]
async fn the_answer_to_a_ping_proves_what_came_before_it() {
    let tea = Tea::new(ChatLimits { ping_interval: Duration::from_millis(500), ..QUICK });
    let mut ann = tea.arrives(&tea.ann, Carrier::WebSocket).await;
    tea.ann_says(&mut ann, [1]).await;
    let mut ben = tea.arrives(&tea.ben, Carrier::WebSocket).await;
    assert_eq!(ben.skip_to("user").await["content"], "1");
    // Pings are answered meanwhile.
    ben.stays_quiet(1_200).await;
    ben.vanishes();

    let mut ben = tea.arrives(&tea.ben, Carrier::WebSocket).await;
    tea.ann_says(&mut ann, [2]).await;
    assert_eq!(ben.skip_to("user").await["content"], "2");
}

#[actix_web::test]
async fn one_connection_at_a_time_where_the_operator_wants_it() {
    let tea = Tea::new(ChatLimits { single_session: true, ..QUICK });
    let auth = tea.auth(&tea.ann);
    let mut clients = Vec::new();
    for carrier in CARRIERS {
        let mut client = Client::open(&tea.http, carrier).await;
        client.connect(&auth).await;
        client.emit("init", None).await;
        client.skip_to("onlineFriends").await;
        if let Some(mut former) = clients.pop() {
            let former: &mut Client = &mut former;
            let kicked = former.skip_to("kicked").await;
            assert_eq!(kicked["reason"], "Account logged in elsewhere");
            former.is_put_out().await;
        }
        clients.push(client);
    }
    let mut last = clients.remove(0);
    assert_eq!(last.ask("user", &to(&tea.ben, "still here")).await["code"], 200);
}

#[actix_web::test]
async fn nothing_is_lost_while_polling_becomes_a_web_socket() {
    let tea = Tea::new(QUICK);
    let mut ann = tea.arrives(&tea.ann, Carrier::WebSocket).await;
    let mut ben = tea.arrives(&tea.ben, Carrier::Polling).await;
    tea.ann_says(&mut ann, 1..=20).await;
    ben.upgrades(&tea.http).await;
    tea.ann_says(&mut ann, 21..=40).await;
    for n in 1..=40 {
        assert_eq!(ben.skip_to("user").await["content"], n.to_string());
    }
}

#[actix_web::test]
async fn only_so_many_may_poll() {
    let tea = Tea::new(ChatLimits { max_polling: 2, ..QUICK });
    let (_one, _two) =
        (Client::open(&tea.http, Carrier::Polling).await, Client::open(&tea.http, Carrier::Polling).await);
    let refused = tea.http.get("EIO=4&transport=polling").await;
    assert_eq!(refused.status(), 503);
    Client::open(&tea.http, Carrier::WebSocket).await;
}

#[actix_web::test]
async fn what_was_recalled_meanwhile_is_not_shown_to_who_catches_up() {
    let tea = Tea::new(QUICK);
    let mut ann = tea.arrives(&tea.ann, Carrier::WebSocket).await;
    tea.ann_says(&mut ann, 1..=1).await;
    let answer = ann.ask("user", &to(&tea.ben, "a slip")).await;
    tea.ann_says(&mut ann, 3..=3).await;
    let conversation = format!("user:{}", tea.ben.id);
    let recall = json!({"conversation": conversation, "message": answer["data"]["id"]});
    assert_eq!(ann.ask("recall", &recall).await["code"], 200);

    let mut ben = tea.arrives(&tea.ben, Carrier::WebSocket).await;
    let told = [ben.skip_to("user").await, ben.skip_to("user").await];
    assert_eq!(told.map(|message| message["seq"].as_u64()), [Some(1), Some(3)]);
    assert_eq!(ben.skip_to("recall").await["seq"], 4);
}
