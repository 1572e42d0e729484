/**
 * Calls that hand a Keras symbolic tensor to the function (specification 7.8).
 */
import type { Activation, CallEdge, ProgramRecord } from '../interpreter/record';
import { BEHIND_ALL } from '../syntax/offsets';
import type { Expression, Name } from '../syntax/tree';
import { membersOf } from '../values/join';
import { tensorsOf } from './argumentValues';
import { edgesAt } from './callsOfNode';
import type { Cause } from './reachableRuns';
import { assignmentsReaching } from './reachingAssignments';
import { KERAS_INPUT, type ProgramView, type Subject } from './subject';

/** Names are followed through this many assignments. */
const DEPTH_LIMIT = 12;

/** The arguments that are symbolic in the caller's own frame. What is called through an instance never is called so. */
export function kerasSymbolicArguments(subject: Subject, view: ProgramView): readonly Cause[] {
  const { record } = view;
  if (!view.hasSymbolicInputs) {
    return [];
  }
  const causes: Cause[] = [];
  for (const { edge, caller } of subject.arrivals) {
    if (subject.node.enclosingClass !== null && !isThroughClass(edge, caller)) {
      continue;
    }
    for (const argument of edge.argumentNodes.values()) {
      const isSequence = argument.kind === 'List' || argument.kind === 'Tuple';
      if (
        !isSequence &&
        isSymbolic(argument, caller, record, 0) &&
        isNothingElse(argument, caller)
      ) {
        causes.push({
          at: { top: edge.site.top, start: argument.start, end: argument.end },
          chain: [],
          note: 'a Keras symbolic tensor is passed here'
        });
      }
    }
  }
  return causes;
}

/** Whether a method is called as an attribute of its class: `Net.tower(net, x)`. */
function isThroughClass({ node }: CallEdge, caller: Activation): boolean {
  const owner = node?.func.kind === 'Attribute' ? caller.values.get(node.func.value) : undefined;
  return owner !== undefined && membersOf(owner).every(member => member.kind === 'class');
}

/** Of a value that may be one of several, all must be symbolic. */
function isNothingElse(node: Expression, caller: Activation): boolean {
  const value = caller.values.get(node);
  return (
    value === undefined ||
    membersOf(value).every(member =>
      member.kind === 'tensor' ? member.type.form === 'symbolic' : member.kind === 'unknown'
    )
  );
}

function isSymbolic(
  node: Expression,
  caller: Activation,
  record: ProgramRecord,
  depth: number
): boolean {
  if (depth > DEPTH_LIMIT) {
    return false;
  }
  switch (node.kind) {
    case 'Name':
      return assignments(node, caller, record).some(
        ({ value, run }) => value !== null && isSymbolic(value, run, record, depth + 1)
      );
    case 'NamedExpr':
      return isSymbolic(node.value, caller, record, depth + 1);
    case 'IfExp':
      return (
        isSymbolic(node.body, caller, record, depth + 1) &&
        isSymbolic(node.orelse, caller, record, depth + 1)
      );
    case 'List':
    case 'Tuple':
      return (
        node.elts.length > 0 &&
        node.elts.every(element => isSymbolic(element, caller, record, depth + 1))
      );
    case 'Call': {
      const edges = edgesAt(caller, node);
      if (edges.some(edge => edge.callee !== null)) {
        return false;
      }
      if (edges.some(edge => edge.api !== null && KERAS_INPUT.test(edge.api))) {
        return true;
      }
      const isLayer =
        edges.some(edge => edge.api !== null && /^keras\..*\.[a-z_]+$/u.test(edge.api)) &&
        isLayerCallee(node.func, caller);
      const first = node.args[0] ?? node.keywords.find(({ arg }) => arg === 'inputs')?.value;
      return isLayer && first !== undefined && isSymbolic(first, caller, record, depth + 1);
    }
    default:
      return false;
  }
}

function isLayerCallee(node: Expression, caller: Activation): boolean {
  const value = caller.values.get(node);
  return (
    value !== undefined &&
    membersOf(value).some(
      member =>
        (member.kind === 'object' && member.object.cls?.kind === 'library') ||
        (member.kind === 'library' && member.path.startsWith('keras.layers.'))
    )
  );
}

/** An expression that is assigned to a name, and the run that does it. */
type Assignment = { readonly value: Expression | null; readonly run: Activation };

/** What the caller's frame may have assigned to a name where it is read: for a cell, all of the module's top level. */
function assignments(
  { id, start }: Name,
  caller: Activation,
  record: ProgramRecord
): readonly Assignment[] {
  if (caller.code !== null) {
    const { node } = caller.code;
    return node.kind === 'Lambda'
      ? []
      : assignmentsReaching(node.body, node.body, id, start).assigned.map(({ value }) => ({
          value,
          run: caller
        }));
  }
  const runs = record.statements.get(caller.top.unit.document) ?? [];
  const found: Assignment[] = [];
  for (let index = runs.indexOf(caller), use = start; index >= 0; index--) {
    const run = runs[index];
    const { statement } = run.top;
    const { assigned, isSettled } = assignmentsReaching(statement, [statement], id, use);
    assigned.forEach(({ value }) => found.push({ value, run }));
    if (isSettled) {
      break;
    }
    use = BEHIND_ALL;
  }
  return found;
}

/** Whether a value is a symbolic tensor, however it came. */
export function isSymbolicValue(value: Parameters<typeof tensorsOf>[0]): boolean {
  return tensorsOf(value).some(tensor => tensor.type.form === 'symbolic');
}
