//! From a file to a square.

use std::io::Cursor;

use discuss_avatar::PictureError;
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageReader, ImageResult, Limits,
    codecs::{jpeg::JpegEncoder, webp::WebPEncoder},
    error::{LimitError, LimitErrorKind},
    imageops::FilterType,
};

/// Longer sides no square has, in points. Twice what clients show, for screens with small points.
const SIDE: u32 = 256;

/// What a picture may take in memory: 160 MiB, more than any camera makes that fits into an upload.
pub const MAX_DECODED: u64 = 160 * 1024 * 1024;

/// At a quality that nobody tells from the best at that size.
const JPEG_QUALITY: u8 = 88;

/// The middle of a picture, the right way up, as a file of its own.
pub fn square(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    let picture = decode(bytes).map_err(refusal)?;
    encode(&picture).map_err(|error| PictureError::Failed(error.into()))
}

fn decode(bytes: &[u8]) -> ImageResult<DynamicImage> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODED);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    // Not every decoder looks at the limit before it asks for memory.
    if decoder.total_bytes() > MAX_DECODED {
        return Err(ImageError::Limits(LimitError::from_kind(LimitErrorKind::InsufficientMemory)));
    }
    let orientation = decoder.orientation()?;
    let picture = DynamicImage::from_decoder(decoder)?;
    let side = picture.width().min(picture.height()).min(SIDE);
    let mut square = picture.resize_to_fill(side, side, FilterType::CatmullRom);
    // Only now: turning a square is cheap, and its middle stays the middle.
    square.apply_orientation(orientation);
    Ok(square)
}

/// What can be seen through becomes WebP without loss; for all else JPEG takes a fourth of that.
fn encode(picture: &DynamicImage) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let points = picture.to_rgba8();
    if points.pixels().all(|point| point.0[3] == u8::MAX) {
        picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))?;
    } else {
        points.write_with_encoder(WebPEncoder::new_lossless(&mut bytes))?;
    }
    Ok(bytes)
}

fn refusal(error: ImageError) -> PictureError {
    match error {
        ImageError::Limits(_) => PictureError::TooLarge(error.into()),
        _ => PictureError::Unreadable(error.into()),
    }
}

#[cfg(test)]
mod tests;
