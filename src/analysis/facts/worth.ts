/**
 * What one eager call of a function costs, as far as operations and sizes tell (`spec/tracing-truth.md`, section 7).
 */
import type { Activation, CallEdge, Operation } from '../interpreter/record';
import type { Shape } from '../libraries/rules/tensorType';
import type { TensorValue, Value } from '../values/value';
import { tensorsOf } from './argumentValues';
import { callMilliseconds } from './operationCosts';

/** Below this, in milliseconds, hardly any function gains as a graph. */
const WORTH_FROM = 0.3;

/** What a graph call costs by itself, in milliseconds. */
export const GRAPH_CALL = 0.2;

/** A loop whose length is not known is taken to run as often as this. */
const UNKNOWN_COUNT = 10;

/** Elements along an axis, and of a tensor, of which nothing is known. */
const UNKNOWN_AXIS = 64;
const UNKNOWN_SIZE = 4096;
/** Elements that one operation of the cheapest kind handles in a millisecond, on one core. */
const ELEMENTS_PER_MILLISECOND = 1_000_000;

/** What one eager call of a run is estimated to take. */
export type EagerCost = {
  /** Milliseconds of all that it does. */
  readonly total: number;
  /** Milliseconds of them that go by starting the operations: a graph saves these alone. */
  readonly dispatch: number;
  /** How many operations are started. */
  readonly operations: number;
  /** Whether something is called of which nothing is known: it may cost any time. */
  readonly isOpen: boolean;
};

/** Runs never change, and call only runs that were finished before. */
const _costs = new WeakMap<Activation, EagerCost>();

/** What one eager call of the run costs. */
export function eagerCost(run: Activation): EagerCost {
  let cost = _costs.get(run);
  if (cost === undefined) {
    let [total, dispatch, operations] = [0, 0, 0];
    let isOpen = false;
    for (const operation of run.operations) {
      if (computes(operation)) {
        const count = operation.count ?? UNKNOWN_COUNT;
        const started = callMilliseconds(operation.api) * IN_PROGRAMS;
        total += (started + kernelMilliseconds(operation)) * count;
        dispatch += started * count;
        operations += count;
      }
    }
    for (const edge of run.calls) {
      isOpen ||= edge.isUnknown;
      if (edge.callee !== null && !isLesserBranch(edge, run)) {
        const below = eagerCost(edge.callee);
        const count = edge.count ?? UNKNOWN_COUNT;
        total += below.total * count;
        dispatch += below.dispatch * count;
        operations += below.operations * count;
        isOpen ||= below.isOpen;
      }
    }
    cost = { total, dispatch, operations, isOpen };
    _costs.set(run, cost);
  }
  return cost;
}

/** Library functions that call one of several functions. */
const CHOOSING = /^(?:tensorflow\.(?:cond|case|switch_case)|keras\.ops\.(?:cond|switch))$/u;

/** Whether a call is one of several of which one alone is made when the program runs eagerly, and not the dearest. */
function isLesserBranch(edge: CallEdge, { calls }: Activation): boolean {
  if (edge.route !== 'callback' || edge.api === null || !CHOOSING.test(edge.api)) {
    return false;
  }
  const branches = calls.filter(
    ({ api, callee, site }) =>
      callee !== null &&
      api === edge.api &&
      site.top === edge.site.top &&
      site.start === edge.site.start
  );
  const costs = branches.map(({ callee }) => (callee === null ? 0 : eagerCost(callee).total));
  return branches.indexOf(edge) !== costs.indexOf(Math.max(...costs));
}

/** Whether one call costs so much that a graph may save some of it: of a single operation it saves the start at most. */
export function mayPay({ total, dispatch, operations, isOpen }: EagerCost): boolean {
  return isOpen || operations === 0 || (operations > 1 ? total : dispatch) >= WORTH_FROM;
}

/**
 * How much longer an operation takes in a program than alone in a loop: names are looked up, objects made, caches cold.
 * About the median of what functions of notebooks took against the sum of their operations.
 */
const IN_PROGRAMS = 1.3;

/** Calls that compute, though what they give is no tensor, or a list of them. */
const COMPUTES =
  /\.(?:apply_gradients|minimize|gradient|jacobian|batch_jacobian|update_state|unstack|split|meshgrid|decode_csv|clip_by_global_norm)$|^keras\..*\.__call__$/u;

/** Whether a call of a library computes tensors. */
export function computes({ api, result }: Operation): boolean {
  return (
    /^(?:tensorflow|keras|operator)\./u.test(api) &&
    (COMPUTES.test(api) || tensorsIn(result).length > 0)
  );
}

/** The tensors of a result, those of a tuple each. */
function tensorsIn(result: Value): readonly TensorValue[] {
  return result.kind === 'union'
    ? result.members.flatMap(tensorsIn)
    : result.kind === 'tuple'
      ? result.items.flatMap(tensorsIn)
      : tensorsOf(result);
}

/** Milliseconds of the arithmetic of an operation. */
function kernelMilliseconds(operation: Operation): number {
  const elements = tensorsIn(operation.result).reduce(
    (sum, { type }) => sum + sizeOf(type.shape),
    0
  );
  return (elements * arithmetic(operation.api, operation)) / ELEMENTS_PER_MILLISECOND;
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
