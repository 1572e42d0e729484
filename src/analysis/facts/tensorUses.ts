/**
 * What the body itself says of a parameter of which no call tells: it is handed to an operation as the tensor that the
 * operation works on, as it is or in a formula, here or in a function that it is handed on to.
 */
import type { Activation, CallEdge } from '../interpreter/record';
import type { Call, Expression } from '../syntax/tree';
import { membersOf } from '../values/join';
import { edgesAt, evaluatedCalls } from './callsOfNode';
import { assignmentsReaching } from './reachingAssignments';

/** Operations whose first argument is a tensor, whatever else they take. */
const FIRST =
  /^(?:tensorflow\.(?:bitwise|image|linalg|math|nn|ragged|signal|sparse|strings)\.\w+|tensorflow\.(?:abs|acosh?|arg(?:max|min|sort)|asinh?|atanh?|boolean_mask|broadcast_to|cast|clip_by_norm|clip_by_value|cosh?|cumsum|ensure_shape|exp|expand_dims|floor|gather|gather_nd|identity|logical_not|negative|norm|one_hot|ones_like|pad|rank|reduce_\w+|repeat|reshape|reverse|roll|round|saturate_cast|scatter_nd|searchsorted|shape|sigmoid|sign|sinh?|size|slice|sort|split|sqrt|square|squeeze|stop_gradient|tanh?|tensor_scatter_nd_\w+|tile|transpose|unique|unstack|where|zeros_like)|keras\.ops\.\w+|keras\..*\.__call__|tensorflow\.GradientTape\.watch)$/u;
/** Operations both of whose first arguments are tensors. */
const FIRST_TWO =
  /^(?:tensorflow\.(?:math\.)?(?:add|subtract|multiply|divide|divide_no_nan|truediv|floordiv|floormod|maximum|minimum|pow|squared_difference|equal|not_equal|less|less_equal|greater|greater_equal|logical_and|logical_or|xlogy|atan2)|tensorflow\.(?:linalg\.)?(?:matmul|tensordot)|tensorflow\.nn\.\w*cross_entropy\w*|keras\.losses\.\w+(?:\.__call__)?|keras\.metrics\..*\.(?:__call__|update_state)|keras\.ops\.(?:add|subtract|multiply|divide|maximum|minimum|matmul|power))$/u;
/** `einsum` takes its equation before the tensors. */
const EINSUM = /^(?:tensorflow\.(?:linalg\.)?|keras\.ops\.)einsum$/u;
/** Numbers cannot be joined along an axis. */
const CONCATENATES = /^(?:tensorflow\.concat|keras\.ops\.concatenate)$/u;
/** Operations of these names make a tensor of anything, or read a Python value. */
const CONVERTS =
  /\.(?:as_string|constant|convert_to_tensor|decode_\w+|eye|format|from_\w+|range|ragged\.stack|zeros|ones)$/u;
/** What takes Python values alone: a parameter that is handed to it is none of a tensor. */
const TAKES_PYTHON_VALUES = /^builtins\.(?:float|int|open|range|str)$/u;
/** Operations whose first argument is a shape. */
const SHAPE_FIRST =
  /^(?:tensorflow\.(?:zeros|ones|fill|random\.(?:normal|uniform|truncated_normal|stateless_\w+))|keras\.random\.\w+|keras\.ops\.(?:zeros|ones|full))$/u;
/** Operations whose second argument is a shape, a size, an axis or a depth. */
const SHAPE_SECOND =
  /^(?:tensorflow\.(?:math\.)?(?:argmax|argmin|broadcast_to|expand_dims|one_hot|reduce_\w+|reshape|squeeze|concat|stack)|tensorflow\.image\.resize|keras\.ops\.(?:arg(?:max|min)|broadcast_to|concatenate|expand_dims|max|mean|min|one_hot|reshape|squeeze|stack|std|sum|var))$/u;
/** What keyword arguments of these names take is a Python value. */
const PYTHON_ARGUMENTS: ReadonlySet<string> = new Set([
  'axis',
  'depth',
  'dtype',
  'maxlen',
  'name',
  'perm',
  'shape',
  'size',
  'units'
]);

/** Functions of the program that a parameter is followed through. */
const DEPTH_LIMIT = 4;

/** A use of a parameter as a tensor. */
export type TensorUse = {
  readonly node: Expression;
  readonly api: string;
  /** Whether it is an item of what arrives that is the tensor (`batch['image']`, `x, y = batch`). */
  readonly isItem: boolean;
};

/** The first use of the parameter as the tensor of an operation, where all that is known of it in the run is nothing. */
export function tensorUse(run: Activation, parameter: string): TensorUse | null {
  return useIn(run, parameter, DEPTH_LIMIT);
}

