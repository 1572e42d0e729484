import type { ParameterReport } from '../../src/analysis/report';
import { syntheticParameters } from '../../src/lab/measure/syntheticArguments';
import { functionReport } from './functionReport';

function parameter(name: string, changes: Partial<ParameterReport>): ParameterReport {
  return {
    index: 0,
    name,
    kind: 'positional',
    receiver: false,
    hasDefault: false,
    supplied: true,
    variadic: false,
    tensor: null,
    container: false,
    primitive: null,
    types: [],
    typeSources: [],
    values: [],
    spec: null,
    evidence: [],
    ...changes
  };
}

describe('arguments that are made up', () => {
  it('have the inferred types', () => {
    const report = functionReport({
      parameters: [
        parameter('self', { receiver: true }),
        parameter('x', { types: ['float32 (None, 28, ?)'] }),
        parameter('y', { types: ['ndarray int32 ?'] }),
        parameter('z', { types: ['? ()'] }),
        parameter('n', { values: ['int 3', 'int 4'] }),
        parameter('name', { values: ["str 'a b'"] }),
        parameter('rate', { values: ['float 0.1'], hasDefault: true }),
        parameter('rest', { kind: 'var-keyword', variadic: true })
      ]
    });
    expect(syntheticParameters(report)).toEqual([
      { name: 'x', kind: 'tensor', dtype: 'float32', shape: [null, 28, null] },
      { name: 'y', kind: 'array', dtype: 'int32', shape: null },
      { name: 'z', kind: 'tensor', dtype: null, shape: [] },
      { name: 'n', kind: 'int', dtype: null, shape: null },
      { name: 'name', kind: 'str', dtype: null, shape: null }
    ]);
  });

  it.each([
    [{ types: ['ragged float32 (3, None)'] }],
    [{ types: ['variable float32 ()'] }],
    [{ values: ['dataset'] }],
    [{ values: ['unknown'] }],
    [{ values: ['integer'] }],
    [{}]
  ])('are not made of %j', changes => {
    const parameters = [parameter('x', { types: ['float32 ()'] }), parameter('y', changes)];
    expect(syntheticParameters(functionReport({ parameters }))).toBeNull();
  });

  it('are not made where none are needed', () => {
    expect(syntheticParameters(functionReport())).toBeNull();
  });
});
