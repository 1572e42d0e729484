/**
 * scikit-learn: splits, scalers and example data, as far as their arrays reach functions.
 */
import { joinAll, membersOf } from '../../values/join';
import type { Value } from '../../values/value';
import type { FunctionModel, IModelContext, MethodModel } from '../model';
import { argument, knownInteger } from './arguments';
import type { Dimension, TensorType } from '../rules/tensorType';

function array(
  ctx: IModelContext,
  dtype: TensorType['dtype'],
  shape: readonly Dimension[] | null
): Value {
  return ctx.values.tensor({ dtype, shape, form: 'ndarray' }, 'numpy');
}

/** The sizes of both parts of a split (scikit-learn rounds the test part up, the train part down). */
function partSizes(
  rows: Dimension,
  test: number | null,
  train: number | null
): readonly [Dimension, Dimension] {
  if (typeof rows !== 'number') {
    return ['unknown', 'unknown'];
  }
  const testRows = test === null ? null : test < 1 ? Math.ceil(rows * test - 1e-9) : test;
  const trainRows = train === null ? null : train < 1 ? Math.floor(rows * train + 1e-9) : train;
  const asTest = testRows ?? (trainRows === null ? Math.ceil(rows * 0.25) : rows - trainRows);
  return [trainRows ?? rows - asTest, asTest];
}

/** `train_test_split(x, y)`: each array twice, with other first axes. */
const split: FunctionModel = (ctx, args) => {
  const given = (name: string): number | null | undefined => {
    const value = args.keywords.get(name);
    return value === undefined || (value.kind === 'constant' && value.type === 'None')
      ? null
      : (knownInteger(value) ?? undefined);
  };
  const test = given('test_size');
  const train = given('train_size');
  const parts = args.positional.flatMap(value => {
    const sized = (position: 0 | 1): Value =>
      joinAll(
        ctx.values,
        membersOf(value).map(member => {
          if (member.kind !== 'tensor' || member.type.shape === null) {
            return withoutRows(ctx, member);
          }
          const [rows, ...rest] = member.type.shape;
          const sizes =
            test === undefined || train === undefined
              ? (['unknown', 'unknown'] as const)
              : partSizes(rows, test, train);
          return ctx.values.tensor(
            { dtype: member.type.dtype, shape: [sizes[position], ...rest], form: member.type.form },
            member.origin
          );
        })
      );
    return [sized(0), sized(1)];
  });
  return parts.length === 0 ? ctx.values.unknown('external', ctx.api) : ctx.values.tuple(parts);
};

/** Part of a list, frame or series: the same kind of thing with another number of rows. */
function withoutRows(ctx: IModelContext, value: Value): Value {
  if (value.kind !== 'object' || value.object.cls?.kind !== 'library') {
    return value;
  }
  const model = ctx.registry.method(value.object.cls.path, 'head');
  return model === null
    ? value
    : model(ctx, value, {
        positional: [],
        keywords: new Map(),
        starred: null,
        doubleStarred: null
      });
}

/** A scaler's result: an array of the same shape, of floating-point numbers. */
function transformed(position: number): MethodModel {
  return (ctx, _receiver, args) =>
    joinAll(
      ctx.values,
      membersOf(argument(args, position) ?? ctx.values.never).map(member => {
        const source =
          member.kind === 'object' && member.object.cls?.kind === 'library'
            ? ctx.attribute(member, 'values')
            : member;
        const type = source.kind === 'tensor' ? source.type : null;
        return array(
          ctx,
          type !== null && type.dtype === 'float32' ? 'float32' : 'float64',
          type?.shape ?? null
        );
      })
    );
}

const fitted: MethodModel = (ctx, receiver) => {
  if (receiver.kind === 'object') {
    ctx.effect({ kind: 'mutation', construct: 'call', object: receiver.object });
  }
  return receiver;
};

/** A transformer whose result has other columns. */
const reshaping: MethodModel = (ctx, _receiver, args) => {
  const source = argument(args, 0);
  const rows =
    source !== null && source.kind === 'tensor' && source.type.shape !== null
      ? source.type.shape[0]
      : ('unknown' as const);
  return array(ctx, 'float64', [rows, 'unknown']);
};

type Sample = {
  readonly data: readonly Dimension[];
  readonly target: readonly Dimension[];
  readonly targetType: TensorType['dtype'];
};

