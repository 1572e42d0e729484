/**
 * `functools.singledispatch` and `singledispatchmethod`: the class of the first argument chooses among functions.
 */
import { joinAll } from '../../values/join';
import type { HeapObject, Value } from '../../values/value';
import type { FunctionModel, IModelContext, MethodModel } from '../model';
import { argument, asPython, positional } from './arguments';
import { isinstance } from './objects';

/** Generic functions, and the place of the argument that chooses. */
const KINDS = [
  ['functools.singledispatch', 0],
  ['functools.singledispatchmethod', 1]
] as const;

/** The field that holds the function for all other classes. */
const DEFAULT = '#default';
/** The field that holds the functions that were registered: pairs of a class and a function, the last one first. */
const REGISTERED = '#registered';

const made: FunctionModel = (ctx, args) => {
  const generic = ctx.allocate('instance', ctx.values.library(ctx.api));
  ctx.write(generic, DEFAULT, argument(args, 0, 'func') ?? ctx.values.none);
  ctx.write(generic, REGISTERED, ctx.values.tuple([]));
  return ctx.values.object(generic);
};

function registeredIn(ctx: IModelContext, generic: HeapObject): readonly Value[] {
  const registered = ctx.read(generic, REGISTERED);
  return registered?.kind === 'tuple' ? registered.items : [];
}

/** `register(cls, f)`, `@register(cls)`, and `@register` of a function whose hint names the class. */
function register(place: number): MethodModel {
  return (ctx, receiver, args) => {
    const { values } = ctx;
    const [first, second] = args.positional;
    if (receiver.kind !== 'object' || first === undefined) {
      return values.unknown('external', ctx.api);
    }
    const isFunction = ['function', 'method', 'wrapper', 'partial'].includes(first.kind);
    if (second === undefined && !isFunction) {
      return values.partial(ctx.attribute(receiver, 'register'), [first], new Map());
    }
    const implementation = second ?? first;
    const cls =
      second === undefined
        ? (ctx.annotation(implementation, place) ?? values.unknown('external', ctx.api))
        : first;
    const entry = values.tuple([cls, implementation]);
    ctx.write(
      receiver.object,
      REGISTERED,
      values.tuple([entry, ...registeredIn(ctx, receiver.object)])
    );
    return implementation;
  };
}

/** All that may be chosen: the default only where no class is certain. Which of two base classes is nearer is not asked. */
function chosenFrom(ctx: IModelContext, generic: HeapObject, chooser: Value): readonly Value[] {
  const chosen: Value[] = [];
  let isCertain = false;
  for (const entry of registeredIn(ctx, generic)) {
    const [cls, implementation] = entry.kind === 'tuple' ? entry.items : [];
    const answer = isinstance(ctx, positional([chooser, cls]));
    const isOne = answer.kind === 'constant' ? answer.value : undefined;
    if (isOne !== false) {
      chosen.push(implementation);
    }
    isCertain = isCertain || isOne === true;
  }
  return isCertain ? chosen : [...chosen, ctx.read(generic, DEFAULT) ?? ctx.values.none];
}

function called(place: number): MethodModel {
  return (ctx, receiver, args) => {
    const chooser = args.positional[place];
    if (receiver.kind !== 'object' || chooser === undefined) {
      return ctx.values.unknown('external', ctx.api);
    }
    const options = asPython(ctx, { followedByPublished: true, count: 1 });
    return joinAll(
      ctx.values,
      chosenFrom(ctx, receiver.object, chooser).map((implementation, index) =>
        ctx.call(implementation, args, { ...options, part: `${index}` })
      )
    );
  };
}

/** Bound to an instance, which stands before the argument that chooses. */
const bound: MethodModel = (ctx, receiver, args) =>
  ctx.values.partial(ctx.attribute(receiver, '__call__'), args.positional, new Map());

/** What makes generic functions. */
export const SINGLE_DISPATCH: readonly (readonly [string, FunctionModel])[] = KINDS.map(
  ([path]) => [path, made] as const
);

/** What generic functions do. */
export const SINGLE_DISPATCH_METHODS: readonly (readonly [string, MethodModel])[] = KINDS.flatMap(
  ([path, place]) => [
    [`${path}.register`, register(place)] as const,
    [`${path}.__call__`, called(place)] as const,
    ...(place === 0 ? [] : [[`${path}.__get__`, bound] as const])
  ]
);
