//! What is new on a page since it was read: alerts and statuses that were written or shown, a printer that failed with the ways that
//! are left. For who listens and cannot see it.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use web_sys::HtmlElement;

use crate::browser;

/// What is said when it changes; of one within another the outer one.
const REGIONS: &str = "[role=alert], [role=status], [data-news]";
/// A card that nobody takes is called out by `public/kiosk/card.js` itself, in both languages; that the voice is gone cannot be said.
const NOT_HERE: &str = "[data-card=take], [data-says]";
/// The keyboard on the glass.
const KEYBOARD: &str = ".kb";
/// In the browser's storage while somebody with headphones wants to hear what they type (`public/kiosk/keyboard/board.js`).
const TYPING: &str = "read-typing";
/// What changes so close together is told together.
const SETTLES: Duration = Duration::from_millis(150);

/// A region with something in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct News {
    /// Its words as they are shown.
    pub text: String,
    /// It does not wait until other things are said.
    pub urgent: bool,
}

/// Tells what is new on the page, from now on.
pub(super) fn hear(then: impl Fn(&[News]) + 'static) {
    let Some(body) = browser::document().and_then(|document| document.body()) else { return };
    let known = Rc::new((RefCell::new(standing(&body)), Cell::new(false), then));
    let page = body.clone();
    browser::on_change(&body, move || {
        if known.1.replace(true) {
            return;
        }
        let (known, page) = (Rc::clone(&known), page.clone());
        browser::later(SETTLES, move || {
            let (before, due, then) = &*known;
            due.set(false);
            let now = standing(&page);
            let new = fresh(&before.replace(now.clone()), now);
            if !new.is_empty() {
                then(&new);
            }
        });
    });
}

/// Every region that shows something, in the order of the page.
fn standing(body: &HtmlElement) -> Vec<News> {
    let mut found = Vec::new();
    browser::each(body, REGIONS, &mut |region| {
        let text = region.inner_text();
        // What is not shown has a text all the same, and no width.
        if region.offset_width() > 0 && !text.trim().is_empty() && is_told(&region) {
            let urgent = region.matches("[role=alert]").unwrap_or(false) || browser::first(&region, "[role=alert]").is_some();
            found.push(News { text, urgent });
        }
    });
    found
}

fn is_told(region: &HtmlElement) -> bool {
    let within = |selector| region.closest(selector).ok().flatten().is_some();
    let inner = region.parent_element().and_then(|around| around.closest(REGIONS).ok().flatten()).is_some();
    !inner && !within(NOT_HERE) && (!within(KEYBOARD) || hears_typing())
}

fn hears_typing() -> bool {
    let storage = browser::window().and_then(|window| window.session_storage().ok().flatten());
    storage.and_then(|storage| storage.get_item(TYPING).ok().flatten()).is_some()
}

/// What stands there now and did not before; what stands there twice is told once.
fn fresh(before: &[News], now: Vec<News>) -> Vec<News> {
    let mut new: Vec<News> = Vec::new();
    for one in now {
        if ![before, new.as_slice()].iter().any(|known| known.iter().any(|other| other.text == one.text)) {
            new.push(one);
        }
    }
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    fn news(texts: &[&str]) -> Vec<News> {
        texts.iter().map(|text| News { text: (*text).to_owned(), urgent: false }).collect()
    }

    #[test]
    fn what_stood_there_is_not_told_again_and_nothing_is_told_twice() {
        assert_eq!(fresh(&news(&["a"]), news(&["a", "b", "b"])), news(&["b"]));
        assert_eq!(fresh(&news(&["a", "b"]), news(&["b"])), news(&[]));
    }

    #[test]
    fn what_went_and_came_again_is_new() {
        let nothing = news(&[]);
        assert_eq!(fresh(&nothing, news(&["a"])), news(&["a"]));
    }
}
