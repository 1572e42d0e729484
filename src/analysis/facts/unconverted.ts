/**
 * Code that is traced without AutoGraph: what Python or Keras calls by itself, and functions with syntax that AutoGraph
 * leaves as it is. There a condition or loop on a tensor fails (TensorFlow 2.21, found by running each form).
 */
import type { Activation, CallEdge } from '../interpreter/record';
import type { Lambda, TopStatement } from '../syntax/tree';
import { walk, walkOwnScope } from '../syntax/walk';
import { builtinOf, isSymbolicCondition, isTraced } from './graphConditions';
import { graphFlows } from './graphFlow';
import { calleesOf, causeAt, type Cause, ReachedRun, reachOf } from './reachableRuns';
import { evaluatedCalls } from './callsOfNode';
import { bodyOf, symbolicIn } from './symbolicValues';
import type { FunctionCode } from '../values/value';

/** Library functions that convert what they call back. */
const CONVERTING =
  /^(?:tensorflow\.(?:map_fn|cond|while_loop|scan|foldl|foldr|switch_case|case|vectorized_map|function|data\..*|distribute\..*)|tensorflow\..*\.(?:map_fn|cond|while_loop|while_v2|cond_v2))$/u;

/** Python functions that AutoGraph replaces, or looks through, in code that it converts. */
const CONVERTED_WITH_CALLER = /^(?:functools\.(?:reduce|partial)|builtins\.filter)$/u;

/** Methods that Python calls by itself when an object is made. */
const MAKING = /^__(?:init|new|post_init|init_subclass|set_name)__$/u;

/**
 * What fails in the code below the runs that AutoGraph does not convert, with the code of its finding.
 *
 * @param isConverted - whether the runs themselves are converted: not with `tf.function(autograph=False)`.
 */
export function unconvertedForms(
  roots: readonly Activation[],
  runsOf: (code: FunctionCode) => readonly Activation[],
  isConverted: boolean
): readonly { readonly code: string; readonly cause: Cause }[] {
  const found: { readonly code: string; readonly cause: Cause }[] = [];
  for (const reached of unconvertedRuns(roots, runsOf, isConverted)) {
    const { run } = reached;
    const isSymbolic = symbolicIn(run);
    const body = bodyOf(run);
    const add = (
      code: string,
      node: { readonly start: number; readonly end: number },
      note: string
    ): void => {
      found.push({ code, cause: causeAt(reached, node, note) });
    };
    for (const flow of graphFlows(run, body, isSymbolic)) {
      if (flow.kind === 'For') {
        add('unconvertible-iteration', flow.iter, 'AutoGraph does not convert this code');
      } else {
        add('tensor-as-boolean', flow.test, 'AutoGraph does not convert this code');
      }
    }
    walkOwnScope(body, node => {
      const isAsked =
        (node.kind === 'IfExp' && isSymbolicCondition(node.test, isSymbolic)) ||
        (node.kind === 'BoolOp' && node.values.slice(0, -1).some(isSymbolic)) ||
        (node.kind === 'UnaryOp' && node.op === 'not' && isSymbolic(node.operand)) ||
        (node.kind === 'Compare' &&
          node.ops.length > 1 &&
          [node.left, ...node.comparators].some(isSymbolic));
      if (isAsked) {
        add('tensor-as-boolean', node, 'AutoGraph does not convert this code');
      }
    });
    for (const call of evaluatedCalls(run)) {
      if (
        ['int', 'float', 'len', 'range'].includes(builtinOf(run, call) ?? '') &&
        call.args.some(isSymbolic)
      ) {
        add('eager-conversion', call, 'AutoGraph does not convert this code');
      }
    }
  }
  return found;
}

/** What of the runs themselves fails where AutoGraph does not convert them. */
export function formsForAutoGraph(
  runs: readonly Activation[]
): readonly { readonly code: string; readonly cause: Cause }[] {
  return unconvertedForms(runs, () => [], false).filter(({ cause }) => cause.chain.length === 0);
}

