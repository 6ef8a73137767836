//! Uploading, and what others get to see of it.

use actix_web::{http::Method, test::TestRequest};
use serde_json::{Value, json};

use crate::house::{Answer, House, Person};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";

/// A field of a form as browsers write it.
pub fn field(header: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("--tea\r\nContent-Disposition: form-data; {header}\r\n\r\n");
    [head.as_bytes(), bytes, b"\r\n"].concat()
}

pub fn file(name: &str, bytes: &[u8]) -> Vec<u8> {
    field(&format!("name=\"file\"; filename=\"{name}\""), bytes)
}

pub fn form(fields: &[Vec<u8>]) -> Vec<u8> {
    [fields.concat(), b"--tea--\r\n".to_vec()].concat()
}

impl Person<'_> {
    async fn sends_body(&self, content_type: &str, body: Vec<u8>) -> Answer {
        let request = TestRequest::post().uri("/api/user/upload").set_payload(body);
        let request = request.insert_header(("authorization", format!("Bearer {}", self.token)));
        self.house.send(request.insert_header(("content-type", content_type))).await
    }

    async fn sends_form(&self, fields: &[Vec<u8>]) -> Answer {
        self.sends_body("multipart/form-data; boundary=tea", form(fields)).await
    }

    async fn uploads(&self, name: &str, bytes: &[u8]) -> Value {
        self.sends_form(&[file(name, bytes)]).await.data().clone()
    }
}

impl House {
    async fn gets(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = TestRequest::default().method(method).uri(&format!("/{path}"));
        self.send(headers.iter().fold(request, |request, header| request.insert_header(*header))).await
    }
}

#[actix_web::test]
async fn an_upload_is_answered_as_the_existing_server_does() {
    let house = House::open();
    let ann = house.person("Ann").await;
    let uploaded = ann.uploads("茶 🍵.png", PNG).await;
    let filename = uploaded["filename"].as_str().unwrap();
    let expected = json!({
        "code": 200,
        "message": "文件上传成功",
        "filename": filename,
        "originalname": "茶 🍵.png",
        "size": PNG.len(),
        "mimetype": "image/png",
        "path": format!("public/{}/{filename}", ann.id),
        "userId": ann.id,
        "uploadTime": 1_770_000_000_000_i64,
    });
    assert_eq!(uploaded, expected);
    assert!(filename.len() == 36 && filename.ends_with(".png"), "{filename}");
}

#[actix_web::test]
async fn names_are_kept_however_they_are_written() {
    let house = House::open();
    let ann = house.person("Ann").await;
    let cases = [
        ("filename=\"plain.txt\"", "plain.txt"),
        ("filename=\"a%22b.txt\"", "a\"b.txt"),
        ("filename=\"..\\\\..\\\\x.txt\"", "x.txt"),
        ("filename=\"_.txt\"; filename*=UTF-8''%E8%8C%B6.txt", "茶.txt"),
        ("filename=\"100%.txt\"", "100%.txt"),
    ];
    for (header, name) in cases {
        let sent = ann.sends_form(&[field(&format!("name=\"file\"; {header}"), b"x")]).await;
        assert_eq!(sent.data()["originalname"], name, "{header}");
    }
}

#[actix_web::test]
async fn exactly_one_file_is_taken() {
    let house = House::open();
    let ann = house.person("Ann").await;
    let (other, unnamed) = (field("name=\"colour\"", b"green"), field("name=\"file\"", b"text"));
    let sent = ann.sends_form(&[other.clone(), file("a.txt", b"a"), other.clone()]).await;
    assert_eq!(sent.data()["size"], 1, "other fields are ignored");
    let cases = [
        ("none", vec![other], 400, Some("file")),
        ("not a file", vec![unnamed], 400, Some("file")),
        ("none chosen", vec![file("", b"")], 400, Some("file")),
        ("two", vec![file("a.txt", b"a"), file("b.txt", b"b")], 400, Some("file")),
        ("too large", vec![file("a.txt", &[b'x'; 1_001])], 413, Some("file")),
        ("nothing", vec![], 400, Some("file")),
    ];
    for (rule, fields, status, named) in cases {
        assert_eq!(ann.sends_form(&fields).await.refusal(), (status, named), "{rule}");
    }
    assert_eq!(house.world.lock().files.len(), 1, "nothing refused is kept");
}

