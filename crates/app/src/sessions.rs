//! Logins that other processes end: `discuss user disable` beside a running server, or another node.

use std::{sync::Arc, time::Duration};

use discuss_auth::AuthService;
use discuss_kernel::Clock;
use tokio_util::sync::CancellationToken;

/// How often it is looked.
const INTERVAL: Duration = Duration::from_millis(500);
/// How far back it is looked: a commit may come later than the time it writes down, and clocks differ. To
/// hear of an ended login twice is harmless.
const LOOK_BACK: Duration = Duration::from_secs(5);

/// Announces logins that ended elsewhere, until `stop` is cancelled.
pub async fn watch(auth: Arc<AuthService>, clock: Arc<dyn Clock>, stop: CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(INTERVAL)).await.is_some() {
        if let Err(error) = auth.announce_ended(clock.now().minus(LOOK_BACK)).await {
            tracing::warn!(%error, "logins that ended elsewhere are not known");
        }
    }
}
