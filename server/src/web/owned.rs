//! What belongs to an account is not opened by its address alone, which a browser keeps after its person has signed out. Every
//! address of a case, a booking or a draft is asked about before anything of it is shown or taken, the files and ratings too.

use app::{
    ports::{Unavailable, cases::Asker},
    shell::Instead,
    visit::Visit,
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use domain::ids::{BookingToken, CaseToken, DraftToken};

use super::{
    Web,
    page::{Show, render},
};

/// What an address is about.
#[derive(Debug, PartialEq, Eq)]
enum Thing {
    Case(CaseToken),
    Booking(BookingToken),
    Draft(DraftToken),
}

/// Lets through what opens to who asks. To everybody else it says how they get there.
pub async fn guard(State(web): State<Web>, request: Request, next: Next) -> Response {
    let Some(thing) = thing(request.uri().path()) else { return next.run(request).await };
    let visit = request.extensions().get::<Visit>().cloned().unwrap_or_default();
    let who = Asker::of(&visit);
    let opens = match &thing {
        Thing::Case(case) => web.ports.cases.opens(case, &who).await,
        Thing::Booking(booking) => web.ports.bookings.opens(booking, who.resident.as_deref(), &who.visitor).await,
        Thing::Draft(draft) => web.ports.cases.draft_opens(draft, &who).await,
    };
    let instead = match opens {
        Ok(true) => return next.run(request).await,
        Ok(false) => Instead::SomebodysOwn,
        Err(Unavailable) => Instead::Unavailable,
    };
    render(&web, request.into_parts().0, Show::Instead(instead)).await
}

/// What the address names, if it is one of these.
fn thing(path: &str) -> Option<Thing> {
    let mut parts = path.split('/').skip(1);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next());
    Some(match (first, second, third) {
        ("case", token, _) | ("rate", "application" | "decision" | "supplement", Some(token)) => {
            Thing::Case(CaseToken(token.to_owned()))
        }
        ("booking", token, _) | ("rate", "booking", Some(token)) => Thing::Booking(BookingToken(token.to_owned())),
        ("draft", token, _) => Thing::Draft(DraftToken(token.to_owned())),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_of_a_thing_is_about_it() {
        let case = || Some(Thing::Case(CaseToken("kZ3".to_owned())));
        for path in ["/case/kZ3", "/case/kZ3/file/1", "/case/kZ3/receipt.pdf", "/rate/decision/kZ3"] {
            assert_eq!(thing(path), case(), "{path}");
        }
        assert_eq!(thing("/booking/kZ3/cancel"), Some(Thing::Booking(BookingToken("kZ3".to_owned()))));
        assert_eq!(thing("/rate/booking/kZ3"), Some(Thing::Booking(BookingToken("kZ3".to_owned()))));
        assert_eq!(thing("/draft/kZ3/check"), Some(Thing::Draft(DraftToken("kZ3".to_owned()))));
        for path in ["/", "/case", "/services/xc-jz-01", "/rate/ticket/kZ3", "/find"] {
            assert_eq!(thing(path), None, "{path}");
        }
    }
}
