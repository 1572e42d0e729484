import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { LibraryEntry } from '../../src/analysis/libraries/knowledge';
import {
  bindArguments,
  canonicalName,
  evaluate,
  LibraryKnowledge,
  parseLibraryFile
} from '../../src/analysis/libraries/knowledge';
import { parseSignature } from '../../src/analysis/libraries/knowledgeSignature';
import type { RuleArgument } from '../../src/analysis/libraries/rules/ruleArgument';
import { integerArgument, tensorArgument } from '../../src/analysis/libraries/rules/ruleArgument';
import type { Dimension } from '../../src/analysis/libraries/rules/tensorType';
import { dense, formatTensorType } from '../../src/analysis/libraries/rules/tensorType';

const knowledge = new LibraryKnowledge();
for (const library of ['tensorflow', 'keras', 'numpy', 'python']) {
  const path = join(__dirname, '..', '..', 'knowledge', `${library}.json.gz`);
  knowledge.add(library, JSON.parse(gunzipSync(readFileSync(path)).toString()));
}

function entryOf(name: string): LibraryEntry {
  const entry = knowledge.lookup(name);
  if (entry === null) {
    throw new Error(`nothing is known of ${name}`);
  }
  return entry;
}

function typeText(
  name: string,
  positional: readonly RuleArgument[],
  keywords: Readonly<Record<string, RuleArgument>> = {}
): string {
  const entry = entryOf(name);
  const result = evaluate(
    entry,
    bindArguments(entry, positional, new Map(Object.entries(keywords)))
  );
  return result.kind === 'tensor' ? formatTensorType(result.type) : result.kind;
}

const images = tensorArgument(dense('float32', ['open', 28, 28, 3]));

