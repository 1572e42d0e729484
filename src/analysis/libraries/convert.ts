/**
 * Between the interpreter's values and what shape and dtype rules are given and give.
 */
import { joinAll, membersOf } from '../values/join';
import type { Value } from '../values/value';
import type { IModelContext } from './model';
import { promoteNumPy, type DType } from './rules/dtype';
import type { RuleArgument, RuleResult } from './rules/ruleArgument';
import { LONGEST_LIST, repeated } from './rules/tensorType';

/** Nested containers deeper than this are unknown to rules. */
const DEPTH_LIMIT = 6;
/** Field under which a library instance keeps one constructor argument. */
export const CONFIG_PREFIX = '#config:';

/** A value as rules see it. Of several alternatives they see a common one, or nothing. */
export function toArgument(ctx: IModelContext, value: Value, depth: number = 0): RuleArgument {
  if (depth > DEPTH_LIMIT) {
    return { kind: 'unknown' };
  }
  switch (value.kind) {
    case 'constant':
      return { kind: 'constant', type: value.type, value: value.value };
    case 'tensor':
      return { kind: 'tensor', type: value.type, elements: value.elements };
    case 'tuple':
      return value.rest === null
        ? { kind: 'sequence', items: value.items.map(item => toArgument(ctx, item, depth + 1)) }
        : {
            kind: 'sequence',
            items: null,
            element: toArgument(ctx, joinAll(ctx.values, [...value.items, value.rest]), depth + 1)
          };
    case 'range': {
      const items = ctx.items(value);
      return {
        kind: 'sequence',
        items: items === null ? null : items.map(item => toArgument(ctx, item, depth + 1)),
        element: { kind: 'constant', type: 'int', value: undefined }
      };
    }
    case 'shape':
      return { kind: 'shape', shape: value.dimensions };
    case 'dtype':
      return { kind: 'dtype', dtype: value.dtype };
    case 'slice':
      return {
        kind: 'slice',
        lower: value.lower === null ? null : toArgument(ctx, value.lower, depth + 1),
        upper: value.upper === null ? null : toArgument(ctx, value.upper, depth + 1),
        step: value.step === null ? null : toArgument(ctx, value.step, depth + 1)
      };
    case 'library':
      return value.path.startsWith('builtins.')
        ? { kind: 'constant', type: 'str', value: value.path.slice('builtins.'.length) }
        : { kind: 'unknown' };
    case 'object':
      return objectArgument(ctx, value, depth);
    case 'union': {
      const given = membersOf(value).map(member => toArgument(ctx, member, depth + 1));
      const isItem = depth > 0 && given.some(member => member.kind === 'tensor');
      const members = isItem ? given.map(member => numberAsTensor(ctx, member)) : given;
      return merged(ctx, members);
    }
    default:
      return { kind: 'unknown' };
  }
}

/** What several alternatives have in common: the type of tensors, scalars of one type, sequences of one length. */
function merged(ctx: IModelContext, members: readonly RuleArgument[]): RuleArgument {
  const [first] = members;
  if (members.length === 1) {
    return first;
  }
  const tensors = members.filter(member => member.kind === 'tensor');
  if (
    first?.kind === 'constant' &&
    first.type !== 'None' &&
    members.every(member => member.kind === 'constant' && member.type === first.type)
  ) {
    return { kind: 'constant', type: first.type, value: undefined };
  }
  const rows = members.flatMap(member =>
    member.kind === 'sequence' && member.items !== null ? [member.items] : []
  );
  if (rows.length === members.length && rows.every(row => row.length === rows[0].length)) {
    const items = (rows[0] ?? []).map((_, index) => {
      const column = rows.map(row => row[index]);
      const isMixed = column.some(item => item.kind === 'tensor');
      return merged(ctx, isMixed ? column.map(item => numberAsTensor(ctx, item)) : column);
    });
    return { kind: 'sequence', items: inDType(items, commonDTypeOfRows(ctx, rows)) };
  }
  return tensors.length > 0 && tensors.length === members.length
    ? tensors.reduce((left, right) => ({
        kind: 'tensor',
        type: {
          dtype: left.type.dtype === right.type.dtype ? left.type.dtype : null,
          form: left.type.form === right.type.form ? left.type.form : 'dense',
          shape:
            left.type.shape === null ||
            right.type.shape === null ||
            left.type.shape.length !== right.type.shape.length
              ? null
              : left.type.shape.map((size, axis) =>
                  size === right.type.shape?.[axis] ? size : ('open' as const)
                )
        }
      }))
    : { kind: 'unknown' };
}

/**
 * The dtype that NumPy gives to an array of any of the rows; `null` where that is not one, or not known. Whatever row
 * there is decides for all items: `[[x, 1], [0, x]]` are floating point numbers like `x`.
 */
function commonDTypeOfRows(
  ctx: IModelContext,
  rows: readonly (readonly RuleArgument[])[]
): DType | null {
  const dtypes = new Set(
    rows.map(row =>
      row
        .map(item => numberAsTensor(ctx, item))
        .map(item => (item.kind === 'tensor' ? item.type.dtype : null))
        .reduce<DType>((left, right) => promoteNumPy(left, right), 'bool')
    )
  );
  const [dtype = null] = dtypes;
  return ctx.api.startsWith('numpy.') && dtypes.size === 1 ? dtype : null;
}

/** Items whose own dtypes differ from row to row, in the one that all rows have. */
function inDType(items: readonly RuleArgument[], dtype: DType | null): readonly RuleArgument[] {
  return dtype === null
    ? items
    : items.map(item =>
        item.kind === 'tensor' && item.type.dtype === null
          ? { kind: 'tensor', type: { ...item.type, dtype } }
          : item
      );
}

