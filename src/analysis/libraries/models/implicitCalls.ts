/**
 * What Python's own functions call of what they are given: special methods of instances (language reference 3.3), and
 * functions that are handed to them (`key`).
 */
import { joinAll, membersOf } from '../../values/join';
import type { Value } from '../../values/value';
import type { CallArguments, FunctionModel, IModelContext, MethodModel } from '../model';
import { argument, asPython, positional } from './arguments';

/** One kind of implicit call, given what the function is given. */
type ImplicitCall = (ctx: IModelContext, given: readonly Value[], args: CallArguments) => void;

/** Calls the first of the special methods that the value's class has. */
function asks(...names: readonly string[]): ImplicitCall {
  return (ctx, [value]) => {
    if (value !== undefined) {
      ctx.special(value, names, []);
    }
  };
}

/** What stands in a container that is at hand; what an iterator still has to give its own model asks for. */
function elementOf(ctx: IModelContext, container: Value): Value {
  return joinAll(
    ctx.values,
    membersOf(container).flatMap(member =>
      member.kind === 'tuple' || (member.kind === 'object' && member.object.kind !== 'iterator')
        ? (ctx.iterate(member) ?? [])
        : []
    )
  );
}

/** Compares the elements of the first, or what is given if there is more than one. */
function compares(...names: readonly string[]): ImplicitCall {
  return (ctx, given) => {
    const [first] = given;
    const several = given.length > 1 && !/^(?:bisect|heapq)\.|\.list\./u.test(ctx.api);
    const compared = several
      ? joinAll(ctx.values, given)
      : first === undefined
        ? ctx.values.never
        : elementOf(ctx, first);
    ctx.special(compared, names, [compared]);
  };
}

/** Calls the function that orders the elements of the first. */
const ordersByKey: ImplicitCall = (ctx, given, args) => {
  const key = args.keywords.get('key') ?? null;
  const [first] =
    ctx.api === 'heapq.nlargest' || ctx.api === 'heapq.nsmallest' ? given.slice(1) : given;
  if (key !== null && key.kind !== 'constant' && first !== undefined) {
    const options = asPython(ctx, { followedByPublished: false });
    ctx.call(key, positional([elementOf(ctx, first)]), options);
  }
};

/** `re.sub(pattern, f, text)` asks `f` for each text. */
const replaces: ImplicitCall = (ctx, _given, args) => {
  const replacement = argument(args, 1, 'repl');
  if (replacement !== null && replacement.kind !== 'constant' && replacement.kind !== 'unknown') {
    const found = positional([ctx.values.unknown('external', 're.Match')]);
    ctx.call(replacement, found, asPython(ctx, { followedByPublished: false }));
  }
};

/** `'{}'.format(x)`: the texts of all that is given behind the text itself. */
const formats: ImplicitCall = (ctx, [, ...given], { keywords }) => {
  [...given, ...keywords.values()].forEach(
    value =>
      ctx.special(value, ['__format__'], [ctx.values.scalar('str')]) ??
      ctx.special(value, ['__str__', '__repr__'], [])
  );
};

/** `isinstance(x, C)` asks the class of `C`. */
const instanceCheck: ImplicitCall = (ctx, [value, cls]) => {
  if (value !== undefined && cls !== undefined) {
    ctx.special(cls, ['__instancecheck__'], [value]);
  }
};

/** `divmod(a, b)`. */
const divides: ImplicitCall = (ctx, [left, right]) => {
  if (left !== undefined && right !== undefined) {
    const quotient = ctx.special(left, ['__divmod__'], [right]);
    if (quotient === null) {
      ctx.special(right, ['__rdivmod__'], [left]);
    }
  }
};

/** A key is hashed, and compared with one that has the same hash. */
function hashes(place: number): ImplicitCall {
  return (ctx, given) => {
    const key = given[place];
    if (key !== undefined) {
      ctx.special(key, ['__hash__'], []);
    }
  };
}