describe('library knowledge', () => {
  it('adds a bias as Keras does only where the sizes tell that it is one', () => {
    const of = (shape: readonly Dimension[]): RuleArgument =>
      tensorArgument(dense('float32', [...shape]));
    expect(typeText('keras.ops.add', [of([4, 5]), of([1, 1, 5])])).toBe('float32 (4, 5)');
    expect(typeText('keras.ops.add', [of(['open', 5]), of([5])])).toBe('float32 (None, 5)');
    expect(typeText('keras.ops.add', [of(['open', 'open']), of([1, 1, 5])])).toBe('float32 ?');
    expect(typeText('keras.ops.add', [of([4, 5]), of([3, 1, 1])])).toBe('float32 (3, 4, 5)');
  });

  it('joins rows as Keras and as NumPy do', () => {
    const row = tensorArgument(dense('float32', [5]));
    const rows: RuleArgument = { kind: 'sequence', items: [row, row] };
    expect(typeText('keras.ops.vstack', [rows])).toBe('float32 (10,)');
    expect(typeText('numpy.vstack', [rows])).toBe('ndarray float32 (2, 5)');
  });

  it('takes the size of a draw of NumPy before the sizes of its parameters', () => {
    const size = { kind: 'sequence', items: [integerArgument(4), integerArgument(2)] } as const;
    const scalar = tensorArgument(dense('float64', []));
    expect(typeText('numpy.random.chisquare', [scalar, size])).toBe('ndarray float64 (4, 2)');
    expect(typeText('numpy.random.gumbel', [scalar, scalar, size])).toBe('ndarray float64 (4, 2)');
  });

  it('answers with the type of a call', () => {
    expect(typeText('tensorflow.reduce_mean', [images], { axis: integerArgument(0) })).toBe(
      'float32 (28, 28, 3)'
    );
    expect(
      typeText('tensorflow.matmul', [
        tensorArgument(dense('float32', ['open', 3])),
        tensorArgument({ dtype: 'float32', shape: [3, 4], form: 'variable' })
      ])
    ).toBe('float32 (None, 4)');
    expect(
      typeText('numpy.zeros', [
        { kind: 'sequence', items: [integerArgument(2), integerArgument(3)] }
      ])
    ).toBe('ndarray float64 (2, 3)');
  });

  it('lets a Python scalar take the type of the tensor', () => {
    const half = tensorArgument(dense('float16', [2]));
    expect(typeText('tensorflow.add', [half, { kind: 'constant', type: 'int', value: 1 }])).toBe(
      'float16 (2,)'
    );
  });

  it('takes all names of one thing for one', () => {
    expect(canonicalName('tensorflow.keras.layers.Dense')).toBe('keras.layers.Dense');
    expect(canonicalName('tensorflow.compat.v2.keras')).toBe('keras');
    expect(entryOf('tensorflow.keras.models.Sequential')).toBe(entryOf('keras.Sequential'));
    expect(entryOf('tensorflow.math.reduce_sum').name).toBe(entryOf('tensorflow.reduce_sum').name);
  });

  it('finds methods in bases', () => {
    expect(knowledge.method('keras.Sequential', 'fit')?.effects).toContain('shows-progress');
    expect(knowledge.method('tensorflow.Tensor', 'numpy')?.underTracing).toBe('eager-only');
    expect(knowledge.method('builtins.list', 'append')?.effects).toEqual(['mutates-receiver']);
    expect(knowledge.method('collections.Counter', 'update')?.effects).toEqual([
      'mutates-receiver'
    ]);
    expect(knowledge.method('tensorflow.Tensor', 'nothing_like_it')).toBeNull();
  });

  it('lets a wildcard stand for a whole module', () => {
    const plot = entryOf('matplotlib.pyplot.plot');
    expect(plot.effects).toEqual(['plots']);
    expect(plot.wildcard).toBe(true);
    expect(entryOf('time.time').effects).toEqual(['reads-time']);
  });

  it('says nothing of what it does not know', () => {
    expect(knowledge.lookup('tensorflow.no_such_function')).toBeNull();
    expect(knowledge.lookup('some_library.call')).toBeNull();
    expect(knowledge.lookup('tensorflow.__proto__')).toBeNull();
    expect(knowledge.lookup('constructor')).toBeNull();
    expect(knowledge.isKnownLibrary('some_library')).toBe(false);
    expect(knowledge.isKnownLibrary('tensorflow')).toBe(true);
  });

  it('tells which versions it comes from', () => {
    expect(knowledge.versions.get('tensorflow')).toMatch(/^2\.\d+/u);
    expect(knowledge.versions.get('keras')).toMatch(/^3\./u);
  });

  it('refuses files of another form', () => {
    for (const json of [null, 3, [], {}, { format: 2, library: 'x', version: '1' }]) {
      expect(parseLibraryFile(json)).toBeNull();
    }
    const empty = parseLibraryFile({ format: 1, library: 'x', version: '1', functions: 5 });
    expect(empty?.functions.size).toBe(0);
  });
});

describe('signatures', () => {
  it('keep kinds and defaults apart', () => {
    const parameters = parseSignature(
      "a,/,b=(1,1),c='x,y',*args,d=None,e=...,f=tf.float32,g=-0.5,**rest"
    );
    expect(parameters.map(parameter => [parameter.name, parameter.kind])).toEqual([
      ['a', 'positional-only'],
      ['b', 'positional'],
      ['c', 'positional'],
      ['args', 'var-positional'],
      ['d', 'keyword-only'],
      ['e', 'keyword-only'],
      ['f', 'keyword-only'],
      ['g', 'keyword-only'],
      ['rest', 'var-keyword']
    ]);
    expect(parameters[1].default).toEqual({
      kind: 'sequence',
      items: [integerArgument(1), integerArgument(1)]
    });
    expect(parameters[2].default).toEqual({ kind: 'constant', type: 'str', value: 'x,y' });
    expect(parameters[5].default).toBeNull();
    expect(parameters[6].default).toEqual({ kind: 'dtype', dtype: 'float32' });
    expect(parameters[0].required).toBe(true);
  });

  it('bind as Python binds', () => {
    const entry = entryOf('tensorflow.stack');
    const bound = bindArguments(
      entry,
      [{ kind: 'sequence', items: [images] }],
      new Map([['axis', integerArgument(1)]])
    );
    expect(bound.get('axis')).toEqual(integerArgument(1));
    expect(bound.get('values')?.kind).toBe('sequence');
  });
});
