//! Calls a helper without leaving the page, and says what becomes of the call as long as it is open: the server sends the words. The
//! lamp over the machine blinks meanwhile, so that who comes sees from afar where.

use std::{cell::Cell, rc::Rc, time::Duration};

use gloo_net::http::{Request, Response};
use leptos::{prelude::*, task::spawn_local};
use web_sys::HtmlElement;

use super::bridge::{Bridge, Lamp};
use crate::browser;

/// How often an open call is looked at.
const LOOK: Duration = Duration::from_secs(5);
/// Stands on the page of the call itself.
pub(super) const HELP_PAGE: &str = "help-call";
/// On the body while a call is open: who waits for somebody does not touch the glass.
pub(super) const CALLED: &str = "data-called";

/// Wakes the form that it stands in.
#[island]
pub fn HelpWatch() -> impl IntoView {
    browser::awake(|form| {
        let called = form.has_attribute(CALLED);
        let help = Rc::new(Help { form, followed: Cell::new(false), lit: Cell::new(None) });
        help.mark(called);
        let begun = Rc::clone(&help);
        spawn_local(async move {
            if called {
                begun.follow().await;
            } else {
                // The call of the page before may have ended on the way here.
                begun.light(false).await;
            }
        });
        let form = help.form.clone();
        browser::each(&form, "button", &mut |button| {
            let (help, act) = (Rc::clone(&help), button.get_attribute("value").unwrap_or_default());
            browser::on(&button, "click", move |event| {
                event.prevent_default();
                spawn_local(Rc::clone(&help).press(act.clone()));
            });
        });
    })
}

/// The form in the bar.
struct Help {
    form: HtmlElement,
    /// Whether the call is being looked at.
    followed: Cell<bool>,
    /// Whether the lamp says that somebody is called; `None` while nothing is known of it.
    lit: Cell<Option<bool>>,
}

impl Help {
    /// Sends what was pressed.
    async fn press(self: Rc<Self>, act: String) {
        let sent = self.send(&act).await;
        self.cannot(sent.is_none());
        if sent.is_some() {
            self.follow().await;
        }
    }

    async fn send(&self, act: &str) -> Option<()> {
        let request = Request::post(&self.form.get_attribute("action")?)
            .header("accept", "application/json")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("do={act}"));
        request.ok()?.send().await.ok().filter(Response::ok).map(drop)
    }

    /// Looks at the call until it is over.
    async fn follow(self: Rc<Self>) {
        if self.followed.replace(true) {
            // Whoever looks goes on looking.
            self.look().await;
            return;
        }
        while self.look().await {
            browser::sleep(LOOK).await;
        }
        self.followed.set(false);
    }

    /// Shows how the call stands; whether it is still to be looked at.
    async fn look(&self) -> bool {
        let said = self.state().await;
        self.cannot(said.is_none());
        // What cannot be asked is asked again.
        let Some(said) = said else { return true };
        self.show(&said);
        self.light(!said.is_empty()).await;
        !said.is_empty()
    }

    /// What has become of the call, in words; empty where none is open, `None` where nobody answers.
    async fn state(&self) -> Option<String> {
        let answer = Request::get(&self.form.get_attribute("data-state")?).send().await.ok().filter(Response::ok)?;
        answer.text().await.ok()
    }

    fn show(&self, said: &str) {
        let called = !said.is_empty();
        if self.form.has_attribute(CALLED) != called {
            let _ = if called { self.form.set_attribute(CALLED, "") } else { self.form.remove_attribute(CALLED) };
            self.mark(called);
            browser::each(&self.form, "button", &mut |button| {
                button.set_hidden((button.get_attribute("value").as_deref() == Some("end")) != called);
            });
            // The page of the call itself says more than this sentence.
            if browser::find::<HtmlElement>(HELP_PAGE).is_some() {
                browser::reload();
            }
        }
        self.write(said);
    }

    fn write(&self, said: &str) {
        if let Some(document) = browser::document().and_then(|document| document.document_element()) {
            browser::each(&document, "[data-help=said]", &mut |line| browser::write(&line, said));
        }
    }

    fn cannot(&self, cannot: bool) {
        if let Some(line) = browser::first(&self.form, "[data-help=cannot]") {
            line.set_hidden(!cannot);
        }
    }

    fn mark(&self, called: bool) {
        if let Some(body) = browser::document().and_then(|document| document.body()) {
            let _ = if called { body.set_attribute(CALLED, "") } else { body.remove_attribute(CALLED) };
        }
    }

    /// Lets the lamp say it too, until it does: a bridge serves its machine only once the door has vouched for it.
    async fn light(&self, called: bool) {
        if self.lit.get() == Some(called) {
            return;
        }
        let Some(bridge) = Bridge::here() else { return };
        if bridge.light(if called { Lamp::Called } else { Lamp::Off }).await {
            self.lit.set(Some(called));
        }
    }
}
