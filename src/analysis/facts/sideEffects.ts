/**
 * Python side effects as the published tool defines them (specification 4).
 */
import type { Activation, Effect } from '../interpreter/record';
import type { FunctionCode, HeapObject } from '../values/value';
import { isStoreToFreshArray } from './freshArrays';
import { isOfOtherCalls } from './joinedArguments';
import { reachableRuns } from './reachableRuns';
import { isFollowedByPublished } from './subject';

/** What is asked of the program around the function. */
export type EffectQuestions = {
  /** The runs of a function, to go on where a recursion was cut. */
  readonly runsOf: (code: FunctionCode) => readonly Activation[];
  /** Whether the function is the `build` of a Keras class. */
  readonly isKerasBuild: (code: FunctionCode) => boolean;
};

/**
 * The effects of a run, and of all that it calls, that count in specification 4.2 and are not excused.
 *
 * @param first - the run of the function examined.
 */
export function publishedEffects(
  first: Activation,
  code: FunctionCode,
  { runsOf, isKerasBuild }: EffectQuestions
): readonly Effect[] {
  const reached = reachableRuns([first], isFollowedByPublished, runsOf);
  const made = new Set<HeapObject>();
  for (const { run } of reached) {
    run.allocations.forEach(object => made.add(object));
    run.localEffects.forEach(({ object }) => object !== null && made.add(object));
  }
  const counted = reached.flatMap(place =>
    place.run.effects
      .filter(
        effect =>
          effect.chain.length === 0 &&
          isCounted(effect) &&
          !(effect.object !== null && made.has(effect.object)) &&
          !isStoreToFreshArray(effect, place) &&
          !(effect.object !== null && isOfOtherCalls(effect.object, place, reached))
      )
      .map(effect => ({ ...effect, chain: place.chain }))
  );
  const isBuild = (place: FunctionCode | null): boolean => place !== null && isKerasBuild(place);
  return counted.filter(
    effect =>
      !isBuild(effect.inFunction) ||
      effect.inFunction === code ||
      // Excuse 2 of 4.2: what only a Keras `build` writes may be built lazily by the others.
      counted.some(
        other =>
          other.object === effect.object &&
          other.field === effect.field &&
          !isBuild(other.inFunction)
      )
  );
}

/** Whether the construct is one that the published tool knows (4.2). */
function isCounted(effect: Effect): boolean {
  switch (effect.construct) {
    case 'attribute':
    case 'subscript':
    case 'global':
      return effect.kind === 'write';
    case 'augmented':
      // `obj.attr += v` and `obj[k] += v` are stores; `xs += v` changes a list in place and is not seen.
      return effect.kind === 'write' && effect.api === null;
    case 'append':
      return effect.object?.kind === 'list';
    case 'print':
      return effect.api === 'builtins.print';
    case 'nonlocal':
    case 'delete':
    case 'call':
    case 'iteration':
      return false;
  }
}

/** The run that the published tool looks at: the first context (4.1), in the order in which the program calls. */
export function firstRun(activations: readonly Activation[]): Activation | null {
  return activations[0] ?? null;
}
