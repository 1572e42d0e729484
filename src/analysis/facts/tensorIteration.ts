/**
 * Python loops over tensor parameters (specification 7.6).
 */
import type { Activation } from '../interpreter/record';
import type { Expression, Statement } from '../syntax/tree';
import { walkOwnScope, type NodeKinds } from '../syntax/walk';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
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
  const iterables = iteratedIn(subject.node.body);
  const initial = new Map(
    subject.parameters.map(parameter => [parameter.name, valueTaint(parameter.name)])
  );
  for (const activation of activations) {
    if (!iterables.some(iterable => isTensor(activation.values.get(iterable)))) {
      continue;
    }
    followTaint([activation], initial, {
      dynamicShape: 'shape',
      cleanComparisons: false,
      keywordsCross: false,
      visit: () => undefined,
      visitLoop: (iterated, taint, run) => {
        if (
          run === activation &&
          (isValue(taint) || isShape(taint)) &&
          isTensor(run.values.get(iterated)) &&
          !isResultOfRange(iterated, subject, run)
        ) {
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

/** Whether a value is a tensor, and no container of some. */
function isTensor(value: Value | undefined): boolean {
  const members = value === undefined ? [] : membersOf(value);
  return (
    members.some(member => member.kind === 'tensor') &&
    members.every(member => member.kind !== 'object' && member.kind !== 'tuple')
  );
}

const ITERATIONS: NodeKinds = new Set([
  ...(['For', 'ListComp', 'SetComp', 'DictComp', 'GeneratorExp'] as const)
]);

/** What the loops and comprehensions of a body go over. */
function iteratedIn(body: readonly Statement[]): readonly Expression[] {
  const iterated: Expression[] = [];
  walkOwnScope(
    body,
    node => {
      if (node.kind === 'For') {
        iterated.push(node.iter);
      } else if ('generators' in node) {
        node.generators.forEach(({ iter }) => iterated.push(iter));
      }
    },
    ITERATIONS
  );
  return iterated;
}
