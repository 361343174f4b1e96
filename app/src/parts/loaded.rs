//! Data first, then the page: on the server a page waits for what it shows, so it is sent whole.

use std::future::Future;

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::{not_found, unavailable};
#[cfg(feature = "ssr")]
use crate::ports::Unavailable;

/// Renders `view` once `data` is there. Pages render on the server only and in `SsrMode::Async`, so the resident
/// never sees the empty state in between.
pub fn loaded<T, V>(data: impl Future<Output = T> + Send + 'static, view: impl FnOnce(T) -> V + Send + 'static) -> impl IntoView
where
    T: Send + 'static,
    V: IntoView + Send + 'static,
{
    view! {
        <Suspense>{Suspend::new(async move { view(data.await).into_any() })}</Suspense>
    }
}

/// The same for what an address may lead to or not: the «nothing here» page where it does not, the «we do not answer» page where the
/// store does not answer.
#[cfg(feature = "ssr")]
pub fn loaded_or_not_found<T, V>(
    data: impl Future<Output = Result<Option<T>, Unavailable>> + Send + 'static,
    view: impl FnOnce(T) -> V + Send + 'static,
) -> impl IntoView
where
    T: Send + 'static,
    V: IntoView + Send + 'static,
{
    loaded(data, move |found| match found {
        Ok(Some(found)) => view(found).into_any(),
        Ok(None) => not_found(),
        Err(Unavailable) => unavailable(),
    })
}
