//! Starting and stopping.

use std::{
    fs,
    io::Write,
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};

use crate::support::{Program, TestApp};

#[test]
fn asked_to_stop_it_stops_in_order() {
    let program = Program::new();
    let mut server = program.serve(&[]);
    server.terminate();
    assert!(server.ended().success());
    let log = fs::read_to_string(program.directory().join("console.log")).unwrap();
    assert!(log.trim_end().ends_with("stopped"), "{log}");
}

#[test]
fn asked_twice_it_does_not_wait() {
    let program = Program::new();
    let mut server = program.serve(&[]);
    // A client in the middle of a sentence.
    let mut client = TcpStream::connect(server.address()).unwrap();
    client.write_all(b"POST /api/user HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{").unwrap();
    thread::sleep(Duration::from_millis(300));
    server.terminate();
    thread::sleep(Duration::from_millis(300));
    assert!(server.is_running(), "it waits for the client");
    server.terminate();
    assert_eq!(server.ended().code(), Some(1));
}

#[test]
fn a_taken_port_is_a_clear_error() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap().to_string();
    let told = Program::new().run(&["--bind", &address]).fails_with(1);
    assert!(told.contains(&format!("port {} is taken", other.local_addr().unwrap().port())), "{told}");
    assert_eq!(told.trim_end().lines().count(), 1, "{told}");
}

#[test]
fn a_running_server_is_healthy_and_a_stopped_one_is_not() {
    let program = Program::new();
    let mut server = program.serve(&[]);
    let address = server.address().to_owned();
    program.run(&["health", "--bind", &address]).succeeds();
    server.terminate();
    server.ended();
    program.run(&["health", "--bind", &address]).fails_with(1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_within_a_test_is_a_whole_one() {
    let app = TestApp::spawn().await;
    let answer = reqwest::get(app.url("/health/ready")).await.unwrap();
    assert_eq!(answer.status(), 200);
    app.stop().await;
}
