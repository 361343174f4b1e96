// The inputs of a page: which board each wants, which comes next, and writing into them so that whoever listens to the input
// hears it.

const TYPED = new Set(['text', 'search', 'tel', 'password', 'email', 'url', 'number', 'date', '']);
/** What the page said before the keyboard set `inputmode` to `none`. */
const asked = new WeakMap();

const modeOf = (field) => asked.get(field) ?? field.getAttribute('inputmode') ?? '';

/** Whether the keyboard types into it. `inputmode="none"` is the page's own way to say no: the scan line. */
export function isTyped(element) {
  const kind = element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && TYPED.has(element.type));
  return kind && !element.disabled && !element.readOnly && modeOf(element) !== 'none' && element.dataset.board !== 'none';
}

/** Documents whose numbers are digits and perhaps an X; the others have letters. */
const DIGITS_AND_X = new Set(['', 'ID_CN', 'HKM_RESIDENCE', 'TW_RESIDENCE']);

/** Which document was chosen for the number of this field: `a_document_kind` is for `a_document`, `id_type` for `id_no`. */
function documentOf(field) {
  const kinds = [`${field.name}_kind`, field.name.replace(/no$/, 'type')].filter((name) => name !== field.name);
  return kinds.map((name) => field.form?.elements.namedItem(name)?.value).find(Boolean) ?? '';
}

/** Which kind of board a field wants: what the page says, or what its input tells. */
export function kindOf(field) {
  if (field.dataset.board === 'document') return DIGITS_AND_X.has(documentOf(field)) ? 'document' : 'passport';
  if (field.dataset.board) return field.dataset.board;
  if (field.type === 'date') return 'date';
  if (field.type === 'tel' || modeOf(field) === 'tel') return 'phone';
  if (modeOf(field) === 'numeric') return 'digits';
  if (modeOf(field) === 'decimal' || field.type === 'number') return 'money';
  if (['password', 'email', 'url'].includes(field.type)) return 'english';
  return field.autocomplete === 'name' ? 'name' : 'text';
}

/** No second keyboard comes up beside this one. */
export function quiet(field) {
  if (!asked.has(field)) asked.set(field, field.getAttribute('inputmode') ?? '');
  field.inputMode = 'none';
}

/** As the page had it. */
export function unquiet(field) {
  if (!asked.has(field)) return;
  if (asked.get(field)) field.inputMode = asked.get(field);
  else field.removeAttribute('inputmode');
  asked.delete(field);
}

/** What the field is called on the page. */
export function labelOf(field) {
  const label = field.labels?.[0]?.textContent ?? field.getAttribute('aria-label') ?? '';
  return label.replace(/\s+/g, ' ').trim();
}

/** The question after this one in its form, when it is typed too. */
export function nextOf(field) {
  const all = [...(field.form ?? document.querySelector('main') ?? document).querySelectorAll('input, select, textarea')];
  const seen = all.filter((one) => one.type !== 'hidden' && !one.disabled && one.checkVisibility({ visibilityProperty: true }));
  const next = seen[seen.indexOf(field) + 1];
  return next && isTyped(next) ? next : undefined;
}

/** Whether the input tells where its cursor is (`email`, `number` and `date` do not). */
const hasCursor = (field) => field.selectionStart !== null && field.selectionStart !== undefined;

/** What stands before the cursor. */
export const before = (field) => field.value.slice(0, hasCursor(field) ? field.selectionStart : undefined);

function tell(field, inputType, data) {
  field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, inputType, data }));
}

/** Writes at the cursor, as far as `maxlength` lets it; whether anything was written. */
export function insert(field, text) {
  const selected = hasCursor(field) ? field.selectionEnd - field.selectionStart : 0;
  const room = field.maxLength < 0 ? Infinity : field.maxLength - field.value.length + selected;
  let fits = '';
  // Whole characters only: half of a rare one is none.
  for (const one of text) if (fits.length + one.length <= room) fits += one;
  if (!fits) return false;
  if (hasCursor(field)) field.setRangeText(fits, field.selectionStart, field.selectionEnd, 'end');
  else field.value += fits;
  tell(field, 'insertText', fits);
  return true;
}

/** Takes away what is selected, or the character before the cursor. */
export function erase(field) {
  if (!hasCursor(field)) {
    field.value = [...field.value].slice(0, -1).join('');
  } else {
    const { selectionStart: start, selectionEnd: end } = field;
    const last = [...field.value.slice(0, start)].at(-1) ?? '';
    field.setRangeText('', start === end ? start - last.length : start, end, 'end');
  }
  tell(field, 'deleteContentBackward', null);
}

/** Puts a whole value in place of what was there. */
export function replace(field, value) {
  if (field.value === value) return;
  field.value = value;
  tell(field, 'insertReplacementText', value);
}
