//! A QR code as inline SVG: no script, no style attribute, a quiet zone of four modules, white behind it in every contrast.

use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode};

/// Modules of white that ISO/IEC 18004 asks for on each side.
const QUIET: usize = 4;

/// The code of `text`, or nothing when the text is longer than a QR code holds.
#[component]
pub fn Qr(
    /// What a scanner reads.
    #[prop(into)]
    text: String,
    /// What it is, for those who cannot see it.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M)
        .ok()
        .map(|code| {
            let side = code.width() + 2 * QUIET;
            view! {
                <svg class="qr" viewBox=format!("0 0 {side} {side}") role="img" aria-label=label shape-rendering="crispEdges">
                    <rect width=side.to_string() height=side.to_string() fill="#fff"></rect>
                    <path fill="#000" d=outline(&code)></path>
                </svg>
            }
        })
        .into_any()
}

/// One rectangle for each run of dark modules in a row.
fn outline(code: &QrCode) -> String {
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            let run = row[x..].iter().take_while(|color| **color == Color::Dark).count();
            if run > 0 {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
            }
            x += run.max(1);
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finder_pattern_begins_after_the_quiet_zone() {
        let code = QrCode::with_error_correction_level(b"7KQ42MX9", EcLevel::M).expect("eight characters fit");
        assert!(outline(&code).starts_with("M4 4h7v1h-7z"));
    }
}
