//! What the README says is what happens.

use std::{fs, path::PathBuf, process::Command};

use crate::running::Running;

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn readme() -> String {
    fs::read_to_string(repository().join("README.md")).unwrap()
}

/// The blocks of a language that come after a mark, in order.
fn blocks_after(mark: &str, language: &str) -> Vec<String> {
    let readme = readme();
    let (_, rest) = readme.split_once(mark).unwrap_or_else(|| panic!("the README has no {mark}"));
    let fence = format!("```{language}\n");
    rest.split(&fence).skip(1).map(|block| block.split("```").next().unwrap().to_owned()).collect()
}

/// Runs lines as a reader would paste them, and returns what they print.
async fn paste(lines: &str, server: &Running) -> String {
    let lines = lines.replace("localhost:3000", &server.address().to_string());
    let shell = || Command::new("bash").args(["-euo", "pipefail", "-c", &lines]).output().unwrap();
    let printed = tokio::task::block_in_place(shell);
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    String::from_utf8(printed.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_transcript_works_and_its_messages_survive_a_kill() {
    let mut server = Running::start(None).await;
    let blocks = blocks_after("<!-- transcript -->", "sh");
    let printed = paste(&blocks[0], &server).await;
    let lines_with = |text: &str| printed.lines().filter(|line| line.contains(text)).count();
    assert_eq!(lines_with("创建用户成功"), 2, "{printed}");
    assert_eq!(lines_with(r#""event":"ack","ref":1"#), 2, "{printed}");
    assert_eq!(lines_with("Hello, Ben!"), 2, "for Ann as an echo, and for Ben: {printed}");
    assert_eq!(lines_with("Tea is ready."), 2, "{printed}");

    server.kill_and_restart().await;
    let again = paste(&[login_lines(&blocks[0]), blocks[1].clone()].concat(), &server).await;
    assert!(again.contains("Tea is ready."), "{again}");
}

/// What the second block needs of the first: the variables of a terminal that is still open.
fn login_lines(first: &str) -> String {
    let needed = ["api=", "json=", "field()", "login()", "ben=", "room="];
    let lines = first.lines().filter(|line| needed.iter().any(|start| line.starts_with(start)));
    lines.map(|line| line.replace("$ann_token", "$ben_token").replace("/room/mine", "/room") + "\n").collect()
}

#[test]
fn the_program_it_shows_is_the_one_that_is_tested() {
    let path = "crates/domain/apply/examples/standalone.rs";
    let shown = blocks_after(&format!("<!-- {path} -->"), "rust").remove(0);
    assert_eq!(shown, fs::read_to_string(repository().join(path)).unwrap());
}
