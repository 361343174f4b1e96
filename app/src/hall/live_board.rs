//! The board, kept fresh and speaking. It runs unattended for days: a lost connection is made anew by itself, each call is
//! announced once, and at a quiet moment the page starts afresh.

use std::{cell::Cell, time::Duration};

use leptos::prelude::*;

use crate::{
    hall::{Both, listen::listen, voice, words},
    live::{BoardCall, BoardView},
    msg::board,
};
use domain::text::Lang;

/// After so long the page starts afresh, so that nothing grows in a browser that is never closed.
const AFRESH_AFTER_MS: f64 = 6.0 * 3_600_000.0;
/// A moment is quiet when nobody was called for so long.
const QUIET_MS: f64 = 120_000.0;
/// A recall or a busy minute: never more announcements at once than somebody would still listen to.
const AT_ONCE: usize = 4;
/// Lines of the board; a snapshot never has more calls.
const LINES: usize = 8;
/// How long a new call blinks.
const FLASH: Duration = Duration::from_secs(4);

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
    let flash = RwSignal::new(false);
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
        let new: Vec<_> = board.calls.iter().rev().filter(|call| call.call_id > known).collect();
        if !new.is_empty() {
            flash.set(true);
            set_timeout(move || flash.set(false), FLASH);
        }
        if speaking.get_untracked() {
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
    // Every line is there from the start and is shown or hidden: the same few kinds of signal serve all of them, which keeps
    // the browser's module small and a board that runs for days at the same size.
    let text = move |of: fn(&BoardView) -> String| Signal::derive(move || of(&view.get()));
    let unless = move |of: fn(&BoardView) -> bool| Signal::derive(move || !of(&view.get()));
    let lines = (0..LINES).map(|at| {
        let of = move |of: fn(&BoardCall) -> String| Signal::derive(move || view.get().calls.get(at).map(of).unwrap_or_default());
        let absent = Signal::derive(move || view.get().calls.len() <= at);
        let class = if at == 0 { "board-new" } else { "" };
        view! {
            <tr class=class hidden=absent>
                <td class="board-number">{of(|call| call.number.clone())}</td>
                <td class="board-counter">{of(|call| call.counter.to_string())}</td>
                <td class="board-name">{of(|call| call.masked_name.clone())}</td>
            </tr>
        }
    });
    view! {
        <div class="board" class:board-lost=lost class:board-flash=flash>
            <div class="board-top">
                <p class="board-lost-say" role="status" hidden=Signal::derive(move || !lost.get())>
                    <span lang="zh-CN">{text(|view| board::LOST.with(Lang::Zh, &[("time", &view.as_of)]))}</span>
                    " "
                    <span lang="en">{text(|view| board::LOST.with(Lang::En, &[("time", &view.as_of)]))}</span>
                </p>
                <button
                    type="button"
                    class="button board-voice"
                    hidden=Signal::derive(move || speaking.get() || !silent.get())
                    on:click=unlock
                >
                    <Both text=board::VOICE_START/>
                </button>
                <p class="board-clock">{clock}</p>
            </div>
            <div>
                <table class="board-calls">
                    <thead>
                        <tr>
                            <th scope="col"><Both text=board::NUMBER/></th>
                            <th scope="col"><Both text=board::COUNTER/></th>
                            <th scope="col"><Both text=board::NAME/></th>
                        </tr>
                    </thead>
                    <tbody>{lines.collect_view()}</tbody>
                </table>
                <p class="board-nobody" hidden=unless(|view| view.calls.is_empty())><Both text=board::NOBODY/></p>
            </div>
            <aside class="board-side">
                <section>
                    <h2><Both text=board::NEXT/></h2>
                    <p class="board-next">{text(|view| view.next.join("  "))}</p>
                    <p hidden=unless(|view| view.next.is_empty())><Both text=board::NEXT_NONE/></p>
                </section>
                <dl class="board-figures">
                    <div><dt><Both text=board::WAITING/></dt><dd>{text(|view| view.waiting.to_string())}</dd></div>
                    <div><dt><Both text=board::OPEN/></dt><dd>{text(|view| view.counters_open.to_string())}</dd></div>
                    <div class="board-wait">
                        <dt><Both text=board::WAIT/></dt>
                        <dd>
                            <span lang="zh-CN">{text(|view| words::range(Lang::Zh, view.wait))}</span>
                            " "
                            <span class="both-en" lang="en">{text(|view| words::range(Lang::En, view.wait))}</span>
                        </dd>
                    </div>
                </dl>
                <section class="board-desk" hidden=unless(|view| !view.at_desk.is_empty())>
                    <h2><Both text=board::AT_DESK/></h2>
                    <p class="board-next">{text(|view| view.at_desk.join("  "))}</p>
                </section>
            </aside>
        </div>
    }
}

/// The newest call; 0 before the first.
fn last_call(view: &BoardView) -> i64 {
    view.calls.iter().map(|call| call.call_id).max().unwrap_or(0)
}

/// `HH:MM` in Beijing, which is UTC+08:00 exactly. Plain arithmetic: a calendar in the browser would be the larger half of
/// this island.
fn face(ms: i64) -> String {
    let minutes = (ms.div_euclid(60_000) + 8 * 60).rem_euclid(24 * 60);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

#[cfg(test)]
mod tests {
    use super::face;

    #[test]
    fn the_wall_shows_beijing_time() {
        for ms in [0, 1_795_480_200_000, 1_795_480_259_999, 1_795_534_199_999] {
            assert_eq!(face(ms), domain::time::Moment(ms).clock_face());
        }
    }
}
