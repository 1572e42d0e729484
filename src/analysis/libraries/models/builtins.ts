/**
 * The built-in functions (library reference, "Built-in Functions").
 */
import { joinAll, membersOf } from '../../values/join';
import { FROZEN_SET, REVERSED, type Value } from '../../values/value';
import type { CallArguments, FunctionModel, IModelContext } from '../model';
import { binaryOperation } from '../operators';
import { datasetIterator } from './datasetElements';
import {
  argument,
  asPython,
  countOf,
  ELEMENT_COUNT,
  iteratorOf,
  knownInteger,
  lengthValue,
  listOf,
  listOfUnknownLength,
  positional
} from './arguments';
import { advance, elementOf, ITERATOR_FUNCTIONS } from './builtinIterators';
import { inOrder, noteDistinct } from './distinctItems';
import { EXCEPTION_CLASSES } from './exceptions';
import { frameArray, writeColumns } from './frames';
import { addItem, addItems } from './mappings';
import { sumOf } from './operatorFunctions';
import {
  followText,
  getattr,
  hasattr,
  isinstance,
  newInstance,
  setattr,
  textOf,
  type
} from './objects';

/** `int(x)`, `float(x)`: AutoGraph turns them into casts of tensors; of anything else a Python number comes. */
function number(type: 'int' | 'float'): FunctionModel {
  return (ctx, args) => {
    const value = argument(args, 0);
    if (value !== null && value.kind === 'constant' && typeof value.value === 'number') {
      return ctx.values.constant(
        type,
        type === 'int' ? Math.trunc(value.value) : value.value,
        false
      );
    }
    if (
      value !== null &&
      value.kind === 'constant' &&
      typeof value.value === 'string' &&
      type === 'float'
    ) {
      return ctx.values.scalar('float');
    }
    return ctx.values.scalar(type);
  };
}

/** `list(…)`, `set(…)`: a container of what is gone through. */
export function container(kind: 'list' | 'set', part: string = ''): FunctionModel {
  return (ctx, args) => {
    const source = argument(args, 0);
    const object = ctx.allocate(kind, null, part);
    if (source === null) {
      if (kind === 'list') {
        ctx.write(object, 'len', ctx.values.constant('int', 0, false));
      }
      return ctx.values.object(object);
    }
    advance(ctx, source);
    const items = kind === 'list' ? ctx.items(source) : null;
    if (items !== null) {
      return listOf(ctx, items);
    }
    const element = elementOf(ctx, source);
    if (element.kind !== 'never') {
      ctx.write(object, '[*]', element);
    }
    if (kind === 'list') {
      ctx.write(object, 'len', lengthValue(ctx, source));
    } else {
      noteDistinct(ctx, object, [source]);
    }
    return ctx.values.object(object);
  };
}

const tuple: FunctionModel = (ctx, args) => {
  const source = argument(args, 0);
  if (source === null) {
    return ctx.values.tuple([]);
  }
  advance(ctx, source);
  const items = ctx.items(source);
  return items === null ? ctx.values.tuple([], elementOf(ctx, source)) : ctx.values.tuple(items);
};

export const dict: FunctionModel = (ctx, args) => {
  const cls = ctx.api === 'builtins.dict' ? null : ctx.values.library(ctx.api);
  const object = ctx.allocate('dict', cls);
  for (const source of args.positional) {
    const isTable = membersOf(source).some(
      member => member.kind === 'object' && writeColumns(ctx, member.object, object)
    );
    if (!isTable) {
      addItems(ctx, object, source);
    }
  }
  args.keywords.forEach((value, name) =>
    addItem(ctx, object, ctx.values.constant('str', name, false), value)
  );
  return ctx.values.object(object);
};

const dictFromKeys: FunctionModel = (ctx, args) => {
  const object = ctx.allocate('dict', null);
  const keys = argument(args, 0);
  const value = args.positional[1] ?? ctx.values.none;
  for (const key of keys === null ? [] : (ctx.items(keys) ?? [elementOf(ctx, keys)])) {
    addItem(ctx, object, key, value);
  }
  return ctx.values.object(object);
};

