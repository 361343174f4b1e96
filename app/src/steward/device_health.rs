//! How a kiosk is, in plain words.

use domain::text::Text;
use leptos::prelude::*;

use crate::{
    msg::devices as words,
    parts::when,
    ports::devices::{DeviceLine, Health, Power, Printer, Reader, Trace, Wipe},
    shell::Assets,
    visit::{lang, t},
};

/// A clock that is off by less tells nobody a wrong time.
const CLOCK_RIGHT_WITHIN_S: i64 = 5;

/// Its last report, line by line.
#[component]
pub(super) fn HealthList(line: DeviceLine) -> impl IntoView {
    let seen = line.seen.map_or_else(|| t(words::SEEN_NEVER).to_owned(), |at| when::moment(lang(), at));
    let mut facts = vec![(words::SEEN, seen)];
    facts.extend(line.health.as_ref().map(told).unwrap_or_default());
    let rows = facts.into_iter().map(|(name, fact)| view! { <div><dt>{t(name)}</dt><dd>{fact}</dd></div> });
    let forgets = line.health.as_ref().map(|health| view! { <Forgets health=health.clone()/> });
    view! { <dl class="summary-list">{rows.collect_view()} {forgets}</dl> }.into_any()
}

fn told(health: &Health) -> Vec<(Text, String)> {
    let lang = lang();
    let paper = health
        .paper_left
        .map_or_else(|| t(words::UNKNOWN).to_owned(), |left| words::PAPER_LEFT.with(lang, &[("n", &left.to_string())]));
    vec![
        (words::PAGE, page(health)),
        (words::TOUCH, touch(health)),
        (words::PRINTER, t(printer(health.printer)).to_owned()),
        (words::PAPER, paper),
        (words::READER, t(reader(health.reader)).to_owned()),
        (words::SCANNER, t(reader(health.scanner)).to_owned()),
        (words::POWER, t(power(health.ups)).to_owned()),
        (words::CLOCK, clock(health)),
    ]
}

/// Pages are named by the loader that they came with: `/islands.….js`.
fn page(health: &Health) -> String {
    if health.version.is_empty() {
        return t(words::UNKNOWN).to_owned();
    }
    let present = use_context::<Assets>().unwrap_or_default().loader;
    if present.contains(&health.version) {
        return t(words::PAGE_CURRENT).to_owned();
    }
    words::PAGE_OLD.with(lang(), &[("version", &health.version)])
}

fn touch(health: &Health) -> String {
    match health.last_touch_s {
        None => t(words::TOUCH_NEVER).to_owned(),
        Some(seconds) if seconds < 60 => t(words::TOUCH_NOW).to_owned(),
        Some(seconds) => words::TOUCH_MINUTES.with(lang(), &[("n", &(seconds / 60).to_string())]),
    }
}

fn clock(health: &Health) -> String {
    let seconds = health.clock_skew_ms / 1000;
    let text = match seconds {
        fast if fast > CLOCK_RIGHT_WITHIN_S => words::CLOCK_FAST,
        slow if slow < -CLOCK_RIGHT_WITHIN_S => words::CLOCK_SLOW,
        _ => words::CLOCK_RIGHT,
    };
    text.with(lang(), &[("n", &seconds.abs().to_string())])
}

const fn printer(printer: Printer) -> Text {
    match printer {
        Printer::Ok => words::PRINTER_OK,
        Printer::NearEnd => words::PRINTER_NEAR_END,
        Printer::Out => words::PRINTER_OUT,
        Printer::Cover => words::PRINTER_COVER,
        Printer::Jam => words::PRINTER_JAM,
        Printer::Offline => words::PRINTER_OFFLINE,
        Printer::Unknown => words::UNKNOWN,
    }
}

const fn reader(reader: Reader) -> Text {
    match reader {
        Reader::Ok => words::ANSWERS,
        Reader::Offline => words::OFFLINE,
        Reader::Unknown => words::UNKNOWN,
    }
}

const fn power(power: Power) -> Text {
    match power {
        Power::Mains => words::POWER_MAINS,
        Power::Battery => words::POWER_BATTERY,
        Power::None => words::POWER_NONE,
        Power::Unknown => words::UNKNOWN,
    }
}

/// What the nightly search said, and when. What it found stands out.
#[component]
fn Forgets(health: Health) -> impl IntoView {
    let said = match health.wipe {
        Wipe::Ok => view! { {t(words::WIPE_OK)} }.into_any(),
        Wipe::Unknown => view! { {t(words::WIPE_UNKNOWN)} }.into_any(),
        Wipe::Found => {
            let places = health.traces.iter().map(|place| t(trace(*place))).collect::<Vec<_>>().join(t(words::TRACES_BETWEEN));
            let places = (!places.is_empty()).then(|| words::TRACES.with(lang(), &[("places", &places)]));
            view! { <p class="notice notice-warn"><strong>{t(words::WIPE_FOUND)}</strong> {places}</p> }.into_any()
        }
    };
    let day = health.wiped.map(|at| view! { " " <span class="hint">{when::moment(lang(), at)}</span> });
    view! { <div><dt>{t(words::WIPE)}</dt><dd>{said} {day}</dd></div> }.into_any()
}

const fn trace(place: Trace) -> Text {
    match place {
        Trace::Storage => words::TRACE_STORAGE,
        Trace::Database => words::TRACE_DATABASE,
        Trace::Cache => words::TRACE_CACHE,
        Trace::Page => words::TRACE_PAGE,
        Trace::History => words::TRACE_HISTORY,
        Trace::Cookie => words::TRACE_COOKIE,
        Trace::Session => words::TRACE_SESSION,
        Trace::Elsewhere => words::TRACE_ELSEWHERE,
    }
}
