/**
 * What one eager call of a function costs, as far as operations and sizes tell (`spec/tracing-truth.md`, section 7).
 */
import type { Activation, Operation } from '../interpreter/record';
import type { Shape } from '../libraries/rules/tensorType';
import { tensorsOf } from './argumentValues';

/** Below this, in milliseconds, hardly any function gains as a graph. */
export const WORTH_FROM = 0.3;

/** A loop whose length is not known is taken to run as often as this. */
const UNKNOWN_COUNT = 10;

/** Milliseconds of one eager operation, besides its arithmetic. */
const OPERATION = 0.035;
/**
 * What takes longer, by public name: many operations behind one call, or much Python around one. Milliseconds of calls
 * with small tensors under TensorFlow 2.21 and Keras 3.15, rounded; the first that matches counts.
 */
const COSTS: readonly (readonly [RegExp, number])[] = [
  [/\.(?:apply_gradients|minimize)$/u, 1.0],
  [/GradientTape\.(?:gradient|jacobian|batch_jacobian)$/u, 0.6],
  [/^keras\.layers\.(?:LSTM|GRU|SimpleRNN|RNN|Bidirectional|ConvLSTM\dD)\.__call__$/u, 5.0],
  [/^keras\..*\.__call__$/u, 0.3],
  [/^keras\.metrics\./u, 0.3],
  [/^keras\.losses\./u, 0.2],
  [/^tensorflow\.(?:strings\.split|ragged\.)/u, 0.5],
  [/^tensorflow\.image\.(?:random_|stateless_random_|resize_with|per_image)/u, 0.2],
  [/\.reduce_(?:std|variance)$/u, 0.15],
  [/^tensorflow\.io\.(?:decode_csv|parse_)/u, 0.15],
  [/^tensorflow\.(?:tensordot|norm|einsum)$|\.(?:moments|tensordot|norm|conv\dd)$/u, 0.1],
  [/^tensorflow\.random\.|^operator\.getitem$/u, 0.06]
];
/** Elements along an axis, and of a tensor, of which nothing is known. */
const UNKNOWN_AXIS = 64;
const UNKNOWN_SIZE = 4096;
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

/** Methods that compute and give no tensor back, or a list of them. */
const COMPUTES = /\.(?:apply_gradients|minimize|gradient|jacobian|batch_jacobian|update_state)$/u;

function costOf(operation: Operation): number {
  const { api } = operation;
  const results = tensorsOf(operation.result);
  if (
    !/^(?:tensorflow|keras|operator)\./u.test(api) ||
    (results.length === 0 && !COMPUTES.test(api))
  ) {
    return 0;
  }
  const cost = COSTS.find(([name]) => name.test(api))?.[1] ?? OPERATION;
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
