//! The voice of a kiosk: its browser has none, so the machine's bridge makes the speech. Once somebody has asked to be read to, every page
//! that follows is read by itself, whatever has the focus is named, and what is new on the page is told, until they stop it or leave.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};

use domain::text::Lang;
use futures::channel::oneshot;
use gloo_net::http::Request;
use js_sys::{Array, JSON, Uint8Array};
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, Element, HtmlAudioElement, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement,
    Storage, Url,
};

use super::{
    news::{self, News},
    read_aloud::{offer, page_words},
};
use crate::{
    browser,
    kiosk::{Control, Kind, control_words, sentences, spoken},
    visit,
};

/// In the browser's storage while somebody wants to be read to: leaving clears it.
const LISTENS: &str = "read-aloud";

/// The machine's voice.
pub(super) struct BridgeVoice {
    at: String,
    secret: String,
    /// Grows with each thing to say: whatever was said before stops.
    turn: Cell<u32>,
    /// Sentences that are still to be said.
    left: RefCell<VecDeque<String>>,
    speaks: Cell<bool>,
    audio: RefCell<Option<HtmlAudioElement>>,
}

/// How reading ended.
enum Said {
    All,
    /// Something else is being said, or somebody stopped it.
    Overtaken,
    /// The bridge made no speech, or the browser plays none.
    Silent,
}

impl BridgeVoice {
    /// The bridge that the page names; `None` on every machine but an enrolled kiosk.
    pub(super) fn find() -> Option<Self> {
        let body = browser::document()?.body()?;
        let (at, secret) = (body.get_attribute("data-bridge")?, body.get_attribute("data-bridge-secret")?);
        let (turn, left, speaks) = (Cell::new(0), RefCell::default(), Cell::new(false));
        Some(Self { at, secret, turn, left, speaks, audio: RefCell::default() })
    }

    /// Says a text in place of whatever is being said, and then what was added meanwhile.
    async fn say(&self, text: &str, lang: Lang) -> Said {
        let turn = self.hush();
        self.add(text);
        self.speaks.set(true);
        let said = self.say_what_is_left(turn, lang).await;
        if self.turn.get() == turn {
            self.speaks.set(false);
        }
        said
    }

    /// Says a text after what is being said.
    fn add(&self, text: &str) {
        self.left.borrow_mut().extend(sentences(text).map(str::to_owned));
    }

    fn next(&self) -> Option<String> {
        self.left.borrow_mut().pop_front()
    }

    /// Sentence by sentence.
    async fn say_what_is_left(&self, turn: u32, lang: Lang) -> Said {
        while let Some(sentence) = self.next() {
            let sound = self.sound(&sentence, lang).await;
            if self.turn.get() != turn {
                return Said::Overtaken;
            }
            let Some(sound) = sound else { return Said::Silent };
            let played = self.play(&sound).await;
            if self.turn.get() != turn {
                return Said::Overtaken;
            }
            if !played {
                return Said::Silent;
            }
        }
        Said::All
    }

    /// Stops whatever is said.
    fn hush(&self) -> u32 {
        self.turn.set(self.turn.get().wrapping_add(1));
        self.left.borrow_mut().clear();
        self.speaks.set(false);
        if let Some(audio) = self.audio.borrow_mut().take() {
            let _ = audio.pause();
            // Whoever waits for its end waits no more.
            let _ = audio.dispatch_event(&ended());
        }
        self.turn.get()
    }

    async fn sound(&self, text: &str, lang: Lang) -> Option<Blob> {
        let lang = match lang {
            Lang::Zh => "zh",
            Lang::En => "en",
        };
        let text = JSON::stringify(&JsValue::from_str(text)).ok()?.as_string()?;
        let asked = Request::post(&format!("{}/v1/speak", self.at))
            .header("authorization", &format!("Bearer {}", self.secret))
            .header("content-type", "application/json")
            .body(format!("{{\"lang\":\"{lang}\",\"text\":{text}}}"));
        let answer = asked.ok()?.send().await.ok().filter(|answer| answer.ok())?;
        let bytes = Uint8Array::from(answer.binary().await.ok()?.as_slice());
        let kind = BlobPropertyBag::new();
        kind.set_type("audio/wav");
        Blob::new_with_u8_array_sequence_and_options(&Array::of1(&bytes), &kind).ok()
    }

    /// Plays to the end. `false` where the browser does not play.
    async fn play(&self, sound: &Blob) -> bool {
        let Ok(address) = Url::create_object_url_with_blob(sound) else { return false };
        let played = async {
            let audio = HtmlAudioElement::new_with_src(&address).ok()?;
            let (done, ended) = oneshot::channel::<()>();
            let done = RefCell::new(Some(done));
            let listener = Closure::<dyn Fn()>::new(move || {
                if let Some(done) = done.borrow_mut().take() {
                    let _ = done.send(());
                }
            });
            audio.set_onended(Some(listener.as_ref().unchecked_ref()));
            audio.set_onerror(Some(listener.as_ref().unchecked_ref()));
            *self.audio.borrow_mut() = Some(audio.clone());
            let heard = match audio.play() {
                Ok(begins) => JsFuture::from(begins).await.is_ok() && ended.await.is_ok(),
                Err(_) => false,
            };
            audio.set_onended(None);
            audio.set_onerror(None);
            heard.then_some(())
        };
        let played = played.await.is_some();
        let _ = Url::revoke_object_url(&address);
        played
    }
}

