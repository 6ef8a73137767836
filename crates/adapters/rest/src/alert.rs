//! Announcements.

use actix_web::web::Data;
use discuss_alert::{AlertService, Announcement, InvalidAnnouncement, Recipients};
use discuss_guard::CurrentUser;
use discuss_http::{Created, Json, created};
use discuss_kernel::UserId;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::endpoint::{Endpoint, endpoints};

pub(crate) const ENDPOINTS: &[Endpoint] = endpoints![announce];

#[derive(Deserialize, ToSchema)]
#[schema(example = json!({"message": "The server restarts at noon."}))]
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
#[utoipa::path(post, path = "/alert", responses((status = 403, description = "One is no admin.")))]
async fn announce(
    caller: CurrentUser,
    alerts: Data<AlertService>,
    input: Json<AnnouncementInput>,
) -> Created<&'static str> {
    alerts.announce(&caller, input.0.try_into()?).await?;
    created("Alert successfully")
}
