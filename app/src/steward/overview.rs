//! The steward's first page: what needs a hand today.

use domain::time::Moment;
use jiff::civil::Date;
use leptos::prelude::*;

use super::figures::{Figures, figure, words};
use crate::{
    msg::{devices, grants, kiosk_offline, rating, sign_in, steward},
    parts::{Face, Page, loaded, unavailable, when},
    ports::{Calibration, DepartmentLine, Ports, Unavailable, VenueDay, ports},
    visit::{lang, t},
};

/// What the page shows.
struct Today {
    date: Date,
    now: Moment,
    venues: Vec<VenueDay>,
    departments: Vec<DepartmentLine>,
    calibration: Calibration,
    /// Open calls for help at kiosks.
    calls: usize,
}

/// Venues today, departments, honesty of the ranges, and where to go on.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let ports = ports();
    loaded(async move { read(&ports).await }, |read| match read {
        Ok(today) => view! { <Shown today/> }.into_any(),
        Err(Unavailable) => unavailable(),
    })
}

async fn read(ports: &Ports) -> Result<Today, Unavailable> {
    let now = ports.clock.now();
    let date = now.day();
    Ok(Today {
        date,
        now,
        venues: ports.steward.venue_days(date).await?,
        departments: ports.steward.departments().await?,
        calibration: ports.steward.calibration(None).await?,
        calls: ports.devices.calls().await?.len(),
    })
}

#[component]
fn Shown(today: Today) -> impl IntoView {
    let lang = lang();
    let Today { date, now, venues, departments, calibration, calls } = today;
    view! {
        <Page title=t(steward::TITLE) face=Face::Staff>
            <div class="title-row">
                <h1>{t(steward::TITLE)}</h1>
                <form method="post" action="/staff/leave"><button class="button-quiet">{t(sign_in::LEAVE)}</button></form>
            </div>
            {(calls > 0)
                .then(|| {
                    let words = devices::CALLS_OPEN.with(lang, &[("n", &calls.to_string())]);
                    view! { <p class="notice notice-warn" role="status"><a href="/steward/devices">{words}</a></p> }
                })}
            <nav class="cluster" aria-label=t(steward::LINKS)>
                <a class="button" href="/steward/messages">{t(steward::TO_MESSAGES)}</a>
                <a class="button" href="/steward/dispatches">{t(steward::TO_DISPATCHES)}</a>
                <a class="button" href="/steward/call-backs">{t(kiosk_offline::CALL_BACKS_TITLE)}</a>
                <a class="button" href="/steward/kiosk-conflicts">{t(kiosk_offline::CONFLICTS_TITLE)}</a>
                <a class="button" href="/steward/vouchers">{t(grants::TITLE)}</a>
                <a class="button" href="/steward/ratings">{t(rating::STEWARD_TITLE)}</a>
                <a class="button" href="/steward/devices">{t(devices::TITLE)}</a>
                <a class="button button-danger" href="/steward/call-off">{t(steward::TO_CALL_OFF)}</a>
            </nav>
            <section>
                <h2 id="departments">{t(steward::DEPARTMENTS)}</h2>
                <Departments departments now/>
            </section>
            <section>
                <h2 id="honesty">{t(steward::HONESTY)}</h2>
                <Honesty calibration/>
            </section>
            <section>
                <h2 id="venues">{steward::TODAY.with(lang, &[("day", &when::day(lang, date))])}</h2>
                <Venues venues/>
            </section>
        </Page>
    }
    .into_any()
}

