//! Captchas: drawn by `biosvg`, kept by `quick_cache`.

use std::iter;

use async_trait::async_trait;
use biosvg::BiosvgBuilder;
use discuss_auth::{CaptchaDrawer, CaptchaStore, DrawError, Drawing, PendingCaptcha, Secret};
use discuss_kernel::{StoreError, Timestamp};
use quick_cache::sync::Cache;

use crate::pool::{Pool, Undone};

/// Draws characters as lines, broken, turned and crossed by others. There is no text in the picture.
#[derive(Debug)]
pub struct SvgDrawer {
    pool: Pool,
}

impl SvgDrawer {
    const CHARACTERS: usize = 4;
    /// How many lines disturb the picture, and one more.
    const DIFFICULTY: u16 = 6;
    /// On a bright ground as on a dark one they can all be seen.
    const COLORS: [&str; 5] = ["#0078d6", "#c04040", "#d07a10", "#2e9e2e", "#b044b0"];
    /// What nobody takes for something else, in any letter case: no 0, O, Q, D; no 1, I, L; 2, Z; 5, S; 6, G,
    /// B, 8; 9, q; U, V.
    const UNMISTAKABLE: &str = "347acefhjkmnprtwxy";
    /// In pixels, where the page says nothing else; the picture scales.
    const SIZE: (u32, u32) = (120, 40);
    /// At most so many are drawn until one is unmistakable; about one in nine is.
    const TRIES: usize = 1_000;

    /// One picture is drawn at a time; 256 wait.
    #[must_use]
    pub fn new() -> Self {
        Self { pool: Pool::new(1, 256) }
    }
}

impl Default for SvgDrawer {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl CaptchaDrawer for SvgDrawer {
    async fn draw(&self) -> Result<Drawing, DrawError> {
        self.pool.run(draw).await.map_err(|undone| match undone {
            Undone::Full => DrawError::Overloaded,
            Undone::Failed(cause) => DrawError::Failed(cause.into()),
        })?
    }
}

/// The library chooses the characters, among them some that look alike: those are drawn again.
fn draw() -> Result<Drawing, DrawError> {
    let mut drawings = iter::repeat_with(draw_any).take(SvgDrawer::TRIES);
    let good = drawings.find(|drawn| drawn.as_ref().map_or(true, |(text, _)| is_unmistakable(text)));
    let (characters, svg) = good.unwrap_or_else(|| Err(DrawError::Failed("only look-alikes".into())))?;
    Ok(Drawing { svg: sized(&svg), characters: Secret::new(characters) })
}

fn draw_any() -> Result<(String, String), DrawError> {
    BiosvgBuilder::new()
        .length(SvgDrawer::CHARACTERS)
        .difficulty(SvgDrawer::DIFFICULTY)
        .colors(SvgDrawer::COLORS.map(str::to_owned).to_vec())
        .build()
        .map_err(|cause| DrawError::Failed(cause.into()))
}

fn is_unmistakable(characters: &str) -> bool {
    characters.to_ascii_lowercase().chars().all(|character| SvgDrawer::UNMISTAKABLE.contains(character))
}

/// The same picture in a size that fits into a form: the library's is thousands of pixels wide.
fn sized(svg: &str) -> String {
    let (width, height) = SvgDrawer::SIZE;
    let rest = svg.find("viewBox").map_or("", |start| &svg[start..]);
    format!(r#"<svg width="{width}" height="{height}" {rest}"#)
}

/// Keeps captchas in memory, so many at most; then the oldest make room, expired ones or not. Several
/// servers each know their own.
pub struct CaptchaCache {
    pending: Cache<Secret, PendingCaptcha>,
}

impl CaptchaCache {
    /// More are not kept: about 4 MB.
    pub const CAPACITY: usize = 16_384;

    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self { pending: Cache::new(Self::CAPACITY) }
    }
}

impl Default for CaptchaCache {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl CaptchaStore for CaptchaCache {
    async fn keep(&self, id: &Secret, captcha: PendingCaptcha) -> Result<(), StoreError> {
        self.pending.insert(id.clone(), captcha);
        Ok(())
    }

