//! What every request gets, whatever becomes of it: the envelope, a name, a line in the log, silence
//! about secrets.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::{cell::RefCell, io, sync::Once};

use actix_web::{
    App, Error,
    body::{BoxBody, MessageBody},
    cookie::Cookie,
    dev::{Service, ServiceResponse},
    http::{Method, StatusCode},
    middleware::from_fn,
    test, web,
};
use discuss_http::{
    ApiResult, Created, Json, Path, Query, RequestId, TrustedProxies, catch_panics, cors, created, observe,
    ok,
};
use discuss_kernel::StoreError;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Profile {
    username: String,
}

#[derive(Deserialize)]
struct PageQuery {
    page: Option<u64>,
}

async fn show(_id: Path<uuid::Uuid>, query: Query<PageQuery>) -> ApiResult<Option<u64>> {
    ok(query.0.page)
}

async fn make(body: Json<Profile>) -> Created<String> {
    Ok(created(body.0.username)?.at("/things/1".to_owned()))
}

async fn fail() -> ApiResult<()> {
    Err(StoreError::failed("disk of db3.internal is full").into())
}

async fn crash() -> ApiResult<()> {
    panic!("the roof is on fire")
}

async fn name(id: web::ReqData<RequestId>) -> ApiResult<String> {
    ok(id.to_string())
}

fn routes(config: &mut web::ServiceConfig) {
    discuss_http::configure(config);
    config
        .app_data(web::Data::new(TrustedProxies::parse(&["127.0.0.1"]).unwrap()))
        .route("/things/{id}", web::get().to(show))
        .service(web::resource("/things").route(web::post().to(make)))
        .route("/fail", web::get().to(fail))
        .route("/crash", web::get().to(crash))
        .route("/name", web::get().to(name));
}

async fn app()
-> impl Service<actix_http::Request, Response = ServiceResponse<impl MessageBody>, Error = Error> {
    let origins = ["https://chat.example.org".parse().unwrap()];
    let app =
        App::new().configure(routes).wrap(from_fn(catch_panics)).wrap(cors(&origins)).wrap(from_fn(observe));
    test::init_service(app).await
}

struct Answered {
    status: StatusCode,
    headers: actix_web::http::header::HeaderMap,
    body: Value,
}

/// Sends a request and writes out the answer as the server would, errors of middleware included.
async fn answer(request: test::TestRequest) -> Answered {
    listen();
    let response = match app().await.call(request.to_request()).await {
        Ok(response) => response.into_parts().1.map_into_boxed_body(),
        Err(error) => error.error_response(),
    };
    let (status, headers) = (response.status(), response.headers().clone());
    let body: BoxBody = response.into_body();
    let body = actix_web::body::to_bytes(body).await.unwrap();
    Answered { status, headers, body: serde_json::from_slice(&body).unwrap_or(Value::Null) }
}

const OUR_FAULT: &str = "Something went wrong on our side. Please try again later.";

