//! What the server does by itself.

use std::fs;

use crate::{people::Person, support::Program};

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_the_configuration_is_announced_by_itself() {
    let chime = "[[announcement]]\ncron = \"* * * * * *\"\nsender = \"Clock\"\nmessage = \"It is {time}.\"\n";
    let program = Program::new().file("discuss.toml", chime);
    let mut server = program.serve(&[]);
    let ann = Person::register(server.address().parse().unwrap(), "Ann").await;
    let announced = ann.connects().await.skip_to("alert").await["data"].take();
    let message = announced["message"].as_str().unwrap();
    assert_eq!((announced["sender"].as_str(), message.len()), (Some("Clock"), "It is 09:05.".len()));
    server.terminate();
    assert!(server.ended().success());
    let log = fs::read_to_string(program.directory().join("console.log")).unwrap();
    assert!(log.contains("announcement 1") && log.contains("a job has ended"), "{log}");
}
