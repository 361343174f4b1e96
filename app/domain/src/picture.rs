//! What a resident photographs or hands in as a file: which kinds are taken, and whether a photograph can be read. Runs in the
//! browser before anything leaves the phone, and on the server for every file that arrives.

/// The kinds of file that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// JPEG (ITU-T T.81).
    Jpeg,
    /// PNG (ISO/IEC 15948).
    Png,
    /// HEIC, what an iPhone's camera writes (ISO/IEC 23008-12).
    Heic,
    /// PDF (ISO 32000).
    Pdf,
}

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::Heic, Self::Pdf];

    /// The kind that a file's first bytes show, whatever its name says.
    #[must_use]
    pub fn of(head: &[u8]) -> Option<Self> {
        if head.starts_with(&[0xFF, 0xD8, 0xFF]) {
            return Some(Self::Jpeg);
        }
        if head.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Png);
        }
        if head.starts_with(b"%PDF-") {
            return Some(Self::Pdf);
        }
        let brand = head.get(4..12)?;
        let (marker, brand) = brand.split_at(4);
        let heic = [b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"].iter().any(|known| brand == known.as_slice());
        (marker == b"ftyp" && heic).then_some(Self::Heic)
    }

    /// Its media type.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Heic => "image/heic",
            Self::Pdf => "application/pdf",
        }
    }

    /// The kind of a stored media type.
    #[must_use]
    pub fn parse(mime: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.mime() == mime)
    }
}

/// What makes a photograph of a paper hard to read. A hint, never a refusal: the resident decides whether to send it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Too little light.
    Dark,
    /// Moved or out of focus.
    Blurred,
    /// The paper goes on beyond the picture's edge.
    CutOff,
}

/// Below this mean brightness (0–255) print is lost in noise on a cheap phone.
const DARK_MEAN: u32 = 56;
/// Below this variance of the Laplacian a page of print at 640 pixels is not sharp. Text in focus measures several hundred.
const SHARP_VARIANCE: i64 = 60;
/// A step in brightness that the border of a letter makes and paper does not.
const EDGE_STEP: i32 = 48;
/// The frame in which nothing should be written, as a share of the picture's side.
const FRAME: usize = 40;

/// Looks at a picture's brightness values, row by row, `width` in a row. Meant for a picture made small (about 640 pixels).
#[must_use]
pub fn flaws(luma: &[u8], width: usize) -> Vec<Flaw> {
    let height = luma.len().checked_div(width).unwrap_or(0);
    if width < 16 || height < 16 {
        return Vec::new();
    }
    let luma = &luma[..width * height];
    let total: u64 = luma.iter().map(|value| u64::from(*value)).sum();
    if total / luma.len() as u64 <= u64::from(DARK_MEAN) {
        // In the dark nothing else can be told.
        return vec![Flaw::Dark];
    }
    let mut found = Vec::new();
    if variance_of_laplacian(luma, width, height) < SHARP_VARIANCE {
        found.push(Flaw::Blurred);
    } else if written_to_the_edge(luma, width, height) {
        found.push(Flaw::CutOff);
    }
    found
}

fn variance_of_laplacian(luma: &[u8], width: usize, height: usize) -> i64 {
    let (mut sum, mut squares, mut count) = (0_i64, 0_i64, 0_i64);
    for y in 1..height - 1 {
        for x in 1..width - 1 {
            let at = y * width + x;
            let around = [at - 1, at + 1, at - width, at + width].iter().map(|near| i64::from(luma[*near])).sum::<i64>();
            let value = 4 * i64::from(luma[at]) - around;
            sum += value;
            squares += value * value;
            count += 1;
        }
    }
    let mean = sum / count;
    squares / count - mean * mean
}

/// Whether one side's frame is as full of letters as the middle: then the paper goes on outside.
fn written_to_the_edge(luma: &[u8], width: usize, height: usize) -> bool {
    let step = |at: usize| (i32::from(luma[at]) - i32::from(luma[at + 1])).abs() > EDGE_STEP;
    let density = |xs: std::ops::Range<usize>, ys: std::ops::Range<usize>| {
        let (mut steps, mut all) = (0_u64, 0_u64);
        for y in ys {
            for x in xs.clone() {
                all += 1;
                steps += u64::from(step(y * width + x));
            }
        }
        steps * 1000 / all.max(1)
    };
    let (frame_x, frame_y) = ((width / FRAME).max(2), (height / FRAME).max(2));
    let inside = density(width / 4..width * 3 / 4, height / 4..height * 3 / 4);
    if inside < 10 {
        return false;
    }
    let sides = [
        density(0..frame_x, 0..height),
        density(width - 1 - frame_x..width - 1, 0..height),
        density(0..width - 1, 0..frame_y),
        density(0..width - 1, height - frame_y..height),
    ];
    sides.into_iter().any(|side| side * 10 > inside * 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A white page with black strokes every six pixels, keeping a margin.
    fn page(width: usize, height: usize, margin: usize, paper: u8, ink: u8) -> Vec<u8> {
        let mut luma = vec![paper; width * height];
        for y in margin..height - margin {
            for x in margin..width - margin {
                if x % 6 < 2 && y % 9 < 6 {
                    luma[y * width + x] = ink;
                }
            }
        }
        luma
    }

    fn blurred(luma: &[u8], width: usize) -> Vec<u8> {
        let mut soft = luma.to_vec();
        for _ in 0..12 {
            let before = soft.clone();
            for at in width..soft.len() - width {
                let around: u32 = [at - 1, at, at + 1, at - width, at + width].iter().map(|near| u32::from(before[*near])).sum();
                soft[at] = u8::try_from(around / 5).expect("a mean of bytes is a byte");
            }
        }
        soft
    }

    #[test]
    fn a_clear_page_is_taken_as_it_is() {
        assert_eq!(flaws(&page(640, 480, 60, 230, 20), 640), []);
    }

    #[test]
    fn darkness_blur_and_a_missing_edge_are_seen() {
        assert_eq!(flaws(&page(640, 480, 60, 40, 5), 640), [Flaw::Dark]);
        assert_eq!(flaws(&blurred(&page(640, 480, 60, 230, 20), 640), 640), [Flaw::Blurred]);
        assert_eq!(flaws(&page(640, 480, 0, 230, 20), 640), [Flaw::CutOff]);
    }

    #[test]
    fn a_kind_is_told_by_its_first_bytes() {
        assert_eq!(FileKind::of(b"\xFF\xD8\xFF\xE0rest"), Some(FileKind::Jpeg));
        assert_eq!(FileKind::of(b"\x89PNG\r\n\x1a\nrest"), Some(FileKind::Png));
        assert_eq!(FileKind::of(b"\0\0\0\x18ftypheic\0\0"), Some(FileKind::Heic));
        assert_eq!(FileKind::of(b"%PDF-1.7"), Some(FileKind::Pdf));
        for not in [b"PK\x03\x04aaaaaaaa".as_slice(), b"GIF89aaaaaaaaaa", b"<svg xmlns=", b"", b"\0\0\0\x18ftypmp42"] {
            assert_eq!(FileKind::of(not), None);
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_is_looked_at_breaks_it(luma: Vec<u8>, width in 0_usize..300) {
            let _ = flaws(&luma, width);
            let _ = FileKind::of(&luma);
        }
    }
}