#[actix_web::test]
async fn what_is_no_form_is_refused() {
    let house = House::open();
    let ann = house.person("Ann").await;
    let whole = form(&[file("a.txt", b"aaaa")]);
    let cases = [
        ("application/json", b"{}".to_vec(), 415),
        ("multipart/mixed; boundary=tea", whole.clone(), 415),
        ("nonsense", whole.clone(), 415),
        ("multipart/form-data", whole.clone(), 400),
        ("multipart/form-data; boundary=coffee", whole.clone(), 400),
        ("multipart/form-data; boundary=tea", whole[..whole.len() - 12].to_vec(), 400),
        ("multipart/form-data; boundary=tea", vec![b'x'; 70_000], 413),
        ("multipart/form-data; boundary=tea", Vec::new(), 400),
    ];
    for (content_type, body, status) in cases {
        let length = body.len();
        let refused = ann.sends_body(content_type, body).await.refusal().0;
        assert_eq!(refused, status, "{content_type}, {length} bytes");
    }
    assert!(house.world.lock().files.is_empty());
}

#[actix_web::test]
async fn strangers_upload_nothing() {
    let house = House::open();
    for content_type in ["multipart/form-data; boundary=tea", "application/json"] {
        let request = TestRequest::post().uri("/api/user/upload").set_payload(form(&[file("a.txt", b"a")]));
        let refused = house.send(request.insert_header(("content-type", content_type))).await;
        assert_eq!(refused.refusal(), (401, None));
    }
    assert_eq!(house.gets(Method::GET, "api/user/upload", &[]).await.refusal().0, 401);
}

#[actix_web::test]
async fn a_quota_is_a_refusal_that_the_client_shows() {
    let house = House::open();
    let ann = house.person("Ann").await;
    for _ in 0..6 {
        ann.uploads("x.txt", &[b'x'; 800]).await;
    }
    assert_eq!(ann.sends_form(&[file("x.txt", &[b'x'; 800])]).await.refusal(), (400, Some("file")));
    let ben = house.person("Ben").await;
    ben.uploads("x.txt", b"x").await;
}

