/**
 * A model's variables are listed before the model is first run (specification 7.5).
 */
import type { Activation } from '../interpreter/record';
import type { Call, Expression, FunctionDef, Statement } from '../syntax/tree';
import { walkOwnScope } from '../syntax/walk';
import { dottedNames, edgesAt } from './callsOfNode';
import type { Cause } from './reachableRuns';
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

/** The reads that come before the first run of the model in the body and feed gradients. */
export function staleVariableReads(
  subject: Subject,
  activations: readonly Activation[]
): readonly Cause[] {
  const { node } = subject;
  const reads: Extract<Expression, { kind: 'Attribute' }>[] = [];
  const calls: Call[] = [];
  const bound = new Set(subject.node.parameters.map(parameter => parameter.name));
  walkOwnScope(node.body, inner => {
    if (inner.kind === 'Attribute' && LISTS.has(inner.attr)) {
      reads.push(inner);
    } else if (inner.kind === 'Call') {
      calls.push(inner);
    } else if (inner.kind === 'Assign') {
      inner.targets.forEach(target => target.kind === 'Name' && bound.add(target.id));
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
      .filter(call => runsModel(call, root, isOuter, activations))
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

function runsModel(
  call: Call,
  root: string,
  isOuter: boolean,
  activations: readonly Activation[]
): boolean {
  const chain = dottedNames(call.func)?.join('.');
  if (isModelOf(chain, root)) {
    return true;
  }
  if (call.func.kind === 'Attribute' && RUNNERS.has(call.func.attr)) {
    if (isModelOf(dottedNames(call.func.value)?.join('.'), root)) {
      return true;
    }
  }
  if (!isOuter) {
    return false;
  }
  return activations.some(activation =>
    edgesAt(activation, call).some(
      edge =>
        edge.callee !== null &&
        [...runsBelow(edge.callee)].some(
          run =>
            run.code !== null &&
            run.code.node.kind === 'FunctionDef' &&
            callsIn(run.code.node).some(inner => {
              const name = dottedNames(inner.func)?.join('.');
              return (
                isModelOf(name, root) ||
                (inner.func.kind === 'Attribute' &&
                  RUNNERS.has(inner.func.attr) &&
                  isModelOf(dottedNames(inner.func.value)?.join('.'), root))
              );
            })
        )
    )
  );
}

function callsIn(node: FunctionDef): readonly Call[] {
  const calls: Call[] = [];
  walkOwnScope(node.body, inner => {
    if (inner.kind === 'Call') {
      calls.push(inner);
    }
  });
  return calls;
}

/** Whether the read, directly or through names of the body, flows into an argument of a gradient method. */
function reachesGradients(node: FunctionDef, read: Expression, calls: readonly Call[]): boolean {
  const names = new Set<string>();
  for (let changed = true; changed;) {
    changed = false;
    walkOwnScope(node.body, inner => {
      for (const [value, targets] of flowsOf(inner)) {
        if (mentions(value, read, names)) {
          for (const target of targets.flatMap(namesOf)) {
            if (!names.has(target)) {
              names.add(target);
              changed = true;
            }
          }
        }
      }
    });
  }
  return calls.some(
    call =>
      call.func.kind === 'Attribute' &&
      USERS.has(call.func.attr) &&
      [...call.args, ...call.keywords.map(keyword => keyword.value)].some(argument =>
        mentions(argument, read, names)
      )
  );
}

function flowsOf(
  node: Parameters<Parameters<typeof walkOwnScope>[1]>[0]
): readonly (readonly [Expression, readonly Expression[]])[] {
  switch (node.kind) {
    case 'Assign':
      return [[node.value, node.targets]];
    case 'AugAssign':
    case 'NamedExpr':
      return [[node.value, [node.target]]];
    case 'AnnAssign':
      return node.value === null ? [] : [[node.value, [node.target]]];
    case 'For':
      return [[node.iter, [node.target]]];
    default:
      return [];
  }
}

function namesOf(target: Expression): readonly string[] {
  switch (target.kind) {
    case 'Name':
      return [target.id];
    case 'Starred':
      return namesOf(target.value);
    case 'Tuple':
    case 'List':
      return target.elts.flatMap(namesOf);
    default:
      return [];
  }
}

function mentions(value: Expression, read: Expression, names: ReadonlySet<string>): boolean {
  let found = false;
  const statement: Statement = { kind: 'Expr', value, start: value.start, end: value.end };
  walkOwnScope([statement], inner => {
    found ||= inner === read || (inner.kind === 'Name' && names.has(inner.id));
  });
  return found;
}
