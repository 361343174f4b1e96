//! What happened to the vouchers, the newest first: the wallet shows the first page, earlier ones stand at addresses of their own. So
//! every purchase can be found again, and complained about.

use domain::{text::Text, voucher::Rules};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{store_name, token, yuan};
use crate::{
    msg::wallet as words,
    parts::{Screen, loaded_or_not_found, when},
    ports::{
        ports,
        vouchers::{History, HistoryKind, HistoryLine},
    },
    visit::{lang, t},
};

/// `/wallet/{wallet}/history/{page}`: page 1 is the one after the wallet's own.
#[component]
pub fn HistoryPage() -> impl IntoView {
    let (ports, token) = (ports(), token());
    let page = use_params_map().get_untracked().get("page").and_then(|page| page.parse::<u32>().ok()).filter(|page| *page > 0);
    let base = format!("/wallet/{token}");
    let read = async move {
        let Some(page) = page else { return Ok(None) };
        let found = ports.vouchers.history(&token, page).await?;
        Ok(found.filter(|history| !history.lines.is_empty()).map(|history| (history, page)))
    };
    loaded_or_not_found(read, move |(history, page)| {
        let back = if page == 1 { base.clone() } else { format!("{base}/history/{}", page - 1) };
        view! { <Screen title=t(words::HISTORY) back=back><Happened history page base/></Screen> }
    })
}

/// The lines of a page, and the way to earlier ones.
#[component]
pub(super) fn Happened(history: History, page: u32, base: String) -> impl IntoView {
    let rules = ports().vouchers.rules();
    let lines = history.lines.into_iter().map(|line| view! { <Line line base=base.clone() rules=rules.as_ref().clone()/> });
    let lines = lines.collect_view();
    let earlier = history.earlier.then(|| {
        view! { <p><a href=format!("{base}/history/{}", page + 1)>{t(words::EARLIER)}</a></p> }
    });
    view! {
        <ul class="messages">{lines}</ul>
        {earlier}
    }
    .into_any()
}

#[component]
fn Line(line: HistoryLine, base: String, rules: Rules) -> impl IntoView {
    let lang = lang();
    let (what, sign): (Text, &str) = match line.what {
        HistoryKind::Granted => (words::GRANTED, "+"),
        HistoryKind::Spent => (words::SPENT, "−"),
        HistoryKind::CameBack => (words::CAME_BACK, "+"),
        HistoryKind::Ended => (words::EXPIRED, "−"),
        HistoryKind::TakenBack => (words::TAKEN_BACK, "−"),
    };
    let store = line.store.as_ref().map(|code| view! { <span>{store_name(&rules, code)}</span> });
    let carrier = line.carrier.as_deref().map(|name| view! { <span>{carrier_words(name)}</span> });
    let see =
        line.charge.as_ref().map(|charge| view! { <a href=format!("{base}/charge/{}", charge.as_str())>{t(words::SEE)}</a> });
    view! {
        <li>
            <p class="cluster">
                <time datetime=when::machine(line.at)>{when::moment(lang, line.at)}</time>
                <span>{t(what)}</span>
                {store}
                {carrier}
                <strong class="figure">{format!("{sign}{}", yuan(line.fen))}</strong>
                {see}
            </p>
        </li>
    }
    .into_any()
}

/// Who bought it for the holder: «张* 代买»; somebody whose name is forgotten, too.
pub(super) fn carrier_words(name: &str) -> String {
    match name {
        "" => t(words::CARRIED).to_owned(),
        name => words::CARRIED_BY.with(lang(), &[("name", name)]),
    }
}
