/**
 * The recommended rules beside what TensorFlow 2.21 really does with forms of code: what misbehaves is never let pass.
 *
 * The forms stand here as rows of our own, and the measured matrix is read besides where it is at hand.
 */
import { existsSync, readFileSync } from 'node:fs';
import { analyse, loadEngine, notebookOf } from './factsEngine';

const DATA = '/work/shared/data/autograph-matrix-tf2.21.json';

/** Findings that say that a graph gains nothing, against those that say that it misbehaves. */
const HARMLESS: ReadonlySet<string> = new Set([
  'no-tensor-computation',
  'no-tensor-parameter',
  'covered-callers'
]);

/** Rows that give the same value and have an effect that tracing changes all the same, or whose source is a text. */
const STRICTER: ReadonlySet<string> = new Set(['F50', 'F54', 'F63', 'F67']);

/** Rows that differ because two draws of random numbers always do. */
const RANDOM: ReadonlySet<string> = new Set(['F71']);

type Form = {
  readonly id: string;
  readonly source: string;
  readonly eager: string;
  readonly autograph: string;
};

const PRELUDE = [
  'import functools, io, keras, numpy as np, random, time, tensorflow as tf',
  'x = tf.constant([[1., 2., 3.], [4., 5., 6.]])'
];

const OWN: readonly Form[] = [
  {
    id: 'branch',
    source:
      'def branch(x):\n    if tf.reduce_sum(x) > 0:\n        y = x + 1\n    else:\n        y = x - 1\n    return y',
    eager: 'ok',
    autograph: 'same'
  },
  {
    id: 'one_sided',
    source: 'def one_sided(x):\n    if tf.reduce_sum(x) > 0:\n        z = x\n    return z',
    eager: 'ok',
    autograph: 'ValueError'
  },
  {
    id: 'truth',
    source: 'def truth(x):\n    assert tf.reduce_sum(x) > 0\n    return x + 1',
    eager: 'ok',
    autograph: 'error'
  },
  {
    id: 'rows',
    source: 'def rows(x):\n    t = tf.zeros([3])\n    for r in x:\n        t = t + r\n    return t',
    eager: 'ok',
    autograph: 'same'
  },
  {
    id: 'unpacked',
    source: 'def unpacked(x):\n    a, b = x\n    return a + b',
    eager: 'ok',
    autograph: 'error'
  }
];

async function blockingCodes(form: Form, prelude: readonly string[]): Promise<readonly string[]> {
  const cell = [...prelude, form.source, `${form.id}(x)`, ''].join('\n');
  const report = analyse(await loadEngine(), [notebookOf([cell])], {
    rules: 'recommended',
    inferSignatures: false
  });
  const fn = report.documents[0].functions.find(entry => entry.name === form.id);
  expect(fn).toBeDefined();
  return (fn?.verdict.findings ?? [])
    .filter(entry => entry.severity === 'blocks' && !HARMLESS.has(entry.code))
    .map(entry => entry.code);
}

test.each(OWN)('$id', async form => {
  const codes = await blockingCodes(form, PRELUDE);
  expect(codes.length > 0).toBe(form.autograph !== 'same');
});

test('every form of the measured matrix', async () => {
  const data = existsSync(DATA)
    ? (JSON.parse(readFileSync(DATA, 'utf8')) as {
        readonly prelude: readonly string[];
        readonly forms: readonly Form[];
      })
    : { prelude: PRELUDE, forms: OWN };
  const disagreements: string[] = [];
  for (const form of data.forms) {
    if (form.eager !== 'ok' || RANDOM.has(form.id)) {
      continue;
    }
    const codes = await blockingCodes(form, data.prelude);
    const isExpected = form.autograph !== 'same' || STRICTER.has(form.id);
    if (codes.length > 0 !== isExpected) {
      disagreements.push(`${form.id} ${form.autograph}: ${codes.join(' ')}`);
    }
  }
  expect(disagreements).toEqual([]);
});
