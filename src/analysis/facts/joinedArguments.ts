/**
 * Runs in which the arguments of many calls were joined (`interpreter/ledger.ts`): what such a run does to an object, it
 * does for the calls that hand it that object.
 */
import type { CallEdge } from '../interpreter/record';
import { membersOf } from '../values/join';
import type { HeapObject, Value } from '../values/value';
import type { ReachedRun } from './reachableRuns';

/** Callers of joined runs that are joined runs themselves are followed to this depth. */
const CALLER_DEPTH = 4;

/** Whether a run has the object only from calls that are not among those below the function examined. */
export function isOfOtherCalls(
  object: HeapObject,
  place: ReachedRun,
  reached: readonly ReachedRun[],
  depth: number = CALLER_DEPTH
): boolean {
  const names = [...place.run.arguments].flatMap(([name, value]) =>
    value.kind === 'union' && holds(value, object) ? [name] : []
  );
  if (names.length === 0 || place.edge === null || depth === 0) {
    return false;
  }
  return reached.every(caller =>
    caller.run.callsIntoProgram.every(edge => {
      if (edge.callee !== place.run) {
        return true;
      }
      const given = names.map(name => argumentOf(caller, edge, place, name));
      return given.every(
        value =>
          value !== undefined &&
          (!holds(value, object) || isOfOtherCalls(object, caller, reached, depth - 1))
      );
    })
  );
}

/** What a call hands to a parameter; `undefined` where that cannot be told. */
function argumentOf(
  caller: ReachedRun,
  edge: CallEdge,
  place: ReachedRun,
  name: string
): Value | undefined {
  const node = edge.argumentNodes.get(name);
  if (node !== undefined) {
    return caller.run.values.get(node);
  }
  return place.run.code?.node.parameters[0]?.name === name
    ? receiverOf(caller, edge, place)
    : undefined;
}

function receiverOf(caller: ReachedRun, edge: CallEdge, { run }: ReachedRun): Value | undefined {
  const callee = run.code?.node;
  if (edge.node === null || callee?.kind !== 'FunctionDef') {
    return undefined;
  }
  const { func } = edge.node;
  const owner = func.kind === 'Attribute' ? caller.run.values.get(func.value) : undefined;
  const isOfSuper =
    owner?.kind === 'object' &&
    owner.object.cls?.kind === 'library' &&
    owner.object.cls.path === 'builtins.super';
  if (isOfSuper) {
    const [self] = caller.run.arguments.values();
    return self;
  }
  const made = caller.run.values.get(edge.node);
  const isMaking = callee.name === '__init__' && made?.kind === 'object';
  return isMaking ? made : owner?.kind === 'object' || owner?.kind === 'union' ? owner : undefined;
}

function holds(value: Value, object: HeapObject): boolean {
  return membersOf(value).some(member => member.kind === 'object' && member.object === object);
}
