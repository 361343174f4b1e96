//! One page of A4, written from top to bottom.

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
                for (n, line) in broken(value, 12.0, WIDTH - 2.0 * MARGIN - 120.0).into_iter().enumerate() {
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
    document.finish().ok()
}

/// Draws a QR code of 170 points a side; returns its height.
fn code(surface: &mut krilla::surface::Surface<'_>, text: &str, y: f32) -> Option<f32> {
    const SIDE: f32 = 170.0;
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).ok()?;
    let width = code.width();
    // A quiet zone of four modules (ISO/IEC 18004); a code has at most 177 modules, which f32 counts exactly.
    #[expect(clippy::cast_precision_loss, reason = "at most 185")]
    let step = SIDE / (width + 8) as f32;
    let mut path = PathBuilder::new();
    for (row, colors) in code.to_colors().chunks(width).enumerate() {
        for (column, _) in colors.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
            #[expect(clippy::cast_precision_loss, reason = "at most 185")]
            let (x, top) = ((column + 4) as f32 * step, (row + 4) as f32 * step);
            path.push_rect(Rect::from_xywh(MARGIN + x, y + top, step, step)?);
        }
    }
    surface.draw_path(&path.finish()?);
    Some(SIDE)
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
    use super::broken;

    #[test]
    fn no_line_is_wider_than_the_page() {
        assert_eq!(broken("一二三四五", 10.0, 20.0), ["一二", "三四", "五"]);
        assert_eq!(broken("one two", 10.0, 30.0), ["one", "two"]);
    }
}
