/**
 * An engine that has seen a notebook change says the same as one that sees it for the first time: after cells were
 * typed in, half written, moved, removed and put back.
 */
import fc from 'fast-check';
import { createProject, createMaskMemory, type NotebookCell } from '../../src/notebook';
import type { AnalysisEngine, AnalysisOptions, Report } from '../../src/analysis';
import { corpusNotebooks, type CorpusNotebook } from '../corpus';
import { analyse, loadEngineMaker } from './factsEngine';

/** Every so many-th notebook of the corpus is edited; HYBRIDIZE_STRIDE says otherwise, FAST_CHECK_SEED draws others. */
const STRIDE = Number(process.env.HYBRIDIZE_STRIDE ?? 1);
/** Longer notebooks would take this test's time for themselves. */
const MOST_CHARACTERS = 60_000;
const EDITS = 5;

const OPTIONS: AnalysisOptions = { rules: 'recommended', inferSignatures: true };

/** A notebook of our own, so that the property is checked where the corpus is not at hand. */
const OWN: CorpusNotebook = {
  name: 'own',
  cells: [
    'import tensorflow as tf\nimport numpy as np',
    'SCALE = 2.0\nseen = []\n\ndef scaled(x):\n    return x * SCALE',
    'def step(x, y):\n    seen.append(1)\n    return scaled(x) @ y\n\ndef twice(f, x):\n    return f(f(x))',
    '%%time\nfor i in range(3):\n    z = step(tf.ones([2, 2]), tf.ones([2, 2]))',
    'class Model(tf.keras.Model):\n    def __init__(self):\n        super().__init__()\n        self.d = tf.keras.layers.Dense(3)\n    def call(self, x):\n        return self.d(x)\n\nmodel = Model()',
    'inputs = tf.keras.Input([4])\nmodel(tf.ones([2, 4]))\ntwice(lambda t: scaled(t), tf.ones([3]))',
    '@tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])\ndef fixed(x):\n    return tf.reduce_sum(x)\n\nfixed(tf.ones([3]))'
  ]
};

type Cell = { readonly id: string; readonly text: string };

/** One edit: of a cell, counted from the front, at a place in it. */
type Edit = {
  readonly kind:
    | 'drop-line'
    | 'repeat-line'
    | 'blank-line'
    | 'cut'
    | 'change-number'
    | 'rename'
    | 'move'
    | 'remove'
    | 'restore';
  readonly cell: number;
  readonly place: number;
};

const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Edit['kind']>(
      'drop-line',
      'repeat-line',
      'blank-line',
      'cut',
      'change-number',
      'rename',
      'move',
      'remove',
      'restore'
    ),
    cell: fc.nat(1000),
    place: fc.nat(10_000)
  }),
  { minLength: EDITS, maxLength: EDITS }
);

function edited(cells: readonly Cell[], edit: Edit, original: readonly Cell[]): readonly Cell[] {
  if (edit.kind === 'restore' || cells.length === 0) {
    return original;
  }
  const index = edit.cell % cells.length;
  const cell = cells[index];
  if (edit.kind === 'remove') {
    return cells.filter((_, at) => at !== index);
  }
  if (edit.kind === 'move') {
    const others = cells.filter((_, at) => at !== index);
    return [
      ...others.slice(0, edit.place % cells.length),
      cell,
      ...others.slice(edit.place % cells.length)
    ];
  }
  return cells.map((other, at) =>
    at === index ? { ...cell, text: changed(cell.text, edit) } : other
  );
}

function changed(text: string, { kind, place }: Edit): string {
  const lines = text.split('\n');
  const line = place % lines.length;
  switch (kind) {
    case 'drop-line':
      return lines.filter((_, at) => at !== line).join('\n');
    case 'repeat-line':
      return [...lines.slice(0, line + 1), lines[line], ...lines.slice(line + 1)].join('\n');
    case 'blank-line':
      return ['', ...lines].join('\n');
    case 'cut':
      return text.slice(0, place % (text.length + 1));
    case 'change-number':
      return text.replace(/\d+/u, number => String(Number(number.slice(0, 6)) + 1));
    default:
      return text.replace(/\bx\b/u, 'renamed');
  }
}

function report(
  engine: AnalysisEngine,
  cells: readonly Cell[],
  memory = createMaskMemory()
): Report {
  const { project } = createProject(
    [
      {
        kind: 'notebook',
        path: 'n.ipynb',
        isPython: true,
        cells: cells.map(({ id, text }): NotebookCell => ({
          id,
          kind: 'code',
          text,
          executionCount: null
        }))
      }
    ],
    { root: '', order: 'document', files: new Map(), memory }
  );
  return analyse(engine, project.modules, OPTIONS);
}

const notebooks = [
  OWN,
  ...corpusNotebooks(STRIDE).filter(
    ({ cells }) => cells.reduce((sum, text) => sum + text.length, 0) <= MOST_CHARACTERS
  )
];

