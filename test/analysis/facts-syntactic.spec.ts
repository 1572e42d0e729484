/** Facts that the syntax tree alone tells. */
import { expectedFailureCalls } from '../../src/analysis/facts/expectedFailures';
import { invalidNameArguments } from '../../src/analysis/facts/invalidNameArguments';
import { descendsFrom, isSpeculative } from '../../src/analysis/facts/speculation';
import { isTestFile, testEntryPoints } from '../../src/analysis/facts/testEntryPoints';
import { parseUnit } from '../../src/analysis/syntax/lower';
import type { IPythonParser } from '../../src/analysis/syntax/parser';
import type { ClassDef, FunctionDef, Statement } from '../../src/analysis/syntax/tree';
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

describe('test entry points', () => {
  it.each([
    ['tests/test_model.py', true],
    ['model_test.py', true],
    ['test_.py', true],
    ['test.py', false],
    ['model.py', false],
    ['test_model.ipynb', false]
  ])('%s', (path, isTest) => {
    expect(isTestFile(path)).toBe(isTest);
  });

  it('are functions, and methods of classes without a constructor', () => {
    const body = bodyOf(
      [
        'def test_a(): pass',
        'def helper(): pass',
        'class TestA:\n    def test_b(self): pass\n    def other(self): pass',
        'class ModelTest:\n    def testC(self): pass',
        'class TestB:\n    def __init__(self): pass\n    def test_d(self): pass',
        'class Model:\n    def test_e(self): pass',
        'if x:\n    def test_f(): pass'
      ].join('\n')
    );
    expect(testEntryPoints(body).map(entry => entry.qualifiedName)).toEqual([
      'test_a',
      'TestA.test_b',
      'ModelTest.testC'
    ]);
  });
});

describe('speculation', () => {
  it.each([
    ['train_step', false, true],
    ['my_train_gen_step', false, true],
    ['test_step', false, true],
    ['predict_step', false, false],
    ['train_step_2', false, false],
    ['run_model', false, true],
    ['run_models', false, false],
    ['inference', false, true],
    ['do_inference', false, true],
    ['call', false, false],
    ['call', true, true],
    ['__call__', true, true],
    ['recall', true, false]
  ])('%s, in a model: %s', (name, isModelMethod, expected) => {
    expect(isSpeculative(functionOf(`def ${name}(self, x): pass`), { isModelMethod })).toBe(
      expected
    );
  });

  it('follows base classes by name', () => {
    const classes = bodyOf(
      'class A(tf.keras.Model): pass\nclass B(A): pass\nclass C(D): pass\nclass D(C): pass\nclass E(layers.Layer): pass\nclass F(Model[int]): pass'
    ).filter((statement): statement is ClassDef => statement.kind === 'ClassDef');
    const byName = new Map(classes.map(definition => [definition.name, [definition]]));
    const models = new Set(['Model']);
    expect(classes.map(definition => descendsFrom(definition, models, byName))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false
    ]);
  });
});

describe('calls that are meant to fail', () => {
  function guardedNames(text: string): readonly string[] {
    return [...expectedFailureCalls(bodyOf(text))].map(call =>
      call.func.kind === 'Name' ? call.func.id : '?'
    );
  }

  it.each([
    ['with self.assertRaises(E):\n    f(x)', ['f']],
    ['with pytest.raises(E) as info:\n    f(x)\n    g(x)', ['f', 'g']],
    ['with self.assertRaisesRegex(E, "m"), h():\n    f(x)', ['h', 'f']],
    ['h(x)\nwith self.assertRaises(E):\n    f(x)', ['f']],
    ['with self.assertRaises(E):\n    f(x)\ng(x)', ['f', 'g']],
    ['if a:\n    with self.assertRaises(E):\n        f(x)\ng(x)', ['f']],
    ['for a in b:\n    with self.assertRaises(E):\n        f(x)\ng(x)', ['f']],
    ['try:\n    self.assertRaises(E)\n    f(x)\nexcept F:\n    g(x)\nh(x)', ['f']],
    ['with self.subTest(), open(p):\n    f(x)', []],
    ['with self.raises(E):\n    f(x)', []],
    ['with self.assertRaises(E):\n    def g():\n        f(x)', []]
  ])('%s', (text, expected) => {
    expect(guardedNames(text)).toEqual(expected);
  });
});
