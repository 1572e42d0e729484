/**
 * Methods of lists, dicts, sets, tuples and strings (library reference, "Built-in Types").
 */
import { joinAll, membersOf } from '../../values/join';
import { keyField } from '../../values/keyField';
import type { HeapObject, Value } from '../../values/value';
import { ITEMS_KEPT } from '../../values/value';
import type { IModelContext, MethodModel } from '../model';
import { subscriptValue } from '../subscripts';
import { argument, iteratorOf, knownInteger, listOfUnknownLength } from './arguments';
import { forgetDistinct, noteDistinct } from './distinctItems';
import { KNOWN_TEXT_METHODS } from './knownTexts';
import { scatter } from './listItems';
import { addItem, addItems, removeAll, removeItem } from './mappings';

function objectOf(value: Value): HeapObject | null {
  return value.kind === 'object' ? value.object : null;
}

const append: MethodModel = (ctx, receiver, args) => {
  const object = objectOf(receiver);
  const value = argument(args, 0) ?? ctx.values.none;
  if (object !== null) {
    const length = ctx.read(object, 'len');
    const size = knownInteger(length);
    if (object.kind === 'list' && size !== null) {
      ctx.mutate(object, `[${size}]`, value, 'append');
      ctx.write(object, 'len', ctx.values.constant('int', size + 1, false));
    } else {
      ctx.mutate(object, '[*]', value, 'append');
    }
  }
  return ctx.values.none;
};

const extend: MethodModel = (ctx, receiver, args) => {
  const object = objectOf(receiver);
  const source = argument(args, 0);
  if (object !== null && source !== null) {
    const items = ctx.items(source);
    const size = knownInteger(ctx.read(object, 'len'));
    if (
      items !== null &&
      size !== null &&
      size + items.length <= ITEMS_KEPT &&
      object.kind === 'list'
    ) {
      items.forEach((item, index) => ctx.write(object, `[${size + index}]`, item));
      ctx.write(object, 'len', ctx.values.constant('int', size + items.length, false));
      ctx.effect({
        kind: 'mutation',
        construct: 'call',
        object,
        field: '[*]',
        value: joinAll(ctx.values, items)
      });
    } else {
      ctx.mutate(object, '[*]', ctx.iterate(source) ?? ctx.values.unknown('external'), 'call');
    }
  }
  return ctx.values.none;
};

/** A method that changes the receiver in a way that only its elements show. */
function changing(result: MethodModel): MethodModel {
  return (ctx, receiver, args) => {
    const object = objectOf(receiver);
    const given = result(ctx, receiver, args);
    if (object !== null) {
      if (object.kind === 'list') {
        scatter(ctx, object);
      }
      forgetDistinct(ctx, object);
      ctx.effect({ kind: 'mutation', construct: 'call', object, field: '[*]' });
    }
    return given;
  };
}

const insert: MethodModel = (ctx, receiver, args) => {
  const object = objectOf(receiver);
  if (object !== null) {
    const value = argument(args, 1) ?? ctx.values.none;
    const items = object.kind === 'list' ? ctx.items(receiver) : null;
    const place = knownInteger(argument(args, 0));
    if (items !== null && place !== null && items.length < ITEMS_KEPT) {
      const changed = [...items];
      // Places before the start and behind the end count alike in both languages.
      changed.splice(place, 0, value);
      changed.forEach((item, index) => ctx.write(object, `[${index}]`, item));
      ctx.write(object, 'len', ctx.values.constant('int', changed.length, false));
      ctx.effect({ kind: 'mutation', construct: 'call', object, field: '[*]', value });
    } else {
      scatter(ctx, object);
      ctx.mutate(object, '[*]', value, 'call');
    }
  }
  return ctx.values.none;
};

const none = (ctx: IModelContext): Value => ctx.values.none;
const element = (ctx: IModelContext, receiver: Value): Value =>
  ctx.iterate(receiver) ?? ctx.values.unknown('external', ctx.api);

