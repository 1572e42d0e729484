/**
 * Python loops over tensor parameters (specification 7.6).
 */
import type { Activation } from '../interpreter/record';
import type { Expression } from '../syntax/tree';
import type { WalkedNode } from '../syntax/children';
import { walkOwnScope } from '../syntax/walk';
import { membersOf } from '../values/join';
import { edgesAt } from './callsOfNode';
import type { Cause } from './reachableRuns';
import { assignmentsReaching } from './reachingAssignments';
import type { Subject } from './subject';
import { isShape, isValue, valueTaint } from './colours';
import { followTaint } from './taint';

/** The loops of the body itself that go over a tensor computed from a parameter. */
export function tensorIterations(
  subject: Subject,
  activations: readonly Activation[]
): readonly Cause[] {
  const causes = new Map<number, Cause>();
  const goesOver = !walkOwnScope(subject.node.body, node => (isLoop(node) ? 'stop' : undefined));
  if (!goesOver) {
    return [];
  }
  const initial = new Map(
    subject.parameters.map(parameter => [parameter.name, valueTaint(parameter.name)])
  );
  for (const activation of activations) {
    followTaint(activation, initial, {
      dynamicShape: 'shape',
      cleanComparisons: false,
      keywordsCross: false,
      visit: () => undefined,
      visitLoop: (iterated, taint, run) => {
        const value = run.values.get(iterated);
        if (run !== activation || !(isValue(taint) || isShape(taint)) || value === undefined) {
          return;
        }
        const isRange = isResultOfRange(iterated, subject, run);
        const members = membersOf(value);
        const isTensor = members.some(member => member.kind === 'tensor');
        const isContainer = members.some(
          member => member.kind === 'object' || member.kind === 'tuple'
        );
        if (isTensor && !isContainer && !isRange) {
          causes.set(iterated.start, {
            at: { top: subject.code.top, start: iterated.start, end: iterated.end },
            chain: [],
            note: 'a tensor is iterated here'
          });
        }
      }
    });
  }
  return [...causes.values()];
}

/** Whether it is a call of `tf.range`, or the name of one. */
function isResultOfRange(
  iterated: Expression,
  subject: Subject,
  run: Activation,
  followed: ReadonlySet<Expression> = new Set()
): boolean {
  if (iterated.kind === 'Call') {
    return edgesAt(run, iterated).some(edge => edge.api === 'tensorflow.range');
  }
  // A loop may hand a name on to itself.
  if (iterated.kind !== 'Name' || followed.has(iterated)) {
    return false;
  }
  const { body } = subject.node;
  const { assigned } = assignmentsReaching(body, body, iterated.id, iterated.start);
  return (
    assigned.length > 0 &&
    assigned.every(
      ({ value }) =>
        value !== null && isResultOfRange(value, subject, run, new Set([...followed, iterated]))
    )
  );
}

function isLoop(node: WalkedNode): boolean {
  return (
    node.kind === 'For' ||
    node.kind === 'ListComp' ||
    node.kind === 'SetComp' ||
    node.kind === 'DictComp' ||
    node.kind === 'GeneratorExp'
  );
}