#[actix_web::test]
async fn pictures_are_shown_to_whoever_knows_their_name() {
    let house = House::open();
    let ann = house.person("Ann").await;
    let uploaded = ann.uploads("茶.png", PNG).await;
    let path = uploaded["path"].as_str().unwrap();
    let shown = house.gets(Method::GET, path, &[]).await;
    assert_eq!((shown.status, &shown.bytes[..]), (200, PNG));
    let headers = [
        ("content-type", "image/png"),
        ("content-disposition", "inline; filename=\"_.png\"; filename*=UTF-8''%E8%8C%B6.png"),
        ("cache-control", "private, max-age=31536000, immutable"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("accept-ranges", "bytes"),
    ];
    for (name, value) in headers {
        assert_eq!(shown.header(name), Some(value), "{name}");
    }
    assert!(shown.header("content-security-policy").unwrap().starts_with("sandbox; default-src 'none'"));
    assert!(shown.header("last-modified").is_some());

    let head = house.gets(Method::HEAD, path, &[]).await;
    assert_eq!((head.status, head.header("content-type")), (200, Some("image/png")));
    let known = shown.header("etag").unwrap();
    assert!(known.starts_with('"'));
}

#[actix_web::test]
async fn parts_are_served_and_impossible_parts_refused() {
    let house = House::open();
    let ann = house.person("Ann").await;
    let uploaded = ann.uploads("film.bin", b"0123456789").await;
    let path = uploaded["path"].as_str().unwrap();
    let cases = [
        ("bytes=0-3", "0123", "bytes 0-3/10"),
        ("bytes=5-", "56789", "bytes 5-9/10"),
        ("bytes=-2", "89", "bytes 8-9/10"),
        ("bytes=8-100", "89", "bytes 8-9/10"),
    ];
    for (asked, part, range) in cases {
        let shown = house.gets(Method::GET, path, &[("range", asked)]).await;
        assert_eq!((shown.status, &shown.bytes[..]), (206, part.as_bytes()), "{asked}");
        assert_eq!(shown.header("content-range"), Some(range));
    }
    let beyond = house.gets(Method::GET, path, &[("range", "bytes=10-")]).await;
    assert_eq!((beyond.refusal().0, beyond.header("content-range")), (416, Some("bytes */10")));
    assert_eq!(beyond.header("cache-control"), None, "a refusal is not kept for ever");
    let other_unit = house.gets(Method::GET, path, &[("range", "pages=1-2")]).await;
    assert_eq!(other_unit.status, 200);
}

#[actix_web::test]
async fn what_could_run_is_only_saved() {
    let house = House::open();
    let ann = house.person("Ann").await;
    let cases: [(&str, &[u8], &str); 5] = [
        ("page.html", b"<!DOCTYPE html><script>alert(1)</script>", "text/html; charset=utf-8"),
        ("picture.png", b"<html ><script>alert(1)</script>", "text/html; charset=utf-8"),
        ("tea.svg", b"<svg onload='alert(1)'>", "image/svg+xml"),
        ("tea.js", b"alert(1)", "text/plain; charset=utf-8"),
        ("tea.pdf", b"%PDF-1.7", "application/pdf"),
    ];
    for (name, bytes, content_type) in cases {
        let uploaded = ann.uploads(name, bytes).await;
        let shown = house.gets(Method::GET, uploaded["path"].as_str().unwrap(), &[]).await;
        let disposition = shown.header("content-disposition").unwrap();
        assert!(disposition.starts_with(&format!("attachment; filename=\"{name}\"")), "{disposition}");
        assert_eq!(shown.header("content-type"), Some(content_type), "{name}");
        assert_eq!(shown.header("x-content-type-options"), Some("nosniff"));
        assert!(shown.header("content-security-policy").unwrap().starts_with("sandbox; default-src 'none'"));
        let filename = uploaded["filename"].as_str().unwrap();
        assert!(!filename.ends_with(".html") && !filename.ends_with(".js"), "{filename}");
    }
}

#[actix_web::test]
async fn no_path_leads_out_of_the_files() {
    let house = House::open();
    let ann = house.person("Ann").await;
    let uploaded = ann.uploads("x.txt", b"x").await;
    let name = uploaded["filename"].as_str().unwrap();
    let other = house.person("Ben").await.id;
    let cases = [
        "public".to_owned(),
        "public/".to_owned(),
        format!("public/{}", ann.id),
        format!("public/{}/", ann.id),
        format!("public/{other}/{name}"),
        format!("public/{}/{name}x", ann.id),
        format!("public/{}/{name}/..", ann.id),
        format!("public/{}/..%2f..%2fdiscuss.db", ann.id),
        format!("public/{}/%2e%2e%2f%2e%2e%2fdiscuss.db", ann.id),
        format!("public/{}/..%5c..%5cdiscuss.db", ann.id),
        format!("public/{}/../../discuss.db", ann.id),
        format!("public/%2e%2e/{name}"),
        "public/../discuss.db".to_owned(),
        "public/incoming/x.part".to_owned(),
        "public/..%2f..%2f..%2fetc/passwd".to_owned(),
        format!("public/{}/%00", ann.id),
        format!("public//{}/{name}", ann.id),
    ];
    for path in cases {
        let answer = house.gets(Method::GET, &path, &[]).await;
        assert_eq!(answer.refusal().0, 404, "{path}");
    }
    assert_eq!(house.gets(Method::DELETE, uploaded["path"].as_str().unwrap(), &[]).await.refusal().0, 405);
}
