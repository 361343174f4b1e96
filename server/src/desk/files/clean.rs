//! What is kept of a file. A picture is decoded within bounds and drawn anew: place, device and thumbnails that the camera
//! wrote are gone, and so is anything hidden behind the picture. What cannot be drawn anew is kept only where nothing speaks
//! against it.

use std::io::Cursor;

use app::ports::files::FileRefused;
use domain::picture::FileKind;
use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits, codecs::jpeg::JpegEncoder, imageops::FilterType};
use little_exif::{filetype::FileExtension, metadata::Metadata};

/// More pixels than any phone's camera writes in one picture: 108 million at the time of writing, which phones themselves
/// bring down before they send.
const MOST_PIXELS: u64 = 60_000_000;
/// What a decoder may take, bytes.
const MOST_MEMORY: u64 = 320 * 1024 * 1024;
/// The longer side after drawing anew: an A4 page at some 220 dots an inch.
const LONGER_SIDE: u32 = 2600;
/// JPEG quality at which print stays clear.
const QUALITY: u8 = 82;

/// What is kept.
pub(super) struct Cleaned {
    /// What it is now.
    pub kind: FileKind,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

pub(super) fn clean(bytes: Vec<u8>) -> Result<Cleaned, FileRefused> {
    match FileKind::of(&bytes).ok_or(FileRefused::WrongKind)? {
        FileKind::Jpeg | FileKind::Png => drawn_anew(&bytes),
        FileKind::Heic => without_metadata(bytes),
        FileKind::Pdf => harmless(bytes),
    }
}

fn drawn_anew(bytes: &[u8]) -> Result<Cleaned, FileRefused> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| FileRefused::Damaged)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| FileRefused::Damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(FileRefused::TooManyPixels);
    }
    let turned = decoder.orientation().map_err(|_| FileRefused::Damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| FileRefused::Damaged)?;
    picture.apply_orientation(turned);
    if picture.width().max(picture.height()) > LONGER_SIDE {
        picture = picture.resize(LONGER_SIDE, LONGER_SIDE, FilterType::Triangle);
    }
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(&on_white(picture)).map_err(|_| FileRefused::Damaged)?;
    Ok(Cleaned { kind: FileKind::Jpeg, bytes: out })
}

/// JPEG knows no transparency: what is clear becomes paper.
fn on_white(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return DynamicImage::ImageRgb8(picture.into_rgb8());
    }
    let clear = picture.into_rgba8();
    let over = |ink: u8, alpha: u8| {
        let (ink, alpha) = (u32::from(ink), u32::from(alpha));
        u8::try_from((ink * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
    };
    DynamicImage::ImageRgb8(image::RgbImage::from_fn(clear.width(), clear.height(), |x, y| {
        let [r, g, b, a] = clear.get_pixel(x, y).0;
        image::Rgb([over(r, a), over(g, a), over(b, a)])
    }))
}

/// No decoder for HEIC is both free and written in Rust: what the camera wrote beside the picture is taken out instead.
fn without_metadata(mut bytes: Vec<u8>) -> Result<Cleaned, FileRefused> {
    if sizes(&bytes).any(|(width, height)| u64::from(width) * u64::from(height) > MOST_PIXELS) {
        return Err(FileRefused::TooManyPixels);
    }
    Metadata::clear_metadata(&mut bytes, FileExtension::HEIF).map_err(|_| FileRefused::Damaged)?;
    if FileKind::of(&bytes) != Some(FileKind::Heic) {
        return Err(FileRefused::Damaged);
    }
    Ok(Cleaned { kind: FileKind::Heic, bytes })
}

/// What a HEIC says of its pictures' width and height: each `ispe` box (ISO/IEC 23008-12, 6.5.3) holds both after four bytes.
fn sizes(bytes: &[u8]) -> impl Iterator<Item = (u32, u32)> + '_ {
    bytes.windows(16).filter(|window| window.starts_with(b"ispe")).map(|window| {
        let side = |at: usize| window[at..at + 4].iter().fold(0, |side, byte| side << 8 | u32::from(*byte));
        (side(8), side(12))
    })
}

