/**
 * Putting tensors together and taking them apart: concat, stack, split, unstack.
 */
import type { DType } from './dtype';
import { isIntegerDType, promoteNumPy } from './dtype';
import type { RuleArgument, RuleResult } from './ruleArgument';
import { listResult, tensorResult } from './ruleArgument';
import { flattened } from './reduction';
import type { RuleCall, RuleFamily } from './ruleCall';
import {
  argumentOf,
  commonDType,
  operandOf,
  operandType,
  sequenceDType,
  toDimension,
  toDimensions,
  toInteger,
  toItems,
  toTensorType
} from './ruleCall';
import type { Dimension, Shape, TensorType } from './tensorType';
import {
  combineDimensions,
  joinShapes,
  LONGEST_LIST,
  mapDimension,
  meetShapes,
  normaliseAxis,
  repeated
} from './tensorType';

function axisOr(call: RuleCall, name: string | undefined, otherwise: number): number | null {
  const argument = argumentOf(call, name ?? 'axis');
  return argument === null ? otherwise : toInteger(argument);
}

/** The dtype of the whole: NumPy makes an array of each part by itself, so that no number in it is weak; `null` for none. */
function joinedDType(items: readonly RuleArgument[], flavour: RuleCall['flavour']): DType {
  if (items.length === 0) {
    return null;
  }
  return flavour === 'numpy'
    ? items.map(item => toTensorType(item, flavour).dtype).reduce(promoteNumPy)
    : commonDType(items, flavour);
}

/** The shape of tensors joined along an existing axis. */
export function concatenatedShape(shapes: readonly Shape[], axis: number | null): Shape {
  const known = shapes.find(shape => shape !== null);
  if (known === undefined || known === null) {
    return null;
  }
  if (shapes.some(shape => shape !== null && shape.length !== known.length)) {
    return null;
  }
  const at = axis === null ? null : normaliseAxis(axis, known.length);
  if (at === null) {
    return known.map(() => 'unknown');
  }
  const sizes: Dimension[] = shapes.map(shape => (shape === null ? 'unknown' : shape[at]));
  const rest = shapes.reduce<Shape>((joined, shape) => meetShapes(joined, shape), null);
  const total = combineDimensions(sizes, numbers => numbers.reduce((sum, size) => sum + size, 0));
  return (rest ?? known).map((size, i) => (i === at ? total : size));
}

/** `concat(values,axis)`; NumPy with `axis=None` flattens. */
function concat(call: RuleCall): RuleResult {
  const items = toItems(operandOf(call, 0));
  if (items === null || items.length === 0) {
    return ofElements(call, shape => (shape === null ? null : shape.map(() => 'unknown')));
  }
  const types = items.map(item => toTensorType(item, call.flavour));
  const axis = axisOr(call, call.operands[1], 0);
  const dtype = joinedDType(items, call.flavour);
  const isFlat =
    call.flavour === 'numpy' && call.arguments.has('axis') && operandOf(call, 1) === null;
  return tensorResult(
    {
      dtype,
      shape: concatenatedShape(
        types.map(type => (isFlat ? flattened(type.shape) : type.shape)),
        axis
      ),
      form: joinedForm(types)
    },
    isIntegerDType(dtype) && types.every(type => type.shape?.length === 1)
      ? joinedElements(items)
      : null
  );
}

/** The elements of vectors of sizes one after another; `null` where they are not all known. */
function joinedElements(items: readonly RuleArgument[]): readonly Dimension[] | null {
  const parts = items.map(item => toDimensions(item));
  return parts.every(part => part !== null) ? parts.flat() : null;
}

function joinedForm(types: readonly TensorType[]): TensorType['form'] {
  return types.some(type => type.form === 'ragged')
    ? 'ragged'
    : types.every(type => type.form === 'sparse')
      ? 'sparse'
      : types.some(type => type.form === 'symbolic')
        ? 'symbolic'
        : 'dense';
}

/** What is known where the list has unknown length: from the type of an element. */
function ofElements(
  call: RuleCall,
  change: (shape: Shape) => Shape,
  dtypeOf: (parts: readonly RuleArgument[]) => DType = parts => joinedDType(parts, call.flavour)
): RuleResult {
  const argument = operandOf(call, 0);
  if (argument !== null && argument.kind === 'sequence' && argument.element) {
    const element = toTensorType(argument.element, call.flavour);
    return tensorResult({
      dtype: dtypeOf([argument.element]),
      shape: change(element.shape),
      form: 'dense'
    });
  }
  const type = operandType(call, 0);
  return tensorResult({ dtype: type.dtype, shape: null, form: 'dense' });
}