const range: FunctionModel = (ctx, args) => {
  const { values } = ctx;
  const whole = (value: Value | undefined, fallback: number): Value =>
    value === undefined
      ? values.constant('int', fallback, false)
      : value.kind === 'constant' && value.type === 'int'
        ? value.value === undefined
          ? values.scalar('int')
          : values.constant('int', Number(value.value), false)
        : value.kind === 'tensor'
          ? value
          : values.scalar('int');
  const [first, second, third] = args.positional;
  const start = second === undefined ? values.constant('int', 0, false) : whole(first, 0);
  const stop = second === undefined ? whole(first, 0) : whole(second, 0);
  if (start.kind === 'tensor' || stop.kind === 'tensor') {
    return iteratorOf(
      ctx,
      'builtins.range',
      values.tensor({ dtype: 'int32', shape: [], form: 'dense' })
    );
  }
  return values.range(start, stop, whole(third, 1));
};

const len: FunctionModel = (ctx, args) => {
  const value = argument(args, 0);
  const { values } = ctx;
  if (value === null) {
    return values.scalar('int');
  }
  if (
    value.kind === 'object' &&
    value.object.kind === 'instance' &&
    value.object.cls?.kind === 'class'
  ) {
    const own = ctx.attribute(value, '__len__');
    if (own.kind === 'method') {
      return ctx.call(own, positional([]), asPython(ctx, { followedByPublished: true, count: 1 }));
    }
  }
  const ofClass = value.kind === 'class' ? ctx.special(value, ['__len__'], []) : null;
  if (ofClass !== null) {
    return ofClass;
  }
  const items = ctx.items(value);
  if (items !== null) {
    return values.constant('int', items.length, false);
  }
  const table = frameArray(ctx, value);
  return lengthValue(ctx, table === null ? value : values.tensor(table));
};

const sorted: FunctionModel = (ctx, args) => {
  const source = argument(args, 0);
  if (args.keywords.size === 0 && source !== null) {
    const items = inOrder(ctx, source);
    if (items !== null) {
      // Each order is a list of its own, whatever round of a loop makes it.
      return listOf(ctx, items, `sorted:${ctx.values.tuple(items).id}`);
    }
  }
  const element = elementOf(ctx, source);
  const key = args.keywords.get('key');
  if (key !== undefined && key.kind !== 'constant') {
    ctx.call(key, positional([element]), asPython(ctx, { followedByPublished: false }));
  }
  const count = source === null ? null : countOf(ctx, source);
  const list = listOfUnknownLength(ctx, element);
  if (count !== null && list.kind === 'object') {
    ctx.write(list.object, 'len', ctx.values.constant('int', count, false));
  }
  return list;
};

/** Elements of a sequence that are added one after another. */
const ITEMS_ADDED = 64;

/** `sum(items, start)`: what `start + item + item …` gives. */
const sum: FunctionModel = (ctx, args) => {
  const { values } = ctx;
  const source = argument(args, 0);
  if (source !== null) {
    advance(ctx, source);
  }
  const start = argument(args, 1, 'start') ?? values.constant('int', 0, false);
  const known = source === null ? null : ctx.items(source);
  if (start.kind === 'object' && start.object.kind === 'list') {
    return joinedLists(ctx, [start, ...(known ?? [elementOf(ctx, source)])], known !== null);
  }
  if (known !== null && known.length <= ITEMS_ADDED) {
    return known.reduce((total, part) => sumOf(ctx, total, part), start);
  }
  const element = joinAll(values, known ?? [elementOf(ctx, source)]);
  if (element.kind === 'constant' && (element.type === 'int' || element.type === 'float')) {
    return values.scalar(element.type);
  }
  const once = sumOf(ctx, start, element);
  return joinAll(values, [once, sumOf(ctx, once, element)]);
};

/** The elements of the lists, one list after another. */
function joinedLists(ctx: IModelContext, lists: readonly Value[], isComplete: boolean): Value {
  const items = lists.map(list => ctx.items(list));
  return isComplete && items.every(part => part !== null)
    ? listOf(ctx, items.flat())
    : listOfUnknownLength(
        ctx,
        joinAll(
          ctx.values,
          lists.map(list => ctx.iterate(list) ?? ctx.values.unknown('external', ctx.api))
        )
      );
}

