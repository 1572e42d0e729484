/**
 * Nested structures (`tf.nest`), named tuples, and functions that give them; lookup tables; raw operations.
 */
import { joinAll, membersOf } from '../../values/join';
import type { Value } from '../../values/value';
import { toArgument } from '../convert';
import { configOf, genericFunction } from '../generic';
import type { CallArguments, FunctionModel, IModelContext, MethodModel } from '../model';
import {
  FIELD_NAMES,
  MADE_DATA_CLASS,
  madeDataClassFields,
  NAMED_TUPLE,
  namedTupleFields
} from '../namedTuples';
import { toDType } from '../rules/ruleCall';
import type { DType } from '../rules/dtype';
import type { Dimension, Shape } from '../rules/tensorType';
import {
  argument,
  asPython,
  knownInteger,
  listOf,
  listOfUnknownLength,
  positional
} from './arguments';
import { typeOfContent } from './tensors';

/** The names of fields that are given as one text, or as names or rows that begin with one; `null` where one is not known. */
function writtenNames(ctx: IModelContext, fields: Value | null): readonly string[] | null {
  const text = (value: Value | undefined): string | null =>
    value !== undefined && value.kind === 'constant' && typeof value.value === 'string'
      ? value.value
      : null;
  const written = fields === null ? null : text(fields);
  if (written !== null) {
    return written.split(/[\s,]+/u).filter(name => name !== '');
  }
  const names = (fields === null ? null : ctx.items(fields))?.map(item =>
    item.kind === 'tuple' ? text(item.items[0]) : text(item)
  );
  return names === undefined || names.includes(null) ? null : names.map(name => name ?? '');
}

/** `namedtuple(name, fields)`, `NamedTuple(name, [(field, type)])`: a class. */
const namedTuple: FunctionModel = (ctx, args) => {
  const fields = argument(args, 1, 'field_names') ?? args.keywords.get('fields') ?? null;
  const names = writtenNames(ctx, fields);
  return ctx.values.library(names === null ? NAMED_TUPLE : `${NAMED_TUPLE}(${names.join()})`);
};

/** `make_dataclass(name, fields)`: a class; those with bases or methods are not known. */
const madeDataClass: FunctionModel = (ctx, args) => {
  const names = writtenNames(ctx, argument(args, 1, 'fields'));
  return names === null || args.keywords.has('bases') || args.keywords.has('namespace')
    ? ctx.values.unknown('external', ctx.api)
    : ctx.values.library(`${MADE_DATA_CLASS}(${names.join()})`);
};

/** Calling such a class: an object with the arguments in its fields. */
export const makeDataClass: FunctionModel = (ctx, args) => {
  const object = ctx.allocate('instance', ctx.values.library(ctx.api));
  madeDataClassFields(ctx.api)?.forEach((name, index) => {
    const value = args.positional[index] ?? args.keywords.get(name) ?? args.starred;
    if (value !== null) {
      ctx.write(object, name, value);
    }
  });
  return ctx.values.object(object);
};

/** Calling such a class: a tuple of the arguments, under their names. */
export const makeNamedTuple: FunctionModel = (ctx, args) => {
  const names = namedTupleFields(ctx.api);
  const items =
    names === null
      ? [...args.positional, ...args.keywords.values()]
      : names.map(
          (name, index) =>
            args.positional[index] ?? args.keywords.get(name) ?? args.starred ?? ctx.values.none
        );
  return ctx.values.tuple(items, names === null ? args.starred : null, names);
};

/** `Class._make(items)`. */
export const makeOfItems: FunctionModel = (ctx, args) => {
  const given = argument(args, 0, 'iterable');
  const names = namedTupleFields(ctx.api.slice(0, -MAKE.length));
  const items = given === null ? null : ctx.items(given);
  const each = given === null ? null : ctx.iterate(given);
  return ctx.values.tuple(
    items ?? (names ?? []).map(() => each ?? ctx.values.unknown('external', ctx.api)),
    null,
    names
  );
};

const MAKE = '._make';

/** Whether the name is that of the class method `_make` of such a class. */
export function isMakeOfItems(path: string): boolean {
  return path.endsWith(MAKE) && namedTupleFields(path.slice(0, -MAKE.length)) !== null;
}

/** `t._replace(name=value)`. */
const replaced: MethodModel = (ctx, receiver, args) =>
  receiver.kind === 'tuple' && receiver.names !== null
    ? ctx.values.tuple(
        receiver.items.map(
          (item, index) => args.keywords.get(receiver.names?.[index] ?? '') ?? item
        ),
        receiver.rest,
        receiver.names
      )
    : receiver;