/** What is put into a set, or counted, is hashed. */
const hashesElements: ImplicitCall = (ctx, [first]) => {
  if (first !== undefined) {
    ctx.special(elementOf(ctx, first), ['__hash__'], []);
  }
};

const LESS = compares('__lt__', '__gt__');
const EQUAL = compares('__eq__');

/** The implicit calls by public dotted name; those of methods are given the receiver first. */
const IMPLICIT_CALLS: ReadonlyMap<string, readonly ImplicitCall[]> = new Map([
  ['builtins.hash', [hashes(0)]],
  ['builtins.set', [hashesElements]],
  ['builtins.frozenset', [hashesElements]],
  ['collections.Counter', [hashesElements]],
  ['builtins.dict.fromkeys', [hashesElements]],
  ...['dict.get', 'dict.setdefault', 'dict.pop', 'set.add', 'set.discard', 'set.remove'].map(
    name => [`builtins.${name}`, [hashes(1)]] satisfies [string, ImplicitCall[]]
  ),
  ['builtins.bool', [asks('__bool__', '__len__')]],
  ['builtins.float', [asks('__float__', '__index__')]],
  ['builtins.int', [asks('__int__', '__index__', '__trunc__')]],
  ['builtins.complex', [asks('__complex__', '__float__', '__index__')]],
  ['builtins.bytes', [asks('__bytes__')]],
  ['builtins.round', [asks('__round__')]],
  ['builtins.dir', [asks('__dir__')]],
  ['builtins.divmod', [divides]],
  ['builtins.isinstance', [instanceCheck]],
  ...['all', 'any'].map(
    name =>
      [
        `builtins.${name}`,
        [
          (ctx, [first]) =>
            first === undefined
              ? undefined
              : ctx.special(elementOf(ctx, first), ['__bool__', '__len__'], [])
        ]
      ] satisfies [string, ImplicitCall[]]
  ),
  ['builtins.sorted', [LESS]],
  ['builtins.min', [LESS]],
  ['builtins.max', [compares('__gt__', '__lt__')]],
  ['builtins.list.sort', [LESS, ordersByKey]],
  ['builtins.list.count', [EQUAL]],
  ['builtins.list.index', [EQUAL]],
  ['builtins.list.remove', [EQUAL]],
  ['builtins.str.format', [formats]],
  ['copy.copy', [asks('__copy__')]],
  ['copy.deepcopy', [asks('__deepcopy__')]],
  ['math.ceil', [asks('__ceil__', '__float__')]],
  ['math.floor', [asks('__floor__', '__float__')]],
  ['math.trunc', [asks('__trunc__')]],
  ['re.sub', [replaces]],
  ['re.subn', [replaces]],
  ...['heappush', 'heappop', 'heappushpop', 'heapreplace', 'heapify'].map(
    name => [`heapq.${name}`, [LESS]] satisfies [string, ImplicitCall[]]
  ),
  ...[
    'heapq.merge',
    'heapq.nlargest',
    'heapq.nsmallest',
    ...['bisect', 'bisect_left', 'bisect_right', 'insort', 'insort_left', 'insort_right'].map(
      name => `bisect.${name}`
    )
  ].map(name => [name, [LESS, ordersByKey]] satisfies [string, ImplicitCall[]])
]);

/** The model of a function, with the calls that the function makes by itself. */
export function withImplicitCalls(path: string, model: FunctionModel): FunctionModel {
  const calls = IMPLICIT_CALLS.get(path);
  return calls === undefined
    ? model
    : (ctx, args) => {
        calls.forEach(call => call(ctx, args.positional, args));
        return model(ctx, args);
      };
}

/** The model of a method, with the calls that the method makes by itself. */
export function withImplicitCallsOfMethod(path: string, model: MethodModel): MethodModel {
  const calls = IMPLICIT_CALLS.get(path);
  return calls === undefined
    ? model
    : (ctx, receiver, args) => {
        calls.forEach(call => call(ctx, [receiver, ...args.positional], args));
        return model(ctx, receiver, args);
      };
}
