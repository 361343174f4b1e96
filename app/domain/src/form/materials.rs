//! What follows from the answers: which materials this case needs, and what may be offered again next time.

use std::collections::BTreeMap;

use super::{Form, Share, Typed};
use crate::catalogue::{Channel, Confidence, Guide, Material, Supply};

/// The materials that this case needs. A material whose key is that of a files field is that field's files.
#[must_use]
pub fn materials<'a>(guide: &'a Guide, typed: &Typed) -> Vec<&'a Material> {
    let needed = |material: &&Material| material.needed_when.as_ref().is_none_or(|when| when.holds(typed, "", None));
    guide.materials.iter().filter(needed).collect()
}

/// The materials without which an application cannot be sent. Left out is what is written on the way, what offices look up,
/// what only the resident can tell applies, what is not sure to be asked for, what is a question of the form, and everything
/// of a service that ends at a counter, where the papers themselves are shown.
#[must_use]
pub fn materials_to_send<'a>(guide: &'a Guide, typed: &Typed) -> Vec<&'a Material> {
    if !guide.channels.iter().any(|channel| matches!(channel, Channel::Web | Channel::Kiosk)) {
        return Vec::new();
    }
    let asked = |key: &str| guide.screens.iter().flat_map(|screen| &screen.fields).any(|field| field.key == key);
    let must = |material: &&Material| {
        material.supply == Supply::SentUp
            && material.confidence != Confidence::Uncertain
            && (material.when.is_none() || material.needed_when.is_some())
            && !asked(&material.key)
    };
    materials(guide, typed).into_iter().filter(must).collect()
}

/// What of the answers can be offered again in another form, with the resident's consent: what was typed, by what it
/// belongs to.
#[must_use]
pub fn shared_values(form: &Form, typed: &Typed) -> BTreeMap<Share, Typed> {
    let mut shared: BTreeMap<Share, Typed> = BTreeMap::new();
    for field in form.screens.iter().flat_map(|screen| &screen.fields).filter(|field| field.asked(typed)) {
        let Some(share) = field.share else { continue };
        for (input, values) in typed.of(&field.key) {
            if values.iter().any(|value| !value.trim().is_empty()) {
                shared.entry(share).or_default().set_all(input, values.to_vec());
            }
        }
    }
    shared
}
