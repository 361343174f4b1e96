//! The board, kept fresh and speaking. It runs unattended for days: a lost connection is made anew by itself, each call is
//! announced once, and at a quiet moment the page starts afresh.

use std::{cell::Cell, time::Duration};

use leptos::prelude::*;

use crate::{
    hall::{Both, listen::listen, voice, words},
    live::BoardView,
    msg::board,
};
use domain::text::Lang;

/// After so long the page starts afresh, so that nothing grows in a browser that is never closed.
const AFRESH_AFTER_MS: f64 = 6.0 * 3_600_000.0;
/// A moment is quiet when nobody was called for so long.
const QUIET_MS: f64 = 120_000.0;
/// A recall or a busy minute: never more announcements at once than somebody would still listen to.
const AT_ONCE: usize = 4;

/// Called numbers, who is next, how long it takes, the clock.
#[island]
pub fn LiveBoard(
    /// The board when the page was written.
    first: BoardView,
    /// Where it is heard of.
    events: String,
    /// The server's time then, milliseconds since 1970: the wall's clock is the server's, not the screen's.
    written_ms: i64,
) -> impl IntoView {
    let announced = last_call(&first);
    let view = RwSignal::new(first);
    let lost = RwSignal::new(false);
    let clock = RwSignal::new(face(written_ms));
    let speaking = RwSignal::new(false);
    let silent = RwSignal::new(false);
    Effect::new(move || listen(events.clone(), view, lost));
    Effect::new(move || {
        // A browser started to speak by itself (a flag) does; in any other the button asks for one touch.
        voice::try_out(false, move |can| {
            speaking.set(can);
            silent.set(!can);
        });
    });
    Effect::new(move |before: Option<i64>| {
        let known = before.unwrap_or(announced);
        let board = view.get();
        let calls = board.calls.iter().rev().filter(|call| call.call_id > known);
        if speaking.get_untracked() {
            let new: Vec<_> = calls.collect();
            for call in &new[new.len().saturating_sub(AT_ONCE)..] {
                voice::call(&call.number, call.counter);
            }
        }
        known.max(last_call(&board))
    });
    Effect::new(move || {
        let began = js_sys::Date::now();
        let changed = Cell::new((began, 0));
        let tick = move || {
            let now = js_sys::Date::now();
            clock.set(face(written_ms + (now - began) as i64));
            let call = last_call(&view.get_untracked());
            if changed.get().1 != call {
                changed.set((now, call));
            }
            // Where one touch was needed to speak, a fresh page would be silent: better an old page than a silent hall.
            let touched = silent.get_untracked() && speaking.get_untracked();
            let busy = voice::busy();
            let due = now - began > AFRESH_AFTER_MS && now - changed.get().0 > QUIET_MS;
            if due && !touched && !busy && !lost.get_untracked() {
                reload();
            }
        };
        if let Ok(every_second) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || every_second.clear());
        }
    });
    let unlock = move |_| voice::try_out(true, move |can| speaking.set(can));
    view! {
        <div class="board" class:board-lost=move || lost.get()>
            <div class="board-top">
                <p class="board-lost-say" role="status" hidden=move || !lost.get()>
                    {move || lost.get().then(|| {
                        let time = view.get().as_of;
                        board::LOST.with(Lang::Zh, &[("time", &time)])
                    })}
                </p>
                <button type="button" class="button board-voice" hidden=move || speaking.get() || !silent.get() on:click=unlock>
                    <Both text=board::VOICE_START/>
                </button>
                <p class="board-clock">{clock}</p>
            </div>
            <table class="board-calls">
                <thead>
                    <tr>
                        <th scope="col"><Both text=board::NUMBER/></th>
                        <th scope="col"><Both text=board::COUNTER/></th>
                        <th scope="col"><Both text=board::NAME/></th>
                    </tr>
                </thead>
                <tbody>{move || calls(&view.get())}</tbody>
            </table>
            <aside class="board-side">{move || side(&view.get())}</aside>
        </div>
    }
}

fn calls(view: &BoardView) -> AnyView {
    if view.calls.is_empty() {
        return view! { <tr><td class="board-nobody" colspan="3"><Both text=board::NOBODY/></td></tr> }.into_any();
    }
    let newest = last_call(view);
    view.calls
        .iter()
        .cloned()
        .map(|call| {
            view! {
                <tr class:board-new=call.call_id == newest>
                    <td class="board-number">{call.number}</td>
                    <td class="board-counter">{call.counter.to_string()}</td>
                    <td class="board-name">{call.masked_name}</td>
                </tr>
            }
        })
        .collect_view()
        .into_any()
}

fn side(view: &BoardView) -> AnyView {
    let BoardView { next, waiting, wait, counters_open, at_desk, .. } = view.clone();
    let people = waiting.to_string();
    view! {
        <section>
            <h2><Both text=board::NEXT/></h2>
            {if next.is_empty() {
                view! { <p><Both text=board::NEXT_NONE/></p> }.into_any()
            } else {
                view! { <ul class="board-next">{next.into_iter().map(|number| view! { <li>{number}</li> }).collect_view()}</ul> }
                    .into_any()
            }}
        </section>
        <dl class="board-figures">
            <div><dt><Both text=board::WAITING/></dt><dd>{people}</dd></div>
            <div><dt><Both text=board::OPEN/></dt><dd>{counters_open.to_string()}</dd></div>
            <div class="board-wait">
                <dt><Both text=board::WAIT/></dt>
                <dd>
                    <span lang="zh-CN">{words::range(Lang::Zh, wait)}</span>
                    " "
                    <span class="both-en" lang="en">{words::range(Lang::En, wait)}</span>
                </dd>
            </div>
        </dl>
        {(!at_desk.is_empty())
            .then(|| {
                view! {
                    <section class="board-desk">
                        <h2><Both text=board::AT_DESK/></h2>
                        <ul class="board-next">{at_desk.into_iter().map(|number| view! { <li>{number}</li> }).collect_view()}</ul>
                    </section>
                }
            })}
    }
    .into_any()
}

/// The newest call; 0 before the first.
fn last_call(view: &BoardView) -> i64 {
    view.calls.iter().map(|call| call.call_id).max().unwrap_or(0)
}

/// `HH:MM` in Beijing.
fn face(ms: i64) -> String {
    domain::time::Moment(ms).clock_face()
}

fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}