/// A PDF that opens without a password and brings neither programs nor files along.
fn harmless(bytes: Vec<u8>) -> Result<Cleaned, FileRefused> {
    let has = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    let tail = &bytes[bytes.len().saturating_sub(2048)..];
    if !tail.windows(5).any(|window| window == b"%%EOF") {
        return Err(FileRefused::Damaged);
    }
    if [&b"/Encrypt"[..], b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia"].into_iter().any(has) {
        return Err(FileRefused::Locked);
    }
    Ok(Cleaned { kind: FileKind::Pdf, bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(image::RgbImage::from_fn(width, height, |x, y| {
            image::Rgb([u8::try_from(x % 251).expect("below 251"), u8::try_from(y % 241).expect("below 241"), 90])
        }))
    }

    fn jpeg(picture: &DynamicImage) -> Vec<u8> {
        let mut out = Vec::new();
        JpegEncoder::new_with_quality(&mut out, 90).encode_image(picture).expect("a picture can be written");
        out
    }

    /// A JPEG with an EXIF block that says where it was taken and that the phone was held upright.
    fn from_a_phone(picture: &DynamicImage) -> Vec<u8> {
        let mut bytes = jpeg(picture);
        let mut metadata = Metadata::new();
        metadata.set_tag(little_exif::exif_tag::ExifTag::Orientation(vec![6]));
        metadata.set_tag(little_exif::exif_tag::ExifTag::Make("GPS-CANARY-39.9".to_owned()));
        metadata.write_to_vec(&mut bytes, FileExtension::JPEG).expect("written");
        bytes
    }

    #[test]
    fn a_photograph_stands_upright_and_tells_nothing() {
        let taken = from_a_phone(&picture(640, 480));
        assert!(taken.windows(10).any(|window| window == b"GPS-CANARY"));
        let kept = clean(taken).expect("kept");
        assert_eq!(kept.kind, FileKind::Jpeg);
        assert!(!kept.bytes.windows(10).any(|window| window == b"GPS-CANARY"));
        assert!(!kept.bytes.windows(4).any(|window| window == b"Exif"));
        let seen = image::load_from_memory(&kept.bytes).expect("a picture");
        assert_eq!((seen.width(), seen.height()), (480, 640));
    }

    #[test]
    fn a_large_one_is_made_small_enough_to_read() {
        let kept = clean(jpeg(&picture(4000, 3000))).expect("kept");
        let seen = image::load_from_memory(&kept.bytes).expect("a picture");
        assert_eq!((seen.width(), seen.height()), (2600, 1950));
    }

    #[test]
    fn a_bomb_is_refused_before_it_unfolds() {
        // A PNG header that promises 60,000 × 60,000 pixels.
        let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bomb.extend_from_slice(&60_000_u32.to_be_bytes());
        bomb.extend_from_slice(&60_000_u32.to_be_bytes());
        bomb.extend_from_slice(&[8, 2, 0, 0, 0]);
        let mut crc = crc32(&bomb[12..]).to_be_bytes().to_vec();
        bomb.append(&mut crc);
        bomb.extend_from_slice(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
        assert_eq!(clean(bomb).err(), Some(FileRefused::TooManyPixels));
    }

    #[test]
    fn a_heic_that_promises_too_much_is_refused() {
        let heic = |side: u32| {
            let size = side.to_be_bytes();
            [&b"\0\0\0\x18ftypheic\0\0\0\0heicmif1\0\0\0\x14ispe\0\0\0\0"[..], &size, &size].concat()
        };
        assert_eq!(clean(heic(60_000)).err(), Some(FileRefused::TooManyPixels));
        assert_eq!(sizes(&heic(4_000)).collect::<Vec<_>>(), [(4_000, 4_000)]);
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
        })
    }

    #[test]
    fn what_is_not_what_it_says_is_refused() {
        assert_eq!(clean(b"PK\x03\x04 a zip that is called photo.jpg".to_vec()).err(), Some(FileRefused::WrongKind));
        assert_eq!(clean(b"\xFF\xD8\xFF\xE0 not a picture".to_vec()).err(), Some(FileRefused::Damaged));
        let cut = jpeg(&picture(300, 300));
        assert!(clean(cut[..200].to_vec()).is_err());
        assert_eq!(clean(b"%PDF-1.7 /Encrypt 5 0 R %%EOF".to_vec()).err(), Some(FileRefused::Locked));
        assert_eq!(clean(b"%PDF-1.7 and then nothing".to_vec()).err(), Some(FileRefused::Damaged));
        assert!(clean(b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer\n%%EOF\n".to_vec()).is_ok());
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_break_it(kind in 0_usize..4, rest: Vec<u8>) {
            let heads: [&[u8]; 4] = [b"\xFF\xD8\xFF\xE0", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4 ", b"\xFF\xD8\xFF\xE1\0\x10Exif\0\0"];
            let _ = clean([heads[kind], rest.as_slice()].concat());
        }
    }
}
