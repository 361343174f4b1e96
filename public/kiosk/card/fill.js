// Puts what a card says into the fields of a form, as if it had been typed: the person sees it, mends it, and sends it or not.

/** The kind of document that a card's number is of, as forms call it. Residence permits and the cards of permanent residents are
    read by the same readers; the server looks at the number again. */
export function kindOf(number) {
  if (/^8[12]/.test(number)) return 'HKM_RESIDENCE';
  if (/^83/.test(number)) return 'TW_RESIDENCE';
  if (/^(?:9|[A-Z]{3})/.test(number)) return 'FPR_CARD';
  return 'ID_CN';
}

function tell(input) {
  // A number is looked at when its field is left.
  for (const name of ['input', 'change', 'blur']) input.dispatchEvent(new Event(name, { bubbles: name !== 'blur' }));
}

function choose(inputs, value) {
  for (const input of inputs) {
    if (input.type === 'radio') {
      if (input.value !== value) continue;
      input.checked = true;
    } else {
      input.value = value;
    }
    tell(input);
  }
}

/** `fields` names the inputs of `form`: `kind`, `name`, `number`, `lastFour`; what has no name is not asked here. */
export function fill(form, fields, card) {
  // The kind comes first: the number is looked at by it.
  const answers = [
    [fields.kind, kindOf(card.number)],
    [fields.name, card.name],
    [fields.number, card.number],
    [fields.lastFour, card.number.slice(-4)],
  ];
  for (const [name, value] of answers) if (name) choose([...form.elements].filter((input) => input.name === name), value);
}