/** `stack(values,axis)`: a new axis of the number of values. */
function stack(call: RuleCall): RuleResult {
  const items = toItems(operandOf(call, 0));
  const axis = axisOr(call, call.operands[1], 0);
  const inserted = (shape: Shape, size: Dimension): Shape => {
    if (shape === null || axis === null) {
      return shape === null ? null : [...shape, size].map(() => 'unknown');
    }
    const at = axis < 0 ? axis + shape.length + 1 : axis;
    return [...shape.slice(0, at), size, ...shape.slice(at)];
  };
  // Along the first axis TensorFlow converts the list as a whole.
  const isConverted = axis === 0 && call.flavour !== 'numpy';
  const dtypeOf = (parts: readonly RuleArgument[]): DType =>
    isConverted ? sequenceDType(parts, call.flavour) : joinedDType(parts, call.flavour);
  if (items === null || items.length === 0) {
    return ofElements(call, shape => inserted(shape, 'unknown'), dtypeOf);
  }
  const types = items.map(item => toTensorType(item, call.flavour));
  const shape = types.map(type => type.shape).reduce((joined, next) => meetShapes(joined, next));
  return tensorResult({
    dtype: dtypeOf(items),
    shape: inserted(shape, items.length),
    form: joinedForm(types)
  });
}

/**
 * `stackOn(values,n)`: `vstack`, `hstack`, `dstack`, `column_stack`: arrays padded to `n` axes, then joined; `rows` are
 * joined along the first axis as they are (`keras.ops.vstack`).
 */
function stackOn(call: RuleCall): RuleResult {
  const items = toItems(operandOf(call, 0));
  const kind = call.operands[1];
  if (items === null || items.length === 0) {
    return ofElements(call, () => null);
  }
  const shapes = items.map(item => padded(toTensorType(item, call.flavour).shape, kind));
  const first = shapes[0];
  const axis =
    kind === 'vertical' || kind === 'rows'
      ? 0
      : kind === 'depth'
        ? 2
        : first !== null && first.length === 1
          ? 0
          : 1;
  return tensorResult({
    dtype: joinedDType(items, call.flavour),
    shape: concatenatedShape(shapes, axis),
    form: 'dense'
  });
}

function padded(shape: Shape, kind: string): Shape {
  if (shape === null) {
    return null;
  }
  const [a, b] = shape;
  switch (kind) {
    case 'vertical':
      return shape.length === 0 ? [1, 1] : shape.length === 1 ? [1, a] : shape;
    case 'columns':
      return shape.length === 0 ? [1, 1] : shape.length === 1 ? [a, 1] : shape;
    case 'depth':
      return shape.length === 0
        ? [1, 1, 1]
        : shape.length === 1
          ? [1, a, 1]
          : shape.length === 2
            ? [a, b, 1]
            : shape;
    default:
      return shape.length === 0 ? [1] : shape;
  }
}

/** `split(value,parts,axis)`: into equal parts, or parts of the given sizes. */
function split(call: RuleCall): RuleResult {
  const type = operandType(call, 0);
  const parts = operandOf(call, 1);
  const axis = axisOr(call, call.operands[2], 0);
  const at = axis === null || type.shape === null ? null : normaliseAxis(axis, type.shape.length);
  const part = (size: Dimension): RuleResult =>
    tensorResult({
      dtype: type.dtype,
      shape:
        type.shape === null
          ? null
          : at === null
            ? type.shape.map(() => 'unknown')
            : type.shape.map((own, i) => (i === at ? size : own)),
      form: 'dense'
    });
  const count = parts !== null && isScalar(parts) ? toInteger(parts) : null;
  if (count !== null) {
    const whole = type.shape === null || at === null ? 'unknown' : type.shape[at];
    const one = part(mapDimension(whole, size => Math.floor(size / count)));
    return listResult(repeated(one, count));
  }
  const sizes = parts === null || isScalar(parts) ? null : toDimensions(parts);
  if (sizes !== null) {
    return listResult(
      splitSizes(call, type.shape === null || at === null ? 'unknown' : type.shape[at], sizes).map(
        part
      )
    );
  }
  return { kind: 'list', items: null, element: part('unknown') };
}