/** `_replace` of an instance of a class that derives from a named tuple. */
const replacedFields: MethodModel = (ctx, receiver, args) => {
  if (receiver.kind !== 'object') {
    return receiver;
  }
  const copy = ctx.allocate('instance', receiver.object.cls, `_replace:${receiver.object.id}`);
  // Each field is stored once: what a loop makes at one place keeps all that was ever stored there.
  for (const field of new Set([...ctx.fields(receiver.object), ...args.keywords.keys()])) {
    const stored = args.keywords.get(field) ?? ctx.read(receiver.object, field);
    if (stored !== null) {
      ctx.write(copy, field, stored);
    }
  }
  return ctx.values.object(copy);
};

const asDict: MethodModel = (ctx, receiver) => {
  const dict = ctx.allocate('dict', null, '_asdict');
  const names = fieldNames(ctx, receiver);
  ctx.items(receiver)?.forEach((item, index) => {
    const name = names?.[index];
    ctx.write(dict, name === undefined ? '[*]' : `['${name}']`, item);
  });
  ctx.write(dict, '[keys]', ctx.values.scalar('str'));
  return ctx.values.object(dict);
};

/** The names of the fields of a named tuple, or of an instance of a class that derives from one. */
function fieldNames(ctx: IModelContext, receiver: Value): readonly string[] | null {
  if (receiver.kind === 'tuple') {
    return receiver.names;
  }
  const names = receiver.kind === 'object' ? ctx.read(receiver.object, FIELD_NAMES) : null;
  return names?.kind === 'tuple'
    ? names.items.map(name => (name.kind === 'constant' ? String(name.value) : ''))
    : null;
}

/** A library function whose result is a named tuple. */
function named(entryName: string, names: readonly string[]): FunctionModel {
  return (ctx, args) => {
    const entry = ctx.registry.entryOf(entryName);
    if (entry === null) {
      return ctx.values.unknown('external', entryName);
    }
    const result = genericFunction(entry)(ctx, args);
    return joinAll(
      ctx.values,
      membersOf(result).map(member => {
        const items = ctx.items(member);
        return items === null ? member : ctx.values.tuple(items, null, names);
      })
    );
  };
}

/** The leaves of a structure in order; `null` where they are not all known, or too many. */
function leavesOf(
  ctx: IModelContext,
  value: Value,
  budget = { parts: PARTS_READ },
  depth = 0
): readonly Value[] | null {
  const parts = partsOf(ctx, value);
  if (parts === null) {
    return value.kind === 'union' ? null : [value];
  }
  const leaves: Value[] = [];
  if (parts === 'unknown' || depth > NESTING_LIMIT) {
    return null;
  }
  for (const part of parts) {
    const found = budget.parts-- > 0 ? leavesOf(ctx, part, budget, depth + 1) : null;
    if (found === null) {
      return null;
    }
    leaves.push(...found);
  }
  return leaves;
}

/** What a structure holds, in the order of its leaves; `null` for a leaf. */
function partsOf(ctx: IModelContext, value: Value): readonly Value[] | 'unknown' | null {
  if (value.kind === 'object' && value.object.kind === 'dict') {
    const { object } = value;
    return ctx.read(object, '[*]') !== null
      ? 'unknown'
      : [...ctx.fields(object)]
          .filter(field => field !== '[keys]')
          .sort()
          .map(field => ctx.read(object, field))
          .filter(part => part !== null);
  }
  return value.kind === 'tuple' ||
    (value.kind === 'object' &&
      (value.object.kind === 'list' || ctx.read(value.object, FIELD_NAMES) !== null))
    ? (ctx.items(value) ?? 'unknown')
    : null;
}

/** Parts of one structure, and levels of structures within structures, that are read. */
const PARTS_READ = 10_000;
const NESTING_LIMIT = 100;

const flatten: FunctionModel = (ctx, args) => {
  const structure = argument(args, 0, 'structure');
  const leaves = structure === null ? null : leavesOf(ctx, structure);
  if (leaves !== null) {
    return listOf(ctx, leaves);
  }
  const seen: Value[] = [];
  ctx.mapStructure(structure ?? ctx.values.never, leaf => {
    seen.push(leaf);
    return leaf;
  });
  return listOfUnknownLength(ctx, joinAll(ctx.values, seen));
};

/** `pack_sequence_as(structure, flat)`: the structure with the items in place of its leaves. */
const packSequence: FunctionModel = (ctx, args) => {
  const structure = argument(args, 0, 'structure');
  const flat = argument(args, 1, 'flat_sequence');
  if (structure === null || flat === null) {
    return ctx.values.unknown('external', ctx.api);
  }
  const items = ctx.items(flat);
  let position = 0;
  return ctx.mapStructure(
    structure,
    () => items?.[position++] ?? ctx.iterate(flat) ?? ctx.values.unknown('external', ctx.api)
  );
};