const SAMPLES: Readonly<Record<string, Sample>> = {
  load_iris: { data: [150, 4], target: [150], targetType: 'int64' },
  load_wine: { data: [178, 13], target: [178], targetType: 'int64' },
  load_digits: { data: [1797, 64], target: [1797], targetType: 'int64' },
  load_breast_cancer: { data: [569, 30], target: [569], targetType: 'int64' },
  load_diabetes: { data: [442, 10], target: [442], targetType: 'float64' },
  fetch_california_housing: { data: ['unknown', 8], target: ['unknown'], targetType: 'float64' },
  fetch_openml: { data: ['unknown', 'unknown'], target: ['unknown'], targetType: null }
};

/** Example data: a bunch with `data` and `target`, or both as a pair. */
function sample({ data, target, targetType }: Sample): FunctionModel {
  return (ctx, args) => {
    ctx.effect({ kind: 'file', construct: 'call' });
    const x = array(ctx, 'float64', data);
    const y = array(ctx, targetType, target);
    const pair = args.keywords.get('return_X_y');
    if (args.keywords.has('as_frame')) {
      return ctx.values.unknown('external', ctx.api);
    }
    if (pair !== undefined && pair.kind === 'constant' && pair.value === true) {
      return ctx.values.tuple([x, y]);
    }
    const bunch = ctx.allocate('instance', ctx.values.library('sklearn.utils.Bunch'));
    ctx.write(bunch, 'data', x);
    ctx.write(bunch, 'target', y);
    ctx.write(bunch, 'target_names', array(ctx, 'string', ['unknown']));
    return ctx.values.object(bunch);
  };
}

/** `bunch['data']`: the attribute of that name. */
const itemOfBunch: MethodModel = (ctx, receiver, args) => {
  const key = argument(args, 0);
  const held =
    receiver.kind === 'object' && key !== null && key.kind === 'constant'
      ? ctx.read(receiver.object, String(key.value))
      : null;
  return held ?? ctx.values.unknown('external', ctx.api);
};

const SCALERS = [
  'StandardScaler',
  'MinMaxScaler',
  'RobustScaler',
  'MaxAbsScaler',
  'Normalizer',
  'PowerTransformer',
  'QuantileTransformer'
].map(name => `sklearn.preprocessing.${name}`);
const ENCODER = 'sklearn.preprocessing.OneHotEncoder';
const TRANSFORMERS = ['sklearn.preprocessing.PolynomialFeatures'];

/** `OneHotEncoder()` gives sparse matrices of SciPy unless told otherwise. */
const encoder: FunctionModel = (ctx, args) => {
  const option = args.keywords.get('sparse_output') ?? args.keywords.get('sparse');
  const object = ctx.allocate('instance', ctx.values.library(ENCODER));
  if (option !== undefined && option.kind === 'constant' && option.value === false) {
    ctx.write(object, '#dense', option);
  }
  return ctx.values.object(object);
};

const encoded: MethodModel = (ctx, receiver, args) =>
  receiver.kind === 'object' && ctx.read(receiver.object, '#dense') !== null
    ? reshaping(ctx, receiver, args)
    : ctx.values.unknown('external', ctx.api);

function instance(path: string): FunctionModel {
  return ctx => ctx.values.object(ctx.allocate('instance', ctx.values.library(path)));
}

export const LEARNING_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<
  string,
  FunctionModel
>([
  ['sklearn.model_selection.train_test_split', split],
  [ENCODER, encoder],
  ...[...SCALERS, ...TRANSFORMERS].map(path => [path, instance(path)] as const),
  ...Object.entries(SAMPLES).map(
    ([name, data]) => [`sklearn.datasets.${name}`, sample(data)] as const
  )
]);

export const LEARNING_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>([
  ['sklearn.utils.Bunch.__getitem__', itemOfBunch],
  ...SCALERS.flatMap(owner => [
    [`${owner}.fit`, fitted] as const,
    [`${owner}.partial_fit`, fitted] as const,
    [`${owner}.fit_transform`, transformed(0)] as const,
    [`${owner}.transform`, transformed(0)] as const,
    [`${owner}.inverse_transform`, transformed(0)] as const
  ]),
  ...TRANSFORMERS.flatMap(owner => [
    [`${owner}.fit`, fitted] as const,
    [`${owner}.fit_transform`, reshaping] as const,
    [`${owner}.transform`, reshaping] as const
  ]),
  [`${ENCODER}.fit`, fitted],
  [`${ENCODER}.fit_transform`, encoded],
  [`${ENCODER}.transform`, encoded]
]);
