//! A page that is fetched anew as soon as something has happened elsewhere: at a till, while a phone shows its code. Without scripts
//! the page comes again by itself, some seconds later ([`Renew`](super::Renew)).

use std::{cell::Cell, rc::Rc, time::Duration};

use gloo_net::http::Request;
use leptos::{prelude::*, task::spawn_local};
use web_sys::HtmlElement;

use crate::browser;

/// How often it is asked: nobody at a till waits much longer for a page.
const ASK: Duration = Duration::from_millis(2_500);

/// Asks `at` again and again, and fetches the page anew once the answer is another than `seen`.
#[component]
pub fn RenewOnNews(
    /// Who is asked.
    at: String,
    /// What it would have answered when the page was drawn.
    seen: String,
) -> impl IntoView {
    view! { <div hidden=true data-at=at data-seen=seen><NewsWatch/></div> }
}

/// Asks.
#[island]
pub fn NewsWatch() -> impl IntoView {
    browser::awake(|around| {
        let _ = watch(&around);
    })
}

fn watch(around: &HtmlElement) -> Option<()> {
    let (at, seen) = (around.get_attribute("data-at")?, around.get_attribute("data-seen")?);
    // Who has pressed something goes where it leads: fetching this page anew would take that back.
    let (window, leaves) = (browser::window()?, Rc::new(Cell::new(false)));
    let pressed = Rc::clone(&leaves);
    browser::on(&window, "beforeunload", move |_| pressed.set(true));
    spawn_local(async move {
        loop {
            browser::sleep(ASK).await;
            // A lost connection says nothing: it is asked again.
            let Ok(answer) = Request::get(&at).send().await else { continue };
            let news = answer.ok() && answer.text().await.is_ok_and(|now| now != seen);
            if leaves.get() {
                return;
            }
            if news {
                return browser::reload();
            }
        }
    });
    Some(())
}
