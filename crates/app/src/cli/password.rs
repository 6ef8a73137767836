//! Passwords are asked for, never typed as arguments: those can be listed by others.

use std::io::{self, BufRead, IsTerminal};

use anyhow::{Context, bail};
use clap::Args;
use discuss_user::Password;

/// From where the password comes.
#[derive(Debug, Args)]
pub struct PasswordSource {
    /// Read the password from the standard input, one line, instead of asking
    #[arg(long)]
    password_stdin: bool,
}

impl PasswordSource {
    /// Reads a new password: from a person twice, from a pipe once.
    pub(super) fn read(&self) -> anyhow::Result<Password> {
        let typed = if self.password_stdin { one_line()? } else { asked()? };
        Ok(Password::parse(typed)?)
    }
}

fn one_line() -> anyhow::Result<String> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).context("cannot read the password")?;
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Ok(line)
}

fn asked() -> anyhow::Result<String> {
    if !io::stdin().is_terminal() {
        bail!("there is nobody to ask for a password: use --password-stdin");
    }
    let typed = rpassword::prompt_password("New password: ")?;
    if typed != rpassword::prompt_password("Once more: ")? {
        bail!("the two passwords differ");
    }
    Ok(typed)
}
