//! Hands in a file from the browser: a photograph is made smaller and looked at on the phone itself, nothing leaves before the
//! resident presses, and it travels in parts, so that a lost connection goes on where it stopped. Without scripts the same form
//! sends the file whole.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use domain::picture::{Flaw, flaws};
use gloo_net::http::{Request, Response};
use js_sys::JSON;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, Document, File, FileList, HtmlCanvasElement, HtmlElement, HtmlInputElement, ImageBitmap,
};

use crate::browser;

/// The longer side that is sent: an A4 page stays easy to read.
const LONGER_SIDE: f64 = 2400.0;
/// The longer side that is looked at: enough to tell sharp from blurred, quick on a cheap phone.
const LOOK_AT: f64 = 640.0;
/// JPEG quality of what is sent.
const QUALITY: f64 = 0.82;
/// Bytes of one part.
const PART: f64 = 512.0 * 1024.0;
/// The longest pause between two tries.
const LONGEST: Duration = Duration::from_secs(15);

/// Wakes the form that it stands in: `data-upload` is where uploads begin, `[data-flaw]` and `[data-refused]` are the words,
/// `[data-about]` takes the name of the file that they are about.
#[island]
pub fn HandIn() -> impl IntoView {
    browser::awake(|form| {
        let _ = start(form);
    })
}

/// What is being handed in.
#[derive(Default)]
struct Papers {
    /// What will be sent: the name and the bytes, made smaller. What was sent is no longer here: a second press sends the rest.
    chosen: RefCell<Vec<(String, Blob)>>,
    /// Counts choices: photographs of an earlier one are no longer wanted.
    choice: Cell<u32>,
    /// Photographs are being made smaller.
    preparing: Cell<bool>,
    /// The button was pressed meanwhile.
    pressed: Cell<bool>,
    /// They are on their way.
    sending: Cell<bool>,
}

fn start(form: HtmlElement) -> Option<()> {
    let input: HtmlInputElement = browser::first(&form, "input[type=file]")?.dyn_into().ok()?;
    let papers = Rc::new(Papers::default());
    {
        let (form, input, papers) = (form.clone(), input.clone(), Rc::clone(&papers));
        let changed = input.clone();
        browser::on(&changed, "change", move |_| {
            let (form, input, papers, files) = (form.clone(), input.clone(), Rc::clone(&papers), input.files());
            spawn_local(async move {
                prepare(&form, &papers, files).await;
                if !papers.preparing.get() && papers.pressed.take() {
                    send_all(&form, &input, &papers).await;
                }
            });
        });
    }
    let submitted = form.clone();
    browser::on(&submitted, "submit", move |event| {
        let busy = papers.preparing.get() || papers.sending.get();
        if papers.chosen.borrow().is_empty() && !busy {
            return;
        }
        event.prevent_default();
        if busy {
            papers.pressed.set(papers.preparing.get());
            return;
        }
        let (form, input, papers) = (form.clone(), input.clone(), Rc::clone(&papers));
        spawn_local(async move { send_all(&form, &input, &papers).await });
    });
    Some(())
}

/// Makes each photograph smaller and says what makes one hard to read.
async fn prepare(form: &HtmlElement, papers: &Papers, files: Option<FileList>) {
    let choice = papers.choice.get() + 1;
    papers.choice.set(choice);
    papers.preparing.set(true);
    show(form, "data-flaw", None);
    show(form, "data-refused", None);
    let mut ready = Vec::new();
    let mut worst: Option<(Flaw, String)> = None;
    for file in files.iter().flat_map(|files| (0..files.length()).filter_map(|at| files.item(at))) {
        let (blob, found) = if file.type_().starts_with("image/") {
            // A picture that this browser cannot draw is sent as it is: the server can say more about it.
            smaller(&file).await.unwrap_or_else(|_| (file.clone().into(), None))
        } else {
            (file.clone().into(), None)
        };
        if papers.choice.get() != choice {
            return;
        }
        worst = worst.or_else(|| Some((found?, file.name())));
        ready.push((file.name(), blob));
    }
    papers.chosen.replace(ready);
    papers.preparing.set(false);
    let word = worst.as_ref().map(|(flaw, _)| match flaw {
        Flaw::Dark => "dark",
        Flaw::Blurred => "blurred",
        Flaw::CutOff => "cut-off",
    });
    about(form, worst.as_ref().map(|(_, name)| name.as_str()));
    show(form, "data-flaw", word);
}

/// Sends what was chosen, one file after the other. At one that is not taken it stops and says why: it is laid aside, and another
/// press sends those after it.
async fn send_all(form: &HtmlElement, input: &HtmlInputElement, papers: &Papers) {
    papers.sending.set(true);
    input.set_disabled(true);
    show(form, "data-refused", None);
    loop {
        let Some((name, blob)) = papers.chosen.borrow().first().cloned() else { break };
        let sent = send(form, &name, &blob).await;
        // What cannot be sent now is tried again by the next press; what is not taken is laid aside.
        if sent.as_ref().err().is_none_or(|why| *why != unavailable()) {
            papers.chosen.borrow_mut().remove(0);
        }
        if let Err(why) = sent {
            if papers.chosen.borrow().is_empty() {
                // The form's own way would send once more what has arrived.
                input.set_value("");
            }
            about(form, Some(&name));
            show(form, "data-refused", Some(&why));
            papers.sending.set(false);
            input.set_disabled(false);
            return;
        }
    }
    browser::reload();
}

/// Names the file that the words are about.
fn about(form: &HtmlElement, name: Option<&str>) {
    if let Some(said) = browser::first(form, "[data-about]") {
        said.set_hidden(name.is_none());
        browser::write(&said, name.unwrap_or_default());
    }
}

