//! Reading a form that carries one file. Nothing of it is gathered in memory here.

use std::time::Duration;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::{
    error::PayloadError,
    http::header::{self, HeaderMap},
    mime,
    rt::time::timeout,
    web::{Bytes, Payload},
};
use discuss_avatar::Portrait;
use discuss_file::{FileError, OriginalName, Upload};
use discuss_http::{ApiError, BadRequest};
use discuss_kernel::Failure;
use futures_util::{Stream, StreamExt};

/// The field that carries the file. All others are skipped.
const FIELD: &str = "file";

/// What may stand around a file, in bytes: boundaries, headers, small fields.
const AROUND: u64 = 64 * 1024;

/// What takes a file, piece by piece. Dropped, it leaves nothing.
pub(crate) trait Sink {
    /// Takes what comes next.
    async fn write(&mut self, chunk: &[u8]) -> Result<(), FileError>;
}

impl Sink for Upload {
    async fn write(&mut self, chunk: &[u8]) -> Result<(), FileError> {
        self.write(chunk).await
    }
}

impl Sink for Portrait {
    async fn write(&mut self, chunk: &[u8]) -> Result<(), FileError> {
        self.write(chunk)
    }
}

/// A form on its way in.
pub(crate) struct Form<'a> {
    pub headers: &'a HeaderMap,
    pub body: Payload,
    /// The largest file that is taken, in bytes.
    pub limit: u64,
    /// How long all of it may take.
    pub patience: Duration,
}

impl Form<'_> {
    /// Reads the whole form and puts its file into what `begin` comes to; that is asked before anything is read.
    ///
    /// What is refused while it comes is read to its end, though not kept, since browsers look for an answer only
    /// then; but not for longer than `patience`, and not if it is more than twice as large as allowed.
    pub async fn receive<S: Sink, E: Failure>(
        self,
        begin: impl Future<Output = Result<S, E>>,
    ) -> Result<(S, OriginalName), ApiError> {
        let Self { headers, body, limit, patience } = self;
        require_form(headers)?;
        let longest = limit.saturating_mul(2).saturating_add(AROUND);
        if declared_length(headers).is_some_and(|length| length > longest) {
            return Err(FileError::TooLarge { limit }.into());
        }
        let sink = begin.await?;
        let mut form = Multipart::new(headers, bounded(body, longest));
        timeout(patience, read(&mut form, sink)).await.map_err(|_| BadRequest::TooSlow)?
    }
}

async fn read<S: Sink>(form: &mut Multipart, sink: S) -> Result<(S, OriginalName), ApiError> {
    let mut waiting = Some(sink);
    let mut received = None;
    while let Some(field) = form.next().await {
        let field = field.map_err(|error| malformed(&error))?;
        if field.name() != Some(FIELD) {
            continue;
        }
        let Some(sink) = waiting.take() else {
            drop((field, received));
            skip_the_rest(form).await;
            return Err(BadRequest::Repeated { field: FIELD.to_owned() }.into());
        };
        let Some(name) = original_name(&field) else {
            drop((field, sink));
            skip_the_rest(form).await;
            break;
        };
        received = Some((take(sink, field, form).await?, name));
    }
    received.ok_or_else(|| BadRequest::Missing { field: FIELD.to_owned() }.into())
}

/// Takes what is in a field.
async fn take<S: Sink>(mut sink: S, mut field: Field, form: &mut Multipart) -> Result<S, ApiError> {
    while let Some(chunk) = field.next().await {
        let chunk = chunk.map_err(|error| malformed(&error))?;
        if let Err(refusal) = sink.write(&chunk).await {
            drop((sink, field));
            skip_the_rest(form).await;
            return Err(refusal.into());
        }
    }
    Ok(sink)
}

async fn skip_the_rest(form: &mut Multipart) {
    while let Some(Ok(_skipped)) = form.next().await {}
}

/// `None` for a field that is no file, or for which no file was chosen. Browsers write a name in UTF-8 as it is,
/// others as RFC 5987 says.
fn original_name(field: &Field) -> Option<OriginalName> {
    let disposition = field.content_disposition()?;
    let encoded = disposition.get_filename_ext().and_then(|name| String::from_utf8(name.value.clone()).ok());
    // The one character that browsers escape, beside line breaks, which no name keeps.
    let name = encoded.or_else(|| Some(disposition.get_filename()?.replace("%22", "\"")))?;
    (!name.is_empty()).then(|| OriginalName::tidy(&name))
}

fn require_form(headers: &HeaderMap) -> Result<(), BadRequest> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type: Option<mime::Mime> = content_type.and_then(|text| text.parse().ok());
    let is_form =
        content_type.is_some_and(|kind| kind.essence_str() == mime::MULTIPART_FORM_DATA.essence_str());
    if is_form { Ok(()) } else { Err(BadRequest::NotMultipart) }
}

fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn bounded(body: Payload, longest: u64) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    let mut left = longest;
    body.map(move |chunk| {
        let chunk = chunk?;
        left = left.checked_sub(chunk.len() as u64).ok_or(PayloadError::Overflow)?;
        Ok(chunk)
    })
}

fn malformed(error: &MultipartError) -> BadRequest {
    match error {
        MultipartError::Payload(PayloadError::Overflow) => BadRequest::TooLarge,
        MultipartError::Payload(_) | MultipartError::Incomplete => BadRequest::Unreadable,
        _ => BadRequest::WrongForm,
    }
}
