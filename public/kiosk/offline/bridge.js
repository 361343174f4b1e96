// The printer, the scanner, the card reader and the voice beside this machine (docs/contracts/bridge.yaml), as plain scripts ask for
// them: without a network, and where a card lies on the reader (../card.js).

/** A ticket takes two seconds; the bridge itself gives a printer fifteen. */
const PRINTS_WITHIN_MS = 25_000;
/** The bridge holds what lies there. */
const READS_WITHIN_MS = 3000;

/** The bridge of this machine, by what the page carries; `undefined` where it has none. */
export function bridge({ bridge: at, bridgeSecret: secret } = document.body.dataset) {
  if (!at || !secret) return undefined;
  const authorization = { authorization: `Bearer ${secret}` };
  return {
    /** `printed`, `failed` (nothing came out), or `unknown` (nobody answered: it may have). The same key is printed once. */
    async print(key, lines) {
      try {
        const headers = { ...authorization, 'content-type': 'application/json' };
        const answer = await fetch(`${at}/v1/print`, { method: 'POST', headers, body: JSON.stringify({ key, lines }), signal: AbortSignal.timeout(PRINTS_WITHIN_MS) });
        // Refused for what it is, not for what the printer did: nothing came out.
        if (!answer.ok) return answer.status < 500 ? 'failed' : 'unknown';
        return (await answer.json()).outcome === 'printed' ? 'printed' : 'failed';
      } catch {
        return 'unknown';
      }
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
        const headers = { ...authorization, 'content-type': 'application/json' };
        const answer = await fetch(`${at}/v1/speak`, { method: 'POST', headers, body: JSON.stringify({ lang, text }) });
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
