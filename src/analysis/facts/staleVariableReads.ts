/**
 * A model's variables are listed before the model is first run (specification 7.5).
 */
import type { Activation, CallEdge } from '../interpreter/record';
import type { Call, Expression, FunctionDef, Lambda } from '../syntax/tree';
import { walkOwnScope } from '../syntax/walk';
import { assignedNames } from '../syntax/blockNames';
import { dottedNames, edgesAt } from './callsOfNode';
import type { Cause } from './reachableRuns';
import { assignmentsReaching } from './reachingAssignments';
import { runsBelow, type Subject } from './subject';

const LISTS: ReadonlySet<string> = new Set(['trainable_variables', 'trainable_weights']);
const USERS: ReadonlySet<string> = new Set(['apply_gradients', 'minimize', 'gradient']);
const RUNNERS: ReadonlySet<string> = new Set([
  'call',
  '__call__',
  'build',
  'fit',
  'predict',
  'evaluate',
  'train_on_batch',
  'test_on_batch',
  'predict_on_batch',
  'fit_generator',
  'evaluate_generator',
  'predict_generator'
]);

/** Which calls are gone into to find where the model is run. */
type Follows = (edge: CallEdge) => boolean;

/** The reads that come before the first run of the model in the body and feed gradients. */
export function staleVariableReads(
  subject: Subject,
  activations: readonly Activation[],
  follows: Follows
): readonly Cause[] {
  const { node } = subject;
  const reads: Extract<Expression, { kind: 'Attribute' }>[] = [];
  const calls: Call[] = [];
  const bound = boundIn(node);
  walkOwnScope(node.body, inner => {
    if (inner.kind === 'Attribute' && LISTS.has(inner.attr)) {
      reads.push(inner);
    } else if (inner.kind === 'Call') {
      calls.push(inner);
    }
  });
  const causes: Cause[] = [];
  for (const read of reads) {
    const root = dottedNames(read.value)?.join('.');
    if (root === undefined) {
      continue;
    }
    const isOuter = !bound.has(root.split('.')[0]);
    const positions = calls
      .filter(call => runsModel(call, root, isOuter, activations, follows))
      .map(call => call.start);
    const isStale = positions.length > 0 && positions.every(position => position > read.start);
    if (isStale && reachesGradients(node, read, calls)) {
      causes.push({
        at: { top: subject.code.top, start: read.start, end: read.end },
        chain: [],
        note: 'the list is read before the model is first run'
      });
    }
  }
  return causes;
}

/** Whether the chain names what the list was read from, or what holds it: `net` runs `net.head`. */
function isModelOf(chain: string | undefined, root: string): boolean {
  return chain !== undefined && (chain === root || root.startsWith(`${chain}.`));
}

/** Whether the call runs the model that the chain of names stands for. */
function isRunOf(call: Call, root: string): boolean {
  return (
    isModelOf(dottedNames(call.func)?.join('.'), root) ||
    (call.func.kind === 'Attribute' &&
      RUNNERS.has(call.func.attr) &&
      isModelOf(dottedNames(call.func.value)?.join('.'), root))
  );
}

function runsModel(
  call: Call,
  root: string,
  isOuter: boolean,
  activations: readonly Activation[],
  follows: Follows
): boolean {
  if (isRunOf(call, root)) {
    return true;
  }
  if (!isOuter) {
    return false;
  }
  const [outermost] = root.split('.');
  return activations.some(activation =>
    edgesAt(activation, call).some(
      edge =>
        edge.callee !== null &&
        follows(edge) &&
        [...runsBelow(edge.callee, follows)].some(
          ({ code }) =>
            code !== null &&
            !boundIn(code.node).has(outermost) &&
            callsIn(code.node).some(inner => isRunOf(inner, root))
        )
    )
  );
}

/** The names of a function's own: elsewhere they may stand for another model. */
function boundIn(node: FunctionDef | Lambda): ReadonlySet<string> {
  const bound = new Set(node.kind === 'Lambda' ? [] : assignedNames(node.body));
  node.parameters.forEach(parameter => bound.add(parameter.name));
  return bound;
}

function callsIn(node: FunctionDef | Lambda): readonly Call[] {
  const calls: Call[] = [];
  walkOwnScope(node.kind === 'Lambda' ? [node.body] : node.body, inner => {
    if (inner.kind === 'Call') {
      calls.push(inner);
    }
  });
  return calls;
}

/** Whether the read, directly or through names of the body, flows into an argument of a gradient method. */
function reachesGradients(node: FunctionDef, read: Expression, calls: readonly Call[]): boolean {
  const followed = new Set<Expression>();
  return calls.some(
    call =>
      call.func.kind === 'Attribute' &&
      USERS.has(call.func.attr) &&
      [...call.args, ...call.keywords.map(keyword => keyword.value)].some(argument =>
        isMadeOf(argument, read, node, followed)
      )
  );
}

/** Whether the expression holds the read, or a name whose value at this place comes from it. */
function isMadeOf(
  value: Expression,
  read: Expression,
  { body }: FunctionDef,
  followed: Set<Expression>
): boolean {
  const pending = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (followed.has(next)) {
      continue;
    }
    followed.add(next);
    const holdsRead = !walkOwnScope([next], inner => {
      if (inner === read) {
        return 'stop';
      }
      if (inner.kind === 'Name') {
        const { assigned } = assignmentsReaching(body, body, inner.id, inner.start);
        pending.push(...assigned.map(({ source }) => source));
      }
      return undefined;
    });
    if (holdsRead) {
      return true;
    }
  }
  return false;
}
