//! A counter's queue, kept fresh. The buttons stay the server's own forms; when the counter itself was changed elsewhere
//! (another window of the same counter, the steward), the page is fetched anew, so that no button speaks of somebody else.

use domain::text::Lang;
use leptos::prelude::*;

use super::{Live, words};
use crate::{
    live::{CounterView, LiveWords},
    msg::{counter, queue},
};

/// Lines of who comes next; a snapshot never has more.
const NEXT: usize = 5;

/// What is said of a counter's queue.
#[must_use]
pub fn counter_words(view: &CounterView, lang: Lang) -> LiveWords {
    let mut say = LiveWords::default();
    say.text("waiting", counter::WAITING.with(lang, &[("n", &view.waiting.to_string())]));
    say.when("nobody", view.next.is_empty());
    for at in 0..NEXT {
        let person = view.next.get(at);
        say.when(format!("next-{at}"), person.is_some());
        say.when(format!("overdue-{at}"), person.is_some_and(|person| person.overdue));
        say.text(format!("number-{at}"), person.map(|person| person.number.clone()).unwrap_or_default());
        say.text(format!("class-{at}"), person.map(|person| words::class_name(person.class).of(lang)).unwrap_or_default());
        let waited = person.map(|person| queue::WAITED.with(lang, &[("n", &person.waited.to_string())]));
        say.text(format!("waited-{at}"), waited.unwrap_or_default());
    }
    say.text("as-of", counter::AS_OF.with(lang, &[("time", &view.as_of)]));
    let who = view.current.as_ref().map(|person| (&person.number, person.state, person.calls));
    say.drawn_for(format!("{:?}", (view.state, who, &view.at_desk)));
    say
}

/// How many wait, who comes next.
#[component]
pub fn Queue(
    /// The counter now.
    view: CounterView,
    /// Where its changes are heard of.
    events: String,
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    let say = counter_words(&view, lang);
    let lines = (0..NEXT).map(|at| {
        let key = |part: &str| format!("{part}-{at}");
        let text = |part: &str| say.of(&key(part));
        view! {
            <li data-live-when=key("next") hidden=say.hides(&key("next"))>
                <strong data-live=key("number")>{text("number")}</strong>
                " "
                <span class="tag" data-live=key("class")>{text("class")}</span>
                " "
                <span data-live=key("waited")>{text("waited")}</span>
                " "
                <span class="tag tag-unsure" data-live-when=key("overdue") hidden=say.hides(&key("overdue"))>
                    {queue::OVERDUE.of(lang)}
                </span>
            </li>
        }
    });
    view! {
        <div class="counter-live" data-live-events=events data-live-drawn=say.drawn().to_owned()>
            <p class="notice notice-warn" role="status" data-live-lost hidden=true>{counter::LOST.of(lang)}</p>
            <p class="notice" role="status" data-live-changed hidden=true>
                {counter::CHANGED.of(lang)}
                " "
                <a href="">{counter::RELOAD.of(lang)}</a>
            </p>
            <p data-live="waiting">{say.of("waiting")}</p>
            <p class="hint" data-live-when="nobody" hidden=say.hides("nobody")>{counter::QUEUE_NONE.of(lang)}</p>
            <ol class="counter-next">{lines.collect_view()}</ol>
            <p class="hint" data-live="as-of">{say.of("as-of")}</p>
            <Live/>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::queue::Class;

    use crate::live::{CounterNext, CounterState};

    use super::*;

    fn counter() -> CounterView {
        CounterView {
            version: 1,
            state: CounterState::Open,
            current: None,
            waiting: 1,
            next: vec![CounterNext { number: "A013".to_owned(), class: Class::Ordinary, waited: 4, overdue: true }],
            at_desk: vec![],
            as_of: "10:05".to_owned(),
        }
    }

    #[test]
    fn a_page_is_drawn_for_one_state_of_its_counter() {
        let say = counter_words(&counter(), Lang::Zh);
        let paused = counter_words(&CounterView { state: CounterState::Paused, ..counter() }, Lang::Zh);
        let later = counter_words(&CounterView { version: 2, waiting: 3, as_of: "10:06".to_owned(), ..counter() }, Lang::Zh);
        assert_ne!(say.drawn(), paused.drawn());
        assert_eq!(say.drawn(), later.drawn());
    }

    #[test]
    fn every_word_has_its_place_on_the_counter() {
        let owner = Owner::new();
        owner.set();
        let say = counter_words(&counter(), Lang::En);
        say.assert_placed(&view! { <Queue view=counter() events="/counter/hy/1/events".to_owned() lang=Lang::En/> }.to_html());
    }
}