/** `min`, `max` of several arguments, or of the elements of one; `key` tells what is compared. */
const extreme: FunctionModel = (ctx, args) => {
  const { values } = ctx;
  const several = args.positional.length > 1;
  const source = argument(args, 0);
  if (source !== null && !several) {
    advance(ctx, source);
  }
  const known = several ? args.positional : source === null ? null : ctx.items(source);
  const parts = known ?? [elementOf(ctx, source)];
  const otherwise = args.keywords.get('default');
  if (known?.length === 0 && otherwise !== undefined) {
    return otherwise;
  }
  const compared = comparedParts(ctx, parts, args.keywords.get('key'));
  const numbers = compared.map(part =>
    part.kind === 'constant' && typeof part.value === 'number' ? part.value : null
  );
  if (
    known !== null &&
    numbers.length > 0 &&
    numbers.length === parts.length &&
    numbers.every(part => part !== null)
  ) {
    const best = ctx.api === 'builtins.min' ? Math.min(...numbers) : Math.max(...numbers);
    const chosen = parts[numbers.indexOf(best)];
    return chosen.kind === 'constant' && typeof chosen.value === 'number'
      ? values.constant(chosen.type, chosen.value, false)
      : chosen;
  }
  return joinAll(values, known === null && otherwise !== undefined ? [...parts, otherwise] : parts);
};

/** What `min` and `max` compare: what the key makes of each part. */
function comparedParts(
  ctx: IModelContext,
  parts: readonly Value[],
  key: Value | undefined
): readonly Value[] {
  if (key === undefined || key.kind === 'constant') {
    return parts;
  }
  const options = asPython(ctx, { followedByPublished: false });
  return parts.length > ITEMS_ADDED
    ? [ctx.call(key, positional([joinAll(ctx.values, parts)]), options)]
    : parts.map(part => ctx.call(key, positional([part]), options));
}

const next: FunctionModel = (ctx, args) => {
  const source = argument(args, 0);
  if (source === null) {
    return ctx.values.unknown('external', ctx.api);
  }
  const results = membersOf(source).map(member => {
    if (member.kind === 'object') {
      ctx.effect({ kind: 'iterator', construct: 'iteration', object: member.object });
      if (ctx.read(member.object, ELEMENT_COUNT) !== null) {
        // What is taken of it is not left.
        ctx.write(member.object, ELEMENT_COUNT, ctx.values.scalar('int'));
      }
      const own = ctx.attribute(member, '__next__');
      if (own.kind === 'method') {
        return ctx.call(
          own,
          positional([]),
          asPython(ctx, { followedByPublished: true, count: 1 })
        );
      }
      const first = ctx.read(member.object, '#first');
      if (first !== null) {
        ctx.write(member.object, '#first', elementOf(ctx, member));
        return first;
      }
    } else {
      ctx.effect({ kind: 'iterator', construct: 'iteration' });
    }
    return elementOf(ctx, member);
  });
  const fallback = args.positional[1];
  return joinAll(ctx.values, [...results, ...(fallback === undefined ? [] : [fallback])]);
};

const iter: FunctionModel = (ctx, args) => {
  const source = argument(args, 0);
  if (source !== null && args.positional.length > 1) {
    // `iter(supply, sentinel)` yields what the function gives.
    const options = asPython(ctx, { followedByPublished: false });
    return iteratorOf(ctx, 'builtins.iterator', ctx.call(source, positional([]), options));
  }
  if (source !== null && source.kind === 'object' && source.object.kind === 'iterator') {
    return source;
  }
  return source !== null && source.kind === 'dataset'
    ? datasetIterator(ctx, source)
    : iteratorOf(ctx, 'builtins.iterator', elementOf(ctx, source));
};

function scalarResult(kind: 'bool' | 'int' | 'str' | 'bytes' | 'float'): FunctionModel {
  return ctx => ctx.values.scalar(kind);
}

