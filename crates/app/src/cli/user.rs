//! `discuss user`: accounts, on behalf of the operator.

use clap::Subcommand;
use discuss_kernel::Page;
use discuss_user::{Account, Email, Registration, Role, UserService, Username};

use super::password::PasswordSource;
use crate::{config::Config, wiring};

/// What an operator can do with accounts.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// List all accounts, oldest first
    List,
    /// Make an account, be registration open or not
    Create {
        /// The name to be known by
        name: String,
        /// The mail address
        #[arg(long)]
        email: String,
        /// Let the account do what operators may
        #[arg(long)]
        admin: bool,
        /// The new password.
        #[command(flatten)]
        password: PasswordSource,
    },
    /// Give an account a new password; ends its logins
    ResetPassword {
        /// Whose
        name: String,
        /// The new password.
        #[command(flatten)]
        password: PasswordSource,
    },
    /// Lock an account; ends its logins
    Disable {
        /// Whose
        name: String,
    },
    /// Unlock an account
    Enable {
        /// Whose
        name: String,
    },
    /// Let an account do what operators may
    GrantAdmin {
        /// Whose
        name: String,
    },
}

impl UserCommand {
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<()> {
        let (database, users) = wiring::accounts(config).await?;
        let outcome = self.carry_out(&users).await;
        database.close().await?;
        outcome
    }

    async fn carry_out(self, users: &UserService) -> anyhow::Result<()> {
        match self {
            Self::List => list(users).await,
            Self::Create { name, email, admin, password } => {
                let username = Username::parse(&name)?;
                let email = Email::parse(&email)?;
                let password = password.read()?;
                users.create(Registration { username: username.clone(), email, password }).await?;
                if admin {
                    users.grant_admin(&username).await?;
                }
                tell(&username, if admin { "has an account and is an admin" } else { "has an account" })
            }
            Self::ResetPassword { name, password } => {
                let name = Username::parse(&name)?;
                users.reset_password(&name, &password.read()?).await?;
                tell(&name, "has a new password and is logged out everywhere")
            }
            Self::Disable { name } => {
                let name = Username::parse(&name)?;
                users.set_disabled(&name, true).await?;
                tell(&name, "is locked out")
            }
            Self::Enable { name } => {
                let name = Username::parse(&name)?;
                users.set_disabled(&name, false).await?;
                tell(&name, "may log in again")
            }
            Self::GrantAdmin { name } => {
                let name = Username::parse(&name)?;
                users.grant_admin(&name).await?;
                tell(&name, "is an admin")
            }
        }
    }
}

fn tell(name: &Username, what: &str) -> anyhow::Result<()> {
    println!("{} {what}.", name.as_str());
    Ok(())
}

async fn list(users: &UserService) -> anyhow::Result<()> {
    for number in 1.. {
        let page = Page::new(Some(number), Some(Page::MAX_SIZE));
        let accounts = users.accounts(page).await?;
        accounts.rows.iter().for_each(print);
        if page.offset() + page.size() >= accounts.total {
            break;
        }
    }
    Ok(())
}

/// Tab-separated, so that other programs can read it: id, name, mail address, when made, what is
/// special.
fn print(account: &Account) {
    let Account { card, role, disabled } = account;
    let role = match role {
        Role::Admin => "admin",
        Role::Member => "member",
    };
    let state = if *disabled { "disabled" } else { "enabled" };
    let made = card.created_at.iso8601();
    println!("{}\t{}\t{}\t{made}\t{role}\t{state}", card.id, card.username, card.email);
}