#[component]
fn Departments(departments: Vec<DepartmentLine>, now: Moment) -> impl IntoView {
    if departments.is_empty() {
        return view! { <p class="hint">{t(steward::NO_DEPARTMENTS)}</p> }.into_any();
    }
    let rows = departments.into_iter().map(move |department| {
        let health = match department.paused_until.filter(|until| *until > now) {
            Some(until) => steward::HELD.with(lang(), &[("time", &until.clock_face())]),
            None if department.failures > 0 => t(steward::SLOW).to_owned(),
            None => t(steward::HEALTHY).to_owned(),
        };
        let well = department.failures == 0;
        view! {
            <tr>
                <th scope="row"><code>{department.code}</code></th>
                <td class="figure">{department.waiting}</td>
                <td class="figure">
                    {if department.parked > 0 {
                        view! { <a href="/steward/dispatches#parked">{department.parked}</a> }.into_any()
                    } else {
                        department.parked.into_any()
                    }}
                </td>
                <td class="figure">{department.failures}</td>
                <td><span class="tag" class:tag-free=well class:tag-unsure=!well>{health}</span></td>
            </tr>
        }
    });
    view! {
        <Figures named_by="departments" columns=vec![words(steward::DEPARTMENT), figure(steward::WAITING), figure(steward::PARKED), figure(steward::FAILURES), words(steward::HEALTH)]>
            {rows.collect_view()}
        </Figures>
    }
    .into_any()
}

/// How often people were called within the longest time that they were told.
#[component]
fn Honesty(calibration: Calibration) -> impl IntoView {
    let lang = lang();
    let Calibration { promises, within, sooner, later } = calibration;
    if promises <= 0 {
        return view! { <p class="hint">{t(steward::HONESTY_NONE)}</p> }.into_any();
    }
    let share = |n: i64| {
        let percent = (n * 100 + promises / 2) / promises;
        steward::SHARE.with(lang, &[("n", &n.to_string()), ("percent", &percent.to_string())])
    };
    let text = steward::HONESTY_TEXT.with(lang, &[("n", &promises.to_string()), ("ten", &of_ten(within + sooner, promises))]);
    view! {
        <p class="lead">{text}</p>
        <dl class="summary-list">
            <div><dt>{t(steward::SOONER)}</dt><dd>{share(sooner)}</dd></div>
            <div><dt>{t(steward::WITHIN)}</dt><dd>{share(within)}</dd></div>
            <div><dt>{t(steward::LATER)}</dt><dd>{share(later)}</dd></div>
        </dl>
    }
    .into_any()
}

/// `8.7` of ten, rounded; a whole number without its zero.
fn of_ten(part: i64, whole: i64) -> String {
    let tenths = (part * 100 + whole / 2) / whole;
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

#[component]
fn Venues(venues: Vec<VenueDay>) -> impl IntoView {
    let lang = lang();
    let district = ports().district;
    let rows = venues.into_iter().map(move |day| {
        let state = match &day.closed {
            Some(why) => steward::CLOSED.with(lang, &[("why", why.of(lang))]),
            None if day.capacity == 0 => t(steward::NO_SESSIONS).to_owned(),
            None => t(steward::OPEN).to_owned(),
        };
        let code = day.venue;
        let counters =
            district.venue(&code).map(|venue| venue.counters.iter().map(|plan| plan.no).collect::<Vec<_>>()).unwrap_or_default();
        let name = day.name.of(lang).to_owned();
        let named = |what: &str| format!("{name} {what}");
        let counter_links = counters.into_iter().map(|no| {
            let label = named(&format!("{} {no}", t(steward::COUNTER)));
            view! { " " <a href=format!("/counter/{code}/{no}") aria-label=label>{no.to_string()}</a> }
        });
        view! {
            <tr>
                <th scope="row">{name.clone()}</th>
                <td class="figure">{day.booked} " / " {day.capacity}</td>
                <td>{state}</td>
                <td>
                    <a href=format!("/kiosk/{code}") aria-label=named(t(steward::KIOSK))>{t(steward::KIOSK)}</a>
                    " · "
                    <a href=format!("/board/{code}") aria-label=named(t(steward::BOARD))>{t(steward::BOARD)}</a>
                    " · "
                    {t(steward::COUNTER)}
                    {counter_links.collect_view()}
                </td>
            </tr>
        }
    });
    view! {
        <Figures named_by="venues" columns=vec![words(steward::VENUE), figure(steward::BOOKED), words(steward::STATE), words(steward::PAGES)]>
            {rows.collect_view()}
        </Figures>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::of_ten;

    #[test]
    fn people_of_ten_are_told_with_one_decimal() {
        assert_eq!(of_ten(9, 10), "9");
        assert_eq!(of_ten(87, 100), "8.7");
        assert_eq!(of_ten(0, 3), "0");
        assert_eq!(of_ten(2, 3), "6.7");
    }
}
