/**
 * Programs that were written to keep an analysis busy: each of these once took minutes. A rule that goes through such a
 * program once more for each of its parts does not come to an end here.
 */
import { analyse, loadEngine, notebookOf } from './factsEngine';
import type { AnalysisEngine } from '../../src/analysis';
import type { FunctionReport } from '../../src/analysis/report';

const HEAD = 'import tensorflow as tf\n';
const TAIL = 'def plain(x): return x + 1.\nplain(tf.ones(2))\n';

let engine: AnalysisEngine;

beforeAll(async () => {
  engine = await loadEngine();
});

function functionsOf(text: string): ReadonlyMap<string, FunctionReport> {
  const report = analyse(engine, [notebookOf([`${HEAD}${text}${TAIL}`])], {
    rules: 'recommended'
  });
  return new Map(report.documents[0].functions.map(entry => [entry.name, entry]));
}

function repeated(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('');
}

test('tuples that hold each other twice, sixty levels deep', () => {
  const functions = functionsOf(
    `x = (tf.ones(2), 1)\n${repeated(60, () => 'x = (x, x)\n')}def f(x): return x\nf(x)\n`
  );
  expect(functions.get('f')?.parameters[0]).toMatchObject({ container: true, primitive: true });
  expect(functions.get('plain')?.parameters[0].types).toEqual(['float32 (2,)']);
});

test('properties that read the next one twice', () => {
  const functions = functionsOf(
    `class C:\n${repeated(60, i => `    @property\n    def p${i}(self): return self.p${i + 1}, self.p${i + 1}\n`)}    p60 = 1\nC().p0\n`
  );
  expect(functions.get('C.p0')?.reached).toBe(true);
});

test('a condition of hundreds of branches that return', () => {
  const functions = functionsOf(
    `def f(x):\n    if x > 0: return x\n${repeated(350, i => `    elif x == ${i}: return x + ${i}\n`)}f(tf.ones(2))\n`
  );
  expect(functions.get('f')?.reached).toBe(true);
});

test('of a function with thousands of statements nobody can tell', () => {
  const functions = functionsOf(
    `def f(x):\n${repeated(5000, i => `    x = x + ${i}.\n`)}    return x\nf(tf.ones(2))\n`
  );
  expect(functions.get('f')?.verdict).toMatchObject({ action: 'keep', confidence: 'unknown' });
  expect(functions.get('plain')?.verdict.confidence).not.toBe('unknown');
});

test('a comprehension over nine lists', () => {
  const clauses = repeated(9, i => ` for a${i} in [x, 1, ${i}]`);
  const functions = functionsOf(`def f(x): return [x${clauses}]\nf(tf.ones(2))\n`);
  expect(functions.get('f')).toBeDefined();
});

test('a list of thousands of items, and a model of thousands of layers', () => {
  const functions = functionsOf(
    `x = tf.ones([${'1,'.repeat(5000)}])\nm = tf.keras.Sequential()\n${repeated(1500, () => 'm.add(tf.keras.layers.Dense(3))\n')}def f(x): return x\nf(m(tf.ones([1, 2])))\n`
  );
  expect(functions.get('f')?.parameters[0].tensor).not.toBe(false);
});

test('thousands of mutually recursive functions name a few places at which the analysis gave up', () => {
  const functions = functionsOf(
    `${repeated(1000, i => `def f${i}(x): return f${(i * 7 + 1) % 1000}(x) + f${(i * 13 + 5) % 1000}(x)\n`)}f0(tf.ones(2))\n`
  );
  for (const entry of functions.values()) {
    const cuts = entry.verdict.assumptions.filter(({ code }) => code === 'budget-exhausted');
    expect(cuts.length).toBeLessThanOrEqual(16);
  }
  expect(functions.get('f500')?.verdict).toMatchObject({ action: 'keep', confidence: 'unknown' });
});