const listPop: MethodModel = (ctx, receiver, args) => {
  const object = objectOf(receiver);
  const items = ctx.items(receiver);
  const position = knownInteger(argument(args, 0)) ?? -1;
  if (object !== null && items !== null && args.positional.length === 0 && items.length > 0) {
    ctx.write(object, 'len', ctx.values.constant('int', items.length - 1, false));
    ctx.effect({ kind: 'mutation', construct: 'call', object, field: '[*]' });
    return items[items.length - 1];
  }
  const item = items?.[position < 0 ? items.length + position : position];
  const result = item ?? element(ctx, receiver);
  if (object !== null) {
    scatter(ctx, object);
    ctx.effect({ kind: 'mutation', construct: 'call', object, field: '[*]' });
  }
  return result;
};

const sort: MethodModel = changing(none);

/** All values of a dict, whatever their key. */
function dictValues(ctx: IModelContext, receiver: Value): Value {
  const parts = membersOf(receiver).flatMap(member =>
    member.kind === 'object'
      ? ctx
          .fields(member.object)
          .filter(field => field !== '[keys]' && field !== 'len')
          .map(field => ctx.read(member.object, field))
          .filter(value => value !== null)
      : []
  );
  return parts.length === 0 ? ctx.values.unknown('external', ctx.api) : joinAll(ctx.values, parts);
}

/** All keys of a dict. */
function dictKeys(ctx: IModelContext, receiver: Value): Value {
  const object = objectOf(receiver);
  return object?.kind === 'dict'
    ? (ctx.read(object, '[keys]') ?? ctx.values.unknown('external', ctx.api))
    : element(ctx, receiver);
}

/** The keys and values of a dict whose keys are all known. */
function knownItems(
  ctx: IModelContext,
  receiver: Value
): readonly (readonly [Value, Value])[] | null {
  const object = objectOf(receiver);
  if (object === null || object.kind !== 'dict' || ctx.read(object, '[*]') !== null) {
    return null;
  }
  // The keys as they were written, where the program says it.
  const written = new Map(
    membersOf(ctx.read(object, '[keys]') ?? ctx.values.never).map(key => [keyField(key), key])
  );
  const items: (readonly [Value, Value])[] = [];
  for (const field of ctx.fields(object)) {
    const value = ctx.read(object, field);
    if (field === '[keys]' || value === null) {
      continue;
    }
    const name = /^\['(.*)'\]$/su.exec(field);
    const number = /^\[(-?\d+)\]$/u.exec(field);
    const key =
      written.get(field) ??
      (name !== null
        ? ctx.values.constant('str', name[1], false)
        : number !== null
          ? ctx.values.constant('int', Number(number[1]), false)
          : null);
    if (key === null) {
      return null;
    }
    items.push([key, value]);
  }
  return items;
}

function view(ctx: IModelContext, name: string, known: readonly Value[]): Value {
  return ctx.values.tuple(known, null, null, `builtins.${name}`);
}

const items: MethodModel = (ctx, receiver) => {
  const known = knownItems(ctx, receiver);
  return known !== null && known.length <= 32
    ? view(
        ctx,
        'dict_items',
        known.map(([key, value]) => ctx.values.tuple([key, value]))
      )
    : iteratorOf(
        ctx,
        'builtins.dict_items',
        ctx.values.tuple([dictKeys(ctx, receiver), dictValues(ctx, receiver)])
      );
};

const valuesOf: MethodModel = (ctx, receiver) => {
  const known = knownItems(ctx, receiver);
  return known !== null && known.length <= 32
    ? view(
        ctx,
        'dict_values',
        known.map(([, value]) => value)
      )
    : iteratorOf(ctx, 'builtins.dict_values', dictValues(ctx, receiver));
};

const keys: MethodModel = (ctx, receiver) => {
  const known = knownItems(ctx, receiver);
  return known !== null && known.length <= 32
    ? view(
        ctx,
        'dict_keys',
        known.map(([key]) => key)
      )
    : iteratorOf(ctx, 'builtins.dict_keys', dictKeys(ctx, receiver));
};

