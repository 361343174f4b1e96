//! What happens at a till while a phone shows its code: what waits for a word, and the latest purchase. The page shows it, and asks
//! again and again whether it is still the same.

use leptos::prelude::*;

use super::{charge::became, store_name, yuan};
use crate::{
    msg::wallet as words,
    parts::when,
    ports::{
        Ports, Unavailable, ports,
        vouchers::{Bearer, ChargeState, ChargeView, WaitingCharge},
    },
    visit::{lang, t},
};

/// What a bearer has to do with tills now.
#[derive(Clone, Debug)]
pub struct AtTill {
    /// What waits for a word.
    pub waiting: Vec<WaitingCharge>,
    /// The latest purchase, whatever became of it.
    pub latest: Option<ChargeView>,
}

impl AtTill {
    /// As it is now.
    pub async fn read(ports: &Ports, bearer: &Bearer) -> Result<Self, Unavailable> {
        let waiting = ports.vouchers.waiting(bearer).await?;
        Ok(Self { waiting, latest: ports.vouchers.latest(bearer).await? })
    }

    /// A text that is another as soon as any of it is another. It names purchases and nobody; where there is nothing, it is empty.
    #[must_use]
    pub fn mark(&self) -> String {
        let waiting = self.waiting.iter().map(|one| one.charge.as_str().to_owned());
        let latest = self.latest.iter().map(|one| {
            let state = match one.state {
                ChargeState::Waiting => "waiting",
                ChargeState::Paid => "paid",
                ChargeState::Declined => "declined",
                ChargeState::Lapsed => "lapsed",
                ChargeState::Conflict(_) => "conflict",
            };
            format!("{}-{state}-{}", one.charge.as_str(), one.returned.0)
        });
        waiting.chain(latest).collect::<Vec<_>>().join(".")
    }
}

/// The latest purchase, as the store has it. `base` is the holder's wallet; who carries is shown no more of it.
#[component]
pub(super) fn Latest(charge: ChargeView, base: Option<String>) -> impl IntoView {
    let see = base.map(|base| {
        view! { <p><a href=format!("{base}/charge/{}", charge.charge.as_str())>{t(words::SEE)}</a></p> }
    });
    view! {
        <section class="card" aria-labelledby="latest">
            <h2 id="latest">{t(words::LATEST)}</h2>
            <p class="cluster">
                <span>{store_name(&ports().vouchers.rules(), &charge.store)}</span>
                <strong class="figure">{yuan(charge.fen)}</strong>
                <time datetime=when::machine(charge.at)>{when::moment(lang(), charge.at)}</time>
            </p>
            <p>{became(&charge)}</p>
            {see}
        </section>
    }
    .into_any()
}
