/**
 * How long the analysis takes, in Node: the first report by length, and the next one after a key press at the top, in
 * the middle and at the end of a long notebook. `node bench/analysis.mjs [LINES …]`.
 */
import { build } from 'esbuild';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { Bench } from 'tinybench';
import { cellsOf, projectOf } from './notebooks.mjs';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const bundle = join(repository, 'build', 'bench', 'analysis.cjs');
const OPTIONS = { rules: 'recommended', inferSignatures: true };

mkdirSync(dirname(bundle), { recursive: true });
await build({
  entryPoints: [join(repository, 'src', 'analysis', 'index.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  logLevel: 'error',
  define: { 'import.meta.url': '"file:///hybridize/bench.js"' },
  alias: { 'web-tree-sitter': join(repository, 'node_modules/web-tree-sitter/web-tree-sitter.js') }
});
const { createEngine, createPythonParser } = createRequire(import.meta.url)(bundle);
const parser = await createPythonParser({
  runtime: readFileSync(join(repository, 'node_modules/web-tree-sitter/web-tree-sitter.wasm')),
  grammar: readFileSync(join(repository, 'node_modules/tree-sitter-python/tree-sitter-python.wasm'))
});
const knowledge = ['python', 'numpy', 'keras', 'tensorflow'].map(name => [
  name,
  JSON.parse(gunzipSync(readFileSync(join(repository, 'knowledge', `${name}.json.gz`))).toString())
]);

function newEngine() {
  const engine = createEngine({ parser });
  knowledge.forEach(([name, json]) => engine.addKnowledge(name, json));
  return engine;
}

function row(name, task) {
  const { latency } = task.result;
  console.log(
    `${name.padEnd(42)} median ${latency.p50.toFixed(1)} ms, 99th percentile ${latency.p99.toFixed(1)} ms (n=${latency.samplesCount ?? latency.samples?.length})`
  );
}

const lengths = process.argv.slice(2).map(Number);
for (const lines of lengths.length > 0 ? lengths : [150, 645, 2_000, 10_000, 50_000]) {
  const project = projectOf(cellsOf(lines));
  const bench = new Bench({ time: 0, iterations: lines > 20_000 ? 2 : 4, warmup: false });
  bench.add('first', () => newEngine().analyse(project, OPTIONS));
  await bench.run();
  row(`first report, ${lines} lines`, bench.tasks[0]);
}

const cells = cellsOf(10_000);
const engine = newEngine();
engine.analyse(projectOf(cells), OPTIONS);
for (const [place, index] of [
  ['top', 1],
  ['middle', Math.floor(cells.length / 4) * 2 + 1],
  ['end', cells.length - 2]
]) {
  for (const kind of ['function body', 'cell level']) {
    const cell = kind === 'cell level' ? index + 1 : index;
    let press = 0;
    const bench = new Bench({ time: 0, iterations: 12, warmupIterations: 2, warmupTime: 0 });
    bench.add('press', () => {
      const text = cells[cell];
      press++;
      cells[cell] =
        kind === 'function body'
          ? text.replace(/h \* 0\.\d+/u, `h * 0.${press + 5}`)
          : text.replace(/tf\.ones\(\[\d+/u, `tf.ones([${press + 5}`);
      engine.analyse(projectOf(cells), OPTIONS);
    });
    await bench.run();
    row(`key press, ${kind}, ${place} of 10,000 lines`, bench.tasks[0]);
  }
}