function entry(ctx: IModelContext, receiver: Value, key: Value | null): Value | null {
  const object = objectOf(receiver);
  const field = key === null ? null : keyField(key);
  return object === null || field === null
    ? dictValues(ctx, receiver)
    : (ctx.read(object, field) ?? ctx.read(object, '[*]'));
}

const get: MethodModel = (ctx, receiver, args) => {
  const found = entry(ctx, receiver, argument(args, 0));
  const fallback = args.positional[1] ?? ctx.values.none;
  return found === null ? fallback : joinAll(ctx.values, [found, fallback]);
};

/** `d.pop(key)`, `d.pop(key, default)`. */
const dictPop: MethodModel = (ctx, receiver, args) => {
  const key = argument(args, 0);
  const found = entry(ctx, receiver, key);
  const fallback = args.positional[1];
  const object = objectOf(receiver);
  if (object !== null) {
    removeItem(ctx, object, key, true);
  }
  return joinAll(ctx.values, [
    ...(found === null ? [] : [found]),
    ...(fallback === undefined ? [] : [fallback])
  ]);
};

/** `d.popitem()`: the last item, where the order is known; an `OrderedDict` may be asked for the first. */
const popItem: MethodModel = (ctx, receiver, args) => {
  const isPlain = args.positional.length + args.keywords.size === 0;
  const last = isPlain ? knownItems(ctx, receiver)?.at(-1) : undefined;
  const object = objectOf(receiver);
  const pair = last ?? [element(ctx, receiver), dictValues(ctx, receiver)];
  if (object !== null) {
    removeItem(ctx, object, last?.[0] ?? null, true);
  }
  return ctx.values.tuple(pair);
};

const update: MethodModel = (ctx, receiver, args) => {
  const object = objectOf(receiver);
  if (object === null) {
    return ctx.values.none;
  }
  args.positional.forEach(source => addItems(ctx, object, source));
  args.keywords.forEach((value, name) =>
    addItem(ctx, object, ctx.values.constant('str', name, false), value)
  );
  ctx.effect({ kind: 'mutation', construct: 'call', object, field: '[*]' });
  return ctx.values.none;
};

/** `d.__setitem__(key, value)`, as overriding methods call it. */
const setItem: MethodModel = (ctx, receiver, { positional: [key, value] }) => {
  const object = objectOf(receiver);
  if (object !== null && key !== undefined && value !== undefined) {
    addItem(ctx, object, key, value);
    ctx.effect({ kind: 'write', construct: 'call', object, field: '[*]', value });
  }
  return ctx.values.none;
};

/** `d.__getitem__(key)`; classes of libraries that inherit it keep their items elsewhere. */
const getItem: MethodModel = (ctx, receiver, { positional: [key] }) => {
  const kind = objectOf(receiver)?.kind;
  return key !== undefined && (kind === 'dict' || kind === 'list')
    ? subscriptValue(ctx, receiver, key)
    : ctx.values.unknown('external', ctx.api);
};

const setDefault: MethodModel = (ctx, receiver, args) => {
  const object = objectOf(receiver);
  const found = entry(ctx, receiver, argument(args, 0));
  const fallback = args.positional[1] ?? ctx.values.none;
  if (object !== null) {
    ctx.mutate(object, '[*]', fallback, 'call');
  }
  return found === null ? fallback : joinAll(ctx.values, [found, fallback]);
};

const add: MethodModel = (ctx, receiver, args) => {
  const object = objectOf(receiver);
  if (object !== null) {
    ctx.mutate(object, '[*]', argument(args, 0) ?? ctx.values.none, 'call');
  }
  return ctx.values.none;
};

