/**
 * Generators of random numbers that a program makes for itself: they keep what they were seeded with, by which those
 * that draw the same numbers each time are known.
 */
import { CONFIG_PREFIX } from '../convert';
import type { FunctionModel } from '../model';
import { argument } from './arguments';

function generator(cls: string, seed: string): FunctionModel {
  return (ctx, args) => {
    const object = ctx.allocate('instance', ctx.values.library(cls));
    const given = argument(args, 0, seed);
    if (given !== null) {
      ctx.write(object, CONFIG_PREFIX + seed, given);
    }
    return ctx.values.object(object);
  };
}

export const RANDOM_GENERATORS: ReadonlyMap<string, FunctionModel> = new Map([
  ['random.Random', generator('random.Random', 'x')],
  ['numpy.random.default_rng', generator('numpy.random.Generator', 'seed')]
]);
