/**
 * The parts of the standard library that hold functions and containers together: functools, itertools,
 * collections, copy, contextlib, dataclasses, typing.
 */
import { joinAll, membersOf } from '../../values/join';
import type { HeapObject, Value, WrapperValue } from '../../values/value';
import type { FunctionModel, IModelContext, MethodModel } from '../model';
import { container, dict } from './builtins';
import { QUEUES } from './containers';
import { EXIT_STACK_METHODS, EXIT_STACKS } from './exitStacks';
import { SINGLE_DISPATCH, SINGLE_DISPATCH_METHODS } from './singleDispatch';
import { addItem } from './mappings';
import {
  argument,
  asPython,
  countOf,
  ELEMENT_COUNT,
  iteratorOf,
  knownInteger,
  listOf,
  listOfUnknownLength,
  positional
} from './arguments';

const partial: FunctionModel = (ctx, args) => {
  const [callee, ...rest] = args.positional;
  return callee === undefined
    ? ctx.values.unknown('external', ctx.api)
    : ctx.values.partial(callee, rest, args.keywords);
};

/** A partial application that gets the instance first, as a method does. */
const partialMethod: FunctionModel = (ctx, args) =>
  ctx.values.wrapper('partialmethod', partial(ctx, args), ctx.api);

const COMPARISON = 'functools.cmp_to_key#comparison';

/** `cmp_to_key(f)`: a key function whose results are compared by `f`. */
const comparisonKey: FunctionModel = (ctx, args) =>
  ctx.values.partial(ctx.values.library(COMPARISON), args.positional, new Map());

const comparison: FunctionModel = (ctx, { positional: [compare, value] }) => {
  if (compare !== undefined && value !== undefined) {
    ctx.call(compare, positional([value, value]), asPython(ctx, { followedByPublished: false }));
  }
  return ctx.values.unknown('external', ctx.api);
};

const reduce: FunctionModel = (ctx, args) => {
  const [callee, source, initial] = args.positional;
  if (callee === undefined || source === undefined) {
    return ctx.values.unknown('external', ctx.api);
  }
  const items = ctx.items(source);
  const element = ctx.iterate(source) ?? ctx.values.unknown('external', ctx.api);
  const options = asPython(ctx, { followedByPublished: true, count: items?.length ?? null });
  if (items !== null && items.length > 0 && items.length <= 12) {
    const [first, ...rest] = initial === undefined ? items : [initial, ...items];
    return rest.reduce<Value>(
      (left, right, index) =>
        ctx.call(callee, positional([left, right]), { ...options, part: `reduce:${index}` }),
      first
    );
  }
  const once = ctx.call(callee, positional([initial ?? element, element]), options);
  const twice = ctx.call(callee, positional([once, element]), options);
  return joinAll(ctx.values, [initial ?? element, once, twice]);
};

/** A decorator, or a function that gives one, that leaves the function what it is. */
function decorator(wrapper: WrapperValue['wrapper']): FunctionModel {
  return (ctx, args) => {
    const callee = argument(args, 0);
    const isCallable =
      callee !== null &&
      ['function', 'method', 'wrapper', 'partial', 'library', 'class'].includes(callee.kind);
    return isCallable && callee !== null
      ? callee.kind === 'class'
        ? callee
        : ctx.values.wrapper(wrapper, callee, ctx.api)
      : ctx.values.library(`${ctx.api}#decorator`);
  };
}

const identity: FunctionModel = (ctx, args) =>
  argument(args, 0) ?? ctx.values.unknown('external', ctx.api);

/** `ChainMap(first, second)`: any of its mappings, which stay what they are. */
const chainMap: FunctionModel = (ctx, args) =>
  args.positional.length === 0 ? dict(ctx, args) : joinAll(ctx.values, args.positional);

/** `functools.wraps(f)` gives a decorator that gives its argument back. */
const wraps: FunctionModel = ctx => ctx.values.library('functools.wraps#decorator');

const copy: FunctionModel = (ctx, args) =>
  copied(ctx, argument(args, 0) ?? ctx.values.none, new Map());