#[actix_web::test]
async fn whatever_happens_the_answer_is_an_envelope() {
    let get = |path: &str| test::TestRequest::get().uri(path);
    let post = |body: &str| {
        let request = test::TestRequest::post().uri("/things").set_payload(body.to_owned());
        request.insert_header(("content-type", "application/json"))
    };
    let id = uuid::Uuid::new_v4();
    let large = format!(r#"{{"username":"{}"}}"#, "x".repeat(discuss_http::MAX_JSON_BYTES));
    let cases = [
        (
            "found",
            get(&format!("/things/{id}?page=2")),
            200,
            json!({"code": 200, "msg": "success", "data": 2}),
        ),
        ("made", post(r#"{"username":"ann"}"#), 201, json!({"code": 200, "msg": "success", "data": "ann"})),
        ("no route", get("/nowhere"), 404, json!("There is nothing at this address. Please check it.")),
        (
            "wrong method",
            test::TestRequest::delete().uri("/things"),
            405,
            json!("This address does not support that method. Please check the request."),
        ),
        ("bad path", get("/things/7"), 404, json!("What you are looking for does not exist.")),
        (
            "bad query",
            get(&format!("/things/{id}?page=two")),
            400,
            json!("Please check page: it has a wrong type or form."),
        ),
        ("bad JSON", post("{"), 400, json!("That is not valid JSON. Please check it and try again.")),
        ("missing field", post("{}"), 400, json!("Please fill in username.")),
        ("too large", post(&large), 413, json!("That is too large. Please send less.")),
        ("not JSON", test::TestRequest::post().uri("/things").set_payload("x"), 415, Value::Null),
        ("our fault", get("/fail"), 500, json!(OUR_FAULT)),
        ("a panic", get("/crash"), 500, json!(OUR_FAULT)),
    ];
    for (rule, request, status, expected) in cases {
        let request = request.insert_header(("accept-language", "en-GB"));
        let answer = answer(request.insert_header(("origin", "https://chat.example.org"))).await;
        assert_eq!(answer.status.as_u16(), status, "{rule}");
        if expected.is_object() {
            assert_eq!(answer.body, expected, "{rule}");
        } else {
            assert_eq!((&answer.body["code"], &answer.body["data"]), (&json!(-1), &Value::Null), "{rule}");
            assert!(expected.is_null() || answer.body["msg"] == expected, "{rule}: {}", answer.body);
        }
        for header in ["x-request-id", "x-content-type-options", "access-control-allow-origin"] {
            assert!(answer.headers.contains_key(header), "{rule}: {header}");
        }
        let exposed = answer.headers.get("access-control-expose-headers").unwrap().to_str().unwrap();
        for header in ["location", "retry-after", "x-request-id"] {
            assert!(exposed.to_lowercase().contains(header), "{rule}: {exposed} lets no page read {header}");
        }
        assert_eq!(answer.headers.get("content-language").unwrap(), "en", "{rule}");
        let vary: Vec<&str> = answer.headers.get_all("vary").map(|value| value.to_str().unwrap()).collect();
        let vary = vary.join(", ").to_lowercase();
        assert!(vary.contains("accept-language") && vary.contains("origin"), "{rule}: {vary}");
    }
}

#[actix_web::test]
async fn people_are_answered_in_their_language_and_in_chinese_by_default() {
    let cases = [
        (None, "zh", "没有这个接口，请检查请求地址。"),
        (Some("fr"), "zh", "没有这个接口，请检查请求地址。"),
        (Some("zh-CN,zh;q=0.9,en;q=0.8"), "zh", "没有这个接口，请检查请求地址。"),
        (Some("zh;q=0.2, en;q=0.7"), "en", "There is nothing at this address. Please check it."),
    ];
    for (asked, language, text) in cases {
        let request = test::TestRequest::get().uri("/nowhere");
        let request = asked
            .into_iter()
            .fold(request, |request, asked| request.insert_header(("accept-language", asked)));
        let answer = answer(request).await;
        assert_eq!((answer.body["msg"].as_str(), answer.status.as_u16()), (Some(text), 404), "{asked:?}");
        assert_eq!(answer.headers.get("content-language").unwrap(), language, "{asked:?}");
    }
    let crashed = answer(test::TestRequest::get().uri("/crash")).await;
    assert_eq!(crashed.body["msg"], "服务器出错了，请稍后再试。");
    let made = test::TestRequest::post().uri("/things").set_json(json!({"username": "ann"}));
    let made = answer(made).await;
    assert_eq!(made.body["msg"], "success");
    assert_eq!(made.headers.get("content-language").unwrap(), "zh");
}

#[actix_web::test]
async fn a_wrong_method_learns_the_right_ones() {
    let answer = answer(test::TestRequest::default().method(Method::DELETE).uri("/things")).await;
    assert_eq!(answer.headers.get("allow").unwrap(), "POST");
}

#[actix_web::test]
async fn handlers_and_clients_know_the_request_by_one_name() {
    let answer = answer(test::TestRequest::get().uri("/name").insert_header(("x-request-id", "gw-42"))).await;
    assert_eq!(answer.body["data"], "gw-42");
    assert_eq!(answer.headers.get("x-request-id").unwrap(), "gw-42");
}

thread_local! {
    /// What was logged by this test: each runs on a thread of its own.
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct Captured;

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| log.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Before anything is logged, since what nobody listens to is not even asked again.
fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(|| Captured)
            .init();
    });
}

/// Everything that is logged while `request` is answered.
async fn logged(request: test::TestRequest) -> String {
    LOG.take();
    answer(request).await;
    String::from_utf8(LOG.take()).unwrap()
}

#[actix_web::test]
async fn no_secret_reaches_the_log() {
    const SECRET: &str = "hunter2hunter2";
    let planted = |request: test::TestRequest| {
        request
            .insert_header(("authorization", format!("Bearer {SECRET}")))
            .insert_header(("x-api-key", SECRET))
            .insert_header(("referer", format!("https://chat.example.org/?token={SECRET}")))
            .cookie(Cookie::new("discuss_refresh", SECRET))
            .cookie(Cookie::new("nestjs.sid", SECRET))
    };
    let body = json!({"username": SECRET, "password": SECRET, "captcha": SECRET, "id": SECRET, SECRET: 1});
    let id = uuid::Uuid::new_v4();
    let requests = [
        test::TestRequest::get().uri(&format!("/things/{id}?token={SECRET}&page=2&{SECRET}=1")),
        test::TestRequest::get().uri(&format!("/things/{SECRET}?page={SECRET}")),
        test::TestRequest::get().uri(&format!("/nowhere/{SECRET}?token={SECRET}")),
        test::TestRequest::post().uri("/things").set_json(&body),
        test::TestRequest::post().uri("/things").set_json(json!({"username": [SECRET]})),
        test::TestRequest::post().uri("/things").set_json(json!(SECRET)),
        test::TestRequest::post().uri("/things").set_payload(format!("password={SECRET}")),
    ];
    for request in requests {
        let log = logged(planted(request)).await;
        assert!(log.contains("request came with"), "{log}");
        assert!(!log.contains(SECRET), "{log}");
    }
}

#[actix_web::test]
async fn every_request_has_one_line_with_all_that_matters() {
    let request = test::TestRequest::get()
        .uri(&format!("/things/{}?page=2", uuid::Uuid::new_v4()))
        .insert_header(("x-request-id", "gw-42"))
        .insert_header(("x-forwarded-for", "192.0.2.7"))
        .peer_addr("127.0.0.1:4711".parse().unwrap());
    let log = logged(request).await;
    let line = log.lines().find(|line| line.contains(" INFO ")).unwrap();
    for part in
        ["gw-42", r#"method="GET""#, r#"path="/things/{id}""#, "status=200", "micros=", "peer=192.0.2.7"]
    {
        assert!(line.contains(part), "{part}: {line}");
    }
    assert_eq!(log.matches(" INFO ").count(), 1, "{log}");
    assert!(log.contains("query=\"page=2\""), "{log}");
}

#[actix_web::test]
async fn failures_are_logged_once_with_their_causes() {
    for (path, cause) in
        [("/fail", "the database failed: disk of db3.internal is full"), ("/crash", "the roof is on fire")]
    {
        let log = logged(test::TestRequest::get().uri(path).insert_header(("x-request-id", "gw-42"))).await;
        assert_eq!(log.matches(cause).count(), 1, "{log}");
        let line = log.lines().find(|line| line.contains(cause)).unwrap();
        assert!(line.contains("ERROR") && line.contains("gw-42"), "{line}");
    }
}