/** The runs that are traced as they are, each once. */
function unconvertedRuns(
  roots: readonly Activation[],
  runsOf: (code: FunctionCode) => readonly Activation[],
  areRootsConverted: boolean
): readonly ReachedRun[] {
  const visited = new Map<Activation, boolean>();
  const pending: { readonly reached: ReachedRun; readonly isConverted: boolean }[] = [];
  const found: ReachedRun[] = [];
  const enter = (reached: ReachedRun, isConverted: boolean): void => {
    const isStill = isConverted && !hasForeignSyntax(reached.run);
    const before = visited.get(reached.run);
    if (before === undefined || (before && !isStill)) {
      visited.set(reached.run, isStill);
      pending.push({ reached, isConverted: isStill });
      if (!isStill) {
        found.push(reached);
      }
    }
  };
  roots.forEach(run => enter(new ReachedRun(run), areRootsConverted));
  const limit = reachOf(roots);
  for (let next = pending.pop(); next !== undefined && visited.size < limit; next = pending.pop()) {
    const { reached, isConverted } = next;
    for (const edge of reached.run.calls) {
      if (!isTraced(edge)) {
        continue;
      }
      for (const run of calleesOf(edge, runsOf)) {
        enter(
          new ReachedRun(run, reached, edge),
          edge.asGraph || isConvertedCall(edge, isConverted)
        );
      }
    }
  }
  return found;
}

function isConvertedCall(edge: CallEdge, isConverted: boolean): boolean {
  const node = edge.code?.node;
  switch (edge.route) {
    case 'implicit':
    case 'keras':
    case 'decorator':
      return false;
    case 'callback':
      return (
        edge.api !== null &&
        (CONVERTING.test(edge.api) || (isConverted && CONVERTED_WITH_CALLER.test(edge.api)))
      );
    case 'call':
      return (
        isConverted &&
        !(node?.kind === 'FunctionDef' && (node.isGenerator || MAKING.test(node.name)))
      );
  }
}

const _foreign = new WeakMap<FunctionCode, boolean>();

/** Whether the code holds syntax because of which AutoGraph leaves the whole function as it is. */
function hasForeignSyntax(run: Activation): boolean {
  const { code } = run;
  if (code === null) {
    return false;
  }
  let answer = _foreign.get(code);
  if (answer === undefined) {
    answer = code.node.kind === 'Lambda' && hasTwin(code.top, code.node);
    for (const statement of bodyOf(run)) {
      walk(statement, node => {
        const isForeign =
          node.kind === 'NamedExpr' ||
          node.kind === 'Yield' ||
          node.kind === 'YieldFrom' ||
          node.kind === 'Await' ||
          node.kind === 'Match' ||
          (node.kind === 'Attribute' && isMangled(node.attr)) ||
          ((node.kind === 'For' || node.kind === 'While') && node.orelse.length > 0) ||
          (node.kind === 'If' && [...node.body, ...node.orelse].some(isAnnotated));
        answer = answer === true || isForeign;
      });
    }
    _foreign.set(code, answer);
  }
  return answer;
}

/** `self.__k`: AutoGraph converts no function with names that Python changes by the class around them. */
function isMangled(name: string): boolean {
  return name.startsWith('__') && !name.endsWith('__');
}

/**
 * Whether another lambda with the same parameters touches the line that this one begins in: AutoGraph looks for its
 * source there, and cannot tell them apart (`_parse_lambda` in TensorFlow 2.21's `autograph/pyct/parser.py`).
 */
function hasTwin({ statement, text }: TopStatement, lambda: Lambda): boolean {
  const lineStart = text.lastIndexOf('\n', lambda.start - 1) + 1;
  const nextLine = text.indexOf('\n', lambda.start);
  const lineEnd = nextLine < 0 ? text.length : nextLine;
  const names = (node: Lambda): string =>
    node.parameters.map(({ name, kind }) => `${kind} ${name}`).join(',');
  return !walk(statement, node =>
    node.kind === 'Lambda' &&
    node !== lambda &&
    node.start < lineEnd &&
    node.end > lineStart &&
    names(node) === names(lambda)
      ? 'stop'
      : undefined
  );
}

function isAnnotated(statement: { readonly kind: string }): boolean {
  return statement.kind === 'AnnAssign';
}
