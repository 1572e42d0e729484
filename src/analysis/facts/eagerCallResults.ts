/**
 * What `tf.py_function` and `tf.numpy_function` give in a graph: tensors of the dtype that was announced, of which
 * tracing knows neither size nor rank until `set_shape` or `ensure_shape` says it.
 */
import type { Activation } from '../interpreter/record';
import type { Call, Expression } from '../syntax/tree';
import { ATTRIBUTES, RETURNS } from '../syntax/nodeKinds';
import { walkOwnScope } from '../syntax/walk';
import { tensorsOf } from './argumentValues';
import { assignmentsOf } from './bodyIndex';
import { edgesAt, evaluatedCalls } from './callsOfNode';
import { kindOf } from './outlines';
import type { AddForm } from './conversionForms';
import { RUNS_EAGERLY } from './graphConditions';
import { bodyOf } from './symbolicValues';

/** Operations that ask for the rank of what they are given. */
const NEEDS_RANK =
  /^(?:keras\.(?:layers|models|Model|Sequential|applications|losses)\b|tensorflow\.(?:unstack|image\.(?:resize|resize_with_pad|resize_with_crop_or_pad|central_crop|crop_to_bounding_box|pad_to_bounding_box))$)/u;

/** Operations whose result has any rank, until `set_shape` or `ensure_shape` says it. */
const WITHOUT_RANK = /\.(?:decode_image|parse_tensor)$/u;

/** Results are followed through helpers to this depth. */
const DEPTH_LIMIT = 4;

/** Finds the uses of such results in one body. */
export function eagerCallResults(run: Activation, add: AddForm): void {
  for (const call of evaluatedCalls(run)) {
    announcedOtherwise(run, call, add);
    const [first] = call.args;
    if (
      first !== undefined &&
      edgesAt(run, call).some(({ api }) => api !== null && NEEDS_RANK.test(api)) &&
      isWithoutRank(run, first, 0)
    ) {
      add('shape-read-may-be-none', call, 'when traced the rank of what it is given is not known');
    }
  }
  walkOwnScope(
    bodyOf(run),
    node => {
      if (
        node.kind === 'Attribute' &&
        (node.attr === 'shape' || node.attr === 'get_shape') &&
        isWithoutRank(run, node.value, 0)
      ) {
        add('shape-read-may-be-none', node, 'when traced the shape of this result is not known');
      }
    },
    ATTRIBUTES
  );
}

/** `tf.numpy_function(f, …, tf.float32)` where `f` gives arrays of another dtype: only a graph insists. */
function announcedOtherwise(run: Activation, call: Call, add: AddForm): void {
  const value = run.values.get(call);
  const announced = value === undefined ? null : kindOf(value);
  for (const { api, callee } of edgesAt(run, call)) {
    if (api !== null && callee !== null && RUNS_EAGERLY.test(api) && announced !== null) {
      const given = tensorsOf(callee.result).length > 0 ? kindOf(callee.result) : null;
      if (given !== null && given !== announced) {
        add('dtype-conflict', call, `\`Tout\` says ${announced}, and the function gives ${given}`);
      }
    }
  }
}

/** Whether an expression is such a result, under a name or from a helper, and nothing has told its shape. */
function isWithoutRank(run: Activation, node: Expression, depth: number): boolean {
  if (depth > DEPTH_LIMIT) {
    return false;
  }
  switch (node.kind) {
    case 'Name': {
      const body = bodyOf(run);
      const assignments = assignmentsOf(body).get(node.id) ?? [];
      return (
        assignments.some(({ value }) => isWithoutRank(run, value, depth + 1)) &&
        !tellsShape(run, node.id)
      );
    }
    case 'BinOp':
      return isWithoutRank(run, node.left, depth + 1) && hasNoTensor(run, node.right);
    case 'Call':
      return edgesAt(run, node).some(
        ({ api, callee }) =>
          (api !== null &&
            (RUNS_EAGERLY.test(api) || WITHOUT_RANK.test(api)) &&
            !isOneImage(node)) ||
          (api === null && callee !== null && givesWithoutRank(callee, depth + 1))
      );
    default:
      return false;
  }
}

/** `decode_image(…, expand_animations=False)`: an image, no animation. */
function isOneImage(call: Call): boolean {
  return call.keywords.some(
    ({ arg, value }) =>
      arg === 'expand_animations' && value.kind === 'Constant' && value.value.type === 'bool'
  );
}

function hasNoTensor(run: Activation, node: Expression): boolean {
  const value = run.values.get(node);
  return value === undefined || tensorsOf(value).length === 0;
}

/** Whether the body calls `set_shape` on the name. */
function tellsShape(run: Activation, name: string): boolean {
  return !walkOwnScope(
    bodyOf(run),
    node =>
      node.kind === 'Attribute' &&
      node.attr === 'set_shape' &&
      node.value.kind === 'Name' &&
      node.value.id === name
        ? 'stop'
        : undefined,
    ATTRIBUTES
  );
}

function givesWithoutRank(run: Activation, depth: number): boolean {
  return !walkOwnScope(
    bodyOf(run),
    node =>
      node.kind === 'Return' && node.value !== null && isWithoutRank(run, node.value, depth)
        ? 'stop'
        : undefined,
    RETURNS
  );
}
