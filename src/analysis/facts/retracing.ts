/**
 * What varies between the calls of a function, so that a graph would be traced anew.
 */
import type { Activation } from '../interpreter/record';
import { formatShape } from '../libraries/rules/tensorType';
import { membersOf } from '../values/join';
import { tensorsOf } from './argumentValues';
import type { Cause } from './reachableRuns';
import type { Subject } from './subject';

/** Distinct shapes of one parameter from this number on make retracing worth a word. */
const SHAPES_FROM = 3;

/** The parameters whose values or shapes vary, each with the calls that bring them. */
export type Retracing = {
  readonly onValues: ReadonlyMap<string, readonly Cause[]>;
  readonly onShapes: ReadonlyMap<string, readonly Cause[]>;
};

/** Looks at all runs. Booleans make two traces at most and do not count. */
export function retracingOf(subject: Subject): Retracing {
  const onValues = new Map<string, readonly Cause[]>();
  const onShapes = new Map<string, readonly Cause[]>();
  for (const parameter of subject.parameters) {
    const constants = new Set<string>();
    const shapes = new Set<string>();
    let varies = false;
    for (const run of subject.activations) {
      for (const member of membersOf(run.arguments.get(parameter.name) ?? NEVER)) {
        if (
          member.kind === 'constant' &&
          ['int', 'float', 'str', 'bytes', 'complex'].includes(member.type)
        ) {
          if (member.value === undefined) {
            varies ||= !member.literal;
          }
          constants.add(`${member.type} ${String(member.value)}`);
        }
      }
      tensorsOf(run.arguments.get(parameter.name) ?? NEVER).forEach(tensor =>
        shapes.add(formatShape(tensor.type.shape))
      );
    }
    if (varies || constants.size > 1) {
      onValues.set(parameter.name, causesOf(subject, parameter.name, 'another value'));
    }
    if (shapes.size >= SHAPES_FROM) {
      onShapes.set(parameter.name, causesOf(subject, parameter.name, 'another shape'));
    }
  }
  return { onValues, onShapes };
}

const NEVER = { kind: 'never', id: 0 } as const;

function causesOf(subject: Subject, name: string, note: string): readonly Cause[] {
  return subject.arrivals.flatMap(({ edge }) => {
    const node = edge.argumentNodes.get(name);
    return node === undefined
      ? []
      : [{ at: { top: edge.site.top, start: node.start, end: node.end }, chain: [], note }];
  });
}

/** Python values of the outside that differ between the runs: a trace keeps the first. */
export function frozenReads(activations: readonly Activation[]): readonly string[] {
  const seen = new Map<string, Set<string>>();
  for (const run of activations) {
    for (const [name, value] of run.outerReads) {
      for (const member of membersOf(value)) {
        if (member.kind === 'constant' && member.type !== 'None') {
          const set = seen.get(name) ?? new Set<string>();
          set.add(member.value === undefined ? 'varies' : `${member.type} ${String(member.value)}`);
          seen.set(name, set);
        }
      }
    }
  }
  return [...seen]
    .filter(([, values]) => values.size > 1 || values.has('varies'))
    .map(([name]) => name);
}
