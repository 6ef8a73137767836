//! A file of the client, in all the ways it can be sent.

use std::{borrow::Cow, collections::HashMap};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, AcceptEncoding, Encoding, EntityTag, Header, HeaderValue, IfNoneMatch},
    mime,
    web::Bytes,
};
use rust_embed::{EmbeddedFile, RustEmbed};

/// Where Vite puts files that have a hash of their content in their name.
const HASHED: &str = "assets/";

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// May be kept, but has to be asked for: a new release of the client begins with these.
const ASK_FIRST: HeaderValue = HeaderValue::from_static("no-cache");

/// Whether the name of a file changes with its content.
pub(crate) fn is_hashed(path: &str) -> bool {
    path.starts_with(HASHED)
}

/// A file that browsers load.
pub(crate) struct Asset {
    content_type: HeaderValue,
    keep: HeaderValue,
    plain: Copy,
    compressed: Vec<Copy>,
}

/// The file in one encoding.
struct Copy {
    encoding: Encoding,
    tag: EntityTag,
    bytes: Bytes,
}

/// All files by their paths. Compressed copies lie beside them.
pub(crate) fn all_in<E: RustEmbed>() -> HashMap<String, Asset> {
    let is_copy = |path: &str| {
        let original = path.strip_suffix(".br").or_else(|| path.strip_suffix(".gz"));
        original.is_some_and(|original| E::get(original).is_some())
    };
    let originals = E::iter().filter(|path| !is_copy(path));
    originals.filter_map(|path| Some((path.to_string(), Asset::find::<E>(&path)?))).collect()
}

impl Asset {
    fn find<E: RustEmbed>(path: &str) -> Option<Self> {
        let plain = Copy::new(Encoding::identity(), E::get(path)?);
        let compressed = [(Encoding::brotli(), "br"), (Encoding::gzip(), "gz")]
            .into_iter()
            .filter_map(|(encoding, suffix)| Some(Copy::new(encoding, E::get(&format!("{path}.{suffix}"))?)));
        Some(Self {
            content_type: content_type(path),
            keep: if is_hashed(path) { FOR_EVER } else { ASK_FIRST },
            plain,
            compressed: compressed.collect(),
        })
    }

    /// Answers with the smallest copy that the browser understands, or that it has it already.
    pub fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let copy = self.copy_for(request);
        let is_known = copy.is_known_to(request);
        let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        response
            .insert_header((header::CACHE_CONTROL, self.keep.clone()))
            .insert_header((header::VARY, header::ACCEPT_ENCODING.as_str()))
            .insert_header(header::ETag(copy.tag.clone()));
        if is_known {
            return response.finish();
        }
        if copy.encoding != Encoding::identity() {
            response.insert_header((header::CONTENT_ENCODING, copy.encoding.to_string()));
        }
        response.content_type(self.content_type.clone()).body(copy.bytes.clone())
    }

    /// Whoever wishes for what is not there gets what everybody understands.
    fn copy_for(&self, request: &HttpRequest) -> &Copy {
        let copies = || self.compressed.iter().chain([&self.plain]);
        let wish = AcceptEncoding::parse(request).ok();
        let chosen = wish.and_then(|wish| wish.negotiate(copies().map(|copy| &copy.encoding)));
        copies().find(|copy| Some(&copy.encoding) == chosen.as_ref()).unwrap_or(&self.plain)
    }
}

impl Copy {
    fn new(encoding: Encoding, file: EmbeddedFile) -> Self {
        let hash = file.metadata.sha256_hash();
        Self {
            encoding,
            // Each copy is packed anew, so no two have the same.
            tag: EntityTag::new_strong(hash[..16].iter().map(|byte| format!("{byte:02x}")).collect()),
            bytes: match file.data {
                Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                Cow::Owned(bytes) => Bytes::from(bytes),
            },
        }
    }

    fn is_known_to(&self, request: &HttpRequest) -> bool {
        match IfNoneMatch::parse(request) {
            Ok(IfNoneMatch::Any) => true,
            Ok(IfNoneMatch::Items(known)) => known.iter().any(|tag| tag.weak_eq(&self.tag)),
            Err(_) => false,
        }
    }
}

/// By the name. All texts of the client are UTF-8.
fn content_type(path: &str) -> HeaderValue {
    let media_type = mime_guess::from_path(path).first_or_octet_stream();
    let charset = if media_type.type_() == mime::TEXT { "; charset=utf-8" } else { "" };
    HeaderValue::try_from(format!("{media_type}{charset}"))
        .unwrap_or(HeaderValue::from_static("application/octet-stream"))
}
