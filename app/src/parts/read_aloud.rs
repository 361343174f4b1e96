//! Reads the page aloud with the browser's own voice. A browser without a voice for the page's language shows nothing.

use std::{cell::Cell, rc::Rc};

use domain::text::Lang;
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{HtmlElement, SpeechSynthesis, SpeechSynthesisUtterance, SpeechSynthesisVoice};

use crate::{browser, msg::common, visit};

/// The button. Hidden until the browser has shown that it can speak the language.
#[component]
pub fn ReadAloud(
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    view! {
        <button type="button" class="button-quiet read-aloud" hidden=true>
            <span data-says="read">{common::READ_ALOUD.of(lang)}</span>
            <span data-says="stop" hidden=true>{common::READ_STOP.of(lang)}</span>
            <Reader/>
        </button>
    }
}

/// Reads and stops.
#[island]
pub fn Reader() -> impl IntoView {
    browser::awake(|button| {
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
                offer(&pressed, "read");
            } else {
                speaking.set(true);
                offer(&pressed, "stop");
            }
        });
    })
}

/// What the button says it does.
fn offer(button: &HtmlElement, act: &str) {
    browser::each(button, "[data-says]", &mut |words| words.set_hidden(words.get_attribute("data-says").as_deref() != Some(act)));
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

/// Sentence by sentence: long texts are cut off by some browsers.
fn speak(synthesis: &SpeechSynthesis, lang: Lang, button: &HtmlElement, speaking: &Rc<Cell<bool>>) -> Option<()> {
    let voice = voice(synthesis, lang)?;
    let text = browser::find::<HtmlElement>("main")?.inner_text();
    let mut last = None;
    for sentence in text.split_inclusive(['\n', '。', '！', '？', '；', '!', '?']).map(str::trim).filter(|part| !part.is_empty())
    {
        let utterance = SpeechSynthesisUtterance::new_with_text(sentence).ok()?;
        utterance.set_lang(lang.tag());
        utterance.set_voice(Some(&voice));
        synthesis.speak(&utterance);
        last = Some(utterance);
    }
    let (button, speaking) = (button.clone(), Rc::clone(speaking));
    let done = Closure::<dyn Fn()>::new(move || {
        speaking.set(false);
        offer(&button, "read");
    });
    last?.set_onend(Some(done.as_ref().unchecked_ref()));
    done.forget();
    Some(())
}
