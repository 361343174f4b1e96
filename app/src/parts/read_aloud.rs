//! Reads the page aloud with the browser's own voice. A browser without a voice for the page's language shows nothing.

use domain::text::Lang;
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{SpeechSynthesis, SpeechSynthesisUtterance, SpeechSynthesisVoice};

use crate::msg::common;

/// The button. Hidden until the browser has shown that it can speak the language.
#[island]
pub fn ReadAloud(
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    let can = RwSignal::new(false);
    let speaking = RwSignal::new(false);
    Effect::new(move || {
        let Some(synthesis) = synthesis() else { return };
        // What the page before was saying stops here.
        synthesis.cancel();
        can.set(voice(&synthesis, lang).is_some());
        // Many browsers load their voices only after they were first asked for.
        let listener = Closure::<dyn Fn()>::new(move || {
            if let Some(synthesis) = self::synthesis() {
                can.set(voice(&synthesis, lang).is_some());
            }
        });
        synthesis.set_onvoiceschanged(Some(listener.as_ref().unchecked_ref()));
        listener.forget();
    });
    let press = move |_| {
        let Some(synthesis) = synthesis() else { return };
        synthesis.cancel();
        if speaking.get_untracked() {
            speaking.set(false);
        } else {
            speaking.set(speak(&synthesis, lang, speaking).is_some());
        }
    };
    view! {
        <button type="button" class="button-quiet read-aloud" hidden=move || !can.get() on:click=press>
            {move || if speaking.get() { common::READ_STOP.of(lang) } else { common::READ_ALOUD.of(lang) }}
        </button>
    }
}

fn synthesis() -> Option<SpeechSynthesis> {
    web_sys::window()?.speech_synthesis().ok()
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
        .find(|voice| voice.lang().to_ascii_lowercase().starts_with(wanted))
}

/// Sentence by sentence: long texts are cut off by some browsers.
fn speak(synthesis: &SpeechSynthesis, lang: Lang, speaking: RwSignal<bool>) -> Option<()> {
    let voice = voice(synthesis, lang)?;
    let main = web_sys::window()?.document()?.get_element_by_id("main")?;
    let text = main.dyn_into::<web_sys::HtmlElement>().ok()?.inner_text();
    let mut last = None;
    for sentence in text.split_inclusive(['\n', '。', '！', '？', '；', '!', '?']).map(str::trim).filter(|part| !part.is_empty())
    {
        let utterance = SpeechSynthesisUtterance::new_with_text(sentence).ok()?;
        utterance.set_lang(lang.tag());
        utterance.set_voice(Some(&voice));
        synthesis.speak(&utterance);
        last = Some(utterance);
    }
    let done = Closure::<dyn Fn()>::new(move || speaking.set(false));
    last?.set_onend(Some(done.as_ref().unchecked_ref()));
    done.forget();
    Some(())
}
