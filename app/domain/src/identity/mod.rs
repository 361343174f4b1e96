//! Who somebody says they are: document numbers, telephone numbers, names, and how they are masked.

mod birth;
mod card;
mod document;
mod mask;
mod name;
mod phone;

pub use birth::parse_birth;
pub(crate) use birth::parse_day;
pub use card::{CardRefusal, IdentityCard};
pub use document::{Document, DocumentKind, DocumentRefusal, Sex, age_on};
pub use mask::{mask_document, mask_name, mask_phone};
pub use name::{Name, NameRefusal};
pub use phone::{Phone, PhoneRefusal};

/// A full-width character as its ASCII twin (１ → 1, Ｘ → X, the ideographic space → space); any other as it is.
pub(crate) fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}
