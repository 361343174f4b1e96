//! The way to the kiosk's own printer: a small program on 127.0.0.1 that the page asks by gloo-net. Where it is, and the secret
//! that opens it, stand on the body of an enrolled kiosk's pages; anywhere else there is none. Browser only.

use std::time::Duration;

use gloo_net::http::{Request, RequestBuilder, Response};
use js_sys::{JSON, Reflect};
use wasm_bindgen::JsValue;
use web_sys::AbortController;

use crate::browser;

/// A ticket takes two seconds; the bridge itself gives a printer fifteen.
const PRINTS_WITHIN: Duration = Duration::from_secs(25);
/// It is on the same machine.
const ANSWERS_WITHIN: Duration = Duration::from_secs(3);

/// The bridge of this kiosk.
pub struct Bridge {
    address: String,
    secret: String,
}

/// What became of a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printed {
    /// The printer said that it printed.
    Yes,
    /// It said that it did not, and why.
    No(Trouble),
    /// Nobody answered: it may have printed or not.
    Unknown,
}

/// Why a printer does not print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No paper.
    Out,
    /// The cover is open.
    Cover,
    /// Not connected.
    Offline,
    /// The paper is stuck, or anything else that is not said.
    Jam,
}

impl Trouble {
    /// The word of the bridge and of the page.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::Cover => "cover",
            Self::Offline => "offline",
            Self::Jam => "jam",
        }
    }

    fn parse(code: &str) -> Option<Self> {
        [Self::Out, Self::Cover, Self::Offline, Self::Jam].into_iter().find(|trouble| trouble.code() == code)
    }
}

/// How the paper is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roll {
    /// Enough.
    Good,
    /// Nearly out.
    NearEnd,
    /// Nothing can be printed: no paper, or the printer does not work.
    None,
}

/// What the lamp over the machine shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lamp {
    /// Somebody is called: amber, blinking.
    Called,
    /// Nothing.
    Off,
}

impl Lamp {
    /// As the bridge takes it.
    const fn asked(self) -> &'static str {
        match self {
            Self::Called => r#"{"colour":"amber","blink":true}"#,
            Self::Off => r#"{"colour":"off"}"#,
        }
    }
}

impl Bridge {
    /// The bridge that the page was told of.
    #[must_use]
    pub fn here() -> Option<Self> {
        let body = browser::document()?.body()?;
        Some(Self { address: body.get_attribute("data-bridge")?, secret: body.get_attribute("data-bridge-secret")? })
    }

    /// Prints lines (a JSON list that the server wrote) once under a key; asked again with the same key, it answers the same.
    pub async fn print(&self, key: &str, lines: &str) -> Printed {
        // The key is the server's: hexadecimal, a point and figures, so it needs no escaping.
        let body = format!("{{\"key\":\"{key}\",\"lines\":{lines}}}");
        let request = Request::post(&format!("{}/v1/print", self.address)).header("content-type", "application/json");
        let Some(said) = self.ask(request, Some(body), PRINTS_WITHIN).await else { return Printed::Unknown };
        match text(&said, "outcome").as_deref() {
            Some("printed") => Printed::Yes,
            Some("failed") => Printed::No(text(&said, "why").and_then(|why| Trouble::parse(&why)).unwrap_or(Trouble::Jam)),
            _ => Printed::Unknown,
        }
    }

    /// How the paper is; `None` when nobody answers.
    pub async fn roll(&self) -> Option<Roll> {
        let said = self.ask(Request::get(&format!("{}/v1/state", self.address)), None, ANSWERS_WITHIN).await?;
        let printer = Reflect::get(&said, &"printer".into()).ok()?;
        Some(match text(&printer, "state")?.as_str() {
            "ok" => Roll::Good,
            "near_end" => Roll::NearEnd,
            _ => Roll::None,
        })
    }

    /// Switches the lamp; whether the bridge did. A machine without a lamp lets it be.
    pub async fn light(&self, lamp: Lamp) -> bool {
        let request = Request::post(&format!("{}/v1/lamp", self.address)).header("content-type", "application/json");
        self.send(request, Some(lamp.asked().to_owned()), ANSWERS_WITHIN).await.is_some()
    }

    async fn ask(&self, request: RequestBuilder, body: Option<String>, within: Duration) -> Option<JsValue> {
        let answer = self.send(request, body, within).await?;
        JSON::parse(&answer.text().await.ok()?).ok()
    }

    async fn send(&self, request: RequestBuilder, body: Option<String>, within: Duration) -> Option<Response> {
        let patience = AbortController::new().ok()?;
        let request = request.header("authorization", &format!("Bearer {}", self.secret)).abort_signal(Some(&patience.signal()));
        browser::later(within, move || patience.abort());
        let request = match body {
            Some(body) => request.body(body),
            None => request.build(),
        };
        request.ok()?.send().await.ok().filter(Response::ok)
    }
}

fn text(of: &JsValue, key: &str) -> Option<String> {
    browser::field(of, key).as_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_is_known_by_its_word() {
        for trouble in [Trouble::Out, Trouble::Cover, Trouble::Offline, Trouble::Jam] {
            assert_eq!(Trouble::parse(trouble.code()), Some(trouble));
        }
        assert_eq!(Trouble::parse("near_end"), None);
    }
}