const print: FunctionModel = (ctx, args) => {
  args.positional.forEach(value => followText(ctx, value, ['__str__', '__repr__']));
  ctx.effect({ kind: 'print', construct: 'print' });
  return ctx.values.none;
};

const input: FunctionModel = ctx => {
  ctx.effect({ kind: 'input', construct: 'call' });
  return ctx.values.scalar('str');
};

const open: FunctionModel = ctx => {
  ctx.effect({ kind: 'file', construct: 'call' });
  return ctx.values.object(ctx.allocate('instance', ctx.values.library('io.TextIOWrapper')));
};

const runText: FunctionModel = ctx => {
  ctx.effect({ kind: 'global-state', construct: 'call' });
  ctx.doubt('unknown-callee', ctx.api);
  return ctx.values.unknown('external', ctx.api);
};

const abs: FunctionModel = (ctx, args) => {
  const value = argument(args, 0);
  if (value === null) {
    return ctx.values.unknown('external', ctx.api);
  }
  if (value.kind === 'constant' && typeof value.value === 'number') {
    return ctx.values.constant(value.type, Math.abs(value.value), false);
  }
  if (value.kind === 'tensor') {
    return ctx.values.tensor(
      {
        dtype:
          value.type.dtype === 'complex64'
            ? 'float32'
            : value.type.dtype === 'complex128'
              ? 'float64'
              : value.type.dtype,
        shape: value.type.shape,
        form: value.type.form === 'variable' ? 'dense' : value.type.form
      },
      value.origin === 'numpy' ? 'numpy' : 'tensorflow'
    );
  }
  return value;
};

const reversed: FunctionModel = (ctx, args) => {
  const source = argument(args, 0);
  const items = source === null ? null : ctx.items(source);
  return items === null
    ? iteratorOf(
        ctx,
        REVERSED,
        elementOf(ctx, source),
        source === null ? null : countOf(ctx, source)
      )
    : ctx.values.tuple([...items].reverse(), null, null, REVERSED);
};

function wrapping(wrapper: 'staticmethod' | 'classmethod' | 'property'): FunctionModel {
  return (ctx, args) => {
    const callee = argument(args, 0, 'fget');
    return callee === null
      ? ctx.values.unknown('external', ctx.api)
      : ctx.values.wrapper(wrapper, callee, ctx.api, null, null, argument(args, 1, 'fset'));
  };
}

const bool: FunctionModel = (ctx, args) => {
  const value = argument(args, 0);
  return value !== null &&
    value.kind === 'constant' &&
    value.value !== undefined &&
    value.type !== 'None'
    ? ctx.values.constant('bool', Boolean(value.value), false)
    : ctx.values.scalar('bool');
};

const consuming =
  (result: 'bool'): FunctionModel =>
  (ctx, args: CallArguments) => {
    const source = argument(args, 0);
    if (source !== null) {
      advance(ctx, source);
      ctx.iterate(source);
    }
    return ctx.values.scalar(result);
  };

/** `round(x)`: halves go to the even number; with a number of places the result stays a float. */
const round: FunctionModel = (ctx, args) => {
  const value = argument(args, 0);
  if (value !== null && value.kind === 'tensor') {
    return abs(ctx, args);
  }
  const hasPlaces = argument(args, 1, 'ndigits') !== null;
  const number = hasPlaces ? null : knownInteger(value);
  if (number === null || !Number.isFinite(number)) {
    return ctx.values.scalar(hasPlaces ? 'float' : 'int');
  }
  const isHalf = number - Math.floor(number) === 0.5;
  return ctx.values.constant('int', (isHalf ? 2 * Math.round(number / 2) : Math.round(number)) + 0);
};

const pow: FunctionModel = (ctx, args) => {
  const [base, exponent] = args.positional;
  return base !== undefined &&
    exponent !== undefined &&
    (base.kind === 'tensor' || exponent.kind === 'tensor')
    ? binaryOperation(ctx, '**', base, exponent)
    : numberPower(ctx, base, exponent);
};