test.each(notebooks.map(notebook => [notebook.name, notebook] as const))(
  'reports after edits are those of a fresh engine: %s',
  async (_, notebook) => {
    const newEngine = await loadEngineMaker();
    fc.assert(
      fc.property(edits, sequence => {
        const original = notebook.cells.map((text, index) => ({ id: `cell-${index}`, text }));
        const engine = newEngine();
        const memory = createMaskMemory();
        let cells: readonly Cell[] = original;
        report(engine, cells, memory);
        for (const edit of sequence) {
          cells = edited(cells, edit, original);
          expect(report(engine, cells, memory)).toEqual(report(newEngine(), cells));
        }
      }),
      { numRuns: notebook === OWN ? 20 : 1 }
    );
  }
);

test.each([
  [
    'a cell that is no longer timed',
    ['import tensorflow as tf\ny = 1', '%%timeit\ny = tf.ones([2])'],
    ['import tensorflow as tf\ny = 1', 'y = tf.ones([2])']
  ],
  [
    'a cell that is timed',
    ['import tensorflow as tf\ny = 1', 'y = tf.ones([2])'],
    ['import tensorflow as tf\ny = 1', '%%timeit\ny = tf.ones([2])']
  ],
  [
    'a statement that goes',
    ['import tensorflow as tf\ny = 1', 'y = tf.ones([2])'],
    ['import tensorflow as tf\ny = 1', '']
  ],
  [
    'a statement that goes at the end',
    ['import tensorflow as tf\ny = tf.ones([3])', 'y = tf.ones([2])', 'y = 1'],
    ['import tensorflow as tf\ny = tf.ones([3])', 'y = tf.ones([2])', '']
  ],
  [
    'statements that change places',
    ['import tensorflow as tf\ny = 1', 'y = tf.ones([2])', 'y = tf.ones([3])'],
    ['import tensorflow as tf\ny = 1', 'y = tf.ones([3])', 'y = tf.ones([2])']
  ]
])('what is called with another value after an edit: %s', async (_, first, second) => {
  const newEngine = await loadEngineMaker();
  const cellsOf = (texts: readonly string[]): readonly Cell[] =>
    [...texts, 'def f(x):\n    return x', 'f(y)'].map((text, index) => ({ id: `c${index}`, text }));
  const engine = newEngine();
  for (const texts of [first, second, first, second]) {
    expect(report(engine, cellsOf(texts))).toEqual(report(newEngine(), cellsOf(texts)));
  }
});

test('a decorator is written with the name that is bound above the function now', async () => {
  const newEngine = await loadEngineMaker();
  const importing = 'import tensorflow as tf';
  const scaled = `def scaled(x):\n${'    x = tf.tanh(x) * 2.\n'.repeat(12)}    return x`;
  const called = 'import tensorflow as tf\nscaled(tf.ones([3]))';
  const cellsOf = (texts: Readonly<Record<string, string>>): readonly Cell[] =>
    Object.entries(texts).map(([id, text]) => ({ id, text }));
  const engine = newEngine();
  const decorators = [
    cellsOf({ importing, other: '', scaled, called }),
    cellsOf({ importing: 'import tensorflow as flow', other: '', scaled, called }),
    cellsOf({ scaled, other: '', importing, called }),
    cellsOf({ other: '', scaled, importing, called }),
    cellsOf({ other: importing, scaled, importing: '', called }),
    cellsOf({ other: importing, scaled: `\n${scaled}`, importing: '', called })
  ].map(cells => {
    const found = report(engine, cells);
    expect(found).toEqual(report(newEngine(), cells));
    return found.documents[0].functions[0].edit?.edits.map(({ text }) => text);
  });
  expect(decorators).toEqual([
    ['@tf.function\n'],
    ['@flow.function\n'],
    ['import tensorflow as tf\n', '@tf.function\n'],
    ['import tensorflow as tf\n', '@tf.function\n'],
    ['@tf.function\n'],
    ['@tf.function\n']
  ]);
});

test('a loop that comes to call with more values after an edit keeps its calls apart', async () => {
  const newEngine = await loadEngineMaker();
  const cellsOf = (values: string): readonly Cell[] =>
    ['def f(x):\n    return x', `for value in [${values}]:\n    f(value)`].map((text, index) => ({
      id: `c${index}`,
      text
    }));
  const engine = newEngine();
  for (const values of ['1.5', '1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5']) {
    expect(report(engine, cellsOf(values))).toEqual(report(newEngine(), cellsOf(values)));
  }
});

test('runs that are shared by many places count as in a first analysis', async () => {
  const newEngine = await loadEngineMaker();
  const definitions =
    'def held(values):\n    return values[0]\n\ndef scaled():\n    values = [SCALE]\n    return held(values)';
  const scales = Array.from({ length: 40 }, (_, index) => `SCALE = ${index}.5`);
  const cellsOf = (texts: readonly string[]): readonly Cell[] =>
    [definitions, ...texts].map((text, index) => ({ id: `c${index}`, text }));
  const engine = newEngine();
  for (const scale of scales) {
    report(engine, cellsOf([scale, 'scaled()']));
  }
  const all = cellsOf(scales.flatMap(scale => [scale, 'scaled()']));
  expect(report(engine, all)).toEqual(report(newEngine(), all));
});

