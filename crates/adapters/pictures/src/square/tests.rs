use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;

const RED: Rgb<u8> = Rgb([220, 20, 20]);
const BLUE: Rgb<u8> = Rgb([20, 20, 220]);

/// Red in the upper half, blue in the lower one.
fn flag(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |_, y| if y < height / 2 { RED } else { BLUE })
}

fn written(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG file with a note that says which way up it is.
fn turned(picture: RgbImage, orientation: u8) -> Vec<u8> {
    let mut note = b"\xff\xe1\0\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    note.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let mut bytes = written(picture, ImageFormat::Jpeg);
    bytes.splice(2..2, note);
    bytes
}

fn seen(bytes: &[u8]) -> (ImageFormat, RgbaImage) {
    let made = square(bytes).unwrap();
    let format = image::guess_format(&made).unwrap();
    (format, image::load_from_memory(&made).unwrap().to_rgba8())
}

fn is_like(found: Rgba<u8>, colour: Rgb<u8>) -> bool {
    (0..3).all(|part| found[part].abs_diff(colour[part]) < 40)
}

#[test]
fn every_kind_becomes_a_small_square() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
        let (made, square) = seen(&written(flag(900, 600), format));
        assert_eq!((made, square.dimensions()), (ImageFormat::Jpeg, (256, 256)), "{format:?}");
        assert!(is_like(*square.get_pixel(128, 20), RED), "{format:?}");
        assert!(is_like(*square.get_pixel(128, 235), BLUE), "{format:?}");
    }
}

#[test]
fn it_is_cut_out_of_the_middle_and_never_made_larger() {
    let wide = RgbImage::from_fn(300, 100, |x, _| if (100..200).contains(&x) { RED } else { BLUE });
    let (_, square) = seen(&written(wide, ImageFormat::Png));
    assert_eq!(square.dimensions(), (100, 100));
    assert!(square.pixels().all(|point| is_like(*point, RED)));
    assert_eq!(seen(&written(flag(1, 2_000), ImageFormat::Png)).1.dimensions(), (1, 1));
}

#[test]
fn it_is_the_right_way_up() {
    let (top, right, bottom) = ((128, 20), (235, 128), (128, 235));
    for (orientation, red) in [(1, top), (3, bottom), (6, right)] {
        let (_, square) = seen(&turned(flag(600, 600), orientation));
        assert!(is_like(*square.get_pixel(red.0, red.1), RED), "orientation {orientation}");
    }
}

#[test]
fn what_can_be_seen_through_stays_so() {
    let glass = RgbaImage::from_pixel(300, 300, Rgba([10, 200, 10, 100]));
    let (format, square) = seen(&written(glass, ImageFormat::Png));
    assert_eq!((format, *square.get_pixel(5, 5)), (ImageFormat::WebP, Rgba([10, 200, 10, 100])));
}

#[test]
fn nothing_else_of_the_file_is_left() {
    let mut bytes = turned(flag(300, 300), 1);
    bytes.extend(b"<script>alert(1)</script>");
    let made = square(&bytes).unwrap();
    for trace in [&b"Exif"[..], b"<script>"] {
        assert!(bytes.windows(trace.len()).any(|window| window == trace));
        assert!(!made.windows(trace.len()).any(|window| window == trace));
    }
}

#[test]
fn of_what_moves_the_first_picture_is_taken() {
    use image::{Frame, codecs::gif::GifEncoder};
    let mut bytes = Vec::new();
    let picture = |colour: Rgb<u8>| {
        Frame::new(RgbaImage::from_pixel(300, 300, Rgba([colour[0], colour[1], colour[2], 255])))
    };
    GifEncoder::new(&mut bytes).encode_frames([picture(BLUE), picture(RED)]).unwrap();
    assert!(is_like(*seen(&bytes).1.get_pixel(128, 128), BLUE));
}

#[test]
fn what_is_no_picture_is_refused() {
    let cut_off = written(flag(300, 300), ImageFormat::Png);
    let cases = [
        ("nothing", Vec::new()),
        ("text", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec()),
        ("a beginning alone", b"\x89PNG\r\n\x1a\n and so on".to_vec()),
        ("cut off", cut_off[..cut_off.len() / 2].to_vec()),
        ("another kind", b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec()),
    ];
    for (what, bytes) in cases {
        assert!(matches!(square(&bytes), Err(PictureError::Unreadable(_))), "{what}");
    }
}

#[test]
fn what_would_fill_the_memory_is_not_looked_at() {
    // 65,535 points a side, of which there is nothing.
    let vast = b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0;".to_vec();
    assert!(matches!(square(&vast), Err(PictureError::TooLarge(_))));
}
