//! Only what this case needs: each paper with what was handed in for it. The form sends a file whole; with scripts it is made
//! smaller, looked at on the phone, and sent in parts.

use domain::{
    catalogue::{Channel, Guide},
    ids::DraftToken,
};
use leptos::prelude::*;

use super::{
    FILE_WORDS, HandIn, HandInLine,
    later::{Over, OverToPhone, later_words},
    steps::{asked_of, hand_ins, last, live, service_name, token},
};
use crate::{
    forms::FormState,
    kiosk::at_kiosk,
    msg::{apply, common, kiosk_shell, slip},
    parts::{FieldError, Screen, described_by, loaded, not_found, when},
    ports::{
        cases::{DraftView, PaperOffer},
        files::FileLine,
        ports,
    },
    visit::{lang, t, visit},
};

/// What a file input takes. Without HEIC among the kinds an iPhone hands over a JPEG by itself.
const TAKES: &str = "image/jpeg,image/png,application/pdf";

/// The page.
#[component]
pub fn MaterialsPage() -> impl IntoView {
    let (ports, token, visitor) = (ports(), token(), at_kiosk().then(|| visit().visitor));
    let found = async move {
        let draft = ports.cases.draft(&token).await;
        let over = match visitor {
            // Without the code the page still says where the papers can go.
            Some(visitor) => Over::of(&ports, &token, &visitor).await.unwrap_or_default(),
            None => None,
        };
        // What cannot be offered now can be handed in all the same.
        let before = ports.cases.papers(&token).await.unwrap_or_default();
        (draft, before, over)
    };
    loaded(found, |(found, before, over)| {
        live(found, |draft| {
            let ports = crate::ports::ports();
            match ports.catalogue.guide(draft.service.as_str()).cloned() {
                Some(guide) => view! { <Shown draft guide before over/> }.into_any(),
                None => not_found(),
            }
        })
    })
}

#[component]
fn Shown(draft: DraftView, guide: Guide, before: Vec<PaperOffer>, over: Option<Over>) -> impl IntoView {
    let form = asked_of(&guide, &draft);
    let back = last(&draft.token, &form, &draft.typed).unwrap_or_else(|| format!("/draft/{}", draft.token));
    let lines = hand_ins(&guide, &draft.typed);
    let missing = lines.iter().any(|line| line.needed && draft.files.iter().all(|file| file.material != line.key));
    let list = lines.into_iter().map(|line| {
        let files: Vec<FileLine> = draft.files.iter().filter(|file| file.material == line.key).cloned().collect();
        let before = before.iter().find(|paper| paper.material == line.key).cloned();
        view! { <OneMaterial base=format!("/draft/{}", draft.token) line files before may_remove=true/> }
    });
    let list = list.collect_view();
    // A kiosk sees no paper: a phone does, or somebody at a counter.
    let elsewhere = at_kiosk().then(|| view! { <Elsewhere guide token=draft.token.clone() over/> });
    view! {
        <Screen title=t(apply::MATERIALS_TITLE) above=service_name(&draft) back>
            <p>{t(apply::MATERIALS_TEXT)}</p>
            {elsewhere}
            {list}
            {missing.then(|| view! { <p class="hint">{t(apply::MATERIALS_MISSING)}</p> })}
            <p><a class="button button-primary" href=format!("/draft/{}/check", draft.token)>{t(common::NEXT)}</a></p>
            <p><a href=format!("/draft/{}/later", draft.token)>{t(later_words())}</a></p>
        </Screen>
    }
    .into_any()
}

/// Where the papers go from a kiosk: to a phone by its code, or to a counter with the code on paper.
#[component]
fn Elsewhere(guide: Guide, token: DraftToken, over: Option<Over>) -> impl IntoView {
    let counter =
        guide.channels.iter().any(|channel| matches!(channel, Channel::Onsite | Channel::Window | Channel::OnsiteFinal));
    let without = if counter { kiosk_shell::PAPERS_COUNTER } else { kiosk_shell::PAPERS_HELPER };
    let later = format!("/draft/{token}/later");
    view! {
        <p class="notice">{t(kiosk_shell::PHONE_PAPERS)}</p>
        {over.map(|over| view! { <OverToPhone token over/> })}
        <section aria-labelledby="papers-without">
            <h2 id="papers-without">{t(kiosk_shell::PAPERS_WITHOUT)}</h2>
            <p>{t(without)}</p>
            {counter.then(|| view! { <p><a class="button" href=later>{t(slip::LATER)}</a></p> })}
        </section>
    }
    .into_any()
}

