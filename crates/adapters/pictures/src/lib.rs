//! Small squares of the pictures that people send: the port of the `avatar` crate, carried out by the `image` crate.
//!
//! ```
//! use discuss_avatar::PictureMaker;
//! use discuss_pictures::Squares;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! assert!(Squares::new(1).square(b"no picture".to_vec()).await.is_err());
//! # }
//! ```

mod square;

use std::sync::Arc;

use async_trait::async_trait;
use discuss_avatar::{PictureError, PictureMaker};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Makes squares on threads where blocking is allowed, a bounded number at a time. Whoever waits holds a place among
/// the uploads under way, of which there are so many.
#[derive(Debug)]
pub struct Squares {
    places: Arc<Semaphore>,
}

impl Squares {
    /// `at_once` at the same time, at least one; each may take `square::MAX_DECODED` bytes and a little more.
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(at_once.max(1))) }
    }
}

#[async_trait]
impl PictureMaker for Squares {
    async fn square(&self, bytes: Vec<u8>) -> Result<Vec<u8>, PictureError> {
        let place = Arc::clone(&self.places).acquire_owned().await.expect("nobody closes the semaphore");
        let work = move || {
            // Given back when it is done, even if nobody waits for it any more.
            let _held = place;
            square::square(&bytes)
        };
        spawn_blocking(work).await.map_err(|failure| PictureError::Failed(failure.into()))?
    }
}
