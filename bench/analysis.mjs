/**
 * How long the analysis takes, in Node: the first report by length, and the next one after a key press at the top, in
 * the middle and at the end of a long notebook. `node bench/analysis.mjs [LINES …]`.
 */
import { Bench } from 'tinybench';
import { newEngine, OPTIONS } from './engine.mjs';
import { cellsOf, projectOf } from './notebooks.mjs';

function row(name, task) {
  const { latency } = task.result;
  console.log(
    `${name.padEnd(42)} median ${latency.p50.toFixed(1)} ms, 99th percentile ${latency.p99.toFixed(1)} ms (n=${latency.samplesCount ?? latency.samples?.length})`
  );
}

const lengths = process.argv.slice(2).map(Number);
for (const lines of lengths.length > 0 ? lengths : [100, 150, 645, 2_000, 10_000, 50_000]) {
  const project = projectOf(cellsOf(lines));
  const bench = new Bench({ time: 0, iterations: lines > 20_000 ? 2 : 4, warmup: false });
  bench.add('first', () => newEngine().analyse(project, OPTIONS));
  await bench.run();
  row(`first report, ${lines} lines`, bench.tasks[0]);
  const { latency } = bench.tasks[0].result;
  console.log(`${''.padEnd(42)} ${((1000 * latency.p50) / lines).toFixed(0)} microseconds a line`);
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
