/**
 * Element by element: one operand keeps its shape, several are broadcast.
 */
import type { DType, Flavour } from './dtype';
import { promoteNumPy } from './dtype';
import type { RuleArgument, RuleResult } from './ruleArgument';
import { tensorResult, UNKNOWN_RESULT } from './ruleArgument';
import type { RuleCall, RuleFamily } from './ruleCall';
import { argumentOf, commonDType, operandOf, operandType, toItems, toTensorType } from './ruleCall';
import type { Shape, TensorForm, TensorType } from './tensorType';
import { broadcastShapes, joinShapes, shapeOfRank } from './tensorType';

/** `same(x)`: the type of `x`, as a value (not a variable). A list of tensors counts as the tensor it converts to. */
function same(call: RuleCall): RuleResult {
  const type = operandType(call, 0);
  return tensorResult({ dtype: type.dtype, shape: type.shape, form: valueForm(type.form) });
}

/** `broadcast(x,y,…)`: shapes broadcast, the dtype the operands share. Absent operands do not count. */
function broadcast(call: RuleCall): RuleResult {
  const given = call.operands
    .map(name => argumentOf(call, name))
    .filter(argument => argument !== null);
  return given.length === 0
    ? UNKNOWN_RESULT
    : tensorResult(broadcastArguments(given, call.flavour));
}

/**
 * `biased(x,y)`: `keras.ops.add`, which adds by `tf.nn.bias_add` where `y` has one axis besides those of size 1, as
 * long as the second or the last one of `x`: the result then has the shape of `x`. An axis that is not a number may
 * be that long or not: what is answered holds for both.
 */
function biased(call: RuleCall): RuleResult {
  const [x, y] = [operandType(call, 0).shape, operandType(call, 1).shape];
  const result = broadcast(call);
  const long = y?.filter(axis => axis !== 1) ?? [];
  if (result.kind !== 'tensor' || x === null || x.length < 2 || long.length !== 1) {
    return result;
  }
  const [bias] = long;
  const last = x.length - 1;
  const places = typeof bias === 'number' ? [last, 1] : [];
  if (places.some(place => x[place] === bias)) {
    return tensorResult({ dtype: result.type.dtype, shape: x, form: result.type.form });
  }
  const biasedShapes = places
    .filter(place => typeof x[place] !== 'number')
    .map(place => x.map((axis, i) => (i === place ? bias : axis)));
  const shapes = [
    ...(result.type.shape === null ? [] : [result.type.shape]),
    ...biasedShapes,
    ...(typeof bias === 'number' ? [] : [x])
  ];
  const joined = shapes.reduce<Shape | undefined>(
    (all, shape) => (all === undefined ? shape : joinShapes(all, shape)),
    undefined
  );
  return tensorResult({ dtype: result.type.dtype, shape: joined ?? null, form: result.type.form });
}

/** `sameUnless(x,option)`: the type of `x`, of unknown sizes where the option is given. */
function sameUnless(call: RuleCall): RuleResult {
  const type = operandType(call, 0);
  return tensorResult(
    operandOf(call, 1) === null || type.shape === null
      ? type
      : { dtype: type.dtype, shape: shapeOfRank(type.shape.length), form: type.form }
  );
}

/** `broadcastList(values)`: the items of a list broadcast together (`tf.add_n`, `np.broadcast_arrays`). */
function broadcastList(call: RuleCall): RuleResult {
  const items = toItems(operandOf(call, 0));
  return items === null || items.length === 0
    ? tensorResult({ dtype: operandType(call, 0).dtype, shape: null, form: 'dense' })
    : tensorResult(broadcastArguments(items, call.flavour));
}

/** `polynomial(coefficients,x)`: the coefficients, a list, and the places broadcast together: `tf.math.polyval`. */
function polynomial(call: RuleCall): RuleResult {
  const items = toItems(operandOf(call, 0));
  const x = operandOf(call, 1);
  return x === null
    ? UNKNOWN_RESULT
    : items === null
      ? tensorResult({
          dtype:
            call.flavour === 'numpy'
              ? promoteNumPy(operandType(call, 0).dtype, operandType(call, 1).dtype)
              : operandType(call, 1).dtype,
          shape: null,
          form: 'dense'
        })
      : tensorResult({
          ...broadcastArguments([x, ...items], call.flavour),
          ...(call.flavour === 'numpy'
            ? { dtype: promoteNumPy(operandType(call, 0).dtype, operandType(call, 1).dtype) }
            : {})
        });
}

/** The type of an element-wise operation on these operands. */
export function broadcastArguments(given: readonly RuleArgument[], flavour: Flavour): TensorType {
  const types = given.map(argument => toTensorType(argument, flavour));
  let shape: Shape | undefined = types[0].shape;
  for (const type of types.slice(1)) {
    shape = shape === undefined ? undefined : broadcastShapes(shape, type.shape);
  }
  const dtype: DType = commonDType(given, flavour);
  return { dtype, shape: shape === undefined ? null : shape, form: formOf(types) };
}

/** Ragged wins, then sparse only where all are; symbolic where one is. */
function formOf(types: readonly TensorType[]): TensorForm {
  const forms = types.map(type => type.form);
  if (forms.includes('ragged')) {
    return 'ragged';
  }
  if (forms.includes('symbolic')) {
    return 'symbolic';
  }
  return forms.every(form => form === 'ndarray') ? 'ndarray' : 'dense';
}

/** The form of a result computed from a tensor of that form. */
export function valueForm(form: TensorForm): TensorForm {
  return form === 'variable' ? 'dense' : form;
}

/** `tuple(x,y)`: each operand's own type, as a tuple. */
function tupleOf(call: RuleCall): RuleResult {
  return {
    kind: 'tuple',
    items: call.operands.map((_, i) => same({ ...call, operands: [call.operands[i]] }))
  };
}

/** `each(xs)`: a list of the items' own types, or the item itself where it is no list. */
function each(call: RuleCall): RuleResult {
  const argument = operandOf(call, 0);
  if (argument === null) {
    return UNKNOWN_RESULT;
  }
  const items = argument.kind === 'sequence' ? argument.items : null;
  if (items !== null) {
    return {
      kind: 'list',
      items: items.map(item => tensorResult(toTensorType(item, call.flavour))),
      element: null
    };
  }
  return tensorResult(toTensorType(argument, call.flavour));
}

/** `sameTwice(x)`, a pair of the operand's type: `np.modf`, `np.frexp`. */
function sameTwice(call: RuleCall): RuleResult {
  return { kind: 'tuple', items: [same(call), same(call)] };
}

/** `broadcastTwice(x,y)`, a pair of the broadcast type: `np.divmod`. */
function broadcastTwice(call: RuleCall): RuleResult {
  return { kind: 'tuple', items: [broadcast(call), broadcast(call)] };
}

export const ELEMENTWISE_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ['same', same],
  ['broadcast', broadcast],
  ['broadcastList', broadcastList],
  ['biased', biased],
  ['polynomial', polynomial],
  ['sameUnless', sameUnless],
  ['tuple', tupleOf],
  ['each', each],
  ['sameTwice', sameTwice],
  ['broadcastTwice', broadcastTwice]
]);
