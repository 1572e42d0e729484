/**
 * `itertools` and `operator`: what their iterators yield, and what their getters take from an argument.
 */
import { joinAll, membersOf } from '../../values/join';
import type { Value } from '../../values/value';
import type { CallArguments, FunctionModel, IModelContext } from '../model';
import { subscriptValue } from '../subscripts';
import {
  argument,
  asPython,
  countOf,
  iteratorOf,
  knownInteger,
  listOfUnknownLength,
  positional
} from './arguments';
import { iteratorWithItems } from './builtinIterators';
import { sumOf } from './operatorFunctions';

/** Sequences up to this length have their callbacks called item by item. */
const ITEMS_FOLLOWED = 12;

function elementOf(ctx: IModelContext, source: Value | undefined | null): Value {
  return source === undefined || source === null
    ? ctx.values.unknown('external', ctx.api)
    : (ctx.iterate(source) ?? ctx.values.unknown('external', ctx.api));
}

/** `accumulate(xs, f)`: the first element, then what `f` makes of the total and the next one; their sum without `f`. */
const accumulate: FunctionModel = (ctx, args) => {
  const source = argument(args, 0, 'iterable');
  const callee = argument(args, 1, 'func');
  const initial = args.keywords.get('initial');
  const options = asPython(ctx, { followedByPublished: false });
  const joined = (total: Value, next: Value): Value =>
    callee === null || callee.kind === 'constant'
      ? sumOf(ctx, total, next)
      : ctx.call(callee, positional([total, next]), options);
  const items = source === null ? null : ctx.items(source);
  if (items !== null && items.length <= ITEMS_FOLLOWED) {
    const totals: Value[] = [];
    for (const item of initial === undefined ? items : [initial, ...items]) {
      const before = totals.at(-1);
      totals.push(before === undefined ? item : joined(before, item));
    }
    return iteratorWithItems(ctx, ctx.api, totals);
  }
  const element = elementOf(ctx, source);
  const first = initial ?? element;
  const once = joined(first, element);
  const again = once === first ? once : joined(once, element);
  return iteratorOf(ctx, ctx.api, joinAll(ctx.values, [first, once, again]));
};

/** `starmap(f, xs)`: each element is unpacked into arguments. */
const starmap: FunctionModel = (ctx, args) => {
  const [callee, source] = args.positional;
  if (callee === undefined || source === undefined) {
    return ctx.values.unknown('external', ctx.api);
  }
  const options = asPython(ctx, { followedByPublished: false });
  const unpacked = (element: Value): CallArguments => {
    const items = ctx.items(element);
    return items !== null
      ? positional(items)
      : { ...positional([]), starred: elementOf(ctx, element) };
  };
  const items = ctx.items(source);
  const elements =
    items !== null && items.length <= ITEMS_FOLLOWED ? items : membersOf(elementOf(ctx, source));
  const results = elements.map(element => ctx.call(callee, unpacked(element), options));
  return iteratorOf(ctx, ctx.api, joinAll(ctx.values, results));
};

/** `groupby(xs, key)`: pairs of a key and an iterator over the members of the group. */
const groupBy: FunctionModel = (ctx, args) => {
  const element = elementOf(ctx, argument(args, 0, 'iterable'));
  const key = argument(args, 1, 'key');
  const name =
    key === null || key.kind === 'constant'
      ? element
      : ctx.call(key, positional([element]), asPython(ctx, { followedByPublished: false }));
  const group = listOfUnknownLength(ctx, element, 'group');
  return iteratorOf(ctx, ctx.api, ctx.values.tuple([name, group]));
};

/** `takewhile(f, xs)`, `dropwhile`, `filterfalse`: the elements themselves. */
const selecting: FunctionModel = (ctx, args) => {
  const [callee, source] = args.positional;
  const element = elementOf(ctx, source);
  if (callee !== undefined && callee.kind !== 'constant') {
    ctx.call(callee, positional([element]), asPython(ctx, { followedByPublished: false }));
  }
  return iteratorOf(ctx, ctx.api, element);
};

const compress: FunctionModel = (ctx, args) =>
  iteratorOf(ctx, ctx.api, elementOf(ctx, argument(args, 0, 'data')));

const pairwise: FunctionModel = (ctx, args) => {
  const element = elementOf(ctx, args.positional[0]);
  return iteratorOf(ctx, ctx.api, ctx.values.tuple([element, element]));
};

/** `zip_longest(*sources, fillvalue=None)`: the shorter ones are filled up. */
const zipLongest: FunctionModel = (ctx, args) => {
  const fill = args.keywords.get('fillvalue') ?? ctx.values.none;
  const columns = args.positional.map(source => ctx.items(source));
  if (args.starred === null && columns.every(items => items !== null)) {
    const length = Math.max(0, ...columns.map(items => items.length));
    if (length <= TUPLES_KEPT) {
      const rows = Array.from({ length }, (_, row) =>
        ctx.values.tuple(columns.map(items => items[row] ?? fill))
      );
      return iteratorWithItems(ctx, ctx.api, rows);
    }
  }
  const parts = args.positional.map(source => joinAll(ctx.values, [elementOf(ctx, source), fill]));
  return iteratorOf(
    ctx,
    ctx.api,
    args.starred === null
      ? ctx.values.tuple(parts)
      : ctx.values.tuple([], joinAll(ctx.values, [elementOf(ctx, args.starred), fill]))
  );
};

