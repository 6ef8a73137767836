//! Accounts, managed from the command line.

use crate::support::Program;

const NEW_ANN: [&str; 6] = ["user", "create", "ann", "--email", "ann@example.org", "--password-stdin"];

fn listed(program: &Program) -> String {
    program.run(&["user", "list"]).succeeds()
}

#[test]
fn an_account_is_made_granted_locked_and_unlocked() {
    let program = Program::new().environment("DISCUSS__AUTH__REGISTRATION", "false");
    program.run_with(&NEW_ANN, "correct horse\n").succeeds();
    assert!(listed(&program).contains("\tann\tann@example.org\t"));
    assert!(listed(&program).ends_with("\tmember\tenabled\n"));

    program.run(&["user", "grant-admin", "Ann"]).succeeds();
    assert!(listed(&program).ends_with("\tadmin\tenabled\n"));
    program.run(&["user", "disable", "ann"]).succeeds();
    assert!(listed(&program).ends_with("\tadmin\tdisabled\n"));
    program.run(&["user", "enable", "ann"]).succeeds();
    assert!(listed(&program).ends_with("\tadmin\tenabled\n"));
}

#[test]
fn what_cannot_be_is_one_clear_line() {
    let program = Program::new();
    program.run_with(&NEW_ANN, "correct horse\n").succeeds();
    let again = program.run_with(&NEW_ANN, "correct horse\n").fails_with(1);
    assert_eq!(again, "discuss: the username is taken\n");
    let unknown = program.run(&["user", "disable", "ben"]).fails_with(1);
    assert_eq!(unknown, "discuss: no such user\n");
    let reset = ["user", "reset-password", "ann", "--password-stdin"];
    assert!(program.run_with(&reset, "short\n").fails_with(1).contains("a password has"));
    let nobody = program.run(&["user", "reset-password", "ann"]).fails_with(1);
    assert!(nobody.contains("--password-stdin"), "{nobody}");
}
