// The bar of a page that is shown without a network: what the server does otherwise is done here. Print, contrast and the low layout are
// switched; «call a helper» lights the lamp. All words stand in the page (app/src/kiosk/offline/bar.rs).

import { bridge } from './bridge.js';
import { keepView, viewBefore } from './seen.js';

const NEXT = {
  print: { normal: 'large', large: 'larger', larger: 'normal' },
  contrast: { plain: 'high', high: 'plain' },
  low: { low: 'high', high: 'low' },
};

const page = document.querySelector('[data-alone]');
const button = (name) => document.querySelector(`.view-controls button[name="${name}"]`);

/** Shows the page so; its button then offers what comes next. */
function show(name, value) {
  if (name === 'low') document.body.toggleAttribute('data-low', value === 'low');
  else document.documentElement.dataset[name] = value;
  const next = NEXT[name][value];
  button(name).value = next;
  button(name).textContent = page.querySelector(`[data-view-word="${name}-${next}"]`).textContent;
}

/** The other language is another page, or stands here already: then there is nothing to press. Nor once something was typed in this one. */
function otherLanguage() {
  const { otherLanguage: to } = page.dataset;
  button('lang').hidden = !to;
  addEventListener('input', () => (button('lang').hidden = true), { once: true });
  return to;
}

for (const [name, value] of Object.entries(viewBefore())) show(name, value);
const other = otherLanguage();

document.addEventListener(
  'submit',
  (event) => {
    const { target, submitter } = event;
    if (target.matches('.view-controls')) {
      event.preventDefault();
      if (submitter.name === 'lang') return location.replace(other);
      show(submitter.name, submitter.value);
      keepView();
      document.dispatchEvent(new Event('kiosk-view'));
    } else if (target.matches('.kiosk-help')) {
      // Nothing that would send it is awake here.
      event.preventDefault();
      target.querySelector('[data-help="cannot"]').hidden = false;
    }
  },
  { capture: true },
);
document.addEventListener('click', ({ target }) => target.closest('.kiosk-help button[value="call"]') && void bridge()?.lamp('amber', true), { capture: true });
