//! The document about the events.

use discuss_protocol::asyncapi;

/// Every change of the events shows here. `INSTA_UPDATE=always cargo test -p discuss-protocol` accepts one.
#[test]
fn the_events_are_what_they_were() {
    insta::assert_yaml_snapshot!("asyncapi", asyncapi("0"));
}
