import fc from 'fast-check';
import { FAMILIES } from '../../src/analysis/libraries/rules/families';
import type { RuleArgument } from '../../src/analysis/libraries/rules/ruleArgument';
import { subscriptType } from '../../src/analysis/libraries/rules/slicing';
import type { Dimension, TensorType } from '../../src/analysis/libraries/rules/tensorType';

const dimension = fc.oneof(
  fc.integer({ min: -2, max: 5 }),
  fc.constantFrom<Dimension>('open', 'unknown', 'ragged')
);
const shape = fc.option(fc.array(dimension, { maxLength: 5 }), { nil: null });
const type: fc.Arbitrary<TensorType> = fc.record({
  dtype: fc.constantFrom('float32', 'int32', 'bool', 'string', null),
  shape,
  form: fc.constantFrom('dense', 'ragged', 'sparse', 'variable', 'symbolic', 'ndarray')
});
const { argument } = fc.letrec<{ argument: RuleArgument }>(tie => ({
  argument: fc.oneof(
    { maxDepth: 3 },
    fc.record({
      kind: fc.constant('tensor' as const),
      type,
      elements: fc.option(fc.array(dimension, { maxLength: 4 }), { nil: null })
    }),
    fc.record({
      kind: fc.constant('constant' as const),
      type: fc.constant('int' as const),
      value: fc.option(fc.integer({ min: -9, max: 9 }), { nil: undefined })
    }),
    fc.constantFrom<RuleArgument>(
      { kind: 'constant', type: 'None', value: null },
      { kind: 'constant', type: 'str', value: 'same' },
      { kind: 'constant', type: 'str', value: 'ab,bc->ac' },
      { kind: 'constant', type: 'float', value: 0.5 },
      { kind: 'constant', type: 'bool', value: true },
      { kind: 'constant', type: 'Ellipsis', value: undefined },
      { kind: 'dtype', dtype: 'int64' },
      { kind: 'unknown' }
    ),
    fc.record({
      kind: fc.constant('sequence' as const),
      items: fc.option(fc.array(tie('argument'), { maxLength: 4 }), { nil: null })
    }),
    fc.record({ kind: fc.constant('shape' as const), shape })
  )
}));

/** Names that rules ask for, and operands. */
const NAMES = [
  ...[
    'x',
    'y',
    'z',
    'w',
    'axis',
    'padding',
    'strides',
    'data_format',
    'keepdims',
    'shape',
    'dtype'
  ],
  ...['units', 'filters', 'kernel_size', 'pool_size', 'target_shape', 'dims', 'axes', 'output_dim'],
  ...[
    '#inputs',
    'layer',
    'cell',
    'n',
    'merge_mode',
    'return_state',
    'return_sequences',
    'k',
    'size'
  ],
  ...['output_mode', 'batch_dims', 'transpose_a', 'equation', 'output_shape', 'height', 'cropping']
];
/** Operands of families that take a number. */
const LITERALS: ReadonlyMap<string, readonly string[]> = new Map([
  ['atLeast', ['x', '2']],
  ['conv', ['x', 'y', '2']],
  ['depthwise', ['x', 'y', '2']],
  ['separable', ['x', 'y', '2', 'z']],
  ['pool', ['x', 'y', '2']],
  ['rank', ['3']]
]);

describe('rule families', () => {
  it.each([...FAMILIES.keys()])('%s answers whatever it is given', name => {
    const family = FAMILIES.get(name);
    const operands = name.startsWith('layer.') ? ['2'] : (LITERALS.get(name) ?? ['x', 'y', 'z']);
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...NAMES), argument),
        fc.constantFrom('tensorflow' as const, 'numpy' as const, 'keras' as const),
        (bound, flavour) => {
          const result = family?.({ arguments: new Map(Object.entries(bound)), operands, flavour });
          expect(typeof result?.kind).toBe('string');
        }
      ),
      { numRuns: 150 }
    );
  });

  it('subscripts answer whatever they are given', () => {
    fc.assert(
      fc.property(type, fc.array(argument, { maxLength: 4 }), (tensor, indices) => {
        const result = subscriptType(tensor, indices, 'tensorflow');
        expect(result.dtype).toBe(tensor.dtype);
      })
    );
  });
});
