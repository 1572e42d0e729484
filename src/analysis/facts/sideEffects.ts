/**
 * Python side effects as the published tool defines them (specification 4).
 */
import type { Activation, Effect } from '../interpreter/record';
import type { FunctionCode } from '../values/value';

/** The effects of a run that count in specification 4.2 and are not excused. */
export function publishedEffects(activation: Activation, code: FunctionCode): readonly Effect[] {
  const counted = activation.effects.filter(isCounted);
  return counted.filter(effect => !isLazyBuild(effect, counted, code));
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
      return (
        effect.kind === 'write' && effect.api === null && effect.object?.kind !== 'environment'
      );
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

/** Excuse 2 of 4.2: what only a Keras `build` writes may be built lazily by the others. */
function isLazyBuild(effect: Effect, all: readonly Effect[], code: FunctionCode): boolean {
  if (!isBuild(effect.inFunction) || effect.inFunction === code) {
    return false;
  }
  return all.every(
    other =>
      other.object !== effect.object || other.field !== effect.field || isBuild(other.inFunction)
  );
}

function isBuild(code: FunctionCode | null): boolean {
  return (
    code !== null &&
    code.node.kind === 'FunctionDef' &&
    code.node.name === 'build' &&
    code.node.enclosingClass !== null
  );
}

/** The run that the published tool looks at: the first context (4.1). */
export function firstRun(activations: readonly Activation[]): Activation | null {
  return activations.reduce<Activation | null>(
    (first, run) => (first === null || run.id < first.id ? run : first),
    null
  );
}
