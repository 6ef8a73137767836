//! What is noted about a request while it is worked on.

use std::{
    cell::{Cell, OnceCell, RefCell},
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use actix_web::{
    HttpMessage,
    dev::{Payload, ServiceRequest},
    error::PayloadError,
    web::Bytes,
};
use discuss_kernel::{Caller, UserId};
use futures_util::Stream;

/// More of a body than this is not looked at.
const MAX_NOTED_BYTES: usize = 16 * 1024;

/// The notes about one request. They outlive it, should its handler panic.
#[derive(Default)]
pub(crate) struct Trail {
    pub user: Cell<Option<UserId>>,
    pub pattern: OnceCell<String>,
    /// The beginning of the body, as far as a handler has read it.
    pub body: RefCell<Vec<u8>>,
}

/// Notes for the request log who is calling. Whoever checks a token does this.
pub fn note_caller(request: &ServiceRequest, caller: &Caller) {
    if let Some(trail) = request.extensions().get::<Rc<Trail>>() {
        trail.user.set(Some(caller.id));
        if let Some(pattern) = request.match_pattern() {
            trail.pattern.get_or_init(|| pattern);
        }
    }
}

impl Trail {
    /// Looks over the shoulder of whoever reads the body. Nothing is read ahead or held back.
    pub fn watch_body(self: &Rc<Self>, request: &mut ServiceRequest) {
        let payload = request.take_payload();
        let watched = Watched { payload, trail: Rc::clone(self) };
        request.set_payload(Payload::Stream { payload: Box::pin(watched) });
    }

    fn note_body(&self, chunk: &[u8]) {
        let mut body = self.body.borrow_mut();
        let room = MAX_NOTED_BYTES.saturating_sub(body.len());
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
}

struct Watched {
    payload: Payload,
    trail: Rc<Trail>,
}

impl Stream for Watched {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = Pin::new(&mut self.payload).poll_next(cx);
        if let Poll::Ready(Some(Ok(chunk))) = &polled {
            self.trail.note_body(chunk);
        }
        polled
    }
}
