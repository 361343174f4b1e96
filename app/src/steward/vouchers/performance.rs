//! How the stores do (绩效评估): their month, how they were rated, and the way to a statement of any of their days.

use domain::ids::StoreCode;
use jiff::civil::Date;
use leptos::prelude::*;

use crate::{
    forms::{Answer, FieldMistake, Form, FormState},
    msg::{grants as words, rating},
    parts::{Field, FieldError, SendOnce, when},
    ports::{
        Ports, ports,
        ratings::{Rated, RatedLine},
        vouchers::StoreFigures,
    },
    resident::voucher::{store_name, yuan},
    steward::figures::{Figures, figure, words as column},
    visit::{lang, t},
};

/// A statement is asked for.
pub(super) const STATEMENT: &str = "statement";
const STORE: &str = "store";
const DAY: &str = "day";
/// Stands where nothing is said.
const NOTHING: &str = "–";

/// Each store's month so far, and how it was rated since the beginning: of a month too few rate to tell of.
#[component]
pub(super) fn Stores(month: Vec<StoreFigures>, rated: Vec<RatedLine>) -> impl IntoView {
    let lang = lang();
    let rules = ports().vouchers.rules();
    let yesterday = yesterday();
    let rows = month.into_iter().map(|line| {
        let name = store_name(&rules, &line.store);
        let rated = rated.iter().find(|rated| rated.what == Rated::Store(line.store.clone()));
        let count = rated.map_or_else(|| NOTHING.to_owned(), |rated| rated.count.to_string());
        let mean = rated.and_then(RatedLine::mean_tenths).map_or_else(|| NOTHING.to_owned(), tenths);
        view! {
            <tr>
                <th scope="row">{name.clone()}</th>
                <td class="figure">{line.redemptions}</td>
                <td class="figure">{yuan(line.spent)}</td>
                <td class="figure">{line.reversals}</td>
                <td class="figure">{line.disputes}</td>
                <td class="figure">{line.conflicts}</td>
                <td class="figure">{count}</td>
                <td class="figure">{mean}</td>
                <td>
                    <a href=address(&line.store, yesterday)>
                        {when::day(lang, yesterday)}
                        <span class="visually-hidden">{name}</span>
                    </a>
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <section>
            <h2 id="stores">{t(words::STORES)}</h2>
            <Figures
                named_by="stores"
                columns=vec![
                    column(words::STORE),
                    figure(words::REDEMPTIONS),
                    figure(words::SPENT),
                    figure(words::REVERSALS),
                    figure(words::COMPLAINTS),
                    figure(words::CONFLICTS_COUNT),
                    figure(words::RATED_COUNT),
                    figure(words::RATED_MEAN),
                    column(words::YESTERDAY),
                ]
            >
                {rows}
            </Figures>
            <p class="hint">{t(words::RATED_TEXT)} <a href="/steward/ratings">{t(rating::STEWARD_TITLE)}</a></p>
            <AnyDay/>
        </section>
    }
    .into_any()
}

/// A statement of a day of one's choice.
#[component]
fn AnyDay() -> impl IntoView {
    let lang = lang();
    let rules = ports().vouchers.rules();
    let state = FormState::current();
    let (chosen, wrong) = (state.value_or(STORE, ""), state.mistake(STORE).is_some());
    let options = rules.stores.iter().map(|store| {
        let name = store.name.of(lang).to_owned();
        view! { <option value=store.code.to_string() selected=chosen == store.code.as_str()>{name}</option> }
    });
    let options = options.collect_view();
    view! {
        <h3>{t(words::ANY_DAY)}</h3>
        <form method="post" action="/steward/vouchers" novalidate=true>
            <div class="field field-short" class:field-wrong=wrong>
                <label for=STORE>{t(words::STORE)}</label>
                <FieldError name=STORE.to_owned()/>
                <select id=STORE name=STORE aria-invalid=wrong.then_some("true") aria-describedby=wrong.then_some("store-error")>
                    {options}
                </select>
            </div>
            <Field name=DAY label=words::ANY_DAY_DAY kind="date" value=yesterday().to_string() class="field-short" longest=10/>
            <button class="button" name="do" value=STATEMENT>{t(words::ANY_DAY_SHOW)}</button>
            <SendOnce lang/>
        </form>
    }
    .into_any()
}

fn yesterday() -> Date {
    let today = ports().clock.now().day();
    today.yesterday().unwrap_or(today)
}

fn address(store: &StoreCode, day: Date) -> String {
    format!("/steward/vouchers/{store}/{day}")
}

/// Goes to the statement that was asked for.
pub(super) fn to_statement(ports: &Ports, form: Form) -> Answer {
    let store = StoreCode::from(form.get(STORE));
    let mut mistakes = Vec::new();
    if ports.vouchers.rules().store(&store).is_none() {
        mistakes.push(FieldMistake::new(STORE, words::ANY_DAY_STORE_WRONG));
    }
    match form.get(DAY).trim().parse::<Date>() {
        Ok(day) if mistakes.is_empty() => return Answer::Go(address(&store, day)),
        Ok(_) => {}
        Err(_) => mistakes.push(FieldMistake::new(DAY, words::ANY_DAY_WRONG)),
    }
    Answer::mistakes(form, mistakes)
}

/// `4.6`.
fn tenths(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::tenths;

    #[test]
    fn a_mean_is_told_with_one_decimal() {
        assert_eq!([50, 46, 10].map(tenths), ["5.0", "4.6", "1.0"]);
    }
}
