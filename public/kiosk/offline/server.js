// What a kiosk asks of the server when there is one.

const json = { accept: 'application/json' };

async function answered(path, options) {
  const answer = await fetch(path, { headers: json, cache: 'no-store', redirect: 'error', ...options });
  if (!answer.ok) throw Object.assign(new Error(`${path}: ${answer.status}`), { status: answer.status });
  return answer.json();
}

const sent = (path, body) => answered(path, { method: 'POST', headers: { ...json, 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** Asks what only the machine itself may: signed with its own key, since the cookie of its session can be copied. */
async function asMachine(path, act, wish) {
  const { nextCounter, sign } = await import('../device.js');
  const { device } = document.querySelector('script[data-device]').dataset;
  const ask = async () => {
    const asked = JSON.stringify({ device, counter: await nextCounter(), ...wish });
    return sent(path, { asked, signature: await sign(`yimen-device:${act}:${asked}`) });
  };
  try {
    return await ask();
  } catch (refused) {
    // A report of the machine's health has overtaken it.
    if (refused.status !== 409) throw refused;
    return ask();
  }
}

/** Whether this page was drawn for an enrolled kiosk. */
export const isEnrolled = () => document.querySelector('script[data-device]') !== null || document.body.dataset.bridge !== undefined;

/** One round with the server: what is known, what is to be brought home, what is leased for the next time. Throws where there is none. */
export async function round(venue, queue) {
  const at = (what) => `/kiosk/${venue}/${what}`;
  await queue.keepKit(await answered(at('kit')));
  const tally = await queue.bringHome((given) => asMachine(at('reconcile'), 'reconcile', { given }));
  const delivered = await queue.deliver((list) => sent(at('requests'), list));
  await queue.back();
  const numbers = await queue.wants();
  if (numbers > 0 && isEnrolled()) {
    // A kiosk that is out of use gets none; its pages go on without.
    await lease(numbers, queue, (wanted) => asMachine(at('lease'), 'lease', wanted)).catch(() => undefined);
  }
  return { ...tally, ...delivered };
}

/** Fills up the numbers that this machine has. */
export async function lease(numbers, queue, ask) {
  if (await queue.isNew()) {
    await queue.begin(await ask({ numbers: 0 }));
    numbers = await queue.wants();
  }
  await queue.keepLease(await ask({ numbers }));
}

/** One page at a time changes the queue: the others wait their turn. */
export const alone = (act) => navigator.locks.request('yimen-kiosk-queue', act);