test.each([
  [
    'a chain of calls that is deeper than what is followed',
    `${Array.from({ length: 70 }, (_, index) => `def f${index}(x):\n    return f${index + 1}(x)\n`).join('')}def f70(x):\n    return x + 1.`,
    'f30(tf.ones([2]))',
    'f0(tf.ones([2]))'
  ],
  [
    'a recursion that begins further out',
    'def g(x):\n    return x + 1.\n\ndef f0(n, x):\n    return f0(n - 1, x) if n > 0 else g(x)',
    'f0(3, tf.ones([2]))',
    'f0(14, tf.ones([2]))'
  ]
])('what was called directly before says nothing of %s', async (_, definitions, inner, outer) => {
  const newEngine = await loadEngineMaker();
  const cellsOf = (texts: readonly string[]): readonly Cell[] =>
    ['import tensorflow as tf', definitions, ...texts].map((text, index) => ({
      id: `c${index}`,
      text
    }));
  const engine = newEngine();
  for (const texts of [[inner], [inner, outer], ['', outer], [outer]]) {
    expect(report(engine, cellsOf(texts))).toEqual(report(newEngine(), cellsOf(texts)));
  }
});

test('a recursion that its function has no contexts left for is run anew', async () => {
  const newEngine = await loadEngineMaker();
  const definitions =
    'def shown(values, mask):\n' +
    '    if isinstance(values, int):\n        return "int"\n' +
    '    if hasattr(values, "numpy"):\n' +
    '        return shown(values.numpy(), mask.numpy())\n' +
    '    return [shown(v, m) for v, m in zip(values, mask)]\n\n' +
    'class Masked:\n    def __repr__(self):\n        return shown(self.values, self.mask)\n\n' +
    'class Paired:\n    def __repr__(self):\n        return shown(self.first, self.second)';
  const cellsOf = (count: number): readonly Cell[] =>
    [definitions, ...Array.from({ length: count }, (_, index) => `shown(${index}, ${index})`)].map(
      (text, index) => ({ id: `c${index}`, text })
    );
  const engine = newEngine();
  for (let count = 0; count < 36; count++) {
    expect(report(engine, cellsOf(count))).toEqual(report(newEngine(), cellsOf(count)));
  }
});

test('alternatives are followed in the same order after one of them was changed', async () => {
  const newEngine = await loadEngineMaker();
  const cellsOf = (result: string): readonly Cell[] =>
    [
      'import random\nimport tensorflow as tf\nclass State: pass\nstate = State()',
      `def first(x):\n    state.last = x\n    return ${result}`,
      'def second(x):\n    return state.last',
      'chosen = first if random.random() > 0.5 else second\nstate.last = 1.5',
      'def shown(y):\n    return y\n\nshown(chosen(tf.ones([2])))'
    ].map((text, index) => ({ id: `c${index}`, text }));
  const engine = newEngine();
  for (const result of ['x', 'x + 1.', 'x', 'x + 2.']) {
    expect(report(engine, cellsOf(result))).toEqual(report(newEngine(), cellsOf(result)));
  }
});

test('a program that is cut short as a whole is cut at the same place after an edit', async () => {
  const newEngine = await loadEngineMaker();
  const loops = 'abcd'
    .split('')
    .map((name, level) => `${'    '.repeat(level + 1)}for ${name} in range(12):\n`)
    .join('');
  const cellsOf = (first: string): readonly Cell[] =>
    [
      `import tensorflow as tf\nstart = ${first}`,
      ...Array.from(
        { length: 24 },
        (_, index) =>
          `def f${index}(x):\n${loops}                    y = x + a + b + c + d\n    return y\n\nf${index}(tf.ones([${index + 1}]))`
      )
    ].map((text, index) => ({ id: `c${index}`, text }));
  const engine = newEngine();
  const reports = ['1', '2', '3'].map(first => {
    const fresh = report(newEngine(), cellsOf(first));
    expect(report(engine, cellsOf(first))).toEqual(fresh);
    return fresh;
  });
  const cut = reports[0].documents[0].functions.map(({ verdict }) => verdict.confidence);
  expect(cut[0]).not.toBe(cut[23]);
});

test('what was known of a library says nothing once its import is gone', async () => {
  const newEngine = await loadEngineMaker();
  const cellsOf = (first: string): readonly Cell[] =>
    [
      first,
      'def forecast(series):\n    model = keras.models.load_model("m")\n    return model.predict(series)\n\nforecast([1.0])'
    ].map((text, index) => ({ id: `c${index}`, text }));
  const engine = newEngine();
  for (const first of ['import tensorflow as tf\nkeras = tf.keras', 'series = 1']) {
    expect(report(engine, cellsOf(first))).toEqual(report(newEngine(), cellsOf(first)));
  }
});