fn ended() -> web_sys::Event {
    web_sys::Event::new("ended").expect("a name makes an event")
}

/// Wakes the button: reads and stops, goes on by itself on the next page, names what has the focus.
pub(super) fn wake(button: &HtmlElement, voice: Rc<BridgeVoice>) {
    let lang = visit::lang();
    button.set_hidden(false);
    browser::each(button, "[data-says=headphones]", &mut |hint| hint.set_hidden(false));
    let read = {
        let (button, voice) = (button.clone(), Rc::clone(&voice));
        Rc::new(move || {
            let Some(text) = page_words(lang) else { return };
            offer(&button, true);
            let (button, voice) = (button.clone(), Rc::clone(&voice));
            spawn_local(async move {
                finish(&button, &voice.say(&text, lang).await);
            });
        })
    };
    if listens() {
        read();
    }
    let (pressed, speaks) = (Rc::clone(&read), Rc::clone(&voice));
    let own = button.clone();
    browser::on(button, "click", move |_| {
        let stops = browser::first(&own, "[data-says=stop]").is_some_and(|words| !words.hidden());
        listen(!stops);
        if stops {
            speaks.hush();
            offer(&own, false);
        } else {
            pressed();
        }
    });
    let (speaks, told) = (Rc::clone(&voice), button.clone());
    news::hear(move |new| {
        if listens() {
            tell(&speaks, &told, new, lang);
        }
    });
    let Some(document) = browser::document() else { return };
    let button = button.clone();
    browser::on(&document, "focusin", move |event| {
        let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        // The button itself has just been pressed.
        if !listens() || button.contains(Some(element.as_ref())) {
            return;
        }
        let Some(control) = control(&element) else { return };
        let (voice, button) = (Rc::clone(&voice), button.clone());
        spawn_local(async move {
            offer(&button, true);
            finish(&button, &voice.say(&control_words(&control, lang), lang).await);
        });
    });
}

/// Tells what is new: at once where it is urgent or nothing is being said, after that otherwise.
fn tell(voice: &Rc<BridgeVoice>, button: &HtmlElement, new: &[News], lang: Lang) {
    let text: Vec<String> = new.iter().map(|one| spoken(&one.text, lang)).collect();
    let text = text.join("\n");
    if voice.speaks.get() && !new.iter().any(|one| one.urgent) {
        voice.add(&text);
        return;
    }
    let (voice, button) = (Rc::clone(voice), button.clone());
    spawn_local(async move {
        offer(&button, true);
        finish(&button, &voice.say(&text, lang).await);
    });
}

/// The button offers to read again, and a machine that stays silent says so. The next page tries all the same: speech also ends where a
/// page is left in the middle of it.
fn finish(button: &HtmlElement, said: &Said) {
    if matches!(said, Said::Overtaken) {
        return;
    }
    let silent = matches!(said, Said::Silent);
    offer(button, false);
    browser::each(button, "[data-says=headphones]", &mut |hint| hint.set_hidden(silent));
    browser::each(button, "[data-says=silent]", &mut |hint| hint.set_hidden(!silent));
}

fn storage() -> Option<Storage> {
    browser::window()?.session_storage().ok()?
}

fn listens() -> bool {
    storage().and_then(|storage| storage.get_item(LISTENS).ok().flatten()).is_some()
}

fn listen(on: bool) {
    if let Some(storage) = storage() {
        let _ = if on { storage.set_item(LISTENS, "") } else { storage.remove_item(LISTENS) };
    }
}

/// What the element with the focus is. What somebody typed is not looked at beyond whether there is something.
fn control(element: &Element) -> Option<Control> {
    let text =
        |element: &Element| element.clone().dyn_into::<HtmlElement>().map(|element| element.inner_text()).unwrap_or_default();
    let (kind, own) = match element.tag_name().as_str() {
        "A" => (Kind::Link, text(element)),
        "BUTTON" => (Kind::Button, text(element)),
        "SELECT" => {
            let list: &HtmlSelectElement = element.dyn_ref()?;
            (
                Kind::List,
                format!("{} {}", label(element), list.selected_options().item(0).map(|chosen| text(&chosen)).unwrap_or_default()),
            )
        }
        "OPTION" => (Kind::Choice(element.matches(":checked").unwrap_or(false)), text(element)),
        "TEXTAREA" => {
            let words: &HtmlTextAreaElement = element.dyn_ref()?;
            (Kind::Line(!words.value().is_empty()), label(element))
        }
        "INPUT" => {
            let input: &HtmlInputElement = element.dyn_ref()?;
            let kind = match input.type_().as_str() {
                "radio" | "checkbox" => Kind::Choice(input.checked()),
                "submit" | "button" => Kind::Button,
                _ => Kind::Line(!input.value().is_empty()),
            };
            (kind, label(element))
        }
        _ => return None,
    };
    let name = element.get_attribute("aria-label").unwrap_or(own);
    let hints = element.get_attribute("aria-describedby").unwrap_or_default();
    let hint: Vec<String> = hints.split_whitespace().filter_map(|id| Some(text(&browser::find::<Element>(id)?))).collect();
    Some(Control { kind, name, hint: hint.join(" ") })
}

fn label(element: &Element) -> String {
    let found = browser::document().and_then(|document| {
        let selector = format!("label[for=\"{}\"]", element.id());
        document.query_selector(&selector).ok().flatten()?.dyn_into::<HtmlElement>().ok()
    });
    found.map(|label| label.inner_text()).unwrap_or_default()
}