/** A copy of an object with other values in some fields; each is stored once, so that in a loop the old ones do not show. */
function copied(ctx: IModelContext, value: Value, changes: ReadonlyMap<string, Value>): Value {
  if (value.kind !== 'object') {
    return value;
  }
  const object = ctx.allocate(value.object.kind, value.object.cls, `copy:${value.object.id}`);
  for (const field of new Set([...ctx.fields(value.object), ...changes.keys()])) {
    const stored = changes.get(field) ?? ctx.read(value.object, field);
    if (stored !== null) {
      ctx.write(object, field, stored);
    }
  }
  return ctx.values.object(object);
}

/** `dataclasses.replace(instance, name=value)`: a copy with other values under the given names. */
const replace: FunctionModel = (ctx, args) =>
  joinAll(
    ctx.values,
    membersOf(argument(args, 0) ?? ctx.values.none).map(member =>
      copied(ctx, member, args.keywords)
    )
  );

/** The names and values of an instance's fields. */
function fieldsOf(ctx: IModelContext, object: HeapObject): readonly (readonly [string, Value])[] {
  return ctx.fields(object).flatMap(name => {
    const value = /^\w+$/u.test(name) ? ctx.read(object, name) : null;
    return value === null ? [] : [[name, value] as const];
  });
}

/** `dataclasses.asdict(instance)`: a dict of the fields; of instances in them, too. */
function asDict(ctx: IModelContext, value: Value, depth: number): Value {
  if (value.kind !== 'object' || value.object.kind !== 'instance' || depth === 0) {
    return value;
  }
  const dict = ctx.allocate('dict', null, `fields:${value.object.id}`);
  for (const [name, held] of fieldsOf(ctx, value.object)) {
    addItem(ctx, dict, ctx.values.constant('str', name, false), asDict(ctx, held, depth - 1));
  }
  return ctx.values.object(dict);
}

/** Instances in one another that `asdict` is followed into. */
const NESTED_INSTANCES = 4;

const toDict: FunctionModel = (ctx, args) =>
  asDict(ctx, argument(args, 0) ?? ctx.values.none, NESTED_INSTANCES);

/** `dataclasses.astuple(instance)`. */
const toTuple: FunctionModel = (ctx, args) => {
  const instance = argument(args, 0);
  return instance?.kind === 'object'
    ? ctx.values.tuple(fieldsOf(ctx, instance.object).map(([, value]) => value))
    : ctx.values.unknown('external', ctx.api);
};

/** `types.MethodType(function, instance)`. */
const bound: FunctionModel = (ctx, { positional: [callee, instance] }) =>
  callee === undefined || instance === undefined
    ? ctx.values.unknown('external', ctx.api)
    : ctx.values.method(instance, callee);

function emptyContainer(kind: 'dict' | 'set', cls: string): FunctionModel {
  return (ctx, args) => {
    const object = ctx.allocate(kind, ctx.values.library(cls));
    const [first] = args.positional;
    if (cls === 'collections.defaultdict' && first !== undefined) {
      const made = ctx.call(first, positional([]), asPython(ctx, { followedByPublished: true }));
      if (made.kind === 'object' && made.object.kind === 'list') {
        // It stands for the lists of all keys: how many items one of them has, it does not tell.
        ctx.write(made.object, 'len', ctx.values.scalar('int'));
      }
      ctx.write(object, '[*]', made);
    } else if (first !== undefined) {
      const element = ctx.iterate(first);
      if (element !== null && element.kind !== 'never') {
        ctx.write(object, kind === 'dict' ? '[keys]' : '[*]', element);
        if (kind === 'dict') {
          ctx.write(
            object,
            '[*]',
            cls === 'collections.Counter'
              ? ctx.values.scalar('int')
              : ctx.values.unknown('external', cls)
          );
        }
      }
    }
    return ctx.values.object(object);
  };
}

function elements(ctx: IModelContext, args: { readonly positional: readonly Value[] }): Value {
  return joinAll(
    ctx.values,
    args.positional.map(source => ctx.iterate(source) ?? ctx.values.unknown('external', ctx.api))
  );
}

