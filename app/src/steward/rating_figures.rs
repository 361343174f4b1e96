//! How services, venues and stores were rated: the share of each level. The desk says nothing of those with few ratings.

use domain::{rating::Level, text::Text};
use leptos::prelude::*;

use super::figures::{Figures, figure, words as column};
use crate::{
    msg::rating as words,
    parts::level_words,
    ports::{
        ports,
        ratings::{Rated, RatedLine},
    },
    resident::voucher::store_name,
    visit::{lang, t},
};

/// The tables.
#[component]
pub fn RatingFigures(figures: Vec<RatedLine>) -> impl IntoView {
    let none = figures.is_empty();
    let (mut services, mut venues, mut stores) = (Vec::new(), Vec::new(), Vec::new());
    for line in figures {
        match line.what {
            Rated::Service(_) => services.push(line),
            Rated::Venue(_) => venues.push(line),
            Rated::Store(_) => stores.push(line),
        }
    }
    view! {
        <section aria-labelledby="rated">
            <h2 id="rated">{t(words::FIGURES)}</h2>
            <p class="hint">{t(words::FIGURES_TEXT)}</p>
            {none.then(|| view! { <p>{t(words::FIGURES_NONE)}</p> })}
            <Table id="by-service" title=words::FIGURES_SERVICE lines=services/>
            <Table id="by-venue" title=words::FIGURES_VENUE lines=venues/>
            <Table id="by-store" title=words::FIGURES_STORE lines=stores/>
        </section>
    }
    .into_any()
}

#[component]
fn Table(id: &'static str, title: Text, lines: Vec<RatedLine>) -> impl IntoView {
    if lines.is_empty() {
        return ().into_any();
    }
    let mut columns = vec![column(words::WHAT), figure(words::COUNT)];
    columns.extend(Level::ALL.map(|level| figure(level_words(level))));
    let rows = lines.into_iter().map(|line| {
        let shares = line.levels.map(|n| view! { <td class="figure">{percent(n, line.count)}</td> });
        view! {
            <tr>
                <th scope="row">{name(&line.what)}</th>
                <td class="figure">{line.count}</td>
                {shares.collect_view()}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <h3 id=id>{t(title)}</h3>
        <Figures named_by=id columns>{rows}</Figures>
    }
    .into_any()
}

fn name(what: &Rated) -> String {
    let (lang, ports) = (lang(), ports());
    match what {
        Rated::Service(code) => {
            ports.catalogue.guide(code.as_str()).map_or_else(|| code.to_string(), |guide| guide.name.of(lang).to_owned())
        }
        Rated::Venue(code) => ports.district.venue(code).map_or_else(|| code.to_string(), |venue| venue.name.of(lang).to_owned()),
        Rated::Store(code) => store_name(&ports.vouchers.rules(), code),
    }
}

/// A part of the whole in whole percent.
fn percent(part: i64, whole: i64) -> String {
    format!("{}%", (part * 100 + whole / 2) / whole.max(1))
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn shares_are_rounded() {
        assert_eq!([percent(1, 3), percent(2, 3), percent(0, 0), percent(12, 12)], ["33%", "67%", "0%", "100%"]);
    }
}
