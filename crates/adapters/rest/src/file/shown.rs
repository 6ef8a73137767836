//! How a file is shown: so that nothing in it ever runs in our origin.

use std::io;

use actix_files::NamedFile;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{
            self, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue, HeaderName,
            HeaderValue,
        },
    },
    mime,
};
use discuss_file::{FileCard, FileError, OpenedFile};

use super::Embedding;

/// Whatever a browser makes of the file, it has no origin, runs nothing and loads nothing but itself. The rest is
/// what browsers need for a page of their own around a picture or a film.
const POLICY: HeaderValue = HeaderValue::from_static(
    "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'",
);

/// A name never means another file. Caches that several people share must not keep it: only its name guards it.
const FOR_EVER: HeaderValue = HeaderValue::from_static("private, max-age=31536000, immutable");

/// Answers with the file, or the part of it that is asked for, or that the client has it already.
pub(super) fn answer(
    request: &HttpRequest,
    file: OpenedFile,
    embedding: Embedding,
) -> Result<HttpResponse, FileError> {
    let OpenedFile { card, bytes } = file;
    let mut response = named(&card, bytes)?.into_response(request);
    let status = response.status();
    let headers = response.headers_mut();
    if status.is_success() || status == StatusCode::NOT_MODIFIED {
        headers.insert(header::CACHE_CONTROL, FOR_EVER);
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static(match embedding {
            Embedding::SameOrigin => "same-origin",
            Embedding::CrossOrigin => "cross-origin",
        }),
    );
    Ok(response)
}

fn named(card: &FileCard, bytes: std::fs::File) -> io::Result<NamedFile> {
    let media_type = card.media_type.as_str().parse().unwrap_or(mime::APPLICATION_OCTET_STREAM);
    let file = NamedFile::from_file(bytes, card.name.to_string())?;
    Ok(file.set_content_type(media_type).set_content_disposition(disposition(card)))
}

/// As RFC 6266 says: the name in UTF-8, and one that old programs understand.
fn disposition(card: &FileCard) -> ContentDisposition {
    let name = card.original_name.as_str();
    let is_plain = |char: &char| matches!(char, ' '..='~') && !matches!(char, '"' | '\\' | '%');
    let plain = name.chars().map(|char| if is_plain(&char) { char } else { '_' }).collect();
    let exact = ExtendedValue {
        charset: Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value: name.as_bytes().to_vec(),
    };
    ContentDisposition {
        disposition: if card.media_type.is_shown() {
            DispositionType::Inline
        } else {
            DispositionType::Attachment
        },
        parameters: vec![DispositionParam::Filename(plain), DispositionParam::FilenameExt(exact)],
    }
}

#[cfg(test)]
mod tests {
    use discuss_file::{FileName, MediaType, OriginalName};
    use discuss_kernel::{Timestamp, UserId};

    use super::*;

    #[test]
    fn names_are_told_to_old_and_new_programs() {
        let cases = [
            ("tea.png", r#"attachment; filename="tea.png"; filename*=UTF-8''tea.png"#),
            ("a \"b\".txt", r#"attachment; filename="a _b_.txt"; filename*=UTF-8''a%20%22b%22.txt"#),
            ("茶.txt", r#"attachment; filename="_.txt"; filename*=UTF-8''%E8%8C%B6.txt"#),
        ];
        for (name, expected) in cases {
            let card = FileCard {
                owner: UserId::random(),
                name: FileName::random("txt"),
                original_name: OriginalName::tidy(name),
                media_type: MediaType::stored("text/html".to_owned()),
                size: 1,
                at: Timestamp::from_millis(0),
            };
            assert_eq!(disposition(&card).to_string(), expected);
        }
    }
}