const batched: FunctionModel = (ctx, args) =>
  iteratorOf(ctx, ctx.api, ctx.values.tuple([], elementOf(ctx, argument(args, 0, 'iterable'))));

/** Tuples up to this many are known one by one. */
const TUPLES_KEPT = 64;

/** `product(xs, ys, repeat=n)`: a tuple for each choice of an element of each. */
const product: FunctionModel = (ctx, args) => {
  const repeat = args.keywords.get('repeat');
  const times = repeat === undefined ? 1 : knownInteger(repeat);
  if (times === null || args.starred !== null) {
    return iteratorOf(
      ctx,
      ctx.api,
      ctx.values.tuple(
        [],
        joinAll(
          ctx.values,
          args.positional.map(source => elementOf(ctx, source))
        )
      )
    );
  }
  const sources = Array.from({ length: times }, () => args.positional).flat();
  const counts = sources.map(source => countOf(ctx, source));
  const count = counts.includes(null)
    ? null
    : counts.reduce<number>((all, size) => all * (size ?? 0), 1);
  const items = sources.map(source => ctx.items(source));
  if (count === null || count > TUPLES_KEPT || items.includes(null)) {
    const element = ctx.values.tuple(sources.map(source => elementOf(ctx, source)));
    return iteratorOf(ctx, ctx.api, element, count);
  }
  const rows = items.reduce<readonly (readonly Value[])[]>(
    (chosen, choices) => chosen.flatMap(row => (choices ?? []).map(item => [...row, item])),
    [[]]
  );
  return iteratorWithItems(
    ctx,
    ctx.api,
    rows.map(row => ctx.values.tuple(row))
  );
};

/** `combinations(xs, r)`, `permutations(xs, r)`: tuples of as many elements. */
const choices: FunctionModel = (ctx, args) => {
  const source = argument(args, 0, 'iterable');
  const element = elementOf(ctx, source);
  const given = argument(args, 1, 'r');
  const size =
    given === null && source !== null && ctx.api.endsWith('permutations')
      ? countOf(ctx, source)
      : knownInteger(given);
  return iteratorOf(
    ctx,
    ctx.api,
    size === null
      ? ctx.values.tuple([], element)
      : ctx.values.tuple(Array.from({ length: size }, () => element))
  );
};

/** A getter: a call with an object takes what its arguments name; several names give a tuple. */
function getter(take: (ctx: IModelContext, object: Value, key: Value) => Value): FunctionModel {
  return (ctx, args) => {
    const object = args.positional.at(-1);
    if (object === undefined) {
      return ctx.values.unknown('external', ctx.api);
    }
    const taken = args.positional.slice(0, -1).map(key =>
      joinAll(
        ctx.values,
        membersOf(object).map(member => take(ctx, member, key))
      )
    );
    return taken.length === 1 ? taken[0] : ctx.values.tuple(taken);
  };
}

const takeItem = getter(
  (ctx, object, key) =>
    ctx.special(object, ['__getitem__'], [key]) ?? subscriptValue(ctx, object, key)
);

const takeAttribute = getter((ctx, object, key) =>
  key.kind === 'constant' && typeof key.value === 'string'
    ? key.value.split('.').reduce((holder, name) => ctx.attribute(holder, name), object)
    : ctx.values.unknown('external', ctx.api)
);

/** `methodcaller(name, …)(object)`. */
const callMethod: FunctionModel = (ctx, args) => {
  const object = args.positional.at(-1);
  const [name, ...rest] = args.positional.slice(0, -1);
  return object !== undefined &&
    name !== undefined &&
    name.kind === 'constant' &&
    typeof name.value === 'string'
    ? ctx.call(
        ctx.attribute(object, name.value),
        { ...args, positional: rest },
        asPython(ctx, { followedByPublished: false })
      )
    : ctx.values.unknown('external', ctx.api);
};

/** The names stand first among the arguments of the call that the getter makes. */
function prepared(path: string): FunctionModel {
  return (ctx, args) =>
    ctx.values.partial(ctx.values.library(path), args.positional, args.keywords);
}

export const ITERATOR_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<
  string,
  FunctionModel
>([
  ['itertools.accumulate', accumulate],
  ['itertools.zip_longest', zipLongest],
  ['itertools.product', product],
  ['itertools.permutations', choices],
  ['itertools.combinations', choices],
  ['itertools.combinations_with_replacement', choices],
  ['itertools.starmap', starmap],
  ['itertools.groupby', groupBy],
  ['itertools.takewhile', selecting],
  ['itertools.dropwhile', selecting],
  ['itertools.filterfalse', selecting],
  ['itertools.compress', compress],
  ['itertools.pairwise', pairwise],
  ['itertools.batched', batched],
  ['operator.itemgetter', prepared('operator.itemgetter#call')],
  ['operator.itemgetter#call', takeItem],
  ['operator.attrgetter', prepared('operator.attrgetter#call')],
  ['operator.attrgetter#call', takeAttribute],
  ['operator.methodcaller', prepared('operator.methodcaller#call')],
  ['operator.methodcaller#call', callMethod]
]);
