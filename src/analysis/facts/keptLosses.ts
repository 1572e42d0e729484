/**
 * Losses that layers of Keras keep until a model is called anew: those of `add_loss` and of `activity_regularizer`. A
 * graph leaves its own tensors there.
 */
import type { Activation } from '../interpreter/record';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { KEPT_LOSS } from './conversionForms';
import { mayBeOfKeras } from './recommendedEffects';
import { reachableRuns, type Cause, type ReachedRun } from './reachableRuns';
import type { ProgramView, Subject } from './subject';

/** The losses of `activity_regularizer` that the runs leave with layers that outlive them. */
export function regularizedActivities(runs: readonly Activation[]): readonly Cause[] {
  return runs.flatMap(({ effects }) =>
    effects.flatMap(({ kind, cause, chain, onImpossiblePath }) =>
      kind === 'loss' && !onImpossiblePath ? [{ at: cause, chain, note: KEPT_LOSS }] : []
    )
  );
}

/**
 * Whether the losses that layers keep are read after the function has returned: by Keras where it is a forward pass, by
 * what called it, or by what calls no model itself. A step that reads them itself leaves nothing that anyone asks for.
 */
export function leavesLosses(
  { code, node }: Subject,
  below: readonly ReachedRun[],
  view: ProgramView
): boolean {
  const own = new Set(below.map(({ run }) => run));
  const isForward = node.name === 'call' || node.name === '__call__';
  return (
    (isForward && ![...own].some(readsLosses)) ||
    readersOf(view).some(reader => {
      const reached = own.has(reader) ? [] : reachableRuns([reader], () => true);
      return (
        reached.some(({ run }) => run.code === code) ||
        (reached.length > 0 && !reached.some(({ run }) => callsLayer(run)))
      );
    })
  );
}

const _readers = new WeakMap<ProgramView, readonly Activation[]>();

/** The runs of the program that read losses of layers. */
function readersOf(view: ProgramView): readonly Activation[] {
  let readers = _readers.get(view);
  if (readers === undefined) {
    readers = [...view.reached].filter(readsLosses);
    _readers.set(view, readers);
  }
  return readers;
}

function readsLosses({ values }: Activation): boolean {
  return [...values.keys()].some(
    node =>
      node.kind === 'Attribute' && node.attr === 'losses' && mayBeLayer(values.get(node.value))
  );
}

function mayBeLayer(owner: Value | undefined): boolean {
  return (
    owner !== undefined &&
    membersOf(owner).some(member =>
      member.kind === 'object' ? mayBeOfKeras(member.object.cls) : member.kind === 'unknown'
    )
  );
}

/** Whether the run calls a layer or model: that forgets the losses that it kept. */
function callsLayer({ calls }: Activation): boolean {
  return calls.some(
    ({ api, route }) => route === 'keras' || (api !== null && LAYER_CALL.test(api))
  );
}

const LAYER_CALL = /^keras\..*\.(?:__call__|fit|train_on_batch)$/u;