const chain: FunctionModel = (ctx, args) => iteratorOf(ctx, ctx.api, elements(ctx, args));
const repeatOf: FunctionModel = (ctx, args) =>
  iteratorOf(ctx, ctx.api, argument(args, 0) ?? ctx.values.unknown('external', ctx.api));
const counter: FunctionModel = ctx => iteratorOf(ctx, ctx.api, ctx.values.scalar('int'));
/** `tqdm(xs)`: iterates like what it is given, and shows progress. */
const progress: FunctionModel = (ctx, args) => {
  ctx.effect({ kind: 'progress', construct: 'call' });
  const source = argument(args, 0, 'iterable');
  const object = ctx.allocate('instance', ctx.values.library('tqdm.tqdm'));
  if (source !== null) {
    const element = ctx.iterate(source);
    const count = countOf(ctx, source);
    if (count !== null) {
      ctx.write(object, ELEMENT_COUNT, ctx.values.constant('int', count, false));
    }
    if (element !== null) {
      ctx.write(object, '#iterated', element);
    }
  } else {
    ctx.write(object, '#iterated', ctx.values.scalar('int'));
  }
  return ctx.values.object(object);
};

const progressMethod: MethodModel = ctx => {
  ctx.effect({ kind: 'progress', construct: 'call' });
  return ctx.values.none;
};

/** `random.sample(xs, k)`, `random.choices(xs, k=k)`: that many elements. */
const sample: FunctionModel = (ctx, args) => {
  ctx.effect({ kind: 'random', construct: 'call' });
  const element =
    ctx.iterate(argument(args, 0, 'population') ?? ctx.values.never) ??
    ctx.values.unknown('external', ctx.api);
  const given = ctx.api.endsWith('choices')
    ? (args.keywords.get('k') ?? null)
    : argument(args, 1, 'k');
  const count = given === null ? 1 : knownInteger(given);
  return count !== null && count <= SAMPLED_ITEMS
    ? listOf(
        ctx,
        Array.from({ length: count }, () => element)
      )
    : listOfUnknownLength(ctx, element);
};

/** Samples up to this size have their elements one by one. */
const SAMPLED_ITEMS = 64;

/** `random.choice(xs)`: an element. */
const choice: FunctionModel = (ctx, args) => {
  ctx.effect({ kind: 'random', construct: 'call' });
  return (
    ctx.iterate(argument(args, 0, 'seq') ?? ctx.values.never) ??
    ctx.values.unknown('external', ctx.api)
  );
};

const typeVariable: FunctionModel = ctx => ctx.values.unknown('external', ctx.api);

const opened: MethodModel = (_ctx, receiver) => receiver;

const HELD = '#held';

/** `nullcontext(v)`: a manager that gives what it was made of when it is entered. */
const holding: FunctionModel = (ctx, args) => {
  const manager = ctx.allocate('instance', ctx.values.library(ctx.api));
  const given = argument(args, 0, 'enter_result') ?? argument(args, 0, 'thing');
  ctx.write(manager, HELD, given ?? ctx.values.none);
  return ctx.values.object(manager);
};

/** `closing(v)`: gives what it was made of, and closes it behind the block. */
const closing: FunctionModel = (ctx, args) => {
  ctx.special(argument(args, 0, 'thing') ?? ctx.values.none, ['close'], []);
  return holding(ctx, args);
};

const held: MethodModel = (ctx, receiver) =>
  (receiver.kind === 'object' ? ctx.read(receiver.object, HELD) : null) ??
  ctx.values.unknown('external', ctx.api);

/** Its arguments say how long it may get, not what is in it. */
const emptyQueue: FunctionModel = ctx =>
  ctx.values.object(ctx.allocate('set', ctx.values.library(ctx.api)));

/** `asyncio.gather(*coroutines)`: a list of what they give. */
const gather: FunctionModel = (ctx, args) =>
  args.starred === null
    ? listOf(ctx, args.positional)
    : listOfUnknownLength(ctx, joinAll(ctx.values, [...args.positional, args.starred]));

