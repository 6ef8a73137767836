//! The data directory, and what is made in it at the first start.

use std::{
    fs::{self, DirBuilder},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use etcetera::BaseStrategy;
use rustix::fs::Access;

use crate::config::TokenSecret;

const SECRET_FILE: &str = "token.secret";

/// The directory that is used when nobody chose one: `./data` where it exists or can be made,
/// otherwise `discuss` in the state directory of the user.
#[must_use]
pub fn choose_directory() -> PathBuf {
    let here = Path::new("data");
    let checked = if here.exists() { here } else { Path::new(".") };
    if rustix::fs::access(checked, Access::WRITE_OK | Access::EXEC_OK).is_ok() {
        return here.to_owned();
    }
    let state = etcetera::choose_base_strategy().ok().and_then(|strategy| strategy.state_dir());
    state.map_or_else(|| here.to_owned(), |state| state.join("discuss"))
}

/// Makes a directory that only its owner can look into, unless it exists.
///
/// # Errors
/// When it cannot be made.
pub fn create_directory(directory: &Path) -> anyhow::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
        .with_context(|| format!("cannot make the directory {}", directory.display()))
}

/// The token secret kept in the data directory; made when there is none.
///
/// # Errors
/// When it cannot be read or written, others can read it, or it is too weak.
pub fn token_secret(directory: &Path) -> anyhow::Result<TokenSecret> {
    let path = directory.join(SECRET_FILE);
    match fs::read_to_string(&path) {
        Ok(text) => {
            require_private(&path)?;
            TokenSecret::parse(&text).with_context(|| path.display().to_string())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => create_secret(directory, &path),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Appears under its name only when it is complete, and never replaces one that another process made
/// at the same moment.
fn create_secret(directory: &Path, path: &Path) -> anyhow::Result<TokenSecret> {
    let context = || format!("cannot write {}", path.display());
    let secret = TokenSecret::generate();
    let mut file = tempfile::NamedTempFile::new_in(directory).with_context(context)?;
    writeln!(file, "{}", secret.key().expose()).with_context(context)?;
    file.as_file().sync_all().with_context(context)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(secret),
        Err(refused) if refused.error.kind() == io::ErrorKind::AlreadyExists => token_secret(directory),
        Err(refused) => Err(refused.error).with_context(context),
    }
}

fn require_private(path: &Path) -> anyhow::Result<()> {
    let mode = fs::metadata(path)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        bail!("others may read {0} (mode {mode:o}): chmod 600 {0}", path.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_is_made_once_and_for_the_owner_only() {
        let directory = tempfile::tempdir().unwrap();
        let first = token_secret(directory.path()).unwrap();
        let second = token_secret(directory.path()).unwrap();
        assert_eq!(first.key().expose(), second.key().expose());
        let mode = fs::metadata(directory.path().join(SECRET_FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_secret_that_others_may_read_or_that_is_empty_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(SECRET_FILE);
        token_secret(directory.path()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(token_secret(directory.path()).unwrap_err().to_string().contains("chmod 600"));

        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, "\n").unwrap();
        assert!(token_secret(directory.path()).is_err());
    }
}
