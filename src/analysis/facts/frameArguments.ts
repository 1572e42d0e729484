/**
 * Places where a data frame or series of pandas that came as an argument is used as such. A graph function makes a
 * tensor of such an argument, as of everything with `__array__`, and a tensor has neither columns nor their methods
 * (`spec/tracing-truth.md` section 7: arguments that become symbolic tensors).
 */
import type { Activation } from '../interpreter/record';
import type { Expression } from '../syntax/tree';
import { walkOwnScope } from '../syntax/walk';
import { membersOf } from '../values/join';
import type { HeapObject, Value } from '../values/value';
import { causeAt, type Cause, type ReachedRun } from './reachableRuns';
import { bodyOf } from './symbolicValues';

const FRAME_CLASS = /^pandas\.(?:DataFrame|Series)$/u;

/** Attributes of frames that tensors have too. */
const SHARED_ATTRIBUTES: ReadonlySet<string> = new Set(['shape', 'dtype', 'ndim', 'name']);

/** Attributes and columns that are asked of frames among the arguments of the runs. */
export function frameArgumentUses(
  runs: readonly Activation[],
  below: readonly ReachedRun[]
): readonly Cause[] {
  const frames = new Set(runs.flatMap(run => [...run.arguments.values()].flatMap(framesOf)));
  if (frames.size === 0) {
    return [];
  }
  const causes: Cause[] = [];
  for (const reached of below) {
    const isFrame = (node: Expression): boolean => {
      const value = reached.run.values.get(node);
      return value !== undefined && framesOf(value).some(frame => frames.has(frame));
    };
    walkOwnScope(bodyOf(reached.run), node => {
      if (node.kind === 'Attribute' && !SHARED_ATTRIBUTES.has(node.attr) && isFrame(node.value)) {
        const note = `when traced this argument is a tensor, which has no \`${node.attr}\``;
        causes.push(causeAt(reached, node, note));
      } else if (
        node.kind === 'Subscript' &&
        node.slice.kind === 'Constant' &&
        node.slice.value.type === 'str' &&
        isFrame(node.value)
      ) {
        const note = 'when traced this argument is a tensor, which has no columns by name';
        causes.push(causeAt(reached, node, note));
      }
    });
  }
  return causes;
}

function framesOf(value: Value): readonly HeapObject[] {
  return membersOf(value).flatMap(member =>
    member.kind === 'object' &&
    member.object.cls?.kind === 'library' &&
    FRAME_CLASS.test(member.object.cls.path)
      ? [member.object]
      : []
  );
}