/** A field of a data class, in the class body: its default. */
const field: FunctionModel = (ctx, args) => {
  const factory = args.keywords.get('default_factory') ?? args.keywords.get('factory');
  return factory === undefined
    ? (args.keywords.get('default') ?? ctx.values.unknown('external', ctx.api))
    : ctx.call(factory, positional([]), asPython(ctx, { followedByPublished: true }));
};

/** The names of files. */
const names: FunctionModel = ctx => {
  ctx.effect({ kind: 'reading', construct: 'call' });
  return listOfUnknownLength(ctx, ctx.values.scalar('str'));
};

export const PYTHON_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<string, FunctionModel>([
  ['functools.partial', partial],
  ['functools.partialmethod', partialMethod],
  ['functools.cmp_to_key', comparisonKey],
  [COMPARISON, comparison],
  ['functools.reduce', reduce],
  ['functools.wraps', wraps],
  ['functools.wraps#decorator', identity],
  ['functools.update_wrapper', identity],
  ['functools.lru_cache', decorator('cached')],
  ['functools.lru_cache#decorator', decorator('cached')],
  ['functools.cache', decorator('cached')],
  [
    'functools.cached_property',
    (ctx, args) => ctx.values.wrapper('property', argument(args, 0) ?? ctx.values.none, ctx.api)
  ],
  ...SINGLE_DISPATCH,
  ['functools.total_ordering', identity],
  ['contextlib.contextmanager', decorator('contextmanager')],
  ['dataclasses.dataclass', decorator('transparent')],
  ['dataclasses.dataclass#decorator', identity],
  ['dataclasses.field', field],
  ...['s', 'attrs', 'define', 'mutable', 'frozen', 'dataclass'].flatMap(name =>
    ['attr', 'attrs'].flatMap(module => [
      [`${module}.${name}`, decorator('transparent')] as const,
      [`${module}.${name}#decorator`, identity] as const
    ])
  ),
  ...['attr.ib', 'attr.attrib', 'attr.field', 'attrs.field'].map(name => [name, field] as const),
  ['dataclasses.replace', replace],
  ['dataclasses.asdict', toDict],
  ['dataclasses.astuple', toTuple],
  ['types.MethodType', bound],
  [
    'types.SimpleNamespace',
    (ctx, args) => {
      const object = ctx.allocate('instance', ctx.values.library(ctx.api));
      args.keywords.forEach((value, name) => ctx.write(object, name, value));
      return ctx.values.object(object);
    }
  ],
  ['attr.evolve', replace],
  ['attrs.evolve', replace],
  ['abc.abstractmethod', identity],
  // A coroutine stands for what it gives: `await` and what runs it give the same.
  ...['run', 'create_task', 'ensure_future', 'shield', 'wait_for'].map(
    name => [`asyncio.${name}`, identity] as const
  ),
  ['asyncio.gather', gather],
  [
    'abc.abstractproperty',
    (ctx, args) => ctx.values.wrapper('property', argument(args, 0) ?? ctx.values.none, ctx.api)
  ],
  ['typing.overload', identity],
  ['typing.no_type_check', identity],
  ['typing.final', identity],
  ['enum.member', identity],
  ['typing.cast', (ctx, args) => argument(args, 1) ?? ctx.values.unknown('external', ctx.api)],
  ['typing.TypeVar', typeVariable],
  ['typing.NewType', typeVariable],
  ['contextlib.nullcontext', holding],
  ['contextlib.closing', closing],
  [
    'contextlib.suppress',
    ctx => ctx.values.object(ctx.allocate('instance', ctx.values.library(ctx.api)))
  ],
  ...EXIT_STACKS,
  ['copy.copy', copy],
  ['copy.deepcopy', copy],
  ['collections.defaultdict', emptyContainer('dict', 'collections.defaultdict')],
  ['collections.OrderedDict', dict],
  ['collections.UserDict', dict],
  ['collections.UserList', container('list')],
  ['collections.ChainMap', chainMap],
  ['types.MappingProxyType', identity],
  ['collections.Counter', emptyContainer('dict', 'collections.Counter')],
  ['collections.deque', emptyContainer('set', 'collections.deque')],
  ...QUEUES.map(path => [path, emptyQueue] as const),
  ['itertools.chain', chain],
  [
    'itertools.chain.from_iterable',
    (ctx, args) =>
      iteratorOf(
        ctx,
        ctx.api,
        ctx.iterate(ctx.iterate(argument(args, 0) ?? ctx.values.never) ?? ctx.values.never) ??
          ctx.values.unknown('external', ctx.api)
      )
  ],
  ['itertools.count', counter],
  ['itertools.cycle', chain],
  ['itertools.repeat', repeatOf],
  [
    'itertools.islice',
    (ctx, args) =>
      iteratorOf(
        ctx,
        ctx.api,
        ctx.iterate(argument(args, 0) ?? ctx.values.never) ??
          ctx.values.unknown('external', ctx.api)
      )
  ],
  [
    'itertools.tee',
    (ctx, args) =>
      ctx.values.tuple([
        argument(args, 0) ?? ctx.values.never,
        argument(args, 0) ?? ctx.values.never
      ])
  ],
  ['random.sample', sample],
  ['random.choices', sample],
  ['random.choice', choice],
  ['tqdm.tqdm', progress],
  ['tqdm.trange', progress],
  ['tqdm.auto.tqdm', progress],
  ['tqdm.auto.trange', progress],
  ['tqdm.notebook.tqdm', progress],
  ['tqdm.notebook.trange', progress],
  ['tqdm.notebook.tqdm_notebook', progress],
  ['tqdm.tqdm_notebook', progress],
  [
    'logging.getLogger',
    ctx => ctx.values.object(ctx.allocate('instance', ctx.values.library('logging.Logger')))
  ],
  ['glob.glob', names],
  ['os.listdir', names],
  ['tensorflow.io.gfile.listdir', names],
  ['tensorflow.io.gfile.glob', names]
]);

