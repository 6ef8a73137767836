//! The clients and the bare delivery, each a real process, talk to each other.

use std::process::Command;

#[test]
fn the_bare_delivery_is_measured_in_every_scenario() {
    for transport in ["websocket", "socketio"] {
        let output = Command::new(env!("CARGO_BIN_EXE_discuss-bench"))
            .args(["yardstick", "--quick", "--markdown", "--transport", transport])
            .output()
            .unwrap();
        assert!(output.status.success(), "{transport}: {}", String::from_utf8_lossy(&output.stderr));
        let table = String::from_utf8(output.stdout).unwrap();
        let rows: Vec<_> = table.lines().skip(2).filter(|line| line.starts_with('|')).collect();
        assert_eq!(rows.len(), 5, "{transport}: {table}");
    }
}
