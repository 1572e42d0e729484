/**
 * How long a key press takes in the browser's worker: a notebook of 10,000 lines in Chromium, presses at random places,
 * half of them in function bodies, half at cell level; the first ten cells apart. Needs `npm run build`.
 * `node bench/worker.mjs [PRESSES] [LINES]`.
 */
import { chromium } from '@playwright/test';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser } from '../scripts/setup/browser.mjs';
import { cellsOf } from './notebooks.mjs';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(repository, 'jupyterlab_hybridize', 'labextension', 'static');
const presses = Number(process.argv[2] ?? 1000);
const lines = Number(process.argv[3] ?? 10_000);
const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html' };

const server = createServer((request, response) => {
  const name = (request.url ?? '/').split('?')[0].slice(1);
  response.setHeader('Content-Type', TYPES[extname(name)] ?? 'application/octet-stream');
  if (name === 'page.html') {
    response.end('<!doctype html><title>bench</title>');
  } else if (readdirSync(folder).includes(name)) {
    response.end(readFileSync(join(folder, name)));
  } else {
    response.statusCode = 404;
    response.end();
  }
}).listen(0, '127.0.0.1');
await new Promise(resolve => server.once('listening', resolve));
const { port } = server.address();
const script = readdirSync(folder).find(name => /^hybridize-analysis\..*\.js$/u.test(name));
const isRoot = process.getuid?.() === 0;
const browser = await chromium.launch({
  executablePath: findBrowser(),
  args: isRoot ? ['--no-sandbox'] : []
});
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${port}/page.html`);

const result = await page.evaluate(
  async ({ script, texts, presses }) => {
    const worker = new Worker(`/${script}`);
    let answered = () => undefined;
    worker.onmessage = ({ data }) => {
      answered(data);
    };
    const next = kind =>
      new Promise((resolve, reject) => {
        answered = answer =>
          answer.kind === kind ? resolve(answer) : reject(new Error(JSON.stringify(answer)));
      });
    await next('ready');
    const cells = texts.map((text, index) => ({
      id: `c${index}`,
      kind: 'code',
      text,
      executionCount: null
    }));
    const began = performance.now();
    worker.postMessage({
      kind: 'open',
      session: 1,
      revision: 1,
      path: 'bench.ipynb',
      order: 'document',
      cells
    });
    await next('report');
    const first = performance.now() - began;
    // A linear congruential generator: the same presses in every run.
    let state = 20261121;
    const random = below => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state % below;
    };
    const times = { all: [], front: [], changed: [] };
    for (let press = 0; press < presses + 20; press++) {
      const isBody = press % 2 === 0;
      const count = cells.length >> 1;
      const index = press < 20 ? 1 + (press % 10) : 1 + 2 * random(count - 1) + (isBody ? 0 : 1);
      const cell = cells[Math.min(index, cells.length - 1)];
      const numbers = [...cell.text.matchAll(/\d+(?=[\])\s:,])/gu)];
      const spot = numbers[random(Math.max(1, numbers.length))];
      cell.text =
        spot === undefined
          ? `${cell.text} `
          : `${cell.text.slice(0, spot.index)}${1 + random(90)}${cell.text.slice(spot.index + spot[0].length)}`;
      const start = performance.now();
      worker.postMessage({
        kind: 'update',
        session: 1,
        revision: press + 2,
        path: null,
        order: null,
        changed: [cell],
        sequence: null,
        files: []
      });
      const answer = await next('report');
      (press < 20 ? times.front : times.all).push(performance.now() - start);
      times.changed.push(answer.difference.changed.length);
    }
    return { first, times };
  },
  { script, texts: cellsOf(lines), presses }
);
await browser.close();
server.close();

function show(name, values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  console.log(
    `${name.padEnd(34)} median ${at(0.5).toFixed(1)} ms, 95th percentile ${at(0.95).toFixed(1)} ms, worst ${at(1).toFixed(1)} ms (n=${sorted.length})`
  );
}
console.log(`first report, ${lines} lines: ${result.first.toFixed(0)} ms`);
show('key press anywhere', result.times.all);
show('key press in the first ten cells', result.times.front);
