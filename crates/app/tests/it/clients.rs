//! What clients rely on, checked in their own language: existing ones with the real `socket.io-client` from npm
//! (`tests/client`), ours in a real browser (`tests/browser`).

use std::{path::PathBuf, process::Command};

use crate::support::TestApp;

/// Runs the tests of a directory, with what they need of npm; so many files at once.
fn run_in(directory: &str, files: u8) {
    run(directory, "npm", &["ci", "--prefer-offline", "--ignore-scripts"]);
    let concurrency = format!("--test-concurrency={files}");
    run(directory, "node", &["--test", "--test-reporter=spec", "--test-timeout=900000", &concurrency]);
}

fn run(directory: &str, program: &str, arguments: &[&str]) {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join(directory);
    let mut command = Command::new(program);
    command.args(arguments).current_dir(directory).env("DISCUSS_PROGRAM", env!("CARGO_BIN_EXE_discuss"));
    let output =
        command.output().unwrap_or_else(|error| panic!("{program} is missing ({error}); run ./scripts/test"));
    let printed = [output.stdout.as_slice(), &output.stderr].map(String::from_utf8_lossy).concat();
    assert!(output.status.success(), "{program} {arguments:?}:\n{printed}");
}

#[test]
fn existing_clients_cannot_tell_the_difference() {
    run_in("client", 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_do_with_the_web_client_what_they_came_for() {
    let app = TestApp::spawn().await;
    let page = reqwest::get(app.url("/")).await.unwrap().text().await.unwrap();
    assert!(!page.contains("not in this build"), "the web client is not in this build; run ./scripts/test");
    app.stop().await;
    tokio::task::block_in_place(|| run_in("browser", 2));
}
