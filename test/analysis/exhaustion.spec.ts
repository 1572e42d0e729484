/**
 * Where little of JavaScript's stack is left, what is nested deep is given up, and all else is told as ever.
 */
import type { AnalysisEngine, Report } from '../../src/analysis';
import { analyse, loadEngineMaker, notebookOf } from './factsEngine';

const HEAD = 'import tensorflow as tf\n';
const PLAIN = 'def plain(x): return x + 1.\nplain(tf.ones(2))\n';

/** Levels of the stack between the depths that are tried, and between the deepest of them and where all ends. */
const STEP = 50;
const SLACK = 6 * STEP;
const DEPTHS_TRIED = 24;

let newEngine: () => AnalysisEngine;
let last: number;

beforeAll(async () => {
  newEngine = await loadEngineMaker();
  // Knowledge is read, and code is compiled, where there is stack enough.
  reportAt(0, '');
  last = deepest() - SLACK;
});

/** The report of an analysis that begins so many calls deep. */
function reportAt(depth: number, text: string): Report {
  return depth > 0
    ? reportAt(depth - 1, text)
    : analyse(newEngine(), [notebookOf([`${HEAD}${text}`, PLAIN])], { rules: 'recommended' });
}

/** The greatest depth at which short functions are still analysed. */
function deepest(): number {
  let depth = 0;
  for (;;) {
    try {
      reportAt(depth + STEP, '');
    } catch {
      return depth;
    }
    depth += STEP;
  }
}

test.each([
  ['operands', `x${' + x'.repeat(400)}`],
  ['calls', `${'tf.abs('.repeat(180)}x${')'.repeat(180)}`],
  ['signs', `${'-'.repeat(400)}x`],
  ['subscripts', `x${'[0]'.repeat(400)}`],
  ['lists', `${'['.repeat(400)}x${']'.repeat(400)}`]
])('hundreds of nested %s with little stack', (_, expression) => {
  const text = `def f(x):\n    y = ${expression}\n    return y\nf(tf.ones(2))\n`;
  for (let tried = 0; tried < DEPTHS_TRIED; tried += 1) {
    const { functions, problems } = reportAt(last - tried * STEP, text).documents[0];
    const verdicts = new Map(functions.map(({ name, verdict }) => [name, verdict]));
    expect(verdicts.get('plain')?.confidence).toBe('proven');
    expect(verdicts.has('f') || problems.length > 0).toBe(true);
  }
});
