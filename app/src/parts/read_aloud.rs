//! Reads the page aloud: with the browser's own voice, or at a kiosk, whose browser has none, with the speech that the machine's bridge
//! makes. Where there is neither, nothing is shown.

use std::{cell::Cell, rc::Rc};

use domain::text::Lang;
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{HtmlElement, SpeechSynthesis, SpeechSynthesisUtterance, SpeechSynthesisVoice};

use super::{bridge_voice, bridge_voice::BridgeVoice};
use crate::{
    browser,
    kiosk::{sentences, spoken},
    msg::{common, kiosk_shell},
    visit,
};

/// On the body while something is said: nobody who listens is taken for gone.
pub(crate) const SPEAKING: &str = "data-speaking";

/// The button. Hidden until the browser or the machine has shown that it can speak the language.
#[component]
pub fn ReadAloud(
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    let at_kiosk = visit::visit().kiosk.is_some();
    let hints = at_kiosk.then(|| {
        view! {
            <span class="hint" data-says="headphones" hidden=true>{kiosk_shell::HEADPHONES.of(lang)}</span>
            <span class="hint" data-says="silent" role="status" hidden=true>{kiosk_shell::SPEAK_SILENT.of(lang)}</span>
        }
    });
    view! {
        <button type="button" class="button-quiet read-aloud" hidden=true>
            <span data-says="read">{common::READ_ALOUD.of(lang)}</span>
            <span data-says="stop" hidden=true>{common::READ_STOP.of(lang)}</span>
            {hints}
            <Reader/>
        </button>
    }
}

/// Reads and stops.
#[island]
pub fn Reader() -> impl IntoView {
    browser::awake(|button| match BridgeVoice::find() {
        Some(voice) => bridge_voice::wake(&button, Rc::new(voice)),
        None => by_the_browser(button),
    })
}

fn by_the_browser(button: HtmlElement) {
    let Some(synthesis) = synthesis() else { return };
    let lang = visit::lang();
    // What the page before was saying stops here.
    synthesis.cancel();
    button.set_hidden(voice(&synthesis, lang).is_none());
    // Many browsers load their voices only after they were first asked for.
    let (able, voices) = (button.clone(), synthesis.clone());
    let listener = Closure::<dyn Fn()>::new(move || able.set_hidden(voice(&voices, lang).is_none()));
    synthesis.set_onvoiceschanged(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
    let speaking = Rc::new(Cell::new(false));
    let pressed = button.clone();
    browser::on(&button, "click", move |_| {
        synthesis.cancel();
        if speaking.replace(false) || speak(&synthesis, lang, &pressed, &speaking).is_none() {
            offer(&pressed, false);
        } else {
            speaking.set(true);
            offer(&pressed, true);
        }
    });
}

/// What the button says it does, and whether the page is being read.
pub(super) fn offer(button: &HtmlElement, speaks: bool) {
    let act = if speaks { "stop" } else { "read" };
    browser::each(button, "[data-says=read], [data-says=stop]", &mut |words| {
        words.set_hidden(words.get_attribute("data-says").as_deref() != Some(act));
    });
    if let Some(body) = browser::document().and_then(|document| document.body()) {
        let _ = if speaks { body.set_attribute(SPEAKING, "") } else { body.remove_attribute(SPEAKING) };
    }
}

fn synthesis() -> Option<SpeechSynthesis> {
    browser::window()?.speech_synthesis().ok()
}

/// A voice whose language begins as the page's does (`zh-CN`, `zh_CN`, `en-GB`).
fn voice(synthesis: &SpeechSynthesis, lang: Lang) -> Option<SpeechSynthesisVoice> {
    let wanted = match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    };
    synthesis
        .get_voices()
        .iter()
        .filter_map(|voice| voice.dyn_into::<SpeechSynthesisVoice>().ok())
        .find(|voice| voice.lang().get(..2).is_some_and(|start| start.eq_ignore_ascii_case(wanted)))
}

/// What is read of a page.
pub(super) fn page_words(lang: Lang) -> Option<String> {
    Some(spoken(&browser::find::<HtmlElement>("main")?.inner_text(), lang))
}

/// Sentence by sentence: long texts are cut off by some browsers.
fn speak(synthesis: &SpeechSynthesis, lang: Lang, button: &HtmlElement, speaking: &Rc<Cell<bool>>) -> Option<()> {
    let voice = voice(synthesis, lang)?;
    let text = page_words(lang)?;
    let mut last = None;
    for sentence in sentences(&text) {
        let utterance = SpeechSynthesisUtterance::new_with_text(sentence).ok()?;
        utterance.set_lang(lang.tag());
        utterance.set_voice(Some(&voice));
        synthesis.speak(&utterance);
        last = Some(utterance);
    }
    let (button, speaking) = (button.clone(), Rc::clone(speaking));
    let done = Closure::<dyn Fn()>::new(move || {
        speaking.set(false);
        offer(&button, false);
    });
    last?.set_onend(Some(done.as_ref().unchecked_ref()));
    done.forget();
    Some(())
}
