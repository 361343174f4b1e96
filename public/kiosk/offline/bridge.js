// What stands beside this machine (docs/contracts/bridge.yaml), as plain scripts ask for it: without a network, where a card lies on the
// reader (../card.js), and each minute, how everything is (../device.js).

/** A ticket takes two seconds; the bridge itself gives a printer fifteen. */
const PRINTS_WITHIN_MS = 25_000;
/** The bridge holds what lies there, and knows how everything is. */
const READS_WITHIN_MS = 3000;

/**
 * What became of a ticket: `printed`; `failed`, with the reason where there is one (`out`, `cover`, `jam`): nothing came out whole;
 * `unknown`: it may have come.
 */
async function told(asking) {
  try {
    const answer = await asking;
    // Refused for what it is, not begun, or never heard of: nothing came out. Only who broke in the middle does not know.
    if (!answer.ok) return { outcome: answer.status === 500 ? 'unknown' : 'failed' };
    const { outcome, why } = await answer.json();
    // The printer stopped answering: it may have come all the same.
    return why === 'offline' ? { outcome: 'unknown' } : { outcome, why };
  } catch {
    return { outcome: 'unknown' };
  }
}

/** The bridge of this machine, by what the page carries; `undefined` where it has none. */
export function bridge({ bridge: at, bridgeSecret: secret } = document.body.dataset) {
  if (!at || !secret) return undefined;
  const authorization = { authorization: `Bearer ${secret}` };
  const json = { ...authorization, 'content-type': 'application/json' };
  /** Tells the bridge something; whether it took it. */
  const tell = (path, body) =>
    fetch(`${at}${path}`, { method: 'POST', headers: json, body: JSON.stringify(body), signal: AbortSignal.timeout(READS_WITHIN_MS) }).then(
      (answer) => answer.ok,
      () => false,
    );
  return {
    /** How everything is; throws where nobody answers. */
    async state() {
      const answer = await fetch(`${at}/v1/state`, { headers: authorization, cache: 'no-store', signal: AbortSignal.timeout(READS_WITHIN_MS) });
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    },

    /** Hands on the door's word that this machine is in use. */
    vouched: (word) => tell('/v1/standing', word),
    /** Tells that this machine is out of use: nothing is done for its pages any more. */
    ended: () => tell('/v1/standing/end', {}),
    /** Lights the lamp. */
    lamp: (colour, blink) => tell('/v1/lamp', { colour, blink }),

    /** Prints; done once the printer has answered. The same key is printed once, and answered the same for ever. */
    print(key, lines) {
      return told(fetch(`${at}/v1/print`, { method: 'POST', headers: json, body: JSON.stringify({ key, lines }), signal: AbortSignal.timeout(PRINTS_WITHIN_MS) }));
    },

    /** What became of a key that may have been printed; asking prints nothing. */
    became(key) {
      return told(fetch(`${at}/v1/print/${key}`, { headers: authorization, cache: 'no-store', signal: AbortSignal.timeout(PRINTS_WITHIN_MS) }));
    },

    /** Tells what happens, by name and data, for as long as the bridge does. */
    async events(heard) {
      const answer = await fetch(`${at}/v1/events`, { headers: { ...authorization, accept: 'text/event-stream' } });
      if (!answer.ok || !answer.body) return;
      let text = '';
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        const events = (text + part.value).split(/\r?\n\r?\n/);
        text = events.pop();
        for (const event of events) {
          const name = /^event: ?(.*)$/m.exec(event)?.[1];
          const data = [...event.matchAll(/^data: ?(.*)$/gm)].map(([, line]) => line).join('\n');
          if (name) heard(name, JSON.parse(data));
        }
      }
    },

    /** Tells what the scanner reads, for as long as the bridge does. */
    async scans(heard) {
      await this.events((name, data) => {
        if (name === 'scan') heard(data.text);
      });
    },

    /** The card that lies on the reader; `undefined` where none does, or nobody answers. */
    async card() {
      try {
        const answer = await fetch(`${at}/v1/card`, { headers: authorization, cache: 'no-store', signal: AbortSignal.timeout(READS_WITHIN_MS) });
        return answer.status === 200 ? await answer.json() : undefined;
      } catch {
        return undefined;
      }
    },

    /** Says words with the machine's own voice, as far as it has one; done once they are said. */
    async say(lang, text) {
      try {
        const answer = await fetch(`${at}/v1/speak`, { method: 'POST', headers: json, body: JSON.stringify({ lang, text }) });
        if (!answer.ok) return;
        const sound = new Audio(URL.createObjectURL(await answer.blob()));
        try {
          await sound.play();
          await new Promise((done) => (sound.onended = sound.onerror = done));
        } finally {
          URL.revokeObjectURL(sound.src);
        }
      } catch {
        // A machine without a voice still shows its words.
      }
    },
  };
}
