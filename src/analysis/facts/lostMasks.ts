/**
 * Masks of Keras at the border of a graph: they are attributes of eager tensors, which neither the arguments of a graph
 * nor its results have (run with TensorFlow 2.21 and Keras 3.15).
 */
import type { Contents } from '../interpreter/contents';
import type { Activation } from '../interpreter/record';
import { assignedNames } from '../syntax/blockNames';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { elementsOf, tensorsOf } from './argumentValues';
import { readsBelow } from './outsideReads';
import { reachableRuns, type Cause } from './reachableRuns';
import type { ProgramView, Subject } from './subject';
import { bodyOf } from './symbolicValues';

/** Containers within containers that are looked into. */
const DEPTH_LIMIT = 3;

/** Where a mask that comes with an argument is read within, and where one of a result is read by who calls. */
export function lostMasks(
  { code }: Subject,
  runs: readonly Activation[],
  view: ProgramView
): readonly Cause[] {
  const arriving = runs
    .filter(takesMask)
    .flatMap(({ effects }) =>
      effects.flatMap(({ kind, cause, chain }) =>
        kind === 'mask'
          ? [{ at: cause, chain, note: 'a graph does not get the mask of its argument' }]
          : []
      )
    );
  if (!runs.some(({ result, returned }) => isMasked(result, returned, DEPTH_LIMIT))) {
    return arriving;
  }
  const below = new Set(reachableRuns(runs, () => true).map(({ run }) => run));
  const callers = [...view.reached].filter(
    run => !below.has(run) && readsBelow(run).codes.has(code)
  );
  const names = new Set(
    callers.flatMap(run => (run.code === null ? [...assignedNames(bodyOf(run))] : []))
  );
  const readers = [...view.reached].filter(
    run => run.code === null && !callers.includes(run) && readsName(run, names)
  );
  return [
    ...arriving,
    ...[...callers, ...readers].flatMap(run => [
      ...masksRead(run).filter(({ chain }) => chain.length === 0),
      ...run.callsIntoProgram.flatMap(({ callee }) =>
        callee !== null && !below.has(callee) && takesMask(callee) ? masksRead(callee) : []
      )
    ])
  ];
}

/** Where the run, or what it calls, reads the mask of a tensor. */
function masksRead({ effects }: Activation): readonly Cause[] {
  return effects.flatMap(({ kind, cause, chain }) =>
    kind === 'mask' ? [{ at: cause, chain, note: 'masks do not cross the border of a graph' }] : []
  );
}

function readsName({ values }: Activation, names: ReadonlySet<string>): boolean {
  return (
    names.size > 0 && [...values.keys()].some(node => node.kind === 'Name' && names.has(node.id))
  );
}

function takesMask({ arguments: given, contents }: Activation): boolean {
  return [...given.values()].some(value => isMasked(value, contents, DEPTH_LIMIT));
}

function isMasked(value: Value, contents: Contents, depth: number): boolean {
  return (
    tensorsOf(value).some(({ origin }) => origin === 'masked') ||
    (depth > 0 &&
      membersOf(value).some(member =>
        (elementsOf(member, contents) ?? []).some(element => isMasked(element, contents, depth - 1))
      ))
  );
}
