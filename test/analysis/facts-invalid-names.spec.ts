/** Operations that are given no string for a name. */
import { invalidNameArguments } from '../../src/analysis/facts/invalidNameArguments';
import { parseUnit } from '../../src/analysis/syntax/lower';
import type { IPythonParser } from '../../src/analysis/syntax/parser';
import type { FunctionDef, Statement } from '../../src/analysis/syntax/tree';
import { cellOf, loadParser } from './pythonParser';

let parser: IPythonParser;

beforeAll(async () => {
  parser = await loadParser();
});

function bodyOf(text: string): readonly Statement[] {
  return parseUnit(parser, cellOf(text), null).statements.map(top => top.statement);
}

function functionOf(text: string): FunctionDef {
  const [statement] = bodyOf(text);
  if (statement.kind !== 'FunctionDef') {
    throw new Error('a function was expected');
  }
  return statement;
}

describe('invalid name arguments', () => {
  it.each([
    ['tf.sqrt(x, tf.float32)', 1],
    ['tf.math.abs(x, 1)', 1],
    ['tensorflow.tanh(x, -1.5)', 1],
    ['tf.add(x, y, name=3)', 1],
    ['tf.add(x, y, name=tf.int32)', 1],
    ['tf.reduce_sum(x, name=True)', 1],
    ['tf.sqrt(x, None)', 0],
    ['tf.sqrt(x, "root")', 0],
    ['tf.sqrt(x, name)', 0],
    ['tf.sqrt(x, make())', 0],
    ['tf.add(x, 1)', 0],
    ['tf.sqrt(x)', 0],
    ['tf.add(x, y, name=None)', 0],
    ['math.sqrt(x, 1)', 0],
    ['x.sqrt(x, 1)', 0],
    ['tf.sqrt(*x, 1)', 0]
  ])('%s', (call, count) => {
    expect(invalidNameArguments(functionOf(`def f(x, y):\n    return ${call}`))).toHaveLength(
      count
    );
  });

  it('are looked for in nested functions too', () => {
    const definition = functionOf(
      'def f(x):\n    def g(y):\n        return tf.sqrt(y, 1)\n    return g(x)'
    );
    expect(invalidNameArguments(definition)).toHaveLength(1);
  });
});
