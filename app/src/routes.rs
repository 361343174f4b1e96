//! Which path shows which page. Forms post to the same paths; the server mounts their `take` beside these.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{
    hall::{board::BoardPage, counter::CounterPage, evaluator::EvaluatorPage, ticket::TicketPage},
    kiosk::{
        check_in_page::CheckInPage,
        enrol::EnrolPage,
        help::HelpPage as KioskHelpPage,
        offline::{OfflineFormPage, OfflineGuidePage, OfflineKioskPage},
        ticket::KioskTicketPage,
        walk_in::WalkInPage,
        welcome::KioskPage,
    },
    parts::NotFoundPage,
    resident::{
        apply::{
            check::CheckPage as ApplicationCheckPage,
            for_someone::ForSomeonePage,
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
            help::HelpPage,
            moves::{AppealPage, WithdrawPage},
            receipt::ReceiptPage,
            supplement::SupplementPage,
        },
        confirm::ConfirmPage,
        find::FindPage,
        guide::GuidePage,
        home::HomePage,
        kiosks::KiosksPage,
        my::MyPage,
        notices::NoticesPage,
        over::{BookingOverPage, CaseOverPage, HoldOverPage, OverPage},
        precheck::PrecheckPage,
        rating::RatePage,
        services::ServicesPage,
        sign_in::{AskCodePage, CodePage, PaperPage, PrintCodePage, SignInPage as ResidentSignInPage, SignedOutPage},
        verify::VerifyPage,
        voucher::{
            card::CardPage,
            carriers::CarriersPage,
            charge::ChargePage,
            code::{CarryPage, CodePage as WalletCodePage},
            history::HistoryPage,
            stores::StoresPage,
            wallet::{DoorPage, WalletPage},
        },
    },
    steward::{
        call_backs::CallBacksPage,
        call_off::CallOffPage,
        department::DepartmentPage,
        devices::DevicesPage,
        dispatches::DispatchesPage,
        enrol_device::EnrolDevicePage,
        helping::HelperPage,
        kiosk_conflicts::KioskConflictsPage,
        messages::MessagesPage,
        overview::OverviewPage,
        ratings::RatingsPage,
        sign_in::SignInPage,
        vouchers::{
            books::BooksPage, by_list::ListPage, charge::ChargePage as StewardChargePage, grant::GrantPage,
            overview::VouchersPage, people::PeoplePage,
        },
    },
    till::{
        desk::TillPage,
        offline::OfflinePage,
        outcome::OutcomePage,
        statement::{StatementPage, StoreStatementPage},
        tills::TillsPage,
        today::TodayPage,
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
                <Route path=path!("/hold/:hold/over") view=HoldOverPage ssr=WHOLE/>
                <Route path=path!("/booking/:booking") view=BookingPage ssr=WHOLE/>
                <Route path=path!("/booking/:booking/over") view=BookingOverPage ssr=WHOLE/>
                <Route path=path!("/booking/:booking/cancel") view=CancelPage ssr=WHOLE/>
                <Route path=path!("/booking/:booking/change") view=VenuePage ssr=WHOLE/>
                <Route path=path!("/booking/:booking/change/:venue") view=DayPage ssr=WHOLE/>
                <Route path=path!("/booking/:booking/change/:venue/:date") view=SlotPage ssr=WHOLE/>
                <Route path=path!("/apply/:code") view=StartPage ssr=WHOLE/>
                <Route path=path!("/draft/:draft") view=DraftPage ssr=WHOLE/>
                <Route path=path!("/draft/:draft/materials") view=MaterialsPage ssr=WHOLE/>
                <Route path=path!("/draft/:draft/check") view=ApplicationCheckPage ssr=WHOLE/>
                <Route path=path!("/draft/:draft/later") view=LaterPage ssr=WHOLE/>
                <Route path=path!("/draft/:draft/for-someone") view=ForSomeonePage ssr=WHOLE/>
                <Route path=path!("/draft/:draft/:screen") view=ScreenPage ssr=WHOLE/>
                <Route path=path!("/case/:case") view=CasePage ssr=WHOLE/>
                <Route path=path!("/case/:case/receipt") view=ReceiptPage ssr=WHOLE/>
                <Route path=path!("/case/:case/over") view=CaseOverPage ssr=WHOLE/>
                <Route path=path!("/case/:case/differences") view=DifferencesPage ssr=WHOLE/>
                <Route path=path!("/case/:case/supplement") view=SupplementPage ssr=WHOLE/>
                <Route path=path!("/case/:case/help") view=HelpPage ssr=WHOLE/>
                <Route path=path!("/case/:case/withdraw") view=WithdrawPage ssr=WHOLE/>
                <Route path=path!("/case/:case/appeal") view=AppealPage ssr=WHOLE/>
                <Route path=path!("/resume") view=ResumePage ssr=WHOLE/>
                <Route path=path!("/over") view=OverPage ssr=WHOLE/>
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
                <Route path=path!("/rate/:kind/:token") view=RatePage ssr=WHOLE/>
                <Route path=path!("/kiosks") view=KiosksPage ssr=WHOLE/>
                <Route path=path!("/kiosk/enrol") view=EnrolPage ssr=WHOLE/>
                <Route path=path!("/kiosk/:venue") view=KioskPage ssr=WHOLE/>
                <Route path=path!("/kiosk/:venue/help") view=KioskHelpPage ssr=WHOLE/>
                <Route path=path!("/kiosk/:venue/check-in") view=CheckInPage ssr=WHOLE/>
                <Route path=path!("/kiosk/:venue/walk-in") view=WalkInPage ssr=WHOLE/>
                <Route path=path!("/kiosk/:venue/ticket/:ticket") view=KioskTicketPage ssr=WHOLE/>
                <Route path=path!("/kiosk/:venue/offline") view=OfflineKioskPage ssr=WHOLE/>
                <Route path=path!("/kiosk/:venue/guide/:code") view=OfflineGuidePage ssr=WHOLE/>
                <Route path=path!("/kiosk/:venue/form/:code") view=OfflineFormPage ssr=WHOLE/>
                <Route path=path!("/kiosk/:venue/form/:code/en") view=OfflineFormPage ssr=WHOLE/>
                <Route path=path!("/board/:venue") view=BoardPage ssr=WHOLE/>
                <Route path=path!("/counter/:venue/:counter") view=CounterPage ssr=WHOLE/>
                <Route path=path!("/counter/:venue/:counter/rate") view=EvaluatorPage ssr=WHOLE/>
                <Route path=path!("/staff") view=SignInPage ssr=WHOLE/>
                <Route path=path!("/department") view=DepartmentPage ssr=WHOLE/>
                <Route path=path!("/helper") view=HelperPage ssr=WHOLE/>
                <Route path=path!("/steward") view=OverviewPage ssr=WHOLE/>
                <Route path=path!("/steward/devices") view=DevicesPage ssr=WHOLE/>
                <Route path=path!("/steward/devices/enrol") view=EnrolDevicePage ssr=WHOLE/>
                <Route path=path!("/steward/messages") view=MessagesPage ssr=WHOLE/>
                <Route path=path!("/steward/ratings") view=RatingsPage ssr=WHOLE/>
                <Route path=path!("/steward/dispatches") view=DispatchesPage ssr=WHOLE/>
                <Route path=path!("/wallet") view=DoorPage ssr=WHOLE/>
                <Route path=path!("/wallet/:wallet") view=WalletPage ssr=WHOLE/>
                <Route path=path!("/wallet/:wallet/code") view=WalletCodePage ssr=WHOLE/>
                <Route path=path!("/wallet/:wallet/history/:page") view=HistoryPage ssr=WHOLE/>
                <Route path=path!("/wallet/:wallet/card") view=CardPage ssr=WHOLE/>
                <Route path=path!("/wallet/:wallet/carriers") view=CarriersPage ssr=WHOLE/>
                <Route path=path!("/wallet/:wallet/charge/:charge") view=ChargePage ssr=WHOLE/>
                <Route path=path!("/carry/:carrier") view=CarryPage ssr=WHOLE/>
                <Route path=path!("/stores") view=StoresPage ssr=WHOLE/>
                <Route path=path!("/till") view=TillPage ssr=WHOLE/>
                <Route path=path!("/till/offline") view=OfflinePage ssr=WHOLE/>
                <Route path=path!("/till/today") view=TodayPage ssr=WHOLE/>
                <Route path=path!("/till/outcome/:key") view=OutcomePage ssr=WHOLE/>
                <Route path=path!("/till/statement/:date") view=StoreStatementPage ssr=WHOLE/>
                <Route path=path!("/steward/tills") view=TillsPage ssr=WHOLE/>
                <Route path=path!("/steward/vouchers") view=VouchersPage ssr=WHOLE/>
                <Route path=path!("/steward/vouchers/grant") view=GrantPage ssr=WHOLE/>
                <Route path=path!("/steward/vouchers/list") view=ListPage ssr=WHOLE/>
                <Route path=path!("/steward/vouchers/wallet") view=PeoplePage ssr=WHOLE/>
                <Route path=path!("/steward/vouchers/books") view=BooksPage ssr=WHOLE/>
                <Route path=path!("/steward/vouchers/charge/:charge") view=StewardChargePage ssr=WHOLE/>
                <Route path=path!("/steward/vouchers/:store/:date") view=StatementPage ssr=WHOLE/>
                <Route path=path!("/steward/call-backs") view=CallBacksPage ssr=WHOLE/>
                <Route path=path!("/steward/kiosk-conflicts") view=KioskConflictsPage ssr=WHOLE/>
                <Route path=path!("/steward/call-off") view=CallOffPage ssr=WHOLE/>
            </Routes>
        </Router>
    }
}
