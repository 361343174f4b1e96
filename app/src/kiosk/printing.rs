//! A number that is being printed, as the kiosk shows it: while it prints, when it has, and when it did not. Then the person takes
//! it along on the phone or in their head, and only then it counts. Without scripts there is no way to the printer: the two
//! choices stand there at once; `style/kiosk/ticket.css` hides what does not hold until the island is awake.

use domain::text::{Lang, Text};
use leptos::prelude::*;

use super::{
    PaperWatch, TicketPrinter,
    print_ticket::{SILENT, UNREACHABLE},
};
use crate::{
    hall::Both,
    msg::{kiosk, printing},
    parts::{Qr, SendOnce},
};

/// The paper that is printed.
#[derive(Clone, Debug)]
pub struct Job {
    /// The printer's key.
    pub key: String,
    /// The lines as JSON.
    pub lines: String,
}

/// What is said while it prints, when it has, and when it did not.
#[component]
pub fn PrintTicket(
    /// The paper.
    job: Job,
    /// `A012`.
    number: String,
    /// Where choices go.
    action: String,
    /// The ticket's page on the phone.
    phone: String,
    /// The number counts already: this is one more paper of it.
    copy: bool,
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    let reasons = reasons(printing::SILENT.with(lang, &[("number", &number)]), lang);
    let counts = (!copy).then(|| action.clone());
    let choices = (!copy).then(|| view! { <Choices action phone lang/> });
    view! {
        <div
            class="print-ticket no-print"
            data-print-key=job.key
            data-print-lines=job.lines
            data-print-counts=counts
        >
            <p class="notice" role="status" data-print-when="now">{printing::NOW.of(lang)}</p>
            <p class="notice notice-good" role="status" data-print-when="done" hidden=true>{printing::DONE.of(lang)}</p>
            <p class="notice notice-warn" role="alert" data-print-when="untold" hidden=true>{printing::UNTOLD.of(lang)}</p>
            // Said with its choices to who does not see them.
            <div data-print-when="failed" data-news="">
                <div class="notice notice-warn" role="alert">
                    <h2>{printing::FAILED_TITLE.of(lang)}</h2>
                    {reasons}
                    <p>{if copy { printing::COUNTS_ANYWAY.of(lang) } else { printing::NOT_YET.of(lang) }}</p>
                </div>
                {choices}
                <p class="cluster kiosk-acts">
                    <button type="button" class="button" data-print-again hidden=true>{printing::AGAIN.of(lang)}</button>
                </p>
                <p>{kiosk::PERSON.of(lang)}</p>
            </div>
            <TicketPrinter/>
        </div>
    }
    .into_any()
}

/// Why nothing was printed: of all reasons the one that holds is shown. `silent` is said of a printer that did not answer.
pub(super) fn reasons(silent: String, lang: Lang) -> AnyView {
    let said = |text: Text| text.of(lang).to_owned();
    let why = |(code, words): (&'static str, String)| {
        // Without scripts there is no way to the printer.
        let hidden = code != UNREACHABLE;
        view! { <p data-print-why=code hidden=hidden>{words}</p> }
    };
    let all = [
        ("out", said(printing::OUT)),
        ("cover", said(printing::COVER)),
        ("offline", said(printing::OFFLINE)),
        ("jam", said(printing::JAM)),
        (SILENT, silent),
        (UNREACHABLE, said(printing::UNREACHABLE)),
    ];
    all.map(why).into_iter().collect_view().into_any()
}

/// Phone or screen.
#[component]
fn Choices(action: String, phone: String, lang: Lang) -> impl IntoView {
    view! {
        <div class="roll-qr"><Qr text=phone label=kiosk::PHONE_LABEL.of(lang)/></div>
        <form method="post" action=action>
            <ul class="kiosk-services">
                <li>
                    <button class="card-link" name="counts" value="phone">
                        <strong>{printing::PHONE.of(lang)}</strong>
                        <span class="hint">{printing::PHONE_HINT.of(lang)}</span>
                    </button>
                </li>
                <li>
                    <button class="card-link" name="counts" value="screen">
                        <strong>{printing::SCREEN.of(lang)}</strong>
                        <span class="hint">{printing::SCREEN_HINT.of(lang)}</span>
                    </button>
                </li>
            </ul>
            <SendOnce lang/>
        </form>
        <p class="hint">{printing::MINUTES.of(lang)}</p>
    }
}

/// Says before a number is given out that paper is nearly out, or that there is none, in both languages: it stands on the first
/// page. Hidden where there is no printer, while all is well, and without scripts.
#[component]
pub fn PaperNote() -> impl IntoView {
    view! {
        <div class="paper-note" role="status">
            <p class="notice notice-warn" data-paper="low" hidden=true><Both text=printing::PAPER_LOW/></p>
            <p class="notice notice-warn" data-paper="none" hidden=true><Both text=printing::PAPER_NONE/></p>
            <PaperWatch/>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kiosk::bridge::Trouble;

    fn html(copy: bool) -> String {
        let owner = Owner::new();
        owner.set();
        let job = Job { key: "k".to_owned(), lines: "[]".to_owned() };
        let (number, action, phone) = ("A012".to_owned(), "/kiosk/hy/ticket/x".to_owned(), "https://x.test/t/x".to_owned());
        view! { <PrintTicket job number action phone copy lang=Lang::Zh/> }.to_html()
    }

    #[test]
    fn every_trouble_has_its_words_and_without_scripts_the_choices_stand_there() {
        let html = html(false);
        for trouble in [Trouble::Out, Trouble::Cover, Trouble::Offline, Trouble::Jam] {
            assert!(html.contains(&format!("data-print-why=\"{}\" hidden", trouble.code())), "{html}");
        }
        assert!(
            html.contains("data-print-why=\"unreachable\">") && html.contains("data-print-when=\"failed\" data-news"),
            "{html}"
        );
        assert!(html.contains("value=\"phone\"") && html.contains("value=\"screen\"") && !html.contains("value=\"paper\""));
    }

    #[test]
    fn a_copy_offers_nothing_to_choose() {
        let html = html(true);
        assert!(!html.contains("name=\"counts\"") && !html.contains("data-print-counts"), "{html}");
    }
}