/** `map_structure(f, *structures)`: the structure of the first, with what `f` makes of the leaves at each place. */
const mapStructure: FunctionModel = (ctx, args) => {
  const callee = argument(args, 0, 'func');
  const [first, ...others] = args.positional.slice(1);
  if (callee === null || first === undefined) {
    return ctx.values.unknown('external', ctx.api);
  }
  const options = asPython(ctx, { followedByPublished: false });
  const leaves = others.map(other => leavesOf(ctx, other));
  let position = 0;
  return ctx.mapStructure(first, leaf => {
    const index = position++;
    return ctx.call(
      callee,
      positional([
        leaf,
        ...others.map(
          (other, which) =>
            leaves[which]?.[index] ?? ctx.iterate(other) ?? ctx.values.unknown('external')
        )
      ]),
      options
    );
  });
};

/** The axes of one value of a table: those of its default, which mutable tables alone may have. */
function valueShape(ctx: IModelContext, table: Value): Shape {
  const given = configOf(ctx, table, 'default_value');
  const isMutable =
    table.kind === 'object' &&
    table.object.cls?.kind === 'library' &&
    table.object.cls.path.startsWith('tensorflow.lookup.experimental.');
  return given === null || !isMutable
    ? []
    : (typeOfContent(ctx, given, 'tensorflow')?.shape ?? null);
}

/** `table.lookup(keys)`: a value for each key. */
const lookUp: MethodModel = (ctx, receiver, args) => {
  const keys = argument(args, 0, 'keys');
  const dtype = receiver.kind === 'object' ? tableDType(ctx, receiver) : null;
  const each = valueShape(ctx, receiver);
  const withValues = (shape: Shape): Shape =>
    shape === null || each === null ? null : [...shape, ...each];
  return joinAll(
    ctx.values,
    membersOf(keys ?? ctx.values.never).map(member => {
      const described = toArgument(ctx, member);
      return ctx.values.tensor({
        dtype,
        shape:
          described.kind === 'tensor'
            ? withValues(described.type.shape)
            : described.kind === 'constant'
              ? each
              : null,
        form:
          described.kind === 'tensor' &&
          (described.type.form === 'ragged' || described.type.form === 'sparse')
            ? described.type.form
            : 'dense'
      });
    })
  );
};

function tableDType(ctx: IModelContext, table: Value): DType | null {
  const own = configOf(ctx, table, 'value_dtype');
  if (own !== null) {
    return toDType(toArgument(ctx, own));
  }
  const initializer = configOf(ctx, table, 'initializer');
  if (initializer === null) {
    return null;
  }
  const given = configOf(ctx, initializer, 'value_dtype');
  if (given !== null && given.kind !== 'constant') {
    return toDType(toArgument(ctx, given));
  }
  const values = configOf(ctx, initializer, 'values');
  const described = values === null ? null : toArgument(ctx, values);
  if (described?.kind === 'tensor') {
    return described.type.dtype;
  }
  const [item] = described?.kind === 'sequence' ? (described.items ?? []) : [];
  return item?.kind === 'constant'
    ? item.type === 'str' || item.type === 'bytes'
      ? 'string'
      : item.type === 'int'
        ? 'int32'
        : item.type === 'float'
          ? 'float32'
          : null
    : null;
}

const identifiers: MethodModel = (ctx, receiver, args: CallArguments) => {
  const found = lookUp(ctx, receiver, args);
  return ctx.mapStructure(found, leaf =>
    leaf.kind === 'tensor'
      ? ctx.values.tensor({ dtype: 'int64', shape: leaf.type.shape, form: leaf.type.form })
      : leaf
  );
};

/** Names under which the operation of a raw name may be known, likeliest first. */
export function rawOperationNames(path: string): readonly string[] {
  const name = /^tensorflow\.raw_ops\.([A-Z]\w*)$/u.exec(path)?.[1];
  if (name === undefined) {
    return [];
  }
  const words = name
    .replace(/V\d+$/u, '')
    .replace(/([a-z\d])([A-Z])/gu, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/gu, '$1_$2')
    .toLowerCase();
  return [words, words.replace(/_/gu, '')].flatMap(word =>
    ['math.', 'nn.', 'linalg.', '', 'strings.', 'image.', 'io.', 'random.', 'bitwise.'].map(
      module => `tensorflow.${module}${word}`
    )
  );
}

