//! From settings to the options that each crate declares.

use std::{num::NonZeroU32, time::Duration};

use discuss_auth::{AuthPolicy, CaptchaPolicy, ThrottleLimits};
use discuss_file::FileLimits;
use discuss_gateway::ChatLimits;
use discuss_message::{MessagePolicy, QueueLimits};
use discuss_persistence::DatabaseOptions;
use discuss_realtime::HubLimits;
use discuss_sse::StreamLimits;
use discuss_user::UserPolicy;

use super::{AuthConfig, Config, DatabaseConfig, FilesConfig, MessagesConfig, RealtimeConfig};

impl From<&DatabaseConfig> for DatabaseOptions {
    fn from(config: &DatabaseConfig) -> Self {
        Self { max_connections: config.max_connections.get(), ..Self::new(config.url.expose()) }
    }
}

impl From<&AuthConfig> for UserPolicy {
    fn from(config: &AuthConfig) -> Self {
        Self { registration_open: config.registration }
    }
}

impl From<&Config> for AuthPolicy {
    fn from(Config { auth, security, .. }: &Config) -> Self {
        let throttle = auth.throttle;
        Self {
            plain_lifetime: auth.plain_lifetime,
            access_lifetime: auth.access_lifetime,
            refresh_lifetime: auth.refresh_lifetime,
            refresh_grace: auth.refresh_grace,
            rehash: security.rehash,
            throttle: ThrottleLimits {
                per_account: throttle.per_account,
                per_address: throttle.per_address,
                window: throttle.window,
            },
        }
    }
}

impl From<&AuthConfig> for CaptchaPolicy {
    fn from(config: &AuthConfig) -> Self {
        let throttle = config.throttle;
        Self {
            rule: config.captcha,
            memory: throttle.window,
            registrations_per_address: throttle.registrations_per_address,
            drawings_per_address: throttle.captchas_per_address,
        }
    }
}

impl From<&MessagesConfig> for MessagePolicy {
    fn from(config: &MessagesConfig) -> Self {
        let limit = |within: Duration| (!within.is_zero()).then_some(within);
        Self {
            private_messages: config.private_messages,
            edit_within: limit(config.edit_within),
            recall_within: limit(config.recall_within),
        }
    }
}

impl From<&MessagesConfig> for QueueLimits {
    fn from(config: &MessagesConfig) -> Self {
        Self {
            messages: config.queue_messages.get(),
            bytes: config.queue_bytes.get(),
            bytes_per_author: config.queue_bytes_per_author.get(),
        }
    }
}

impl From<&FilesConfig> for FileLimits {
    fn from(config: &FilesConfig) -> Self {
        Self {
            max_bytes: config.max_bytes.get(),
            quota_bytes: (config.quota_bytes > 0).then_some(config.quota_bytes),
            uploads: config.uploads.get(),
            uploads_per_user: config.uploads_per_user.get(),
        }
    }
}

impl From<&RealtimeConfig> for HubLimits {
    fn from(config: &RealtimeConfig) -> Self {
        Self {
            outbox_messages: config.outbox_messages.get(),
            outbox_bytes: config.outbox_bytes.get(),
            connections_per_user: config.connections_per_user.get(),
        }
    }
}

impl From<&Config> for ChatLimits {
    fn from(Config { realtime: config, auth, .. }: &Config) -> Self {
        Self {
            auth_deadline: config.auth_deadline,
            ping_interval: config.ping_interval,
            ping_timeout: config.ping_timeout,
            write_deadline: config.write_deadline,
            max_frame_bytes: config.frame_limit.get(),
            commands_under_way: config.commands_under_way.get(),
            catch_up_delay: config.catch_up_delay,
            single_session: auth.single_session,
            max_polling: config.polling_clients.get(),
            max_missed: config.max_missed,
            frames_per_second: NonZeroU32::new(config.frames_per_second),
            frame_burst: config.frame_burst,
        }
    }
}

impl From<&RealtimeConfig> for StreamLimits {
    fn from(config: &RealtimeConfig) -> Self {
        Self { heartbeat: config.stream_heartbeat, max_missed: config.max_missed }
    }
}
