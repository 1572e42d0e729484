/**
 * Covariances, fits and least squares.
 */
import type { RuleResult } from './ruleArgument';
import { tensorResult, UNKNOWN_RESULT } from './ruleArgument';
import type { RuleCall, RuleFamily } from './ruleCall';
import { argumentOf, booleanOption, operandOf, operandType, toDimension } from './ruleCall';
import type { Dimension, Shape } from './tensorType';
import { combineDimensions, mapDimension } from './tensorType';

/** `covariance(x,y)`: a square matrix of the variables: rows, or columns without `rowvar`; a number for one variable. */
function covariance(call: RuleCall): RuleResult {
  const { shape } = operandType(call, 0);
  const rows = booleanOption(call, 'rowvar', true);
  const own = variablesOf(shape, rows);
  const other = operandOf(call, 1) === null ? 0 : variablesOf(operandType(call, 1).shape, rows);
  const count =
    own === null || other === null ? null : combineDimensions([own, other], ([a, b]) => a + b);
  return tensorResult({
    dtype: 'float64',
    shape: typeof count !== 'number' ? null : count === 1 ? [] : [count, count],
    form: 'dense'
  });
}

function variablesOf(shape: Shape, rows: boolean | null): Dimension | null {
  if (shape === null || shape.length > 2) {
    return null;
  }
  // A single row is one variable whichever way it stands.
  return shape.length < 2 || shape[0] === 1 ? 1 : rows === null ? null : shape[rows ? 0 : 1];
}

/** `polynomialFit(y,deg)`: a coefficient for each power, for each column of `y`; more than that with options. */
function polynomialFit(call: RuleCall): RuleResult {
  const y = operandType(call, 0).shape;
  const degree = toDimension(operandOf(call, 1));
  const covariances = argumentOf(call, 'cov');
  const plain =
    booleanOption(call, 'full', false) === false &&
    (covariances === null || booleanOption(call, 'cov', false) === false);
  if (!plain) {
    return UNKNOWN_RESULT;
  }
  const coefficients = degree === null ? 'unknown' : mapDimension(degree, n => n + 1);
  return tensorResult({
    dtype: 'float64',
    shape: y === null ? null : [coefficients, ...y.slice(1)],
    form: 'dense'
  });
}

/** `leastSquares(a,b)`: solution, residuals (none where there are as many unknowns as rows), rank, singular values. */
function leastSquares(call: RuleCall): RuleResult {
  const a = operandType(call, 0).shape;
  const b = operandType(call, 1).shape;
  const tensor = (shape: Shape): RuleResult => tensorResult({ dtype: null, shape, form: 'dense' });
  const matrix = a?.length === 2 ? a : null;
  return {
    kind: 'tuple',
    items: [
      tensor(matrix === null || b === null ? null : [matrix[1], ...b.slice(1)]),
      tensor(['unknown']),
      tensor([]),
      tensor([matrix === null ? 'unknown' : combineDimensions(matrix, sizes => Math.min(...sizes))])
    ]
  };
}

export const STATISTICS_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ['covariance', covariance],
  ['polynomialFit', polynomialFit],
  ['leastSquares', leastSquares]
]);
