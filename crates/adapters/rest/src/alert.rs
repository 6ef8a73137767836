//! Announcements.

use actix_web::web::{self, Data, ServiceConfig};
use discuss_alert::{AlertService, Announcement, InvalidAnnouncement, Recipients};
use discuss_guard::CurrentUser;
use discuss_http::{ApiResult, Json, created};
use discuss_kernel::UserId;
use serde::Deserialize;

use crate::mount::guarded;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(guarded(web::resource("/alert").post(announce)));
}

#[derive(Deserialize)]
struct AnnouncementInput {
    message: String,
    sender: Option<String>,
    users: Option<Vec<UserId>>,
}

impl TryFrom<AnnouncementInput> for Announcement {
    type Error = InvalidAnnouncement;

    fn try_from(input: AnnouncementInput) -> Result<Self, InvalidAnnouncement> {
        let to = input.users.map_or(Ok(Recipients::Everybody), Recipients::some)?;
        Self::new(&input.message, input.sender.as_deref(), to)
    }
}

/// Announces something to everybody, or to those named, on every connection they have.
async fn announce(
    caller: CurrentUser,
    alerts: Data<AlertService>,
    input: Json<AnnouncementInput>,
) -> ApiResult<&'static str> {
    alerts.announce(&caller, input.0.try_into()?).await?;
    created("Alert successfully")
}
