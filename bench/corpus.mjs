/**
 * How long the analysis takes over real notebooks: each by itself in one process, and 300 of them on the command line
 * beside pyright over the same text, one `.py` file a notebook. Needs `npm run build` and the corpus.
 * `node bench/corpus.mjs [NOTEBOOKS] [LONGEST]`: the target is set for 300 notebooks of 75,000 lines. There are not as
 * many, and what pyright has worked out of a library for one notebook serves the others too, the more so where they are
 * the same. So there are several figures: 300 that differ, the notebooks once and those written for this bench;
 * the notebooks once; and 300 of them again and again, those of up to 500 lines and those of all lengths. And each with
 * pyright in two environments, since it reads what a notebook imports where that is installed: the project's own, which
 * has TensorFlow and NumPy, and one that has all of what ten or more of these notebooks import, as a user's who runs them
 * (`bench/notebook-packages.txt`; Python 3.11 or newer; made at the first run, in minutes).
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { newEngine, OPTIONS } from './engine.mjs';
import { projectOf } from './notebooks.mjs';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const corpus = process.env.HYBRIDIZE_CORPUS ?? join(repository, '..', 'shared', 'corpus');
const count = Number(process.argv[2] ?? 300);
const longest = Number(process.argv[3] ?? 500);

/** Code cells without magics: pyright knows none. */
function cellsIn(file) {
  const { cells } = JSON.parse(readFileSync(file, 'utf8'));
  return cells
    .filter(cell => cell.cell_type === 'code')
    .map(({ source }) => withoutMagics(Array.isArray(source) ? source.join('') : source));
}

function withoutMagics(text) {
  return text.replace(/^(\s*)[%!].*$/gmu, '$1pass');
}

const notebooks = readdirSync(corpus, { recursive: true })
  .filter(name => name.endsWith('.ipynb'))
  .sort()
  .map(name => ({ name, cells: cellsIn(join(corpus, name)) }));

newEngine().analyse(projectOf(notebooks[0].cells), OPTIONS);
const times = notebooks.map(({ name, cells }) => {
  const engine = newEngine();
  const began = performance.now();
  engine.analyse(projectOf(cells), OPTIONS);
  return { name, lines: cells.join('\n').split('\n').length, spent: performance.now() - began };
});
times.sort((one, other) => one.spent - other.spent);
const at = share => times[Math.min(times.length - 1, Math.floor(times.length * share))];
console.log(
  `${times.length} notebooks, each with a new engine: median ${at(0.5).spent.toFixed(0)} ms, 95th percentile ${at(0.95).spent.toFixed(0)} ms, worst ${at(1).spent.toFixed(0)} ms (${at(1).name}, ${at(1).lines} lines)`
);

/** Seconds of one run of a program. */
function secondsOf(program, args) {
  const began = performance.now();
  const { status, error } = spawnSync(process.execPath, [program, ...args], { stdio: 'ignore' });
  if (error !== undefined || status === null || status > 1) {
    throw new Error(`${program} failed: ${error ?? status}`);
  }
  return (performance.now() - began) / 1000;
}

/** The project's own environment. */
const python = process.env.HYBRIDIZE_TRUTH_PYTHON ?? join(repository, '.venv', 'bin', 'python');

/** Runs a program of Python to its end. @returns what it prints. */
function runPython(program, args) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${program} ${args.join(' ')} failed: ${error ?? stderr}`);
  }
  return stdout.trim();
}

/** The Python of an environment with what the notebooks import, over the project's own. */
function pythonOfNotebooks() {
  const folder = join(repository, 'build', 'bench', 'notebook-environment');
  const ofNotebooks = join(folder, 'bin', 'python');
  const isComplete = join(folder, 'complete');
  if (!existsSync(isComplete)) {
    const sitePackages = ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'];
    runPython(python, ['-m', 'venv', '--clear', folder]);
    const listed = join(repository, 'bench', 'notebook-packages.txt');
    runPython(ofNotebooks, ['-m', 'pip', 'install', '--quiet', '--requirement', listed]);
    const below = join(runPython(ofNotebooks, sitePackages), 'project.pth');
    writeFileSync(below, `${runPython(python, sitePackages)}\n`);
    writeFileSync(isComplete, '');
  }
  return ofNotebooks;
}

const environments = [
  { name: 'TensorFlow', python },
  { name: 'what the notebooks import', python: pythonOfNotebooks() }
];

/** Both programs over so many notebooks, which are taken again and again. */
function compare(chosen, title, count) {
  const folder = mkdtempSync(join(tmpdir(), 'hybridize-bench-'));
  mkdirSync(join(folder, 'notebooks'));
  mkdirSync(join(folder, 'modules'));
  let lines = 0;
  for (let index = 0; index < count; index++) {
    const { cells } = chosen[index % chosen.length];
    const text = `${cells.join('\n\n')}\n`;
    lines += text.split('\n').length - 1;
    writeFileSync(join(folder, 'modules', `n${index}.py`), text);
    writeFileSync(
      join(folder, 'notebooks', `n${index}.ipynb`),
      JSON.stringify({
        cells: cells.map((source, cell) => ({
          cell_type: 'code',
          id: `c${cell}`,
          metadata: {},
          source,
          outputs: [],
          execution_count: null
        })),
        metadata: { language_info: { name: 'python' } },
        nbformat: 4,
        nbformat_minor: 5
      })
    );
  }
  const ours = [];
  const theirs = environments.map(() => []);
  for (let round = 0; round < 2; round++) {
    ours.push(
      secondsOf(join(repository, 'lib', 'cli', 'main.js'), [
        'check',
        '--exit-zero',
        '--format',
        'json',
        join(folder, 'notebooks')
      ])
    );
    environments.forEach(({ python }, environment) => {
      theirs[environment].push(
        secondsOf(join(repository, 'node_modules', 'pyright', 'index.js'), [
          '--pythonpath',
          python,
          join(folder, 'modules')
        ])
      );
    });
  }
  rmSync(folder, { recursive: true });
  const us = Math.min(...ours);
  const besides = environments.map(({ name }, environment) => {
    const them = Math.min(...theirs[environment]);
    return `pyright with ${name} installed ${them.toFixed(1)} s, ratio ${(them / us).toFixed(1)}`;
  });
  console.log(
    `${count} notebooks ${title}, ${lines} lines: hybridize check ${us.toFixed(1)} s; ${besides.join('; ')} (best of ${ours.length} each, alternating)`
  );
}

/**
 * Notebooks that were written for this bench, each by itself and from nothing, on eight subjects: what people write who
 * train models by hand.
 */
const written = JSON.parse(
  gunzipSync(readFileSync(join(repository, 'bench', 'written-notebooks.json.gz'))).toString()
).map(({ cells }) => ({ cells: cells.map(withoutMagics) }));

compare(
  [...notebooks, ...written].slice(0, count),
  'that differ, the corpus and those written for the bench',
  Math.min(count, notebooks.length + written.length)
);
compare(notebooks, 'of all lengths, each once', notebooks.length);
compare(
  notebooks.filter(({ cells }) => cells.join('\n\n').split('\n').length <= longest),
  `of up to ${longest} lines, again and again`,
  count
);
compare(notebooks, 'of all lengths, again and again', count);
