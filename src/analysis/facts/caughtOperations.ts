/**
 * Operations whose errors an `except` would catch eagerly, and not in a graph: there they come when the graph runs.
 */
import type { Activation } from '../interpreter/record';
import type { BinOp, Expression, ExceptHandler, Statement, Try } from '../syntax/tree';
import { walkOwnScope } from '../syntax/walk';
import { tensorsOf } from './argumentValues';
import { dottedNames, edgesAt } from './callsOfNode';
import { bodyOf } from './symbolicValues';

/** Whether a handler may be missed by an error of an operation in the body. */
export function missesErrors(run: Activation, node: Try): boolean {
  const handlers = node.handlers.filter(handler => mayCatchOperations(handler));
  if (handlers.length === 0 || !hasTensorOperation(run, node.body)) {
    return false;
  }
  // What fails for its shapes or dtypes does so while it is traced, with another class of error.
  return !handlers.every(isBroad) || mayFailByValue(run, node.body, CALL_DEPTH);
}

/** Classes of errors that operations never raise. */
const OF_PYTHON: ReadonlySet<string> = new Set([
  ...['KeyError', 'ImportError', 'ModuleNotFoundError', 'NameError', 'KeyboardInterrupt'],
  ...['FileNotFoundError', 'FileExistsError', 'PermissionError', 'OSError', 'IOError'],
  ...['ZeroDivisionError', 'UnicodeDecodeError', 'JSONDecodeError', 'EOFError']
]);

function mayCatchOperations({ type }: ExceptHandler): boolean {
  return type === null || !classesOf(type).every(name => OF_PYTHON.has(name));
}

/** Whether the handler catches every error there is. */
function isBroad({ type }: ExceptHandler): boolean {
  return (
    type === null || classesOf(type).some(name => name === 'Exception' || name === 'BaseException')
  );
}

function classesOf(type: Expression): readonly string[] {
  return type.kind === 'Tuple' ? type.elts.flatMap(classesOf) : [dottedNames(type)?.at(-1) ?? ''];
}

function hasTensorOperation(run: Activation, body: readonly Statement[]): boolean {
  let found = false;
  walkOwnScope(body, node => {
    if (node.kind === 'Call' || node.kind === 'BinOp') {
      const value = run.values.get(node);
      found ||=
        (value !== undefined && tensorsOf(value).some(tensor => tensor.origin !== 'numpy')) ||
        (node.kind === 'Call' &&
          edgesAt(run, node).some(({ api }) => api !== null && WITHOUT_RESULT.test(api)));
    }
  });
  return found;
}

/** Operations that give back nothing to compute with. */
const WITHOUT_RESULT =
  /^(?:tensorflow\.(?:debugging\.\w+|Assert|assert_\w+)|keras\.(?:optimizers|metrics)\..*\.(?:apply_gradients|minimize|update_state))$/u;

/** Calls of functions of the program that are followed. */
const CALL_DEPTH = 4;

/** Whether what the statements compute may fail for the values that it is given. */
function mayFailByValue(run: Activation, body: readonly Statement[], depth: number): boolean {
  let fails = false;
  walkOwnScope(body, node => {
    if (node.kind === 'BinOp') {
      fails ||= !isTotalOperator(node) || hasOpenShape(run, node);
    } else if (node.kind === 'Subscript') {
      // An index out of bounds.
      fails ||= hasTensor(run, node.value);
    } else if (node.kind === 'Call') {
      const edges = edgesAt(run, node);
      fails ||=
        edges.length === 0 ||
        hasOpenShape(run, node) ||
        !edges.every(({ api, callee }) =>
          callee !== null
            ? depth > 0 && !mayFailByValue(callee, bodyOf(callee), depth - 1)
            : api !== null && TOTAL.test(api)
        );
    }
    return fails ? 'stop' : undefined;
  });
  return fails;
}

/** Operators that fail for no numbers; whole numbers divided by zero do, and their negative powers. */
function isTotalOperator({ op }: BinOp): boolean {
  return op === '+' || op === '-' || op === '*' || op === '/' || op === '@';
}

function hasTensor(run: Activation, node: Expression): boolean {
  const value = run.values.get(node);
  return value === undefined || tensorsOf(value).length > 0;
}

/** Whether sizes are not known while it is traced, so that they may disagree when the graph runs. */
function hasOpenShape(run: Activation, node: Expression): boolean {
  const value = run.values.get(node);
  return (
    value !== undefined &&
    tensorsOf(value).some(
      ({ type }) => type.shape === null || type.shape.some(size => typeof size !== 'number')
    )
  );
}

/** Functions that fail for no values, if shapes and dtypes fit. */
const TOTAL =
  /^(?:tensorflow\.(?:math\.|linalg\.)?(?:add|add_n|subtract|multiply|divide|abs|exp|expm1|log|log1p|sqrt|rsqrt|square|maximum|minimum|sign|round|floor|ceil|sin|cos|tan|tanh|sigmoid|erf|negative|reduce_\w+|argmax|argmin|cumsum|equal|not_equal|greater|greater_equal|less|less_equal|logical_\w+|squared_difference|is_nan|is_finite|is_inf|divide_no_nan|l2_normalize|matmul|matvec|tensordot|einsum|norm|transpose|reshape|expand_dims|squeeze|concat|stack|tile|zeros|ones|zeros_like|ones_like|fill|eye|cast|constant|convert_to_tensor|identity|stop_gradient|where|clip_by_\w+|one_hot|pad|reverse|roll|broadcast_to)|tensorflow\.nn\.(?:relu|relu6|elu|selu|gelu|leaky_relu|softmax|log_softmax|sigmoid|tanh|softplus|silu|conv\w+|max_pool\w*|avg_pool\w*|bias_add|moments|dropout|l2_loss|l2_normalize|softmax_cross_entropy_with_logits|sigmoid_cross_entropy_with_logits)|tensorflow\.random\.(?:normal|uniform|truncated_normal)|tensorflow\.GradientTape(?:\.\w+)?|builtins\.(?:float|int|len|range|zip|list|tuple|dict|isinstance))$/u;
