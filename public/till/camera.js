// Reads a code with the device's camera, where the browser finds QR codes by itself. Everywhere else the page says that a scanner
// does it.

import { first } from './words.js';

/** How often a picture is looked at, milliseconds. */
const LOOK_MS = 200;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function reads() {
  if (!navigator.mediaDevices || !('BarcodeDetector' in globalThis)) return false;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  return formats.includes('qr_code');
}

/** Looks until a code is found, or `isOpen` says no. The camera is let go in any case: its light must be out. */
async function look(picture, isOpen) {
  // A phone's back camera, where there are two.
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: { ideal: 'environment' } } });
  try {
    picture.srcObject = stream;
    await picture.play();
    const detector = new BarcodeDetector({ formats: ['qr_code'] });
    while (isOpen()) {
      const [code] = await detector.detect(picture);
      if (code) return code.rawValue;
      await pause(LOOK_MS);
    }
    return undefined;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    picture.srcObject = null;
  }
}

/** Offers the camera; `found` is called with each code. */
export async function offer(around, found) {
  const [button, picture] = [first('button', around), first('video', around)];
  if (!(await reads())) {
    first('[data-camera-none]', around).hidden = false;
    return;
  }
  button.hidden = false;
  let open = false;
  const show = (opens) => {
    open = opens;
    for (const part of around.querySelectorAll('[data-open]')) part.hidden = (part.dataset.open === 'yes') !== open;
  };
  button.addEventListener('click', async () => {
    show(!open);
    if (!open) return;
    first('[data-camera-refused]', around).hidden = true;
    try {
      const text = await look(picture, () => open);
      if (text) found(text);
    } catch {
      first('[data-camera-refused]', around).hidden = false;
    }
    show(false);
  });
}
