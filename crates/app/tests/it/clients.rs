//! What existing clients rely on, checked with the real `socket.io-client` from npm. The tests are in `tests/client`,
//! in the clients' own language.

use std::{path::PathBuf, process::Command};

fn in_client_tests(program: &str, arguments: &[&str]) {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/client");
    let mut command = Command::new(program);
    command.args(arguments).current_dir(directory).env("DISCUSS_PROGRAM", env!("CARGO_BIN_EXE_discuss"));
    let output =
        command.output().unwrap_or_else(|error| panic!("{program} is missing ({error}); run ./scripts/test"));
    let printed = [output.stdout.as_slice(), &output.stderr].map(String::from_utf8_lossy).concat();
    assert!(output.status.success(), "{program} {arguments:?}:\n{printed}");
}

#[test]
fn existing_clients_cannot_tell_the_difference() {
    in_client_tests("npm", &["ci", "--prefer-offline", "--ignore-scripts"]);
    in_client_tests("node", &["--test", "--test-reporter=spec"]);
}
