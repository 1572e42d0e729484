/**
 * Which framework a function belongs to.
 */
import type { Activation } from '../interpreter/record';
import type { FunctionContext } from './functionContext';

/** Whether the module of the function imports TensorFlow or Keras. */
export function importsTensorFlow({ names }: FunctionContext): boolean {
  return [...names.imports.values(), ...names.stars].some(path =>
    /^(?:tensorflow|keras)\b/u.test(path)
  );
}

/** Packages that work with the arrays of another framework. */
const FRAMEWORK_PACKAGES: ReadonlyMap<string, 'torch' | 'jax'> = new Map([
  ['torch', 'torch'],
  ['torchvision', 'torch'],
  ['jax', 'jax'],
  ['flax', 'jax'],
  ['optax', 'jax'],
  ['equinox', 'jax'],
  ['haiku', 'jax']
]);

/** PyTorch and JAX functions are listed only: known by what they call, also where nothing more is known of it. */
export function otherFramework(runs: readonly Activation[]): 'torch' | 'jax' | null {
  for (const { calls, doubts } of runs) {
    let found: 'torch' | 'jax' | null = null;
    for (const name of [...calls.map(({ api }) => api), ...doubts.map(doubt => doubt.name)]) {
      if (name === null) {
        continue;
      }
      if (name.startsWith('tensorflow.') || name.startsWith('keras.')) {
        return null;
      }
      found ??= FRAMEWORK_PACKAGES.get(name.split('.', 1)[0]) ?? null;
    }
    if (found !== null) {
      return found;
    }
  }
  return null;
}
