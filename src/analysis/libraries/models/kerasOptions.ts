/**
 * How Keras calls layers of the program.
 */
import type { CallbackOptions, IModelContext } from '../model';
import { asPython } from './arguments';

/** A call of a layer by Keras, which the published tool follows (specification 0.3). */
export function kerasOptions(ctx: IModelContext): CallbackOptions {
  return {
    ...asPython(ctx, { followedByPublished: true, count: 1 }),
    api: 'keras.layers.Layer.__call__',
    asGraph: ctx.isTraced
  };
}

/**
 * A call that a layer, model or loss of Keras itself makes (`Sequential`, `Lambda`, `TimeDistributed`, activations):
 * the published tool has no model of these and does not follow it (specification 2.4).
 */
export function innerKerasOptions(ctx: IModelContext): CallbackOptions {
  return { ...kerasOptions(ctx), followedByPublished: false };
}
