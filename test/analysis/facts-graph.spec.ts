/** What is written at a graph function: options and signatures (specification 1.4, 8.7). */
import { optionsOf } from '../../src/analysis/facts/graph/options';
import type { GraphForm } from '../../src/analysis/facts/graph/options';
import { compareSignatures, formatSignature } from '../../src/analysis/facts/graph/signature';
import { readSignature } from '../../src/analysis/facts/graph/suppliedSignature';
import { parseUnit } from '../../src/analysis/syntax/lower';
import type { IPythonParser } from '../../src/analysis/syntax/parser';
import type { Call, Expression, Statement } from '../../src/analysis/syntax/tree';
import { cellOf, loadParser } from './pythonParser';

let parser: IPythonParser;

beforeAll(async () => {
  parser = await loadParser();
});

function bodyOf(text: string): readonly Statement[] {
  return parseUnit(parser, cellOf(text), null).statements.map(top => top.statement);
}

function expressionOf(text: string): Expression {
  const [statement] = bodyOf(text);
  if (statement.kind !== 'Expr') {
    throw new Error('an expression was expected');
  }
  return statement.value;
}

function callOf(text: string): Call {
  const call = expressionOf(text);
  if (call.kind !== 'Call') {
    throw new Error('a call was expected');
  }
  return call;
}

describe('options', () => {
  it.each<[string, GraphForm, readonly string[]]>([
    ['tf.function()', 'decorator', []],
    ['tf.function(None, [])', 'decorator', ['func', 'input_signature']],
    ['tf.function(jit_compile=True, autograph=False)', 'decorator', ['jit_compile', 'autograph']],
    ['tf.function(experimental_compile=True)', 'decorator', ['jit_compile']],
    ['tf.function(experimental_relax_shapes=True)', 'decorator', ['reduce_retracing']],
    ['tf.function(f, [], False)', 'call', ['input_signature', 'autograph']],
    ['tf.function(func=f, reduce_retracing=True)', 'call', ['reduce_retracing']],
    ['partial(tf.function, jit_compile=True)', 'partial', ['jit_compile']]
  ])('of %s as a %s', (text, form, expected) => {
    expect([...optionsOf('tensorflow.function', callOf(text), form).keys()]).toEqual(expected);
  });
});

describe('a supplied signature', () => {
  function normalForm(text: string, module: string, forms: 'published' | 'all'): string | null {
    const signature = readSignature(expressionOf(text), bodyOf(module), forms);
    return signature === null ? null : formatSignature(signature);
  }

  it.each([
    [
      '[tf.TensorSpec([None, 8], tf.float32)]',
      '[tf.TensorSpec(shape=(None, 8), dtype=tf.float32)]'
    ],
    ['(tf.TensorSpec(dtype=tf.int32, shape=()),)', '[tf.TensorSpec(shape=(), dtype=tf.int32)]'],
    ['[TensorSpec(None, tf.string)]', '[tf.TensorSpec(shape=None, dtype=tf.string)]'],
    ['[tf.TensorSpec((4,), np.float64)]', '[tf.TensorSpec(shape=(4,), dtype=tf.float64)]'],
    ['[]', '[]'],
    ['[tf.TensorSpec([2])]', null],
    ['[tf.TensorSpec([n], tf.float32)]', null],
    ['[tf.TensorSpec([2], tf.float16)]', null],
    ['[tf.RaggedTensorSpec([2, None], tf.int32)]', null],
    ['[[tf.TensorSpec([2], tf.int32)]]', null],
    ['[tf.TensorSpec([2], tf.int32), *more]', null],
    ['[tf.TensorSpec([2], tf.int32)] + more', null],
    ['None', null]
  ])('is read as published: %s', (text, expected) => {
    expect(normalForm(text, '', 'published')).toBe(expected);
  });

  it.each([
    ['[tf.TensorSpec([2], tf.bfloat16)]', '[tf.TensorSpec(shape=(2,), dtype=tf.bfloat16)]'],
    ['[[tf.TensorSpec([2], tf.int32)]]', '[[tf.TensorSpec(shape=(2,), dtype=tf.int32)]]'],
    [
      '[tf.RaggedTensorSpec([2, None], tf.int32)]',
      '[tf.RaggedTensorSpec(shape=(2, None), dtype=tf.int32)]'
    ],
    ['[tf.TensorSpec([2])]', '[tf.TensorSpec(shape=(2,), dtype=tf.float32)]']
  ])('is read further where all is understood: %s', (text, expected) => {
    expect(normalForm(text, '', 'all')).toBe(expected);
  });

  const ASSIGNED = 'SIG = [tf.TensorSpec([None, 8], tf.float32)]\n';

  it.each([
    ['', true],
    ['x.SIG = 1\nf(SIG=2)\n', true],
    ['SIG = None\n', false],
    ['def f(SIG): pass\n', false],
    ['import SIG\n', false],
    ['for SIG in x: pass\n', false],
    ['del SIG\n', false],
    ['class A:\n    SIG = 1\n', false],
    ['[SIG for SIG in x]\n', false],
    ['with x as (SIG, y): pass\n', false],
    ['try: pass\nexcept E as SIG: pass\n', false],
    ['(SIG := 1)\n', false]
  ])('behind a name is followed unless the module binds it again: %j', (rest, isRead) => {
    expect(normalForm('SIG', ASSIGNED + rest, 'published') !== null).toBe(isRead);
  });
});

describe('the relation of a supplied signature to the inferred one', () => {
  it.each([
    ['[T([2, 3], tf.int32)]', '[T([2, 3], tf.int32)]', 'agreement'],
    ['[T([2, 3], tf.int32)]', '[T([None, 3], tf.int32)]', 'tighter'],
    ['[T([None, 3], tf.int32)]', '[T([2, 3], tf.int32)]', 'broader'],
    ['[T(None, tf.int32)]', '[T([2, 3], tf.int32)]', 'broader'],
    ['[T([2, None], tf.int32)]', '[T([None, 3], tf.int32)]', 'incomparable'],
    ['[T([4], tf.int32)]', '[T([5], tf.int32)]', 'incomparable'],
    ['[T([4], tf.int32)]', '[T([4], tf.int64)]', 'incomparable'],
    ['[T([4], tf.int32)]', '[T([4, 1], tf.int32)]', 'incomparable'],
    ['[T([4], tf.int32)]', '[]', 'incomparable'],
    ['[T([4], tf.int32)]', '[[T([4], tf.int32)]]', 'incomparable'],
    ['[[T([4], tf.int32)]]', '[[T([None], tf.int32)]]', 'tighter'],
    ['[]', '[]', 'agreement']
  ])('%s against %s: %s', (supplied, inferred, relation) => {
    const [left, right] = [supplied, inferred].map(text =>
      readSignature(expressionOf(text.replace(/T\(/gu, 'tf.TensorSpec(')), [], 'all')
    );
    expect(left !== null && right !== null && compareSignatures(left, right)).toBe(relation);
  });
});
