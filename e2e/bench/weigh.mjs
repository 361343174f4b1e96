// What a first visit carries, in bytes as they travel.
import { get } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

/** The bytes of an answer as sent to a browser that takes brotli, and what they say. */
export function fetchRaw(address) {
  return new Promise((resolve, reject) => {
    get(address, { headers: { 'accept-encoding': 'br', 'accept-language': 'zh-CN' } }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const raw = Buffer.concat(chunks);
        const coding = answer.headers['content-encoding'];
        const text = coding === 'br' ? brotliDecompressSync(raw) : coding === 'gzip' ? gunzipSync(raw) : raw;
        if (answer.statusCode !== 200) reject(new Error(`${address}: ${answer.statusCode}`));
        else resolve({ bytes: raw.length, text: text.toString('utf8'), coding: coding ?? 'none' });
      });
    }).on('error', reject);
  });
}

/** The page, its style, its loader, and, where it has islands, their code. */
export async function firstVisit(house, path) {
  const page = await fetchRaw(`${house}${path}`);
  const style = /<link[^>]*rel="?stylesheet"?[^>]*href="?([^"\s>]+)/.exec(page.text)?.[1];
  const loader = /<script[^>]*src="?([^"\s>]+)/.exec(page.text)?.[1];
  const parts = { html: page.bytes, css: 0, js: 0, wasm: 0 };
  if (style) parts.css = (await fetchRaw(`${house}${style}`)).bytes;
  if (loader) {
    const code = await fetchRaw(`${house}${loader}`);
    parts.js += code.bytes;
    if (page.text.includes('<leptos-island')) {
      for (const [, address] of code.text.matchAll(/"(\/[^"]+\.(?:js|wasm))"/g)) {
        parts[address.endsWith('.wasm') ? 'wasm' : 'js'] += (await fetchRaw(`${house}${address}`)).bytes;
      }
    }
  }
  const scripts = parts.js + parts.wasm;
  return { html: parts.html, css: parts.css, scripts, all: parts.html + parts.css + scripts };
}
