/**
 * `name` arguments that are no names: `tf.sqrt(x, tf.float32)` (specification 7.4), `tf.abs(x, name="my loss")`
 * (`Graph.name_scope`).
 */
import type { Call, Expression, FunctionDef } from '../syntax/tree';
import { dottedNames } from './callsOfNode';
import { PUBLISHED_DTYPES } from './graph/suppliedSignature';
import { walkExpressions } from './moduleNames';

/** Operations of TensorFlow 2.9 whose signature is `(x, name=None)` (specification, appendix B). */
const UNARY_OPERATIONS: ReadonlySet<string> = new Set(
  (
    'abs acos acosh asin asinh atan atanh bessel_i0 bessel_i0e bessel_i1 bessel_i1e ceil conj cos cosh digamma erf ' +
    'erfc erfcinv erfinv exp expm1 floor invert_permutation is_finite is_inf is_nan is_non_decreasing ' +
    'is_strictly_increasing lbeta lgamma log log1p log_sigmoid logical_not ndtri negative reciprocal ' +
    'reciprocal_no_nan rint round rsqrt sigmoid sign sin sinh sqrt square tan tanh trace'
  ).split(' ')
);

/** Where these operations stand; others of the same names (`tf.keras.activations.tanh`) take other arguments. */
const OPERATION_MODULES: ReadonlySet<string> = new Set([
  'math',
  'special',
  'nn',
  'linalg',
  'compat',
  'v1',
  'v2'
]);

const _found = new WeakMap<FunctionDef, readonly Expression[]>();

/** The arguments in the function's own text, nested functions included, that are given as names and are none. */
export function invalidNameArguments(node: FunctionDef): readonly Expression[] {
  let found = _found.get(node);
  if (found === undefined) {
    found = tensorFlowCalls(node).flatMap(invalidNamesOf);
    _found.set(node, found);
  }
  return found;
}

type TensorFlowCall = { readonly call: Call; readonly chain: readonly string[] };

/** Calls in the function's own text, nested functions included, that spell out a function of TensorFlow. */
function tensorFlowCalls(node: FunctionDef): readonly TensorFlowCall[] {
  const calls: TensorFlowCall[] = [];
  walkExpressions(node.body, expression => {
    const chain = expression.kind === 'Call' ? dottedNames(expression.func) : null;
    if (
      expression.kind === 'Call' &&
      chain !== null &&
      chain.length > 1 &&
      (chain[0] === 'tf' || chain[0] === 'tensorflow')
    ) {
      calls.push({ call: expression, chain });
    }
  });
  return calls;
}

function namesGiven(call: Call): readonly Expression[] {
  return call.keywords.filter(({ arg }) => arg === 'name').map(({ value }) => value);
}

function invalidNamesOf({ call, chain }: TensorFlowCall): readonly Expression[] {
  const second = call.args[1];
  const isGivenSecond =
    UNARY_OPERATIONS.has(chain[chain.length - 1]) &&
    chain.slice(1, -1).every(part => OPERATION_MODULES.has(part)) &&
    second !== undefined &&
    call.args[0].kind !== 'Starred';
  return [...namesGiven(call), ...(isGivenSecond ? [second] : [])].filter(isNonStringConstant);
}

/** Names that a graph refuses wherever they stand: it keeps them, while eager operations do not look at them. */
const UNSPELLABLE = /[^\w.\\/>-]/u;
/** What takes a `name` and makes no operation of that name. */
const NAMES_NOTHING =
  /^(?:tf|tensorflow)\.(?:convert_to_tensor|data|distribute|keras|lookup|Module|Variable|saved_model|summary|train|queue)(?:\.|$)/u;

const _unspellable = new WeakMap<FunctionDef, readonly Expression[]>();

/** The texts in the function's own text, nested functions included, that a graph refuses as names of operations and scopes. */
export function unspellableNames(node: FunctionDef): readonly Expression[] {
  let found = _unspellable.get(node);
  if (found === undefined) {
    found = tensorFlowCalls(node).flatMap(unspellableNamesOf);
    _unspellable.set(node, found);
  }
  return found;
}

function unspellableNamesOf({ call, chain }: TensorFlowCall): readonly Expression[] {
  const scopes = chain.at(-1) === 'name_scope' ? call.args.slice(0, 1) : [];
  return NAMES_NOTHING.test(chain.join('.'))
    ? []
    : [...scopes, ...namesGiven(call)].filter(
        given =>
          given.kind === 'Constant' &&
          given.value.type === 'str' &&
          UNSPELLABLE.test(String(given.value.value))
      );
}

function isNonStringConstant(node: Expression): boolean {
  switch (node.kind) {
    case 'Constant':
      return ['int', 'float', 'complex', 'bool'].includes(node.value.type);
    case 'UnaryOp':
      return (node.op === '-' || node.op === '+') && isNonStringConstant(node.operand);
    case 'Attribute': {
      const chain = dottedNames(node);
      return (
        chain !== null &&
        (chain[0] === 'tf' || chain[0] === 'tensorflow') &&
        PUBLISHED_DTYPES.has(chain[chain.length - 1])
      );
    }
    default:
      return false;
  }
}
