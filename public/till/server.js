// What the till asks of the server. What goes wrong has the name of a sentence: it is said, not swallowed.

const JSON_TYPE = 'application/json';

/** `{ said }`, or `{ why }`: the sentence's name. */
async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { ...options, redirect: 'manual', headers: { accept: JSON_TYPE, 'content-type': JSON_TYPE } });
  } catch {
    return { why: 'no-connection' };
  }
  // Who is signed out is led to the sign-in page.
  if (answer.type === 'opaqueredirect') return { why: 'sign-in' };
  if (answer.status === 410) return { why: 'out-of-use' };
  if (answer.status === 403 || answer.status === 404) return { why: 'not-here' };
  if (!answer.ok) return { why: 'no-answer' };
  try {
    return { said: await answer.json() };
  } catch {
    return { why: 'no-answer' };
  }
}

/** What this device needs to go on without a connection, with the server's clock. */
export const fetchKit = () => ask('/till/kit');

/** What became of each redemption, in their order. Sent again, the same. */
export const settle = (redemptions) => ask('/till/settle', { method: 'POST', body: JSON.stringify(redemptions) });
