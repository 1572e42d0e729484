/**
 * Tapes that were made outside of a function and are asked in it. While the function is traced, such a tape has recorded
 * nothing of what it is handed: `gradient` gives `None`, and `watch` watches a symbolic tensor that nobody sees again
 * (found by running each under TensorFlow 2.21). A tape that the function enters itself records as usual.
 */
import type { Activation } from '../interpreter/record';
import { walkOwnScope, type NodeKinds } from '../syntax/walk';
import { membersOf } from '../values/join';
import type { HeapObject, Value } from '../values/value';
import { causeAt, type Cause, type ReachedRun } from './reachableRuns';
import { bodyOf } from './symbolicValues';

const ASKING =
  /^tensorflow\.(?:GradientTape\.(?:gradient|jacobian|batch_jacobian|watch|stop_recording)|autodiff\.ForwardAccumulator\.(?:jvp|watch))$/u;

const WITHS: NodeKinds = new Set(['With'] as const);

/** The calls below a function that ask a tape which none of these runs made or entered. */
export function outerTapes(below: readonly ReachedRun[]): readonly Cause[] {
  const asked = below.flatMap(reached =>
    reached.run.operations
      .filter(({ api }) => ASKING.test(api))
      .map(operation => ({ reached, operation }))
  );
  if (asked.length === 0) {
    return [];
  }
  const entered = new Set(below.flatMap(({ run }) => enteredIn(run)));
  return asked.flatMap(({ reached, operation }) =>
    objectsOf(operation.receiver).some(tape => !entered.has(tape) && !isMadeBelow(tape, below))
      ? [causeAt(reached, operation.node, 'in a graph this tape has recorded nothing of it')]
      : []
  );
}

/** The objects whose `with` blocks stand in the body of a run. */
function enteredIn(run: Activation): readonly HeapObject[] {
  const found: HeapObject[] = [];
  walkOwnScope(
    bodyOf(run),
    node => {
      if (node.kind === 'With') {
        node.items.forEach(({ context }) =>
          found.push(...objectsOf(run.values.get(context) ?? null))
        );
      }
    },
    WITHS
  );
  return found;
}

function objectsOf(value: Value | null): readonly HeapObject[] {
  return value === null
    ? []
    : membersOf(value).flatMap(member => (member.kind === 'object' ? [member.object] : []));
}

function isMadeBelow({ site }: HeapObject, below: readonly ReachedRun[]): boolean {
  return (
    site !== null &&
    below.some(
      ({ run: { code } }) =>
        code !== null &&
        code.top === site.top &&
        code.node.start <= site.start &&
        site.end <= code.node.end
    )
  );
}