function useIn(run: Activation, parameter: string, depth: number): TensorUse | null {
  const given = run.arguments.get(parameter);
  if (given === undefined || !membersOf(given).some(member => member.kind === 'unknown')) {
    return null;
  }
  const origins = new Origins(run, parameter);
  let found: TensorUse | null = null;
  for (const call of evaluatedCalls(run)) {
    for (const edge of edgesAt(run, call)) {
      const isPythonValue =
        edge.api !== null &&
        pythonOperands(call, edge.api).some(
          node => node.kind === 'Name' && origins.of(node) === 'whole'
        );
      if (isPythonValue) {
        return null;
      }
      found ??= useAt(call, edge, origins, depth);
    }
  }
  return found;
}

/** The use that a call makes of the parameter. */
function useAt(call: Call, edge: CallEdge, origins: Origins, depth: number): TensorUse | null {
  const { api, callee } = edge;
  if (api !== null) {
    for (const node of operands(call, api)) {
      const origin = origins.of(node);
      if (origin !== null) {
        return { node, api, isItem: origin === 'item' };
      }
    }
  }
  if (callee !== null && depth > 0) {
    for (const [name, node] of edge.argumentNodes) {
      const origin = origins.of(node);
      const use = origin === null ? null : useIn(callee, name, depth - 1);
      if (use !== null) {
        return { node, api: use.api, isItem: origin === 'item' || use.isItem };
      }
    }
  }
  return null;
}

/** What a library takes as a Python value of the arguments of a call: the parts of shapes, too. */
function pythonOperands(call: Call, api: string): readonly Expression[] {
  const [first, second] = call.args;
  const taken = TAKES_PYTHON_VALUES.test(api)
    ? call.args
    : SHAPE_FIRST.test(api)
      ? [first]
      : SHAPE_SECOND.test(api) && !FIRST_TWO.test(api)
        ? [second]
        : [];
  const named = call.keywords.filter(({ arg }) => arg !== null && PYTHON_ARGUMENTS.has(arg));
  return [...taken, ...named.map(({ value }) => value)]
    .filter(node => node !== undefined)
    .flatMap(node => (node.kind === 'List' || node.kind === 'Tuple' ? node.elts : [node]));
}

function operands(call: Call, api: string): readonly Expression[] {
  if (CONVERTS.test(api)) {
    return [];
  }
  if (EINSUM.test(api)) {
    return call.args.slice(1);
  }
  if (CONCATENATES.test(api)) {
    const [joined] = call.args;
    return joined?.kind === 'List' || joined?.kind === 'Tuple' ? joined.elts : [];
  }
  return FIRST_TWO.test(api)
    ? [...call.args.slice(0, 2), ...call.keywords.map(({ value }) => value)]
    : FIRST.test(api)
      ? call.args.slice(0, 1)
      : [];
}

/** What an expression is of the parameter: what arrives itself or computed from it, or an item of it. */
type Origin = 'whole' | 'item';

/** Finds what the expressions of a body are made of. */
class Origins {
  constructor(
    run: Activation,
    private readonly _parameter: string
  ) {
    const node = run.code?.node;
    this._body = node === undefined || node.kind === 'Lambda' ? [] : node.body;
  }

  of(node: Expression): Origin | null {
    switch (node.kind) {
      case 'Name':
        return this._ofName(node.id, node.start);
      case 'BinOp':
        return this.of(node.left) ?? this.of(node.right);
      case 'UnaryOp':
        return this.of(node.operand);
      case 'Compare':
        return node.comparators.length === 1
          ? (this.of(node.left) ?? this.of(node.comparators[0]))
          : null;
      case 'Subscript': {
        const origin = this.of(node.value);
        const isKey = node.slice.kind === 'Constant' && typeof node.slice.value === 'string';
        return origin !== null && isKey ? 'item' : origin;
      }
      default:
        return null;
    }
  }

  private _ofName(name: string, use: number): Origin | null {
    const key = `${name}|${use}`;
    const known = this._known.get(key);
    if (known !== undefined) {
      return known;
    }
    // A loop may hand a name on to itself.
    this._known.set(key, null);
    const { assigned, isSettled } = assignmentsReaching(this._body, this._body, name, use);
    let found: Origin | null = name === this._parameter && !isSettled ? 'whole' : null;
    for (const { source, by } of assigned) {
      const origin = by === 'statement' ? null : this.of(source);
      found ??= origin !== null && by === 'unpacking' ? 'item' : origin;
    }
    this._known.set(key, found);
    return found;
  }

  private readonly _body;
  private readonly _known = new Map<string, Origin | null>();
}