/** `tf.linalg.global_norm(tensors)`: one number for all. */
const globalNorm: FunctionModel = (ctx, args) => {
  const tensors = ctx.iterate(argument(args, 0, 't_list') ?? ctx.values.never);
  const dtypes = new Set(
    tensors === null
      ? []
      : membersOf(tensors).map(member => (member.kind === 'tensor' ? member.type.dtype : null))
  );
  return ctx.values.tensor({
    dtype: dtypes.size === 1 ? [...dtypes][0] : null,
    shape: [],
    form: 'dense'
  });
};

/** `tf.clip_by_global_norm(tensors, norm)`: tensors of the same types, and the norm. */
const clippedByNorm: FunctionModel = (ctx, args) => {
  const tensors = argument(args, 0, 't_list') ?? ctx.values.never;
  const clipped = ctx.mapStructure(tensors, leaf =>
    leaf.kind === 'tensor' && leaf.type.form === 'variable'
      ? ctx.values.tensor({ dtype: leaf.type.dtype, shape: leaf.type.shape, form: 'dense' })
      : leaf
  );
  return ctx.values.tuple([clipped, globalNorm(ctx, args)]);
};

/** `tf.audio.decode_wav(contents)`: samples by channels, and the rate. */
const decodeWave: FunctionModel = (ctx, args) => {
  const channels = argument(args, 1, 'desired_channels');
  const samples = argument(args, 2, 'desired_samples');
  const size = (value: Value | null): Dimension => {
    const known = value === null ? null : knownInteger(value);
    return known === null || known < 0 ? 'unknown' : known;
  };
  return ctx.values.tuple(
    [
      ctx.values.tensor({
        dtype: 'float32',
        shape: [size(samples), size(channels)],
        form: 'dense'
      }),
      ctx.values.tensor({ dtype: 'int32', shape: [], form: 'dense' })
    ],
    null,
    ['audio', 'sample_rate']
  );
};

const STRUCTURE_MODULES = ['tensorflow.nest', 'keras.tree', 'tree'];

export const STRUCTURE_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<
  string,
  FunctionModel
>([
  ['collections.namedtuple', namedTuple],
  ['typing.NamedTuple', namedTuple],
  [NAMED_TUPLE, makeNamedTuple],
  ['dataclasses.make_dataclass', madeDataClass],
  ...STRUCTURE_MODULES.flatMap(
    module =>
      [
        [`${module}.flatten`, flatten],
        [`${module}.map_structure`, mapStructure],
        [`${module}.pack_sequence_as`, packSequence]
      ] as const
  ),
  ['jax.tree_util.tree_map', mapStructure],
  ['jax.tree_map', mapStructure],
  ['tensorflow.nn.top_k', named('tensorflow.nn.top_k', ['values', 'indices'])],
  ['keras.ops.top_k', named('keras.ops.top_k', ['values', 'indices'])],
  ['tensorflow.linalg.qr', named('tensorflow.linalg.qr', ['q', 'r'])],
  [
    'tensorflow.linalg.slogdet',
    named('tensorflow.linalg.slogdet', ['sign', 'log_abs_determinant'])
  ],
  ['tensorflow.linalg.lu', named('tensorflow.linalg.lu', ['lu', 'p'])],
  ['tensorflow.linalg.global_norm', globalNorm],
  ['tensorflow.clip_by_global_norm', clippedByNorm],
  ['tensorflow.audio.decode_wav', decodeWave],
  ['tensorflow.unique', named('tensorflow.unique', ['y', 'idx'])],
  ['tensorflow.unique_with_counts', named('tensorflow.unique_with_counts', ['y', 'idx', 'count'])],
  [
    'tensorflow.distribute.get_strategy',
    ctx =>
      ctx.values.object(
        ctx.allocate('instance', ctx.values.library('tensorflow.distribute.Strategy'))
      )
  ]
]);

export const STRUCTURE_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>([
  ['builtins.tuple._replace', replaced],
  ['builtins.tuple._asdict', asDict],
  ['typing.NamedTuple._replace', replacedFields],
  ['typing.NamedTuple._asdict', asDict],
  ...['StaticHashTable', 'experimental.MutableHashTable', 'experimental.DenseHashTable'].flatMap(
    name =>
      [
        [`tensorflow.lookup.${name}.lookup`, lookUp],
        [`tensorflow.lookup.${name}.__getitem__`, lookUp]
      ] as const
  ),
  ['tensorflow.lookup.StaticVocabularyTable.lookup', identifiers],
  ['tensorflow.lookup.StaticVocabularyTable.__getitem__', identifiers]
]);
