//! Live pages: a whole state at once in the visitor's words, nothing again for who has it already, the next change without
//! asking, a counter's only for its staff, and an end at shutdown.

use std::{sync::Arc, time::Duration};

use app::{
    msg::{queue, ticket},
    ports::{CounterAct, HallDesk},
    visit::{View, Visit},
};
use axum::{
    body::{Body, BodyDataStream},
    http::{Request, StatusCode},
    response::Response,
};
use domain::{ids::CounterNo, queue::Class, text::Lang};
use futures::StreamExt as _;
use server::live::sse;
use tower::ServiceExt as _;

use crate::hall::{House, clerk, on_both, venue};

impl House {
    async fn listen(&self, path: &str, last: Option<i64>, visit: Option<Visit>) -> Response {
        let mut request = Request::get(path);
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let mut request = request.body(Body::empty()).expect("a request");
        if let Some(visit) = visit {
            request.extensions_mut().insert(visit);
        }
        let hall: Arc<dyn HallDesk> = self.hall.clone();
        sse::routes(hall, self.desk.live.clone()).oneshot(request).await.expect("an answer")
    }
}

/// The next event; `None` at the end.
async fn heard(events: &mut BodyDataStream) -> Option<String> {
    let next = tokio::time::timeout(Duration::from_secs(5), events.next()).await.expect("something within five seconds");
    next.map(|bytes| String::from_utf8(bytes.expect("bytes").to_vec()).expect("text"))
}

#[tokio::test]
async fn a_board_hears_the_present_and_then_every_change() {
    on_both(|house| async move {
        house.walk_in(Class::Ordinary).await;
        let answer = house.listen("/board/hy/events", None, None).await;
        assert_eq!(answer.headers()["x-accel-buffering"], "no");
        let mut events = answer.into_body().into_data_stream();
        assert!(heard(&mut events).await.is_some_and(|event| event.starts_with("retry: ")));
        let first = heard(&mut events).await.expect("the present");
        assert!(first.contains("event: state") && first.contains("id: 1") && first.contains(r#""next":"B001""#), "{first}");
        house.hall.act(&venue(), CounterNo(3), &clerk(), &CounterAct::Next, "k").await.expect("called");
        let change = heard(&mut events).await.expect("the change");
        assert!(change.contains("id: 2") && change.contains(r#""number":"B001","counter":3"#), "{change}");

        let mut back = house.listen("/board/hy/events", Some(2), None).await.into_body().into_data_stream();
        assert!(heard(&mut back).await.is_some_and(|event| event.starts_with("retry: ")));
        // Another server's change is found in the store.
        let beside = house.beside().await;
        beside.act(&venue(), CounterNo(3), &clerk(), &CounterAct::Start, "l").await.expect("started");
        assert!(heard(&mut back).await.is_some_and(|event| event.contains("id: 3")), "not what it has already");

        house.desk.live.close();
        while heard(&mut events).await.is_some() {}
    })
    .await;
}

#[tokio::test]
async fn a_phone_hears_in_the_language_of_its_visitor() {
    on_both(|house| async move {
        let token = house.walk_in(Class::Ordinary).await;
        let path = format!("/t/{token}/events");
        let mut phones = Vec::new();
        for lang in [Lang::Zh, Lang::En] {
            let first = queue::AHEAD_NONE.of(lang);
            let called = ticket::CALLED_SAY.with(lang, &[("number", "B001"), ("n", "3")]);
            let visit = Visit { view: View { lang, ..View::default() }, ..Visit::default() };
            let mut events = house.listen(&path, None, Some(visit)).await.into_body().into_data_stream();
            assert!(heard(&mut events).await.is_some_and(|event| event.starts_with("retry: ")));
            let present = heard(&mut events).await.expect("the present");
            assert!(present.contains(&format!(r#""ahead":"{first}""#)) && present.contains(r#""shake":false"#), "{present}");
            phones.push((events, called));
        }
        house.hall.act(&venue(), CounterNo(3), &clerk(), &CounterAct::Next, "k").await.expect("called");
        for (mut events, called) in phones {
            let change = heard(&mut events).await.expect("the call");
            assert!(change.contains(&format!(r#""say":"{called}","shake":true"#)), "{change}");
            assert!(change.contains(r#""at-counter""#) && !change.contains(r#""waits""#), "{change}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_counter_is_heard_by_its_staff_only() {
    on_both(|house| async move {
        let path = "/counter/hy/1/events";
        assert_eq!(house.listen(path, None, None).await.status(), StatusCode::FORBIDDEN);
        assert_eq!(house.listen(path, None, Some(Visit::default())).await.status(), StatusCode::FORBIDDEN);
        let mut staff = Visit { staff: Some(clerk()), ..Visit::default() };
        assert_eq!(house.listen(path, None, Some(staff.clone())).await.status(), StatusCode::OK);
        assert_eq!(house.listen("/counter/hy/99/events", None, Some(staff.clone())).await.status(), StatusCode::NOT_FOUND);
        staff.staff = Some(app::visit::Staff { venues: vec!["elsewhere".to_owned()], ..clerk() });
        assert_eq!(house.listen(path, None, Some(staff)).await.status(), StatusCode::FORBIDDEN);
        assert_eq!(house.listen("/board/xx/events", None, None).await.status(), StatusCode::NOT_FOUND);
        assert_eq!(house.listen("/t/unknown/events", None, None).await.status(), StatusCode::NOT_FOUND);
    })
    .await;
}
