//! Prints a number in the browser and says honestly what became of it: the server has drawn every word (`super::printing`). The
//! number counts once the printer has said that it printed; nothing else is told to the hall from here.

use std::{cell::Cell, rc::Rc, time::Duration};

use gloo_net::http::Request;
use leptos::{prelude::*, task::spawn_local};
use web_sys::HtmlElement;

use super::bridge::{Bridge, Printed};
use crate::browser;

/// What the printer does not say by itself, beside the words of [`super::bridge::Trouble`].
pub(super) const SILENT: &str = "silent";
pub(super) const UNREACHABLE: &str = "unreachable";
/// The longest pause between two tries to tell the hall.
const LONGEST: Duration = Duration::from_secs(8);

/// Prints as soon as it is awake, where it does not wait to be asked, and again when it is asked to.
#[island]
pub fn TicketPrinter() -> impl IntoView {
    browser::awake(|root| {
        let tries = Rc::new(Cell::new(0_u8));
        browser::each(&root, "[data-print-again]", &mut |again| {
            again.set_hidden(false);
            let (root, tries) = (root.clone(), Rc::clone(&tries));
            browser::on(&again, "click", move |_| {
                let (root, tries) = (root.clone(), Rc::clone(&tries));
                spawn_local(async move { print(&root, &tries).await });
            });
        });
        if root.has_attribute("data-print-waits") {
            return show(&root, "ask", "");
        }
        spawn_local(async move { print(&root, &tries).await });
    })
}

async fn print(root: &HtmlElement, tries: &Cell<u8>) {
    let (Some(bridge), Some(lines)) = (Bridge::here(), root.get_attribute("data-print-lines")) else {
        return show(root, "failed", UNREACHABLE);
    };
    show(root, "now", "");
    let key = root.get_attribute("data-print-key").unwrap_or_default();
    // The bridge prints a key once and answers it the same for ever: after a failure another try is another key, after silence it
    // is the same, for it may have printed.
    let key = if tries.get() == 0 { key } else { format!("{key}.{}", tries.get()) };
    match bridge.print(&key, &lines).await {
        Printed::Yes => tell(root).await,
        Printed::No(trouble) => {
            tries.set(tries.get().saturating_add(1));
            show(root, "failed", trouble.code());
        }
        Printed::Unknown => show(root, "failed", SILENT),
    }
}

/// Tells the hall that the paper is there, until it is heard: who holds a paper must be in the queue.
async fn tell(root: &HtmlElement) {
    show(root, "done", "");
    let Some(address) = root.get_attribute("data-print-counts") else { return };
    let mut pause = Duration::from_secs(1);
    while !told(&address).await {
        show(root, "untold", "");
        browser::sleep(pause).await;
        pause = (pause * 2).min(LONGEST);
    }
    // There the paper is still spoken of.
    if let Some(window) = browser::window() {
        let _ = window.location().replace(&format!("{address}?printed=yes"));
    }
}

async fn told(address: &str) -> bool {
    let request = Request::post(address)
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("counts=paper");
    match request {
        Ok(request) => request.send().await.is_ok_and(|response| response.status() < 500),
        Err(_) => false,
    }
}

/// Shows the part that fits, and of the reasons the one that holds.
fn show(root: &HtmlElement, when: &str, why: &str) {
    let _ = root.set_attribute("data-awake", "");
    browser::each(root, "[data-print-when]", &mut |part| {
        part.set_hidden(part.get_attribute("data-print-when").as_deref() != Some(when));
    });
    browser::each(root, "[data-print-why]", &mut |part| {
        part.set_hidden(part.get_attribute("data-print-why").as_deref() != Some(why));
    });
}
