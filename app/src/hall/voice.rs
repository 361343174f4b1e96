//! The hall's voice: prepared clips one after another, one call at a time. Browsers are silent until somebody touches the
//! page, unless they were started to speak by themselves.

use std::{cell::RefCell, collections::VecDeque, time::Duration};

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast as _, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlAudioElement;

/// No clip is so long: a player that says nothing for so long is stuck, and the next clip goes on.
const STUCK: Duration = Duration::from_secs(5);

thread_local! {
    /// A page has one voice, and a browser's page one thread: announcements can never overlap.
    static PLAYER: RefCell<Player> = RefCell::default();
}

#[derive(Default)]
struct Player {
    audio: Option<HtmlAudioElement>,
    waiting: VecDeque<String>,
    /// Grows with each clip, so that a late word about an old one changes nothing.
    turn: u32,
    busy: bool,
}

/// Whether the browser lets the page speak now: plays one clip, hardly to be heard unless `loud`. Tells `answer`.
pub fn try_out(loud: bool, answer: impl FnOnce(bool) + 'static) {
    let Some(audio) = audio() else { return answer(false) };
    audio.set_volume(if loud { 1.0 } else { 0.01 });
    audio.set_src(&clip("qing"));
    let playing = audio.play().map(JsFuture::from);
    spawn_local(async move {
        let can = match playing {
            Ok(playing) => playing.await.is_ok(),
            Err(_) => false,
        };
        answer(can);
    });
}

/// «请 A 0 1 2 号 到 3 号窗口», after whatever is being said.
pub fn call(number: &str, counter: u16) {
    PLAYER.with_borrow_mut(|player| player.waiting.extend(sentence(number, counter).iter().map(|word| clip(word))));
    if !busy() {
        go_on();
    }
}

/// Whether something is being said.
pub fn busy() -> bool {
    PLAYER.with_borrow(|player| player.busy)
}

/// The one player, made at its first use.
fn audio() -> Option<HtmlAudioElement> {
    if let Some(audio) = PLAYER.with_borrow(|player| player.audio.clone()) {
        return Some(audio);
    }
    let audio = HtmlAudioElement::new().ok()?;
    for event in ["ended", "error"] {
        let over = Closure::<dyn Fn()>::new(go_on);
        audio.add_event_listener_with_callback(event, over.as_ref().unchecked_ref()).ok()?;
        over.forget();
    }
    PLAYER.with_borrow_mut(|player| player.audio = Some(audio.clone()));
    Some(audio)
}

/// The next clip, if one waits.
fn go_on() {
    let Some(audio) = audio() else { return };
    let next = PLAYER.with_borrow_mut(|player| {
        let next = player.waiting.pop_front();
        player.busy = next.is_some();
        player.turn = player.turn.wrapping_add(1);
        next.map(|next| (next, player.turn))
    });
    let Some((next, turn)) = next else { return };
    audio.set_volume(1.0);
    audio.set_src(&next);
    if let Ok(playing) = audio.play() {
        // A refusal is also an error event, or a silence that the time limit ends.
        spawn_local(async move {
            let _ = JsFuture::from(playing).await;
        });
    }
    let on_if_stuck = move || {
        if PLAYER.with_borrow(|player| player.busy && player.turn == turn) {
            go_on();
        }
    };
    set_timeout(on_if_stuck, STUCK);
}

fn clip(word: &str) -> String {
    format!("/voice/zh/{word}.mp3")
}

/// The words of a call, each the name of a clip.
fn sentence(number: &str, counter: u16) -> Vec<String> {
    let mut words = vec!["qing".to_owned()];
    words.extend(number.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase().to_string()));
    words.extend(["hao".to_owned(), "dao".to_owned()]);
    words.extend(counted(counter));
    words.push("hao-chuangkou".to_owned());
    words
}

/// A counter's number as it is said: 3 三, 12 十二, 20 二十, 21 二十一; from 100 digit by digit.
fn counted(counter: u16) -> Vec<String> {
    let (tens, ones) = (counter / 10, counter % 10);
    let mut words = Vec::new();
    match tens {
        0 => return vec![ones.to_string()],
        1 => {}
        2..=9 => words.push(tens.to_string()),
        _ => return counter.to_string().chars().map(String::from).collect(),
    }
    words.push("shi".to_owned());
    if ones > 0 {
        words.push(ones.to_string());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_said_as_people_say_it() {
        assert_eq!(sentence("A012", 3), ["qing", "a", "0", "1", "2", "hao", "dao", "3", "hao-chuangkou"]);
    }

    #[test]
    fn counters_are_counted_in_tens() {
        assert_eq!(counted(10), ["shi"]);
        assert_eq!(counted(12), ["shi", "2"]);
        assert_eq!(counted(20), ["2", "shi"]);
        assert_eq!(counted(21), ["2", "shi", "1"]);
        assert_eq!(counted(105), ["1", "0", "5"]);
    }
}
