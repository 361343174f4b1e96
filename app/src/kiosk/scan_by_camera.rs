//! Reads a pass with the machine's camera, where its browser can find QR codes by itself. Everywhere else it says why not;
//! the scan line and the typed reference serve all the same.

use std::{cell::Cell, rc::Rc, time::Duration};

use domain::text::{Lang, Text};
use futures::channel::oneshot;
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::{html::Video, prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlInputElement, HtmlVideoElement, MediaStream, MediaStreamConstraints, MediaStreamTrack};

use crate::msg::kiosk;

/// How often a picture is looked at.
const LOOK: Duration = Duration::from_millis(200);

/// A button that opens the camera; what it reads is sent like a scan.
#[island]
pub fn ScanByCamera(
    /// The page's language.
    lang: Lang,
) -> impl IntoView {
    let able = RwSignal::new(false);
    let why_not = RwSignal::new(None::<&'static str>);
    let open = RwSignal::new(false);
    let video = NodeRef::<Video>::new();
    Effect::new(move || {
        spawn_local(async move {
            let can = reads_qr().await.unwrap_or(false);
            able.set(can);
            why_not.set((!can).then_some(kiosk::CAMERA_NONE.of(lang)));
        });
    });
    let press = move |_| {
        if open.get_untracked() {
            open.set(false);
            return;
        }
        open.set(true);
        spawn_local(async move {
            let Some(picture) = video.get_untracked() else { return };
            let read = watch(&picture, open).await;
            stop(&picture);
            match read {
                Ok(Some(text)) => send(&text),
                Ok(None) => {}
                Err(_) => say(why_not, kiosk::CAMERA_REFUSED, lang),
            }
            open.set(false);
        });
    };
    view! {
        <div class="camera">
            <button type="button" class="button" hidden=move || !able.get() on:click=press>
                {move || if open.get() { kiosk::CAMERA_STOP.of(lang) } else { kiosk::CAMERA.of(lang) }}
            </button>
            <p class="hint" hidden=move || !open.get()>{kiosk::CAMERA_LOOK.of(lang)}</p>
            <video node_ref=video class="camera-picture" playsinline=true muted=true hidden=move || !open.get()></video>
            <p class="hint" role="status">{why_not}</p>
        </div>
    }
}

fn say(why_not: RwSignal<Option<&'static str>>, text: Text, lang: Lang) {
    why_not.set(Some(text.of(lang)));
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
async fn watch(picture: &HtmlVideoElement, open: RwSignal<bool>) -> Result<Option<String>, JsValue> {
    let class = detector_class().ok_or(JsValue::NULL)?;
    let options = Object::new();
    Reflect::set(&options, &"formats".into(), &Array::of1(&"qr_code".into()))?;
    let detector = Reflect::construct(&class, &Array::of1(&options))?;
    let detect: Function = Reflect::get(&detector, &"detect".into())?.dyn_into()?;
    let wanted = MediaStreamConstraints::new();
    wanted.set_video(&JsValue::TRUE);
    let devices = web_sys::window().ok_or(JsValue::NULL)?.navigator().media_devices()?;
    let stream: MediaStream = JsFuture::from(devices.get_user_media_with_constraints(&wanted)?).await?.dyn_into()?;
    picture.set_src_object(Some(&stream));
    JsFuture::from(picture.play()?).await?;
    while open.get_untracked() {
        let found = JsFuture::from(detect.call1(&detector, picture)?.dyn_into::<Promise>()?).await?;
        let first = Array::from(&found).get(0);
        if !first.is_undefined()
            && let Some(text) = Reflect::get(&first, &"rawValue".into())?.as_string()
        {
            return Ok(Some(text));
        }
        pause().await;
    }
    Ok(None)
}

async fn pause() {
    let (done, waited) = oneshot::channel::<()>();
    let done = Rc::new(Cell::new(Some(done)));
    set_timeout(
        move || {
            if let Some(done) = done.take() {
                let _ = done.send(());
            }
        },
        LOOK,
    );
    let _ = waited.await;
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
    let line = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("scanned"))
        .and_then(|element| element.dyn_into::<HtmlInputElement>().ok());
    if let Some(line) = line {
        line.set_value(text);
        if let Some(form) = line.form() {
            let _ = form.request_submit();
        }
    }
}
