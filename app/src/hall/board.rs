//! The board on the hall's wall, 1920×1080, both languages at once.

use domain::{ids::VenueCode, text::Lang, time::Moment};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{Both, Live, words};
use crate::{
    live::{BoardView, LiveCall, LiveWords},
    msg::board,
    parts::{Face, Page, loaded_or_not_found},
    ports::ports,
    visit::t,
};

/// Lines of the board; a snapshot never has more calls.
const LINES: usize = 8;

/// Called numbers, who is next, how long it takes.
#[component]
pub fn BoardPage() -> impl IntoView {
    let venue = VenueCode(use_params_map().get_untracked().get("venue").unwrap_or_default());
    let ports = ports();
    let code = venue.clone();
    loaded_or_not_found(async move { ports.hall.board(&code).await }, move |found| view! { <Shown venue found/> })
}

#[component]
fn Shown(venue: VenueCode, found: BoardView) -> impl IntoView {
    let ports = ports();
    let name = ports.district.venue(&venue).map(|venue| venue.name.clone()).unwrap_or_default();
    let title = format!("{} · {}", t(board::TITLE), name.zh);
    view! {
        <Page title face=Face::Board>
            <h1 class="board-title">
                <span lang="zh-CN">{name.zh}</span>
                " "
                <span class="both-en" lang="en">{name.en}</span>
            </h1>
            <Board view=found events=format!("/board/{venue}/events") now=ports.clock.now()/>
        </Page>
    }
    .into_any()
}

/// What is said on a board. In both languages: many people look at it together.
#[must_use]
pub fn board_words(view: &BoardView) -> LiveWords {
    let mut say = LiveWords::default();
    say.when("nobody", view.calls.is_empty());
    for at in 0..LINES {
        let call = view.calls.get(at);
        say.when(format!("call-{at}"), call.is_some());
        say.text(format!("number-{at}"), call.map(|call| call.number.clone()).unwrap_or_default());
        say.text(format!("counter-{at}"), call.map(|call| call.counter.to_string()).unwrap_or_default());
        say.text(format!("name-{at}"), call.map(|call| call.masked_name.clone()).unwrap_or_default());
    }
    say.text("next", view.next.join("  "));
    say.when("next-none", view.next.is_empty());
    say.text("waiting", view.waiting.to_string());
    say.text("open", view.counters_open.to_string());
    say.text("wait-zh", words::range(Lang::Zh, view.wait));
    say.text("wait-en", words::range(Lang::En, view.wait));
    say.when("at-desk", !view.at_desk.is_empty());
    say.text("at-desk", view.at_desk.join("  "));
    say.text("lost-zh", board::LOST.with(Lang::Zh, &[("time", &view.as_of)]));
    say.text("lost-en", board::LOST.with(Lang::En, &[("time", &view.as_of)]));
    let calls = view.calls.iter();
    say.calls(calls.map(|call| LiveCall { id: call.call_id, number: call.number.clone(), counter: call.counter }).collect());
    say
}

/// The board. Every line is there from the start and is shown or hidden: one that runs for days stays at the same size.
#[component]
fn Board(view: BoardView, events: String, now: Moment) -> impl IntoView {
    let say = board_words(&view);
    let lines = (0..LINES).map(|at| {
        let key = |part: &str| format!("{part}-{at}");
        let class = if at == 0 { "board-new" } else { "" };
        let cell = |class: &'static str, part: &str| {
            let text = say.of(&key(part));
            view! { <td class=class data-live=key(part)>{text}</td> }
        };
        view! {
            <tr class=class data-live-when=key("call") hidden=say.hides(&key("call"))>
                {cell("board-number", "number")} {cell("board-counter", "counter")} {cell("board-name", "name")}
            </tr>
        }
    });
    view! {
        <div class="board" data-live-events=events data-called=say.last_call().to_string() data-written=now.0.to_string()>
            <div class="board-top">
                <p class="board-lost-say" role="status" data-live-lost hidden=true>
                    <span lang="zh-CN" data-live="lost-zh">{say.of("lost-zh")}</span>
                    " "
                    <span lang="en" data-live="lost-en">{say.of("lost-en")}</span>
                </p>
                <button type="button" class="button board-voice" hidden=true><Both text=board::VOICE_START/></button>
                <p class="board-clock">{now.clock_face()}</p>
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
                <p class="board-nobody" data-live-when="nobody" hidden=say.hides("nobody")><Both text=board::NOBODY/></p>
            </div>
            <aside class="board-side">
                <section>
                    <h2><Both text=board::NEXT/></h2>
                    <p class="board-next" data-live="next">{say.of("next")}</p>
                    <p data-live-when="next-none" hidden=say.hides("next-none")><Both text=board::NEXT_NONE/></p>
                </section>
                <dl class="board-figures">
                    <div><dt><Both text=board::WAITING/></dt><dd data-live="waiting">{say.of("waiting")}</dd></div>
                    <div><dt><Both text=board::OPEN/></dt><dd data-live="open">{say.of("open")}</dd></div>
                    <div class="board-wait">
                        <dt><Both text=board::WAIT/></dt>
                        <dd>
                            <span lang="zh-CN" data-live="wait-zh">{say.of("wait-zh")}</span>
                            " "
                            <span class="both-en" lang="en" data-live="wait-en">{say.of("wait-en")}</span>
                        </dd>
                    </div>
                </dl>
                <section class="board-desk" data-live-when="at-desk" hidden=say.hides("at-desk")>
                    <h2><Both text=board::AT_DESK/></h2>
                    <p class="board-next" data-live="at-desk">{say.of("at-desk")}</p>
                </section>
            </aside>
            <Live/>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use crate::live::BoardCall;

    use super::*;

    #[test]
    fn every_word_has_its_place_on_the_board() {
        let owner = Owner::new();
        owner.set();
        let call = BoardCall {
            number: "A012".to_owned(),
            counter: 3,
            masked_name: "张*".to_owned(),
            call_id: 7,
            at: "10:03".to_owned(),
        };
        let view = BoardView {
            version: 1,
            calls: vec![call],
            next: vec!["A013".to_owned()],
            waiting: 1,
            wait: None,
            counters_open: 1,
            at_desk: vec!["B002".to_owned()],
            as_of: "10:05".to_owned(),
        };
        let say = board_words(&view);
        assert_eq!((say.of("number-0").as_str(), say.of("counter-0").as_str(), say.last_call()), ("A012", "3", 7));
        assert!(!say.hides("call-0") && say.hides("call-1") && say.hides("nobody") && say.of("number-1").is_empty());
        let now = Moment(0);
        say.assert_placed(&view! { <Board view=view events="/board/hy/events".to_owned() now/> }.to_html());
        let quiet = empty();
        let say = board_words(&quiet);
        assert!(!say.hides("nobody") && !say.hides("next-none"));
        say.assert_placed(&view! { <Board view=quiet events="/board/hy/events".to_owned() now/> }.to_html());
    }

    fn empty() -> BoardView {
        BoardView {
            version: 0,
            calls: vec![],
            next: vec![],
            waiting: 0,
            wait: None,
            counters_open: 0,
            at_desk: vec![],
            as_of: "10:05".to_owned(),
        }
    }
}
