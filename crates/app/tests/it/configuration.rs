//! Settings and the command line, as somebody at a terminal meets them.

use crate::support::Program;

#[test]
fn a_file_the_environment_and_the_command_line_override_each_other() {
    let program = Program::new().file("discuss.toml", "[server]\nbind = \"127.0.0.1:1\"\nworkers = 7\n");
    let shown = program.run(&["config"]).succeeds();
    assert!(shown.contains("bind = \"127.0.0.1:1\"") && shown.contains("workers = 7"), "{shown}");

    let program = program.environment("DISCUSS__SERVER__BIND", "127.0.0.1:2");
    assert!(program.run(&["config"]).succeeds().contains("bind = \"127.0.0.1:2\""));

    let shown = program.run(&["config", "--bind", "127.0.0.1:3"]).succeeds();
    assert!(shown.contains("bind = \"127.0.0.1:3\"") && shown.contains("workers = 7"), "{shown}");
}

#[test]
fn what_is_printed_can_be_read_back() {
    let tea =
        "[[announcement]]\ncron = \"0 30 15 * * MON-FRI\"\nsender = \"Kitchen\"\nmessage = \"Tea, {time}\"\n";
    let program = Program::new().file("discuss.toml", tea);
    assert!(program.run(&["config"]).succeeds().contains("cron = \"0 30 15 * * MON-FRI\""));
    let shown = program.run(&["config"]).succeeds();
    let again = program.file("discuss.toml", &shown).run(&["config"]).succeeds();
    assert_eq!(shown, again);
}

#[test]
fn secrets_are_printed_masked() {
    let program = Program::new()
        .environment("DISCUSS__AUTH__TOKEN_SECRET", "correct horse battery staple and more")
        .environment("DISCUSS__DATABASE__URL", "mysql://ann:hunter2@localhost/chat");
    let shown = program.run(&["config"]).succeeds();
    assert!(!shown.contains("horse") && !shown.contains("hunter2"), "{shown}");
    assert!(shown.contains("mysql://ann:********@localhost/chat"), "{shown}");
}

#[test]
fn a_mistake_is_one_line_that_says_what_and_where() {
    let cases = [
        ("[server]\nbnid = \"x\"\n", "", "discuss.toml: there is no setting \"server.bnid\""),
        ("[sevrer]\n", "", "discuss.toml: there is no setting \"sevrer\""),
        ("[server]\nbind = 5\n", "", "discuss.toml: server.bind: "),
        ("[server\n", "", "discuss.toml"),
        (
            "[[announcement]]\ncron = \"0 0 * * *\"\nmessage = \"tea\"\n",
            "",
            "discuss.toml: announcement: cron: \"0 0 * * *\"",
        ),
        (
            "[[announcement]]\ncron = \"0 0 * * * *\"\nmessage = \"\"\n",
            "",
            "discuss.toml: announcement: an announcement has",
        ),
        ("[[announcement]]\ncron = \"0 0 * * * *\"\ntext = \"tea\"\n", "", "discuss.toml: announcement: "),
        ("", "DISCUSS__SERVER__BNID", "DISCUSS__SERVER__BNID: there is no setting \"server.bnid\""),
        ("", "DISCUSS__AUTH__CAPTCHA", "DISCUSS__AUTH__CAPTCHA: auth.captcha: \"x\" is none of \"always\", "),
        (
            "",
            "DISCUSS__AUTH__TOKEN_SECRET",
            "DISCUSS__AUTH__TOKEN_SECRET: auth.token_secret: a token secret has",
        ),
    ];
    for (file, variable, expected) in cases {
        let mut program = Program::new().file("discuss.toml", file);
        if !variable.is_empty() {
            program = program.environment(variable, "x");
        }
        let told = program.run(&["config"]).fails_with(2);
        assert!(told.contains(expected), "{told}");
        assert_eq!(told.trim_end().lines().count(), 1, "{told}");
    }
}

#[test]
fn a_named_file_has_to_exist() {
    let told = Program::new().run(&["config", "--config", "missing.toml"]).fails_with(2);
    assert!(told.contains("missing.toml"), "{told}");
}

#[test]
fn the_default_data_directory_is_here_and_is_not_made_by_looking() {
    let program = Program::new();
    assert!(program.run(&["config"]).succeeds().contains("directory = \"data\""));
    assert!(!program.directory().join("data").exists());
}

#[test]
fn help_shows_a_stranger_what_to_type() {
    let help = Program::new().run(&["--help"]).succeeds();
    for word in ["serve", "migrate", "user", "config", "--bind", "Examples:", "DISCUSS__"] {
        assert!(help.contains(word), "{word} is missing in {help}");
    }
}
