//! What is wrong with a document number, in words: the same on the server and beside the field in the browser.

use domain::{identity::DocumentRefusal, text::Text};

use crate::msg::terms;

/// The sentence of a refusal. It begins with `{who}`.
#[must_use]
pub const fn document(refusal: DocumentRefusal) -> Text {
    match refusal {
        DocumentRefusal::Empty => terms::DOCUMENT_EMPTY,
        DocumentRefusal::Length => terms::DOCUMENT_LENGTH,
        DocumentRefusal::FifteenDigits => terms::DOCUMENT_FIFTEEN,
        DocumentRefusal::Character => terms::DOCUMENT_CHARACTER,
        DocumentRefusal::BirthDate => terms::DOCUMENT_BIRTH,
        DocumentRefusal::CheckDigit => terms::DOCUMENT_CHECK,
        DocumentRefusal::OtherKind => terms::DOCUMENT_OTHER_KIND,
    }
}
