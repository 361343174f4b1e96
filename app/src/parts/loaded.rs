//! Data first, then the page: on the server a page waits for what it shows, so it is sent whole.

use std::future::Future;

use leptos::prelude::*;

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
