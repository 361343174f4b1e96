//! A table of figures.

use domain::text::Text;
use leptos::prelude::*;

use crate::visit::t;

/// A column's heading.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    name: Text,
    figure: bool,
}

/// A column of words.
#[must_use]
pub const fn words(name: Text) -> Column {
    Column { name, figure: false }
}

/// A column of figures: they stand to the right, their cells with the class `figure`.
#[must_use]
pub const fn figure(name: Text) -> Column {
    Column { name, figure: true }
}

/// The table. On a narrow screen it scrolls by itself, by keyboard too.
#[component]
pub fn Figures(
    /// The id of the heading that names it.
    named_by: &'static str,
    /// Its columns, from the first.
    columns: Vec<Column>,
    /// Its rows, `<tr>` each.
    children: Children,
) -> impl IntoView {
    let headings = columns.into_iter().map(|column| view! { <th scope="col" class:figure=column.figure>{t(column.name)}</th> });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-labelledby=named_by>
            <table class="figures">
                <thead>
                    <tr>{headings.collect_view()}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
