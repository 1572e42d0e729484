/**
 * Notebooks that the tests open.
 */

/** A cell as `.ipynb` files of format 4.5 hold it. */
export type NotebookCell = {
  readonly cell_type: 'code' | 'markdown';
  readonly id: string;
  readonly metadata: Record<string, unknown>;
  readonly source: string;
  readonly execution_count?: null;
  readonly outputs?: readonly unknown[];
};

/** A notebook of format 4.5. */
export type NotebookFile = {
  readonly cells: readonly NotebookCell[];
  readonly metadata: Record<string, unknown>;
  readonly nbformat: 4;
  readonly nbformat_minor: 5;
};

const PYTHON = {
  kernelspec: {
    display_name: 'Python 3 (ipykernel)',
    language: 'python',
    name: 'python3'
  },
  language_info: { name: 'python' }
};

const R = {
  kernelspec: { display_name: 'R', language: 'R', name: 'ir' },
  language_info: { name: 'R' }
};

/** A code cell with the id `cell-N` of its place. */
export function codeCell(
  source: string,
  id: string,
  outputs: readonly unknown[] = []
): NotebookCell {
  return {
    cell_type: 'code',
    id,
    metadata: {},
    source,
    execution_count: null,
    outputs
  };
}

/** A notebook of code cells. */
export function notebook(
  sources: readonly string[],
  metadata: Record<string, unknown> = PYTHON
): NotebookFile {
  return {
    cells: sources.map((source, index) => codeCell(source, `cell-${index}`)),
    metadata,
    nbformat: 4,
    nbformat_minor: 5
  };
}

export const IMPORT = 'import tensorflow as tf';

/** Many small operations: what a graph speeds up. */
export const SCALE = [
  'def scale(x, y):',
  '    for _ in range(20):',
  '        x = tf.tanh(x * 1.01 + y)',
  '    return x'
].join('\n');

/** Prints, so it must stay eager. */
export const SHOW = ['def show(x):', '    print(x)', '    return x + 1.0'].join('\n');

export const CALLS = ['a = tf.ones((4, 4))', 'b = scale(a, a)', 'c = show(a)'].join('\n');

/** A function that is safe as a graph, one that is not, and their calls. */
export const simple = notebook([IMPORT, SCALE, SHOW, CALLS]);

/** A cell that is not finished: everything else keeps its badges. */
export const halfWritten = notebook([
  IMPORT,
  SCALE,
  'def unfinished(x:\n    return tf.',
  SHOW,
  CALLS
]);

/** A notebook of another language with text that looks like Python. */
export const foreign = notebook([SCALE, 'f <- function(x) x + 1'], R);

const ATTACK = '<img src=x onerror=window.__pwned=1>';

/** Everything that a file can hold, held against us. */
export const hostile: NotebookFile = {
  cells: [
    codeCell(IMPORT, 'cell-0'),
    codeCell(
      [
        `def scale(x, label="${ATTACK}"):`,
        `    """${ATTACK}"""`,
        `    print("${ATTACK}")`,
        '    return x'
      ].join('\n'),
      ATTACK
    ),
    codeCell(
      [
        'class constructor:',
        '    def __proto__(self, toString):',
        `        print('''${ATTACK}''')`,
        '        return tf.tanh(toString)'
      ].join('\n'),
      '__proto__'
    ),
    codeCell(
      [
        `@tf.function(experimental_attributes={"${ATTACK}": "${ATTACK}"})`,
        'def hasOwnProperty(x):',
        '    return tf.tanh(x)'
      ].join('\n'),
      'constructor'
    ),
    codeCell(`scale(tf.ones(3), "${ATTACK}")\nhasOwnProperty(tf.ones(3))`, 'cell-4', [
      {
        output_type: 'display_data',
        metadata: {},
        data: {
          'text/html': `<button id="bait" data-commandlinker-command="hybridize:measure" data-commandlinker-args='{"functionName":"scale"}'>bait</button>${ATTACK}`
        }
      }
    ])
  ],
  metadata: {
    ...PYTHON,
    title: ATTACK,
    hybridize: { [ATTACK]: ATTACK }
  },
  nbformat: 4,
  nbformat_minor: 5
};
