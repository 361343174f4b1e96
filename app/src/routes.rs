//! Which path shows which page. Forms post to the same paths; the server mounts their `take` beside these.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{
    hall::{board::BoardPage, counter::CounterPage, ticket::TicketPage},
    kiosk::{ticket::KioskTicketPage, walk_in::WalkInPage, welcome::KioskPage},
    parts::NotFoundPage,
    resident::{
        apply::{
            check::CheckPage as ApplicationCheckPage,
            later::LaterPage,
            materials::MaterialsPage,
            resume::ResumePage,
            screen::{DraftPage, ScreenPage},
            start::StartPage,
        },
        booking::{
            booking::BookingPage, cancel::CancelPage, check::CheckPage, day::DayPage, slot::SlotPage, venue::VenuePage,
            who::WhoPage,
        },
        case::{
            CasePage,
            differences::DifferencesPage,
            moves::{AppealPage, WithdrawPage},
            receipt::ReceiptPage,
            supplement::SupplementPage,
        },
        confirm::ConfirmPage,
        find::FindPage,
        guide::GuidePage,
        home::HomePage,
        my::MyPage,
        notices::NoticesPage,
        precheck::PrecheckPage,
        services::ServicesPage,
        sign_in::{AskCodePage, CodePage, PaperPage, PrintCodePage, SignInPage as ResidentSignInPage, SignedOutPage},
        verify::VerifyPage,
    },
    steward::{
        call_off::CallOffPage, dispatches::DispatchesPage, messages::MessagesPage, overview::OverviewPage, sign_in::SignInPage,
    },
};

/// Every page. Each is sent whole (`SsrMode::Async`): a status can still be set when the data is there, and no page
/// needs an inline script to put its parts together.
#[component]
pub fn Pages() -> impl IntoView {
    const WHOLE: SsrMode = SsrMode::Async;
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage ssr=WHOLE/>
                <Route path=path!("/services") view=ServicesPage ssr=WHOLE/>
                <Route path=path!("/services/:code") view=GuidePage ssr=WHOLE/>
                <Route path=path!("/book/:code") view=VenuePage ssr=WHOLE/>
                <Route path=path!("/book/:code/:venue") view=DayPage ssr=WHOLE/>
                <Route path=path!("/book/:code/:venue/:date") view=SlotPage ssr=WHOLE/>
                <Route path=path!("/hold/:hold") view=WhoPage ssr=WHOLE/>
                <Route path=path!("/hold/:hold/check") view=CheckPage ssr=WHOLE/>
                <Route path=path!("/booking/:booking") view=BookingPage ssr=WHOLE/>
                <Route path=path!("/booking/:booking/cancel") view=CancelPage ssr=WHOLE/>
                <Route path=path!("/booking/:booking/change") view=VenuePage ssr=WHOLE/>
                <Route path=path!("/booking/:booking/change/:venue") view=DayPage ssr=WHOLE/>
                <Route path=path!("/booking/:booking/change/:venue/:date") view=SlotPage ssr=WHOLE/>
                <Route path=path!("/apply/:code") view=StartPage ssr=WHOLE/>
                <Route path=path!("/draft/:draft") view=DraftPage ssr=WHOLE/>
                <Route path=path!("/draft/:draft/materials") view=MaterialsPage ssr=WHOLE/>
                <Route path=path!("/draft/:draft/check") view=ApplicationCheckPage ssr=WHOLE/>
                <Route path=path!("/draft/:draft/later") view=LaterPage ssr=WHOLE/>
                <Route path=path!("/draft/:draft/:screen") view=ScreenPage ssr=WHOLE/>
                <Route path=path!("/case/:case") view=CasePage ssr=WHOLE/>
                <Route path=path!("/case/:case/receipt") view=ReceiptPage ssr=WHOLE/>
                <Route path=path!("/case/:case/differences") view=DifferencesPage ssr=WHOLE/>
                <Route path=path!("/case/:case/supplement") view=SupplementPage ssr=WHOLE/>
                <Route path=path!("/case/:case/withdraw") view=WithdrawPage ssr=WHOLE/>
                <Route path=path!("/case/:case/appeal") view=AppealPage ssr=WHOLE/>
                <Route path=path!("/resume") view=ResumePage ssr=WHOLE/>
                <Route path=path!("/confirm/:token") view=ConfirmPage ssr=WHOLE/>
                <Route path=path!("/my") view=MyPage ssr=WHOLE/>
                <Route path=path!("/sign-in") view=ResidentSignInPage ssr=WHOLE/>
                <Route path=path!("/sign-in/code") view=AskCodePage ssr=WHOLE/>
                <Route path=path!("/sign-in/code/:attempt") view=CodePage ssr=WHOLE/>
                <Route path=path!("/sign-in/paper") view=PaperPage ssr=WHOLE/>
                <Route path=path!("/sign-in/print") view=PrintCodePage ssr=WHOLE/>
                <Route path=path!("/signed-out") view=SignedOutPage ssr=WHOLE/>
                <Route path=path!("/what-can-i-get") view=PrecheckPage ssr=WHOLE/>
                <Route path=path!("/verify") view=VerifyPage ssr=WHOLE/>
                <Route path=path!("/notices") view=NoticesPage ssr=WHOLE/>
                <Route path=path!("/notices/:service") view=NoticesPage ssr=WHOLE/>
                <Route path=path!("/find") view=FindPage ssr=WHOLE/>
                <Route path=path!("/t/:ticket") view=TicketPage ssr=WHOLE/>
                <Route path=path!("/kiosk/:venue") view=KioskPage ssr=WHOLE/>
                <Route path=path!("/kiosk/:venue/walk-in") view=WalkInPage ssr=WHOLE/>
                <Route path=path!("/kiosk/:venue/ticket/:ticket") view=KioskTicketPage ssr=WHOLE/>
                <Route path=path!("/board/:venue") view=BoardPage ssr=WHOLE/>
                <Route path=path!("/counter/:venue/:counter") view=CounterPage ssr=WHOLE/>
                <Route path=path!("/staff") view=SignInPage ssr=WHOLE/>
                <Route path=path!("/steward") view=OverviewPage ssr=WHOLE/>
                <Route path=path!("/steward/messages") view=MessagesPage ssr=WHOLE/>
                <Route path=path!("/steward/dispatches") view=DispatchesPage ssr=WHOLE/>
                <Route path=path!("/steward/call-off") view=CallOffPage ssr=WHOLE/>
            </Routes>
        </Router>
    }
}
