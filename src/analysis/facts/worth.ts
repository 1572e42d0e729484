/**
 * What one eager call of a function costs, as far as operations and sizes tell (`spec/tracing-truth.md`, section 7).
 */
import type { Activation, Operation } from '../interpreter/record';
import { elementCount } from '../libraries/rules/tensorType';
import { tensorsOf } from './argumentValues';

/** Below this, in milliseconds, hardly any function gains as a graph. */
export const WORTH_FROM = 0.3;

/** A loop whose length is not known is taken to run as often as this. */
const UNKNOWN_COUNT = 10;

/** Milliseconds of one eager operation, besides its arithmetic. */
const OPERATION = 0.02;
const LAYER = 0.25;
const GRADIENT = 0.6;
const OPTIMIZER = 1.0;
/** Elements that one operation of the cheapest kind handles in a millisecond, on one core. */
const ELEMENTS_PER_MILLISECOND = 400_000;

/** Runs never change, and call only runs that were finished before. */
const _milliseconds = new WeakMap<Activation, number>();

/** Estimated milliseconds of one eager call of the run. */
export function eagerMilliseconds(run: Activation): number {
  let milliseconds = _milliseconds.get(run);
  if (milliseconds === undefined) {
    const own = run.operations.reduce(
      (sum, operation) => sum + costOf(operation) * (operation.count ?? UNKNOWN_COUNT),
      0
    );
    milliseconds = run.calls.reduce(
      (sum, edge) =>
        edge.callee === null
          ? sum
          : sum + eagerMilliseconds(edge.callee) * (edge.count ?? UNKNOWN_COUNT),
      own
    );
    _milliseconds.set(run, milliseconds);
  }
  return milliseconds;
}

function costOf(operation: Operation): number {
  const { api } = operation;
  const elements = tensorsOf(operation.result)
    .map(tensor => elementCount(tensor.type.shape) ?? 0)
    .reduce((sum, count) => sum + count, 0);
  if (/\.(?:apply_gradients|minimize)$/u.test(api)) {
    return OPTIMIZER;
  }
  if (/GradientTape\.(?:gradient|jacobian|batch_jacobian)$/u.test(api)) {
    return GRADIENT;
  }
  if (/^keras\..*\.__call__$/u.test(api)) {
    return LAYER + elements / ELEMENTS_PER_MILLISECOND;
  }
  if (
    /^(?:tensorflow|keras|operator)\./u.test(api) &&
    elements >= 0 &&
    tensorsOf(operation.result).length > 0
  ) {
    return OPERATION + (elements * arithmetic(api, operation)) / ELEMENTS_PER_MILLISECOND;
  }
  return 0;
}

/** How much arithmetic one element of the result takes, against an addition. */
function arithmetic(api: string, operation: Operation): number {
  if (/(?:matmul|tensordot|einsum|operator\.matmul)$/u.test(api)) {
    const [left] = operation.arguments;
    const shape = left === undefined ? null : (tensorsOf(left)[0]?.type.shape ?? null);
    const inner = shape?.at(-1);
    return typeof inner === 'number' ? Math.max(1, inner / 16) : 8;
  }
  return /conv|linalg|svd|inv|cholesky/u.test(api) ? 32 : 1;
}