    async fn take(&self, id: &Secret) -> Result<Option<PendingCaptcha>, StoreError> {
        Ok(self.pending.remove(id).map(|(_, captcha)| captcha))
    }

    async fn forget_expired(&self, now: Timestamp) -> Result<u64, StoreError> {
        let before = self.pending.len();
        self.pending.retain(|_, captcha| captcha.expires_at > now);
        Ok(before.saturating_sub(self.pending.len()) as u64)
    }
}

#[cfg(test)]
mod tests {
    use discuss_auth::SecretSource;

    use super::*;
    use crate::RandomSecrets;

    #[tokio::test]
    async fn a_picture_has_four_unmistakable_characters_and_no_text() {
        let drawer = SvgDrawer::new();
        for _ in 0..50 {
            let Drawing { svg, characters } = drawer.draw().await.unwrap();
            let characters = characters.expose();
            assert_eq!(characters.len(), 4, "{characters}");
            assert!(
                !characters.contains(|c: char| "0oO1iIlLqQuUvV2zZ5sS6bB8gG9dD".contains(c)),
                "{characters}"
            );
            assert!(svg.starts_with(r#"<svg width="120" height="40" viewBox="0 0 "#), "{svg}");
            assert!(
                svg.contains(r#"xmlns="http://www.w3.org/2000/svg""#) && svg.ends_with("</svg>"),
                "{svg}"
            );
            let elements: Vec<&str> = svg.split('<').filter(|rest| !rest.starts_with("path ")).collect();
            assert_eq!(elements.len(), 3, "nothing but paths between <svg> and </svg>: {elements:?}");
            assert!(svg.matches("<path ").count() > 8, "{svg}");
        }
    }

    #[tokio::test]
    async fn of_many_who_take_a_captcha_one_gets_it() {
        let cache = CaptchaCache::new();
        let id = RandomSecrets.fresh();
        cache.keep(&id, pending("abcd")).await.unwrap();
        let (first, second) = tokio::join!(cache.take(&id), cache.take(&id));
        assert_eq!([first, second].into_iter().filter(|taken| matches!(taken, Ok(Some(_)))).count(), 1);
    }

    #[tokio::test]
    async fn whoever_asks_for_many_captchas_fills_no_memory() {
        let cache = CaptchaCache::new();
        for _ in 0..CaptchaCache::CAPACITY * 2 {
            cache.keep(&RandomSecrets.fresh(), pending("abcd")).await.unwrap();
        }
        assert!(cache.pending.len() <= CaptchaCache::CAPACITY);
        let newest = RandomSecrets.fresh();
        cache.keep(&newest, pending("wxyz")).await.unwrap();
        let taken = cache.take(&newest).await.unwrap().map(|captcha| captcha.characters.expose().to_owned());
        assert_eq!(taken.as_deref(), Some("wxyz"), "and the newest is kept");
    }

    #[tokio::test]
    async fn what_has_expired_is_forgotten() {
        let (cache, [early, late]) = (CaptchaCache::new(), [RandomSecrets.fresh(), RandomSecrets.fresh()]);
        cache.keep(&early, pending("abcd")).await.unwrap();
        let expires_at = Timestamp::from_millis(2);
        cache.keep(&late, PendingCaptcha { expires_at, ..pending("wxyz") }).await.unwrap();
        assert_eq!(cache.forget_expired(Timestamp::from_millis(1)).await.unwrap(), 1);
        assert!(cache.take(&early).await.unwrap().is_none());
        assert!(cache.take(&late).await.unwrap().is_some());
    }

    fn pending(characters: &str) -> PendingCaptcha {
        let characters = Secret::new(characters.to_owned());
        PendingCaptcha { characters, expires_at: Timestamp::from_millis(0) }
    }
}
