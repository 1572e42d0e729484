/**
 * What the body itself says of a parameter of which no call tells: it is handed to an operation as the tensor that the
 * operation works on.
 */
import type { Activation } from '../interpreter/record';
import type { Call, Expression } from '../syntax/tree';
import { membersOf } from '../values/join';
import { edgesAt, evaluatedCalls } from './callsOfNode';

/** Operations whose first argument is a tensor, whatever else they take. */
const FIRST =
  /^(?:tensorflow\.(?:bitwise|image|linalg|math|nn|ragged|signal|sparse|strings)\.\w+|tensorflow\.(?:boolean_mask|cast|clip_by_norm|clip_by_value|expand_dims|gather|gather_nd|identity|one_hot|pad|rank|repeat|reshape|reverse|roll|scatter_nd|shape|size|slice|split|squeeze|stop_gradient|tile|transpose|unstack|where)|keras\.ops\.\w+|keras\..*\.__call__)$/u;
/** Operations both of whose first arguments are tensors. */
const FIRST_TWO =
  /^(?:tensorflow\.math\.(?:add|subtract|multiply|divide|divide_no_nan|floordiv|floormod|maximum|minimum|pow|squared_difference|equal|not_equal|less|less_equal|greater|greater_equal|logical_and|logical_or|xlogy|atan2)|tensorflow\.linalg\.matmul|tensorflow\.nn\.\w*cross_entropy\w*|keras\.losses\.\w+(?:\.__call__)?|keras\.ops\.(?:add|subtract|multiply|divide|maximum|minimum|matmul|power))$/u;
/** Operations of these names make a tensor of anything, or read a Python value. */
const CONVERTS =
  /\.(?:as_string|constant|convert_to_tensor|decode_\w+|eye|format|from_\w+|range|ragged\.stack|zeros|ones)$/u;

/** A use of a parameter as a tensor. */
export type TensorUse = { readonly node: Expression; readonly api: string };

/** The first use of the parameter as the tensor of an operation, where all that is known of it in the run is nothing. */
export function tensorUse(run: Activation, parameter: string): TensorUse | null {
  const given = run.arguments.get(parameter);
  const unknown =
    given === undefined ? undefined : membersOf(given).find(member => member.kind === 'unknown');
  if (unknown === undefined) {
    return null;
  }
  for (const call of evaluatedCalls(run)) {
    for (const { api } of edgesAt(run, call)) {
      const node = api === null ? undefined : operands(call, api).find(isParameter);
      if (api !== null && node !== undefined) {
        return { node, api };
      }
    }
  }
  return null;

  function isParameter(node: Expression): boolean {
    const value = run.values.get(node);
    return (
      node.kind === 'Name' &&
      node.id === parameter &&
      value !== undefined &&
      unknown !== undefined &&
      membersOf(value).includes(unknown)
    );
  }
}

function operands(call: Call, api: string): readonly Expression[] {
  if (CONVERTS.test(api)) {
    return [];
  }
  return FIRST_TWO.test(api)
    ? [...call.args.slice(0, 2), ...call.keywords.map(({ value }) => value)]
    : FIRST.test(api)
      ? call.args.slice(0, 1)
      : [];
}