const copy: MethodModel = (ctx, receiver) => {
  const object = objectOf(receiver);
  if (object === null) {
    return receiver;
  }
  const result = ctx.allocate(object.kind, object.cls, 'copy');
  for (const field of ctx.fields(object)) {
    const value = ctx.read(object, field);
    if (value !== null) {
      ctx.write(result, field, value);
    }
  }
  return ctx.values.object(result);
};

const combined: MethodModel = (ctx, receiver, args) => {
  const result = ctx.allocate('set', null, 'combined');
  const parts = [receiver, ...args.positional].map(part => element(ctx, part));
  ctx.write(result, '[*]', joinAll(ctx.values, parts));
  if (ctx.api.endsWith('.union')) {
    noteDistinct(ctx, result, [receiver, ...args.positional]);
  }
  return ctx.values.object(result);
};

const text: MethodModel = ctx => ctx.values.scalar('str');
const integer: MethodModel = ctx => ctx.values.scalar('int');
const truth: MethodModel = ctx => ctx.values.scalar('bool');
const bytes: MethodModel = ctx => ctx.values.scalar('bytes');
const texts: MethodModel = ctx => listOfUnknownLength(ctx, ctx.values.scalar('str'));
const texts3: MethodModel = ctx =>
  ctx.values.tuple([ctx.values.scalar('str'), ctx.values.scalar('str'), ctx.values.scalar('str')]);

const TEXT_METHODS: Readonly<Record<string, MethodModel>> = {
  capitalize: text,
  casefold: text,
  center: text,
  count: integer,
  encode: bytes,
  decode: text,
  endswith: truth,
  expandtabs: text,
  find: integer,
  format: text,
  format_map: text,
  index: integer,
  isalnum: truth,
  isalpha: truth,
  isascii: truth,
  isdecimal: truth,
  isdigit: truth,
  isidentifier: truth,
  islower: truth,
  isnumeric: truth,
  isprintable: truth,
  isspace: truth,
  istitle: truth,
  isupper: truth,
  ljust: text,
  lstrip: text,
  partition: texts3,
  removeprefix: text,
  removesuffix: text,
  rfind: integer,
  rindex: integer,
  rjust: text,
  rpartition: texts3,
  rsplit: texts,
  rstrip: text,
  splitlines: texts,
  startswith: truth,
  swapcase: text,
  title: text,
  translate: text,
  zfill: text,
  hex: text,
  ...KNOWN_TEXT_METHODS
};

const LIST_METHODS: Readonly<Record<string, MethodModel>> = {
  append,
  extend,
  insert,
  remove: changing(none),
  pop: listPop,
  clear: changing(none),
  sort,
  reverse: changing(none),
  index: integer,
  count: integer,
  copy,
  __len__: integer
};

const DICT_METHODS: Readonly<Record<string, MethodModel>> = {
  get,
  items,
  keys,
  values: valuesOf,
  update,
  setdefault: setDefault,
  copy,
  clear: changing((ctx, receiver) => {
    const object = objectOf(receiver);
    if (object !== null) {
      removeAll(ctx, object, true);
    }
    return ctx.values.none;
  }),
  pop: changing(dictPop),
  popitem: changing(popItem),
  fromkeys: copy,
  most_common: (ctx, receiver) =>
    listOfUnknownLength(ctx, ctx.values.tuple([element(ctx, receiver), ctx.values.scalar('int')])),
  move_to_end: changing(none)
};

const SET_METHODS: Readonly<Record<string, MethodModel>> = {
  add,
  discard: changing(none),
  remove: changing(none),
  pop: changing(element),
  clear: changing(none),
  copy,
  update: (ctx, receiver, args) => {
    const object = objectOf(receiver);
    if (object !== null) {
      ctx.mutate(
        object,
        '[*]',
        joinAll(
          ctx.values,
          args.positional.map(part => element(ctx, part))
        ),
        'call'
      );
    }
    return ctx.values.none;
  },
  union: combined,
  intersection: combined,
  difference: combined,
  symmetric_difference: combined,
  issubset: truth,
  issuperset: truth,
  isdisjoint: truth
};