function isScalar(argument: RuleArgument): boolean {
  return (
    argument.kind === 'constant' ||
    (argument.kind === 'tensor' && argument.type.shape !== null && argument.type.shape.length === 0)
  );
}

/** TensorFlow is told sizes, one of which may be -1; NumPy and Keras are told where to cut. */
function splitSizes(
  call: RuleCall,
  whole: Dimension,
  given: readonly Dimension[]
): readonly Dimension[] {
  if (call.flavour !== 'tensorflow') {
    const cuts: readonly Dimension[] = [0, ...given, whole];
    return cuts
      .slice(1)
      .map((end, i) =>
        combineDimensions([end, cuts[i]], ([stop, start]) => Math.max(0, stop - start))
      );
  }
  return given.map((size, i) =>
    size === -1
      ? combineDimensions(
          [whole, ...given.filter((_, j) => j !== i)],
          ([all, ...others]) => all - others.reduce((sum, other) => sum + other, 0)
        )
      : size
  );
}

/** `arraySplit(value,parts,axis)`: NumPy's, in which the first parts may be one larger. */
function arraySplit(call: RuleCall): RuleResult {
  const count = toInteger(operandOf(call, 1));
  const type = operandType(call, 0);
  const axis = axisOr(call, call.operands[2], 0);
  const at = axis === null || type.shape === null ? null : normaliseAxis(axis, type.shape.length);
  if (count === null || type.shape === null || at === null) {
    return split(call);
  }
  const { shape } = type;
  const parts: RuleResult[] = [];
  for (let i = 0; i < count; i++) {
    const size = mapDimension(
      shape[at],
      whole => Math.floor(whole / count) + (i < whole % count ? 1 : 0)
    );
    parts.push(
      tensorResult({
        dtype: type.dtype,
        shape: shape.map((own, j) => (j === at ? size : own)),
        form: type.form
      })
    );
  }
  return listResult(parts);
}

/** `unstack(value,num,axis)`: a list of the slices along an axis. */
function unstack(call: RuleCall): RuleResult {
  const type = operandType(call, 0);
  const axis = axisOr(call, call.operands[2], 0);
  const at = axis === null || type.shape === null ? null : normaliseAxis(axis, type.shape.length);
  const shape =
    type.shape === null
      ? null
      : at === null
        ? type.shape.slice(1).map(() => 'unknown' as const)
        : type.shape.filter((_, i) => i !== at);
  const one = tensorResult({ dtype: type.dtype, shape, form: 'dense' });
  const given = toDimension(operandOf(call, 1));
  const size =
    typeof given === 'number' ? given : at === null || type.shape === null ? null : type.shape[at];
  return typeof size === 'number' && size >= 0 && size <= LONGEST_LIST
    ? listResult(repeated(one, size))
    : { kind: 'list', items: null, element: one };
}

/** `append(a,b)`: NumPy's: flattened without an axis. */
function append(call: RuleCall): RuleResult {
  const given = [operandOf(call, 0), operandOf(call, 1)].filter(argument => argument !== null);
  const types = given.map(argument => toTensorType(argument, call.flavour));
  const axis = argumentOf(call, 'axis');
  const shapes = types.map(type => type.shape);
  return tensorResult({
    dtype: joinedDType(given, call.flavour),
    shape:
      axis === null
        ? concatenatedShape(shapes.map(flattened), 0)
        : concatenatedShape(shapes, toInteger(axis)),
    form: 'dense'
  });
}

/** `mapped(elems)`: the joined type of items (`tf.map_fn` with no known callback). */
function joined(call: RuleCall): RuleResult {
  const items = toItems(operandOf(call, 0));
  if (items === null || items.length === 0) {
    return ofElements(call, shape => shape);
  }
  const types = items.map(item => toTensorType(item, call.flavour));
  return tensorResult({
    dtype: joinedDType(items, call.flavour),
    shape: types.map(type => type.shape).reduce(joinShapes),
    form: joinedForm(types)
  });
}

export const JOINING_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ['concat', concat],
  ['stack', stack],
  ['stackOn', stackOn],
  ['split', split],
  ['arraySplit', arraySplit],
  ['unstack', unstack],
  ['append', append],
  ['joined', joined]
]);
