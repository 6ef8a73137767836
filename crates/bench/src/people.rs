//! The people of the benchmark, made as real clients make them: over REST.

use std::{iter, net::SocketAddr};

use anyhow::{Context, Result, ensure};
use discuss_kernel::{RoomId, UserId};
use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

use crate::{
    load::{Place, Speaker},
    plan::Plan,
    transport::{Opening, Transport},
};

/// How many requests are under way at once.
const AT_ONCE: usize = 8;

const PASSWORD: &str = "correct horse battery staple";

/// Somebody with an account and a token.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who.
    pub id: UserId,
    token: String,
}

impl Person {
    /// How they connect.
    pub fn opening(&self, transport: Transport) -> Opening {
        transport.opening(&self.token)
    }

    /// How they connect to the bare delivery, to be alone there.
    pub fn bare_opening(&self) -> Opening {
        Opening::bare(format!("/{}", self.id))
    }
}

/// Everybody, and what connects them.
#[derive(Debug)]
pub struct Cast {
    /// All people. The first ones are the members of the rooms; 0 and 1, 2 and 3 … are friends.
    pub people: Vec<Person>,
    /// The room of the many.
    pub large_room: RoomId,
    /// The room of the few.
    pub small_room: RoomId,
}

impl Cast {
    /// Accounts, logins and friendships.
    pub async fn register(address: SocketAddr, plan: &Plan) -> Result<Vec<Person>> {
        let api = Api::new(address);
        let people = stream::iter(0..plan.people()).map(|number| api.register(number)).buffered(AT_ONCE);
        let people: Vec<Person> = people.try_collect().await?;
        let pairs = people.chunks_exact(2).take(plan.pairs).map(|pair| api.befriend(&pair[0], &pair[1]));
        stream::iter(pairs).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
        Ok(people)
    }

    /// The rooms and their members.
    pub async fn assemble(address: SocketAddr, plan: &Plan, people: Vec<Person>) -> Result<Self> {
        let api = Api::new(address);
        let large_room = api.room("The many", &people[..plan.large_room]).await?;
        let small_room = api.room("The few", &people[..plan.small_room]).await?;
        Ok(Self { people, large_room, small_room })
    }

    /// People whom no server knows, for the yardstick that asks nobody who they are.
    pub fn of_strangers(plan: &Plan) -> Self {
        let stranger = || Person { id: UserId::random(), token: String::new() };
        Self {
            people: iter::repeat_with(stranger).take(plan.people()).collect(),
            large_room: RoomId::random(),
            small_room: RoomId::random(),
        }
    }

    /// The first `count` people, speaking in `room`.
    pub fn in_room(&self, room: RoomId, count: usize) -> Vec<Speaker> {
        let people = self.people[..count].iter();
        people.map(|person| Speaker { author: person.id, place: Place::Room(room) }).collect()
    }

    /// The friends, `pairs` times two, each speaking to the other.
    pub fn in_pairs(&self, pairs: usize) -> Vec<Speaker> {
        let pairs = self.people.chunks_exact(2).take(pairs);
        let speaker = |one: &Person, other: &Person| Speaker { author: one.id, place: Place::User(other.id) };
        pairs.flat_map(|pair| [speaker(&pair[0], &pair[1]), speaker(&pair[1], &pair[0])]).collect()
    }
}

/// The REST routes that are needed.
struct Api {
    client: Client,
    base: String,
}

impl Api {
    fn new(address: SocketAddr) -> Self {
        Self { client: Client::new(), base: format!("http://{address}/api") }
    }

    async fn register(&self, number: usize) -> Result<Person> {
        let username = format!("person-{number}");
        let email = format!("{username}@example.org");
        let account = json!({"username": username, "password": PASSWORD, "email": email, "captcha": ""});
        self.call(Method::POST, "/user", None, &account).await?;
        let login = json!({"username": username, "password": PASSWORD, "captcha": ""});
        let login = data(self.call(Method::POST, "/user/login", None, &login).await?).await?;
        let text = |field: &str| login[field].as_str().with_context(|| format!("a login without {field}"));
        Ok(Person { id: text("id")?.parse()?, token: text("access_token")?.to_owned() })
    }

    async fn befriend(&self, one: &Person, other: &Person) -> Result<()> {
        let wish = json!({"apply_user_id": other.id});
        let wish = data(self.call(Method::POST, "/apply", Some(one), &wish).await?).await?;
        let id = wish["id"].as_str().context("an application without id")?;
        self.call(Method::PATCH, &format!("/apply/{id}"), Some(other), &json!({"status": true})).await?;
        Ok(())
    }

    /// A room of the first of `members`, with all of them in it.
    async fn room(&self, name: &str, members: &[Person]) -> Result<RoomId> {
        let (owner, others) = members.split_first().context("a room needs somebody")?;
        let room = json!({"name": name, "description": "a room of the benchmark"});
        let made = self.call(Method::POST, "/room", Some(owner), &room).await?;
        let location = made.headers().get("location").context("a room without Location")?.to_str()?;
        let id: RoomId = location.rsplit('/').next().unwrap_or_default().parse()?;
        let seats = others.iter().map(|person| async move {
            let member = json!({"user_id": person.id, "room_id": id});
            self.call(Method::POST, "/member", Some(owner), &member).await.map(drop)
        });
        stream::iter(seats).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
        Ok(id)
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        caller: Option<&Person>,
        body: &Value,
    ) -> Result<Response> {
        let mut request = self.client.request(method.clone(), format!("{}{path}", self.base)).json(body);
        if let Some(caller) = caller {
            request = request.bearer_auth(&caller.token);
        }
        let response = request.send().await.with_context(|| format!("{method} {path} was not answered"))?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        anyhow::bail!("{method} {path} was answered with {status}: {}", response.text().await?)
    }
}

/// What the envelope carries.
async fn data(response: Response) -> Result<Value> {
    let mut envelope: Value = response.json().await?;
    ensure!(envelope["code"] == 200, "the server refused: {envelope}");
    Ok(envelope["data"].take())
}
