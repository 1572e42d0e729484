import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bindArguments, evaluate, LibraryKnowledge } from '../../src/analysis/libraries/knowledge';
import type { RuleArgument, RuleResult } from '../../src/analysis/libraries/rules/ruleArgument';
import { integerArgument, tensorArgument } from '../../src/analysis/libraries/rules/ruleArgument';
import type { Dimension } from '../../src/analysis/libraries/rules/tensorType';
import { dense, formatTensorType } from '../../src/analysis/libraries/rules/tensorType';

const knowledge = new LibraryKnowledge();
for (const library of ['keras', 'numpy']) {
  const path = join(__dirname, '..', '..', 'knowledge', `${library}.json.gz`);
  knowledge.add(library, JSON.parse(gunzipSync(readFileSync(path)).toString()));
}

function textOf(result: RuleResult): string {
  return result.kind === 'tensor'
    ? formatTensorType(result.type)
    : result.kind === 'tuple'
      ? result.items.map(textOf).join('; ')
      : result.kind;
}

function of(shape: readonly Dimension[], dtype: 'float32' | 'int8' = 'float32'): RuleArgument {
  return tensorArgument(dense(dtype, [...shape]));
}

function list(...numbers: readonly number[]): RuleArgument {
  return { kind: 'sequence', items: numbers.map(number => integerArgument(number)) };
}

function call(
  name: string,
  positional: readonly RuleArgument[],
  keywords: Readonly<Record<string, RuleArgument>> = {}
): string {
  const entry = knowledge.lookup(name);
  if (entry === null) {
    throw new Error(`nothing is known of ${name}`);
  }
  return textOf(
    evaluate(entry, bindArguments(entry, positional, new Map(Object.entries(keywords))))
  );
}

const n = integerArgument;

// Every answer is what NumPy 2.4 and Keras 3 really give.
describe('rules of arrays', () => {
  it.each([
    ['sliding_window_view', [of([10]), n(3)], {}, 'ndarray float32 (8, 3)'],
    ['sliding_window_view', [of([6, 5]), list(2, 2)], {}, 'ndarray float32 (5, 4, 2, 2)'],
    ['sliding_window_view', [of([6, 5]), n(3)], { axis: n(0) }, 'ndarray float32 (4, 5, 3)']
  ] as const)('windows: %s', (name, positional, keywords, expected) => {
    expect(call(`numpy.lib.stride_tricks.${name}`, positional, keywords)).toBe(expected);
  });

  it.each([
    ['rot90', [of([6, 5])], {}, 'ndarray float32 (5, 6)'],
    ['rot90', [of([6, 5]), n(2)], {}, 'ndarray float32 (6, 5)'],
    ['take_along_axis', [of([6, 5]), of([2, 5])], { axis: n(0) }, 'ndarray float32 (2, 5)'],
    ['gradient', [of([7])], {}, 'ndarray float32 (7,)'],
    ['gradient', [of([2, 3])], {}, 'ndarray float32 (2, 3); ndarray float32 (2, 3)'],
    ['triu_indices', [n(4)], {}, 'ndarray int64 (10,); ndarray int64 (10,)'],
    ['tril_indices', [n(4)], { k: n(-1) }, 'ndarray int64 (6,); ndarray int64 (6,)'],
    ['diag_indices', [n(3)], {}, 'ndarray int64 (3,); ndarray int64 (3,)'],
    ['unravel_index', [n(5), list(3, 4)], {}, 'ndarray int64 (); ndarray int64 ()'],
    ['delete', [of([6, 5]), n(1)], { axis: n(0) }, 'ndarray float32 (5, 5)'],
    ['delete', [of([6, 5]), list(1, 1)], { axis: n(0) }, 'ndarray float32 (?, 5)'],
    ['insert', [of([9]), n(2), n(99)], {}, 'ndarray float32 (10,)'],
    ['corrcoef', [of([6, 5])], {}, 'ndarray float64 (6, 6)'],
    ['cov', [of([9])], {}, 'ndarray float64 ()'],
    ['polyfit', [of([9]), of([9]), n(2)], {}, 'ndarray float64 (3,)'],
    ['percentile', [of([6, 5]), list(25, 75)], { axis: n(0) }, 'ndarray float64 (2, 5)'],
    ['percentile', [of([6, 5]), n(50)], {}, 'ndarray float32 ()'],
    ['fft.rfft', [of([4, 9])], { axis: n(0) }, 'ndarray complex64 (3, 9)'],
    ['fft.irfft', [of([4, 5])], {}, 'ndarray float32 (4, 8)'],
    ['fft.fft', [of([4, 9])], { n: n(2), axis: n(0) }, 'ndarray complex64 (2, 9)'],
    ['vecmat', [of([2, 2, 3]), of([2, 3, 3])], {}, 'ndarray float32 (2, 2, 3)'],
    ['cumulative_sum', [of([])], { axis: n(-1) }, 'ndarray float32 (1,)'],
    ['linalg.solve', [of([3, 3]), of([3], 'int8')], {}, 'ndarray float64 (3,)'],
    ['linalg.tensorsolve', [of([6, 2, 3]), of([6])], {}, 'ndarray float32 (2, 3)'],
    ['unique', [of([4, 2])], { axis: n(0) }, 'ndarray float32 (?, 2)']
  ] as const)('NumPy: %s', (name, positional, keywords, expected) => {
    expect(call(`numpy.${name}`, positional, keywords)).toBe(expected);
  });

  it('tells Python numbers from those of NumPy where a single one is drawn', () => {
    const dtype: RuleArgument = { kind: 'dtype', dtype: 'int64' };
    expect(call('numpy.random.randint', [n(5)])).toBe('python');
    expect(call('numpy.random.randint', [n(5)], { dtype })).toBe('unknown');
    expect(call('numpy.random.randint', [n(5)], { size: n(3) })).toBe('ndarray int64 (3,)');
  });

  it.each([
    ['losses.mean_squared_error', [of([4, 1]), of([4])], 'float32 (4,)'],
    ['losses.mean_squared_error', [of([4, 3, 1]), of([4, 3])], 'float32 (4,)'],
    ['losses.mean_squared_error', [of([4, 3, 'open']), of([4, 3])], 'float32 ?'],
    ['losses.hinge', [of([2, 5]), of([5])], 'float32 (2,)'],
    ['losses.dice', [of([3, 1, 2]), of([3, 1])], 'float32 ()'],
    ['losses.categorical_crossentropy', [of([2, 5]), of([2, 5])], 'float32 (2,)'],
    ['metrics.binary_accuracy', [of([4, 3, 1]), of([4, 3])], 'float32 (4, 3)'],
    ['metrics.categorical_accuracy', [of([2, 3, 1]), of([2, 3])], 'float32 (2, 3)']
  ] as const)('losses: %s', (name, positional, expected) => {
    expect(call(`keras.${name}`, positional)).toBe(expected);
  });
});
