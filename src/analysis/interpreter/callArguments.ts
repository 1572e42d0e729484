/**
 * Arguments of calls that the program does not write out.
 */
import type { CallArguments } from '../libraries/model';
import type { Value } from '../values/value';

/** The arguments with others before the positional ones: the receiver of a method, the class of `__new__`. */
export function argumentsAfter(first: Value, args: CallArguments): CallArguments {
  return {
    positional: [first, ...args.positional],
    ...shiftedStar(1, args),
    keywords: args.keywords,
    starred: args.starred,
    doubleStarred: args.doubleStarred
  };
}

/** Where the first `*args` begins once others stand before the positional arguments. */
export function shiftedStar(count: number, args: CallArguments): Pick<CallArguments, 'beforeStar'> {
  return args.beforeStar === undefined ? {} : { beforeStar: args.beforeStar + count };
}