const logged: MethodModel = ctx => {
  ctx.effect({ kind: 'log', construct: 'call' });
  return ctx.values.none;
};

/** `@name.setter`, `@name.getter`: the property with another function; what deletes it is not followed. */
function accessor(replaces: 'setter' | 'getter' | null): MethodModel {
  return (ctx, receiver, args) => {
    const callee = argument(args, 0);
    return receiver.kind !== 'wrapper' || callee === null
      ? ctx.values.unknown('external', ctx.api)
      : ctx.values.wrapper(
          'property',
          replaces === 'getter' ? callee : receiver.function,
          receiver.api,
          receiver.at,
          receiver.call,
          replaces === 'setter' ? callee : receiver.setter
        );
  };
}

export const PYTHON_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>([
  ['builtins.property.setter', accessor('setter')],
  ['builtins.property.getter', accessor('getter')],
  ['builtins.property.deleter', accessor(null)],
  ...['debug', 'info', 'warning', 'warn', 'error', 'critical', 'exception', 'log'].map(
    name => [`logging.Logger.${name}`, logged] as const
  ),
  ['tqdm.tqdm.update', progressMethod],
  ['tqdm.tqdm.set_description', progressMethod],
  ['tqdm.tqdm.set_postfix', progressMethod],
  ['tqdm.tqdm.set_postfix_str', progressMethod],
  ['tqdm.tqdm.write', progressMethod],
  ['tqdm.tqdm.close', progressMethod],
  ['tqdm.tqdm.__enter__', opened],
  ['io.TextIOWrapper.__enter__', opened],
  ['contextlib.nullcontext.__enter__', held],
  ['contextlib.closing.__enter__', held],
  ...EXIT_STACK_METHODS,
  ...SINGLE_DISPATCH_METHODS,
  ...[
    'read',
    'readline',
    'readlines',
    'write',
    'writelines',
    'close',
    'flush',
    'seek',
    'truncate'
  ].map(
    name =>
      [
        `io.TextIOWrapper.${name}`,
        (ctx: IModelContext): Value => {
          ctx.effect({ kind: name.startsWith('read') ? 'reading' : 'file', construct: 'call' });
          return name === 'read' || name === 'readline'
            ? ctx.values.scalar('str')
            : name === 'readlines'
              ? listOfUnknownLength(ctx, ctx.values.scalar('str'))
              : ctx.values.scalar('int');
        }
      ] as const
  )
]);
