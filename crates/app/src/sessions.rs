//! Logins, and tokens without one, that end without this process hearing of it: they expire, `discuss user
//! disable` is run beside a running server, or another node ends them.

use std::{sync::Arc, time::Duration};

use discuss_auth::AuthService;
use discuss_kernel::{Clock, Timestamp};
use tokio_util::sync::CancellationToken;

/// How often it is looked.
const INTERVAL: Duration = Duration::from_millis(500);
/// How far it is looked back beyond the last look: a commit may come later than the time it writes down, and
/// clocks differ. To hear of an ended login twice is harmless.
const OVERLAP: Duration = Duration::from_secs(5);

/// Announces such logins until `stop` is cancelled.
pub async fn watch(auth: Arc<AuthService>, clock: Arc<dyn Clock>, stop: CancellationToken) {
    let mut looked: Timestamp = clock.now();
    while stop.run_until_cancelled(tokio::time::sleep(INTERVAL)).await.is_some() {
        let now = clock.now();
        match auth.announce_ended(looked.minus(OVERLAP), now).await {
            Ok(()) => looked = now,
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(error, "logins that ended elsewhere are not known");
            }
        }
    }
}