const DEQUE_METHODS: Readonly<Record<string, MethodModel>> = {
  append: add,
  appendleft: add,
  extend,
  extendleft: extend,
  pop: changing(element),
  popleft: changing(element),
  clear: changing(none),
  rotate: changing(none),
  reverse: changing(none),
  insert: (ctx, receiver, args) =>
    add(ctx, receiver, { ...args, positional: args.positional.slice(1) }),
  index: integer,
  count: integer,
  copy,
  remove: changing(none)
};

/** Queues between threads, processes and coroutines. */
const QUEUE_METHODS: Readonly<Record<string, MethodModel>> = {
  put: add,
  put_nowait: add,
  get: changing(element),
  get_nowait: changing(element),
  qsize: integer,
  empty: truth,
  full: truth,
  task_done: none,
  join: none,
  close: none
};

/** Classes whose instances are queues. */
export const QUEUES: readonly string[] = [
  ...['Queue', 'LifoQueue', 'PriorityQueue', 'SimpleQueue'].map(name => `queue.${name}`),
  ...['Queue', 'SimpleQueue', 'JoinableQueue'].map(name => `multiprocessing.${name}`),
  ...['Queue', 'LifoQueue', 'PriorityQueue'].map(name => `asyncio.${name}`)
];

const TUPLE_METHODS: Readonly<Record<string, MethodModel>> = {
  index: integer,
  count: integer
};

const NUMBER_METHODS: Readonly<Record<string, MethodModel>> = {
  item: (_ctx, receiver) => receiver,
  is_integer: truth,
  bit_length: integer,
  hex: text,
  conjugate: (_ctx, receiver) => receiver
};

function entriesOf(
  owner: string,
  methods: Readonly<Record<string, MethodModel>>
): readonly (readonly [string, MethodModel])[] {
  return Object.entries(methods).map(([name, model]) => [`${owner}.${name}`, model] as const);
}

export const CONTAINER_METHODS: ReadonlyMap<string, MethodModel> = new Map([
  ...entriesOf('builtins.list', LIST_METHODS),
  ...entriesOf('builtins.dict', DICT_METHODS),
  ...entriesOf('builtins.dict', {
    __init__: update,
    __getitem__: getItem,
    __setitem__: setItem
  }),
  ...entriesOf('builtins.list', { __init__: extend, __getitem__: getItem }),
  ...entriesOf('collections.defaultdict', DICT_METHODS),
  ...entriesOf('collections.OrderedDict', DICT_METHODS),
  ...entriesOf('collections.UserDict', DICT_METHODS),
  ...entriesOf('collections.Counter', DICT_METHODS),
  ...entriesOf('builtins.set', SET_METHODS),
  ...entriesOf('collections.deque', DEQUE_METHODS),
  ...QUEUES.flatMap(path => entriesOf(path, QUEUE_METHODS)),
  ...entriesOf('builtins.tuple', TUPLE_METHODS),
  ...entriesOf('builtins.str', TEXT_METHODS),
  ...entriesOf('builtins.bytes', TEXT_METHODS),
  ...entriesOf('builtins.int', NUMBER_METHODS),
  ...entriesOf('builtins.float', NUMBER_METHODS),
  ...entriesOf('builtins.bool', NUMBER_METHODS),
  ...entriesOf('collections.abc.Iterator', {
    __next__: (ctx, receiver) => {
      ctx.effect({ kind: 'iterator', construct: 'iteration', object: objectOf(receiver) });
      return element(ctx, receiver);
    },
    next: (ctx, receiver) => {
      ctx.effect({ kind: 'iterator', construct: 'iteration', object: objectOf(receiver) });
      return element(ctx, receiver);
    },
    get_next: (ctx, receiver) => {
      ctx.effect({ kind: 'iterator', construct: 'iteration', object: objectOf(receiver) });
      return element(ctx, receiver);
    },
    send: (ctx, receiver) => element(ctx, receiver),
    close: none
  })
]);
