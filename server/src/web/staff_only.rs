//! Who of the staff is asking, and that nobody else sees staff pages.

use app::{
    msg::common,
    ports::vouchers::{may_grant, may_serve},
    visit::{Staff, Visit},
};
use axum::{
    extract::Request,
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use tower_sessions::Session;

use super::form::sign_in_first;

/// The session's entry.
pub const STAFF: &str = "staff";
/// Where counters look after somebody's wallet and card.
const PERSON_BEFORE_THE_COUNTER: &str = "/steward/vouchers/wallet";

/// Puts the signed-in member of staff into the [`Visit`].
pub async fn recognise(session: Session, mut request: Request, next: Next) -> Response {
    let staff = session.get::<Staff>(STAFF).await.unwrap_or_else(|wrong| {
        tracing::warn!(%wrong, "session");
        None
    });
    if let Some(visit) = request.extensions_mut().get_mut::<Visit>() {
        visit.staff = staff;
    }
    next.run(request).await
}

/// Staff pages ask for a sign-in, and for somebody whose pages they are.
pub async fn only(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let staff = request.extensions().get::<Visit>().and_then(|visit| visit.staff.as_ref());
    let allowed = whose(path).map(|may| staff.map(may));
    match allowed {
        None | Some(Some(true)) => next.run(request).await,
        Some(Some(false)) => {
            let words = common::NOT_FOUND_TEXT;
            (StatusCode::FORBIDDEN, format!("{} {}", words.zh, words.en)).into_response()
        }
        Some(None) => sign_in_first(path),
    }
}

/// Who may see a path; `None` for what is not only for staff. Vouchers are the charity department's too, and a person's own are
/// looked up for them at any counter.
fn whose(path: &str) -> Option<fn(&Staff) -> bool> {
    let under = |room: &str| path.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if under(PERSON_BEFORE_THE_COUNTER) {
        Some(may_serve)
    } else if under("/steward/vouchers") {
        Some(may_grant)
    } else if path.starts_with("/steward") {
        Some(|staff| staff.steward)
    } else if path.starts_with("/counter/") {
        Some(|staff| staff.counter)
    } else if under("/till") {
        Some(|staff| staff.store.is_some())
    } else if path == "/helper" {
        Some(|staff| staff.helper)
    } else if path == "/department" {
        Some(|staff| staff.department.is_some())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staff(change: impl FnOnce(&mut Staff)) -> Staff {
        let mut staff = Staff {
            account: "somebody".to_owned(),
            name: "某人".to_owned(),
            counter: false,
            steward: false,
            helper: false,
            department: None,
            store: None,
            venues: Vec::new(),
        };
        change(&mut staff);
        staff
    }

    #[test]
    fn each_of_the_staff_reaches_their_own_pages_and_no_others() {
        let everybody = [
            staff(|one| one.steward = true),
            staff(|one| one.department = Some("charity".to_owned())),
            staff(|one| one.counter = true),
            staff(|one| one.department = Some("subsidy".to_owned())),
            staff(|one| one.store = Some("cs-01".to_owned())),
            staff(|one| one.helper = true),
        ];
        // Steward, charity department, counter, another department, store, community worker.
        for (path, expected) in [
            ("/steward", [true, false, false, false, false, false]),
            ("/steward/tills", [true, false, false, false, false, false]),
            ("/steward/vouchers", [true, true, false, false, false, false]),
            ("/steward/vouchers/grant", [true, true, false, false, false, false]),
            ("/steward/vouchers/list", [true, true, false, false, false, false]),
            ("/steward/vouchers/books", [true, true, false, false, false, false]),
            ("/steward/vouchers/charge/XXXX", [true, true, false, false, false, false]),
            ("/steward/vouchers/cs-01/2026-11-24", [true, true, false, false, false, false]),
            ("/steward/vouchers/cs-01/2026-11-24/csv", [true, true, false, false, false, false]),
            ("/steward/vouchers/wallet", [true, true, true, false, false, false]),
            ("/steward/vouchers-of-another", [true, false, false, false, false, false]),
            ("/counter/hy/1", [false, false, true, false, false, false]),
            ("/till/today", [false, false, false, false, true, false]),
            ("/department", [false, true, false, true, false, false]),
            ("/helper", [false, false, false, false, false, true]),
        ] {
            let may = whose(path).expect("only for staff");
            assert_eq!(everybody.each_ref().map(may), expected, "{path}");
        }
        assert!(whose("/services").is_none() && whose("/tills").is_none());
    }
}
