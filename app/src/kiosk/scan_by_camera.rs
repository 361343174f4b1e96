//! Reads a pass with the machine's camera, where its browser can find QR codes by itself. Everywhere else it says why not;
//! the scan line and the typed reference serve all the same.

use std::{cell::Cell, rc::Rc, time::Duration};

use domain::text::{Lang, Text};
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, HtmlInputElement, HtmlVideoElement, MediaStream, MediaStreamConstraints, MediaStreamTrack};

use crate::{browser, msg::kiosk, visit};

/// How often a picture is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// A button that opens the camera; what it reads is sent like a scan.
#[component]
pub fn ScanByCamera(
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    view! {
        <div class="camera">
            <button type="button" class="button" hidden=true>
                <span data-open="no">{kiosk::CAMERA.of(lang)}</span>
                <span data-open="yes" hidden=true>{kiosk::CAMERA_STOP.of(lang)}</span>
            </button>
            <p class="hint" data-open="yes" hidden=true>{kiosk::CAMERA_LOOK.of(lang)}</p>
            <video class="camera-picture" data-open="yes" playsinline=true muted=true hidden=true></video>
            <p class="hint" role="status"></p>
            <Camera/>
        </div>
    }
}

/// Opens, looks, sends and closes.
#[island]
pub fn Camera() -> impl IntoView {
    browser::awake(|around| {
        let _ = start(around);
    })
}

fn start(around: HtmlElement) -> Option<()> {
    let (button, why_not) = (browser::first(&around, "button")?, browser::first(&around, "[role=status]")?);
    let picture: HtmlVideoElement = browser::first(&around, "video")?.dyn_into().ok()?;
    let (able, cannot) = (button.clone(), why_not.clone());
    spawn_local(async move {
        if reads_qr().await.unwrap_or(false) {
            able.set_hidden(false);
        } else {
            say(&cannot, kiosk::CAMERA_NONE);
        }
    });
    let open = Rc::new(Cell::new(false));
    browser::on(&button, "click", move |_| {
        let opens = !open.get();
        set_open(&around, &open, opens);
        if !opens {
            return;
        }
        let (around, open, picture, why_not) = (around.clone(), Rc::clone(&open), picture.clone(), why_not.clone());
        spawn_local(async move {
            let read = watch(&picture, &open).await;
            stop(&picture);
            match read {
                Ok(Some(text)) => send(&text),
                Ok(None) => {}
                Err(_) => say(&why_not, kiosk::CAMERA_REFUSED),
            }
            set_open(&around, &open, false);
        });
    });
    Some(())
}

/// Shows what belongs to an open camera, or to a closed one.
fn set_open(around: &HtmlElement, open: &Cell<bool>, opens: bool) {
    open.set(opens);
    let now = if opens { "yes" } else { "no" };
    browser::each(around, "[data-open]", &mut |part| part.set_hidden(part.get_attribute("data-open").as_deref() != Some(now)));
}

fn say(why_not: &HtmlElement, text: Text) {
    browser::write(why_not, text.of(visit::lang()));
}

/// `BarcodeDetector`, where the browser has it and a camera.
fn detector_class() -> Option<Function> {
    let window = web_sys::window()?;
    window.navigator().media_devices().ok()?;
    Reflect::get(&window, &"BarcodeDetector".into()).ok()?.dyn_into().ok()
}

async fn reads_qr() -> Option<bool> {
    let class = detector_class()?;
    let ask: Function = Reflect::get(&class, &"getSupportedFormats".into()).ok()?.dyn_into().ok()?;
    let formats = JsFuture::from(ask.call0(&class).ok()?.dyn_into::<Promise>().ok()?).await.ok()?;
    Some(Array::from(&formats).includes(&"qr_code".into(), 0))
}

/// Looks at the camera's picture until a code is found or `open` is false.
async fn watch(picture: &HtmlVideoElement, open: &Cell<bool>) -> Result<Option<String>, JsValue> {
    let class = detector_class().ok_or(JsValue::NULL)?;
    let options = Object::new();
    Reflect::set(&options, &"formats".into(), &Array::of1(&"qr_code".into()))?;
    let detector = Reflect::construct(&class, &Array::of1(&options))?;
    let detect: Function = Reflect::get(&detector, &"detect".into())?.dyn_into()?;
    // Where there are two, the one that looks away from who holds the device: a till on a phone. Any other will do.
    let facing = Object::new();
    Reflect::set(&facing, &"facingMode".into(), &"environment".into())?;
    let wanted = MediaStreamConstraints::new();
    wanted.set_video(&facing);
    let devices = web_sys::window().ok_or(JsValue::NULL)?.navigator().media_devices()?;
    let stream: MediaStream = JsFuture::from(devices.get_user_media_with_constraints(&wanted)?).await?.dyn_into()?;
    picture.set_src_object(Some(&stream));
    JsFuture::from(picture.play()?).await?;
    while open.get() {
        let found = JsFuture::from(detect.call1(&detector, picture)?.dyn_into::<Promise>()?).await?;
        let first = Array::from(&found).get(0);
        if !first.is_undefined()
            && let Some(text) = Reflect::get(&first, &"rawValue".into())?.as_string()
        {
            return Ok(Some(text));
        }
        browser::sleep(LOOK).await;
    }
    Ok(None)
}

/// Lets the camera go: its light must be out when nobody scans.
fn stop(picture: &HtmlVideoElement) {
    if let Some(stream) = picture.src_object() {
        for track in stream.get_tracks().iter() {
            if let Ok(track) = track.dyn_into::<MediaStreamTrack>() {
                track.stop();
            }
        }
    }
    picture.set_src_object(None);
}

/// Sends what was read as if the scanner had typed it.
fn send(text: &str) {
    if let Some(line) = browser::find::<HtmlInputElement>("scanned") {
        line.set_value(text);
        if let Some(form) = line.form() {
            let _ = form.request_submit();
        }
    }
}