/// A paper, what was handed in for it, and the form that hands in more.
#[component]
pub fn OneMaterial(
    /// The address of the draft or case.
    base: String,
    /// The paper.
    line: HandInLine,
    /// What was handed in.
    files: Vec<FileLine>,
    /// What was handed in for it in an earlier case.
    before: Option<PaperOffer>,
    /// Whether a file can be taken back.
    may_remove: bool,
) -> impl IntoView {
    let lang = lang();
    let input = format!("file-{}", line.key);
    let wrong = FormState::current().mistake(&input).is_some();
    let action = format!("{base}/materials");
    let upload = format!("{base}/upload/{}", line.key);
    let tag = if !files.is_empty() {
        apply::MATERIAL_GIVEN
    } else if line.needed {
        apply::MATERIAL_NEEDED
    } else {
        apply::MATERIAL_IF_ANY
    };
    let given = !files.is_empty();
    let heading = format!("m-{}", line.key);
    let listed = files.into_iter().map(|file| {
        let remove = may_remove.then(|| view! { <Remove action=action.clone() file=file.clone()/> });
        let name = file.name.clone();
        // A file fills the screen, and at a kiosk nothing leads out of it.
        let shown = if at_kiosk() {
            view! { <span>{name}</span> }.into_any()
        } else {
            view! { <a href=format!("{base}/file/{}", file.token)>{name}</a> }.into_any()
        };
        view! {
            <li class="cluster">
                {shown}
                <span class="hint">{size(file.bytes)}</span>
                {remove}
            </li>
        }
    });
    let listed = listed.collect_view();
    let refused = FILE_WORDS.map(|(code, text)| view! { <p class="error" data-refused=code hidden=true>{t(text)}</p> });
    let flaws = [("dark", apply::FLAW_DARK), ("blurred", apply::FLAW_BLURRED), ("cut-off", apply::FLAW_CUT_OFF)]
        .map(|(code, text)| view! { <p class="notice notice-warn" data-flaw=code hidden=true>{t(text)}</p> });
    view! {
        <section class="material" aria-labelledby=heading>
            <h2 id=heading.clone()>{line.words.of(lang).to_owned()}</h2>
            <p class="cluster">
                <span class=if given { "tag tag-free" } else { "tag" }>{t(tag)}</span>
                {line.when.map(|when| view! { <span class="hint">{when.of(lang).to_owned()}</span> })}
            </p>
            {given.then(|| view! { <ul class="files">{listed}</ul> })}
            {before.map(|before| view! { <Again action=action.clone() before/> })}
            // A kiosk opens no files: whoever pressed the button would wait before a window that never comes.
            {(!at_kiosk())
                .then(|| {
                    view! {
                    <form method="post" action=action enctype="multipart/form-data" data-upload=upload class="hand-in">
                        <input type="hidden" name="material" value=line.key/>
                        <div class="field" class:field-wrong=wrong>
                            <label for=input.clone()>{t(if given { apply::FILE_MORE } else { apply::FILE })}</label>
                            <p class="hint" id=format!("{input}-hint")>{t(apply::FILE_HINT)}</p>
                            <FieldError name=input.clone()/>
                            <input
                                type="file"
                                id=input.clone()
                                name="file"
                                accept=TAKES
                                multiple=true
                                aria-describedby=described_by(&input, true, wrong, false)
                                aria-invalid=wrong.then_some("true")
                            />
                        </div>
                        <div role="status"><p class="file-name" data-about="" hidden=true></p>{flaws.into_iter().collect_view()}{refused.into_iter().collect_view()}</div>
                        <progress class="upload-progress" max="1" value="0" aria-label=t(apply::UPLOADING) hidden=true></progress>
                        <button class="button">{t(apply::HAND_IN)}</button>
                        <HandIn/>
                    </form>
                    }
                })}
        </section>
    }
    .into_any()
}

/// What was handed in before, to be handed in again with one press.
#[component]
fn Again(action: String, before: PaperOffer) -> impl IntoView {
    let lang = lang();
    let ports = ports();
    let service = ports.catalogue.guide(before.from.as_str()).map_or_else(String::new, |guide| guide.name.of(lang).to_owned());
    let said = apply::PAPERS_BEFORE.with(lang, &[("service", &service), ("when", &when::moment(lang, before.given))]);
    view! {
        <form method="post" action=action enctype="multipart/form-data" class="notice">
            <p>{said}</p>
            <p class="file-name">{before.names.join("，")}</p>
            <input type="hidden" name="material" value=before.material/>
            <button class="button" name="again" value="yes">{t(apply::OFFER_USE)}</button>
        </form>
    }
    .into_any()
}

#[component]
fn Remove(action: String, file: FileLine) -> impl IntoView {
    view! {
        <form method="post" action=action enctype="multipart/form-data">
            <input type="hidden" name="remove" value=file.token.to_string()/>
            <button class="button-quiet">{t(apply::FILE_REMOVE)}<span class="visually-hidden">{file.name}</span></button>
        </form>
    }
    .into_any()
}

/// `340 kB`, `1.2 MB`.
fn size(bytes: u64) -> String {
    let kilobytes = bytes.div_ceil(1000);
    if kilobytes < 1000 { format!("{kilobytes} kB") } else { format!("{}.{} MB", kilobytes / 1000, kilobytes % 1000 / 100) }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_read_well() {
        assert_eq!([size(1), size(340_000), size(1_240_000)], ["1 kB", "340 kB", "1.2 MB"]);
    }
}