/** Of whole numbers a power is whole, or with an exponent below zero a float. */
function numberPower(
  ctx: IModelContext,
  base: Value | undefined,
  exponent: Value | undefined
): Value {
  const isWhole = [base, exponent].every(
    value => value?.kind === 'constant' && (value.type === 'int' || value.type === 'bool')
  );
  if (!isWhole) {
    return ctx.values.scalar('float');
  }
  const known = exponent?.kind === 'constant' ? exponent.value : undefined;
  return typeof known === 'number'
    ? ctx.values.scalar(known < 0 ? 'float' : 'int')
    : joinAll(ctx.values, [ctx.values.scalar('int'), ctx.values.scalar('float')]);
}

/** `globals()` and the like give a namespace that outlives the call: what is stored in it is an effect. */
const namespace: FunctionModel = ctx => ctx.values.unknown('external', ctx.api);

export const BUILTIN_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<string, FunctionModel>(
  [
    ...EXCEPTION_CLASSES,
    ...ITERATOR_FUNCTIONS,
    ['builtins.abs', abs],
    ['builtins.all', consuming('bool')],
    ['builtins.any', consuming('bool')],
    ['builtins.ascii', scalarResult('str')],
    ['builtins.bin', scalarResult('str')],
    ['builtins.bool', bool],
    ['builtins.bytearray', scalarResult('bytes')],
    ['builtins.bytes', scalarResult('bytes')],
    ['builtins.callable', scalarResult('bool')],
    ['builtins.chr', scalarResult('str')],
    ['builtins.classmethod', wrapping('classmethod')],
    ['builtins.complex', ctx => ctx.values.scalar('complex')],
    ['builtins.compile', runText],
    ['builtins.delattr', setattr],
    ['builtins.dict', dict],
    ['builtins.dict.fromkeys', dictFromKeys],
    ['builtins.dir', namespace],
    ['builtins.display', print],
    ['builtins.eval', runText],
    ['builtins.exec', runText],
    ['builtins.float', number('float')],
    ['builtins.format', textOf('__format__', '__str__', '__repr__')],
    ['builtins.frozenset', container('set', FROZEN_SET)],
    ['builtins.get_ipython', ctx => ctx.values.unknown('external', 'get_ipython')],
    ['builtins.getattr', getattr],
    ['builtins.globals', namespace],
    ['builtins.hasattr', hasattr],
    ['builtins.hash', scalarResult('int')],
    ['builtins.hex', scalarResult('str')],
    ['builtins.id', scalarResult('int')],
    ['builtins.input', input],
    ['builtins.int', number('int')],
    ['builtins.isinstance', isinstance],
    ['builtins.issubclass', scalarResult('bool')],
    ['builtins.iter', iter],
    ['builtins.len', len],
    ['builtins.list', container('list')],
    ['builtins.locals', namespace],
    ['builtins.max', extreme],
    ['builtins.memoryview', scalarResult('bytes')],
    ['builtins.min', extreme],
    ['builtins.next', next],
    ['builtins.oct', scalarResult('str')],
    ['builtins.open', open],
    ['builtins.ord', scalarResult('int')],
    ['builtins.pow', pow],
    ['builtins.print', print],
    ['builtins.property', wrapping('property')],
    ['builtins.range', range],
    ['builtins.repr', textOf('__repr__')],
    ['builtins.reversed', reversed],
    ['builtins.round', round],
    ['builtins.set', container('set')],
    ['builtins.setattr', setattr],
    ['builtins.object.__new__', newInstance],
    ['builtins.object.__setattr__', setattr],
    ['builtins.object.__delattr__', setattr],
    [
      'builtins.slice',
      (ctx, args) =>
        ctx.values.slice(
          args.positional[0] ?? null,
          args.positional[1] ?? null,
          args.positional[2] ?? null
        )
    ],
    ['builtins.sorted', sorted],
    ['builtins.staticmethod', wrapping('staticmethod')],
    ['builtins.str', textOf('__str__', '__repr__')],
    ['builtins.sum', sum],
    ['builtins.tuple', tuple],
    ['builtins.type', type],
    ['builtins.vars', namespace],
    ['builtins.super', ctx => ctx.values.unknown('external', 'super')]
  ]
);
