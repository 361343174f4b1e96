//! A booking on a slip of paper: the pass, when and where, what to bring, and the reference that finds it again. No name.

use super::hold::{service_name, venue_name};
use crate::{
    kiosk::Slip,
    msg::{booking, slip as words},
    parts::when,
    ports::{BookingView, ports},
    visit::{lang, t},
};

/// The slip in the language of the page.
#[must_use]
pub fn slip(view: &BookingView) -> Slip {
    let lang = lang();
    let ports = ports();
    let address = ports.district.venue(&view.slot.venue).and_then(|venue| venue.address.clone());
    let check_in = booking::CHECK_IN_SPAN
        .with(lang, &[("from", &view.check_in_from.clock_face()), ("until", &view.check_in_until.clock_face())]);
    let mut slip = Slip::new(words::BOOKING)
        .large(service_name(&view.service))
        .large(when::span(lang, view.slot.starts, view.ends))
        .small(venue_name(&view.slot.venue));
    if let Some(address) = address {
        slip = slip.small(address.of(lang));
    }
    slip = slip.reference(booking::REFERENCE, view.reference.spaced());
    if let Some(pass) = &view.pass {
        slip = slip.pass(pass.as_str()).small(t(words::SCAN)).small(check_in);
    }
    let materials = ports.catalogue.guide(view.service.as_str()).map(|guide| guide.materials.as_slice()).unwrap_or_default();
    if !materials.is_empty() {
        slip = slip.large(t(words::BRING));
    }
    for material in materials {
        let only = material.when.as_ref().map(|when| words::ONLY_WHEN.with(lang, &[("when", when.of(lang))]));
        slip = slip.small(format!("□ {}{}", material.words.of(lang), only.unwrap_or_default()));
    }
    slip.small(t(words::FIND_BOOKING))
}
