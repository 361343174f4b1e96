//! Pages of A4, written from top to bottom.

use krilla::{
    Document,
    color::rgb,
    geom::{PathBuilder, Point, Rect},
    metadata::Metadata,
    page::PageSettings,
    paint::Fill,
    text::{Font, TextDirection},
};
use qrcode::{Color, EcLevel, QrCode};

/// A4 in points.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
/// White round what is written.
const MARGIN: f32 = 56.0;
/// The width of a row's value.
const VALUE: f32 = WIDTH - 2.0 * MARGIN - 120.0;
/// The side of a QR code.
const CODE: f32 = 170.0;
/// Noto Sans SC, reduced to GB 2312 (server/fonts/README.md).
const TYPE: &[u8] = include_bytes!("../../fonts/NotoSansSC-gb2312.otf");

/// What is put on the page.
pub(super) enum Part {
    /// A line, broken where the page ends.
    Line { text: String, size: f32, grey: bool },
    /// A label and its value.
    Row { label: String, value: String },
    /// Room.
    Gap(f32),
    /// A QR code of this text.
    Code(String),
}

/// Draws the page. `None` only when the type or a code cannot be drawn, which a test would have found.
pub(super) fn draw(title: &str, language: &str, parts: &[Part]) -> Option<Vec<u8>> {
    let font = Font::new(TYPE.into(), 0)?;
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(title.to_owned()).language(language.to_owned()));
    for page in paged(parts) {
        draw_page(&mut document, &font, page)?;
    }
    document.finish().ok()
}

/// The parts of each page: one that does not fit begins the next.
fn paged(parts: &[Part]) -> Vec<&[Part]> {
    let (mut pages, mut first, mut y) = (Vec::new(), 0, MARGIN);
    for (at, part) in parts.iter().enumerate() {
        let height = height(part);
        if y + height > HEIGHT - MARGIN && at > first {
            pages.push(&parts[first..at]);
            (first, y) = (at, MARGIN);
        }
        y += height;
    }
    pages.push(&parts[first..]);
    pages
}

/// How much room a part takes, points.
fn height(part: &Part) -> f32 {
    let lines = |text: &str, size: f32, width: f32| {
        #[expect(clippy::cast_precision_loss, reason = "a page has few lines")]
        let n = broken(text, size, width).len() as f32;
        n
    };
    match part {
        Part::Gap(points) => *points,
        Part::Line { text, size, .. } => lines(text, *size, WIDTH - 2.0 * MARGIN) * size * 1.5,
        Part::Row { value, .. } => 19.0 + (lines(value, 12.0, VALUE) - 1.0) * 17.0,
        Part::Code(_) => CODE,
    }
}

fn draw_page(document: &mut Document, font: &Font, parts: &[Part]) -> Option<()> {
    let mut page = document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT)?);
    let mut surface = page.surface();
    let mut y = MARGIN;
    let ink = |shade: u8| Some(Fill { paint: rgb::Color::new(shade, shade, shade).into(), ..Fill::default() });
    for part in parts {
        match part {
            Part::Gap(points) => y += points,
            Part::Line { text, size, grey } => {
                surface.set_fill(ink(if *grey { 90 } else { 0 }));
                for line in broken(text, *size, WIDTH - 2.0 * MARGIN) {
                    y += size * 1.5;
                    surface.draw_text(Point::from_xy(MARGIN, y), font.clone(), *size, &line, false, TextDirection::LeftToRight);
                }
            }
            Part::Row { label, value } => {
                y += 19.0;
                surface.set_fill(ink(90));
                surface.draw_text(Point::from_xy(MARGIN, y), font.clone(), 10.5, label, false, TextDirection::LeftToRight);
                surface.set_fill(ink(0));
                for (n, line) in broken(value, 12.0, VALUE).into_iter().enumerate() {
                    y += if n == 0 { 0.0 } else { 17.0 };
                    let at = Point::from_xy(MARGIN + 120.0, y);
                    surface.draw_text(at, font.clone(), 12.0, &line, false, TextDirection::LeftToRight);
                }
            }
            Part::Code(text) => {
                surface.set_fill(ink(0));
                y += code(&mut surface, text, y)?;
            }
        }
    }
    surface.finish();
    page.finish();
    Some(())
}

/// Draws a QR code; returns its height.
fn code(surface: &mut krilla::surface::Surface<'_>, text: &str, y: f32) -> Option<f32> {
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).ok()?;
    let width = code.width();
    // A quiet zone of four modules (ISO/IEC 18004); a code has at most 177 modules, which f32 counts exactly.
    #[expect(clippy::cast_precision_loss, reason = "at most 185")]
    let step = CODE / (width + 8) as f32;
    let mut path = PathBuilder::new();
    for (row, colors) in code.to_colors().chunks(width).enumerate() {
        for (column, _) in colors.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
            #[expect(clippy::cast_precision_loss, reason = "at most 185")]
            let (x, top) = ((column + 4) as f32 * step, (row + 4) as f32 * step);
            path.push_rect(Rect::from_xywh(MARGIN + x, y + top, step, step)?);
        }
    }
    surface.draw_path(&path.finish()?);
    Some(CODE)
}

/// Lines no wider than `width`. Ideographs are as wide as the type is high, the rest about half; a word of Latin letters or
/// digits is broken only where it is longer than a line.
fn broken(text: &str, size: f32, width: f32) -> Vec<String> {
    let wide = |c: char| if c.is_ascii() { 0.56 } else { 1.0 } * size;
    let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0.0);
    for c in text.chars() {
        if used + wide(c) > width {
            let at_word = line.rfind(' ').filter(|_| c.is_ascii_alphanumeric());
            let rest = at_word.map(|at| line.split_off(at).trim_start().to_owned()).unwrap_or_default();
            lines.push(std::mem::replace(&mut line, rest));
            used = line.chars().map(wide).sum();
        }
        line.push(c);
        used += wide(c);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_begins_the_next_page() {
        let parts: Vec<Part> = (0..100).map(|n| Part::Row { label: n.to_string(), value: "¥1.00".to_owned() }).collect();
        let pages = paged(&parts);
        assert_eq!(pages.iter().map(|page| page.len()).sum::<usize>(), 100);
        assert!(pages.len() == 3 && pages.iter().all(|page| page.iter().map(height).sum::<f32>() <= HEIGHT - 2.0 * MARGIN));
        assert_eq!(paged(&[]).len(), 1);
    }

    #[test]
    fn no_line_is_wider_than_the_page() {
        assert_eq!(broken("一二三四五", 10.0, 20.0), ["一二", "三四", "五"]);
        assert_eq!(broken("one two", 10.0, 30.0), ["one", "two"]);
    }
}
