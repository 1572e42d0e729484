/**
 * What one eager call of a function costs, as far as operations and sizes tell (`spec/tracing-truth.md`, section 7).
 */
import type { Activation, Operation } from '../interpreter/record';
import type { Shape } from '../libraries/rules/tensorType';
import { tensorsOf } from './argumentValues';
import { callMilliseconds } from './operationCosts';

/** Below this, in milliseconds, hardly any function gains as a graph. */
export const WORTH_FROM = 0.3;

/** A loop whose length is not known is taken to run as often as this. */
const UNKNOWN_COUNT = 10;

/** Elements along an axis, and of a tensor, of which nothing is known. */
const UNKNOWN_AXIS = 64;
const UNKNOWN_SIZE = 4096;
/** Elements that one operation of the cheapest kind handles in a millisecond, on one core. */
const ELEMENTS_PER_MILLISECOND = 1_000_000;

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

/**
 * How much longer an operation takes in a program than alone in a loop: names are looked up, objects made, caches cold.
 * About the median of what functions of notebooks took against the sum of their operations.
 */
const IN_PROGRAMS = 1.3;

/** Methods that compute and give no tensor back, or a list of them. */
const COMPUTES =
  /\.(?:apply_gradients|minimize|gradient|jacobian|batch_jacobian|update_state|unstack|split|meshgrid|decode_csv)$/u;

function costOf(operation: Operation): number {
  const { api } = operation;
  const results = tensorsOf(operation.result);
  if (
    !/^(?:tensorflow|keras|operator)\./u.test(api) ||
    (results.length === 0 && !COMPUTES.test(api))
  ) {
    return 0;
  }
  const cost = callMilliseconds(api) * IN_PROGRAMS;
  const elements = results.reduce((sum, { type }) => sum + sizeOf(type.shape), 0);
  return cost + (elements * arithmetic(api, operation)) / ELEMENTS_PER_MILLISECOND;
}

/** Elements of a tensor; what is not known of its shape is taken to be of middling size. */
function sizeOf(shape: Shape): number {
  return shape === null
    ? UNKNOWN_SIZE
    : shape.reduce<number>(
        (size, axis) => size * (typeof axis === 'number' ? axis : UNKNOWN_AXIS),
        1
      );
}

/** Functions that take several times an addition's arithmetic for each element. */
const TRANSCENDENTAL =
  /\.(?:exp|expm1|log|log1p|sin|cos|tan|tanh|sigmoid|softmax|log_softmax|softplus|gelu|elu|erf|pow|\w*logsumexp|\w*cross_entropy\w*|normal)$/u;

/** How much arithmetic one element of the result takes, against an addition. */
function arithmetic(api: string, operation: Operation): number {
  if (/(?:matmul|tensordot|einsum|operator\.matmul)$/u.test(api)) {
    const [left] = operation.arguments;
    const shape = left === undefined ? null : (tensorsOf(left)[0]?.type.shape ?? null);
    const inner = shape?.at(-1);
    return typeof inner === 'number' ? Math.max(1, inner / 16) : 8;
  }
  if (/conv|linalg|svd|inv|cholesky/u.test(api)) {
    return 64;
  }
  return TRANSCENDENTAL.test(api) ? 4 : 1;
}
