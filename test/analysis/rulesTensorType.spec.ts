import fc from 'fast-check';
import { promoteKeras, promoteNumPy, promoteWeak } from '../../src/analysis/libraries/rules/dtype';
import type { Dimension, Shape } from '../../src/analysis/libraries/rules/tensorType';
import {
  broadcastShapes,
  equalShapes,
  formatTensorType,
  joinShapes
} from '../../src/analysis/libraries/rules/tensorType';

const dimension: fc.Arbitrary<Dimension> = fc.oneof(
  fc.integer({ min: 0, max: 4 }),
  fc.constantFrom<Dimension>('open', 'unknown')
);
const shape: fc.Arbitrary<Shape> = fc.oneof(
  { weight: 5, arbitrary: fc.array(dimension, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constant(null) }
);

describe('tensor types', () => {
  it('are written as the report writes them', () => {
    expect(
      formatTensorType({ dtype: 'float32', shape: ['open', 'unknown', 3], form: 'dense' })
    ).toBe('float32 (None, ?, 3)');
    expect(formatTensorType({ dtype: 'int32', shape: [], form: 'variable' })).toBe(
      'variable int32 ()'
    );
    expect(formatTensorType({ dtype: 'string', shape: [2], form: 'ndarray' })).toBe(
      'ndarray string (2,)'
    );
    expect(formatTensorType({ dtype: null, shape: null, form: 'dense' })).toBe('? ?');
    expect(formatTensorType({ dtype: 'int64', shape: [2, 'ragged'], form: 'ragged' })).toBe(
      'ragged int64 (2, None)'
    );
  });

  it('broadcast the same from both sides', () => {
    fc.assert(
      fc.property(shape, shape, (a, b) => {
        const left = broadcastShapes(a, b);
        const right = broadcastShapes(b, a);
        expect(left).toEqual(right);
      })
    );
  });

  it('broadcast with a scalar to themselves', () => {
    fc.assert(fc.property(shape, a => equalShapes(broadcastShapes(a, []) ?? null, a)));
  });

  it('refuse sizes that do not fit', () => {
    expect(broadcastShapes([2, 3], [4])).toBeUndefined();
    expect(broadcastShapes([2, 1], [4])).toEqual([2, 4]);
    expect(broadcastShapes(['open', 3], [1, 3])).toEqual(['open', 3]);
  });

  it('join to something that is the same from both sides, and idempotent', () => {
    fc.assert(
      fc.property(shape, shape, (a, b) => {
        expect(joinShapes(a, b)).toEqual(joinShapes(b, a));
        expect(joinShapes(a, a)).toEqual(a);
        const joined = joinShapes(a, b);
        expect(joinShapes(joined, a)).toEqual(joined);
      })
    );
  });

  it('leave an axis open whose sizes differ', () => {
    expect(joinShapes([2, 3], [4, 3])).toEqual(['open', 3]);
  });
});

describe('promotion', () => {
  it('follows NumPy 2', () => {
    expect(promoteNumPy('int8', 'uint8')).toBe('int16');
    expect(promoteNumPy('int64', 'uint64')).toBe('float64');
    expect(promoteNumPy('int32', 'float32')).toBe('float64');
    expect(promoteNumPy('int16', 'float16')).toBe('float32');
    expect(promoteNumPy('float64', 'complex64')).toBe('complex128');
    expect(promoteNumPy('bool', 'uint16')).toBe('uint16');
    expect(promoteNumPy('bfloat16', 'float32')).toBe('float32');
    expect(promoteNumPy('bfloat16', 'int8')).toBe('bfloat16');
    expect(promoteNumPy('bfloat16', 'int32')).toBeNull();
  });

  it('lets Python scalars give way', () => {
    expect(promoteWeak('float32', 'float', 'numpy')).toBe('float32');
    expect(promoteWeak('int8', 'float', 'numpy')).toBe('float64');
    expect(promoteWeak('int8', 'float', 'keras')).toBe('float32');
    expect(promoteWeak('uint8', 'int', 'numpy')).toBe('uint8');
  });

  it('follows Keras where integers meet floats', () => {
    expect(promoteKeras('int64', 'float32')).toBe('float32');
    expect(promoteKeras('int64', 'float16')).toBe('float16');
    expect(promoteKeras('uint32', 'int32')).toBe('int64');
    expect(promoteKeras('bfloat16', 'float16')).toBe('float32');
    expect(promoteKeras('complex128', 'float32')).toBe('complex64');
    expect(promoteKeras('complex128', 'complex128')).toBeNull();
  });
});