/**
 * A number beside tensors as an item of a sequence: what is made of the sequence has no axis of it. NumPy gives it the
 * dtype of its own, TensorFlow that of the others.
 */
function numberAsTensor(ctx: IModelContext, member: RuleArgument): RuleArgument {
  if (member.kind !== 'constant') {
    return member;
  }
  const own = NUMBER_DTYPES.get(member.type);
  return own === undefined
    ? member
    : {
        kind: 'tensor',
        type: { dtype: ctx.api.startsWith('numpy.') ? own : null, shape: [], form: 'ndarray' }
      };
}

const NUMBER_DTYPES: ReadonlyMap<string, DType> = new Map([
  ['float', 'float64'],
  ['int', 'int64'],
  ['bool', 'bool']
]);

function objectArgument(
  ctx: IModelContext,
  value: Extract<Value, { kind: 'object' }>,
  depth: number
): RuleArgument {
  const { object } = value;
  switch (object.kind) {
    case 'list':
    case 'set':
    case 'iterator': {
      const items = ctx.items(value);
      const element = items === null ? ctx.iterate(value) : null;
      const each = element === null ? null : toArgument(ctx, element, depth + 1);
      const length = object.kind === 'list' ? ctx.read(object, 'len') : null;
      const isCounted =
        length !== null &&
        length.kind === 'constant' &&
        typeof length.value === 'number' &&
        length.value <= LONGEST_LIST;
      return {
        kind: 'sequence',
        items:
          items !== null
            ? items.map(item => toArgument(ctx, item, depth + 1))
            : each !== null && isCounted
              ? repeated(each, Number(length.value))
              : null,
        element: each
      };
    }
    case 'dict': {
      const entries = new Map<string, RuleArgument>();
      for (const field of ctx.fields(object)) {
        const name = /^\['(.*)'\]$/su.exec(field);
        const stored = ctx.read(object, field);
        if (name !== null && stored !== null) {
          entries.set(name[1], toArgument(ctx, stored, depth + 1));
        }
      }
      const others = ctx.read(object, '[*]');
      return {
        kind: 'mapping',
        entries,
        others: others === null ? null : toArgument(ctx, others, depth + 1)
      };
    }
    case 'instance': {
      if (object.cls === null || object.cls.kind !== 'library') {
        return { kind: 'unknown' };
      }
      const config = new Map<string, RuleArgument>();
      for (const field of ctx.fields(object)) {
        const stored = ctx.read(object, field);
        if (field.startsWith(CONFIG_PREFIX) && stored !== null) {
          config.set(field.slice(CONFIG_PREFIX.length), toArgument(ctx, stored, depth + 1));
        }
      }
      return { kind: 'instance', cls: object.cls.path, config };
    }
    default:
      return { kind: 'unknown' };
  }
}

/** What a rule answered, as a value. */
export function toValue(ctx: IModelContext, result: RuleResult, part: string = 'result'): Value {
  const { values } = ctx;
  switch (result.kind) {
    case 'tensor':
      return values.tensor(
        result.type,
        result.type.form === 'ndarray' ? 'numpy' : 'tensorflow',
        result.elements ?? null
      );
    case 'tuple':
      return values.tuple(
        result.items.map((item, index) => toValue(ctx, item, `${part}.${index}`))
      );
    case 'list': {
      const list = ctx.allocate('list', null, part);
      if (result.items === null) {
        ctx.write(
          list,
          '[*]',
          result.element === null
            ? values.unknown('external', ctx.api)
            : toValue(ctx, result.element, `${part}.*`)
        );
        ctx.write(list, 'len', values.scalar('int'));
      } else {
        result.items.forEach((item, index) =>
          ctx.write(list, `[${index}]`, toValue(ctx, item, `${part}.${index}`))
        );
        ctx.write(list, 'len', values.constant('int', result.items.length, false));
      }
      return values.object(list);
    }
    case 'mapping': {
      const dict = ctx.allocate('dict', null, part);
      result.entries.forEach((entry, name) =>
        ctx.write(dict, `['${name}']`, toValue(ctx, entry, `${part}.${name}`))
      );
      ctx.write(
        dict,
        '[keys]',
        joinAll(
          values,
          [...result.entries.keys()].map(name => values.constant('str', name, false))
        )
      );
      if (result.others) {
        ctx.write(dict, '[*]', toValue(ctx, result.others, `${part}.*`));
        ctx.write(dict, '[keys]', values.scalar('str'));
      }
      return values.object(dict);
    }
    case 'shape':
      return values.shape(result.shape);
    case 'dtype':
      return values.dtype(result.dtype);
    case 'none':
      return values.none;
    case 'python':
      return pythonValue(ctx, result, part);
    case 'instance':
      if (result.cls === 'tensorflow.data.Dataset') {
        return values.dataset(values.unknown('external', ctx.api), null);
      }
      return values.object(ctx.allocate('instance', values.library(result.cls), part));
    case 'unknown':
      return values.unknown('external', ctx.api);
  }
}

function pythonValue(
  ctx: IModelContext,
  result: Extract<RuleResult, { kind: 'python' }>,
  part: string
): Value {
  const { values } = ctx;
  switch (result.type) {
    case 'list':
    case 'dict': {
      const object = ctx.allocate(result.type, null, part);
      ctx.write(object, '[*]', values.unknown('external', ctx.api));
      return values.object(object);
    }
    case 'tuple':
      return values.tuple([], values.unknown('external', ctx.api));
    default:
      return result.value === undefined
        ? values.scalar(result.type)
        : values.constant(result.type, result.value, false);
  }
}