async fn smaller(file: &File) -> Result<(Blob, Option<Flaw>), JsValue> {
    let window = browser::window().ok_or(JsValue::NULL)?;
    let picture: ImageBitmap = JsFuture::from(window.create_image_bitmap_with_blob(file)?).await?.dyn_into()?;
    let document = browser::document().ok_or(JsValue::NULL)?;
    let (look, context) = drawn(&document, &picture, LOOK_AT)?;
    let pixels = context.get_image_data(0.0, 0.0, f64::from(look.width()), f64::from(look.height()))?.data();
    // Rec. 601 weights in whole numbers.
    let luma: Vec<u8> = pixels
        .chunks_exact(4)
        .map(|p| ((u32::from(p[0]) * 77 + u32::from(p[1]) * 150 + u32::from(p[2]) * 29) >> 8) as u8)
        .collect();
    let found = flaws(&luma, look.width() as usize).into_iter().next();
    let (canvas, _) = drawn(&document, &picture, LONGER_SIDE)?;
    picture.close();
    let blob = jpeg(&canvas).await?;
    // A small file that grew by being drawn again is sent as it was.
    Ok((if blob.size() < file.size() { blob } else { file.clone().into() }, found))
}

fn drawn(
    document: &Document,
    picture: &ImageBitmap,
    longer: f64,
) -> Result<(HtmlCanvasElement, CanvasRenderingContext2d), JsValue> {
    let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
    let scale = (longer / width.max(height)).min(1.0);
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
    canvas.set_width((width * scale) as u32);
    canvas.set_height((height * scale) as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into()?;
    context.draw_image_with_image_bitmap_and_dw_and_dh(picture, 0.0, 0.0, width * scale, height * scale)?;
    Ok((canvas, context))
}

async fn jpeg(canvas: &HtmlCanvasElement) -> Result<Blob, JsValue> {
    let (done, made) = futures::channel::oneshot::channel::<Option<Blob>>();
    let take = Closure::once_into_js(move |blob: Option<Blob>| {
        let _ = done.send(blob);
    });
    canvas.to_blob_with_type_and_encoder_options(take.unchecked_ref(), "image/jpeg", &QUALITY.into())?;
    made.await.ok().flatten().ok_or(JsValue::NULL)
}

/// Sends a file in parts. The error names the words that say why it was not taken.
async fn send(form: &HtmlElement, name: &str, blob: &Blob) -> Result<(), String> {
    let begin = form.get_attribute("data-upload").unwrap_or_default();
    let bytes = blob.size();
    let address = begun(&begin, name, bytes).await?;
    let mut at = 0.0;
    let mut pause = Duration::from_secs(1);
    while at < bytes {
        let part = blob.slice_with_f64_and_f64(at, (at + PART).min(bytes)).map_err(|_| unavailable())?;
        progress(form, at / bytes);
        let request = Request::put(&format!("{address}/{at}")).body(part).map_err(|_| unavailable())?;
        match answer(request.send().await).await {
            Answer::Next(next) => {
                at = next;
                pause = Duration::from_secs(1);
            }
            Answer::Refused(why) => return Err(why),
            Answer::Lost => {
                show(form, "data-refused", Some("waiting"));
                browser::sleep(pause).await;
                pause = (pause * 2).min(LONGEST);
                // Where the server really is: the part may have arrived although its answer was lost.
                if let Answer::Next(next) = answer(Request::get(&address).send().await).await {
                    at = next;
                    show(form, "data-refused", None);
                }
            }
        }
    }
    progress(form, 1.0);
    Ok(())
}

async fn begun(begin: &str, name: &str, bytes: f64) -> Result<String, String> {
    let encoded = String::from(js_sys::encode_uri_component(name));
    let request = Request::post(begin)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("name={encoded}&bytes={bytes}"))
        .map_err(|_| unavailable())?;
    let response = request.send().await.map_err(|_| unavailable())?;
    let said = response.text().await.ok().and_then(|text| JSON::parse(&text).ok()).unwrap_or(JsValue::UNDEFINED);
    text(&said, "upload").ok_or_else(|| text(&said, "refused").unwrap_or_else(unavailable))
}

enum Answer {
    Next(f64),
    Refused(String),
    Lost,
}

async fn answer(response: Result<Response, gloo_net::Error>) -> Answer {
    let Ok(response) = response else { return Answer::Lost };
    let Ok(said) = response.text().await else { return Answer::Lost };
    let Ok(said) = JSON::parse(&said) else { return Answer::Lost };
    if let Some(why) = text(&said, "refused") {
        return Answer::Refused(why);
    }
    match browser::field(&said, "received").as_f64() {
        Some(received) => Answer::Next(received),
        None => Answer::Lost,
    }
}

fn text(of: &JsValue, key: &str) -> Option<String> {
    browser::field(of, key).as_string()
}

fn unavailable() -> String {
    "unavailable".to_owned()
}

/// Shows the one element whose attribute has this value, and hides the others.
fn show(form: &HtmlElement, attribute: &str, value: Option<&str>) {
    browser::each(form, &format!("[{attribute}]"), &mut |part| {
        part.set_hidden(value.is_none() || part.get_attribute(attribute).as_deref() != value);
    });
}

fn progress(form: &HtmlElement, share: f64) {
    if let Some(bar) = browser::first(form, "progress") {
        bar.set_hidden(share >= 1.0);
        let _ =
            bar.set_attribute("value", &String::from(js_sys::Number::from(share).to_string_with_radix(10).unwrap_or_default()));
    }
}
