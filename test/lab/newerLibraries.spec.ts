/**
 * A library newer than the one that the knowledge was made from: names that are known keep their types, others are
 * unknown, and the card says which version the knowledge is from.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { FunctionReport } from '../../src/analysis/report';
import { CardWriter } from '../../src/lab/card/cardContent';
import { analyse, loadEngine, notebookOf } from '../analysis/factsEngine';

const trans = {
  __: (text: string, ...args: string[]) =>
    text.replace(/%(\d)/g, (_, index: string) => args[Number(index) - 1] ?? ''),
  _n: (one: string, many: string, count: number) =>
    (count === 1 ? one : many).replace('%1', String(count))
} as unknown as TranslationBundle;

const TEXT = `import tensorflow as tf
def g(y):
    return y
def f(x):
    a = tf.math.an_operation_of_tomorrow(x)
    b = tf.reduce_sum(x, axis=0, an_option_of_tomorrow=True)
    g(b)
    return tf.linalg.matmul(x, a)
def k(z):
    return z
f(tf.ones([2, 3]))
k(tf.a_module_of_tomorrow.operation(tf.ones([2, 3])))
k(tf.keras.layers.LayerOfTomorrow(3)(tf.ones([2, 3])))`;

let functions: readonly FunctionReport[];

beforeAll(async () => {
  const report = analyse(await loadEngine(), [notebookOf([TEXT])], { rules: 'recommended' });
  functions = report.documents[0].functions;
});

function named(name: string): FunctionReport {
  const found = functions.find(entry => entry.name === name);
  if (found === undefined) {
    throw new Error(`no function ${name}`);
  }
  return found;
}

test('known names keep their types, also with an option that is not known', () => {
  expect(named('f').parameters[0].types).toEqual(['float32 (2, 3)']);
  expect(named('g').parameters[0].types).toEqual(['float32 (3,)']);
});

test('what names of a later version give is unknown', () => {
  expect(named('k').parameters[0].types).toEqual([]);
  expect(named('k').parameters[0].values).toEqual(['unknown']);
});

test('the card says that the name is not known, and which version the knowledge is from', () => {
  const writer = new CardWriter('notebook.ipynb', trans, () => null);
  const card = writer.describe(named('f'));
  const notes = card.assumptions.flatMap(item => item.links.map(link => link.note));
  expect(card.assumptions.map(item => item.code)).toContain('unknown-callee');
  expect(notes.join('\n')).toMatch(
    /tensorflow\.math\.an_operation_of_tomorrow \(not known: the knowledge is from tensorflow \d+\.\d+\.\d+\)/u
  );
});

test('a method that is named like a library is none of its names', async () => {
  const text = `import numpy as np
import tensorflow as tf
def adapt(x, items):
    for item in items:
        x = x + tf.reduce_sum(item.numpy().flatten())
    return x
adapt(tf.ones([2]), a_list_of_tomorrow())`;
  const report = analyse(await loadEngine(), [notebookOf([text])], { rules: 'recommended' });
  const said = JSON.stringify(report.documents[0].functions);
  expect(said).toContain('….numpy');
  expect(said).not.toContain('the knowledge is from');
});
